"""A nameless box of dated articles in the content of every page of a portal: no list takes it for its rows."""

import shutil
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from gongkai.home import Home
from tests.conftest import command
from tests.replica_blind.model import docx_file
from tests.replica_blind.program import Program
from tests.replica_blind.replica import Replica
from tests.replica_blind.wire import Answer

TITLES = [f"关于年度重点工作安排的说明（第{n}号）" for n in range(1, 7)]
BOXED = [f"/qa/shuoming/t2026010{n}_{n}.html" for n in range(1, 7)]
LISTED_TITLES = [f"关于第{n}项事项的通知" for n in range(1, 9)]
LISTED = [f"/qa/tz/t2026020{n}_{n}.html" for n in range(1, 9)]


def item(path, title):
    return f'<li><a href="{path}">{title}</a><span>{path[-15:-11]}-{path[-11:-9]}-{path[-9:-7]}</span></li>'


GUIDES = [f"/qa/gk/t2025030{n}_{n}.html" for n in range(1, 7)]
FILLED_TITLES = [f"关于第{n}项制度的通知" for n in range(1, 4)]
FILLED = [f"/qa/gk/t2026040{n}_{n}.html" for n in range(1, 4)]  # the rows that its list shows from the second day on
FORM = "/qa/gk/sqb.docx"
BOX = "".join(map(item, BOXED, TITLES))
FILLED_ROWS = "".join(map(item, FILLED, FILLED_TITLES))
SIDE = "".join(map(item, GUIDES, [f"信息公开专门栏目（第{n}项）" for n in range(1, 7)]))
ROWS = "".join(map(item, LISTED, LISTED_TITLES))


def page(title, middle):
    boxes = f'<ul class="ul1">{BOX}</ul><ul class="ul2">{SIDE}</ul>'
    body = f'<div class="w1200"><div class="cont">{middle}</div>{boxes}</div>'
    return Answer(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def furnish(portal):
    """Two lists without rows, a list of its own, a list of one box's articles, all articles, and the pages of a box that no list shows."""
    portal.raw["/qa/empty/index.html"] = page("办事公开", '<div class="list"></div>')
    portal.raw["/qa/gk/index.html"] = page("专门栏目", '<div class="list"></div>')
    portal.raw["/qa/tz/index.html"] = page("通知", f'<ul class="list">{ROWS}</ul>')
    portal.raw["/qa/sm/index.html"] = page("说明", f'<ul class="list">{BOX}</ul>')
    for path, title in zip([*BOXED, *LISTED, *FILLED], [*TITLES, *LISTED_TITLES, *FILLED_TITLES], strict=True):
        portal.raw[path] = page(title, f"<h1>{title}</h1><p>{title}。正文说明有关事项的安排。</p>")
    for path in GUIDES:
        portal.raw[path] = page("专门栏目", f'<h1>信息公开专门栏目</h1><div class="TRS_Editor"><a href="{FORM}">申请表</a></div>')
    portal.raw[FORM] = Answer(docx_file("申请表"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def registry(portal):
    names = ("empty", "gk", "tz", "sm")
    head = '- id: qa\n  name: qa\n  area: "990100"\n  level: city\n  delay: 0\n  allow_private: true\n  columns:\n'
    return head + "".join(
        f"    - id: {name}\n      name: {name}\n      kind: other\n      url: {portal.url(f'/qa/{name}/index.html')}\n" for name in names
    )


def archived(home):
    """Paths of the documents, of the captures and of the memberships that the database holds."""
    done = command("build", home=home)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(Home(home).database)) as database:
        return {
            table: {urlsplit(url).path for (url,) in database.execute(f"SELECT url FROM {table}")}
            for table in ("documents", "captures", "memberships")
        }


def shown(seen, column):
    return {urlsplit(url).path for url, _, _ in seen["qa", column]["rows"]}


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    with Replica() as replica:
        furnish(replica.portal("totals"))
        program, sites = Program(tmp_path_factory.mktemp("menus")), registry(replica.portal("totals"))
        found, archives = [], []
        for day in (1, 2):
            if day == 2:
                replica.portal("totals").raw["/qa/gk/index.html"] = page("专门栏目", f'<ul class="list">{FILLED_ROWS}</ul>')
            replica.clear_log()
            seen = program.visit(sites, "qa", now=f"2026-12-0{day}T02:00:00+00:00")
            found.append(
                (seen, {run["column"]: run for run in program.report["sites"][0]["columns"]}, [entry.url for entry in replica.log])
            )
            archives.append(archived(program.home / "home") if day == 1 else {})
        shutil.rmtree(program.home / "home" / "frontier")
        replica.clear_log()
        program.visit(sites, "qa", now="2027-03-01T02:00:00+00:00")
        found.append(({}, {}, [entry.url for entry in replica.log]))
        archives.append(archived(program.home / "home"))
        yield found, archives


@pytest.fixture(scope="module")
def visits(stages):
    return stages[0][:2]


@pytest.fixture(scope="module")
def archives(stages):
    return stages[1]


@pytest.mark.parametrize(("visit", "column"), [(0, "empty"), (0, "gk"), (1, "empty")])
def test_the_box_gives_no_row_and_no_column_is_called_complete_for_it(visits, visit, column):
    seen, runs, _ = visits[visit]
    assert shown(seen, column) == set()
    assert (runs[column]["complete"], runs[column]["rows_found"]) == (False, 0)
    assert runs[column]["reasons"] == ["no_rows"]


@pytest.mark.parametrize("visit", [0, 1], ids=["first visit", "second visit"])
def test_lists_keep_their_rows_and_one_whose_rows_all_stand_in_the_box_as_well(visits, visit):
    seen, runs, _ = visits[visit]
    assert shown(seen, "tz") == set(LISTED)
    assert shown(seen, "sm") == set(BOXED)
    assert (runs["tz"]["complete"], runs["sm"]["complete"]) == (True, True)


def test_a_list_that_fills_later_shows_its_own_rows_only(visits):
    seen, runs, _ = visits[1]
    assert shown(seen, "gk") == set(FILLED)
    assert runs["gk"]["complete"]


def test_what_was_learned_costs_at_most_a_request_more_in_the_first_visit_and_none_in_the_second(visits):
    first, second = ([url for url in log if url.endswith("/qa/empty/index.html")] for _, _, log in visits)
    assert len(first) <= 3  # read, read again once the box was learned, asked once more as any page without a row
    assert len(second) <= 2


@pytest.mark.parametrize("visit", [0, 2], ids=["first visit", "frontier rebuilt from the WARC files"])
def test_pages_of_a_menu_that_were_fetched_as_rows_are_no_documents_and_stay_in_the_warc_files(archives, visit):
    held, listed = archives[visit], {*BOXED, *LISTED, *(FILLED if visit else ())}
    assert {*GUIDES, FORM} <= held["captures"]
    assert held["documents"] == listed
    assert held["memberships"] == listed


def test_they_are_not_asked_for_again(stages):
    for _, _, log in stages[0][1:]:
        assert not {urlsplit(url).path for url in log} & {*GUIDES, FORM}
