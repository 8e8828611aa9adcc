"""The assertions that third parties test their families with pass where they should and fail with both sides named."""

import pytest

from crawler.crawl import CrawlResult
from crawler.model.types import Entry, Fetch, Listing, Pager
from gongkai.testing import ReplicaHost, assert_complete, assert_pager, assert_rows

ROWS = "".join(f'<li><a href="/a/{n}.html">关于第{n}件事项的通知</a><span>2026-01-0{n}</span></li>' for n in range(1, 4))
LIST = f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body><div class="list"><ul>{ROWS}</ul></div></body></html>'
LISTING = Listing(
    (Entry("http://a.cn/1", "一", "2026-01-01"), Entry("http://a.cn/2", "二", None)),
    pager=Pager("P1", 1, 3, 40),
    next=(Fetch("http://a.cn/p2"), Fetch("http://a.cn/p3")),
)


def test_rows_are_these_in_this_order():
    assert_rows(LISTING, ["一", "二"])
    assert_rows(LISTING, ["一", "二"], ["2026-01-01", None])
    with pytest.raises(AssertionError, match=r"rows \['一', '二'\], expected \['二', '一'\]"):
        assert_rows(LISTING, ["二", "一"])
    with pytest.raises(AssertionError, match=r"dates \['2026-01-01', None\], expected \[None, None\]"):
        assert_rows(LISTING, ["一", "二"], [None, None])


@pytest.mark.parametrize(
    ("given", "says"),
    [({"pages": 4}, "3 pages, expected 4"), ({"rows": 41}, "40 rows, expected 41"), ({"requests": 1}, "2 requests, expected 1")],
)
def test_what_a_pager_states(given, says):
    assert_pager(LISTING)
    assert_pager(LISTING, pages=3, rows=40, requests=2)
    assert_pager(Listing(), requests=0)
    with pytest.raises(AssertionError, match=says):
        assert_pager(LISTING, **given)
    with pytest.raises(AssertionError, match="None pages, expected 1"):
        assert_pager(Listing(), pages=1)


def test_a_crawl_of_a_replica(tmp_path):
    article = "<html><meta charset='utf-8'><h1>关于第{0}件事项的通知</h1><div id='zoom'><p>{1}</p></div></html>"
    text = "现将第{}件有关事项通知如下。"
    with ReplicaHost({"/list/": LIST, **{f"/a/{n}.html": article.format(n, text.format(n) * 20) for n in range(1, 4)}}) as host:
        page = host.page("/list/")
        assert "通知公告" in page.text
        result = host.crawl("/list/", tmp_path)
        assert host.asked.count("/list/") == 2
        (site,) = result.sites
        assert (site.site, [column.column for column in site.columns]) == ("replica", ["column"])
        assert host.page("/nothing").status == 404
        other = host.site("/list/", "jcms")
        assert (other.id, other.area, other.level, other.delay, other.allow_private) == ("replica", "000000", "city", 0, True)
        (column,) = other.columns
        assert (column.id, column.name, column.kind, column.url, column.family) == (
            "column",
            "栏目",
            "annual_report",
            host.base + "/list/",
            "jcms",
        )
    assert_complete(result, 3)
    with pytest.raises(AssertionError, match="3 rows, expected 4"):
        assert_complete(result, 4)
    assert any((tmp_path / "home" / "warc").rglob("*.warc.gz"))


def test_an_incomplete_crawl_is_named_with_its_reasons(tmp_path):
    with ReplicaHost({"/list/": LIST.replace("</ul>", '</ul><a href="/list/index_2.html">下一页</a>')}) as host:
        result = host.crawl("/list/", tmp_path, family="generic")
    assert isinstance(result, CrawlResult)
    with pytest.raises(AssertionError, match=r"exit code \d: \["):
        assert_complete(result, 3)
