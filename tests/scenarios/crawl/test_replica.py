"""The fourteen acceptance tests: the real command crawls the replica twice, and its WARC files are held against the manifest."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from crawler.model.same_site import canonical
from gongkai import http_message, warc_reader
from tests.replica import rough
from tests.replica.faulty import EXPECTED, FAULTS, ON_THE_WIRE
from tests.replica.server import HOSTS as ALL
from tests.replica.server import replica

ROOT = Path(__file__).parents[3]
HOSTS = {name: host for name, host in ALL.items() if name not in rough.HOSTS}  # those are crawled in test_rough.py
LONG = 100  # rows; longer columns are crawled for one family only, their lists are walked for all in test_lists.py
LONG_HOST = "f4"
TRIES = 4  # requests one address may cost while it fails: three in a row, and one after a while in the same run
UNTOUCHED = "w-shift"  # changes by itself between the runs


def registry(manifest):
    sites = []
    for name, host in manifest.items():
        columns = [
            {"id": f"c{n}", "name": column["name"], "kind": "annual_report", "url": column["url"]}
            for n, column in enumerate(host["columns"])
            if len(column["rows"]) <= LONG or name == LONG_HOST
        ]
        sites.append({"id": name, "name": name, "area": "990100", "level": "city", "delay": 0, "allow_private": True, "columns": columns})
    return yaml.safe_dump(sites, allow_unicode=True)


class Run:
    """One crawl of everything: its report, its requests, and what the WARC files hold so far."""

    def __init__(self, folder, served):
        before = len(served.log)
        options = ["--home", str(folder / "home"), "--registry", str(folder / "sites.yaml")]
        command = [sys.executable, "-m", "gongkai", *options, "crawl", "--json", *HOSTS]
        done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False, cwd=ROOT, env=dict(os.environ))
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        self.exit = done.returncode
        self.outcomes = {outcome["site"]: outcome for outcome in json.loads(done.stdout)["sites"]}
        self.log = served.log[before:]
        self.manifest = {name: host for name, host in served.manifest().items() if name in HOSTS}
        self.fetches, self.rows = defaultdict(list), {}
        for path in sorted((folder / "home" / "warc").rglob("*.warc.gz*")):
            self.take(path)

    def take(self, path):
        answers = {}
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                if record.type in ("response", "revisit"):
                    answers[record.get("WARC-Record-ID")] = record
                elif record.type == "metadata":
                    told = json.loads(record.block)
                    self.fetches[told["site"]].append((told["url"], told, answers.get(record.get("WARC-Concurrent-To"))))
                elif record.type == "resource":
                    told = json.loads(record.block)
                    if told.get("type") == "listing":
                        self.rows[told["site"], told["column"]] = told["rows"]

    def column(self, host, number):
        """The record of one column in this run."""
        return next((column for column in self.outcomes[host]["columns"] if column["column"] == f"c{number}"), None)

    def columns(self):
        """Host, number and truth of every column crawled."""
        for host, truth in self.manifest.items():
            for number, column in enumerate(truth["columns"]):
                if self.column(host, number):
                    yield host, number, column

    def payloads(self, host, kind):
        """URL to the bodies held of one kind, faults apart."""
        held = defaultdict(list)
        for url, told, record in self.fetches[host]:
            if told["kind"] == kind and not told["problem"] and record is not None and record.type == "response":
                answer = http_message.answer(record.block)
                if answer.status == 200:
                    held[url].append(answer.decoded()[0])
        return held


@pytest.fixture(scope="module")
def served():
    with replica() as running:
        yield running


@pytest.fixture(scope="module")
def runs(served, tmp_path_factory):
    folder = tmp_path_factory.mktemp("replica")
    (folder / "sites.yaml").write_text(registry(served.manifest()), encoding="utf-8")
    first = Run(folder, served)
    urllib.request.urlopen(urllib.request.Request(f"http://127.0.4.1:{served.port}/__tick", data=b"{}"), timeout=120).close()
    return first, Run(folder, served)


@pytest.fixture(scope="module")
def first(runs):
    return runs[0]


@pytest.fixture(scope="module")
def second(runs):
    return runs[1]


def test_01_every_column_has_exactly_the_rows_of_the_manifest(first):
    looked = 0
    for host, number, column in first.columns():
        rows = {canonical(row["url"]) for row in first.rows.get((host, f"c{number}"), [])}
        wanted = {canonical(url) for url in column["rows"]}
        assert rows - wanted == set(), f"{host}: rows that are none"
        if column["found"] is None:
            assert wanted - rows == set(), f"{host} {column['url']}: rows missed"
        else:
            assert len(rows) == column["found"], f"{host} {column['url']}"
        looked += 1
    assert looked > 100


def test_02_a_column_of_260_rows_costs_its_pages_and_none_more(first):
    lists = [
        line
        for line in first.log
        if line["host"] == LONG_HOST and urlsplit(line["target"]).path.startswith("/zwgk/long/") and "/t" not in line["target"]
    ]
    assert len(lists) == 18  # two more are allowed; the first page is read again only where the list moved


def test_03_a_column_that_cannot_be_had_whole_is_partial_with_its_reason(first):
    wrong = [
        (host, column["url"])
        for host, number, column in first.columns()
        if not column["complete"]
        and not host.startswith("w-")
        and (
            first.column(host, number)["complete"]
            or not any(reason.startswith(column["reason"]) for reason in first.column(host, number)["reasons"])
        )
    ]
    assert wrong == []
    assert sum(1 for _, _, column in first.columns() if not column["complete"]) > 10


def test_03_every_other_column_is_complete(first):
    assert [
        (host, column["url"], first.column(host, number)["reasons"])
        for host, number, column in first.columns()
        if column["complete"] and not first.column(host, number)["complete"]
    ] == []


def test_04_an_empty_column_is_complete_only_where_the_page_says_so(first):
    verdicts = {
        urlsplit(column["url"]).path: first.column(host, number)["complete"]
        for host, number, column in first.columns()
        if not column["rows"] and host == "f4"
    }
    assert verdicts == {"/zwgk/empty/": True, "/zwgk/silent/": False}


def test_05_nothing_of_menus_footers_templates_and_look_alikes_is_a_row(first):
    titles = [row["title"] for rows in first.rows.values() for row in rows]
    assert [title for title in titles if any(word in title for word in ("热点", "要闻", "中国政府网", "IPv6", "报表", "{{"))] == []


def test_06_every_attachment_is_held_once_byte_for_byte(first):
    for host, truth in first.manifest.items():
        if host.startswith("w-"):
            continue
        held = first.payloads(host, "attachment")
        crawled = [column for name, number, column in first.columns() if name == host]
        wanted = {canonical(url): digest for column in crawled for url, digest in column["attachments"].items()}
        given = {canonical(url): [warc_reader.digest(body).removeprefix("sha256:") for body in bodies] for url, bodies in held.items()}
        files = {canonical(url) for column in crawled for url in column["files"]}
        assert set(given) == set(wanted) | files, f"{host}: {sorted(set(wanted) ^ set(given) - files)[:3]}"
        assert {url: given[url] for url in wanted} == {url: [digest] for url, digest in wanted.items()}, f"{host}: not once, byte for byte"
        assert truth["base"]


def test_06_what_is_no_file_is_refused(first):
    codes = Counter(told["problem"]["code"] for _, told, _ in first.fetches["w-files"] if told["problem"])
    assert set(codes) == {"not_a_file", "html_instead_of_file"}
    assert len(first.payloads("w-files", "attachment")) == 5  # of six files two are none, and one row is itself a file


def test_07_a_document_of_two_columns_is_held_once_and_listed_in_both(first):
    articles = [canonical(url) for url, told, record in first.fetches["w-dup"] if told["kind"] == "article" and record is not None]
    assert max(Counter(articles).values()) == 1
    listed = [{canonical(row["url"]) for row in first.rows["w-dup", column]} for column in ("c0", "c1")]
    assert len(listed[0] & listed[1]) == 5


@pytest.mark.parametrize(("name", "code"), (EXPECTED | ON_THE_WIRE).items())
def test_08_a_fault_has_its_class_and_costs_few_requests(first, name, code):
    host = f"w-{name}"
    codes = {told["problem"]["code"] for _, told, _ in first.fetches[host] if told["problem"]}
    assert codes == {code}
    most = TRIES + (name == "reset")  # once more, on a fresh connection
    assert sum(1 for line in first.log if line["host"] == host and line["target"] != "/robots.txt") <= most


def test_08_an_ordinary_cookie_jar_passes_a_cookie_redirect(first):
    assert first.column("w-ct6t", 0)["complete"]


def test_08_a_closed_host_is_not_asked(first):
    assert [line["target"] for line in first.log if line["host"] == "w-robots"] == ["/robots.txt"]


def test_08_every_fault_switched_on_has_a_host_and_a_class():
    assert set(EXPECTED) | set(ON_THE_WIRE) == set(FAULTS)
    assert {name.removeprefix("w-") for name in HOSTS} >= set(FAULTS)


def test_09_a_second_run_over_an_unchanged_portal_brings_no_new_document(second):
    changed = {
        host: (column["new"], column["changed"], column["gone"])
        for host, outcome in second.outcomes.items()
        for column in outcome["columns"]
        if (column["new"] or column["changed"] or column["gone"]) and host not in (UNTOUCHED, "f4")
    }
    assert changed == {}


def test_09_it_asks_once_for_a_list_page_and_for_no_document(second):
    healthy = {name for name in HOSTS if not name.startswith("w-")} - {"f4"}
    asked = Counter((line["host"], line["target"]) for line in second.log if line["host"] in healthy and line["method"] == "GET")
    columns = Counter(host for host, _, _ in second.columns())  # some share their first page or a script: once for each column
    assert {line: times for line, times in asked.items() if times > columns[line[0]] and line[1] != "/robots.txt"} == {}
    articles = {(host, urlsplit(url).path) for host in healthy for column in second.manifest[host]["columns"] for url in column["rows"]}
    assert [line for line in second.log if (line["host"], line["target"]) in articles and line["host"] != "f15"] == []


def test_10_a_row_that_appears_while_walking_hides_no_other(first):
    assert {canonical(row["url"]) for row in first.rows[UNTOUCHED, "c0"]} == {
        canonical(url) for url in first.manifest[UNTOUCHED]["columns"][0]["rows"]
    }


def test_11_no_request_leaves_this_machine_and_no_outside_row_is_followed(first, second):
    hosts = {urlsplit(url).hostname for run in (first, second) for fetches in run.fetches.values() for url, _, _ in fetches}
    assert hosts <= {address for address, _ in HOSTS.values()}
    assert len(hosts) > 60


@pytest.mark.parametrize("name", [name for name in HOSTS if re.fullmatch(r"d(?:[1-9]|1[023])", name)])
def test_12_the_command_finds_the_column_on_every_menu_and_refuses_the_look_alike(served, name):
    host = served.hosts[name]
    command = [sys.executable, "-m", "gongkai", "sites", "add", host.base + "/", "--delay", "0", "--allow-private", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, cwd=ROOT, env=dict(os.environ))
    found = json.loads(done.stdout)
    assert (done.returncode, [each["url"] for each in found["candidates"]]) == (0, [host.base + host.columns[0].path])
    assert not any("wzbb" in line["target"] for line in served.log if line["host"] == name)


def test_12_what_only_a_script_knows_is_told_and_found_by_none(served):
    command = [sys.executable, "-m", "gongkai", "sites", "add", served.hosts["d11"].base + "/", "--delay", "0", "--allow-private"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, cwd=ROOT, env=dict(os.environ))
    assert (done.returncode, "not_followable" in done.stdout) == (1, True)


def test_13_a_new_years_column_is_found_by_the_run_itself(first, second):
    number = next(n for n, column in enumerate(second.manifest["f4"]["columns"]) if urlsplit(column["url"]).path == "/zwgk/year/")
    wanted = {canonical(url) for url in second.manifest["f4"]["columns"][number]["rows"]}
    before = next(n for n, column in enumerate(first.manifest["f4"]["columns"]) if urlsplit(column["url"]).path == "/zwgk/year/")
    assert {canonical(row["url"]) for row in second.rows["f4", f"c{before}"]} == wanted
    assert len(wanted) == len(first.manifest["f4"]["columns"][before]["rows"]) + 2


def test_14_a_removed_article_is_told_as_removed_and_its_parent_is_not_kept_in_its_place(first):
    removed = {url: record for url, told, record in first.fetches["w-gone"] if told["problem"] and told["problem"]["code"] == "removed"}
    assert len(removed) == 2
    kept = [http_message.answer(record.block).decoded()[0] for record in removed.values() if record.type == "response"]
    assert kept  # the other one's payload is the same, and refers to it
    assert all(b"http-equiv" in body and b"<ul" not in body for body in kept)
