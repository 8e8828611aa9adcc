"""What a page in the browser may load, when it counts as drawn, how a browser that fails is ended; Chromium itself is in the scenarios."""

import asyncio
import sys
import types

import pytest

from crawler.fetch import browser
from crawler.fetch.browser import Drawer, NotDrawn
from crawler.model.exchange import Exchange
from gongkai.clock import now

URL = "http://h.example/list/"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\nSet-Cookie: a=1\r\nX-Kept: y\r\n\r\npage"


def exchange(url=URL, response=PAGE):
    return Exchange(url, b"", response, now())


class Request:
    def __init__(self, url, kind, method, headers, body, navigation):
        self.url, self.resource_type, self.method, self.headers, self.post_data_buffer = url, kind, method, headers, body
        self._navigation = navigation

    def is_navigation_request(self):
        return self._navigation


class Route:
    """One request of the page, and what became of it."""

    def __init__(self, url=URL, kind="script", method="GET", headers=(), body=None, navigation=False):
        self.request = Request(url, kind, method, dict(headers), body, navigation)
        self.ended = None

    async def fulfill(self, **given):
        self.ended = given

    async def abort(self, why):
        self.ended = why


def loading(answer=PAGE):
    asked = []

    async def ask(*given):
        asked.append(given)
        return exchange(given[0], answer)

    return browser._Loading(exchange(), ask), asked


def handle(found, *routes):
    async def run():
        for route in routes:
            await found.handle(route)

    asyncio.run(run())
    return [route.ended for route in routes]


GIVEN = {"status": 200, "headers": {"Content-Type": "text/html", "X-Kept": "y"}, "body": b"page"}


@pytest.mark.parametrize("url", [URL, URL + "#top"])
def test_the_page_itself_is_given_as_it_was_received_and_only_once(url):
    found, asked = loading()
    assert handle(found, Route(url, "document", navigation=True)) == [GIVEN]
    assert handle(found, Route(url, "document", navigation=True)) == [{"status": 204}]
    assert asked == []


def test_a_page_that_leads_elsewhere_stays_as_it_is():
    found, asked = loading()
    assert handle(found, Route("http://h.example/other/", "document", navigation=True)) == [{"status": 204}]
    assert (asked, found.own) == ([], False)


@pytest.mark.parametrize("kind", ["script", "xhr", "fetch"])
def test_what_can_bring_rows_is_asked_for(kind):
    found, asked = loading()
    assert handle(found, Route("http://h.example/a", kind)) == [GIVEN]
    assert asked == [("http://h.example/a", "GET", (), b"")]
    assert (found.asked, found.under_way) == (1, 0)


@pytest.mark.parametrize("kind", ["image", "stylesheet", "font", "media", "document", "websocket", "other"])
def test_nothing_else_is_loaded(kind):
    found, asked = loading()
    assert handle(found, Route("http://h.example/a", kind)) == ["blockedbyclient"]
    assert (asked, found.asked) == ([], 0)


def test_a_request_goes_with_its_body_and_the_headers_that_matter():
    found, asked = loading()
    headers = {"content-type": "application/json", "x-requested-with": "XMLHttpRequest", "referer": URL, "user-agent": "x", "cookie": "a=1"}
    handle(found, Route("http://h.example/a", "xhr", "POST", headers, b"{}"))
    kept = (("Content-Type", "application/json"), ("X-Requested-With", "XMLHttpRequest"), ("Referer", URL))
    assert asked == [("http://h.example/a", "POST", kept, b"{}")]


def test_what_was_not_answered_is_blocked():
    found, _ = loading(b"")
    assert handle(found, Route("http://h.example/a")) == ["blockedbyclient"]
    assert found.under_way == 0


def test_a_request_that_fails_is_no_longer_under_way():
    async def ask(*_):
        raise RuntimeError("x")

    found = browser._Loading(exchange(), ask)
    with pytest.raises(RuntimeError):
        handle(found, Route())
    assert (found.asked, found.under_way) == (1, 0)


def test_a_page_may_ask_for_sixty_things():
    found, asked = loading()
    ended = handle(found, *[Route(f"http://h.example/{number}") for number in range(61)])
    assert (len(asked), ended[59], ended[60]) == (60, GIVEN, "blockedbyclient")


