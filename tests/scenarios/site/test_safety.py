"""Every kind of answer carries the safety headers, and SQL that runs into its limits holds up no page: fault 74 among several readers."""

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor, wait

import httpx
import pytest

from tests.scenarios.site.test_faults import RUNAWAY

OURS = (
    "/",
    "/search?q=公开",
    "/agency/none",
    "/report/none",
    "/document/hostile000000000",
    "/compare",
    "/rank",
    "/rank.csv",
    "/rank.json",
    "/rank.svg",
    "/trend?figure=review",
    "/trend.csv",
    "/trend.json",
    "/trend.svg",
    "/compare.svg",
    "/agencies",
    "/agencies.csv",
    "/region/990100",
    "/region/990100.json",
    "/region/123456",
    "/coverage",
    "/coverage.csv",
    "/coverage.json",
    "/checks",
    "/checks.csv",
    "/health",
    "/-/health.json",
    "/-/badge.svg",
    "/download",
    "/dictionary",
    "/feed.atom",
    "/feed.json",
    "/opensearch.xml",
    "/robots.txt",
    "/static/gongkai.css",
    "/static/gongkai.js",
    "/static/seal.svg",
    "/export/sites.csv",
    "/export/sites.csv?for=spreadsheet",
    "/export/none.csv",
    "/download/SHA256SUMS",
    "/download/none",
    "/gongkai.db",
    "/raw/none",
    "/raw/capture-html?view=1",
    "/raw/capture-pdf?picture=1",
)
DATASETTES = (
    "/gongkai",
    "/gongkai/documents",
    "/gongkai/documents/hostile000000000",
    "/gongkai/documents.json",
    "/gongkai/documents.csv",
    "/gongkai/documents.sheet",
    "/gongkai/none",
    "/gongkai?sql=select+1",
    "/gongkai?sql=selec",
    "/gongkai.json?sql=selec",
    "/gongkai/documents?_sort=none",
    "/gongkai/documents.json?_size=x",
    "/-/versions.json",
    "/-/settings",
    "/-/static/app.css",
    "/-/static/none",
    "/-/actor.json",
    "/-/logout",
    "/-/permissions",
    "/-/allow-debug",
    "/-/messages",
    "/-/patterns",
    "/-/threads",
    "/-/metadata",
    "/-/none",
    "/none",
    "/gongkai/documents/none",
    "/%00",
    "/..%2f..%2fetc/passwd",
)
SANDBOXED = ("/raw/capture-html", "/raw/capture-pdf", "/raw/capture-docx", "/raw/capture-html?frame=1", "/raw/capture-html?download=1")
DANGERS = ("'unsafe-eval'", "script-src 'self' 'unsafe-inline'", "script-src *", "default-src *", "allow-same-origin", "allow-scripts")


METHODS = [
    (path, method)
    for path in ("/", "/gongkai/documents", "/none", "/raw/capture-html", "/export/sites.csv")
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "DELETE")
]


@pytest.mark.parametrize(("path", "method"), [*((path, "GET") for path in [*OURS, *DATASETTES, *SANDBOXED]), *METHODS])
def test_every_answer_has_the_headers(served, path, method):
    writes = method in ("POST", "PUT", "DELETE")
    answer = served.client.request(method, path)
    assert answer.status_code == 405 if writes else answer.status_code < 500
    framed = path in SANDBOXED and not writes
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert not [danger for danger in DANGERS if danger in policy]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == ("SAMEORIGIN" if framed else "DENY")
    assert policy.startswith("sandbox") == framed
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["x-gongkai-snapshot"]
    assert headers.get_list("content-security-policy", split_commas=False) == [policy]
    assert not [name for name in ("server", "x-powered-by") if name in headers]
    assert "Traceback" not in answer.text


def test_pages_are_answered_while_sql_runs_into_its_limit(served):
    def runaway(_):
        with httpx.Client(base_url=served.address, timeout=120) as client:
            return client.get("/gongkai.json", params={"sql": RUNAWAY}).status_code

    served.client.get("/checks")
    with ThreadPoolExecutor(24) as pool:
        running = [pool.submit(runaway, number) for number in range(24)]  # six rounds of a second on Datasette's four threads
        answered = [served.client.get(path).status_code for path in ("/", "/search?q=公开", "/coverage", "/health")]
        waiting = [future for future in running if not future.done()]
        assert answered == [200] * 4
        assert waiting, "all the SQL was done before the pages: nothing was proved"
        assert not wait(running, 110).not_done
    assert {future.result() for future in running} == {400}


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("/coverage.csv", False),
        ("/checks.csv", False),
        ("/compare.csv?figure=received", False),
        ("/export/documents.csv?for=spreadsheet", True),
        ("/gongkai/documents.sheet?id=hostile000000000", True),
        ("/gongkai.sheet?sql=select+1+as+a,+2+as+%22=cmd()%22,+%27=1%27+as+b,+%27@x%27+as+c,+%27-x%27+as+d,+-3+as+e", True),
    ],
)
def test_spreadsheets_run_nothing_wherever_a_table_is_taken(get, path, holds):
    """A text, or the name that a reader gave a column, is marked where it would be a formula; numbers stay numbers."""
    answer = get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(answer.text[1:])) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"-?[\d.]+", cell)]
    assert holds == any(cell.startswith("'=") for cell in cells), "there was something to mark"
    assert "e" not in cells or "-3" in cells


def test_slow_sql_is_told_in_words_and_can_be_changed(get):
    page = get("/gongkai", params={"sql": RUNAWAY})
    assert page.status_code == 400
    assert "查询超过时限" in page.text
    assert "<textarea" in page.text
    assert RUNAWAY in page.text
    assert "&lt;textarea" not in page.text
    assert "只接受 SELECT" in get("/gongkai?sql=drop+table+sites").text
    assert json.loads(get("/gongkai.json", params={"sql": RUNAWAY}).text)["ok"] is False
