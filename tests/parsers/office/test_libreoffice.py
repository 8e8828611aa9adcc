import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from parsers import formats
from parsers.files.safe_zip import Unreadable
from parsers.office import bare_text, libreoffice
from parsers.types import Source
from tests.helpers.drawing import texts

REPORTS = Path(__file__).parents[4] / "shared" / "reports"
RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\pard \'c4\'ea\'b1\'a8\par"
    rb"\trowd\cellx1000\cellx2000\pard\intbl 1\cell 2\cell\row\pard \u24180?\u25253?\par}"
)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
needs_reports = pytest.mark.skipif(not REPORTS.exists(), reason="the real reports are not part of the repository")


@needs_office
def test_rich_text_is_read_with_its_table():
    document = formats.parse(Source(RTF))
    assert (document.media_type, document.problems) == ("application/rtf", ())
    assert [texts(table) for table in document.tables] == [[["1", "2"]]]
    assert document.text.count("年报") == 2


@needs_office
def test_what_rich_text_strikes_hides_or_raises_stays_out_of_the_figure():
    inside = (r"{\strike 12}13", r"{\v 9}12", r"12{\super 1}", r"{\deleted 9}12", r"{\cf1 9}12", r"10\line 9")
    rows = "".join(rf"\trowd\cellx2000\cellx4000\cellx6000\intbl A\cell {text}\cell 7\cell\row " for text in inside)
    document = formats.parse(Source((r"{\rtf1\ansi{\colortbl;\red255\green255\blue255;}" + rows + r"\pard end\par}").encode()))
    cells = [cell for cell in document.tables[0].cells if cell.column == 1]
    assert [(cell.text, "".join(cell.marks), cell.aside) for cell in cells] == [
        ("13", "struck", "12"),
        ("12", "hidden", "9"),
        ("12", "superscript", "1"),
        ("12", "deleted", "9"),
        ("12", "hidden", "9"),
        ("10\n9", "", ""),
    ]


@needs_office
@needs_reports
def test_a_word_file_has_the_cells_of_its_page():
    page, given = (formats.parse(Source((REPORTS / name).read_bytes())) for name in ("pingtan-2018.html", "pingtan-2018.doc"))
    assert [texts(table) for table in given.tables] == [texts(table) for table in page.tables]


def test_without_libreoffice_the_text_is_read_and_that_is_told(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    document = libreoffice.parse(Source(RTF))
    assert [problem.code for problem in document.problems] == ["text_only"]
    assert document.text == "年报\n1\n2\n年报"
    assert document.tables == ()


def test_a_program_that_hangs_is_ended_with_all_it_started(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 61 & echo $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    with pytest.raises(Unreadable) as refused:
        libreoffice.convert(RTF, "rtf", time_limit=1.0)
    assert refused.value.code == "office_timeout"
    state = subprocess.run(["ps", "-o", "stat=", "-p", (tmp_path / "child").read_text().strip()], capture_output=True, text=True).stdout
    assert state.strip()[:1] in ("", "Z")


def test_a_forked_process_has_a_profile_of_its_own():
    ours = libreoffice.OWN_PROFILE.path()
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        theirs = pool.submit(office_profile).result()
    assert theirs != ours
    assert libreoffice.OWN_PROFILE.path() == ours
    assert (ours / "user" / "registrymodifications.xcu").exists()  # the child's end has not taken it away


def office_profile():
    return libreoffice.OWN_PROFILE.path()


@needs_office
def test_a_damaged_file_says_so_and_the_next_one_is_read():
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    document = libreoffice.parse(Source(head + b"\0" * 600 + "WordDocument\0".encode("utf-16-le")))
    assert (document.blocks, [problem.code for problem in document.problems]) == ((), ["damaged"])
    assert formats.parse(Source(RTF)).tables


@needs_reports
def test_the_bare_text_of_word_files():
    lines = bare_text.of_doc((REPORTS / "pingtan-2021.doc").read_bytes())
    assert lines[0] == "平潭综合实验区2021年度政府信息公开工作年度报告"
    assert lines[lines.index("行政许可") + 1] == "2293"


@pytest.mark.parametrize("cut", [8, 100, 600, 2000])
@needs_reports
def test_a_cut_word_file_raises_nothing_else(cut):
    with pytest.raises(Unreadable):
        bare_text.of_doc((REPORTS / "pingtan-2018.doc").read_bytes()[:cut])


def test_field_codes_go_and_results_stay():
    assert bare_text.readable('第\x13 PAGE \x141\x15页\r\x13 HYPERLINK "x" \x14网址\x15\x07') == ["第1页", "网址"]
