"""Tables as portals' editors leave them: spans that overlap, labels and digits in pieces, borderless rows."""

import pytest

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.helpers.sheets import FORMS, cells, verdicts

KEYS = [key for key in FORMS.requests.labels if key != "other"]
ROWS = {
    "received": "64|0|0|2|0|4|70",
    "granted": "27|0|0|2|0|1|30",
    "unavailable_not_held": "36|0|0|0|0|3|39",
    "handled": "63|0|0|2|0|4|69",
    "carried_out": "1|0|0|0|0|0|1",
}
ZERO = "0|0|0|0|0|0|0"


def read(markup):
    page = f'<html><title>甲区2021年政府信息公开工作年度报告</title><body><div class="article_content">{markup}</div></body></html>'
    return read_report(formats.parse(Source(page.encode())))


def irregular():
    """Eleven columns of grid for ten: the head of the first applicant spans two, the second's figures do."""
    head = """<tr class="firstRow"><td colspan="3" rowspan="3" valign="center"><p>（本列数据的勾稽关系为：第一项加第二项之和，</p>
      <p>等于第三项加第四项之和）</p></td>
      <td colspan="8"><p>申请人情况</p></td></tr><tr><td colspan="2"><p>自然人</p></td><td colspan="5">法人或其他组织</td>
      <td rowspan="2"><p>总计</p></td></tr>
      <tr><td><p><font>&nbsp;</font></p></td><td colspan="2"><p>商业</p><p>企业</p></td>
      <td><p>科研</p><p>机构</p></td><td>社会<p>公益 &nbsp; &nbsp;</p>组织</td>
      <td>法律服<span>务</span>\n &nbsp;机构</td><td>其他<o:p></o:p></td></tr>"""
    rows = []
    for key in KEYS:
        first, second, *rest = ROWS.get(key, ZERO).split("|")
        group = '<td rowspan="22"><p>三、本</p><p>年度办</p><p>理结果</p></td>' if key == "granted" else ""
        group += '<td rowspan="8">（三）<p>不予公开</p></td>' if key == "denied_state_secret" else ""
        label = f'<td colspan="{1 if "_" in key else 2}"><p>{FORMS.requests.name(key)}<span></span></p></td>'
        rest_cells = "".join(f"<td><font>&nbsp;</font><font>{figure}</font></td>" for figure in rest)
        rows.append(f"<tr>{group}{label}<td>{first}</td><td colspan='2'><span>{second}</span></td>{rest_cells}</tr>")
    return f"<table>{head}{''.join(rows)}</table>"


def test_an_irregular_grid_is_read_by_counting_cells():
    found = read(irregular())
    for key, line in ROWS.items():
        assert "|".join(str(value) for value in cells(found, "requests", key).values()) == line
    assert {check.verdict for check in found.checks if check.rule in {"R1", "R2", "R3"}} == {"pass"}


VERTICAL = "".join(f"<p>{char}<br></p>" for char in "结果维持")


@pytest.mark.parametrize(
    "behind", ["", "<tr>" + '<td style="border: none"><p>&nbsp;</p></td>' * 15 + "</tr>"], ids=["plain", "borderless row"]
)
@pytest.mark.parametrize(
    "figure", ["{}", "<p>{}</p>", "<span>&nbsp;</span><span>{}</span><span>&nbsp;</span><span></span>", "<b><i>{}</i></b>"]
)
def test_section_four_with_heads_in_pieces(figure, behind):
    heads = "".join(f"<td>{text}</td>" for text in [VERTICAL, "结<p>果纠</p>正", "其他<br/>结果", "尚未 审结", "总计"] * 3)
    line = "1|0|2|0|3|12|0|0|0|12|1|0|1|0|2"
    row = "".join(f"<td>{figure.format(number)}</td>" for number in line.split("|"))
    found = read(f"<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr>{heads}</tr><tr>{row}</tr>{behind}</table>")
    assert [str(value) for value in cells(found, "disputes").values()] == line.split("|")
    assert set(verdicts(found, "R4").values()) == {"pass"}


def test_a_vertical_label_that_comes_again_goes_on():
    lines = [
        "<tr><td rowspan=2>三、本年度办理结果</td><td>（一）予以公开</td>",
        "<tr><td>（二）部分公开（区分处理的，只计这一情形，不计其他情形）</td>",
        "<tr><td rowspan=2>三、本年度办理结果</td><td>（六）其他处理</td>",
        "<tr><td>（七）总计</td>",
    ]
    figures = "".join(f"<td>{number}</td>" for number in (1, 0, 0, 0, 0, 0, 1))
    head = "<tr><td colspan=2>一、本年新收政府信息公开申请数量</td>"
    found = read("<table>" + "".join(f"{line}{figures}</tr>" for line in (head, *lines)) + "</table>")
    assert {item for item, _ in cells(found, "requests")} == {"received", "granted", "partly_granted", "other", "handled"}


def test_numbers_in_pieces_and_with_units():
    found = read("""<table><tr><td>第二十条第（九）项</td></tr><tr><td>信息内容</td>
      <td>采购项目数量</td><td><p>采购</p><p>总金额</p></td></tr>
      <tr><td>政府集<span>中采购</span></td><td><span>1</span><span>35</span></td><td colspan=2>75,394,432.52元</td></tr></table>""")
    assert cells(found, "proactive", "procurement") == {"projects": 135, "amount": 75394432.52}
