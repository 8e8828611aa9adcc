"""DOC, WPS, RTF, ODT and Word 2003 XML → document: converted to DOCX by LibreOffice; if that fails, only the bare text is read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from parsers.files.safe_zip import Unreadable
from parsers.files.signatures import OLD_WORD, OLE, OPEN_DOCUMENT, is_rtf, is_word_xml
from parsers.office import bare_text as office_bare_text
from parsers.office import docx
from parsers.types import Document, Paragraph, Problem, Source, text_of, unread

TIME_LIMIT = 45.0  # seconds; a report takes 0.8, the first one with a new profile 1.8
MAX_OUTPUT = 64 * 2**20  # bytes of the DOCX
RESTART = 81  # LibreOffice asks to be started again after it has set up its profile
KINDS: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (  # test, the suffix LibreOffice relies on, media type
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
    """The private LibreOffice profile of this process, created on demand and discarded after a failure.

    Two LibreOffice instances cannot share a profile, so a forked process has another than its parent.
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
        """Discard the profile: a killed program leaves locks in it."""
        folder = self.folders.pop(os.getpid(), None)
        if folder is not None:
            folder.cleanup()


OWN_PROFILE = Profile()


def parse(source: Source) -> Document:
    """Return the paragraphs and tables of a DOC, WPS, RTF, ODT or Word XML file; `problems` says if only its text was read."""
    suffix, media_type = next((suffix, media_type) for matches, suffix, media_type in KINDS if matches(source.body))
    try:
        converted = convert(source.body, suffix)
    except Unreadable as error:
        return bare_text(source.body, suffix, media_type, error)
    document = docx.parse(replace(source, body=converted))
    return replace(document, media_type=media_type)


def bare_text(body: bytes, suffix: str, media_type: str, error: Unreadable) -> Document:
    """Return the bare text of a file that LibreOffice did not convert, with the reason; only the reason if it has none."""
    reader = {"doc": office_bare_text.of_doc, "rtf": office_bare_text.of_rtf}.get(suffix)
    try:
        lines = reader(body) if reader else ()
    except Unreadable as second:
        return unread(media_type, second.code, f"{second.message} ({error.message})")
    if not lines:
        return unread(media_type, error.code, error.message)
    blocks = tuple(Paragraph(line) for line in lines)
    problem = Problem("document", "text_only", f"Read by the plain-text reader, without tables: {error.message}")
    return Document("", None, media_type, text_of(blocks), blocks, problems=(problem,))


def convert(body: bytes, suffix: str, time_limit: float = TIME_LIMIT) -> bytes:
    """Convert a file with a suffix to DOCX; raises Unreadable. Nothing LibreOffice starts outlives the call."""
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
    """Convert a file into the folder `out` beside it; raises Unreadable at the time limit."""
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
    """Kill all remaining processes of a process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
