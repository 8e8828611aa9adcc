"""The codebook holds every figure of every form, under names that stay."""

import re
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from archive.site.draw.labels import labels
from archive.store import codebook, rows, schema
from archive.store.codebook import figures
from gongkai import yaml_tables

FORMS = yaml_tables.read("parsers.report.forms", "forms.yaml")
RELEASED = Path(__file__).with_name("wide_columns.txt").read_text().split()


def known(table, form=None):
    return {(figure.item, figure.measure) for figure in figures() if figure.table_name == table and (form is None or form in figure.forms)}


@pytest.fixture
def database(tmp_path):
    with closing(schema.connect(tmp_path / "gongkai.db")) as connection:
        schema.migrate(connection)
        yield connection


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_figure_of_the_forms_is_in_the_codebook_and_no_other(form):
    printed = {pair for block in labels()["proactive"][form] for pair in product(block["items"], block["measures"])}
    assert known("proactive", form) == printed
    split = FORMS["requests"]["split_other"]
    items = set(FORMS["requests"]["items"]) - (set(split) if form == "2019" else {"other"})
    assert known("requests", form) == set(product(items, FORMS["requests"]["measures"]))
    assert known("disputes", form) == set(product(FORMS["disputes"]["items"], FORMS["disputes"]["measures"]))


def test_every_indicator_of_the_statistics_tables_is_in_the_codebook():
    labels = {label for form in FORMS["indicator_labels"] for label in form}
    assert labels <= {item.split("/")[-1] for item, _ in known("statistics")}


def test_the_years_of_the_forms_are_those_the_reader_knows():
    for form, (first, last) in codebook.codebook()["forms"].items():
        assert (first, last or 9999) == (FORMS["forms"][form]["first"], FORMS["forms"][form]["last"])


def test_every_change_of_the_law_that_parts_a_series_is_named():
    years = [entry["year"] for entry in FORMS["legal_breaks"]]
    for figure in figures():
        if figure.table_name == "disputes":
            assert all(str(year) in figure.why_zh and str(year) in figure.why_en for year in years)


def test_every_figure_has_its_words_in_both_languages():
    for figure in figures():
        assert all((figure.table_zh, figure.table_en, figure.item_zh, figure.item_en, figure.measure_zh, figure.measure_en)), figure.code
        assert all((figure.forms, figure.comparable_with, figure.why_zh, figure.why_en)), figure.code
        assert figure.unit or not figure.wide_column, figure.code


def test_a_code_names_one_figure_and_what_it_is_comparable_with_exists():
    codes = [figure.code for figure in figures()]
    assert len(set(codes)) == len(codes)
    for figure in figures():
        named = re.findall(r"[a-z]+\.[a-z_]+\.[a-z_]+", figure.comparable_with)
        assert set(named) <= set(codes)
    assert sum("requests.other_rest" in figure.comparable_with for figure in figures()) == 7


def test_columns_have_names_that_every_program_takes():
    names = {figure.wide_column for figure in figures() if figure.wide_column}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in names)  # Stata takes 32 characters
    assert {name.endswith("_yuan") for name in names} == {True, False}
    for figure in figures():
        if figure.wide_column:
            assert figure.wide_column.endswith("_yuan") == (figure.unit == "元")


def test_only_spellings_of_one_indicator_share_a_column():
    shared = {}
    for figure in figures():
        if figure.wide_column:
            shared.setdefault(figure.wide_column, []).append(figure)
    for same in shared.values():
        assert len({(figure.table_name, figure.measure, figure.item_en) for figure in same}) == 1
        assert len(same) == 1 or same[0].table_name == "statistics"


def test_no_released_column_is_gone_or_renamed():
    """Programs of readers name them; a new figure is a new line of the file, an old one is never taken out."""
    assert [*dict.fromkeys(figure.wide_column for figure in figures() if figure.wide_column)] == RELEASED


def test_in_part_names_problems_that_there_are():
    words = yaml_tables.read("archive.parse", "chinese.yaml")["problems"]
    assert set(codebook.codebook()["in_part"]) <= set(words)


def test_a_figure_that_only_a_report_has_gets_a_row_of_its_own(database):
    key = ("statistics", "热线电话数/接听数", "value")
    rows.put(database, "facts", [{"report_id": "r", "seq": 0, "table_name": key[0], "item": key[1], "measure": key[2], "value": 5}])
    codebook.renew(database)
    found = database.execute(
        "SELECT code, item_zh, item_en, wide_column, forms, position FROM codebook WHERE position > ?", (len(figures()),)
    )
    assert found.fetchall() == [(".".join(key), key[1], None, None, "statistics", len(figures()) + 1)]
    assert not codebook.lacks_figures(database)
    assert codebook.renew(database) == 0
    database.execute("DELETE FROM facts")
    codebook.renew(database)
    assert database.execute("SELECT count(*) FROM codebook").fetchone() == (len(figures()),)


@pytest.mark.parametrize("change", ["UPDATE codebook SET unit = '份' WHERE position = 3", "DELETE FROM codebook WHERE position = 3"])
def test_a_codebook_of_another_version_is_noticed_and_renewed(database, change):
    database.execute(change)
    assert schema.pending(database)
    schema.migrate(database)
    assert not schema.pending(database)
