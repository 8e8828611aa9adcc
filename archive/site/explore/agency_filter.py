"""Which agencies a reader asks for: by division, level, kind, and words in the name, its pinyin or its English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.agencies import kinds
from archive.agencies.regions import COUNTRY
from archive.site.draw.labels import word
from archive.site.request.ask import Ask, first, rows

SELECT = """SELECT a.id, a.name, a.english, a.region_code, a.region_basis, a.own_level, a.kind, a.function, a.site_id,
    g.name AS region, g.english AS region_english FROM agencies a LEFT JOIN regions g ON g.code = a.region_code"""
# that an agency `a` is in a division `g` or below it, as a stretch of the index
INSIDE = """a.region_code BETWEEN g.code AND CASE g.level WHEN 'province' THEN substr(g.code, 1, 2) || '9999'
    WHEN 'city' THEN substr(g.code, 1, 4) || '99' ELSE g.code END"""
# a province or city that has an agency, itself or below it; the page of a county leads to its own
OFFERED = f"""SELECT g.code, g.name, g.level, g.english FROM regions g WHERE g.level IN ('province', 'city') AND EXISTS (
    SELECT 1 FROM agencies a WHERE {INSIDE}) ORDER BY g.code"""
LEVELS = ("central", "province", "city", "county", "township")
UNKNOWN = "unknown"  # the choice of what no rule knows


@dataclass(frozen=True, slots=True)
class AgencyFilter:
    """A reader's choice; empty words choose everything."""

    q: str
    region: str
    level: str
    kind: str

    @property
    def condition(self) -> tuple[str, list[Any]]:
        """The choice as a condition on `agencies a`, and its values."""
        parts, values = ["1"], []
        if self.region:
            condition, bounds = within(self.region)
            parts.append(condition)
            values += bounds
        for name, chosen in (("own_level", self.level), ("kind", self.kind)):
            if chosen:
                parts.append(f"a.{name} IS NULL" if chosen == UNKNOWN else f"a.{name} = ?")
                values += [] if chosen == UNKNOWN else [chosen]
        if self.q:
            condition, words = named(self.q)
            parts.append(condition)
            values += words
        return " AND ".join(parts), values


def chosen(ask: Ask) -> AgencyFilter:
    """Return the filter that a request's arguments state; words that are no choice choose everything."""
    level, kind, region = ask.one("level"), ask.one("kind"), ask.one("region")
    return AgencyFilter(
        ask.one("q"),
        region if len(region) == 6 and region.isascii() and region.isdigit() else "",
        level if level in (*LEVELS, UNKNOWN) else "",
        kind if kind in kinds.table()["kinds"] or kind == UNKNOWN else "",
    )


def matching(connection: Any, choice: AgencyFilter) -> list[dict[str, Any]]:
    """Return the agencies of a choice in the order of their names."""
    where, values = choice.condition
    return rows(connection, f"{SELECT} WHERE {where} ORDER BY a.name, a.id", *values)


def within(code: str) -> tuple[str, list[str]]:
    """Return the condition that an agency is in a division or below it, as a stretch of the index.

    >>> within("230100")
    ('a.region_code BETWEEN ? AND ?', ['230100', '230199'])
    """
    if code == COUNTRY:
        return "a.region_code IS NOT NULL", []
    digits = 2 if code.endswith("0000") else 4 if code.endswith("00") else 6
    return "a.region_code BETWEEN ? AND ?", [code, code[:digits].ljust(6, "9")]


def named(words: str) -> tuple[str, list[str]]:
    """Return the condition that a name holds words, or, for Latin letters, that its pinyin or its English does."""
    if not words.isascii():
        return "instr(a.name, ?)", [words]
    low = words.lower()
    return (
        "(instr(a.name, ?) OR instr(replace(a.pinyin, ' ', ''), ?) OR instr(lower(a.english), ?))",
        [words, low.replace(" ", "").replace("'", ""), low],
    )


def choices(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return what the filter's form shows: the choice, and what can be chosen."""
    choice = chosen(ask)
    offered = ask.site.remember("regions offered", lambda: rows(connection, OFFERED))
    known = {row["code"] for row in offered}
    other = first(connection, "SELECT code, name, level, english FROM regions WHERE code = ?", choice.region) if choice.region else None
    return {
        "chosen": choice,
        "regions": [*offered, *([other] if other and other["code"] not in known else [])],
        "levels": LEVELS,
        "kinds": kind_names(),
        "unknown": UNKNOWN,
    }


def in_words(found: Mapping[str, Any], ask: Ask) -> list[str]:
    """Return a choice in words, from what `choices` returns: division, level, kind and the words typed; empty for all agencies."""
    choice = found["chosen"]
    region = next((row for row in found["regions"] if row["code"] == choice.region), None)
    kind = found["kinds"].get(choice.kind)
    parts = [
        (region["english"] if ask.lang == "en" and region["english"] else region["name"]) if region else choice.region,
        word(ask.lang, "levels", choice.level) if choice.level in LEVELS else choice.level and ask.say("层级未写明", "level not stated"),
        ask.say(*kind) if kind else choice.kind and ask.say("类别未知", "kind unknown"),
        choice.q and ask.say(f"名称含“{choice.q}”", f"named “{choice.q}”"),
    ]
    return [part for part in parts if part]


def kind_names() -> dict[str, tuple[str, str]]:
    """Return the kinds of agencies with their names in Chinese and English."""
    return {key: (rule["zh"], rule["en"]) for key, rule in kinds.table()["kinds"].items()}
