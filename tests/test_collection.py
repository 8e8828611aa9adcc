"""Every test is collected: pytest passes over folders of some names, and `build` was one of them while 572 tests lay in two such rooms."""

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_no_folder_with_tests_is_passed_over(pytestconfig):
    files = [path.relative_to(ROOT) for top in pytestconfig.getini("testpaths") for path in (ROOT / top).rglob("*.py")]
    folders = {name for path in files for name in path.parts[:-1]}
    assert "build" in folders
    assert [name for name in folders for pattern in pytestconfig.getini("norecursedirs") if fnmatch(name, pattern)] == []
