"""Which sites and columns a run visits, by the registry, what is paused or over, and what is due; and how its end is summed up."""

import errno
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
import yaml

from crawler import choice, crawl, registry
from crawler.crawl import SiteOutcome, exit_of, overall
from crawler.model.types import Column, Fault, Look, Site, Working
from crawler.store.frontier import Frontier
from crawler.visit.run_context import Options
from gongkai import disk
from gongkai.clock import now
from gongkai.errors import BadConfiguration, DiskFull, DiskRefused, Exit, GongkaiError, UsageError
from gongkai.fetch_record import ColumnRun
from gongkai.home import Followed, Home, Pause, followed_columns, write_pauses


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def entry(name, *columns, **more):
    kept = [{"id": each, "name": "年报", "kind": "annual_report", "url": f"http://{name}.example/{each}/"} for each in columns]
    return {"id": name, "name": f"站{name}", "area": "230100", "level": "city", "columns": kept, **more}


def chosen(home, *entries, names=(), said=None, **options):
    """What is chosen of a registry, as site ids with their columns."""
    home.root.mkdir(exist_ok=True)
    path = home.root / "sites.yaml"
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True))
    found = choice.chosen(home, path, names, Options(**options), (said if said is not None else []).append)
    return [(site.id, [column.id for column in columns]) for site, columns in found]


BOTH = (entry("a", "x", "y"), entry("b", "x"))


def test_all_columns_of_all_sites_are_due_at_first(home):
    said = []
    assert chosen(home, *BOTH, said=said) == [("a", ["x", "y"]), ("b", ["x"])]
    assert said == []
    assert (home.root / "frontier").is_dir()
    assert (home.root / "warc").is_dir()


def test_a_run_of_all_sites_keeps_which_columns_are_followed(home):
    ended = entry("c", "x", status="ended")
    chosen(home, *BOTH, ended)
    assert followed_columns(home) == {
        "a/x": Followed("站a", "年报", "annual_report"),
        "a/y": Followed("站a", "年报", "annual_report"),
        "b/x": Followed("站b", "年报", "annual_report"),
        "c/x": Followed("站c", "年报", "annual_report", ended=True),
    }


def test_a_run_of_named_sites_keeps_nothing(home):
    assert chosen(home, *BOTH, names=["b"]) == [("b", ["x"])]
    assert followed_columns(home) is None


def test_one_column_of_every_site_that_has_it(home):
    assert chosen(home, *BOTH, column="y") == [("a", ["y"])]
    with pytest.raises(UsageError, match=r"^no site chosen has a column 'z'; `gongkai sites` lists them$"):
        chosen(home, *BOTH, column="z")


def test_without_a_registry_nothing_is_chosen(home):
    with pytest.raises(BadConfiguration, match=r"^no registry: there is no "):
        choice.chosen(home, None, (), Options(), print)


def test_named_sites_come_from_the_packaged_registry_where_there_is_no_other(home):
    first, *_ = registry.load(None)
    ((site, columns),) = choice.chosen(home, None, [first.id], Options(), print)
    assert (site, columns) == (first, first.columns)


def visited_today(home, site, *columns, complete=True):
    frontier = Frontier(home.frontier / f"{site}.sqlite")
    moment = now().timestamp()
    with frontier.transaction():
        for column in columns:
            frontier.columns.begin(column, moment - 1)
            frontier.columns.finish(column, moment, complete, 1, "sha1:X", "trs")
    frontier.close()


@pytest.mark.parametrize(
    ("names", "options", "found"),
    [
        ((), {}, [("a", ["y"]), ("b", ["x"])]),
        (("a",), {}, [("a", ["x", "y"])]),  # named: due or not
        (("a",), {"due": True}, [("a", ["y"])]),
        ((), {"full": True}, [("a", ["x", "y"]), ("b", ["x"])]),
        ((), {"column": "x"}, [("a", ["x"]), ("b", ["x"])]),
        ((), {"column": "x", "due": True}, [("b", ["x"])]),
    ],
)
def test_what_was_visited_today_is_not_due(home, names, options, found):
    visited_today(home, "a", "x")
    assert chosen(home, *BOTH, names=names, **options) == found


def test_nothing_due_is_said(home):
    visited_today(home, "b", "x")
    said = []
    assert chosen(home, entry("b", "x"), said=said) == []
    assert said == ["nothing is due; name a site to visit it anyway"]


def paused(home, *columns):
    write_pauses(home, {column: Pause("2026-01-01T00:00:00Z", "moving") for column in columns})


def test_what_is_over_or_paused_is_left_alone_and_counted(home):
    paused(home, "b")
    said = []
    assert chosen(home, *BOTH, entry("c", "x", status="ended"), said=said) == [("a", ["x", "y"])]
    assert said == ["2 sites are ended or paused and left alone"]


def test_a_paused_column_leaves_the_others_of_its_site(home):
    paused(home, "a/x")
    said = []
    assert chosen(home, *BOTH, said=said) == [("a", ["y"]), ("b", ["x"])]
    assert said == []


def test_a_site_named_that_is_over_or_paused_is_refused(home):
    paused(home, "b")
    with pytest.raises(UsageError, match=r"^b is paused; `gongkai sites resume b` lets it be visited again$"):
        chosen(home, *BOTH, names=["b"])
    with pytest.raises(UsageError, match=r"^c is over \(status: ended in the registry\); change its status there to visit it again$"):
        chosen(home, entry("c", "x", status="ended"), names=["c"])


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GongkaiError, match=r"cannot be written \(Not a directory\); choose another folder with --home\.$"):
        choice.begin_home(Home(tmp_path / "file" / "home"))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_begins_nothing(home, monkeypatch, code):
    def full(folder):
        raise OSError(code, "No space left")

    monkeypatch.setattr(disk, "make_folder", full)
    with pytest.raises(DiskFull, match=r"No space left; nothing was started\. Free some space, then rerun\.$"):
        choice.begin_home(home)


