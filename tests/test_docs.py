"""What the pages of the documentation show and name is what exists."""

import re
import runpy

import pytest
import yaml

import gongkai
from crawler import registry
from crawler.discover.command import check
from crawler.model.types import LOOK_STATES
from tests.conftest import ROOT

PAGES = ("CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/add-a-family.md", "docs/add-a-form.md", "docs/add-a-check.md")


def test_the_picture_of_the_folders_is_current():
    """Run docs/draw_architecture.py when this fails."""
    drawn = runpy.run_path(str(ROOT / "docs" / "draw_architecture.py"))["picture"]()
    assert drawn == (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")


def test_the_table_of_the_registry_is_current():
    """Run docs/draw_registry.py when this fails."""
    drawn = runpy.run_path(str(ROOT / "docs" / "draw_registry.py"))
    assert drawn["page"](drawn["packaged"]()) == (ROOT / "docs" / "registry.md").read_text(encoding="utf-8")
    assert set(drawn["STATES"]) == {*LOOK_STATES, "never"}


def test_an_entry_that_was_looked_at_has_a_row_in_the_table_of_the_registry():
    drawn = runpy.run_path(str(ROOT / "docs" / "draw_registry.py"))
    works = "works: {since: 2026-11-02, by: Li, place: Harbin}, status: verified"
    seen = "seen: {date: 2026-11-30, by: Wu, place: Jinan, state: fault, fault: challenge}"
    column = f'{{id: c, name: C, kind: other, url: "http://a.cn/", {works}, {seen}}}'
    entry = f'- {{id: a, name: A|B, area: "230100", level: city, columns: [{column}]}}'
    shown = drawn["page"]((("x.yaml", registry.parse(entry, "x")),))
    assert "1 column, 1 known to work" in shown
    assert "| A\\|B `a/c` | 2026-11-02 | Li, Harbin | 2026-11-30, Wu, Jinan | challenge, 0 rows |" in shown
    assert "| `fault` | no page came: the fault's code is named | 1 |" in shown


def test_the_weekly_workflow_calls_the_command_with_options_that_exist():
    text = (ROOT / ".github" / "workflows" / "registry.yml").read_text(encoding="utf-8")
    call = re.search(r"gongkai --registry packaged sites check ([^|]*)\|\|", text.replace("\\\n", " "))
    options = {option for parameter in check.params for option in parameter.opts}
    assert {word for word in call[1].split() if word.startswith("--")} <= options
    assert {"--all", "--report", "--minutes", "--by", "--place"} <= set(call[1].split())
    assert (ROOT / "docs" / "draw_registry.py").exists()


@pytest.mark.parametrize("page", PAGES)
def test_paths_in_code_style_exist(page):
    named = set(re.findall(r"`((?:gongkai|parsers|crawler|archive|tests|docs|bench)/[\w./-]*)`", (ROOT / page).read_text(encoding="utf-8")))
    assert [path for path in sorted(named) if not (ROOT / path).exists() and "example" not in path and "NAME" not in path] == []


@pytest.mark.parametrize("page", [path.relative_to(ROOT).as_posix() for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])])
def test_what_a_page_links_to_exists(page):
    text = re.sub(r"^```.*?^```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.M | re.S)
    linked = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in linked if link and not ((ROOT / page).parent / link).exists()] == []


def test_every_picture_of_the_tour_is_taken_by_the_script():
    script = (ROOT / "docs" / "tour_pictures.py").read_text(encoding="utf-8")
    taken = set(re.findall(r'^        \("([\w-]+)", f?"?[/c]', script, re.M))
    assert taken == {path.stem for path in (ROOT / "docs" / "tour").glob("*.png")}


def test_the_glossary_is_sorted_and_says_everything():
    rows = re.findall(r"^\| (.*) \|$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.M)[1:]
    cells = [row.split(" | ") for row in rows]
    names = [each[0].lower() for each in cells]
    assert (len(names) >= 30, names == sorted(names)) == (True, True)
    assert [each[0] for each in cells if not re.search("[一-鿿]", each[1])] == []


def test_targets_named_for_contributors_exist():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    named = {word for line in re.findall(r"make ((?:[a-z]+ ?)+)`?", (ROOT / "CONTRIBUTING.md").read_text()) for word in line.split()[:2]}
    assert {"develop", "quick", "test", "lint"} <= named & targets


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_workflows_and_forms_are_valid_yaml_that_calls_targets_that_exist(path):
    text = path.read_text(encoding="utf-8")
    assert isinstance(yaml.safe_load(text), dict)
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"run: make (\w+)", text)) <= targets


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_actions_are_named_by_their_commit_and_only_what_pushes_keeps_credentials(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert [name for name, version in used if not (re.search(r"@[0-9a-f]{40}$", name) and re.fullmatch(r" # v[\d.]+", version))] == []
    assert used
    keeping = text.count("actions/checkout@") - text.count("persist-credentials: false")
    assert keeping == text.count("contents: write\n  pull-requests: write")


def test_the_image_is_named_by_its_digest():
    images = re.findall(r"^(?:ARG PYTHON=|FROM )(\S+)", (ROOT / "archive" / "ops" / "schedules" / "Dockerfile").read_text(), re.M)
    assert images
    assert [image for image in images if image != "$PYTHON" and not re.search(r"@sha256:[0-9a-f]{64}$", image)] == []


def test_every_name_of_the_library_has_its_row():
    named = set(re.findall(r"^\| `gongkai\.(\w+)", (ROOT / "docs" / "library.md").read_text(encoding="utf-8"), re.M))
    assert named == set(gongkai.__all__)
