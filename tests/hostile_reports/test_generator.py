"""The generator and its oracle against each other, without the reader."""

from __future__ import annotations

import contextlib
import io
import random
import re
import zipfile
from collections import Counter
from functools import cache
from typing import Any

import pypdfium2
import pytest
from lxml import html as lxml_html
from openpyxl import load_workbook

from . import CLASSES, QUICK_FORMATS, Case, Oracle, generate, judge
from .data import agency_pages, sentence_figures, sentence_pages
from .generator import make_case
from .model import Expected
from .mutations import VARIANTS


@cache
def cases_of(file_format: str) -> list[Case]:
    """Return a case of every variant in a format."""
    found = []
    for item in VARIANTS:
        for form in ("2021", "statistics", "2019", "prose"):
            if item.fits(form, file_format):
                found.append(make_case(random.Random(f"{item.name}{form}"), f"{item.name}-{form}", form, file_format, [item]))
                break
    return found


def perfect_answer(case: Case) -> dict[str, Any]:
    """Return the answer of a careful person."""
    oracle = case.oracle
    facts = [
        {"table": k[0], "item": k[1], "measure": k[2], "value": e.value, "state": "number", "raw": e.raw}
        if e.state in ("number", "either")
        else {"table": k[0], "item": k[1], "measure": k[2], "value": None, "raw": e.raw, "state": _state(e)}
        for k, e in oracle.cells.items()
        if e.state != "absent"
    ]
    checks = [{"rule": rule, "verdict": "fail", "detail": ""} for rule in oracle.broken_rules]
    return {
        "agency": min(oracle.agencies, key=len),
        "year": oracle.year,
        "form": oracle.form,
        "facts": facts,
        "checks": checks,
        "problems": [],
    }


def _state(expected: Expected) -> str:
    return {"unsure": "uncertain"}.get(expected.state, expected.state)


def shown_text(case: Case) -> str:
    """Return the text of a file, hidden matter included."""
    if case.format == "html":
        return "".join(str(part) for part in lxml_html.fromstring(case.content).itertext())
    if case.format in ("txt", "md"):
        return case.content.decode()
    if case.format == "xlsx":
        book = load_workbook(io.BytesIO(case.content), rich_text=False)
        return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None)
    with zipfile.ZipFile(io.BytesIO(case.content)) as archive:
        names = [n for n in archive.namelist() if n.endswith(("document.xml", "Content.xml"))]
        texts = (re.sub(r"<[^>]+>", "\n" if case.format == "ofd" else "", archive.read(n).decode()) for n in names)
        return "\n".join(texts)


@pytest.mark.parametrize("file_format", QUICK_FORMATS)
def test_every_class_comes_in_every_format(file_format: str) -> None:
    made = {kind for case in cases_of(file_format) for kind in case.classes}
    missing = set(CLASSES) - made - ({"office"} if file_format not in ("docx", "xlsx") else set())
    assert not missing


@pytest.mark.parametrize("file_format", QUICK_FORMATS)
def test_only_slips_make_a_report_unsound(file_format: str) -> None:
    for case in cases_of(file_format):
        assert case.oracle.sound or case.classes == ("slips",) or case.mutations == ("number_formats",), (
            case.name,
            case.oracle.broken_rules,
        )
        assert not case.oracle.sound or case.classes != ("slips",), case.name


@pytest.mark.parametrize("file_format", ["html", "txt", "md", "xlsx", "docx", "ofd"])
def test_every_visible_figure_is_printed(file_format: str) -> None:
    for case in cases_of(file_format):
        if case.mutations[0] in ("pictures", "inputs", "full_width", "number_formats", "soft_hyphen", "split_digits", "narrow_columns"):
            continue
        text = re.sub(r"[\s　]", "", shown_text(case))
        lost = [e.raw for e in case.oracle.cells.values() if e.state == "number" and re.sub(r"\s", "", e.raw) not in text]
        assert not lost, (case.name, lost[:3])


def test_the_text_of_a_pdf_has_the_figures() -> None:
    for case in cases_of("pdf-reportlab")[:60:6]:
        with contextlib.closing(pypdfium2.PdfDocument(case.content)) as document:
            text = "".join(re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document)
        raws = [e.raw for e in case.oracle.cells.values() if e.state == "number" and len(e.raw) > 1]
        assert sum(raw in text for raw in raws) >= 0.98 * len(raws), case.name


