"""What the readers see of one list page: its family, rows, pager and columns, and why a link is no row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import families
from crawler.lists import row_reasons
from crawler.model.same_site import absolute
from crawler.model.types import Column, Entry, Fault, Fetch, Listing, Page, Pager, Site
from crawler.page import links
from gongkai.chinese_text import decode
from gongkai.errors import GongkaiError, UsageError
from gongkai.terminal.amounts import counted

if TYPE_CHECKING:
    from crawler.visit.run_context import Options

SAVED = "http://saved.example/"  # URL of a file whose own is not given
MOST = 20 << 20  # bytes of a file


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page and what its family reads from it."""

    page: Page
    family: str
    listing: Listing

    @property
    def rows(self) -> tuple[Entry, ...]:
        """The rows, in page order."""
        return self.listing.entries

    @property
    def pager(self) -> Pager | None:
        """What the page states of its pages and rows."""
        return self.listing.pager

    def others(self) -> list[tuple[str, str, str]]:
        """Return label, URL and reason of each link that is no row."""
        root = links.tree_of(self.page)
        return [] if root is None else row_reasons.reasons(root, self.page.url, self.listing)

    def why(self, text: str) -> str:
        """Return why the links whose label or URL holds `text` are rows or are not."""
        found = [f"{entry.title}: a row" for entry in self.rows if text in entry.title or text in entry.url]
        found += [f"{label or url}: {reason}" for label, url, reason in self.others() if text in label or text in url]
        return "\n".join(found) or f"no link of the page holds {text!r}"


def look(
    place: str,
    url: str | None = None,
    allow_private: bool = False,
    family: str = "",
    options: Options | None = None,
    in_force: Callable[[Site], Site] = lambda site: site,
) -> SeenPage:
    """Read the list page at a URL, or in a file; `url` is that of the file. GongkaiError says why there is none.

    `options` and `in_force`, which returns a site as settings have it visited, apply to the request for a URL.
    """
    if absolute(place, ""):
        column = Column("page", place, "other", place)
        page = _fetched(in_force(Site("look", place, "000000", "city", (column,), allow_private=allow_private)), family, options)
    else:
        page = _saved(Path(place), url or SAVED, family)
    found, listing = families.read_listing(page)
    return SeenPage(page, found.name, listing)


def _fetched(site: Site, family: str, options: Options | None) -> Page:
    from crawler.discover.probe import probing  # only here: a file needs no network

    url = site.columns[0].url
    with probing(site, options) as prober:
        found = prober.get(Fetch(url, family=family))
    if isinstance(found, Fault):
        hint = "; --allow-private allows a private or loopback address" if found.code == "refused_address" else ""
        raise GongkaiError(f"{url}: {found.code}: {found.message}{hint}")
    return found


def _saved(path: Path, url: str, family: str) -> Page:
    try:
        size = path.stat().st_size
        body = path.read_bytes() if size <= MOST else b""
    except OSError as error:
        raise UsageError(f"{path} is neither an http or https URL nor a file that can be read: {error.strerror}") from error
    if size > MOST:
        raise UsageError(f"{path} holds {counted(size, 'byte')}; a list page has {MOST} at most")
    return Page(url, decode(body, "").text, Fetch(url, family=family), body=body)


def story(seen: SeenPage) -> Iterator[str]:
    """Yield the lines that show a page."""
    listing, pager = seen.listing, seen.pager
    yield f"{seen.page.url}  status {seen.page.status}, {counted(len(seen.page.body), 'byte')}"
    yield f"family: {seen.family}"
    yield f"pager: {_pager(pager) if pager else 'none'}"
    yield f"rows: {len(listing.entries)}{' (the page says that it is empty)' if listing.empty else ''}"
    yield from (f"  {entry.date or '----------'}  {entry.title}  {entry.url}{_marks(entry)}" for entry in listing.entries)
    for heading, lines in (
        ("columns below", [f"{column.label}  {column.url}" for column in listing.columns]),
        ("requests that follow", [f"{fetch.method} {fetch.url}" for fetch in listing.next]),
        ("not complete, because", list(listing.reasons)),
        ("links that are no rows", [f"{label or '(no label)'}  {url}: {reason}" for label, url, reason in seen.others()]),
    ):
        yield f"{heading}: {len(lines)}"
        yield from (f"  {line}" for line in lines)


def _pager(pager: Pager) -> str:
    told = {name: value for name, value in asdict(pager).items() if value not in (None, "") and name != "dialect"}
    return " ".join([pager.dialect, *(f"{name}={value}" for name, value in told.items())])


def _marks(entry: Entry) -> str:
    return "".join(f"  [{word}]" for word, holds in (("another portal", entry.external), ("file", entry.file)) if holds)


def as_object(seen: SeenPage) -> dict[str, Any]:
    """Return a page as JSON-compatible types."""
    listing = seen.listing
    return {
        "url": seen.page.url,
        "status": seen.page.status,
        "family": seen.family,
        "pager": asdict(seen.pager) if seen.pager else None,
        "rows": [asdict(entry) for entry in listing.entries],
        "columns": [asdict(column) for column in listing.columns],
        "requests": [{"method": fetch.method, "url": fetch.url} for fetch in listing.next],
        "reasons": list(listing.reasons),
        "no_rows": [{"label": label, "url": url, "reason": reason} for label, url, reason in seen.others()],
    }