@pytest.mark.parametrize("name", ["Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Set-Cookie"])
def test_headers_that_frame_an_answer_are_left_out(name):
    value = {"Content-Encoding": "identity", "Transfer-Encoding": "identity"}.get(name, "4")
    found, _ = loading(f"HTTP/1.1 200 OK\r\n{name}: {value}\r\n\r\npage".encode())
    assert handle(found, Route())[0]["headers"] == {}


# ---- when a page is drawn


class Page:
    """A page whose markup has these lengths, one at each look; it is loaded from the look with the number `loaded` on."""

    def __init__(self, *lengths, loaded=0):
        self.lengths, self.looked, self.loaded = list(lengths), 0, loaded

    async def evaluate(self, script):
        assert script == "[document.documentElement.outerHTML.length, document.readyState]"
        self.looked += 1
        length = self.lengths.pop(0) if len(self.lengths) > 1 else self.lengths[0]
        return [length, "complete" if self.looked >= self.loaded else "interactive"]

    async def content(self):
        return "<p>政府</p>"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(browser, "QUIET", 0.0)


def settled(page, under_way=0):
    found, _ = loading()
    found.under_way = under_way
    return asyncio.run(browser._settled(page, found))


@pytest.mark.parametrize(("lengths", "looks"), [((5,), 2), ((5, 6), 3), ((1, 2, 3, 3), 4), ((0, 0), 2)])
def test_a_page_is_drawn_once_two_looks_see_the_same(lengths, looks):
    page = Page(*lengths)
    assert settled(page) == "<p>政府</p>".encode()
    assert page.looked == looks


@pytest.mark.parametrize(("loaded", "looks"), [(1, 2), (2, 2), (3, 3), (9, 9), (20, 20), (99, 20)])
def test_a_page_is_drawn_once_it_is_loaded(loaded, looks):
    page = Page(5, loaded=loaded)
    assert settled(page)
    assert page.looked == looks


def test_a_page_that_never_stops_changing_is_taken_after_twenty_looks():
    page = Page(*range(1, 40))
    assert settled(page)
    assert page.looked == 20


def test_a_page_is_not_drawn_while_it_waits_for_an_answer():
    found, _ = loading()
    found.under_way = 1

    class Waiting(Page):
        async def evaluate(self, script):
            if self.looked == 30:
                found.under_way = 0
            return await super().evaluate(script)

    page = Waiting(5)
    asyncio.run(browser._settled(page, found))
    assert page.looked == 32


@pytest.mark.parametrize(("length", "refused"), [(browser.MOST_BYTES, False), (browser.MOST_BYTES + 1, True)])
def test_a_drawn_page_has_a_size(length, refused):
    assert browser.MOST_BYTES == 20 << 20
    if refused:
        with pytest.raises(NotDrawn, match=r"^the drawn page has more than 20 MB$") as found:
            settled(Page(length))
        assert found.value.code == "browser_page_too_large"
    else:
        assert settled(Page(length))


# ---- the browser


class Context:
    def __init__(self, fails=None):
        self.fails, self.routed, self.closed = fails, [], False
        self.page = Page(5)
        self.page.goto = self.goto

    async def new_page(self):
        if self.fails:
            raise self.fails
        return self.page

    async def route(self, pattern, handler):
        self.routed.append(pattern)

    async def route_web_socket(self, pattern, handler):
        self.routed.append(f"ws {pattern}")
        closed = []
        handler(types.SimpleNamespace(close=lambda: closed.append(1)))
        assert closed == [1]

    async def goto(self, url, **given):
        self.gone = (url, given)

    async def close(self):
        self.closed = True


class Chromium:
    def __init__(self, context=None, connected=True):
        self.context, self.connected, self.closed, self.given = context or Context(), connected, False, None

    def is_connected(self):
        return self.connected

    async def new_context(self, **given):
        self.given = given
        return self.context

    async def close(self):
        self.closed = True


class Driver:
    """Playwright's driver, which launches a browser as it is told."""

    def __init__(self):
        self.launched, self.stopped = [], False
        self.chromium = self

    async def launch(self, **given):
        self.launched.append(given)
        return Chromium()

    async def start(self):
        return self

    async def stop(self):
        self.stopped = True


def draw(drawer, ask=None):
    return asyncio.run(drawer.draw(exchange(), ask))


def with_browser(chromium):
    drawer = Drawer("agent")
    drawer._browser, drawer._driver = chromium, Driver()
    return drawer


