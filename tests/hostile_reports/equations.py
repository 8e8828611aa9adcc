"""The equations of the forms, tried on what is visible: which rules a report breaks by its own figures."""

from __future__ import annotations

from . import forms
from .model import Draft, Key

Trial = tuple[str, tuple[Key, ...], tuple[Key, ...]]
"""(rule, keys added on the left, keys added on the right)."""


def trials(draft: Draft) -> list[Trial]:
    """Return every equation of the report's form."""
    if draft.form == "statistics":
        return _statistics_trials(draft)
    if draft.form == "prose":
        return []
    found: list[Trial] = []
    leaves = [item for item, _, _ in forms.request_rows(draft.form, one_other=draft.plan.other_as_one_row)]
    for measure in forms.REQUEST_MEASURES:
        left = (("requests", "received", measure), ("requests", "carried_in", measure))
        found.append(("R1", left, (("requests", "handled", measure), ("requests", "carried_out", measure))))
        found.append(("R3", (("requests", "handled", measure),), tuple(("requests", item, measure) for item in leaves)))
    for item in ("received", "carried_in", *leaves, "handled", "carried_out"):
        parts = tuple(("requests", item, measure) for measure in forms.REQUEST_MEASURES[:-1])
        found.append(("R2", (("requests", item, "total"),), parts))
    for block in forms.DISPUTE_BLOCKS:
        results = tuple(("disputes", block, measure) for measure in ("upheld", "corrected", "other", "pending"))
        found.append(("R4", (("disputes", block, "total"),), results))
    return found


def _statistics_trials(draft: Draft) -> list[Trial]:
    variant = draft.plan.statistics_variant
    rule, measures = ("R9", ("value", "cumulative")) if variant == "fujian" else ("R8", ("value",))
    found: list[Trial] = []
    for total, parts in forms.SUMS[variant].items():
        for measure in measures:
            pieces = tuple(("statistics", f"{total}/{part}", measure) for part in parts)
            found.append((rule, (("statistics", total, measure),), pieces))
    return found


def visible_number(draft: Draft, key: Key) -> float | None:
    """Return the number a person sees for a key; None when none can be told."""
    expected = draft.expected.get(key)
    return expected.value if expected and expected.state in ("number", "either") else None


def _total(draft: Draft, keys: tuple[Key, ...]) -> float | None:
    values = [visible_number(draft, key) for key in keys]
    return None if None in values else sum(value for value in values if value is not None)


def broken_rules(draft: Draft) -> set[str]:
    """Return the rules that fail on the visible figures and sentences."""
    broken = set()
    for rule, left, right in trials(draft):
        one, two = _total(draft, left), _total(draft, right)
        if one is not None and two is not None and abs(one - two) > 1e-9:
            broken.add(rule)
    for sentence in draft.sentences:
        said = _total(draft, sentence.keys) if sentence.keys else None
        if said is not None and sentence.stated is not None and abs(said - sentence.stated) > 1e-9:
            broken.add(sentence.rule)
    return broken | _order_rules(draft)


def _order_rules(draft: Draft) -> set[str]:
    """Return the inequalities R6, R7, R9 that the visible figures break."""
    broken = set()
    for item in ("regulations", "normative_documents"):
        made, gone, force = (visible_number(draft, ("proactive", item, m)) for m in ("issued", "repealed", "in_force"))
        if made is not None and gone is not None and force is not None and force < made - gone:
            broken.add("R6")
        new, whole = (visible_number(draft, ("proactive", item, m)) for m in ("disclosed", "disclosed_total"))
        if new is not None and whole is not None and whole < new:
            broken.add("R7")
    parent = "主动公开情况/主动公开政府信息数"
    whole, part = (visible_number(draft, ("statistics", item, "value")) for item in (parent, f"{parent}/主动公开规范性文件数"))
    if whole is not None and part is not None and part > whole:
        broken.add("R8")
    for key, expected in draft.expected.items():
        if key[2] == "value" and draft.plan.statistics_variant == "fujian":
            now, ever = expected.value, visible_number(draft, (key[0], key[1], "cumulative"))
            if now is not None and ever is not None and now > ever:
                broken.add("R9")
        before, change = visible_number(draft, (key[0], key[1], "items_before")), visible_number(draft, (key[0], key[1], "items_change"))
        if before is not None and change is not None and before + change < 0:
            broken.add("R7")
    return broken
