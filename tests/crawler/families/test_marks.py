"""By which signs each family knows its pages, one at a time, and near ones that are none."""

import pytest

from crawler import families
from crawler.families import hebei, henan, huaian, lonsun, trs_front, truecms, ucap
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/nb/"
UUID = "29527d47-65f0-4e58-9a95-804549f339e9"
SIGNS = [
    ("annual_reports", "", "/xxgkAnnualReport.jsp?fbtime=12"),
    ("annual_reports", "", "/xxgkAnnualReport.jsp?a=b&fbtime=12"),
    ("annual_reports", "", "/AnnualReport/show/12.html"),
    ("annual_reports", "", "/gknb_show.php?id=12"),
    ("annual_reports", "", "/gknb_show.php?a=b&id=12"),
    ("epoint", "/rest/lightfrontaction/x", ""),
    ("epoint", "var siteGuid = 'x'", ""),
    ("epoint", "<div class='ewb-main'>", ""),
    ("epoint", "<script src='/js/webBuilderCommon.js'>", ""),
    ("gkmlpt", "", "/gkmlpt/annualreport"),
    ("gkmlpt", "'/gkmlpt/api/all'", ""),
    ("hebei", "", f"/columns/{UUID}/index.html"),
    ("hebei", f"/columns/{UUID}/templates/{UUID}/blocks/{UUID}", ""),
    ("henan", "<div id='pageDec'>", ""),
    ("henan", "<a href='/2026/03-09/12.html'>", ""),
    ("henan", "'/open/api/external'", ""),
    ("huaian", "nsetpage(3", ""),
    ("huaian", "/articleCommonController/lists.do", ""),
    ("huaian", "", "/cmsweb/zwgk/a.html?topic=12"),
    ("jcms", "<DATASTORE>", ""),
    ("jcms", "dataproxy.jsp", ""),
    ("jcms", "$('#x').jpage({", ""),
    ("jcms_xxgk", "/module/xxgk/search.jsp", ""),
    ("jcms_xxgk", "/module/xxgk/tree.jsp", ""),
    ("jcms_xxgk", "/module/xxgk/subjectinfo.jsp", ""),
    ("liaoning", "/web/a/202603091234/index.shtml", ""),
    ("lonsun", "/site/label/8888", ""),
    ("lonsun", "labelName: 'x'", ""),
    ("lonsun", "/public/column/12", ""),
    ("lonsun", "Ls.pagination(", ""),
    ("lonsun", "/site/tpl/12", ""),
    ("nfcms", "/content/post_12.html", ""),
    ("nfcms", "/content/mpost_12.html", ""),
    ("nfcms", "var NFCMS_X", ""),
    ("shanghai", "/nw12/20260309/ab-c.html", ""),
    ("shanghai", "$('#x').pagination('setPage'", ""),
    ("shanghai", "/zwgk-search-front/api/data/affair", ""),
    ("siteserver", "/channels/12.html", ""),
    ("siteserver", "/channels/12_3.html", ""),
    ("siteserver", "/sitefiles/a.js", ""),
    ("siteserver", "", "/channels/12.html"),
    ("trs", "createPageHTML(3, 0", ""),
    ("trs", "createPage('3', 0", ""),
    ("trs", "new Pager({", ""),
    ("trs", "var countPage = 3", ""),
    ("trs_front", "'/was5/web/search?a=b'", ""),
    ("trs_front", "'/igs/front/search/publish/data/list.html?a=b'", ""),
    ("trs_front", "'/igs/front/search.jhtml?a=b'", ""),
    ("trs_front", "'/ssp/search/api/apiSearch?a=b'", ""),
    ("trs_front", "'/govsearch/jsonp/x.jsp?a=b'", ""),
    ("trs_search", "list2.trsapi", ""),
    ("trs_search", "listModel({", ""),
    ("truecms", "/truecms/x", ""),
    ("truecms", "<div id='initData'>", ""),
    ("truecms", "getMessage.do", ""),
    ("ucap", "createPageHTML('page', 3,", ""),
    ("ucap", "<UCAPCONTENT>", ""),
    ("ucap", "<ucaptitle>", ""),
    ("ucap", "<meta name='channelid' content='x'>", ""),
    ("ucap", "/common/search/x", ""),
    ("ucap", "/searchList/x", ""),
    ("ucap", "getFileListByCodeId", ""),
    ("ucap", "/szinf/x", ""),
    ("ucap", "qryZFWJListByConditionsNew", ""),
    ("ucap", "'/queryList'", ""),
    ("vsb", "info/12/34.htm", ""),
    ("vsb", "vsb_content", ""),
    ("vsb", "/__local/x", ""),
    ("vsb", "line_u12_3", ""),
    ("vsb", "/system/_content/download.jsp", ""),
]


