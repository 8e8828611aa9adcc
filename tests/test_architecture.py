"""The plan of the rooms: who may import whom, how many modules a folder holds, how long a file may grow."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from archive.desk.settings import kinds

ROOT = Path(__file__).parent.parent
ROOMS = ("gongkai", "parsers", "crawler", "archive")
CEILING = 320  # lines of a file
MOST = 13  # modules of a folder
SPREAD = {"crawler/families", "crawler/sites", "archive/site/plugins"}  # one module a family, a hook: as many as there are

# Folder → the folders (or modules of a room's entrance) it may import beside its own.
MAY_IMPORT = {
    "gongkai": ["gongkai/terminal"],
    "gongkai/terminal": [],
    "gongkai/html": [],
    "gongkai/workers": ["gongkai"],
    "gongkai/testing": ["crawler", "crawler/discover", "crawler/families", "crawler/model", "crawler/visit", "gongkai", "gongkai/terminal"],
    "parsers": ["gongkai", "parsers/files", "parsers/seals"],
    "parsers/files": ["gongkai", "gongkai/terminal", "parsers/types"],
    "parsers/html": ["gongkai", "gongkai/html", "gongkai/terminal", "parsers/files", "parsers/types"],
    "parsers/office": ["gongkai", "gongkai/terminal", "parsers/files", "parsers/scan", "parsers/types"],
    "parsers/pdf": ["gongkai", "gongkai/terminal", "parsers/files", "parsers/scan", "parsers/types"],
    "parsers/report": [
        "gongkai",
        "gongkai/terminal",
        "parsers/report/checks",
        "parsers/report/facts",
        "parsers/report/forms",
        "parsers/report/identify",
        "parsers/report/tables",
        "parsers/types",
    ],
    "parsers/report/checks": ["gongkai", "gongkai/terminal", "parsers/report/forms", "parsers/report/identify", "parsers/types"],
    "parsers/report/facts": ["parsers/report/forms", "parsers/report/tables", "parsers/types"],
    "parsers/report/forms": ["gongkai", "parsers/types"],
    "parsers/report/identify": ["gongkai", "gongkai/terminal", "parsers/report/forms", "parsers/types"],
    "parsers/report/tables": ["gongkai", "gongkai/terminal", "parsers/report/forms", "parsers/types"],
    "parsers/seals": ["gongkai/workers", "parsers/files", "parsers/types"],
    "parsers/scan": ["gongkai/terminal", "gongkai/workers", "parsers/files", "parsers/types"],
    "crawler": [
        "crawler/answers",
        "crawler/components",
        "crawler/families",
        "crawler/fetch",
        "crawler/model",
        "crawler/store",
        "crawler/visit",
        "gongkai",
        "gongkai/terminal",
    ],
    "crawler/answers": [
        "crawler/families",
        "crawler/lists",
        "crawler/model",
        "crawler/page",
        "gongkai",
        "gongkai/html",
        "gongkai/terminal",
        "gongkai/workers",
    ],
    "crawler/components": [
        "crawler/answers",
        "crawler/fetch",
        "crawler/model",
        "crawler/settings",
        "crawler/store",
        "crawler/visit",
        "gongkai",
        "gongkai/terminal",
    ],
    "crawler/discover": [
        "crawler/answers",
        "crawler/families",
        "crawler/fetch",
        "crawler/lists",
        "crawler/model",
        "crawler/page",
        "crawler/registry",
        "crawler/visit",
        "gongkai",
        "gongkai/terminal",
    ],
    "crawler/families": ["crawler/lists", "crawler/model", "crawler/page", "gongkai", "gongkai/terminal"],
    "crawler/fetch": ["crawler/model", "gongkai"],
    "crawler/lists": ["crawler/model", "crawler/page", "gongkai", "gongkai/terminal"],
    "crawler/model": ["gongkai"],
    "crawler/page": ["crawler/model", "gongkai", "gongkai/html"],
    "crawler/sample": ["crawler/sample/portals", "gongkai", "gongkai/terminal"],
    "crawler/sample/papers": ["gongkai"],
    "crawler/sample/portals": ["crawler/sample/papers"],
    "crawler/scrapy_commands": [
        "crawler",
        "crawler/components",
        "crawler/discover",
        "crawler/families",
        "crawler/visit",
        "gongkai",
        "gongkai/terminal",
        "gongkai/testing",
    ],
    "crawler/store": ["crawler/model", "gongkai", "gongkai/terminal"],
    "crawler/visit": ["crawler/answers", "crawler/fetch", "crawler/lists", "crawler/model", "crawler/store", "gongkai", "gongkai/terminal"],
    "archive": [
        "parsers/types",
        "archive/parse",
        "archive/build",
        "archive/ops",
        "archive/publish",
        "archive/search",
        "archive/site",
        "archive/store",
        "archive/system",
        "archive/verify",
        "gongkai",
        "gongkai/terminal",
    ],
    "archive/agencies": ["archive/store", "gongkai", "parsers/report/identify"],
    "archive/build": [
        "archive/agencies",
        "archive/health",
        "archive/search",
        "archive/store",
        "archive/system",
        "gongkai",
        "gongkai/terminal",
        "parsers/formats",
        "parsers/report",
        "parsers/report/checks",
        "parsers/report/identify",
        "parsers/types",
    ],
    "archive/desk": [
        "archive/desk/jobs",
        "archive/health",
        "archive/ops",
        "archive/publish",
        "archive/site",
        "archive/site/draw",
        "archive/site/request",
        "archive/store",
        "gongkai",
        "gongkai/terminal",
    ],
    "archive/desk/jobs": ["archive/publish", "archive/site/draw", "gongkai", "gongkai/terminal"],
    "archive/export": ["archive/publish", "archive/store", "archive/verify", "gongkai", "gongkai/terminal"],
    "archive/health": ["gongkai", "gongkai/terminal"],
    "archive/ops": ["archive/build", "archive/health", "archive/publish", "archive/store", "archive/system", "gongkai", "gongkai/terminal"],
    "archive/parse": [
        "archive/site/draw",
        "archive/site/request",
        "archive/system",
        "gongkai",
        "gongkai/terminal",
        "parsers/formats",
        "parsers/report",
        "parsers/report/checks",
        "parsers/report/forms",
        "parsers/report/identify",
        "parsers/types",
    ],
    "archive/publish": ["archive/health", "archive/store", "archive/verify", "gongkai", "gongkai/terminal"],
    "archive/search": [],
    "archive/site": [
        "archive/export",
        "archive/publish",
        "archive/site/drafts",
        "archive/site/draw",
        "archive/site/explore",
        "archive/site/original",
        "archive/site/pages",
        "archive/site/request",
        "archive/site/tables",
        "archive/store",
        "gongkai",
        "gongkai/terminal",
    ],
    "archive/site/drafts": [
        "archive/build",
        "archive/parse",
        "archive/site/draw",
        "archive/site/request",
        "archive/system",
        "gongkai",
        "gongkai/terminal",
        "parsers/types",
    ],
    "archive/site/draw": [
        "archive/health",
        "archive/site/request",
        "archive/site/tables",
        "archive/store",
        "gongkai",
        "gongkai/terminal",
        "parsers/report/forms",
    ],
    "archive/site/explore": [
        "archive/agencies",
        "archive/site/draw",
        "archive/site/pages",
        "archive/site/request",
        "archive/store",
        "gongkai/terminal",
    ],
    "archive/site/original": [
        "archive/site/draw",
        "archive/site/request",
        "archive/store",
        "archive/system",
        "gongkai",
        "parsers/formats",
        "parsers/html",
        "parsers/types",
    ],
    "archive/site/pages": [
        "archive/build",
        "archive/health",
        "archive/parse",
        "archive/search",
        "archive/site/draw",
        "archive/site/original",
        "archive/site/request",
        "archive/store",
        "gongkai",
        "parsers/report/checks",
        "parsers/types",
    ],
    "archive/site/plugins": [
        "archive/export",
        "archive/site",
        "archive/site/drafts",
        "archive/site/draw",
        "archive/site/request",
        "archive/site/tables",
    ],
    "archive/site/request": ["archive/publish", "gongkai"],
    "archive/site/tables": ["archive/publish", "archive/search", "archive/site/request", "archive/store", "gongkai/workers"],
    "archive/store": ["gongkai", "gongkai/terminal"],
    "archive/system": ["gongkai", "gongkai/workers", "parsers/types"],
    "archive/verify": ["archive/store", "gongkai", "gongkai/terminal"],
}
DOORS = {"gongkai/__init__.py", "gongkai/__main__.py"}  # the library's door and the command: they open the rooms above


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).glob("*.py") if path.name not in ("__init__.py", "__main__.py"))


def folders() -> list[str]:
    return sorted({str(path.parent.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("*.py")})


FILES = [path for folder in folders() for path in sorted((ROOT / folder).glob("*.py"))]


def imported(path: Path) -> set[str]:
    """The names imported from the four rooms, dotted; relative imports are refused."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write it absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in ROOMS}


