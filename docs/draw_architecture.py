"""Draw docs/architecture.svg from the imports: a box a folder, an arrow from a folder to each it imports.

    .venv/bin/python docs/draw_architecture.py

Arrows that follow from others are left out (a to c where a imports b and b imports c). tests/test_docs.py keeps the picture current.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
ROOMS = {"crawler": "#e8f1fa", "parsers": "#eaf6ea", "archive": "#fdf3e2", "gongkai": "#f0f0f0"}  # from the wire down to the ground floor
WIDTH, BOX, HEIGHT, GAP, STEP, MARGIN = 1180, 150, 40, 14, 92, 20  # pixels
Graph = Mapping[str, set[str]]


def folders(room: str) -> list[str]:
    """Every package of a room, as a path."""
    return sorted({path.parent.relative_to(ROOT).as_posix() for path in (ROOT / room).rglob("*.py")})


def imported(folder: str) -> set[str]:
    """The folders that a folder's modules import."""
    found = set()
    for path in (ROOT / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {place(name) for name in names if name.partition(".")[0] in ROOMS}
    return found - {folder}


def place(name: str) -> str:
    """The folder of a dotted name."""
    parts = name.split(".")
    return next("/".join(parts[:end]) for end in range(len(parts), 0, -1) if (ROOT / "/".join(parts[:end])).is_dir())


def levels(graph: Graph) -> dict[str, int]:
    """How many floors each folder is above the lowest it needs."""
    found: dict[str, int] = {}

    def level(folder: str) -> int:
        if folder not in found:
            found[folder] = 0
            found[folder] = 1 + max((level(each) for each in graph[folder]), default=-1)
        return found[folder]

    for folder in sorted(graph):
        level(folder)
    return found


def reduced(graph: Graph) -> Iterator[tuple[str, str]]:
    """The arrows that do not follow from others."""

    def reached(folder: str) -> set[str]:
        return graph[folder] | {each for below in graph[folder] for each in reached(below)}

    for folder in sorted(graph):
        implied = {each for below in graph[folder] for each in reached(below)}
        yield from ((folder, each) for each in sorted(graph[folder] - implied))


def room_graph(room: str) -> Graph:
    """The imports between the folders of one room; imports of its entrance (types, registry) are not drawn."""
    inside = folders(room)
    return {folder: {each for each in imported(folder) if each in inside and each != room} for folder in inside}


def outside(folder: str, room: str) -> str:
    """The other rooms a folder uses, for the second line of its box."""
    rooms = sorted({each.partition("/")[0] for each in imported(folder)} - {room, "gongkai"})
    return f"uses {', '.join(rooms)}" if rooms else ""


def panel(room: str, top: int) -> Iterator[str]:
    """One room: its name, its folders floor by floor, its arrows; the last item is the height as a comment for the caller."""
    graph = room_graph(room)
    floors = levels(graph)
    highest = max(floors.values())
    height = highest * STEP + HEIGHT + 60
    places = {}
    for floor in range(highest + 1):
        row = [folder for folder in sorted(floors) if floors[folder] == floor]
        start = (WIDTH - len(row) * (BOX + GAP) + GAP) / 2
        places |= {folder: (start + n * (BOX + GAP), top + 44 + (highest - floor) * STEP) for n, folder in enumerate(row)}
    yield f'<rect x="{MARGIN / 2}" y="{top}" width="{WIDTH - MARGIN}" height="{height}" rx="8" fill="{ROOMS[room]}"/>'
    yield f'<text x="{MARGIN + 4}" y="{top + 26}" class="room">{room}/</text>'
    for upper, lower in reduced(graph):
        (x1, y1), (x2, y2) = places[upper], places[lower]
        yield f'<line x1="{x1 + BOX / 2:.0f}" y1="{y1 + HEIGHT:.0f}" x2="{x2 + BOX / 2:.0f}" y2="{y2 - 2:.0f}" marker-end="url(#tip)"/>'
    for folder, (x, y) in places.items():
        note = outside(folder, room)
        yield f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX}" height="{HEIGHT}" rx="5" fill="white" stroke="#667"/>'
        yield f'<text x="{x + BOX / 2:.0f}" y="{y + (18 if note else 25):.0f}">{escape(folder.partition("/")[2] or room)}</text>'
        if note:
            yield f'<text x="{x + BOX / 2:.0f}" y="{y + 33:.0f}" class="note">{escape(note)}</text>'
    yield f"<!-- {height} -->"


def picture() -> str:
    """The SVG."""
    parts, top = [], 10
    for room in ROOMS:
        *drawn, height = panel(room, top)
        parts += drawn
        top += int(height.strip("<!- >")) + GAP
    style = "text{font:13px sans-serif;text-anchor:middle}.room{font-weight:bold;text-anchor:start}"
    style += ".note{font-size:10px;fill:#555}line{stroke:#99a}"
    tip = '<marker id="tip" markerWidth="7" markerHeight="7" refX="6" refY="3" orient="auto">'
    tip += '<path d="M0,0 L6,3 L0,6 z" fill="#99a"/></marker>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img"'
    head += ' aria-label="The folders of gongkai and what they import">'
    return "\n".join([head, f"<style>{style}</style><defs>{tip}</defs>", *parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
