"""Pages and XML of a few MB that cost minutes: volume, depth, spans, misnested tags, entities, and baits for regular expressions."""

import functools
import json
from collections.abc import Iterator

from tests.threats.files.kinds import PAGE_SECONDS, family, hostile
from tests.threats.files.packages import LAUGHS

HEAD = '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>2021年度报告</title></head><body><div class="article">'
TAIL = "</div></body></html>"


def page(body: str, head: str = HEAD) -> bytes:
    """Return a page with this body."""
    return (head + body + TAIL).encode()


BLANKS = {
    "space": " ",
    "no_break": "\u00a0",
    "ideographic": "\u3000",
    "tab": "\t",
    "newline": "\n",
    "mixed": " \u3000\n\u00a0\t",
    "entity": "&nbsp;",
    "zero_width": "\u200b",
}
PAGER_HEADS = (
    "页次",
    "页次：1/",
    "共",
    "第",
    "共1",
    "第1页",
    "当前第",
    "总计",
    "上一页",
    "下一页",
    "转到第",
    "每页",
    "记录",
    "共 1 页 第",
    "尾页",
    "[1]",
    "更多>>",
)
PAGER_ENDS = ("", "页", "条", "x", "/", "页次", "共", "1", "条记录")


def pager_baits(length: int = 79_000) -> Iterator[tuple[str, str]]:
    """Yield (name, text): texts of `length` characters on which a pager's pattern with overlapping quantifiers is quadratic or worse."""
    for number, head in enumerate(PAGER_HEADS):
        for name, blank in BLANKS.items():
            end = PAGER_ENDS[(number + len(name)) % len(PAGER_ENDS)]
            yield f"{head}_{name}", head + (blank * length)[:length] + end
        yield f"{head}_digits", head + "1" * length + "x"
        yield f"{head}_repeated", (head * length)[:length]
        yield f"{head}_repeated_blank", ((head + " ") * length)[:length] + "!"


def number_baits(length: int = 100_000) -> Iterator[tuple[str, str]]:
    """Yield (name, text): texts that patterns and converters of figures, dates, file numbers and headings meet in a cell."""
    units = (
        "9",
        "1,",
        "１",
        "一百",
        "万",
        "亿亿",
        "0.",
        "-",
        "－",
        "—",
        "/",
        "1/",
        "年",
        "2021年",
        "1月",
        "（一）",
        "(",
        "〔2021〕",
        "第",
        "号",
        "件 ",
        "1 ",
        "%",
        "其中：",
        "：",
        "“",
        "《",
        "<",
        "&",
        "&#",
        "&#x",
        "\\u",
        "http://",
        "a@",
        ".",
    )
    for unit in units:
        yield f"repeated_{unit}", (unit * length)[:length]
        yield f"framed_{unit}", "本年" + (unit * length)[:length] + "完"


def pager(blank: str) -> bytes:
    """Return a list page whose pager is 页次 and 79,000 blanks."""
    return page(f"<ul><li><a href='a.html'>年度报告</a> 2021-01-01</li></ul><div class='page'>页次{blank * 79_000}</div>")


for _name, _text in BLANKS.items():
    family(f"html_pager_{_name}", "index.html", functools.partial(pager, _text), "a pager's pattern over 79,000 blanks", PAGE_SECONDS)


@hostile("index.html", "every bait for a pager on one page", PAGE_SECONDS)
def html_all_pager_baits() -> bytes:
    return page("".join(f"<div class='page'>{text}</div>" for _, text in pager_baits(20_000)))


@hostile("report.html", "every bait for figures and dates, each in a cell", PAGE_SECONDS)
def html_all_number_baits() -> bytes:
    return page(
        "<table>" + "".join(f"<tr><td>规章</td><td>{text.replace('<', '&lt;')}</td></tr>" for _, text in number_baits(60_000)) + "</table>"
    )


@hostile("report.html", "80,000 attributes on one tag", PAGE_SECONDS)
def html_attributes() -> bytes:
    return page("<table " + " ".join(f"a{n}=1" for n in range(80_000)) + "><tr><td>1</td></tr></table>")


