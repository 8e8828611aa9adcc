"""Contents of the theatre's portals: documents by date, list pages, article pages and attachments.

All figures and places are invented. Everything follows from the site, the column and the day, so that two
portals built alike serve the same bytes.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

CLOSED = frozenset(date(2026, 2, d) for d in range(16, 24)) | {date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5)}
"""Weekdays on which offices are closed from mid January to mid May 2026 (holiday notice of the State Council for 2026)."""

FIRST_NOTICE = date(2026, 1, 12)


@dataclass(frozen=True)
class Document:
    """One row of a list and its page: `number` is part of the address, `revision` grows when the text is edited."""

    number: int
    title: str
    published: date
    text: str
    attachment: str | None = None
    revision: int = 0
    page_missing: bool = False
    attachment_broken: bool = False

    @property
    def path(self) -> str:
        """The address of the page below its column, as `202603/t20260302_101.html`."""
        return f"{self.published:%Y%m}/t{self.published:%Y%m%d}_{self.number}.html"


def working_days(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included, on which Chinese offices work."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in CLOSED]


def notices(site: str, name: str, today: date) -> list[Document]:
    """Return one notice for each working day up to `today`, newest first; every eighth has an attachment."""
    rows = []
    for number, day in enumerate(working_days(FIRST_NOTICE, today), start=101):
        attachment = f"P{number}.pdf" if number % 8 == 0 else None
        text = f"经{name}研究，现将{day.year}年{day.month}月{day.day}日第{number}号事项予以通告，请有关单位遵照执行。特此通告。"
        rows.append(Document(number, f"{name}关于第{number}号事项的通告", day, text, attachment))
    return rows[::-1]


def old_notices(name: str) -> list[Document]:
    """Return weekly notices of the summer of 2023, newest first: a column that fell silent long ago."""
    days = [date(2023, 4, 3) + timedelta(days=7 * n) for n in range(12)]
    return [Document(n, f"{name}第{n}期公告", day, f"{name}第{n}期公告的内容。") for n, day in enumerate(days, start=11)][::-1]


def reports(name: str, years: range) -> list[Document]:
    """Return the annual reports of `years`, each published on 15 January or later of the year after, newest first."""
    return [
        Document(year, f"{name}{year}年政府信息公开工作年度报告", date(year + 1, 1, 15 + year % 5), str(year)) for year in reversed(years)
    ]


def edited(document: Document) -> Document:
    """Return the document with a sentence of its text replaced."""
    number = document.revision + 1
    return replace(document, revision=number, text=f"{document.text}（第{number}次修订：办理时限改为十五个工作日。）")


def page(title: str, body: str, style: str = "") -> bytes:
    """Return a complete HTML page in UTF-8."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>{style}'
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head><body>\n{body}\n</body></html>\n'.encode()


def list_page(heading: str, rows: list[Document]) -> bytes:
    """Return the plain list of a column: a link and a date for each row."""
    items = "\n".join(
        f'<li><a href="{row.path}" title="{escape(row.title)}">{escape(row.title)}</a><span>{row.published}</span></li>' for row in rows
    )
    return page(heading, f'<div class="position">首页 &gt; {heading}</div>\n<h2>{heading}</h2>\n<ul class="list">\n{items}\n</ul>')


def redesigned_page(heading: str, rows: list[Document]) -> bytes:
    """Return the same rows under another markup and other addresses (`/v2/detail/NUMBER`)."""
    items = "\n".join(
        f'<div class="card"><h3><a href="v2/detail/{row.number}.html">{escape(row.title)}</a></h3>'
        f"<p>发布日期：{row.published.year}年{row.published.month}月{row.published.day}日</p></div>"
        for row in rows
    )
    return page(heading, f'<main class="portal-new"><h1>{heading}</h1><section class="cards">{items}</section></main>')


def script_page(heading: str) -> bytes:
    """Return a page whose rows only a script would bring: no row is in the bytes."""
    return page(heading, '<div id="app"></div><script src="/static/app.8f2c1d.js"></script><noscript>请启用脚本。</noscript>')


def article_page(name: str, document: Document) -> bytes:
    """Return the page of a notice, or of an annual report where the text is a year."""
    body = report_body(name, int(document.text)) if document.text.isdigit() else f"<p>{escape(document.text)}</p>"
    link = f'<p>附件：<a href="{document.attachment}">{document.attachment}</a></p>' if document.attachment else ""
    head = f'<h1>{escape(document.title)}</h1><div class="info">发布时间：{document.published} 来源：{name}</div>'
    return page(document.title, f'{head}\n<div class="TRS_Editor">{body}{link}</div>')


