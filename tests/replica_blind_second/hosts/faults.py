"""What portals serve broken: attachments, articles taken down, a start page behind a challenge, a page that fails once."""

from __future__ import annotations

from dataclasses import replace

from ..answers import Answer, Asked, Site, html, pdf
from ..documents import Document, chunks, reports
from ..furniture import Furniture
from ..interface import Built, Completeness, Expected, Origins, ReasonKind
from .markup import li, one_column, trs_path, ul


def _with_files(documents: list[Document]) -> list[Document]:
    """Give each paper one attachment beside it."""
    return [
        replace(one, files=((one.path.rsplit("/", 1)[0] + f"/P0{number:03d}.pdf", f"附件：{one.title}.pdf"),))
        for number, one in enumerate(documents)
    ]


def _broken(kind: str) -> Answer:
    """Return a broken attachment: an error page with 200, a file cut for good, nothing, or two bytes."""
    if kind == "page":
        return html("<html><head><title>系统提示</title></head><body>文件不存在或已被删除！</body></html>")
    if kind == "cut":
        sound = pdf("cut for good").body
        return Answer(sound[:300], media_type="application/pdf", promise=len(sound))
    return html("Not Found", status=404) if kind == "missing" else Answer(b"OK", media_type="application/pdf")


def _attachments(site: Site, kinds: tuple[str, ...], *, visit: int, mended: bool) -> Expected:
    documents = _with_files(reports(6, trs_path("/zwgk/nb/", 200), seed=81))
    site.page("/zwgk/nb/", "政府信息公开年报", ul(map(li, documents)))
    site.articles(documents)
    faults = []
    for one, kind in zip(documents, (*kinds, *["sound"] * 6), strict=False):
        path = one.files[0][0]
        site.routes[path] = pdf(path) if kind == "sound" or mended else _broken(kind)
        faults += [] if kind == "sound" or mended else [site.url(path)]
    expected = site.expect(documents)
    early = visit < 3 and bool(faults)
    return replace(
        expected,
        attachments=expected.attachments - set(faults),
        optional_documents=frozenset(faults),
        completeness=Completeness.EITHER if early else Completeness.COMPLETE,
        reasons=frozenset({ReasonKind.ARTICLE_MISSING}) if early else frozenset(),
        portal_faults=frozenset(faults),
    )


def _forever(visit: int, origins: Origins) -> Built:
    site = Site(origins, Furniture("云水市统计局", "blocks"))
    return Built(site, {"nb": _attachments(site, ("page", "cut", "missing", "tiny"), visit=visit, mended=False)})


def _mended(visit: int, origins: Origins) -> Built:
    site = Site(origins, Furniture("清溪县审计局", "tables"))
    return Built(site, {"nb": _attachments(site, ("cut", "page"), visit=visit, mended=visit == 3)})


def _taken_down(visit: int, origins: Origins) -> Built:
    """From the start one article is a refresh to its parent; from visit 2 another is a soft 404 with the portal's menus."""
    site = Site(origins, Furniture("望川区应急管理局", "aside"))
    documents = reports(8, trs_path("/yj/nb/", 60), seed=82)
    site.page("/yj/nb/", "政府信息公开年报", ul(map(li, documents), "gk-list"))
    site.articles(documents)
    stub, soft = documents[2], documents[5]
    site.routes[stub.path] = html('<html><head><meta http-equiv="refresh" content="0;URL=../" /></head></html>')
    site.page(f"{stub.path.rsplit('/', 1)[0]}/", "目录", "<p>目录浏览</p>")
    broken = [stub]
    if visit > 1:
        site.page(soft.path, "404", "<h2>页面不存在</h2><p>您访问的页面不存在或已删除，3秒后返回首页。</p>")
        broken.append(soft)
    faults = frozenset(site.url(one.path) for one in broken)
    expected = site.expect(
        documents,
        completeness=Completeness.COMPLETE if visit == 3 else Completeness.EITHER,
        reasons=frozenset() if visit == 3 else frozenset({ReasonKind.ARTICLE_MISSING}),
        portal_faults=frozenset({site.url(stub.path)}),
        optional_documents=frozenset({site.url(soft.path)}) if visit > 1 else frozenset(),
    )
    if visit == 3:  # the second fault has been seen twice only: it may be known, or still be a reason
        expected = replace(expected, completeness=Completeness.EITHER, reasons=frozenset({ReasonKind.ARTICLE_MISSING}))
    return Built(site, {"nb": replace(expected, documents=expected.documents - faults)})


