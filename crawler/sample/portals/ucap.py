"""The city's own site, built on UCAP: a menu of years, one list per year, a script that writes the pager, files beside the article."""

from __future__ import annotations

from itertools import groupby

from crawler.sample.papers.city import SampleSite
from crawler.sample.papers.figures import Figures
from crawler.sample.portals.portal import Item, Portal, menu, other_items, report_items

ROOT, ANNUAL, POLICY, LIST, SIZE = "/qinglan", "c200100", "c200200", "zfxxgk_list", 15


def build(site: SampleSite, base: str) -> Portal:
    """Return the complete site: home page, column menus, lists, articles, attachments."""
    portal = Portal(site, base)
    years = {year: tuple(items) for year, items in groupby(report_items(site.id, _path, _file), key=_year)}
    tabs = {f"{year}年": f"{ROOT}/{_column(year)}/{LIST}.shtml" for year in years}
    top = menu({"首页": "/", "政务公开": f"{ROOT}/zwgk.shtml"})
    side = menu(
        {
            "政府信息公开指南": f"{ROOT}/c200001/zfxxgk.shtml",
            "政策文件": f"{ROOT}/{POLICY}/{LIST}.shtml",
            "政府信息公开年报": f"{ROOT}/{ANNUAL}/zfxxgk_nb.shtml",
        }
    )
    portal.page("/", site.name, top, {"ColumnName": "首页"})
    portal.page(f"{ROOT}/zwgk.shtml", "政务公开", top + side, {"ColumnName": "政务公开"})
    guide = f"{top}<p>申请公开政府信息，可到公开查阅点提交申请表。</p>"
    portal.page(f"{ROOT}/c200001/zfxxgk.shtml", "政府信息公开指南", guide, {"ColumnName": "政府信息公开指南"})
    portal.page(f"{ROOT}/{ANNUAL}/zfxxgk_nb.shtml", "政府信息公开年报", top + side + menu(tabs), {"ColumnName": "政府信息公开年报"})
    for year, items in years.items():
        _column_pages(portal, "政府信息公开年报", f"{ROOT}/{_column(year)}", items, top + menu(tabs))
        portal.columns[f"annual/{year}"] = items
    policies = tuple(other_items("policies", lambda date, number: f"{ROOT}/{POLICY}/{date[:4]}{date[5:7]}/c01_{700000 + number}.shtml"))
    _column_pages(portal, "政策文件", f"{ROOT}/{POLICY}", policies, top + side)
    portal.columns["policy"] = policies
    portal.start("annual", "政府信息公开年报", "annual_report", f"{ROOT}/{ANNUAL}/zfxxgk_nb.shtml")
    portal.start("policy", "政策文件", "policy", f"{ROOT}/{POLICY}/{LIST}.shtml")
    return portal


def _column(year: int) -> str:
    return f"c2001{year % 100:02d}"


def _year(item: Item) -> int:
    return item.report.edition.year if item.report else 0


def _path(figures: Figures, number: int) -> str:
    return f"{ROOT}/{_column(figures.edition.year)}/{figures.published[:7].replace('-', '')}/c01_{600000 + number}.shtml"


def _file(article: str, kind: str) -> str:
    return f"{article.removesuffix('.shtml')}/files/{article.rpartition('_')[2].removesuffix('.shtml')}.{kind}"


def _column_pages(portal: Portal, column: str, folder: str, items: tuple[Item, ...], head: str) -> None:
    total = max(1, -(-len(items) // SIZE))
    for number in range(1, total + 1):
        rows = "".join(
            f'<li><a href="{item.path}" title="{item.title}" target="_blank">{item.title}</a><span>{item.published}</span></li>'
            for item in items[(number - 1) * SIZE : number * SIZE]
        )
        pager = f"<script>createPageHTML('page_div',{total},{number},'{LIST}','shtml',{len(items)});</script>"
        name = LIST if number == 1 else f"{LIST}_{number}"
        body = f'{head}<ul class="list">{rows}</ul><div id="page_div"></div>{pager}'
        portal.page(f"{folder}/{name}.shtml", column, body, {"ColumnName": column})
    for item in items:
        files = "".join(f'<p><a href="{file.path}">{file.label}</a></p>' for file in item.files)
        portal.article(
            item,
            column,
            (
                f"<div class='crumb'>当前位置：首页 &gt; 政务公开 &gt; {column}</div><h1><UCAPTITLE>{item.title}</UCAPTITLE></h1>"
                f"<div>日期：<PUBLISHTIME>{item.published} 09:30</PUBLISHTIME>　来源：{item.source}</div>"
                f"<div class='article_content'><UCAPCONTENT>{item.body}{files}</UCAPCONTENT></div>"
            ),
        )
