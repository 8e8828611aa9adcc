"""D1 and D3: whether period, year and parts of a report are as the form requires."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.chinese_text import label, squeeze
from gongkai.terminal.amounts import counted
from parsers.report.checks.statements import Statements
from parsers.report.checks.statements import load as load_statements
from parsers.report.forms.forms import Forms, load
from parsers.report.identify import agency_names
from parsers.types import Check, Report, Section, Verdict

SINCE_2019 = {"2019", "2021"}
FIRST_OF_SIX = 2019  # the first year that the order of six parts holds for, whatever the report looks like
# evidence of the year that must agree; columns and days of posting may not
SURE = ("title", "heading", "period", "list row", "article", "file name")
# problems that say that a table may be there and was not read
UNREAD = {"pictures_unread", "unknown_row", "row_unclear", "table_of_another", "table_unread"}


def check(report: Report) -> Iterator[Check]:
    """Yield D1 (one year throughout) and, since 2019, D3 (all parts, in order, not empty)."""
    known, forms = load_statements(), load()
    if report.year is not None:
        yield from _years(report, report.year, known)
    if report.form in SINCE_2019 or (report.form and report.year is not None and report.year >= FIRST_OF_SIX):
        yield from _parts(report, forms, known)


def _years(report: Report, year: int, known: Statements) -> Iterator[Check]:
    stated = dict.fromkeys(text.partition(": ")[::2] for name, text in report.evidence if name == "year")
    other = [f"{where} {said}" for where, said in stated if where in SURE and said != str(year)]
    yield Check("D1", "fail" if other else "pass", str(year), ", ".join(other) or str(year), "years named")
    text = squeeze("\n".join(section.text for section in report.sections))
    period = known.period.search(text)
    if period:
        whole = int(period["year"]) == year == int(period["end"] or year) and (period["month"], period["day"]) == ("12", "31")
        yield Check("D1", "pass" if whole else "fail", f"{year}-01-01 to {year}-12-31", period[0], "period")
    else:
        yield Check("D1", "not_assessable", f"{year}-01-01 to {year}-12-31", None, "no period stated")
    own = {int(match["year"]) for section in report.sections for match in known.own_year.finditer(squeeze(section.text))}
    wrong = sorted(own - {year, year + 1})
    if own:
        # a report may compare itself with the year before: only one that never names its own year names a wrong one
        yield Check(
            "D1", "fail" if wrong and year not in own else "pass", str(year), ", ".join(map(str, wrong)) or str(year), "years in the text"
        )


def _parts(report: Report, forms: Forms, known: Statements) -> Iterator[Check]:
    keys = [forms.sections.find(section.heading) for section in report.sections if section.heading]
    asked = [key for key, number in forms.numbers.items() if number]
    lacking = [forms.numbers[key] for key in asked if key not in keys]
    yield Check("D3", "fail" if lacking else "pass", "一二三四五六", "lacks " + "".join(lacking) if lacking else "一二三四五六", "parts")
    order = [key for key in keys if key in asked]
    again = len(order) > len(asked) and order == asked * (
        len(order) // len(asked)
    )  # all parts once more: of a second report, whose title is hidden
    ordered: Verdict = "not_assessable" if again else "pass" if order == sorted(order, key=asked.index) else "fail"
    yield Check("D3", ordered, None, None, "order of the parts")
    tables = {fact.table for fact in report.facts if fact.state != "blank"}
    absent = [name for name in ("proactive", "requests", "disputes") if name not in tables]
    unseen = absent and (report.unread or any(problem.code in UNREAD for problem in report.problems))
    found: Verdict = "not_assessable" if unseen else "fail" if absent else "pass"
    yield Check("D3", found, "three tables", "lacks " + ", ".join(absent) if absent else "three tables", "tables")
    problems = next((section for section in report.sections if forms.sections.find(section.heading) == "problems"), None)
    if problems:
        yield from _says_something(problems, known)
    yield from _one_body(report)


def _says_something(section: Section, known: Statements) -> Iterator[Check]:
    length = len(label(section.text))
    verdict: Verdict = "pass" if length >= known.least_text else "fail"
    yield Check("D3", verdict, f"at least {counted(known.least_text, 'character')}", str(length), f"part {section.number}")


def _one_body(report: Report) -> Iterator[Check]:
    """Yield the check that the body named as author in the text is the one in the title."""
    said = [text.partition(": ")[::2] for name, text in report.evidence if name == "agency"]
    titled = [name for where, name in said if where in {"title", "heading"}]
    made = [name for where, name in said if where == "text"]
    if titled and made:
        own, others = agency_names.key(titled[0]), [agency_names.key(name) for name in made]
        same = any(own in other or other in own for other in others)
        yield Check("D3", "pass" if same else "uncertain", titled[0], made[0], "body that reports")
