"""Each route of the desk, each refusal and each header, asked of the ASGI application itself: no server and no process is started."""

import asyncio
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from archive.desk import application as desk_application
from archive.desk import pages as desk_pages
from archive.desk.application import HEADERS, DeskApplication, read_form, readable
from archive.desk.guard import AGE, COOKIE, TRIES, Guard
from archive.desk.jobs.job_store import Jobs
from archive.desk.jobs.refusals import DeskRefusal
from archive.desk.jobs.registry import RegistryColumn, RegistryRead, RegistrySite
from archive.desk.overview import Overview
from archive.desk.pages import DeskPages, NextVisit, Question, tally, today_of
from archive.health.assess import STATES
from gongkai.clock import now
from gongkai.errors import GongkaiError
from gongkai.home import Home
from tests.archive.desk.test_concerns import NOW, column

TOKEN = "a-token-long-enough-for-the-desk"
OWN = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}


def registry_column(site, name, day=None):
    return RegistryColumn(f"{site}/{name}", f"栏目 {name}", "notice", f"https://{site}.example.gov.cn/{name}/", day)


SITES = {
    "a": RegistrySite("a", "甲市", "Asia/Shanghai", (registry_column("a", "news"), registry_column("a", "annual", date(2099, 1, 2)))),
    "b": RegistrySite("b", "乙县", "Asia/Shanghai", (registry_column("b", "news", date(2099, 1, 3)),)),
    "c": RegistrySite("c", "丙县", "Asia/Shanghai", (registry_column("c", "news", date(2001, 1, 3)),)),
}


def left_by_a_job(home, name, kind, subject, code=0, about=None, output=""):
    """The folder that a finished job leaves."""
    folder = home.root / "desk" / "jobs" / name
    folder.mkdir(parents=True)
    order = {"kind": kind, "subject": subject, "commands": [["verify"]], "title": ["校验", f"Job {name}"], "about": about or {}}
    (folder / "job.json").write_text(json.dumps({**order, "ordered": "2026-05-08T18:00:00+00:00"}), encoding="utf-8")
    (folder / "end.json").write_text(json.dumps({"exit_code": code, "finished": "2026-05-08T18:01:00+00:00"}), encoding="utf-8")
    (folder / "output.log").write_text(output, encoding="utf-8")


class Desk:
    """The application of one home, and the browser that asks it."""

    def __init__(self, home, token="", names=()):
        self.registry = RegistryRead(SITES)
        self.seen = Overview(NOW)
        self.home = Home(home)
        self.jobs = Jobs(home / "desk" / "jobs", (), {})
        pages = DeskPages(
            self.home, SimpleNamespace(read=lambda: self.registry), self.jobs, SimpleNamespace(read=lambda: self.seen), {}, ()
        )
        self.guard = Guard(b"s" * 32, token, frozenset(names))
        self.application = DeskApplication(pages, self.guard)
        self.session = self.guard.begin()

    @property
    def pages(self):
        return self.application.pages

    def ask(self, method, path, headers=None, body=b"", query="", scheme="http", cookie=True):
        """The status, the headers (each a list of values) and the text of an answer."""
        given = {"host": "localhost", "accept-language": "en", **({"cookie": f"{COOKIE}={self.session.value}"} if cookie else {})}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in {**given, **(headers or {})}.items()]
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode()}
        pieces = [{"type": "http.request", "body": body, "more_body": False}]
        sent = []

        async def receive():
            return pieces.pop(0)

        async def send(message):
            sent.append(message)

        asyncio.run(self.application({**scope, "scheme": scheme, "headers": raw}, receive, send))
        answered: dict[str, list[str]] = {}
        for name, value in sent[0]["headers"]:
            answered.setdefault(name.decode().lower(), []).append(value.decode())
        return sent[0]["status"], answered, b"".join(each.get("body", b"") for each in sent[1:]).decode()

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, headers=OWN, form_token=None, **fields):
        given = {"form_token": self.guard.form_token(self.session) if form_token is None else form_token, **fields}
        return self.ask("POST", path, {"content-type": "application/x-www-form-urlencoded", **headers}, urlencode(given).encode())


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def closed(tmp_path):
    return Desk(tmp_path, TOKEN, ["desk.example.org"])


def main_text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer[2].partition("<main")[2].partition("</main>")[0]))


