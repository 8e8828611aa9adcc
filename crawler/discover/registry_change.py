"""What looks at columns change in the text of a registry: keys set in place, comments and order kept, as a patch that git applies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

import yaml

from crawler import registry
from crawler.discover.check import WELL, Checked
from crawler.model.types import LOOK_STATES, Column, Look, Site, Working
from gongkai import yaml_tables
from gongkai.errors import BadConfiguration

DISPROVED = frozenset({"moved", "gone", "no_rows", "no_reports"})  # an access fault says nothing against an entry
WIDE = 10_000  # columns: one value a line
Key = tuple[str, str]  # ids of a site and a column


def look_of(checked: Checked, gone: frozenset[str], date: str, by: str, place: str) -> Look:
    """Return what the registry keeps of how a column was found; `gone` are the faults that say it is not there any more."""
    state = checked.state if checked.state in LOOK_STATES else "gone" if checked.state in gone else "fault"
    fault = checked.state if state in ("gone", "fault") else ""
    newest = " ".join(checked.newest.split())
    return Look(date, by, place, state, checked.family, checked.pager, checked.rows, newest, fault, checked.moved_to, checked.proxy)


def keys_of(column: Column, look: Look) -> dict[str, Any]:
    """Return the keys of a column's entry after a look, None for one that is to go.

    A good look makes the entry verified, and `works` keeps the first of an unbroken row of them. A look that finds the column gone or
    without its rows ends that; one that was refused or brought nothing leaves it as it is.
    """
    keys: dict[str, Any] = {}
    if look.state in WELL:
        keys = {"status": "verified", "works": asdict(column.works or Working(look.date, look.by, look.place))}
    elif look.state in DISPROVED:
        keys = {"status": "unverified" if column.status else None, "works": None}
    return keys | {"seen": {name: value for name, value in asdict(look).items() if value not in ("", 0) or name == "rows"}}


def changed(text: str, source: str, looks: Mapping[Key, Look]) -> str:
    """Return the text of a registry file with what was seen of its columns; comments, order and the other keys stay.

    BadConfiguration where the result would be no registry.
    """
    if not looks:
        return text
    lines = _split(text)
    columns = {(site.id, column.id): column for site in registry.parse(text, source) for column in site.columns}
    edits = list(_edits(text, lines, columns, looks))
    for first, last, new in sorted(edits, reverse=True):
        lines[first:last] = new
    result = "".join(lines)
    if _bare(result, source) != _bare(text, source):
        raise BadConfiguration(f"{source}: cannot be changed in place; write each column's keys on lines of their own")
    return result


def _bare(text: str, source: str) -> list[Site]:
    """The sites of a registry without what looks change."""
    return [
        replace(site, columns=tuple(replace(column, status=None, works=None, seen=None) for column in site.columns))
        for site in registry.parse(text, source)
    ]


def _split(text: str) -> list[str]:
    """The lines of a text with their ends, as YAML and git count them."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def patch(files: list[tuple[str, str]], looks: Mapping[Key, Look]) -> str:
    """Return the change of registry files, (name, text) each, as a patch that `git apply` takes; "" where nothing changes.

    Files are named from the working folder on; one that lies elsewhere by its name alone, for a patch in its own folder.
    """
    return "".join(_patch(name, text, changed(text, name, looks)) for name, text in files)


def _patch(name: str, before: str, after: str) -> str:
    path = Path(name)
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    place = (path.relative_to(Path.cwd()) if inside else Path(path.name) if path.is_absolute() else path).as_posix()
    found = unified_diff(_split(before), _split(after), f"a/{place}", f"b/{place}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)


Edit = tuple[int, int, list[str]]  # the lines from and up to which it replaces, and the replacement


def _edits(text: str, lines: list[str], columns: Mapping[Key, Column], looks: Mapping[Key, Look]) -> Iterator[Edit]:
    for key, node in _nodes(text):
        if key in looks:
            keys = keys_of(columns[key], looks[key])
            yield from _in_braces(lines, node, keys) if node.flow_style else _in_lines(lines, node, keys)


def _nodes(text: str) -> Iterator[tuple[Key, yaml.MappingNode]]:
    """Yield the nodes of all columns with the ids of their site and their own."""
    root = yaml.compose(text, yaml_tables.LOADER)
    for site in root.value if root else ():
        pairs = {key.value: value for key, value in site.value}
        for node in pairs["columns"].value:
            name = next(value.value for key, value in node.value if key.value == "id")
            yield (pairs["id"].value, name), node


def _in_lines(lines: list[str], node: yaml.MappingNode, keys: dict[str, Any]) -> Iterator[Edit]:
    """Keys each on lines of their own: those that are there are replaced, others follow the last."""
    ends = "\r\n" if lines[0].endswith("\r\n") else "\n"
    indent = " " * node.value[0][0].start_mark.column
    places = {key.value: (key.start_mark.line, _last_line(value) + 1) for key, value in node.value}
    after = max(last for _, last in places.values())
    new = [(name, value) for name, value in keys.items() if name not in places and value is not None]
    for name, (first, last) in places.items():
        if name in keys:
            yield first, last, [] if keys[name] is None else [f"{indent}{_pair(name, keys[name])}{ends}"]
    if new:
        if not lines[after - 1].endswith("\n"):
            lines[after - 1] += ends
        yield after, after, [f"{indent}{_pair(name, value)}{ends}" for name, value in new]


def _in_braces(lines: list[str], node: yaml.MappingNode, keys: dict[str, Any]) -> Iterator[Edit]:
    """A column written in braces is written anew on one line."""
    first, last = node.start_mark, node.end_mark
    kept = yaml_tables.LOADER("")
    values = {key.value: kept.construct_object(value, deep=True) for key, value in node.value} | keys
    text = ", ".join(_pair(name, value) for name, value in values.items() if value is not None)
    yield first.line, last.line + 1, [f"{lines[first.line][: first.column]}{{{text}}}{lines[last.line][last.column :]}"]


def _last_line(node: yaml.Node) -> int:
    """The last line of a value; a block's own end mark may lie below the comments that follow it."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    end: int = node.end_mark.line - (node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line)
    return end


def _pair(name: str, value: Any) -> str:
    text = yaml.safe_dump({name: value}, default_flow_style=True, allow_unicode=True, sort_keys=False, width=WIDE).strip()
    return text[1:-1]
