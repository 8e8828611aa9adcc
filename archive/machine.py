"""What this machine, or the part of it that a container may use, has of memory and cores."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

# The limit of the control group this process is in, version 2 and 1 of cgroups(7): what `docker run --memory` and MemoryMax= set.
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
READER = 1200 << 20  # bytes a process takes to recognise a scanned page; the other readers take a tenth


def memory(limits: Iterable[Path] = LIMITS) -> int:
    """Bytes of memory: the machine's, or what its control group allows where that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told = [int(text) for path in limits if path.exists() and (text := path.read_text().strip()).isdigit()]
    return min([total, *told])


def hands(cores: int, memory: int) -> int:
    """How many documents to read side by side: one a core, as far as the memory goes.

    >>> hands(4, 2 << 30), hands(4, 16 << 30), hands(2, 512 << 20)
    (1, 4, 1)
    """
    return max(min(cores, memory // READER), 1)
