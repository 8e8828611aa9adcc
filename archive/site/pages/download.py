"""Downloads: the snapshot, its digest and history, every table, the data dictionary, how to cite it."""

from __future__ import annotations

import json
from typing import Any

from archive.site.draw import linked_data
from archive.site.request.ask import Ask
from archive.store import schema, views


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return everything the download page shows."""
    site = ask.site
    kept = sorted((path for path in site.public.iterdir() if path.is_file() and not path.name.startswith(".")), key=lambda path: path.name)
    snapshots = history(ask)
    extras = [
        {"name": path.name, "size": path.stat().st_size} for path in kept if not path.name.startswith("gongkai-")
    ]  # snapshots, their texts and changes are listed in the history
    views_as_files = tidy(ask, snapshots)
    return {
        "extras": extras,
        "history": snapshots,
        "tidy": views_as_files,
        "linked_data": linked_data.data_set(views_as_files["tables"], ask),
        "tables": [{"name": name, "rows": site.snapshot.tables.get(name)} for name in schema.CONTENT],
        "cite": cite(ask),
        "here": ask.host,
    }


def history(ask: Ask) -> list[dict[str, Any]]:
    """Return the snapshots published so far, newest first, each with whether its file still exists."""
    try:
        described = json.loads((ask.site.public / "history.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    entries = described.get("snapshots", []) if isinstance(described, dict) else described
    kept = [
        {**entry, "there": (ask.site.public / str(entry.get("file", ""))).is_file(), "changed": changed(entry)}
        for entry in entries
        if isinstance(entry, dict)
    ]
    return sorted(kept, key=lambda entry: str(entry.get("created", "")), reverse=True)[:60]


def tidy(ask: Ask, snapshots: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the views' files of the snapshot that is served, by view, and why others were not made.

    `tables`: name, rows and files (format, file, size, sha256, cut); `not_made`: the files' names, code and reason, each reason once.
    """
    found = next((entry.get("tidy") or {} for entry in snapshots if entry.get("id") == ask.site.snapshot.id), {})
    tables: dict[str, dict[str, Any]] = {}
    for file in found.get("files", ()):
        if (ask.site.public / str(file["file"])).is_file():
            entry = tables.setdefault(file["table"], {"name": file["table"], "rows": file["rows"], "files": []})
            entry["files"].append(file)
    reasons: dict[tuple[str, str], list[str]] = {}
    for each in found.get("not_made", ()):
        reasons.setdefault((each["code"], each["why"]), []).append(f"{each['table']}.{each['format']}")
    missing = [{"names": ", ".join(names), "code": code, "why": why} for (code, why), names in reasons.items()]
    return {"tables": list(tables.values()), "not_made": missing}


def changed(entry: dict[str, Any]) -> int | None:
    """Return the number of changes since the previous snapshot; None if there was none or it could not be compared."""
    changes = entry.get("changes") or {}
    return sum(changes["rows"].values()) if "file" in changes else None


def cite(ask: Ask) -> str:
    """Return one line that identifies what was used, so that others find the same bytes."""
    snapshot = ask.site.snapshot
    snapshot_line = f"{snapshot.id}, {snapshot.day}, SHA-256 {snapshot.sha256}, {ask.host}/download"
    return ask.say(
        f"政府信息公开档案（gongkai），快照 {snapshot_line}", f"gongkai: archive of Chinese government disclosure, snapshot {snapshot_line}"
    )


def dictionary(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return every view, table and column with its type and both descriptions; views that an older snapshot lacks are left out."""
    held = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'view'")}
    described = [(name, words) for name, words in views.descriptions().items() if name in held]
    return {"tables": [*(of_view(name, words) for name, words in described), *(of_table(connection, name, ask) for name in schema.CONTENT)]}


def of_view(name: str, words: dict[str, Any]) -> dict[str, Any]:
    """Return a view's entry of the dictionary."""
    columns = [
        {"name": column, "type": kind, "key": column in words["key"], "zh": zh, "en": en}
        for column, (zh, en, kind) in words["columns"].items()
    ]
    return {"name": name, "zh": words["zh"], "en": words["en"], "columns": columns, "rows": None}


def of_table(connection: Any, name: str, ask: Ask) -> dict[str, Any]:
    """Return a table's entry of the dictionary."""
    described = schema.descriptions().get(name, {"zh": "", "en": "", "columns": {}})
    columns = [
        {
            "name": row[1],
            "type": row[2],
            "key": bool(row[5]),
            "zh": described["columns"].get(row[1], ("", ""))[0],
            "en": described["columns"].get(row[1], ("", ""))[1],
        }
        for row in connection.execute(f"PRAGMA main.table_info([{name}])")
    ]
    return {"name": name, "zh": described["zh"], "en": described["en"], "columns": columns, "rows": ask.site.snapshot.tables.get(name)}
