"""Ways past the gate: redirects, refreshes, scripts and frames into disallowed paths and to other hosts, refused addresses."""

from __future__ import annotations

from ..answers import Site, html, pdf, redirect
from ..documents import chunks, reports
from ..furniture import Furniture
from ..interface import Built, Column, Completeness, Expected, Forbidden, Host, Origins, ReasonKind, Row
from .markup import li, one_column, trs_path, ul

PRIVATE = "/neibu/"
STOPPED = frozenset({ReasonKind.COLUMN_MISSING, ReasonKind.EMPTY_UNSAID, ReasonKind.ROWS_BY_SCRIPT})
COLUMNS = (
    Column("redirect", "经重定向的栏目", "/lanmu/a/"),
    Column("refresh", "经刷新的栏目", "/lanmu/b/"),
    Column("script", "经脚本跳转的栏目", "/lanmu/c/"),
    Column("frame", "框架中的栏目", "/lanmu/d/"),
    Column("abroad", "转到他站的栏目", "/lanmu/e/"),
    Column("chain", "多次跳转的栏目", "/lanmu/f/"),
    Column("closed", "不许抓取的栏目", PRIVATE + "nb/"),
)


def _columns(visit: int, origins: Origins) -> Built:
    """Each column leads to a list that nobody may fetch: a disallowed path, or another host."""
    site = Site(origins, Furniture("清溪县水务局", "blocks"))
    site.disallow(PRIVATE)
    hidden = reports(5, trs_path(PRIVATE, 1), seed=51)
    for name in ("list.html", "nb/", "frame.html"):
        site.page(PRIVATE + name, "内部列表", ul(map(li, hidden)))
    site.articles(hidden)
    site.routes["/lanmu/a/"] = redirect(PRIVATE + "list.html")
    site.routes["/lanmu/b/"] = html('<html><head><meta http-equiv="Refresh" content="0; URL=../../neibu/list.html"></head></html>')
    site.routes["/lanmu/c/"] = html(f"<html><script>window.location.href = '{PRIVATE}list.html';</script></html>")
    site.page("/lanmu/d/", "框架中的栏目", f'<iframe src="{PRIVATE}frame.html" width="700"></iframe>')
    site.routes["/lanmu/e/"] = redirect(origins.foreign + "/lanmu/e/", 301)
    site.routes["/lanmu/f/"] = redirect("/lanmu/f1/", 302)
    site.routes["/lanmu/f1/"] = html('<meta http-equiv="refresh" content="0;url=/lanmu/f2/">')
    site.routes["/lanmu/f2/"] = redirect(PRIVATE + "list.html", 307)
    forbidden = (Forbidden(site.url(PRIVATE), ReasonKind.NOT_ALLOWED), Forbidden(origins.foreign, ReasonKind.OTHER_HOST))

    def stopped(kind: ReasonKind) -> Expected:
        return site.expect([], completeness=Completeness.INCOMPLETE, reasons=STOPPED | {kind}, told=frozenset({kind}), forbidden=forbidden)

    return Built(site, {one.id: stopped(ReasonKind.OTHER_HOST if one.id == "abroad" else ReasonKind.NOT_ALLOWED) for one in COLUMNS})


