"""Compare an answer with an oracle, and count figures so that rates by class and format can be tabulated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .interface import Answer, Case, Coordinate, Fact, Finding, Oracle, Problem, Seen
from .paper.forms import item_labels

MARKED = frozenset({"uncertain", "unread", "text"})
TABLE_WORDS = {
    "proactive": ("proactive", "主动公开", "二、", "第二部分", "第二十条"),
    "requests": ("requests", "收到和处理", "申请情况", "三、", "第三部分"),
    "disputes": ("disputes", "行政复议", "行政诉讼", "四、", "第四部分"),
    "statistics": ("statistics", "统计表", "统计"),
}


@dataclass
class Tally:
    """Count figures. `readable` are figures of the oracle that a careful person is sure of; `marked` those of them that are marked."""

    documents: int = 0
    figures: int = 0
    readable: int = 0
    right: int = 0
    marked: int = 0
    named: int = 0
    wrong: int = 0
    lost: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    def add(self, oracle: Oracle, answer: Answer, findings: Iterable[Finding]) -> None:
        """Add one document."""
        self.documents += 1
        told = _told(answer)
        for coordinate, seen in oracle.figures.items():
            self.figures += 1
            readable = seen.kind == "number" and seen.sure
            self.readable += readable
            fact = told.get(coordinate)
            if fact is not None and fact.state == "number" and _equal(seen, fact):
                self.right += readable
            elif readable and fact is not None and fact.state in MARKED:
                self.marked += 1
            elif readable and fact is None and names(answer, coordinate, oracle.form):
                self.named += 1
        for finding in findings:
            self.codes[finding.code] = self.codes.get(finding.code, 0) + 1
            self.wrong += finding.code in {"wrong_as_sure", "invented", "blank_zero_confused"}
            self.lost += finding.code == "lost_silently"


def _told(answer: Answer) -> dict[Coordinate, Fact]:
    return {fact.coordinate: fact for fact in answer.facts}


def judge(oracle: Oracle, answer: Answer) -> list[Finding]:
    """Return the faults of an answer, figures first, in the oracle's order."""
    told, findings = _told(answer), []
    for coordinate, seen in oracle.figures.items():
        fact = told.get(coordinate)
        finding = _absent(oracle, answer, coordinate, seen) if fact is None else _figure(coordinate, seen, fact)
        if finding:
            findings.append(finding)
    for coordinate, fact in told.items():
        if coordinate not in oracle.figures and fact.state == "number":
            findings.append(Finding("invented", coordinate, f"{fact.value} is told where this report shows no such figure"))
    doubled = len(answer.facts) - len(told)
    if doubled and len({(fact.coordinate, fact.value, fact.state) for fact in answer.facts}) > len(told):
        findings.append(Finding("wrong_as_sure", None, f"{doubled} coordinates are told twice with different values"))
    return findings + _about(oracle, answer) + _checks(oracle, answer)


def _absent(oracle: Oracle, answer: Answer, coordinate: Coordinate, seen: Seen) -> Finding | None:
    if seen.kind == "blank" or names(answer, coordinate, oracle.form):
        return None
    return Finding("lost_silently", coordinate, f"{seen.kind} {seen.raw!r} is neither told nor named by a problem")


def _figure(coordinate: Coordinate, seen: Seen, fact: Fact) -> Finding | None:
    if fact.state == "number":
        return _number(coordinate, seen, fact)
    if fact.state in MARKED:
        return None
    if seen.kind == fact.state or (seen.kind in {"not_applicable", "blank"} and not seen.sure):
        return None
    return Finding("blank_zero_confused", coordinate, f"{seen.kind} {seen.raw!r} is told as {fact.state}")


