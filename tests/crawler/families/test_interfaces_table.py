"""Every row of interfaces.yaml: what its third page is asked by, and under which names its answers may hold rows and numbers."""

import json

import pytest

from crawler.families import interface
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/nb/"
FORM, JSON = "application/x-www-form-urlencoded; charset=UTF-8", "application/json; charset=UTF-8"
QUERY_LIST = (
    "current=3&unitid=u%261&webSiteCode%5B%5D=w&channelCode%5B%5D=c&dataBefore=&dataAfter=&perPage=15&showMode=full&groupSize=1"
    "&barPosition=bottom&titleMax=&templateContainerId=t&themeName=default&pageSize=15"
)
EPOINT = '{"deptcode":"d","categorynum":"004","pageIndex":2,"pageSize":15,"siteGuid":"s"}'
ASKED = [  # interface, variables, family, address of page 3, body, content type
    ("gkmlpt", {"column": "26", "site": "75"}, "gkmlpt", "/gkmlpt/api/all/26?page=3&sid=75", "", ""),
    (
        "common/search",
        {"channel": "a/1"},
        "ucap",
        "/common/search/a%2F1?page=3&_pageSize=15&_isAgg=true&_isJson=true&_template=index",
        "",
        "",
    ),
    ("searchList", {"channel": "9"}, "ucap", "/searchList/9?_isAgg=true&_isJson=true&_pageSize=18&_template=index&page=3", "", ""),
    ("getFileListByCodeId", {"channel": "9"}, "ucap", "/getFileListByCodeId", "codeId=&channelId=9&page=3&size=15", FORM),
    ("loadData", {"channel": "9"}, "ucap", "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15", "pageIndex=3&channel_id=9", FORM),
    ("getInfoCommon", {"channel": "9"}, "ucap", "/szinf/info/getInfoCommon/?pagesize=15&currpage=3&channelid=9", "", ""),
    (
        "qryZFWJListByConditionsNew",
        {"raw_channels": 'a","b'},
        "ucap",
        "/cms-scsrmzf/qryZFWJListByConditionsNew",
        '{"pageSize":15,"pageNum":3,"channelId":["a","b"]}',
        JSON,
    ),
    (
        "queryList",
        {"raw_address": "/q?x=1", "unitid": "u&1", "webSiteCode": "w", "channelCode": "c", "templateContainerId": "t"},
        "ucap",
        "/q?x=1",
        QUERY_LIST,
        FORM,
    ),
    (
        "lists.do",
        {"topic": "7", "department": "d", "above": "a"},
        "huaian",
        "/articleCommonController/lists.do",
        "page=3&pagesize=50&topic=7&deptid=d&rdeptid=a&title=&docNo=&orgname=&summary=&key=",
        FORM,
    ),
    (
        "external",
        {"raw_address": "/open/api", "site": "45", "channel": "46"},
        "henan",
        "/open/api?keywords=&siteId=45&pageNumber=3&pageSize=15&channelMarkId=46",
        "",
        "",
    ),
    ("affair", {"raw_channels": "51"}, "shanghai", "/zwgk-search-front/api/data/affair", '{"channelList":["51"],"pageSize":20}', JSON),
    ("epoint", {"raw_address": "/e", "raw_department": "d", "raw_category": "004", "raw_site": "s"}, "epoint", "/e", EPOINT, JSON),
    (
        "epoint-params",
        {"raw_address": "/e", "raw_department": "d", "raw_category": "004", "raw_site": "s"},
        "epoint",
        "/e",
        f'{{"params":{EPOINT}}}',
        JSON,
    ),
    ("was5", {"raw_address": "/was5/web/search?channelid=1"}, "trs_front", "/was5/web/search?channelid=1&page=3", "", ""),
    ("igs", {"raw_address": "/igs/x?a=1"}, "trs_front", "/igs/x?a=1&pageIndex=3", "", ""),
    ("jhtml", {"raw_address": "/x.jhtml?a=1"}, "trs_front", "/x.jhtml?a=1&pageNumber=3", "", ""),
    ("ssp", {"raw_address": "/ssp?a=1"}, "trs_front", "/ssp?a=1&page=3", "", ""),
    ("jsonp", {"raw_address": "/jsonp?a=1"}, "trs_front", "/jsonp?a=1&page=3", "", ""),
    ("jsonp", {"raw_address": "/jsonp?a=1", "raw_page": "pageIndex"}, "trs_front", "/jsonp?a=1&pageIndex=3", "", ""),
    ("was5", {"raw_address": "/was5?a=1", "raw_page": "pageIndex"}, "trs_front", "/was5?a=1&pageIndex=3", "", ""),
]
# interface: paths of its rows, of the number of rows and of that of pages, the first one there counting; rows a page, pages beyond
ANSWERED = {
    "gkmlpt": ("articles", "total", "", 100, 0),
    "common/search": ("data.results data.rows results", "data.total total", "", 15, 0),
    "searchList": ("data.results data.rows results", "data.total total", "", 18, 0),
    "getFileListByCodeId": ("results.data.results results.results", "results.data.total results.total", "", 15, 0),
    "loadData": ("data.list", "data.allRow", "data.totalPage", 15, 0),
    "getInfoCommon": ("infolist", "total", "", 15, 0),
    "qryZFWJListByConditionsNew": ("results", "", "", 15, 0),
    "queryList": (
        "results.rows results.results results.list data.rows data.results data.list results data rows",
        "results.total data.total total",
        "",
        15,
        0,
    ),
    "lists.do": ("value.list", "value.total", "", 50, 0),
    "external": ("data.datas", "data.totalRow", "data.totalPage", 15, 0),
    "affair": ("data.list", "", "", 20, 0),
    "epoint": ("custom.data data.data data", "custom.total data.total total", "", 15, 1),
    "epoint-params": ("custom.data data.data data", "custom.total data.total total", "", 15, 1),
    "was5": ("docs data", "recordCount count", "pageCount", 15, 0),
    "igs": ("page.content rows data", "page.total total", "page.totalPages", 15, 0),
    "jhtml": ("page.content", "page.total", "page.totalPages", 15, 0),
    "ssp": ("datas data", "total count", "totalPage", 15, 0),
    "jsonp": ("data docs list", "num count", "pageCount", 16, 0),
}
VARIABLES = {name: variables for name, variables, *_ in ASKED}
ROWS = [{"title": f"云水市{2000 + n}年政府信息公开工作年度报告", "url": f"/{n}.html"} for n in range(15)]


