"""A clean report of each form: title, preface, sections and tables as the form prints them."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import yaml

from tests.quality import figures, prose
from tests.quality.paper import Figure, Grid, Line, Paper, Row, Slot, shown

LABELS = yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text())
YEARS = {"prose": (2008, 2013), "provincial": (2014, 2018), "national": (2014, 2018), "2019": (2019, 2020), "2021": (2021, 2025)}
FORMS = tuple(YEARS)
LEAVES_ONLY = {"2019": ("other_not_corrected", "other_fee_unpaid", "other_rest"), "2021": ("other",)}  # rows the form lacks
BASIS = {"2019": "国办公开办函〔2019〕60号", "2021": "国办公开办函〔2021〕30号"}


def clean(form: str, rng: Random) -> Paper:
    """A sound report of that form: every hard equation holds, every label as printed in the form."""
    agency, _ = prose.body(rng)
    year = rng.randint(*YEARS[form])
    size = rng.choice(("none", "small", "middle", "large"))
    title = f"{agency}{year}年政府信息公开工作年度报告"
    body = {"prose": prose_blocks, "provincial": statistics_blocks, "national": statistics_blocks}.get(form, tabled_blocks)
    blocks = (
        Line(title, "title"),
        *body(form, agency, year, size, rng),
        Line(agency, "sign"),
        Line(f"{year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日", "sign"),
    )
    name = "statistics" if form in ("provincial", "national") else form
    return Paper(agency, year, (name,), title, f"{year + 1}-0{rng.randint(1, 3)}-{rng.randint(10, 28)}", blocks)


def preface(agency: str, year: int, basis: str) -> Line:
    return Line(
        f"根据《中华人民共和国政府信息公开条例》{basis}，{agency}编制本报告。所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
    )


def tabled_blocks(form: str, agency: str, year: int, size: str, rng: Random) -> tuple[Line | Grid, ...]:
    """The six sections of the forms of 2019 and 2021."""
    heads = [Line(text, "heading") for text in LABELS["headings"]]
    return (
        preface(agency, year, f"和{BASIS[form]}的要求"),
        heads[0],
        *(Line(prose.deed(rng, year)) for _ in range(rng.randint(1, 4))),
        heads[1],
        proactive(form, size, rng),
        heads[2],
        requests(form, size, rng),
        heads[3],
        disputes(size, rng),
        heads[4],
        Line(prose.problem(rng)),
        heads[5],
        Line(rng.choice(prose.OTHERS)),
    )


def proactive(form: str, size: str, rng: Random) -> Grid:
    rows: list[Row] = []
    for group in LABELS["proactive"][form]:
        columns, wide = group["columns"], 3 - len(group["columns"])  # the last column of a short group covers the rest
        spans = {measure: 1 + (wide if measure == list(columns)[-1] else 0) for measure in columns}
        rows.append((Slot(group["title"], columns=4),))
        rows.append((Slot("信息内容"), *(Slot(label, columns=spans[measure]) for measure, label in columns.items())))
        for item, label in group["rows"].items():
            rows.append(
                (Slot(label), *(shown(proactive_figure(item, measure, group, size, rng), columns=spans[measure]) for measure in columns))
            )
    return Grid("proactive", tuple(rows))


def proactive_figure(item: str, measure: str, group: dict[str, str], size: str, rng: Random) -> Figure:
    raw, value = figures.proactive(rng, item, measure, size)
    return Figure(("proactive", item, measure), raw, value, unit=group.get("unit"))


def requests_rows(form: str) -> dict[str, list[object]]:
    return {item: row for item, row in LABELS["requests"].items() if item not in LEAVES_ONLY[form]}


def requests(form: str, size: str, rng: Random) -> Grid:
    items = requests_rows(form)
    leaves = [item for item, row in items.items() if item not in ("received", "carried_in", "handled", "carried_out")]
    found = figures.requests(rng, leaves, size)
    return Grid("requests", (*requests_head(), *(requests_row(items, item, found) for item in items)))


def requests_head() -> tuple[Row, ...]:
    people = LABELS["applicants"]
    organisations = tuple(Slot(people[who]) for who in figures.APPLICANTS[1:])
    return (
        (Slot(LABELS["balance"], 3, 3), Slot("申请人情况", columns=7)),
        (Slot(people["natural_person"], 2), Slot("法人或其他组织", columns=5), Slot(people["total"], 2)),
        organisations,
    )


def requests_row(items: dict[str, list[object]], item: str, found: dict[tuple[str, str], int]) -> Row:
    """One row: the cells of its own labels (a group's label only in the group's first row), then seven figures."""
    level, label, *group = items[item]
    labels: list[Slot] = []
    if item == "granted":
        labels.append(Slot(LABELS["result"], sum(row[0] != 1 for row in items.values())))
    if group:
        members = [name for name, row in items.items() if list(row[2:]) == group]
        if item == members[0]:
            labels.append(Slot(str(group[0]), len(members)))
    labels.append(Slot(str(label), columns=4 - int(str(level))))
    cells = [Figure(("requests", item, who), str(found[item, who]), found[item, who]) for who in LABELS["applicants"]]
    return (*labels, *map(shown, cells))


def disputes(size: str, rng: Random) -> Grid:
    blocks, columns = LABELS["disputes"]["blocks"], LABELS["disputes"]["columns"]
    found = figures.disputes(rng, list(blocks), size)
    first, *others = blocks
    head = (
        (Slot(blocks[first][0], columns=5), Slot("行政诉讼", columns=10)),
        (*(Slot(label, 2) for label in columns.values()), *(Slot(blocks[block][1], columns=5) for block in others)),
        tuple(Slot(label) for _ in others for label in columns.values()),
    )
    cells = [
        Figure(("disputes", block, measure), str(found[block, measure]), found[block, measure]) for block in blocks for measure in columns
    ]
    return Grid("disputes", (*head, tuple(map(shown, cells))))


def statistics_blocks(form: str, agency: str, year: int, size: str, rng: Random) -> tuple[Line | Grid, ...]:
    """The sections of the years before 2019, the statistics table at the end."""
    heads = ("一、概述", "二、主动公开政府信息情况", "三、存在问题和改进措施")
    lines = [block for head in heads for block in (Line(head, "heading"), Line(prose.deed(rng, year)))]
    table = provincial(year, size, rng) if form == "provincial" else national(size, rng)
    return (preface(agency, year, "的要求"), *lines, Line("附件：政府信息公开情况统计表", "heading"), table)


def provincial(year: int, size: str, rng: Random) -> Grid:
    rows = LABELS["provincial"]
    found = sums_of(rows, figures.statistics(rng, rows, size))
    head = tuple(Slot(text) for text in ("指标名称", "计量单位", f"{year}年度", "历年累计"))
    body = []
    before = sums_of(rows, [rng.randint(0, 900) for _ in rows])
    for (_, label, unit), path, number, earlier in zip(rows, paths(rows), found, before, strict=True):
        cumulative = int(number or 0) + int(earlier or 0)
        cells = [
            Figure(("statistics", path, measure), str(value), value, unit=unit)
            for measure, value in (("value", number), ("cumulative", cumulative))
        ]
        body.append((Slot(label), Slot(unit), *map(shown, cells)))
    return Grid("statistics", (head, *body))


def sums_of(rows: list[list[object]], found: list[int | float | None]) -> list[int | float | None]:
    """Parents of the provincial form equal their parts, where they have any."""
    for number in range(len(rows)):
        parts = figures.below(rows, number)
        if parts:
            found[number] = sum(int(found[part] or 0) for part in parts)
    return found


def national(size: str, rng: Random) -> Grid:
    rows = LABELS["national"]
    head = tuple(Slot(text) for text in ("统计指标", "单位", "统计数"))
    body = []
    for row, path, number in zip(rows, paths(rows), figures.statistics(rng, rows, size), strict=True):
        unit = str(row[2])
        blank = Figure(("statistics", path, "value"), "——", None, "not_applicable")
        figure = blank if number is None else Figure(("statistics", path, "value"), str(number), number, unit=unit)
        body.append((Slot(str(row[1])), Slot(unit), shown(figure)))
    return Grid("statistics", (head, *body))


def bare(label: str) -> str:
    """The indicator without numbering and 其中.

    >>> bare("其中：1、政府网站公开数"), bare("（一）收到申请数")
    ('政府网站公开数', '收到申请数')
    """
    label = re.sub(r"^其中[：:]?", "", label)
    return re.sub(r"^(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+[、.．])", "", label)


def paths(rows: list[list[object]]) -> list[str]:
    """The labels from the top, joined by a slash."""
    stack: list[str] = []
    found = []
    for row in rows:
        stack[int(str(row[0])) :] = [bare(str(row[1]))]
        found.append("/".join(stack))
    return found


def prose_blocks(form: str, agency: str, year: int, size: str, rng: Random) -> tuple[Line | Grid, ...]:
    """Only sentences: no table, so no fact."""
    heads = (
        "一、主动公开政府信息情况",
        "二、依申请公开政府信息和不予公开政府信息情况",
        "三、政府信息公开的收费及减免情况",
        "四、因政府信息公开申请行政复议、提起行政诉讼的情况",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
    received = rng.choice(("全年未收到依申请公开件。", f"全年收到申请{rng.randint(2, 30)}件，均已按期答复。"))
    texts = (
        prose.deed(rng, year),
        received,
        "本年度没有收费。",
        "未发生行政复议和行政诉讼。",
        prose.problem(rng),
        rng.choice(prose.OTHERS),
    )
    lines = [block for head, text in zip(heads, texts, strict=True) for block in (Line(head, "heading"), Line(text))]
    return (preface(agency, year, "的要求"), *lines)
