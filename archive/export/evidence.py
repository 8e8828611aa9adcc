"""The evidence for one document in one ZIP: its records, the manifests of their runs, the hash paths between them, and a verifier."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from archive.export.wacz import info
from archive.store import schema, warc_files
from archive.verify import manifests, merkle
from gongkai import disk
from gongkai.errors import GongkaiError, UsageError
from gongkai.home import Home
from gongkai.warc_reader import record_at

PLACES = """
    SELECT c.warc, c.offset, c.record_length FROM captures c WHERE c.document_id = :document
    UNION SELECT o.warc, o.offset, o.record_length FROM captures c JOIN captures o ON o.id = c.revisit_of WHERE c.document_id = :document
    ORDER BY 1, 2"""
Entry = dict[str, Any]


def export(home: Home, folder: Path, document: str) -> dict[str, int]:
    """Write evidence-ID.zip for a document into a folder; return the number of records in it.

    Raises UsageError for an unknown document, GongkaiError if a run has no manifest yet.
    """
    with disk.explained(folder), closing(schema.connect(home.database, readonly=True)) as connection:
        row = connection.execute("SELECT url, title, parent_id, kind FROM documents WHERE id = ?", (document,)).fetchone()
        if row is None:
            raise UsageError(f"there is no document {document!r}; gongkai search --json shows the ids")
        owner = row[2] if row[3] == "part" else document
        disk.make_folder(folder)
        path = folder / f"evidence-{document}.zip"
        return {path.name: write(home, connection, path, {"document": document, "url": row[0], "title": row[1]}, owner)}


def write(home: Home, connection: sqlite3.Connection, path: Path, about: dict[str, Any], owner: str) -> int:
    """Write the bundle and move it into place when complete; return the number of records in it."""
    contents: dict[str, bytes] = {}
    entries = list(proven(home, connection, owner, contents))
    for run in sorted({entry["run"] for entry in entries}):
        add_manifest(home, run, contents)
    contents["proof.json"] = (json.dumps({**about, "records": entries}, ensure_ascii=False, indent=1) + "\n").encode()
    for name, source in (("verify.py", "evidence_check.py"), ("README.txt", "evidence.txt")):
        contents[name] = files("archive.export").joinpath(source).read_bytes()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(contents.items()))
    beside = path.with_suffix(".new")
    with ZipFile(beside, "w") as bundle:
        for name, data in sorted({**contents, "SHA256SUMS": sums.encode()}.items()):
            bundle.writestr(info(name, ZIP_DEFLATED), data)
    disk.replace(beside, path)
    return len(entries)


def proven(home: Home, connection: sqlite3.Connection, owner: str, contents: dict[str, bytes]) -> list[Entry]:
    """Add every record of a document's fetches to the contents; return for each its position and its path to the root."""
    places: dict[str, list[tuple[int, int]]] = {}
    for name, offset, length in connection.execute(PLACES, {"document": owner}):
        places.setdefault(name, []).append((offset, offset + length))
    runs = {file.name: run for run, found in manifests.by_run(home.warc).items() for file in found}
    return [entry for name, spans in places.items() for entry in of_file(home, name, spans, runs.get(name), contents)]


def of_file(home: Home, name: str, spans: list[tuple[int, int]], run: str | None, contents: dict[str, bytes]) -> list[Entry]:
    """Return the proven records of one WARC file; its first record, which names the run, is always among them."""
    if run is None:
        raise GongkaiError(f"{name} does not name its run, so no manifest covers it")
    leaves = manifests.leaves_of(home.warc, name)
    hashes = [leaf for _, leaf in leaves]
    entries = []
    with warc_files.opened(home.warc, name) as stream:
        for number, (member, leaf) in enumerate(leaves):
            if number and not any(start <= member.offset < end for start, end in spans):
                continue
            kind = record_at(stream, member.offset).type
            stream.seek(member.offset)
            file = f"records/{Path(name).name.removesuffix('.warc.gz')}-{member.offset:010d}-{kind}.warc.gz"
            contents[file] = stream.read(member.length)
            entries.append(
                {
                    "file": file,
                    "run": run,
                    "warc": name,
                    "offset": member.offset,
                    "length": member.length,
                    "type": kind,
                    "leaf": leaf.hex(),
                    "path": merkle.path(hashes, number),
                }
            )
    return entries


def add_manifest(home: Home, run: str, contents: dict[str, bytes]) -> None:
    """Add a run's manifest, the previous one, and their time stamps to the contents."""
    path = manifests.folder(home) / f"{run}.json"
    if not path.exists():
        raise GongkaiError(f"run {run} has no manifest in {manifests.folder(home)} yet; run gongkai snapshot first")
    before = manifests.read_manifest(path)["previous"]
    for name in (run, before["run"] if before else run):
        for found in sorted(manifests.folder(home).glob(f"{name}.json*")):
            contents[f"manifests/{found.name}"] = found.read_bytes()
