"""Compare what a program said of a column with the oracle, and say in sentences where the two differ.

`faults` are dishonest or wrong: a false row, a lost row in a column called complete, a forbidden fetch, an untrue reason.
`shortfalls` are honest but less than could be had: rows left out of a column that is called incomplete for an accepted reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from .interface import Column, Completeness, Expected, Host, Observed, Row

MOST_NAMED = 5
"""Addresses named in one sentence; the number of the others follows."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sentences on one column at one visit."""

    faults: tuple[str, ...]
    shortfalls: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether nothing is wrong; shortfalls are allowed."""
        return not self.faults


def canonical(url: str) -> str:
    """Return an address by which two spellings of one address are equal: no fragment, sorted query, percent signs undone."""
    parts = urlsplit(url)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{parts.scheme}://{parts.netloc}{unquote(parts.path) or '/'}" + (f"?{query}" if query else "")


def judge(host: Host, column: Column, visit: int, expected: Expected, observed: Observed) -> Judgement:
    """Return what is wrong, and what is less than it could be, in the account of one column at one visit."""
    where = f"{host.name}/{column.id}, visit {visit}: "
    faults = [
        *_rows(expected, observed),
        *_verdict(expected, observed),
        *_documents(expected, observed),
        *_requests(expected, observed),
        *_counted(expected, observed),
    ]
    return Judgement(tuple(where + one for one in faults), tuple(where + one for one in _shortfalls(expected, observed)))


def _named(urls: Iterable[str]) -> str:
    found = sorted(urls)
    rest = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return ", ".join(found[:MOST_NAMED]) + rest


def _by_address(rows: Iterable[Row]) -> dict[str, Row]:
    return {canonical(row.url): row for row in rows}


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _missing(expected: Expected, observed: Observed) -> set[str]:
    return set(_by_address(expected.rows)) - set(_by_address(observed.rows))


def _rows(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield the false rows, and the titles and dates that differ from the list's."""
    wanted, allowed = _by_address(expected.rows), _by_address(expected.optional_rows)
    menus = {canonical(url) for url in expected.never_documents}
    for address, row in _by_address(observed.rows).items():
        right = wanted.get(address) or allowed.get(address)
        if right is None:
            what = "an entry of the menus" if address in menus else "no row of the list"
            yield f"{row.url} ({row.title}) was taken for a row and is {what}."
        elif _squeezed(row.title) != _squeezed(right.title):
            yield f"{row.url} has the title {row.title!r}; the list prints {right.title!r}."
        elif row.date != right.date:
            yield f"{row.url} has the date {row.date}; the list prints {right.date}."
    repeated = [url for url, count in Counter(canonical(row.url) for row in observed.rows).items() if count > 1]
    if repeated:
        yield f"reported more than once: {_named(repeated)}."


