"""The views give every figure once, with its state, in one unit of money, and nothing that is not in the tables."""

import json
import sqlite3
from contextlib import closing

import pytest

from archive.store import codebook, schema, views
from parsers.types import Place
from tests.helpers.facts import fact
from tests.helpers.tidy import put_report


@pytest.fixture
def database(tmp_path):
    with closing(schema.connect(tmp_path / "gongkai.db")) as connection:
        schema.migrate(connection)
        connection.row_factory = sqlite3.Row
        yield connection


def wide(database, key="r1"):
    return database.execute("SELECT * FROM report_wide WHERE report_id = ?", (key,)).fetchone()


def test_the_columns_of_the_views_are_described_in_order(database):
    for name, described in views.descriptions().items():
        assert [column[0] for column in database.execute(f"SELECT * FROM {name}").description] == list(described["columns"])
        assert described["zh"]
        assert described["en"]
        assert set(described["key"]) <= set(described["columns"])
        assert all(zh and en and kind in ("string", "integer", "number") for zh, en, kind in described["columns"].values())


def test_blank_slash_zero_and_unread_stay_apart(database):
    put_report(
        database,
        fact("requests", "granted", "total", 0, raw="0"),
        fact("requests", "received", "total", None, "blank", raw=""),
        fact("requests", "handled", "total", None, "not_applicable", raw="/"),
        fact("requests", "carried_in", "total", None, "uncertain", raw="1?"),
        fact("requests", "carried_out", "total", None, "unread", raw="▇"),
        fact("disputes", "review", "total", 7),
    )
    found = wide(database)
    assert (found["granted_total"], found["review_total"]) == (0, 7)
    empty = ("received_total", "handled_total", "carried_in_total", "carried_out_total", "granted_person", "fees_amount_yuan")
    assert [found[name] for name in empty] == [None] * 6
    assert json.loads(found["states"]) == {
        "received_total": "blank",
        "handled_total": "not_applicable",
        "carried_in_total": "uncertain",
        "carried_out_total": "unread",
    }
    assert [found[state] for state in views.COUNTED] == [2, 1, 1, 0, 1, 1]
    tidy = {row["item"]: tuple(row) for row in database.execute("SELECT item, standard_value, value, raw, state FROM facts_tidy")}
    assert tidy["granted"][1:] == (0, 0, "0", "number")
    assert tidy["handled"][1:] == (None, None, "/", "not_applicable")
    assert tidy["received"][1:] == (None, None, "", "blank")


@pytest.mark.parametrize(
    ("value", "unit", "yuan"),
    [
        (1.1, "万元", 11000),
        (12.3456, "万元", 123456),
        (250, "元", 250),
        (0.5, "亿元", 50_000_000),
        (0, "万元", 0),
        (3, None, None),
        (3, "千元", None),
    ],
)
def test_money_is_in_yuan_or_in_no_unit_at_all(database, value, unit, yuan):
    put_report(database, fact("proactive", "fees", "amount", value, unit=unit))
    found = database.execute("SELECT standard_value, standard_unit, value, unit FROM facts_tidy").fetchone()
    assert tuple(found) == (yuan, "元", value, unit)
    assert wide(database)["fees_amount_yuan"] == yuan
    assert json.loads(wide(database)["states"]) == ({} if yuan is not None else {"fees_amount_yuan": "number"})


def test_other_figures_keep_the_unit_that_is_printed(database):
    put_report(
        database, fact("statistics", "主动公开文件数", "value", 3, unit="份"), fact("requests", "granted", "total", 2), form="statistics"
    )
    units = dict(database.execute("SELECT item, standard_unit FROM facts_tidy").fetchall())
    assert units == {"主动公开文件数": "份", "granted": "件"}


def test_of_a_cell_printed_twice_the_number_counts(database):
    put_report(database, fact("requests", "granted", "total", None, "blank"), fact("requests", "granted", "total", 4))
    assert (wide(database)["granted_total"], wide(database)["states"]) == (4, "{}")
    assert database.execute("SELECT count(*) FROM facts_tidy").fetchone()[0] == 2


