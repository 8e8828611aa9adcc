"""Checks between reports: consecutive years, a government and its parts, successive versions, identical bytes from two agencies."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from archive.build import report_rows
from archive.store import rows as store_rows
from gongkai.terminal.amounts import counted
from parsers.report.checks import between_levels, between_reports
from parsers.types import Check, Fact, Place, Report, Section

FIRST = 100_000  # number of the first check between reports; those within one come before
NOWHERE = Place(0, 0, 0)
FACTS = "SELECT table_name, item, measure, value, unit, raw, state FROM facts WHERE report_id = ? ORDER BY seq"
PREFERRED = "SELECT r.id, r.agency, r.year, r.form, r.title, r.published, r.agency_id FROM reports r WHERE r.preferred"


def touch(connection: sqlite3.Connection, report_id: str) -> None:
    """Mark a report as new, changed or about to be deleted, so that its agency's and its portal's reports are compared again."""
    agency = connection.execute("SELECT agency_id FROM reports WHERE id = ?", (report_id,)).fetchone()
    site = connection.execute("SELECT site_id FROM documents WHERE id = ?", (report_id,)).fetchone()
    marks = [f"={kind}:{row[0]}" for kind, row in (("agency", agency), ("portal", site)) if row and row[0]]
    store_rows.put(connection, "due", [{"document_id": mark} for mark in marks])


def touched(connection: sqlite3.Connection, kind: str) -> set[str]:
    """Return the ids marked under `agency` or `portal`."""
    return {key[len(kind) + 2 :] for (key,) in connection.execute("SELECT document_id FROM due WHERE document_id LIKE ?", (f"={kind}:%",))}


def packed(report: Report | None) -> str | None:
    """Return a report's figures as JSON; None if there are none."""
    if report is None or report.form is None:
        return None
    figures = [[fact.table, fact.item, fact.measure, fact.value, fact.unit, fact.raw, fact.state] for fact in report.facts]
    return json.dumps({"form": report.form, "year": report.year, "figures": figures}, ensure_ascii=False)


def unpacked(figures: str) -> Report:
    """Return a report that has only the figures given as JSON."""
    stored = json.loads(figures)
    return Report("", None, stored["year"], stored["form"], None, facts=tuple(fact(row) for row in stored["figures"]))


def fact(row: Sequence[Any]) -> Fact:
    """Return a fact without its place from (table, item, measure, value, unit, raw, state)."""
    table, item, measure, value, unit, raw, state = row
    return Fact(table, item, measure, value, unit, raw, state, NOWHERE)


def load(connection: sqlite3.Connection, row: Sequence[Any]) -> Report:
    """Return the report of a row of PREFERRED, as far as the comparisons need it."""
    key, agency, year, form, title, published, _ = row
    facts = tuple(fact(each) for each in connection.execute(FACTS, (key,)))
    sections = tuple(
        Section(*each) for each in connection.execute("SELECT number, heading, text FROM sections WHERE report_id = ? ORDER BY seq", (key,))
    )
    return Report(title, agency, year, form, published, sections, facts)


def renew(connection: sqlite3.Connection) -> None:
    """Recompute the checks between reports for every agency with a changed report and for every portal's government."""
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
    """Replace a report's checks against other reports."""
    wanted = [
        row for number, (check, other) in enumerate(found) for row in report_rows.check_rows(report_id, [check], FIRST + number, other)
    ]
    held = connection.execute("SELECT count(*), max(seq) FROM checks WHERE report_id = ? AND seq >= ?", (report_id, FIRST)).fetchone()
    if held[0] > len(wanted):
        connection.execute("DELETE FROM checks WHERE report_id = ? AND seq >= ?", (report_id, FIRST + len(wanted)))
    store_rows.put(connection, "checks", wanted)


def by_year(connection: sqlite3.Connection, agency: str) -> Iterator[tuple[str, Check, str | None]]:
    """Yield (report id, check, id of the previous year's report) for each pair of consecutive years of an agency."""
    before: tuple[str, Report] | None = None
    for row in connection.execute(f"{PREFERRED} AND r.agency_id = ? ORDER BY r.year", (agency,)).fetchall():
        report = load(connection, row)
        if before is not None:
            for check in between_reports.years(before[1], report):
                yield row[0], check, before[0]
        before = row[0], report


def government_ids(connection: sqlite3.Connection, sites: Iterable[str]) -> set[str]:
    """Return the ids of the governments that run these sites, by the sites' names."""
    named = {key: (name or "", area or "") for key, name, area in connection.execute("SELECT id, name, area FROM sites")}
    return {report_rows.agency_id(*named[site]) for site in sites if site in named}


