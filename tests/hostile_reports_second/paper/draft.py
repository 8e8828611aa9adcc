"""Draw a sound report: figures that fulfil the form's equations, an agency, a year, and the layout options that mutations turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Literal

from ..interface import Coordinate, Format, Seen, Slip
from .agencies import PLAIN
from .blocks import Block, Cell, Table, tables
from .forms import APPLICANTS, DISPUTES, PROACTIVE, REQUESTS, STATISTICS, STATISTICS_MEASURES, leaves, statistics_key

Form = Literal["statistics", "2019", "2021"]
KINDS = tuple(key for key in APPLICANTS if key != "total")


@dataclass
class Draft:
    """Hold a report while it is made: its truth (`seen`), its options and, once laid out, its blocks.

    `options` are read by the layout and the drawers; `touched` are coordinates that a mutation has changed, never changed twice.
    """

    rng: Random
    form: Form
    year: int
    agency: str
    format: Format
    seen: dict[Coordinate, Seen]
    options: dict[str, str] = field(default_factory=dict)
    agency_names: tuple[str, ...] = ()
    agency_sure: bool = True
    year_sure: bool = True
    blocks: list[Block] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    tolerated: set[str] = field(default_factory=set)
    touched: set[Coordinate] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)
    text_facts: dict[str, str] = field(default_factory=dict)
    stated: dict[str, bool] = field(default_factory=dict)

    def number(self, table: str, item: str, measure: str) -> Decimal:
        """Return a figure as drawn; fail where it is not a number."""
        value = self.seen[Coordinate(table, item, measure)].value
        assert value is not None
        return value

    def put(self, coordinate: Coordinate, value: Decimal, unit: str | None = None) -> None:
        """Set a sure figure."""
        self.seen[coordinate] = Seen("number", value, plain(value), unit)

    def table(self, key: str) -> Table | None:
        """Return the report's own table of a key once laid out: the first with a coordinate of that key."""
        return next((table for table in tables(self.blocks) if table.key == key), None)

    def cells(self, key: str | None = None) -> list[Cell]:
        """Return the laid out cells of this report that show a figure, in order."""
        return [
            cell
            for table in tables(self.blocks)
            if table.key and key in {None, table.key}
            for row in table.rows
            for cell in row
            if cell.coordinate is not None
        ]

    def free(self, accept: Callable[[Seen], bool] = lambda seen: seen.kind == "number", key: str | None = None) -> list[Cell]:
        """Return cells that no mutation has touched and whose figure is accepted."""
        return [
            cell
            for cell in self.cells(key)
            if cell.coordinate not in self.touched and cell.coordinate in self.seen and accept(self.seen[cell.coordinate])
        ]

    def pick(self, count: int, accept: Callable[[Seen], bool] = lambda seen: seen.kind == "number", key: str | None = None) -> list[Cell]:
        """Choose up to `count` untouched cells and mark them touched."""
        found = self.free(accept, key)
        chosen = self.rng.sample(found, min(count, len(found)))
        self.touched |= {cell.coordinate for cell in chosen if cell.coordinate is not None}
        return chosen


def plain(value: Decimal) -> str:
    """Return a figure as forms print it: no exponent."""
    return format(value, "f")


def draw(rng: Random, file_format: Format, form: Form | None = None) -> Draft:
    """Return a sound draft; figures are dense enough that a swap of two columns changes something."""
    chosen: Form = form or rng.choices(("2021", "2019", "statistics"), (6, 3, 1))[0]
    year = {
        "2021": lambda: rng.randint(2021, 2025),
        "2019": lambda: rng.randint(2019, 2020),
        "statistics": lambda: rng.randint(2014, 2018),
    }[chosen]()
    draft = Draft(rng, chosen, year, rng.choice(PLAIN), file_format, {})
    draft.agency_names = (draft.agency,)
    if chosen == "statistics":
        _statistics(draft)
    else:
        _proactive(draft)
        _requests(draft)
        _disputes(draft)
    return draft


