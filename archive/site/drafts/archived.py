"""Last year's report of a draft's agency, from the snapshot that is served."""

from __future__ import annotations

from typing import Any

from archive.build import cross_checks
from archive.parse.last_year import beside
from archive.site.draw.labels import pick
from archive.site.request.ask import Language
from parsers.types import Report

FOUND = f"{cross_checks.PREFERRED} AND r.year = ? AND r.agency_id IN (SELECT id FROM agencies WHERE name = ?) LIMIT 2"
COMPARED = ("已与本站存档的上年报告“{title}”核对。", "Compared with last year’s report in this archive, “{title}”.")
ABSENT = (
    "本站没有“{name}”{year} 年度的报告，没有与上年核对；可在提交时附上。",
    "This archive has no report of “{name}” for {year}; not compared. Attach it to compare.",
)
SEVERAL = (
    "本站有几个叫“{name}”的机关，未能判定是哪一个，没有与上年核对；可在提交时附上。",
    "This archive knows several agencies called “{name}”; not compared. Attach last year’s report to compare.",
)


def last_year(connection: Any, draft: Report, given: list[tuple[str, Report]], lang: Language) -> tuple[Report | None, str]:
    """Return last year's report and the sentence that says which it is: of the files given, or of the archive if none was given."""
    if given or draft.form is None or draft.year is None or draft.agency is None:
        return beside(draft, given, lang)
    rows = connection.execute(FOUND, (draft.year - 1, draft.agency)).fetchall()
    if len(rows) == 1:
        return cross_checks.load(connection, rows[0]), pick(COMPARED, lang).format(title=rows[0][4])
    return None, pick(SEVERAL if rows else ABSENT, lang).format(name=draft.agency, year=draft.year - 1)
