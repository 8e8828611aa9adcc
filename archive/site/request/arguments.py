"""A request's arguments: parsed once, and refused where the links of the answer would repeat them too often.

Datasette parses the query string anew for each argument that it looks up, and looks up as many as a query has parameters: one request with
1,000 parameters held up every page for minutes. It also repeats the query string in a link for each column, filter and value of a facet:
1,000 facets took 2.8 s of the event loop and 14 MB of answer.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from datasette.utils import MultiParams
from datasette.utils.asgi import Request

HELD = "gongkai.arguments"  # where a request's scope keeps them
PARSE = Request.args.fget
LINKS, LINKS_OF_QUERY = 350, 10  # of the page of the widest view, without facets and filters; of the page of a query of the reader's
FACETS = ("_facet", "_facet_array", "_facet_date")
FACET_VALUES, MOST_FACET_VALUES = 30, 1000  # links of one facet: by default, and with `_facet_size=max`
TOO_MANY = (
    "网址中的参数太多或太长，请减少分面（_facet）或条件。",
    "This address has too many or too long arguments. Please take out facets or conditions.",
)
MOST_REPEATED = 2_000_000  # characters of query string in all links of an answer: 0.3 s of processor time; an honest page has some 20,000


def parse_once() -> None:
    """Have every request of Datasette keep its arguments once they are parsed."""
    Request.args = property(arguments)


def arguments(request: Any) -> MultiParams:
    """Return the arguments of a request, from its scope where they were parsed for the same query string."""
    query, held = request.scope.get(HELD, (None, None))
    if held is None or query != request.query_string:
        query, held = request.query_string, PARSE(request)
        request.scope[HELD] = (query, held)
    return held


def repeated(query: str, links: int = LINKS) -> int:
    """Return about how many characters of links an answer of Datasette makes of a query string; `links` are those of a page without any.

    >>> repeated(""), repeated("kind=part&_facet=kind"), repeated("&".join(["_facet=kind"] * 1000)) > MOST_REPEATED
    (0, 8001, True)
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    values = MOST_FACET_VALUES if any(name == "_facet_size" for name, _ in pairs) else FACET_VALUES
    return len(query) * (links + sum(values if name in FACETS else 1 for name, _ in pairs))
