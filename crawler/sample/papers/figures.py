"""Draw the figures of one report from the seed: sums are correct and years are consistent, except for planted errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from crawler.sample.papers.city import Agency, Edition, editions, table

APPLICANTS = 6  # natural persons and five kinds of organisations; the seventh column is their sum
APPLICANT_SHARES = (80, 9, 2, 1, 3, 5)
Row = list[int]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one report as printed; a blank cell is an empty string."""

    edition: Edition
    published: str  # YYYY-MM-DD
    proactive: dict[tuple[str, str], str] = field(default_factory=dict)  # (item, measure)
    requests: dict[str, list[str]] = field(default_factory=dict)  # item → seven values, six where one was lost
    disputes: dict[str, list[str]] = field(default_factory=dict)  # item → five values
    statistics: dict[str, tuple[str, str]] = field(default_factory=dict)  # figure → (of the year, cumulative)
    said: dict[str, int] = field(default_factory=dict)  # the figures mentioned in the text


@dataclass(slots=True)
class Memory:
    """What one year carries over to the next."""

    carried_out: Row = field(default_factory=lambda: [0] * APPLICANTS)
    in_force: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    cumulative: dict[str, int] = field(default_factory=dict)


def reports(agency: Agency) -> Iterator[Figures]:
    """Yield every published report of an agency, oldest first."""
    random = Random(f"{table('city')['seed']}/{agency.name}")
    memory = Memory(in_force={"regulations": 4 if agency.government else 0, "normative_documents": random.randint(5, 60)})
    for edition in editions(agency):
        report = draw(edition, random, memory)
        if edition.slip != "missing":
            yield report


def draw(edition: Edition, random: Random, memory: Memory) -> Figures:
    """Draw the figures of one edition; advances `memory` to the end of its year."""
    published = edition.published or date(edition, random)
    size = max(2, int(edition.agency.size * random.uniform(0.75, 1.3)))
    channels = statistics(size, random, memory)
    if edition.form in ("prose", "statistics"):
        said = {key: int(value) for key, (value, _) in channels.items() if value.isdigit()}
        return Figures(edition, published, statistics=channels, said=said)
    rows = requests(edition, size, random, memory)
    slip(edition, rows)
    said = {item: rows[item][-1] for item in ("received", "carried_in", "handled", "carried_out")}
    said |= {"published": int(channels["published"][0]), "trained": random.randint(15, 90)}
    said["received"] += 3 if edition.slip == "prose_differs" else 0
    return Figures(edition, published, proactive(edition, random, memory), printed(edition, rows), disputes(edition, random), said=said)


def date(edition: Edition, random: Random) -> str:
    """Return a publication date in the following year within the deadline: 31 March for governments and before 2019, else 31 January."""
    month = 3 if edition.agency.government or edition.year < 2019 else 1
    return f"{edition.year + 1}-{month:02d}-{random.randint(4, 28):02d}"


def spread(total: int, shares: tuple[float, ...] | list[float], random: Random) -> Row:
    """Distribute `total` by shares; the parts add up to it."""
    drawn = random.choices(range(len(shares)), shares, k=total)
    return [drawn.count(place) for place in range(len(shares))]


def requests(edition: Edition, size: int, random: Random, memory: Memory) -> dict[str, Row]:
    """Return rows of seven numbers; in each column received + carried in = handled + carried out."""
    leaves = [row for row in table("forms")["requests"]["rows"] if "share" in row and row.get("only", edition.form) == edition.form]
    received, carried_in = spread(size, APPLICANT_SHARES, random), list(memory.carried_out)
    if edition.slip == "carry_break":
        carried_in[0] += 2
    memory.carried_out = [random.randint(0, min(3, total)) if total else 0 for total in map(sum, zip(received, carried_in, strict=True))]
    handled = [a + b - c for a, b, c in zip(received, carried_in, memory.carried_out, strict=True)]
    columns = [spread(total, [leaf["share"] for leaf in leaves], random) for total in handled]
    rows = {"received": received, "carried_in": carried_in, "handled": handled, "carried_out": list(memory.carried_out)}
    rows |= {leaf["item"]: [column[number] for column in columns] for number, leaf in enumerate(leaves)}
    return {item: [*row, sum(row)] for item, row in rows.items()}


def slip(edition: Edition, rows: dict[str, Row]) -> None:
    """Plant a wrong sum if city.yaml says so."""
    if edition.slip == "wrong_total":
        rows["granted"][-1] += 1


