"""Faults of the catalogue that had no test of their own."""

from contextlib import closing

import pytest

from archive.build.build import build
from archive.store import schema
from gongkai import warc_reader
from gongkai.errors import Exit
from tests.helpers.crawling import Crawling, Portal, answer, html, small

SMALL = small.__wrapped__ if hasattr(small, "__wrapped__") else small.__pytest_wrapped__.obj


@pytest.fixture
def crawling(tmp_path):
    portal = Portal()
    yield SMALL(portal, Crawling(tmp_path, portal))
    portal.close()


NAMES = {
    "climbs": 'filename="../../../../tmp/x"',
    "climbs as RFC 5987 has it": "filename*=UTF-8''%2e%2e%2f%E5%B9%B4%E6%8A%A5.pdf",
    "long": f"filename={'年' * 300}.pdf",
    "absolute": 'filename="/etc/passwd"',
    "of two lines": 'filename="a\n b.pdf"',
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_19_no_path_is_made_of_what_a_server_calls_a_file(crawling, name):
    whole = answer(b"%PDF-1.4 x", headers=[f"Content-Disposition: attachment; {name}"], type_="application/pdf")
    crawling.portal.pages["/files/report.pdf"] = whole
    assert crawling.run().exit == Exit.COMPLETE
    build(crawling.home, jobs=1)
    assert whole in [record.block for record in crawling.records() if record.type == "response"]
    made = {path.relative_to(crawling.home.root).parts[0] for path in crawling.home.root.rglob("*")}
    assert made <= {"warc", "frontier", "logs", "stats", "gongkai.db", "build.lock"}
    assert all(path.name.startswith("site-20") for path in crawling.files)
    assert sorted(path.name for path in crawling.home.root.parent.iterdir()) == ["home", "sites.yaml"]


def test_29_a_list_that_cannot_be_read_any_more_withdraws_nothing(crawling, monkeypatch):
    assert crawling.run().exit == Exit.COMPLETE
    build(crawling.home, jobs=1)
    crawling.portal.pages["/list/"] = answer(html("政府信息公开年报", "<div id=app></div><script src=/new.js></script>"))
    for day in ("2027-01-05", "2027-01-06", "2027-01-07"):
        monkeypatch.setenv("GONGKAI_NOW", f"{day}T00:00:00")
        result = crawling.run()
        assert result.exit == Exit.PARTIAL
        (column,) = result.sites[0].columns
        assert (column.complete, column.gone, column.changed, bool(column.reasons)) == (False, 0, 0, True)
    build(crawling.home, jobs=1)
    with closing(schema.connect(crawling.home.database, readonly=True)) as database:
        assert database.execute("SELECT count(*), count(gone_at) FROM documents").fetchone() == (4, 0)
        assert database.execute("SELECT count(*), sum(listed) FROM memberships").fetchone() == (3, 3)
        assert database.execute("SELECT max(seq) FROM versions").fetchone() == (1,)


def test_58_a_clock_that_jumps_loses_and_overwrites_nothing(crawling, monkeypatch):
    """An hour back, a year ahead, and home again."""
    page = crawling.portal.pages["/list/2024/a2.html"]
    for text, moment in zip(
        "甲乙丙丁", ("2026-03-01T12:00:00", "2026-03-01T11:00:00", "2027-03-01T12:00:00", "2026-03-02T12:00:00"), strict=True
    ):
        monkeypatch.setenv("GONGKAI_NOW", moment)
        before = {path: path.read_bytes() for path in crawling.files}
        crawling.portal.pages["/list/2024/a2.html"] = page.replace("正文".encode(), f"{text}文".encode())
        assert crawling.run(full=True).exit == Exit.COMPLETE
        assert all(path.read_bytes() == data for path, data in before.items())
        assert len(crawling.files) == len(before) + 1
    build(crawling.home, jobs=1)
    with closing(schema.connect(crawling.home.database, readonly=True)) as database:
        seen = [
            at
            for (at,) in database.execute(
                "SELECT v.fetched_at FROM versions v JOIN documents d ON d.id = v.document_id WHERE d.url LIKE '%a2.html' ORDER BY v.seq"
            )
        ]
    assert seen == sorted(seen)
    assert len(seen) == 4
    for path in crawling.files:
        with path.open("rb") as stream:
            assert all(record.complete for record in warc_reader.records(stream))
