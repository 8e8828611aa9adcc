import base64
import quopri

import pytest

from parsers import formats
from parsers.html.mht import parse as mht_parse
from parsers.types import Source

PAGE = "<html><head><title>年报</title></head><body><p>第一句在此。</p><table><tr><td>规章</td><td>1</td></tr></table></body></html>"


def mht(page, encoding, charset, head="MIME-Version: 1.0\r\n", start=""):
    body = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding](page.encode(charset)).decode()
    picture = "--x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lG\r\n"
    about = f"Content-ID: <root>\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}"
    html = f"--x\r\n{about}\r\n\r\n{body}\r\n"
    return f'{head}Content-Type: multipart/related; boundary="x"{start}\r\n\r\n{picture}{html}--x--\r\n'.encode()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
@pytest.mark.parametrize(
    "head", ["MIME-Version: 1.0\r\n", "From: <Saved by WebKit>\r\nSnapshot-Content-Location: http://x/\r\nMIME-Version: 1.0\r\n"]
)
def test_the_page_inside_is_read(encoding, charset, head):
    document = formats.parse(Source(mht(PAGE, encoding, charset, head, '; start="<root>"')))
    assert document.media_type == "multipart/related"
    assert "第一句在此。" in document.text
    assert [cell.text for cell in document.tables[0].cells] == ["规章", "1"]


@pytest.mark.parametrize("body", [mht(PAGE, "base64", "utf-8").replace(b"text/html", b"text/css"), b"MIME-Version: 1.0\r\n\r\n"])
def test_no_page_inside(body):
    assert [problem.code for problem in formats.parse(Source(body)).problems] == ["no_text"]


def message(*parts, head=""):
    written = "".join(f"--x\r\n{about}\r\n\r\n{body}\r\n" for about, body in parts)
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"{head}\r\n\r\n{written}--x--\r\n'.encode()


def page(name, title, kind="text/html"):
    return (
        f"Content-ID: {name}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
        f"<html><title>{title}</title><p>{title}</p></html>",
    )


@pytest.mark.parametrize(
    ("parts", "head", "title"),
    [
        ([page("<a>", "one"), page("<b>", "two")], "", "one"),
        ([page("<a>", "one"), page("<b>", "two")], '; start="<b>"', "two"),
        ([page(" <a> ", "one"), page(" <b> ", "two")], '; start="<b>"', "two"),
        ([page("<a>", "one"), page("<b>", "two")], '; start="<c>"', "one"),
        ([page("<a>", "one", "application/xhtml+xml"), page("<b>", "two")], "", "one"),
        ([page("<a>", "one", "text/css"), page("<b>", "two")], "", "two"),
    ],
)
def test_which_part_is_the_page(parts, head, title):
    assert mht_parse(Source(message(*parts, head=head))).title == title


@pytest.mark.parametrize(("before", "read"), [(1_999, True), (2_000, False)])
def test_no_more_parts_are_looked_at_than_a_page_has(before, read):
    parts = [("Content-Type: image/gif", "x")] * before
    codes = [problem.code for problem in mht_parse(Source(message(*parts, page("<a>", "one")))).problems]
    assert codes == ([] if read else ["no_text"])


def test_an_empty_page_says_what_is_missing():
    document = mht_parse(Source(message(("Content-Type: text/html", "  "))))
    assert [(problem.stage, problem.code) for problem in document.problems] == [("document", "no_text")]
    assert (document.media_type, document.blocks) == ("multipart/related", ())
