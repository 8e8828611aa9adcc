"""What one can take away: the snapshot, its digest and history, every table, the dictionary of what they mean, how to cite it."""

from __future__ import annotations

import json
from typing import Any

from archive import schema
from archive.pages.ask import Ask


def read(connection: Any, ask: Ask) -> dict[str, Any]:
    """The page of downloads."""
    site = ask.site
    kept = sorted((path for path in site.public.iterdir() if path.is_file() and not path.name.startswith(".")), key=lambda path: path.name)
    extras = [{"name": path.name, "size": path.stat().st_size} for path in kept
              if not path.name.startswith("gongkai-")]  # snapshots, their texts and changes are told by the history
    return {"extras": extras, "history": history(ask), "tables": [{"name": name, "rows": site.snapshot.tables.get(name)}
                                                                  for name in schema.CONTENT],
            "cite": cite(ask), "here": ask.host}


def history(ask: Ask) -> list[dict[str, Any]]:
    """The snapshots published so far, newest first; those whose file is still there say so."""
    try:
        told = json.loads((ask.site.public / "history.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    entries = told.get("snapshots", []) if isinstance(told, dict) else told
    kept = [{**entry, "there": (ask.site.public / str(entry.get("file", ""))).is_file(), "changed": changed(entry)}
            for entry in entries if isinstance(entry, dict)]
    return sorted(kept, key=lambda entry: str(entry.get("created", "")), reverse=True)[:60]


def changed(entry: dict[str, Any]) -> int | None:
    """How many changes since the snapshot before; None where none was before, or it could not be compared."""
    changes = entry.get("changes") or {}
    return sum(changes["rows"].values()) if "file" in changes else None


def cite(ask: Ask) -> str:
    """One line that names what was used, so that others find the same bytes."""
    snapshot = ask.site.snapshot
    told = f"{snapshot.id}, {snapshot.day}, SHA-256 {snapshot.sha256}, {ask.host}/download"
    return ask.say(f"政府信息公开档案（gongkai），快照 {told}", f"gongkai: archive of Chinese government disclosure, snapshot {told}")


def dictionary(connection: Any, ask: Ask) -> dict[str, Any]:
    """Every table and column with its type and both descriptions."""
    tables = []
    for name in schema.CONTENT:
        told = schema.descriptions().get(name, {"zh": "", "en": "", "columns": {}})
        columns = [{"name": row[1], "type": row[2], "key": bool(row[5]), "zh": told["columns"].get(row[1], ("", ""))[0],
                    "en": told["columns"].get(row[1], ("", ""))[1]} for row in connection.execute(f"PRAGMA main.table_info([{name}])")]
        tables.append({"name": name, "zh": told["zh"], "en": told["en"], "columns": columns, "rows": ask.site.snapshot.tables.get(name)})
    return {"tables": tables}
