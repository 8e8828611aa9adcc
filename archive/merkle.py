"""Hash trees as RFC 6962 has them: one root for many byte strings, and a short path that proves one of them is under it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Step = tuple[str, str]  # ("left" or "right", hex): on which side the other hash stands


def leaf(data: bytes) -> bytes:
    """Given bytes, return their leaf hash."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Given two hashes, return the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Given the leaf hashes, return every level up to the root; an odd one out goes up as it is."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        below = found[-1]
        above = [node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        found.append(above + below[len(above) * 2:])
    return found


def root(leaves: Sequence[bytes]) -> str:
    """Given the leaf hashes, return the root; the hash of nothing where there are none.

    >>> root([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return levels(leaves)[-1][0].hex() if leaves else hashlib.sha256().hexdigest()


def path(leaves: Sequence[bytes], number: int) -> list[Step]:
    """Given the leaf hashes and the number of one, return the steps from it to the root."""
    steps: list[Step] = []
    for level in levels(leaves)[:-1]:
        other = number ^ 1
        if other < len(level):
            steps.append(("left" if other < number else "right", level[other].hex()))
        number //= 2
    return steps


def climbed(start: bytes, steps: Sequence[Step]) -> str:
    """Given a leaf hash and its steps, return the root they lead to."""
    here = start
    for side, other in steps:
        here = node(bytes.fromhex(other), here) if side == "left" else node(here, bytes.fromhex(other))
    return here.hex()
