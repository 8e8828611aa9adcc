"""Things that change between three visits: redesign, moves, a lost pager, insertions, withdrawals, a list emptied and back."""

from __future__ import annotations

from dataclasses import replace

from ..answers import Answer, Asked, Responder, Site, html
from ..documents import Document, chunks, reports
from ..furniture import ARTICLE_SHAPED, Furniture
from ..interface import Built, Column, Completeness, Expected, Host, Origins, ReasonKind
from .markup import li, one_column, table, tr, trs_path, ul


def _pages(site: Site, column: str, documents: list[Document], size: int, *, pager: bool = True) -> None:
    """Serve a TRS column page by page, with the call of its pager or without it."""
    pages = chunks(documents, size)
    for at, rows in enumerate(pages):
        call = f'<script>createPageHTML({len(pages)}, {at}, "index", "html");</script>' if pager else "<script></script>"
        for name in ("", "index.html") if at == 0 else (f"index_{at}.html",):
            site.page(column + name, "政府信息公开年报", ul(map(li, rows)) + call)


def _redesign(visit: int, origins: Origins) -> Built:
    """Other skin and row markup at visit 2, another directory behind a refresh at visit 3; the articles keep their addresses."""
    skin = {1: "tables", 2: "aside", 3: "blocks"}[visit]
    site = Site(origins, Furniture("云水市自然资源局", skin))
    documents = reports(12 + visit, trs_path("/zwgk/nb/", 100), seed=71)
    if visit == 1:
        site.page("/zwgk/nb/", "政府信息公开年报", table(map(tr, documents)))
    elif visit == 2:
        cards = "".join(
            (
                f'<div class="item"><a class="item-a" href="{one.path}"><p '
                f'class="item-t">{one.title}</p><p class="item-d">{one.date}</p></a></div>'
            )
            for one in documents
        )
        site.page("/zwgk/nb/", "政府信息公开年报", f'<div class="items">{cards}</div>')
    else:
        site.routes["/zwgk/nb/"] = html('<html><head><meta http-equiv="Refresh" content="0;URL=./ndbg/"></head><body></body></html>')
        _pages(site, "/zwgk/nb/ndbg/", documents, 8)
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


MOVES = (Column("city", "市政府年报", "/nb/city/"), Column("office", "部门年报", "/nb/office/"))


def _moves(visit: int, origins: Origins) -> Built:
    """Two rows move from one column to the other at visit 2, addresses kept; at visit 3 one of them stands in both."""
    site = Site(origins, Furniture("清溪县人民政府办公室", "blocks"))
    documents = reports(14, trs_path("/nb/art/", 10), seed=72)
    city, office, moving = documents[:6], documents[6:12], documents[12:]
    first = [*city, *moving] if visit == 1 else [*city, moving[0]] if visit == 3 else city
    second = office if visit == 1 else [*office, *moving]
    site.page("/nb/city/", "市政府年报", ul(map(li, first)))
    site.page("/nb/office/", "部门年报", ul(map(li, second)))
    site.articles(documents)
    kept = frozenset(site.url(one.path) for one in moving)
    gone = kept if visit == 2 else frozenset({site.url(moving[1].path)}) if visit == 3 else frozenset()
    return Built(site, {"city": site.expect(first, gone=gone, optional_documents=kept), "office": site.expect(second)})


def _lost_pager(visit: int, origins: Origins) -> Built:
    """The pager's call is missing at visit 2: pages 2 and 3 are still there, nothing on the page says so."""
    site = Site(origins, Furniture("望川区卫生健康局", "dl"))
    documents = reports(27, trs_path("/wj/nb/", 40), seed=73)
    _pages(site, "/wj/nb/", documents, 10, pager=visit != 2)
    site.articles(documents)
    either = Completeness.EITHER if visit == 2 else Completeness.COMPLETE
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=either,
                reasons=frozenset({ReasonKind.SHRUNK, ReasonKind.PAGER_UNREAD, ReasonKind.COUNT_DISAGREES, ReasonKind.PAGE_MISSING})
                if visit == 2
                else frozenset(),
            )
        },
    )


