"""Classes ``section_two``, ``numerals``, ``digits`` and ``slips``: what stands in the cells."""

from __future__ import annotations

from ..build import plain, text_runs
from ..model import Cell, Draft, Row, Run, number_text
from . import ALL, ANNUAL, TABLES, variant


def _proactive_row(draft: Draft, item: str) -> tuple[list[Row], int]:
    for table in draft.tables("proactive"):
        for number, row in enumerate(table.rows):
            if any(cell.key and cell.key[1] == item for cell in row.cells):
                return table.rows, number
    raise LookupError(item)


def _like(row: Row, label: str, draft: Draft) -> Row:
    cells = [plain(label)]
    for cell in row.cells[1:]:
        copy = plain(str(draft.rng.randint(0, 60)))
        copy.colspan = cell.colspan
        cells.append(copy)
    return Row(cells)


@variant("section_two", "page", ALL, ANNUAL)
def sub_row(draft: Draft) -> None:
    """Add a row that is a part of the row above it."""
    item = draft.rng.choice(("normative_documents", "licences", "penalties"))
    rows, number = _proactive_row(draft, item)
    label = draft.rng.choice(("其中：修订", "其中：以政府名义制发", "　　其中：适用简易程序", "其中", "1.其中不予许可"))
    rows.insert(number + 1, _like(rows[number], label, draft))


@variant("section_two", "page", ALL, ANNUAL)
def lookalike_row(draft: Draft) -> None:
    """Add a row whose label looks like one of the form's."""
    item, label = draft.rng.choice(
        (
            ("normative_documents", "党委规范性文件"),
            ("licences", "行政许可（下放）"),
            ("penalties", "行政处罚撤销"),
            ("fees", "行政事业性收费减免"),
        )
    )
    rows, number = _proactive_row(draft, item)
    rows.insert(number + draft.rng.choice((0, 1)), _like(rows[number], label, draft))


@variant("section_two", "page", ALL, frozenset({"2021"}))
def joint_row(draft: Draft) -> None:
    """Print penalties and coercive measures in one row with one figure."""
    rows, number = _proactive_row(draft, "penalties")
    cell = rows[number].cells[-1]
    rows[number].cells[0] = plain(draft.rng.choice(("行政处罚、行政强制", "行政处罚和行政强制", "行政处罚/行政强制")))
    cell.key = None
    del rows[number + 1]
    for item in ("penalties", "coercive_measures"):
        draft.expect(("proactive", item, "decisions"), "absent")


@variant("section_two", "page", ALL, frozenset({"2021"}))
def joint_two_figures(draft: Draft) -> None:
    """Print penalties and coercive measures in one row, their figures one above the other."""
    rows, number = _proactive_row(draft, "penalties")
    above, below = ("proactive", "penalties", "decisions"), ("proactive", "coercive_measures", "decisions")
    one, two = draft.expected[above].raw, draft.expected[below].raw
    rows[number].cells[0] = plain("行政处罚\n行政强制")
    rows[number].cells[-1].runs = text_runs(f"{one}\n{two}")
    del rows[number + 1]
    draft.expect(above, "either", draft.figures[above], one)
    draft.expect(below, "either", draft.figures[below], two)


@variant("section_two", "page", ALL, TABLES)
def two_figures(draft: Draft) -> None:
    """Set two figures in one cell, one above the other."""
    for cell in draft.pick(draft.rng.randint(1, 3)):
        shown = f"{draft.rng.randint(1, 40)}\n{draft.rng.randint(1, 40)}"
        cell.runs = text_runs(shown)
        draft.expect(cell.key, "unsure", None, shown)


@variant("section_two", "page", ALL, TABLES)
def bracket_note(draft: Draft) -> None:
    """Add a part in brackets after the figure."""
    for cell in draft.pick(draft.rng.randint(1, 3), positive=True):
        note = draft.rng.choice(("（其中修订{}件）", "（含{}件）", "\n（其中{}件为网上办理）", "(含上年{}件)"))
        shown = f"{cell.text}{note.replace('{}', str(draft.rng.randint(1, 30)))}"
        value = draft.expected[cell.key].value if cell.key else None
        cell.runs = text_runs(shown)
        draft.expect(cell.key, "either", value, shown)


