"""The evidence for one document in one ZIP: its records, the manifests of their runs, the path between them, and a verifier."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from archive import manifests, merkle, records, schema
from archive.durable import made, placed
from archive.faults import spoken
from archive.wacz import info
from parsers.contract import GongkaiError, Home, UsageError
from parsers.warc import record_at

PLACES = """
    SELECT c.warc, c.offset, c.record_length FROM captures c WHERE c.document_id = :document
    UNION SELECT o.warc, o.offset, o.record_length FROM captures c JOIN captures o ON o.id = c.revisit_of WHERE c.document_id = :document
    ORDER BY 1, 2"""
Entry = dict[str, Any]


def export(home: Home, folder: Path, document: str) -> dict[str, int]:
    """Given a document's id, write evidence-ID.zip into the folder; return how many records it holds.

    UsageError for an unknown document, GongkaiError where a run has no manifest yet.
    """
    with spoken(folder), closing(schema.connect(home.database, readonly=True)) as connection:
        row = connection.execute("SELECT url, title, parent_id, kind FROM documents WHERE id = ?", (document,)).fetchone()
        if row is None:
            raise UsageError(f"there is no document {document!r}; gongkai search --json shows the ids")
        owner = row[2] if row[3] == "part" else document
        made(folder)
        path = folder / f"evidence-{document}.zip"
        return {path.name: write(home, connection, path, {"document": document, "url": row[0], "title": row[1]}, owner)}


def write(home: Home, connection: sqlite3.Connection, path: Path, about: dict[str, Any], owner: str) -> int:
    """Write the bundle and put it in place when it is whole; return how many records it holds."""
    contents: dict[str, bytes] = {}
    entries = list(proven(home, connection, owner, contents))
    for run in sorted({entry["run"] for entry in entries}):
        add_manifest(home, run, contents)
    contents["proof.json"] = (json.dumps({**about, "records": entries}, ensure_ascii=False, indent=1) + "\n").encode()
    for name, source in (("verify.py", "evidence_check.py"), ("README.txt", "evidence.txt")):
        contents[name] = files("archive").joinpath(source).read_bytes()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(contents.items()))
    beside = path.with_suffix(".new")
    with ZipFile(beside, "w") as bundle:
        for name, data in sorted({**contents, "SHA256SUMS": sums.encode()}.items()):
            bundle.writestr(info(name, ZIP_DEFLATED), data)
    placed(beside, path)
    return len(entries)


def proven(home: Home, connection: sqlite3.Connection, owner: str, contents: dict[str, bytes]) -> list[Entry]:
    """Put every record of a document's fetches into the contents; return for each where it lay and its path to the root."""
    places: dict[str, list[tuple[int, int]]] = {}
    for name, offset, length in connection.execute(PLACES, {"document": owner}):
        places.setdefault(name, []).append((offset, offset + length))
    runs = {file.name: run for run, found in manifests.by_run(home.warc).items() for file in found}
    return [entry for name, spans in places.items() for entry in of_file(home, name, spans, runs.get(name), contents)]


def of_file(home: Home, name: str, spans: list[tuple[int, int]], run: str | None, contents: dict[str, bytes]) -> list[Entry]:
    """The proven records of one WARC file; its first, which says who made it, is always among them."""
    if run is None:
        raise GongkaiError(f"{name} does not tell of which run it is, so no manifest covers it")
    leaves = manifests.leaves_of(home.warc, name)
    hashes = [leaf for _, leaf in leaves]
    entries = []
    with records.opened(home.warc, name) as stream:
        for number, (member, leaf) in enumerate(leaves):
            if number and not any(start <= member.offset < end for start, end in spans):
                continue
            kind = record_at(stream, member.offset).type
            stream.seek(member.offset)
            file = f"records/{Path(name).name.removesuffix('.warc.gz')}-{member.offset:010d}-{kind}.warc.gz"
            contents[file] = stream.read(member.length)
            entries.append({"file": file, "run": run, "warc": name, "offset": member.offset, "length": member.length, "type": kind,
                            "leaf": leaf.hex(), "path": merkle.path(hashes, number)})
    return entries


def add_manifest(home: Home, run: str, contents: dict[str, bytes]) -> None:
    """Put a run's manifest, the one before it, and their time stamps into the contents."""
    path = manifests.folder(home) / f"{run}.json"
    if not path.exists():
        raise GongkaiError(f"run {run} has no manifest in {manifests.folder(home)} yet; run gongkai snapshot first")
    before = manifests.read(path)["previous"]
    for name in (run, before["run"] if before else run):
        for found in sorted(manifests.folder(home).glob(f"{name}.json*")):
            contents[f"manifests/{found.name}"] = found.read_bytes()
