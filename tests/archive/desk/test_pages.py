"""The desk's pages and orders over real HTTP, on a home whose two portals do not answer."""

import json
import os
import re
import signal
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import pytest

from archive.desk.details import log_lines, tail
from archive.desk.settings import found, in_force, inherited, shown
from gongkai.errors import Exit
from gongkai.home import Home
from tests.archive.desk.conftest import SITES, new_home
from tests.helpers.desk import LONG, running, running_here

PAGES = ("/", "/sites", "/site/yunting", "/site/yunting/annual", "/add", "/jobs", "/snapshot", "/growth", "/settings")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_there_in_both_languages_before_anything_was_collected(desk, path, lang):
    answer = httpx.get(desk.address + path, params={"lang": lang}, timeout=60)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2])
    if lang == "zh":
        assert re.search("[一-鿿]", text)
    assert ('lang="zh-CN"' if lang == "zh" else 'lang="en"') in answer.text
    assert "gongkai-lang" in str(answer.headers.get_list("set-cookie"))


ABSENT = ("/nothing", "/site/none", "/site/yunting/none", "/jobs/none", "/jobs/none.json", "/static/none.css", "/site/..%2f")


@pytest.mark.parametrize("path", ABSENT)
def test_what_is_not_there_is_not_found_in_a_sentence(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_an_empty_archive_is_not_called_well(desk):
    text = desk.get("/").text
    assert "Nothing has been collected yet" in text
    assert "Nothing needs attention" not in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"order": "erase"}, "There is no such job"),
        ({}, "There is no such job"),
        ({"order": "visit", "name": "none"}, "The registry has no site"),
        ({"order": "visit", "name": "--help"}, "The registry has no site"),
        ({"order": "visit", "name": "yunting/none"}, "has no column"),
        ({"order": "pause", "name": "yunting", "reason": " "}, "give the reason"),
        ({"order": "probe", "address": "harbin"}, "full address"),
        ({"order": "probe", "address": "file:///etc/passwd"}, "full address"),
        ({"order": "probe", "address": "http://[::1"}, "full address"),
        ({"order": "probe", "address": "http://a.example/\x1b"}, "full address"),
        ({"order": "probe", "address": "http://a.example/" + "x" * 3000}, "full address"),
        ({"order": "add", "job": "none"}, "no such job"),
        ({"order": "publish", "accept": "1"}, "look at the difference first"),
        ({"order": "diff", "of": "database"}, "Nothing is published yet"),
    ],
)
def test_an_order_that_does_not_fit_is_refused_in_a_sentence(desk, home, fields, says):
    before = len(desk.get("/jobs").text)
    answer = desk.post("/jobs", **fields)
    assert answer.status_code in (400, 404, 409)
    assert says in answer.text
    assert len(desk.get("/jobs").text) == before


def test_a_reason_is_one_word_of_the_command_whatever_it_holds(desk, home):
    reason = "--help; $(touch x) `id` \"'\n门户改版"
    job = desk.order(order="pause", name="yunting/annual", reason=reason)
    assert desk.ended(job)["exit_code"] == 0
    assert "--help; $(touch x) `id` &#34;&#39; 门户改版" in desk.get("/site/yunting/annual").text
    page = desk.get("/site/yunting").text
    assert "paused" in page
    assert desk.done(order="resume", name="yunting/annual")["exit_code"] == 0
    assert desk.done(order="resume", name="yunting/annual")["exit_code"] == Exit.USAGE, "what is not paused cannot be resumed"


def test_only_a_good_probe_can_be_added(desk):
    job = desk.order(order="probe", address="http://127.0.0.1:9/", private="1")
    state = desk.ended(job)
    assert state["exit_code"] == Exit.FAILED
    assert "connection_refused" in state["output"]
    assert "Accept" not in desk.get(f"/jobs/{job}").text
    assert desk.post("/jobs", order="add", job=job).status_code == 400


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """A desk after one visit of a portal that refuses every connection."""
    home = new_home(tmp_path_factory.mktemp("visited") / "home")
    with running_here(home) as desk:
        assert desk.done(order="visit", name="yunting")["exit_code"] not in (0, None)
        yield desk, home


