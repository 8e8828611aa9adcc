"""DOC, WPS, RTF, ODT and Word 2003 XML → document: LibreOffice turns them into DOCX; where it cannot, the bare text is read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from parsers import doc_text, word
from parsers.magic import OLD_WORD, OLE, OPEN_DOCUMENT, is_rtf, is_word_xml
from parsers.packed import Unreadable
from parsers.plain import text_of, unread
from parsers.types import Document, Paragraph, Problem, Source

TIME_LIMIT = 45.0  # seconds; a report takes 0.8, the first one with a new profile 1.8
MAX_OUTPUT = 64 * 2**20  # bytes of the DOCX
RESTART = 81  # LibreOffice asks to be started again after it has set up its profile
KINDS: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (  # what it is, the suffix LibreOffice goes by, media type
    (is_rtf, "rtf", "application/rtf"),
    (is_word_xml, "xml", OLD_WORD),
    (lambda body: body.startswith(OLE), "doc", OLD_WORD),
    (lambda body: True, "odt", OPEN_DOCUMENT),
)
SETTING = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
SETTINGS = (  # no macros, no link is followed, nothing is asked
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Save/Document", "CreateBackup", "false"),
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(SETTING.format(path=path, name=name, value=value) for path, name, value in SETTINGS)
    + "</oor:items>"
)


class Profile:
    """The private LibreOffice profile of this process, made when first needed and thrown away after a failure.

    Two LibreOffices in one profile get in each other's way, so a process that was forked has another than its parent.
    """

    def __init__(self) -> None:
        self.folders: dict[int, tempfile.TemporaryDirectory[str]] = {}  # by process; a parent's is kept, or its end would be ours

    def path(self) -> Path:
        """Return the folder of the profile."""
        folder = self.folders.get(os.getpid())
        if folder is None:
            folder = self.folders[os.getpid()] = tempfile.TemporaryDirectory(prefix="gongkai-office-", ignore_cleanup_errors=True)
            user = Path(folder.name) / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        return Path(folder.name)

    def drop(self) -> None:
        """Throw the profile away: a program that was killed leaves locks in it."""
        folder = self.folders.pop(os.getpid(), None)
        if folder is not None:
            folder.cleanup()


OWN_PROFILE = Profile()


def parse(source: Source) -> Document:
    """Given a DOC, WPS, RTF, ODT or Word XML file, return its paragraphs and tables; `problems` says if only its text was read."""
    suffix, media_type = next((suffix, media_type) for matches, suffix, media_type in KINDS if matches(source.body))
    try:
        converted = convert(source.body, suffix)
    except Unreadable as error:
        return bare_text(source.body, suffix, media_type, error)
    document = word.parse(replace(source, body=converted))
    return replace(document, media_type=media_type)


def bare_text(body: bytes, suffix: str, media_type: str, error: Unreadable) -> Document:
    """Given a file that LibreOffice did not turn into DOCX and why, return its bare text, or nothing but the reason."""
    reader = {"doc": doc_text.of_doc, "rtf": doc_text.of_rtf}.get(suffix)
    try:
        lines = reader(body) if reader else ()
    except Unreadable as second:
        return unread(media_type, second.code, f"{second.message} ({error.message})")
    if not lines:
        return unread(media_type, error.code, error.message)
    blocks = tuple(Paragraph(line) for line in lines)
    told = Problem("document", "text_only", f"Read by the plain-text reader, without tables: {error.message}")
    return Document("", None, media_type, text_of(blocks), blocks, problems=(told,))


def convert(body: bytes, suffix: str, time_limit: float = TIME_LIMIT) -> bytes:
    """Given a file and its suffix, return it as DOCX; raises Unreadable. Nothing LibreOffice starts outlives the call."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(
            "office_missing", "LibreOffice is not installed; install it (Debian: libreoffice-writer) to read tables of this format."
        )
    with tempfile.TemporaryDirectory(prefix="gongkai-convert-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / f"document.{suffix}"
        given.write_bytes(body)
        run_office(program, given, time_limit)
        made = Path(folder) / "out" / "document.docx"
        if not made.is_file():
            raise Unreadable("office_failed", "LibreOffice could not open the file; it is damaged or locked with a password.")
        if made.stat().st_size > MAX_OUTPUT:
            raise Unreadable("bomb", f"LibreOffice made more than {MAX_OUTPUT:,} bytes of the file; it is not read.")
        return made.read_bytes()


def run_office(program: str, given: Path, time_limit: float) -> None:
    """Given the program and a file, convert it into the folder `out` beside it; raises Unreadable at the time limit."""
    for _ in range(2):
        command = [
            program, f"-env:UserInstallation={OWN_PROFILE.path().as_uri()}",
            "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(given.parent / "out"), str(given),
        ]  # fmt: skip
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=given.parent, process_group=0
        ) as office:
            try:
                code = office.wait(time_limit)
            except subprocess.TimeoutExpired as error:
                OWN_PROFILE.drop()
                raise Unreadable("office_timeout", f"LibreOffice did not finish within {time_limit:g} s.") from error
            finally:
                end_group(office.pid)
        if code != RESTART:
            return


def end_group(group: int) -> None:
    """Given a process group, end whatever of it is still alive."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