def test_every_spelling_of_an_indicator_is_in_its_column(database):
    put_report(database, fact("statistics", "受理依申请公开信息总数/网上申请数", "cumulative", 9), key="r1", form="statistics")
    put_report(database, fact("statistics", "受理政府信息依申请公开总数/网上申请数", "cumulative", 8), key="r2", form="statistics")
    assert [wide(database, key)["stat_requests_online_to_date"] for key in ("r1", "r2")] == [9, 8]


def test_every_figure_of_the_codebook_reaches_its_own_column(database):
    """Each figure alone, under a number of its own: no column shows another's."""
    units = {"元": "元"}
    for number, figure in enumerate(codebook.figures(), 1):
        if figure.wide_column:
            put_report(
                database,
                fact(figure.table_name, figure.item, figure.measure, number, unit=units.get(figure.unit)),
                key=f"r{number}",
                last=False,
            )
    names = [name for name, _ in views.wide_figures()]
    found = {
        row["report_id"]: {name: row[name] for name in names if row[name] is not None}
        for row in database.execute("SELECT * FROM report_wide")
    }
    expected = {f"r{number}": {figure.wide_column: number} for number, figure in enumerate(codebook.figures(), 1) if figure.wide_column}
    assert found == expected


def test_the_state_of_reading_of_a_report(database):
    number, doubt = fact("requests", "granted", "total", 1), fact("requests", "handled", "total", None, "uncertain")
    put_report(database, number, key="r1")
    put_report(database, number, doubt, key="r2")
    put_report(database, number, key="r3", problem="rows_lacking")
    put_report(database, number, key="r4", problem="form_unusual")
    put_report(database, doubt, key="r5")
    put_report(database, key="r6")
    put_report(database, number, fact("requests", "handled", "total", None, "unread"), key="r7")
    found = dict(database.execute("SELECT report_id, reading FROM report_wide").fetchall())
    assert list(found.values()) == ["complete", "in_part", "in_part", "complete", "no_figures", "no_figures", "in_part"]


def test_every_fact_names_a_figure_of_the_items(database):
    put_report(
        database,
        fact("statistics", "热线电话数", "value", 1),
        fact("statistics", "热线电话数", "上年数", 1),
        fact("requests", "granted", "total", 1),
    )
    codes = {code for (code,) in database.execute("SELECT code FROM items").fetchall()}
    found = database.execute("SELECT code, item_zh, item_en, measure_zh FROM facts_tidy ORDER BY seq").fetchall()
    assert {row["code"] for row in found} <= codes
    assert [tuple(row)[1:] for row in found] == [
        ("热线电话数", None, "本年度"),
        ("热线电话数", None, "上年数"),
        ("（一）予以公开", "Granted", "总计"),
    ]


def test_the_link_to_a_cell_is_the_sites_own(database):
    from archive.site.draw import form_tables

    placed = fact("requests", "granted", "total", 1)._replace(place=Place(2, 5, 7))
    put_report(database, placed, key="r1")
    put_report(database, placed, key="r2", kind="part")
    facts = {row["report_id"]: dict(row) for row in database.execute("SELECT * FROM facts").fetchall()}
    links = dict(database.execute("SELECT report_id, cell FROM facts_tidy").fetchall())
    assert links == {"r1": form_tables.source(facts["r1"], "cr1"), "r2": form_tables.source(facts["r2"], "cr2", "r2")}


def test_a_report_or_a_page_of_them_is_looked_up_not_searched_for(database):
    for sql in ("SELECT * FROM report_wide WHERE report_id = 'r1'", "SELECT * FROM facts_tidy WHERE report_id = 'r1'"):
        plan = [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in plan if step.startswith("SCAN") and not step.startswith("SCAN (subquery")]
    plan = [row["detail"] for row in database.execute("EXPLAIN QUERY PLAN SELECT * FROM report_wide LIMIT 10")]
    assert [step for step in plan if step.startswith("SCAN") and "subquery" not in step] == ["SCAN r"]
    assert not [step for step in plan if "MATERIALIZE" in step or "AUTOMATIC" in step]


def test_a_view_of_another_version_is_replaced(database):
    database.execute("DROP VIEW items")
    database.execute("CREATE VIEW items AS SELECT 1 AS code")
    assert schema.pending(database)
    schema.migrate(database)
    assert not schema.pending(database)
    assert database.execute("SELECT count(*) FROM items").fetchone()[0] == len(codebook.figures())