def printed(edition: Edition, rows: dict[str, Row]) -> dict[str, list[str]]:
    """Return the rows as text; `short_row` drops one zero between the first and the last value."""
    texts = {item: [str(value) for value in row] for item, row in rows.items()}
    if edition.slip == "short_row":
        row = texts["granted"]
        del row[next(place for place in range(1, APPLICANTS) if row[place] == "0")]
    return texts


def disputes(edition: Edition, random: Random) -> dict[str, list[str]]:
    """Return three blocks of five numbers: four outcomes and their sum."""
    blocks = {}
    for item in ("review", "litigation_direct", "litigation_after_review"):
        outcomes = spread(random.choice((0, 0, 1, 2, edition.agency.size // 12)), (6, 1, 2, 1), random)
        blocks[item] = [str(value) for value in (*outcomes, sum(outcomes))]
    if edition.slip == "blank_block":
        blocks["litigation_after_review"] = [""] * 5
    return blocks


def proactive(edition: Edition, random: Random, memory: Memory) -> dict[tuple[str, str], str]:
    """Return the cells of section 二 in the form of that year."""
    cells: dict[tuple[str, str], str] = {}
    for group in table("forms")["proactive"][edition.form]:
        for item in group["rows"]:
            values = PRINT[edition.form if item in memory.in_force else item](item, edition, random, memory)
            cells |= {(item, measure): values[measure] for measure in group["columns"]}
    return cells


def _documents_2021(item: str, edition: Edition, random: Random, memory: Memory) -> dict[str, str]:
    if item == "regulations" and not edition.agency.government:
        return {"issued": "/", "repealed": "/", "in_force": "/"}
    issued, before = random.randint(0, 2 if item == "regulations" else 9), memory.in_force[item]
    repealed = random.randint(0, min(3, before))
    memory.in_force[item] = before + issued - repealed + (2 if edition.slip == "roll_forward" and item == "normative_documents" else 0)
    return {"issued": str(issued), "repealed": str(repealed), "in_force": str(memory.in_force[item])}


def _documents_2019(item: str, edition: Edition, random: Random, memory: Memory) -> dict[str, str]:
    made = random.randint(0, 8) if item == "normative_documents" or edition.agency.government else 0
    memory.in_force[item] += made
    return {"made": str(made), "disclosed": str(made), "disclosed_total": str(memory.in_force[item])}


def _services(item: str, edition: Edition, random: Random, memory: Memory) -> dict[str, str]:
    before, change = memory.items.setdefault(item, random.randint(4, 60)), random.choice((-2, -1, 0, 0, 1, 3))
    decisions = random.randint(0, edition.agency.size * 40)
    if edition.form == "2019":
        memory.items[item] = before + change
    return {"items_before": str(before), "items_change": f"{change:+d}" if change else "0", "decisions": str(decisions)}


def _fees(item: str, edition: Edition, random: Random, memory: Memory) -> dict[str, str]:
    before = memory.items.setdefault(item, random.randint(0, 6))
    wan = random.choice((0.0, round(random.uniform(3, 900), 4)))
    amount = f"{round(wan * 10000) or 251000}元" if edition.slip == "unit_in_cell" else f"{wan:.10g}"
    return {"items_before": str(before), "items_change": "0", "amount": amount}


def _procurement(item: str, edition: Edition, random: Random, memory: Memory) -> dict[str, str]:
    return {"projects": str(random.randint(0, 30)), "amount": f"{random.uniform(8, 900) * 10000:.2f}元"}


PRINT: dict[str, Any] = {
    "2021": _documents_2021,
    "2019": _documents_2019,
    "fees": _fees,
    "procurement": _procurement,
    **dict.fromkeys(("licences", "other_services", "penalties", "coercive_measures"), _services),
}


def statistics(size: int, random: Random, memory: Memory) -> dict[str, tuple[str, str]]:
    """Return the figures of the tables before 2019: totals are the sums of their parts, the cumulative column accumulates."""
    in_person, fax, online, letter = spread(size, (2, 1, 8, 3), random)
    website, gazette, extended = random.randint(80, 900), random.randint(0, 20), random.randint(0, size // 6)
    year = {
        "website": website,
        "gazette": gazette,
        "published": website + gazette,
        "normative": random.randint(0, 12),
        "requests": size,
        "in_person": in_person,
        "fax": fax,
        "online": online,
        "letter": letter,
        "letter_fax": letter + fax,
        "on_time": size - extended,
        "extended": extended,
        "reviews": random.randint(0, 2),
        "suits": random.randint(0, 1),
        "zero": 0,
    }
    for key, value in year.items():
        memory.cumulative[key] = memory.cumulative.get(key, 0) + value
    return {"none": ("——", "——")} | {key: (str(value), str(memory.cumulative[key])) for key, value in year.items()}
