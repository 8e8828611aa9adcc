"""Who may ask the desk for what, over real HTTP: hosts, sessions, forms, the token."""

import re
import time

import httpx
import pytest

from archive.desk.guard import AGE, LEAST_TOKEN, TRIES, Guard, kept_secret, require_token
from gongkai.errors import BadConfiguration, Exit, UsageError
from tests.archive.desk.conftest import new_home
from tests.helpers.desk import running

TOKEN = "a-token-long-enough-for-the-desk"
PAUSE = {"order": "pause", "name": "yunting", "reason": "x"}


@pytest.mark.parametrize(
    ("host", "token", "names", "error"),
    [
        ("0.0.0.0", "", (), UsageError),
        ("::", "", (), UsageError),
        ("192.0.2.7", "", (), UsageError),
        ("desk.example.org", "", (), UsageError),
        ("127.0.0.1", "", ("desk.example.org",), UsageError),
        ("127.0.0.1", "short", (), BadConfiguration),
        ("0.0.0.0", "x" * (LEAST_TOKEN - 1), (), BadConfiguration),
        ("0.0.0.0", "口" * LEAST_TOKEN, (), BadConfiguration),
    ],
)
def test_a_desk_that_strangers_could_use_is_not_opened(host, token, names, error):
    with pytest.raises(error):
        require_token(host, token, names)


@pytest.mark.parametrize(
    ("host", "token", "names"),
    [("127.0.0.1", "", ()), ("127.8.9.1", "", ()), ("::1", "", ()), ("localhost", "", ()), ("0.0.0.0", "x" * LEAST_TOKEN, ("a.example",))],
)
def test_a_desk_on_loopback_or_behind_a_token_is(host, token, names):
    require_token(host, token, names)


