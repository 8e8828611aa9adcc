"""Datasette's tables as we answer them: no row lost, none twice, the same next pages, facets and counts, and no walk to get there."""

import asyncio
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from datasette.app import Datasette
from datasette.database import Database, Results

from archive.publish.snapshot import snapshot
from archive.site import editions
from archive.site.request.edition_state import NAME
from archive.site.tables import database
from archive.site.tables.facet_counts import COUNTED, everywhere, known
from archive.site.tables.keyset_paging import page
from archive.store import split_text
from bench.synthetic import make
from gongkai.home import Home
from tests.helpers.best_of import processor_seconds

# One undated document in seven, days and kinds that many share, and some that share all of it; so the captures of them.
UNEVEN = """
    UPDATE documents SET published = CASE rowid % 7 WHEN 0 THEN NULL WHEN 1 THEN '2020-01-0' || (1 + rowid % 3) ELSE published END,
        kind = CASE rowid % 5 WHEN 0 THEN NULL WHEN 1 THEN 'part' ELSE kind END,
        length = rowid % 11, title = 'it''s, ~$null ' || (rowid % 4);
    UPDATE documents SET title = '$null' WHERE rowid % 50 = 3;
    UPDATE captures SET fetched_at = '2024-05-01T02:00:00Z' WHERE rowid % 3;
    UPDATE captures SET fetched_at = NULL WHERE rowid % 11 = 0;
    UPDATE facts SET value = NULL, item = NULL WHERE seq % 9 = 4;"""
# table, what is asked, its condition, its order
WALKS = [
    ("documents", "_sort_desc=published", "1", "published DESC, id"),
    ("documents", "_sort=published", "1", "published, id"),
    ("documents", "", "1", "published DESC, id"),  # the order the tables have of themselves
    ("documents", "_sort_desc=published&site_id=site01&_facet=kind", "site_id = 'site01'", "published DESC, id"),
    ("documents", "_sort=published&kind__isnull=1&_facet=site_id", "kind IS NULL", "published, id"),
    ("documents", "_sort_desc=published&published__isnull=1", "published IS NULL", "published DESC, id"),
    ("documents", "_sort=published&published__notblank=1&published__gt=2019", "published > '2019'", "published, id"),
    (
        "documents",
        "_size=5&_sort_desc=published&_where=kind+is+null+and+(length=1+or+length=2)",
        "kind IS NULL AND length IN (1, 2)",
        "published DESC, id",
    ),
    ("documents", "_sort=kind", "1", "kind, id"),
    ("documents", "_sort_desc=kind&_col=title", "1", "kind DESC, id"),
    ("documents", "_sort=title", "1", "title, id"),
    ("documents", "_sort_desc=title&_facet=kind&_facet=length&_where=(length+between+1+and+9)", "length BETWEEN 1 AND 9", "title DESC, id"),
    ("documents", "_size=10&_sort_desc=title&length=3", "length = 3", "title DESC, id"),
    ("documents", "_sort_desc=length", "1", "length DESC, id"),
    ("documents", "_sort=id&_facet=state&_facet=length", "1", "id"),
    ("documents", "_sort_desc=id", "1", "id DESC"),
    ("documents", "_size=10&_q=公开&_sort_desc=published", "text LIKE '%公开%' OR title LIKE '%公开%'", "published DESC, id"),
    ("captures", "_facet=kind", "1", "fetched_at DESC, id"),
    ("captures", "_sort=fetched_at&site_id=site00", "site_id = 'site00'", "fetched_at, id"),
    ("facts", "_size=900", "1", "report_id, seq"),
    ("facts", "_size=900&table_name=requests&_facet=measure", "table_name = 'requests'", "report_id, seq"),
    ("facts", "_size=900&_sort_desc=value", "1", "value DESC, report_id, seq"),
    ("facts", "_size=900&_sort=item&state__in=number,blank", "1", "item, report_id, seq"),
    ("facts", "_size=max&_sort_desc=item", "1", "item DESC, report_id, seq"),
    ("facts", "_size=900&_sort=report_id", "1", "report_id, seq"),
    ("memberships", "_sort=column_id", "1", "column_id, document_id"),
    ("coverage", "_size=4&_sort_desc=state&year=2020", "year = 2020", "state DESC, agency_id, year"),
    ("statistics", "_sort_desc=item", "1", "item DESC, report_id"),
    ("proactive", "_size=400&_sort=measure", "1", "measure, report_id, item"),
]
KEYS = {
    "documents": ("id",),
    "captures": ("id",),
    "facts": ("report_id", "seq"),
    "memberships": ("document_id", "column_id"),
    "coverage": ("agency_id", "year"),
    "statistics": ("report_id", "item"),
    "proactive": ("report_id", "item", "measure"),
}


