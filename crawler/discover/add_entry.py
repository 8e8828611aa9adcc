"""Write a new site's entry, and put it at the end of a registry file; everything that is there, comments included, stays as it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawler import registry
from crawler.discover.search import Discovery
from crawler.families import generic
from crawler.model.types import Site
from gongkai import disk
from gongkai.errors import BadConfiguration, UsageError
from gongkai.home import PACKAGED

EXAMPLE = re.compile(r"^- id: example\b.*?(?=^- |\Z)", re.M | re.S)  # the entry with which `gongkai init` begins a registry
EXAMPLE_HOST = "www.example.gov.cn"
LEVELS = (("0000", "province"), ("00", "city"), ("", "county"))
UNKNOWN_AREA = "000000"


def add_entry(path: Path, entry: str, source: str) -> tuple[Site, ...]:
    """Add the sites of a text to a registry file, made if it is absent, and return them.

    `entry` is YAML as `gongkai sites add URL` prints it; `source` names it in errors. Raises UsageError for a site that the registry has,
    BadConfiguration if the text is no registry or the file cannot be continued; the file is then left as it was.
    """
    new = registry.parse(entry, source)
    if not new:
        raise UsageError(f"{source}: contains no site; `gongkai sites add URL` prints an entry")
    before = without_example(path.read_text(encoding="utf-8-sig")) if path.exists() else ""
    known = {site.id for site in registry.parse(before, str(path))}
    for site in new:
        if site.id in known:
            raise UsageError(f"{path} has a site {site.id!r} already; change its entry there")
    after = before + ("\n" if before and not before.endswith("\n") else "") + entry.strip("\n") + "\n"
    _require_all(after, path, [*known, *(site.id for site in new)])
    _replace(path, after)
    return new


def without_example(text: str) -> str:
    r"""Return a registry's text with the untouched example of `gongkai init` commented out, which would be visited otherwise.

    >>> without_example("# mine\n- id: example\n  url: http://www.example.gov.cn/\n- id: a\n")
    '# mine\n# - id: example\n#   url: http://www.example.gov.cn/\n- id: a\n'
    """

    def commented(found: re.Match[str]) -> str:
        if EXAMPLE_HOST not in found[0]:
            return found[0]
        return "".join(f"# {line}" if line.strip() else line for line in found[0].splitlines(keepends=True))

    return EXAMPLE.sub(commented, text)


def file_of(chosen: Path | None, root: Path) -> Path:
    """Return the file that a new entry goes to: the registry in force, or sites.yaml in the home `root` if there is none yet."""
    if chosen == PACKAGED:
        raise UsageError("the packaged registry cannot be changed; leave out --registry, and the entry goes into the home's sites.yaml")
    if chosen is not None and chosen.is_dir():
        raise UsageError(f"{chosen} is a folder; name the file in it that the entry belongs to with --registry")
    return chosen or root / "sites.yaml"


def _require_all(text: str, path: Path, ids: list[str]) -> None:
    """Refuse a text that no longer holds every site: the file is not a list with a site on lines of its own."""
    try:
        found = {site.id for site in registry.parse(text, str(path))}
    except BadConfiguration:
        found = set()
    if found != set(ids):
        raise BadConfiguration(f"{path}: an entry cannot be added at its end; write each site on lines of its own, beginning with '- id:'")


def _replace(path: Path, text: str) -> None:
    """Write the file atomically, with the permissions it had."""
    with disk.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.new")
        temporary.write_text(text, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, temporary)
        disk.replace(temporary, path)


def entry_of(found: Discovery, delay: float, allow_private: bool) -> str:
    """Return the registry entry for the result of a probe; what a person must fill in is marked."""
    area = found.site_code[:6] if found.site_code[:6].isdigit() and len(found.site_code) >= len(UNKNOWN_AREA) else UNKNOWN_AREA
    host = urlsplit(found.start).hostname or ""
    entry: dict[str, Any] = {
        "id": site_id(host),
        "name": found.site_name or host,
        "area": area,
        "level": next(level for ending, level in LEVELS if area.endswith(ending)),
        "status": "unverified",
    }
    entry |= {"delay": delay} if delay != Site.__dataclass_fields__["delay"].default else {}
    entry |= {"allow_private": True} if allow_private else {}
    entry["columns"] = [
        {"id": "annual" if n == 1 else f"annual-{n}", "name": each.label, "kind": "annual_report", "url": each.url}
        | ({} if each.family == generic.name else {"family": each.family})  # a page of no known system may be of a known one tomorrow
        for n, each in enumerate(found.candidates, 1)
    ]
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False)
    return text.replace(f"area: '{UNKNOWN_AREA}'", f'area: "{UNKNOWN_AREA}" # fill in: GB/T 2260, and the level')


def site_id(host: str) -> str:
    """Return an id for the site at a host.

    >>> site_id("www.harbin.gov.cn"), site_id("127.0.0.1")
    ('harbin', 'site-127-0-0-1')
    """
    if host.replace(".", "").isdigit() or ":" in host:
        return "site-" + host.replace(".", "-").replace(":", "-").strip("-")
    pieces = [piece for piece in host.split(".") if piece not in ("www", "gov", "cn", "com", "org")]
    return "-".join(reversed(pieces)) or "site"
