"""Records → captures: which record is a fetch, each column of it, what goes with which response, what is damaged."""

import hashlib
import json
from dataclasses import asdict

import pytest

from archive.store import captures
from archive.store.captures import Harvest, ProblemRow, address, document_id, harvest, joined, read_response, take, to_capture
from archive.store.warc_files import WarcFile
from gongkai.errors import VerifyFailed
from gongkai.fetch_record import FetchProblem, FetchRecord
from gongkai.warc_reader import Record
from tests.helpers.warcs import Warc, page

URL = "http://town.example/nb/1.html"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML ; charset=gbk\r\n\r\nbody"
FULL = FetchRecord(
    URL,
    run="r",
    site="town",
    kind="article",
    column="news",
    list_title="题",
    list_date="2024-01-02",
    path=("市直", "甲"),
    via="http://town.example/nb/",
    label="附件",
    redirected_from="http://town.example/r",
    payload="sha256:p",
)


def record(kind, block=b"", offset=7, length=3, fault="", **fields):
    head = {"WARC-Type": kind, "WARC-Record-ID": "<urn:uuid:1>", "WARC-Date": "2024-01-03T00:00:00Z", "WARC-Target-URI": URL}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    return Record(offset, length, tuple(head.items()), block, fault)


def test_each_column_of_a_capture():
    assert asdict(to_capture("w", record("response", ANSWER), FULL, 50)) == {
        "id": "1",
        "url": URL,
        "fetched_at": "2024-01-03T00:00:00Z",
        "status": 200,
        "media_type": "text/html",
        "kind": "article",
        "column_id": "town/news",
        "payload_digest": "sha256:p",
        "length": 4,
        "warc": "w",
        "offset": 7,
        "revisit_of": None,
        "document_id": document_id(URL),
        "run_id": "r",
        "site_id": "town",
        "problem": None,
        "list_title": "题",
        "list_date": "2024-01-02",
        "path": '["市直", "甲"]',
        "via": "http://town.example/nb/",
        "label": "附件",
        "redirected_from": "http://town.example/r",
        "record_length": 43,
    }


@pytest.mark.parametrize(
    ("kind", "block", "about", "column", "value"),
    [
        ("response", ANSWER, FetchRecord(URL, kind="list"), "document_id", None),
        ("response", ANSWER, FetchRecord(URL, kind="robots"), "document_id", None),
        *(("response", ANSWER, FetchRecord(URL, kind=kind), "document_id", document_id(URL)) for kind in ("article", "attachment", "page")),
        ("response", ANSWER, FetchRecord(URL, site="town"), "column_id", None),
        ("response", ANSWER, FetchRecord(URL, column="news"), "column_id", None),
        ("response", ANSWER, FetchRecord(URL), "path", None),
        ("response", ANSWER, FetchRecord(URL), "payload_digest", "sha256:head"),
        ("response", b"HTTP/1.1 200 OK\r\n\r\n", FULL, "media_type", None),
        ("response", b"HTTP/1.1 200 OK\r\n\r\n", FULL, "length", 0),
        ("revisit", b"HTTP/1.1 200 OK\r\n\r\n", FULL, "length", None),
        ("revisit", b"HTTP/1.1 200 OK\r\n\r\n", FULL, "revisit_of", "2"),
        ("revisit", b"HTTP/1.1 200 OK\r\n\r\n", FULL, "payload_digest", "sha256:p"),
        ("revisit", b"HTTP/1.1 304 Not Modified\r\n\r\n", FULL, "payload_digest", None),
        ("response", b"HTTP/1.1 304 Not Modified\r\n\r\n", FULL, "payload_digest", "sha256:p"),
        ("response", ANSWER, FULL, "revisit_of", None),
        ("metadata", b"{}", FULL, "status", None),
        ("metadata", b"{}", FULL, "payload_digest", None),
        ("metadata", b"{}", FetchRecord(URL, problem=FetchProblem("fetch", "timeout", "m")), "problem", "timeout"),
    ],
)
def test_a_column_of_other_captures(kind, block, about, column, value):
    found = to_capture("w", record(kind, block, WARC_Refers_To="<urn:uuid:2>", WARC_Payload_Digest="sha256:head"), about, 50)
    assert asdict(found)[column] == value