# ---- routes


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/", "What needs attention"),
        ("/sites", "Sites"),
        ("/site/a", "甲市"),
        ("/site/a/news", "栏目 news"),
        ("/add", "Add a site"),
        ("/jobs", "Jobs"),
        ("/jobs/20260508-1", "Job 20260508-1"),
        ("/snapshot", "Snapshot"),
        ("/growth", "Disk and growth"),
        ("/settings", "Settings"),
    ],
)
def test_each_address_has_its_page(desk, path, heading):
    left_by_a_job(desk.home, "20260508-1", "verify", "archive")
    status, headers, text = desk.get(path)
    assert (status, headers["content-type"], headers["vary"]) == (200, ["text/html; charset=utf-8"], ["Accept-Language, Cookie"])
    assert re.search("<h1>(.*?)</h1>", text)[1] == heading
    assert [desk.ask("HEAD", path)[0], desk.get(f"{path}/" if path != "/" else "//")[0]] == [200, 404]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nothing", "There is no such page."),
        ("/site/A", "There is no such page."),
        ("/site/-a", "There is no such page."),
        ("/site/a/news/x", "There is no such page."),
        ("/site/none", "The registry has no such site."),
        ("/site/a/none", "The registry has no such column."),
        ("/jobs/none", "There is no such job."),
        ("/jobs/none.json", "There is no such job."),
        ("/jobs/none.txt", "There is no such job."),
        ("/jobs/none.xml", "There is no such page."),
        ("/static/none.css", "There is no such file."),
    ],
)
def test_what_is_not_there(desk, path, sentence):
    status, _, text = desk.get(path)
    assert (status, re.search('role="alert">(.*?)</p>', text)[1], re.search("<h1>(.*?)</h1>", text)[1]) == (404, sentence, "Not found")
    status, _, text = desk.get(path, headers={"accept-language": "zh"})
    assert (status, "没有" in re.search('role="alert">(.*?)</p>', text)[1]) == (404, True)


def test_a_registry_that_cannot_be_read_is_no_missing_site(desk):
    desk.registry = RegistryRead(fault="line 3")
    status, _, text = desk.get("/site/a")
    assert (status, "The registry cannot be read: line 3" in text, "<h1>Not done</h1>" in text) == (503, True, True)
    assert "站点清单无法读取：line 3" in desk.get("/site/a", query="lang=zh")[2]


def test_the_output_of_a_job_for_the_script_and_as_text(desk):
    left_by_a_job(desk.home, "x-1", "verify", "archive", 13, output="one\ntwo\n")
    status, headers, text = desk.get("/jobs/x-1.json")
    assert (status, headers["content-type"]) == (200, ["application/json; charset=utf-8"])
    assert json.loads(text) == {"state": "finished", "exit_code": 13, "output": "one\ntwo\n"}
    status, headers, text = desk.get("/jobs/x-1.txt")
    assert (status, headers["content-type"], text) == (200, ["text/plain; charset=utf-8"], "one\ntwo\n")


def test_static_files_and_the_icon_need_no_token(closed):
    for path, kind in (("/static/desk.css", "text/css; charset=utf-8"), ("/favicon.ico", "image/svg+xml")):
        status, headers, _ = closed.get(path)
        assert (status, headers["content-type"], headers["cache-control"]) == (200, [kind], ["max-age=86400"])
    assert closed.get("/favicon.ico")[2] == closed.get("/static/seal.svg")[2]


# ---- headers and cookies of every answer


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/desk.js", "/jobs/none.json"])
def test_what_every_answer_says(desk, path):
    _, headers, _ = desk.get(path)
    assert headers["content-security-policy"] == [
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ]
    assert (headers["x-frame-options"], headers["x-content-type-options"]) == (["DENY"], ["nosniff"])
    assert (headers["referrer-policy"], headers["cross-origin-opener-policy"]) == (["same-origin"], ["same-origin"])
    assert headers["cache-control"] == (["max-age=86400"] if path.startswith("/static") else ["no-store"])


@pytest.mark.parametrize(
    ("scheme", "proxy", "secure"),
    [("http", {}, ""), ("https", {}, True), ("http", {"x-forwarded-proto": "https"}, True), ("http", {"x-forwarded-proto": "http"}, "")],
)
def test_the_cookie_of_a_session(desk, scheme, proxy, secure):
    _, headers, _ = desk.get("/", cookie=False, scheme=scheme, headers=proxy)
    (line,) = headers["set-cookie"]
    found = SimpleCookie(line)[COOKIE]
    assert (found["max-age"], found["httponly"], found["samesite"], found["secure"]) == (str(AGE), True, "strict", secure)
    assert desk.guard.session(found.value).known
    assert "set-cookie" not in desk.get("/")[1]


