"""The rows of `regions` and `agencies`."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from archive.agencies import kinds, latin_names, placement, regions
from archive.agencies.kinds import Kind
from archive.agencies.regions import Gazetteer, Region
from archive.store import rows as store_rows

SITES = "SELECT name, area FROM sites ORDER BY id"
OF_DEPARTMENTS = ("department", "general_office", "institution", "zone")  # bodies that the government of their division leads
TOWNSHIPS = ("town", "street")
REGION = ("code", "name", "level", "parent", "valid_from", "valid_to", "former_names", "source", "english")  # as region_row has them
Agency = dict[str, Any]


def gazetteer(connection: sqlite3.Connection) -> Gazetteer:
    """Return the divisions of GB/T 2260 and those that only the registry's sites state."""
    return regions.gazetteer({"name": name, "area": area} for name, area in connection.execute(SITES))


def write(connection: sqlite3.Connection, agencies: Sequence[Agency], printed: Mapping[str, Iterable[str]]) -> None:
    """Bring `regions` and `agencies` up to date with these agencies; arguments as of `described`."""
    known = gazetteer(connection)
    write_regions(connection, known)
    store_rows.synchronise(connection, "agencies", described(agencies, printed, known))


def write_regions(connection: sqlite3.Connection, known: Gazetteer) -> None:
    """Bring the table `regions` up to date: one row a code; nothing is written, and next to nothing read, where it is."""
    stated = [region_row(known, code) for code in sorted(known.by_code.keys() - regions.load().by_code.keys())]
    wanted = listed_rows() | {tuple(row.values()) for row in stated}
    held = set(connection.execute(f"SELECT {', '.join(REGION)} FROM regions"))
    if held != wanted:
        store_rows.synchronise(connection, "regions", [dict(zip(REGION, row, strict=True)) for row in sorted(wanted, key=itemgetter(0))])


@cache
def listed_rows() -> frozenset[tuple[object, ...]]:
    """Return the rows of all divisions that tables list, the same for every archive: made once a process."""
    known = regions.load()
    return frozenset(tuple(region_row(known, code).values()) for code in known.by_code)


def region_row(known: Gazetteer, code: str) -> dict[str, object]:
    """Return a division's row: its newest name, and the names before it as JSON."""
    *former, newest = known.by_code[code]
    return {
        "code": code,
        "name": newest.name,
        "level": newest.level,
        "parent": known.parent(code),
        "valid_from": (former or [newest])[0].valid_from or None,
        "valid_to": newest.valid_to or None,
        "former_names": json.dumps([_former(name) for name in former], ensure_ascii=False) if former else None,
        "source": newest.source,
        "english": newest.english or None,
    }


def _former(region: Region) -> dict[str, str | None]:
    return {"name": region.name, "valid_from": region.valid_from or None, "valid_to": region.valid_to or None}


def described(agencies: Sequence[Agency], printed: Mapping[str, Iterable[str]], known: Gazetteer) -> list[Agency]:
    """Return agencies (id, name, site_id, area, level) with what their names say; `printed` are the names in their reports."""
    found = [_described(agency, printed.get(agency["id"], ()), known) for agency in agencies]
    by_place: dict[tuple[str, str], list[Agency]] = defaultdict(list)
    for agency in found:
        if agency["region_code"]:
            by_place[agency["region_code"], agency["kind"] or ""].append(agency)
    for agency in found:
        agency["parent_id"] = _parent(agency, by_place, known)
        agency["successor_id"], agency["successor_basis"] = _successor(agency, by_place)
    return found


def _described(agency: Agency, printed: Iterable[str], known: Gazetteer) -> Agency:
    """Return one agency with its division, kind, function, aliases and Latin names."""
    placed = placement.place(agency["name"], agency["area"] or "", known)
    kind = kinds.classify(placed.rest, agency["name"])
    english = known.by_code[placed.code][-1].english if placed.code else None
    aliases = sorted(set(printed) - {agency["name"], None})
    return {
        **agency,
        "region_code": placed.code,
        "region_basis": placed.basis,
        "own_level": _level(placed, kind),
        "kind": kind.kind,
        "function": kind.function,
        "aliases": json.dumps(aliases, ensure_ascii=False) if aliases else None,
        "pinyin": latin_names.pinyin(agency["name"]),
        "english": latin_names.agency(placed.rest, kind, english),
    }


def _level(placed: placement.Placement, kind: Kind) -> str | None:
    """Return an agency's own level; None if its name does not say, or if it is a vertical bureau named after no known division."""
    return None if kind.kind == "vertical" and placed.basis == "portal" else placed.level


def _one(found: Sequence[Agency], own: Agency) -> str | None:
    """Return the id of the only agency besides `own`; None if there are several or none."""
    others = [agency["id"] for agency in found if agency["id"] != own["id"]]
    return others[0] if len(others) == 1 else None


def _parent(agency: Agency, by_place: Mapping[tuple[str, str], list[Agency]], known: Gazetteer) -> str | None:
    """Return the government that leads an agency: of its division, or, for a government, of the division above; None if not held."""
    code = agency["region_code"]
    if code is None or (agency["own_level"] is None and agency["kind"] not in TOWNSHIPS):
        return None
    if agency["kind"] == "government":
        code = known.parent(code)
    elif agency["kind"] not in (*OF_DEPARTMENTS, *TOWNSHIPS):
        return None
    return _one(by_place.get((code, "government"), ()), agency) if code else None


def _successor(agency: Agency, by_place: Mapping[tuple[str, str], list[Agency]]) -> tuple[str | None, str | None]:
    """Return the agency of the same division and level that took over an agency's function in a reform, and the reform's year."""
    rule = kinds.table()["functions"].get(agency["function"], {})
    if "became" not in rule or agency["own_level"] is None:
        return None, None
    found = [
        other
        for other in by_place.get((agency["region_code"], agency["kind"] or ""), ())
        if other["function"] == rule["became"] and other["own_level"] == agency["own_level"]
    ]
    successor = _one(found, agency)
    return successor, f"reform of {rule['until']}" if successor else None
