"""Whether a document is an annual report, and on which form: decided by labels, never by the year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.chinese_text import squeeze
from gongkai.terminal.amounts import counted
from parsers.report.forms.forms import Forms, load
from parsers.report.forms.rows import FigureRow
from parsers.report.forms.sections import Heading
from parsers.types import Document, FormName, Problem, Source

TITLE = re.compile(r"(?:政府信息公开|政务信息公开|政务公开|信息公开).{0,12}(?:年度报告|年报|工作报告|情况报告|工作总结|报告$)")
NOT_TITLE = re.compile(r"报表|指南|目录|制度|的通知|的函|要点|图解|图读懂|一图看懂|办法|方案")
STAGE = "report"
FIRST_YEAR = 2008
SINCE_2019 = {"2019", "2021"}
SUBJECT = "信息公开"
TABLE_TITLE = re.compile(r"信息公开.{0,8}统计表")  # the year's table in a file of its own
PART_YEAR = re.compile(r"季度|\d月|月份|半年|季报|月报")  # tables that are filled in more often
LEAST_HEADINGS = 2  # parts known by name, beside a title that says annual report
ENOUGH_HEADINGS = 4  # without such a title
LEAST_PROSE = 400  # characters: less is a cover note for an attachment


@dataclass(frozen=True, slots=True)
class Decision:
    """The form, its evidence, and what is wrong with it."""

    name: FormName | None
    evidence: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    titled: bool = False  # a title says annual report; used only if no table decides


def decide(
    document: Document, source: Source, headings: Sequence[Heading], rows: Sequence[FigureRow], text: str, year: int | None
) -> Decision:
    """Return the form of a document, given its rows of figures; None with the reason if it is not an annual report."""
    forms = load()
    votes = Counter(_votes(rows, forms))
    if votes:
        return _by_labels(votes)
    if any(row.table in {"proactive", "disputes"} for row in rows):
        usual = forms.usual(year).name if year is not None and year >= FIRST_YEAR else "2021"
        fitting: FormName = usual if usual in SINCE_2019 else "2021"
        return Decision(fitting, (("form", "labels: the tables found are the same in both forms since 2019, so the year decides"),))
    titled = _titled(document, source)
    known = {heading.key for heading in headings if heading.key}
    alone = year is not None and _is_table_of_a_year(document, source)
    if any(row.table == "statistics" for row in rows) and (titled or alone or len(known) >= LEAST_HEADINGS):
        return Decision("statistics", (("form", "labels: indicators with their units"),))
    if (titled and (len(known) >= LEAST_HEADINGS or len(text) >= LEAST_PROSE)) or (len(known) >= ENOUGH_HEADINGS and SUBJECT in text):
        return Decision("prose", (("form", f"no table of a form; {counted(len(known), 'part')} known by their headings"),), titled=titled)
    return Decision(None, (), (_why_not(document, titled, text),), titled)


def agreement(form: FormName | None, year: int | None, text: str, forms: Forms) -> Decision:
    """Compare the form by labels with the one usual for the year and the one cited; return the evidence and a problem per difference."""
    if form is None:
        return Decision(None)
    usual = forms.usual(year).name if year is not None and year >= FIRST_YEAR else None
    squeezed = squeeze(text)
    cited = next((known for known in forms.forms.values() if known.cited and known.cited in squeezed), None)
    evidence = [("form", f"usual for {year}: {usual}")] if usual else []
    evidence += [("form", f"cited: {cited.document}")] if cited else []
    problems = []
    if usual and form != usual and {form, usual} & SINCE_2019:
        problems.append(Problem(STAGE, "form_unusual", f"the labels are those of form {form}, reports on {year} use {usual}"))
    if cited and cited.name != form:
        problems.append(Problem(STAGE, "form_cited_other", f"the text cites {cited.document}, the labels are those of form {form}"))
    return Decision(form, tuple(evidence), tuple(problems))


def _titled(document: Document, source: Source) -> bool:
    """Return whether a title says annual report: the document's, its first lines', or that of the row and article linking to it."""
    titles = _titles(document, source)
    return any(TITLE.search(title) for title in titles) and not any(NOT_TITLE.search(title) for title in titles[:1])


def _is_table_of_a_year(document: Document, source: Source) -> bool:
    """Return whether a title says statistics table of information disclosure, and none names a part of the year."""
    titles = _titles(document, source)
    return any(TABLE_TITLE.search(title) for title in titles) and not any(PART_YEAR.search(title) for title in titles)


def _titles(document: Document, source: Source) -> list[str]:
    lines = [line for line in document.text.splitlines()[:5] if len(line) < 80]
    return [squeeze(title) for title in (document.title, *lines, source.list_title, source.parent_title) if title]


def _votes(rows: Sequence[FigureRow], forms: Forms) -> Iterator[FormName]:
    """Yield one vote per row of section 二 whose columns are unique to a form, and one for how section 三 prints 其他处理."""
    for row in rows:
        if row.table == "proactive" and any(measure for _, measure in row.keys):
            item, measures = row.keys[0][0], {measure for _, measure in row.keys if measure}
            columns = {form: set(names) for group in forms.proactive_groups if item in group.items for form, names in group.columns.items()}
            fitting = [form for form, names in columns.items() if names == measures] or [
                form for form, names in columns.items() if measures <= names
            ]
            yield from (_name(form) for form in fitting if len(fitting) == 1)
    items = {row.keys[0][0] for row in rows if row.table == "requests" and row.keys}
    if items:
        yield "2021" if items & forms.split_other else "2019"


def _name(form: str) -> FormName:
    return "2021" if form == "2021" else "2019"


def _by_labels(votes: Counter[FormName]) -> Decision:
    (name, count), *others = votes.most_common()
    evidence = ("form", f"labels: rows and groups with the columns of {name}: {count} of {votes.total()}")
    if not others:
        return Decision(name, (evidence,))
    message = (
        f"the report mixes forms: {counted(count, 'group')} as {name}, {others[0][1]} as {others[0][0]}; each was read by its own labels"
    )
    return Decision(name, (evidence,), (Problem(STAGE, "mixed_form", message),))


def _why_not(document: Document, titled: bool, text: str) -> Problem:
    if titled and document.attachments:
        names = ", ".join(link.label or link.url for link in document.attachments[:3])
        return Problem(STAGE, "report_in_attachment", f"the page holds no report, its attachments may: {names}")
    if titled:
        message = f"the title says annual report, but the page holds {counted(len(text), 'character')} and no table of a form"
        return Problem(STAGE, "no_report_text", message)
    return Problem(STAGE, "no_report", "neither title nor headings nor tables are those of an annual report on information disclosure")
