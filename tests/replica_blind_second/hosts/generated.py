"""Four hundred columns that are empty, holed, half there, or drawn by a script, over skins, markups and pagers.

They stand on eight hosts (four skins, menus of two kinds) with fifty columns each. Beside them stand columns that only look
so: a full list beside a box that says 暂无附件, a page that was empty for a moment. Everything follows from the number of the
column.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from ..answers import Answer, Asked, Responder, Site, html
from ..documents import Document, chunks, reports
from ..furniture import ARTICLE_SHAPED, NEIGHBOURS, SKINS, Furniture
from ..interface import Builder, Built, Column, Completeness, Expected, Host, Origins, ReasonKind
from .markup import cut_li, li, numbered_tr, table, tr, trs_path, ul

COLUMNS_A_HOST = 50
ROWS_A_PAGE = 4
SAID = (
    '<p class="none">暂无信息</p>',
    '<div class="nodata">暂无数据</div>',
    "<ul class='list'><li>暂无内容</li></ul>",
    "<table><tr><td align='center'>暂无相关信息！</td></tr></table>",
    "<ul class='list'></ul><div class='page'>共 0 条 第1/1页</div>",
    "<ul></ul><div class='pg'>共<b>0</b>条记录</div>",
    "<div class='tip'>该栏目暂无内容，敬请期待。</div>",
    "<div class='list'>没有相关信息</div>",
)
UNSAID = (
    '<ul class="list"></ul>',
    '<div class="list_con"></div>',
    '<table class="gl_list"><tbody></tbody></table>',
    "<!-- 列表 --><div><ul class='news'>\n\n</ul></div><!-- 列表结束 -->",
    '<ul class="list"><li class="line"></li><li class="line"></li></ul>',
    '<div class="list"><script>createPageHTML(1, 0, "index", "html");</script></div>',
)
SCRIPTED = (
    '<div id="app"><p>加载中…</p></div><script src="/js/app.js"></script>',
    '<ul id="list"></ul><script>$.post(baseUrl + "/list", {cid: cid}, function(d){ render(d); });</script>',
    (
        '<ul class="list"><li v-for="item in list"><a :href="item.url">{{item.title}}</a>'
        '<span>{{item.date}}</span></li></ul><script src="/js/app.js"></script>'
    ),
    '<div class="nodata" style="display:none">暂无数据</div><ul id="rows"></ul><script src="/js/app.js"></script>',
    "<div id=\"rows\"></div><script>var tips = '暂无数据'; loadList('rows', tips);</script><script src=\"/js/app.js\"></script>",
    (
        '<script type="text/html" id="tpl"><li><a href="<%=url%>"><%=title%>'
        '</a></li></script><ul id="rows"></ul><script src="/js/app.js"></script>'
    ),
)
BESIDE = (
    '<div class="fj"><h4>附件下载</h4><p>暂无附件</p></div>',
    '<div class="pl"><h4>网友留言</h4><p>暂无数据</p></div>',
    '<div class="ss">搜索结果：共0条</div>',
)


@dataclass(frozen=True, slots=True)
class _Pager:
    """A way to print a pager: `name(n)` is the file of page n (from 1), `text(n, pages, rows)` what stands under the list."""

    name: Callable[[int], str]
    text: Callable[[int, int, int], str]


def _links(at: int, pages: int, rows: int) -> str:
    numbers = "".join(f'<a href="{_plain(n) or "./"}">{n}</a>' for n in range(1, pages + 1))
    return f'<div class="page">{numbers} 第{at}页/共{pages}页</div>'


def _plain(number: int) -> str:
    return "" if number == 1 else f"list_{number}.html"


PAGERS = (
    _Pager(
        lambda n: "" if n == 1 else f"index_{n - 1}.html",
        lambda n, pages, rows: f'<script>createPageHTML({pages}, {n - 1}, "index", "html");</script>',
    ),
    _Pager(
        lambda n: "" if n == 1 else f"index_{n - 1}.shtml",
        lambda n, pages, rows: f'<script>createPageHTML({pages}, {n - 1}, "index", "shtml", "black2", {rows});</script>',
    ),
    _Pager(
        lambda n: "" if n == 1 else f"index_{n - 1}.html",
        lambda n, pages, rows: f"<script>var countPage = {pages};\n// 共多少页\nvar currentPage = {n - 1};\nshowPages();</script>",
    ),
    _Pager(_plain, _links),
)
MARKUPS: tuple[Callable[[Sequence[Document]], str], ...] = (
    lambda rows: ul(map(li, rows)),
    lambda rows: table(map(tr, rows)),
    lambda rows: ul(map(cut_li, rows), "news"),
    lambda rows: table((numbered_tr(one, at) for at, one in enumerate(rows, 1)), "catalog"),
)
EMPTY, SCRIPT = frozenset({ReasonKind.EMPTY_UNSAID}), frozenset({ReasonKind.ROWS_BY_SCRIPT, ReasonKind.EMPTY_UNSAID})
HOLE = frozenset({ReasonKind.PAGE_MISSING, ReasonKind.COUNT_DISAGREES, ReasonKind.EMPTY_UNSAID})


def _listed(site: Site, start: str, rng: random.Random, kind: str) -> Expected:
    """Serve a list of three pages that is holed, holed for a moment, cut, or sound beside a box that speaks of nothing."""
    pager, markup = rng.choice(PAGERS), rng.choice(MARKUPS)
    documents = reports(3 * ROWS_A_PAGE, trs_path(start, 1), seed=rng.randrange(10_000))
    site.articles(documents)
    pages, hole = chunks(documents, ROWS_A_PAGE), 1 if kind == "head" else rng.choice((2, 3))
    beside = rng.choice(BESIDE) if kind == "beside" else ""
    told = f'<div class="count">共 {len(documents)} 条</div>' if kind == "cut" else ""
    for at, rows in enumerate(pages, 1):
        shown = rows[: ROWS_A_PAGE // 2] if kind == "cut" and at == hole else rows
        below = told + pager.text(at, len(pages), len(documents)) + beside
        full = html(site.framed("政府信息公开年报", markup(shown) + below))
        bare = html(site.framed("政府信息公开年报", markup([]) + below))
        holed = kind in ("hole", "head", "moment") and at == hole
        route: Answer | Responder = full if not holed else _first_bare(bare, full) if kind == "moment" else bare
        site.routes[start + pager.name(at)] = route
    lost = pages[hole - 1] if kind in ("hole", "head") else pages[hole - 1][ROWS_A_PAGE // 2 :] if kind == "cut" else []
    seen = [one for one in documents if one not in lost]
    if kind == "moment":
        return site.expect(seen, asked_again=(site.url(start + pager.name(hole)),))
    if not lost:
        return site.expect(seen)
    missing = frozenset() if kind == "cut" else frozenset({hole})
    reasons = frozenset({ReasonKind.COUNT_DISAGREES}) if kind == "cut" else HOLE
    return site.expect(seen, completeness=Completeness.INCOMPLETE, reasons=reasons, missing_pages=missing)


def _first_bare(bare: Answer, full: Answer) -> Responder:
    def respond(asked: Asked) -> Answer:
        return bare if asked.nth == 1 else full

    return respond


def _bare(site: Site, start: str, rng: random.Random, kind: str) -> Expected:
    """Serve a page without rows: empty and said so, empty without a word, or drawn by a script that tells no interface."""
    main = rng.choice({"said": SAID, "unsaid": UNSAID, "script": SCRIPTED}[kind])
    site.page(start, "政府信息公开年报", main)
    if kind == "said":
        return site.expect([])
    return site.expect([], completeness=Completeness.INCOMPLETE, reasons=EMPTY if kind == "unsaid" else SCRIPT)


KINDS = ("said", "unsaid", "script", "hole", "head", "moment", "cut", "beside", "unsaid", "script")


def _column(number: int) -> Column:
    return Column(f"c{number:02d}", "政府信息公开年报", f"/c{number:02d}/nb/")


def _builder(seed: int, skin: str, shaped: bool) -> Builder:
    def build(visit: int, origins: Origins) -> Built:
        site = Site(origins, Furniture(f"第{seed}区人民政府", skin, ARTICLE_SHAPED if shaped else NEIGHBOURS))
        site.routes["/js/app.js"] = Answer(b"!function(){window.app=1}();", media_type="application/javascript")
        expected = {}
        for number in range(COLUMNS_A_HOST):
            rng, kind = random.Random(seed * 1000 + number), KINDS[number % len(KINDS)]
            serve = _bare if kind in ("said", "unsaid", "script") else _listed
            expected[f"c{number:02d}"] = serve(site, _column(number).start, rng, kind)
        return Built(site, expected)

    return build


GENERATED: tuple[Host, ...] = tuple(
    Host(
        f"generated-{skin}-{'articles' if shaped else 'folders'}",
        "generated",
        "Fifty columns that are empty, holed, half there or drawn by a script.",
        tuple(_column(number) for number in range(COLUMNS_A_HOST)),
        _builder(seed, skin, shaped),
    )
    for seed, (skin, shaped) in enumerate(product(SKINS, (False, True)), 1)
)