def _challenged(visit: int, origins: Origins) -> Built:
    """At visit 2 every address answers 521 and a script that sets a cookie; nothing is gone, nothing is complete."""
    site = Site(origins, Furniture("东澜新区公安分局", "blocks"))
    documents = reports(5, trs_path("/ga/nb/", 30), seed=83)
    site.page("/ga/nb/", "政府信息公开年报", ul(map(li, documents)))
    site.articles(documents)
    if visit != 2:
        return Built(site, {"nb": site.expect(documents)})
    wall = Answer(
        b"<script>document.cookie=('_')+('_jsl_clearance_s=x;');location.href=location.pathname</script>",
        521,
        headers=(("Set-Cookie", "__jsluid_s=0123456789abcdef; path=/; HttpOnly"),),
    )
    for path in list(site.routes):
        if path != "/robots.txt":
            site.routes[path] = wall
    return Built(
        site,
        {
            "nb": site.expect(
                [],
                completeness=Completeness.INCOMPLETE,
                optional_rows=site.rows(documents),
                reasons=frozenset({ReasonKind.CHALLENGE, ReasonKind.COLUMN_MISSING}),
                told=frozenset({ReasonKind.CHALLENGE}),
                optional_documents=frozenset(site.url(one.path) for one in documents),
                most_requests=40,
            )
        },
    )


def _once(visit: int, origins: Origins) -> Built:
    """Page 2 answers 503 at its first request, one article is cut at its first request: both are sound when asked again."""
    site = Site(origins, Furniture("临岗市水务局", "dl"))
    documents = reports(14, trs_path("/sw/nb/", 90), seed=84)
    pages = chunks(documents, 8)
    for at, rows in enumerate(pages):
        call = f'<script>createPageHTML({len(pages)}, {at}, "index", "html");</script>'
        for name in ("", "index.html") if at == 0 else (f"index_{at}.html",):
            site.page("/sw/nb/" + name, "政府信息公开年报", ul(map(li, rows)) + call)
    site.articles(documents)
    page, article = "/sw/nb/index_1.html", documents[4].path
    sound_page, sound_article = site.routes[page], site.routes[article]
    assert isinstance(sound_page, Answer)
    assert isinstance(sound_article, Answer)

    def failing(asked: Asked) -> Answer:
        return html("Service Unavailable", status=503) if asked.nth == 1 and visit == 1 else sound_page

    def cut(asked: Asked) -> Answer:
        return (
            replace(sound_article, body=sound_article.body[:900], promise=len(sound_article.body))
            if asked.nth == 1 and visit == 1
            else sound_article
        )

    site.routes[page], site.routes[article] = failing, cut
    again = (site.url(page), site.url(article)) if visit == 1 else ()
    return Built(site, {"nb": site.expect(documents, asked_again=again)})


HOSTS = (
    one_column("attachments-broken", "own build", "Four of six attachments are broken for good.", "/zwgk/nb/", _forever),
    one_column("attachments-mended", "own build", "Two of six attachments are broken and mended at visit 3.", "/zwgk/nb/", _mended),
    one_column("taken-down", "TRS WCM", "An article that is a refresh to its parent, later a soft 404.", "/yj/nb/", _taken_down),
    one_column("challenged", "TRS WCM", "A challenge at visit 2.", "/ga/nb/", _challenged),
    one_column("once", "TRS WCM", "A page and an article that fail once.", "/sw/nb/", _once),
)
