"""Which report of the year before stands beside a draft."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.site.draw.labels import pick
from archive.site.request.ask import Language
from parsers.report.identify import agency_names
from parsers.types import Report

COMPARED = ("已与上年报告“{name}”核对。", "Compared with last year’s report “{name}”.")
NOT_READ = (
    "给出的上年文件没有读到年度报告，没有与上年核对。",
    "The file given as last year’s is no annual report that could be read; not compared.",
)
OTHER_YEAR = (
    "给出的上年文件是 {given} 年度的，草稿是 {year} 年度的，没有与上年核对。",
    "The file given as last year’s is of {given}, the draft of {year}; not compared.",
)
OTHER_AGENCY = (
    "给出的上年文件是“{given}”的，不是“{name}”的，没有与上年核对。",
    "The file given as last year’s is of “{given}”, not of “{name}”; not compared.",
)
NONE = ("没有给出上年报告，没有与上年核对。", "No report of the year before was given; not compared.")


def beside(draft: Report, given: Sequence[tuple[str, Report]], lang: Language) -> tuple[Report | None, str]:
    """Return the report of the year before among the files given, and the sentence that says so, or why there is none."""
    if draft.form is None or draft.year is None:
        return None, ""
    if not given:
        return None, pick(NONE, lang)
    reports = [(name, report) for name, report in given if report.form is not None and report.year is not None]
    if not reports:
        return None, pick(NOT_READ, lang)
    own = [(name, report) for name, report in reports if is_same_agency(draft.agency, report.agency)]
    if not own:
        return None, pick(OTHER_AGENCY, lang).format(given=reports[0][1].agency, name=draft.agency)
    fitting = next(((name, report) for name, report in own if report.year == draft.year - 1), None)
    if fitting is None:
        return None, pick(OTHER_YEAR, lang).format(given=own[0][1].year, year=draft.year)
    return fitting[1], pick(COMPARED, lang).format(name=Path(fitting[0]).name)


def is_same_agency(one: str | None, other: str | None) -> bool:
    """Return whether two names are of one agency; a name that was not determined may be anybody's.

    >>> is_same_agency("云麓市教育局", "云麓市教育局"), is_same_agency("云麓市教育局", "云麓市财政局"), is_same_agency(None, "云麓市教育局")
    (True, False, True)
    """
    return one is None or other is None or agency_names.key(one) == agency_names.key(other)
