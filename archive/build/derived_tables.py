"""Tables derived from all rows: runs, columns, agencies, preferred reports, coverage, memberships in force."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from archive.agencies import rows as agency_rows
from archive.build import cross_checks
from archive.build.report_rows import agency_id
from archive.build.report_rows import due as due_day
from archive.health import assess
from archive.store import codebook
from archive.store import rows as store_rows
from archive.store.captures import document_id

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
# A row is still listed if the newest listing of its column shows it; a column that could not be read adds nothing.
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
    """Bring every derived row up to date; return the number written."""
    before = connection.total_changes
    aliases(connection)
    connection.execute(LISTED)
    store_rows.synchronise(connection, "runs", list(store_rows.named(connection, RUNS.format(where=""))))
    store_rows.put(connection, "columns", list(store_rows.named(connection, COLUMNS)))
    reports = connection.execute(REPORTS).fetchall()
    prefer(connection, reports)
    agencies(connection, reports)
    coverage(connection)
    cross_checks.renew(connection)
    conditions(connection)
    codebook.renew(connection)
    return connection.total_changes - before


def runs(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Update the rows of these runs: newly ingested rows refer to them and may be looked at before the other tables are derived."""
    for name in names:
        store_rows.put(connection, "runs", list(store_rows.named(connection, RUNS.format(where="WHERE run_id = ?"), name)))


def aliases(connection: sqlite3.Connection) -> None:
    """Move memberships of an address that only redirects to the document it redirects to."""
    pairs = connection.execute(
        "SELECT redirected_from, document_id FROM captures WHERE redirected_from IS NOT NULL "
        "AND document_id IS NOT NULL ORDER BY fetched_at, id"
    ).fetchall()
    for old, new in {document_id(url): key for url, key in pairs if document_id(url) != key}.items():
        rows = [{**row, "document_id": new} for row in store_rows.named(connection, "SELECT * FROM memberships WHERE document_id = ?", old)]
        store_rows.show(connection, rows)
        store_rows.delete(connection, "memberships", {"document_id": old})


def prefer(connection: sqlite3.Connection, reports: Sequence[tuple[Any, ...]]) -> None:
    """Mark, among all reports of one agency on one year, the one to use, with the reason."""
    groups = defaultdict(list)
    for report in reports:
        if report[1] and report[2]:
            groups[report[1], report[2]].append(report)
    rows = [row for group in groups.values() for row in preferred(group)]
    rows += [
        {"id": report[0], "preferred": 0, "preferred_reason": "agency or year unknown"}
        for report in reports
        if not (report[1] and report[2])
    ]
    store_rows.put(connection, "reports", rows)


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
    """Yield for each report of one agency and year whether it is preferred, and why."""
    ordered = sorted(group, key=lambda report: tuple(key(report) for _, key in PREFERENCES))
    best = ordered[0]
    if len(ordered) == 1:
        yield {"id": best[0], "preferred": 1, "preferred_reason": "the only one"}
        return
    yield {"id": best[0], "preferred": 1, "preferred_reason": reason(best, ordered[1])}
    for report in ordered[1:]:
        yield {"id": report[0], "preferred": 0, "preferred_reason": f"{best[0]}: {reason(best, report)}"}


def reason(better: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """Return the first criterion that ranks one report before the other."""
    return next(said for said, key in PREFERENCES if key(better) != key(other))


def agencies(connection: sqlite3.Connection, reports: Sequence[tuple[Any, ...]]) -> None:
    """Write agencies under the fullest name in their reports and the portal of the newest report; agencies without reports are deleted."""
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
    agency_rows.write(connection, rows, {key: {report[4] for report in group} for key, group in groups.items()})


def latest(connection: sqlite3.Connection) -> str | None:
    """Return the last time the archive heard from the portals; nothing can be called missing or silent after it."""
    found: str | None = connection.execute(
        "SELECT max(at) FROM (SELECT max(finished) AS at FROM column_runs UNION ALL SELECT max(fetched_at) FROM captures)"
    ).fetchone()[0]
    return found


def coverage(connection: sqlite3.Connection) -> None:
    """Write, for each agency and year from its first report on: on time, late, missing, not due, undated, or unknown."""
    day = (latest(connection) or "")[:10]
    names = dict(connection.execute("SELECT id, name FROM agencies"))
    held: dict[str, dict[int, tuple[str, str | None, int | None]]] = defaultdict(dict)
    for key, agency, year, published, late in connection.execute(
        "SELECT id, agency_id, year, published, days_late FROM reports WHERE preferred ORDER BY id"
    ):
        held[agency][year] = (key, published, late)
    whole = fully_read(connection)
    rows = [row for agency, years in held.items() for row in years_of(agency, names[agency], years, day, agency in whole)]
    store_rows.synchronise(connection, "coverage", rows)


def fully_read(connection: sqlite3.Connection) -> set[str]:
    """Return the agencies whose columns were all read completely last time; only these can have a year called missing."""
    incomplete = {
        column
        for column, complete in connection.execute(
            "SELECT column_id, complete FROM column_runs GROUP BY column_id HAVING finished = max(finished)"
        )
        if not complete
    }
    agencies = defaultdict(set)
    for agency, column in connection.execute("SELECT DISTINCT r.agency_id, d.column_id FROM reports r JOIN documents d ON d.id = r.id"):
        agencies[agency].add(column)
    return {agency for agency, columns in agencies.items() if not columns & incomplete}


def years_of(
    agency: str, name: str, held: Mapping[int, tuple[str, str | None, int | None]], day: str, whole: bool
) -> Iterator[dict[str, object]]:
    """Yield a coverage row for each year from an agency's first report to the last year over by that day."""
    last = max(*held, int(day[:4]) - 1) if day else max(held)
    for year in range(min(held), last + 1):
        key, published, late = held.get(year, (None, None, None))
        due = due_day(name, year)
        yield {
            "agency_id": agency,
            "year": year,
            "due": due,
            "published": published,
            "days_late": late,
            "report_id": key,
            "state": state(key, late, due > day, whole),
        }


def state(report: str | None, late: int | None, not_due: bool, whole: bool) -> str:
    """Return the coverage state of a year.

    >>> state("a", -1, False, True), state("a", 3, False, True), state(None, None, False, True), state(None, None, False, False)
    ('on_time', 'late', 'missing', 'unknown')
    """
    if report is None:
        return "not_due" if not_due else "missing" if whole else "unknown"
    if late is None:
        return "undated"
    return "late" if late > 0 else "on_time"


def conditions(connection: sqlite3.Connection) -> None:
    """Write every column's health on the day the archive last heard from the portals."""
    moment = latest(connection)
    if moment:
        now = datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(UTC)
        store_rows.put(
            connection, "columns", [{"id": column.column_id, "health": column.state} for column in assess.assess(connection, now)]
        )
