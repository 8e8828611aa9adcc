"""Figures that agree with one another as the forms demand: drawn once, then printed or spoilt on purpose."""

from __future__ import annotations

from random import Random

APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
SIZES = {"none": (0, 0), "small": (6, 1), "middle": (90, 12), "large": (1800, 160)}  # requests of persons, of each organisation
DISPUTES = ("upheld", "corrected", "other", "pending")


def applicant_column(rng: Random, leaves: list[str], most: int) -> dict[str, int]:
    """One applicant's column: what came in equals what was answered and what was carried on."""
    received = rng.randint(most // 3, most) if most else 0
    carried_in = rng.randint(0, max(1, most // 12)) if most else 0
    carried_out = rng.randint(0, min(max(1, most // 15), received + carried_in)) if most else 0
    column = dict.fromkeys(["received", "carried_in", *leaves, "handled", "carried_out"], 0)
    weights = [rng.random() ** 3 for _ in leaves]
    for leaf in rng.choices(leaves, weights, k=received + carried_in - carried_out):
        column[leaf] += 1
    column.update(received=received, carried_in=carried_in, carried_out=carried_out, handled=received + carried_in - carried_out)
    return column


def requests(rng: Random, leaves: list[str], size: str) -> dict[tuple[str, str], int]:
    """(item, measure) → figure of section three; R1, R2 and R3 hold."""
    persons, organisations = SIZES[size]
    columns = {
        who: applicant_column(rng, leaves, persons if who == "natural_person" else rng.choice((0, organisations))) for who in APPLICANTS
    }
    items = list(columns["natural_person"])
    found = {(item, who): columns[who][item] for item in items for who in APPLICANTS}
    found |= {(item, "total"): sum(columns[who][item] for who in APPLICANTS) for item in items}
    return found


def disputes(rng: Random, blocks: list[str], size: str) -> dict[tuple[str, str], int]:
    """(block, measure) → figure of section four; R4 holds."""
    found = {}
    for block in blocks:
        parts = [rng.choice((0, 0, 1, 2, rng.randint(0, max(1, SIZES[size][1] // 4)))) if size != "none" else 0 for _ in DISPUTES]
        found |= {(block, measure): part for measure, part in zip(DISPUTES, parts, strict=True)}
        found[block, "total"] = sum(parts)
    return found


def proactive(rng: Random, item: str, measure: str, size: str) -> tuple[str, float | int]:
    """(printed, value) of one cell of section two."""
    if measure == "items_change":
        change = rng.choice((0, 0, rng.randint(1, 40), -rng.randint(1, 12)))
        return (f"+{change}" if change > 0 else str(change)), change
    if measure == "amount":
        return money(rng, size)
    most = {"none": 0, "small": 12, "middle": 500, "large": 90000}[size]
    if item == "regulations":
        most = min(most, 3)
    number = rng.randint(0, most)
    return str(number), number


def money(rng: Random, size: str) -> tuple[str, float | int]:
    places = rng.choice((0, 2, 4, 6))
    if size == "none" or not places:
        whole = 0 if size == "none" else rng.randint(0, 3000)
        return str(whole), whole
    text = f"{rng.uniform(0.5, 9000):.{places}f}"
    return text, float(text)


def statistics(rng: Random, rows: list[list[object]], size: str) -> list[int | float | None]:
    """A figure a row; heads (unit ——) hold none, rows marked `sum N` equal the rows below them on level N, amounts have decimals."""
    most = {"none": 0, "small": 9, "middle": 120, "large": 7000}[size]
    found: list[int | float | None] = [None] * len(rows)
    for number in reversed(range(len(rows))):
        level, label, unit = int(str(rows[number][0])), str(rows[number][1]), rows[number][2]
        if unit == "——":
            continue
        summed = str(rows[number][3]).split()[1] if len(rows[number]) > 3 else ""
        if summed:
            found[number] = sum(int(found[i] or 0) for i in below(rows, number) if str(rows[i][0]) == summed)
        else:
            found[number] = float(f"{rng.uniform(0, 30):.2f}") if unit == "万元" and most else rng.randint(0, most)
        if "主要负责同志" in label or ("规范性文件" in label and level == 2):
            found[number] = 0  # never more than the row above, which is drawn later
    return found


def below(rows: list[list[object]], number: int) -> list[int]:
    level = int(str(rows[number][0]))
    last = next((i for i in range(number + 1, len(rows)) if int(str(rows[i][0])) <= level), len(rows))
    return list(range(number + 1, last))
