"""The tool behind `make mutants` breaks what it says it breaks, and its list of exceptions stays true."""

import ast
import subprocess
import sys

import pytest
import yaml

from bench import coverage_map, mutations
from bench import mutants as asking
from tests.conftest import ROOT

SOURCE = b"""
def f(a: int = 3, b: "text" = None):
    \"\"\"Never broken.\"\"\"
    if a < 1 and not b:
        raise ValueError("never broken")
    return a in ("x",) or f(a)
"""
BROKEN = [
    ("integer", "3", "(4)"),
    ("integer", "1", "(0)"),
    ("comparison", "a < 1", "(a <= 1)"),
    ("and/or", "a < 1 and not b", "(a < 1 or not b)"),
    ("not", "not b", "(b)"),
    ("return", 'a in ("x",) or f(a)', "(None)"),
    ("and/or", 'a in ("x",) or f(a)', "(a in ('x',) and f(a))"),
    ("comparison", 'a in ("x",)', "(a not in ('x',))"),
    ("string", '"x"', "('xX')"),
]


def test_every_kind_of_python_and_nothing_else():
    found = [(each.kind, each.before, each.text.decode()) for each in mutations.of_python("gongkai/x.py", SOURCE)]
    assert sorted(found) == sorted(BROKEN)


def test_values_of_a_table_but_not_its_sentences():
    source = b"rows:\n- {code: gone, status: [410], message: never}\n- wait: true\n"
    found = [(each.line, each.before, each.text.decode()) for each in mutations.of_yaml("crawler/x.yaml", source)]
    assert found[:3] == [(2, "gone", "goneX"), (2, "410", "411"), (3, "true", "false")]


def test_rows_of_a_table_are_taken_out_one_by_one():
    source = b"rows:\n- {code: gone, status: [410]}\n- wait: true\nnames: {a: x, b: y, c: z}\n"
    found = [(each.line, yaml.safe_load(each.text)) for each in mutations.of_yaml("crawler/x.yaml", source) if each.kind == "row"]
    first, second, names = {"code": "gone", "status": [410]}, {"wait": True}, {"a": "x", "b": "y", "c": "z"}
    assert found == [
        (2, {"rows": [second], "names": names}),
        (3, {"rows": [first], "names": names}),
        *((4, {"rows": [first, second], "names": {key: names[key] for key in names if key != gone}}) for gone in names),
    ]


def test_a_sample_stays_where_the_tree_changes_elsewhere():
    tree = list(mutations.of_python("gongkai/x.py", SOURCE))
    changed = list(mutations.of_python("gongkai/x.py", b"\n\n" + SOURCE))
    assert len({each.key for each in asking.sampled(mutations.numbered(tree), 4, 1)}) == 4
    keys = [[each.key for each in asking.sampled(mutations.numbered(each), 4, 1)] for each in (tree, changed)]
    assert keys[0] == keys[1]


ASK = """
import json, pathlib, sys
from bench import coverage_map, mutant_tests, mutations
tree = pathlib.Path(sys.argv[1])
mutant_tests.ROOT = tree
copied = mutant_tests.Copy(tree.parent / "copy")
source = (tree / "gongkai" / "few.py").read_bytes()
print(json.dumps([copied.noticed_by(each, "own") for each in mutations.of_python("gongkai/few.py", source)]))
assert (copied.folder / "gongkai" / "few.py").read_bytes() == source
"""


def test_a_broken_line_is_noticed_by_its_own_tests_and_another_survives(tmp_path):
    """In a small tree of its own, by a process of its own, which forks: what fails is named, and what nobody tests survives."""
    tree = tmp_path / "tree"
    (tree / "gongkai").mkdir(parents=True)
    (tree / "tests" / "gongkai").mkdir(parents=True)
    (tree / "tests" / "quick.txt").write_text("tests/gongkai\n")
    (tree / "gongkai" / "few.py").write_text("LEAST = 3\nMOST = 9\n")
    (tree / "tests" / "gongkai" / "test_few.py").write_text("from gongkai import few\ndef test_it():\n    assert few.LEAST == 3\n")
    (tree / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\npythonpath = ["."]\n')
    done = subprocess.run([sys.executable, "-c", ASK, str(tree)], capture_output=True, text=True, check=False, cwd=ROOT, timeout=240)
    assert (done.stdout, done.stderr) == ('["tests/gongkai/test_few.py::test_it", ""]\n', "")


def test_every_mutant_of_the_tree_is_another_valid_program():
    sources = {}
    for each in mutations.mutants()[::97]:
        source = sources.setdefault(each.file, (ROOT / each.file).read_bytes())
        broken = source[: each.start] + each.text + source[each.end :]
        assert broken != source
        if each.file.endswith(".py"):
            ast.parse(broken)


@pytest.mark.parametrize("each", mutations.DATA["equivalent"], ids=lambda each: each["file"])
def test_an_exception_still_names_what_exists(each):
    lines = (ROOT / each["file"]).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if each["text"].splitlines()[0] in line and each.get("line", "") in line]
    assert each["reason"]


def test_the_quick_tests_exist():
    lines = [line.removeprefix("-") for line in (ROOT / "tests" / "quick.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert [line for line in lines if not (ROOT / line).exists()] == []


def test_of_the_tests_that_run_a_line_the_quick_ones_are_asked_first_and_no_more_than_a_minute_of_them():
    lines = {"gongkai/few.py": {1: {"a", "b", "c", "d"}, 2: {"a"}}}
    recorded = coverage_map.Coverage(lines, {"a": 0.1, "b": 30.0, "c": 0.2, "d": 31.0})
    assert recorded.bearable(["b", "d", "a"]) == ["b"]
    assert recorded.bearable(["a", "c", "b", "d"]) == ["a", "c", "b"]
    alone = coverage_map.Coverage(lines, {"d": 100.0})
    assert alone.bearable(["d"]) == ["d"], "a line that only a long test runs is asked of it"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ONE = 3\n", ["ONE"]),
        ("A, B = (3, 4)\n", ["A", "B"]),
        ("T: tuple[int, ...] = (\n    3,\n)\n", ["T"]),
        ("def f():\n    return 3\n", []),
    ],
)
def test_a_mutant_of_a_constant_is_asked_of_those_who_name_it(monkeypatch, text, names):
    monkeypatch.setattr(coverage_map, "source", lambda file: text.splitlines())
    mutant = next(each for each in mutations.of_python("gongkai/x.py", text.encode()) if each.kind == "integer")
    assert coverage_map.constants(mutant) == names