@pytest.fixture(scope="module", params=["one file", "texts apart"])
def sites(request, tmp_path_factory):
    """The archive as we serve it, Datasette alone over the same snapshot, and that snapshot to look things up in."""
    folder = tmp_path_factory.mktemp("turned")
    make(folder / "gongkai.db", 700, share=0.15)
    with closing(sqlite3.connect(folder / "gongkai.db")) as connection:
        connection.executescript(UNEVEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(split_text.SETTING, "never" if request.param == "one file" else "0")
        snapshot(Home(folder), accept=True)
    ours, alone = (editions.open_site(editions.published(folder / "public"), Home(folder)) for _ in range(2))
    for site in (ours, alone):  # what is told is compared, and on a busy machine either might be cut short
        site.sql_time_limit_ms = site._settings["facet_time_limit_ms"] = 60_000
    patched = alone.get_database(NAME)
    patched.execute = Database.execute.__get__(patched)  # as Datasette asks
    asyncio.run(ours.get_database(NAME).count())
    with closing(split_text.opened(editions.published(folder / "public").file)) as connection:
        yield ours, alone, connection


async def answers(site: Datasette, address: str):
    """Every page from the first to the last, each as its address and what is told on it."""
    following: str | None = ""
    while following is not None:
        answer = await site.client.get(address + following)
        assert answer.status_code == 200, answer.text
        yield address + following, answer.json()
        following = f"&_next={answer.json()['next']}" if answer.json()["next"] else None


def told(answer):
    return {name: value for name, value in answer.items() if name != "query_ms"}


def counts(answer):
    """A facet's values, each with how many rows it has."""
    return {name: [(one["value"], one["count"]) for one in facet["results"]] for name, facet in answer.get("facet_results", {}).items()}


async def walked(ours, alone, table, asked):
    rows, pages, first = [], 0, (await alone.client.get(f"/gongkai/{table}.json?{asked}")).json()
    async for address, answer in answers(ours, f"/gongkai/{table}.json?{asked}"):
        places = [answer["columns"].index(name) for name in KEYS[table]]
        rows += [tuple(row[place] for place in places) for row in answer["rows"]]
        pages += 1
        assert counts(answer) == counts(first)  # of all rows; Datasette's own of a later page are of those that are left
        if "_next=" in address:  # of a first page Datasette leaves the order of equal rows open
            here, there = told(answer), told((await alone.client.get(address)).json())
            assert {**here, "facet_results": None} == {**there, "facet_results": None}
    return rows, pages


@pytest.mark.parametrize(("table", "asked", "condition", "order"), WALKS, ids=[f"{table} {asked}" for table, asked, *_ in WALKS])
def test_every_row_once_in_order_and_each_page_as_datasette_alone_gives_it(sites, table, asked, condition, order):
    ours, alone, connection = sites
    wanted = connection.execute(f"SELECT {', '.join(KEYS[table])} FROM [{table}] WHERE {condition} ORDER BY {order}").fetchall()
    rows, pages = asyncio.run(walked(ours, alone, table, asked))
    assert pages > 2
    assert rows == wanted


def plan(connection, statement, values):
    return " / ".join(told for *_, told in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values))


