"""A real page with what must be read from it (kept outside the repository)."""

import json
from pathlib import Path
from urllib.parse import urljoin

import pytest

from crawler import families
from crawler.model.types import Fetch, Page

REAL = next((each / "shared" / "real" for each in Path(__file__).parents if (each / "shared" / "real").is_dir()), Path("shared/real"))
PAGE = REAL / "ordos-egb-xxgknb.html"


@pytest.mark.skipif(not PAGE.exists(), reason="the real pages are not on this machine")
def test_rows_and_pager_of_a_real_page_of_nested_tables():
    wanted = json.loads((REAL / "ordos-egb-xxgknb.expected.json").read_text(encoding="utf-8"))
    at = urljoin("http://h.example/", wanted["url"])
    _family, listing = families.read_listing(Page(at, PAGE.read_text(encoding="utf-8", errors="replace"), Fetch(at, page=1)))
    assert [(entry.url, entry.title, entry.date) for entry in listing.entries] == [
        (urljoin(at, row["href"]), row["title"], row["date"]) for row in wanted["rows"]
    ]
    assert (listing.pager.pages, [fetch.url for fetch in listing.next]) == (wanted["pages"], [urljoin(at, wanted["page_2"])])