def _shifting(visit: int, origins: Origins) -> Built:
    """At visit 2 a row appears at the top once page 1 has been asked for: every row moves down by one."""
    site = Site(origins, Furniture("东澜新区审批局", "blocks"))
    documents = reports(21, trs_path("/sp/nb/", 70), seed=74)
    before, state = documents[1:], {"shifted": visit == 3}

    def page(at: int) -> Responder:
        def respond(asked: Asked) -> Answer:
            rows = chunks(documents if state["shifted"] else before, 7)
            text = ul(map(li, rows[at])) if at < len(rows) else ""
            count = len(rows)
            state["shifted"] = state["shifted"] or visit == 2
            return html(site.framed("政府信息公开年报", text + f'<script>createPageHTML({count}, {at}, "index", "html");</script>'))

        return respond

    for at in range(3):
        for name in ("", "index.html") if at == 0 else (f"index_{at}.html",):
            site.routes["/sp/nb/" + name] = page(at)
    site.articles(documents)
    if visit == 2:
        first = documents[:1]
        return Built(
            site,
            {
                "nb": site.expect(
                    before,
                    completeness=Completeness.EITHER,
                    reasons=frozenset({ReasonKind.COUNT_DISAGREES}),
                    optional_rows=site.rows(first),
                    optional_documents=frozenset(site.url(one.path) for one in first),
                )
            },
        )
    return Built(site, {"nb": site.expect(before if visit == 1 else documents)})


def _withdrawn(visit: int, origins: Origins) -> Built:
    """Two rows and their articles go at visit 2; one comes back at visit 3, and an old paper is put in on page 2."""
    site = Site(origins, Furniture("石泉县信访局", "tables"))
    documents = reports(20, trs_path("/xf/nb/", 900), seed=75)
    taken, late = [documents[3], documents[12]], documents[15]
    shown = [
        one for one in documents if (one not in taken or visit == 1 or (visit == 3 and one is taken[0])) and (one is not late or visit == 3)
    ]
    _pages(site, "/xf/nb/", shown, 8)
    site.articles(shown)
    gone = frozenset() if visit == 1 else frozenset(site.url(one.path) for one in taken if one not in shown)
    return Built(site, {"nb": site.expect(shown, gone=gone, optional_documents=frozenset(site.url(one.path) for one in taken))})


def _emptied(visit: int, origins: Origins) -> Built:
    """Twelve rows, then 暂无数据 for a night although every article is still there, then twelve rows again."""
    site = Site(origins, Furniture("双桥街道司法所", "aside"))
    documents = reports(12, trs_path("/sf/nb/", 50), seed=76)
    site.page("/sf/nb/", "政府信息公开年报", ul(map(li, documents)) if visit != 2 else '<div class="empty">暂无数据</div>')
    site.articles(documents)
    if visit != 2:
        return Built(site, {"nb": site.expect(documents)})
    kept = frozenset(site.url(one.path) for one in documents)
    reasons = frozenset({ReasonKind.SHRUNK, ReasonKind.PAGE_MISSING, ReasonKind.EMPTY_UNSAID, ReasonKind.COUNT_DISAGREES})
    return Built(
        site,
        {
            "nb": site.expect(
                [],
                completeness=Completeness.EITHER,
                reasons=reasons,
                told=frozenset({ReasonKind.SHRUNK}),
                optional_documents=kept,
                optional_rows=site.rows(documents),
                gone=kept,
            )
        },
    )


def _flicker(visit: int, origins: Origins) -> Built:
    """A list of one page comes without rows and without a word at its first request of visits 2 and 3, with them at the next."""
    site = Site(origins, Furniture("望川区残疾人联合会", "tables"))
    documents = reports(7 + visit, trs_path("/cl/nb/", 15), seed=77)
    full = html(site.framed("政府信息公开年报", table(map(tr, documents))))
    bare = html(site.framed("政府信息公开年报", table([])))

    def start(asked: Asked) -> Answer:
        return bare if visit > 1 and asked.nth == 1 else full

    site.routes["/cl/nb/"] = start
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, asked_again=(site.url("/cl/nb/"),) if visit > 1 else ())})


