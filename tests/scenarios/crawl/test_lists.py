"""Every column of every host of the replica, list pages only: the set of rows is that of the manifest, and what is missing is said."""

from functools import cache

import pytest

from crawler.model.same_site import canonical
from tests.helpers.walker import walk
from tests.replica.server import HOSTS, replica

WASTE = 1.1  # of the least number of requests; a short walk may waste one
HEALTHY = [name for name in HOSTS if not name.startswith("w-")]
ODD = ["w-gone", "w-gbk", "w-gbk-lie", "w-gb18030", "w-gzip-forced", "w-jsession", "w-dup", "w-ct6t", "w-files"]


@pytest.fixture(scope="module")
def served():
    with replica() as running:
        yield running


@pytest.fixture(scope="module")
def walked():
    """The walk of a column, made once."""
    return cache(walk)


@pytest.mark.parametrize("name", HEALTHY + ODD)
def test_a_column_gives_what_the_manifest_says(served, walked, name):
    for column in served.hosts[name].manifest()["columns"]:
        found = walked(column["url"])
        wanted = {canonical(url) for url in column["rows"]}
        where = f"{name} {column['url']}"
        assert set(found.rows) - wanted == set(), f"{where}: rows that are none"
        if column["found"] is None:
            assert wanted - set(found.rows) == set(), f"{where}: rows missed"
        else:
            assert len(found.rows) == column["found"], where
        lists_only = column["complete"] or not column["reason"].startswith("attachment")
        assert found.record.complete is (column["complete"] or not lists_only), f"{where}: {found.record}"
        if not found.record.complete:
            assert any(reason.startswith(column["reason"]) for reason in found.record.reasons), f"{where}: {found.record}"


@pytest.mark.parametrize("name", HEALTHY)
def test_a_walk_costs_hardly_more_than_the_least(served, walked, name):
    for column in served.hosts[name].manifest()["columns"]:
        assert walked(column["url"]).requests <= max(column["least"] * WASTE, column["least"] + 1), f"{name} {column['url']}"


@pytest.mark.parametrize("name", HEALTHY)
def test_titles_and_dates_are_those_of_the_rows(served, walked, name):
    for column in served.hosts[name].columns:
        base = served.hosts[name].base
        rows = {canonical(row.path if row.outside else base + row.path): row for row in column.rows}
        for key, entry in walked(base + column.path).rows.items():
            assert entry.title == rows[key].title
            assert entry.external == rows[key].outside
            assert entry.date in ((rows[key].date, None) if name == "f15" else (rows[key].date,))


@pytest.mark.parametrize("name", [name for name in HOSTS if name.startswith("f")])
def test_a_column_is_read_by_its_own_family(served, walked, name):
    others = {"f14": None, "f4": {"trs", "ucap", "generic"}}.get(name, {served.hosts[name].family})
    for column in served.hosts[name].columns:
        family = walked(served.hosts[name].base + column.path).family
        assert others is None or family in others, f"{name} {column.path}: {family}"


def test_a_new_years_column_is_found_without_its_address(served):
    host = served.hosts["f4"]
    before = set(walk(host.base + "/zwgk/year/").rows)
    host.tick()
    after = walk(host.base + "/zwgk/year/")
    assert before < set(after.rows)
    assert after.record.complete