def report_body(name: str, year: int) -> str:
    """Return an annual report in the form of 2021 whose sums agree (six sections, three tables)."""
    received, carried = year % 7 + 3, year % 2
    chapters = (
        ("一、总体情况", f"<p>{name}{year}年依法公开政府信息，全年收到申请{received}件。</p>"),
        ("二、主动公开政府信息情况", proactive_table(year)),
        ("三、收到和处理政府信息公开申请情况", requests_table(received, carried)),
        ("四、政府信息公开行政复议、行政诉讼情况", disputes_table()),
        ("五、存在的主要问题及改进情况", "<p>公开内容的时效有待提高，下一步将加强培训。</p>"),
        ("六、其他需要报告的事项", "<p>本年度未收取信息处理费。</p>"),
    )
    return "".join(f"<p><strong>{head}</strong></p>{text}" for head, text in chapters)


def table(rows: list[str]) -> str:
    """Return a bordered table; each row comes as its cells."""
    return '<table border="1">' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def cells(*values: object) -> str:
    """Return one `td` for each value."""
    return "".join(f"<td>{value}</td>" for value in values)


def proactive_table(year: int) -> str:
    """Return table two of the form of 2021."""
    rows = ['<td colspan="4">第二十条第（一）项</td>', cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")]
    rows += [cells("规章", 0, 0, 0), cells("行政规范性文件", year % 4, 0, 12)]
    rows += ['<td colspan="4">第二十条第（五）项</td>', '<td>信息内容</td><td colspan="3">本年处理决定数量</td>']
    rows += [f'<td>行政许可</td><td colspan="3">{year % 11 * 9}</td>']
    rows += ['<td colspan="4">第二十条第（六）项</td>', '<td>信息内容</td><td colspan="3">本年处理决定数量</td>']
    rows += ['<td>行政处罚</td><td colspan="3">6</td>', '<td>行政强制</td><td colspan="3">0</td>']
    rows += ['<td colspan="4">第二十条第（八）项</td>', '<td>信息内容</td><td colspan="3">本年收费金额（单位：万元）</td>']
    return table([*rows, '<td>行政事业性收费</td><td colspan="3">0</td>'])


GROUPS = (
    (
        "（三）不予公开",
        (
            "属于国家秘密",
            "其他法律行政法规禁止公开",
            "危及“三安全一稳定”",
            "保护第三方合法权益",
            "属于三类内部事务信息",
            "属于四类过程性信息",
            "属于行政执法案卷",
            "属于行政查询事项",
        ),
    ),
    ("（四）无法提供", ("本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确")),
    (
        "（五）不予处理",
        ("信访举报投诉类申请", "重复申请", "要求提供公开出版物", "无正当理由大量反复申请", "要求行政机关确认或重新出具已获取信息"),
    ),
    (
        "（六）其他处理",
        (
            "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "其他",
        ),
    ),
)


def requests_table(received: int, carried: int) -> str:
    """Return table three: `received` new requests of natural persons, `carried` from the year before, all granted."""

    def figures(count: int) -> str:
        return cells(count, 0, 0, 0, 0, 0, count)

    handled = received + carried
    relation = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = [f'<td rowspan="3" colspan="3">{relation}</td><td colspan="7">申请人情况</td>']
    rows += ['<td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td>']
    rows += [cells("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")]
    rows += [f'<td colspan="3">一、本年新收政府信息公开申请数量</td>{figures(received)}']
    rows += [f'<td colspan="3">二、上年结转政府信息公开申请数量</td>{figures(carried)}']
    rows += [f'<td rowspan="22">三、本年度办理结果</td><td colspan="2">（一）予以公开</td>{figures(handled)}']
    rows += [f'<td colspan="2">（二）部分公开（区分处理的，只计这一情形，不计其他情形）</td>{figures(0)}']
    for group, labels in GROUPS:
        for number, label in enumerate(labels, start=1):
            first = f'<td rowspan="{len(labels)}">{group}</td>' if number == 1 else ""
            rows.append(f"{first}<td>{number}.{label}</td>{figures(0)}")
    rows += [f'<td colspan="2">（七）总计</td>{figures(handled)}', f'<td colspan="3">四、结转下年度继续办理</td>{figures(0)}']
    return table(rows)


def disputes_table() -> str:
    """Return table four with no dispute in it."""
    group = '<td colspan="5">{}</td>'
    five = cells("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    head = '<td rowspan="2" colspan="5">行政复议</td><td colspan="10">行政诉讼</td>'
    second = group.format("未经复议直接起诉") + group.format("复议后起诉")
    return table([head, second, five * 3, cells(*[0] * 15)])


def pdf(line: str) -> bytes:
    """Return a PDF of one page with one ASCII line of text, the cross-reference table exact."""
    stream = f"BT /F1 14 Tf 72 720 Td ({line}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
