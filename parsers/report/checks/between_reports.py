"""Rules between reports: consecutive years, and consecutive versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from parsers.report.checks.similarity import similarity
from parsers.report.checks.verdicts import CLOSE, printed, unassessable
from parsers.report.forms.forms import Jumps, LegalBreak, YearRule, load
from parsers.types import Check, Document, Fact, Report, Verdict

Key = tuple[str, str, str]  # table, item, measure
SCHEME = re.compile(r"^https?://")
NEARLY_OVER = "12-01"  # some report in December on the year that ends; one of them ended its period on the 7th


def years(previous: Report, current: Report) -> tuple[Check, ...]:
    """Return R6 and X1-X6 for an agency's reports of two consecutive years; empty if they are not consecutive."""
    if previous.year is None or current.year != previous.year + 1:
        return ()
    forms, before, now = load(), _figures(previous), _figures(current)
    rules = [check for rule in forms.years for check in _followed(rule, before, now)]
    jumps = [_across(check, forms.breaks, current.year) for check in _jumps(forms.jumps, before, now)]
    return (*rules, *jumps, *_repeated(forms.jumps, previous, current))


def _across(check: Check, breaks: Sequence[LegalBreak], year: int) -> Check:
    """Return the check; not assessable if the law changed the meaning of the figures between the two years."""
    found = next((each for each in breaks if check.detail.startswith(each.table) and each.year == year), None)
    if found is None:
        return check
    return check._replace(verdict="not_assessable", expected=None, detail=f"{check.detail}; since {found.since} {found.why}")


def _followed(rule: YearRule, before: Mapping[Key, Fact], now: Mapping[Key, Fact]) -> Iterator[Check]:
    """Yield one rule applied to each row or column in both years; skipped if the form of a year lacks a term."""
    names = dict.fromkeys(key[1 if rule.along == "items" else 2] for key in now if key[0] == rule.table)
    for name in names:
        found = now.get(_key(rule, name, rule.found))
        then = [(before.get(_key(rule, name, term)), sign) for term, sign in rule.before.items()]
        here = [(now.get(_key(rule, name, term)), sign) for term, sign in rule.now.items()]
        terms = [(fact, sign) for fact, sign in (*then, *here) if fact is not None]
        if found is None or len(terms) < len(then) + len(here):
            continue
        missing = [fact for fact, _ in (*terms, (found, 1)) if fact.value is None]
        expected = sum(sign * (fact.value or 0) for fact, sign in terms)
        yield unassessable(rule.rule, name, missing) if missing else _compared(rule, name, expected, found.value or 0)


def _compared(rule: YearRule, name: str, expected: float, found: float) -> Check:
    holds = {"at_least": found >= expected - CLOSE, "at_most": found <= expected + CLOSE, "equal": abs(found - expected) < CLOSE}
    bound = {"at_least": "at least ", "at_most": "at most ", "equal": ""}
    return Check(rule.rule, "pass" if holds[rule.relation] else "fail", bound[rule.relation] + printed(expected), printed(found), name)


def _key(rule: YearRule, name: str, term: str) -> Key:
    return (rule.table, name, term) if rule.along == "items" else (rule.table, term, name)


def _jumps(rule: Jumps, before: Mapping[Key, Fact], now: Mapping[Key, Fact]) -> Iterator[Check]:
    """Yield X6 for figures that grew or shrank so much that a slip of unit or digit is likely."""
    for key in rule.figures:
        values = tuple(side[key].value if key in side else None for side in (before, now))
        units = {side[key].unit for side in (before, now) if key in side}
        if None in values or len(units) > 1 or max(values, key=lambda value: value or 0) in (0, None):
            continue
        small, large = sorted(value or 0 for value in values)
        jumps = large >= rule.base and large > rule.ratio * small
        then, here = (printed(value or 0) for value in values)
        yield Check(rule.rule, "uncertain" if jumps else "pass", f"near {then}", here, "/".join(key))


