"""Whether a POST comes from one of our own pages, by what every browser says of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

SAME = "same-origin"


def own_page(headers: Mapping[str, str]) -> bool:
    """Return whether a POST comes from a page of the host that it is sent to.

    Of Sec-Fetch-Site and Origin one must be present, and each that is must agree.

    >>> own_page({"host": "a:1", "origin": "http://a:1", "sec-fetch-site": "same-origin"}), own_page({"host": "a:1"})
    (True, False)
    >>> own_page({"host": "a:1", "origin": "http://a:2"}), own_page({"host": "a:1", "origin": "null", "sec-fetch-site": "same-origin"})
    (False, False)
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return False
    return site in (None, SAME) and (origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != "")
