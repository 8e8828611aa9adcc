"""The site in a real Chromium: each page's job done as a person does it, nothing on the console, nothing axe calls serious."""

import json
import sqlite3
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: the extra dev")
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
AXE = Path(__file__).parents[2] / "data/site/axe.min.js"  # axe-core 4.14, MPL-2.0; used by this test only
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync"]
BAD, REFUSED, HERE = ("error", "warning"), "status of 4", ("127.0.0.1", None)  # Chromium complains of a page that is not there
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, served):
    """A new visitor's page; what the console said, or what the page asked of other hosts, fails the test."""
    visit = chromium.new_context(locale="zh-CN", base_url=served.address, accept_downloads=True)
    page = visit.new_page()
    page.set_default_timeout(20_000)
    complaints = []

    def complain(message):
        own = REFUSED in message.text and message.location["url"] == page.url  # the page asked for, not what it loads
        if message.type in BAD and not own:
            complaints.append(message.text)

    page.on("console", complain)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if urlsplit(request.url).hostname not in HERE else None)
    yield page
    visit.close()
    assert complaints == []


@pytest.fixture(scope="module")
def ids(db):
    report, agency = db.execute("SELECT id, agency_id FROM reports WHERE form = '2021' AND year > 2000 ORDER BY id").fetchone()
    return {"report": report, "agency": agency}


def test_find_the_late_agencies_of_a_city(page, db):
    site, year = db.execute("""SELECT a.site_id, c.year FROM coverage c JOIN agencies a ON a.id = c.agency_id WHERE c.state = 'late'
        AND c.year > 2018 GROUP BY 1, 2 ORDER BY count(*) DESC""").fetchone()
    expected = {name for (name,) in db.execute("""SELECT a.name FROM coverage c JOIN agencies a ON a.id = c.agency_id
        WHERE c.state = 'late' AND c.year = ? AND a.site_id = ?""", (year, site))}
    page.goto("/")
    page.get_by_role("link", name="发布情况").click()
    page.get_by_label("门户").select_option(site)
    page.wait_for_url("**site=**")
    page.locator("select[name=year]").select_option(str(year))
    page.wait_for_url(f"**year={year}**")
    page.get_by_label("该年度状态").select_option("late")
    page.wait_for_url("**state=late**")
    assert set(page.locator("table.heat tbody th").all_inner_texts()) == expected
    page.locator("table.heat tbody th a").first.click()
    assert "依申请公开" in page.content() or "全部报告" in page.content()
    page.go_back()
    assert "state=late" in page.url


def test_follow_a_figure_to_its_cell(page):
    page.goto("/report/html000000000000")
    page.get_by_role("link", name="7", exact=True).click()
    assert "#cell=" in page.url
    assert page.locator(".said").inner_text() == "7"
    frame = page.frame_locator("iframe")
    cell = frame.locator(".gongkai-cell")
    assert cell.inner_text() == "7"
    assert cell.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(255, 226, 122)"
    place = cell.evaluate("cell => cell.getBoundingClientRect().top / innerHeight")
    assert 0 < place < 0.9, "the cell is not in view"
    assert page.locator("iframe").evaluate("frame => frame.contentDocument") is None, "the archived page shares our origin"
    page.get_by_role("link", name="后一格").click()
    assert page.locator(".said").inner_text() == "9"


def test_archived_page_runs_nothing(chromium, served):
    visit = chromium.new_context(base_url=served.address)
    page = visit.new_page()
    asked = []
    page.on("requestfailed", lambda request: asked.append(request.failure))
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto("/raw/capture-html")
    page.wait_for_timeout(300)
    assert page.title() == "甲"
    assert set(asked) - {f"{served.address}/raw/capture-html"} == {"csp"}, "only what the policy stopped may have been tried"
    assert page.evaluate("self.origin") == "null"
    visit.close()


def test_pdf_cell_is_boxed_where_it_stands(page):
    page.goto("/report/pdf0000000000000")
    page.get_by_role("link", name="7", exact=True).click()
    picture, box = page.locator(".sheet img"), page.locator(".sheet .box")
    picture.evaluate("image => image.decode()")  # once it is drawn; a predicate to poll would be eval, which the page forbids
    outer, inner = picture.bounding_box(), box.bounding_box()
    assert (inner["x"] + 4 - outer["x"]) / outer["width"] == pytest.approx(272 / 595.3, abs=0.01)
    assert page.evaluate("scrollY") > 0 or inner["y"] < 900


