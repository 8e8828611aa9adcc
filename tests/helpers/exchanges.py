"""What each family makes us ask of a portal and reads from its answers, written out for a person to review.

python -m tests.helpers.exchanges        writes tests/data/crawler/exchanges.txt anew, after a change that was meant
"""

from pathlib import Path

from crawler import families
from crawler.model.types import Fetch, Listing, Page
from tests.helpers.family_pages import EXCHANGES, Exchange

AT = "http://h.example"
KEPT = Path(__file__).parents[1] / "data" / "crawler" / "exchanges.txt"


def requested(fetch: Fetch) -> str:
    """A request in one line."""
    named = "; ".join(f"{key}={value}" for key, value in fetch.state)
    headers = "; ".join(f"{key}: {value}" for key, value in fetch.headers)
    probe = " probe" if fetch.probe else ""
    return f"{fetch.method} {fetch.url} {fetch.body.decode()!r} page {fetch.page} of {fetch.family}{probe} [{headers}] [{named}]"


def written(listing: Listing) -> list[str]:
    """A listing in lines."""
    pager = listing.pager
    lines = [f"row {entry.date} {entry.title} {entry.url}" for entry in listing.entries[:4]]
    lines += [f"and {len(listing.entries) - 4} rows more"] if len(listing.entries) > 4 else []
    lines += [f"column {column.label} {column.url}" for column in listing.columns]
    lines += [f"pager {pager.dialect}: page {pager.current} of {pager.pages}, {pager.rows} rows, {pager.size} a page"] if pager else []
    lines += [f"reason {reason}" for reason in listing.reasons] + ["empty"] * listing.empty
    lines += [f"asks {requested(fetch)}" for fetch in listing.next[:2]]
    return lines + ([f"and {len(listing.next) - 3} requests more", f"asks {requested(listing.next[-1])}"] if len(listing.next) > 2 else [])


def asked_again(listing: Listing) -> list[Fetch]:
    """The first request that a listing leads to, and its last one."""
    return list(dict.fromkeys((*listing.next[:1], *listing.next[-1:])))


def exchange_text(exchange: Exchange) -> str:
    """All that is read and asked in an exchange."""
    page = Page(AT + exchange.path, exchange.page, Fetch(AT + exchange.path))
    family, listing = families.read_listing(page)
    lines = [f"read by {family.name}", *written(listing)]
    for fetch in asked_again(listing):
        for number, answer in enumerate(exchange.answers, 1):
            family, read = families.read_listing(Page(fetch.url, answer, fetch))
            lines += [f"- page {fetch.page}, answer {number}, read by {family.name}", *(f"  {line}" for line in written(read))]
            for further in asked_again(read):
                _, last = families.read_listing(Page(further.url, answer, further))
                lines += [f"  - page {further.page}, the same answer", *(f"    {line}" for line in written(last))]
    return "\n".join(lines)


def kept() -> dict[str, str]:
    """The texts reviewed last, by the name of their exchange."""
    parts = KEPT.read_text(encoding="utf-8").split("\n== ")[1:]
    return {name: text.rstrip("\n") for name, _, text in (part.partition("\n") for part in parts)}


if __name__ == "__main__":
    texts = "".join(f"\n== {each.name}\n{exchange_text(each)}\n" for each in EXCHANGES)
    KEPT.write_text(
        f"Pages, requests and answers of each family: `python -m tests.helpers.exchanges` writes this file.\n{texts}", encoding="utf-8"
    )