def test_a_page_is_drawn_in_a_context_of_its_own():
    chromium = Chromium()
    assert draw(with_browser(chromium)) == "<p>政府</p>".encode()
    assert chromium.given == {
        "user_agent": "agent",
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "service_workers": "block",
        "accept_downloads": False,
    }
    assert chromium.context.gone == (URL, {"wait_until": "commit", "timeout": 0})
    assert chromium.context.routed == ["**/*", "ws **/*"]
    assert (chromium.context.closed, chromium.closed) == (True, False)


def test_a_browser_that_fails_is_ended_with_its_driver_and_named_in_one_line():
    chromium = Chromium(Context(RuntimeError("first line\nsecond" + "x" * 300)))
    drawer = with_browser(chromium)
    driver = drawer._driver
    with pytest.raises(NotDrawn, match=r"^Chromium failed: first line$") as found:
        draw(drawer)
    assert found.value.code == "browser_failed"
    assert (chromium.closed, driver.stopped, drawer._browser, drawer._driver) == (True, True, None, None)


def test_the_words_of_a_failure_are_bounded():
    with pytest.raises(NotDrawn) as found:
        draw(with_browser(Chromium(Context(RuntimeError("x" * 300)))))
    assert str(found.value) == "Chromium failed: " + "x" * 200


def test_a_page_that_is_not_drawn_in_time_ends_the_browser(monkeypatch):
    monkeypatch.setattr(browser, "SECONDS", 0.01)
    chromium = Chromium()

    async def goto(url, **_):
        await asyncio.Event().wait()

    chromium.context.page.goto = goto
    with pytest.raises(NotDrawn, match=r"^the page was not drawn within 0 s$") as found:
        draw(with_browser(chromium))
    assert (found.value.code, chromium.closed, chromium.context.closed) == ("browser_timeout", True, True)


def test_a_page_too_large_does_not_end_the_browser():
    chromium = Chromium()
    chromium.context.page.lengths = [browser.MOST_BYTES + 1]
    with pytest.raises(NotDrawn) as found:
        draw(with_browser(chromium))
    assert (found.value.code, chromium.closed, chromium.context.closed) == ("browser_page_too_large", False, True)


def test_a_drawer_that_was_never_used_ends_at_once():
    asyncio.run(Drawer("agent").close())


@pytest.fixture
def playwright(monkeypatch):
    """Playwright's module, with a driver that launches nothing."""
    driver = Driver()
    module = types.ModuleType("playwright.async_api")
    module.async_playwright = lambda: driver
    monkeypatch.setitem(sys.modules, "playwright", types.ModuleType("playwright"))
    monkeypatch.setitem(sys.modules, "playwright.async_api", module)
    return driver


SWITCHES = [
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
    "--js-flags=--max-old-space-size=512",
]


@pytest.mark.parametrize(("user", "sandbox"), [(0, False), (1000, True)])
def test_chromium_is_started_without_a_way_to_the_network(playwright, monkeypatch, user, sandbox):
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/opt/chromium")
    monkeypatch.setattr(browser.os, "geteuid", lambda: user)
    drawer = Drawer("agent")
    assert draw(drawer)
    assert playwright.launched == [{"executable_path": "/opt/chromium", "args": SWITCHES, "chromium_sandbox": sandbox}]
    assert draw(drawer)
    assert len(playwright.launched) == 1
    drawer._browser.connected = False
    assert draw(drawer)
    assert len(playwright.launched) == 2


def test_without_chromium_the_page_is_not_drawn(playwright, monkeypatch):
    monkeypatch.setattr(browser, "program", lambda: None)
    with pytest.raises(NotDrawn, match=r"^no Chromium was found; install it, or name it in GONGKAI_CHROMIUM$") as found:
        draw(Drawer("agent"))
    assert found.value.code == "browser_missing"


def test_without_playwright_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with pytest.raises(NotDrawn, match=r"^playwright is not installed; the extra `browser` brings it$") as found:
        draw(Drawer("agent"))
    assert found.value.code == "browser_missing"


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable"])
def test_a_browser_of_the_system(name, monkeypatch):
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda asked: f"/usr/bin/{asked}" if asked == name else None)
    assert browser.program() == f"/usr/bin/{name}"
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/opt/own")
    assert browser.program() == "/opt/own"


def test_no_browser_at_all(monkeypatch):
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda asked: None)
    assert browser.program() is None