def page(text, path="", **more):
    url = f"http://h.example{path}" if path else AT
    return Page(url, text, Fetch(url), **more)


@pytest.mark.parametrize(("name", "text", "path"), SIGNS)
def test_a_sign_is_enough(name, text, path):
    assert families.named(name).matches(page(text, path))


@pytest.mark.parametrize("name", sorted({name for name, _, _ in SIGNS}))
def test_without_a_sign_it_is_another_familys(name):
    assert not families.named(name).matches(page("<p>政府信息公开年报</p>"))


@pytest.mark.parametrize(("value", "knows"), [("Epoint/1.0", True), ("epoint", True), ("nginx", False)])
def test_epoint_is_known_by_its_server_as_well(value, knows):
    assert families.named("epoint").matches(page("", headers=(("X", "y"), ("SERVER", value)))) is knows


@pytest.mark.parametrize("path", ["/cmsweb/zwgk/a.html", "/a.html?topic=1"])
def test_a_topic_of_the_catalogue_needs_both(path):
    assert not huaian.matches(page("", path))


# ---- what a page states


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("共3页", 3),
        ("共 &nbsp;3&nbsp; 页", 3),
        ("pages = 3", 3),
        ('data-pages="3"', 3),
        ("totalPages: '3'", 3),
        ("total-pages:3", 3),
        ("共3条", None),
    ],
)
def test_how_many_pages_a_block_has(text, pages):
    assert hebei._pages(text) == pages


@pytest.mark.parametrize(("name", "quote"), [("channelMarkId", "'"), ("channelMarkId", '"'), ("siteId", "'"), ("siteId", "")])
def test_the_numbers_of_a_search(name, quote):
    pattern = henan.CHANNEL if name == "channelMarkId" else henan.SITE
    assert pattern.search(f"{name}{quote}: {quote}12")[1] == "12"
    assert pattern.search(f"{name} = 12")[1] == "12"
    assert pattern.search(f"x{name}=12") is None


ROWS = "".join(f"<li><a href='/art/t2026010{n}_{n}.html'>云水市第{n}号年度报告</a><span>2026-01-0{n}</span></li>" for n in range(1, 4))


@pytest.mark.parametrize(
    ("search", "channel", "site", "asks"),
    [
        ("'http://s.example/open/api/external'", "channelMarkId:'1'", "siteId:'2'", True),
        ("", "channelMarkId:'1'", "siteId:'2'", False),
        ("'http://s.example/open/api/external'", "", "siteId:'2'", False),
        ("'http://s.example/open/api/external'", "channelMarkId:'1'", "", False),
    ],
)
def test_a_search_is_asked_where_the_page_names_all_it_needs(search, channel, site, asks):
    script = f"<script>get({search}, {{{channel}, {site}}})</script>"
    assert bool(henan.listing(page(script)).next) is asks
    assert henan.listing(page(f"<ul>{ROWS}</ul>{script}")).next == ()


