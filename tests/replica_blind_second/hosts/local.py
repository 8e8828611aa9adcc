"""Local systems: 博达 VSB, Hebei blocks, SiteServer, ASP.NET, old ASP, PHP, JSP after 南威, SharePoint."""

from __future__ import annotations

from urllib.parse import urlencode

from ..answers import Answer, Asked, Site, html, pdf
from ..documents import Document, chunks, notices, reports
from ..furniture import ARTICLE_SHAPED, Furniture
from ..interface import Built, Completeness, Origins, ReasonKind
from .markup import li, numbered_path, numbered_tr, one_column, table, ul


def _vsb(visit: int, origins: Origins) -> Built:
    """Page names count down, so that a new row at visit 2 changes what each of them holds."""
    site = Site(origins, Furniture("石泉县职业教育中心", "blocks"))
    documents = notices(22 + 4 * (visit - 1), numbered_path("/info/1031/", 2200, ".htm"), seed=31)
    pages = chunks(documents, 8)
    for at, rows in enumerate(pages, 1):
        name = "/xxgk/tzgg.htm" if at == 1 else f"/xxgk/tzgg/{len(pages) - at + 1}.htm"
        others = "".join(
            f'<span class="p_no"><a href="{"/xxgk/tzgg.htm" if n == 1 else f"/xxgk/tzgg/{len(pages) - n + 1}.htm"}">{n}</a></span>'
            if n != at
            else f'<span class="p_no_d">{n}</span>'
            for n in range(1, len(pages) + 1)
        )
        rows_html = "".join(
            f'<li id="line_u5_{n}"><a href="{one.path}" title="{one.title}">{one.title}</a><span>{one.date}</span></li>'
            for n, one in enumerate(rows)
        )
        site.page(
            name, "通知公告", f'<ul>{rows_html}</ul><div class="pb_sys_common"><span class="p_t">共{len(documents)}条</span>{others}</div>'
        )
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


HEBEI = "/columns/29527d47-65f0-4e58-9a95-804549f339e9/"


def _hebei(visit: int, origins: Origins) -> Built:
    """Further rows come as blocks of HTML named in the page."""
    site = Site(origins, Furniture("云水市财政局", "dl"))
    documents = reports(
        25, lambda number, day: f"{HEBEI}{day[:4]}{day[5:7]}/{day[8:]}/{number:08x}-65f0-4e58-9a95-804549f339e9.html", seed=32
    )
    pages = chunks(documents, 12)
    block = f"{HEBEI}templates/33adff60-8ac4-4b9e-bc4f-43a0c01ac8a7/blocks/1d3a4f18-0b8c-4b25-8a5b-6d5d1f3d0a11"

    def text(page: int) -> str:
        return f'<div class="block" data-total="{len(documents)}">{ul(map(li, pages[page - 1] if 0 < page <= len(pages) else []))}</div>'

    script = (
        f"<script>$('#page').pager({{total:{len(pages)},current:1,load:function(n){{$.get('{block}?page='+n+'&fix=0',show);}}}});</script>"
    )
    site.page(HEBEI + "index.html", "政府信息公开年报", text(1) + '<div id="page"></div>', script=script)
    site.routes[block] = lambda asked: html(text(int(asked.query.get("page", "1") or 1)))
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=Completeness.EITHER,
                reasons=frozenset(
                    {ReasonKind.PAGER_UNREAD, ReasonKind.PAGE_MISSING, ReasonKind.COUNT_DISAGREES, ReasonKind.ROWS_BY_SCRIPT}
                ),
            )
        },
    )


