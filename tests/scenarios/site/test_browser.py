"""The site in a real Chromium: each page's job done as a person does it, nothing on the console, nothing axe calls serious."""

import json
import sqlite3
from itertools import pairwise

import pytest

from tests.helpers.chromium import PATIENCE, chromium, expect, followed, needed, serious, visiting

__all__ = ["chromium"]

pytestmark = needed


@pytest.fixture
def page(chromium, served):
    """A new visitor's page; what the console said, or what the page asked of other hosts, fails the test."""
    with visiting(chromium, served.address, bears_its_own_refusal=True) as page:
        yield page


@pytest.fixture(scope="module")
def ids(db):
    report, agency = db.execute("SELECT id, agency_id FROM reports WHERE form = '2021' AND year > 2000 ORDER BY id").fetchone()
    return {"report": report, "agency": agency}


def test_find_the_late_agencies_of_a_city(page, db):
    site, year = db.execute("""SELECT a.site_id, c.year FROM coverage c JOIN agencies a ON a.id = c.agency_id WHERE c.state = 'late'
        AND c.year > 2018 GROUP BY 1, 2 ORDER BY count(*) DESC""").fetchone()
    expected = {
        name
        for (name,) in db.execute(
            """SELECT a.name FROM coverage c JOIN agencies a ON a.id = c.agency_id
        WHERE c.state = 'late' AND c.year = ? AND a.site_id = ?""",
            (year, site),
        )
    }
    page.goto("/")
    followed(page, page.get_by_role("link", name="发布情况").click)
    page.get_by_label("门户").select_option(site)
    page.wait_for_url("**site=**")
    page.locator("select[name=year]").select_option(str(year))
    page.wait_for_url(f"**year={year}**")
    page.get_by_label("该年度状态").select_option("late")
    page.wait_for_url("**state=late**")
    assert set(page.locator("table.heat tbody th").all_inner_texts()) == expected
    followed(page, page.locator("table.heat tbody th a").first.click)
    assert "依申请公开" in page.content() or "全部报告" in page.content()
    page.go_back()
    assert "state=late" in page.url


def test_follow_a_figure_to_its_cell(page):
    page.goto("/report/html000000000000")
    followed(page, page.get_by_role("link", name="7", exact=True).click)
    assert "#cell=" in page.url
    expect(page.locator(".said")).to_have_text("7")
    frame = page.frame_locator("iframe")
    cell = frame.locator(".gongkai-cell")
    expect(cell).to_have_text("7")
    expect(cell).to_be_in_viewport()
    assert cell.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(255, 226, 122)"
    place = cell.evaluate("cell => cell.getBoundingClientRect().top / innerHeight")
    assert 0 < place < 0.9, "the cell is not in view"
    assert page.locator("iframe").evaluate("frame => frame.contentDocument") is None, "the archived page shares our origin"
    followed(page, page.get_by_role("link", name="后一格").click)
    expect(page.locator(".said")).to_have_text("9")


def test_archived_page_runs_nothing(chromium, served):
    visit = chromium.new_context(base_url=served.address)
    visit.set_default_timeout(PATIENCE)
    page = visit.new_page()
    asked = []
    page.on("requestfailed", lambda request: asked.append(request.failure))
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    with page.expect_event("requestfailed", timeout=PATIENCE):  # what the policy stops is told at once; what else was asked may come later
        page.goto("/raw/capture-html")
    page.wait_for_timeout(300)
    assert page.title() == "甲"
    assert set(asked) - {f"{served.address}/raw/capture-html"} == {"csp"}, "only what the policy stopped may have been tried"
    assert page.evaluate("self.origin") == "null"
    visit.close()


def test_pdf_cell_is_boxed_where_it_stands(page):
    page.goto("/report/pdf0000000000000")
    followed(page, page.get_by_role("link", name="7", exact=True).click)
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
    followed(page, page.locator("ol.list a").first.click)
    assert "/search" not in page.url
    assert "年度" in page.inner_text("main")
    page.go_back()
    assert page.locator("ol.list li").count() == 20


