"""The answer to an upload, without a server: which requests are uploads, which report is beside which, what is kept as files."""

import base64
import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import archive.site
from archive.parse import verdict_page
from archive.site.drafts import answer
from archive.site.drafts.reading import DraftReading
from archive.site.request import edition_state
from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.helpers import drafts


def report_of(body):
    return read_report(formats.parse(Source(body)), Source(body))


@pytest.mark.parametrize(
    ("changed", "readers", "is_one"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"type": "websocket"}, True, False),
        ({"method": "GET"}, True, False),
        ({"path": "/check/"}, True, False),
        ({"path": "/"}, True, False),
    ],
)
def test_which_request_is_an_upload(monkeypatch, changed, readers, is_one):
    monkeypatch.setattr(answer, "site_of", lambda datasette: SimpleNamespace(drafts=datasette))
    assert answer.is_upload(readers, {"type": "http", "method": "POST", "path": "/check", **changed}) is is_one


@pytest.fixture(scope="module")
def readings():
    return [
        DraftReading("previous", (("去年.html", report_of(drafts.last_year())),)),
        DraftReading("draft", (("草稿.html", report_of(drafts.slipped())), ("二.html", report_of(drafts.sound())))),
    ]


@pytest.fixture(scope="module")
def verdicts(readings):
    return answer.judged(None, readings, "zh")


def test_each_draft_is_judged_beside_last_years_file(verdicts):
    assert [verdict.name for verdict in verdicts] == ["草稿.html", "二.html"]
    assert "X1" in {found.rule for found in verdicts[0].must_fix}


@pytest.mark.parametrize(("lang", "name"), [("zh", "核对意见"), ("en", "verdict")])
def test_the_verdict_as_files_whose_addresses_hold_all_of_it(verdicts, lang, name):
    pytest.importorskip("docx")
    (page, address), (word, other) = answer.kept_files(verdicts, lang)
    assert (page, word) == (f"{name}.html", f"{name}.docx")
    assert address.startswith("data:text/html;charset=utf-8;base64,")
    assert drafts.PLANTED["R1"][2] in base64.b64decode(address.partition(",")[2]).decode()
    kind, _, body = other.partition(";base64,")
    assert kind == "data:application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert io.BytesIO(base64.b64decode(body)).read(2) == b"PK"


def test_without_the_library_there_is_no_word_file(monkeypatch, verdicts):
    monkeypatch.setattr(answer.word_file, "is_available", lambda: False)
    assert [name for name, _ in answer.kept_files(verdicts, "zh")] == ["核对意见.html"]


def test_the_place_and_the_words_of_a_site_without_drafts():
    assert answer.PATH == "/check"
    assert answer.OFF == ("本站没有开启草稿核对（gongkai serve --check）。", "This site does not check drafts (gongkai serve --check).")
    assert answer.site_of is edition_state.site_of


def test_the_sites_style_sheet_says_nothing_of_the_verdicts_own_classes():
    """Both style the page of /check: a name that both use would give the verdict the width and colours of another page."""
    files = (Path(archive.site.__file__).parent / "static/gongkai.css", Path(verdict_page.__file__).parent / "verdict.css")
    site, verdict = (set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", path.read_text(encoding="utf-8")))) for path in files)
    assert site & verdict == {"form", "group", "n", "doubt"}, "the form and its cells look alike on every page"
    assert len(verdict) > 15
