"""Chinese words in the documents' text as a filter on Datasette's own table pages."""

from __future__ import annotations

from archive.search import bigrams
from archive.search.query import filters

CANDIDATES = 1_000  # newest documents looked through for a common word: some 20 ms of a million, twice a page; the search page goes on
WHERE = """id IN (SELECT k.document_id FROM search_keys k WHERE k.number IN
    (SELECT rowid FROM search WHERE search MATCH :gk_words ORDER BY rowid DESC LIMIT {limit}))"""
HOLDS = "(instr(lower(coalesce(text, '')), :gk_run{0}) OR instr(lower(coalesce(title, '')), :gk_run{0}))"


def words_filter(words: str | None, table: str, site: str | None = None) -> tuple[str, dict[str, str], str]:
    """Return a condition on `documents` for the words typed, its values and its wording; an empty condition for no words.

    Runs longer than two characters are compared with the text, since the index has pairs only.
    """
    wanted = bigrams.terms(words or "") if table == "documents" else ()
    if not wanted:
        return "", {}, ""
    longer = [run for run in wanted if len(run) > 2]
    parts = [WHERE.format(limit=CANDIDATES), *(HOLDS.format(place) for place in range(len(longer)))]
    values = {
        "gk_words": bigrams.expression(wanted, filters(site, None, None)),
        **{f"gk_run{place}": run for place, run in enumerate(longer)},
    }
    return " AND ".join(parts), values, f"“{' '.join(wanted)}” (newest {CANDIDATES:,} candidates)"
