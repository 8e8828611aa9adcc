"""TRS WCM portals: static pages named index_N, pagers written by inline scripts."""

from __future__ import annotations

from ..answers import Answer, Asked, Responder, Site, html
from ..documents import chunks, notices, reports
from ..furniture import ARTICLE_SHAPED, Furniture
from ..interface import Built, Completeness, Origins, ReasonKind
from .markup import cut_li, li, one_column, table, tr, trs_path, ul

COLUMN = "/zfxxgk/zfxxgknb/"


def _furniture(name: str, skin: str) -> Furniture:
    return Furniture(name, skin, own_places=frozenset({COLUMN}))


def _inline_script(page: int, pages: int) -> str:
    """Return a pager as an inline script: the count first, far from the current page, old values in comments."""
    filler = "\n".join(f"// 分页样式 {at}：字号、间距与颜色沿用旧版" for at in range(40))
    return f"""<script type="text/javascript">
/* 旧版: var countPage = 12; var currentPage = 5; */
//var countPage = 9
var countPage = {pages}//总页数
{filler}
var num = 6;
//var currentPage = 3;
var prevPage;
var currentPage = {page}//从0开始
prevPage = currentPage-1;var nextPage = currentPage+1;
document.write("共<font color=red>"+countPage+"</font>页&nbsp;<a href=\\"index.html\\">首页</a>&nbsp;");
for(var i=0;i<countPage;i++){{ if(i==0) document.write("<a href=\\"index.html\\">1</a>");
 else document.write("<a href=\\"index"+"_"+i+"."+"html\\">"+(i+1)+"</a>"); }}
document.write("<a href=\\"index_"+(countPage-1)+".html\\">尾页</a>");
function goto_page(){{ window.navigate("index_"+(document.getElementById("n").value-1)+".html"); }}
</script><!-- <a href="index_8.html">第9页</a> -->"""


def _inline(visit: int, origins: Origins) -> Built:
    site = Site(origins, _furniture("云水市恩江生态区", "tables"))
    documents = reports(24 + visit, trs_path(COLUMN, 2_300_000), seed=1)
    pages = chunks(documents, 10)
    for at, rows in enumerate(pages):
        main = table(map(tr, rows)) + f'<div class="page">{_inline_script(at, len(pages))}</div>'
        for name in (COLUMN, COLUMN + "index.html") if at == 0 else (f"{COLUMN}index_{at}.html",):
            site.page(name, "政府信息公开年报", main)
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


DEFINITION = """<script>
function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){ if(_nPageCount == null || _nPageCount<=1){ return; }
 for(var i=0;i<_nPageCount;i++){ document.write("<a href='"+_sPageName+"_"+i+"."+_sPageExt+"'>"+(i+1)+"</a>"); } }
</script>"""


def _created(visit: int, origins: Origins) -> Built:
    """Page 2 is empty at its first request in visit 1, at every request in visit 2, and sound in visit 3."""
    site = Site(origins, Furniture("清溪县人民政府", "blocks", ARTICLE_SHAPED))
    documents = reports(37, trs_path("/zwgk/nb/", 51_000, "shtml"), seed=2)
    pages = chunks(documents, 15)
    for at, rows in enumerate(pages):
        call = (
            f'<!-- createPageHTML(7, 0, "index","shtml"); --><script>//createPageHTML(11,0,"index","shtml");\n'
            f'createPageHTML({len(pages)}, {at}, "index","shtml","black2",{len(documents)});</script>'
        )
        full = html(site.framed("政府信息公开年报", DEFINITION + ul(map(cut_li, rows)) + call))
        bare = html(site.framed("政府信息公开年报", DEFINITION + ul([]) + call))
        path = "/zwgk/nb/" if at == 0 else f"/zwgk/nb/index_{at}.shtml"
        if at != 1 or visit == 3:
            site.routes[path] = full
        else:
            site.routes[path] = _once_bare(bare, full) if visit == 1 else bare
    site.routes["/zwgk/nb/index.shtml"] = site.routes["/zwgk/nb/"]
    site.articles(documents)
    hole = site.url("/zwgk/nb/index_1.shtml")
    if visit != 2:
        return Built(site, {"nb": site.expect(documents, asked_again=(hole,) if visit == 1 else ())})
    lost = frozenset(site.url(one.path) for one in pages[1])
    seen = [one for one in documents if site.url(one.path) not in lost]
    return Built(
        site,
        {
            "nb": site.expect(
                seen,
                completeness=Completeness.INCOMPLETE,
                reasons=frozenset({ReasonKind.PAGE_MISSING, ReasonKind.COUNT_DISAGREES}),
                told=frozenset({ReasonKind.PAGE_MISSING}),
                missing_pages=frozenset({2}),
                asked_again=(hole,),
                optional_documents=lost,
                optional_rows=site.rows(pages[1]),
            )
        },
    )


