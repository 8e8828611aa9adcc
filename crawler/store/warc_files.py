"""The location of closed WARC files: the folder they were written to, and the remote store to which copies are uploaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gongkai.errors import GongkaiError
from gongkai.home import Home
from gongkai.terminal.amounts import counted

if TYPE_CHECKING:
    import fsspec

PART = ".part"  # while a copy is on its way


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed file: its name, its size, and how to read it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


def is_remote(home: Home) -> bool:
    """Whether the WARC files of a home belong in a store that is not a folder of this machine."""
    return "://" in home.warc


def folder(home: Home, site: str) -> Path:
    """Return the folder where a site's files are written; always on this machine."""
    return (home.root / "warc" if is_remote(home) else Path(home.warc)) / site


def closed(home: Home, site: str, needed: bool = True) -> Iterator[Closed]:
    """Yield a site's closed files in order of name: those of this machine, and those only the store holds.

    Raises GongkaiError if the store does not answer; with `needed` false, yields only this machine's files instead.
    """
    found = {
        path.name: Closed(path.name, path.stat().st_size, lambda path=path: path.open("rb"))  # type: ignore[misc]
        for path in folder(home, site).glob("*.warc.gz")
    }
    if is_remote(home):
        with suppress(*(() if needed else (GongkaiError,))), trying(home, site):
            store, base = _store(home, site)
            for name, size in _held(store, base).items():
                found.setdefault(name, Closed(name, size, lambda name=name: store.open(f"{base}/{name}", "rb")))  # type: ignore[misc]
    yield from (found[name] for name in sorted(found))


def carry(home: Home, site: str) -> int:
    """Upload the files that the store lacks; return how many. Local files stay.

    Raises GongkaiError if the store refuses; nothing is lost, and the next run tries again.
    """
    if not is_remote(home):
        return 0
    with trying(home, site):
        store, base = _store(home, site)
        held = _held(store, base)
        missing = [path for path in sorted(folder(home, site).glob("*.warc.gz")) if not _same(path, held)]
        store.makedirs(base, exist_ok=True)
        for path in missing:
            store.put(str(path), f"{base}/{path.name}{PART}")
            store.mv(f"{base}/{path.name}{PART}", f"{base}/{path.name}")
    return len(missing)


@contextmanager
def trying(home: Home, site: str) -> Iterator[None]:
    """Turn any error that a store's library raises in the block into one sentence."""
    try:
        yield
    except GongkaiError:
        raise
    except Exception as error:
        raise GongkaiError(
            f"{home.warc}: the store does not work as expected ({error}); everything written is safe in "
            f"{folder(home, site)}, the next run tries again"
        ) from error


def _same(path: Path, held: dict[str, int]) -> bool:
    """Whether the store has that file; OSError if it has a different one of that name, which is never overwritten."""
    size = path.stat().st_size
    if held.get(path.name, size) != size:
        raise OSError(f"{path.name} has {counted(held[path.name], 'byte')} in the store and {size} here; rename one of them")
    return path.name in held


def _store(home: Home, site: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """Return the remote store of a home and the folder of a site in it."""
    import fsspec  # only here: most archives lie on a disk, and it takes a tenth of a start

    store, base = fsspec.core.url_to_fs(f"{home.warc.rstrip('/')}/{site}")
    return store, base


def _held(store: fsspec.AbstractFileSystem, base: str) -> dict[str, int]:
    """Return the name and size of every closed file in a store's folder."""
    if not store.exists(base):
        return {}
    listed = store.ls(base, detail=True)
    return {each["name"].rsplit("/", 1)[-1]: int(each["size"]) for each in listed if each["name"].endswith(".warc.gz")}
