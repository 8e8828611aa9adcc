"""Labels, heads and grids of the three tables as they are printed in practice."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.quality.messes.registry import RAGGED, TABLED, mess
from tests.quality.paper import Grid, Line, Paper, Row, Slot, item_of, relabel, with_slots


def relabelled(paper: Paper, name: str, *pairs: tuple[str, str]) -> Paper:
    for old, new in pairs:
        paper = relabel(paper, name, old, new)
    return paper


@mess(*TABLED)
def labels_half_width(paper: Paper, rng: Random) -> Paper:
    signs = (("（", "("), ("）", ")"), ("，", ", "), ("“", '"'), ("”", '"'))
    for name in ("proactive", "requests"):
        paper = relabelled(paper, name, *signs)
    return paper


@mess(*TABLED)
def labels_with_blanks(paper: Paper, rng: Random) -> Paper:
    pairs = (
        ("本年度办理结果", "本年度办 理结果"),
        ("1.", "1. "),
        ("2.", "2．"),
        ("3.", "3、"),
        ("（一）", "（一） "),
        ("第（一）项", "  第（一）项"),
    )
    return relabelled(relabelled(paper, "requests", *pairs[:-1]), "proactive", pairs[-1])


@mess(*TABLED)
def labels_with_words_lost(paper: Paper, rng: Random) -> Paper:
    paper = relabelled(paper, "requests", ("其他法律行政法规", "其他法律法规"), ("不补正、行政", "不补正，行政"))
    return relabelled(paper, "proactive", ("现行有效件数", "现行有效件"), ("行政规范性文件", "规范性文件"))


@mess(*TABLED)
def labels_over_several_lines(paper: Paper, rng: Random) -> Paper:
    paper = relabelled(
        paper,
        "requests",
        ("商业企业", "商业\n企业"),
        ("社会公益组织", "社会\n公益\n组织"),
        ("三、本年度办理结果", "三、本\n年度办\n理结果"),
        ("（三）不予公开", "（三）\n不予公开"),
        ("行政机关不再", "\n行政机关不再"),
    )
    return relabelled(paper, "disputes", ("结果维持", "结果\n维持"), ("结果纠正", "结\n果\n纠\n正"), ("尚未审结", "尚未\n审结"))


@mess(*TABLED)
def heads_with_long_explanations(paper: Paper, rng: Random) -> Paper:
    pairs = (
        ("规章", "规章（含设区的市制定的规章）"),
        ("本年增/减", "本年增/减（减少用负值表示，如-8）"),
        ("单位：万元", "单位：万元，保留4位小数"),
    )
    return relabelled(paper, "proactive", *pairs)


@mess(*TABLED)
def heads_cut_at_breaks(paper: Paper, rng: Random) -> Paper:
    return relabelled(
        paper, "proactive", ("本年新制作数量", "本年新\n制作数量"), ("本年制发件数", "本年制\n发件数"), ("现行有效件数", "现行有\n效件数")
    )


@mess(*TABLED)
def first_group_head_missing(paper: Paper, rng: Random) -> Paper:
    return paper.with_grid("proactive", lambda grid: replace(grid, rows=grid.rows[1:]))


@mess(*TABLED)
def extra_row_other_documents(paper: Paper, rng: Random) -> Paper:
    row = (Slot("其他主动公开文件"), *(Slot(str(rng.randint(1, 90))) for _ in range(3)))
    return paper.with_grid("proactive", lambda grid: replace(grid, rows=(*grid.rows[:4], row, *grid.rows[4:])))


@mess(*TABLED)
def balance_note_missing(paper: Paper, rng: Random) -> Paper:
    return relabelled(paper, "requests", ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "项目"))


@mess(*TABLED)
def vertical_label_repeated(paper: Paper, rng: Random) -> Paper:
    """三 stands in two cells, the second beginning at （四）."""

    def change(grid: Grid) -> Grid:
        rows = list(grid.rows)
        first = next(n for n, row in enumerate(rows) if item_of(row) == "granted")
        second = next(n for n, row in enumerate(rows) if item_of(row) == "unavailable_not_held")
        label, covered = rows[first][0], second - first
        rows[first] = (replace(label, rows=covered), *rows[first][1:])
        rows[second] = (replace(label, rows=label.rows - covered), *rows[second])
        return replace(grid, rows=tuple(rows))

    return paper.with_grid("requests", change)


@mess(*TABLED)
def requests_split_over_pages(paper: Paper, rng: Random) -> Paper:
    """The second half is a table of its own; its rows have lost 三 and, at first, their group."""
    first = rng.choice(("denied_inquiry", "rejected_confirmation", "denied_internal"))

    def cut(grid: Grid) -> tuple[Grid, ...]:
        spot = next(n for n, row in enumerate(grid.rows) if item_of(row) == first)
        head = [_clipped(row, number, spot) for number, row in enumerate(grid.rows[:spot])]
        return replace(grid, rows=tuple(head)), replace(grid, rows=_two_label_columns(grid.rows[spot:]))

    return parted(paper, "requests", cut)


def _clipped(row: Row, number: int, last: int) -> Row:
    """The row with no cell reaching below the cut."""
    return tuple(replace(slot, rows=min(slot.rows, last - number)) for slot in row)


def _two_label_columns(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows of the second page, which has a column for the group and one for the label; the last label of a row covers what is left."""
    changed, covered_until = [], 0
    for number, row in enumerate(rows):
        labels = _labels(row)
        room = 2 - (number < covered_until) - (labels - 1)
        changed.append(tuple(replace(slot, columns=room) if n == labels - 1 else slot for n, slot in enumerate(row)))
        covered_until = max(covered_until, number + max(slot.rows for slot in row[:labels]) if labels > 1 else 0)
    return tuple(changed)


