"""A walk over one column's lists by the same functions the spider calls, over real HTTP, and what it cost."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler import completeness, families, faults
from crawler.identity import canonical
from crawler.types import Entry, Fetch, Page
from parsers.text import decode

DEPTH = 2


@dataclass
class Walk:
    """Rows by canonical URL, the record of the column, the requests it took."""

    rows: dict[str, Entry]
    record: completeness.Completeness
    requests: int
    family: str


def get(fetch: Fetch, cookies: dict[str, str] | None = None) -> Page:
    """One request, no redirect followed."""
    parts = urlsplit(fetch.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    jar = cookies if cookies is not None else {}
    cookie = {"Cookie": "; ".join(f"{key}={value}" for key, value in jar.items())} if jar else {}
    target = parts._replace(scheme="", netloc="", fragment="").geturl()
    connection.request(fetch.method, target, fetch.body or None, dict(fetch.headers) | cookie)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    for given in answer.headers.get_all("Set-Cookie") or []:
        key, _, value = given.split(";")[0].partition("=")
        jar[key] = value
    shown = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
    charset = (answer.getheader("Content-Type") or "").partition("charset=")[2]
    return Page(fetch.url, decode(shown, charset).text, fetch, answer.status, tuple(answer.getheaders()), shown)


def walk(url: str) -> Walk:
    """Every list page of the column at a URL."""
    todo, seen, rows, reads, requests = [(Fetch(url), 0, "")], set(), {}, [], 0
    family, cookies = "", {}
    while todo:
        fetch, depth, part = todo.pop(0)
        requests += 1
        try:
            page = get(fetch, cookies)
        except (OSError, http.client.HTTPException) as error:
            reads.append(completeness.ListRead(fetch, None, type(error).__name__, part))
            continue
        fault = faults.classify(page, "list")
        if fault and fault.target:
            todo.insert(0, (Fetch(fault.target, page=fetch.page), depth, part))
            continue
        if fault:
            reads.append(completeness.ListRead(fetch, None, fault.code, part))
            continue
        reader = families.recognise(page)
        family = family or reader.name
        listing = reader.listing(page)
        reads.append(completeness.ListRead(fetch, listing, "", part))
        rows |= {canonical(entry.url): entry for entry in listing.entries if canonical(entry.url) not in rows}
        further = [(each, depth, part) for each in listing.next]
        further += [(Fetch(column.url), depth + 1, column.url) for column in listing.columns if depth < DEPTH]
        for each in further:
            key = (each[0].method, canonical(each[0].url), each[0].body)
            if key not in seen:
                seen.add(key)
                todo.append(each)
    return Walk(rows, completeness.conclude(reads), requests, family)
