"""Checks between reports: the year before, the whole and its parts, the version before, another agency's very same bytes."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from archive import reports, store
from parsers.report import across, levels
from parsers.types import Check, Fact, Place, Report, Section

FIRST = 100_000  # number of the first check between reports; those within one come before
NOWHERE = Place(0, 0, 0)
FACTS = "SELECT table_name, item, measure, value, unit, raw, state FROM facts WHERE report_id = ? ORDER BY seq"
PREFERRED = "SELECT r.id, r.agency, r.year, r.form, r.title, r.published, r.agency_id FROM reports r WHERE r.preferred"


def touch(connection: sqlite3.Connection, report_id: str) -> None:
    """Note that a report is new, changed or about to go: its agency's reports and its portal's are to be compared again."""
    agency = connection.execute("SELECT agency_id FROM reports WHERE id = ?", (report_id,)).fetchone()
    site = connection.execute("SELECT site_id FROM documents WHERE id = ?", (report_id,)).fetchone()
    marks = [f"={kind}:{row[0]}" for kind, row in (("agency", agency), ("portal", site)) if row and row[0]]
    store.put(connection, "due", [{"document_id": mark} for mark in marks])


def touched(connection: sqlite3.Connection, kind: str) -> set[str]:
    """Given `agency` or `portal`, return those that were noted."""
    return {key[len(kind) + 2:] for (key,) in connection.execute("SELECT document_id FROM due WHERE document_id LIKE ?", (f"={kind}:%",))}


def packed(report: Report | None) -> str | None:
    """Given a report, return its figures as JSON; None where there is none."""
    if report is None or report.form is None:
        return None
    figures = [[fact.table, fact.item, fact.measure, fact.value, fact.unit, fact.raw, fact.state] for fact in report.facts]
    return json.dumps({"form": report.form, "year": report.year, "figures": figures}, ensure_ascii=False)


def unpacked(figures: str) -> Report:
    """Given figures as JSON, return a report of them alone."""
    told = json.loads(figures)
    return Report("", None, told["year"], told["form"], None, facts=tuple(fact(row) for row in told["figures"]))


def fact(row: Sequence[Any]) -> Fact:
    """Given (table, item, measure, value, unit, raw, state), return the fact, its place left out."""
    table, item, measure, value, unit, raw, state = row
    return Fact(table, item, measure, value, unit, raw, state, NOWHERE)


def load(connection: sqlite3.Connection, row: Sequence[Any]) -> Report:
    """Given a row of PREFERRED, return its report as the comparisons need it."""
    key, agency, year, form, title, published, _ = row
    facts = tuple(fact(each) for each in connection.execute(FACTS, (key,)))
    sections = tuple(Section(*each) for each in connection.execute(
        "SELECT number, heading, text FROM sections WHERE report_id = ? ORDER BY seq", (key,)))
    return Report(title, agency, year, form, published, sections, facts)


def renew(connection: sqlite3.Connection) -> None:
    """Make the checks between reports anew for every agency one of whose reports has changed, and every portal's government."""
    of_report = dict(connection.execute("SELECT id, agency_id FROM reports"))
    copies = copied(connection)
    sites = touched(connection, "portal")
    agencies = touched(connection, "agency") | {of_report[key] for key in copies} | government_ids(connection, sites)
    found: dict[str, list[tuple[Check, str | None]]] = defaultdict(list)
    for agency in sorted(filter(None, agencies)):
        for key, check, other in by_year(connection, agency):
            found[key].append((check, other))
    for site in site_ids(connection, agencies):
        for key, check, other in by_level(connection, site):
            found[key].append((check, other))
    for key in sorted(key for key, agency in of_report.items() if agency in agencies):
        write(connection, key, [*found[key], *by_version(connection, key), *copies.get(key, [])])


def write(connection: sqlite3.Connection, report_id: str, found: Sequence[tuple[Check, str | None]]) -> None:
    """Put a report's checks against others in place of those it had."""
    wanted = [row for number, (check, other) in enumerate(found) for row in reports.check_rows(report_id, [check], FIRST + number, other)]
    held = connection.execute("SELECT count(*), max(seq) FROM checks WHERE report_id = ? AND seq >= ?", (report_id, FIRST)).fetchone()
    if held[0] > len(wanted):
        connection.execute("DELETE FROM checks WHERE report_id = ? AND seq >= ?", (report_id, FIRST + len(wanted)))
    store.put(connection, "checks", wanted)


def by_year(connection: sqlite3.Connection, agency: str) -> Iterator[tuple[str, Check, str | None]]:
    """Given an agency, yield (report, check, report of the year before) for its years that follow each other."""
    before: tuple[str, Report] | None = None
    for row in connection.execute(f"{PREFERRED} AND r.agency_id = ? ORDER BY r.year", (agency,)).fetchall():
        report = load(connection, row)
        if before is not None:
            for check in across.years(before[1], report):
                yield row[0], check, before[0]
        before = row[0], report