@pytest.mark.parametrize(
    ("query", "asks", "department", "above"),
    [
        ("topic=7", True, "", ""),
        ("TOPIC=7&deptid=8&rdeptid=9", True, "8", "9"),
        ("topic=7&orgid=8", True, "8", ""),
        ("other=7", False, "", ""),
    ],
)
def test_the_catalogue_is_asked_for_the_topic_of_the_address(query, asks, department, above):
    found = huaian.listing(page("", f"/cmsweb/zwgk/a.html?{query}")).next
    assert bool(found) is asks
    if asks:
        variables = dict(found[0].state)["variables"]
        assert variables == f'{{"above": "{above}", "department": "{department}", "topic": "7"}}'
    assert huaian.listing(page(f"<ul>{ROWS}</ul>", f"/cmsweb/zwgk/a.html?{query}")).next == ()


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("/was5/web/search?channelid=1", "was5"),
        ("/igs/front/search/publish/data/list.html?a=1", "igs"),
        ("/igs/front/search.jhtml?a=1", "jhtml"),
        ("/ssp/search/api/apiSearch?a=1", "ssp"),
        ("/govsearch/jsonp/x.jsp?a=1", "jsonp"),
    ],
)
def test_a_search_front_end_by_its_path(path, front):
    (fetch,) = trs_front.listing(page(f"<script>url = '{path}'</script>")).next
    assert dict(fetch.state)["interface"] == front


@pytest.mark.parametrize("key", ["page", "pageIndex", "pageNumber", "random", "_", "callback"])
def test_what_names_a_page_of_a_search_is_left_out_of_its_address(key):
    (fetch,) = trs_front.listing(page(f"<script>url = '/was5/web/search?a=&amp;{key}=7&amp;b=c'</script>")).next
    address = dict(fetch.state)["variables"]
    assert "/was5/web/search?a=&b=c" in address
    assert f"{key}=7" not in address


# ---- blocks and windows


def block_answer(text, number=None):
    state = (("block", "/b"), ("referer", AT))
    return hebei.listing(Page(f"{AT}b", text, Fetch(f"{AT}b", page=number, state=state)))


@pytest.mark.parametrize(
    ("text", "number", "later"),
    [
        (f"<ul>{ROWS}</ul>共3页", None, [2, 3]),
        (f"<ul>{ROWS}</ul>共3页", 2, []),
        (f"<ul>{ROWS}</ul>共1页", None, []),
        (f"<ul>{ROWS}</ul>", None, [2]),
        (f"<ul>{ROWS}</ul>", 4, [5]),
        ("", 4, []),
    ],
)
def test_the_pages_after_an_answer_of_a_block(text, number, later):
    found = block_answer(text, number)
    assert [fetch.page for fetch in found.next] == later
    assert found.pager.current == (number or 1)
    assert [fetch.url for fetch in found.next] == [f"http://h.example/b?page={each}&fix=0" for each in later]


BLOCK = f"/columns/{UUID}/templates/{UUID}/blocks/{UUID}"


@pytest.mark.parametrize(
    ("body", "later", "empty"),
    [
        (f"<ul>{ROWS}</ul>共3页", [2, 3], False),
        (f"<ul>{ROWS}</ul>", [1], False),
        ("共3页", [1, 2, 3], False),
        ("<p>暂无信息</p>", [], True),
        ("<p>暂无信息</p>共2页", [1, 2], False),
        ("<p>暂无信息</p>共1页", [], True),
    ],
)
def test_a_block_is_asked_for_what_its_page_lacks(body, later, empty):
    found = hebei.listing(page(f"<html><body>{body}<script>'{BLOCK}'</script></body></html>"))
    assert ([fetch.page for fetch in found.next], found.empty) == (later, empty)


def served(count, more=""):
    rows = "".join(f"<li><a href='/art/{n}.html'>云水市第{n}号年度报告</a></li>" for n in range(count))
    return truecms.listing(page(f"<html><body><ul id='initData'>{rows}</ul>{more}</body></html>"))


@pytest.mark.parametrize(
    ("count", "more", "next_", "reasons"),
    [
        (59, "<script>columnId: 'c1'</script>", 0, ()),
        (60, "<script>columnId: 'c1'</script>", 1, ()),
        (60, "", 0, ("further_pages_unknown",)),
        (59, "", 0, ()),
    ],
)
def test_sixty_rows_of_a_page_may_not_be_all(count, more, next_, reasons):
    found = served(count, more)
    assert (len(found.entries), len(found.next), found.reasons) == (count, next_, reasons)
    for fetch in found.next:
        assert fetch.page == 3
        assert "startrecord=61&endrecord=90&perpage=10" in fetch.url


@pytest.mark.parametrize(("stated", "rows"), [("totalRecord: 3", 3), ("totalRecord: '0'", None), ("", None)])
def test_the_rows_that_a_page_counts(stated, rows):
    assert served(3, f"<script>{stated}</script>").pager.rows == rows


