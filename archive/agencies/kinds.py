"""What an agency is by its name: government, department by function, street, town, zone, vertical bureau (kinds.yaml)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from gongkai import yaml_tables
from parsers.report.identify import agency_names, bodies

TOWNSHIP = re.compile(r"^[一-鿿]{1,9}?(?:街道|镇|乡)(?:办事处|人民政府|政府|党政办公室)?$")


class Kind(NamedTuple):
    """A key of kinds.yaml and, for a department, the key of its function; None where no rule knows it."""

    kind: str | None
    function: str | None


@cache
def table() -> dict[str, Any]:
    """Return kinds.yaml."""
    read: dict[str, Any] = yaml_tables.read("archive.agencies", "kinds.yaml")
    return read


def without_head(name: str) -> str:
    """Return a vertical bureau's name without the state's body before the division: 国家税务总局南岗区税务局 → 南岗区税务局."""
    return next((name.removeprefix(head) for head in table()["heads"] if name.startswith(head) and name != head), name)


def is_township(rest: str) -> bool:
    """Return whether what is left of a name behind the division is a town, township or street.

    >>> is_township("民意乡人民政府"), is_township("花园街道办事处"), is_township("乡村振兴局"), is_township("城乡建设局")
    (True, True, False, False)
    """
    return bool(TOWNSHIP.match(rest))


def classify(rest: str, name: str = "") -> Kind:
    """Return kind and function of an agency from its name behind the division; `name` is all of it.

    >>> classify("教育局"), classify("人民政府"), classify("花园街道办事处"), classify("奇怪组")
    (Kind(kind='department', function='education'), Kind(kind='government', function=None), Kind(kind='street', function=None), \
Kind(kind=None, function=None))
    """
    for kind, rule in table()["kinds"].items():
        if re.search(rule["pattern"], rest) or ("name" in rule and re.search(rule["name"], name)):
            return Kind(kind, function(rest) if rule.get("functions") else None)
    return Kind(None, None)


def function(rest: str) -> str | None:
    """Return the key of a department's function; None if the table has none.

    >>> function("住建局"), function("人力资源社会保障局"), function("规划和自然资源委员会"), function("小微企业局")
    ('housing', 'human_resources', 'natural_resources', None)
    """
    own = bodies.LOOSE.sub("", rest, count=1)  # 长春经济技术开发区教育局: a zone that is no division
    return _functions().get(stem(rest)) or _functions().get(stem(own))


def stem_known(rest: str) -> bool:
    """Return whether a name as a whole is a department's function: 城市管理局 and 市场监督管理局 begin with no division."""
    return stem(rest) in _functions()


def stem(rest: str) -> str:
    """Return a department's name in full and without its ending: 住建局 → 住房和城乡建设."""
    full = next((known for short, known in agency_names.bureaus().items() if rest == short), rest)
    return re.sub(table()["endings"], "", full) or full


@cache
def _functions() -> dict[str, str]:
    return {name: key for key, rule in table()["functions"].items() for name in rule["names"]}