def test_what_fails_comes_first_by_cause_with_what_to_do(visited):
    desk, _ = visited
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", desk.get("/").text))
    assert "2 columns failed: connection refused" in text
    assert "open the address in a browser" in text
    assert "A job did not succeed: Visit yunting" in text
    assert "Nothing needs attention" not in text


def test_a_column_shows_its_visits_its_reasons_its_log_and_its_next_visit(visited):
    desk, home = visited
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", desk.get("/site/yunting/annual").text))
    assert "connection_refused" in text
    assert "Next visit next run" in text
    assert log_lines(Home(home), "yunting", "annual")
    assert not log_lines(Home(home), "other")
    assert "not visited yet" in desk.get("/site/other").text


def test_a_registry_that_is_broken_is_the_first_thing_shown(tmp_path):
    home = new_home(tmp_path / "home")
    with running_here(home) as desk:
        (home / "sites.yaml").write_text(SITES.replace("level: city", "level: galaxy"), encoding="utf-8")
        text = desk.get("/").text
        assert "The registry cannot be read" in text
        assert "level is &#39;galaxy&#39;" in text
        assert desk.get("/site/yunting").status_code == 503
        (home / "sites.yaml").write_text(SITES, encoding="utf-8")
        assert desk.get("/site/yunting").status_code == 200


def test_a_database_that_is_damaged_is_shown_and_the_desk_goes_on(tmp_path):
    home = new_home(tmp_path / "home")
    (home / "gongkai.db").write_bytes(b"no database at all" * 100)
    with running_here(home) as desk:
        assert "The working database cannot be read" in desk.get("/").text
        for path in ("/sites", "/settings", "/jobs", "/snapshot"):
            assert desk.get(path).status_code == 200
        for path in ("/site/yunting", "/growth"):
            assert desk.get(path).status_code in (200, 500)


def test_what_was_withheld_is_accepted_after_a_look_only(visited):
    desk, home = visited
    with sqlite3.connect(home / "gongkai.db") as connection:
        connection.execute("INSERT INTO documents (id, title, kind, state) VALUES ('d000000000000000', '通知', 'article', 'read')")
    connection.close()
    (home / "withheld.json").write_text(
        '{"at": "2026-11-30T00:00:00+00:00", "reasons": ["yunting/annual lists 0 documents", {"chinese": "少了", "english": "less"}]}'
    )
    assert "The snapshot has been withheld since 2026-11-30" in desk.get("/").text
    assert "lists 0 documents" in desk.get("/snapshot").text
    assert ["少了" in desk.get(path).text for path in ("/?lang=zh", "/snapshot?lang=zh", "/snapshot?lang=en")] == [True, True, False]
    assert desk.post("/jobs", order="publish", accept="1").status_code == 400
    assert desk.done(order="publish", accept="1", looked="1")["exit_code"] == 0
    assert not (home / "withheld.json").exists()
    assert "Nothing is published yet" not in desk.get("/snapshot").text
    job = desk.order(order="diff", of="database")
    assert desk.ended(job)["exit_code"] == 0
    assert "→ gongkai.db" in desk.get(f"/jobs/{job}").text


