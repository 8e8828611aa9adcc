"""What every template may say: texts in the reader's language, labels, numbers, the snapshot in view."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup, escape

from archive import schema
from archive.pages.ask import COOKIE, Language, language
from archive.pages.conditions import conditions, operator
from archive.pages.labels import short, word
from archive.pages.layout import cell_name
from archive.pages.paging import address, with_agency
from archive.pages.site import site_of

NAVIGATION = (("/search", "检索", "Search"), ("/coverage", "发布情况", "Coverage"), ("/compare", "比较", "Compare"),
              ("/checks", "核对", "Checks"), ("/health", "采集状况", "Health"), ("/gongkai", "数据库", "Database"),
              ("/download", "下载", "Download"))
STATIC = Path(__file__).parent.parent / "site" / "static"
# so that browsers fetch what changed
ASSET = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()[:8]


def words(datasette: Any, request: Any) -> dict[str, Any]:
    """Given a request, return the names every template has."""
    lang = request_language(request)
    return {"lang": lang, "say": partial(say, lang), "word": partial(word, lang), "short": partial(short, lang),
            "snapshot": site_of(datasette).snapshot,
            "navigation": [(href, zh if lang == "zh" else en) for href, zh, en in NAVIGATION], "path": request.path if request else "/",
            "other_language": other_language(request, lang), "asset": ASSET, "described": partial(described, lang), "cell_name": cell_name,
            "operator": partial(operator, lang),
            "conditions": partial(conditions, lang), "mark": mark, "address": address, "with_agency": with_agency}


def request_language(request: Any) -> Language:
    """The language this request wants."""
    if request is None:
        return "zh"
    args = parse_qs(request.query_string or "")
    return language(args, request.cookies, request.headers.get("accept-language", ""))


def say(lang: Language, zh: str, en: str, **values: Any) -> Markup:
    """The wording in the reader's language, with its values put in; values are escaped, numbers grouped."""
    shown = {name: f"{value:,}" if isinstance(value, int) else escape(value) for name, value in values.items()}
    return Markup((zh if lang == "zh" else en).format(**shown))


def other_language(request: Any, lang: Language) -> str:
    """The address of this page in the other language."""
    args = parse_qs(request.query_string or "", keep_blank_values=True) if request else {}
    args["lang"] = ["en" if lang == "zh" else "zh"]
    return f"{request.path if request else '/'}?{urlencode(args, doseq=True)}"


def described(lang: Language, table: str, column: str = "") -> str:
    """What a table or one of its columns means; empty where the schema does not say."""
    told = schema.descriptions().get(table, {})
    if column:
        pair = told.get("columns", {}).get(column, ("", ""))
        return str(pair[0] if lang == "zh" else pair[1])
    return str(told.get(lang, ""))


def mark(pieces: list[tuple[str, bool]]) -> Markup:
    """Text in pieces, the ones found marked."""
    return Markup("").join(Markup("<mark>{}</mark>").format(text) if found else escape(text) for text, found in pieces)


def number(value: Any) -> str:
    """A figure as people read it: grouped, decimals kept as they are; empty for None.

    >>> number(1234567), number(0), number(24252.311082), number(None), number(3.0)
    ('1,234,567', '0', '24,252.311082', '', '3')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        whole = f"{value:,.6f}".rstrip("0").rstrip(".")
        return whole if abs(value) < 1e15 else repr(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def size(count: int | None) -> str:
    """A number of bytes in the unit people read.

    >>> size(0), size(1536), size(3_400_000_000)
    ('0 B', '1.5 KB', '3.2 GB')
    """
    amount = float(count or 0)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"


def moment(text: str | None) -> str:
    """An ISO time as date and minute, UTC.

    >>> moment("2026-11-20T05:06:07Z"), moment("2026-11-20"), moment(None)
    ('2026-11-20 05:06', '2026-11-20', '')
    """
    return (text or "").replace("T", " ")[:16]


def share(part: float | None, whole: float | None) -> str:
    """A share in per cent; empty where it cannot be told.

    >>> share(1, 3), share(0, 0), share(2, 2)
    ('33.3%', '', '100%')
    """
    if part is None or not whole:
        return ""
    return f"{100 * part / whole:.1f}%".replace(".0%", "%")


def safe_link(address: str | None) -> str:
    """An address one may link to: http and https only; empty for any other.

    >>> safe_link("https://a.gov.cn/x"), safe_link("javascript:alert(1)"), safe_link(None)
    ('https://a.gov.cn/x', '', '')
    """
    try:
        scheme = urlsplit(address or "").scheme.lower()
    except ValueError:
        return ""
    return address or "" if scheme in {"http", "https"} else ""


# What turns a line around, hides in it or moves a terminal's cursor: no title needs it.
UNSEEN = dict.fromkeys([*range(32), *range(127, 160), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])


def titled(text: str | None, longest: int = 120) -> str:
    """A title as one line of sane length, without controls.

    >>> titled("a" + chr(0x1b) + "[31m" + chr(0x202e) + "b" + chr(10) + " c"), titled(None), titled("x" * 9, 4)
    ('a[31mb c', '', 'xxxx…')
    """
    line = " ".join((text or "").translate({10: " ", 13: " ", 9: " "}).translate(UNSEEN).split())
    return line if len(line) <= longest else f"{line[:longest]}…"


FILTERS: dict[str, Callable[..., str]] = {"number": number, "size": size, "moment": moment, "share": share, "safe_link": safe_link,
                                       "titled": titled}
__all__ = ["COOKIE", "FILTERS", "words"]