def put(answer, path, value):
    """The answer with a value at a dotted path; a path that leads through a list takes its place."""
    *above, last = path.split(".")
    for key in above:
        answer = answer.setdefault(key, {})
    answer[last] = value


def listing(name, told):
    """What is read of a first answer that holds those values at those paths."""
    first = interface.ask(name, Page(AT, "", Fetch(AT)), VARIABLES[name])
    answer = {}
    for path, value in told.items():
        put(answer, path, value)
    return interface.answer(Page(first.url, json.dumps(answer), first))


def test_every_interface_is_in_these_tables():
    assert set(VARIABLES) == set(ANSWERED) == set(interface.INTERFACES)


@pytest.mark.parametrize(("name", "variables", "family", "address", "body", "content"), ASKED, ids=[each[0] for each in ASKED])
def test_what_an_interface_is_asked_for_its_third_page(name, variables, family, address, body, content):
    fetch = interface.ask(name, Page(AT, "", Fetch(AT)), variables, 3)
    method = "POST" if body else "GET"
    assert (fetch.method, fetch.url, fetch.body.decode()) == (method, f"http://h.example{address}", body)
    assert (fetch.family, dict(fetch.headers).get("Content-Type", ""), fetch.page) == (family, content, 3)


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, told in ANSWERED.items() for path in told[0].split()])
def test_the_rows_of_an_answer(name, path):
    assert [entry.url for entry in listing(name, {path: ROWS[:3]}).entries] == [f"http://h.example/{n}.html" for n in range(3)]


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, told in ANSWERED.items() if not told[2] for path in told[1].split()])
def test_the_number_of_rows_of_an_answer_and_the_pages_it_makes(name, path):
    size, beyond = ANSWERED[name][3:]
    rows = [{"title": "关于公开的通知", "url": f"/{n}.html"} for n in range(size)]
    beside = next(each for each in ANSWERED[name][0].split() if each not in path and not path.startswith(f"{each}."))
    for total, pages in ((2 * size, 2), (2 * size + 1, 3)):
        found = listing(name, {beside: rows, path: total})
        assert (found.pager.rows, found.pager.pages, found.pager.size) == (total, pages, size)
        assert [fetch.page for fetch in found.next] == list(range(2, pages + beyond + 1))


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, told in ANSWERED.items() for path in told[2].split()])
def test_the_number_of_pages_of_an_answer(name, path):
    rows, total = ANSWERED[name][0].split()[0], ANSWERED[name][1].split()
    for each in total:
        found = listing(name, {rows: ROWS, path: 4, each: 999})
        assert (found.pager.pages, found.pager.rows) == (4, 999)


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_without_rows_says_so_by_its_count(name):
    totals = ANSWERED[name][1].split()
    for path in totals:
        assert listing(name, {path: 0}).empty


def test_the_first_of_several_names_counts():
    assert [entry.url for entry in listing("was5", {"docs": ROWS[:1], "data": ROWS[1:3]}).entries] == ["http://h.example/0.html"]