def window(text, number):
    state = (("address", "/m.do"), ("column", "c1"), ("referer", AT))
    return truecms.listing(Page(f"{AT}m", text, Fetch(f"{AT}m", page=number, state=state)))


STORE = "<record><![CDATA[<li><a href='/art/1.html'>云水市年度报告</a></li>]]></record>"


@pytest.mark.parametrize(
    ("total", "number", "later"), [(121, 3, [4, 5]), (120, 3, [4]), (90, 3, []), (91, 3, [4]), (121, 4, []), (121, 2, [])]
)
def test_the_windows_after_the_first(total, number, later):
    found = window(f"<totalrecord>{total}</totalrecord>{STORE}", number)
    assert [fetch.page for fetch in found.next] == later
    assert (found.pager.rows, found.pager.size, len(found.entries)) == (total, 30, 1)


@pytest.mark.parametrize("wrapped", ['{{"result": "{0}"}}', '{{"data": "{0}"}}', "{0}"])
def test_an_answer_may_come_within_json(wrapped):
    store = f"<totalrecord>90</totalrecord>{STORE}"
    assert len(window(wrapped.format(store.replace('"', '\\"')), 3).entries) == 1


def test_an_answer_without_its_count_says_so():
    assert window(STORE, 3).reasons == ("interface_answered_nothing",)


# ---- what a label sends


def arguments(text, path="/zxzx/index.html"):
    return lonsun._arguments(page(text, path))


@pytest.mark.parametrize(
    ("text", "path", "sent"),
    [
        ("<script>x({labelName: 'list', siteId: 7})</script>", "/zxzx/", {"labelName": "list", "siteId": "7"}),
        ('<script>x({"labelName": "list"})</script>', "/zxzx/?organId=3&type=4&action=5&catId=6&nav=7&other=8",
         {"labelName": "list", "organId": "3", "type": "4", "action": "5", "catId": "6", "nav": "7"}),
        ("<script>x({labelName: 'list'})</script>", "/public/column/12", {"labelName": "list", "organId": "12"}),
        ("<script>x({labelName: 'list'})</script><meta name='siteId' content='9'>", "/zxzx/", {"labelName": "list", "siteId": "9"}),
        ("<script>x({labelName: 'list'}); var siteId = '9'</script>", "/zxzx/", {"labelName": "list", "siteId": "9"}),
        ("<script>u = '/site/label/8888?a=1&amp;b=&amp;pageIndex=2&amp;_=3'</script>", "/zxzx/", {"a": "1", "b": ""}),
        ("<script>x({labelName: 'list', a: 1}); u = '/site/label/8888?a=2'</script>", "/zxzx/", {"labelName": "list", "a": "2"}),
        ("<script>x({labelName: 'list', length: 20, dataType: 'x', IsAjax: 0})</script>", "/zxzx/", {"labelName": "list"}),
    ],
)  # fmt: skip
def test_the_arguments_of_a_label(text, path, sent):
    assert arguments(text, path) == {**sent, "IsAjax": "1", "dataType": "html", "length": "500"}


@pytest.mark.parametrize("text", ["", "<script>// x({labelName: 'list'})\n</script>", "<script>/site/label/8888</script>"])
def test_a_page_without_arguments_has_none(text):
    assert arguments(text) == {}


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("searchList", "searchList"),
        ("getFileListByCodeId", "getFileListByCodeId"),
        ("loadData", "loadData"),
        ("getInfoCommon", "getInfoCommon"),
        ("qryZFWJListByConditionsNew", "qryZFWJListByConditionsNew"),
        ("", "common/search"),
    ],
)
def test_the_search_that_a_page_names(text, search):
    (fetch,) = ucap.listing(page(f"<meta name='channelid' content='c1'><script>{text}</script>")).next
    assert dict(fetch.state)["interface"] == search


@pytest.mark.parametrize("text", ["channelid: 'c1'", "channel_id = 'c1'", "<meta name='channelid' content='c1'>"])
def test_the_channel_of_a_page(text):
    found = ucap.CHANNEL.search(text)
    assert "c1" in found.groups()