def _number(coordinate: Coordinate, seen: Seen, fact: Fact) -> Finding | None:
    if seen.kind == "number":
        return None if _equal(seen, fact) else Finding("wrong_as_sure", coordinate, f"{seen.raw!r} is told as {fact.value}")
    if seen.kind == "not_applicable" and not seen.sure and fact.value == 0:
        return None
    if seen.kind in {"blank", "not_applicable"} and fact.value == 0:
        return Finding("blank_zero_confused", coordinate, f"{seen.kind} {seen.raw!r} is told as 0")
    return Finding("invented", coordinate, f"{seen.kind} {seen.raw!r} is told as {fact.value}")


def _equal(seen: Seen, fact: Fact) -> bool:
    if seen.value is None or fact.value is None:
        return False
    scale = {("元", "万元"): Decimal("0.0001"), ("万元", "元"): Decimal(10000)}.get((seen.unit or "", fact.unit or ""), Decimal(1))
    return abs(seen.value * scale - fact.value) < Decimal("0.000000001")


def names(answer: Answer, coordinate: Coordinate, form: str) -> bool:
    """Return true where a problem of the answer names the figure: its cell, its row, its column or its table."""
    label = item_labels(form).get((coordinate.table, coordinate.item), coordinate.item)
    return any(_names(problem, coordinate, label) for problem in answer.problems)


def _names(problem: Problem, coordinate: Coordinate, label: str) -> bool:
    if problem.table is not None:
        return (
            problem.table == coordinate.table and problem.item in {None, coordinate.item} and problem.measure in {None, coordinate.measure}
        )
    text = f"{problem.message} {problem.where}"
    core = re.sub(r"^[（(]?[一二三四五六七1-9][）).、]|^其中：|（.*）", "", label)
    return coordinate.item in text or (len(core) > 1 and core in text) or any(word in text for word in TABLE_WORDS[coordinate.table])


def _about(oracle: Oracle, answer: Answer) -> list[Finding]:
    findings = []
    wanted = {_squeeze(name) for name in oracle.agency_names}
    if answer.agency is None:
        if oracle.agency_sure and wanted:
            findings.append(Finding("agency_missing", None, f"{oracle.agency_names[0]} is printed and not told"))
    elif _squeeze(answer.agency) not in wanted:
        findings.append(Finding("wrong_agency", None, f"{' or '.join(oracle.agency_names)} is told as {answer.agency}"))
    if answer.year is None:
        if oracle.year_sure and oracle.year is not None:
            findings.append(Finding("year_missing", None, f"{oracle.year} is printed and not told"))
    elif answer.year != oracle.year:
        findings.append(Finding("wrong_year", None, f"{oracle.year} is told as {answer.year}"))
    return findings


def _squeeze(name: str) -> str:
    return re.sub(r"\s", "", name).replace("(", "（").replace(")", "）")


def _checks(oracle: Oracle, answer: Answer) -> list[Finding]:
    told = {verdict.rule for verdict in answer.failed}
    prose = any(rule.startswith("N") for rule in oracle.failing)
    fair = oracle.failing | oracle.tolerated | ({"N1", "N2", "N3", "N4"} if prose else set())
    findings = [
        Finding("accused_sound", None, f"{verdict.rule} fails ({verdict.detail}) where the page is sound")
        for verdict in answer.failed
        if verdict.rule not in fair
    ]
    sure = {coordinate for coordinate, fact in _told(answer).items() if fact.state == "number"}
    for slip in oracle.slips:
        found = slip.rule in told or (slip.rule.startswith("N") and any(rule.startswith("N") for rule in told))
        if not found and slip.needs <= sure:
            findings.append(Finding("slip_missed", None, f"{slip.note}: all its figures are told, and the check does not fail"))
    return findings


def tabulate(results: Iterable[tuple[Case, Answer]]) -> Mapping[tuple[str, str], Tally]:
    """Return tallies by (class, format); a case of two classes counts in both, and every case in ("all", format)."""
    found: dict[tuple[str, str], Tally] = {}
    for case, answer in results:
        findings = judge(case.oracle, answer)
        for family in {"all", *(case.classes or ("plain",))}:
            found.setdefault((family, case.format), Tally()).add(case.oracle, answer, findings)
    return found