def place(name: str) -> str:
    """The module that a dotted name lies in, as a path without its ending; a package where the name is one."""
    parts = name.split(".")
    return next(
        "/".join(parts[:end])
        for end in range(len(parts), 0, -1)
        if (ROOT / "/".join(parts[:end])).with_suffix(".py").exists() or (ROOT / "/".join(parts[:end])).is_dir()
    )


def folder_of(path: str) -> str:
    return path if (ROOT / path).is_dir() else path.rpartition("/")[0]


def allowed(name: str, folder: str) -> bool:
    module = place(name)
    return folder_of(module) == folder or module in MAY_IMPORT[folder] or folder_of(module) in MAY_IMPORT[folder]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_folders_import_only_what_they_may(path):
    if str(path.relative_to(ROOT)) in DOORS:
        return
    folder = str(path.parent.relative_to(ROOT))
    assert [name for name in sorted(imported(path)) if not allowed(name, folder)] == []


def test_the_plan_names_every_folder_and_no_other():
    assert sorted(MAY_IMPORT) == folders()


def test_the_plan_allows_nothing_that_nobody_uses():
    used = {folder: set() for folder in MAY_IMPORT}
    for path in FILES:
        if str(path.relative_to(ROOT)) not in DOORS:
            names = {place(name) for name in imported(path)}
            used[str(path.parent.relative_to(ROOT))] |= names | {folder_of(name) for name in names}
    assert {folder: sorted(set(allowed) - used[folder]) for folder, allowed in MAY_IMPORT.items() if set(allowed) - used[folder]} == {}


