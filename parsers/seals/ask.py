"""A document's bytes → its signatures, within a budget of time; not checked is a state of its own, never "unsigned"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from gongkai.workers.time_left import Interrupted, interrupted_after
from parsers.files.signatures import OFD
from parsers.types import Signature

PDF = "application/pdf"
NEEDED = ("asn1crypto", "cryptography", "gmssl", "pyhanko")  # the extra `signatures`
MOST = 50  # of one document that are checked
BUDGET = 20.0  # seconds of processor time; one seal takes 0.1, one signature of a PDF of 1 MB 0.3
READERS = {PDF: "parsers.seals.pdf", OFD: "parsers.seals.ofd"}
Check = Callable[[bytes], Iterator[Signature]]


def signatures_of(media_type: str, body: bytes) -> tuple[Signature, ...]:
    """Return the signatures and seals of a PDF or OFD in the order of the file; empty if it has none, or is of another format.

    Where the libraries are not installed, each that shows itself is `not_checked` for `not_installed`.
    """
    if media_type not in READERS:
        return ()
    module = import_module(READERS[media_type])
    if not module.may_be_signed(body):
        return ()
    if any(find_spec(name) is None for name in NEEDED):
        return (Signature(module.KIND, "not_checked", "not_installed"),)
    return tuple(checked(import_module(f"{READERS[media_type]}").signatures, module.KIND, body))


def checked(check: Check, kind: str, body: bytes) -> Iterator[Signature]:
    """Yield what a check yields; one that breaks off or takes too long ends with a signature that was not checked."""
    found: list[Signature] = []
    reason = ""
    try:
        with interrupted_after(BUDGET):
            for signature in check(body):
                if len(found) == MOST:
                    reason = "too_many"
                    break
                found.append(signature)
    except (MemoryError, RecursionError):
        raise  # the worker says which limit it was
    except Interrupted:
        reason = "time_used_up"
    except Exception:  # noqa: BLE001 - a stranger's bytes in three libraries
        reason = "unreadable"
    yield from found
    if reason:
        yield Signature(kind, "not_checked", reason)
