"""Drafts of annual reports for tests: one that is right, one with four slips planted in it, as HTML, Word and a picture of a page."""

import io
import os

from archive.site.drafts.reading import work
from tests.helpers.sheets import DISPUTES_HEAD, page, requests

TITLE = "云麓市教育局{}年政府信息公开工作年度报告"
SIGN = "围绕教育重点工作做好主动公开"  # a sentence of every draft, by which its text is known again
PERIOD = "本年度报告所列数据的统计期限自{0}年1月1日至{0}年12月31日。"
SOUND = {
    "received": "9|2|0|0|0|1|12",
    "carried_in": "3|0|0|0|0|0|3",
    "granted": "8|2|0|0|0|1|11",
    "handled": "8|2|0|0|0|1|11",
    "carried_out": "4|0|0|0|0|0|4",
}
PROACTIVE = (
    "第二十条第（一）项|||\n信息内容|本年制发件数|本年废止件数|现行有效件数\n规章|0|0|0\n行政规范性文件|2|1|6\n"
    "第二十条第（五）项|||\n信息内容|本年处理决定数量||\n行政许可|15||\n第二十条第（六）项|||\n信息内容|本年处理决定数量||\n"
    "行政处罚|0||\n行政强制|0||\n第二十条第（八）项|||\n信息内容|本年收费金额（单位：万元）||\n行政事业性收费|0||"
)
DISPUTES = "1|0|0|0|1|0|0|0|0|0|0|0|0|0|0"
PLANTED = {  # rule → what is printed in place of the right figures, and the sentence that must be found
    "R1": ("carried_out", "4|0|0|0|0|0|5", "第一项 12 + 第二项 3 ≠ 第三项 11 + 第四项 5"),
    "R2": ("received", "9|3|0|0|0|1|12", "自然人 9 + 商业企业 3 + 科研机构 0 + 社会公益组织 0 + 法律服务机构 0 + 其他 1 ≠ 总计 12"),
    "R4": ("disputes", "1|0|0|0|2|0|0|0|0|0|0|0|0|0|0", "结果维持 1 + 结果纠正 0 + 其他结果 0 + 尚未审结 0 ≠ 总计 2"),
    "X1": ("last year", "2|0|0|0|0|0|2", "上年“结转下年度继续办理” 2 ≠ 本年“上年结转政府信息公开申请数量” 3"),
}


def blocks(year=2023, changed=None, disputes=DISPUTES):
    """The parts of a report, tables as lines of text; `changed` gives rows of section three."""
    prose = (f"按照条例要求，{SIGN}、依申请公开、信息管理、平台建设和监督保障。" * 3, "信息处理费收取情况：本年度没有收取信息处理费。")
    return (
        "一、总体情况", PERIOD.format(year) + prose[0], "二、主动公开政府信息情况", PROACTIVE,
        "三、收到和处理政府信息公开申请情况", requests("2021", {**SOUND, **(changed or {})}),
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", f"{DISPUTES_HEAD}\n{disputes}",
        "五、政府信息公开工作存在的主要问题及改进情况", prose[0], "六、其他需要报告的事项", prose[1],
    )  # fmt: skip


def sound(year=2023, **changed):
    """The HTML of a draft in which every sum holds; rows of section three as given."""
    return page(*blocks(year, changed), title=TITLE.format(year)).encode()


def slipped_blocks():
    """The parts of a draft with the slips of PLANTED that lie within it."""
    changed = {item: row for item, row, _ in PLANTED.values() if item in SOUND}
    return blocks(2023, changed, PLANTED["R4"][1])


def slipped():
    """The HTML of that draft."""
    return page(*slipped_blocks(), title=TITLE.format(2023)).encode()


def last_year():
    """The HTML of last year's report; what it carries over is not what the draft says."""
    return sound(2022, carried_in="1|0|0|0|0|0|1", received="9|2|0|0|0|1|12", granted="8|2|0|0|0|1|11", carried_out=PLANTED["X1"][1])


def word(parts=None, title=None):
    """The same draft as a Word file, tables as tables."""
    from docx import Document

    document = Document()
    document.add_paragraph(title or TITLE.format(2023))
    for block in parts or slipped_blocks():
        if "|" not in block:
            document.add_paragraph(block)
            continue
        lines = [line.split("|") for line in block.split("\n")]
        table = document.add_table(len(lines), max(map(len, lines)), style="Table Grid")
        for line, row in zip(lines, table.rows, strict=True):
            cells = row.cells
            for text, cell in zip(line, cells, strict=False):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def mortal_work(task):
    """What a worker does with an upload; a file called so kills it."""
    if task[0] == "read" and "致命" in task[2]:
        os._exit(3)
    return work(task)
