"""Hash trees as in RFC 6962: one root for many byte strings, and a short path that proves one of them is under it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Step = tuple[str, str]  # ("left" or "right", hex): the side of the other hash


def leaf(data: bytes) -> bytes:
    """Return the leaf hash of bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the parent of two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return every level from the leaf hashes up to the root; an odd last hash moves up unchanged."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        below = found[-1]
        above = [node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        found.append(above + below[len(above) * 2 :])
    return found


def root(leaves: Sequence[bytes]) -> str:
    """Return the root; the hash of nothing if there are none.

    >>> root([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return levels(leaves)[-1][0].hex() if leaves else hashlib.sha256().hexdigest()


def path(leaves: Sequence[bytes], number: int) -> list[Step]:
    """Return the steps from a leaf, by its number, to the root."""
    steps: list[Step] = []
    for level in levels(leaves)[:-1]:
        other = number ^ 1
        if other < len(level):
            steps.append(("left" if other < number else "right", level[other].hex()))
        number //= 2
    return steps


def climbed(start: bytes, steps: Sequence[Step]) -> str:
    """Return the root that a leaf hash and its steps lead to."""
    here = start
    for side, other in steps:
        here = node(bytes.fromhex(other), here) if side == "left" else node(here, bytes.fromhex(other))
    return here.hex()
