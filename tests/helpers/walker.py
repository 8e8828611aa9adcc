"""A walk over one column's lists by the same functions the spider calls, over real HTTP, and what it cost."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler import families
from crawler.answers import faults, interpret
from crawler.lists import completeness
from crawler.model.exchange import Job
from crawler.model.same_site import canonical
from crawler.model.types import Entry, Fetch, Page
from gongkai.chinese_text import decode


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
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
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
    todo, seen, rows, reads, requests = [Job(Fetch(url), "list")], set(), {}, [], 0
    family, cookies, deep = "", {}, []
    while todo:
        job = todo.pop(0)
        fetch = job.fetch
        requests += 1
        try:
            page = get(fetch, cookies)
        except (OSError, http.client.HTTPException) as error:
            reads.append(completeness.ListRead(fetch, None, type(error).__name__, job.part))
            continue
        fault = faults.classify(page, "list")
        if fault and fault.target:
            todo.insert(0, replace(job, fetch=Fetch(fault.target, page=fetch.page)))
            continue
        if fault:
            reads.append(completeness.ListRead(fetch, None, fault.code, job.part))
            continue
        reader, listing = families.read_listing(page)
        family = family or reader.name
        reads.append(completeness.ListRead(fetch, listing, "", job.part))
        rows |= {canonical(entry.url): entry for entry in listing.entries if canonical(entry.url) not in rows}
        found = [interpret.below(job, page.url, listing, column) for column in listing.columns]
        deep += [column.url for column, below in zip(listing.columns, found, strict=True) if below is None and job.depth == interpret.DEPTH]
        for each in [replace(job, fetch=further) for further in listing.next] + [below for below in found if below]:
            if each.key not in seen:
                seen.add(each.key)
                todo.append(each)
    known = {key.split()[1] for key in seen}
    reads += [completeness.ListRead(Fetch(each), None, completeness.TOO_DEEP, each) for each in deep if canonical(each) not in known]
    return Walk(rows, completeness.conclude(reads), requests, family)
