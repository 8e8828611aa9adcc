"""Forgeries of an evidence bundle: pure functions over its files, and the oracle of the bundled verifier.

A bundle is a mapping of names to bytes (JSON, WARC, text). Nothing is known of its layout: every leaf of every JSON file, every
header and block of every WARC record, every line of every text file is changed, one by one. `Level.PLAIN` changes one thing;
`Level.REPAIRED` also replaces every digest that other files hold of the changed file, as a forger would.
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from itertools import pairwise

from tests.threats.forged_files import changes_of

Bundle = dict[str, bytes]
TRUSTED = (".py", ".sh", ".bat", ".ps1", ".pub")  # the verifier and the key its user holds: a bundle that changes these has no judge


class Expect(Enum):
    """What the verifier must do: accept, refuse (exit code not 0), say (refuse, or name what it could not check), or either."""

    ACCEPT = "accept"
    EITHER = "either"  # other bytes of the same meaning: a digest may refuse them
    REFUSE = "refuse"
    SAY = "say"


class Level(Enum):
    """How far the forger went."""

    PLAIN = "plain"
    REPAIRED = "repaired"


@dataclass(frozen=True)
class Mutation:
    """One forgery: `apply` makes the bundle anew; `member` and `place` say what was changed, `words` what a notice must name."""

    name: str
    member: str
    place: str
    expect: Expect
    apply: Callable[[], Bundle]
    words: tuple[str, ...] = ()
    level: Level = Level.PLAIN


@dataclass(frozen=True)
class Verdict:
    """What the verifier did with a bundle."""

    exit_code: int
    output: str
    seconds: float = 0.0


def from_zip(data: bytes) -> Bundle:
    """Return the files of a bundle, folders left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def to_zip(bundle: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a bundle as a ZIP, members in the order of the mapping."""
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", method) as archive:
            for name, data in bundle.items():
                archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
        return target.getvalue()


def mutations(bundle: Bundle, informative: Sequence[str] = (), repaired: bool = True, beyond: Sequence[str] = ()) -> Iterator[Mutation]:
    """Yield controls, then forgeries of files, then of what stands in them.

    `informative` names members and JSON keys that claim nothing (a description, a tool's name); changing them must be said, not
    refused. Keys that usually inform only are known; a harness adds the bundle's own. `beyond` names places whose claims are about
    what the bundle does not hold: where all digests are repaired, that they were not checked must be said.
    """
    yield from _controls(bundle)
    yield from _file_forgeries(bundle, informative)
    for member in [name for name in bundle if not name.endswith(TRUSTED)]:
        yield from _content_forgeries(bundle, member, informative, repaired, beyond)


def _controls(bundle: Bundle) -> Iterator[Mutation]:
    yield Mutation("as it is", "", "", Expect.ACCEPT, lambda: dict(bundle))
    yield Mutation("members in another order", "", "", Expect.ACCEPT, lambda: dict(reversed(list(bundle.items()))))


def _without(bundle: Bundle, *names: str) -> Bundle:
    return {name: data for name, data in bundle.items() if name not in names}


def _with(bundle: Bundle, name: str, data: bytes) -> Bundle:
    return {**bundle, name: data}


def _renamed(bundle: Bundle, name: str) -> Bundle:
    return {(key if key != name else f"{name}.bak"): data for key, data in bundle.items()}


def _file_forgeries(bundle: Bundle, informative: Sequence[str]) -> Iterator[Mutation]:
    claims = [name for name in bundle if not name.endswith(TRUSTED)]
    for name in claims:
        inform = is_informative(name, informative)
        expect = Expect.SAY if inform else Expect.REFUSE
        short = name.rsplit("/", 1)[-1]
        for change, data in _damages(bundle[name]):
            yield Mutation(f"{name} {change}", name, change, expect, partial(_with, bundle, name, data), (short,))
        yield Mutation(f"{name} removed", name, "removed", expect, partial(_without, bundle, name), (short,))
        yield Mutation(f"{name} under another name", name, "renamed", expect, partial(_renamed, bundle, name), (short,))
    for one, other in pairwise(claims):
        inform = is_informative(one, informative) and is_informative(other, informative)
        swapped = {**bundle, one: bundle[other], other: bundle[one]}
        if bundle[one] != bundle[other]:
            yield Mutation(
                f"{one} and {other} swapped", one, "swapped", Expect.SAY if inform else Expect.REFUSE, partial(dict, swapped), (one, other)
            )
    yield Mutation("every claim removed", "", "all removed", Expect.REFUSE, lambda: _without(bundle, *claims))
    yield Mutation("every claim emptied", "", "all emptied", Expect.REFUSE, lambda: {**bundle, **dict.fromkeys(claims, b"")})
    yield Mutation(
        "a file added",
        "added.json",
        "added",
        Expect.SAY,
        lambda: {**bundle, "added.json": b'{"url": "http://forged.example/"}'},
        ("added.json",),
    )
    for kind in (".json", ".warc", ".warc.gz"):
        held = [name for name in claims if name.endswith(kind) and not is_informative(name, informative)]
        if held:
            yield Mutation(f"every {kind} removed", "", kind, Expect.REFUSE, partial(_without, bundle, *held))


def _damages(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data:
        yield "emptied", b""
        yield "of zeros", bytes(len(data))
        yield "cut in half", data[: len(data) // 2]
        yield "of one byte less", data[:-1] if data[-1:] not in b"\r\n" else data[:-2]
        yield "with one bit turned", data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
        yield "twice", data * 2


def _content_forgeries(
    bundle: Bundle, member: str, informative: Sequence[str], repaired: bool, beyond: Sequence[str]
) -> Iterator[Mutation]:
    for change in changes_of(member, bundle[member]):
        inform = is_informative(member, informative) or is_informative(change.place, informative)
        plain = Expect.EITHER if change.same else Expect.SAY if inform or change.doubtful else Expect.REFUSE
        words = (member.rsplit("/", 1)[-1], change.place.rsplit("/", 1)[-1])
        yield Mutation(
            f"{member}{change.place} {change.how}", member, change.place, plain, partial(_with, bundle, member, change.data), words
        )
        if repaired and not change.same:
            fixed = repair(bundle, member, change.data)
            if fixed != {**bundle, member: change.data}:
                held = change.against_records and not inform and not change.doubtful and change.place not in beyond
                yield Mutation(
                    f"{member}{change.place} {change.how}, digests repaired",
                    member,
                    change.place,
                    Expect.REFUSE if held else Expect.SAY,
                    partial(dict, fixed),
                    words,
                    Level.REPAIRED,
                )


INFORMATIVE = (
    "readme",
    "title",
    "description",
    "note",
    "comment",
    "software",
    "generator",
    "tool",
    "version",
    "licence",
    "license",
    "contact",
    "language",
    "how_to",
    "about",
    "explanation",
    "site_name",
    "name",
)


def is_informative(place: str, informative: Sequence[str]) -> bool:
    """Tell whether a member or the last key of a place claims nothing that a record could contradict."""
    keys = [key for key in place.lower().split("/") if key and not key.isdigit()] or [""]
    last = keys[-1].removesuffix(".md").removesuffix(".txt").removesuffix(".html")
    return last in INFORMATIVE or place in informative or keys[-1] in informative


def repair(bundle: Bundle, member: str, data: bytes) -> Bundle:
    """Return the bundle with the member changed and every plain digest of its old bytes replaced, again and again until none is left.

    This is what a forger can do without a key: digests in hexadecimal, base64 and base32, lengths in sums are left alone.
    """
    forged = {**bundle, member: data}
    waiting = [(bundle[member], data, member)]
    for _ in range(len(bundle) * 3):
        if not waiting:
            break
        old, new, source = waiting.pop()
        for name, content in list(forged.items()):
            if name == source or name.endswith(TRUSTED):
                continue
            changed = content
            for before, after in zip(_digests(old), _digests(new), strict=True):
                changed = changed.replace(before, after)
            if changed != content:
                waiting.append((content, changed, name))
                forged[name] = changed
    return forged


@lru_cache(maxsize=256)
def _digests(data: bytes) -> list[bytes]:
    found = []
    for algorithm in ("sha256", "sha1", "sha512", "md5"):
        raw = hashlib.new(algorithm, data, usedforsecurity=False).digest()
        found += [raw.hex().encode(), raw.hex().upper().encode(), base64.b64encode(raw), base64.b32encode(raw)]
    return found


def judge(mutation: Mutation, verdict: Verdict) -> list[str]:
    """Return how the verifier failed on a forgery; an empty list is a pass."""
    reasons = ["a traceback"] if "Traceback (most recent call last)" in verdict.output else []
    if mutation.expect is Expect.ACCEPT and verdict.exit_code:
        reasons.append(f"{mutation.name}: refused, though nothing is forged")
    if mutation.expect is Expect.REFUSE and not verdict.exit_code:
        reasons.append(f"{mutation.name}: accepted")
    if verdict.exit_code and not verdict.output.strip():
        reasons.append(f"{mutation.name}: refused without a word")
    if mutation.expect is Expect.SAY and not verdict.exit_code and not _said(mutation, verdict.output):
        reasons.append(f"{mutation.name}: accepted in silence")
    return reasons


def _said(mutation: Mutation, output: str) -> bool:
    lowered = output.lower()
    return any(word and word.lower() in lowered for word in mutation.words) or "not checked" in lowered or "未核" in output
