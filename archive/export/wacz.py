"""A site's WARC files as one WACZ for ReplayWeb.page, with index, pages and digests (WACZ 1.1.1)."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from importlib.metadata import version
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlencode, urlsplit
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from archive.store import schema, warc_files
from gongkai import disk
from gongkai.clock import now
from gongkai.errors import GongkaiError, UsageError
from gongkai.home import Home
from gongkai.terminal.progress import QUIET, Progress

WWW = re.compile(r"^(https?://)www\d*\.", re.I)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the time every member bears: the same captures give the same file
CAPTURES = """
    SELECT c.url, c.fetched_at, coalesce(c.media_type, ''), c.status, c.payload_digest, c.warc, c.offset, c.revisit_of IS NOT NULL
    FROM captures c WHERE c.site_id = ? AND c.status IS NOT NULL"""
PAGES = """
    SELECT c.url, c.fetched_at, coalesce(d.title, c.list_title, c.url), c.id FROM captures c LEFT JOIN documents d ON d.id = c.document_id
    WHERE c.site_id = ? AND c.status = 200 AND c.kind IN ('list', 'article', 'page') AND c.revisit_of IS NULL AND c.problem IS NULL
    ORDER BY c.fetched_at, c.id"""


def export(home: Home, folder: Path, sites: Sequence[str] = (), progress: Progress = QUIET) -> dict[str, int]:
    """Write SITE.wacz for these sites, or all, into a folder; return the number of pages each lists."""
    if not home.database.exists():
        raise GongkaiError(f"nothing is built in {home.root} yet; run gongkai build first")
    with disk.explained(folder), closing(schema.connect(home.database, readonly=True)) as connection:
        known = [site for (site,) in connection.execute("SELECT DISTINCT site_id FROM captures WHERE site_id IS NOT NULL ORDER BY 1")]
        if strange := [site for site in sites if site not in known]:
            raise UsageError(f"no captures of site {strange[0]!r}; there are some of: {', '.join(known)}")
        disk.make_folder(folder)
        pages = {}
        for number, site in enumerate(sites or known):
            progress.move("sites", number, len(sites or known))
            pages[f"{site}.wacz"] = write(home, connection, site, folder / f"{site}.wacz", progress)
        return pages


def write(home: Home, connection: sqlite3.Connection, site: str, path: Path, progress: Progress) -> int:
    """Write a site's WACZ and move it into place when complete; return the number of pages it lists."""
    beside = path.with_suffix(".wacz.new")
    found = connection.execute(PAGES, (site,)).fetchall()
    with ZipFile(beside, "w") as package:
        resources = []
        for name in files(connection, site):
            progress.say(name)
            resources.append(add_file(package, home.warc, name))
        resources.append(add_text(package, "indexes/index.cdx", index(connection, home.warc, site)))
        resources.append(add_text(package, "pages/pages.jsonl", page_lines(found)))
        described = describe(site, found, resources)
        digest = hashlib.sha256(described.encode()).hexdigest()
        add_text(package, "datapackage.json", [described])
        signed = {"path": "datapackage.json", "hash": f"sha256:{digest}"}
        add_text(package, "datapackage-digest.json", [json.dumps(signed, indent=1) + "\n"])
    disk.replace(beside, path)
    return len(found)


def files(connection: sqlite3.Connection, site: str) -> list[str]:
    """Return the closed WARC files that hold a site's captures, or the originals of their revisits."""
    return [
        name
        for (name,) in connection.execute(
            "SELECT DISTINCT w.name FROM warc_files w JOIN captures c ON c.warc = w.name LEFT JOIN captures r ON r.revisit_of = c.id "
            "WHERE ? IN (c.site_id, r.site_id) AND w.state != 'open' ORDER BY 1",
            (site,),
        )
    ]


