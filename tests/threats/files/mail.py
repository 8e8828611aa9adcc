"""Saved pages in MIME (.mht): parts in parts, boundaries that are beginnings of each other, headers without an end."""

from functools import partial

from tests.threats.files.kinds import PAGE_SECONDS, family, hostile

HEAD = b"MIME-Version: 1.0\r\nSubject: x\r\n"
PAGE = b"Content-Type: text/html; charset=utf-8\r\nContent-Location: http://127.0.0.1/a.html\r\n\r\n<p>report</p>\r\n"


def _multipart(boundary: bytes) -> bytes:
    return b'Content-Type: multipart/related; boundary="' + boundary + b'"\r\n\r\n'


def nested(depth: int, closed: bool) -> bytes:
    """Return a message whose parts stand in one another, `depth` deep."""
    opened = b"".join(_multipart(b"b%d" % n) + b"--b%d\r\n" % n for n in range(depth))
    ends = b"".join(b"--b%d--\r\n" % n for n in reversed(range(depth))) if closed else b""
    return HEAD + opened + PAGE + ends


@hostile("report.mht", "parts in parts, 1,000 deep")
def mht_nested() -> bytes:
    return nested(1000, closed=True)


@hostile("report.mht", "parts in parts, 20,000 deep, none closed")
def mht_nested_open() -> bytes:
    return nested(20_000, closed=False)


@hostile("report.mht", "messages in messages, 5,000 deep")
def mht_messages() -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5000 + PAGE


@hostile("report.mht", "300,000 parts of nothing")
def mht_many_parts() -> bytes:
    return HEAD + _multipart(b"b") + b"--b\r\n\r\n" * 300_000 + b"--b--"


@hostile("report.mht", "500 open boundaries, each the beginning of the next, against 60,000 lines that begin like all of them")
def mht_boundaries_quadratic() -> bytes:
    opened = b"".join(_multipart(b"b" * n) + b"--" + b"b" * n + b"\r\n" for n in range(1, 69)) * 7
    return HEAD + opened + (b"--" + b"b" * 70 + b"x\r\n") * 60_000


@hostile("report.mht", "a boundary of one MB against a body of dashes")
def mht_long_boundary() -> bytes:
    return HEAD + _multipart(b"-" * 1_000_000) + b"-" * 10_000_000


HEADERS = {
    "mht_empty_boundary": _multipart(b"") + b"--\r\n" * 900_000,
    "mht_folded_header": b"X-A: a" + b"\r\n a" * 1_500_000 + b"\r\n\r\n",
    "mht_many_headers": b"X-A: a\r\n" * 900_000 + b"\r\n" + PAGE,
    "mht_no_header_end": b"X" * 12_000_000,
    "mht_colons": b":" * 8_000_000,
    "mht_continuations": b"Content-Type: multipart/related"
    + b"".join(b"; boundary*%d=a" % n for n in range(60_000))
    + b"\r\n\r\n--a\r\n\r\nx",
    "mht_parameters": b"Content-Type: text/html" + b'; a="\\' * 400_000 + b"\r\n\r\nx",
    "mht_comments": b"Content-Type: text/html " + b"(" * 900_000 + b"\r\nDate: " + b"(" * 900_000 + b"\r\n\r\nx",
    "mht_encoded_words": b"Subject: " + b"=?utf-8?q?=?= =?" * 200_000 + b"\r\n\r\nx",
    "mht_addresses": b"From: " + b"<a@" * 400_000 + b"\r\n\r\nx",
    "mht_base64": b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=A" * 5_000_000,
    "mht_quoted": b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 3_000_000,
    "mht_uuencoded": b"Content-Type: text/html\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n" + b"M\r\n" * 3_000_000,
    "mht_charset": b"Content-Type: text/html; charset=" + b"a" * 3_000_000 + b"\r\n\r\nx",
    "mht_charset_codec": b"Content-Type: text/html; charset=idna\r\n\r\n" + b"xn--" * 900_000,
}
for _name, _raw in HEADERS.items():
    family(_name, "report.mht", partial(bytes, HEAD + _raw), "headers of MIME at volume", PAGE_SECONDS)
