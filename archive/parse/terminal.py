"""A report as a person reads it at the terminal: parts, tables as in the form, checks with ✓ and ✗, problems, the verdict last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import click

from archive.parse import chinese
from parsers.report.checks import rule_texts
from parsers.report.forms.forms import Forms, load
from parsers.types import Check, Fact, Place, Report

MARKS = {
    "pass": click.style("✓", fg="green"),
    "fail": click.style("✗", fg="red"),
    "uncertain": click.style("?", fg="yellow"),
    "not_assessable": "–",
}
IMPLIED = re.compile(r"(?P<item>\w+)/(?P<measure>\w+) would be (?P<value>\S+)")
ENGLISH = {
    "sound": "every check holds",
    "hard": "sums do not hold",
    "soft": "do not agree with the form or the text",
    "open": "cannot be told",
}
SIGNED = {"whole": "完好", "broken": "与所签内容不符", "not_checked": "未验证"}
WORST_FIRST = ("fail", "uncertain", "pass")
FORMS_OF_SIX = {"2019", "2021"}  # whose parts are given
OPEN = ("uncertain", "not_assessable")
MOST_ALIKE = 6  # lines of one kind that are shown; a failure is always shown
EXCERPT = 160  # characters of a part that are shown
LABEL_WIDTH, LEAST_WIDTH = 42, 12  # columns of the terminal
TABLES = {
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "statistics": "政府信息公开情况统计表",
}


def render(report: Report, show_place: bool = False) -> str:
    """Return the text that shows a report; with `show_place`, each figure's place instead of the tables."""
    return "\n".join((*_head(report), *_body(report, show_place), *_signatures(report), *_problems(report), *_verdict(report)))


def _signatures(report: Report) -> Iterator[str]:
    for found in report.signatures:
        said = (found.kind, found.state, found.reason, found.seal, found.signer, found.signed_at, found.chain and f"chain: {found.chain}")
        yield f"  签名与印章 signature: {SIGNED[found.state]} " + " · ".join(part for part in said if part)


def _head(report: Report) -> Iterator[str]:
    yield click.style(report.title or "（无标题 untitled）", bold=True)
    words = chinese.load()
    if report.form is None:
        yield click.style("  不是年度报告 No annual report", fg="red")
        return
    yield f"  机关 agency: {report.agency or '?'}    年度 year: {report.year or '?'}    公布 published: {report.published or '?'}"
    yield f"  格式 form: {report.form} {words.forms[report.form]}"
    for name, found in groupby(report.evidence, key=lambda pair: pair[0]):
        lines = dict.fromkeys(where for _, where in found)
        yield f"    {words.evidence.get(name, name)} {name} ← " + "；".join(map(_place_named, lines))


def _place_named(evidence: str) -> str:
    """Return evidence such as `title: 南岗区` with the Chinese name of its place."""
    place, found, rest = evidence.partition(": ")
    return f"{chinese.load().places.get(place, place)} {place}{found}{rest}" if place in chinese.load().places else evidence


def _body(report: Report, show_place: bool) -> Iterator[str]:
    if report.form is None:
        return
    yield from _sections(report, load())
    yield from _places(report.facts) if show_place else _tables(report.facts, load())
    yield from _checks(report.checks, load())


def _sections(report: Report, forms: Forms) -> Iterator[str]:
    """Yield the parts as printed; for forms since 2019 also the missing ones."""
    yield from ("", click.style("各部分 Parts", bold=True))
    for section in report.sections:
        heading = f"{section.number}、{section.heading}" if section.number else section.heading or "（前言 preface）"
        text = section.text.replace("\n", " ")
        yield f"  {heading}  （{len(text)} 字 characters）"
        if text:
            yield f"      {text[:EXCERPT]}{' …' if len(text) > EXCERPT else ''}"
    if report.form in FORMS_OF_SIX:
        found = {forms.sections.find(section.heading) for section in report.sections if section.heading}
        missing = (key for key, number in forms.numbers.items() if number and key not in found)
        yield from (f"  {MARKS['fail']} {forms.numbers[key]}、{forms.sections.name(key)}  （缺 missing）" for key in missing)


def _tables(facts: Sequence[Fact], forms: Forms) -> Iterator[str]:
    for table in dict.fromkeys(fact.table for fact in facts):
        yield from ("", click.style(TABLES[table], bold=True))
        here = [fact for fact in facts if fact.table == table]
        yield from _grid(here, _labels(table, forms), forms.above)


def _grid(facts: Sequence[Fact], labels: Mapping[str, str], above: Mapping[str, str]) -> Iterator[str]:
    """Yield rows under a head that is repeated whenever the columns change, with the group lines between, as in the form."""
    head: tuple[str, ...] = ()
    width = max(LEAST_WIDTH, *(2 * len(labels.get(fact.measure, fact.measure)) + 2 for fact in facts))
    for item, row in groupby(facts, key=lambda fact: fact.item):
        cells = list(row)
        if item in above:
            yield f"  {above[item]}"
        columns = tuple(fact.measure for fact in cells)
        if columns != head:
            head = columns
            yield "  " + _pad("", LABEL_WIDTH) + "".join(_pad(labels.get(name, name), width, right=True) for name in columns)
        name = labels.get(item, item)
        yield "  " + _pad(name, LABEL_WIDTH) + "".join(_pad(_figure(fact), width, right=True) for fact in cells)


