"""Datasette's pages of a table, asked for where they begin: the same rows, from stretches of an index one after the other.

Datasette asks for all that lies behind a place in one condition, `published < p or published is null or (published = p and id > i)`,
and SQLite walks the index from its start to that place: 41 ms of processor time to the middle of a million documents, where a stretch takes
0.1. And its first page leaves open which of equal rows come first, while the next ones go on by the key: whoever turned the pages of 3,096
documents by `kind` was shown 360 of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from datasette.utils import compound_keys_after_sql, escape_sqlite

NAME = r"(?:\w+|\[[^\]]+\])"  # a table or column as Datasette writes it
PAGE = re.compile(rf"(?P<select>select {NAME}(?:, {NAME})* from (?P<table>{NAME})) (?:where (?P<where>.+) )?"
                  rf"order by (?P<sort>{NAME})(?P<way> desc)?(?P<then>(?:, {NAME})*) limit (?P<limit>\d+)", re.DOTALL)
# The order of a page → what Datasette writes for the rows behind a place, with a value there or with none, and the same rows as stretches.
UP = (("({c} > :{p} or ({c} = :{p} and {after}))", ("{c} = :{p} and {key}", "{c} > :{p}")),
      ("({c} is not null or ({c} is null and {after}))", ("{c} is null and {key}", "{c} is not null")))
DOWN = (("({c} < :{p} or {c} is null or ({c} = :{p} and {after}))", ("{c} = :{p} and {key}", "{c} < :{p}", "{c} is null")),
        ("({c} is null and {after})", ("{c} is null and {key}",)))
TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\[[^\]]*\]|`[^`]*`|--|/\*|\w+|[^\w\s]""")
NEVER = {"--", "/*", ";", "'", '"', "[", "`"}  # a comment, or a quote that is not closed
LOOSE = {"or", "between", "case", "group", "having", "window", "union", "except", "intersect", "order", "limit"}


class Page(NamedTuple):
    """The parts of a statement that asks for a page of a table."""

    select: str
    table: str
    where: str
    sort: str
    way: str  # "" upwards, " desc" downwards
    then: str  # what the order goes on by
    limit: int

    def stretches(self, params: Mapping[str, object], keys: Sequence[str]) -> list[str]:
        """Given its values and the table's key, return statements without a limit whose rows, one's after the other's, are the page's.

        None are given where the page is fine as it stands, or not quite as Datasette writes it.
        """
        key = ", ".join(map(escape_sqlite, keys))
        if not keys or f"{self.sort}{self.way}{self.then}" == key:
            return []
        if not self.then:
            head, conditions = self.where, [f"{self.sort} is not null", f"{self.sort} is null"][::1 if self.way else -1]
        else:
            head, conditions = behind(self.where, self.sort, self.way, params, keys) if self.then == f", {key}" else ("", [])
        if not conjunction(head):
            return []
        joined = f"{self.select} where {head}{' and ' if head else ''}"
        return [f"{joined}{one} order by {self.sort}{self.way}, {key}" for one in conditions]


def page(sql: str) -> Page | None:
    """Given a statement, return its parts; None where it does not ask for a page of a table in some order."""
    found = PAGE.fullmatch(sql)
    if found is None:
        return None
    select, table, where, sort, way, then, limit = found.groups(default="")
    return Page(select, table.strip("[]"), where, sort, way, then, int(limit))


def behind(where: str, sort: str, way: str, params: Mapping[str, object], keys: Sequence[str]) -> tuple[str, list[str]]:
    """Given the conditions of a page that begins at a place, return the others and the rows behind the place as stretches.

    None are returned where it is not written as Datasette does.
    """
    for written, parts in DOWN if way else UP:
        first = len(params) - ("{p}" in written) - len(keys)  # Datasette numbers its values: the filters', the key's, the column's
        named = {"c": sort, "p": f"p{len(params) - 1}", "after": compound_keys_after_sql(list(keys), first), "key": key_after(keys, first)}
        head = without(where, written.format(**named), first)
        if head is not None:
            return head, [part.format(**named) for part in parts]
    return "", []


def without(where: str, place: str, first: int) -> str | None:
    """Given conditions, return those before the last, which is the place and alone names values from `first` on; None where it is not.

    >>> without('"kind" = :p0 and id > :p1', "id > :p1", 1), without("id > :p0", "id > :p0", 0), without("id > :p0 and a", "id > :p0", 0)
    ('"kind" = :p0', '', None)
    """
    head, found, rest = where.rpartition(place)
    alone = found and not rest and (not head or head.endswith(" and ")) and not re.search(rf":p{first}\b", head)
    return head.removesuffix(" and ") if alone else None


def anywhere(where: str, params: Mapping[str, object], keys: Sequence[str]) -> str | None:
    """Given the conditions of a page that begins at a place, return those that hold on every page; None where it begins at none."""
    for column in re.findall(rf"\(({NAME}) (?:<|>|is) ", where)[:-4:-1]:  # the place comes last: its column once or twice, then the key's
        for way in ("", " desc"):
            head, parts = behind(where, column, way, params, keys)
            if parts:
                return head if conjunction(head) else None
    first = len(params) - len(keys)
    by_key = without(where, compound_keys_after_sql(list(keys), first), first)
    return by_key if by_key is not None and conjunction(by_key) else None


def key_after(keys: Sequence[str], first: int) -> str:
    """Given a key, return the condition that it comes after the values numbered from `first`, as one comparison that an index answers.

    >>> key_after(["report_id", "seq"], 3)
    '(report_id, seq) > (:p3, :p4)'
    """
    values = [f":p{first + place}" for place in range(len(keys))]
    return f"({', '.join(map(escape_sqlite, keys))}) > ({', '.join(values)})"


def conjunction(condition: str) -> bool:
    """Tell whether a row that fulfils `condition and more` fulfils both: what a reader types into `_where=` may be anything.

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
