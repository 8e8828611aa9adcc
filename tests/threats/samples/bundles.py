"""A small evidence bundle and two verifiers of it, to prove the forgeries: a strict one that keeps the oracle, a careless one.

Neither is the project's: they show that the oracle can be kept and that it catches who does not keep it.
"""

import base64
import gzip
import hashlib
import json
from typing import Any

from tests.threats.forged_evidence import Bundle, Verdict
from tests.threats.forged_files import _records


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _record(kind: str, block: bytes, url: str = "http://127.0.0.1/report.html") -> bytes:
    digest = "sha1:" + base64.b32encode(hashlib.sha1(block.partition(b"\r\n\r\n")[2], usedforsecurity=False).digest()).decode()
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2026-01-02T03:04:05Z",
        f"WARC-Payload-Digest: {digest}",
    ]
    return "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def bundle() -> Bundle:
    """Return a bundle of one request and one response, their claim, the Merkle path to a root, a manifest and a note."""
    records = [
        _record("request", b"GET /report.html HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        _record("response", b"HTTP/1.1 200 OK\r\n\r\n<p>report</p>"),
    ]
    members = [gzip.compress(record, mtime=0) for record in records]
    leaf, sibling = _sha256(records[1]), _sha256(b"another record")
    claim = {
        "url": "http://127.0.0.1/report.html",
        "fetched_at": "2026-01-02T03:04:05Z",
        "status": 200,
        "offset": len(members[0]),
        "length": len(members[1]),
        "payload_digest": records[1].split(b"Payload-Digest: ")[1].split(b"\r\n")[0].decode(),
        "title": "report",
        "path": [{"side": "right", "digest": sibling}],
        "root": _sha256((leaf + sibling).encode()),
    }
    files = {"records.warc.gz": b"".join(members), "claim.json": json.dumps(claim).encode()}
    manifest = {"files": [{"file": name, "sha256": _sha256(data), "size": len(data)} for name, data in files.items()]}
    return {**files, "manifest.json": json.dumps(manifest).encode(), "README.txt": b"How to check this bundle.\n"}


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def strict(files: Bundle) -> Verdict:
    """Verify every claim against the records; name what is not covered."""
    try:
        manifest = json.loads(files["manifest.json"], object_pairs_hook=_pairs)
        listed = {entry["file"]: entry for entry in manifest["files"]}
        if set(listed) != {"records.warc.gz", "claim.json"} or len(manifest["files"]) != 2 or set(manifest) != {"files"}:
            return Verdict(20, "the manifest does not list the files of a bundle")
        for name, entry in listed.items():
            if (
                set(entry) != {"file", "sha256", "size"}
                or (_sha256(files[name]), len(files[name])) != (entry["sha256"], entry["size"])
                or type(entry["size"]) is not int
            ):
                return Verdict(20, f"{name} is not what the manifest says")
        wrong = _wrong_claim(json.loads(files["claim.json"], object_pairs_hook=_pairs), files["records.warc.gz"])
    except (KeyError, ValueError, TypeError, IndexError, OSError) as error:
        return Verdict(20, f"the bundle cannot be read: {error!r}")
    notes = ", ".join(sorted(set(files) - {"records.warc.gz", "claim.json", "manifest.json"}))
    return Verdict(20, wrong) if wrong else Verdict(0, f"right; not checked: title, README.txt, {notes}")


def _wrong_claim(claim: dict[str, Any], warc: bytes) -> str:
    member = warc[claim["offset"] : claim["offset"] + claim["length"]]
    record = gzip.decompress(member)
    head, _, rest = record.partition(b"\r\n\r\n")
    block = rest[:-4]
    lines = head.decode().split("\r\n")[1:]
    fields = dict(line.split(": ", 1) for line in lines)
    payload = base64.b32encode(hashlib.sha1(block.partition(b"\r\n\r\n")[2], usedforsecurity=False).digest()).decode()
    digest = _sha256(record)
    for step in claim["path"]:
        digest = _sha256((digest + step["digest"] if step["side"] == "right" else step["digest"] + digest).encode())
    whole = list(_records(warc, packed=True))
    held = {
        "url": fields["WARC-Target-URI"],
        "fetched_at": fields["WARC-Date"],
        "status": int(block.split(b" ")[1]),
        "root": digest,
        "offset": len(warc) - len(member),
        "length": len(member),
        "payload_digest": f"sha1:{payload}",
        "title": claim.get("title"),
        "path": claim["path"],
    }
    if (
        fields["WARC-Payload-Digest"] != held["payload_digest"]
        or int(fields["Content-Length"]) != len(block)
        or len(whole) != 2
        or not claim["path"]
    ):
        return "the record's own digest or length is wrong"
    if any(key not in claim or claim[key] != value or type(claim[key]) is not type(value) for key, value in held.items() if key != "title"):
        return f"the claim is not what the record says: {sorted(held)}"
    request = dict(line.split(": ", 1) for line in whole[0].partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:])
    body = whole[0].partition(b"\r\n\r\n")[2][:-4]
    empty = "sha1:" + base64.b32encode(hashlib.sha1(body.partition(b"\r\n\r\n")[2], usedforsecurity=False).digest()).decode()
    same = request["WARC-Target-URI"] == claim["url"] and request["WARC-Date"] == claim["fetched_at"] and request["WARC-Type"] == "request"
    right = (
        same
        and fields["WARC-Type"] == "response"
        and int(request["Content-Length"]) == len(body)
        and request["WARC-Payload-Digest"] == empty
    )
    return "" if right else "the request is not the response's"


def careless(files: Bundle) -> Verdict:
    """Verify only the files that a manifest lists, where there is one: what is empty or missing passes."""
    try:
        listed = json.loads(files.get("manifest.json") or b"{}")
    except ValueError:
        return Verdict(20, "the manifest cannot be read")
    entries = listed.get("files", []) if isinstance(listed, dict) else []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("file") in files and _sha256(files[entry["file"]]) != entry.get("sha256"):
            return Verdict(20, f"{entry['file']} is not what the manifest says")
    return Verdict(0, "right")
