"""What a disk may hold after the power was cut at any call of a run, worked out from the journal injector.c wrote.

Nothing is sure but what was synced: the bytes of a file by fsync of it, a name (created, renamed, removed) by fsync of its folder.
Of all else anything may have arrived, so several ends are tried for each instant; names arrive in their order, bytes in any.
"""

import hashlib
import os
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path

HEAD = struct.Struct("<IIIIQq")
VOLATILE = "-shm"  # SQLite's index of its journal: mapped memory, made anew by whoever opens the database first
SECTOR = 512
ENDS = ("nothing unsynced", "names only", "bytes only", "some of it", "some of it, torn")


@dataclass(frozen=True)
class Call:
    """One call that changed the disk."""

    kind: str  # C create, W write, T truncate, S sync, D sync a folder, R rename, U unlink, M make a folder
    inode: int
    offset: int
    path: str
    other: str
    data: bytes


def calls(journal):
    """The journal's calls in their order."""
    data, at, found = Path(journal).read_bytes(), 0, []
    while at < len(data):
        kind, path, other, size, inode, offset = HEAD.unpack_from(data, at)
        at += HEAD.size
        parts = []
        for length in (path, other, size):
            parts.append(data[at : at + length])
            at += length
        found.append(Call(chr(kind), inode, offset, parts[0].decode(), parts[1].decode(), parts[2]))
    return found


@dataclass
class File:
    """The bytes sure to be there, and the calls whose bytes may be."""

    sure: bytes = b""
    pending: list = field(default_factory=list)

    def with_(self, chosen):
        """The bytes once these calls have arrived; what was never written before them reads as zeros."""
        body = bytearray(self.sure)
        for call in chosen:
            if call.kind == "T":
                del body[call.offset :]
            body.extend(bytes(max(0, call.offset - len(body))))
            body[call.offset : call.offset + len(call.data)] = call.data
        return bytes(body)


class Disk:
    """A folder while a run goes on: the names and bytes the disk surely has, and those on their way to it."""

    def __init__(self, folder):
        self.folder = str(folder)
        self.sure = {}  # path → File, None for a folder
        self.pending = []  # calls that changed names, with the file they made
        self.inodes = {}
        for path in sorted(Path(folder).rglob("*")):
            self.sure[str(path)] = None if path.is_dir() else File(path.read_bytes())
            if path.is_file():
                self.inodes[path.stat().st_ino] = self.sure[str(path)]

    def take(self, call):
        """Follow one call."""
        if call.path.endswith(VOLATILE):
            return
        if call.kind in "CRUM":
            made = File() if call.kind == "C" else None
            if made:
                self.inodes[call.inode] = made
            self.pending.append((call, made))
        elif call.kind == "D":
            self._sync_folder(call.path)
        elif call.inode in self.inodes:
            file = self.inodes[call.inode]
            if call.kind == "S":
                file.sure, file.pending = file.with_(file.pending), []
            else:
                file.pending.append(call)

    def _sync_folder(self, folder):
        left = []
        for call, made in self.pending:
            if folder in {above(call.path), above(call.other)}:
                change(self.sure, call, made)
            else:
                left.append((call, made))
        self.pending = left

    def after(self, end, chance):
        """Given how the power went, return what is there: path → bytes, None for a folder."""
        names = dict(self.sure)
        kept = {"nothing unsynced": 0, "bytes only": 0, "names only": len(self.pending)}.get(end)
        for call, made in self.pending[: chance.randint(0, len(self.pending)) if kept is None else kept]:
            change(names, call, made)
        return {
            path: file and file.with_(arrived(file.pending, end, chance)) for path, file in names.items() if under(path, names, self.folder)
        }


def change(names, call, made):
    """Do to a table of names what a call does; one that finds nothing to act on changes nothing."""
    if call.kind == "C":
        names[call.path] = made
    elif call.kind == "M":
        names[call.path] = None
    elif call.kind == "U":
        names.pop(call.path, None)
    elif call.path in names:
        names[call.other] = names.pop(call.path)


def under(path, names, folder):
    """Tell whether all folders above a path are there."""
    upper = above(path)
    return upper == folder or (upper in names and under(upper, names, folder))


def above(path):
    """The folder a path lies in."""
    return path.rpartition("/")[0]


def arrived(pending, end, chance):
    """Given the calls on a file that are not sure, return those whose bytes the disk has."""
    if end in ("nothing unsynced", "names only"):
        return []
    if end == "bytes only":
        return pending
    some = [call for call in pending if chance.random() < 0.5]
    if "torn" in end and some and some[-1].kind == "W" and len(some[-1].data) > SECTOR:
        last = some[-1]
        size = chance.randrange(0, len(last.data), SECTOR)
        some[-1] = Call("W", last.inode, last.offset, last.path, "", last.data[:size])
    return some


def laid(found, folder, target):
    """Write what is left of a folder into a new one."""
    target.mkdir()
    for path, data in sorted(found.items()):
        place = target / os.path.relpath(path, folder)
        if data is None:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)


def cuts(disk, recorded, stride=1, seed=1):
    """Yield (number of calls done, end, what is there) for a cut after every call in every way, each different disk once.

    With a stride, only after every so manieth call, in one way after the other.
    """
    seen, chance, turn = set(), random.Random(seed), 0
    for number, call in enumerate([None, *recorded]):
        if call is not None:
            disk.take(call)
        if number % stride and number != len(recorded):
            continue
        turn += 1
        for end in ENDS if stride == 1 else [ENDS[turn % len(ENDS)]]:
            found = disk.after(end, chance)
            key = hashlib.sha256(repr(sorted(found.items())).encode()).digest()
            if key not in seen:
                seen.add(key)
                yield number, end, found
