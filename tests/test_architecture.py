"""Who may import whom, and how long a file may grow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("crawler", "parsers", "archive")
SHARED = {"parsers.types", "parsers.text", "parsers.warc", "parsers.http", "parsers.contract", "parsers.identity", "parsers.calendar",
          "parsers.journal"}
MAY_IMPORT = {"parsers": {"parsers"}, "crawler": {"crawler"} | SHARED, "archive": {"archive", "parsers"}}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
CEILING = 320


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write it absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in ROOMS}


def allowed(name: str, room: str) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in MAY_IMPORT[room])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_import_only_what_they_may(path):
    room = path.relative_to(ROOT).parts[0]
    assert [name for name in imported(path) if not allowed(name, room)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable(path):
    assert len(path.read_text().splitlines()) <= CEILING
