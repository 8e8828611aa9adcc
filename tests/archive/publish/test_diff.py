"""What changed between two snapshots."""

import json
import sqlite3
from contextlib import closing

import pytest

from archive.publish.diff import differences, kinds, show
from archive.store.schema import connect, migrate
from gongkai.errors import Exit

EDITS = {  # kind of change → what makes it in the newer snapshot
    "new_documents": "INSERT INTO documents (id, title, url) VALUES ('new', '新文件', 'u')",
    "changed_documents": "INSERT INTO versions (document_id, seq, content_digest, significant) VALUES ('1', 2, 'y', 1)",
    "withdrawn_documents": "UPDATE documents SET gone_at = '2026-05-02' WHERE id = '1'",
    "missing_documents": "DELETE FROM documents WHERE id = '2'",
    "new_reports": "UPDATE reports SET form = '2021' WHERE id = '2'",
    "lost_reports": "UPDATE reports SET form = NULL WHERE id = '1'",
    "changed_figures": "UPDATE facts SET value = 5, raw = '5' WHERE report_id = '1'",
    "new_rules": "INSERT INTO checks (report_id, seq, rule, detail, verdict) VALUES ('1', 2, 'R10', 'total', 'fail')",
    "changed_checks": "UPDATE checks SET verdict = 'fail' WHERE report_id = '1'",
}


def database(path, *edits):
    with closing(connect(path)) as connection:
        migrate(connection)
        for number, form in (("1", "2021"), ("2", None)):
            connection.execute("INSERT INTO documents (id, title, url) VALUES (?, '文件', 'u')", (number,))
            connection.execute("INSERT INTO reports (id, document_id, form, year) VALUES (?, ?, ?, 2023)", (number, number, form))
            connection.execute("INSERT INTO versions (document_id, seq, content_digest, significant) VALUES (?, 1, 'x', 1)", (number,))
        connection.execute(
            "INSERT INTO facts (report_id, seq, table_name, item, measure, value, raw, state) "
            "VALUES ('1', 1, 'requests', 'received', 'total', 3, '3', 'number')"
        )
        connection.execute("INSERT INTO checks (report_id, seq, rule, detail, verdict) VALUES ('1', 1, 'R1', 'total', 'pass')")
        for edit in edits:
            connection.execute(edit)
        connection.commit()
        connection.execute("PRAGMA journal_mode=DELETE")
    return path


@pytest.mark.parametrize("kind", [kind.name for kind in kinds()])
def test_each_kind_of_change_is_found_and_nothing_else(tmp_path, kind):
    found = differences(database(tmp_path / "a.db"), database(tmp_path / "b.db", EDITS[kind]))
    assert {name: len(rows) for name, rows in found.items() if rows} == {kind: 1}
    (line,) = [each.line for each in kinds() if each.name == kind]
    assert line.format(**found[kind][0])


SHOWN = {  # kind of change → its heading and its line, as printed
    "new_documents": ("新增文件 new documents", " 新文件 u"),
    "changed_documents": ("正文有改动 documents that changed their text", "文件 u"),
    "withdrawn_documents": ("已撤下 documents withdrawn", "2026-05-02 文件 u"),
    "missing_documents": ("旧快照有而新快照无 documents the newer snapshot lacks", "文件 u"),
    "new_reports": ("新增年报 new annual reports", "甲县 2023 (2021)"),
    "lost_reports": ("不再识别为年报 reports that are none any more", "年报 (2021)"),
    "changed_figures": ("数字有变 figures that changed", "甲县 2023 received/total: 3 → 5"),
    "new_rules": ("新规则 rules that were not tried before", "R10: 1 of 1 fail"),
    "changed_checks": ("核对结果有变 checks with another verdict", "甲县 2023 R1 total: pass → fail"),
}
AGENCY = "INSERT INTO agencies (id, name) VALUES ('a', '甲县')"


@pytest.mark.parametrize("kind", SHOWN)
def test_each_kind_of_change_is_printed(tmp_path, capsys, kind):
    both = (AGENCY, "UPDATE reports SET agency_id = 'a', title = '年报'")
    show(differences(database(tmp_path / "a.db", *both), database(tmp_path / "b.db", *both, EDITS[kind])))
    heading, line = SHOWN[kind]
    assert f"{heading}: 1\n  {line}\n" in capsys.readouterr().out


def test_the_command_takes_files_beginnings_of_their_times_or_the_last_two(tmp_path, gongkai):
    public = tmp_path / "home" / "public"
    public.mkdir(parents=True)
    old, new = database(public / "gongkai-20260501T000000.db"), database(public / "gongkai-20260502T000000.db", EDITS["changed_figures"])
    answers = [gongkai("diff", *words, "--json") for words in ((), ("20260501", "20260502"), ("gongkai-20260501", new.name), (old, new))]
    assert {answer.returncode for answer in answers} == {0}
    assert {answer.stdout for answer in answers} == {answers[0].stdout}
    found = json.loads(answers[0].stdout)["changed_figures"]
    assert [(row["before"], row["after"]) for row in found] == [("3", "5")]
    assert "3 → 5" in gongkai("diff").stdout


@pytest.mark.parametrize("words", [("2026",), ("20260501", "2026"), ("x", "y"), ("01T", "02T"), ("a", "b"), ()])
def test_names_that_fit_none_or_many(tmp_path, gongkai, words):
    public = tmp_path / "home" / "public"
    public.mkdir(parents=True)
    for day in ("01", "02") if words else ("01",):
        sqlite3.connect(public / f"gongkai-202605{day}T000000.db").close()
    done = gongkai("diff", *words)
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.USAGE, 1, False)


def test_files_that_are_no_snapshots(tmp_path, gongkai):
    for name in "ab":
        (tmp_path / name).write_bytes(b"no database at all" * 100)
    done = gongkai("diff", tmp_path / "a", tmp_path / "b")
    assert (done.returncode, "cannot be compared" in done.stderr) == (Exit.USAGE, True)
