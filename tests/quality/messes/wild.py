"""What pages, Word and Excel do to the tables: repeated heads, serial numbers, notes, blank rows, tables that are none of the form's."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.quality.messes.headings import before_grids
from tests.quality.messes.registry import STATISTICS, TABLED, mess
from tests.quality.messes.tables import parted
from tests.quality.messes.titles import inserted, titled
from tests.quality.messes.values import some
from tests.quality.paper import Grid, Line, Paper, Row, Slot, item_of, with_figure, with_slots
from tests.quality.writers.layout import placed

MINUS = "\uff0d\u2212\ufe63"  # full-width, mathematical, small


def width_of(grid: Grid) -> int:
    return max(spot.column + spot.slot.columns for spot in placed(grid))


@mess(*TABLED)
def head_repeated_on_next_page(paper: Paper, rng: Random) -> Paper:
    """The rows of the head are printed again where the table goes on."""

    def cut(grid: Grid) -> tuple[Grid, ...]:
        spot = next(n for n, row in enumerate(grid.rows) if item_of(row) == "unavailable_not_held")
        first = [tuple(replace(slot, rows=min(slot.rows, spot - n)) for slot in row) for n, row in enumerate(grid.rows[:spot])]
        below = (Slot("三、本年度办理结果", len(grid.rows) - spot - 1), *grid.rows[spot])
        return replace(grid, rows=tuple(first)), replace(grid, rows=(*grid.rows[:3], below, *grid.rows[spot + 1 :]))

    return parted(paper, "requests", cut)


@mess(*TABLED)
def page_numbers_between(paper: Paper, rng: Random) -> Paper:
    """A page number stands between the halves of a table."""

    def cut(grid: Grid) -> tuple[Grid | Line, ...]:
        spot = next(n for n, row in enumerate(grid.rows) if row[0].text.startswith("第二十条第（五）项"))
        return replace(grid, rows=grid.rows[:spot]), Line("— 3 —"), Line("4"), replace(grid, rows=grid.rows[spot:])

    return parted(paper, "proactive", cut)


@mess(*TABLED)
def unit_line_above_tables(paper: Paper, rng: Random) -> Paper:
    return before_grids(paper, "（单位：件）")


@mess(*TABLED)
def note_row_below(paper: Paper, rng: Random) -> Paper:
    note = (Slot("注：1.本表数据截至12月31日；2.第20项含2件跨年件。", columns=10),)
    return paper.with_grid("requests", lambda grid: replace(grid, rows=(*grid.rows, note)))


@mess(*TABLED)
def caption_row_above(paper: Paper, rng: Random) -> Paper:
    return paper.with_grid("requests", lambda grid: replace(grid, rows=((Slot("表2　2个来源的申请情况", columns=10),), *grid.rows)))


@mess("provincial", "national")
def serial_number_column(paper: Paper, rng: Random) -> Paper:
    def change(grid: Grid) -> Grid:
        rows: list[Row] = [(Slot("序号"), *grid.rows[0])]
        return replace(grid, rows=(*rows, *((Slot(str(number)), *row) for number, row in enumerate(grid.rows[1:], 1))))

    return paper.with_grid("statistics", change)


@mess(*TABLED)
def units_in_cells(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        assert slot.figure
        return with_figure(slot, f"{slot.text}件", slot.figure.value)

    return some(paper, "requests", lambda f: True, change)


@mess(*TABLED, *STATISTICS)
def point_zero_from_a_spreadsheet(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        assert slot.figure
        return with_figure(slot, f"{slot.text}.0", slot.figure.value)

    name = "statistics" if paper.forms == ("statistics",) else "requests"
    return some(paper, name, lambda f: isinstance(f.value, int), change)


@mess(*TABLED)
def labels_on_every_row(paper: Paper, rng: Random) -> Paper:
    """No cell covers several rows: 三 and the group's label are printed again in each."""

    def change(grid: Grid) -> Grid:
        spots = placed(grid)
        rows: list[Row] = list(grid.rows[:3])
        for number in range(3, len(grid.rows)):
            here = [spot for spot in spots if spot.row <= number < spot.row + spot.slot.rows]
            rows.append(tuple(replace(spot.slot, rows=1) for spot in sorted(here, key=lambda spot: spot.column)))
        return replace(grid, rows=tuple(rows))

    return paper.with_grid("requests", change)


@mess(*TABLED)
def blank_cells_below_labels(paper: Paper, rng: Random) -> Paper:
    """A label stands in the first of its rows; below it are empty cells."""

    def change(grid: Grid) -> Grid:
        spots = placed(grid)
        rows: list[Row] = list(grid.rows[:3])
        for number in range(3, len(grid.rows)):
            here = sorted((spot for spot in spots if spot.row <= number < spot.row + spot.slot.rows), key=lambda spot: spot.column)
            rows.append(tuple(replace(spot.slot, rows=1) if spot.row == number else Slot("", columns=spot.slot.columns) for spot in here))
        return replace(grid, rows=tuple(rows))

    return paper.with_grid("requests", change)


