"""The catalogue of Guangdong: which node of it is the column."""

import pytest

from crawler.families import gkmlpt
from crawler.model.types import Fetch, Page

AT = "http://h.example/gkmlpt/index"


def asked(nodes, url=AT):
    return gkmlpt.listing(Page(url, f'<script>window._CONFIG={{"SID":"75"}};[{nodes}]</script>', Fetch(url)))


@pytest.mark.parametrize("node", ['{"id":26,"name":"政府信息公开年报"}', "{id:26,name:'年报'}", "{id: 26 , name: '政府信息公开年度报告'}"])
def test_the_column_is_the_node_named_like_one(node):
    (fetch,) = asked(f"{{id:1,name:'通知'}},{node},{{id:30,name:'公示'}}").next
    assert fetch.url == "http://h.example/gkmlpt/api/all/26?page=1&sid=75"


def test_the_address_names_it_before_any_node():
    (fetch,) = asked("{id:26,name:'年报'}", f"{AT}#31").next
    assert fetch.url == "http://h.example/gkmlpt/api/all/31?page=1&sid=75"


def test_without_such_a_node_it_is_not_named():
    found = asked("{id:1,name:'通知'}")
    assert (found.next, found.reasons) == ((), ("column_not_named",))
