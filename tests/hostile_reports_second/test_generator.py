"""Test the second generator: determinism, the oracle against the drawing model, sound equations, planted slips, and the judge."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import docx
import lxml.etree
import lxml.html
import openpyxl
import pypdfium2
import pytest

from . import (
    CLASSES,
    FORMATS,
    MUTATIONS,
    Answer,
    Case,
    Coordinate,
    Fact,
    Format,
    Oracle,
    Problem,
    Verdict,
    choices,
    compose,
    generate,
    judge,
    pairs,
    tabulate,
)
from .paper.blocks import SHOWN_BUT_NOT_TEXT, Cell
from .paper.equations import failing
from .paper.forms import REQUESTS

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SINGLES = [(file_format, name) for file_format in FORMATS for name in choices(file_format)]
PLANTED = {
    "slip_balance": {"R1"},
    "slip_row_sum": {"R2", "R3"},
    "slip_column_sum": {"R3"},
    "slip_dispute_sum": {"R4"},
    "slip_negative_count": {"R5"},
    "slip_disclosed_total": {"R7"},
    "slip_statistics_sum": {"R9"},
    "slip_cumulative": {"R9"},
    "slip_sentence_received": {"N1"},
    "slip_sentence_carried_out": {"N2"},
    "slip_sentence_reviews": {"N3"},
    "slip_sentence_none_received": {"N4"},
}


def reread(cell: Cell) -> tuple[str, Decimal | None]:
    """Read a cell of the drawing model as a person would: kind and value, by rules written apart from the mutations."""
    text = unicodedata.normalize(
        "NFKC", "".join(sign for sign in cell.text if unicodedata.category(sign) != "Cf" and sign not in "①②③④⑤⑥²³¹")
    )
    text = re.sub(r"\*+$|\[\d\]$|[〔(]注\d[〕)]$", "", text)
    shown = "".join(run.text for run in cell.runs if run.look in SHOWN_BUT_NOT_TEXT)
    text = re.sub(r"\s+", " ", text).strip() or shown
    if not text:
        return "blank", None
    if text in {"—", "-", "/", "无", "——", "–"}:
        return "not_applicable", None
    number = re.sub(r"[,' ](?=\d{3}(\D|$))", "", text.replace("\u2212", "-").replace("+", ""))
    number = re.sub(r"(件|万元|元)$", "", number)
    try:
        return "number", Decimal(number)
    except InvalidOperation:
        return "text", None


@pytest.mark.parametrize("file_format", FORMATS)
def test_equal_arguments_give_equal_bytes(file_format: Format) -> None:
    """Make a few cases twice."""
    for name in (None, *choices(file_format)[::9]):
        names = (name,) if name else ()
        assert generate(5, format=file_format, mutations=names) == generate(5, format=file_format, mutations=names)
    assert generate(5, format=file_format).content != generate(6, format=file_format).content


def test_there_are_many_mutations_and_classes() -> None:
    """Keep the promise of the package."""
    assert len(MUTATIONS) >= 80
    assert len(CLASSES) >= 15


@pytest.mark.parametrize(("file_format", "name"), SINGLES)
def test_oracle_is_what_the_model_shows(file_format: Format, name: str) -> None:
    """Read every figure's cell again and compare it with the oracle where a person is sure."""
    draft = compose(11, file_format, (name,))
    cells = [cell for cell in draft.cells() if cell.coordinate in draft.seen]
    shown = {cell.coordinate for cell in cells}
    assert shown == set(draft.seen), set(draft.seen) ^ shown
    if name != "row_printed_twice":
        assert len(cells) == len(shown)
    for cell in cells:
        assert cell.coordinate is not None
        seen = draft.seen[cell.coordinate]
        if not seen.sure or seen.kind in {"unreadable", "text"} or cell.hidden:
            continue
        assert reread(cell) == (seen.kind, seen.value), (cell, seen)


@pytest.mark.parametrize(("file_format", "name"), SINGLES)
def test_sound_reports_are_sound_and_slips_break_their_rule(file_format: Format, name: str) -> None:
    """Evaluate the equations on the oracle; planted slips break exactly the named rules."""
    for seed in (21, 22):
        oracle = generate(seed, format=file_format, mutations=(name,)).oracle
        wanted = PLANTED.get(name, set())
        if name == "slip_sentence_none_received" and not oracle.slips:
            continue
        assert set(oracle.failing) == wanted
        assert {equation.rule for equation in failing(oracle.form, oracle.figures)} == {rule for rule in wanted if rule[0] == "R"}
        assert oracle.sound is (not wanted)


def test_pairs_can_be_made() -> None:
    """Make random pairs in all formats; a pair keeps both mutations."""
    cases = list(pairs(3, 36))
    assert {case.format for case in cases} == set(FORMATS)
    assert all(len(case.mutations) == 2 and case.content for case in cases)


