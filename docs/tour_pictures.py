"""The pictures of tour.md: the sample archive in a real Chromium, page by page.

    python docs/tour_pictures.py [ADDRESS]

Without an address the sample archive is crawled, built and served first (`gongkai demo`).
"""

from __future__ import annotations

import importlib
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "tour"
CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ADDRESS = re.compile(r"http://[\d.]+:\d+/")


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with site() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for name, path, options in stops(address):
            picture(browser, address, name, path, **options)
        browser.close()


@contextmanager
def site() -> Iterator[str]:
    """The address given, or that of a sample archive made for the purpose."""
    if len(sys.argv) > 1:
        yield sys.argv[1]
        return
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "gongkai", "--home", home, "demo"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=FOLDER.parent.parent)
        try:
            assert process.stdout is not None
            lines = (line for line in process.stdout if "served at" in line or "请打开" in line)
            yield ADDRESS.findall(next(lines))[0]
        finally:
            process.terminate()
            process.wait(30)


def stops(address: str) -> list[tuple[str, str, dict[str, object]]]:
    """Name, path and options of every picture; ids are looked up, since they differ from archive to archive."""
    with httpx.Client(base_url=address, timeout=60) as client:

        def one(sql: str) -> list[object]:
            return list(client.get("/gongkai.json", params={"sql": sql, "_shape": "arrays"}).json()["rows"][0])

        agency, other, third = (
            one(
                f"select agency_id from reports where preferred = 1 and form = '2021' group by agency_id "
                f"order by count(*) desc limit 1 offset {place}"
            )[0]
            for place in range(3)
        )
        report = one("select report_id from checks where verdict = 'fail' and rule in ('R1', 'R2', 'R3', 'R4') limit 1")[0]
        places = {
            kind: one(
                f"select d.capture_id, json_extract(f.place, '$.table'), json_extract(f.place, '$.row'), "
                f"json_extract(f.place, '$.column') from facts f join documents d on d.id = f.report_id "
                f"where d.media_type = '{kind}' and f.item = 'granted' and f.measure = 'natural_person' "
                f"and f.value > 0 limit 1"
            )
            for kind in ("text/html", "application/pdf")
        }
    cells = {
        kind: f"/raw/{capture}?cell=t{table}r{row}c{column}#cell=t{table}r{row}c{column}"
        for kind, (capture, table, row, column) in places.items()
    }
    return [
        ("home", "/", {}),
        ("search", "/search?q=过程性信息", {}),
        ("report", f"/report/{report}", {"height": 1500}),
        ("rank", "/rank?figure=denied_share", {"height": 1100}),
        ("trend", "/trend?figure=denied_share", {"height": 1100}),
        ("check", "/check", {"height": 1500, "draft": draft()}),
        ("source", cells["text/html"], {}),
        ("source-pdf", cells["application/pdf"], {}),
        ("agency", f"/agency/{agency}", {"height": 1250}),
        ("compare", f"/compare?figure=granted_share&agency={agency}&agency={other}&agency={third}", {"height": 1050}),
        ("coverage", "/coverage", {"height": 1250}),
        ("checks", "/checks?level=hard", {}),
        ("health", "/health", {}),
        ("download", "/download", {}),
        ("table", "/gongkai/reports", {}),
        ("phone", f"/report/{report}", {"width": 390, "height": 844}),
        ("dark", "/", {"scheme": "dark"}),
        ("english", f"/agency/{agency}?lang=en", {"height": 1000}),
    ]


def draft() -> bytes:
    """The sample draft that the tests of /check plant their slips in."""
    sys.path.insert(0, str(FOLDER.parent.parent))
    drafts = importlib.import_module("tests.helpers.drafts")
    found: bytes = drafts.word()
    return found


def picture(
    browser: Browser, address: str, name: str, path: str, width: int = 1280, height: int = 900, scheme: str = "light", draft: bytes = b""
) -> None:
    """One page as a PNG of few colours; whatever the console says stops the script."""
    page: Page = browser.new_page(base_url=address, viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(path)
    if draft:
        page.locator("#draft").set_input_files([{"name": "草稿.docx", "mimeType": WORD, "buffer": draft}])
        with page.expect_navigation():
            page.locator("form.drafts button").click()
        page.locator(".verdict .outcome").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000 if "#" in path else 100)  # the mark fades in
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(160, dither=Image.Dither.NONE)
    shot.save(FOLDER / f"{name}.png", optimize=True)
    page.context.close()
    if said:
        raise SystemExit(f"{path}: the console says {said}")
    print(f"{name}.png {(FOLDER / f'{name}.png').stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
