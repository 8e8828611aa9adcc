"""What one request asks for: the address's parts, its arguments, the language; and the errors that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from datasette.utils.asgi import BadRequest, NotFound

from archive.pages.site import Site

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
COOKIE = "gongkai-lang"
TOO_LONG = 500  # characters of one argument; longer ones are cut, no page needs them


class Absent(NotFound):  # type: ignore[misc]  # datasette is untyped
    """There is no such thing in this archive; says so in both languages."""

    def __init__(self, zh: str, en: str):
        super().__init__(zh)
        self.pair = (zh, en)


class Unfit(BadRequest):  # type: ignore[misc]  # datasette is untyped
    """The request asks for what cannot be; says so in both languages."""

    def __init__(self, zh: str, en: str):
        super().__init__(zh)
        self.pair = (zh, en)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as far as a page needs to know it."""

    site: Site
    lang: Language = "zh"
    parts: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, Sequence[str]] = field(default_factory=dict)
    path: str = "/"
    host: str = ""  # scheme and host, for addresses that leave the site (feeds)

    def one(self, name: str, default: str = "") -> str:
        """The argument's first value, without blanks around it, cut to a sane length."""
        values = self.args.get(name)
        return values[0].strip()[:TOO_LONG] if values else default

    def many(self, name: str, limit: int = 40) -> list[str]:
        """All different values of an argument, in order, none empty."""
        return list(dict.fromkeys(value.strip()[:TOO_LONG] for value in self.args.get(name, ()) if value.strip()))[:limit]

    def number(self, name: str, default: int, low: int = 1, high: int = 1_000_000) -> int:
        """The argument as a whole number between two bounds; the default where it is none."""
        text = self.one(name)
        return min(max(int(text), low), high) if text.isascii() and text.isdigit() else default

    def say(self, zh: str, en: str) -> str:
        """The wording in the reader's language."""
        return zh if self.lang == "zh" else en


def language(args: Mapping[str, Sequence[str]], cookies: Mapping[str, str], accepted: str) -> Language:
    """Given the request's arguments, cookies and Accept-Language, return the language to answer in; Chinese where nothing is said.

    >>> language({}, {}, "en-GB,en;q=0.9,zh;q=0.8"), language({}, {}, "fr,zh-TW;q=0.5,en;q=0.4"), language({"lang": ["en"]}, {}, "zh")
    ('en', 'zh', 'en')
    """
    for wish in (*args.get("lang", ()), cookies.get(COOKIE, "")):
        if wish in LANGUAGES:
            return wish
    return next((lang for lang in preferred(accepted) if lang in LANGUAGES), "zh")


def preferred(accepted: str) -> list[str]:
    """Given an Accept-Language header, return its primary languages, most wanted first."""
    wishes = []
    for place, part in enumerate(accepted.lower().split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        wishes.append((-weight(quality), place, tag.split("-")[0]))
    return [tag for _, _, tag in sorted(wishes)]


def weight(quality: str) -> float:
    """A language's q-value; 1 where none is given, 0 where it is no number."""
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


def rows(connection: Any, sql: str, *values: object) -> list[dict[str, Any]]:
    """Given a query, return its rows as dictionaries."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def first(connection: Any, sql: str, *values: object) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    found = rows(connection, sql, *values)
    return found[0] if found else None
