"""Every row of the oracle can be read by the means that the platform documents: addresses, forms and bodies written out by hand.

This is the proof that the oracle asks for nothing that the portal does not serve; titles and addresses are looked for in the
answers, no list reader takes part.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from .hosts import HOSTS
from .interface import VISITS, Column, Completeness, Host
from .server import Replica
from .test_own_server import fetch

PROXY = "/module/web/jpage/dataproxy.jsp?columnid=93261&unitid=300520&startrecord="
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit?parseType=bulidstatic&webId=8d82&tplSetId=2097&pageType=column"
HEBEI = "/columns/29527d47-65f0-4e58-9a95-804549f339e9/"
BLOCK = "templates/33adff60-8ac4-4b9e-bc4f-43a0c01ac8a7/blocks/1d3a4f18-0b8c-4b25-8a5b-6d5d1f3d0a11"
LABEL = "/site/label/8888?labelName=publicInfoList&catId=7001&file=/xxgk/publicInfoList_newest2020&pageIndex="
GETMESSAGE = "/truecms/messageController/getMessage.do?columnId=5b1f7d1e-2a3b-4c5d-8e9f-a0b1c2d3e4f5&perpage=10&startrecord="
POSTED = "/intertidwebapp/govChanInfo/getDocuments?pageSize=20&siteId=1&chanId=25&pageIndex="
EPOINT = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
CHANNEL = "/common/search/a1b2c3d4e5f60718293a4b5c6d7e8f90?_isJson=true&_pageSize=15&page="
Way = tuple[str, bytes | None]


def _static(column: str, ending: str = "html", count: int = 4) -> list[Way]:
    return [(column, None), *((f"{column}index_{number}.{ending}", None) for number in range(1, count))]


def _each(prefix: str, values: range | tuple[int, ...], suffix: str = "") -> list[Way]:
    return [(f"{prefix}{value}{suffix}", None) for value in values]


WAYS: dict[str, list[Way]] = {
    "trs-inline/nb": _static("/zfxxgk/zfxxgknb/"),
    "trs-created/nb": [("/zwgk/nb/", None), ("/zwgk/nb/index_1.shtml", None), *_static("/zwgk/nb/", "shtml")],
    "trs-empty/nb": _static("/zwgk/nb/"),
    "trs-prefix/nb": [("/zwgk/tzgg/index_10954.html", None), *_each("/zwgk/tzgg/index_10954_", range(1, 4), ".html")],
    "trs-options/nb": _static("/zfxxgk/zfxxgknb/"),
    "hanweb-jpage/nb": [("/col/col93261/index.html", None), (PROXY + "21&endrecord=40", b"col=1")],
    "hanweb-silent/nb": [("/col/col104/index.html", None)],
    "hanweb-xxgk/nb": [(f"/module/xxgk/search.jsp?currpage={page}", b"area=002482429&divid=div798") for page in (1, 2, 3)],
    "hanweb-jpaas/nb": [
        (f"{UNIT}&tagId={quote('当前栏目list')}&paramJson=" + quote(f'{{"pageNo":{page},"pageSize":15}}'), None) for page in (1, 2, 3)
    ],
    "gkmlpt/nb": _each("/gkmlpt/api/all/2629?sid=755041&page=", range(3)),
    "ucap-static/nb": [("/sqjd/c100262/common_list.shtml", None), *_each("/sqjd/c100262/common_list_", (2, 3), ".shtml")],
    "ucap-json/nb": _each(CHANNEL, (1, 2)),
    "lonsun/nb": _each(LABEL, (1, 2, 3)),
    "truecms/nb": [("/lgsj/zcwj/zcwj.html", None), (GETMESSAGE + "21&endrecord=40&callback=jQuery1", None)],
    "epoint/nb": [(EPOINT, b'{"categorynum":"003006","pageSize":15,"pageIndex":%d}' % page) for page in (0, 1)],
    "vsb/nb": [("/xxgk/tzgg.htm", None), *_each("/xxgk/tzgg/", range(1, 5), ".htm")],
    "hebei/nb": [(HEBEI + "index.html", None), *_each(f"{HEBEI}{BLOCK}?fix=0&page=", (2, 3))],
    "siteserver/nb": [("/channels/7.html", None), *_each("/channels/7_", (2, 3), ".html")],
    "asp/nb": [("/xxgk/List.asp?ClassID=12", None), *_each("/xxgk/List.asp?ClassID=12&page=", (2, 3))],
    "php/nb": _each("/index.php?m=content&c=index&a=lists&catid=11&page=", (1, 2, 3)),
    "jsp/nb": [("/xxgk/govInfoList.jsp", b"channelId=9&pageNo=%d" % page) for page in (1, 2, 3)],
    "webforms/nb": [
        (
            "/MoreInfo.aspx?CategoryNum=1004009",
            b"__VIEWSTATE=%%2FwEPDwUKLTQ2NjM1OTg5OA9kFgJmD2QWAgIDD2QWAgIBDzwrAAsB1"
            b"&__EVENTTARGET=MoreInfoList1%%24Pager&__EVENTARGUMENT=%d" % page,
        )
        for page in (1, 2, 3)
    ],
    "sharepoint/nb": [
        ("/zwgk/nb/Pages/default.aspx", None),
        ("/zwgk/nb/Pages/default.aspx?Paged=TRUE&p_ID=5&PageFirstRow=6", None),
        ("/zwgk/nb/Pages/default.aspx?Paged=TRUE&p_ID=10&PageFirstRow=11", None),
    ],
    "vue-named/nb": _each("/api/portal/v1/articles?channelCode=zfxxgknb&pageSize=10&pageNum=", (1, 2)),
    "intertid/nb": [(f"{POSTED}{page}", b"") for page in (1, 2)],
    "array/nb": [("/tjgb/index.html", None)],
    "framed/nb": _static("/xxgk/nb/list/"),
    "written/nb": [("/js/gg_list.js", None)],
    "more/nb": [("/zwgk/list/nb.html", None), *_each("/zwgk/loadMore.do?channel=nb&size=6&page=", (2, 3))],
    "gate-rows/nb": _static("/zwgk/nb/"),
    "gate-pages/nb": [("/zwgk/nb/", None), *_each("/zwgk/fenye/", (2, 3), ".html")],
    "single/nb": [("/zfxxgk/nbbg/index.html", None)],
    "equal/nb": [("/tzgg/", None)],
    "abroad/nb": [("/zwgk/nb/", None)],
    "years/nb": [("/nb/", None)],
    "views/all": _static("/xxgk/nb/"),
    "views/office": [("/xxgk/bm/czj/", None)],
    "views/latest": [("/xxgk/zx/", None)],
    "tabs/nb": [("/jy/nb/", None)],
    "contradicting/nb": [("/nb/index.html", None), *_each("/nb/index_", (2, 3, 4), ".html")],
    "redesign/nb": [("/zwgk/nb/", None), *_static("/zwgk/nb/ndbg/")],
    "moves/city": [("/nb/city/", None)],
    "moves/office": [("/nb/office/", None)],
    "lost-pager/nb": _static("/wj/nb/"),
    "shifting/nb": _static("/sp/nb/"),
    "withdrawn/nb": _static("/xf/nb/"),
    "emptied/nb": [("/sf/nb/", None)],
    "attachments-broken/nb": [("/zwgk/nb/", None)],
    "attachments-mended/nb": [("/zwgk/nb/", None)],
    "taken-down/nb": [("/yj/nb/", None)],
    "challenged/nb": [("/ga/nb/", None)],
    "flicker/nb": [("/cl/nb/", None), ("/cl/nb/", None)],
    "scripted-later/nb": [("/da/nb/", None)],
    "lost/nb": [("/fz/gkndbg/", None)],
    "once/nb": [("/sw/nb/", None), ("/sw/nb/index_1.html", None), ("/sw/nb/index_1.html", None)],
}
COLUMNS = [(host, column) for host in HOSTS for column in host.columns]


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    """Serve every host."""
    with Replica(HOSTS) as running:
        yield running


def _text(body: bytes) -> str:
    try:
        return html.unescape(body.decode())
    except UnicodeDecodeError:
        return html.unescape(body.decode("gb18030"))


def test_every_column_with_rows_has_its_way(replica: Replica) -> None:
    """A column without a way never has rows in the oracle."""
    for visit in VISITS:
        replica.go_to(visit)
        for host, column in COLUMNS:
            if f"{host.name}/{column.id}" not in WAYS:
                assert not replica.expected(host, column).rows, host.name
    assert set(WAYS) <= {f"{host.name}/{column.id}" for host, column in COLUMNS}


@pytest.mark.parametrize(("host", "column"), COLUMNS, ids=[f"{host.name}-{column.id}" for host, column in COLUMNS])
def test_rows_can_be_read(replica: Replica, host: Host, column: Column) -> None:
    """Titles, last parts of addresses and dates of the oracle's rows stand in the answers; a complete count is no less."""
    for visit in VISITS:
        replica.go_to(visit)
        expected = replica.expected(host, column)
        text = "".join(_text(fetch(replica.origin(host.name) + path, data)[1]) for path, data in WAYS.get(f"{host.name}/{column.id}", []))
        for row in expected.rows:
            assert row.title in text, (visit, row)
            assert row.url.rsplit("/", 1)[1] in text, (visit, row)
            assert row.date is None or host.name == "asp" or row.date in text, (visit, row)
        if expected.completeness is not Completeness.COMPLETE:
            assert expected.reasons, visit