def _once_bare(bare: Answer, full: Answer) -> Responder:
    def respond(asked: Asked) -> Answer:
        return bare if asked.nth == 1 else full

    return respond


def _empty(visit: int, origins: Origins) -> Built:
    """The list says 暂无信息 at first, then nothing at all, then it has one row."""
    site = Site(origins, Furniture("望川区政务服务中心", "blocks", ARTICLE_SHAPED))
    documents = reports(1, trs_path("/zwgk/nb/", 700), seed=3) if visit == 3 else []
    main = {
        1: '<div class="list_con"><p class="none">暂无信息</p></div>',
        2: '<div class="list_con"><ul class="list"></ul></div>',
        3: f'<div class="list_con">{ul(map(li, documents))}</div>',
    }[visit]
    site.page("/zwgk/nb/", "政府信息公开年报", main)
    site.articles(documents)
    if visit == 2:
        return Built(
            site,
            {
                "nb": site.expect(
                    [],
                    completeness=Completeness.INCOMPLETE,
                    reasons=frozenset({ReasonKind.EMPTY_UNSAID, ReasonKind.PAGE_MISSING}),
                    told=frozenset({ReasonKind.EMPTY_UNSAID}),
                )
            },
        )
    return Built(site, {"nb": site.expect(documents)})


def _prefixed(visit: int, origins: Origins) -> Built:
    """Page names have a prefix of their own (`index_10954.html`, `index_10954_1.html`); comments hold old rows."""
    site = Site(origins, _furniture("石泉镇人民政府", "dl"))
    documents = notices(21, trs_path("/zwgk/tzgg/", 5000, "htm"), seed=4)
    pages = chunks(documents, 8)
    for at, rows in enumerate(pages):
        old = "<!-- <ul class='list'><li><a href='./201903/t20190304_77.htm'>旧通知一则</a><span>2019-03-04</span></li></ul> -->"
        ghost = (
            '<ul class="list" style="display:none"><li ms-repeat="list"><a '
            'ms-attr-href="el.url" href="{{el.url}}">{{el.title}}</a></li></ul>'
        )
        call = f'<script>createPageHTML({len(pages)}, {at}, "index_10954", "html");</script>'
        name = "/zwgk/tzgg/index_10954.html" if at == 0 else f"/zwgk/tzgg/index_10954_{at}.html"
        site.page(name, "通知公告", old + ul(li(one, href=one.path.replace("/zwgk/tzgg/", "./")) for one in rows) + ghost + call)
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _options(visit: int, origins: Origins) -> Built:
    """The pager is an object with numbers in quotes and a stray brace."""
    site = Site(origins, _furniture("东澜新区管理委员会", "aside"))
    documents = reports(18, trs_path(COLUMN, 810), seed=5)
    pages = chunks(documents, 9)
    for at, rows in enumerate(pages):
        script = (
            f"<div id='pagebar'></div><script>var pager_options = "
            f"{{ currentPage: parseInt('{at}')+1, countPage: parseInt('{len(pages)}}}'),"
            " PAGE_NAME: 'index', PAGE_EXT: 'html' }; drawPager('#pagebar', pager_options);</script>"
        )
        for name in (COLUMN, COLUMN + "index.html") if at == 0 else (f"{COLUMN}index_{at}.html",):
            site.page(name, "政府信息公开年报", ul(map(li, rows), "gk-list") + script)
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


HOSTS = (
    one_column(
        "trs-inline", "TRS WCM", "Count and current page far apart and in the rarer order, old values in comments.", COLUMN, _inline
    ),
    one_column(
        "trs-created",
        "TRS WCM",
        "Page 2 is emptied for a moment, then for good; a definition and two commented calls stand beside the call.",
        "/zwgk/nb/",
        _created,
    ),
    one_column(
        "trs-empty",
        "TRS WCM",
        "Empty and said so, then empty without a word, then one row; the side menu looks like articles.",
        "/zwgk/nb/",
        _empty,
    ),
    one_column(
        "trs-prefix",
        "TRS WCM",
        "Page names with their own prefix, old rows in comments, template rows.",
        "/zwgk/tzgg/index_10954.html",
        _prefixed,
        "notice",
    ),
    one_column("trs-options", "TRS WCM", "Pager options in quotes with a stray brace; menu entries are cards.", COLUMN, _options),
)
