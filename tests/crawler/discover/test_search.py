"""Finding the column from a home page on every way a menu is written, and the commands that do it."""

import json
from itertools import pairwise

import pytest
import yaml

from crawler import registry
from crawler.discover.add_entry import entry_of
from crawler.discover.check import check
from crawler.discover.probe import probing
from crawler.discover.search import MOST, discover, proven
from crawler.model.types import Column, Entry, Fault, Page, Site
from tests.replica.host import html
from tests.replica.server import replica

WAYS = {
    "d1": "plain links",
    "d2": "a link that asks back",
    "d3": "onclick",
    "d4": "an image's label",
    "d5": "a list in a frame",
    "d6": "a tab by query",
    "d7": "a fragment of the catalogue",
    "d10": "a function of the page",
    "d12": "entries that are pressed",
}


@pytest.fixture(scope="module")
def served():
    with replica() as running:
        yield running


def look(base):
    site = Site("x", "x", "990100", "city", (Column("a", "a", "other", base + "/"),), delay=0, allow_private=True)
    with probing(site) as prober:
        return discover(base + "/", prober.get)


@pytest.mark.parametrize("name", WAYS, ids=WAYS.values())
def test_the_column_is_found_and_the_look_alike_refused(served, name):
    host = served.hosts[name]
    found = look(host.base)
    assert [each.url for each in found.candidates] == [host.base + host.columns[0].path]
    (candidate,) = found.candidates
    assert [step.label for step in candidate.via] == ["政务公开", "政府信息公开", "政府信息公开年报"]
    assert all("政府信息公开工作年度报告" in entry.title or entry.title in ("更正",) or "函" in entry.title for entry in candidate.rows[:3])
    assert any(each.label == "政府网站工作年度报表" for each in found.refused) or name == "d7"
    assert not any("wzbb" in line["target"] for line in served.log if line["host"] == name)
    assert found.asked <= MOST


def test_a_menu_in_a_frame_is_looked_into(served):
    host = served.hosts["d13"]
    (candidate,) = look(host.base).candidates
    assert candidate.url == host.base + host.columns[0].path
    assert [step.label for step in candidate.via] == ["frame", "政务公开", "政府信息公开", "政府信息公开年报"]


@pytest.mark.parametrize("name", ["d8", "d9"])
def test_where_no_menu_leads_there_the_sitemap_does(served, name):
    host = served.hosts[name]
    (candidate,) = look(host.base).candidates
    assert candidate.url == host.base + host.columns[0].path
    assert [step.label for step in candidate.via] == ["网站地图", "政府信息公开年报"]


def test_the_sitemap_is_not_asked_for_where_a_menu_leads_there(served):
    before = len(served.log)
    look(served.hosts["d1"].base)
    assert [line for line in served.log[before:] if line["target"] in ("/wzdt/", "/map.html")] == []


def test_a_link_only_a_script_knows_is_told_and_nothing_is_guessed(served):
    found = look(served.hosts["d11"].base)
    assert found.candidates == []
    (refused,) = [each for each in found.failed if each.why.startswith("not_followable")]
    assert (refused.label, "getMainData('zfxxgknb')" in refused.why) == ("政府信息公开年报", True)


def test_where_reports_have_no_column_of_their_own_the_one_that_holds_them_is_shown():
    rows = "".join(f'<li><a href="/a/t2026010{n}_1.html">关于培训的通知（第{n}号）</a><b>2026-01-0{n}</b></li>' for n in range(1, 9))
    report = '<li><a href="/a/t20260109_9.html">政府信息公开工作年度报告</a><b>2026-01-09</b></li>'
    pages = {"/": f"<ul>{report}</ul><a href='/zwgk/'>政务公开</a>", "/zwgk/": f"<ul>{rows}{report}</ul>"}

    def get(fetch):
        path = fetch.url.removeprefix("http://h.example")
        return Page(fetch.url, f"<html><body>{pages[path]}</body></html>", fetch) if path in pages else Fault("not_found", "gone")

    found = discover("http://h.example/", get)
    (candidate,) = found.candidates
    assert (candidate.url, candidate.label) == ("http://h.example/zwgk/", "政务公开")
    assert candidate.why == "1 of its first 9 rows are annual reports"
    (site,) = registry.parse(entry_of(found, 1.5, False), "printed")
    assert site.columns[0].family is None


def test_a_columns_own_address_gives_an_entry_with_its_name(served):
    host = served.hosts["f4"]
    site = Site("x", "x", "990100", "city", (Column("a", "a", "other", host.base + "/"),), delay=0, allow_private=True)
    with probing(site) as prober:
        found = discover(host.base + host.columns[0].path, prober.get)
    assert registry.parse(entry_of(found, 0, True), "printed")[0].columns[0].name == "政府信息公开年报"


