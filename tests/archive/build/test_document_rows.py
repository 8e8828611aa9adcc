"""What is written of a document from its fetches and its reading: each condition and each column."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from archive.build import content_digest, documents, write_document
from archive.build.documents import DocumentCapture, DocumentHistory
from archive.build.read_payload import PayloadReading, Task
from archive.store import schema
from archive.store.captures import document_id
from gongkai import fetch_record
from parsers.types import Document, Paragraph, Problem, Report, Signature, Source, Table

NONE: Any = dict.fromkeys(DocumentCapture.__dataclass_fields__)
GOOD = DocumentCapture(**{**NONE, "status": 200, "payload_digest": "p", "length": 3, "fetched_at": "2024-01-01T00:00:00Z"})


@pytest.mark.parametrize(
    ("changed", "good"),
    [
        ({}, True),
        ({"status": 203}, True),
        ({"status": 304}, True),
        ({"status": 206}, False),
        ({"status": 404}, False),
        ({"status": None}, False),
        ({"problem": "cut"}, False),
        ({"payload_digest": None}, False),
        ({"length": 0}, False),
        ({"length": None}, True),
    ],
)
def test_whether_a_fetch_brought_the_document(changed, good):
    assert replace(GOOD, **changed).good is good


@pytest.mark.parametrize(
    ("changed", "missing"),
    [({}, False), ({"status": 404}, True), ({"status": 410}, True), ({"status": 403}, False), ({"status": 500}, False)],
)
def test_whether_the_portal_said_that_it_is_gone(changed, missing):
    assert replace(GOOD, **changed).missing is missing


@pytest.mark.parametrize("code", sorted(fetch_record.GONE))
def test_a_problem_that_says_that_it_is_gone(code):
    assert replace(GOOD, problem=code).missing
    assert not replace(GOOD, problem=f"{code}_x").missing


def gone(day, status=404):
    return replace(GOOD, status=status, fetched_at=f"2024-02-{day:02}T00:00:00Z", payload_digest=None)


@pytest.mark.parametrize(
    ("fetches", "since"),
    [
        ([], None),
        ([GOOD], None),
        ([GOOD, gone(1)], None),
        ([GOOD, gone(1), gone(1)], None),
        ([GOOD, gone(1), gone(2)], "2024-02-01T00:00:00Z"),
        ([GOOD, gone(1), gone(2, 500)], None),
        ([GOOD, gone(1, 500), gone(2), gone(3)], "2024-02-02T00:00:00Z"),
        ([GOOD, gone(1), gone(2), GOOD], None),
        ([gone(1), gone(2)], None),
        ([gone(1), GOOD, gone(2)], None),
    ],
)
def test_a_document_is_gone_once_it_was_missing_on_two_days(fetches, since):
    fetches = [replace(fetch, url=str(number)) for number, fetch in enumerate(fetches)]
    assert DocumentHistory(tuple(fetches), ()).gone_at == since


@pytest.mark.parametrize(
    ("statuses", "leads"),
    [
        ([301], True),
        ([300, 399], True),
        ([304], False),
        ([299], False),
        ([400], False),
        ([302, 200], False),
        ([None], False),
        ([302, None], False),
    ],
)
def test_whether_an_address_only_leads_on(statuses, leads):
    assert DocumentHistory(tuple(replace(GOOD, status=status) for status in statuses), ()).only_leads_on is leads


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as made:
        schema.migrate(made)
        yield made


def test_what_the_portal_says_of_a_document(connection):
    parent = document_id("http://town.example/a.html")
    connection.execute("INSERT INTO sites (id, name, area) VALUES ('town', '甲市', '990100')")
    connection.execute("INSERT INTO columns (id, name) VALUES ('town/news', '通知')")
    connection.execute("INSERT INTO documents (id, title, published) VALUES (?, '文章', '2024-01-05')", (parent,))
    connection.execute("INSERT INTO captures (id, document_id, warc, offset, media_type) VALUES ('x', ?, 'w', 7, 'text/html')", (parent,))
    fetch = replace(
        GOOD,
        url="http://town.example/b.pdf",
        kind="attachment",
        via="http://town.example/a.html",
        site_id="town",
        column_id="town/news",
        list_title="题",
        list_date="2024-01-06",
        label="附件",
        path=json.dumps(["市直", "甲"]),
        warc="w",
        offset=7,
    )
    whole = Source(
        b"",
        "http://town.example/b.pdf",
        "text/html",
        list_title="题",
        list_date="2024-01-06",
        link_label="附件",
        parent_title="文章",
        parent_published="2024-01-05",
        site_name="甲市",
        column_name="通知",
        column_path=("市直", "甲"),
        area="990100",
    )
    assert documents.source_of(connection, fetch) == whole
    assert documents.parent_of(connection, fetch) == parent
    for changed in ({"kind": "article"}, {"via": None}, {"via": "http://town.example/other"}):
        assert documents.parent_of(connection, replace(fetch, **changed)) is None
    bare = replace(fetch, site_id=None, column_id=None, list_title=None, list_date=None, label=None, path=None, via=None, offset=8)
    assert documents.source_of(connection, bare) == Source(b"", "http://town.example/b.pdf")


# ---- what is written of a reading

SOURCE = Source(
    b"",
    "http://town.example/a",
    "text/html",
    list_title="列表题名",
    list_date="2024-01-06",
    link_label="链接",
    parent_published="2024-01-04",
)
TASK = Task("d", "sha256:1", "c", "2024-01-07T00:00:00Z", "w", 7, SOURCE, False, True, length=9)
DOCUMENT = Document("题名", "2024-01-05", "text/html", "正文", (Paragraph("正文"),), source="甲局")
READING = PayloadReading("d", "sha256:1", SOURCE.url, "名", 5, DOCUMENT, None, {}, ())


def reading(**changed):
    return replace(READING, document=replace(DOCUMENT, **changed))


def test_the_row_of_a_document_that_was_read():
    assert write_document.content_row(TASK, READING) == {
        "id": "d",
        "title": "题名",
        "published": "2024-01-05",
        "source": "甲局",
        "media_type": "text/html",
        "text": "正文",
        "payload_digest": "sha256:1",
        "state": "read",
        "length": 5,
    }


@pytest.mark.parametrize(
    ("changed", "origin", "column", "value"),
    [
        ({"title": ""}, {}, "title", "列表题名"),
        ({"title": ""}, {"list_title": ""}, "title", "名"),
        ({"published": None}, {}, "published", "2024-01-06"),
        ({"published": None}, {"list_date": ""}, "published", "2024-01-04"),
        ({"published": None}, {"list_date": "", "parent_published": ""}, "published", None),
        ({"source": ""}, {}, "source", None),
        ({"text": " \n"}, {}, "state", "no_text"),
        ({"text": " \n", "blocks": (Table(0, ()),)}, {}, "state", "read"),
    ],
)
def test_what_stands_in_where_a_document_does_not_say(changed, origin, column, value):
    task = replace(TASK, source=replace(SOURCE, **origin))
    assert write_document.content_row(task, reading(**changed))[column] == value


@pytest.mark.parametrize(
    ("origin", "title", "published", "media_type"),
    [
        ({}, "列表题名", "2024-01-06", "text/html"),
        ({"list_title": "", "list_date": "", "media_type": ""}, "链接", "2024-01-04", None),
        ({"list_title": "", "link_label": "", "list_date": "", "parent_published": ""}, "", None, "text/html"),
    ],
)
def test_the_row_of_a_document_that_could_not_be_read(origin, title, published, media_type):
    assert write_document.failed_row(replace(TASK, source=replace(SOURCE, **origin))) == {
        "id": "d",
        "title": title,
        "published": published,
        "source": None,
        "media_type": media_type,
        "text": "",
        "payload_digest": "sha256:1",
        "state": "failed",
        "length": 9,
    }


def nested():
    inner = replace(READING, document_id="i", name="内.html", problems=(Problem("document", "damaged", "m", ""),))
    box = replace(READING, document_id="b", name="箱.zip", parts=(inner,), problems=(Problem("document", "bomb", "m", "x"),))
    return replace(READING, parts=(box,), problems=(Problem("document", "empty", "m", "y"),))


def test_problems_of_parts_name_their_part_and_parts_their_folder():
    assert [(each.code, each.where) for each in write_document.everything(nested())] == [
        ("empty", "y"),
        ("bomb", "箱.zip: x"),
        ("damaged", "箱.zip: 内.html"),
    ]
    assert [(path, each.document_id) for path, each in write_document.flat(nested(), "")] == [
        ("", "d"),
        ("箱.zip", "b"),
        ("箱.zip/内.html", "i"),
    ]


def test_the_row_of_a_reading():
    row = write_document.reading_row(TASK, READING)
    assert row["failed"] == 0
    assert (row["content_digest"], row["shape"]) == (None, None)
    shaped = write_document.reading_row(TASK, replace(READING, shape={"a": "b"}))
    assert (shaped["content_digest"], shaped["shape"]) == (content_digest.digest({"a": "b"}), content_digest.packed({"a": "b"}))
    failed = write_document.reading_row(TASK, Problem("document", "died", "m"))
    assert {key: failed[key] for key in ("document_id", "payload_digest", "source_digest", "failed", "figures", "shape")} == {
        "document_id": "d",
        "payload_digest": "sha256:1",
        "source_digest": TASK.source_digest,
        "failed": 1,
        "figures": None,
        "shape": None,
    }


@pytest.mark.parametrize(("in_period", "kept"), [(True, 1), (False, 0), (None, None)])
def test_the_rows_of_signatures(connection, in_period, kept):
    signatures = (Signature("ofd_seal", "whole", seal="公章", in_period=in_period), Signature("pdf_signature", "broken", "content_differs"))
    for _ in range(2):
        write_document.put_signatures(connection, reading(signatures=signatures))
    found = connection.execute(
        "SELECT document_id, seq, kind, state, reason, seal, signer, in_period FROM signatures ORDER BY seq"
    ).fetchall()
    assert found == [
        ("d", 1, "ofd_seal", "whole", None, "公章", None, kept),
        ("d", 2, "pdf_signature", "broken", "content_differs", None, None, None),
    ]


@pytest.mark.parametrize("code", ["timeout", "died", "memory", "installation", "unreadable"])
def test_what_the_machine_does_to_a_document_is_tried_five_times(connection, code):
    class Index:
        def watch(self, keys):
            pass

    connection.execute("INSERT INTO captures (id, site_id, column_id) VALUES ('c', 'town', 'town/news')")
    found = []
    for _ in range(6):
        write_document.put_outcome(connection, Index(), TASK, Problem("document", code, "m"))
        found.append(connection.execute("SELECT stage_version IS NULL, tries, failed FROM readings").fetchone())
    assert found == [(1, 1, 1), (1, 2, 1), (1, 3, 1), (1, 4, 1), (0, 5, 1), (0, 6, 1)]
    assert connection.execute("SELECT state FROM documents").fetchall() == [("failed",)]
    rows = connection.execute("SELECT stage, code, message, url, capture_id, document_id, at, site_id, column_id FROM problems").fetchall()
    assert rows == [("document", code, "m", SOURCE.url, "c", "d", TASK.fetched_at, "town", "town/news")]
    write_document.put_outcome(connection, Index(), TASK, Problem("document", "damaged", "m", "page 3"))
    assert connection.execute("SELECT stage_version IS NULL, tries FROM readings").fetchall() == [(0, None)]
    assert connection.execute("SELECT message FROM problems").fetchall() == [("m (page 3)",)]


def test_what_was_read_well_stays_while_the_machine_is_busy(connection):
    class Index:
        def watch(self, keys):
            pass

    connection.execute("INSERT INTO captures (id, site_id, column_id) VALUES ('c', 'town', 'town/news')")
    assert write_document.put_outcome(connection, Index(), TASK, READING) is False
    assert write_document.put_outcome(connection, Index(), TASK, Problem("document", "timeout", "m")) is True
    assert connection.execute("SELECT stage_version IS NULL, tries, failed FROM readings").fetchall() == [(1, 1, 0)]
    assert connection.execute("SELECT title, state FROM documents").fetchall() == [("题名", "read")]
    assert connection.execute("SELECT code FROM problems").fetchall() == [("timeout",)]


def test_a_report_is_written_with_its_document_and_dropped_with_it(connection):
    class Index:
        def watch(self, keys):
            pass

    connection.execute("INSERT INTO captures (id, site_id, column_id) VALUES ('c', 'town', 'town/news')")
    report = Report("", "甲局", 2023, "2021", None)
    write_document.put_outcome(connection, Index(), TASK, replace(READING, report=report))
    assert connection.execute("SELECT id, title, published, agency, year FROM reports").fetchall() == [
        ("d", "题名", "2024-01-05", "甲局", 2023)
    ]
    write_document.put_outcome(connection, Index(), TASK, replace(READING, report=replace(report, form=None)))
    assert connection.execute("SELECT count(*) FROM reports").fetchone() == (0,)