async def plans(site, connection, address):
    """How SQLite answers each later page: as Datasette asks, and as we do."""
    async for at, answer in answers(site, address):
        if "_next=" in at:
            sql, values = answer["query"]["sql"], answer["query"]["params"]
            asked = page(sql)
            stretches = asked.stretches(values, await site.get_database(NAME).primary_keys(asked.table))
            yield plan(connection, sql, values), [plan(connection, one, values) for one in stretches]


@pytest.mark.parametrize(
    "asked",
    [
        "documents.json?_sort_desc=published",
        "documents.json?_sort=published",
        "captures.json?_size=90",
        "documents.json?site_id=site01&_sort_desc=published&_size=20",
    ],
)
def test_a_page_begins_at_its_place_in_an_index(sites, asked):
    ours, _, connection = sites

    async def gathered():
        return [one async for one in plans(ours, connection, f"/gongkai/{asked}")]

    found = asyncio.run(gathered())
    assert len(found) > 2
    for _, stretches in found:
        assert stretches
        assert [told for told in stretches if not told.startswith("SEARCH ")] == []
        assert [told for told in stretches if "TEMP B-TREE FOR ORDER BY" in told] == []
    if "site_id" not in asked:  # Datasette alone has a portal's rows sought, then walked; else walked or sorted, or this test sees nothing
        assert any(told.startswith("SCAN ") or "TEMP B-TREE" in told for told, _ in found)


@pytest.mark.parametrize("where", ["length=1 or length=2", "1) or (length=2", "length between 0 and length", "length=1 -- ", "1 or 1"])
def test_a_condition_that_is_none_is_left_to_datasette(sites, where):
    """What a reader types may take the place's own condition apart; the answer is then Datasette's, whatever it be."""
    ours, alone, _ = sites
    asked = {"_where": where, "_sort_desc": "published", "_next": "2020-01-02,8000000000000000", "_size": 20, "_facet": "kind"}

    async def both():
        return [
            (answer.status_code, told(answer.json()))
            for answer in [await site.client.get("/gongkai/documents.json", params=asked) for site in (ours, alone)]
        ]

    here, there = asyncio.run(both())
    assert here == there


@pytest.mark.parametrize(
    "sql",
    [
        "select id from documents order by kind",
        "select max(id) from documents order by kind limit 3",
        "select kind, count(*) from documents group by kind order by kind limit 3",
        "select id from documents where kind = 'a' group by kind order by kind limit 3",
        "select id from documents order by kind, title limit 3",
        "select a.id from documents a order by kind limit 3",
        "select id from documents order by kind || '' limit 3",
        "select id from documents union select id from captures order by id limit 3",
    ],
)
def test_other_sql_is_run_as_it_was_typed(sql):
    asked = page(sql)
    assert asked is None or asked.stretches({}, ["id"]) == []


@pytest.mark.parametrize("limit", [0, 1, 999, 1000, 1001, 1002, 9000])
@pytest.mark.parametrize("order", ["item", "value desc", "measure"])
def test_typed_sql_is_cut_off_where_datasette_cuts_it(sites, order, limit):
    """Of figures: more than a thousand lack a value or an item, and more have one."""
    asked = {"sql": f"select report_id, seq from facts order by {order} limit {limit}"}

    async def both():
        return [(await site.client.get("/gongkai.json", params=asked)).json() for site in sites[:2]]

    here, there = asyncio.run(both())
    assert (len(here["rows"]), here["truncated"]) == (len(there["rows"]), there["truncated"]) == (min(limit, 1000), limit > 1000)


@pytest.mark.parametrize(("given", "most"), [(None, 60_000), (400, 400), (90_000, 60_000)])
def test_stretches_share_the_time_of_one_statement(sites, monkeypatch, given, most):
    limits, clock = [], [1000.0]
    monkeypatch.setattr(database, "time", SimpleNamespace(monotonic=lambda: clock[0]))

    async def slow(self, sql, params=None, *more, custom_time_limit, **named):
        limits.append(custom_time_limit)
        clock[0] += 0.05
        return Results([], False, ())

    monkeypatch.setattr(Database, "execute", slow)
    named = {"custom_time_limit": given} if given else {}
    asyncio.run(sites[0].get_database(NAME).execute("select id from documents order by kind limit 5", {}, **named))
    first, second = limits
    assert first == most
    assert first - 51 <= second <= first - 49  # what a clock's own fractions leave of the 50


