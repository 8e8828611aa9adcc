"""The README names what exists, and the reverse; the Chinese one says the same."""

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import get_args

import click
import pytest

from archive.cli import cli
from crawler.families import FAMILIES
from crawler.registry import COLUMN_KEYS, SITE_KEYS
from gongkai.errors import Exit
from parsers.types import FormName

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
EXISTS = {
    "commands": {entry.name for entry in entry_points(group="gongkai.commands")},
    "forms": set(get_args(FormName)),
    "families": {family.name for family in FAMILIES},
}
HEADS = {"command": "commands", "命令": "commands", "form": "forms", "版式": "forms", "family": "families", "系统": "families"}


@pytest.fixture(params=READMES)
def readme(request):
    return (ROOT / request.param).read_text(encoding="utf-8")


def tables(text):
    """The first column of every table, by the head of that column."""
    found = {}
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        head, _, *rows = [line.strip("|").split("|")[0].strip() for line in table.splitlines()]
        found[HEADS[head]] = [row.strip("`") for row in rows]
    return found


def options(command):
    """Every option of a command and of its subcommands."""
    own = {name for parameter in command.params for name in parameter.opts}
    return own.union(*map(options, command.commands.values())) if isinstance(command, click.Group) else own


@pytest.mark.parametrize("kind", EXISTS)
def test_tables_name_all_that_exists_and_nothing_else(readme, kind):
    assert sorted(tables(readme)[kind]) == sorted(EXISTS[kind])


def test_options_named_beside_a_command_exist(readme):
    for name, told in re.findall(r"^\| `(\w+)` \| (.*--.*) \|$", readme, re.M):
        command = cli.get_command(click.Context(cli), name)
        assert set(re.findall(r"--[a-z-]+", told)) <= options(command), name


def test_exit_codes_are_those_of_the_contract(readme):
    line = re.search(r"^(?:Exit codes: |退出码：)(.*?)\n\n", readme, re.M | re.S)[1]
    assert [int(number) for number in re.findall(r"(?:^|· )(\d+) ", line.replace("\n", " "))] == [code.value for code in Exit]


def test_make_targets_exist(readme):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"^make (\w+)|`make (\w+)`", readme, re.M))
    assert {one or other for one, other in named} <= targets
    assert "make demo" in readme[:2000]
    assert "make test" in readme[:2000]


@pytest.mark.parametrize("page", [*READMES, *(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")), "bench/README.md"])
def test_links_lead_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_page_of_the_documentation_is_in_its_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md" and f"]({path.name})" not in index] == []


@pytest.mark.parametrize("name", sorted(EXISTS["commands"]))
def test_every_command_helps(name):
    command = cli.get_command(click.Context(cli), name)
    assert (command.name, bool(command.help or command.short_help)) == (name, True)


def test_packaged_files_are_of_kinds_that_the_wheel_takes():
    """A template or a form that a wheel leaves out is missed only after installing."""
    patterns = re.search(r'^"\*" = \[(.*?)\]$', (ROOT / "pyproject.toml").read_text(), re.M | re.S)[1]
    kinds = set(re.findall(r'"\*\*/\*(\.\w+)"', patterns))
    rooms = ("crawler", "parsers", "archive")
    data = [path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    whole = set(re.findall(r'"(\w+)/\*"', patterns))
    assert [str(path.relative_to(ROOT)) for path in data if path.suffix not in kinds and path.parent.name not in whole] == []


@pytest.mark.parametrize(("heading", "keys"), [("Keys of a site", SITE_KEYS), ("Keys of a column", COLUMN_KEYS)])
def test_every_key_of_the_registry_is_explained(heading, keys):
    text = (ROOT / "docs" / "add-a-site.md").read_text(encoding="utf-8").split(f"## {heading}")[1].split("##")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", text, re.M)) == sorted(keys)


def test_every_dependency_has_its_exact_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    names = {re.match(r"[\w.-]+", each)[0].lower().replace("_", "-").replace(".", "-") for each in asked} - {"gongkai"}
    exact = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")}
    assert names - exact == set()
