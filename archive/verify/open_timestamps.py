"""OpenTimestamps proofs of manifests: asked of calendars once, completed when the Bitcoin block is there, written as RUN.json.ots.

A proof of another file, a damaged one, or one that a calendar made up does not count: what it commits to is computed from the manifest.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gongkai import disk

CALENDARS = "GONGKAI_OPENTIMESTAMPS"  # setting: URLs of calendars, parted by blanks
SECONDS = 30.0  # for one question
NEWEST = 30  # manifests that a run still asks about; a block is there within hours


def stamp_missing(folder: Path) -> list[str]:
    """Ask for the proofs that the newest manifests lack, and complete those that are pending; return what failed.

    Calendars come from GONGKAI_OPENTIMESTAMPS. What fails is asked again in the next run.
    """
    calendars = os.environ.get(CALENDARS, "").split()
    if wrong := [number for number, url in enumerate(calendars, 1) if not url.startswith(("https://", "http://"))]:
        return [f"{CALENDARS}: entry {wrong[0]} is no http or https address"]
    if calendars and find_spec("opentimestamps") is None:
        return [f"{CALENDARS} is set and the extra `timestamps` is not installed: no proof was asked for"]
    failures: list[str] = []
    for path in sorted(folder.glob("*.json"))[-NEWEST:] if calendars else []:
        failures += one(path, calendars)
    return list(dict.fromkeys(failures))


def one(path: Path, calendars: list[str]) -> list[str]:
    """Ask for one manifest's proof or complete it; return what failed."""
    from opentimestamps.core.timestamp import DetachedTimestampFile

    proof = proof_of(path)
    try:
        held = read(proof) if proof.exists() else DetachedTimestampFile.from_fd(hash_operation(), io.BytesIO(path.read_bytes()))
    except ValueError as error:
        return [f"{proof.name}: {error}; move it away and it is asked for anew"]
    if held.file_digest != hashlib.sha256(path.read_bytes()).digest():
        return [f"{proof.name}: is a proof of other bytes than {path.name}; move it away and it is asked for anew"]
    before = written(held)
    failures = complete(held, calendars) if proof.exists() else submit(held, calendars)
    if list(held.timestamp.all_attestations()) and written(held) != before:
        beside = proof.with_suffix(".new")
        beside.write_bytes(written(held))
        disk.replace(beside, proof)
    return failures


def submit(held: Any, calendars: list[str]) -> list[str]:
    """Have calendars commit to a digest; return what failed."""
    from opentimestamps.calendar import RemoteCalendar

    failures = []
    for url in calendars:
        try:
            held.timestamp.merge(RemoteCalendar(with_slash(url)).submit(held.file_digest, timeout=SECONDS))
        except Exception as error:  # noqa: BLE001 - a stranger's answer in a library that raises Exception
            failures.append(f"{urlsplit(url).hostname} gave no OpenTimestamps proof ({type(error).__name__}); the next run asks again")
    return failures


def complete(held: Any, calendars: list[str]) -> list[str]:
    """Fetch what leads from the calendars' commitments to a block, of those that were configured or that the library knows."""
    from opentimestamps.calendar import DEFAULT_CALENDAR_WHITELIST, CommitmentNotFoundError, RemoteCalendar

    failures = []
    for commitment, url in pending(held):
        if url.rstrip("/") not in {known.rstrip("/") for known in calendars} and url not in DEFAULT_CALENDAR_WHITELIST:
            continue
        try:
            commitment.merge(RemoteCalendar(with_slash(url)).get_timestamp(commitment.msg, timeout=SECONDS))
        except CommitmentNotFoundError:
            continue  # no block yet
        except Exception as error:  # noqa: BLE001 - a stranger's answer in a library that raises Exception
            failures.append(
                f"{urlsplit(url).hostname} did not complete an OpenTimestamps proof ({type(error).__name__}); the next run asks again"
            )
    return failures


def pending(held: Any) -> list[tuple[Any, str]]:
    """Return what calendars promised for a proof that has no block yet: the commitment and the calendar's URL."""
    from opentimestamps.core.notary import PendingAttestation

    found = [(stamp, mark) for stamp in stamps(held.timestamp) for mark in stamp.attestations]
    if any(not isinstance(mark, PendingAttestation) for _, mark in found):
        return []
    return [(stamp, mark.uri) for stamp, mark in found]


def blocks(held: Any) -> list[int]:
    """Return the heights of the Bitcoin blocks that a proof leads to; whether their headers agree needs a Bitcoin node."""
    from opentimestamps.core.notary import BitcoinBlockHeaderAttestation

    return sorted(mark.height for _, mark in held.timestamp.all_attestations() if isinstance(mark, BitcoinBlockHeaderAttestation))


def stamps(stamp: Any) -> Iterator[Any]:
    """Yield a time stamp and all that follow from it."""
    yield stamp
    for _, following in stamp.ops.items():
        yield from stamps(following)


def read(proof: Path) -> Any:
    """Return a proof; ValueError if it is damaged."""
    from opentimestamps.core.serialize import DeserializationError, StreamDeserializationContext
    from opentimestamps.core.timestamp import DetachedTimestampFile

    try:
        return DetachedTimestampFile.deserialize(StreamDeserializationContext(io.BytesIO(proof.read_bytes())))
    except (DeserializationError, ValueError, RecursionError) as error:
        raise ValueError("is no OpenTimestamps proof") from error


def written(held: Any) -> bytes:
    """Return a proof as a file has it; b"" while nobody has committed to it."""
    from opentimestamps.core.serialize import StreamSerializationContext

    if not list(held.timestamp.all_attestations()):
        return b""
    stream = io.BytesIO()
    held.serialize(StreamSerializationContext(stream))
    return stream.getvalue()


def hash_operation() -> Any:
    """Return the operation by which a manifest is committed to."""
    from opentimestamps.core.op import OpSHA256

    return OpSHA256()


def proof_of(path: Path) -> Path:
    """Return where a manifest's proof lies."""
    return path.with_name(f"{path.name}.ots")


def with_slash(url: str) -> str:
    """Return a calendar's URL as one below which its paths lie."""
    return url if url.endswith("/") else f"{url}/"
