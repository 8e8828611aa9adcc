"""What a form since 2019 has and the facts have not: rows and columns that the source leaves out or that were not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from parsers.report.forms.forms import Forms
from parsers.types import Fact, FormName, TableName

ONLY_2019 = frozenset({"other_services"})  # an item of a group that the form of 2021 keeps without it
Grid = Mapping[str, Sequence[str]]  # item → measures


def lacking(form: FormName | None, facts: Sequence[Fact], forms: Forms) -> Iterator[tuple[TableName, str]]:
    """Yield each table of which something lacks, with a sentence that names it; nothing for reports before 2019.

    A blank cell is a fact: it lacks nothing. Of a table with fewer than half of its rows nobody can say what it should have.
    """
    if form not in {"2019", "2021"}:
        return
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in facts:
        found[fact.table][fact.item].add(fact.measure)
    expected: tuple[tuple[TableName, Grid], ...] = (
        ("proactive", _proactive(form, forms)),
        ("requests", _requests(form, found.get("requests", {}), forms)),
        ("disputes", dict.fromkeys(forms.disputes.labels, tuple(forms.dispute_measures.labels))),
    )
    names = {
        "proactive": (forms.proactive, forms.proactive_measures),
        "requests": (forms.requests, forms.request_measures),
        "disputes": (forms.disputes, forms.dispute_measures),
    }
    for table, grid in expected:
        items, measures = names[table]
        own = found.get(table, {})
        rows = [items.name(item) for item in grid if item not in own] if 2 * len(own) > len(grid) else []
        columns = [
            f"{items.name(item)} {measures.name(measure)}"
            for item, wanted in grid.items()
            if item in own and own[item] <= set(wanted)
            for measure in wanted
            if measure not in own[item]
        ]
        if rows or columns:
            yield table, f"no figure of the {table} table was read for {', '.join([*rows, *columns])}"


def _proactive(form: FormName, forms: Forms) -> Grid:
    return {
        item: group.columns[form]
        for group in forms.proactive_groups
        if form in group.columns
        for item in group.items
        if form == "2019" or item not in ONLY_2019
    }


def _requests(form: FormName, found: Mapping[str, set[str]], forms: Forms) -> Grid:
    """Return the rows of section 三; other outcomes are one row or three, whichever the report prints."""
    one = "other" in found or (form == "2019" and not forms.split_other & set(found))
    left_out = forms.split_other if one else {"other"}
    return {item: tuple(forms.request_measures.labels) for item in forms.requests.labels if item not in left_out}