def _siteserver(visit: int, origins: Origins) -> Built:
    """Plain links: 上一页 and 下一页, no numbers, 末页 on a button."""
    site = Site(origins, Furniture("东澜新区投资促进局", "blocks", ARTICLE_SHAPED))
    documents = reports(17, numbered_path("/contents/7/", 300, ".html"), seed=33)
    pages = chunks(documents, 6)
    for at, rows in enumerate(pages, 1):

        def name(n: int) -> str:
            return "/channels/7.html" if n == 1 else f"/channels/7_{n}.html"

        back = f'<a href="{name(at - 1)}">上一页</a>' if at > 1 else "<span>上一页</span>"
        onward = f'<a href="{name(at + 1)}">下一页</a>' if at < len(pages) else "<span>下一页</span>"
        site.page(name(at), "政府信息公开年报", ul(map(li, rows)) + f'<div class="pages">{back} 第{at}页/共{len(pages)}页 {onward}</div>')
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _webforms(visit: int, origins: Origins) -> Built:
    """The pager posts the page's own form back; the view state must come along, or page 1 comes again."""
    site = Site(origins, Furniture("清溪县住房和城乡建设局", "tables"))
    documents = notices(26, lambda number, day: f"/ShowInfo.aspx?InfoID={number:04d}", seed=34)
    pages = chunks(documents, 10)
    state = "/wEPDwUKLTQ2NjM1OTg5OA9kFgJmD2QWAgIDD2QWAgIBDzwrAAsB"

    def text(page: int) -> str:
        links = "".join(
            f"<a href=\"javascript:__doPostBack('MoreInfoList1$Pager','{n}')\">{n}</a> " if n != page else f"<b>{n}</b> "
            for n in range(1, len(pages) + 1)
        )
        main = (
            f'<form method="post" action="MoreInfo.aspx?CategoryNum=1004009" id="ctl00">'
            f'<input type="hidden" name="__VIEWSTATE" value="{state}{page}" />'
            '<input type="hidden" name="__VIEWSTATEGENERATOR" value="012B8FE0" /><input type="hidden" name="__EVENTTARGET" value="" />'
            f'<input type="hidden" name="__EVENTARGUMENT" value="" /><table id="MoreInfoList1_DataGrid1">'
            f"{''.join(numbered_tr(one, at) for at, one in enumerate(pages[page - 1], 1))}</table>"
            f'<div id="MoreInfoList1_Pager">记录总数：<font><b>{len(documents)}</b></font> '
            f'总页数：<font><b>{len(pages)}</b></font> 当前页：<font color="red"><b>{page}</b></font> {links}</div></form>'
        )
        return site.framed("通知公告", main)

    def more(asked: Asked) -> Answer:
        wanted = asked.form.get("__EVENTARGUMENT", "")
        sound = asked.form.get("__VIEWSTATE", "").startswith(state) and asked.form.get("__EVENTTARGET") == "MoreInfoList1$Pager"
        return html(text(int(wanted) if sound and wanted.isdigit() and 0 < int(wanted) <= len(pages) else 1))

    site.routes["/MoreInfo.aspx"] = more
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=Completeness.EITHER,
                reasons=frozenset({ReasonKind.PAGER_UNREAD, ReasonKind.PAGE_MISSING, ReasonKind.COUNT_DISAGREES}),
            )
        },
    )


def _asp(visit: int, origins: Origins) -> Built:
    """GBK, query pages, dates without leading zeros, articles told apart by their query only."""
    site = Site(origins, Furniture("青禾自治县档案馆", "tables"))
    documents = reports(23, lambda number, day: f"/xxgk/Show.asp?ID={number}", seed=35)
    pages = chunks(documents, 10)
    for at, rows in enumerate(pages, 1):
        body = "".join(
            '<tr><td>·<a href="{}">{}</a></td><td>[{}]</td></tr>'.format(
                one.path.removeprefix("/xxgk/"), one.title, "-".join(str(int(part)) for part in (one.date or "").split("-"))
            )
            for one in rows
        )
        links = " ".join(f'<a href="List.asp?ClassID=12&amp;page={n}">[{n}]</a>' for n in range(1, len(pages) + 1) if n != at)
        main = f'<table class="l">{body}</table><p>第{at}页 共 {len(pages)} 页 共{len(documents)}条 {links}</p>'
        names = ["/xxgk/List.asp?ClassID=12", "/xxgk/List.asp?ClassID=12&page=1"] if at == 1 else [f"/xxgk/List.asp?ClassID=12&page={at}"]
        for name in names:
            site.page(name, "政府信息公开年报", main, charset="gb2312")
    site.articles(documents, charset="gb2312")
    return Built(site, {"nb": site.expect(documents)})


