"""A verdict as a Word file to keep or to send round: python-docx, the extra `docx`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from archive.parse import verdict_page
from archive.parse.readable import words
from archive.parse.verdict import DraftFinding, DraftVerdict
from archive.site.draw import form_tables
from archive.site.draw.labels import pick, word
from archive.site.request.ask import Language
from gongkai.errors import UsageError

# What XML 1.0 cannot hold, which titles of strangers' files do hold.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 2_000  # characters of one paragraph or cell
MOST_ROWS = 200  # of one table
SHADES = {True: "FBE3DF", False: "FBF0D6"}  # of the cells to correct, of those to look at: as on the page
HEADINGS = {  # what of a verdict is a list of sentences
    "unread": ("没有读到或存疑（不是草稿的差错，请对照原件）", "Not read, or in doubt (no slip of the draft; compare with the original)"),
    "untried": ("未能核对", "Could not be checked"),
    "remarks": ("读取说明", "Noticed in reading"),
}
Row = tuple[str, list[Any]]  # label, cells as verdict_page.tables gives them


def is_available() -> bool:
    """Return whether python-docx is installed."""
    return find_spec("docx") is not None


def docx(verdicts: Sequence[DraftVerdict], lang: Language) -> bytes:
    """Return the verdicts as a Word file, one after the other; UsageError where python-docx is not installed."""
    if not is_available():
        raise UsageError("a Word file needs python-docx: pip install 'gongkai[docx]'")
    from docx import Document

    document = Document()
    document.core_properties.title = pick(("年报草稿核对意见", "Verdict on a draft report"), lang)
    document.core_properties.author = "gongkai"
    document.add_heading(document.core_properties.title, 0)
    for found in verdicts:
        _write(document, found, lang)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def clean(text: str) -> str:
    """Return text that a Word file can hold, cut to a limited length.

    >>> clean("a" + chr(0) + "b")
    'ab'
    """
    return NO_XML.sub("", text)[:LONGEST]


def _write(document: Any, found: DraftVerdict, lang: Language) -> None:
    document.add_heading(clean(found.report.title or found.name), 1)
    document.add_paragraph().add_run(clean(pick(("结论：", "Verdict: "), lang) + found.sentence)).bold = True
    document.add_paragraph(clean(pick(("文件：", "File: "), lang) + found.name))
    if found.previous:
        document.add_paragraph(clean(found.previous))
    for heading, findings in ((("须改正", "To correct"), found.must_fix), (("可再看", "To look at"), found.look)):
        _heading(document, pick(heading, lang), findings)
        for finding in findings:
            _finding(document, finding)
    for name, words_of in HEADINGS.items():
        sentences = getattr(found, name)
        _heading(document, pick(words_of, lang), sentences)
        for sentence in sentences:
            document.add_paragraph(clean(sentence), style="List Bullet")
    for title, head, rows in _tables(found, lang):
        _heading(document, title, rows)
        _table(document, head, rows)


def _heading(document: Any, text: str, content: Sequence[Any]) -> None:
    """Write the heading of what follows, if anything does."""
    if content:
        document.add_heading(clean(text), 2)


def _finding(document: Any, finding: DraftFinding) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(clean(f"{finding.number}. {finding.formula.where} ")).bold = True
    paragraph.add_run(clean(finding.formula.sentence))
    paragraph.add_run(clean(f"\n{finding.rule} {finding.rule_text}（{finding.source}）")).italic = True


def _tables(found: DraftVerdict, lang: Language) -> Iterator[tuple[str, list[str], list[Row]]]:
    """Yield each table of the report: heading, names of its columns, rows."""
    laid, names = verdict_page.tables(found), words()["tables"]
    for block in laid["proactive"]:
        yield (
            f"{pick(names['proactive'], lang)} · {block['title']}",
            block["measures"],
            [(row["label"], row["cells"]) for row in block["rows"]],
        )
    groups = [(row["label"], row["cells"]) for group in laid["requests"] for row in group["rows"]]
    yield pick(names["requests"], lang), form_tables.measure_names("requests", form_tables.MEASURES, lang), groups
    disputes = [(row["label"], row["cells"]) for row in laid["disputes"]]
    yield pick(names["disputes"], lang), form_tables.measure_names("disputes", form_tables.OUTCOMES, lang), disputes
    columns = ["value", "cumulative"]
    lines = [(row["label"], [row[name] for name in columns]) for row in laid["statistics"]]
    yield pick(names["statistics"], lang), [word(lang, "measures", "statistics", name) for name in columns], lines


def _table(document: Any, head: list[str], rows: list[Row]) -> None:
    """Write one table with its marked cells shaded and numbered."""
    if not rows:
        return
    table = document.add_table(1 + len(rows[:MOST_ROWS]), 1 + len(head), style="Table Grid")
    lines = [["", *head], *([label, *map(_text, cells)] for label, cells in rows[:MOST_ROWS])]
    for line, row in zip(lines, table.rows, strict=True):
        for text, cell in zip(line, row.cells, strict=True):
            cell.text = clean(text)
    for (_, cells), row in zip(rows, table.rows[1:], strict=False):
        for marked, cell in zip(cells, row.cells[1:], strict=True):
            if marked and marked["numbers"]:
                _shade(cell, SHADES[marked["must"]])


def _text(cell: Any) -> str:
    """Return a cell's figure, with the numbers of the findings about it."""
    if not cell:
        return ""
    return " ".join([str(cell["shown"]), *(f"[{number}]" for number in cell["numbers"])])


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)