@hostile("report.html", "80,000 attributes of one name", PAGE_SECONDS)
def html_same_attribute() -> bytes:
    return page("<div " + "class=a " * 80_000 + " style='" + "color:red;" * 80_000 + "'>x</div>")


@hostile("report.html", "one table of 12 MB")
def html_large_table() -> bytes:
    return page("<table>" + ("<tr>" + "<td>1</td>" * 20 + "</tr>") * 57_000 + "</table>")


@hostile("report.html", "a million rows of one cell")
def html_million_rows() -> bytes:
    return page("<table>" + "<tr><td>1" * 1_000_000 + "</table>")


SPANS = {
    "html_spans": '<tr><td colspan="1000" rowspan="65534">1</td></tr>' * 2000,
    "html_spans_extreme": '<tr><td colspan="2147483647" rowspan="2147483647">1</td><td colspan="-1" rowspan="0">2</td></tr>' * 50,
    "html_row_spans": "<tr>" + '<td rowspan="65534">1</td>' * 500 + "</tr>" + "<tr></tr>" * 30_000,
    "html_col_groups": '<colgroup span="1000"></colgroup>' * 9000 + "<tr><td>1</td></tr>",
    "html_wide_row": "<tr>" + "<td>1</td>" * 400_000 + "</tr>" + "<tr><td>2</td></tr>" * 9000,
    "html_span_digits": f'<tr><td colspan="{"9" * 100_000}">1</td></tr>' * 20,
}
for _name, _rows in SPANS.items():
    family(_name, "report.html", functools.partial(page, f"<table>{_rows}</table>"), "the grid that spans of a table lay out")

DEPTHS = {
    "html_deep_div": "<div>" * 500_000,
    "html_deep_tables": "<table><tr><td>" * 100_000,
    "html_deep_lists": "<ul><li>" * 200_000,
    "html_misnested": "<a><b><i><u>" * 20_000 + "<p>" * 20_000,
    "html_formatting": "<b><p>" * 60_000,
    "html_links_unclosed": "<a href=x>年度报告" * 120_000,
    "html_tables_misnested": "<table><b><tr><i>" * 40_000,
    "html_svg": "<svg><g><foreignObject>" * 60_000,
    "html_templates": "<template><table>" * 60_000,
    "html_selects": "<select><option>" * 90_000,
    "html_forms": "<form><fieldset>" * 90_000,
    "html_quotes": "<q>" * 300_000,
    "html_framesets": "<iframe srcdoc='" + "&lt;iframe srcdoc=" * 40_000 + "'>",
}
for _name, _body in DEPTHS.items():
    family(_name, "report.html", functools.partial(page, _body + "x"), "depth and misnesting of tags", PAGE_SECONDS)

VOLUMES = {
    "html_comments_open": "<!--" * 400_000,
    "html_cdata_open": "<![CDATA[" * 200_000,
    "html_scripts_open": "<script>" * 200_000,
    "html_ampersands": "&" * 2_000_000,
    "html_references": "&#x" * 700_000,
    "html_long_reference": "&#" + "9" * 2_000_000 + ";",
    "html_tags_open": "<" * 2_000_000,
    "html_tag_unclosed": "<a href='" + "x" * 4_000_000,
    "html_nulls": "\0" * 4_000_000,
    "html_zero_width": "规\u200b" * 900_000,
    "html_combining": "年" + "\u0301" * 1_500_000,
    "html_long_word": "年" * 3_000_000,
    "html_blanks": "<p>" + " " * 6_000_000 + "</p>",
    "html_breaks": "<br>" * 1_500_000,
    "html_many_links": "<a href='a.html'>年度报告</a> 2021-01-01<br>" * 200_000,
    "html_bases": "<base href='//a.invalid/'>" * 100_000,
    "html_metas": "<meta charset=gbk>" * 200_000,
    "html_long_link": f"<a href='{'../' * 700_000}x'>年度报告</a>",
    "html_same_ids": "<div id=a>" * 9 + "<p id=a>x</p>" * 300_000,
    "html_digits": f"<table><tr><td>规章</td><td>{'9' * 1_000_000}</td></tr></table>",
    "html_hidden": "<span style='display:none'>1</span>" * 200_000,
    "html_headings": "<h2>一、总体情况</h2>" * 150_000,
    "html_struck": "<del><s>1</s></del>" * 150_000,
    "html_styles": "<style>" + "a " * 9000 + "{color:red}</style>" + "<a>" * 9000,
    "html_script_pages": "<script>createPageHTML(2147483647, 0, 'index', 'html');var countPage = 999999999;</script>",
    "html_script_string": "<script>var s='" + "\\x" * 1_500_000 + "'</script>",
    "html_javascript_links": '<a href="javascript:go(' + "(" * 900_000 + '">下一页</a>',
    "html_data_links": "<img src='data:image/png;base64," + "A" * 8_000_000 + "'>",
}
for _name, _body in VOLUMES.items():
    family(_name, "page.html", functools.partial(page, _body), "volume of one construct", PAGE_SECONDS)

