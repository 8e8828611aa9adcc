"""The oracle of a case: what a person who looks at the page can say of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .equations import broken_rules
from .model import Draft, Expected, Key


@dataclass(frozen=True)
class Oracle:
    """What is visible in one report.

    ``cells`` has a key for every figure of the form, by (table, item, measure). ``agencies`` are the names that are right.
    ``form`` is ``None`` where the document is no report. ``broken_rules`` are the rules that the visible figures or sentences
    break; a report is sound when there are none. ``ungraded_rules`` may have any verdict.
    """

    cells: dict[Key, Expected]
    agencies: frozenset[str]
    year: int
    form: str
    sound: bool
    broken_rules: frozenset[str]
    ungraded_rules: frozenset[str]
    sentences: tuple[tuple[str, str, bool], ...] = ()
    labels: dict[Key, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the oracle as JSON values."""
        return {
            "cells": [
                {"table": k[0], "item": k[1], "measure": k[2], "label": self.labels.get(k, ""), **asdict(e)} for k, e in self.cells.items()
            ],
            "agencies": sorted(self.agencies),
            "year": self.year,
            "form": self.form,
            "sound": self.sound,
            "broken_rules": sorted(self.broken_rules),
            "ungraded_rules": sorted(self.ungraded_rules),
            "sentences": [{"text": t, "rule": r, "agrees": a} for t, r, a in self.sentences],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Oracle:
        """Return the oracle of what ``to_json`` gave."""
        cells, labels = {}, {}
        for cell in data["cells"]:
            key = (cell["table"], cell["item"], cell["measure"])
            cells[key] = Expected(cell["state"], cell["value"], cell["raw"])
            labels[key] = cell["label"]
        said = tuple((s["text"], s["rule"], s["agrees"]) for s in data["sentences"])
        rules = frozenset(data["broken_rules"]), frozenset(data["ungraded_rules"])
        return cls(cells, frozenset(data["agencies"]), data["year"], data["form"], data["sound"], *rules, said, labels)


ALWAYS_UNGRADED = frozenset({"D2", "D4", "H1", "N5", "N6", "V1", "X1", "X2", "X3", "X4", "X5", "X6"})
"""Rules of dates of publication, other years and other reports: a single document settles none of them."""


def oracle_of(draft: Draft) -> Oracle:
    """Return the oracle of a finished draft."""
    broken = broken_rules(draft)
    said = []
    for sentence in draft.sentences:
        values = [draft.expected[k].value for k in sentence.keys if k in draft.expected]
        known = len(values) == len(sentence.keys) and None not in values
        total = sum(v for v in values if v is not None)
        said.append((sentence.text, sentence.rule, sentence.stated is None or (known and total == sentence.stated)))
    return Oracle(
        cells=dict(draft.expected),
        agencies=frozenset(draft.accepted_agencies),
        year=draft.year,
        form=draft.form,
        sound=not broken,
        broken_rules=frozenset(broken),
        ungraded_rules=ALWAYS_UNGRADED | draft.ungraded,
        sentences=tuple(said),
        labels=dict(draft.labels),
    )
