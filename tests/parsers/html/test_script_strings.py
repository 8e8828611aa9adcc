"""Reports that a script puts together of several strings; what it computes, branches over or fills in is left alone."""

import json

import pytest

from parsers import formats
from parsers.html.script_strings import MOST, joined
from parsers.report.read import read_report
from parsers.types import Source
from tests.helpers.sheets import cells, requests, table

FIGURES = {"received": "151|3|0|0|0|0|154", "granted": "151|3|0|0|0|0|154", "handled": "151|3|0|0|0|0|154"}
TITLE = "云麓市教育局2023年政府信息公开工作年度报告"
BODY = (
    f"<h1>{TITLE}</h1><p>三、收到和处理政府信息公开申请情况</p>{table(requests('2021', FIGURES))}"
    "<p>五、存在的主要问题及改进情况</p><p>公开还不够。</p>"
)


@pytest.mark.parametrize(("script", "found"), [
    ("""var a = "1" + '2' + `3`;""", ["123"]),
    ('var a = ""; a += "1"; a += "2";', ["12"]),
    ('var a = "1"\na += "2"\na = a + "3"', ["123"]),
    ('var a = "1", b = "x"; a += "2"; b += "y";', ["12", "xy"]),  # two variables
    ('document.write("1"); document.write("2", "3" + "4"); document . writeln("5")', ["34", "12345\n"]),
    ('var a = ""; $(function () { a += "1"; a += "2"; })', ["12"]),
    ('el.innerHTML = "1"; el.innerHTML += "2"; other.innerHTML += "3"', ["12", "3"]),
    ('$("#box").html("1" + "2")', ["12"]),
    ('var page = {title: "x", content: "1" + "2"}', ["12"]),
    ('a = "1" + ""; b = "2"; c = a + b + 3;', ["1", "2", "123"]),
    ('a = "1" + "2"; a = "3"; a += "4";', ["12", "34"]),
    ('// a += "0"\n/* a += "0" */ a += "1" // "0"\n+ "2"', ["12"]),
    (r"""a = '1\'' + "2\"" + "+";""", [r"1\'2\"+"]),
    ('a += "1".length + "2"; b += "1" + "2"', ["12"]),
    ('x = y / 2; a = s.replace(/["\']+/g, "") + "1"; b += "2" + "3"', ["23"]),
])  # fmt: skip
def test_literals_of_one_variable_are_joined_in_order(script, found):
    assert list(joined(script)) == found


@pytest.mark.parametrize("script", [
    'var a = "1" + name + "2";',
    'a += "1"; a += row.total; a += "2";',
    'a += "<td>" + `${total}` + "</td>"',
    'a = "1"; if (late) a += "2";',
    'a = "1"; if (late) { a += "2"; } else { a += "3"; }',
    'if (late) a = "1" + "2"; else a = "3" + "4";',
    'a = "1"; for (i = 0; i < 3; i++) a += "2";',
    'a = "1"; while (more()) { a += "2"; }',
    'a = "1"; rows.forEach(function (row) { a += "2"; })',
    'a = "1"; rows.forEach(row => a += "2")',
    'a = "1"; late && (a += "2"); a += more("3");',
    'a += "1" + "2" ? "3" : "4"',
    'a = "1" + "2".trim()',
    'document.write("1"); document.write(new Date()); document.write("2")',
    'if (late) document.write("1"); document.write("2")',
    'a = 1 + 2 + "3"',
    'a = "1", b = "2"',
])  # fmt: skip
def test_what_a_script_computes_is_left_alone(script):
    assert {text for text in joined(script) if len(text) > 1} == set()


@pytest.mark.parametrize("script", [
    "+=" + "(" * (MOST + 1), 'a += "x' * 1000, "a = '1'; a = a + a;" + "a = a + a;" * 60, "document.write(" * 9000 + '"a"+',
], ids=["too long", "no end", "doubling", "nested"])  # fmt: skip
def test_no_script_makes_more_than_a_page_can_hold(script):
    assert all(len(text) <= 2 * MOST for text in joined(script))


def split(text, size=97):
    return [text[start : start + size] for start in range(0, len(text), size)]


def escaped(text, quote):
    r"""The inside of a literal: Han as \u, an angle bracket now and then as \x, the slash as \/, and the quote itself."""
    plain = {"\n": r"\n", "/": r"\/", "<": r"\x3c", "\\": r"\\", quote: "\\" + quote}
    return "".join(f"\\u{ord(char):04x}" if ord(char) > 0x7F else plain.get(char, char) for char in text)


def plain(text, quote):
    return text.replace("\\", r"\\").replace(quote, "\\" + quote).replace("\n", r"\n")


PIECED = [
    lambda pieces: "var html = '';" + "".join(f"html += {piece};\n" for piece in pieces) + "show(html);",
    lambda pieces: "var html = " + "\n  + ".join(pieces) + ";",
    lambda pieces: "".join(f"document.write({piece});\n" for piece in pieces),
    lambda pieces: "function show() { var html = " + pieces[0] + ";" + "".join(f"html = html + {piece};" for piece in pieces[1:]) + "}",
]


@pytest.mark.parametrize("write", [plain, escaped])
@pytest.mark.parametrize("quote", ['"', "'", "`"])
@pytest.mark.parametrize("pieced", PIECED, ids=["+=", "+", "document.write", "= itself +"])
def test_a_report_in_pieces_is_read_whole(pieced, quote, write):
    pieces = [f"{quote}{write(piece, quote)}{quote}" for piece in split(BODY.replace("，", "&#65292;"))]
    found = read(f"<script>var other = '<p>别的</p>' + '<p>内容</p>';{pieced(pieces)}</script>")
    assert {key: value for key, value in cells(found, "requests").items() if value} == {
        (item, measure): value for item in ("received", "granted", "handled") for measure, value in
        (("natural_person", 151), ("business", 3), ("total", 154))
    }  # fmt: skip
    assert (found.year, len(cells(found, "requests"))) == (2023, 175)


def read(script):
    source = Source(f"<html><head><title>{TITLE}</title></head><body><div id='box'></div>{script}</body></html>".encode())
    return read_report(formats.parse(source), source)


TEMPLATE = BODY.replace(">151<", '>" + row.person + "<')


@pytest.mark.parametrize("script", [
    'var html = "' + TEMPLATE.replace("'", "") + '";',
    f"var html = {json.dumps(BODY[:200])}; if (year == 2022) html += {json.dumps(BODY[200:600])}; html += {json.dumps(BODY[600:])}",
    f"var one = {json.dumps(BODY[:250])}, two = {json.dumps(BODY[250:500])};",
], ids=["a template with holes", "a branch", "two variables"])  # fmt: skip
def test_no_figure_comes_of_what_the_page_does_not_hold(script):
    whole = cells(read("<script>var html = " + json.dumps(BODY) + "</script>"), "requests")
    found = cells(read(f"<script>{script}</script>"), "requests")
    assert all(whole.get(key) == value for key, value in found.items())
    assert len(found) < len(whole)