TWO = {
    "/": '<a href="/zwgk/">政务公开</a>',
    "/zwgk/": '<a href="/zwgk/a/">政府信息公开年报</a><a href="/zwgk/b/">政府信息公开年报</a>',
    "/zwgk/a/": "<script>var chnlid = '4711';</script>",
    "/zwgk/b/": "<script>var chnlid = '1813';</script>",
}
REPORTS = "".join(
    f'<li><a href="t2026010{n}_1.html">云水市{2026 - n}年政府信息公开工作年度报告</a><b>2026-01-0{n}</b></li>' for n in range(1, 5)
)


@pytest.mark.parametrize(("known", "new"), [({"channel": "1813"}, "b"), ({"channel": "4711"}, "a"), ({}, "a")])
def test_a_moved_column_is_known_by_its_number(known, new):
    def get(fetch):
        path = fetch.url.removeprefix("http://h.example")
        rows = f"<ul>{REPORTS}</ul>" if path in ("/zwgk/a/", "/zwgk/b/") else ""
        return Page(fetch.url, f"<html><body>{TWO[path]}{rows}</body></html>", fetch, 200) if path in TWO else Fault("not_found", "gone")

    column = Column("annual", "政府信息公开年报", "annual_report", "http://h.example/old/")
    (checked,) = check(Site("h", "h", "990100", "city", (column,)), get, {"annual": known})
    assert (checked.state, checked.moved_to) == ("moved", f"http://h.example/zwgk/{new}/")
    assert ("the same channel" in checked.detail) is bool(known)


def test_a_columns_marks_are_kept_by_a_crawl_and_found_by_sites_check(served, gongkai, tmp_path):
    entry = {
        "id": "d1",
        "name": "d1",
        "area": "990100",
        "level": "city",
        "delay": 0,
        "allow_private": True,
        "columns": [
            {"id": "annual", "name": "年报", "kind": "annual_report", "url": served.hosts["d1"].base + served.hosts["d1"].columns[0].path}
        ],
    }
    (tmp_path / "r.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    done = json.loads(gongkai("crawl", "--json", "d1", registry=tmp_path / "r.yaml").stdout)
    kept = {"column_name": "政府信息公开年报", "site_code": "9901000001"}
    assert done["sites"][0]["columns"][0]["marks"] == kept
    served.hosts["d1"].pages.pop(served.hosts["d1"].columns[0].path)
    served.hosts["d1"].pages["/zwgk/zfxxgk/"] = html(served.hosts["d1"].shell("政府信息公开", '<a href="/zwgk/new/">政府信息公开年报</a>'))
    served.hosts["d1"].pages["/zwgk/new/"] = html(served.hosts["d1"].list_page("政府信息公开年报", served.hosts["d1"].columns[0].rows))
    (found,) = json.loads(gongkai("sites", "check", "--json", registry=tmp_path / "r.yaml").stdout)
    assert (found["state"], found["moved_to"]) == ("moved", served.hosts["d1"].base + "/zwgk/new/")
    assert "the same column_name 政府信息公开年报, site_code 9901000001" in found["detail"]
    served.reset()


def test_the_way_is_a_chain_of_links_that_stand_on_each_other(served):
    via = look(served.hosts["d1"].base).candidates[0].via
    assert all(before.url != after.url for before, after in pairwise(via))


@pytest.mark.parametrize(
    ("titles", "why"),
    [
        (["云水市2025年政府信息公开工作年度报告", "云水市2024年政府信息公开年报"], ""),
        (["云水市2025年政府信息公开工作年度报告"], ""),
        (["2025年政府网站工作年度报表", "2024年政府网站工作年度报表"], "look-alike"),
        (["2025年政府网站工作年度报表", "2024年政府网站年报", "云水市2024年政府信息公开年报"], "look-alike"),
        (["关于放假的通知"] * 9 + ["云水市2024年政府信息公开年报"], "only 1"),
        ([], "no rows"),
    ],
)
def test_rows_prove_a_column(titles, why):
    given = proven(tuple(Entry(f"http://h/{n}", title) for n, title in enumerate(titles)))
    assert why in given if why else given == ""


def test_the_entry_printed_is_an_entry_the_registry_takes(served):
    found = look(served.hosts["d1"].base)
    (site,) = registry.parse(entry_of(found, 0, True), "printed")
    assert (site.id, site.name, site.area, site.level, site.status) == ("site-127-0-50-1", "云水市人民政府", "990100", "city", "unverified")
    assert site.columns[0].family == "trs"


def test_sites_add_prints_the_way_the_rows_and_the_entry(served, gongkai):
    done = gongkai("sites", "add", served.hosts["d1"].base + "/", "--delay", "0", "--allow-private")
    assert done.returncode == 0, done.stderr
    assert "政务公开 > 政府信息公开 > 政府信息公开年报" in done.stdout
    assert "refused: 政府网站工作年度报表" in done.stdout
    assert yaml.safe_load(done.stdout)[0]["columns"][0]["url"].endswith("/zwgk/zfxxgk/zfxxgknb/")


def test_sites_add_write_puts_the_entry_into_the_registry_of_the_home(served, gongkai, tmp_path):
    done = gongkai("sites", "add", "--write", served.hosts["d1"].base + "/", "--delay", "0", "--allow-private")
    assert done.returncode == 0, done.stderr
    (site,) = registry.load(tmp_path / "home" / "sites.yaml")
    assert (site.name, site.columns[0].family) == ("云水市人民政府", "trs")


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (("add", "harbin"), 2, "not an http or https URL"),
        (("add", "http://127.0.0.1:9/"), 1, "was found: http://127.0.0.1:9/: refused_address"),
        (("add", "http://127.0.0.1:9/", "--allow-private"), 1, "connection_refused"),
        (("check", "nowhere"), 2, "no site 'nowhere'"),
        (("check", "--all", "harbin"), 2, "--all means every site"),
        (("check", "--all", "--report", "r.patch"), 2, "give --by NAME and --place PLACE"),
    ],
)
def test_what_cannot_be_probed_is_said_in_one_line(gongkai, words, exit_code, says):
    done = gongkai("sites", *words)
    assert done.returncode == exit_code
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_sites_check_finds_a_column_that_moved_and_names_faults(served, gongkai, tmp_path):
    hosts = {
        "move": ("w-move", "/zwgk/old/"),
        "good": ("f4", "/zwgk/zfxxgk/zfxxgknb/"),
        "shut": ("w-rs412", "/zwgk/"),
        "year": ("f4", "/zwgk/year/"),
    }
    sites = [
        {
            "id": name,
            "name": name,
            "area": "990100",
            "level": "city",
            "delay": 0,
            "allow_private": True,
            "columns": [{"id": "annual", "name": "政府信息公开年报", "kind": "annual_report", "url": served.hosts[host].base + path}],
        }
        for name, (host, path) in hosts.items()
    ]
    (tmp_path / "r.yaml").write_text(yaml.safe_dump(sites, allow_unicode=True), encoding="utf-8")
    done = gongkai("sites", "check", "--json", registry=tmp_path / "r.yaml")
    found = {each["site"]: each for each in json.loads(done.stdout)}
    states = {name: each["state"] for name, each in found.items()}
    assert states == {"move": "moved", "good": "ok", "shut": "challenge", "year": "redirected"}
    assert found["move"]["moved_to"] == served.hosts["w-move"].base + "/zwgk/new/"
    assert done.returncode == 6
    assert found["good"]["pager"]
    said = gongkai("sites", "check", "good", registry=tmp_path / "r.yaml").stdout
    assert f"good/annual: ok [{found['good']['family']}, pager {found['good']['pager']}] " in said


