"""What the page of downloads is given: files, tables, the snapshots so far, the line to cite."""

import json

import pytest

from archive.site.pages import download
from archive.store import schema
from tests.helpers.few_reports import asking


def test_what_is_offered_for_download(tmp_path):
    for name in ("gongkai-1.db", "gongkai-1-text.db", "SHA256SUMS", "a.json", ".hidden"):
        (tmp_path / name).write_bytes(b"x" * len(name))
    (tmp_path / "manifests").mkdir()
    found = download.template_context(None, asking(folder=tmp_path))
    assert found["extras"] == [{"name": "SHA256SUMS", "size": 10}, {"name": "a.json", "size": 6}]
    assert [(row["name"], row["rows"]) for row in found["tables"]] == [
        (name, {"documents": 6, "reports": 6}.get(name)) for name in schema.CONTENT
    ]
    assert (found["history"], found["here"]) == ([], "http://town.example")
    line = f"20240501T000000, 2024-05-01, SHA-256 {'ab' * 32}, http://town.example/download"
    assert found["cite"] == f"政府信息公开档案（gongkai），快照 {line}"
    assert download.cite(asking("en")) == f"gongkai: archive of Chinese government disclosure, snapshot {line}"


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_snapshots_published_so_far(tmp_path, wrapped):
    entries = [
        {"file": "gongkai-1.db", "created": "2024-05-01"},
        {"file": "gone.db", "created": "2024-05-03", "changes": {"file": "c", "rows": {"a": 2, "b": 3}}},
        {"created": "2024-05-02", "changes": {"problem": "damaged"}},
        "no entry",
    ]
    (tmp_path / "gongkai-1.db").write_bytes(b"")
    (tmp_path / "history.json").write_text(json.dumps({"snapshots": entries} if wrapped else entries), encoding="utf-8")
    found = download.history(asking(folder=tmp_path))
    assert [(each["created"], each["there"], each["changed"]) for each in found] == [
        ("2024-05-03", False, 5),
        ("2024-05-02", False, None),
        ("2024-05-01", True, None),
    ]
    (tmp_path / "history.json").write_text(json.dumps([{"created": str(number)} for number in range(70)]), encoding="utf-8")
    assert len(download.history(asking(folder=tmp_path))) == 60
    (tmp_path / "history.json").write_text("{", encoding="utf-8")
    assert download.history(asking(folder=tmp_path)) == []
