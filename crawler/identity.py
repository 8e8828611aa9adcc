"""Which addresses belong together: one document under several URLs, one portal under several hosts."""

from __future__ import annotations

import ipaddress
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from parsers.identity import canonical, host, split

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = ["absolute", "canonical", "directory", "portal", "same_host", "same_portal"]


def absolute(base: str, link: str) -> str | None:
    """Given a page's URL and a link as printed, return the absolute http(s) URL, or None where it names none.

    >>> absolute("http://h/a/b.html", "//k/c d.pdf")
    'http://k/c d.pdf'
    >>> absolute("http://h/a/", "mailto:x@y") is None
    True
    """
    try:
        url = urljoin(base, link.strip().replace("\\", "/"))  # as browsers take it
    except ValueError:
        return None
    parts = split(url)
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def directory(url: str) -> str:
    """Given a URL, return the directory it lies in, with its final slash, query and fragment left out."""
    parts = split(canonical(url))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rsplit('/', 1)[0]}/"


def same_host(left: str, right: str) -> bool:
    """Tell whether two URLs lie on the same host and port; http and https are one."""
    return host(split(left)) == host(split(right))


def same_portal(left: str, right: str) -> bool:
    """Tell whether two URLs lie in the same registrable domain; an address of digits stands for itself, port included."""
    return portal(left) == portal(right)


@lru_cache(1 << 13)
def portal(url: str) -> str:
    """Given a URL, return the registrable domain of its host: what one owner answers for."""
    return _portal(host(split(url)))


@cache
def _portal(name: str) -> str:
    bare = name.rsplit(":", 1)[0] if name.count(":") == 1 else name.strip("[]")
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return _suffixes()(bare).top_domain_under_public_suffix or bare
    return name


@cache
def _suffixes() -> TLDExtract:
    """The list that comes with the library: nothing is fetched."""
    from tldextract import TLDExtract  # only once names are compared: what it brings along takes a fifth of a start

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