@pytest.fixture
def silent_portal():
    """A server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def process_of(home, job):
    """The id of the process that a job has started."""
    holder = home / "desk" / "jobs" / job / "holder.json"
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        pid = json.loads(holder.read_text())["pid"]
        if found := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("the job started no process")


def test_a_job_goes_on_while_the_desk_is_started_anew_and_can_then_be_stopped(tmp_path, silent_portal):
    home = new_home(tmp_path / "home")
    with running(home) as desk:
        job = desk.order(order="probe", address=silent_portal, private="1")
        session = dict(desk.client.cookies)
        probe = process_of(home, job)
        os.killpg(probe, signal.SIGSTOP)  # however long the desk takes to start, its time-out is not over
    with running(home) as desk:
        assert desk.get(f"/jobs/{job}.json").json()["state"] == "running"
        desk.client.cookies.update(session)
        assert desk.post("/jobs", order="probe", address=silent_portal, private="1").status_code == 409
        assert desk.post(f"/jobs/{job}/stop").status_code == 303
        os.killpg(probe, signal.SIGCONT)
        assert desk.ended(job)["exit_code"] == Exit.STOPPED
        assert desk.post(f"/jobs/{job}/stop").status_code == 409


def test_growth_is_drawn_with_a_table_of_the_same(visited):
    desk, home = visited
    with sqlite3.connect(home / "gongkai.db") as connection:
        connection.execute("INSERT INTO runs (id, started, bytes, requests, new) VALUES ('r', '2026-01-05T00:00:00Z', 7000000, 12, 3)")
    connection.close()
    text = desk.get("/growth").text
    assert text.count("<svg") == text.count("<table") >= 2
    row = re.search(r"<tr><th scope=\"row\">2026-01</th>(.*?)</tr>", text)[1]
    assert re.findall("<td[^>]*>(.*?)</td>", row)[:3] == ["7.0", "7.0", "12"]


def test_settings_have_their_source_and_hide_secrets(tmp_path):
    home = Home(tmp_path)
    (tmp_path / "gongkai.env").write_text("GONGKAI_SMTP=smtp://u:hush@mail.example.org\nGONGKAI_KEEP=7 3\nGONGKAI_KEPT=typo-hush\n")
    rows = {row.name: row for row in in_force(home, {"GONGKAI_CONTACT": "a@b.example", "GONGKAI_ALARM_COMMAND": "tell hush"})}
    assert (rows["GONGKAI_SMTP"].value, rows["GONGKAI_SMTP"].source) == ("smtp://mail.example.org/••••••", "file")
    assert (rows["GONGKAI_KEEP"].value, rows["GONGKAI_KEEP"].source) == ("7 3", "file")
    assert (rows["GONGKAI_CONTACT"].value, rows["GONGKAI_CONTACT"].source) == ("a@b.example", "environment")
    assert (rows["GONGKAI_WARC"].value, rows["GONGKAI_WARC"].source) == ("HOME/warc", "default")
    assert (rows["GONGKAI_KEPT"].chinese, rows["GONGKAI_KEPT"].source) == ("gongkai 不认识的设置", "file")
    assert not [row for row in rows.values() if "hush" in row.value]


def test_the_environment_wins_over_the_file_and_jobs_read_the_file_anew(tmp_path):
    assert found("A", {"A": "1"}, {"A": "2"}) == ("1", "environment")
    (tmp_path / "gongkai.env").write_text("GONGKAI_KEEP=7 3\n")
    environment = {"GONGKAI_KEEP": "7 3", "GONGKAI_DESK_TOKEN": "t", "GONGKAI_CONTACT": "c", "PATH": "p"}
    assert inherited(Home(tmp_path), environment, "GONGKAI_DESK_TOKEN") == {"GONGKAI_CONTACT": "c", "PATH": "p"}


WITH_SECRETS = ("https://a.example/b?key=hush", "https://hush@a.example", "smtp://u:hush@a.example", "http://[hush", "u:hush@a")


@pytest.mark.parametrize("value", WITH_SECRETS)
def test_no_part_of_an_address_that_may_hold_a_secret_is_shown(value):
    assert "hush" not in shown(value, "url")


def test_a_long_log_is_read_from_its_end(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"n": 1}\n' * 200_000)
    lines = tail(path)
    assert 100_000 < len(lines) < 200_000
    assert set(lines) == {b'{"n": 1}'}
