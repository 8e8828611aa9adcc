"""What a build did, and the lines a person reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.store import fingerprint
from archive.system.sandbox import warning
from gongkai.terminal.amounts import counted


@dataclass(slots=True)
class Summary:
    """What a build did."""

    files: int = 0  # WARC files that had something new
    captures: int = 0
    documents: int = 0
    payloads: int = 0  # read
    again: int = 0  # of them known before, but read by other readers or under another name
    failed: int = 0  # payloads that could not be read
    later: int = 0  # of them, those the machine cut short: the next build tries again
    written: int = 0  # rows; 0 where nothing was to be done
    unconfined: list[str] = field(default_factory=list)  # what the readers kept of the files, the network and others' processes
    content: str | None = None  # hash of what the documents say; None if nothing was written
    tables: dict[str, str] = field(default_factory=dict)  # hashes, after --rebuild
    differing: list[str] | None = None  # tables that say something else than before the rebuild; None if there was no database

    def lines(self) -> Iterator[str]:
        """Yield the lines to print at the terminal."""
        if not self.written:
            yield "nothing new: the database is as the WARC files have it"
        elif not self.payloads:
            yield f"{counted(self.files, 'WARC file')} with {counted(self.captures, 'capture')} entered; no document is new or changed"
        else:
            yield (
                f"{counted(self.files, 'WARC file')}, {counted(self.captures, 'capture')}, {counted(self.documents, 'document')}, "
                f"{counted(self.payloads, 'payload')} read "
                f"({self.again:,} of them again), {self.failed:,} could not be read (see table problems)"
            )
        if self.later:
            yield f"{self.later:,} of them ran out of time or memory, as on a busy machine; the next build tries them again"
        yield from (*warning(self.unconfined), *([f"content hash {self.content}"] if self.content else []))
        for table, digest in self.tables.items():
            yield f"{digest}  {table}"
        if self.tables:
            yield f"{fingerprint.combined(self.tables)}  all tables"
        if self.differing is not None:
            yield f"differs from before in: {', '.join(self.differing)}" if self.differing else "the same as before the rebuild"