def test_a_record_without_a_name_is_named_by_its_place():
    assert to_capture("w", record("response", ANSWER, WARC_Record_ID=""), FULL, 50).id == "w@7"
    bare = record("response", ANSWER)
    assert to_capture("w", bare, FetchRecord(URL), 50).payload_digest is None


@pytest.mark.parametrize(
    ("kind", "url", "found"),
    [("metadata", "http://a/", "http://a/"), ("metadata", "", URL), ("response", "http://a/", URL), ("revisit", "http://a/", URL)],
)
def test_the_address_that_was_asked_for(kind, url, found):
    assert address(record(kind), FetchRecord(url)) == found


def pairs(*records, closed=True):
    return [(response and response.offset, each.offset) for response, each in joined(iter(records), closed)]


def about(offset, to="<urn:uuid:1>", kind="metadata"):
    return record(kind, b"{}", offset, WARC_Record_ID=f"<urn:uuid:m{offset}>", WARC_Concurrent_To=to)


def answer(offset, kind="response", fault=""):
    return record(kind, ANSWER, offset, fault=fault, WARC_Record_ID=f"<urn:uuid:{offset}>")


@pytest.mark.parametrize("kind", ["response", "revisit"])
def test_a_response_goes_with_its_metadata(kind):
    assert pairs(answer(1, kind), about(2), answer(3)) == [(1, 2), (3, 3)]
    assert pairs(answer(1, kind), about(2, "<urn:uuid:9>")) == [(1, 1), (None, 2)]
    assert pairs(answer(1, kind), answer(3)) == [(1, 1), (3, 3)]
    assert pairs(answer(1, kind), about(2, kind="request"), about(3)) == [(1, 3)]
    assert pairs(answer(1, kind), closed=False) == []
    assert pairs(answer(1, kind), about(2), closed=False) == [(1, 2)]
    assert pairs(answer(1, kind, fault="cut"), about(2)) == [(None, 1), (None, 2)]
    assert pairs(about(2), record("warcinfo", offset=0)) == [(None, 2), (None, 0)]


@pytest.fixture
def gathered():
    return Harvest(WarcFile("town/w.warc.gz", 100, False), 0)


def test_what_a_damaged_record_says(gathered):
    take(gathered, None, record("response", fault="cut"))
    assert gathered.troubles == [
        ProblemRow(
            "warc",
            "damaged_record",
            "town/w.warc.gz: 3 bytes from byte 7 on cannot be read (cut); restore a complete copy of the file and run build --rebuild",
            url="town/w.warc.gz@7",
        )
    ]
    assert gathered.captures == []


@pytest.mark.parametrize("block", [b"[1]", b"{", b"7", b"", b"\xff"])
def test_a_record_that_holds_no_object(gathered, block):
    assert captures.read_json(gathered, record("metadata", block)) == {}
    (trouble,) = gathered.troubles
    assert (trouble.stage, trouble.code, trouble.url) == ("warc", "bad_record", "town/w.warc.gz@7")
    assert trouble.message == "the metadata record at town/w.warc.gz@7 holds no JSON object"


@pytest.mark.parametrize(
    ("uri", "media_type", "event"),
    [
        ("urn:gongkai:run", "application/json", True),
        ("urn:gongkai:run", "text/html", False),
        ("http://a/", "application/json", False),
        ("urn:other:", "application/json", False),
    ],
)
def test_the_events_of_a_crawl(gathered, uri, media_type, event):
    found = record("resource", b'{"type": "x"}', WARC_Target_URI=uri, Content_Type=media_type)
    take(gathered, None, found)
    assert [(each.data, each.at, each.warc, each.offset) for each in gathered.events] == (
        [({"type": "x"}, "2024-01-03T00:00:00Z", "town/w.warc.gz", 7)] if event else []
    )
    take(gathered, None, record("resource", b"{}", WARC_Target_URI=uri, Content_Type=media_type))
    assert len(gathered.events) == event


