"""Names available in every template: texts in the reader's language, labels, numbers, the snapshot in view."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup, escape

from archive.site.draw import charts
from archive.site.draw.filter_words import conditions, operator
from archive.site.draw.form_tables import cell_name
from archive.site.draw.labels import short, word
from archive.site.draw.legal_breaks import in_words
from archive.site.draw.shared_views import citation
from archive.site.request.ask import COOKIE, Language, language
from archive.site.request.edition_state import site_of
from archive.site.request.paging import address, with_agency
from archive.store import schema
from gongkai.terminal import amounts

NAVIGATION = (
    ("/search", "检索", "Search"),
    ("/coverage", "发布情况", "Coverage"),
    ("/agencies", "机关", "Agencies"),
    ("/rank", "排序", "Rank"),
    ("/trend", "趋势", "Trend"),
    ("/compare", "比较", "Compare"),
    ("/checks", "核对", "Checks"),
    ("/health", "采集状况", "Health"),
    ("/gongkai", "数据库", "Database"),
    ("/download", "下载", "Download"),
)
DRAFTS = ("/check", "核对草稿", "Check a draft")  # where this site does
NOTICE = "GONGKAI_NOTICE"  # a sentence for every page; Chinese | English
STATIC = Path(__file__).parent.parent / "static"
# so that browsers fetch what changed
ASSET = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()[:8]


def words(datasette: Any, request: Any) -> dict[str, Any]:
    """Return the names every template has."""
    lang = request_language(request)
    site = site_of(datasette)
    return {
        "lang": lang,
        "say": partial(say, lang),
        "word": partial(word, lang),
        "short": partial(short, lang),
        "snapshot": site.snapshot,
        "navigation": [(href, zh if lang == "zh" else en) for href, zh, en in (*NAVIGATION, *([DRAFTS] if site.drafts else []))],
        "path": request.path if request else "/",
        "other_language": other_language(request, lang),
        "asset": ASSET,
        "notice": notice(lang),
        "described": partial(described, lang),
        "cell_name": cell_name,
        "operator": partial(operator, lang),
        "conditions": partial(conditions, lang),
        "mark": mark,
        "address": address,
        "with_agency": with_agency,
        "citation": citation,
        "break_words": in_words,
        "chart_legend": charts.legend,
    }


def notice(lang: Language) -> str:
    """Return the operator's sentence for every page, in the reader's language where the setting gives both; empty without one."""
    chinese, _, english = os.environ.get(NOTICE, "").partition("|")
    return (english.strip() if lang == "en" else "") or chinese.strip()


def request_language(request: Any) -> Language:
    """Return the language of this request."""
    if request is None:
        return "zh"
    args = parse_qs(request.query_string or "")
    return language(args, request.cookies, request.headers.get("accept-language", ""))


def say(lang: Language, zh: str, en: str, **values: Any) -> Markup:
    """Return the wording in the reader's language with its values filled in, escaped, numbers grouped, `{n:row}` with its noun."""
    shown = {name: amounts.Count(value) if isinstance(value, int) else escape(value) for name, value in values.items()}
    return Markup((zh if lang == "zh" else en).format(**shown))


def other_language(request: Any, lang: Language) -> str:
    """Return the address of this page in the other language."""
    args = parse_qs(request.query_string or "", keep_blank_values=True) if request else {}
    args["lang"] = ["en" if lang == "zh" else "zh"]
    path = request.path.lstrip("/\\") if request else ""  # two slashes at its beginning would be a host
    return f"/{path}?{urlencode(args, doseq=True)}"


def described(lang: Language, table: str, column: str = "") -> str:
    """Return the description of a table or view, or of a column; empty if there is none."""
    entry = schema.all_descriptions().get(table, {})
    if column:
        pair = entry.get("columns", {}).get(column, ("", ""))
        return str(pair[0] if lang == "zh" else pair[1])
    return str(entry.get(lang, ""))


def mark(pieces: list[tuple[str, bool]]) -> Markup:
    """Return text pieces as markup, with the found ones marked."""
    return Markup("").join(Markup("<mark>{}</mark>").format(text) if found else escape(text) for text, found in pieces)


def number(value: Any) -> str:
    """Return a figure as people read it: grouped, decimals unchanged; empty for None.

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
    """Return a number of bytes in a readable unit, the same as `gongkai status` prints; nothing counted is 0 B.

    >>> size(None), size(1536), size(3_400_000_000)
    ('0 B', '1.5 kB', '3.4 GB')
    """
    return amounts.size(count or 0)


def moment(text: str | None) -> str:
    """Return an ISO time as date and minute, UTC.

    >>> moment("2026-11-20T05:06:07Z"), moment("2026-11-20"), moment(None)
    ('2026-11-20 05:06', '2026-11-20', '')
    """
    return (text or "").replace("T", " ")[:16]


def share(part: float | None, whole: float | None) -> str:
    """Return a share in per cent; empty if it cannot be computed.

    >>> share(1, 3), share(0, 0), share(2, 2)
    ('33.3%', '', '100%')
    """
    if part is None or not whole:
        return ""
    return f"{100 * part / whole:.1f}%".replace(".0%", "%")


def safe_link(address: str | None) -> str:
    """Return an address that is safe to link to: http and https only; empty for any other.

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
    """Return a title on one line, at a limited length, without control characters.

    >>> titled("a" + chr(0x1b) + "[31m" + chr(0x202e) + "b" + chr(10) + " c"), titled(None), titled("x" * 9, 4)
    ('a[31mb c', '', 'xxxx…')
    """
    line = " ".join((text or "").translate({10: " ", 13: " ", 9: " "}).translate(UNSEEN).split())
    return line if len(line) <= longest else f"{line[:longest]}…"


FILTERS: dict[str, Callable[..., str]] = {
    "number": number,
    "size": size,
    "moment": moment,
    "share": share,
    "safe_link": safe_link,
    "titled": titled,
    "noun": amounts.noun,
}
__all__ = ["COOKIE", "FILTERS", "words"]
