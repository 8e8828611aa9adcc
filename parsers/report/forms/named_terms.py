"""The rules of forms.yaml name only rows and columns that its tables have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongkai import yaml_tables

TABLES = ("proactive", "requests", "disputes")
STATISTICS = ("value", "cumulative")  # the columns of the statistics tables; their rows have no keys
RELATIONS = {"equations": ("equal", "at_least"), "years": ("equal", "at_least", "at_most")}


def refuse_unknown(read: Mapping[str, Any]) -> None:
    """Raise `BadConfiguration` for the first equation or rule between years that names what its table does not have.

    A term that is no key would be left out of its sum in silence.
    """
    for kind, rule in [(each, rule) for each in RELATIONS for rule in read[each]]:
        where = f"forms.yaml, {kind}, rule {rule.get('rule')}"
        yaml_tables.refuse_missing(rule, ("rule", "table", "along"), where)
        yaml_tables.refuse_unknown([rule["table"]], (*TABLES, "statistics"), f"{where}, table")
        yaml_tables.refuse_unknown([rule["along"]], ("items", "measures"), f"{where}, along")
        yaml_tables.refuse_unknown([rule.get("relation", "equal")], RELATIONS[kind], f"{where}, relation")
        yaml_tables.refuse_unknown(_terms(rule), _keys(read, rule["table"], rule["along"]), where)


def _terms(rule: Mapping[str, Any]) -> Iterator[str]:
    for side in ("left", "right", "before", "now"):
        yield from rule.get(side, ())
    if "found" in rule:
        yield rule["found"]


def _keys(read: Mapping[str, Any], table: str, along: str) -> tuple[str, ...]:
    """Return the keys a rule's terms may be: of columns if it holds along the rows, of rows if it holds along the columns."""
    if table == "statistics":
        return STATISTICS
    return tuple(read[table]["measures" if along == "items" else "items"])
