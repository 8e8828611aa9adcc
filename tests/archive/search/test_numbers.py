"""Numbers of the search: how many documents are ranked, looked through, shown at a time, and in which order they are numbered."""

import sqlite3
from contextlib import closing

import pytest

from archive.search import bigrams, query
from archive.search.index import Index, renew
from archive.search.query import DAY, LAST, Found, batches, day, filters, find, number_for, score
from archive.store import schema


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as made:
        schema.migrate(made)
        made.execute("INSERT INTO columns (id, kind) VALUES ('town/news', 'notice')")
        yield made


def put(connection, *rows):
    """Documents by id, title, text and date, in the index."""
    index = Index(connection)
    index.watch([row[0] for row in rows])
    for key, title, text, published in rows:
        connection.execute(
            "INSERT OR REPLACE INTO documents (id, title, text, published, site_id, kind, column_id, url) "
            "VALUES (?, ?, ?, ?, 'town', 'article', 'town/news', 'u')",
            (key, title, text, published),
        )
    index.flush()


def ids(found):
    return [hit.document_id for hit in found.hits]


def many(connection, count, text="公开年度报告"):
    put(connection, *((f"d{number:03}", "题", f"{text} {number}", f"2024-01-{number % 28 + 1:02}") for number in range(count)))


@pytest.mark.parametrize(("ranked", "order", "total"), [(3, "rank", 3), (2, "date", None)])
def test_so_many_are_ranked_and_more_are_listed_by_date(connection, monkeypatch, ranked, order, total):
    monkeypatch.setattr(query, "RANKED", ranked)
    put(connection, ("a", "题", "公开", "2024-01-01"), ("b", "公开", "公开公开", "2024-01-03"), ("c", "题", "公开", "2024-01-02"))
    found = find(connection, "公开")
    assert (found.order, found.total, found.more) == (order, total, False)
    assert ids(found) == (["b", "c", "a"])


def test_pages_of_ranked_hits(connection):
    many(connection, 5)
    pages = [find(connection, "公开", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [len(page.hits) for page in pages] == [2, 2, 1, 0]
    assert [page.more for page in pages] == [True, True, False, False]
    assert {page.total for page in pages} == {5}
    assert [key for page in pages for key in ids(page)] == ids(find(connection, "公开", limit=9))
    assert ids(find(connection, "公开", limit=2, offset=-3)) == ids(pages[0])
    assert find(connection, "公开", limit=0) == Found((), 0, "rank", False)
    assert find(connection, " ") == Found((), 0, "rank", False)


def test_pages_by_date(connection, monkeypatch):
    monkeypatch.setattr(query, "RANKED", 2)
    many(connection, 5)
    pages = [find(connection, "公开", limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [ids(page) for page in pages] == [["d004", "d003"], ["d002", "d001"], ["d000"]]
    assert [page.more for page in pages] == [True, True, False]
    assert ids(find(connection, "公开", limit=2, offset=-1)) == ["d004", "d003"]


def test_a_common_run_is_looked_for_in_batches(connection, monkeypatch):
    monkeypatch.setattr(query, "RANKED", 2)
    monkeypatch.setattr(query, "BATCH", 2)
    many(connection, 6)
    put(connection, ("x", "题", "开年度 公开年 度报告", "2024-02-01"))  # has all pairs and not the run
    found = find(connection, "公开年度报告", limit=9, most=4)
    assert (ids(found), found.order, found.total, found.more) == (["d005", "d004", "d003"], "date", None, False)
    assert found.rest is not None
    rest = find(connection, "公开年度报告", limit=9, before=found.rest)
    assert (ids(rest), rest.total, rest.rest) == (["d002", "d001", "d000"], None, None)
    whole = find(connection, "公开年度报告", limit=9)
    assert (ids(whole), whole.total, whole.more, whole.rest) == ([f"d00{n}" for n in range(5, -1, -1)], 6, False, None)
    full = find(connection, "公开年度报告", limit=2, most=2)
    assert (ids(full), full.more, full.rest) == (["d005"], False, full.rest)
    page = find(connection, "公开年度报告", limit=2)
    assert (ids(page), page.more, page.total, page.rest) == (["d005", "d004"], True, None, None)
    assert ids(find(connection, "公开年度报告", limit=2, offset=2)) == ["d003", "d002"]
    assert ids(find(connection, "公开年度报告", limit=2, offset=4)) == ["d001", "d000"]


def test_numbers_in_lists():
    assert list(batches(iter(range(250)))) == [list(range(100)), list(range(100, 200)), list(range(200, 250))]
    assert list(batches(iter(()))) == []


@pytest.mark.parametrize(
    ("dates", "number"),
    [
        (("2024-01-02",), 738887),
        (("2024-01-02 10:00",), 738887),
        ((None, "2024-01-02"), 738887),
        (("", "x", "2024-01-02", "2025-01-01"), 738887),
        (("2024", None), 0),
        ((), 0),
    ],
)
def test_the_number_of_a_day(dates, number):
    assert day(*dates) == number


def test_numbers_rise_with_the_day(connection):
    put(connection, ("b", "", "公", "2024-01-02"), ("a", "", "公", "2024-01-01"), ("c", "", "公", "2024-01-02"), ("d", "", "公", None))
    numbers = dict(connection.execute("SELECT document_id, number FROM search_keys"))
    first = 738886 * DAY
    assert numbers == {"d": 1, "a": first + 1, "b": first + DAY + 1, "c": first + DAY + 2}
    assert (number_for(connection, 738886), number_for(connection, 738887), number_for(connection, 9)) == (
        first + 2,
        first + DAY + 3,
        9 * DAY + 1,
    )
    assert max(numbers.values()) < LAST


@pytest.mark.parametrize(
    ("given", "tokens"),
    [
        ((None, None, None), []),
        (("", "", ""), []),
        (("town", "article", 2024), [f"{bigrams.SITE}town", f"{bigrams.KIND}article", f"{bigrams.YEAR}2024"]),
        (("A b", None, None), [f"{bigrams.SITE}ab"]),
    ],
)
def test_what_narrows_an_answer(given, tokens):
    assert filters(*given) == tokens


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"site": "town"}, ["a"]),
        ({"site": "other"}, []),
        ({"kind": "article"}, ["a"]),
        ({"kind": "notice"}, ["a"]),
        ({"kind": "policy"}, []),
        ({"year": 2024}, ["a"]),
        ({"year": "2023"}, []),
    ],
)
def test_an_answer_is_narrowed(connection, narrowed, found):
    put(connection, ("a", "题", "公开", "2024-01-01"))
    assert ids(find(connection, "公开", **narrowed)) == found


