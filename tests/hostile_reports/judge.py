"""Hold a reader's answer against the oracle of a case. Pure: no file, no clock, no program."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .model import Expected, Key
from .oracle import Oracle

FINDINGS = (
    "wrong_sure", "invented", "lost_silently", "uncertain", "false_blank", "accused", "missed_slip",
    "wrong_agency", "missing_agency", "wrong_year", "missing_year", "false_form",
)  # fmt: skip
"""The classes of findings, gravest first in each kind."""

GRAVE = frozenset({"wrong_sure", "invented", "lost_silently", "false_blank", "accused", "wrong_agency", "wrong_year"})
SECTION_WORDS = {
    "proactive": ("proactive", "主动公开", "第二", "二、"),
    "requests": ("requests", "申请", "第三", "三、"),
    "disputes": ("disputes", "复议", "诉讼", "第四", "四、"),
    "statistics": ("statistics", "统计"),
}


@dataclass(frozen=True)
class Finding:
    """One difference between the answer and the page; ``where`` is a key, a rule or a field."""

    kind: str
    where: str
    expected: str
    found: str


@dataclass
class Judgement:
    """The findings of a case, and how many cells were visible and how many of them right."""

    findings: list[Finding] = field(default_factory=list)
    cells: int = 0
    readable: int = 0
    right: int = 0

    @property
    def counts(self) -> Counter[str]:
        """Return the number of findings a class."""
        return Counter(finding.kind for finding in self.findings)

    def add(self, kind: str, where: object, expected: object, found: object) -> None:
        """Add a finding."""
        self.findings.append(Finding(kind, str(where), str(expected), str(found)))


def judge(oracle: Oracle, answer: Mapping[str, Any]) -> Judgement:
    """Return the judgement of an answer, the object of ``parse --json``."""
    judgement = Judgement()
    facts = _facts(oracle, answer.get("facts") or [])
    problems = " ".join(f"{p.get('code')} {p.get('message')} {p.get('where')}" for p in answer.get("problems") or [])
    for key, expected in oracle.cells.items():
        judgement.cells += 1
        judgement.readable += expected.state == "number"
        _judge_cell(judgement, oracle, key, expected, facts.pop(key, []), problems)
    for key, rest in facts.items():
        for fact in rest:
            if fact.get("value") is not None and not _under_cut_label(oracle, key, fact["value"]):
                judgement.add("invented", "/".join(key), "nothing", fact.get("value"))
    _judge_checks(judgement, oracle, answer.get("checks") or [])
    _judge_report(judgement, oracle, answer)
    return judgement


def _facts(oracle: Oracle, given: Sequence[Mapping[str, Any]]) -> dict[Key, list[Mapping[str, Any]]]:
    """Return the facts by the oracle's keys; a statistics item agrees without notes in brackets and blanks."""
    names = {(k[0], _plain_item(k[1]), k[2]): k for k in oracle.cells}
    found: dict[Key, list[Mapping[str, Any]]] = {}
    for fact in given:
        table, item, measure = str(fact.get("table")), str(fact.get("item")), str(fact.get("measure"))
        key = names.get((table, _plain_item(item), measure), (table, item, measure))
        found.setdefault(key, []).append(fact)
    return found


def _under_cut_label(oracle: Oracle, key: Key, value: object) -> bool:
    """Tell whether an unknown statistics item is one whose printed label is cut, with the figure that its row shows."""
    doubtful = [e.value for k, e in oracle.cells.items() if k[0] == key[0] and e.state == "either" and e.value is not None]
    return key[0] == "statistics" and any(_same(value, known) for known in doubtful)


def _plain_item(item: str) -> str:
    return re.sub(r"（[^）]*）|\([^)]*\)|[^\w/]|_|^[一二三四五六七八九十]、", "", unicodedata.normalize("NFKC", item))


def _judge_cell(judgement: Judgement, oracle: Oracle, key: Key, expected: Expected, facts: list[Mapping[str, Any]], problems: str) -> None:
    where = "/".join(key)
    numbers = [f["value"] for f in facts if f.get("value") is not None]
    sure = [n for n in numbers if expected.value is None or not _same(n, expected.value)]
    if expected.state in ("number", "either", "unread"):
        for value in sure:
            judgement.add("wrong_sure", where, expected.raw or expected.value, value)
    elif numbers:
        kind = "wrong_sure" if expected.state == "unsure" else "invented"
        judgement.add(kind, where, expected.raw or expected.state, numbers[0])
    if numbers:
        judgement.right += expected.state in ("number", "either") and not sure
        return
    _judge_silence(judgement, oracle, key, expected, facts, problems)


def _judge_silence(
    judgement: Judgement, oracle: Oracle, key: Key, expected: Expected, facts: list[Mapping[str, Any]], problems: str
) -> None:
    """Judge an answer without a number for a key."""
    where, states = "/".join(key), {str(f.get("state")) for f in facts}
    if expected.state in ("blank", "not_applicable", "absent"):
        judgement.right += 1
        return
    if states & {"uncertain", "unread", "text"}:
        if expected.state == "number":
            judgement.add("uncertain", where, expected.raw, sorted(states))
        else:
            judgement.right += 1
    elif "blank" in states:
        judgement.add("false_blank", where, expected.raw or expected.state, "blank")
    elif "not_applicable" in states:
        if expected.state in ("unsure", "either"):
            judgement.right += 1
        else:
            judgement.add("false_blank", where, expected.raw or expected.state, "not_applicable")
    elif _names(problems, oracle, key):
        judgement.add("uncertain", where, expected.raw, "a problem") if expected.state == "number" else None
        judgement.right += expected.state != "number"
    else:
        judgement.add("lost_silently", where, expected.raw or expected.state, "nothing")


def _names(problems: str, oracle: Oracle, key: Key) -> bool:
    """Tell whether the problems name the key's item, its label or its table."""
    label = oracle.labels.get(key, "")
    words = [key[1], *SECTION_WORDS.get(key[0], ()), *([label] if label else [])]
    return any(word in problems for word in words)


def _same(found: object, value: float) -> bool:
    try:
        return abs(float(str(found)) - value) < 1e-9 * max(1.0, abs(value))
    except ValueError:
        return False


def _judge_checks(judgement: Judgement, oracle: Oracle, checks: Sequence[Mapping[str, Any]]) -> None:
    failed = {str(c.get("rule")): c for c in checks if c.get("verdict") == "fail"}
    allowed = oracle.broken_rules | oracle.ungraded_rules
    for rule, check in failed.items():
        if rule not in allowed:
            judgement.add("accused", rule, "no slip", check.get("detail"))
    for rule in sorted(oracle.broken_rules - set(failed) - oracle.ungraded_rules):
        judgement.add("missed_slip", rule, "fail", [c.get("verdict") for c in checks if c.get("rule") == rule][:3])


def normal_name(name: str) -> str:
    """Return a name for comparison: NFKC, no blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def _judge_report(judgement: Judgement, oracle: Oracle, answer: Mapping[str, Any]) -> None:
    agency, year, form = answer.get("agency"), answer.get("year"), answer.get("form")
    if not agency:
        judgement.add("missing_agency", "agency", sorted(oracle.agencies), agency)
    elif normal_name(str(agency)) not in {normal_name(name) for name in oracle.agencies}:
        judgement.add("wrong_agency", "agency", sorted(oracle.agencies), agency)
    if year is None:
        judgement.add("missing_year", "year", oracle.year, year)
    elif str(year) != str(oracle.year):
        judgement.add("wrong_year", "year", oracle.year, year)
    if form != oracle.form:
        judgement.add("false_form", "form", oracle.form, form)
