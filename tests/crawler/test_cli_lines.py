"""What a crawl says at the terminal of each site and column."""

import pytest

from crawler import cli
from crawler.crawl import CrawlResult, SiteOutcome
from gongkai.errors import Exit
from gongkai.fetch_record import ColumnRun

GOOD = ColumnRun("annual", rows_told=12, rows_found=12, new=3, changed=2, gone=1, complete=True)
BAD = ColumnRun("news", rows_found=4, reasons=("rows_missing", "page_failed"))


@pytest.mark.parametrize(
    ("site", "lines"),
    [
        (SiteOutcome("a", Exit.FAILED, message="no answer"), ["a: no answer"]),
        (
            SiteOutcome("a", Exit.COMPLETE, columns=(GOOD, BAD), message="fine"),
            [
                "a/annual: 12 of 12 rows, 3 new, 2 changed, 1 gone, complete",
                "a/news: 4 rows, 0 new, 0 changed, 0 gone, incomplete: rows_missing; page_failed",
            ],
        ),
        (
            SiteOutcome("a", Exit.PARTIAL, columns=(BAD,), skipped={"z": 1, "b": 20}, message="cut off"),
            [
                "a/news: 4 rows, 0 new, 0 changed, 0 gone, incomplete: rows_missing; page_failed",
                "a: not asked for: 20 b, 1 z",
                "a: cut off",
            ],
        ),
    ],
)
def test_each_site_has_its_lines(site, lines):
    assert cli.lines(CrawlResult("r", site.exit, (site,))) == lines
    assert cli.lines(CrawlResult("r", site.exit, (site, site))) == lines * 2


def test_no_rows_stated_is_not_none_stated():
    assert "0 of 0 rows" in cli._column(ColumnRun("x", rows_told=0))
