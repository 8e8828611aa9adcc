"""What follows from all rows together: runs, columns, agencies, the report to use of each year, coverage, memberships in force."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from archive import crosschecks, health, store
from archive.captures import document_id
from archive.reports import agency_id
from archive.reports import due as due_day

RUNS = """
    SELECT run_id AS id, min(started) AS started, CASE WHEN count(*) = count(finished) THEN max(finished) END AS finished,
           CASE WHEN count(*) = count(exit_code) THEN CASE WHEN min(exit_code) = max(exit_code) THEN min(exit_code) ELSE 6 END END
               AS exit_code,
           sum(requests) AS requests, sum(bytes) AS bytes,
           (SELECT sum(new) FROM column_runs c WHERE c.run_id = s.run_id) AS new,
           (SELECT sum(changed) FROM column_runs c WHERE c.run_id = s.run_id) AS changed,
           (SELECT sum(gone) FROM column_runs c WHERE c.run_id = s.run_id) AS gone, sum(problems) AS problems
    FROM site_runs s {where} GROUP BY run_id ORDER BY run_id"""
COLUMNS = """
    SELECT c.id,
           (SELECT family FROM column_runs r WHERE r.column_id = c.id AND family IS NOT NULL ORDER BY finished DESC LIMIT 1) AS family,
           (SELECT max(finished) FROM column_runs r WHERE r.column_id = c.id) AS last_run,
           (SELECT max(finished) FROM column_runs r WHERE r.column_id = c.id AND complete) AS last_success,
           (SELECT max(first_listed) FROM memberships m WHERE m.column_id = c.id) AS last_new,
           (SELECT rows_told FROM column_runs r WHERE r.column_id = c.id ORDER BY finished DESC LIMIT 1) AS rows_told,
           (SELECT count(*) FROM documents d WHERE d.column_id = c.id) AS documents
    FROM columns c"""
# A row is still listed where the newest listing of its column shows it; a column that could not be read says nothing new.
LISTED = """
    UPDATE memberships SET listed = now FROM (
        SELECT m.document_id AS document, m.column_id AS col, coalesce(m.listing IS (
            SELECT listing FROM column_runs r WHERE r.column_id = m.column_id AND listing IS NOT NULL
            ORDER BY finished DESC LIMIT 1), 0) AS now
        FROM memberships m)
    WHERE document_id = document AND column_id = col AND listed IS NOT now"""
REPORTS = """
    SELECT r.id, r.agency_id, r.year, r.published, r.agency, r.due, d.kind,
           (SELECT count(*) FROM facts f WHERE f.report_id = r.id AND f.value IS NOT NULL),
           (SELECT count(*) FROM checks c WHERE c.report_id = r.id AND c.verdict = 'fail' AND c.seq < 100000), d.gone_at IS NOT NULL,
           d.site_id, s.area
    FROM reports r JOIN documents d ON d.id = r.document_id LEFT JOIN sites s ON s.id = d.site_id ORDER BY r.id"""


def all_rows(connection: sqlite3.Connection) -> int:
    """Bring every derived row up to date; return how many were written."""
    before = connection.total_changes
    aliases(connection)
    connection.execute(LISTED)
    store.synchronise(connection, "runs", list(named(connection, RUNS.format(where=""))))
    store.put(connection, "columns", list(named(connection, COLUMNS)))
    reports = connection.execute(REPORTS).fetchall()
    prefer(connection, reports)
    agencies(connection, reports)
    coverage(connection)
    crosschecks.renew(connection)
    conditions(connection)
    return connection.total_changes - before


def runs(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Bring these runs' rows up to date: what was just taken in points to them, and may be looked at before all else is derived."""
    for name in names:
        store.put(connection, "runs", list(named(connection, RUNS.format(where="WHERE run_id = ?"), name)))


def named(connection: sqlite3.Connection, sql: str, *values: object) -> Iterator[dict[str, Any]]:
    """Given a query, yield its rows by name of column."""
    found = connection.execute(sql, values)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def aliases(connection: sqlite3.Connection) -> None:
    """Memberships under an address that only redirects go to the document it leads to."""
    pairs = connection.execute("SELECT redirected_from, document_id FROM captures WHERE redirected_from IS NOT NULL "
                               "AND document_id IS NOT NULL ORDER BY fetched_at, id").fetchall()
    for old, new in {document_id(url): key for url, key in pairs if document_id(url) != key}.items():
        rows = [{**row, "document_id": new} for row in named(connection, "SELECT * FROM memberships WHERE document_id = ?", old)]
        store.show(connection, rows)
        store.delete(connection, "memberships", {"document_id": old})


def prefer(connection: sqlite3.Connection, reports: Sequence[tuple[Any, ...]]) -> None:
    """Of all reports of one agency on one year, mark the one to use and say why."""
    groups = defaultdict(list)
    for report in reports:
        if report[1] and report[2]:
            groups[report[1], report[2]].append(report)
    rows = [row for group in groups.values() for row in preferred(group)]
    rows += [{"id": report[0], "preferred": 0, "preferred_reason": "agency or year unknown"} for report in reports
             if not (report[1] and report[2])]
    store.put(connection, "reports", rows)


