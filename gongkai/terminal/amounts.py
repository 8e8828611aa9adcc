"""Counts, bytes and times as people write them."""

from __future__ import annotations

UNITS = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def noun(count: int, one: str, many: str = "") -> str:
    """Return the noun of a count, and the verb where that follows; `many` is `one` and an s when left out.

    >>> noun(1, "row"), noun(1_200, "row"), noun(0, "entry was", "entries were")
    ('row', 'rows', 'entries were')
    """
    return one if count == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> counted(1, "row"), counted(1_200, "row"), counted(0, "entry was", "entries were")
    ('1 row', '1,200 rows', '0 entries were')
    """
    return f"{count:,} {noun(count, one, many)}"


class Count(int):
    """A count in a format of the tables or templates, where its noun follows the colon.

    >>> "{n:row} of {n:entry was|entries were}, {n}".format(n=Count(1)), "{n:row}, {n}, {n:.0f}".format(n=Count(2_000))
    ('1 row of 1 entry was, 1', '2,000 rows, 2,000, 2000')
    """

    def __format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        return counted(self, one, many) if one[:1].isalpha() else format(int(self), spec or ",")


def size(count: float | None) -> str:
    """Return a number of bytes in the unit that fits it.

    >>> size(None), size(999), size(1_500_000)
    ('unknown', '999 B', '1.5 MB')
    """
    if count is None:
        return "unknown"
    for unit, step in UNITS:
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count:.0f} B"


def duration(seconds: float) -> str:
    """Return a time as minutes and seconds, with hours in front from the first on.

    >>> duration(59.9), duration(600), duration(36_000)
    ('0:59', '10:00', '10:00:00')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
