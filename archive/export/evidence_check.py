#!/usr/bin/env python3
"""Checks this bundle with Python's standard library and, for time stamps and signatures, openssl and ssh-keygen.

    python3 verify.py [--ca FILE] [--signers FILE]

FILE of --ca: certificates of the time-stamping authority. FILE of --signers: who may sign manifests, as `ssh-keygen -Y verify` reads it.
Every claim is checked against the records: files by SHA256SUMS; each record's length, type, place, hash and path by the manifest of
its run; the address by the records; roots and the chain by the manifests. Anything empty, missing, unknown or repeated is refused.
What the records cannot prove is on lines that begin with "not checked". Exits with 0 if everything matches, else with 1 and the reason.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROOF = {"document", "url", "title", "records"}
ENTRY = {"file", "run", "warc", "offset", "length", "type", "leaf", "path"}
MANIFEST = {"run", "previous", "files", "root"}
FILE = {"name", "size", "sha256", "records", "root"}
NEEDED = {"proof.json", "verify.py", "README.txt"}
PROOF_HEAD = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"  # version 1 of the form, SHA-256
HEX = re.compile(r"[0-9a-f]{64}")
LARGEST = 1 << 30  # bytes of a record, unpacked


class Broken(Exception):
    """The bundle is not as gongkai writes it."""


def need(holds: object, sentence: str) -> None:
    """Raise Broken unless the condition holds."""
    if not holds:
        raise Broken(sentence)


def object_of(text: bytes, name: str) -> Any:
    """Return a JSON document in which no key occurs twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), f"{name}: a key occurs twice")
        return dict(pairs)

    return json.loads(text.decode("utf-8"), object_pairs_hook=once)


def shaped(value: Any, keys: set[str], name: str) -> dict[str, Any]:
    """Return a JSON object that has exactly these keys."""
    need(isinstance(value, dict) and set(value) == keys, f"{name}: its keys are not {', '.join(sorted(keys))}")
    return dict(value)


def number(value: Any, name: str) -> int:
    """Return an integer of 0 or more."""
    need(type(value) is int and value >= 0, f"{name}: is not an integer")
    return int(value)


def text(value: Any, name: str) -> str:
    """Return a text that is not empty."""
    need(isinstance(value, str) and value, f"{name}: is no text")
    return str(value)


def digest(value: Any, name: str) -> str:
    """Return a SHA-256 in hexadecimal."""
    need(isinstance(value, str) and HEX.fullmatch(value), f"{name}: is no SHA-256")
    return str(value)


def check_sums() -> list[str]:
    """Compare every file of the folder with SHA256SUMS, both ways; return the names of the files."""
    sums = (HERE / "SHA256SUMS").read_bytes()
    lines = sums.decode("utf-8").split("\n")
    need(lines.pop() == "" and lines, "SHA256SUMS: is empty or cut")
    pairs = [re.fullmatch(r"([0-9a-fA-F]{64})  (\S.*)", line) for line in lines]
    need(all(pairs), "SHA256SUMS: a line is no digest and name")
    stated = {pair[2]: pair[1].lower() for pair in pairs if pair}
    need(len(stated) == len(lines), "SHA256SUMS: a name occurs twice")
    held = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if not path.is_dir()} - {"SHA256SUMS"}
    for name in sorted(held ^ set(stated)):
        need(False, f"{name}: is not in SHA256SUMS" if name in held else f"{name}: is missing")
    need(held >= NEEDED, f"{', '.join(sorted(NEEDED - held))}: missing")
    for name, expected in stated.items():
        need(not (HERE / name).is_symlink(), f"{name}: is a link")
        need(hashlib.sha256((HERE / name).read_bytes()).hexdigest() == expected, f"{name}: is not the file SHA256SUMS names")
    return sorted(held)


