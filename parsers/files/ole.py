"""Streams of an OLE compound file ([MS-CFB]), the container of DOC, XLS, WPS and ET."""

from __future__ import annotations

import struct

from parsers.files.safe_zip import Unreadable

END = 0xFFFFFFFA  # this and all above mark ends and gaps in a chain
MAX_SECTORS = 1_000_000  # of one chain; 512 MB
ENTRY = 128  # bytes of a directory entry


class Ole:
    """An OLE file; `stream` returns the bytes of a named stream."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        try:
            shift, mini_shift = struct.unpack_from("<HH", body, 30)
            self.sector, self.mini_sector = 1 << min(shift, 16), 1 << min(mini_shift, 16)
            directory, self.cutoff, mini_fat = struct.unpack_from("<I4xII", body, 48)
            self.fat = self._allocation()
            self.entries = self._directory(self._chain(directory))
            self.mini_fat = _numbers(self._chain(mini_fat)) if mini_fat < END else ()
        except (struct.error, IndexError) as error:
            raise Unreadable("damaged", "The OLE file is cut or damaged; fetch it again.") from error

    def stream(self, name: str) -> bytes:
        """Return the bytes of a named stream; raises Unreadable if there is none."""
        if name not in self.entries:
            raise Unreadable("damaged", f"The OLE file holds no {name}; it is not the document it claims to be.")
        start, size = self.entries[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        root_start, root_size = self.entries.get("Root Entry", (END, 0))
        small = self._chain(root_start)[:root_size]
        parts = [small[n * self.mini_sector : (n + 1) * self.mini_sector] for n in _follow(self.mini_fat, start)]
        return b"".join(parts)[:size]

    def _allocation(self) -> tuple[int, ...]:
        """Return the file allocation table."""
        sectors = [n for n in struct.unpack_from("<109I", self.body, 76) if n < END]
        more, count = struct.unpack_from("<II", self.body, 68)
        for _ in range(min(count, MAX_SECTORS)):
            if more >= END:
                break
            numbers = _numbers(self._sector(more))
            sectors += [n for n in numbers[:-1] if n < END]
            more = numbers[-1]
        return tuple(n for sector in sectors for n in _numbers(self._sector(sector)))

    def _sector(self, number: int) -> bytes:
        """Return the bytes of a sector, by its number."""
        start = (number + 1) * self.sector
        return self.body[start : start + self.sector]

    def _chain(self, start: int) -> bytes:
        """Return the bytes of a chain, by its first sector."""
        return b"".join(self._sector(n) for n in _follow(self.fat, start))

    @staticmethod
    def _directory(body: bytes) -> dict[str, tuple[int, int]]:
        """Return (first sector, size) of each stream by name, from the bytes of the directory."""
        found: dict[str, tuple[int, int]] = {}
        for place in range(0, len(body) - ENTRY + 1, ENTRY):
            length = struct.unpack_from("<H", body, place + 64)[0]
            start, size = struct.unpack_from("<II", body, place + 116)
            if 2 <= length <= 64:
                found.setdefault(body[place : place + length - 2].decode("utf-16-le", "replace"), (start, size))
        return found


def _numbers(body: bytes) -> tuple[int, ...]:
    """Return bytes as 32-bit numbers."""
    return struct.unpack(f"<{len(body) // 4}I", body[: len(body) // 4 * 4])


def _follow(table: tuple[int, ...], start: int) -> list[int]:
    """Return the sectors of a chain, from an allocation table and a first sector; a circular chain ends."""
    chain: list[int] = []
    seen: set[int] = set()
    while start < END and start < len(table) and start not in seen and len(chain) < MAX_SECTORS:
        chain.append(start)
        seen.add(start)
        start = table[start]
    return chain
