"""N1-N6: what the text says against what the tables say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parsers.report import indicators
from parsers.report.statements import Statement, load
from parsers.report.verdicts import printed, unassessable
from parsers.text import han_number, squeeze
from parsers.types import Check, Fact, Report, Verdict

SENTENCE = re.compile(r"[。；;！!?？\n]")
CLAUSE = re.compile(r"[,，、(（]")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
EXCERPT = 30  # characters of the text around a number, so that a person finds it
Key = tuple[str, str, str]


def check(report: Report) -> Iterator[Check]:
    """Given a report, yield each kind of statement its text makes, held against the tables.

    A text may speak of parts and of other years: a statement agrees as soon as one of its numbers does.
    """
    known = load()
    grid: dict[Key, Fact] = {(fact.table, fact.item, fact.measure): fact for fact in report.facts}
    grid |= {("statistics", *key): fact for key, fact in indicators.named(report.facts, known.indicators).items()}
    texts = [(THOUSANDS.sub("", squeeze(sentence)), squeezed) for section in report.sections for line in section.text.split("\n")
             if known.about.search(squeezed := squeeze(line)) for sentence in SENTENCE.split(line)]
    for statement in (statement for statement in known.statements if statement.form in {"", report.form}):
        said = [found for sentence, line in texts if any(word in (line if statement.paragraph else sentence) for word in statement.about)
                for found in _said(statement, sentence, known.not_about)]
        if said:
            yield _agrees(statement, said, grid)
    if report.form == known.fee_form and report.sections:
        told = any(known.fee_words.search(section.text) for section in report.sections[-2:])
        yield Check(known.fee_rule, "pass" if told else "fail", None, None, "信息处理费")


def _said(statement: Statement, sentence: str, not_about: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The numbers of a statement in a sentence, each with the words around it."""
    for pattern in statement.patterns:
        for match in pattern.finditer(sentence):
            amount = 0 if statement.none else _amount(match["amount"])
            if amount is not None and not _another(statement, sentence[:match.end()], not_about):
                edge = max(match.end() - EXCERPT, 0)
                yield amount, sentence[edge:match.end()]


def _another(statement: Statement, said: str, not_about: re.Pattern[str]) -> bool:
    """Whether a sentence up to its number tells another figure than the statement's: last year's, another body's, a part."""
    others = bool(statement.own and not_about.search(CLAUSE.split(said)[-1]))
    return others or bool(statement.beside and statement.beside.search(said))


def _amount(text: str) -> int | None:
    return int(text) if text.isdecimal() else han_number(text)


def _agrees(statement: Statement, said: list[tuple[int, str]], grid: Mapping[Key, Fact]) -> Check:
    """The check of one kind of statement; `expected` is the table's number, `found` the text's."""
    sums = [[grid[key] for key in keys] for keys in statement.sums if all(key in grid for key in keys)]
    missing = [fact for facts in sums[:1] for fact in facts if fact.value is None]
    number, words = said[0]
    if not sums or missing:
        return unassessable(statement.rule, f"“{words}”", missing)
    totals = [sum(fact.value or 0 for fact in facts) for facts in sums if all(fact.value is not None for fact in facts)]
    if statement.at_most:
        verdict: Verdict = "pass" if all(amount <= totals[0] for amount, _ in said) else "uncertain"
    else:
        verdict = "pass" if any(amount in totals for amount, _ in said) else "fail"
    return Check(statement.rule, verdict, " or ".join(printed(total) for total in dict.fromkeys(totals)), printed(number), f"“{words}”")