def check_manifest(path: Path) -> dict[str, Any]:
    """Return a manifest after checking its shape and root."""
    name = f"manifests/{path.name}"
    stated = shaped(object_of(path.read_bytes(), name), MANIFEST, name)
    need(stated["run"] == path.stem, f"{name}: is not of the run its name says")
    need(isinstance(stated["files"], list) and stated["files"], f"{name}: names no files")
    for file in stated["files"]:
        shaped(file, FILE, f"{name} files")
        text(file["name"], f"{name} name")
        need(number(file["size"], f"{name} size") and number(file["records"], f"{name} records"), f"{name}: a file of nothing")
        digest(file["sha256"], f"{name} sha256"), digest(file["root"], f"{name} root")
    names = [file["name"] for file in stated["files"]]
    need(names == sorted(set(names)), f"{name}: files are doubled or out of order")
    need(stated["root"] == root_of([bytes.fromhex(file["root"]) for file in stated["files"]]), f"{name}: its root is not that of its files")
    if stated["previous"] is not None:
        before = shaped(stated["previous"], {"run", "sha256"}, f"{name} previous")
        text(before["run"], f"{name} previous run"), digest(before["sha256"], f"{name} previous sha256")
        need(before["run"] < stated["run"], f"{name}: the run before it is no earlier one")
    return stated


def root_of(leaves: list[bytes]) -> str:
    """Return the root over hashes; an odd last hash moves up unchanged."""
    while len(leaves) > 1:
        above = [hashlib.sha256(b"\x01" + leaves[at] + leaves[at + 1]).digest() for at in range(0, len(leaves) - 1, 2)]
        leaves = above + leaves[len(above) * 2 :]
    return leaves[0].hex()


def check_chain(manifests: dict[str, dict[str, Any]], runs: set[str]) -> list[str]:
    """Check each manifest's `previous` against the manifest it names; return what could not be checked for lack of it."""
    unchecked = []
    for run, manifest in manifests.items():
        before = manifest["previous"]
        if before is None:
            unchecked.append(f"manifests/{run}.json: previous, run and sha256: it says it is the first of its archive")
        elif before["run"] in manifests:
            data = (HERE / "manifests" / f"{before['run']}.json").read_bytes()
            need(
                hashlib.sha256(data).hexdigest() == before["sha256"],
                f"manifests/{run}.json: the manifest before it is not the one it names",
            )
        else:
            need(run not in runs, f"manifests/{before['run']}.json: is missing, the manifest before that of {run}")
            unchecked.append(f"manifests/{run}.json: previous, run and sha256: that manifest is not in this bundle")
    named = {manifest["previous"]["run"] for run, manifest in manifests.items() if run in runs and manifest["previous"]}
    need(set(manifests) == runs | named, "manifests: one belongs to no record")
    return unchecked


def check_record(entry: dict[str, Any], manifests: dict[str, dict[str, Any]]) -> tuple[int, dict[str, str], bytes]:
    """Check one record against the claims about it; return its number in its file, its fields and its block."""
    name = text(shaped(entry, ENTRY, "proof.json records")["file"], "proof.json file")
    offset, length = number(entry["offset"], f"{name} offset"), number(entry["length"], f"{name} length")
    warc = text(entry["warc"], f"{name} warc")
    stem = warc.rpartition("/")[2].removesuffix(".warc.gz")
    need(name == f"records/{stem}-{offset:010d}-{entry['type']}.warc.gz", f"{name}: is not named after warc, offset and type")
    data = (HERE / name).read_bytes()
    need(len(data) == length, f"{name}: length is not {length}")
    leaf = hashlib.sha256(b"\x00" + data).digest()
    need(entry["leaf"] == leaf.hex(), f"{name}: leaf is not the hash of its bytes")
    files = {file["name"]: file for file in manifests.get(text(entry["run"], f"{name} run"), {"files": []})["files"]}
    need(warc in files, f"{name}: the manifest of {entry['run']} names no {warc}")
    need(offset + length <= files[warc]["size"], f"{name}: is beyond the end of {warc}")
    place = climb(leaf, entry["path"], files[warc], name)
    fields, block = unpacked(data, name)
    need(fields.get("warc-type") == entry["type"], f"{name}: is of another type")
    return place, fields, block


