"""VSB (博达): static lists whose pages count down: page 2 of 11 is `x/10.htm`, the last one `x/1.htm`."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.model.types import Listing, Page

name = "vsb"
MARKS = re.compile(r"""\binfo/\d+/\d+\.htm|\bvsb_content|/__local/|\bline_u\d+_\d+|/system/_content/download\.jsp""")


def matches(page: Page) -> bool:
    """Whether a page is a column of VSB."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page and the pages its pager names."""
    return base.static_listing(page, name)