def test_folders_form_no_circle():
    modules_apart = {
        folder: {name if name in MAY_IMPORT else folder_of(name) for name in allowed} for folder, allowed in MAY_IMPORT.items()
    }
    entrances = {"parsers", "crawler", "archive"}  # types, formats and registry lie at a room's entrance, below what imports them
    graph = {folder: {name for name in allowed if name not in entrances} for folder, allowed in modules_apart.items()}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("folder", [folder for folder in folders() if folder not in SPREAD])
def test_a_folder_holds_what_one_can_overlook(folder):
    assert len(modules(folder)) <= MOST


@pytest.mark.parametrize(
    "folder", [folder for folder in folders() if folder not in {"gongkai", *SPREAD} and (ROOT / folder / "__init__.py").exists()]
)
def test_a_folder_names_its_modules(folder):
    named = (ROOT / folder / "__init__.py").read_text()
    assert [path.stem for path in modules(folder) if f"\n{path.stem}: " not in named] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable(path):
    assert len(path.read_text().splitlines()) <= CEILING


def nodes(path: Path, kinds: tuple[type[ast.AST], ...]) -> list[ast.AST]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def test_class_names_are_unique_across_rooms():
    found = {}
    for path in FILES:
        for node in nodes(path, (ast.ClassDef,)):
            found.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_docstrings_do_not_begin_with_given(path):
    documented = nodes(path, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    assert [node.body[0].lineno for node in documented if (ast.get_docstring(node) or "").startswith("Given ")] == []


def test_the_desk_shows_every_setting():
    read = {name for path in FILES for name in re.findall(r"\bGONGKAI_[A-Z_]+\b", path.read_text(encoding="utf-8"))}
    own = {"GONGKAI_HOME", "GONGKAI_REGISTRY", "GONGKAI_RUN"}  # options of the command line, and what a run gives its steps
    assert sorted(read - own) == sorted(kind.name for kind in kinds()), "archive/desk/settings.yaml has a row for each setting"