FACET = "\n                select a as value, count(*) as count from (\n                    "  # as Datasette writes it
GROUP = """
                )
                where a is not null
                group by a order by count desc, value limit 3
            """


@pytest.mark.parametrize(
    "sql",
    [
        "select a from documents where " + " " * 60_000,
        "select a from documents where " + "(a < " * 12_000,
        "select a from documents where " + "[" * 60_000 + " order by a limit 3",
        "select a" + ", a" * 20_000,
        "select a from documents where " + "\n                )" * 4_000,
        " order by a, a" * 4_000,
        "'" * 60_001,
    ],
)
@pytest.mark.parametrize(
    "way",
    [
        "{}",
        f"{FACET}{{}} ",
        f"{FACET}select a from documents where {{}} {GROUP}",
        "select a from documents where b and ({}) order by a limit 3",
    ],
)
def test_whatever_is_typed_is_looked_through_once(sql, way):
    """An address holds some 60 KB: read again from each of its places, they would hold up the site for minutes."""
    typed, values = way.format(sql), {"p0": "", "p1": ""}

    def look():
        known(everywhere(typed, values, ["id"]), values, {})
        asked = page(typed)
        if asked:
            asked.stretches(values, ["id"])

    assert processor_seconds(look, enough=0.5) < 0.5


def test_a_row_tells_what_points_to_it_where_that_is_soon_found(sites, monkeypatch):
    ours, _, connection = sites
    capture, site = (connection.execute(f"SELECT {what} FROM documents ORDER BY id").fetchone()[0] for what in ("capture_id", "site_id"))

    def pointing(address):
        answer = asyncio.run(ours.client.get(f"/gongkai/{address}.json?_extras=foreign_key_tables"))
        return {f"{one['other_table']}.{one['other_column']}": one["count"] for one in answer.json()["foreign_key_tables"]}

    assert pointing(f"captures/{capture}") == {"documents.capture_id": 1, "versions.capture_id": 1}
    before = pointing(f"sites/{site}")
    assert before["documents.site_id"] > 100
    assert before["agencies.site_id"] > 0
    monkeypatch.setattr(database, "LARGE", 100)  # as if the tables were
    assert pointing(f"captures/{capture}") == {}
    assert pointing(f"sites/{site}") == before


COLUMNS = [(table, column) for table, columns in COUNTED.items() for column in columns]


async def alike(ours, alone, addresses):
    for address in addresses:
        here, there = [told((await site.client.get(address)).json()) for site in (ours, alone)]
        assert here == there, address


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_tally_tells_what_datasette_counts(sites, table, column):
    ours, alone, connection = sites
    values = [value for (value,) in connection.execute(f"SELECT DISTINCT [{column}] FROM [{table}] ORDER BY 1")]
    asked = [f"{column}={value}" for value in (*values, "nobody", f"0{values[-1]}", "")]
    facets = [f"_facet={column}", f"_facet={column}&_facet_size=1", f"{asked[-1]}&_facet={column}"]
    asyncio.run(alike(ours, alone, [f"/gongkai/{table}.json?_col={column}&_sort={column}&_size=0&{one}" for one in (*facets, *asked)]))


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_it_is_the_tally_that_tells(sites, monkeypatch, table, column):
    ours = sites[0]
    monkeypatch.setitem(ours.get_database(NAME).tallies, (table, column), [("7", 123_456)])

    async def asked():
        facet = await ours.client.get(f"/gongkai/{table}.json?_size=1&_facet={column}")
        return facet.json()["facet_results"][column]["results"], (await ours.client.get(f"/gongkai/{table}.json?_size=1&{column}=7")).json()

    values, filtered = asyncio.run(asked())
    assert [(one["value"], one["count"]) for one in values] == [("7", 123_456)]
    assert filtered["filtered_table_rows_count"] == 123_456
