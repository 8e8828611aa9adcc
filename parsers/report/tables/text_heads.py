"""The order of the columns that heads written in lines of text tell, where the lines give one for every column of the form."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.chinese_text import label
from parsers.report.forms.forms import Forms, Vocabulary
from parsers.report.forms.rows import Key, TableLine
from parsers.report.tables import disputes, requests

ALONE = frozenset({"natural_person", "total"})  # heads in the upper line, beside that of the organisations
MOST_PIECES = 3  # of a head that is broken over lines
UNKNOWN = ""  # a piece of a line that no form explains
GROUP = "group"  # a head over several columns: 法人或其他组织, 行政诉讼
Heads = Sequence[Sequence[str]]  # of each line the keys of its heads, from left to right


def of_requests(lines: Sequence[TableLine], reader: requests.RequestsReader, forms: Forms) -> tuple[str, ...] | None:
    """Return the applicants' columns from left to right; empty where the lines do not name all, None where their order is not clear.

    The organisations stand below their common head, or all heads stand in one line.
    """
    usual = tuple(forms.request_measures.labels)
    groups = {label(text) for text in reader.organisations}
    printed = [_keys(line, forms.request_measures, groups) for line in lines]
    told = [[key for key in keys if key] for keys in printed]
    found = [key for keys in told for key in keys if key != GROUP]
    flat = [key for keys in told for key in keys]
    if not set(usual) <= set(found):
        others = [place for place, key in enumerate(flat) if key in {"natural_person", GROUP}]
        if "total" in flat and others and flat.index("total") < others[0]:
            return None
        return () if _in_turn([key for key in found if key not in {GROUP, "total"}], usual) else None
    single = next((keys for keys in map(_inner, reversed(printed)) if _is_each(keys, usual)), None)
    if single:
        return tuple(single)
    if flat.count(GROUP) != 1:
        return usual if [key for key in found if key != "total"] == [key for key in usual if key != "total"] else None
    place = flat.index(GROUP)
    before, behind = flat[:place], flat[place + 1 :]
    below = [key for key in behind if key not in ALONE]  # the organisations
    whole = (*before, *below, *(key for key in behind if key in ALONE))
    return whole if _is_each(whole, usual) and set(before) <= ALONE else None


def of_disputes(lines: Sequence[TableLine], reader: disputes.DisputesReader, forms: Forms) -> tuple[Key, ...] | None:
    """Return block and result of the columns, fifteen or those of one block, from left to right.

    Empty where the lines do not name all of them, None where their order is not clear.

    The form prints the results of reviews in the line of the two kinds of litigation, and theirs in the line below.
    """
    usual = tuple(forms.dispute_measures.labels)
    review, direct, after = forms.disputes.labels
    groups = {label("行政诉讼")}
    blocks = [[name for cell in line.cells if (name := GROUP if label(cell.text) in groups else reader.item(cell) or "")] for line in lines]
    results = [[key for cell in line.cells if (key := forms.dispute_measures.find(cell.text))] for line in lines]
    named = [key for keys in blocks for key in keys]
    flat = [key for keys in results for key in keys]
    runs = [flat[start : start + len(usual)] for start in range(0, len(flat), len(usual))]
    single = set(named)
    if len(single) == 1 and GROUP not in single and len(runs) == 1 and _is_each(runs[0], usual):  # a table for each block
        block = single.pop()
        return tuple((block, result) for result in runs[0])
    if {review, direct, after} - set(named) or len(flat) < 3 * len(usual):
        return () if flat[:1] in ([], [usual[0]]) and _in_turn(flat, 3 * usual) else None
    litigation = [key for key in named if key in {direct, after}]
    if len(litigation) != 2 or len(runs) != 3 or any(not _is_each(run, usual) for run in runs):
        return None
    if GROUP not in named:
        order = [key for key in named if key != GROUP]
    else:
        order = [review, *litigation] if named.index(review) < named.index(GROUP) else [*litigation, review]
        if order[0] != review and any(run != runs[0] for run in runs):
            if [len(keys) for keys in results if keys] != [len(usual), 2 * len(usual)]:
                return None  # whose results the first ones are nothing tells
            runs = [*runs[1:], runs[0]]  # the reviews' own come first wherever they stand
    return tuple((block, result) for block, run in zip(order, runs, strict=True) for result in run) if len(order) == len(runs) else None


def _keys(line: TableLine, measures: Vocabulary, groups: set[str]) -> list[str]:
    """Return the keys of a line's heads; one that is broken over some pieces is joined, and a piece that is left over is UNKNOWN."""
    texts, keys = [cell.text for cell in line.cells], list[str]()
    while texts:
        joined = ("".join(texts[:size]) for size in range(1, min(MOST_PIECES, len(texts)) + 1))
        found = [GROUP if label(text) in groups else measures.spelled.get(label(text), "") for text in joined]
        size = next((size for size, key in enumerate(found, 1) if key), 1)
        keys.append(found[size - 1] or measures.find(texts[0]) or UNKNOWN)
        del texts[:size]
    return keys


def _inner(keys: Sequence[str]) -> Sequence[str]:
    """Return the heads of a line without what is before the first and behind the last one; a piece between two of them is kept."""
    named = [place for place, key in enumerate(keys) if key]
    return keys[named[0] : named[-1] + 1] if named else ()


def _in_turn(keys: Sequence[str], usual: Sequence[str]) -> bool:
    """Return whether the heads that were found, some may lack, come in the form's order."""
    rest = iter(usual)
    return all(key in rest for key in keys)


def _is_each(keys: Sequence[str], usual: Sequence[str]) -> bool:
    return len(keys) == len(usual) and set(keys) == set(usual)
