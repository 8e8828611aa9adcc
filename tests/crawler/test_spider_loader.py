"""The spiders that Scrapy knows: `columns`, and one for each site of the registry."""

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler import spider_loader
from crawler.components.spider import ColumnSpider
from crawler.spider_loader import SiteSpiderLoader, home_in_force
from gongkai.home import Home

SITES = """
- {id: a, name: 甲市, area: "990100", level: city, columns: [{id: x, name: N, kind: policy, url: "http://www.a.gov.cn/zc/"}]}
- {id: b, name: 乙县, area: "990101", level: county, columns: [{id: x, name: N, kind: policy, url: "http://www.b.gov.cn/zc/"}]}
"""


@pytest.fixture
def registered(tmp_path, monkeypatch):
    (tmp_path / "sites.yaml").write_text(SITES, encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    monkeypatch.delenv("GONGKAI_REGISTRY", raising=False)
    return tmp_path


def test_the_home_and_registry_in_force(registered, monkeypatch):
    assert home_in_force() == (Home(registered), registered / "sites.yaml")
    monkeypatch.setenv("GONGKAI_REGISTRY", "other.yaml")
    assert home_in_force() == (Home(registered), Path("other.yaml"))
    for home in (None, ""):
        monkeypatch.delenv("GONGKAI_HOME", raising=False)
        if home is not None:
            monkeypatch.setenv("GONGKAI_HOME", home)
        assert home_in_force()[0] == Home(Path("data"))


def test_each_site_has_a_spider(registered):
    loader = SiteSpiderLoader.from_settings(Settings())
    assert loader.list() == ["columns", "a", "b"]
    assert loader.load("columns") is ColumnSpider
    spider = loader.load("b")
    assert (issubclass(spider, ColumnSpider), spider.name, spider.__doc__, spider.__name__) == (True, "b", "乙县", "SiteSpider")
    with pytest.raises(KeyError, match="Spider not found: c"):
        loader.load("c")


@pytest.mark.parametrize(
    ("url", "names"), [("http://www.a.gov.cn/x.html", ["a"]), ("http://www.b.gov.cn/", ["b"]), ("http://www.c.gov.cn/", [])]
)
def test_a_request_belongs_to_the_spider_of_its_portal(registered, url, names):
    assert SiteSpiderLoader().find_by_request(Request(url)) == names
    assert spider_loader.ALL == "columns"