def test_a_language_chosen_by_name_is_remembered(desk):
    for wish in ("zh", "en"):
        status, headers, text = desk.get("/", query=f"lang={wish}")
        found = SimpleCookie(headers["set-cookie"][0])["gongkai-lang"]
        assert (status, found.value, found["max-age"], found["samesite"]) == (200, wish, "31536000", "lax")
        assert ("待办" in text) is (wish == "zh")
    assert "set-cookie" not in desk.get("/", query="lang=fr")[1]
    headers = {"cookie": f"{COOKIE}={desk.session.value}; gongkai-lang=zh"}
    assert '<html lang="zh-CN">' in desk.get("/", headers=headers)[2]


def test_a_cookie_that_cannot_be_read_is_left_out(desk):
    headers = [(b"cookie", b"a@b=1"), (b"host", b"localhost")]
    assert readable({"type": "http", "headers": headers})["headers"] == [(b"host", b"localhost")]
    good = {"type": "http", "headers": [(b"cookie", b"a=1")]}
    assert readable(good) is good
    status, headers, _ = desk.get("/", headers={"cookie": "a@b=1"})
    assert (status, "set-cookie" in headers) == (200, True)


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("127.0.0.1:8002", 200), ("[::1]:80", 200), ("evil.example", 421)])
def test_only_known_hosts_are_answered(desk, host, status):
    assert desk.get("/", headers={"host": host})[0] == status


def test_what_is_no_request_of_http_is_not_answered(desk):
    def fail(*_):
        raise AssertionError

    assert asyncio.run(desk.application({"type": "lifespan"}, fail, fail)) is None
    assert asyncio.run(desk.application({"type": "websocket"}, fail, fail)) is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(desk, method):
    status, headers, text = desk.ask(method, "/jobs")
    assert (status, headers["allow"], text) == (405, ["GET, HEAD, POST"], "405\n")


# ---- forms


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"headers": {}}, 403, "This request is from no page of the desk; nothing was done."),
        ({"headers": {**OWN, "origin": "http://evil.example"}}, 403, "This request is from no page of the desk; nothing was done."),
        ({"form_token": "0" * 64}, 403, "This page is out of date; load it again and retry."),
        ({"form_token": ""}, 403, "This page is out of date; load it again and retry."),
        ({"headers": {**OWN, "content-type": "text/plain"}}, 415, "Only forms are accepted."),
        ({"headers": {**OWN, "cookie": "a=b"}}, 403, "This page is out of date; load it again and retry."),
    ],
)
def test_a_form_that_is_not_of_this_session(desk, changed, status, sentence):
    answer = desk.post("/jobs", order="verify", **changed)
    assert (answer[0], re.search('role="alert">(.*?)</p>', answer[2])[1]) == (status, sentence)
    assert desk.jobs.all() == []


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({}, "请求不是来自本操作台的页面，未执行。"),
        ({**OWN, "cookie": "a=b"}, "页面已过期，请刷新后重试。"),
        ({**OWN, "content-type": "text/plain"}, "只接受表单。"),
    ],
)
def test_a_form_is_refused_in_chinese_too(desk, headers, query):
    assert query in desk.post("/jobs", {**headers, "accept-language": "zh"})[2]


def test_an_order_starts_a_job_and_shows_it(desk, monkeypatch):
    orders = []
    monkeypatch.setattr(DeskPages, "order", lambda self, form: orders.append(form) or "job-7")
    status, headers, _ = desk.post("/jobs", order="verify", reason="")
    assert (status, headers["location"], orders) == (303, ["/jobs/job-7"], [{"order": "verify", "reason": ""}])
    monkeypatch.setattr(Jobs, "stop", lambda self, name: orders.append(name))
    status, headers, _ = desk.post("/jobs/job-7/stop")
    assert (status, headers["location"], orders[1:]) == (303, ["/jobs/job-7"], ["job-7"])
    for path in ("/nothing", "/jobs/job-7", "/jobs/a/b/stop", "/jobs/job-7/stopx"):
        assert desk.post(path)[0] == 404, path


