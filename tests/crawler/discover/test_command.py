"""What `sites` says of portals, probes and checks: on real answers of a loopback host, and on results of every kind."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.discover import add_entry, command, look
from crawler.discover.check import Checked
from crawler.discover.search import Candidate, Discovery, Refused, SearchStep
from crawler.model.types import Column, Entry, Fetch, Listing, Pager, Site, SubColumn
from gongkai.errors import Exit, GongkaiError, UsageError
from gongkai.home import Home, pauses
from gongkai.testing import ReplicaHost

CANDIDATE = Candidate(
    "http://h.gov.cn/nb/", "政府信息公开年报",
    (SearchStep("政务公开", "http://h.gov.cn/zw/"), SearchStep("年报", "http://h.gov.cn/nb/")), "trs", "P1", 3,
    (Entry("http://h.gov.cn/1", "2025年年报", "2026-03-01"), Entry("http://h.gov.cn/2", "2024年年报", None)),
    (SubColumn("http://h.gov.cn/nb/bm/", "部门年报"),), {}, {},
)  # fmt: skip
FOUND = Discovery("http://www.h.gov.cn/", "甲市人民政府", "2301000012", [CANDIDATE], asked=4)
SITE = Site("h", "甲市", "230100", "city", (Column("annual", "年报", "annual_report", "http://h.gov.cn/nb/"),), status="verified")
ROWS = "".join(
    f'<li><a href="/nb/{n}.html">甲市{n}年政府信息公开工作年度报告</a><span>{n + 1}-03-01</span></li>' for n in (2023, 2024, 2025)
)
HEAD = "<html><head><meta charset='utf-8'><title>{}</title></head><body>"
LIST = f"{HEAD.format('政府信息公开年报')}<h2>政府信息公开年报</h2><ul class='list'>{ROWS}</ul>{{}}</body></html>"
ENTRY = (
    "- id: {0}\n  name: 甲市\n  area: '230100'\n  level: city\n  delay: 0\n  allow_private: true\n  columns:\n"
    "  - id: annual\n    name: 政府信息公开年报\n    kind: annual_report\n    url: {1}/nb/\n"
)


def test_the_story_of_a_probe():
    assert command.story(FOUND, 1.5, False).splitlines()[:5] == [
        "# 政务公开 > 年报  [trs, pager P1]",
        "#   http://h.gov.cn/nb/",
        "#   2026-03-01 2025年年报",
        "#   ---------- 2024年年报",
        "#   below it: 部门年报  http://h.gov.cn/nb/bm/",
    ]
    plain = Candidate("http://h.gov.cn/nb/", "年报", (), "generic", "", None, (), (), {}, {}, "2 of 9 are reports")
    assert command.story(Discovery("http://h.gov.cn/", candidates=[plain], proxy="http://p:1"), 1.5, False).splitlines()[:4] == [
        "# 年报  [generic]",
        "#   http://h.gov.cn/nb/",
        "#   2 of 9 are reports; it also holds other documents",
        "# through the proxy http://p:1",
    ]


def test_a_probe_that_finds_nothing_says_what_it_was_refused():
    one = Discovery("http://h.gov.cn/", failed=[Refused("http://h.gov.cn/", "", "timeout: no answer")], asked=1)
    assert command.story(one, 1.5, False) == "# no column of annual reports was found: http://h.gov.cn/: timeout: no answer"
    refused, failed = Refused("http://h.gov.cn/a/", "年报", "robots"), Refused("http://h.gov.cn/b/", "公开", "404")
    more = Discovery("http://h.gov.cn/", refused=[refused], failed=[failed], asked=7)
    assert command.story(more, 1.5, False).splitlines() == [
        "# refused: 年报  http://h.gov.cn/a/: robots",
        "# not had: 公开  http://h.gov.cn/b/: 404",
        "# no column of annual reports was found from http://h.gov.cn/ (7 pages requested)",
    ]
    first = Discovery("http://h.gov.cn/", refused=[refused], asked=1)
    assert command.story(first, 1.5, False).splitlines()[0].startswith("# refused")


@pytest.mark.parametrize(
    ("own", "delay", "private", "head"),
    [
        ({}, 1.5, False, "- id: h\n  name: 甲市人民政府\n  area: '230100'\n  level: city\n  status: unverified\n  columns:\n"),
        ({"site_code": "2300000012"}, 1.5, False, "- id: h\n  name: 甲市人民政府\n  area: '230000'\n  level: province\n"),
        (
            {"site_code": "230102"},
            0.0,
            True,
            "- id: h\n  name: 甲市人民政府\n  area: '230102'\n  level: county\n  status: unverified\n  delay: 0.0\n  allow_private: true\n",
        ),
        (
            {"site_code": "23010", "site_name": ""},
            1.5,
            False,
            '- id: h\n  name: www.h.gov.cn\n  area: "000000" # fill in: GB/T 2260, and the level\n  level: province\n',
        ),
        ({"site_code": "abcdef1"}, 1.5, False, '- id: h\n  name: 甲市人民政府\n  area: "000000" # fill in'),
    ],
)
def test_the_entry_of_a_probe(own, delay, private, head):
    found = Discovery(
        **{"start": FOUND.start, "site_name": FOUND.site_name, "site_code": FOUND.site_code, "candidates": FOUND.candidates} | own
    )
    assert add_entry.entry_of(found, delay, private).startswith(head)


def test_the_columns_of_an_entry():
    generic = Candidate("http://h.gov.cn/b/", "年报", (), "generic", "", None, (), (), {}, {})
    text = add_entry.entry_of(Discovery(FOUND.start, candidates=[CANDIDATE, generic]), 1.5, False)
    assert text.endswith(
        "  columns:\n  - id: annual\n    name: 政府信息公开年报\n    kind: annual_report\n    url: http://h.gov.cn/nb/\n    family: trs\n"
        "  - id: annual-2\n    name: 年报\n    kind: annual_report\n    url: http://h.gov.cn/b/\n"
    )


@pytest.mark.parametrize(
    ("host", "id_"),
    [
        ("www.a.b.gov.cn", "b-a"),
        ("www.gov.cn", "site"),
        ("a.com", "a"),
        ("a.org", "a"),
        ("10.0.0.1", "site-10-0-0-1"),
        ("::1", "site-1"),
        ("2001:db8::1", "site-2001-db8--1"),
    ],
)
def test_ids_of_hosts(host, id_):
    assert add_entry.site_id(host) == id_


def test_where_an_entry_goes(tmp_path):
    assert add_entry.file_of(None, tmp_path) == tmp_path / "sites.yaml"
    assert add_entry.file_of(tmp_path / "r.yaml", tmp_path) == tmp_path / "r.yaml"
    with pytest.raises(UsageError, match="is a folder; name the file in it"):
        add_entry.file_of(tmp_path, tmp_path)
    with pytest.raises(UsageError, match="packaged registry cannot be changed"):
        add_entry.file_of(add_entry.PACKAGED, tmp_path)


def test_an_entry_is_put_at_the_end(tmp_path):
    path = tmp_path / "new" / "sites.yaml"
    assert [site.id for site in add_entry.add_entry(path, ENTRY.format("a", "http://h.cn"), "x")] == ["a"]
    path.chmod(0o640)
    path.write_text("# mine\n" + path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    add_entry.add_entry(path, "\n" + ENTRY.format("b", "http://h.cn") + "\n\n", "x")
    assert path.read_text(encoding="utf-8") == "# mine\n" + ENTRY.format("a", "http://h.cn") + ENTRY.format("b", "http://h.cn")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["sites.yaml"]
    with pytest.raises(UsageError, match="has a site 'a' already"):
        add_entry.add_entry(path, ENTRY.format("a", "http://h.cn"), "x")
    with pytest.raises(UsageError, match=r"^x: contains no site"):
        add_entry.add_entry(path, "[]", "x")
    flow = tmp_path / "flow.yaml"
    flow.write_text("[]\n")
    with pytest.raises(GongkaiError, match="cannot be added at its end"):
        add_entry.add_entry(flow, ENTRY.format("c", "http://h.cn"), "x")


def test_a_line_of_a_check():
    assert (
        command._line(Checked("h", "annual", "u", "good", "trs", 3, 2, "as before", "", "P1"))
        == "h/annual: good [trs, pager P1] 3 rows seen, 2 columns below as before"
    )
    assert (
        command._line(Checked("h", "annual", "u", "moved", moved_to="http://n/", proxy="http://p:1"))
        == "h/annual: moved [?] 0 rows seen  -> http://n/ through http://p:1"
    )


def test_the_table_of_a_registry():
    assert command.table((SITE,)).splitlines() == [
        f"{'h':<28} 230100 city     verified   甲市",
        f"    {'annual':<24} annual_report {'?':<12} http://h.gov.cn/nb/",
    ]


def run(tmp_path, *words, registry=None):
    return CliRunner().invoke(command.sites, words, obj={"home": Home(tmp_path / "home"), "registry": registry})


@pytest.fixture
def registry(tmp_path):
    path = tmp_path / "sites.yaml"
    path.write_text(ENTRY.format("h", "http://127.0.0.1:9"), encoding="utf-8")
    return path


def test_the_registry_is_listed(tmp_path, registry):
    done = run(tmp_path, registry=registry)
    assert "1 site, 1 column" in done.output
    assert "http://127.0.0.1:9/nb/" in done.output
    (site,) = json.loads(run(tmp_path, "--json", registry=registry).stdout)
    assert (site["id"], site["delay"]) == ("h", 0)
    assert (site["columns"][0]["id"], site["columns"][0]["expect"], site["columns"][0]["next_visit"]) == ("annual", {}, None)


def test_a_pause_and_its_end(tmp_path, registry):
    home = Home(tmp_path / "home")
    Path(home.warc).mkdir(parents=True)
    done = run(tmp_path, "pause", "h/annual", "--reason", " moving ", registry=registry)
    assert done.output == "h/annual is paused: moving\n"
    assert pauses(home)["h/annual"].reason == "moving"
    assert run(tmp_path, "pause", "h", "--reason", "x", registry=registry).exit_code == 0
    for words, says in (
        (("pause", "h", "--reason", " "), "needs a reason"),
        (("pause", "k", "--reason", "x"), "no site 'k'"),
        (("pause", "h/k", "--reason", "x"), "has no column 'k'"),
        (("resume", "k"), "k is not paused; paused are: h, h/annual"),
    ):
        done = run(tmp_path, *words, registry=registry)
        assert isinstance(done.exception, UsageError)
        assert says in str(done.exception)
    assert run(tmp_path, "resume", "h", registry=registry).output == "h is visited again\n"
    run(tmp_path, "resume", "h/annual", registry=registry)
    assert pauses(home) == {}
    assert "paused are: none" in str(run(tmp_path, "resume", "h", registry=registry).exception)


def test_a_page_is_looked_at(tmp_path):
    saved = tmp_path / "page.html"
    saved.write_text(LIST.format("<a href='/zn/'>公开指南</a><a href='/index_2.html'>下一页</a>"), encoding="utf-8")
    done = run(tmp_path, "look", str(saved), "--url", "http://h.gov.cn/nb/")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == f"http://h.gov.cn/nb/  status 200, {saved.stat().st_size} bytes"
    assert lines[1:4] == ["family: generic", f"pager: {lines[2].removeprefix('pager: ')}", "rows: 3"]
    assert lines[4] == "  2024-03-01  甲市2023年政府信息公开工作年度报告  http://h.gov.cn/nb/2023.html"
    assert next(line for line in lines if line.endswith(": 1")).startswith(("columns below", "requests that follow"))
    told = json.loads(run(tmp_path, "look", str(saved), "--url", "http://h.gov.cn/nb/", "--json").output)
    assert list(told) == ["url", "status", "family", "pager", "rows", "columns", "requests", "reasons", "no_rows"]
    assert (told["url"], told["status"], told["family"], len(told["rows"])) == ("http://h.gov.cn/nb/", 200, "generic", 3)
    assert [list(each) for each in told["requests"]] == [["method", "url"]]
    assert {tuple(each) for each in told["no_rows"]} == {("label", "url", "reason")}
    saved.write_text("<html>nothing</html>")
    assert run(tmp_path, "look", str(saved)).exit_code == Exit.FAILED
    assert run(tmp_path, "look", str(saved)).output.startswith("http://saved.example/")
    saved.write_text("<html><ul><li>暂无数据</li></ul></html>")
    assert run(tmp_path, "look", str(saved)).exit_code == 0
    assert "the page says that it is empty" in run(tmp_path, "look", str(saved)).output


def test_what_cannot_be_looked_at(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="neither an http or https URL nor a file"):
        look.look(str(tmp_path / "none"))
    (tmp_path / "big").write_bytes(b"12345")
    monkeypatch.setattr(look, "MOST", 4)
    with pytest.raises(UsageError, match=r"big holds 5 bytes; a list page has 4 at most"):
        look.look(str(tmp_path / "big"))
    with pytest.raises(GongkaiError, match=r"refused_address: .*--allow-private"):
        look.look("http://127.0.0.1:9/")
    with pytest.raises(GongkaiError, match="connection_refused") as found:
        look.look("http://127.0.0.1:9/", allow_private=True)
    assert "--allow-private" not in str(found.value)


def test_a_page_in_lines():
    rows = (Entry("http://o/1", "t", None, external=True), Entry("http://h/2.pdf", "f", "2026-01-01", file=True))
    listing = Listing(rows, (SubColumn("http://h/c", "c"),), Pager("P1", 1, 2, size=15), (Fetch("http://h/p2", "POST"),), ("why",))
    seen = look.SeenPage(look.Page("http://h/", "<a href='/x'></a>", Fetch("http://h/"), body=b"123"), "trs", listing)
    assert list(look.story(seen))[2:] == [
        "pager: P1 current=1 pages=2 size=15",
        "rows: 2",
        "  ----------  t  http://o/1  [another portal]",
        "  2026-01-01  f  http://h/2.pdf  [file]",
        "columns below: 1",
        "  c  http://h/c",
        "requests that follow: 1",
        "  POST http://h/p2",
        "not complete, because: 1",
        "  why",
        *list(look.story(seen))[12:],
    ]
    assert list(look.story(seen))[12].startswith("links that are no rows: ")
    assert seen.why("2.pdf") == "f: a row"
    assert seen.why("nowhere") == "no link of the page holds 'nowhere'"
    assert "pager: none" in list(look.story(look.SeenPage(seen.page, "trs", Listing())))


def test_a_portal_is_probed_added_and_checked(tmp_path):
    title = "甲市{0}年政府信息公开工作年度报告"
    article = f"{HEAD.format(title)}<h1>{title}</h1><p>{{1}}</p></body></html>"
    pages = {"/": HEAD.format("甲市") + "<a href='/nb/'>政府信息公开年报</a></body></html>", "/nb/": LIST.format("")}
    pages |= {f"/nb/{n}.html": article.format(n, "本报告依据条例编制。" * 40) for n in (2023, 2024, 2025)}
    with ReplicaHost(pages) as host:
        done = run(tmp_path, "add", f"{host.base}/", "--delay", "0", "--allow-private", "--write")
        assert done.exit_code == 0, done.output
        assert f"#   {host.base}/nb/" in done.output
        own = tmp_path / "home" / "sites.yaml"
        assert f"added to {own}" in done.output
        told = json.loads(run(tmp_path, "add", f"{host.base}/", "--delay", "0", "--allow-private", "--json").output)
        assert told["candidates"][0]["url"] == f"{host.base}/nb/"
        checked = run(tmp_path, "check", registry=own)
        assert checked.exit_code == 0, checked.output
        assert "/annual: " in checked.output
        assert "3 rows seen" in checked.output
        (each,) = json.loads(run(tmp_path, "check", "--json", registry=own).output)
        assert (each["rows"], each["url"]) == (3, f"{host.base}/nb/")
        report = tmp_path / "report.patch"
        done = run(tmp_path, "check", "--report", str(report), "--by", "me", "--place", "here", registry=own)
        assert done.exit_code == 0, done.output
        assert f"1 entry looked at, 1 of 1 in {report}" in done.output
        assert report.exists()
        assert (tmp_path / "report.patch.jsonl").exists()
        seen = run(tmp_path, "look", f"{host.base}/nb/", "--allow-private")
        assert "rows: 3" in seen.output
    assert run(tmp_path, "check", registry=own).exit_code == Exit.PARTIAL
    nothing = run(tmp_path, "add", f"{host.base}/", "--delay", "0", "--allow-private")
    assert nothing.exit_code == Exit.FAILED
    assert "no column of annual reports was found" in nothing.output


def test_bad_calls_are_refused(tmp_path, registry):
    for words, says in (
        (("add", "harbin"), "is not an http or https URL"),
        (("check", "h", "--all"), "leave out the names or --all"),
        (("check", "--report", "x.patch"), "give --by NAME and --place PLACE"),
        (("check", "--report", "x.patch", "--by", "me"), "give --by NAME and --place PLACE"),
    ):
        done = run(tmp_path, *words, registry=registry)
        assert isinstance(done.exception, UsageError), done.output
        assert says in str(done.exception)
    entries = tmp_path / "more.yaml"
    entries.write_text(ENTRY.format("k", "http://h.cn"), encoding="utf-8")
    assert f"k added to {registry}" in run(tmp_path, "add", str(entries), "--write", registry=registry).output
