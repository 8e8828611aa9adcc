"""The check that every URL of a visit passes before it is requested, wherever it came from.

It applies to links, pagers, redirects, refreshes, scripts, frames, interfaces, attachments and robots.txt itself. Two conditions are left
to the client, which every fetch passes as well: no private address, and the pause of the host.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.fetch.robots import Robots
from crawler.model.same_site import portal
from crawler.model.types import Site

Refusal = tuple[str, str]  # a problem's code and its sentence


class Admission:
    """What may be requested of one site: hosts of its own portal, no credentials in the URL, as robots.txt allows."""

    def __init__(self, site: Site, robots: Robots) -> None:
        self._robots = robots if site.robots else None
        self._own = frozenset(portal(column.url) for column in site.columns)

    async def refusal(self, url: str) -> Refusal | None:
        """Return why a URL may not be requested, None if it may. May fetch the robots.txt of its host."""
        return self.address_refusal(url) or await self.robots_refusal(url)

    async def robots_refusal(self, url: str) -> Refusal | None:
        """Return why robots.txt forbids a URL, None if it does not or is not obeyed at this site."""
        return await self._robots.refusal(url) if self._robots else None

    def address_refusal(self, url: str) -> Refusal | None:
        """Return what is wrong with the URL itself: credentials, or a foreign host."""
        try:
            credentials = "@" in urlsplit(url).netloc
        except ValueError as error:
            return "bad_address", f"the address cannot be requested: {error}"
        if credentials:
            return "credentials_in_address", "the address carries a user name or password; not requested"
        if portal(url) not in self._own:
            return "off_site", f"the address is on another site, {urlsplit(url).netloc}; not requested"
        return None
