"""A real Chromium for tests of pages: the fixture `chromium`, a page that keeps its complaints, and what axe calls serious.

Playwright's `click` does not wait for the page it leads to, and `count`, `inner_text`, `content` and `url` tell of whatever page
is there: what is said after an act is asked by `expect`, or after `followed`.
"""

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: the extra dev")
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
AXE = Path(__file__).parents[1] / "data/site/axe.min.js"  # axe-core 4.14, MPL-2.0; used by tests only
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BAD, REFUSED, HERE = ("error", "warning"), "status of 4", ("127.0.0.1", None)
PATIENCE = 120_000  # ms; what is waited for takes a second or two, and a busy machine may stand still for many
expect = playwright.expect
expect.set_options(timeout=PATIENCE)
needed = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def visiting(browser, address, bears_its_own_refusal=False):
    """A new visitor's page; what the console says, or what the page asks of other hosts, fails the test.

    Chromium complains of a page that is not there; a test of such pages bears that of the page asked for, not of what it loads.
    """
    visit = browser.new_context(locale="zh-CN", base_url=address, accept_downloads=True)
    page = visit.new_page()
    page.set_default_timeout(PATIENCE)
    complaints = []

    def complain(message):
        own = bears_its_own_refusal and REFUSED in message.text and message.location["url"] == page.url
        if message.type in BAD and not own:
            complaints.append(message.text)

    page.on("console", complain)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if urlsplit(request.url).hostname not in HERE else None)
    yield page
    visit.close()
    assert complaints == []


def followed(page, act, *given):
    """Do what leads to another page, as `followed(page, link.click)`, and wait until that page is loaded."""
    with page.expect_navigation():
        act(*given)


def serious(page):
    """What axe calls serious or critical about a page, each with the first element it is about."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
    return [
        (violation["id"], violation["nodes"][0]["html"][:200])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
