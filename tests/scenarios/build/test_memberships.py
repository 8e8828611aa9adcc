"""A column whose rows all stand in other columns too: a list like any other, with memberships, titles and dates of its own."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from gongkai.home import Home
from gongkai.urls import canonical
from tests.conftest import command
from tests.replica_blind.program import Program, only
from tests.replica_blind.replica import Replica, registry

SITE, VIEW = "totals", "latest"
COLUMNS = ("annual", "notice", VIEW)


def memberships(home, column):
    """Address → title, date and whether it is listed now, as the database holds the column."""
    done = command("build", home=home)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(Home(home).database)) as database:
        found = database.execute(
            "SELECT url, list_title, list_date, listed FROM memberships WHERE column_id = ?", (f"{SITE}/{column}",)
        ).fetchall()
    return {canonical(url): (title, date, listed) for url, title, date, listed in found}


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    with Replica() as replica:
        portal = replica.portal(SITE)
        view = portal.columns[VIEW]
        view.rows[:] = [replace(row, title=f"【最新】{row.title}") for row in view.rows]
        program, sites = Program(tmp_path_factory.mktemp("memberships")), only(registry(replica.base), SITE, *COLUMNS)
        seen = [program.visit(sites, SITE, now="2026-12-01T02:00:00+00:00")]
        runs = [program.column(SITE, VIEW)]
        held = [{column: memberships(program.home / "home", column) for column in COLUMNS}]
        left = view.rows.pop(-1)
        seen.append(program.visit(sites, SITE, now="2026-12-02T02:00:00+00:00"))
        runs.append(program.column(SITE, VIEW))
        held.append({column: memberships(program.home / "home", column) for column in COLUMNS})
        yield portal, seen, runs, held, canonical(portal.url(left.path))


def test_all_rows_of_the_view_stand_in_other_columns(stages):
    portal, *_ = stages
    elsewhere = {row.path for column in ("annual", "notice") for row in portal.columns[column].rows}
    assert {row.path for row in portal.columns[VIEW].rows} <= elsewhere


def test_the_view_is_complete_with_its_own_titles_and_dates(stages):
    portal, seen, runs, held, _ = stages
    assert (runs[0]["complete"], runs[0]["rows_found"]) == (True, 12)
    assert all(title.startswith("【最新】") for title, _, _ in held[0][VIEW].values())
    dates = {canonical(portal.url(row.path)): row.date for row in portal.columns[VIEW].rows}
    assert {url: held[0][VIEW][url][1] for url in dates} == dates
    assert {canonical(url) for url, _, _ in seen[0][SITE, VIEW]["rows"]} == set(held[0][VIEW])


def test_the_other_columns_keep_their_titles(stages):
    _, _, _, held, _ = stages
    for column in ("annual", "notice"):
        assert not any(title.startswith("【最新】") for title, _, _ in held[0][column].values())
        assert len(held[0][column]) > 12


def test_a_document_has_as_many_memberships_as_columns_that_list_it(stages):
    _, _, _, held, _ = stages
    assert all(any(url in held[0][column] for column in ("annual", "notice")) for url in held[0][VIEW])
    assert len(held[0][VIEW]) == 12


def test_a_row_that_leaves_the_view_stays_in_the_other_column(stages):
    _, _, runs, held, left = stages
    assert (runs[1]["complete"], runs[1]["rows_found"]) == (True, 11)
    assert held[1][VIEW][left][2] == 0
    assert [held[1][column][left][2] for column in ("annual", "notice") if left in held[1][column]] == [1]
    assert all(listed == 1 for url, (_, _, listed) in held[1][VIEW].items() if url != left)
