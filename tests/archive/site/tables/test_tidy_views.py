"""The views as strangers read them: pages, JSON and SQL, within their limits."""

import pytest

from archive.store import views


@pytest.mark.parametrize("name", views.definitions())
def test_a_view_has_its_page_and_its_rows_as_json(get, name):
    page = get(f"/gongkai/{name}")
    assert page.status_code == 200
    assert views.descriptions()[name]["zh"] in page.text
    found = get(f"/gongkai/{name}.json?_shape=objects&_size=3").json()
    assert [list(row) for row in found["rows"]] == [list(views.descriptions()[name]["columns"])] * 3


def test_a_stranger_may_select_all_columns_of_a_report(get, db):
    (key,) = db.execute("SELECT id FROM reports WHERE form = '2021' ORDER BY id LIMIT 1").fetchone()
    sql = f"select * from report_wide where report_id = '{key}'"
    found = get("/gongkai.json", params={"sql": sql, "_shape": "objects"}).json()
    assert found["ok"], found
    (row,) = found["rows"]
    (total,) = db.execute("SELECT total FROM requests WHERE report_id = ? AND item = 'handled'", (key,)).fetchone()
    assert (row["report_id"], row["handled_total"], row["reading"]) == (key, total, "complete")


def test_the_list_of_tables_begins_with_the_views(get):
    page = get("/gongkai").text
    places = [page.index(f'href="/gongkai/{name}"') for name in views.definitions()]
    assert max(places) < page.index('href="/gongkai/sites"')


def test_the_dictionary_names_every_column_of_the_views(get):
    for lang, place in (("zh", 0), ("en", 1)):
        page = get(
            "/dictionary", headers={"accept-language": lang}
        ).text  # an address with the language would set a cookie for all later tests
        for described in views.descriptions().values():
            assert all(name in page for name in described["columns"])
        assert views.descriptions()["report_wide"]["columns"]["granted_total"][place] in page.replace("&#39;", "'")


@pytest.mark.parametrize(("name", "table"), views.ROWS_OF.items())
def test_the_rows_of_a_view_are_known_without_counting_them(get, db, name, table):
    (rows,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert db.execute(f"SELECT count(*) FROM {name}").fetchone() == (rows,)
    assert get(f"/gongkai/{name}.json?_size=1").json()["filtered_table_rows_count"] == rows
    assert f"{rows:,}" in get(f"/gongkai/{name}").text
