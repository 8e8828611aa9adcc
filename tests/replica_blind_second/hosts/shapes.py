"""Shapes of lists that mislead: one row, equal titles, other hosts, year tabs, views of other columns, crowded side boxes."""

from __future__ import annotations

from dataclasses import replace

from ..answers import Site, pdf
from ..documents import chunks, notices, reports
from ..furniture import ARTICLE_SHAPED, Furniture
from ..interface import Built, Column, Completeness, Host, Origins, ReasonKind, Row
from .markup import li, numbered_path, one_column, table, tr, trs_path, ul


def _single(visit: int, origins: Origins) -> Built:
    """One row without a date, beside five menu entries, three dated news and a row of tabs."""
    site = Site(origins, Furniture("双桥镇财政所", "dl", ARTICLE_SHAPED))
    documents = [replace(one, date=None) for one in reports(1, trs_path("/zfxxgk/nbbg/", 40), seed=61)]
    one = documents[0]
    site.page("/zfxxgk/nbbg/index.html", "政府信息公开年报", f'<div class="con"><p><a href="{one.path}">{one.title}</a></p></div>')
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _equal(visit: int, origins: Origins) -> Built:
    """Three papers of one title, a short title, and a pinned row that stands twice."""
    site = Site(origins, Furniture("东澜新区市场监督管理局", "blocks"))
    documents = notices(9, trs_path("/tzgg/", 70), seed=62)
    documents[2:5] = [replace(one, title="行政许可信息公示") for one in documents[2:5]]
    documents[6] = replace(documents[6], title="更正")
    pinned = documents[7]
    mark = f'<li class="top"><b>[置顶]</b><a href="{pinned.path}" title="{pinned.title}">{pinned.title}</a><span>{pinned.date}</span></li>'
    site.page("/tzgg/", "通知公告", ul([mark, *map(li, documents)]))
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _abroad(visit: int, origins: Origins) -> Built:
    """Four rows on this host, one of them a file; one article and one file on another host."""
    site = Site(origins, Furniture("云水市政府办公室", "tables"))
    documents = reports(4, trs_path("/zwgk/nb/", 500), seed=63)
    file = replace(documents[1], path="/zwgk/nb/P020260331000001.pdf")
    documents[1] = file
    away = [
        Row(f"{origins.foreign}/art/2026/3/3/art_5_6.html", "云水市气象局2025年政府信息公开年度报告", "2026-03-03"),
        Row(f"{origins.foreign}/files/P0202603020001.pdf", "云水市邮政管理局2025年政府信息公开年度报告", "2026-03-02"),
    ]
    foreign = [f'<tr><td>·</td><td><a href="{row.url}" target="_blank">{row.title}</a></td><td>{row.date}</td></tr>' for row in away]
    site.page("/zwgk/nb/", "政府信息公开年报", table([*map(tr, documents), *foreign]))
    site.articles([one for one in documents if one is not file])
    site.routes[file.path] = pdf("annual report")
    expected = site.expect(
        documents,
        completeness=Completeness.EITHER,
        reasons=frozenset({ReasonKind.OTHER_HOST, ReasonKind.ARTICLE_MISSING}),
        told=frozenset({ReasonKind.OTHER_HOST}),
    )
    return Built(site, {"nb": replace(expected, rows=(*expected.rows, *away))})


def _years(visit: int, origins: Origins) -> Built:
    """The start page lists the newest year; tabs lead to a page of each earlier year, a `select` repeats them."""
    site = Site(origins, Furniture("临岗市人民政府", "aside"))
    years = {year: reports(5, trs_path(f"/nb/{year}/", year * 10), seed=64 + year, newest=year)[:4] for year in (2025, 2024, 2023)}
    tabs = "".join(f'<li><a href="/nb/{"" if year == 2025 else f"{year}/"}">{year}年</a></li>' for year in years)
    choose = "".join(f'<option value="/nb/{year}/">{year}年</option>' for year in years)
    for year, rows in years.items():
        page = (
            f'<ul class="year-tab">{tabs}</ul><select onchange="location.href=this.value">{choose}</select>{ul(map(li, rows), "gk-list")}'
        )
        for path in ["/nb/", "/nb/2025/"] if year == 2025 else [f"/nb/{year}/"]:
            site.page(path, "政府信息公开年报", page)
        site.articles(rows)
    earlier = [*years[2024], *years[2023]]
    return Built(
        site,
        {
            "nb": site.expect(
                years[2025],
                completeness=Completeness.EITHER,
                reasons=frozenset({ReasonKind.PAGER_UNREAD, ReasonKind.PAGE_MISSING}),
                optional_rows=site.rows(earlier),
                optional_documents=frozenset(site.url(one.path) for one in earlier),
            )
        },
    )


VIEWS = (
    Column("all", "政府信息公开年报", "/xxgk/nb/"),
    Column("office", "财政局年报", "/xxgk/bm/czj/"),
    Column("latest", "最新公开", "/xxgk/zx/", "other"),
)