def test_misfits_are_refused() -> None:
    """Refuse a mutation that a format cannot draw, and two that exclude each other."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        generate(1, format="pdf", mutations=("hidden_column",))
    with pytest.raises(ValueError, match="cannot be on one document"):
        generate(1, format="html", mutations=("total_first", "applicants_reordered"))


def text_of(case: Case) -> str:
    """Return the text of a file by a reader of its format that the generator does not use."""
    data = io.BytesIO(case.content)
    if case.format == "html":
        return "\n".join(map(str, lxml.html.document_fromstring(case.content).itertext()))
    if case.format == "docx":
        docx.Document(data)
        with zipfile.ZipFile(data) as archive:
            body = lxml.etree.fromstring(archive.read("word/document.xml"))
        return "\n".join("".join(map(str, node.itertext())) for node in body.iter(f"{WORD}p"))
    if case.format == "xlsx":
        return "\n".join(str(value) for sheet in openpyxl.load_workbook(data) for row in sheet.iter_rows(values_only=True) for value in row)
    if case.format == "pdf":
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    if case.format == "ofd":
        with zipfile.ZipFile(data) as archive:
            pages = [lxml.etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith("Content.xml")]
        return "\n".join(str(text) for page in pages for text in page.itertext())
    return case.content.decode()


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_bytes_hold_the_figures(file_format: Format) -> None:
    """Find every figure of plain reports in the file's own text, as often as the report shows it."""
    for seed in range(31, 37):
        case = generate(seed, format=file_format)
        found = Counter(re.findall(r"-?\d+(?:\.\d+)?", text_of(case)))
        found.update({str(abs(int(text))): count for text, count in found.items() if re.fullmatch(r"-\d+", text)})
        for text, count in Counter(seen.raw for seen in case.oracle.figures.values()).items():
            equal = [other for other in found if file_format == "xlsx" and other != text and Decimal(other) == Decimal(text)]
            assert found[text] + sum(found[other] for other in equal) >= count, (seed, text)
        assert case.oracle.agency_names[0] in text_of(case).replace("\n", "")


def perfect(oracle: Oracle) -> Answer:
    """Return the answer of a reader without faults."""
    facts = [
        Fact(
            key,
            seen.value if seen.kind == "number" else None,
            "number" if seen.kind == "number" else "unread" if seen.kind == "unreadable" else seen.kind,
            seen.unit,
        )
        for key, seen in oracle.figures.items()
    ]
    return Answer(oracle.agency_names[0], oracle.year, tuple(facts), (), tuple(Verdict(rule) for rule in sorted(oracle.failing)))


def test_a_perfect_answer_has_no_fault() -> None:
    """Judge the oracle's own figures."""
    for file_format, name in SINGLES[::3]:
        case = generate(4, format=file_format, mutations=(name,))
        assert judge(case.oracle, perfect(case.oracle)) == []
    case = generate(4, format="html")
    tally = tabulate([(case, perfect(case.oracle))])[("plain", "html")]
    assert tally.right == tally.readable == tally.figures > 40
    assert not tally.codes


def codes(oracle: Oracle, answer: Answer) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in judge(oracle, answer)]


def test_the_judge_finds_each_kind_of_fault() -> None:
    """Spoil a perfect answer in one way at a time."""
    oracle = generate(9, format="text", mutations=("blanks_for_zero",)).oracle
    good = perfect(oracle)
    numbers = [fact for fact in good.facts if fact.state == "number"]
    blank = next(fact for fact in good.facts if fact.state == "blank")

    def with_fact(old: Fact, *new: Fact) -> Answer:
        return replace(good, facts=tuple(fact for fact in good.facts if fact is not old) + new)

    first = numbers[0]
    assert first.value is not None
    assert codes(oracle, with_fact(first, replace(first, value=first.value + 1))) == ["wrong_as_sure"]
    assert codes(oracle, with_fact(first, replace(first, value=None, state="uncertain"))) == []
    assert codes(oracle, with_fact(first)) == ["lost_silently"]
    problem = Problem("row_unread", table=first.coordinate.table, item=first.coordinate.item)
    assert codes(oracle, replace(with_fact(first), problems=(problem,))) == []
    assert codes(oracle, with_fact(blank)) == []
    assert codes(oracle, with_fact(blank, replace(blank, value=Decimal(0), state="number"))) == ["blank_zero_confused"]
    assert codes(oracle, with_fact(blank, replace(blank, value=Decimal(7), state="number"))) == ["invented"]
    assert codes(oracle, with_fact(first, first, Fact(Coordinate("requests", "no_such_row", "total"), Decimal(1), "number"))) == [
        "invented"
    ]
    assert codes(oracle, replace(good, agency="红旗县人民政府", year=1999)) == ["wrong_agency", "wrong_year"]
    assert codes(oracle, replace(good, agency=None, year=None)) == ["agency_missing", "year_missing"]
    assert codes(oracle, replace(good, failed=(Verdict("R1"),))) == ["accused_sound"]


def test_a_missed_slip_is_found_and_an_unread_one_is_not() -> None:
    """Drop the failed check; then mark a cell it needs."""
    oracle = generate(9, format="html", mutations=("slip_dispute_sum",)).oracle
    good = perfect(oracle)
    assert codes(oracle, replace(good, failed=())) == ["slip_missed"]
    needed = next(iter(oracle.slips[0].needs))
    facts = tuple(replace(fact, value=None, state="uncertain") if fact.coordinate == needed else fact for fact in good.facts)
    assert codes(oracle, replace(good, failed=(), facts=facts)) == []


def test_every_row_of_the_form_is_in_a_plain_report() -> None:
    """Count the figures of a plain report of the form of 2021."""
    case = next(case for seed in range(20) if (case := generate(seed, format="html")).oracle.form == "2021")
    assert sum(key.table == "requests" for key in case.oracle.figures) == 7 * len(REQUESTS["2021"])
    assert sum(key.table == "disputes" for key in case.oracle.figures) == 15
    assert sum(key.table == "proactive" for key in case.oracle.figures) == 10
