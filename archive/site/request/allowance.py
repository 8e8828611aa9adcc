"""What one request may take of the database: how many milliseconds, and whether its SQL is untrusted."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

MOST = 4000  # milliseconds of all statements of one request; Datasette limits each to a second and asks for as many as there are facets
SIMPLE_ARGUMENTS, SIMPLE_LENGTH = 40, 300
# Arguments of a table's page that Datasette turns into comparisons with a value, orders or nothing; all others count as untrusted SQL.
SIMPLE = re.compile(
    r"lang|_(?:q|size|next|sort|sort_desc|sort_by_desc|col|nocol|shape|labels|nl|nofacet|nosuggest|nocount|facet|facet_size|dl|stream|extra"
    r"|ttl|header)|[a-z]\w*",
    re.ASCII,
)


@dataclass(slots=True)
class Allowance:
    """One request: the client, whether it shapes SQL itself, and the milliseconds left for its statements."""

    client: str = ""
    stranger: bool = False
    left: float = MOST


ALLOWANCE: ContextVar[Allowance | None] = ContextVar("gongkai_allowance", default=None)


def allowance_of(scope: dict[str, Any]) -> Allowance:
    """Return the allowance of an HTTP request."""
    query = scope.get("query_string", b"").decode("latin-1")
    return Allowance((scope.get("client") or ("",))[0], scope.get("path", "").startswith("/gongkai") and is_strange(query))


def is_strange(query: str) -> bool:
    """Return whether a query string shapes SQL beyond comparing columns with short values.

    >>> [is_strange(query) for query in ("kind=part&_sort=id", "_where=1", "sql=select 1", "title__like=%25a", "a__not=" + "x" * 400)]
    [False, True, True, False, True]
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if len(pairs) > SIMPLE_ARGUMENTS or any(name == "sql" for name, _ in pairs):
        return True
    return any(not SIMPLE.fullmatch(name) or len(value) > SIMPLE_LENGTH for name, value in pairs)