def test_the_same_seed_gives_the_same_bytes() -> None:
    for one, two in zip(generate(7, 25), generate(7, 25), strict=True):
        assert one.content == two.content, one.name
        assert one.oracle == two.oracle
    assert [c.content for c in generate(7, 5)] != [c.content for c in generate(8, 5)]


def test_a_perfect_answer_has_no_finding() -> None:
    for case in generate(3, 100, ("html", "txt", "md")):
        assert judge(case.oracle, perfect_answer(case)).counts == Counter(), case.name


def test_an_oracle_survives_json() -> None:
    for case in generate(4, 5, ("md",)):
        assert Oracle.from_json(case.oracle.to_json()) == case.oracle


def test_each_fault_of_an_answer_is_found() -> None:
    case = make_case(random.Random(1), "plain", "2021", "html", [v for v in VARIANTS if v.name == "untouched"])
    key = ("requests", "granted", "total")

    def found(**change: Any) -> Counter[str]:
        answer = perfect_answer(case)
        fact = next(f for f in answer["facts"] if (f["table"], f["item"], f["measure"]) == key)
        if change.get("lose"):
            answer["facts"].remove(fact)
        fact.update(change.get("fact", {}))
        answer.update(change.get("answer", {}))
        return judge(case.oracle, answer).counts

    extra = {"table": "disputes", "item": "arbitration", "measure": "total", "value": 3, "state": "number"}
    assert found(fact={"value": -1}) == {"wrong_sure": 1}
    assert found(lose=True) == {"lost_silently": 1}
    assert found(lose=True, answer={"problems": [{"code": "x", "message": "granted", "where": ""}]}) == {"uncertain": 1}
    assert found(fact={"value": None, "state": "uncertain"}) == {"uncertain": 1}
    assert found(fact={"value": None, "state": "blank"}) == {"false_blank": 1}
    assert found(answer={"facts": [*perfect_answer(case)["facts"], extra]}) == {"invented": 1}
    assert found(answer={"checks": [{"rule": "R1", "verdict": "fail"}]}) == {"accused": 1}
    assert found(answer={"agency": "经济技术开发区"}) == {"wrong_agency": 1}
    assert found(answer={"agency": None}) == {"missing_agency": 1}
    assert found(answer={"year": 1999}) == {"wrong_year": 1}
    assert found(answer={"year": None}) == {"missing_year": 1}
    assert found(answer={"form": "2019"}) == {"false_form": 1}


def test_a_missed_slip_and_a_number_for_hidden_matter_are_found() -> None:
    by_name = {item.name: item for item in VARIANTS}
    slip = make_case(random.Random(2), "slip", "2021", "html", [by_name["slip_in_requests"]])
    assert judge(slip.oracle, perfect_answer(slip) | {"checks": []}).counts["missed_slip"] >= 1
    hidden = make_case(random.Random(2), "hidden", "2021", "html", [by_name["struck"]])
    key = next(k for k, e in hidden.oracle.cells.items() if e.state == "absent")
    answer = perfect_answer(hidden)
    answer["facts"].append({"table": key[0], "item": key[1], "measure": key[2], "value": 5, "state": "number"})
    assert judge(hidden.oracle, answer).counts == {"invented": 1}


def test_agencies_are_on_their_pages() -> None:
    pages = list(agency_pages())
    assert len({next(iter(page.accepted)) for page in pages}) == len(pages) == 120
    for page in pages:
        text = page.html.decode()
        joined = re.sub(r"<[^>]+>|\s", "", text)
        metas = "".join(re.findall(r'content="([^"]*)"', text))
        assert any(name in joined or name in metas for name in page.accepted), page.name
        assert str(page.year) in text


def test_sentences_are_two_hundred_of_each_and_their_tables_are_sound() -> None:
    pages = list(sentence_pages())
    assert Counter(page.slip for page in pages) == {False: 200, True: 200}
    assert len({(page.slip, page.text) for page in pages}) == 400
    for page in pages:
        assert re.sub(r"\s", "", page.text) in re.sub(r"<[^>]+>|\s", "", page.html.decode()), page.name
        cells = page.cells
        for measure in ("natural_person", "business", "total"):
            left = cells["requests", "received", measure] + cells["requests", "carried_in", measure]
            assert left == cells["requests", "handled", measure] + cells["requests", "carried_out", measure]
        assert min(cells.values()) >= 0
    assert sentence_figures(dict.fromkeys("RIHOGPNUJXBMVDAQZFEKC", 0) | {"VU": 0, "VC": 0})