def government_ids(connection: sqlite3.Connection, sites: Iterable[str]) -> set[str]:
    """Given sites, return the ids of the governments whose portals they are, told by their names."""
    named = {key: (name or "", area or "") for key, name, area in connection.execute("SELECT id, name, area FROM sites")}
    return {reports.agency_id(*named[site]) for site in sites if site in named}


def site_ids(connection: sqlite3.Connection, agencies: set[str]) -> list[str]:
    """Given agencies, return the sites that are the portals of one of them."""
    return [site for (site,) in connection.execute("SELECT id FROM sites ORDER BY id") if government_ids(connection, [site]) & agencies]


PARTS = f"{PREFERRED} AND r.year = ? AND r.agency_id != ? AND r.id IN (SELECT id FROM documents WHERE site_id = ?) ORDER BY r.id"
KNOWN = """SELECT DISTINCT a.id, a.name FROM agencies a JOIN reports r ON r.agency_id = a.id JOIN documents d ON d.id = r.id
    WHERE d.site_id = ? AND a.id != ? ORDER BY a.id"""


def by_level(connection: sqlite3.Connection, site: str) -> Iterator[tuple[str, Check, str | None]]:
    """Given a site, hold each report of its government against those of the bodies below it on the same portal."""
    (agency,) = government_ids(connection, [site])
    known = dict(connection.execute(KNOWN, (site, agency)))
    for row in connection.execute(f"{PREFERRED} AND r.agency_id = ? ORDER BY r.year", (agency,)).fetchall():
        held = connection.execute(PARTS, (row[2], agency, site)).fetchall()
        parts = [load(connection, part) for part in held]
        for check in levels.compared(load(connection, row), parts, lacking(known, {part[6] for part in held})):
            yield row[0], check, None


def lacking(known: Mapping[str, str], held: set[str]) -> str | None:
    """Given all bodies of a portal and those whose reports of a year are held, say what is missing of the whole; None for nothing.

    >>> lacking({"a": "甲市人民政府办公室", "b": "乙县", "c": "甲市教育局"}, {"a", "b", "c"})
    >>> lacking({"a": "甲市人民政府办公室", "b": "乙县"}, {"a"}), lacking({"c": "甲市教育局"}, {"c"})
    ('1 of 2 known parts held', 'own office and lower units not held')
    """
    if absent := set(known) - held:
        return f"{len(known) - len(absent)} of {len(known)} known parts held"
    wanted = {"own office": levels.load().own_office, "lower units": re.compile(reports.deadlines()["governments"])}
    never = [name for name, told in wanted.items() if not any(told.search(agency) for agency in known.values())]
    return f"{' and '.join(never)} not held" if never else None


def by_version(connection: sqlite3.Connection, report_id: str) -> Iterator[tuple[Check, str | None]]:
    """Given a report, compare its figures with those of the version of its document before."""
    figures = [figures for (figures,) in connection.execute(
        "SELECT r.figures FROM versions v JOIN captures c ON c.id = v.capture_id LEFT JOIN captures o ON o.id = c.revisit_of "
        "JOIN readings r ON r.document_id = v.document_id AND r.payload_digest = coalesce(c.payload_digest, o.payload_digest) "
        "WHERE v.document_id = ? AND v.significant AND r.figures IS NOT NULL ORDER BY v.seq DESC LIMIT 2", (report_id,))]
    if len(figures) == 2:
        for check in across.versions(unpacked(figures[1]), unpacked(figures[0])):
            yield check, report_id


COPIES = """
    SELECT d.payload_digest, r.id, r.agency_id, r.agency FROM documents d JOIN reports r ON r.id = d.id WHERE d.payload_digest IN (
        SELECT d.payload_digest FROM documents d JOIN reports r ON r.id = d.id WHERE r.agency_id IS NOT NULL
        GROUP BY 1 HAVING count(DISTINCT r.agency_id) > 1)
    ORDER BY r.id"""


def copied(connection: sqlite3.Connection) -> dict[str, list[tuple[Check, str | None]]]:
    """For each report whose very same bytes another agency published, the check that says so; none where that is over."""
    groups = defaultdict(list)
    for digest, key, agency, name in connection.execute(COPIES):
        groups[digest].append((key, agency, name))
    over = "SELECT report_id FROM checks JOIN reports ON reports.id = report_id WHERE rule = 'D4' AND seq >= ?"
    found: dict[str, list[tuple[Check, str | None]]] = {key: [] for (key,) in connection.execute(over, (FIRST,))}
    for group in groups.values():
        for key, agency, _ in group:
            other = next((held for held, theirs, _ in group if theirs != agency), None)
            found[key] = [(across.copies([name for _, _, name in group]), other)]
    return found