def climb(leaf: bytes, path: Any, file: dict[str, Any], name: str) -> int:
    """Follow a record's hash up its path to the root in the manifest; return the record's number in its file, from 0."""
    need(isinstance(path, list), f"{name}: its path is no list")
    steps = [(step[0], bytes.fromhex(digest(step[1], f"{name} path"))) for step in path if isinstance(step, list) and len(step) == 2]
    need(len(steps) == len(path) and all(side in ("left", "right") for side, _ in steps), f"{name}: its path is no path")
    here = leaf
    for side, other in steps:
        here = hashlib.sha256(b"\x01" + (other + here if side == "left" else here + other)).digest()
    need(here.hex() == file["root"], f"{name}: its path does not lead to the root of {file['name']}")
    return place_of([side for side, _ in steps], file["records"], name)


def place_of(sides: list[str], count: int, name: str) -> int:
    """Return the number of the leaf whose siblings lie on these sides, up to the root over so many leaves, in as many steps as levels."""
    place, left = 0, list(sides)
    for level in reversed(range((count - 1).bit_length())):
        place *= 2
        if place + 1 < -(-count >> level):  # else it is the last of its level, without a sibling
            need(left, f"{name}: its path is not one of a file with {count} records")
            place += left.pop() == "left"
    need(not left, f"{name}: its path is not one of a file with {count} records")
    return place


def unpacked(data: bytes, name: str) -> tuple[dict[str, str], bytes]:
    """Return the fields (names in lower case) and the block of one WARC record in one gzip member."""
    unpacker = zlib.decompressobj(31)
    try:
        record = unpacker.decompress(data, LARGEST)
    except zlib.error:
        record = b""
    need(record and unpacker.eof and not unpacker.unused_data, f"{name}: is not one complete gzip member")
    head, mark, rest = record.partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    fields = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    length = fields.get("content-length", "")
    need(mark and version.startswith("WARC/1.") and length.isdigit(), f"{name}: is no WARC record")
    need(len(rest) == int(length) + 4 and rest.endswith(b"\r\n\r\n"), f"{name}: its block is not as long as it says")
    block, stated = rest[:-4], fields.get("warc-block-digest", "")
    if stated.startswith("sha256:"):
        need(stated[7:] == hashlib.sha256(block).hexdigest(), f"{name}: its block is not the one of WARC-Block-Digest")
    return fields, block


def check_records(proof: dict[str, Any], manifests: dict[str, dict[str, Any]], held: list[str]) -> None:
    """Check all records against the proof: complete, no duplicates, in order, each file's first included, one of the address."""
    entries = proof["records"]
    need(isinstance(entries, list) and entries, "proof.json: names no records")
    found = [(entry, *check_record(entry, manifests)) for entry in entries]
    names = [entry["file"] for entry in entries]
    need(
        sorted(names) == [name for name in held if name.startswith("records/")] and len(set(names)) == len(names),
        "records: more than proof.json names",
    )
    for warc in {entry["warc"] for entry in entries}:
        of_file = sorted(
            (entry["offset"], place, entry["length"], entry["run"], block) for entry, place, _, block in found if entry["warc"] == warc
        )
        places = [place for _, place, *_ in of_file]
        need(places == sorted(set(places)), f"{warc}: offsets are not in the order of its records")
        own = sorted((entry for entry in entries if entry["warc"] == warc), key=lambda entry: entry["offset"])
        members = [(HERE / entry["file"]).read_bytes() for entry in own]
        check_whole(manifests[of_file[0][3]], warc, of_file[-1][0] + of_file[-1][2], members, places[-1])
        need(all(a[0] + a[2] <= b[0] for a, b in pairwise(of_file)), f"{warc}: records overlap")
        first, run = of_file[0], re.search(rb"^run: *(\S+)", of_file[0][4], re.M)
        need(first[0] == 0 and places[0] == 0, f"{warc}: its first record is missing")
        need(run and {row[3] for row in of_file} == {run[1].decode("utf-8", "replace")}, f"{warc}: its first record names another run")
    address = text(proof["url"], "proof.json url").partition("#")[0]
    need(address in {fields.get("warc-target-uri") for _, _, fields, _ in found}, f"proof.json: url: no record is of {address}")