def test_search_two_characters_and_read(page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("年度")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=**")
    assert set(page.locator("mark").all_inner_texts()) == {"年度"}
    page.locator("ol.list a").first.click()
    assert "年度" in page.inner_text("main")
    page.go_back()
    assert page.locator("ol.list li").count() == 20


def test_compare_three_agencies(page, db):
    page.goto("/compare?figure=received")
    for _ in range(3):
        page.locator(".tabs a").first.click()
        page.wait_for_load_state()
    assert page.locator("table.form tbody tr").count() == 3
    assert page.locator("figure svg path[stroke-width='2']").count() == 3
    page.get_by_label("比较什么").select_option("denied_share")
    page.wait_for_url("**figure=denied_share**")
    assert "/" in page.locator("table.form tbody td.n").first.inner_text()
    page.locator(".tabs input").first.uncheck()
    page.get_by_role("button", name="更新").click()
    assert page.locator("table.form tbody tr").count() == 2


def test_download_and_open_the_snapshot(page, home, tmp_path):
    told = json.loads((home / "public/latest.json").read_text())
    page.goto("/download")
    with page.expect_download() as taken:
        page.get_by_role("link", name=told["file"]).first.click()
    taken.value.save_as(tmp_path / "taken.db")
    assert (tmp_path / "taken.db").stat().st_size == told["size"]
    opened = sqlite3.connect(tmp_path / "taken.db")
    assert opened.execute("SELECT count(*) FROM documents").fetchone()[0] == told["tables"]["documents"]


def test_switch_the_language_and_go_back(page, ids):
    page.goto(f"/report/{ids['report']}")
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Coverage").click()
    assert page.locator("h1").inner_text() == "Coverage"
    page.go_back()
    page.get_by_role("link", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


EVERY = ["/", "/search?q=公开", "/agency/{agency}", "/report/{report}", "/document/{report}", "/compare?agency={agency}", "/coverage",
         "/checks",
         "/health", "/download", "/dictionary", "/gongkai", "/gongkai/documents", "/gongkai/facts?_facet=state",
         "/gongkai/reports/{report}",
         "/gongkai?sql=select+1+as+one", "/nothing", "/agency/none", "/gongkai?sql=selec", "/search?q=没有这样的话", "/search",
         "/document/hostile000000000", "/compare",
         "/raw/capture-html?view=1", "/raw/capture-pdf?view=1", "/raw/capture-docx?view=1"]


@pytest.mark.parametrize(("address", "scheme"), [*((address, "light") for address in EVERY), ("/", "dark"), ("/coverage", "dark"),
                                               ("/report/{report}", "dark"), ("/agency/{agency}", "dark")])
def test_usable_by_all_and_wide_enough_for_a_phone(page, ids, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address.format(**ids))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
    serious = [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found["violations"]
               if violation["impact"] in ("serious", "critical")]
    assert serious == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_works_without_script(chromium, served, ids):
    visit = chromium.new_context(base_url=served.address, java_script_enabled=False, locale="zh-CN")
    page = visit.new_page()
    page.goto("/coverage")
    page.get_by_label("该年度状态").select_option("missing")
    page.get_by_role("button", name="筛选").click()
    assert "state=missing" in page.url
    page.goto(f"/report/{ids['report']}")
    assert page.locator("table.form").count() >= 3
    visit.close()


@pytest.mark.parametrize("address", ["/agency/{agency}", "/coverage", "/checks", "/compare?figure=received&agency={agency}"])
def test_nothing_is_cut_off_on_paper(page, ids, address):
    page.set_viewport_size({"width": 688, "height": 1017})
    page.goto(address.format(**ids))
    page.emulate_media(media="print")
    assert max(table.bounding_box()["x"] + table.bounding_box()["width"] for table in page.locator("main table:visible").all()) <= 688


@pytest.mark.parametrize("address", ["/agency/{agency}", "/coverage", "/compare?figure=received&agency={agency}"])
def test_charts_can_be_read_on_a_phone(page, ids, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address.format(**ids))
    for picture in page.locator("figure.chart svg").all():
        boxes = sorted((text.bounding_box() for text in picture.locator("text:visible").all()), key=lambda box: box["x"])
        assert min(box["height"] for box in boxes) > 9, "too small to read"
        axis = max(box["y"] for box in boxes)
        ticks = [box for box in boxes if box["y"] > axis - 3]
        assert all(left["x"] + left["width"] <= right["x"] + 1 for left, right in pairwise(ticks)), "names of the axis touch"


def test_a_report_on_paper_keeps_its_tables_apart_and_on_the_sheet(page, ids):
    page.set_viewport_size({"width": 688, "height": 1017})  # A4 at 96 dots an inch, less its margins
    page.goto(f"/report/{ids['report']}")
    page.emulate_media(media="print")
    boxes = [table.bounding_box() for table in page.locator("main table:visible").all()]
    assert len(boxes) > 3
    assert max(box["x"] + box["width"] for box in boxes) <= 688
    assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(boxes))
    assert not page.locator("header.top, .tools, .tabs").first.is_visible()