def site_ids(connection: sqlite3.Connection, agencies: set[str]) -> list[str]:
    """Return the sites that are the portal of one of these agencies."""
    return [site for (site,) in connection.execute("SELECT id FROM sites ORDER BY id") if government_ids(connection, [site]) & agencies]


PARTS = f"{PREFERRED} AND r.year = ? AND r.agency_id != ? AND r.id IN (SELECT id FROM documents WHERE site_id = ?) ORDER BY r.id"
KNOWN = """SELECT DISTINCT a.id, a.name FROM agencies a JOIN reports r ON r.agency_id = a.id JOIN documents d ON d.id = r.id
    WHERE d.site_id = ? AND a.id != ? ORDER BY a.id"""


def by_level(connection: sqlite3.Connection, site: str) -> Iterator[tuple[str, Check, str | None]]:
    """Compare each report of a site's government with those of the bodies below it on the same portal."""
    (agency,) = government_ids(connection, [site])
    known = dict(connection.execute(KNOWN, (site, agency)))
    for row in connection.execute(f"{PREFERRED} AND r.agency_id = ? ORDER BY r.year", (agency,)).fetchall():
        held = connection.execute(PARTS, (row[2], agency, site)).fetchall()
        parts = [load(connection, part) for part in held]
        for check in between_levels.compared(load(connection, row), parts, lacking(known, {part[6] for part in held})):
            yield row[0], check, None


def lacking(known: Mapping[str, str], held: set[str]) -> str | None:
    """Say which of a portal's known bodies have no report held for a year; None if nothing is missing.

    >>> lacking({"a": "甲市人民政府办公室", "b": "乙县", "c": "甲市教育局"}, {"a", "b", "c"})
    >>> lacking({"a": "甲市人民政府办公室", "b": "乙县"}, {"a"}), lacking({"c": "甲市教育局"}, {"c"})
    ('1 of 2 known parts held', 'own office and lower units not held')
    """
    if absent := set(known) - held:
        return f"{len(known) - len(absent)} of {counted(len(known), 'known part')} held"
    wanted = {"own office": between_levels.load().own_office, "lower units": re.compile(report_rows.deadlines()["governments"])}
    never = [name for name, stored in wanted.items() if not any(stored.search(agency) for agency in known.values())]
    return f"{' and '.join(never)} not held" if never else None


def by_version(connection: sqlite3.Connection, report_id: str) -> Iterator[tuple[Check, str | None]]:
    """Compare a report's figures with those of the previous version of its document."""
    figures = [
        figures
        for (figures,) in connection.execute(
            "SELECT r.figures FROM versions v JOIN captures c ON c.id = v.capture_id LEFT JOIN captures o ON o.id = c.revisit_of "
            "JOIN readings r ON r.document_id = v.document_id AND r.payload_digest = coalesce(c.payload_digest, o.payload_digest) "
            "WHERE v.document_id = ? AND v.significant AND r.figures IS NOT NULL ORDER BY v.seq DESC LIMIT 2",
            (report_id,),
        )
    ]
    if len(figures) == 2:
        for check in between_reports.versions(unpacked(figures[1]), unpacked(figures[0])):
            yield check, report_id


COPIES = """
    SELECT d.payload_digest, r.id, r.agency_id, r.agency FROM documents d JOIN reports r ON r.id = d.id WHERE d.payload_digest IN (
        SELECT d.payload_digest FROM documents d JOIN reports r ON r.id = d.id WHERE r.agency_id IS NOT NULL
        GROUP BY 1 HAVING count(DISTINCT r.agency_id) > 1)
    ORDER BY r.id"""


def copied(connection: sqlite3.Connection) -> dict[str, list[tuple[Check, str | None]]]:
    """Return the D4 check of each report whose exact bytes another agency published; an empty list where that no longer holds."""
    groups = defaultdict(list)
    for digest, key, agency, name in connection.execute(COPIES):
        groups[digest].append((key, agency, name))
    over = "SELECT report_id FROM checks JOIN reports ON reports.id = report_id WHERE rule = 'D4' AND seq >= ?"
    found: dict[str, list[tuple[Check, str | None]]] = {key: [] for (key,) in connection.execute(over, (FIRST,))}
    for group in groups.values():
        for key, agency, _ in group:
            other = next((held for held, theirs, _ in group if theirs != agency), None)
            found[key] = [(between_reports.copies([name for _, _, name in group]), other)]
    return found
