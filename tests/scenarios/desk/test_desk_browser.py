"""The desk in a real Chromium: each of its jobs done as an operator does it, against the sample portals; nothing axe calls serious."""

import json
import re
import signal
import subprocess
from urllib.parse import urlsplit

import pytest
import yaml

from gongkai.home import Home, again
from tests.conftest import ROOT, command
from tests.helpers.chromium import PATIENCE, chromium, expect, followed, needed, serious, visiting
from tests.helpers.desk import running

__all__ = ["chromium"]

pytestmark = needed


@pytest.fixture(scope="module")
def portals(tmp_path_factory):
    """The sample portals as `gongkai demo --portal` serves them, and their registry."""
    root = tmp_path_factory.mktemp("portals")
    process = subprocess.Popen([*again(Home(root), None), "demo", "--portal"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        said = process.stdout.readline()
        assert "样例门户已开启" in said
        yield yaml.safe_load((root / "demo" / "registry.yaml").read_text(encoding="utf-8"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


@pytest.fixture(scope="module")
def home(portals, tmp_path_factory):
    """A home that follows two of the three portals, collected and published once; the third is to be added."""
    home = tmp_path_factory.mktemp("desk") / "home"
    home.mkdir()
    (home / "sites.yaml").write_text(
        "# 本单位关注的门户\n" + yaml.safe_dump(portals[1:], allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    done = command("run", home=home, timeout=300)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def desk(home):
    with running(home) as found:
        yield found


@pytest.fixture
def page(chromium, desk):
    """An operator's page; what the console said, or what the page asked of other hosts, fails the test."""
    with visiting(chromium, desk.address) as page:
        yield page


def ended(page, act, *given):
    """Do what orders a job, and wait until the page of that job shows its end by itself; what it then says of it."""
    followed(page, act, *given)
    page.wait_for_url("**/jobs/2*")
    page.locator("#output:not([data-job])").wait_for()
    return page.locator("#state").inner_text()


def test_visit_a_site_and_watch_the_job(page, portals):
    page.goto("/")
    followed(page, page.get_by_role("link", name="站点", exact=True).click)
    followed(page, page.get_by_role("link", name=portals[1]["name"]).click)
    assert "完成" in ended(page, page.get_by_role("button", name="立即访问").click)
    assert f"gongkai run {portals[1]['id']}" in page.locator("#output").inner_text()
    followed(page, page.get_by_role("link", name=f"打开 {portals[1]['id']}").click)
    expect(page.locator("h2", has_text="最近的访问")).to_have_count(1)
    expect(page.get_by_role("link", name=f"访问 {portals[1]['id']}")).to_have_count(1)
    followed(page, page.get_by_role("link", name=portals[1]["columns"][0]["name"]).first.click)
    assert re.search(r"下次访问\s+20\d\d-\d\d-\d\d", page.locator("dl.facts").inner_text()), "a column that was read has a day"


def test_pause_a_column_with_a_reason_and_resume_it_by_keyboard_alone(page, portals):
    site = portals[1]
    page.goto(f"/site/{site['id']}/{site['columns'][0]['id']}")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    while page.locator(":focus").get_attribute("name") != "reason":
        page.keyboard.press("Tab")
    page.keyboard.type("门户改版")
    assert "完成" in ended(page, page.keyboard.press, "Enter")
    page.goto(f"/site/{site['id']}/{site['columns'][0]['id']}")
    assert "门户改版" in page.locator("main").inner_text()
    assert "已暂停" in page.locator("dl.facts").inner_text()
    page.get_by_role("button", name="恢复访问").focus()
    assert "完成" in ended(page, page.keyboard.press, "Enter")
    page.goto(f"/site/{site['id']}/{site['columns'][0]['id']}")
    assert "门户改版" not in page.locator(".acts").inner_text()


def test_add_a_site_after_a_look_at_its_rows_and_stop_its_first_visit(page, portals, home):
    start = urlsplit(portals[0]["columns"][0]["url"])
    page.goto("/add")
    page.get_by_label("门户首页的网址").fill(portals[0]["columns"][0]["url"])
    page.get_by_label("门户在内网或本机").check()
    assert "完成" in ended(page, page.get_by_role("button", name="探测").click)
    seen = page.locator("#output").inner_text()
    assert len(re.findall(r"^#   20\d\d-\d\d-\d\d .*年度报告", seen, re.M)) > 3, "the rows found are shown"
    assert start.netloc in seen
    before = (home / "sites.yaml").read_text(encoding="utf-8")
    assert "完成" in ended(page, page.get_by_role("button", name="加入清单").click)
    after = (home / "sites.yaml").read_text(encoding="utf-8")
    assert after.startswith(before), "what was there stays, comments included"
    assert start.netloc in after[len(before) :]
    followed(page, page.get_by_role("link", name=re.compile("^打开 site-")).click)
    followed(page, page.get_by_role("button", name="立即访问").click)
    stop = page.get_by_role("button", name="停止")  # at the pause that a real portal gets, the visit takes two minutes
    assert "已停止" in ended(page, stop.click)


def test_accept_a_withheld_snapshot_after_seeing_the_difference(page, home, portals):
    """The registry expects more than the portal lists: the snapshot is withheld until somebody has looked."""
    site = portals[1]["id"]
    registry = home / "sites.yaml"
    kept = registry.read_text(encoding="utf-8")
    entries = yaml.safe_load(kept)
    next(each for each in entries if each["id"] == site)["columns"][0]["expect"] = {"min": 100_000}
    registry.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")
    published = json.loads((home / "public" / "latest.json").read_text(encoding="utf-8"))
    page.goto(f"/site/{site}")
    page.get_by_label("全部重取").check()
    assert "快照被扣留" in ended(page, page.get_by_role("button", name="立即访问").click)
    page.goto("/")
    card = page.locator(".concerns li", has_text="被扣留").first
    assert "100,000" in card.inner_text()
    followed(page, card.get_by_role("link", name="查看并决定").click)
    assert "完成" in ended(page, page.get_by_role("button", name="查看差异").click)
    assert "→ gongkai.db" in page.locator("#output").inner_text()
    followed(page, page.get_by_role("link", name="快照", exact=True).last.click)
    page.get_by_role("button", name="采用并发布").click()
    assert page.url.endswith("/snapshot"), "the browser asks for the tick first"
    page.get_by_label("我已看过").check()
    assert "完成" in ended(page, page.get_by_role("button", name="采用并发布").click)
    assert not (home / "withheld.json").exists()
    newest = json.loads((home / "public" / "latest.json").read_text(encoding="utf-8"))
    assert newest["created"] > published["created"] or newest["checked"] > published["created"]
    registry.write_text(kept, encoding="utf-8")


def test_verify_the_archive_and_read_its_output_as_text(page):
    page.goto("/")
    assert "完成" in ended(page, page.get_by_role("button", name="校验全部档案").click)
    followed(page, page.get_by_role("link", name="作为文本").click)
    expect(page.locator("body")).to_contain_text("# gongkai verify")


def test_without_script_a_job_is_ordered_refreshed_and_read(chromium, desk):
    visit = chromium.new_context(base_url=desk.address, java_script_enabled=False, locale="en-GB")
    visit.set_default_timeout(PATIENCE)
    page = visit.new_page()
    page.goto("/snapshot")
    followed(page, page.get_by_role("button", name="What would change now").click)
    page.wait_for_url("**/jobs/2*")
    for _ in range(600):
        if not page.get_by_role("link", name="Refresh").count():
            break
        followed(page, page.get_by_role("link", name="Refresh").click)
    assert "done" in page.locator("#state").inner_text()
    assert "gongkai diff" in page.locator("#output").inner_text()
    visit.close()


def test_the_language_is_kept(page):
    page.goto("/settings")
    followed(page, page.get_by_role("link", name="English").click)
    expect(page.locator("h1")).to_have_text("Settings")
    followed(page, page.get_by_role("link", name="Sites", exact=True).click)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def pages_of(portals):
    site = portals[1]
    return ["/", "/sites", f"/site/{site['id']}", f"/site/{site['id']}/{site['columns'][0]['id']}", "/add", "/jobs", "/snapshot", "/growth"]


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_usable_by_all_and_wide_enough_for_a_phone(page, portals, desk, number, scheme):
    job = desk.get("/jobs").text.partition('<th scope="row"><a href="')[2].partition('"')[0]
    address = [*pages_of(portals), "/settings", job][number]
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_another_site_in_the_same_browser_cannot_order(chromium, desk, home, tmp_path):
    """A page from elsewhere posts a form to the desk: the browser says so, and nothing starts."""
    before = len(list((home / "desk" / "jobs").iterdir()))
    visit = chromium.new_context(base_url=desk.address)
    visit.set_default_timeout(PATIENCE)
    page = visit.new_page()
    page.goto("/")
    evil = tmp_path / "evil.html"
    evil.write_text(f'<form method="post" action="{desk.address}/jobs"><input name="order" value="verify"></form>', encoding="utf-8")
    page.goto(evil.as_uri())
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")
    assert page.locator("h1").inner_text() in ("未执行", "Not done")
    assert len(list((home / "desk" / "jobs").iterdir())) == before
    visit.close()