def test_a_hit_in_the_title_counts_most_and_a_short_text_more_than_a_long_one():
    def row(title, text):
        return ("k", title, "u", None, text, "s", "k")

    assert score(row("公开", ""), ["公开"]) == 10
    assert score(row("公开年报", ""), ["公开", "年报"]) == 20
    assert score(row("", "公开"), ["公开"]) > score(row("", "公开" + "x" * 900), ["公开"]) > 0
    assert score(row("", "公开公开"), ["公开"]) > score(row("", "公开xx"), ["公开"])
    assert score(row(None, None), ["公开"]) == 0


@pytest.mark.parametrize(
    ("total", "words"), [(None, "more than could be ranked; the newest first"), (0, "0 found"), (1, "1 found"), (2, "2 found, best first")]
)
def test_the_number_of_hits_in_words(total, words):
    assert Found((), total, "rank", False).sentence == words


def test_the_index_follows_what_is_written(connection):
    put(connection, ("a", "题", "公开", "2024-01-01"))
    put(connection, ("a", "题", "年报", "2024-01-01"))
    assert (ids(find(connection, "公开")), ids(find(connection, "年报"))) == ([], ["a"])
    before = connection.execute("SELECT number FROM search_keys").fetchone()
    put(connection, ("a", "题", "年报", "2024-01-01"))
    assert connection.execute("SELECT number FROM search_keys").fetchone() == before, "nothing changed"
    put(connection, ("a", "题", "年报", "2024-01-02"))
    assert connection.execute("SELECT number FROM search_keys").fetchone() != before, "another day"
    index = Index(connection)
    index.watch(["a"])
    connection.execute("DELETE FROM documents")
    index.flush()
    assert connection.execute("SELECT count(*) FROM search_keys").fetchone() == (0,)
    assert ids(find(connection, "年报")) == []


def test_the_index_is_made_anew(connection):
    many(connection, 3)
    connection.execute("DELETE FROM search_keys")
    renew(connection)
    assert ids(find(connection, "公开", limit=9)) == ["d002", "d001", "d000"]