def test_a_failure_is_a_capture_and_plain_metadata_are_none(gathered):
    failed = {"url": URL, "site": "town", "column": "news", "kind": "article", "run": "r"}
    failed["problem"] = {"stage": "fetch", "code": "timeout", "message": "no answer"}
    take(gathered, None, record("metadata", json.dumps(failed).encode()))
    take(gathered, None, record("metadata", json.dumps({"url": URL}).encode()))
    take(gathered, None, record("request"))
    (only,) = gathered.captures
    assert (only.status, only.problem, only.record_length) == (None, "timeout", 3)
    assert gathered.troubles == [
        ProblemRow("fetch", "timeout", "no answer", URL, only.id, only.document_id, "2024-01-03T00:00:00Z", "town", "town/news", "r")
    ]


def test_a_page_in_a_frame_is_a_problem_of_the_page_around_it(gathered):
    block = json.dumps({"url": URL, "kind": "article", "frames": ["http://a/f"]}).encode()
    take(gathered, record("response", ANSWER), record("metadata", block, offset=20, length=5))
    (found,) = gathered.captures
    assert (found.offset, found.record_length) == (7, 18)
    (trouble,) = gathered.troubles
    assert (trouble.stage, trouble.code, trouble.capture_id) == ("fetch", "frame_not_followed", "1")
    assert "http://a/f" in trouble.message


# ---- of files


def written(tmp_path, *warcs):
    for number, warc in enumerate(warcs, 1):
        warc.write(tmp_path, number)
    (path,) = (tmp_path / "warc").rglob("*.warc.gz")
    return str(tmp_path / "warc"), WarcFile(path.relative_to(tmp_path / "warc").as_posix(), path.stat().st_size, False)


def test_a_closed_file_is_read_to_its_end_and_once(tmp_path):
    warc, file = written(tmp_path, Warc().start().fetch(URL, page("题", "文")).finish())
    found = harvest(warc, file)
    assert (found.read_to, len(found.captures), len(found.events)) == (file.size, 1, 2)
    data = (tmp_path / "warc" / file.name).read_bytes()
    assert found.digest == hashlib.sha256(data).hexdigest()
    assert found.pieces == hashlib.blake2b(data, digest_size=8).hexdigest()
    rest = harvest(warc, file, found.captures[0].offset)
    assert ([each.url for each in rest.captures], len(rest.events)) == ([URL], 1)
    growing = harvest(warc, WarcFile(file.name, file.size, True))
    assert (growing.digest, growing.pieces, len(growing.captures)) == (None, None, 1)


def test_a_long_file_has_a_digest_for_each_piece():
    blocks = [b"a" * 10, b"b" * 10, b"c"]
    whole, pieces = captures.digests(iter(blocks))
    assert whole == hashlib.sha256(b"".join(blocks)).hexdigest()
    assert pieces == "".join(hashlib.blake2b(block, digest_size=8).hexdigest() for block in blocks)
    assert captures.PIECE == 1 << 20


def test_the_response_at_a_place(tmp_path):
    warc, file = written(tmp_path, Warc().start().fetch(URL, page("题", "文")))
    (capture,) = harvest(warc, file).captures
    found = read_response(warc, file.name, capture.offset)
    assert (found.status, found.body, found.payload, found.problem) == (200, page("题", "文"), page("题", "文"), "")
    with pytest.raises(VerifyFailed, match=r"at byte 0: a warcinfo record, not a response; run gongkai verify"):
        read_response(warc, file.name, 0)
    with pytest.raises(VerifyFailed, match=rf"at byte {capture.offset + 1}: "):
        read_response(warc, file.name, capture.offset + 1)