def _views(visit: int, origins: Origins) -> Built:
    """A department's view and a 最新 column hold only rows of the first column, with shorter titles and other dates."""
    site = Site(origins, Furniture("青禾自治县信息公开办公室", "blocks"))
    documents = reports(18 + visit, trs_path("/xxgk/nb/", 1200), seed=66)
    pages = chunks(documents, 10)
    for at, rows in enumerate(pages):
        call = f'<script>createPageHTML({len(pages)}, {at}, "index", "html");</script>'
        for name in ("", "index.html") if at == 0 else (f"index_{at}.html",):
            site.page("/xxgk/nb/" + name, "政府信息公开年报", ul(map(li, rows)) + call)
    site.articles(documents)
    office = [
        replace(one, title=f"{one.title.split('年')[0][-4:]}年年报", date=f"{(one.date or '')[:4]}-12-{10 + at:02d}")
        for at, one in enumerate(documents[1::4])
    ]
    latest = documents[:5]
    site.page("/xxgk/bm/czj/", "财政局年报", ul(map(li, office), "bm"))
    site.page("/xxgk/zx/", "最新公开", table(map(tr, latest)))
    return Built(site, {"all": site.expect(documents), "office": site.expect(office), "latest": site.expect(latest)})


def _crowded(visit: int, origins: Origins) -> Built:
    """An empty column that says so, beside a box of eight dated reports that stands on every page of the site."""
    others = {
        f"/bmnb/202603/t202603{day:02d}_{7000 + day}.html": (f"云水市第{day}分局2025年政府信息公开年度报告", f"2026-03-{day:02d}")
        for day in range(11, 19)
    }
    site = Site(origins, Furniture("云水市公安局", "blocks", ARTICLE_SHAPED, hot=others))
    words = {
        1: "<p>暂无数据</p>",
        2: '<div class="total">共 0 条</div>',
        3: '<table><tr><td align="center">暂无相关信息！</td></tr></table>',
    }
    site.page("/gaj/nb/", "政府信息公开年报", f'<div class="list">{words[visit]}</div>')
    return Built(site, {"nb": site.expect([])})


def _tabs(visit: int, origins: Origins) -> Built:
    """Two lists on a page, one of them hidden behind a tab; the column is the visible one."""
    site = Site(origins, Furniture("望川区教育局", "tables"))
    documents = reports(6, trs_path("/jy/nb/", 20), seed=68)
    others = notices(6, numbered_path("/jy/tz/", 800, ".html"), seed=68)
    site.page(
        "/jy/nb/",
        "政府信息公开年报",
        (
            '<div class="tabs"><a href="javascript:tab(0)" class="on">政府信息公开年报</a><a href="javascript:tab(1)">通知公告</a></div>'
            f'<div class="tabcon">{ul(map(li, documents))}</div><div class="tabcon" style="display:none">{ul(map(li, others))}</div>'
        ),
    )
    site.articles([*documents, *others])
    return Built(
        site,
        {"nb": site.expect(documents, optional_rows=site.rows(others), optional_documents=frozenset(site.url(one.path) for one in others))},
    )


def _contradicting(visit: int, origins: Origins) -> Built:
    """The page says 37 rows on 3 pages; its 3 pages hold 28 at visits 1 and 2, and 37 on 4 pages at visit 3."""
    site = Site(origins, Furniture("石泉镇便民服务中心", "dl"))
    documents = reports(28 if visit < 3 else 37, trs_path("/nb/", 3000), seed=69)
    pages = chunks(documents, 10)
    for at, rows in enumerate(pages, 1):
        links = "".join(f'<a href="/nb/{"index" if n == 1 else f"index_{n}"}.html">{n}</a>' for n in range(1, len(pages) + 1))
        onward = f'<a href="/nb/index_{at + 1}.html">下一页</a>' if at < len(pages) else ""
        site.page(
            f"/nb/{'index' if at == 1 else f'index_{at}'}.html",
            "政府信息公开年报",
            ul(map(li, rows)) + f'<div class="pg">共 37 条 第 {at}/3 页 {links}{onward}</div>',
        )
    site.articles(documents)
    told = frozenset({ReasonKind.COUNT_DISAGREES})
    if visit == 3:
        return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=told)})
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.INCOMPLETE, reasons=told, told=told)})


HOSTS = (
    one_column("single", "own build", "One undated row among menus, tabs and dated news.", "/zfxxgk/nbbg/index.html", _single),
    one_column("equal", "TRS WCM", "Equal titles, a short title, a pinned row that stands twice.", "/tzgg/", _equal, "notice"),
    one_column("abroad", "TRS WCM", "Rows on another host, rows that are files.", "/zwgk/nb/", _abroad),
    one_column("years", "own build", "Year tabs and a select.", "/nb/", _years),
    Host("views", "TRS WCM", "Columns whose rows all stand in another column.", VIEWS, _views),
    one_column("crowded", "TRS WCM", "Empty and said so, with eight dated reports in a side box of every page.", "/gaj/nb/", _crowded),
    one_column("tabs", "own build", "A second list hidden behind a tab.", "/jy/nb/", _tabs),
    one_column("contradicting", "own build", "37 rows told, 28 there.", "/nb/index.html", _contradicting),
)