def test_the_end_of_a_session_begins_another(closed):
    closed.session = closed.guard.begin(known=True)
    status, headers, _ = closed.post("/logout")
    (line,) = headers["set-cookie"]
    assert (status, headers["location"]) == (303, ["/login"])
    assert not closed.guard.session(SimpleCookie(line)[COOKIE].value).known


def test_only_the_token_opens_the_desk(closed, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(desk_application, "asyncio", SimpleNamespace(sleep=sleep, to_thread=asyncio.to_thread))
    for path in ("/", "/sites", "/jobs/x.json", "/nothing"):
        status, headers, _ = closed.get(path)
        assert (status, headers["location"]) == (303, ["/login"])
    assert closed.get("/login")[0] == 200
    assert (closed.post("/jobs", order="verify")[0], "Please log in first." in closed.post("/logout")[2]) == (403, True)
    for given in ({}, {"token": ""}, {"token": "wrong"}):
        answer = closed.post("/login", **given)
        assert (answer[0], "This is not the token." in answer[2]) == (403, True)
    assert waited == [1.0] * 3
    status, headers, _ = closed.post("/login", token=TOKEN)
    (line,) = headers["set-cookie"]
    assert (status, headers["location"], waited) == (303, ["/"], [1.0] * 3)
    closed.session = closed.guard.session(SimpleCookie(line)[COOKIE].value)
    assert closed.session.known
    assert (closed.get("/")[0], closed.get("/login")[1]["location"]) == (200, ["/"])
    for _ in range(TRIES - 3):
        closed.post("/login", token="wrong")
    answer = closed.post("/login", token=TOKEN)
    assert (answer[0], "Too many wrong tokens; please try again in a minute." in answer[2]) == (429, True)


def test_wrong_tokens_are_forgotten_after_a_minute(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("archive.desk.guard.time.monotonic", lambda: clock[0])
    guard = Guard(b"s" * 32, TOKEN)
    for _ in range(TRIES - 1):
        assert not guard.token_fits("wrong")
    assert (guard.token_fits(TOKEN), guard.closed()) == (True, False)
    assert (guard.token_fits("x"), guard.closed()) == (False, True)
    clock[0] += 60.0
    assert guard.closed()
    clock[0] += 0.1
    assert not guard.closed()
    assert not Guard(b"s" * 32).token_fits("")


def asked_with(body, content_type="application/x-www-form-urlencoded", parts=1):
    """What is read from the body of a request that comes in some parts."""
    size = -(-len(body) // parts) or 1
    pieces = [body[n : n + size] for n in range(0, len(body), size)] or [b""]
    messages = [{"type": "http.request", "body": piece, "more_body": n < len(pieces) - 1} for n, piece in enumerate(pieces)]

    async def receive():
        return messages.pop(0)

    return asyncio.run(read_form(SimpleNamespace(headers={"content-type": content_type}, receive=receive)))


def test_the_fields_of_a_form():
    body = b"a=1&b=&c=%E5%85%AC&a=2"
    for parts in (1, 3):
        assert asked_with(body, parts=parts) == {"a": "2", "b": "", "c": "公"}
    assert asked_with(b"a=1", " Application/X-WWW-Form-Urlencoded ; charset=utf-8") == {"a": "1"}
    assert asked_with(b"a=\xff") == {"a": "�"}
    assert len(asked_with(b"&".join(b"a%d=" % n for n in range(50)))) == 50
    assert len(asked_with(b"a=" + b"x" * 65_534)["a"]) == 65_534


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"a=1", "multipart/form-data", 415),
        (b"a=1", "", 415),
        (b"a=" + b"x" * 65_535, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=" % n for n in range(51)), "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_body_that_is_no_form_of_ours(body, content_type, status):
    with pytest.raises(DeskRefusal) as refused:
        asked_with(body, content_type)
    assert refused.value.status == status
    assert re.search("表单", refused.value.chinese)


def test_a_browser_that_hangs_up_ends_its_form():
    async def receive():
        return {"type": "http.disconnect"}

    assert asyncio.run(read_form(SimpleNamespace(headers={"content-type": "application/x-www-form-urlencoded"}, receive=receive))) == {}


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (DeskRefusal(409, "等一等。", "Wait."), "等一等。", "Wait."),
        (GongkaiError("the disk is full"), "the disk is full", "the disk is full"),
        (RuntimeError("hush"), "操作台处理时出错，已记录。", "The desk failed on this request; it has been logged."),
    ],
)
def test_a_page_that_fails_says_so(desk, monkeypatch, caplog, error, zh, en):
    def fails(_):
        raise error

    monkeypatch.setattr(desk, "registry", None)
    monkeypatch.setattr(desk.application, "routes", ((re.compile("/sites"), "sites", fails),))
    for language, sentence in (("zh", zh), ("en", en)):
        status, headers, text = desk.get("/sites", headers={"accept-language": language})
        assert (status, sentence in text, "hush" in text) == (getattr(error, "status", 500), True, False)
        assert {name: headers[name] for name in HEADERS} == {name: [value] for name, value in HEADERS.items()}
    assert ("/sites failed" in caplog.text) is isinstance(error, RuntimeError)


# ---- what the pages are given


def test_the_first_page(desk, monkeypatch):
    for number in range(10):
        left_by_a_job(desk.home, f"x-{number}", "verify", "archive")
    (desk.home.root / "desk" / "jobs" / "x-9" / "end.json").unlink()
    monkeypatch.setattr("archive.desk.jobs.job_store.now", lambda: NOW - timedelta(hours=2))
    overdue = column("late", last_success="2026-01-01T00:00:00+00:00")
    desk.seen = replace(desk.seen, columns=(column("one"), overdue, column("two", "error", cause="timeout")))
    found = desk.pages.first(Question())
    assert [each.id for each in found["jobs"]] == [f"x-{number}" for number in range(9, 1, -1)]
    assert [each.id for each in found["at_work"]] == ["x-9"]
    assert (found["sites"], found["overdue"], found["tally"], found["states"]) == (3, 1, {"healthy": 2, "error": 1}, STATES)
    assert (found["seen"], [each.kind for each in found["concerns"]]) == (desk.seen, ["failing", "overdue", "empty"])


def test_states_are_counted_in_their_order():
    states = list(STATES)
    columns = tuple(column(str(number), state) for number, state in enumerate(reversed(states)))
    assert list(tally(Overview(NOW, columns))) == states
    assert tally(Overview(NOW, (column("x"), column("y")))) == {"healthy": 2}


def test_the_list_of_sites(desk):
    (desk.home.root / "paused.json").write_text('{"b": {"since": "2026-05-01T00:00:00+00:00", "reason": "改版"}}', encoding="utf-8")
    columns = (
        replace(column("news"), site_id="a", last_run="2026-05-01T00:00:00Z"),
        replace(column("annual"), site_id="a", last_run="2026-05-03T00:00:00Z"),
        replace(column("news", "error", cause="timeout"), site_id="c", last_run=None),
    )
    desk.seen = replace(desk.seen, columns=columns, documents={"a": 7})
    found = desk.pages.sites(Question())
    rows = [
        (row.id, row.name, row.failing, row.last_run, row.next, row.documents, row.paused, row.due, len(row.columns))
        for row in found["rows"]
    ]
    assert rows == [
        ("c", "丙县", 1, None, NextVisit(date(2001, 1, 3)), 0, "", True, 1),
        ("a", "甲市", 0, "2026-05-03T00:00:00Z", NextVisit(None), 7, "", True, 2),
        ("b", "乙县", 0, None, NextVisit(date(2099, 1, 3), "改版"), 0, "改版", False, 0),
    ]
    assert (found["fault"], found["states"]) == ("", STATES)
    desk.registry = RegistryRead(fault="line 3")
    assert desk.pages.sites(Question()) == {"rows": [], "fault": "line 3", "states": STATES}


@pytest.mark.parametrize(
    ("day", "paused", "due"),
    [
        (None, "", True),
        (date(2026, 5, 8), "", True),
        (date(2026, 5, 9), "", False),
        (None, "改版", False),
        (date(2020, 1, 1), "改版", False),
    ],
)
def test_when_a_column_is_due(day, paused, due):
    assert NextVisit(day, paused).due(date(2026, 5, 8)) is due


def test_a_site_and_a_column_closely(desk):
    pause = '{"a/news": {"since": "2026-05-01T00:00:00+00:00", "reason": "改版"}}'
    (desk.home.root / "paused.json").write_text(pause, encoding="utf-8")
    logs = desk.home.root / "logs"
    logs.mkdir()
    lines = [{"at": "2026-05-08T01:00:00Z", "event": name, "site": "a", "column": f"a/{name}"} for name in ("news", "annual")]
    (logs / "1.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    for number in range(10):
        left_by_a_job(desk.home, f"x-{number}", "visit", "a" if number else "b")
    desk.seen = replace(desk.seen, columns=(column("news"),))
    found = desk.pages.site(Question({"site": "a"}))
    assert (found["site"], found["pause"], found["visits"], found["faults"], found["states"]) == (SITES["a"], None, [], [], STATES)
    assert [(each.id, health and health.column_id, following) for each, health, following in found["columns"]] == [
        ("a/news", "a/news", NextVisit(None, "改版")),
        ("a/annual", None, NextVisit(date(2099, 1, 2))),
    ]
    assert ([line.event for line in found["log"]], found["today"]) == (["annual", "news"], today_of(SITES["a"]))
    assert [each.id for each in found["jobs"]] == [f"x-{number}" for number in range(9, 1, -1)]
    found = desk.pages.column(Question({"site": "a", "column": "news"}))
    assert (found["column"].id, found["short"], found["health"].column_id, found["following"]) == (
        "a/news",
        "news",
        "a/news",
        NextVisit(None, "改版"),
    )
    assert (found["pause"].reason, found["site_pause"], [line.event for line in found["log"]]) == ("改版", None, ["news"])
    assert (len(found["jobs"]), found["today"], found["site"], found["states"]) == (8, today_of(SITES["a"]), SITES["a"], STATES)
    assert (found["visits"], found["faults"]) == ([], [])
    assert desk.pages.column(Question({"site": "a", "column": "annual"}))["health"] is None
    (desk.home.root / "paused.json").write_text(pause.replace("a/news", "a"), encoding="utf-8")
    assert desk.pages.site(Question({"site": "a"}))["pause"].reason == "改版"
    assert desk.pages.column(Question({"site": "a", "column": "annual"}))["site_pause"].reason == "改版"


def test_the_jobs_of_each_page(desk):
    kinds = ("visit", "probe", "add", "publish", "diff", "verify", "pause")
    for number, kind in enumerate(kinds):
        left_by_a_job(desk.home, f"x-{number}", kind, "host", about={"probe": "x-1"} if kind == "add" else None)
    found = {"add": desk.pages.add(Question())["probes"], "snapshot": desk.pages.snapshot(Question())["jobs"]}
    assert {name: [each.kind for each in jobs] for name, jobs in found.items()} == {
        "add": ["add", "probe"],
        "snapshot": ["verify", "diff", "publish"],
    }
    assert [each.kind for each in desk.pages.job_list(Question())["jobs"]] == list(reversed(kinds))


def test_a_probe_knows_the_job_that_added_its_result(desk):
    left_by_a_job(desk.home, "p-1", "probe", "host", output="a added to sites.yaml\n")
    left_by_a_job(
        desk.home, "q-1", "add", "host", about={"probe": "p-1"}, output="# gongkai\na added to sites.yaml\nnone added to x\n b added to\n"
    )
    left_by_a_job(desk.home, "q-2", "add", "host", 2, about={"probe": "p-1"})
    left_by_a_job(desk.home, "q-3", "add", "host", about={"probe": "p-2"})
    found = desk.pages.job(Question({"job": "p-1"}))
    assert ([each.id for each in found["adding"]], found["added"]) == (["q-1"], [])
    found = desk.pages.job(Question({"job": "q-1"}))
    assert (found["job"].id, found["adding"], found["added"]) == ("q-1", [], [SITES["a"]])
    assert found["output"].startswith("# gongkai\na added")


def test_the_day_is_that_of_the_site(monkeypatch):
    monkeypatch.setattr(desk_pages, "now", lambda: NOW)  # 20:00 UTC, the next morning in Shanghai
    assert [str(today_of(replace(SITES["a"], timezone=zone))) for zone in ("Asia/Shanghai", "UTC")] == ["2026-05-09", "2026-05-08"]
    assert now().tzinfo is not None


def test_growth_and_settings(desk):
    assert desk.pages.growth(Question({}, False))["charts"] == []
    free, size = desk.pages.growth(Question())["free"]
    assert 0 < free <= size
    found = desk.pages.settings(Question())
    assert found["sources"]["file"] == ("gongkai.env", "gongkai.env")
    assert "GONGKAI_DESK_TOKEN" in {row.name for row in found["rows"]}
    assert "(not set)" in main_text(desk.get("/settings"))
