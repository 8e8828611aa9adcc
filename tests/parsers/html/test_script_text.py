"""Where a page without text of its own keeps it: which scripts and fields are looked at, and what an escape stands for."""

import pytest
from lxml import html

from parsers.html import document as html_document
from parsers.html import script_text
from parsers.types import Paragraph, Source

LONG = "<p>" + "按规定公开。" * 60 + "</p>"  # 367 characters


def longest(markup):
    return script_text.longest(html.fromstring(f"<html><body>{markup}</body></html>"))


@pytest.mark.parametrize("tag", ["p", "table", "td", "div", "span", "P"])
def test_a_string_with_markup_is_a_page(tag):
    assert longest(f"<textarea>&lt;{tag}>公开</textarea>") == f"<{tag}>公开"
    assert longest(f"<textarea>&lt;{tag}x>公开</textarea>") == ""


@pytest.mark.parametrize("text", ["公开", "<p>open</p>", ""])
def test_a_string_without_markup_or_han_is_none(text):
    field = html.Element("textarea")
    field.text = text
    root = html.fromstring("<html><body><p>x</p></body></html>")
    root.append(field)
    assert script_text.longest(root) == ""


@pytest.mark.parametrize("quote", ["'", '"', "`"])
@pytest.mark.parametrize(("length", "found"), [(299, False), (300, True)])
def test_a_string_as_long_as_a_text_is_looked_at(quote, length, found):
    text = "<p>" + "公" * (length - 3)
    assert longest(f"<script>var a = {quote}{text}{quote};</script>") == (text if found else "")


@pytest.mark.parametrize("kind", ["", "text/javascript", "application/javascript", "module", "Module"])
def test_a_script_that_runs_may_put_strings_together(kind):
    assert longest(f"<script type='{kind}'>var a = '&lt;p>' + '<p>公' + '开';</script>".replace("&lt;", "<")) == "<p><p>公开"


@pytest.mark.parametrize(("kind", "found"), [("text/html", "<p>公开</p>"), ("text/template", "<p>公开</p>"), ("application/json", "")])
def test_a_template_is_text_itself(kind, found):
    assert longest(f"<script type='{kind}'><p>公开</p></script>") == found


def test_the_longest_is_taken():
    assert longest("<textarea>&lt;p>公</textarea><input value='<p>公开了'><textarea>&lt;p>公开</textarea>") == "<p>公开了"


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"\u516c", "公"),
        (r"\u{516c}", "公"),
        (r"\x41", "A"),
        (r"\n", "\n"),
        (r"\t", "\t"),
        (r"\r", "\r"),
        (r"\b", ""),
        (r"\f", ""),
        (r"\0", ""),
        ("a\\\nb", "ab"),
        ("a\\\r\nb", "ab"),
        (r"\/", "/"),
        (r"\"", '"'),
        (r"\'", "'"),
        (r"\q", "q"),
        (r"\u12", "u12"),
        (r"\ud83d\ude00", "😀"),
        (r"\ud83d", "\N{REPLACEMENT CHARACTER}"),
        (r"\u{110000}", "\U0010ffff"),
        (r"\\u516c", "公"),
        (r"\\\\u516c", "公"),
        ("%3Cp%3E%E5%85%AC", "<p>公"),
        ("%3Ctable%3E", "<table>"),
        ("%3Cdiv%3E", "<div>"),
        ("%3Cspan%3E", "<span>"),
        ("%3Cb%3E", "%3Cb%3E"),
        ("100%25", "100%25"),
    ],
)
def test_what_an_escape_stands_for(escaped, plain):
    assert script_text.unescaped(escaped) == plain


@pytest.mark.parametrize(("length", "script"), [(300, True), (301, False)])
def test_a_page_with_text_of_its_own_needs_no_scripts(length, script):
    page = f"<html><body><div id='zoom'><p>{'文' * length}</p></div><textarea>{LONG.replace('<', '&lt;')}</textarea></body></html>"
    blocks = html_document.parse(Source(page.encode())).blocks
    assert [block.text[:3] for block in blocks if isinstance(block, Paragraph)] == (["按规定"] if script else ["文文文"])