def _labels(row: Row) -> int:
    return sum(slot.figure is None for slot in row)


def parted(paper: Paper, name: str, cut: object) -> Paper:
    blocks: list[Line | Grid] = []
    for block in paper.blocks:
        blocks += cut(block) if isinstance(block, Grid) and block.name == name else (block,)  # type: ignore[operator]
    return replace(paper, blocks=tuple(blocks))


@mess(*TABLED)
def requests_head_apart(paper: Paper, rng: Random) -> Paper:
    """The head of section three is a table of its own."""
    return parted(paper, "requests", lambda grid: (replace(grid, rows=grid.rows[:3]), replace(grid, rows=grid.rows[3:])))


@mess(*TABLED, formats=("html", "mht"))
def eleven_column_grid(paper: Paper, rng: Random) -> Paper:
    """自然人 covers two columns with a blank cell below; its figures cover one, those of 商业企业 two."""

    def change(grid: Grid) -> Grid:
        one, two, three, *rest = grid.rows
        head = (
            (one[0], replace(one[1], columns=8)),
            (Slot("自然人", columns=2), replace(two[1], columns=6), two[2]),
            (Slot(""), Slot(three[0].text, columns=2), *three[1:]),
        )
        return replace(grid, rows=(*head, *(_second_wider(row) for row in rest)))

    return paper.with_grid("requests", change)


def _second_wider(row: Row) -> Row:
    spot = _labels(row) + 1
    return tuple(replace(slot, columns=2) if number == spot else slot for number, slot in enumerate(row))


@mess(*TABLED, formats=RAGGED)
def trailing_empty_cells(paper: Paper, rng: Random) -> Paper:
    return paper.with_grid(
        "requests", lambda grid: replace(grid, rows=tuple((*row, *(Slot("") for _ in range(rng.randint(0, 2)))) for row in grid.rows))
    )


@mess(*TABLED, formats=("html", "mht"))
def labels_at_the_left_edge(paper: Paper, rng: Random) -> Paper:
    """No spans at all: each row is its own labels and its figures."""

    def change(grid: Grid) -> Grid:
        return with_slots(grid, lambda slot: replace(slot, rows=1, columns=1))

    return paper.with_grid("requests", lambda grid: replace(change(grid), rows=(*grid.rows[:3], *change(grid).rows[3:])))


@mess(*TABLED)
def disputes_value_row_absent(paper: Paper, rng: Random) -> Paper:
    return paper.with_grid("disputes", lambda grid: replace(grid, rows=grid.rows[:-1]))


@mess(*TABLED, formats=RAGGED)
def disputes_sixteen_values(paper: Paper, rng: Random) -> Paper:
    """An empty sixteenth head and a sixteenth value, the last total once more."""

    def change(grid: Grid) -> Grid:
        last = grid.rows[-1][-1].text
        return replace(grid, rows=(*grid.rows[:2], (*grid.rows[2], Slot("")), (*grid.rows[3], Slot(last))))

    return paper.with_grid("disputes", change)


@mess(*TABLED, formats=RAGGED)
def disputes_row_of_blanks_after(paper: Paper, rng: Random) -> Paper:
    row = tuple(Slot(chr(160)) for _ in range(15))
    return paper.with_grid("disputes", lambda grid: replace(grid, rows=(*grid.rows, row)))


@mess(*TABLED)
def disputes_heads_glued(paper: Paper, rng: Random) -> Paper:
    pairs = (
        ("结果维持", "结果 维持"),
        ("结果纠正", "结果 纠正"),
        ("其他结果", "其他 结果"),
        ("尚未审结", "尚未 审结"),
        ("未经复议直接起诉", "未经行政复议直接起诉"),
    )
    return relabelled(paper, "disputes", *pairs)


@mess("2021")
def mixed_first_group(paper: Paper, rng: Random) -> Paper:
    """The first group with the columns of 2019, the others with those of 2021."""
    measures = {"issued": "made", "repealed": "disclosed", "in_force": "disclosed_total"}

    def change(slot: Slot) -> Slot:
        if not slot.figure or slot.figure.key[2] not in measures:
            return slot
        table, item, measure = slot.figure.key
        return replace(slot, figure=replace(slot.figure, key=(table, item, measures[measure])))

    paper = relabelled(
        paper, "proactive", ("本年制发件数", "本年新制作数量"), ("本年废止件数", "本年新公开数量"), ("现行有效件数", "对外公开总数量")
    )
    return replace(paper.with_grid("proactive", lambda grid: with_slots(grid, change)), forms=("2019", "2021"))
