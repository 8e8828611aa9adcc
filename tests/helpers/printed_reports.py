"""Reports as `gongkai parse` prints them at a terminal, written out for a person to review.

python -m tests.helpers.printed_reports        writes tests/data/archive/printed_reports.txt anew, after a change that was meant
"""

from pathlib import Path

from archive.parse import terminal
from parsers.types import Check, Fact, Place, Problem, Report, Section, Signature

KEPT = Path(__file__).parents[1] / "data" / "archive" / "printed_reports.txt"
TITLE = "云麓市教育局2023年政府信息公开工作年度报告"
MEASURES = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")
PLACES = (Place(0, 3, 2, "/html/body/table/tr[4]/td[3]"), Place(1, 0, 4, None, 2, (10.4, 20.5, 30.6, 40)), Place(2, 1, 1))


def fact(table, item, measure, raw, state="number", unit=None, place=PLACES[0]):
    return Fact(table, item, measure, float(raw.replace("\n", "")) if state == "number" else None, unit, raw, state, place)


def row(item, *figures):
    """A row of the third part."""
    return [fact("requests", item, measure, raw) for measure, raw in zip(MEASURES, figures, strict=True)]


FIGURES = (
    fact("proactive", "regulations", "issued", "2", unit="件", place=PLACES[1]),
    fact("proactive", "regulations", "repealed", "", "blank", unit="件"),
    fact("proactive", "regulations", "in_force", "12\n3", "uncertain", unit="件"),
    fact("proactive", "licences", "decisions", "1,204件", "text", unit="件"),
    fact("proactive", "penalties", "decisions", "12\n345", unit="件"),
    fact("proactive", "procurement", "amount", "约三百二十一万五千六百元整", "uncertain", unit="万元"),
    *row("received", *"3001004"),
    *row("granted", *"3000003"),
    *row("denied_state_secret", *"0000000"),
    fact("requests", "total", "total", "/", "not_applicable"),
    fact("requests", "carried_out", "total", "1\n2", "text", unit="件"),
    *[fact("disputes", "review", measure, "1", place=PLACES[2]) for measure in ("upheld", "corrected", "other", "pending", "total")],
)
STATISTICS = (
    fact("statistics", "received", "value", "7", unit="件"),
    fact("statistics", "received", "cumulative", "70", unit="件"),
    fact("statistics", "unknown", "value", "1"),
)
CHECKS = (
    Check("V1", "pass", None, None, "period"),
    Check("R2", "fail", "3", "4", "received"),
    Check("R1", "pass", "4", "4", "natural_person"),
    Check("R1", "fail", "4", None, "requests/total"),
    Check("R1", "uncertain", "9", "?", "business; a figure is doubtful"),
    *(Check("R4", "not_assessable", None, None, f"row {number}") for number in range(4)),
    *(Check("R4", "uncertain", None, None, f"other {number}") for number in range(5)),
    Check("R8", "uncertain", "1", "?", "disputes; received/total would be 5"),
    Check("R8", "uncertain", "1", "?", "disputes; nothing/known would be 6"),
    *(Check("N2", "fail", "at least 200 characters", f"{number}", "part 一") for number in range(8)),
    Check("D1", "fail", "value and cumulative", "lacks 三四", "received/value"),
)
PROBLEMS = (
    *(Problem("report", "unknown_row", f"row {number} is unknown", f"table {number}") for number in range(7)),
    Problem("report", "cells_unread", "one cell is struck out"),
    *(Problem("report", "no_such_words", "twice") for _ in range(6)),
)
SIGNATURES = (
    Signature("pdf_signature", "whole", "", "云麓市教育局", "公章", "2024-01-30T08:00:00Z", chain="complete"),
    Signature("ofd_seal", "broken", "content_differs", seal="公章"),
    Signature("ofd_signature", "not_checked", "not_installed"),
)
SECTIONS = (
    Section("", "", "本报告。"),
    Section("一", "总体情况", "按规定公开。\n全年" + "主动公开政府信息" * 24),
    Section("二", "主动公开政府信息情况", "a word " * 40),
    Section("", "附件", ""),
    Section("", "说明", "一" * 160),
)
EVIDENCE = (
    ("agency", "title: 云麓市教育局"),
    ("agency", "ContentSource: 云麓市教育局"),
    ("agency", "title: 云麓市教育局"),
    ("form", "labels: 12"),
    ("year", "whatever: 2023"),
    ("other", "no place"),
)
REPORTS = {
    "everything": Report(TITLE, "云麓市教育局", 2023, "2021", "2024-01-30", SECTIONS, FIGURES, CHECKS, PROBLEMS, EVIDENCE, (), SIGNATURES),
    "form of 2019": Report(TITLE, "云麓市教育局", 2020, "2019", None, (Section("一", "总体情况", ""), Section("五", "存在的主要问题", ""))),
    "statistics": Report(TITLE, None, 2016, "statistics", None, SECTIONS[1:2], STATISTICS, CHECKS[:1]),
    "soft only": Report(
        "", None, None, "prose", None, checks=(Check("N2", "fail", None, None, "part 六"), Check("X6", "pass", None, None, "a"))
    ),
    "open only": Report("", None, None, "prose", None, checks=(Check("X6", "uncertain", None, None, "a"),)),
    "no report": Report("指南", None, None, None, None, problems=(Problem("report", "no_report", "no title", "x"),)),
}


def printed():
    """Each report by its name, and the first one once more with the places of its figures; control codes of colours are written out."""
    found = {name: terminal.render(report) for name, report in REPORTS.items()}
    found["places"] = terminal.render(REPORTS["everything"], show_place=True)
    return {name: text.replace("\x1b", "␛").split("\n") for name, text in found.items()}


def kept():
    """The reports reviewed last."""
    parts = KEPT.read_text(encoding="utf-8").split("\n== ")[1:]
    return {name: text.removesuffix("\n").split("\n") for name, _, text in (part.partition("\n") for part in parts)}


if __name__ == "__main__":
    texts = "".join(f"\n== {name}\n" + "\n".join(lines) + "\n" for name, lines in printed().items())
    KEPT.write_text(f"Reports at a terminal: `python -m tests.helpers.printed_reports` writes this file.\n{texts}", encoding="utf-8")