def _kept(site: Site, documents: list[Document], reasons: frozenset[ReasonKind], told: ReasonKind) -> Expected:
    """Return the oracle of a list that cannot be read now: incomplete, nothing gone, the earlier rows and documents may stay."""
    return site.expect(
        [],
        completeness=Completeness.INCOMPLETE,
        reasons=reasons,
        told=frozenset({told}),
        optional_rows=site.rows(documents),
        optional_documents=frozenset(site.url(one.path) for one in documents),
    )


def _scripted_later(visit: int, origins: Origins) -> Built:
    """Rows in the page at visit 1; after a redesign only menus are HTML, the list is drawn by a bundle that names nothing."""
    site = Site(origins, Furniture("云水市档案馆", "blocks" if visit == 1 else "aside"))
    documents = reports(9, trs_path("/da/nb/", 35), seed=78)
    site.articles(documents)
    if visit == 1:
        site.page("/da/nb/", "政府信息公开年报", ul(map(li, documents)))
        return Built(site, {"nb": site.expect(documents)})
    site.page("/da/nb/", "政府信息公开年报", '<div id="app"></div><script type="module" src="/assets/index-4f1d.js"></script>')
    site.routes["/assets/index-4f1d.js"] = Answer(b"import{c}from'./vendor.js';c('#app');", media_type="application/javascript")
    reasons = frozenset({ReasonKind.ROWS_BY_SCRIPT, ReasonKind.EMPTY_UNSAID, ReasonKind.SHRUNK})
    return Built(site, {"nb": _kept(site, documents, reasons, ReasonKind.ROWS_BY_SCRIPT)})


def _lost(visit: int, origins: Origins) -> Built:
    """The start page is a 404 with all menus at visit 2, and the home page with status 200 at visit 3."""
    site = Site(origins, Furniture("清溪县地方志办公室", "dl", ARTICLE_SHAPED))
    documents = reports(8, trs_path("/fz/gkndbg/", 65), seed=79)
    site.articles(documents)
    if visit == 1:
        site.page("/fz/gkndbg/", "政府信息公开年报", ul(map(li, documents)))
        return Built(site, {"nb": site.expect(documents)})
    if visit == 2:
        site.routes["/fz/gkndbg/"] = html(site.framed("404", "<h2>404</h2><p>您访问的页面不存在。</p>"), status=404)
    else:
        site.routes["/fz/gkndbg/"] = site.routes["/"]
    reasons = frozenset({ReasonKind.COLUMN_MISSING, ReasonKind.EMPTY_UNSAID, ReasonKind.SHRUNK})
    told = ReasonKind.COLUMN_MISSING if visit == 2 else ReasonKind.SHRUNK
    return Built(site, {"nb": replace(_kept(site, documents, reasons, told), told=frozenset({told}) if visit == 2 else frozenset())})


HOSTS = (
    one_column(
        "redesign",
        "TRS WCM",
        "New markup, then a new directory behind a refresh; no document is new or gone by that.",
        "/zwgk/nb/",
        _redesign,
    ),
    Host("moves", "TRS WCM", "Rows move from one column to another.", MOVES, _moves),
    one_column("lost-pager", "TRS WCM", "The pager is lost at visit 2; nothing is gone by that.", "/wj/nb/", _lost_pager),
    one_column("shifting", "TRS WCM", "A row appears between page 1 and page 2.", "/sp/nb/", _shifting),
    one_column("withdrawn", "TRS WCM", "Rows withdrawn, one back, one put in late on page 2.", "/xf/nb/", _withdrawn),
    one_column("emptied", "own build", "A list emptied for a night with the words of an empty list.", "/sf/nb/", _emptied),
    one_column("flicker", "TRS WCM", "A list of one page, empty at the first request of a visit.", "/cl/nb/", _flicker),
    one_column("scripted-later", "own build", "A redesign leaves only menus in HTML.", "/da/nb/", _scripted_later),
    one_column("lost", "TRS WCM", "The start page is gone: a 404 with menus, then the home page with 200.", "/fz/gkndbg/", _lost),
)