family("html_utf7", "page.html", lambda: b"<meta charset=utf-7>" + b"+ADw-" * 900_000, "a retired charset at volume", PAGE_SECONDS)
family(
    "html_utf16",
    "page.html",
    lambda: b"\xff\xfe" + ("<td>一" * 600_000).encode("utf-16-le") + b"\x00",
    "UTF-16 cut in a character",
    PAGE_SECONDS,
)
family(
    "html_gbk_broken", "page.html", lambda: b"<meta charset=gbk>" + b"\x81\x30\x81" * 1_000_000, "broken GB 18030 at volume", PAGE_SECONDS
)
family(
    "html_iso2022",
    "page.html",
    lambda: b"<meta charset=iso-2022-cn>" + b"\x1b$)A\x0e" * 600_000,
    "shifts of a stateful charset",
    PAGE_SECONDS,
)
family("text_one_line", "report.txt", lambda: "年".encode() * 6_000_000, "one line of 18 MB", PAGE_SECONDS)
family("text_lines", "report.txt", lambda: b"1\n" * 6_000_000, "six million lines", PAGE_SECONDS)
family("json_deep", "list.json", lambda: b"[" * 3_000_000, "a list three million deep", PAGE_SECONDS)
family("json_closed", "list.json", lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "objects 200,000 deep", PAGE_SECONDS)
family("json_digits", "list.json", lambda: b'{"total":' + b"9" * 2_000_000 + b"}", "a number of two million digits", PAGE_SECONDS)
family(
    "json_rows",
    "list.json",
    lambda: json.dumps({"total": 2**63, "rows": [{"title": "年度报告", "url": "a.html"}] * 200_000}).encode(),
    "200,000 rows",
    PAGE_SECONDS,
)

XMLS = {
    "xml_laughs": lambda: (LAUGHS + "<rss>&e9;</rss>").encode(),
    "xml_quadratic": lambda: (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + "年" * 100_000 + '">]><rss>' + "&a;" * 100_000 + "</rss>"
    ).encode(),
    "xml_external": lambda: (LAUGHS + "<rss>&f;</rss>").encode(),
    "xml_parameter": lambda: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]><rss/>',
    "xml_deep": lambda: b"<rss>" + b"<a>" * 1_000_000,
    "xml_attributes": lambda: ("<urlset " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>").encode(),
    "xml_namespaces": lambda: ("<urlset " + " ".join(f"xmlns:a{n}='b{n}'" for n in range(60_000)) + "/>").encode(),
    "xml_include": lambda: b'<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></x>',
    "xml_stylesheet": lambda: b'<?xml version="1.0"?><?xml-stylesheet href="file:///etc/passwd" type="text/xsl"?><x/>',
    "xml_locations": lambda: b"<urlset>" + b"<url><loc>http://127.0.0.1/a</loc></url>" * 250_000 + b"</urlset>",
    "svg_use": lambda: (
        "<svg xmlns='http://www.w3.org/2000/svg'><defs>"
        + "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 12))
        + "<g id='a0'><path d='M0 0'/></g></defs><use href='#a11'/></svg>"
    ).encode(),
}
for _name, _build in XMLS.items():
    family(_name, "drawing.svg" if _name.startswith("svg") else "feed.xml", _build, "entities, depth and references of XML", PAGE_SECONDS)
