"""The reader's answers in the terms of the two generators of hostile reports, and the counts of what their judges find."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests import hostile_reports as first
from tests import hostile_reports_second as second
from tests.hostile_reports_second.judge import Tally

# cases of the second generator in which its file does not show what its oracle says; each was looked at as drawn
NOT_AS_SAID = {
    ("pdf", "hidden_figure"): "the invisible mode of the one figure is never ended: all that follows is invisible too",
    ("pdf", "only_invisible_figure"): "the same",
    ("text", "two_figures_in_a_cell"): "the text prints the two figures as one number, without a blank or a line end between them",
}


def read(content, url=""):
    """The report in a file."""
    source = Source(content, url=url)
    return read_report(formats.parse(source), source)


def as_json(report):
    """A report in the keys of `parse --json`, as the first judge asks for it."""
    return {
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "facts": [fact._asdict() for fact in report.facts],
        "checks": [check._asdict() for check in report.checks],
        "problems": [{"code": each.code, "message": each.message, "where": each.where} for each in report.problems],
    }


def as_answer(report):
    """A report in the types of the second judge."""
    facts = tuple(
        second.Fact(
            second.Coordinate(fact.table, fact.item, fact.measure),
            None if fact.value is None else Decimal(str(fact.value)),
            fact.state,
            fact.unit,
        )
        for fact in report.facts
    )
    problems = tuple(second.Problem(each.code, each.message, each.where) for each in report.problems)
    failed = tuple(second.Verdict(check.rule, check.detail) for check in report.checks if check.verdict == "fail")
    return second.Answer(report.agency, report.year, facts, problems, failed)


def of_first(seed, count, file_format):
    """The findings of the first judge in cases of one format, by kind, with the number of figures as `cells`."""
    found = Counter()
    for case in first.generate(seed, count, (file_format,)):
        judgement = first.judge(case.oracle, as_json(read(case.content, case.url or "")))
        found += judgement.counts
        found["cells"] += judgement.cells
    return found


def of_second(cases):
    """The findings of the second judge, by kind, with the number of figures as `cells`; cases that do not show what they say left out.

    `uncertain` are figures that a careful person reads with certainty, and that are in doubt or named as unread.
    """
    found = Counter()
    for case in cases:
        if not any((case.format, mutation) in NOT_AS_SAID for mutation in case.mutations):
            answer, tally = as_answer(read(case.content)), Tally()
            found.update(finding.code for finding in second.judge(case.oracle, answer))
            tally.add(case.oracle, answer, ())
            found["uncertain"] += tally.marked + tally.named
            found["cells"] += len(case.oracle.figures)
    return found


def beyond(found, most):
    """The kinds of findings that are more than the most there may be of them; of what is not named, none."""
    kinds = set(found) - {"cells", "uncertain"}
    return {kind: found[kind] for kind in kinds if found[kind] > most.get(kind, 0)}