def test_compare_three_agencies(page, db):
    page.goto("/compare?figure=received")
    for _ in range(3):
        followed(page, page.locator(".tabs a").first.click)
    expect(page.locator("table.form tbody tr")).to_have_count(3)
    expect(page.locator("figure svg path[stroke-width='2']")).to_have_count(3)
    page.get_by_label("比较什么").select_option("denied_share")
    page.wait_for_url("**figure=denied_share**")
    assert "/" in page.locator("table.form tbody td.n").first.inner_text()
    page.locator(".tabs input").first.uncheck()
    followed(page, page.get_by_role("button", name="更新").click)
    expect(page.locator("table.form tbody tr")).to_have_count(2)


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
    followed(page, page.get_by_role("link", name="English").click)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    followed(page, page.get_by_role("link", name="Coverage").click)
    expect(page.locator("h1")).to_have_text("Coverage")
    page.go_back()
    followed(page, page.get_by_role("link", name="中文").click)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


EVERY = [
    "/",
    "/search?q=公开",
    "/agency/{agency}",
    "/report/{report}",
    "/document/{report}",
    "/compare?agency={agency}",
    "/rank?figure=denied_share",
    "/rank?figure=denied_share&embed=1",
    "/trend?figure=denied_share",
    "/agencies",
    "/region/990100",
    "/coverage",
    "/checks",
    "/health",
    "/download",
    "/dictionary",
    "/gongkai",
    "/gongkai/documents",
    "/gongkai/facts?_facet=state",
    "/gongkai/reports/{report}",
    "/gongkai?sql=select+1+as+one",
    "/nothing",
    "/agency/none",
    "/gongkai?sql=selec",
    "/search?q=没有这样的话",
    "/search",
    "/document/hostile000000000",
    "/compare",
    "/raw/capture-html?view=1",
    "/raw/capture-pdf?view=1",
    "/raw/capture-docx?view=1",
]


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        *((address, "light") for address in EVERY),
        ("/", "dark"),
        ("/coverage", "dark"),
        ("/report/{report}", "dark"),
        ("/agency/{agency}", "dark"),
    ],
)
def test_usable_by_all_and_wide_enough_for_a_phone(page, ids, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address.format(**ids))
    assert serious(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    page.goto(address.format(**ids) + ("&" if "?" in address else "?") + "lang=en")
    assert page.evaluate(overflow) <= 0


@pytest.mark.parametrize("address", ["/coverage", "/agency/{agency}", "/compare?agency={agency}"])
def test_a_phone_shows_the_newest_year_and_keeps_the_first_column(page, ids, address):
    """Tables whose columns are years begin with the newest, and what a row is about stays in view beside any year."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address.format(**ids))
    found = page.evaluate(
        """() => [...document.querySelectorAll(".scroll > table")].map(table => {
            const heads = [...table.querySelectorAll("thead th")].filter(head => /^\\d{4}$/.test(head.textContent.trim()));
            if (heads.length < 2) return null;
            const box = table.parentElement, right = box.getBoundingClientRect().right;
            const newest = heads[0].getBoundingClientRect().right <= right + 1;
            box.scrollLeft = box.scrollWidth;
            const name = table.querySelector("tbody th"), left = box.getBoundingClientRect().left;
            return [heads.map(head => +head.textContent), newest, !name || name.getBoundingClientRect().left >= left - 1];
        }).filter(Boolean)"""
    )
    assert found
    for years, newest, kept in found:
        assert years == sorted(years, reverse=True)
        assert (newest, kept) == (True, True)


def test_works_without_script(chromium, served, ids):
    visit = chromium.new_context(base_url=served.address, java_script_enabled=False, locale="zh-CN")
    visit.set_default_timeout(PATIENCE)
    page = visit.new_page()
    page.goto("/coverage")
    page.get_by_label("该年度状态").select_option("missing")
    followed(page, page.get_by_role("button", name="筛选").click)
    assert "state=missing" in page.url
    page.goto(f"/report/{ids['report']}")
    assert page.locator("table.form").count() >= 3
    visit.close()


@pytest.mark.parametrize("address", ["/agency/{agency}", "/coverage", "/checks", "/compare?figure=received&agency={agency}", "/rank"])
def test_nothing_is_cut_off_on_paper(page, ids, address):
    page.set_viewport_size({"width": 688, "height": 1017})
    page.goto(address.format(**ids))
    page.emulate_media(media="print")
    assert max(table.bounding_box()["x"] + table.bounding_box()["width"] for table in page.locator("main table:visible").all()) <= 688


@pytest.mark.parametrize(
    "address", ["/agency/{agency}", "/coverage", "/compare?figure=received&agency={agency}", "/rank?figure=denied_share", "/trend"]
)
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
