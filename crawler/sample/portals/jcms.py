"""The city's old platform, built on JCMS: the first rows in a data store inside the page, the rest from dataproxy.jsp."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.sample.papers.city import SampleSite
from crawler.sample.papers.figures import Figures
from crawler.sample.portals.portal import Answer, Item, Portal, menu, other_items, report_items

COLUMN, UNIT, SIZE, GROUP = 5107, 20931, 15, 2
PROXY = "/module/web/jpage/dataproxy.jsp"
FORM = f"col:1,appid:'1',webid:'1',path:'/',columnid:{COLUMN},sourceContentType:1,unitid:'{UNIT}',webname:'x',permissiontype:0"


def build(site: SampleSite, base: str) -> Portal:
    """Return the complete site; reports and notices share one column, as was usual then."""
    portal = Portal(site, base)
    items = report_items(site.id, _path, _file)
    items += other_items("notices", lambda date, number: _address(date, 930000 + number))
    items.sort(key=lambda item: item.published, reverse=True)
    rows = [_record(item) for item in items]
    top = menu({"首页": "/", "年度报告": f"/col/col{COLUMN}/index.html"})
    portal.page("/", site.name, top, {"ColumnName": "首页"})
    portal.page(f"/col/col{COLUMN}/index.html", "年度报告", top + _unit(rows), {"ColumnName": "年度报告"})
    for item in items:
        head = f'{top}<h1 class="title">{item.title}</h1><p>发布日期：{item.published}</p>'
        portal.article(item, "年度报告", f'{head}<div id="zoom">{item.body}</div>')
    portal.columns["annual"] = tuple(items)
    portal.start("annual", "年度报告", "annual_report", f"/col/col{COLUMN}/index.html")
    portal.dynamic = lambda method, path, given: _proxy(rows, given) if path == PROXY else None
    return portal


def _address(date: str, number: int) -> str:
    year, month, day = date.split("-")
    return f"/art/{year}/{int(month)}/{int(day)}/art_{COLUMN}_{number}.html"


def _path(figures: Figures, number: int) -> str:
    return _address(figures.published, 920000 + number)


def _file(article: str, kind: str) -> str:
    return f"/attach/0/{article.rpartition('_')[2].removesuffix('.html')}.{kind}"


def _record(item: Item) -> str:
    short = item.title if len(item.title) < 20 else f"{item.title[:18]}…"
    return (
        f'<record><![CDATA[<li><a href="{item.path}" title="{item.title}" target="_blank">{short}</a>'
        f"<span>{item.published}</span></li>]]></record>"
    )


def _unit(rows: list[str]) -> str:
    more = f"{PROXY}?page=1&appid=1&webid=1&path=/&columnid={COLUMN}&unitid={UNIT}&webname=x&permissiontype=0"
    store = (
        f'<datastore><nextgroup><![CDATA[<a href="{more}"></a>]]></nextgroup>'
        f"<recordset>{''.join(rows[: SIZE * GROUP])}</recordset></datastore>"
    )
    call = (
        f"$('#{UNIT}').jpage({{themeName:'default',showMode:'full',totalRecord:{len(rows)},dataStore:dataStore,groupSize:{GROUP},"
        f"perPage:{SIZE},proxyUrl:'{PROXY}',ajaxParam:{{{FORM}}}}});"
    )
    return f'<div id="{UNIT}"><script type="text/xml">{store}</script></div><script>{call}</script>'


def _proxy(rows: list[str], given: Mapping[str, str]) -> Answer:
    """Answer a window of rows, by `startrecord` and `endrecord` or by `page`; nothing if the column is not named."""
    first, last = _window(given)
    wanted = rows[first - 1 : last] if given.get("columnid") == str(COLUMN) and given.get("unitid") == str(UNIT) else []
    return (
        f"<datastore><totalrecord>{len(rows)}</totalrecord><totalpage>{-(-len(rows) // SIZE)}</totalpage>"
        f"<recordset>{''.join(wanted)}</recordset></datastore>"
    ).encode(), "text/xml; charset=utf-8"


def _window(given: Mapping[str, str]) -> tuple[int, int]:
    if "startrecord" in given:
        first = int(given["startrecord"])
        return first, int(given.get("endrecord", first))
    size = min(int(given.get("perpage", SIZE)), 100)
    first = (int(given.get("page", 1)) - 1) * size + 1
    return first, first + size - 1
