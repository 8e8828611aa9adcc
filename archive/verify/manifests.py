"""What each run archived, under one hash chained to the run before; published, so that nobody, ourselves included, can alter it unnoticed.

home/public/manifests/RUN.json; beside it may be a time-stamp token (RFC 3161) as RUN.json.NAME.tsr and an OpenTimestamps proof as
RUN.json.ots. It proves that we held these bytes no later than that time, not that a server sent them.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import subprocess
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.store import warc_files
from archive.store.warc_files import WarcFile
from archive.verify import merkle
from gongkai import disk
from gongkai.errors import GongkaiError
from gongkai.home import Home
from gongkai.warc_reader import Member, members, record_at

AUTHORITIES = "GONGKAI_TIME_STAMPS"  # setting: URLs of time-stamping authorities, parted by blanks
NEWEST = 30  # manifests that a run still gets tokens for: a month of nights on which an authority was down
NAMESPACE = "gongkai-manifest"  # of signatures: one made for anything else does not count (PROTOCOL.sshsig)
RUN = re.compile(rb"^run: *(\S+)", re.M)
Manifest = dict[str, Any]  # run, previous {run, sha256}, files: [{name, size, sha256, records, root}], root


def folder(home: Home) -> Path:
    """Return the folder of a home's manifests."""
    return home.public / "manifests"


def publish(home: Home) -> list[Path]:
    """Write the missing manifests of runs whose files are all closed, in the order of the runs; return the new ones."""
    with disk.explained(folder(home)):
        disk.make_folder(folder(home))
        new = []
        for run, files in sorted(by_run(home.warc).items()):
            path = folder(home) / f"{run}.json"
            if not path.exists() and not any(file.open for file in files):
                disk.write_file(path, disk.as_json(manifest(home, run, files)))
                if key := os.environ.get("GONGKAI_SIGNING_KEY"):
                    sign(path, Path(key))
                new.append(path)
        return new


def by_run(warc: str) -> dict[str, list[WarcFile]]:
    """Return the WARC files of each run, as their first record names it; files that name no run are left out."""
    found = defaultdict(list)
    for file in warc_files.listed(warc):
        with warc_files.opened(warc, file.name) as stream:
            match = RUN.search(record_at(stream, 0).block)
        if match:
            found[match[1].decode("ascii", "replace")].append(file)
    return found


def manifest(home: Home, run: str, files: list[WarcFile]) -> Manifest:
    """Return the manifest of a run and its files, chained to the newest one."""
    entries = [described(home.warc, file) for file in sorted(files, key=lambda file: file.name)]
    last = max(folder(home).glob("*.json"), default=None)
    previous = {"run": last.stem, "sha256": hashlib.sha256(last.read_bytes()).hexdigest()} if last else None
    return {"run": run, "previous": previous, "files": entries, "root": merkle.root([bytes.fromhex(entry["root"]) for entry in entries])}


def described(warc: str, file: WarcFile) -> dict[str, Any]:
    """Return a WARC file's digest and the root over its gzip members."""
    digest = hashlib.sha256()
    with warc_files.opened(warc, file.name) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    leaves = [leaf for _, leaf in leaves_of(warc, file.name)]
    return {"name": file.name, "size": file.size, "sha256": digest.hexdigest(), "records": len(leaves), "root": merkle.root(leaves)}


def leaves_of(warc: str, name: str) -> list[tuple[Member, bytes]]:
    """Return each member of a WARC file, without its data, and the leaf hash of its bytes as stored."""
    with warc_files.opened(warc, name) as stream:
        places = [Member(member.offset, member.length, b"", member.fault) for member in members(stream)]
    with warc_files.opened(warc, name) as stream:
        return [(place, merkle.leaf(stream.read(place.length))) for place in places]


def sign(path: Path, key: Path) -> Path:
    """Sign a manifest with an operator's SSH key (ed25519), as RUN.json.sig beside it; needs ssh-keygen 8.0 or later.

    Raises GongkaiError if ssh-keygen refuses: the manifest remains, unsigned.
    """
    command = ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(path)]
    try:
        subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        raise GongkaiError(
            f"{path.name} could not be signed with {key.name}; check GONGKAI_SIGNING_KEY (a key without passphrase)"
        ) from error
    return path.with_name(f"{path.name}.sig")


def time_stamp(path: Path, authority: str) -> Path:
    """Get a token (RFC 3161) for a manifest from the time-stamping authority at a URL and store it beside it; needs openssl.

    Raises GongkaiError if the authority gives none: the manifest remains, without a token; try again later.
    """
    host = urlsplit(authority).hostname
    token = path.with_name(f"{path.name}.{host}.tsr")
    try:
        query = subprocess.run(["openssl", "ts", "-query", "-data", str(path), "-sha256", "-cert"], capture_output=True, check=True).stdout
        request = urllib.request.Request(authority, query, {"Content-Type": "application/timestamp-query"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            reply = answer.read(1 << 20)
        beside = token.with_suffix(".new")
        beside.write_bytes(reply)
        subprocess.run(["openssl", "ts", "-reply", "-in", str(beside), "-text"], capture_output=True, check=True)
    except http.client.HTTPException as error:  # its message holds the address, which may hold a key
        raise GongkaiError(f"{host} gave no time stamp for {path.name} ({type(error).__name__}); try again later") from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise GongkaiError(f"{host} gave no time stamp for {path.name} ({error}); try again later") from error
    disk.replace(beside, token)
    return token


def stamp_missing(home: Home) -> list[str]:
    """Get the tokens that the newest manifests lack, from the authorities that GONGKAI_TIME_STAMPS names; return what failed.

    An authority that fails is not asked again in this run; the next run asks for what is missing.
    """
    failures = []
    for number, authority in enumerate(os.environ.get(AUTHORITIES, "").split(), 1):
        if not authority.startswith(("https://", "http://")):
            failures.append(f"{AUTHORITIES}: entry {number} is no http or https address")
            continue
        host = urlsplit(authority).hostname
        for path in sorted(folder(home).glob("*.json"))[-NEWEST:]:
            try:
                if not path.with_name(f"{path.name}.{host}.tsr").exists():
                    time_stamp(path, authority)
            except GongkaiError as error:
                failures.append(str(error))
                break
    return failures


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in a file."""
    match: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return match