def _rows(visit: int, origins: Origins) -> Built:
    """Rows that lead past the gate, one that carries credentials, one sound, and one whose frame and file are disallowed."""
    site = Site(origins, Furniture("石泉县民政局", "tables"))
    site.disallow(PRIVATE)
    documents = reports(7, trs_path("/zwgk/nb/", 300), seed=52)
    sound, viewer, inside, abroad, script, secret, filed = documents
    site.articles([sound, filed])
    site.page(
        viewer.path,
        viewer.title,
        f'<h1>{viewer.title}</h1><p>正文见下，共六个部分，均已公开。</p><iframe src="{PRIVATE}viewer.html"></iframe>'
        f'<p><a href="{PRIVATE}a.pdf">附件一</a> <a href="/zwgk/nb/b.pdf">附件二</a></p>',
    )
    site.routes["/zwgk/nb/b.pdf"] = pdf("second file")
    site.routes[PRIVATE + "a.pdf"] = pdf("private")
    site.page(PRIVATE + "viewer.html", "查看", "<p>不许抓取。</p>")
    site.routes[inside.path] = redirect(PRIVATE + "viewer.html")
    site.routes[abroad.path] = html(f'<meta http-equiv="refresh" content="1; url={origins.foreign}/moved/">')
    site.routes[script.path] = html(f'<script>location.replace("{PRIVATE}viewer.html")</script>')
    named = origins.own.replace("http://", "http://admin:123456@") + secret.path
    others = (
        '<li><a href="javascript:void(0)">打印本页</a></li><li><a href="mailto:xxgk@city.example">联系邮箱</a></li>'
        '<li><a href="file:///C:/nb/2019.doc">2019年年报（本地）</a><span>2020-03-02</span></li>'
    )
    site.page("/zwgk/nb/", "政府信息公开年报", ul([*(li(one) for one in documents if one is not secret), li(secret, href=named), others]))
    listed = [one for one in documents if one is not secret]
    return Built(
        site,
        {
            "nb": site.expect(
                listed,
                completeness=Completeness.EITHER,
                reasons=frozenset({ReasonKind.ARTICLE_MISSING, ReasonKind.NOT_ALLOWED, ReasonKind.OTHER_HOST, ReasonKind.ADDRESS_REFUSED}),
                told=frozenset({ReasonKind.NOT_ALLOWED, ReasonKind.OTHER_HOST, ReasonKind.ADDRESS_REFUSED}),
                optional_rows=(
                    *site.rows([secret]),
                    Row(named, secret.title, secret.date),
                    Row("file:///C:/nb/2019.doc", "2019年年报（本地）", "2020-03-02"),
                ),
                documents=frozenset(site.url(one.path) for one in (sound, viewer, filed)),
                attachments=frozenset({site.url("/zwgk/nb/b.pdf")}),
                never_documents=frozenset(
                    site.url(path) for path in (*site.furniture.targets(), "/", inside.path, abroad.path, script.path)
                ),
                forbidden=(
                    Forbidden(site.url(PRIVATE), ReasonKind.NOT_ALLOWED),
                    Forbidden(origins.foreign, ReasonKind.OTHER_HOST),
                    Forbidden(site.url(secret.path), ReasonKind.ADDRESS_REFUSED),
                ),
            )
        },
    )


def _pages(visit: int, origins: Origins) -> Built:
    """Page 2 and 3 lie in a disallowed folder at visits 1 and 2; at visit 3 robots.txt allows them."""
    site = Site(origins, Furniture("望川区财政局", "dl"))
    documents = reports(25, trs_path("/zwgk/nb/", 900), seed=53)
    pages = chunks(documents, 10)
    if visit < 3:
        site.disallow("/zwgk/fenye/")
    links = "".join(f'<a href="{"/zwgk/nb/" if n == 1 else f"/zwgk/fenye/{n}.html"}">{n}</a> ' for n in range(1, len(pages) + 1))
    for at, rows in enumerate(pages, 1):
        site.page(
            "/zwgk/nb/" if at == 1 else f"/zwgk/fenye/{at}.html",
            "政府信息公开年报",
            ul(map(li, rows)) + f'<div class="page">{links} 共{len(pages)}页</div>',
        )
    site.articles(documents)
    if visit == 3:
        return Built(site, {"nb": site.expect(documents)})
    return Built(
        site,
        {
            "nb": site.expect(
                pages[0],
                completeness=Completeness.INCOMPLETE,
                missing_pages=frozenset({2, 3}),
                reasons=frozenset({ReasonKind.NOT_ALLOWED, ReasonKind.PAGE_MISSING, ReasonKind.COUNT_DISAGREES}),
                told=frozenset({ReasonKind.NOT_ALLOWED}),
                forbidden=(Forbidden(site.url("/zwgk/fenye/"), ReasonKind.NOT_ALLOWED), Forbidden(origins.foreign, ReasonKind.OTHER_HOST)),
            )
        },
    )


HOSTS = (
    Host("gate-columns", "TRS WCM", "Start pages that lead past robots.txt or off the site by seven ways.", COLUMNS, _columns),
    one_column("gate-rows", "own build", "Rows that lead past robots.txt, off the site, or carry a password.", "/zwgk/nb/", _rows),
    one_column("gate-pages", "own build", "Further pages in a disallowed folder, later allowed.", "/zwgk/nb/", _pages),
)