def test_the_command_refuses_a_public_address_in_one_sentence(tmp_path, gongkai):
    new_home(tmp_path / "home")
    done = gongkai("desk", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == Exit.USAGE
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "only behind a token; set GONGKAI_DESK_TOKEN" in done.stderr


def test_sessions_end_with_time_with_the_token_and_with_the_secret(monkeypatch):
    guard = Guard(b"s" * 32, TOKEN)
    session = guard.begin(known=True)
    assert guard.session(session.value) == session
    assert guard.session(session.value.replace("known", "knows")) is None
    assert guard.session(guard.begin().value.replace("visitor", "known")) is None
    assert not guard.session(guard.begin().value).known
    assert Guard(b"s" * 32, TOKEN + "2").session(session.value) is None
    assert Guard(b"t" * 32, TOKEN).session(session.value) is None
    later = time.time() + AGE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert guard.session(session.value) is None
    assert [guard.session(value) for value in ("", "a", "a.b.c.d", "known.1.x.", "….….….…")] == [None] * 5


def test_a_form_belongs_to_its_session():
    guard = Guard(b"s" * 32)
    mine, other = guard.begin(), guard.begin()
    assert guard.form_fits(mine, guard.form_token(mine))
    assert not guard.form_fits(mine, guard.form_token(other))
    assert not guard.form_fits(mine, "")
    assert not guard.form_fits(mine, "…")


def test_the_secret_is_for_its_owner_and_stays(tmp_path):
    path = tmp_path / "desk" / "secret"
    first = kept_secret(path)
    assert (len(first), kept_secret(path), path.stat().st_mode & 0o077) == (32, first, 0)
    path.write_bytes(b"x")
    with pytest.raises(BadConfiguration, match="is damaged"):
        kept_secret(path)


def test_a_page_of_the_desk_can_order(desk):
    assert desk.done(**PAUSE)["exit_code"] == 0
    assert desk.done(order="resume", name="yunting")["exit_code"] == 0


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8002", "127.0.0.1.evil.example", "localhost.evil.example", ""])
def test_a_name_that_was_rebound_gets_nothing(desk, host):
    answer = desk.get("/", headers={"host": host})
    assert answer.status_code in (400, 421)  # h11 itself refuses an empty Host
    assert "form_token" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:1", "sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused_although_it_bears_the_token(desk, home, headers):
    before = len(list((home / "desk" / "jobs").glob("*")))
    answer = desk.post("/jobs", headers=headers, **PAUSE)
    assert answer.status_code == 403
    assert len(list((home / "desk" / "jobs").glob("*"))) == before


@pytest.mark.parametrize("token", ["", "0" * 64, "…"])
def test_a_form_without_the_sessions_token_is_refused(desk, token):
    assert desk.post("/jobs", form_token=token, **PAUSE).status_code == 403


def test_a_form_without_a_session_is_refused(desk):
    headers = {"origin": desk.address, "sec-fetch-site": "same-origin"}
    answer = httpx.post(f"{desk.address}/jobs", data={"form_token": desk.token(), **PAUSE}, headers=headers)
    assert answer.status_code == 403


def test_jobs_are_ordered_by_forms_only(desk):
    headers = {"origin": desk.address, "sec-fetch-site": "same-origin"}
    assert desk.client.put("/jobs", headers=headers).status_code == 405
    assert desk.client.post("/jobs", json=PAUSE, headers=headers).status_code == 415
    assert desk.client.post("/jobs", data={"a": "x" * 70_000}, headers=headers).status_code == 413
    assert desk.client.post("/jobs", data={f"a{n}": "" for n in range(60)}, headers=headers).status_code == 400
    assert desk.get("/jobs", params={"order": "verify"}).status_code == 200
    assert "Verify" not in desk.get("/jobs").text.partition("<main")[2]


@pytest.mark.parametrize("path", ["/", "/static/gongkai.css", "/nothing", "/jobs/none.json", "/static/../secret", "/settings"])
def test_every_answer_says_what_a_browser_may_do_with_it(desk, path):
    headers = desk.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_cookie_that_cannot_be_read_is_left_out(desk):
    assert httpx.get(f"{desk.address}/", headers={"cookie": 'a@b=1; gongkai-desk="'}).status_code == 200


def test_a_session_is_for_the_desk_alone(desk):
    cookie = httpx.get(f"{desk.address}/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A desk behind a token, for all addresses."""
    home = new_home(tmp_path_factory.mktemp("closed") / "home")
    (home / "gongkai.env").write_text(f"GONGKAI_DESK_TOKEN={TOKEN}\nGONGKAI_SMTP=smtp://user:hush@mail.example.org:587\n", encoding="utf-8")
    with running(home, "--host", "0.0.0.0", "--name", "Desk.example.org") as found:
        yield found


def test_behind_a_token_nothing_shows_and_nothing_can_be_ordered(closed):
    for path in ("/", "/sites", "/jobs", "/settings", "/site/yunting", "/jobs/x.json", "/nothing"):
        answer = closed.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    form = closed.token("/login")
    headers = {"origin": closed.address, "sec-fetch-site": "same-origin"}
    for path in ("/jobs", "/jobs/x/stop", "/logout"):
        assert closed.client.post(path, data={"form_token": form, **PAUSE}, headers=headers).status_code == 403
    assert closed.get("/login", headers={"host": "desk.example.org"}).status_code == 200
    assert closed.get("/login", headers={"host": "www.example.org"}).status_code == 421


def test_whoever_knows_the_token_is_let_in_until_logging_out(closed):
    answer = closed.post("/login", token=TOKEN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    settings = closed.get("/settings").text
    assert "GONGKAI_DESK_TOKEN" in settings
    assert TOKEN not in settings
    assert "hush" not in settings
    assert closed.done(**PAUSE)["exit_code"] == 0
    assert closed.post("/logout").headers["location"] == "/login"
    assert closed.get("/").status_code == 303


def test_tokens_cannot_be_guessed(tmp_path):
    home = new_home(tmp_path / "home")
    with running(home, env={"GONGKAI_DESK_TOKEN": TOKEN}) as desk:
        began = time.monotonic()
        assert desk.post("/login", token="wrong").status_code == 403
        assert time.monotonic() - began >= 1
        form, headers = desk.token("/login"), {"origin": desk.address, "sec-fetch-site": "same-origin"}
        from concurrent.futures import ThreadPoolExecutor

        def guess(number):
            return desk.client.post("/login", data={"form_token": form, "token": f"guess {number}"}, headers=headers).status_code

        with ThreadPoolExecutor(TRIES) as pool:
            list(pool.map(guess, range(TRIES)))
        assert desk.post("/login", token=TOKEN).status_code == 429
        assert re.search("try again in a minute", desk.post("/login", token=TOKEN).text)
