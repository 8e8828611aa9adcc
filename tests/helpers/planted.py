"""Reports with slips and near misses planted in them, each as a function that gives the checks tried on it."""

from parsers.report.checks import between_levels, between_reports
from parsers.types import Document, Fact, Place, Report, Section
from tests.helpers.sheets import DISPUTES_HEAD, read, requests
from tests.parsers.report.checks.test_between_levels import SILENT
from tests.parsers.report.checks.test_check import DEFAULT, OLD_SECOND, SECOND, SIX, THREE, whole
from tests.parsers.report.tables.test_statistics import NATIONAL

OLD = {"second": OLD_SECOND.format("4|0|0", "1|2|2")}


def to_2021(**now):
    """The last report of the form of 2019, and the first of 2021."""
    return years(OLD | {"third": requests("2019", THREE)}, now, first=2020)


def text(words):
    return lambda: whole(text=words).checks


def third(form="2021", **changed):
    second = {} if form == "2021" else OLD
    return lambda: whole(**second, third=requests(form, THREE | changed)).checks


def fourth(line):
    return lambda: whole(fourth=f"{DISPUTES_HEAD}\n{line}").checks


def second(line, licences="7"):
    return lambda: whole(second=SECOND.format(line, licences)).checks


def old_second(licences, regulations="0|0|0"):
    return lambda: whole(second=OLD_SECOND.format(licences, regulations)).checks


def fees(amount):
    lines = SECOND.format("1|0|9", "7") + f"\n第二十条第（八）项\n信息内容|本年收费金额（单位：万元）\n行政事业性收费|{amount}"
    return lambda: whole(second=lines).checks


def table(printed, *changes, title="甲市2016年政府信息公开工作年度报告"):
    for old, new in changes:
        assert old in printed
        printed = printed.replace(old, new)
    return lambda: read("一、概述", "二、主动公开政府信息情况", printed, title=title).checks


WHOLE = (
    NATIONAL
    + """
四、行政复议数量|件|2
（一）维持具体行政行为数|件|1
（二）被依法纠错数|件|1
（三）其他情形数|件|0
五、行政诉讼数量|件|0
（一）维持具体行政行为或者驳回原告诉讼请求数|件|0
（二）被依法纠错数|件|0
（三）其他情形数|件|0
八、机构建设和保障经费情况|——|——
（三）从事政府信息公开工作人员数|人|5
1.专职人员数|人|2
2.兼职人员数|人|3
九、新闻发布|——|——
1.参加或举办新闻发布会总次数|次|4
其中：主要负责同志参加新闻发布会次数|次|1"""
)


def years(before, now, first=2022):
    return lambda: between_reports.years(whole(first, **before), whole(first + 1, **now))


def both(before, now, form=SECOND):
    """Two years whose normative documents (form of 2021) or licences (of 2019) are printed so."""
    other = "7" if form is SECOND else "0|0|0"
    return years({"second": form.format(before, other)}, {"second": form.format(now, other)}, first=2022 if form is SECOND else 2019)


def licences(before, now):
    return years({"second": SECOND.format("1|0|9", before)}, {"second": SECOND.format("1|0|9", now)})


def yearly(*lines):
    head = "指标名称|计量单位|{}年度|历年累计\n主动公开文件数|条|{}|{}"
    return lambda: between_reports.years(
        *(
            read("一、概述", "二、主动公开政府信息情况", head.format(*line), title=f"甲市{line[0]}年政府信息公开工作年度报告")
            for line in lines
        )
    )


LONG = "".join(f"第{chr(0x4E00 + n)}项工作按照要求推进，成效{chr(0x5000 + n)}明显。" for n in range(30))


def parts(words, missing, **cells):
    def report(words, **cells):
        facts = tuple(Fact("requests", item, "total", value, None, str(value), "number", Place(0, 0, 0)) for item, value in cells.items())
        return Report("", None, 2023, "2021", None, sections=(Section("", "", words),), facts=facts)

    held = [report(SILENT, received=2, granted=2), report(SILENT, received=3, granted=0)]
    return lambda: between_levels.compared(report(words, **cells), held, missing)


def published(day, *told, due="2024-01-31"):
    return lambda: (between_reports.timeliness(day, due, told),)


def page(source="", host="www.a.gov.cn", **metas):
    document = Document("", None, "text/html", "", (), source=source, metas=tuple(metas.items()))
    return lambda: between_reports.belonging(document, ("3590000001",), host, "甲县人民政府")


def without(heading):
    return lambda: read(*(block.format(**DEFAULT | {"third": requests("2021", THREE)}) for block in SIX if heading not in block)).checks


def named(**said):
    return lambda: read(*(block.format(**DEFAULT | {"third": requests("2021", THREE)}) for block in SIX), **said).checks
