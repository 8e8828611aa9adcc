"""Papers that are no annual report on disclosure, though they stand in the same columns and speak of the same things."""

from __future__ import annotations

from random import Random

from tests.quality import prose
from tests.quality.paper import Grid, Line, Paper, Slot


def letter(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = f"关于{year}年政府信息公开工作要点落实情况的函"
    return title, (Line("市政府办公室："), Line(prose.deed(rng, year)), Line("特此函告。"))


def guide(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = f"{agency}政府信息公开指南"
    lines = (
        "一、主动公开",
        "公众可在网站查阅。",
        "二、依申请公开",
        "申请人可当面、信函、网络申请，每页收费0.5元。",
        "三、监督方式",
        "电话：0000-1234567。",
    )
    return title, tuple(Line(text) for text in lines)


def notice(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = f"关于报送{year}年政府信息公开工作年度报告的通知"
    return title, (
        Line("各科室："),
        Line(f"请于{year + 1}年1月10日前报送{year}年度政府信息公开工作年度报告，统一使用国办公开办函〔2021〕30号附件格式。"),
    )


def budget(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = f"{agency}{year}年度部门决算公开"
    rows = [(Slot("项目"), Slot("行次"), Slot("本年收入"), Slot("总计"))]
    for number, label in enumerate(("一般公共预算", "行政事业性收费", "政府集中采购", "其他", "总计"), 1):
        rows.append((Slot(label), Slot(str(number)), Slot(str(rng.randint(1, 999))), Slot(f"{rng.uniform(1, 999):.2f}")))
    return title, (Line("一、部门概况"), Line(prose.deed(rng, year)), Grid("other", tuple(rows)))


def rule_of_law(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = f"{agency}{year}年法治政府建设年度报告"
    text = f"全年办理行政复议{rng.randint(2, 30)}件，行政诉讼{rng.randint(2, 30)}件，作出行政处罚{rng.randint(20, 300)}件。"
    return title, (Line("一、主要做法", "heading"), Line(text), Line("二、存在的主要问题", "heading"), Line(prose.problem(rng)))


def directory(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = f"{agency}主动公开基本目录"
    rows = [(Slot("序号"), Slot("公开事项"), Slot("公开依据"), Slot("公开时限"))]
    rows += [
        (Slot(str(n)), Slot(item), Slot("第二十条第（五）项"), Slot(f"{n * 5}个工作日"))
        for n, item in enumerate(("行政许可", "行政处罚", "行政强制"), 1)
    ]
    return title, (Grid("other", tuple(rows)),)


def blank_form(agency: str, year: int, rng: Random) -> tuple[str, tuple[Line | Grid, ...]]:
    title = "政府信息公开工作宣传手册"
    return title, (Line("什么是依申请公开？"), Line("公民、法人和其他组织可以申请获取政府信息。"), Line(prose.deed(rng, year)))


KINDS = (letter, guide, notice, budget, rule_of_law, directory, blank_form)


def paper(rng: Random, number: int) -> Paper:
    """One of them, in turn."""
    agency, _ = prose.body(rng)
    year = rng.randint(2014, 2025)
    title, blocks = KINDS[number % len(KINDS)](agency, year, rng)
    return Paper(agency, year, (), title, f"{year + 1}-02-1{number % 10}", (Line(title, "title"), *blocks, Line(agency, "sign")))