def _php(visit: int, origins: Origins) -> Built:
    """Rows without dates; a jump form beside the pager; the last page repeats past the end."""
    site = Site(origins, Furniture("双桥镇人民政府", "blocks"))
    documents = [
        Document(one.path, one.title, None, one.source)
        for one in reports(14, lambda number, day: f"/index.php?m=content&c=index&a=show&catid=11&id={number}", seed=36)
    ]
    pages = chunks(documents, 6)
    listing = "/index.php?m=content&c=index&a=lists&catid=11"
    for at in range(1, len(pages) + 3):
        rows = pages[min(at, len(pages)) - 1]
        links = "".join(f'<a href="{listing}&amp;page={n}">{n}</a>' for n in range(1, len(pages) + 1))
        main = "".join(f'<p class="t">·<a href="{one.path.replace("&", "&amp;")}">{one.title}</a></p>' for one in rows) + (
            f'<div id="pages">{links}<a class="a1">{len(documents)}条</a></div><form '
            f'action="/index.php"><input name="page"><input type="submit" value="跳转"></form>'
        )
        for name in [listing, f"{listing}&page=1"] if at == 1 else [f"{listing}&page={at}"]:
            site.page(name, "政府信息公开年报", f'<div class="list">{main}</div>')
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _jsp(visit: int, origins: Origins) -> Built:
    """A form with hidden fields turns the page by POST, by GET the first page comes; index number, office and date in a table."""
    site = Site(origins, Furniture("临岗市应急管理局", "aside"))
    documents = reports(24, numbered_path("/xxgk/govInfoDetail.jsp?infoId=", 77_000, ""), seed=37)
    pages = chunks(documents, 10)

    def listing(asked: Asked) -> Answer:
        wanted = asked.form.get("pageNo", "1") if asked.method == "POST" else "1"
        page = min(max(int(wanted), 1), len(pages)) if wanted.isdigit() else 1
        rows = table((numbered_tr(one, at) for at, one in enumerate(pages[page - 1], 1)), "catalog")
        pager = (
            f'<form id="pageForm" name="pageForm" method="post" '
            f'action="/xxgk/govInfoList.jsp"><input type="hidden" name="channelId" value="9">'
            f'<input type="hidden" name="pageNo" value="{page}"><input type="hidden" name="pageSize" value="10"></form>'
            f"<div>共 {len(documents)} 条记录 {page}/{len(pages)} 页 "
            f'<a href="javascript:void(0)" onclick="toPage({page + 1})">下一页</a></div>'
            "<script>function toPage(n){document.pageForm.pageNo.value=n;document.pageForm.submit();}</script>"
        )
        return html(site.framed("政府信息公开年报", rows + pager))

    site.routes["/xxgk/govInfoList.jsp"] = listing
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=Completeness.EITHER,
                reasons=frozenset({ReasonKind.PAGER_UNREAD, ReasonKind.PAGE_MISSING, ReasonKind.COUNT_DISAGREES}),
            )
        },
    )


def _sharepoint(visit: int, origins: Origins) -> Built:
    """Every row is a file; the pager is a link with the last id in its query."""
    site = Site(origins, Furniture("望川区体育局", "tables"))
    documents = reports(13, lambda number, day: f"/zwgk/DocLib/{day[:4]}-{number}.pdf", seed=38)
    pages = chunks(documents, 5)
    for at, rows in enumerate(pages):
        body = "".join(
            f'<tr class="ms-itmhover"><td class="ms-vb-icon"><img src="/_layouts/images/icpdf.gif">'
            f'</td><td class="ms-vb-title"><a href="{one.path}">{one.title}</a></td>'
            f'<td class="ms-vb2">{one.date}</td></tr>'
            for one in rows
        )
        where = {"Paged": "TRUE", "p_ID": str(at * 5), "PageFirstRow": str(at * 5 + 1)}
        onward = {"Paged": "TRUE", "p_ID": str(at * 5 + 5), "PageFirstRow": str(at * 5 + 6)}
        link = (
            f'<td class="ms-paging"><a href="/zwgk/nb/Pages/default.aspx?{urlencode(onward).replace("&", "&amp;")}">'
            f'<img src="/_layouts/images/next.gif" alt="下一页"></a></td>'
        )
        main = (
            f'<table class="ms-listviewtable">{body}</table><table><tr><td>{at * 5 + 1} '
            f"- {at * 5 + len(rows)}</td>{link if at < len(pages) - 1 else ''}</tr></table>"
        )
        site.page("/zwgk/nb/Pages/default.aspx" + (f"?{urlencode(where)}" if at else ""), "政府信息公开年报", main)
    for one in documents:
        site.routes[one.path] = pdf(one.path.rsplit("/", 1)[1])
    return Built(
        site,
        {
            "nb": site.expect(
                documents, completeness=Completeness.EITHER, reasons=frozenset({ReasonKind.PAGER_UNREAD, ReasonKind.PAGE_MISSING})
            )
        },
    )


HOSTS = (
    one_column("vsb", "博达 VSB", "Page names count down and shift with each new row.", "/xxgk/tzgg.htm", _vsb, "notice"),
    one_column("hebei", "河北 columns", "Blocks of HTML by page.", HEBEI + "index.html", _hebei),
    one_column("siteserver", "SiteServer", "Only 下一页; neighbours shaped like articles.", "/channels/7.html", _siteserver),
    one_column("webforms", "ASP.NET", "A pager by __doPostBack.", "/MoreInfo.aspx?CategoryNum=1004009", _webforms, "notice"),
    one_column("asp", "ASP", "GBK and queries.", "/xxgk/List.asp?ClassID=12", _asp),
    one_column("php", "PHP", "Rows without dates, a last page that repeats.", "/index.php?m=content&c=index&a=lists&catid=11", _php),
    one_column("jsp", "南威 JSP", "Pages by a POST form.", "/xxgk/govInfoList.jsp?channelId=9", _jsp),
    one_column("sharepoint", "SharePoint", "Rows are files; the way on is an image.", "/zwgk/nb/Pages/default.aspx", _sharepoint),
)
