#!/usr/bin/env python3
"""Checks this bundle with Python's standard library and, for time stamps, openssl; nothing of gongkai is needed.

    python3 verify.py [--ca FILE]     FILE: certificates of the time-stamping authority, to check its tokens

Every file is held against SHA256SUMS. Every record is hashed and led up to the root of its WARC file; the roots stand in the run's
manifest, and each manifest names the digest of the one before. It ends with 0 if all fits, with 1 and what does not fit otherwise.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def climbed(data: bytes, steps: list[list[str]]) -> str:
    """Lead the hash of a record up its path."""
    here = hashlib.sha256(b"\x00" + data).digest()
    for side, other in steps:
        pair = bytes.fromhex(other) + here if side == "left" else here + bytes.fromhex(other)
        here = hashlib.sha256(b"\x01" + pair).digest()
    return here.hex()


def of_sums() -> list[str]:
    """What is wrong with the files as SHA256SUMS has them; sha256sum -c says the same, of this script too."""
    lines = (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    return [f"{name}: is not the file SHA256SUMS names" for name, digest in told.items()
            if not (HERE / name).is_file() or hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest]


def of_record(entry: dict[str, Any], manifests: dict[str, Any]) -> list[str]:
    """What is wrong with one record."""
    data = (HERE / entry["file"]).read_bytes()
    files = {file["name"]: file for file in manifests.get(entry["run"], {}).get("files", [])}
    faults = []
    if climbed(data, entry["path"]) != files.get(entry["warc"], {}).get("root"):
        faults.append(f"{entry['file']}: its path does not lead to the root of {entry['warc']} in the manifest of {entry['run']}")
    try:
        head, _, rest = gzip.decompress(data).partition(b"\r\n\r\n")
    except (OSError, EOFError, zlib.error):
        return [*faults, f"{entry['file']}: is no whole gzip member"]
    fields = dict(line.split(": ", 1) for line in head.decode("utf-8", "replace").split("\r\n")[1:] if ": " in line)
    told = fields.get("WARC-Block-Digest", "")
    block = rest[:int(fields.get("Content-Length", 0))]
    if told.startswith("sha256:") and told[7:] != hashlib.sha256(block).hexdigest():
        faults.append(f"{entry['file']}: its block is not the one of WARC-Block-Digest")
    return faults


def of_chain(manifests: dict[str, Any]) -> list[str]:
    """What is wrong with the chain of the manifests that are here."""
    faults = []
    for run, manifest in manifests.items():
        before = manifest.get("previous")
        path = HERE / "manifests" / f"{before['run']}.json" if before else None
        if path and path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != before["sha256"]:
            faults.append(f"manifests/{run}.json: the manifest before it is not the one it names")
    return faults


def of_tokens(authority: str) -> list[str]:
    """What is wrong with the time stamps."""
    faults = []
    for token in sorted((HERE / "manifests").glob("*.tsr")):
        manifest = token.with_name(token.name.split(".json.")[0] + ".json")
        call = ["openssl", "ts", "-verify", "-data", str(manifest), "-in", str(token), "-CAfile", authority]
        if subprocess.run(call, capture_output=True, check=False).returncode:
            faults.append(f"manifests/{token.name}: openssl does not find it to be a time stamp of {manifest.name} by that authority")
    return faults


def main(words: list[str]) -> int:
    """Check everything and say what was found."""
    faults, found = [], ""
    try:
        faults += of_sums()
        manifests = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "manifests").glob("*.json"))}
        proof = json.loads((HERE / "proof.json").read_text(encoding="utf-8"))
        faults += [fault for entry in proof["records"] for fault in of_record(entry, manifests)] + of_chain(manifests)
        found = f"{len(proof['records'])} records of {proof['url']} fit their manifests"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        faults.append(f"the bundle is not as it was written: {type(error).__name__}: {error}")
    if "--ca" in words:
        faults += of_tokens(words[words.index("--ca") + 1])
    print("\n".join(faults) or found)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
