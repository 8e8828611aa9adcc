"""A WACZ opened as people open it: by ReplayWeb.page in a real Chromium, from loopback alone."""

import re
import shutil
import subprocess
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from archive.export import wacz
from tests.helpers.warcs import Warc, page

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: the extra dev")
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
PACKAGE, FILES = "replaywebpage@2.4.6", ("index.html", "ui.js", "sw.js")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # no name is looked up: what is shown comes from the WACZ
URL, OLD = "http://town.example/nb/1.html", "http://town.example/nb/2.html"
PATIENCE = 120_000  # ms; what is waited for takes seconds
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def player(request):
    """The files of the player, fetched once from the npm registry and kept with pytest's cache."""
    folder = request.config.cache.mkdir("replaywebpage") / PACKAGE.rpartition("@")[2]
    if not all((folder / name).is_file() for name in FILES):
        unpack(fetched(folder), folder)
    return folder


def fetched(folder):
    if not shutil.which("npm"):
        pytest.skip("needs npm, to fetch ReplayWeb.page: apt-get install npm")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "pack", PACKAGE, "--silent", "--fetch-retries=0", "--fetch-timeout=20000"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    except subprocess.TimeoutExpired:
        pytest.skip("the npm registry did not answer within 60 s")
    if done.returncode:
        pytest.skip(f"the npm registry does not give {PACKAGE}: {done.stderr.strip()[-200:]}")
    return folder / done.stdout.split()[-1]


def unpack(archive, folder):
    with tarfile.open(archive) as package:
        for name in FILES:
            (folder / name).write_bytes(package.extractfile(f"package/{name}").read())
    archive.unlink()


class Handler(SimpleHTTPRequestHandler):
    """Files of the folder, whole or a range of bytes of them: the player reads only what it needs of a WACZ."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not asked or not (path := Path(self.translate_path(self.path))).is_file():
            return super().do_GET()
        data = path.read_bytes()
        first = int(asked[1]) if asked[1] else max(0, len(data) - int(asked[2]))
        last = min(int(asked[2]) if asked[1] and asked[2] else len(data) - 1, len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        return self.wfile.write(data[first : last + 1])


@pytest.fixture
def address(player, built, home, tmp_path):
    """Where the player and a WACZ of two captures and a revisit are served side by side."""
    first = Warc().start().fetch(URL, page("公告", "<p>公告正文。</p>")).fetch(OLD, page("旧公告", "<p>仍是旧文。</p>"))
    built(first, Warc(day="2024-02-02", run="r").start().revisit(OLD, page("旧公告", "<p>仍是旧文。</p>"), "2024-01-02T00:10:00Z"))
    served = tmp_path / "served"
    served.mkdir()
    wacz.export(home, served)
    for name in FILES:
        shutil.copy(player / name, served / name)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(served))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def visitor():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def replayed(visitor, address, url, stamp):
    """The frame in which the player shows a capture."""
    place = urlencode({"view": "pages", "url": url, "ts": stamp})
    visitor.goto("about:blank")
    visitor.goto(f"{address}/?{urlencode({'source': f'{address}/town.wacz'})}#{place}")
    visitor.wait_for_selector("replay-app-main")
    for _ in range(PATIENCE // 100):
        for frame in visitor.frames:
            if url in frame.url and "mp_/" in frame.url:
                frame.wait_for_selector("body p")
                return frame
        visitor.wait_for_timeout(100)
    raise AssertionError([frame.url for frame in visitor.frames])


def test_replayweb_page_shows_what_was_archived(visitor, address):
    asked = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    frame = replayed(visitor, address, URL, "20240102001000")
    assert (frame.title(), "公告正文。" in frame.inner_text("body")) == ("公告", True)
    revisited = replayed(visitor, address, OLD, "20240202001000")  # a revisit is shown with the bytes it refers to
    assert (revisited.title(), "仍是旧文。" in revisited.inner_text("body")) == ("旧公告", True)
    assert {urlsplit(url).hostname for url in asked if url.startswith("http")} == {"127.0.0.1"}
