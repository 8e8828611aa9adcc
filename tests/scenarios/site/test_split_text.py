"""A snapshot of two files is served as one of one file: every page, table, search, feed and export says the same."""

import json
import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from archive.store import schema, split_text
from tests.helpers.serving import Served, add_and_publish, publish

ADDRESSES = (
    "/",
    "/search?q=公开",
    "/search?q=公",
    "/search?q=过程性信息&kind=policy",
    "/search?q=行政+公开&site=site00&year=2021",
    "/search?q=没有这样的话",
    "/document/{document}",
    "/document/hostile000000000",
    "/document/{report}",
    "/report/{report}",
    "/agency/{agency}",
    "/compare?agency={agency}",
    "/coverage",
    "/checks",
    "/health",
    "/feed.atom?site=site00",
    "/feed.json?q=公开",
    "/-/health.json",
    "/gongkai/documents?_sort_desc=published&_facet=kind&_facet=column_id",
    "/gongkai/documents?_q=过程性信息&site_id=site00",
    "/gongkai/documents?text__contains=cmd",
    "/gongkai/documents/{document}",
    "/gongkai/documents/{document}.json",
    "/gongkai/documents.json?_size=20&site_id=site00",
    "/gongkai/sites/site00",
    "/gongkai/reports?_size=5",
    "/gongkai/documents.csv?_size=9",
    "/gongkai.json?sql=select+text+from+documents+order+by+id+limit+9",
    "/export/documents.csv",
    "/export/facts.csv",
    "/gongkai.json?sql=select+count(*)+from+search+where+search+match+'\"公开\"'",
    "/gongkai.json?sql=select+r.id,+d.text+from+reports+r+left+join+documents+d+on+d.id+=+r.document_id+order+by+r.id+limit+9",
)
PAUSE = 0.02  # seconds between a reader's requests: without one the readers keep the publishing from the processor
COUNT = (
    "select (select count(*) from documents) as documents, (select count(*) from texts) as texts, "
    "(select count(*) from main.documents where text is not null) as whole"
)


@pytest.fixture(scope="module")
def apart(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("apart") / "home"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("public"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(split_text.SETTING, "0")
        publish(folder)
    site = Served(folder)
    site.ready()
    yield folder, site
    site.stop()


def told(answer):
    """What an answer says, without what names its snapshot, its file or the time it took."""
    text = re.sub("[一两]个 SQLite 文件[^。]*。", "…", answer.text)  # how many files there are is told, and only that
    text = re.sub(r"20\d{6}T\d{6}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\dZ)?|[0-9a-f]{64}|[0-9a-f]{16}…|[\d.]+ [KM]B", "…", text)
    text = re.sub(r"\(\d{4}-\d\d-\d\d\)\[\d{4}-\d\d-\d\d\]|urldate = \{[\d-]+\}", "…", text)  # of a citation: the snapshot's day and today
    return answer.status_code, re.sub(r"[\d.]+ ?ms|\"query_ms\": [\d.]+|http://127.0.0.1:\d+", "…", text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_is_shown(get, apart, db, address):
    ids = {
        "document": "SELECT id FROM documents WHERE text > '' AND parent_id IS NULL AND kind = 'article' ORDER BY id LIMIT 1",
        "report": "SELECT id FROM reports WHERE form = '2021' ORDER BY id LIMIT 1",
        "agency": "SELECT id FROM agencies ORDER BY id LIMIT 1",
    }
    address = address.format(**{name: db.execute(sql).fetchone()[0] for name, sql in ids.items()})
    here, there = get(address), apart[1].client.get(address)
    assert here.status_code == 200
    assert told(there) == told(here)


def test_both_files_are_offered_and_resumable(apart):
    folder, site = apart
    text = json.loads((folder / "public/latest.json").read_text())["text"]
    page = site.client.get("/download").text
    assert f'href="/download/{text["file"]}"' in page
    assert text["sha256"] in page
    assert text["file"] in site.client.get("/dictionary").text
    part = site.client.get(f"/download/{text['file']}", headers={"range": "bytes=0-15"})
    assert (part.status_code, part.content, part.headers["etag"]) == (206, b"SQLite format 3\0", f'"{text["sha256"]}"')


def hammer(address, requests, swapped):
    """Ask so many times, and on until every swap is over and once more."""
    with httpx.Client(base_url=address, timeout=60) as client:
        answers = []
        while len(answers) < requests or not swapped.is_set():
            answers.append(client.get("/gongkai.json", params={"sql": COUNT, "_shape": "array"}))
            time.sleep(PAUSE)
        answers.append(client.get("/gongkai.json", params={"sql": COUNT, "_shape": "array"}))
    return [(answer.headers["x-gongkai-snapshot"], answer.json()[0]) for answer in answers]


def test_no_answer_mixes_the_files_of_two_snapshots(apart, monkeypatch):
    folder, site = apart
    monkeypatch.setenv(split_text.SETTING, "0")
    swapped = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(hammer, site.address, 200, swapped) for _ in range(3)]
        try:
            for number in range(100, 104):
                add_and_publish(folder, number)
        finally:
            swapped.set()
        seen = [answer for future in running for answer in future.result()]
    assert len({snapshot for snapshot, _ in seen}) > 1
    history = {entry["id"]: entry["tables"]["documents"] for entry in json.loads((folder / "public/history.json").read_text())}
    assert [answer for answer in seen if answer[1]["documents"] != history[answer[0]]] == []
    lacking = {row["documents"] - row["texts"] for _, row in seen}
    assert len(lacking) == 1
    assert {row["whole"] for _, row in seen} == {0}
    monkeypatch.setenv(split_text.SETTING, "never")  # a snapshot of one file follows: nothing of the texts before it is served on
    edition = add_and_publish(folder, 104)
    rows = site.client.get("/gongkai.json", params={"sql": "select count(text) as n from documents", "_shape": "array"})
    assert (rows.headers["x-gongkai-snapshot"], rows.json()[0]["n"]) == (edition["id"], edition["tables"]["documents"])
    assert site.client.get("/gongkai.json", params={"sql": "select count(*) from texts"}).status_code == 400


def test_the_database_page_lists_the_tables(apart):
    page = apart[1].client.get("/gongkai").text
    assert all(f'href="/gongkai/{table}"' in page for table in schema.CONTENT)
