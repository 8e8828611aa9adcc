"""The verdict on a draft: what must be corrected, what to look at, what was not read; never all clear on what was not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.parse import chinese, formula
from archive.parse.formula import FiguresOfDraft, Formula, Key
from archive.parse.readable import is_remark, words
from archive.site.draw.labels import pick
from archive.site.request.ask import Language
from gongkai.terminal.amounts import Count
from parsers.report.checks import between_reports, rule_texts
from parsers.types import Check, Problem, Report

HAN = re.compile("[一-鿿]")
PLACE = re.compile(r"(table|row|column|page) (\d+)")
FROM_ZERO = ("table", "row", "column")  # people count from one
WORST_FIRST = ("must_fix", "not_report", "unread", "nothing", "look", "sound")


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """One thing to correct or to look at: its number on the page, its rule and formula in the reader's language, and its cells."""

    number: int
    rule: str
    rule_text: str
    source: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class DraftVerdict:
    """What the checks of one file come to."""

    name: str  # of the file
    report: Report
    previous: str  # which report it was compared with, or why with none, in the reader's language
    must_fix: tuple[DraftFinding, ...]
    look: tuple[DraftFinding, ...]
    unread: tuple[str, ...]  # sentences: what was not read, or not with certainty
    remarks: tuple[str, ...]  # sentences: what was noticed in reading
    untried: tuple[str, ...]  # sentences: checks that lack a number
    passed: int
    lang: Language

    @property
    def outcome(self) -> str:
        """Return the outcome: a key of `outcomes` in verdict.yaml."""
        if self.must_fix:
            return "must_fix"
        if self.report.form is None:
            return "not_report"
        if self.unread:
            return "unread"
        if self.look:
            return "look"
        return "sound" if self.passed else "nothing"

    @property
    def sentence(self) -> str:
        """Return the outcome in the reader's language."""
        text = pick(words()["outcomes"][self.outcome]["words"], self.lang)
        return text.format(must=Count(len(self.must_fix)), look=Count(len(self.look)))

    def marks(self) -> dict[Key, list[DraftFinding]]:
        """Return the findings about each cell, in the order of their numbers: those to correct come first."""
        found: dict[Key, list[DraftFinding]] = {}
        for finding in (*self.must_fix, *self.look):
            for key in finding.formula.cells:
                found.setdefault(key, []).append(finding)
        return found

    def is_must(self, finding: DraftFinding) -> bool:
        """Return whether a finding has to be corrected."""
        return finding.number <= len(self.must_fix)


def verdict_of(name: str, report: Report, before: Report | None = None, previous: str = "", lang: Language = "zh") -> DraftVerdict:
    """Return the verdict on one report, compared with last year's if there is one; `previous` says which that is, or why there is none."""
    given = formula.figures(report, before, lang)
    own = [(check, formula.of_own) for check in report.checks]
    years = [(check, formula.of_years) for check in (between_reports.years(before, report) if before else ())]
    tried = [*own, *years]
    must = [(check, write) for check, write in tried if check.verdict == "fail" and _level(check) == "hard"]
    look = [(check, write) for check, write in tried if _is_to_look_at(check)]
    found = [_finding(number, check, write(check, given), lang) for number, (check, write) in enumerate([*must, *look], start=1)]
    unread = [problem for problem in report.problems if not is_remark(problem)]
    return DraftVerdict(
        name,
        report,
        previous,
        tuple(found[: len(must)]),
        tuple(found[len(must) :]),
        tuple(dict.fromkeys(_sentences(unread, lang))),
        tuple(dict.fromkeys(_sentences([problem for problem in report.problems if is_remark(problem)], lang))),
        tuple(dict.fromkeys(_untried([check for check, _ in tried], given))),
        sum(check.verdict == "pass" for check, _ in tried),
        lang,
    )


def exit_of(verdicts: Iterable[DraftVerdict]) -> int:
    """Return the exit code of the worst verdict: 0 if nothing has to be corrected, 1 if something has, 6 if not everything was read."""
    outcomes = {each.outcome for each in verdicts}
    worst = next((outcome for outcome in WORST_FIRST if outcome in outcomes), "not_report")
    return int(words()["outcomes"][worst]["exit"])


def _is_to_look_at(check: Check) -> bool:
    """A soft rule that fails, or a doubt about figures that were read; one for lack of a figure is no finding."""
    return (check.verdict == "fail" and _level(check) != "hard") or (check.verdict == "uncertain" and check.expected is not None)


def _level(check: Check) -> str:
    return rule_texts.load()[check.rule].level


def _finding(number: int, check: Check, written: Formula, lang: Language) -> DraftFinding:
    rule = rule_texts.load()[check.rule]
    return DraftFinding(number, check.rule, rule.zh if lang == "zh" else rule.en, pick(rule.source, lang), written)


def _sentences(problems: Sequence[Problem], lang: Language) -> Iterator[str]:
    for problem in problems:
        where = PLACE.sub(lambda match: _counted_place(match, lang), problem.where)
        if lang == "en":
            yield f"{problem.message} ({where})" if where else problem.message
            continue
        printed = problem.message.partition(": ")[2]
        yield "".join(
            (
                chinese.load().problems.get(problem.code, problem.message),
                f"：{printed}" if HAN.search(printed) else "",
                f"（{where.replace(', ', '')}）" if where else "",
            )
        )


def _counted_place(match: re.Match[str], lang: Language) -> str:
    """Return `table 0` as a person counts it."""
    number = int(match[2]) + (match[1] in FROM_ZERO)
    return f"{match[1]} {number}" if lang == "en" else words()["places"][match[1]].format(number)


def _untried(checks: Sequence[Check], given: FiguresOfDraft) -> Iterator[str]:
    for check in checks:
        if check.verdict == "not_assessable" or (check.verdict == "uncertain" and check.expected is None):
            yield f"{check.rule} {formula.implied(check, given)}"
