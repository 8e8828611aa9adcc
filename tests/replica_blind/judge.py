"""Compare what a program reports with what is right. Nothing here knows the program; an adapter gives ``Seen`` values."""


from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

from .model import REASONS, ColumnOracle, Finding, HostOracle, OracleRow, Seen


def judge_column(oracle: ColumnOracle, seen: Seen) -> list[Finding]:
    """Return every difference between one column's oracle and what was seen of it, worst kinds first."""
    where = f"{oracle.site}/{oracle.column}"
    findings = [*_rows(oracle, seen, where), *_documents(oracle, seen, where), *_verdict(oracle, seen, where)]
    order = ("complete_wrongly", "false_row", "missed_row", "false_document", "missed_document")
    return sorted(findings, key=lambda finding: order.index(finding.code) if finding.code in order else len(order))


def _rows(oracle: ColumnOracle, seen: Seen, where: str) -> list[Finding]:
    right = {row.url: row for row in (*oracle.rows, *oracle.optional)}
    told: dict[str, list[tuple[str, str | None]]] = {}
    for url, title, date in seen["rows"]:
        told.setdefault(urldefrag(url).url, []).append((title, date))
    findings = [Finding("missed_row", where, f"{row.url} {row.titles[0]}") for row in oracle.rows if row.url not in told]
    for url, pairs in told.items():
        if url not in right:
            findings.append(Finding("false_row", where, f"{url} {pairs[0][0]}"))
        else:
            findings += _fields(right[url], pairs, where)
    return findings


def _fields(row: OracleRow, pairs: list[tuple[str, str | None]], where: str) -> list[Finding]:
    findings = []
    if not any(_plain(title) in {_plain(right) for right in row.titles} for title, _date in pairs):
        findings.append(Finding("wrong_title", where, f"{row.url}: {pairs[0][0]!r} for {row.titles[0]!r}"))
    if row.date is not None and not any((date or "")[:10] == row.date for _title, date in pairs):
        findings.append(Finding("wrong_date", where, f"{row.url}: {pairs[0][1]} for {row.date}"))
    if row.date is None and any(date for _title, date in pairs) and row.kind != "article":
        findings.append(Finding("wrong_date", where, f"{row.url}: {pairs[0][1]} for none"))
    return findings


def _plain(title: str) -> str:
    return " ".join(title.split())


def _documents(oracle: ColumnOracle, seen: Seen, where: str) -> list[Finding]:
    told = {urldefrag(url).url for url in seen["documents"]}
    findings = [Finding("missed_document", where, url) for url in sorted(oracle.documents - told)]
    return findings + [Finding("false_document", where, url) for url in sorted(told - oracle.documents - oracle.tolerated)]


def _verdict(oracle: ColumnOracle, seen: Seen, where: str) -> list[Finding]:
    unknown = set(seen["reasons"]) - set(REASONS)
    if unknown:
        raise ValueError(f"{where}: the adapter gave reasons that are not in REASONS: {', '.join(sorted(unknown))}")
    if oracle.either:
        return []
    told = {urldefrag(url).url for url, _title, _date in seen["rows"]}
    whole = oracle.complete or (bool(oracle.optional) and all(row.url in told for row in oracle.optional))
    if seen["complete"] and not whole:
        return [Finding("complete_wrongly", where, f"right: {', '.join(sorted(oracle.reasons))}. {oracle.note}")]
    if not seen["complete"] and oracle.complete:
        return [Finding("incomplete_wrongly", where, ", ".join(seen["reasons"]) or "no reason given")]
    if not seen["complete"] and not oracle.reasons & set(seen["reasons"]):
        return [Finding("wrong_reason", where, f"{', '.join(seen['reasons']) or 'none'} for {', '.join(sorted(oracle.reasons))}")]
    return []


def judge_requests(oracle: HostOracle, fetched: Iterable[str], peak: int, allowed_at_once: int = 1) -> list[Finding]:
    """Return forbidden fetches (``/private/`` and ``/admin/`` in whole, other addresses as they are) and a peak that is too high."""
    findings = []
    folders = tuple(url for url in oracle.never_fetched if url.startswith(oracle.origin) and url.endswith("/"))
    for url in sorted(set(fetched)):
        if url in oracle.never_fetched or url.startswith(folders):
            findings.append(Finding("forbidden_fetch", oracle.site, url))
    if peak > allowed_at_once:
        findings.append(Finding("too_many_at_once", oracle.site, f"{peak} at once"))
    return findings


def judge_foreign(fetched: Iterable[str], foreign_host: str) -> list[Finding]:
    """Return a finding for every address of the host that nobody may ask."""
    return [Finding("forbidden_fetch", "foreign", url) for url in sorted(set(fetched)) if urlsplit(url).hostname == foreign_host]


def right_answer(oracle: ColumnOracle) -> Seen:
    """Return what a faultless program would report: the judge must find nothing in it."""
    return {"complete": oracle.complete, "reasons": sorted(oracle.reasons), "rows": {(row.url, row.titles[0], row.date) for row in oracle.rows},
            "documents": set(oracle.documents)}