@pytest.mark.parametrize("name", ["frontier", "warc"])
def test_a_folder_that_cannot_be_written_is_named(home, monkeypatch, name):
    monkeypatch.setattr(choice.os, "access", lambda path, mode: path.name != name)
    with pytest.raises(GongkaiError, match=rf"/{name}: cannot be written \(permission denied\); choose another folder with --home$"):
        choice.begin_home(home)


# ---- how a visit ended


def visit(problems=(), columns=(), answered=True, stopped=None, failure=None, count=1):
    return SimpleNamespace(
        stopped=stopped,
        ledger=SimpleNamespace(failure=failure),
        tally=SimpleNamespace(problems=dict.fromkeys(problems, 1), columns=list(columns)),
        columns=(None,) * count,
        trouble=SimpleNamespace(answered=answered),
    )


GOOD, BAD = ColumnRun("annual", rows_found=3, complete=True), ColumnRun("annual", rows_found=3)


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        (visit(columns=[GOOD]), Exit.COMPLETE),
        (visit(columns=[BAD]), Exit.PARTIAL),
        (visit(columns=[GOOD], count=2), Exit.PARTIAL),
        (visit(columns=[GOOD, BAD], count=2), Exit.PARTIAL),
        (visit(columns=[BAD], answered=False), Exit.FAILED),
        (visit(columns=[GOOD], stopped=Fault("stopped", "")), Exit.STOPPED),
        (visit(columns=[BAD], stopped=Fault("limit", "")), Exit.PARTIAL),
        (visit(columns=[GOOD], failure=DiskRefused("full")), DiskRefused("full").exit),
        (visit(["challenge", "waf_page"], [ColumnRun("annual")]), Exit.CHALLENGED),
        (visit(["challenge"], [BAD]), Exit.PARTIAL),  # but rows were read
        (visit(["challenge", "timeout"], [ColumnRun("annual")]), Exit.PARTIAL),
        (visit(["timeout"], [GOOD]), Exit.COMPLETE),
    ],
)
def test_the_exit_code_of_a_visit(ended, code):
    assert exit_of(ended) == code


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], Exit.COMPLETE),
        ([Exit.COMPLETE, Exit.COMPLETE], Exit.COMPLETE),
        ([Exit.FAILED, Exit.FAILED], Exit.FAILED),
        ([Exit.COMPLETE, Exit.FAILED], Exit.PARTIAL),
        ([Exit.CHALLENGED, Exit.CHALLENGED], Exit.CHALLENGED),
        ([Exit.CHALLENGED, Exit.COMPLETE], Exit.PARTIAL),
        ([Exit.COMPLETE, Exit.STOPPED], Exit.STOPPED),
        ([Exit.BAD_CONFIGURATION, Exit.STOPPED], Exit.STOPPED),
        ([Exit.COMPLETE, Exit.BAD_CONFIGURATION], Exit.BAD_CONFIGURATION),
        ([Exit.STOPPED, Exit.DISK_FULL], Exit.DISK_FULL),
        ([Exit.DISK_FULL, Exit.DISK_FILLED], Exit.DISK_FILLED),
    ],
)
def test_the_exit_code_of_a_run(codes, code):
    assert overall(codes) == code


SITE = Site(
    "site",
    "站",
    "230100",
    "city",
    (
        Column(
            "annual",
            "年报",
            "annual_report",
            "http://h.cn/",
            works=Working("2026-01-01", "x", "y"),
            seen=Look("2026-01-01", "x", "y", "ok"),
        ),
    ),
)


def test_a_file_says_what_wrote_it_and_how_it_asked():
    found = crawl.about(SITE, "agent", "r1")
    assert found.pop("software").startswith("gongkai/")
    assert found == {
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "http-header-user-agent": "agent",
        "robots": "obey",
        "isPartOf": "site",
        "run": "r1",
    }
    assert crawl.about(replace(SITE, robots=False), "agent", "r1")["robots"] == "ignore"


def test_a_visit_begins_with_the_entry_of_the_registry():
    found = crawl.beginning(SITE, Options())
    assert set(found) == {"started", "registry"}
    assert found["registry"] == {
        "id": "site",
        "name": "站",
        "area": "230100",
        "level": "city",
        "columns": [
            {"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://h.cn/", "family": None, "expect": (), "status": None}
        ],
        "delay": 1.5,
        "connections": 1,
        "robots": True,
        "timezone": "Asia/Shanghai",
        "allow_private": False,
    }
    assert json.dumps(found)


@pytest.mark.parametrize(("code", "after"), [(Exit.COMPLETE, Exit.FAILED), (Exit.PARTIAL, Exit.PARTIAL)])
def test_a_store_that_refuses_the_files_is_part_of_the_outcome(home, monkeypatch, code, after):
    def refuses(home, site):
        raise GongkaiError("the store refuses")

    monkeypatch.setattr(crawl.warc_files, "carry", refuses)
    found = crawl._carried(home, SiteOutcome("site", code, message="before"))
    assert (found.exit, found.message) == (after, "the store refuses")
    monkeypatch.undo()
    assert crawl._carried(home, SiteOutcome("site", code)) == SiteOutcome("site", code)