def _repeated(rule: Jumps, previous: Report, current: Report) -> Iterator[Check]:
    """Yield X6 for sections whose text is last year's."""
    then = {section.heading: section.text for section in previous.sections}
    for section in current.sections:
        share = similarity(then.get(section.heading, ""), section.text)
        if share is not None:
            verdict: Verdict = "uncertain" if share >= rule.similar else "pass"
            yield Check(rule.rule, verdict, f"below {rule.similar:.0%}", f"{share:.0%}", f"text of {section.number}、{section.heading}")


def versions(before: Report, after: Report) -> tuple[Check, ...]:
    """Return V1 for two versions of a report: one `uncertain` check per changed figure, a pass if none changed."""
    old, new = _figures(before), _figures(after)
    changed = [key for key in dict.fromkeys((*old, *new)) if _said(old.get(key)) != _said(new.get(key))]
    if not changed:
        return (Check("V1", "pass", None, None, "no figure changed"),)
    return tuple(Check("V1", "uncertain", _said(old.get(key)), _said(new.get(key)), "/".join(key)) for key in changed)


def timeliness(published: str | None, due: str, stated: Sequence[str] = ()) -> Check:
    """Return D2 from the day of publication, the day due (条例 art. 49) and all publication days stated elsewhere.

    A day before the year was nearly over is ignored; a late day is doubted if another place states one in time.
    """
    day, earliest = _day(published), f"{int(due[:4]) - 1}-{NEARLY_OVER}"
    if day is None:
        return Check("D2", "not_assessable", f"by {due}", None, "no day of publication")
    if day < earliest:
        return Check("D2", "uncertain", f"by {due}", day, "day of publication, before the year was over")
    if day <= due:
        return Check("D2", "pass", f"by {due}", day, "day of publication")
    other = next((each for each in sorted(filter(None, map(_day, stated))) if earliest <= each <= due), None)
    if other:
        return Check("D2", "uncertain", f"by {due}", f"{day} or {other}", "day of publication, stated twice")
    return Check("D2", "fail", f"by {due}", day, "day of publication")


def _day(text: str | None) -> str | None:
    """Return the day a text begins with; None if it is not a valid day."""
    try:
        return date.fromisoformat((text or "")[:10]).isoformat()
    except ValueError:
        return None


def belonging(document: Document, site_id_codes: Sequence[str], host: str, agency: str) -> tuple[Check, ...]:
    """Return the D4 checks of a document's metas against the site and body it is registered under."""
    metas = dict(reversed(document.metas))
    code = metas.get("SiteIDCode", "").strip()
    domain = SCHEME.sub("", metas.get("SiteDomain", "").strip()).strip("/")
    stated = [
        ("SiteIDCode", code, " or ".join(site_id_codes), code in site_id_codes),
        ("SiteDomain", domain, host, _one_site(domain, host)),
    ]
    checks = tuple(Check("D4", "pass" if same else "fail", known, said, name) for name, said, known, same in stated if said and known)
    source = document.source
    if not source or not agency:
        return checks
    same = source in agency or agency in source
    return (*checks, Check("D4", "pass" if same else "uncertain", agency, source, "ContentSource"))


def _one_site(one: str, other: str) -> bool:
    """Return whether two hosts are one portal: equal, or one below the other, as xxgk.a.gov.cn is below a.gov.cn."""
    bare, under = sorted((name.lower().removeprefix("www.").partition(":")[0] for name in (one, other)), key=len)
    return under == bare or under.endswith(f".{bare}")


def copies(agencies: Sequence[str]) -> Check:
    """Return D4 for the agencies that published the same bytes: a failure if they are different agencies."""
    names = "、".join(dict.fromkeys(agencies))
    return Check("D4", "fail" if len(set(agencies)) > 1 else "pass", "one agency", names, "same document")


def _figures(report: Report) -> dict[Key, Fact]:
    return {(fact.table, fact.item, fact.measure): fact for fact in report.facts}


def _said(fact: Fact | None) -> str:
    """Return a cell's number, or its text if it has none."""
    if fact is None:
        return ""
    return printed(fact.value) if fact.value is not None else fact.raw.strip()
