"""What the crawler writes, other people's WARC readers and replay take as it is, and give back unchanged."""

import gzip
import io
from datetime import UTC, datetime
from functools import partial

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.model.exchange import Exchange, Known
from crawler.store.warc_writer import Writer, pack, resource
from gongkai import warc_reader
from gongkai.fetch_record import FetchRecord

URL = "http://example.gov.cn/a"

BODY = "<html><head><title>年报</title></head><body>政府信息公开年度报告</body></html>".encode()
GBK = "attachment; filename=年度报告.pdf".encode("gbk")


def chunked(body, size=20):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


ANSWERS = {
    "plain": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "chunked": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(BODY),
    "gzip": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(BODY, mtime=0),
    "gbk header": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Disposition: " + GBK + b"\r\n\r\n%PDF-1.4 body of the file",
    "repeated headers": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: text/plain\r\n\r\nrepeated",
    "no reason": b"HTTP/1.0 404\r\nContent-Type: text/html\r\n\r\nnot here",
    "empty": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
}


def exchange(name, response, second=0):
    return Exchange(
        f"http://example.gov.cn/{name.replace(' ', '-')}",
        b"GET / HTTP/1.1\r\nHost: example.gov.cn\r\n\r\n",
        response,
        datetime(2026, 11, 21, 5, 0, second, 123456, tzinfo=UTC),
        "192.0.2.1",
    )


@pytest.fixture
def written(tmp_path):
    """Every answer above, then each again as a revisit, one of them not modified; and a resource."""
    writer = Writer(tmp_path, "site", {"software": "gongkai", "format": "WARC WarcFile Format 1.1"})
    originals = {}
    for name, response in ANSWERS.items():
        originals[name] = writer.put(partial(pack, exchange(name, response), FetchRecord(URL, kind="article"), None)).original
    for name, response in ANSWERS.items():
        writer.put(partial(pack, exchange(name, response, 30), FetchRecord(URL, kind="article"), originals[name]))
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    writer.put(
        partial(pack, exchange("plain", unchanged, 50), FetchRecord(URL, kind="article"), Known(original=originals["plain"]).original)
    )
    writer.append(resource("run:site:start", {"type": "run_start"}, writer.begin()))
    writer.close()
    (path,) = tmp_path.glob("*")
    return path


def test_warcio_reads_and_checks_everything(written, capsys):
    checker = Checker(type("Given", (), {"inputs": [str(written)], "verbose": True}))
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out
    with written.open("rb") as stream:
        found = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(stream)]
    assert len(found) == 1 + 3 * (2 * len(ANSWERS) + 1) + 1


def test_fastwarc_reads_and_checks_everything(written):
    with written.open("rb") as stream:
        count = 0
        for record in FastIterator(io.BytesIO(stream.read()), parse_http=False):
            assert record.verify_block_digest()
            count += 1
    assert count == 1 + 3 * (2 * len(ANSWERS) + 1) + 1


def test_blocks_are_the_bytes_as_received(written):
    with written.open("rb") as stream:
        held = {
            record.get("WARC-Target-URI").rsplit("/", 1)[1].replace("-", " "): record.block
            for record in warc_reader.records(stream)
            if record.type == "response"
        }
    assert held == ANSWERS


REQUIRED = {"WARC-Record-ID", "Content-Length", "WARC-Date", "WARC-Type", "WARC-Block-Digest", "Content-Type"}


def test_fields_follow_the_standard(written):
    with written.open("rb") as stream:
        records = list(warc_reader.records(stream))
    assert records[0].type == "warcinfo"
    assert records[0].get("WARC-Filename") == written.name
    names = [record.get("WARC-Record-ID") for record in records]
    assert len(set(names)) == len(names)
    originals = {record.get("WARC-Record-ID"): record for record in records if record.type == "response"}
    for record in records:
        fields = [name for name, _ in record.fields]
        assert set(fields) >= REQUIRED
        assert len(fields) == len(set(fields))
        assert datetime.fromisoformat(record.get("WARC-Date")).tzinfo is not None
        assert ("WARC-Target-URI" in fields) != (record.type == "warcinfo")
        assert ("WARC-Warcinfo-ID" in fields) != (record.type == "warcinfo")
        assert record.type == "revisit" or not any(name.startswith("WARC-Refers-To") for name in fields)
        if record.type == "revisit":
            original = originals[record.get("WARC-Refers-To")]  # never another revisit
            assert record.get("WARC-Refers-To-Target-URI") == original.get("WARC-Target-URI")
            assert record.get("WARC-Refers-To-Date") == original.get("WARC-Date")
            not_modified = record.get("WARC-Profile").endswith("server-not-modified")
            assert record.get("WARC-Payload-Digest") == ("" if not_modified else original.get("WARC-Payload-Digest"))


def test_the_same_page_in_other_chunks_is_the_same_payload():
    other = ANSWERS["chunked"].split(b"\r\n\r\n")[0] + b"\r\n\r\n" + chunked(BODY, 7)
    first = exchange("chunked", ANSWERS["chunked"])
    assert first.digest == exchange("chunked", other).digest == warc_reader.digest(BODY)
    original = pack(first, FetchRecord(URL), None, "urn:x").original
    packed = pack(exchange("chunked", other), FetchRecord(URL), original, "urn:x")
    kinds = [record.type for record in warc_reader.records(io.BytesIO(packed.data))]
    assert kinds == ["revisit", "request", "metadata"]
