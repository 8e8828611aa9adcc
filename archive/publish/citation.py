"""How a snapshot is cited: a CITATION.cff (Citation File Format 1.2.0) beside each, with its identifier and the digest of its file."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

NAME = "CITATION.cff"
MESSAGE = "使用本数据请引用本快照。If you use these data, cite this snapshot: its identifier and digest lead others to the same bytes."
TITLE = "政府信息公开档案 · gongkai: archive of disclosed government information"


def beside(snapshot: Path) -> Path:
    """Return the name of a snapshot's citation file.

    >>> beside(Path("gongkai-20260501T000000.db")).name
    'gongkai-20260501T000000-CITATION.cff'
    """
    return snapshot.with_name(f"{snapshot.stem}-{NAME}")


def content(edition: dict[str, Any]) -> str:
    """Return the citation file of a snapshot, given its entry of latest.json."""
    described = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "type": "dataset",
        "title": TITLE,
        "version": edition["id"],
        "date-released": edition["created"][:10],
        "authors": [{"name": f"gongkai {version('gongkai')}"}],
        "identifiers": [
            {"type": "other", "value": f"gongkai-{edition['id']}", "description": "快照标识 · identifier of the snapshot"},
            {
                "type": "other",
                "value": f"sha256:{edition['sha256']}",
                "description": f"{edition['file']} 的摘要 · digest of {edition['file']}",
            },
        ],
        "keywords": ["政府信息公开", "年度报告", "open government"],
    }
    return str(yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=140))