def _figure(fact: Fact) -> str:
    """Return a figure as printed; anything that is not a number is marked, so that it cannot pass for zero."""
    unit = f" {fact.unit}" if fact.unit and not fact.raw.endswith(fact.unit) else ""
    raw = fact.raw.replace("\n", "" if fact.state == "number" else " ")  # two figures one above the other are not one
    return {"blank": "（空）", "uncertain": f"?{raw[:LEAST_WIDTH]}"}.get(fact.state, raw + unit)


def _places(facts: Sequence[Fact]) -> Iterator[str]:
    yield from ("", click.style("各数所在 Places", bold=True))
    for fact in facts:
        yield f"  {fact.table}/{fact.item}/{fact.measure} = {_figure(fact)}  {_place(fact.place)}"


def _place(place: Place) -> str:
    box = "box " + ",".join(f"{side:.0f}" for side in place.box) if place.box else None
    page = f"page {place.page}" if place.page else None
    return "  ".join(part for part in (f"table {place.table} row {place.row} column {place.column}", page, box, place.path) if part)


def _checks(checks: Sequence[Check], forms: Forms) -> Iterator[str]:
    yield from ("", click.style("校验 Checks", bold=True))
    for rule, tried in groupby(sorted(checks, key=lambda check: list(rule_texts.load()).index(check.rule)), key=lambda check: check.rule):
        found = list(tried)
        rule_text = rule_texts.load()[rule]
        passed = sum(check.verdict == "pass" for check in found)
        verdicts = {check.verdict for check in found}
        worst = next((verdict for verdict in WORST_FIRST if verdict in verdicts), "not_assessable")
        yield f"  {MARKS[worst]} {rule} {rule_text.zh} · {rule_text.en}  （{passed}/{len(found)}）"
        open_ones = [check for check in found if check.verdict in OPEN]
        listed = [check for check in found if check.verdict == "fail"] + open_ones[:MOST_ALIKE]
        yield from (f"      {MARKS[check.verdict]} {_detail(check, forms)}" for check in listed)
        if len(open_ones) > MOST_ALIKE:
            yield f"      … 另 {len(open_ones) - MOST_ALIKE} 处 more"


def _detail(check: Check, forms: Forms) -> str:
    words = chinese.load()
    name, _, rest = check.detail.partition("; ")
    labels = {key: text for table in TABLES for key, text in _labels(table, forms).items()}
    implied = IMPLIED.fullmatch(rest)
    if implied:  # what a cell that is no number would have to be
        return f"{labels.get(implied['item'], implied['item'])} / {labels.get(implied['measure'], '')} 须为 would be {implied['value']}"
    named = " / ".join(labels.get(part, words.detail(part)) for part in name.split("/")) + (f"；{rest}" if rest else "")
    if check.expected is None:
        return named
    return f"{named}：应为 expected {words.detail(check.expected)}，实为 found {words.detail(check.found or '?')}"


def _problems(report: Report) -> Iterator[str]:
    """Yield the problems by code; of many of one code, only the first."""
    if report.problems:
        yield from ("", click.style("问题 Problems", bold=True))
    for code, found in groupby(sorted(report.problems, key=lambda problem: problem.code), key=lambda problem: problem.code):
        alike = list(found)
        count = f"  （{len(alike)}）" if len(alike) > 1 else ""
        yield f"  ! {chinese.load().problems.get(code, code)} · {code}{count}"
        yield from (f"      {problem.message}" + (f" ({problem.where})" if problem.where else "") for problem in alike[:MOST_ALIKE])
        if len(alike) > MOST_ALIKE:
            yield f"      … 另 {len(alike) - MOST_ALIKE} 处 more"


def _verdict(report: Report) -> Iterator[str]:
    """Yield the last lines: how many checks fail, hard ones first, and how many are not assessable."""
    if report.form is None:
        return
    levels = [(rule_texts.load()[check.rule].level, check.verdict) for check in report.checks]
    counted = {
        "hard": levels.count(("hard", "fail")),
        "soft": levels.count(("soft", "fail")),
        "open": sum(verdict == "uncertain" for _, verdict in levels),
    }
    words, signs = chinese.load().verdicts, {"hard": MARKS["fail"], "soft": MARKS["fail"], "open": MARKS["uncertain"]}
    lines = [f"{signs[key]} {words[key].replace('N', str(count))} · {count} {ENGLISH[key]}" for key, count in counted.items() if count]
    yield ""
    yield click.style("结论 Verdict  ", bold=True) + ("；".join(lines) or f"{MARKS['pass']} {words['sound']} · {ENGLISH['sound']}")


def _labels(table: str, forms: Forms) -> dict[str, str]:
    """Return the form's own labels of a table's items and measures."""
    vocabularies = {
        "proactive": (forms.proactive, forms.proactive_measures),
        "requests": (forms.requests, forms.request_measures),
        "disputes": (forms.disputes, forms.dispute_measures),
    }.get(table, ())
    named = {key: texts[0] for vocabulary in vocabularies for key, texts in vocabulary.labels.items()}
    return named or {"value": "本年", "cumulative": "累计"}


def _pad(text: str, width: int, right: bool = False) -> str:
    """Pad a text to a number of terminal columns, where a Han character takes two; cut it if it is too long."""
    kept, used = "", 0
    for char in text:
        size = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used + size > width - 1:
            break
        kept, used = kept + char, used + size
    blanks = " " * (width - used)
    return blanks + kept if right else kept + blanks
