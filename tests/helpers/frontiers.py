"""What a frontier says, for comparison with another."""

import sqlite3
from contextlib import closing


def state(crawling):
    """Everything a frontier says, ids apart."""
    with closing(sqlite3.connect(crawling.home.frontier / "site.sqlite")) as connection:
        rows = connection.execute(
            "select key, fetch, kind, column_id, depth, list_title, list_date, path, part, via, label, attempts, etag, modified, asked,"
            " first, full, changed, misses, missed_on, gone, problem, originals.payload, due from fetches"
            " left join originals on originals.id = fetches.original order by key"
        ).fetchall()
        lists = connection.execute("select key, part, fetch, read_at, listing, problem from lists order by key").fetchall()
        shown = connection.execute("select * from rows order by key").fetchall()
        columns = connection.execute("select id, complete, rows, listing, family from columns").fetchall()
    return rows, lists, shown, columns
