"""Datasette's table pages, fetched from where they begin: the same rows, from successive stretches of an index.

Datasette selects everything after a place by one condition, `published < p or published is null or (published = p and id > i)`,
and SQLite walks the index from its start to that place: 41 ms of processor time to the middle of a million documents, where a stretch takes
0.1. Its first page also leaves the order of equal rows open, while the next ones continue by the key: somebody who paged through 3,096
documents by `kind` was shown 360 of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from datasette.utils import compound_keys_after_sql, escape_sqlite

NAME = r"(?:\w+|\[[^\]]+\])"  # a table or column as Datasette writes it
PAGE = re.compile(
    rf"(?P<select>select {NAME}(?:, {NAME})* from (?P<table>{NAME})) (?:where (?P<where>.+) )?"
    rf"order by (?P<sort>{NAME})(?P<way> desc)?(?P<then>(?:, {NAME})*) limit (?P<limit>\d+)",
    re.DOTALL,
)
# The order of a page → what Datasette writes for the rows behind a place, with a value there or with none, and the same rows as stretches.
UP = (
    ("({c} > :{p} or ({c} = :{p} and {after}))", ("{c} = :{p} and {key}", "{c} > :{p}")),
    ("({c} is not null or ({c} is null and {after}))", ("{c} is null and {key}", "{c} is not null")),
)
DOWN = (
    ("({c} < :{p} or {c} is null or ({c} = :{p} and {after}))", ("{c} = :{p} and {key}", "{c} < :{p}", "{c} is null")),
    ("({c} is null and {after})", ("{c} is null and {key}",)),
)
TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\[[^\]]*\]|`[^`]*`|--|/\*|\w+|[^\w\s]""")
NEVER = {"--", "/*", ";", "'", '"', "[", "`"}  # a comment, or a quote that is not closed
LOOSE = {"or", "between", "case", "group", "having", "window", "union", "except", "intersect", "order", "limit"}


class TablePage(NamedTuple):
    """The parts of a statement that selects a page of a table."""

    select: str
    table: str
    where: str
    sort: str
    way: str  # "" upwards, " desc" downwards
    then: str  # what the order goes on by
    limit: int

    def stretches(self, params: Mapping[str, object], keys: Sequence[str]) -> list[str]:
        """Return statements without a limit whose rows, concatenated, are the page's, given its values and the table's key.

        Empty if the page is fine as it is, or not written exactly as Datasette does.
        """
        key = ", ".join(map(escape_sqlite, keys))
        if not keys or f"{self.sort}{self.way}{self.then}" == key:
            return []
        if not self.then:
            head, conditions = self.where, [f"{self.sort} is not null", f"{self.sort} is null"][:: 1 if self.way else -1]
        else:
            head, conditions = behind(self.where, self.sort, self.way, params, keys) if self.then == f", {key}" else ("", [])
        if not conjunction(head):
            return []
        joined = f"{self.select} where {head}{' and ' if head else ''}"
        return [f"{joined}{one} order by {self.sort}{self.way}, {key}" for one in conditions]


def page(sql: str) -> TablePage | None:
    """Return the parts of a statement; None if it does not select an ordered page of a table."""
    found = PAGE.fullmatch(sql)
    if found is None:
        return None
    select, table, where, sort, way, then, limit = found.groups(default="")
    return TablePage(select, table.strip("[]"), where, sort, way, then, int(limit))


def behind(where: str, sort: str, way: str, params: Mapping[str, object], keys: Sequence[str]) -> tuple[str, list[str]]:
    """Return the other conditions and the rows after the place as stretches.

    Empty if the place is not written as Datasette does.
    """
    for written, parts in DOWN if way else UP:
        first = len(params) - ("{p}" in written) - len(keys)  # Datasette numbers its values: the filters', the key's, the column's
        named = {"c": sort, "p": f"p{len(params) - 1}", "after": compound_keys_after_sql(list(keys), first), "key": key_after(keys, first)}
        head = without(where, written.format(**named), first)
        if head is not None:
            return head, [part.format(**named) for part in parts]
    return "", []


def without(where: str, place: str, first: int) -> str | None:
    """Return the conditions before the last, which must be the place and alone name values from `first` on; None if it is not.

    >>> without('"kind" = :p0 and id > :p1', "id > :p1", 1), without("id > :p0", "id > :p0", 0), without("id > :p0 and a", "id > :p0", 0)
    ('"kind" = :p0', '', None)
    """
    head, found, rest = where.rpartition(place)
    alone = found and not rest and (not head or head.endswith(" and ")) and not re.search(rf":p{first}\b", head)
    return head.removesuffix(" and ") if alone else None


def anywhere(where: str, params: Mapping[str, object], keys: Sequence[str]) -> str | None:
    """Return the conditions of a page, without its place, that hold on every page; None if it begins at none."""
    for column in re.findall(rf"\(({NAME}) (?:<|>|is) ", where)[:-4:-1]:  # the place comes last: its column once or twice, then the key's
        for way in ("", " desc"):
            head, parts = behind(where, column, way, params, keys)
            if parts:
                return head if conjunction(head) else None
    first = len(params) - len(keys)
    by_key = without(where, compound_keys_after_sql(list(keys), first), first)
    return by_key if by_key is not None and conjunction(by_key) else None


def key_after(keys: Sequence[str], first: int) -> str:
    """Return the condition that a key comes after the values numbered from `first`, as one comparison an index can answer.

    >>> key_after(["report_id", "seq"], 3)
    '(report_id, seq) > (:p3, :p4)'
    """
    values = [f":p{first + place}" for place in range(len(keys))]
    return f"({', '.join(map(escape_sqlite, keys))}) > ({', '.join(values)})"


def conjunction(condition: str) -> bool:
    """Return whether a row that fulfils `condition and more` fulfils both: a reader may type anything into `_where=`.

    >>> [conjunction(one) for one in ('"kind" = :p0 and (a or b)', "a or b", "a) or (b", "a -- ", "'or' = a")]
    [True, False, False, False, True]
    """
    depth = 0
    for found in TOKEN.finditer(condition.lower()):
        token = found.group()
        depth += (token == "(") - (token == ")")
        if depth < 0 or token in NEVER or (depth == 0 and token in LOOSE):
            return False
    return depth == 0
