"""Lists behind JSON interfaces: one reader, and for each interface a description of its request and answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from crawler.families import base
from crawler.lists import json_rows, rows
from crawler.model.types import Fetch, Listing, Page, Pager
from gongkai import yaml_tables

CALLBACK = re.compile(r"^\s*[\w$.]+\s*\(\s*(.*)\)\s*;?\s*$", re.S)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
OURS = frozenset({"n", "size", "offset"})  # of an address: what we fill in ourselves
PLACEHOLDERS = (("'###pypy###'", '\\"'), ("'###dydy###'", "'"), ("###pypy###", '\\"'), ("###dydy###", "'"))  # was5 puts them for quotes


@dataclass(frozen=True, slots=True)
class Interface:
    """The request and answer of one interface: a row of interfaces.yaml, which explains each field."""

    name: str  # as the pager's dialect
    family: str
    address: str
    documents: tuple[str, ...]
    form: str = ""
    json: bool = False
    first: int = 1
    beyond: int = 0
    size: int = 15
    alone: bool = False
    stale: bool = False
    total: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def _read(name: str, row: dict[str, Any]) -> Interface:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Interface(name, **values)


INTERFACES = {name: _read(name, row) for name, row in yaml_tables.read("crawler.families", "interfaces.yaml").items()}


def ask(name: str, page: Page, variables: dict[str, str], number: int = 1) -> Fetch:
    """Return the request for one page of rows from the named interface; `variables` are the values found on the page."""
    interface = INTERFACES[name]
    counted = number - 1 + interface.first
    values = {key: quote(value, safe="") if not key.startswith("raw_") else value for key, value in variables.items()}
    values = {"raw_page": "page"} | values | {"n": str(counted), "size": str(interface.size), "offset": str((number - 1) * interface.size)}
    address = urljoin(base.state(page).get("referer") or page.url, _fill(interface.address, values))
    notes = {"variables": json.dumps(variables, ensure_ascii=False, sort_keys=True), "interface": interface.name}
    if not interface.form:
        return base.query_fetch(address, page, number, interface.family, notes)
    given = values if not interface.json else values | variables
    fetch = base.form_fetch(address, _fill(interface.form, given), page, number, interface.family, notes)
    return fetch if not interface.json else _as_json(fetch)


def adopted(page: Page) -> Page | None:
    """Return a page as the answer of the interface whose URL it has (a tab may link to one); None for any other page."""
    parts = urlsplit(page.url)
    for interface in () if page.fetch.state else INTERFACES.values():
        path, _, query = interface.address.partition("?")
        match = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[\\w-]+)", re.escape(path)), parts.path) if path.startswith("/") else None
        if not match or interface.form or not _documents(read_json(page.text) or {}, interface.documents):
            continue
        given = dict(parse_qsl(parts.query))
        variables = match.groupdict() | {
            name: given.get(key, "") for key, name in re.findall(r"(\w+)=\{(\w+)\}", query) if name not in OURS
        }
        notes = {"variables": json.dumps(variables, ensure_ascii=False, sort_keys=True), "interface": interface.name, "referer": page.url}
        return replace(page, fetch=replace(page.fetch, state=tuple(sorted(notes.items()))))
    return None


def answer(page: Page) -> Listing:
    """Return the rows of an interface's answer; the first answer also yields all further requests if it states a total."""
    interface, referer = INTERFACES[base.state(page)["interface"]], base.state(page)["referer"]
    data = read_json(page.text)
    if data is None:
        return Listing(reasons=("interface_answered_no_json",))
    found = [each for each in _documents(data, interface.documents) if isinstance(each, dict)]
    entries = rows.unique(entry for entry in (json_rows.entry(document, referer) for document in found) if entry)
    number = page.fetch.page or 1
    total, pages = _number(data, interface.total), _number(data, interface.pages)
    pages = pages if pages is not None or total is None else max(1, -(-total // _size(interface, found, total, number)))
    pager = Pager(interface.name, number, pages, total, size=interface.size)
    lost = ("rows_without_address",) if any(json_rows.entry(document, referer) is None for document in found) else ()
    silent = ("interface_answered_nothing",) if not found and total and pages is not None and number <= pages else ()
    unseen = ("further_pages_unknown",) if interface.alone and len(found) >= interface.size else ()
    return Listing(entries, (), pager, _later(interface, page, pages, len(found)), lost + silent + unseen, empty=total == 0 or pages == 0)


def _size(interface: Interface, found: list[dict[str, Any]], total: int, number: int) -> int:
    """Return the server's own page size if its first page holds fewer rows than requested although there are more."""
    return len(found) if number == 1 and 0 < len(found) < min(total, interface.size) else interface.size


def _later(interface: Interface, page: Page, pages: int | None, found: int) -> tuple[Fetch, ...]:
    """Return all stated pages after the first.

    They are requested one at a time if no count is stated, or if the count may be stale and the last page is full.
    """
    number, variables = page.fetch.page or 1, json.loads(base.state(page)["variables"])
    on = found > 0 if pages is None else interface.stale and number >= pages and found >= interface.size
    asked = range(number + 1, number + 1 + on)
    if pages is not None and number == 1 and not on:
        asked = range(2, pages + interface.beyond + 1)
    return () if interface.alone else tuple(ask(interface.name, page, variables, each) for each in asked)


def read_json(text: str) -> dict[str, Any] | None:
    """Parse the JSON object in an answer, removing a callback wrapper and control characters and restoring quotes."""
    match = CALLBACK.match(text)
    bare = match[1] if match else text
    for candidate in (_repaired(bare),) if "###" in bare else (bare, _repaired(bare)):
        try:
            data = json.loads(candidate, strict=False)
        except (json.JSONDecodeError, RecursionError):  # brackets may nest without end
            continue
        return data if isinstance(data, dict) else {"data": data} if isinstance(data, list) else None
    return None


def _repaired(text: str) -> str:
    for word, meaning in PLACEHOLDERS:
        text = text.replace(word, meaning)
    return CONTROL.sub(" ", text)


def _fill(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), template)


def _as_json(fetch: Fetch) -> Fetch:
    headers = tuple((key, "application/json; charset=UTF-8" if key == "Content-Type" else value) for key, value in fetch.headers)
    return Fetch(fetch.url, "POST", fetch.body, headers, fetch.page, fetch.family, fetch.state)


def _at(data: Any, path: str) -> Any:
    for key in path.split("."):
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _documents(data: dict[str, Any], paths: tuple[str, ...]) -> list[Any]:
    return next((found for path in paths if isinstance(found := _at(data, path), list)), [])


def _number(data: dict[str, Any], paths: tuple[str, ...]) -> int | None:
    found = (_at(data, path) for path in paths)
    return next((int(value) for value in found if isinstance(value, int | str) and str(value).isdigit()), None)