def count(rng: Random, density: float) -> int:
    """Return a count: often small, sometimes large, sometimes zero."""
    if rng.random() > density:
        return 0
    return rng.choice(
        (
            rng.randint(1, 9),
            rng.randint(1, 60),
            rng.randint(10, 999),
            rng.randint(1000, 60000) if rng.random() < 0.1 else rng.randint(1, 30),
        )
    )


def _proactive(draft: Draft) -> None:
    rng = draft.rng
    for part in PROACTIVE[draft.form]:
        for item in part.rows:
            for measure in part.columns:
                draft.put(Coordinate("proactive", item, measure), Decimal(_proactive_figure(rng, measure)), None)
    for item in ("regulations", "normative_documents"):
        if draft.form == "2021":
            issued, repealed = (draft.number("proactive", item, measure) for measure in ("issued", "repealed"))
            draft.put(Coordinate("proactive", item, "in_force"), issued + repealed + rng.randint(1, 300))
        else:
            made = draft.number("proactive", item, "made")
            draft.put(Coordinate("proactive", item, "disclosed"), made)
            draft.put(Coordinate("proactive", item, "disclosed_total"), made + rng.randint(1, 300))
    if draft.form == "2021":
        amount = Decimal(rng.randint(1, 9_999_999)) / (10 ** rng.choice((0, 1, 2, 4, 6)))
        draft.put(Coordinate("proactive", "fees", "amount"), amount, "万元")
        return
    draft.put(Coordinate("proactive", "procurement", "projects"), Decimal(rng.randint(1, 400)))
    draft.put(Coordinate("proactive", "procurement", "amount"), Decimal(rng.randint(10_000, 99_999_999)) / 100)


def _proactive_figure(rng: Random, measure: str) -> int:
    if measure == "items_change":
        return rng.choice((0, rng.randint(1, 20), -rng.randint(1, 10)))
    if measure == "items_before":
        return rng.randint(20, 3000)
    return rng.randint(1, 99_999) if measure == "decisions" else rng.randint(0, 120)


def _requests(draft: Draft) -> None:
    rng, density = draft.rng, draft.rng.choice((0.25, 0.6, 0.95))
    rows = [line.key for line in REQUESTS[draft.form]]
    grid = {row: dict.fromkeys(KINDS, 0) for row in rows}
    for kind in KINDS:
        for row in leaves(draft.form):
            grid[row][kind] = count(rng, density)
        grid["handled"][kind] = sum(grid[row][kind] for row in leaves(draft.form))
        grid["carried_out"][kind] = count(rng, density)
        whole = grid["handled"][kind] + grid["carried_out"][kind]
        grid["carried_in"][kind] = rng.randint(0, max(0, whole // 4))
        grid["received"][kind] = whole - grid["carried_in"][kind]
    for row in rows:
        for kind in KINDS:
            draft.put(Coordinate("requests", row, kind), Decimal(grid[row][kind]))
        draft.put(Coordinate("requests", row, "total"), Decimal(sum(grid[row].values())))


def _disputes(draft: Draft) -> None:
    for block in DISPUTES:
        figures = {measure: count(draft.rng, 0.8) for measure in ("upheld", "corrected", "other", "pending")}
        figures["total"] = sum(figures.values())
        for measure, value in figures.items():
            draft.put(Coordinate("disputes", block, measure), Decimal(value))


def _statistics(draft: Draft) -> None:
    rng = draft.rng
    values: dict[str, list[int]] = {}
    for _, key, parent, _ in STATISTICS:
        value = count(rng, 0.8)
        values[statistics_key(key, parent)] = [value, value + rng.randint(1, 4000)]
    for _, key, parent, _ in STATISTICS:
        parts = [statistics_key(other, up) for _, other, up, _ in STATISTICS if up == key and parent is None]
        if parts:
            values[key] = [sum(values[part][at] for part in parts) for at in (0, 1)]
    for item, pair in values.items():
        for measure, value in zip(STATISTICS_MEASURES, pair, strict=True):
            draft.put(Coordinate("statistics", item, measure), Decimal(value))
