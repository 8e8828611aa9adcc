"""What Datasette is given of each table: titles, columns, facets, the order and the label of a row."""

import pytest

from archive.site.request.edition_state import NAME
from archive.site.tables import metadata
from archive.store import schema

FACETS = {"reports": ["form", "year"], "coverage": ["state", "year"], "checks": ["verdict", "rule"], "problems": ["stage", "code"]}
ORDERS = {"documents": "published", "captures": "fetched_at", "runs": "started"}
LABELS = {"sites": "name", "columns": "name", "agencies": "name", "documents": "title", "reports": "title"}


@pytest.mark.parametrize("name", schema.descriptions())
def test_a_table(name):
    words = schema.descriptions()[name]
    found = metadata.metadata(schema.descriptions())["databases"][NAME]["tables"][name]
    columns = {column: f"{zh} · {en}" for column, (zh, en) in words["columns"].items()}
    about = {"title": words["zh"], "description": words["en"], "hidden": name in schema.WORKINGS, "columns": columns}
    for key, rows in (("facets", FACETS), ("sort_desc", ORDERS), ("label_column", LABELS)):
        about |= {key: rows[name]} if name in rows else {}
    assert found == about
    named = {*FACETS.get(name, ()), *filter(None, (ORDERS.get(name), LABELS.get(name)))}
    assert named <= set(columns), "a column that the table has"


def test_the_archive_as_a_whole():
    found = metadata.metadata({})
    title = "公开 gongkai"
    licence = "官方文件依《中华人民共和国著作权法》第五条不适用著作权保护 / Official documents: no copyright (PRC Copyright Law, art. 5)"
    assert found == {"title": title, "license": licence, "databases": {NAME: {"title": title, "tables": {}}}}


SIZES = {"report_wide": 10}  # its rows have hundreds of columns


@pytest.mark.parametrize("name", schema.all_descriptions())
def test_how_many_rows_a_page_has(name):
    assert metadata.table(name, schema.all_descriptions()[name]).get("size") == SIZES.get(name)
    assert set(SIZES) <= set(schema.all_descriptions())
