"""`gongkai export`: where it writes when nothing is said, and what it prints."""

import json

import pytest
from click.testing import CliRunner

from archive.export import command, evidence, tables, wacz
from archive.publish import latest
from gongkai.home import Home


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """`asked(words…)` runs the command with writers that only note what they are given."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    given = []

    def note(*values):
        given.append(values)
        return {"a": 1234, "b": 1}

    monkeypatch.setattr(command, "archive_at", lambda home: home)
    monkeypatch.setattr(latest, "published", lambda public: latest.Snapshot("i", public / "x.db", "s", 1, "c", {}))
    for module in (tables, wacz, evidence):
        monkeypatch.setattr(module, "export", note)

    def run(*words):
        given.clear()
        answer = CliRunner().invoke(command.export, words, obj={"home": home})
        assert answer.exit_code == 0, answer.output
        return given[0], answer.stdout

    return home, run


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables(asked, tmp_path, kind):
    home, run = asked
    (file, folder, asked_kind, names, _), printed = run(kind)
    assert (file, folder, asked_kind, names) == (home.public / "x.db", home.root / "export", kind, ())
    assert printed == f"1,235 rows of 2 tables written to {home.root / 'export'}\n"
    (_, folder, _, names, _), printed = run(kind, "--output", str(tmp_path / "o"), "--table", "facts", "--table", "reports", "--json")
    assert (folder, names, json.loads(printed)) == (tmp_path / "o", ("facts", "reports"), {"a": 1234, "b": 1})


def test_wacz(asked, tmp_path):
    home, run = asked
    (given, folder, sites, _), printed = run("wacz")
    assert (given, folder, sites) == (home, home.root / "export", ())
    first, second = printed.splitlines()
    assert first == f"{home.root / 'export' / 'a'}: 1,234 pages"
    assert second.startswith(f"{home.root / 'export' / 'b'}: 1 page")
    (_, folder, sites, _), printed = run("wacz", "town", "--output", str(tmp_path / "o"), "--json")
    assert (folder, sites, json.loads(printed)) == (tmp_path / "o", ("town",), {"a": 1234, "b": 1})


def test_evidence(asked, tmp_path):
    home, run = asked
    given, printed = run("evidence", "d")
    assert given == (home, home.root / "export", "d")
    assert printed.startswith(f"{home.root / 'export' / 'a'}: 1,234 records\n")
    given, printed = run("evidence", "d", "--output", str(tmp_path / "o"), "--json")
    assert (given[1], json.loads(printed)) == (tmp_path / "o", {"a": 1234, "b": 1})