def check_whole(manifest: dict[str, Any], warc: str, end: int, members: list[bytes], last: int) -> None:
    """Check a file's size by the end of its last record, and its digest by its records if the bundle has them all."""
    (file,) = (file for file in manifest["files"] if file["name"] == warc)
    need(last < file["records"] - 1 or end == file["size"], f"{warc}: its size is not where its last record ends")
    if len(members) == file["records"]:
        need(hashlib.sha256(b"".join(members)).hexdigest() == file["sha256"], f"{warc}: its sha256 is not that of its records")


def check_proofs() -> None:
    """Check that every OpenTimestamps proof begins with the digest of its manifest; where it leads, a tool of its own says."""
    for proof in sorted((HERE / "manifests").glob("*.ots")):
        digest = hashlib.sha256(proof.with_suffix("").read_bytes()).digest()
        need(proof.read_bytes().startswith(PROOF_HEAD + digest), f"manifests/{proof.name}: is no OpenTimestamps proof of its manifest")


def check_tokens(authority: str) -> list[str]:
    """Verify the time stamps with openssl; return what is wrong."""
    tokens = sorted((HERE / "manifests").glob("*.tsr"))
    faults = [] if tokens else ["manifests: there is no time stamp to check"]
    for token in tokens:
        manifest = token.with_name(token.name.split(".json.")[0] + ".json")
        call = ["openssl", "ts", "-verify", "-data", str(manifest), "-in", str(token), "-CAfile", authority]
        if subprocess.run(call, capture_output=True, check=False).returncode:
            faults.append(f"manifests/{token.name}: openssl does not find it to be a time stamp of {manifest.name} by that authority")
    return faults


def check_signatures(signers: str) -> list[str]:
    """Verify the signature of every manifest with ssh-keygen; return what is wrong."""
    faults = []
    for manifest in sorted((HERE / "manifests").glob("*.json")):
        signature = manifest.with_name(f"{manifest.name}.sig")
        call = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "gongkai", "-n", "gongkai-manifest", "-s", str(signature)]
        if not signature.is_file() or subprocess.run(call, input=manifest.read_bytes(), capture_output=True, check=False).returncode:
            faults.append(f"manifests/{manifest.name}: is not signed by anybody --signers names")
    return faults


def check() -> list[str]:
    """Check everything; return the lines to print, raise Broken at the first claim that does not hold."""
    held = check_sums()
    manifests = {path.stem: check_manifest(path) for path in sorted((HERE / "manifests").glob("*.json"))}
    need(manifests, "manifests: none found")
    proof = shaped(object_of((HERE / "proof.json").read_bytes(), "proof.json"), PROOF, "proof.json")
    check_records(proof, manifests, held)
    check_proofs()
    unchecked = check_chain(manifests, {entry["run"] for entry in proof["records"]})
    unchecked += [
        "proof.json: document, title and what follows # in its url: the records do not contain them",
        "README.txt and verify.py: only SHA256SUMS vouches for them",
    ]
    unchecked += [
        f"manifests/{run}.json: size, sha256, records and name of its files: the WARC files are not in this bundle" for run in manifests
    ]
    apart = [name for name in held if name.startswith("manifests/") and not name.endswith(".json")]
    unchecked += [f"{name}: needs --ca, --signers or a tool of its own" for name in apart]
    return [f"{len(proof['records'])} records of {proof['url']} fit their manifests", *(f"not checked: {line}" for line in unchecked)]


def checked() -> tuple[list[str], list[str]]:
    """Return the lines to print and what is wrong."""
    try:
        return check(), []
    except Broken as error:
        return [], [str(error)]
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        return [], [f"the bundle is not as it was written: {type(error).__name__}"]


def main(words: list[str]) -> int:
    """Check everything and print the result."""
    lines, faults = checked()
    for option, work in (("--ca", check_tokens), ("--signers", check_signatures)):
        if option in words:
            faults += work(words[words.index(option) + 1])
    print("\n".join(faults or lines))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
