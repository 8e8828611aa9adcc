"""The file by which a snapshot is cited, and the file of its changes."""

import json
import sqlite3
from importlib.metadata import version

import yaml

from archive.publish import changes, citation
from archive.store import schema

EDITION = {"id": "20260501T000000", "created": "2026-05-01T00:00:00Z", "sha256": "ab" * 32, "file": "gongkai-20260501T000000.db"}


def test_a_citation_names_the_snapshot_and_its_digest():
    found = yaml.safe_load(citation.content(EDITION))
    assert list(found) == ["cff-version", "message", "type", "title", "version", "date-released", "authors", "identifiers", "keywords"]
    assert found == {
        "cff-version": "1.2.0",
        "message": "使用本数据请引用本快照。"
        "If you use these data, cite this snapshot: its identifier and digest lead others to the same bytes.",
        "type": "dataset",
        "title": "政府信息公开档案 · gongkai: archive of disclosed government information",
        "version": "20260501T000000",
        "date-released": "2026-05-01",
        "authors": [{"name": f"gongkai {version('gongkai')}"}],
        "identifiers": [
            {"type": "other", "value": "gongkai-20260501T000000", "description": "快照标识 · identifier of the snapshot"},
            {
                "type": "other",
                "value": f"sha256:{'ab' * 32}",
                "description": "gongkai-20260501T000000.db 的摘要 · digest of gongkai-20260501T000000.db",
            },
        ],
        "keywords": ["政府信息公开", "年度报告", "open government"],
    }
    assert "政府信息公开档案" in citation.content(EDITION)


def a_snapshot(path, *titles):
    connection = sqlite3.connect(path)
    schema.migrate(connection)
    connection.executemany(
        "INSERT INTO documents (id, title, kind, state) VALUES (?, ?, 'article', 'read')", [(title, title) for title in titles]
    )
    connection.commit()
    connection.close()
    return path


def test_the_changes_between_two_snapshots(tmp_path):
    before = a_snapshot(tmp_path / "gongkai-20260501T000000.db", "甲")
    after = a_snapshot(tmp_path / "gongkai-20260601T000000.db", "甲", "乙", "丙")
    target = changes.beside(after)
    found = changes.write(before, after, target)
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert sorted(line["title"] for line in lines) == ["丙", "乙"]
    (kind,) = {line["change"] for line in lines}
    assert (found["since"], found["file"], found["rows"], found["size"]) == (
        "20260501T000000",
        "gongkai-20260601T000000-changes.jsonl",
        {kind: 2},
        target.stat().st_size,
    )
    assert set(found) == {"since", "file", "sha256", "size", "rows"}
    assert len(found["sha256"]) == 64
    assert "乙" in target.read_text(encoding="utf-8")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".db", ".db", ".jsonl"]


def test_a_snapshot_that_cannot_be_compared(tmp_path):
    before, after = tmp_path / "gongkai-1.db", a_snapshot(tmp_path / "gongkai-2.db")
    before.write_bytes(b"no database" * 100)
    found = changes.write(before, after, changes.beside(after))
    assert (found["since"], set(found)) == ("1", {"since", "problem"})
    assert found["problem"].startswith("gongkai-1.db cannot be compared: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gongkai-1.db", "gongkai-2.db"]
