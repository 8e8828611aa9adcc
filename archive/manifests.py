"""What each run archived, under one root and chained to the run before: published, so that nobody can change it unseen, us included.

home/public/manifests/RUN.json; a time-stamp token of it (RFC 3161) may lie beside it as RUN.json.NAME.tsr, an OpenTimestamps proof as
RUN.json.ots. It proves that we held these bytes no later than that time, not that a server sent them.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive import merkle, records
from archive.durable import as_json, made, placed, write
from archive.faults import spoken
from archive.records import File
from parsers.contract import GongkaiError, Home
from parsers.warc import Member, members, record_at

RUN = re.compile(rb"^run: *(\S+)", re.M)
Manifest = dict[str, Any]  # run, previous {run, sha256}, files: [{name, size, sha256, records, root}], root


def folder(home: Home) -> Path:
    """Where a home's manifests lie."""
    return home.public / "manifests"


def publish(home: Home) -> list[Path]:
    """Write the manifest of every run whose files are all closed and that has none yet, in the order of the runs; return the new ones."""
    with spoken(folder(home)):
        made(folder(home))
        new = []
        for run, files in sorted(by_run(home.warc).items()):
            path = folder(home) / f"{run}.json"
            if not path.exists() and not any(file.open for file in files):
                write(path, as_json(manifest(home, run, files)))
                new.append(path)
        return new


def by_run(warc: str) -> dict[str, list[File]]:
    """The WARC files of each run, as their first record tells; files that tell of no run belong to none."""
    found = defaultdict(list)
    for file in records.listed(warc):
        with records.opened(warc, file.name) as stream:
            told = RUN.search(record_at(stream, 0).block)
        if told:
            found[told[1].decode("ascii", "replace")].append(file)
    return found


def manifest(home: Home, run: str, files: list[File]) -> Manifest:
    """Given a run and its files, return its manifest, chained to the newest one there is."""
    entries = [described(home.warc, file) for file in sorted(files, key=lambda file: file.name)]
    last = max(folder(home).glob("*.json"), default=None)
    previous = {"run": last.stem, "sha256": hashlib.sha256(last.read_bytes()).hexdigest()} if last else None
    return {"run": run, "previous": previous, "files": entries, "root": merkle.root([bytes.fromhex(entry["root"]) for entry in entries])}


def described(warc: str, file: File) -> dict[str, Any]:
    """Given a WARC file, return its digest and the root over its gzip members."""
    digest = hashlib.sha256()
    with records.opened(warc, file.name) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    leaves = [leaf for _, leaf in leaves_of(warc, file.name)]
    return {"name": file.name, "size": file.size, "sha256": digest.hexdigest(), "records": len(leaves), "root": merkle.root(leaves)}


def leaves_of(warc: str, name: str) -> list[tuple[Member, bytes]]:
    """Given a WARC file, return each member, its data left out, with the leaf hash of its bytes as they lie in the file."""
    with records.opened(warc, name) as stream:
        places = [Member(member.offset, member.length, b"", member.fault) for member in members(stream)]
    with records.opened(warc, name) as stream:
        return [(place, merkle.leaf(stream.read(place.length))) for place in places]


def time_stamp(path: Path, authority: str) -> Path:
    """Given a manifest and the URL of a time-stamping authority, put its token (RFC 3161) beside it; needs openssl.

    GongkaiError where the authority gives none: the manifest stands without it, ask again later.
    """
    token = path.with_name(f"{path.name}.{urlsplit(authority).hostname}.tsr")
    try:
        query = subprocess.run(["openssl", "ts", "-query", "-data", str(path), "-sha256", "-cert"], capture_output=True, check=True).stdout
        request = urllib.request.Request(authority, query, {"Content-Type": "application/timestamp-query"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            reply = answer.read(1 << 20)
        beside = token.with_suffix(".new")
        beside.write_bytes(reply)
        subprocess.run(["openssl", "ts", "-reply", "-in", str(beside), "-text"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise GongkaiError(f"{authority} gave no time stamp for {path.name} ({error}); the manifest stands, ask again later") from error
    placed(beside, token)
    return token


def read(path: Path) -> Manifest:
    """Given a manifest's file, return it."""
    told: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return told
