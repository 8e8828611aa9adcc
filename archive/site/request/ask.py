"""What one request asks for: the parts of the address, its arguments, the language; and the errors that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from datasette.utils.asgi import BadRequest, NotFound

from archive.site.request.edition_state import EditionState

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
COOKIE = "gongkai-lang"
TOO_LONG = 500  # characters of one argument; longer ones are cut, no page needs them


class Absent(NotFound):  # type: ignore[misc]  # datasette is untyped
    """There is no such thing in this archive; the message is in both languages."""

    def __init__(self, zh: str, en: str):
        super().__init__(zh)
        self.pair = (zh, en)


class Unfit(BadRequest):  # type: ignore[misc]  # datasette is untyped
    """The request asks for something impossible; the message is in both languages."""

    def __init__(self, zh: str, en: str):
        super().__init__(zh)
        self.pair = (zh, en)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as far as a page needs to know it."""

    site: EditionState
    lang: Language = "zh"
    parts: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, Sequence[str]] = field(default_factory=dict)
    path: str = "/"
    host: str = ""  # scheme and host, for addresses that leave the site (feeds)

    def one(self, name: str, default: str = "") -> str:
        """Return the argument's first value, stripped and cut to a limited length."""
        values = self.args.get(name)
        return values[0].strip()[:TOO_LONG] if values else default

    def many(self, name: str, limit: int = 40) -> list[str]:
        """Return all distinct values of an argument, in order, without empty ones."""
        return list(dict.fromkeys(value.strip()[:TOO_LONG] for value in self.args.get(name, ()) if value.strip()))[:limit]

    def number(self, name: str, default: int, low: int = 1, high: int = 1_000_000) -> int:
        """Return the argument as an integer between two bounds; the default if it is not a number."""
        text = self.one(name)
        return min(max(int(text), low), high) if text.isascii() and text.isdigit() else default

    def say(self, zh: str, en: str) -> str:
        """Return the wording in the reader's language."""
        return zh if self.lang == "zh" else en


def language(args: Mapping[str, Sequence[str]], cookies: Mapping[str, str], accepted: str) -> Language:
    """Return the language to answer in, from the request's arguments, cookies and Accept-Language; Chinese by default.

    >>> language({}, {}, "en-GB,en;q=0.9,zh;q=0.8"), language({}, {}, "fr,zh-TW;q=0.5,en;q=0.4"), language({"lang": ["en"]}, {}, "zh")
    ('en', 'zh', 'en')
    """
    for wish in (*args.get("lang", ()), cookies.get(COOKIE, "")):
        if wish in LANGUAGES:
            return wish
    return next((lang for lang in preferred(accepted) if lang in LANGUAGES), "zh")


def preferred(accepted: str) -> list[str]:
    """Return the primary languages of an Accept-Language header, most wanted first."""
    wishes = []
    for place, part in enumerate(accepted.lower().split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        wishes.append((-weight(quality), place, tag.split("-")[0]))
    return [tag for _, _, tag in sorted(wishes)]


def weight(quality: str) -> float:
    """Return a language's q-value; 1 if none is given, 0 if it is not a number."""
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


def rows(connection: Any, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def first(connection: Any, sql: str, *values: object) -> dict[str, Any] | None:
    """Return the first row of a query, or None."""
    found = rows(connection, sql, *values)
    return found[0] if found else None
