"""The reader against the blind generator: what a person sees on the page, or a doubt that is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from parsers import formats
from parsers.report.checks import text_against_tables
from parsers.report.read import read_report
from parsers.types import Source

hostile = pytest.importorskip("tests.hostile_reports.generator", reason="the generator of hostile reports is not here")
data = pytest.importorskip("tests.hostile_reports.data", reason="the generator of hostile reports is not here")
judging = pytest.importorskip("tests.hostile_reports.judge", reason="the generator of hostile reports is not here")

RULES_OF_SUMS = {"R1", "R2", "R3", "R4", "R8", "R9", "D1"}
# what is visible is the format readers' half; of these classes the meaning decides
MEANING = ("heads", "section_two", "numerals", "digits", "previous", "year", "agency", "sentences", "plain")


def read(body, url=""):
    source = Source(body, url=url)
    return read_report(formats.parse(source), source)


def answer(case):
    """The report of a case in the keys of `parse --json`."""
    report = read(case.content, case.url or "")
    return {
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "facts": [fact._asdict() for fact in report.facts],
        "checks": [check._asdict() for check in report.checks],
        "problems": [{"code": each.code, "message": each.message, "where": each.where} for each in report.problems],
    }


def test_no_figure_is_wrong_where_the_meaning_decides():
    found: Counter[str] = Counter()
    cells = 0
    for case in hostile.generate(20, 300, ("html",), MEANING):
        judgement = judging.judge(case.oracle, answer(case))
        found += judgement.counts
        cells += judgement.cells
    assert cells > 30_000
    assert {kind: count for kind, count in found.items() if kind != "uncertain"} == {}
    assert found["uncertain"] <= 0.01 * cells


@pytest.mark.parametrize("names", ["agencies.yaml", "agencies_second.yaml"])
def test_agencies(names):
    pages = list(data.agency_pages(names))
    wrong = {
        (page.name, report.agency)
        for page in pages
        for report in [read(page.html)]
        if ((report.agency or "").replace("(", "（").replace(")", "）") not in page.accepted or report.year != page.year)
    }
    assert wrong == set()
    assert len(pages) == 120


def judged(pages_with_reports):
    """Counts by (slip, found) of sentences, and the sound ones that raise an alarm."""
    verdicts, alarms = Counter(), []
    for page, failed in pages_with_reports:
        verdicts[page.slip, page.rule in failed] += 1
        if not page.slip and failed & {"N1", "N2", "N3", "N4", "N5", *RULES_OF_SUMS}:
            alarms.append((page.text, sorted(failed)))
    return verdicts, alarms


def test_sentences():
    pages = data.sentence_pages()
    verdicts, alarms = judged((page, {check.rule for check in read(page.html).checks if check.verdict == "fail"}) for page in pages)
    assert alarms == []
    assert verdicts[True, True] >= 195


def test_sentences_of_the_second_list():
    """Each beside the figures of one report a table, into whose first part the sentence is put: 400 pages read take eight times as long."""
    pages = list(data.sentence_pages("sentences_second.yaml"))
    reports = {tuple(page.cells.items()): page for page in pages}
    reports = {cells: read(page.html) for cells, page in reports.items()}
    verdicts, alarms = judged((page, failing(page.text, reports[tuple(page.cells.items())])) for page in pages)
    assert len(reports) == 3
    assert alarms == []
    assert [sum(count for (slip, _), count in verdicts.items() if slip is kind) for kind in (False, True)] == [200, 200]
    assert verdicts[True, True] >= 194


def failing(sentence, report):
    """The rules of texts that fail on a report whose whole text is a sentence."""
    first, *rest = report.sections
    sections = (replace(first, text=sentence), *(replace(section, text="") for section in rest))
    return {check.rule for check in text_against_tables.check(replace(report, sections=sections)) if check.verdict == "fail"}