def test_sites_lists_the_registry(gongkai):
    listed = json.loads(gongkai("sites", "--json").stdout)
    assert any(site["id"] == "harbin" for site in listed)
    assert "哈尔滨市人民政府" in gongkai("sites").stdout


SISTER = {
    "http://www.hd.example.gov.cn/": '<a href="http://zfxxgk.hd.example.gov.cn/">政府信息公开</a><a href="http://other.gov.cn/nb/">政府信息公开年报</a>',
    "http://zfxxgk.hd.example.gov.cn/": '<a href="/zfxxgknb/">政府信息公开年报</a>',
    "http://zfxxgk.hd.example.gov.cn/zfxxgknb/": '<ul><li><a href="2025/">2025年</a></li><li><a href="bm/">市直部门</a></li></ul>',
    "http://zfxxgk.hd.example.gov.cn/zfxxgknb/2025/": "".join(
        f'<li><a href="t2026010{n}_1.html">云水市第{n}局2025年政府信息公开工作年度报告</a><b>2026-01-0{n}</b></li>' for n in range(1, 5)
    ),
}


def test_a_sister_host_of_the_same_domain_is_followed_and_another_portal_is_not():
    asked = []

    def get(fetch):
        asked.append(fetch.url)
        text = SISTER.get(fetch.url)
        return Page(fetch.url, f"<html><body>{text}</body></html>", fetch, 200) if text else Fault("not_found", "no such page")

    found = discover("http://www.hd.example.gov.cn/", get)
    (candidate,) = found.candidates
    assert candidate.url == "http://zfxxgk.hd.example.gov.cn/zfxxgknb/"
    assert [column.label for column in candidate.columns] == ["2025年", "市直部门"]
    assert not any("other.gov.cn" in url for url in asked)