def add_file(package: ZipFile, warc: str, name: str) -> dict[str, Any]:
    """Add a WARC file to the package, stored uncompressed so that byte ranges can be requested; return its resource."""
    path, digest, size = f"archive/{Path(name).name}", hashlib.sha256(), 0
    with warc_files.opened(warc, name) as source, package.open(info(path, ZIP_STORED), "w", force_zip64=wide(source)) as target:
        while block := source.read(1 << 20):
            digest.update(block)
            size += len(block)
            target.write(block)
    return {"name": Path(name).name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def wide(source: BinaryIO) -> bool:
    """Return whether a file's ZIP entry needs 64 bits.

    Only then may it use them: for smaller files ReplayWeb.page infers the local header's length from the central entry.
    """
    size = source.seek(0, SEEK_END)
    source.seek(0)
    return size > ZIP64_LIMIT


def add_text(package: ZipFile, path: str, lines: Iterable[str]) -> dict[str, Any]:
    """Add text to the package; return its resource."""
    digest, size = hashlib.sha256(), 0
    with package.open(info(path, ZIP_DEFLATED), "w") as target:
        for line in lines:
            data = line.encode("utf-8", "surrogatepass")
            digest.update(data)
            size += len(data)
            target.write(data)
    return {"name": Path(path).name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def info(path: str, method: int) -> ZipInfo:
    """Return the ZIP entry for a path in the package, identical at every export."""
    entry = ZipInfo(path, EPOCH)
    entry.compress_type, entry.external_attr = method, 0o644 << 16
    return entry


def index(connection: sqlite3.Connection, warc: str, site: str) -> list[str]:
    """Return the CDXJ index of a site's captures, sorted as readers expect."""
    lengths: dict[str, dict[int, int]] = {}
    lines = []
    for url, fetched, media_type, status, digest, name, offset, revisit in connection.execute(CAPTURES, (site,)):
        if name not in lengths:
            lengths[name] = member_lengths(warc, name)
        fields = {
            "url": url,
            "mime": "warc/revisit" if revisit else media_type or "unk",
            "status": str(status),
            "digest": digest or "-",
            "length": str(lengths[name].get(offset, 0)),
            "offset": str(offset),
            "filename": Path(name).name,
        }
        lines.append(f"{surt(url)} {stamp(fetched)} {json.dumps(fields, ensure_ascii=False)}\n")
    return sorted(lines)


def member_lengths(warc: str, name: str) -> dict[int, int]:
    """Return the compressed length of the gzip member at each offset of a WARC file."""
    from gongkai.warc_reader import members

    with warc_files.opened(warc, name) as stream:
        return {member.offset: member.length for member in members(stream)}


def surt(url: str) -> str:
    """Return the SURT key by which replay sorts and looks up a URL.

    >>> surt("http://www.Harbin.gov.cn:8080/A/?b=2&a=1"), surt("https://h.cn")
    ('cn,gov,harbin:8080)/a/?a=1&b=2', 'cn,h)/')
    """
    parts = urlsplit(WWW.sub(r"\1", url).lower())
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}.get(parts.scheme) else ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True), key=lambda pair: pair[0])) if parts.query else ""
    return f"{host}{port}){parts.path or '/'}" + (f"?{query}" if query else "")


def stamp(instant: str) -> str:
    """Return an instant as the fourteen digits of an index.

    >>> stamp("2024-01-02T00:10:00.5Z")
    '20240102001000'
    """
    return re.sub(r"\D", "", instant)[:14]


def page_lines(found: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    """Yield the lines of pages.jsonl: a header, then one line per page."""
    yield json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "Pages"}) + "\n"
    for url, fetched, title, key in found:
        yield json.dumps({"id": key, "url": url, "ts": fetched, "title": title}, ensure_ascii=False) + "\n"


def describe(site: str, pages: Sequence[tuple[str, str, str, str]], resources: Sequence[dict[str, Any]]) -> str:
    """Return the datapackage.json of a WACZ."""
    first = {"mainPageUrl": pages[0][0], "mainPageDate": pages[0][1]} if pages else {}
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": site,
        "created": f"{now():%Y-%m-%dT%H:%M:%SZ}",
        "software": f"gongkai {version('gongkai')}",
        **first,
        "resources": list(resources),
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"