@mess(*TABLED)
def digits_broken_over_lines(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        spot = len(slot.text) // 2
        return replace(slot, text=f"{slot.text[:spot]}\n{slot.text[spot:]}")

    return some(paper, "proactive", lambda f: len(f.raw) > 3, change)


@mess("2019")
def minus_signs_of_three_kinds(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        number = rng.randint(1, 30)
        return with_figure(slot, f"{rng.choice(MINUS)}{number}", -number)

    return some(paper, "proactive", lambda f: f.key[2] == "items_change", change)


@mess(*TABLED)
def each_group_its_own_table(paper: Paper, rng: Random) -> Paper:
    def cut(grid: Grid) -> tuple[Grid, ...]:
        starts = [n for n, row in enumerate(grid.rows) if row[0].text.startswith("第二十条")]
        return tuple(replace(grid, rows=grid.rows[start:end]) for start, end in zip(starts, [*starts[1:], len(grid.rows)], strict=True))

    return parted(paper, "proactive", cut)


@mess(*TABLED)
def blank_rows_between(paper: Paper, rng: Random) -> Paper:
    def change(grid: Grid) -> Grid:
        count = width_of(grid)
        rows = [
            piece for row in grid.rows for piece in ((row, tuple(Slot("") for _ in range(count))) if row[0].text == "信息内容" else (row,))
        ]
        return replace(grid, rows=tuple(rows))

    return paper.with_grid("proactive", change)


@mess(*TABLED)
def disputes_heads_only_outcomes(paper: Paper, rng: Random) -> Paper:
    """Only the row of outcomes is left of the head; which five are the reviews is told by the order alone."""

    def change(grid: Grid) -> Grid:
        outcomes = [slot for slot in grid.rows[1] if slot.columns == 1] + list(grid.rows[2])
        loose = tuple(replace(slot, figure=replace(slot.figure, sure=False)) if slot.figure else slot for slot in grid.rows[3])
        return replace(grid, rows=(tuple(replace(slot, rows=1) for slot in outcomes), loose))

    return paper.with_grid("disputes", change)


@mess(*TABLED)
def table_of_something_else(paper: Paper, rng: Random) -> Paper:
    """A table of trainings and one of documents, with figures that belong to no form."""
    rows = [(Slot("序号"), Slot("培训名称"), Slot("人数"), Slot("总计"))]
    rows += [
        (Slot(str(n)), Slot(f"第{n}期信息公开培训"), Slot(str(rng.randint(10, 99))), Slot(str(rng.randint(100, 999)))) for n in range(1, 5)
    ]
    return inserted(paper, Line("附：培训情况表"), Grid("other", tuple(rows)))  # type: ignore[arg-type]


@mess("prose")
def prose_with_a_table_of_documents(paper: Paper, rng: Random) -> Paper:
    rows = [(Slot("文件名称"), Slot("文号"), Slot("公开日期"))]
    rows += [
        (Slot(f"关于第{n}批收费目录的通知"), Slot(f"〔{paper.year}〕{rng.randint(1, 90)}号"), Slot(f"{paper.year}-0{n}-11"))
        for n in range(1, 6)
    ]
    return inserted(paper, Line("附：主动公开的规范性文件"), Grid("other", tuple(rows)))  # type: ignore[arg-type]


@mess()
def title_about(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}关于{paper.year}年度政府信息公开工作情况的报告")


@mess()
def title_year_in_second_line(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}政府信息公开工作年度报告\n（{paper.year}年度）")


@mess()
def title_short_name(paper: Paper, rng: Random) -> Paper:
    """The title shortens the body's name, the text does not."""
    short = paper.agency.replace("运输", "").replace("综合执法", "").replace("和城乡建设", "建")
    return titled(paper, paper.title.replace(paper.agency, short))


@mess(*TABLED, formats=("html", "mht"))
def rowspans_too_long(paper: Paper, rng: Random) -> Paper:
    """三 claims more rows than there are."""

    def change(slot: Slot) -> Slot:
        return replace(slot, rows=slot.rows + 4) if slot.text == "三、本年度办理结果" else slot

    return paper.with_grid("requests", lambda grid: with_slots(grid, change))


@mess(*TABLED, formats=("html", "mht"))
def colspans_of_heads_wrong(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        return replace(slot, columns=max(1, slot.columns - 1)) if slot.figure is None and slot.columns > 3 else slot

    return paper.with_grid("proactive", lambda grid: with_slots(grid, change))


@mess(*TABLED)
def two_digit_slips_of_the_pen(paper: Paper, rng: Random) -> Paper:
    """The letter O for zero and l for one: read as they are meant only if said to be doubtful; never other numbers."""

    def change(slot: Slot) -> Slot:
        assert slot.figure
        loose = replace(slot.figure, raw=slot.text.replace("0", "O"), sure=False)
        return replace(slot, text=loose.raw, figure=loose)

    return some(paper, "requests", lambda f: f.key[1] == "denied_by_law", change)
