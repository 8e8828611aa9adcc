"""N1-N6: the text against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.chinese_text import fold, han_number, label, squeeze
from parsers.report.checks import indicators
from parsers.report.checks.statements import Statement, Statements, load
from parsers.report.checks.verdicts import printed, unassessable
from parsers.report.forms.forms import load as load_forms
from parsers.report.forms.forms import unnumbered
from parsers.report.identify import agency_names
from parsers.report.identify.agency import BODY, NO_NAME, SUBJECT, from_title
from parsers.types import Check, Fact, Report, Verdict

SENTENCE = re.compile(r"[。；;！!?？\n]")
CLAUSE = re.compile(r"[,，、(（]")
# a line end within a sentence: behind no stop, before no number of a part
OPEN_END = re.compile(r"(?<=[一-鿿，,、])[^\S\n]*\n[^\S\n]*(?=[一-鿿，,、])(?![一二三四五六七八九十]{1,2}、|第[一二三四五六])")
TITLE = re.compile(r"[^。；;！!？?，,、:：]{2,30}(?:19|20)\d\d年度?[^。；;！!？?，,、:：]{0,12}?信息公开(?:工作)?(?:年度)?(?:工作)?报告")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")  # the last one before a statement is the year it is of
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
FIGURE = r"[+\-]?\d[\d.,]*(?:万?元|[件条个人次项])?|[/\-—]+"
UNIT = "万?元|人次|[件条个人次项]"  # in a column of its own, behind that of the codes
ROW = re.compile(rf"(?P<label>[^。；;！!？?，,\d]*(?:\d\D[^。；;！!？?，,]*?)??)\s*(?P<figures>(?:{FIGURE})(?:\s+(?:{FIGURE}|{UNIT}))*)")
ROW_ENDS = frozenset("0123456789０１２３４５６７８９元件条个人次项/-—")
LONGEST_ROW = 160  # characters of a line that may be a row
EXCERPT = 30  # characters of the text around a number, so that a person finds it
Key = tuple[str, str, str]


def check(report: Report) -> Iterator[Check]:
    """Yield each kind of statement in a report's text, compared with the tables.

    A text may refer to parts and other years: a statement agrees as soon as one of its numbers does.
    """
    known = load()
    grid: dict[Key, Fact] = {(fact.table, fact.item, fact.measure): fact for fact in report.facts}
    grid |= {("statistics", *key): fact for key, fact in indicators.named(report.facts, known.indicators).items()}
    lines = [line for section in report.sections for line in _lines(section.text) if not _is_of_another(line, report.agency)]
    texts = [text for line in lines for text in _sentences(line, known)]
    for statement in (statement for statement in known.statements if statement.form in {"", report.form}):
        said = [
            found
            for sentence, in_sentence, in_line in texts
            if not statement.about.isdisjoint(in_line if statement.paragraph else in_sentence)
            for found in _said(statement, sentence, known, report.year)
        ]
        if said:
            yield _agrees(statement, said, grid)
    if report.form == known.fee_form and report.sections:
        mentioned = any(known.fee_words.search(section.text) for section in report.sections[-2:])
        yield Check(known.fee_rule, "pass" if mentioned else "fail", None, None, "信息处理费")


def _lines(text: str) -> list[str]:
    """Return the lines of a part with line ends within sentences undone, without those that are rows of a table set as text."""
    return OPEN_END.sub("", "\n".join(line for line in text.split("\n") if not _is_row(line))).split("\n")


def _is_of_another(line: str, agency: str | None) -> bool:
    """Return whether a line begins with the title of another body's report, which on paper may run on into its text."""
    title = TITLE.match(squeeze(line)) if agency and SUBJECT in line else None
    name = from_title(title[0]) if title else ""
    if title is None or not agency or agency in title[0] or not BODY.search(name) or NO_NAME.search(name):
        return False
    theirs, own = agency_names.key(name), agency_names.key(agency)
    return theirs not in own and own not in theirs


def _is_row(line: str) -> bool:
    """Return whether a line is a row of a table without cells: two figures or more at its end, one alone, or one behind an item's label."""
    row = ROW.fullmatch(fold(line).strip()) if len(line) <= LONGEST_ROW and line[-1:] in ROW_ENDS else None
    items = {**load_forms().requests.spelled, **load_forms().proactive.spelled} if row else {}
    if row is None:
        return False
    figures = sum(not text.isalpha() for text in row["figures"].split())
    return figures > 1 or not row["label"].strip() or label(unnumbered(row["label"])) in items


def _sentences(line: str, known: Statements) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """The sentences of a line that speak of this year, each with the words of statements in it and in the line."""
    in_line = known.words_in(squeeze(line))
    for sentence in SENTENCE.split(line) if in_line else ():
        if not known.elsewhere.search(sentence):
            said = THOUSANDS.sub("", squeeze(sentence))
            yield said, known.words_in(said), in_line


def _said(statement: Statement, sentence: str, known: Statements, year: int | None) -> Iterator[tuple[int, str]]:
    """Yield the numbers of a statement in a sentence, each with its context."""
    for pattern in statement.patterns:
        for match in pattern.finditer(sentence):
            amount = 0 if statement.none else _amount(match["amount"])
            before = YEAR.findall(sentence[: match.start()])
            elsewhen = bool(before) and year is not None and int(before[-1]) != year
            if amount is not None and not elsewhen and not _another(statement, sentence[: match.end()], known):
                edge = max(match.end() - EXCERPT, 0)
                yield amount, sentence[edge : match.end()]


def _another(statement: Statement, said: str, known: Statements) -> bool:
    """Return whether a sentence, up to its number, means another figure: last year's, another body's, a part, a plan."""
    clause = CLAUSE.split(said)[-1]
    others = bool(known.planned.search(clause) or known.part_of_year.search(said) or (statement.own and known.not_about.search(clause)))
    return others or bool(statement.beside and statement.beside.search(said))


def _amount(text: str) -> int | None:
    return int(text) if text.isdecimal() else han_number(text)


def _agrees(statement: Statement, said: list[tuple[int, str]], grid: Mapping[Key, Fact]) -> Check:
    """Return the check of one kind of statement; `expected` is the table's number, `found` the text's."""
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
