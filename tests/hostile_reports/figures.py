"""Sound figures of a report: every equation of its form holds."""

from __future__ import annotations

import random

from . import forms
from .model import Key

FORMS = ("prose", "statistics", "2019", "2021")


def make_figures(rng: random.Random, form: str, variant: str, *, one_other: bool = False) -> dict[Key, float]:
    """Return the figures of a form by key; empty for a report in prose."""
    if form == "statistics":
        return _statistics(rng, variant)
    if form == "prose":
        return {}
    return {**_proactive(rng, form), **_requests(rng, form, one_other), **_disputes(rng)}


def _size(rng: random.Random) -> int:
    return rng.choice((0, rng.randint(1, 9), rng.randint(10, 99), rng.randint(100, 999), rng.randint(1000, 99999)))


def _proactive(rng: random.Random, form: str) -> dict[Key, float]:
    found: dict[Key, float] = {}
    for _, columns, rows in forms.PROACTIVE[form]:
        for item, _ in rows:
            for measure, _ in columns:
                found["proactive", item, measure] = _size(rng)
    for item in ("regulations", "normative_documents"):
        if form == "2021":
            found["proactive", item, "in_force"] += found["proactive", item, "issued"]
            found["proactive", item, "repealed"] = min(found["proactive", item, "repealed"], found["proactive", item, "in_force"])
        else:
            found["proactive", item, "disclosed_total"] += found["proactive", item, "disclosed"]
    for item in ("licences", "other_services", "penalties", "coercive_measures", "fees"):
        if form == "2019":
            before = found["proactive", item, "items_before"]
            found["proactive", item, "items_change"] = rng.choice((0, 0, rng.randint(1, 30), -rng.randint(0, int(min(before, 30)))))
    money = "fees" if form == "2021" else "procurement"
    found["proactive", money, "amount"] = rng.choice((0, 251000, 282.1, 190.457379, 4166.241619, 27270, rng.randint(1, 9999) / 100))
    return found


def _requests(rng: random.Random, form: str, one_other: bool) -> dict[Key, float]:
    rows = [item for item, _, _ in forms.request_rows(form, one_other=one_other)]
    found: dict[Key, float] = {}
    share = rng.choice((0.1, 0.3, 0.6))
    for measure in forms.REQUEST_MEASURES[:-1]:
        busy = measure == "natural_person" or rng.random() < 0.5
        for item in rows:
            top = 300 if item in ("granted", "unavailable_not_held") else 40
            found["requests", item, measure] = rng.randint(1, top) if busy and rng.random() < share else 0
        handled = sum(found["requests", item, measure] for item in rows)
        found["requests", "handled", measure] = handled
        out = rng.randint(0, 20) if busy else 0
        found["requests", "carried_out", measure] = out
        before = rng.randint(0, int(min(handled + out, 30)))
        found["requests", "carried_in", measure] = before
        found["requests", "received", measure] = handled + out - before
    for item in ("received", "carried_in", *rows, "handled", "carried_out"):
        found["requests", item, "total"] = sum(found["requests", item, m] for m in forms.REQUEST_MEASURES[:-1])
    return found


def _disputes(rng: random.Random) -> dict[Key, float]:
    found: dict[Key, float] = {}
    for block in forms.DISPUTE_BLOCKS:
        results = [rng.choice((0, rng.randint(1, 30))) for _ in range(4)]
        for measure, value in zip(("upheld", "corrected", "other", "pending"), results, strict=True):
            found["disputes", block, measure] = value
        found["disputes", block, "total"] = sum(results)
    return found


def _statistics(rng: random.Random, variant: str) -> dict[Key, float]:
    items = forms.indicator_items(variant)
    found: dict[Key, float] = {}
    for item, (_, _, _, unit) in zip(items, forms.STATISTICS[variant], strict=True):
        if unit != "——":
            found["statistics", item, "value"] = _size(rng)
    for total, parts in forms.SUMS[variant].items():
        found["statistics", total, "value"] = sum(found["statistics", f"{total}/{part}", "value"] for part in parts)
    if variant == "national":
        parent = "主动公开情况/主动公开政府信息数"
        found["statistics", parent, "value"] += found["statistics", f"{parent}/主动公开规范性文件数", "value"]
        return found
    earlier = {key: rng.choice((0, rng.randint(0, 40000))) for key in found if key[1].count("/")}
    for total, parts in forms.SUMS[variant].items():
        earlier["statistics", total, "value"] = sum(earlier["statistics", f"{total}/{part}", "value"] for part in parts)
    for key in list(found):
        found["statistics", key[1], "cumulative"] = found[key] + earlier.get(key, 0)
    return found
