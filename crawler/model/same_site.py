"""Compare URLs by host and portal: one document under several URLs, one portal under several hosts."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from gongkai.urls import canonical, host, split

if TYPE_CHECKING:
    from tldextract import TLDExtract

# a path that a browser only appends: no empty or dotted folders, no query, nothing to decode; nine tenths of the links of a list
APPENDED = re.compile(r"(?P<root>/)?(?:\./)?(?P<path>(?:[\w~-][\w~.-]{0,250}/){0,20}[\w~-][\w~.-]{0,250})", re.A)

__all__ = ["absolute", "canonical", "directory", "portal", "same_host", "same_portal", "without_credentials"]


def absolute(base: str, link: str) -> str | None:
    """Return the absolute http(s) URL of a link as printed on the page at `base`, or None if it names none.

    >>> absolute("http://h/a/b.html", "//k/c d.pdf")
    'http://k/c d.pdf'
    >>> absolute("http://h/a/", "mailto:x@y") is None
    True
    >>> absolute("http://h/a/", "http://user:secret@h/b")
    'http://h/b'
    """
    appended = APPENDED.fullmatch(link)
    if appended:
        start = _start(base, appended["root"] or "")
        return start and start + appended["path"]
    return _joined(base, link)


@lru_cache(1 << 8)
def _start(base: str, root: str) -> str | None:
    """Return what a path is appended to: the host of a page if `root` is a slash, else the page's folder; None if it has no host."""
    url = _joined(base, f"{root}x")
    return url and url.removesuffix("x")


def _joined(base: str, link: str) -> str | None:
    try:
        url = urljoin(base, link.strip().replace("\\", "/"))  # as browsers take it
    except ValueError:
        return None
    parts = split(url)
    return without_credentials(url) if parts.scheme in ("http", "https") and parts.hostname else None


def without_credentials(url: str) -> str:
    """Return a URL without user name and password; these are neither sent nor stored."""
    if "@" not in url:
        return url
    start, slashes, rest = url.partition("//")
    end = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    return f"{start}{slashes}{rest[:end].rpartition('@')[2]}{rest[end:]}"


def directory(url: str) -> str:
    """Return the directory of a URL with its final slash, without query and fragment."""
    parts = split(canonical(url))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rsplit('/', 1)[0]}/"


def same_host(left: str, right: str) -> bool:
    """Whether two URLs have the same host and port; http and https count as one."""
    return host(split(left)) == host(split(right))


def same_portal(left: str, right: str) -> bool:
    """Whether two URLs share a registrable domain; an IP address is compared as it is, port included."""
    return portal(left) == portal(right)


@lru_cache(1 << 13)
def portal(url: str) -> str:
    """Return the registrable domain of a URL's host, which belongs to one owner."""
    return _portal(host(split(url)))


@cache
def _portal(name: str) -> str:
    bare = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return _suffixes()(bare).top_domain_under_public_suffix or bare
    return name


@cache
def _suffixes() -> TLDExtract:
    """Return the public suffix list that ships with the library; nothing is fetched."""
    from tldextract import TLDExtract  # only once names are compared: what it brings along takes a fifth of a start

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