def _verdict(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield what is wrong in the verdict on completeness and its reasons."""
    yield from _called_complete(expected, observed) if observed.complete else _called_incomplete(expected, observed)
    untold = {str(one) for one in expected.told} - set(observed.reasons) - set(observed.told)
    if untold:
        yield f"not said: {_named(untold)}."


def _called_complete(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield why a column that is called complete is not."""
    missing = _missing(expected, observed)
    if expected.completeness is Completeness.INCOMPLETE:
        yield f"called complete; it is not, because of {_named(map(str, expected.reasons))}."
    if missing:
        yield f"called complete and {len(missing)} rows are missing: {_named(missing)}."
    if not expected.rows and expected.proofs and not any(url.startswith(expected.proofs) for url in observed.requested):
        yield f"called complete without a row, and nothing was asked that could tell: {_named(expected.proofs)}."


def _called_incomplete(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield why a column that is called incomplete is complete, or is so for another reason."""
    reasons, accepted = set(observed.reasons), {str(one) for one in expected.reasons}
    if expected.completeness is Completeness.COMPLETE:
        missing = len(_missing(expected, observed))
        yield f"called incomplete ({_named(reasons) or 'no reason'}); it can be read completely. Rows missing: {missing}."
    elif not reasons:
        yield "called incomplete without a reason."
    elif not reasons & accepted:
        yield f"called incomplete for {_named(reasons)}; true would be {_named(accepted)}."


def _documents(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield false documents, and the ones that a complete column lacks."""
    found = {canonical(url) for url in observed.documents}
    required = {canonical(url) for url in expected.documents | expected.attachments}
    allowed = required | {canonical(url) for url in expected.optional_documents} | {canonical(row.url) for row in expected.optional_rows}
    menus = {canonical(url) for url in expected.never_documents}
    if found & menus - required:
        yield f"became documents and never may: {_named(found & menus - required)}."
    if found - allowed - menus:
        yield f"became documents and are none of the column's: {_named(found - allowed - menus)}."
    if observed.complete and required - found:
        yield f"called complete and without {len(required - found)} documents: {_named(required - found)}."


def _requests(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield forbidden fetches, holes that were not asked for again, and traps that were walked into."""
    for rule in expected.forbidden:
        hit = {url for url in observed.requested if url.startswith(rule.prefix)}
        if hit:
            yield f"fetched although {rule.why.value}: {_named(hit)}."
    counts = Counter(canonical(url) for url in observed.requested)
    once = [url for url in expected.asked_again if counts[canonical(url)] < 2]
    if once:
        yield f"came without content and was not asked for again: {_named(once)}."
    if len(observed.requested) > expected.most_requests:
        yield f"{len(observed.requested)} requests in one visit; at most {expected.most_requests} make sense here."


def _counted(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield what is wrong in missing pages, portal faults and withdrawals, where the program speaks of them."""
    if observed.missing_pages is not None and not observed.complete:
        unnamed = expected.missing_pages - observed.missing_pages
        if unnamed:
            yield f"pages not named as missing: {_named(map(str, unnamed))}."
    if observed.portal_faults is not None:
        known = {canonical(url) for url in observed.portal_faults}
        faults = {canonical(url) for url in expected.portal_faults}
        if observed.complete and faults - known:
            yield f"served broken by the portal and not counted: {_named(faults - known)}."
        possible = faults | {canonical(url) for url in expected.optional_documents}
        if known - possible:
            yield f"counted as the portal's faults and sound: {_named(known - possible)}."
    if observed.gone is not None:
        false = {canonical(url) for url in observed.gone} - {canonical(url) for url in expected.gone}
        if false:
            yield f"called gone and still there: {_named(false)}."


def _shortfalls(expected: Expected, observed: Observed) -> Iterator[str]:
    """Yield what an honest account leaves out."""
    missing = _missing(expected, observed)
    if not observed.complete and missing and expected.completeness is not Completeness.COMPLETE:
        yield f"{len(missing)} of {len(expected.rows)} rows not read ({_named(observed.reasons)})."
    if not observed.complete and not missing and expected.completeness is Completeness.EITHER:
        yield f"every row read, and called incomplete ({_named(observed.reasons)})."
    lacking = {canonical(url) for url in expected.documents | expected.attachments} - {canonical(url) for url in observed.documents}
    if not observed.complete and lacking:
        yield f"{len(lacking)} documents not kept."


def perfect(expected: Expected, requested: tuple[str, ...] = ()) -> Observed:
    """Return the account of a program that made no mistake, for tests of the judge and of an adapter."""
    complete = expected.completeness is not Completeness.INCOMPLETE
    reasons = () if complete else tuple(sorted(str(one) for one in expected.reasons))
    seen = requested + expected.proofs + expected.asked_again * 2
    told, documents = sorted(str(one) for one in expected.told), sorted(expected.documents | expected.attachments)
    return Observed(
        expected.rows, complete, reasons, tuple(told), tuple(documents), seen, expected.missing_pages, expected.portal_faults, expected.gone
    )