@variant("numerals", "page", ALL, TABLES)
def one_as_dash(draft: Draft) -> None:
    """Type the Chinese one for a dash."""
    for cell in draft.pick(draft.rng.randint(1, 5), zero=True):
        shown = draft.rng.choice(("一", "一一", "－", "—", "/"))
        cell.runs = [Run(shown)]
        draft.expect(cell.key, "unsure" if "一" in shown else "not_applicable", None, shown)


@variant("numerals", "page", ALL, TABLES)
def circle_for_zero(draft: Draft) -> None:
    """Type a circle for zero."""
    for cell in draft.pick(draft.rng.randint(1, 5), zero=True):
        shown = draft.rng.choice("○〇◯零")
        cell.runs = [Run(shown)]
        draft.expect(cell.key, "either", 0, shown)


@variant("numerals", "page", ALL, TABLES)
def unit_alone(draft: Draft) -> None:
    """Leave a unit without its figure."""
    for cell in draft.pick(draft.rng.randint(1, 3)):
        shown = draft.rng.choice(("千", "万", "十余", "若干", "件", "百余件", "多", "＊", "见附件"))
        cell.runs = [Run(shown)]
        draft.expect(cell.key, "unsure", None, shown)


@variant("digits", "page", ALL, TABLES)
def full_width(draft: Draft) -> None:
    """Type full-width digits, groups of three or blanks between digits."""
    for cell in draft.pick(draft.rng.randint(2, 9), positive=True):
        value = draft.expected[cell.key].value if cell.key else None
        text = cell.text
        wide = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
        commas = f"{int(value):,}" if value is not None and float(value).is_integer() else text
        shown = draft.rng.choice((wide, commas, f"　{text}　", f" {text}", f"{text}\u200b", f"\xa0{text}\xa0"))
        cell.runs = [Run(shown)]
        draft.expect(cell.key, "number", value, shown)


@variant("digits", "page", ALL, TABLES)
def with_unit(draft: Draft) -> None:
    """Print the unit with the figure."""
    for cell in draft.pick(draft.rng.randint(2, 6), positive=True):
        value = draft.expected[cell.key].value if cell.key else None
        money = bool(cell.key) and cell.key is not None and cell.key[2] == "amount"
        shown = cell.text + draft.rng.choice(("元", "万元") if money else ("件", "项", " 件"))
        cell.runs = [Run(shown)]
        draft.expect(cell.key, "number", value, shown)


@variant("digits", "page", ALL, frozenset({"2019"}))
def signed(draft: Draft) -> None:
    """Print changes with their signs, in several characters."""
    for cell in draft.pick(6, measure="items_change"):
        value = draft.expected[cell.key].value or 0 if cell.key else 0
        size = number_text(abs(value))
        shown = draft.rng.choice(("-", "－", "−")) + size if value < 0 else draft.rng.choice(("+", "＋", "")) + size
        cell.runs = [Run(shown)]
        draft.expect(cell.key, "number", value, shown)


@variant("digits", "page", ALL, TABLES)
def many_blanks(draft: Draft) -> None:
    """Leave zeros blank, or put a stroke for them, all over the tables."""
    shown = draft.rng.choice(("", "/", "-", "——", "无", " "))
    for cell in draft.pick(draft.rng.randint(10, 60), zero=True):
        cell.runs = [Run(shown)] if shown else []
        draft.expect(cell.key, "not_applicable" if shown.strip() else "blank", None, shown)


def _slip(draft: Draft, cell: Cell) -> None:
    value = (draft.expected[cell.key].value or 0) + draft.rng.randint(1, 30) if cell.key else 0
    cell.runs = [Run(number_text(value))]
    draft.expect(cell.key, "number", value, number_text(value))


@variant("slips", "page", ALL, ANNUAL)
def slip_in_requests(draft: Draft) -> None:
    """Break the sums of section three in one cell."""
    for cell in draft.pick(1, table="requests"):
        _slip(draft, cell)


@variant("slips", "page", ALL, ANNUAL)
def slip_in_disputes(draft: Draft) -> None:
    """Break the sum of a block of section four."""
    for cell in draft.pick(1, table="disputes"):
        _slip(draft, cell)


@variant("slips", "page", ALL, frozenset({"statistics"}))
def slip_in_statistics(draft: Draft) -> None:
    """Break a total of the statistics table."""
    for cell in draft.pick(1, table="statistics", measure="value"):
        _slip(draft, cell)