# Why one report is used before another, in this order: (reason, key; the smaller key wins).
PREFERENCES: tuple[tuple[str, Callable[[tuple[Any, ...]], Any]], ...] = (
    ("still online", lambda report: report[9]),
    ("more figures", lambda report: -report[7]),
    ("fewer figures that disagree", lambda report: report[8]),
    ("the page itself, not an attachment", lambda report: report[6] != "article"),
    ("published first", lambda report: report[3] or "9999"),
    ("smaller id", lambda report: report[0]),
)


def preferred(group: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, object]]:
    """Given the reports of one agency and year, yield for each whether it is preferred and why."""
    ordered = sorted(group, key=lambda report: tuple(key(report) for _, key in PREFERENCES))
    best = ordered[0]
    if len(ordered) == 1:
        yield {"id": best[0], "preferred": 1, "preferred_reason": "the only one"}
        return
    yield {"id": best[0], "preferred": 1, "preferred_reason": reason(best, ordered[1])}
    for report in ordered[1:]:
        yield {"id": report[0], "preferred": 0, "preferred_reason": f"{best[0]}: {reason(best, report)}"}


def reason(better: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """Given two reports, return the first reason for which one comes before the other."""
    return next(said for said, key in PREFERENCES if key(better) != key(other))


def agencies(connection: sqlite3.Connection, reports: Sequence[tuple[Any, ...]]) -> None:
    """Agencies bear the fullest name their reports give them, and stand on the portal of the newest; others there are none."""
    groups = defaultdict(list)
    for report in reports:
        if report[1]:
            groups[report[1]].append(report)
    levels = dict(connection.execute("SELECT id, level FROM sites"))
    owners = {agency_id(name or "", area or ""): name for name, area in connection.execute("SELECT name, area FROM sites ORDER BY id")}
    rows = []
    for key, group in sorted(groups.items()):
        newest = max(group, key=lambda report: (report[2] or 0, report[3] or "", report[0]))
        name = owners.get(key) or max(sorted({report[4] for report in group}), key=len)  # a portal's own name comes first
        rows.append({"id": key, "name": name, "site_id": newest[10], "area": newest[11], "level": levels.get(newest[10])})
    store.synchronise(connection, "agencies", rows)


def latest(connection: sqlite3.Connection) -> str | None:
    """When the archive last heard of the portals: the day against which nothing can be called missing or silent."""
    found: str | None = connection.execute("SELECT max(at) FROM (SELECT max(finished) AS at FROM column_runs UNION ALL "
                                           "SELECT max(fetched_at) FROM captures)").fetchone()[0]
    return found


def coverage(connection: sqlite3.Connection) -> None:
    """For each agency and each year from its first report on: on time, late, missing, not due, undated, or unknown."""
    day = (latest(connection) or "")[:10]
    names = dict(connection.execute("SELECT id, name FROM agencies"))
    held: dict[str, dict[int, tuple[str, str | None, int | None]]] = defaultdict(dict)
    for key, agency, year, published, late in connection.execute(
            "SELECT id, agency_id, year, published, days_late FROM reports WHERE preferred ORDER BY id"):
        held[agency][year] = (key, published, late)
    whole = fully_read(connection)
    rows = [row for agency, years in held.items() for row in years_of(agency, names[agency], years, day, agency in whole)]
    store.synchronise(connection, "coverage", rows)


def fully_read(connection: sqlite3.Connection) -> set[str]:
    """Agencies all of whose columns were read completely the last time: only of them can a year be said to be missing."""
    incomplete = {column for column, complete in connection.execute(
        "SELECT column_id, complete FROM column_runs GROUP BY column_id HAVING finished = max(finished)") if not complete}
    agencies = defaultdict(set)
    for agency, column in connection.execute("SELECT DISTINCT r.agency_id, d.column_id FROM reports r JOIN documents d ON d.id = r.id"):
        agencies[agency].add(column)
    return {agency for agency, columns in agencies.items() if not columns & incomplete}


def years_of(agency: str, name: str, held: Mapping[int, tuple[str, str | None, int | None]], day: str,
             whole: bool) -> Iterator[dict[str, object]]:
    """Given the years an agency reported on, yield a row for each from the first to the last one over by that day."""
    last = max(*held, int(day[:4]) - 1) if day else max(held)
    for year in range(min(held), last + 1):
        key, published, late = held.get(year, (None, None, None))
        due = due_day(name, year)
        yield {"agency_id": agency, "year": year, "due": due, "published": published, "days_late": late, "report_id": key,
               "state": state(key, late, due > day, whole)}


def state(report: str | None, late: int | None, not_due: bool, whole: bool) -> str:
    """Given a year's report and how late it was, return how that year stands.

    >>> state("a", -1, False, True), state("a", 3, False, True), state(None, None, False, True), state(None, None, False, False)
    ('on_time', 'late', 'missing', 'unknown')
    """
    if report is None:
        return "not_due" if not_due else "missing" if whole else "unknown"
    if late is None:
        return "undated"
    return "late" if late > 0 else "on_time"


def conditions(connection: sqlite3.Connection) -> None:
    """Every column's health on the day the archive last heard of the portals."""
    moment = latest(connection)
    if moment:
        now = datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(UTC)
        store.put(connection, "columns", [{"id": column.column_id, "health": column.state} for column in health.assess(connection, now)])
