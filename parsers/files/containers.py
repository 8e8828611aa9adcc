"""ZIP, RAR and 7z → the documents inside, as parts; nothing is written to disk under a name from the archive."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from gongkai.chinese_text import clean
from parsers.files.safe_zip import Unreadable, open_zip, read_member
from parsers.files.signatures import is_7z, is_rar, zip_kind
from parsers.types import Document, Part, Problem, Source, unread

MAX_PARTS = 300  # documents of one container, those in containers inside it counted too
MAX_TOTAL = 256 * 2**20  # bytes of all of them, unpacked
MAX_DEPTH = 4  # containers in containers
MAX_NAME = 200  # characters of a part's name that are kept
PACKED = "application/zip"
NO_DOCUMENTS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "~$")

Member = tuple[str, Callable[[], bytes]]  # a name and what unpacks it


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from one container and everything inside it."""

    parts: int = MAX_PARTS
    size: int = MAX_TOTAL

    def take(self, body: bytes) -> None:
        """Count an unpacked member; raises Unreadable when the container's share is used up."""
        self.parts -= 1
        self.size -= len(body)
        if self.parts < 0:
            raise Unreadable("too_many_members", f"The archive holds more than {MAX_PARTS} documents; the rest was not unpacked.")
        if self.size < 0:
            raise Unreadable("bomb", f"The archive unpacks to more than {MAX_TOTAL:,} bytes; the rest was not unpacked.")


def parse(source: Source) -> Document:
    """Return a document without text of its own whose parts are the documents in an archive, at any depth."""
    media_type = media_type_of(source.body)
    parts: list[Part] = []
    problems: list[Problem] = []
    try:
        unpack(source.body, "", Budget(), parts, problems, MAX_DEPTH)
    except Unreadable as error:
        if not parts:
            return unread(media_type, error.code, error.message)
        problems.append(Problem("document", error.code, error.message))
    if not parts and not problems:
        problems.append(Problem("document", "empty", "The archive holds no document."))
    text = "\n".join(part.name for part in parts)
    return Document("", None, media_type, text, (), parts=tuple(parts), problems=tuple(problems))


def media_type_of(body: bytes) -> str:
    """Return the media type of an archive."""
    return "application/vnd.rar" if is_rar(body) else "application/x-7z-compressed" if is_7z(body) else PACKED


def unpack(body: bytes, prefix: str, budget: Budget, parts: list[Part], problems: list[Problem], depth: int) -> None:
    """Add an archive's documents to the parts, and what could not be unpacked to the problems.

    Raises Unreadable if the archive itself cannot be read or the budget is spent.
    """
    for name, read in members(body):
        where = (prefix + display(name))[-MAX_NAME:]
        try:
            inner = read()
        except Unreadable as error:
            problems.append(Problem("document", error.code, error.message, where))
            continue
        budget.take(inner)
        if not is_container(inner):
            parts.append(Part(where, inner))
        elif depth <= 1:
            problems.append(
                Problem("document", "too_deep", f"More than {MAX_DEPTH} archives inside each other; this one was not opened.", where)
            )
        else:
            unpack_inner(inner, where, budget, parts, problems, depth)


def unpack_inner(body: bytes, where: str, budget: Budget, parts: list[Part], problems: list[Problem], depth: int) -> None:
    """Add the contents of an archive found inside another; if it cannot be opened, that is a problem of its own."""
    try:
        unpack(body, f"{where}/", budget, parts, problems, depth - 1)
    except Unreadable as error:
        if budget.parts < 0 or budget.size < 0:
            raise
        problems.append(Problem("document", error.code, error.message, where))


def is_container(body: bytes) -> bool:
    """Return whether bytes are an archive, and not a document format that is packed as one."""
    return zip_kind(body) == PACKED or is_rar(body) or is_7z(body)


def members(body: bytes) -> Iterator[Member]:
    """Yield the documents in an archive, unpacked on demand; raises Unreadable."""
    reader = optional("parsers.files.rar") if is_rar(body) else optional("parsers.files.sevenzip") if is_7z(body) else zip_members
    return ((name, read) for name, read in reader(body) if not name.endswith("/") and not any(odd in name for odd in NO_DOCUMENTS))


def display(name: str) -> str:
    r"""Return a name from an archive in displayable form: a label, never a path.

    >>> display("../../etc/passwd"), display("年报\\\\2023.doc")
    ('etc/passwd', '年报/2023.doc')
    """
    steps = clean(name).replace("\\", "/").split("/")
    return "/".join(step.strip() for step in steps if step.strip(" .")) or "unnamed"


def zip_members(body: bytes) -> Iterator[Member]:
    """Yield the members of a ZIP; names not marked as UTF-8 are decoded as UTF-8 or GBK."""
    archive = open_zip(body)
    for info in archive.infolist():
        yield zip_name(info), lambda info=info: read_member(archive, info.filename)  # type: ignore[misc]


def zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member, redecoded: zipfile reads unmarked bytes as code page 437."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def optional(module: str) -> Callable[[bytes], Iterator[Member]]:
    """Return the `members` function of the module for a kind of archive; raises Unreadable if its library is not installed."""
    try:
        found: Callable[[bytes], Iterator[Member]] = import_module(module).members
    except ImportError as error:
        raise Unreadable(
            "reader_missing", "RAR and 7z archives need gongkai[office]; `gongkai doctor` prints how to install it."
        ) from error
    return found
