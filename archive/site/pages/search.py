"""Full-text search: hits marked, with the ways to narrow them."""

from __future__ import annotations

from typing import Any

from archive.search import query as engine
from archive.site.pages.coverage import sites
from archive.site.request.ask import Ask, rows
from archive.site.request.paging import DEEPEST, Pages, address

SIZE = 20
KINDS = ("annual_report", "policy", "notice", "other")
REPORTS = """SELECT r.id, r.document_id, r.year, a.name AS agency FROM reports r LEFT JOIN agencies a ON a.id = r.agency_id
    WHERE r.document_id IN ({marks})"""
NAMED = "SELECT id, name FROM agencies WHERE instr(name, ?) ORDER BY length(name), name, id LIMIT ?"
MOST_AGENCIES = 6  # named above the hits; the directory has all


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return one page of hits for `q`, narrowed by site, kind and year; nothing is searched without words."""
    chosen: dict[str, Any] = {"q": ask.one("q"), "site": ask.one("site"), "kind": ask.one("kind"), "year": ask.number("year", 0, 0, 2999)}
    named = agencies(connection, chosen["q"])
    shown: dict[str, Any] = {
        "chosen": chosen,
        "sites": sites(connection, ask),
        "kinds": KINDS,
        "years": years(connection, ask),
        "agencies": named[:MOST_AGENCIES],
        "more_agencies": len(named) > MOST_AGENCIES,
    }
    if not chosen["q"]:
        return {**shown, "found": None, "pages": Pages(ask, 0, SIZE), "reports": {}}
    offset = (ask.number("page", 1, 1, DEEPEST) - 1) * SIZE
    found = engine.find(
        connection,
        chosen["q"],
        limit=SIZE,
        offset=offset,
        site=chosen["site"] or None,
        kind=chosen["kind"] or None,
        year=chosen["year"] or None,
        before=ask.number("before", 0, 0, engine.LAST) or None,
        most=engine.LOOKED,
    )
    total = found.total if found.total is not None else offset + len(found.hits) + (SIZE if found.more else 0)
    further = address(ask, before=found.rest, page=None) if found.rest else ""
    return {
        **shown,
        "found": found,
        "looked": engine.LOOKED,
        "further": further,
        "pages": Pages(ask, total, SIZE),
        "reports": reports(connection, [hit.document_id for hit in found.hits]),
    }


def agencies(connection: Any, words: str) -> list[dict[str, Any]]:
    """Return the agencies whose name holds the words, the shortest names first; one more than are shown, if there are more."""
    return rows(connection, NAMED, "".join(words.split()), MOST_AGENCIES + 1) if words else []


def years(connection: Any, ask: Ask) -> list[int]:
    """Return the years of publication to narrow to, newest first."""
    span = ask.site.remember(
        "published",
        lambda: rows(
            connection,
            """SELECT
        (SELECT substr(published, 1, 4) FROM documents WHERE published > '' ORDER BY published LIMIT 1) AS low,
        (SELECT substr(published, 1, 4) FROM documents ORDER BY published DESC LIMIT 1) AS high""",
        ),
    )[0]
    low, high = (int(text) if text and text.isdigit() else 0 for text in (span["low"], span["high"]))
    return list(range(high, max(low, high - 30) - 1, -1)) if high else []


def reports(connection: Any, documents: list[str]) -> dict[str, dict[str, Any]]:
    """Return the reports among these documents, by document."""
    found = rows(connection, REPORTS.format(marks=",".join("?" * len(documents))), *documents)
    return {row["document_id"]: row for row in found}
