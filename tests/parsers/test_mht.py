import base64
import quopri

import pytest

from parsers import formats
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
