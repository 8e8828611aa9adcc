"""The memory and cores of this machine, or of the container."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

# The limit of the control group this process is in, version 2 and 1 of cgroups(7): what `docker run --memory` and MemoryMax= set.
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
READER = 1200 << 20  # bytes a process takes to recognise a scanned page; the other readers take a tenth


def memory(limits: Iterable[Path] | None = None) -> int:
    """Return the bytes of memory: the machine's, or the limit of its control group if that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    read = own_limits() if limits is None else limits
    limits_found = [int(text) for path in read if path.exists() and (text := path.read_text().strip()).isdigit()]
    return min([total, *limits_found])


def own_limits(groups: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")) -> Iterator[Path]:
    """Yield the files with the limits of this process's control group and of those above it: MemoryMax= of a unit is in one of them."""
    yield from LIMITS
    with suppress(OSError):
        for line in groups.read_text().splitlines():
            number, _, place = line.partition("::")
            folder = root / place.strip().lstrip("/")
            if number == "0" and ".." not in folder.parts:
                yield from (each / "memory.max" for each in (folder, *folder.parents) if root in each.parents)


def hands(cores: int, memory: int) -> int:
    """Return how many documents to read in parallel: one per core, as far as memory allows.

    >>> hands(4, 2 << 30), hands(4, 16 << 30), hands(2, 512 << 20)
    (1, 4, 1)
    """
    return max(min(cores, memory // READER), 1)
