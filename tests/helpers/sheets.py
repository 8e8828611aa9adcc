"""Small reports for tests: tables as lines of text, whole pages around them."""

from parsers import formats
from parsers.report.forms.forms import load
from parsers.report.read import read_report
from parsers.types import Source

APPLICANTS = "自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
HEAD = f"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|申请人情况\n|自然人|法人或其他组织|总计\n|{APPLICANTS}"
DISPUTES_HEAD = "行政复议|行政诉讼\n" + "|".join(["结果维持|结果纠正|其他结果|尚未审结|总计"] * 3)
FORMS = load()


def table(text):
    """A table from lines of cells parted by |."""
    rows = "".join("<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in line.split("|")) + "</tr>" for line in text.strip().split("\n"))
    return f"<table>{rows}</table>"


def requests(form="2021", changed=None, dropped=(), zero="0|0|0|0|0|0|0"):
    """The lines of section three: every row zero but those given as key → line of figures."""
    changed = changed or {}
    left_out = ("other",) if form == "2021" else tuple(FORMS.split_other)
    lines = [
        f"{FORMS.requests.name(key)}|{changed.get(key, zero)}"
        for key in FORMS.requests.labels
        if key not in left_out and key not in dropped
    ]
    return f"{HEAD}\n" + "\n".join(lines)


def page(*blocks, title="云麓市教育局2023年政府信息公开工作年度报告"):
    """An article page of those blocks: a table where the text has |, a paragraph otherwise."""
    body = "".join(table(block) if "|" in block else f"<p>{block}</p>" for block in blocks)
    return f'<html><head><title>{title}</title></head><body><h1>{title}</h1><div class="article_content">{body}</div></body></html>'


def read(*blocks, title="云麓市教育局2023年政府信息公开工作年度报告", **said):
    """The report of such a page."""
    source = Source(page(*blocks, title=title).encode(), **said)
    return read_report(formats.parse(source), source)


def cells(found, table_name, item=None):
    """item/measure → value, with the state where it is no number."""
    return {
        (fact.item, fact.measure) if item is None else fact.measure: fact.value if fact.state == "number" else fact.state
        for fact in found.facts
        if fact.table == table_name and item in (None, fact.item)
    }


def verdicts(found, rule):
    """The verdicts of one rule by detail."""
    return {check.detail: check.verdict for check in found.checks if check.rule == rule}


def codes(found):
    """The codes of the report's problems."""
    return {problem.code for problem in found.problems}
