"""What withholds a snapshot, and what does not."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from archive.health.now_state import WithheldReason
from archive.publish.assertions import _shares, broken, hold, release, rules, withheld
from archive.store.schema import connect, migrate
from gongkai.errors import Withheld
from gongkai.home import Home

MANY = 40


def database(path, **changes):
    """An archive of forty documents, each an annual report with one figure, with some of them changed."""
    connection = connect(path)
    migrate(connection)
    registry = json.dumps({"id": "a", "columns": [{"id": "b", "expect": changes.get("expect", [["min", 1]])}]})
    connection.execute("INSERT INTO sites (id) VALUES ('a')")
    connection.execute("INSERT INTO columns (id, site_id) VALUES ('a/b', 'a')")
    connection.execute("INSERT INTO runs (id) VALUES ('r')")
    connection.execute("INSERT INTO site_runs (run_id, site_id, started, registry) VALUES ('r', 'a', '2026-05-01', ?)", (registry,))
    for number in range(MANY - changes.get("missing", 0)):
        add(connection, number, {name: number < count for name, count in changes.items() if isinstance(count, int)})
    connection.commit()
    return connection


def add(connection, number, is_):
    gone = "2026-05-01" if is_.get("gone") or is_.get("moved") else None
    text = f"{'new' if is_.get('changed') else 'old'} {number}"
    payload = text if is_.get("changed") else "p"
    connection.execute("INSERT INTO documents (id, site_id, gone_at, payload_digest) VALUES (?, 'a', ?, ?)", (str(number), gone, payload))
    connection.execute("INSERT INTO memberships (document_id, column_id, listed) VALUES (?, 'a/b', 1)", (str(number),))
    connection.execute("INSERT INTO versions (document_id, seq, content_digest, significant) VALUES (?, 1, ?, 1)", (str(number), text))
    if is_.get("moved"):
        connection.execute("INSERT INTO documents (id, site_id) VALUES (?, 'a')", (f"m{number}",))
        connection.execute("INSERT INTO versions (document_id, seq, content_digest, significant) VALUES (?, 1, ?, 1)", (f"m{number}", text))
    reading = str(number), payload, is_.get("unread", False)
    connection.execute("INSERT INTO readings (document_id, payload_digest, failed) VALUES (?, ?, ?)", reading)
    form = None if is_.get("unrecognised") else "2021"
    connection.execute("INSERT INTO reports (id, document_id, form) VALUES (?, ?, ?)", (str(number), str(number), form))
    value = 2 if is_.get("misread") else 1
    connection.execute(
        "INSERT INTO facts (report_id, seq, table_name, item, measure, value, state) VALUES (?, 1, 'requests', 'received', "
        "'total', ?, 'number')",
        (str(number), value),
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"unread": 2}, []),
        ({"unread": 6}, ["6 of 40 documents could not be read"]),
        ({"gone": 2}, []),
        ({"gone": 12}, ["12 of 40 documents of the last snapshot are missing or were withdrawn"]),
        ({"moved": 12}, []),  # gone where they were, and at other addresses of the same portal
        ({"missing": 12}, ["12 of 40 annual reports", "12 of 40 documents of the last snapshot are missing"]),
        ({"changed": 7}, []),
        ({"changed": 12}, ["12 of 40 documents changed their text"]),
        ({"unrecognised": 2}, []),
        ({"unrecognised": 4}, ["4 of 40 annual reports of the last snapshot are no reports any more"]),
        ({"misread": 2}, []),
        ({"misread": 5}, ["5 of 40 unchanged annual reports are read differently"]),
        ({"changed": 5, "misread": 5}, []),  # their bytes changed: no wonder that they read differently
        ({"expect": [["min", 41]]}, ["a/b lists 40 documents, the registry expects at least 41"]),
        ({"expect": {"max": 39}}, ["a/b lists 40 documents, the registry expects at most 39"]),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_broken(tmp_path, changes, said):
    database(tmp_path / "before.db").close()
    connection = database(tmp_path / "main.db", **changes)
    found = broken(connection, tmp_path / "before.db")
    connection.close()
    assert len(found) == len(said)
    assert [reason for reason, start in zip(found, said, strict=True) if not reason.english.startswith(start)] == []
    assert [reason for reason in found if numbers(reason.chinese) != numbers(reason.english) or "{" in reason.chinese] == []


def numbers(sentence):
    """The numbers of a sentence, whatever their order."""
    return sorted(re.findall(r"\d+", sentence))


def test_the_first_snapshot_is_held_to_what_can_be_told_without_another(tmp_path):
    connection = database(tmp_path / "main.db", unread=30, misread=30)
    assert [reason.english.split(" of")[0] for reason in broken(connection, None)] == ["30"]
    connection.close()


def test_every_rule_is_among_the_cases():
    assert {rule.name for rule in rules()} == {"unread", "reports_lost", "documents_lost", "documents_changed", "figures_changed"}


BOUNDS = [  # rule, the most bad ones of 1000 that pass, the most of few that do
    ("unread", 50, 4),
    ("reports_lost", 20, 2),
    ("documents_lost", 50, 9),
    ("documents_changed", 200, 9),
    ("figures_changed", 50, 2),
]


@pytest.mark.parametrize(("name", "share", "least"), BOUNDS)
def test_how_many_bad_ones_withhold_a_snapshot(name, share, least):
    (rule,) = [rule for rule in rules() if rule.name == name]
    with closing(sqlite3.connect(":memory:")) as connection:
        for bad, of, held in ((share, 1000, 0), (share + 1, 1000, 1), (least, 10, 0), (least + 1, 10, 1)):
            counted = replace(rule, bad=f"SELECT {bad}", of=f"SELECT {of}")
            assert len(tuple(_shares(connection, [counted]))) == held


def test_every_rule_says_its_counts_in_both_languages_and_is_never_about_one_document():
    for rule in rules():
        assert rule.least > 1, "its sentence has no singular"
        assert re.search("[一-鿿]", rule.chinese), rule.name
        for sentence in (rule.chinese, rule.english):
            assert numbers(sentence.format(bad=701, of=902)) == ["701", "902"]


def test_a_note_of_an_earlier_version_is_read(tmp_path):
    home = Home(tmp_path)
    (tmp_path / "withheld.json").write_text('{"at": "2026-05-01T00:00:00+00:00", "reasons": ["too few"]}', encoding="utf-8")
    assert withheld(home) == ("2026-05-01T00:00:00+00:00", (WithheldReason("too few", "too few"),))


def test_one_document_is_counted_in_the_singular(tmp_path):
    connection = database(tmp_path / "main.db", expect={"min": 41})
    connection.execute("DELETE FROM memberships WHERE rowid > (SELECT min(rowid) FROM memberships)")
    assert broken(connection, None)[0].english == "a/b lists 1 document, the registry expects at least 41"
    connection.close()


def test_why_is_kept_until_the_next_one_is_published(tmp_path):
    home = Home(tmp_path)
    with pytest.raises(Withheld, match="too few"):
        hold(home, (WithheldReason("太少", "too few"),))
    assert withheld(home)[1] == (WithheldReason("太少", "too few"),)
    release(home)
    assert withheld(home) is None
