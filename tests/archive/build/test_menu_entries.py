"""Entries of a menu that an earlier run took for rows, listing included: neither documents nor memberships, in any order of arrival."""

import pytest

from archive.build import build as building
from archive.store import fingerprint, schema
from archive.store.captures import document_id
from tests.helpers.warcs import Warc, page

ROW = ("http://town.example/nb/1.html", "甲市2023年政府信息公开工作年度报告", "2024-01-20")
GUIDE = ("http://town.example/zn/", "信息公开指南", "2024-01-01")
MOVED = "http://town.example/zhinan/index.html"
FORM = "http://town.example/zhinan/sqb.html"


def first():
    """A run that lists a menu entry as a row: it redirects to a page with a file."""
    warc = Warc(day="2024-01-02", run="20240102T000000Z-0001").start()
    warc.fetch(ROW[0], page(ROW[1], "正文"), list_title=ROW[1], list_date=ROW[2])
    warc.fetch(GUIDE[0], b"", status="302 Found", more=True)
    warc.fetch(MOVED, page("指南", "正文"), redirected_from=GUIDE[0], list_title=GUIDE[1])
    warc.fetch(FORM, page("申请表", "内容"), kind="attachment", via=MOVED)
    return warc.listing([ROW, GUIDE]).finish()


def learned(day="2024-01-03"):
    """The next run knows the menu."""
    warc = Warc(day=day, run=f"{day.replace('-', '')}T000000Z-0002").start()
    return warc.resource("menu:annual", {"type": "menu_entries", "column": "annual", "urls": [GUIDE[0]]}).listing([ROW]).finish()


def listed_later():
    """A run in which a list shows the address after all."""
    warc = Warc(day="2024-01-04", run="20240104T000000Z-0003").start()
    return warc.fetch(MOVED, page("指南", "正文"), redirected_from=GUIDE[0]).listing([ROW, GUIDE]).finish()


def urls(rows, home, table):
    return {url for (url,) in rows(home, f"SELECT url FROM {table}")}


def written(home, warc, number):
    warc.write(home.root, number)
    return building.build(home, jobs=1)


def test_before_it_is_known_the_menu_gives_documents(built, home, rows):
    built(first())
    assert urls(rows, home, "documents") == {ROW[0], MOVED, FORM}


@pytest.mark.parametrize("at_once", [True, False], ids=["one build", "a build after each run"])
def test_once_known_neither_the_entry_nor_its_target_nor_the_file_there_is_a_document(built, home, rows, at_once):
    if at_once:
        built(first(), learned())
    else:
        built(first())
        written(home, learned(), 2)
    assert urls(rows, home, "documents") == {ROW[0]}
    assert urls(rows, home, "memberships") == {ROW[0]}
    assert {MOVED, FORM} <= urls(rows, home, "captures")
    keys = [document_id(MOVED), document_id(FORM)]
    for table in ("versions", "readings", "signatures", "search_keys"):
        assert rows(home, f"SELECT * FROM {table} WHERE document_id IN (?, ?)", *keys) == []
    assert building.build(home, jobs=1).written == 0


def test_a_list_that_shows_the_address_later_makes_it_a_document_again(built, home, rows):
    built(first())
    written(home, learned(), 2)
    written(home, listed_later(), 3)
    assert urls(rows, home, "documents") == {ROW[0], MOVED, FORM}
    assert rows(home, "SELECT substr(first_listed, 1, 10), substr(last_listed, 1, 10) FROM memberships WHERE list_title = ?", GUIDE[1]) == [
        ("2024-01-02", "2024-01-04")
    ]


@pytest.mark.parametrize("later", [False, True], ids=["known", "listed later"])
def test_the_order_of_arrival_changes_nothing(home, rows, later):
    warcs = [first(), learned(), *([listed_later()] if later else [])]
    for number, warc in reversed(list(enumerate(warcs, 1))):
        written(home, warc, number)
    with schema.connect(home.database, readonly=True) as connection:
        scattered = fingerprint.fingerprints(connection)
    assert building.build(home, jobs=1, rebuild=True).differing == []
    assert scattered["documents"]


def test_a_page_that_another_column_fetched_as_its_own_stays(built, home, rows):
    other = Warc(day="2024-01-02", run="20240102T000000Z-0009").start()
    other.fetch(MOVED, page("指南", "正文"), column="news", time="00:20:00")
    built(first(), learned(), other)
    assert urls(rows, home, "documents") == {ROW[0], MOVED, FORM}
