"""Which hard equations a paper breaks, worked out from its label alone: the project's own checks are held against this."""

from __future__ import annotations

from collections import Counter

from tests.quality.figures import APPLICANTS, DISPUTES, below
from tests.quality.forms import LABELS, bare, paths, requests_rows
from tests.quality.paper import Figure, Paper

Numbers = dict[tuple[str, str, str], float | int | None]
COUNTED = ("R1", "R2", "R3", "R4")  # one check a column, row or block: the number of failures must agree
NOTICED = ("R5", "R8", "R9")  # failing at all or not
AMOUNTS = ("amount", "items_change")


def broken(paper: Paper) -> Counter[str] | None:
    """How often each hard rule fails; None where the paper leaves figures open, so that nobody can say."""
    figures = paper.figures()
    if not all(figure.sure for figure in figures.values()):
        return None
    numbers = {key: figure.value for key, figure in figures.items()}
    found = Counter[str]()
    if any(key[0] == "requests" for key in numbers):
        found += _requests(numbers, paper.forms[-1])
    found["R4"] += sum(
        _off(numbers, [("disputes", block, m) for m in DISPUTES], [("disputes", block, "total")]) for block in LABELS["disputes"]["blocks"]
    )
    found["R5"] += sum(map(_impossible, figures.values()))
    found["R8"] += _statistics(numbers)
    return +found


def _off(numbers: Numbers, left: list[tuple[str, str, str]], right: list[tuple[str, str, str]]) -> bool:
    """Whether both sides are all numbers and differ."""
    terms = [numbers.get(key) for key in (*left, *right)]
    if None in terms:
        return False
    return abs(sum(map(float, terms[: len(left)])) - sum(map(float, terms[len(left) :]))) > 1e-9  # type: ignore[arg-type]


def _requests(numbers: Numbers, form: str) -> Counter[str]:
    items = list(requests_rows(form))
    leaves = [item for item in items if item not in ("received", "carried_in", "handled", "carried_out")]
    found = Counter[str]()
    for who in LABELS["applicants"]:
        column = {item: ("requests", item, who) for item in items}
        found["R1"] += _off(numbers, [column["received"], column["carried_in"]], [column["handled"], column["carried_out"]])
        found["R3"] += _off(numbers, [column[leaf] for leaf in leaves], [column["handled"]])
    for item in items:
        found["R2"] += _off(numbers, [("requests", item, who) for who in APPLICANTS], [("requests", item, "total")])
    return found


def _impossible(figure: Figure) -> bool:
    """A count that is negative or no integer, an amount that is negative."""
    if figure.value is None or figure.key[0] == "statistics" or figure.key[2] == "items_change":
        return False
    return figure.value < 0 or (figure.key[2] != "amount" and figure.value != int(figure.value))


def _statistics(numbers: Numbers) -> int:
    """Parents of both statistics forms that are not the sum of their parts."""
    found = 0
    for rows in (LABELS["national"], LABELS["provincial"]):
        names = paths(rows)
        for number in range(len(rows)):
            parts = [names[n] for n in below(rows, number) if _counts_towards(rows, number, n)]
            if parts:
                for measure in ("value", "cumulative"):
                    found += _off(numbers, [("statistics", part, measure) for part in parts], [("statistics", names[number], measure)])
    return found


def _counts_towards(rows: list[list[object]], parent: int, part: int) -> bool:
    if rows is LABELS["provincial"]:
        return True
    summed = str(rows[parent][3]).split()[1] if len(rows[parent]) > 3 else ""
    return str(rows[part][0]) == summed and bool(bare(str(rows[part][1])))
