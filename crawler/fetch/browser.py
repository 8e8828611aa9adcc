"""Draw a list page in the system's Chromium, which never touches the network: every request it makes is answered by the caller.

The page is given to Chromium as it was received; scripts and data it asks for go through the caller's own client, so gate, pause,
robots.txt and WARC records are those of any fetch, and the bytes are kept as received. Pictures, styles, fonts, frames and whatever would
lead the page elsewhere are not loaded. Chromium is started with a proxy that nobody answers, so that a request nobody was asked for fails.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.model.exchange import Exchange
from gongkai import http_message

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Route

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable")
SWITCHES = (
    "--proxy-server=http://127.0.0.1:9",  # the discard port: nobody answers
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
)
ASKED_FOR = frozenset({"script", "xhr", "fetch"})  # kinds of request that can bring rows
PASSED_ON = frozenset({"content-type", "x-requested-with", "referer"})  # headers of a request; the client adds its own
FRAMING = frozenset({"content-length", "content-encoding", "transfer-encoding", "connection", "set-cookie"})  # of an answer
MOST_REQUESTS = 60  # of one page
MOST_BYTES = 20 << 20  # of a drawn page
SECONDS = 120.0  # for one page, the pauses between its requests included
QUIET = 0.5  # seconds the page must not change before it counts as drawn
LOOKS = 20

Ask = Callable[[str, str, tuple[tuple[str, str], ...], bytes], Awaitable[Exchange]]  # url, method, headers, body


class NotDrawn(Exception):
    """Why a page was not drawn: a stable code; its text is the sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def program() -> str | None:
    """Return the path of the system's Chromium, None if there is none; GONGKAI_CHROMIUM names another."""
    return os.environ.get("GONGKAI_CHROMIUM") or next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@dataclass
class _Loading:
    """The requests of one page: its own answer, how many further ones it made, whether anything is under way."""

    exchange: Exchange
    ask: Ask
    own: bool = False  # the page itself was given
    asked: int = 0
    under_way: int = 0

    async def handle(self, route: Route) -> None:
        """Answer one request of the page."""
        request = route.request
        if request.is_navigation_request() and not self.own and request.url.partition("#")[0] == self.exchange.url.partition("#")[0]:
            self.own = True
            await _fulfil(route, self.exchange)
        elif request.is_navigation_request():
            await route.fulfill(status=204)  # a page answered with "no content" stays as it is; an error would replace it
        elif request.resource_type not in ASKED_FOR or self.asked >= MOST_REQUESTS:
            await route.abort("blockedbyclient")
        else:
            self.asked += 1
            self.under_way += 1
            try:
                await self._answer(route)
            finally:
                self.under_way -= 1

    async def _answer(self, route: Route) -> None:
        request = route.request
        headers = tuple((name.title(), value) for name, value in request.headers.items() if name in PASSED_ON)
        answer = await self.ask(request.url, request.method, headers, request.post_data_buffer or b"")
        await (_fulfil(route, answer) if answer.response else route.abort("blockedbyclient"))


async def _fulfil(route: Route, exchange: Exchange) -> None:
    body, _ = exchange.answer.decoded(MOST_BYTES)
    headers = {name: http_message.text(value) for name, value in exchange.answer.headers if name.lower() not in FRAMING}
    await route.fulfill(status=exchange.answer.status, headers=headers, body=body)


class Drawer:
    """One Chromium for the visit to one site, started when the first page is to be drawn."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self._driver: Any = None
        self._browser: Browser | None = None
        self._busy = asyncio.Lock()  # one page at a time

    async def draw(self, exchange: Exchange, ask: Ask) -> bytes:
        """Return a page as Chromium draws it, as UTF-8 HTML; NotDrawn with the reason where that fails."""
        async with self._busy:
            try:
                async with asyncio.timeout(SECONDS):
                    return await self._draw(exchange, ask)
            except TimeoutError as error:
                await self.close()
                raise NotDrawn("browser_timeout", f"the page was not drawn within {SECONDS:.0f} s") from error
            except NotDrawn:
                raise
            except Exception as error:  # playwright's own errors, and those of a driver that died
                await self.close()
                raise NotDrawn("browser_failed", f"Chromium failed: {str(error).partition(chr(10))[0][:200]}") from error

    async def _draw(self, exchange: Exchange, ask: Ask) -> bytes:
        context = await self._context()
        loading = _Loading(exchange, ask)
        try:
            page = await context.new_page()
            await context.route("**/*", loading.handle)
            await context.route_web_socket("**/*", lambda socket: socket.close())
            # A page that leads elsewhere at once is never reported as loaded, its move being refused: `_settled` asks the page itself.
            await page.goto(exchange.url, wait_until="commit", timeout=0)  # `draw` limits the total
            return await _settled(page, loading)
        finally:
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await context.close()

    async def _context(self) -> BrowserContext:
        if self._browser is None or not self._browser.is_connected():
            self._browser = await self._start()
        return await self._browser.new_context(
            user_agent=self.agent, locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block", accept_downloads=False
        )

    async def _start(self) -> Browser:
        try:
            from playwright.async_api import async_playwright
        except ImportError as error:
            raise NotDrawn("browser_missing", "playwright is not installed; the extra `browser` brings it") from error
        path = program()
        if path is None:
            raise NotDrawn("browser_missing", "no Chromium was found; install it, or name it in GONGKAI_CHROMIUM")
        self._driver = await async_playwright().start()
        sandbox = os.geteuid() != 0  # Chromium's own sandbox refuses root
        started: Browser = await self._driver.chromium.launch(executable_path=path, args=list(SWITCHES), chromium_sandbox=sandbox)
        return started

    async def close(self) -> None:
        """End Chromium and the driver; a page that does not end is ended with them."""
        driver, browser, self._driver, self._browser = self._driver, self._browser, None, None
        with suppress(Exception):
            async with asyncio.timeout(5):
                if browser is not None:
                    await browser.close()
        with suppress(Exception):
            async with asyncio.timeout(5):
                if driver is not None:
                    await driver.stop()


async def _settled(page: Page, loading: _Loading) -> bytes:
    """Return the page's markup once it is loaded, nothing it asked for is under way and two looks at it see the same length.

    A page that never stops loading or changing is taken as it is after LOOKS looks.
    """
    length, looks = -1, 0
    while looks < LOOKS:
        await asyncio.sleep(QUIET)
        found, state = await page.evaluate("[document.documentElement.outerHTML.length, document.readyState]")
        if found > MOST_BYTES:
            raise NotDrawn("browser_page_too_large", f"the drawn page has more than {MOST_BYTES >> 20} MB")
        looks = looks + 1 if not loading.under_way else 0
        if found == length and looks > 1 and state == "complete":
            break
        length = found
    return (await page.content()).encode()
