"""The pagers that portals write into a list page, each in this project's own words but with the real names and traps.

A pager gets what the portal claims (pages, records), the page it stands on (from 1), and the name and ending of the
list's files; it returns HTML. What a claim is worth is the affair of the column, not of the pager.
"""


from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FILLER = "\n".join(f"  // {number:02d} 样式设置，不影响页码：边距 {number * 3} 像素，行高 {number + 12} 像素" for number in range(14))


@dataclass(frozen=True)
class Place:
    """Where a pager stands: ``page`` of ``pages`` from 1, with ``records`` in all, beside files ``name``.``ending``."""

    page: int
    pages: int
    records: int
    name: str
    ending: str
    size: int = 15
    target: str = ""


def inline_comments(place: Place) -> str:
    """currentPage from 0 and countPage without semicolons, each followed by a comment; every link by document.write."""
    file, ending = place.name, place.ending
    return f"""<div class="page"><script language="JavaScript" type="text/javascript">
var currentPage = {place.page - 1};//从0算起的当前页
var before = currentPage-1//上一页
var after = currentPage+1//下一页
var countPage = {place.pages}//页数
document.write("共计"+"&nbsp;<font>"+"{place.pages}"+"&nbsp;</font>"+"页");
document.write("&nbsp;<a href=\\"{file}."+"{ending}\\">首页</a>&nbsp;|");
if(currentPage>1) document.write("<a href=\\"{file}"+"_" + before + "."+"{ending}\\">上一页</a>");
for(var i=0;i<countPage;i++){{
if(i==0) document.write("<a href=\\"{file}.{ending}\\">1</a>|");
else document.write("<a href=\\"{file}"+"_" + i + "."+"{ending}\\">"+(i+1)+"</a>|");
}}
if(currentPage!=countPage-1) document.write("<a href=\\"{file}"+"_" + after + "."+"{ending}\\">下一页</a>");
</script></div>"""


def inline_reversed(place: Place) -> str:
    """countPage first, currentPage far behind it, old calls left in comments of both kinds as decoys."""
    return f"""<!-- 旧版分页：createPageHTML(99,0,"old","htm"); --><div class="page"><script>
/* 2019年停用：
createPageHTML(88, 0, "index", "html");
var countPage = 77; */
//createPageHTML(66, 0, "index", "html");
var countPage = {place.pages};
{FILLER}
var maxShown = 9, prefix = "{place.name}", suffix = "{place.ending}";
function linkOf(n){{ return n==0 ? prefix+"."+suffix : prefix+"_"+n+"."+suffix; }}
{FILLER}
var currentPage = {place.page - 1};
for(var n=0;n<countPage&&n<maxShown;n++){{ document.write('<a href="'+linkOf(n)+'" class="'+(n==currentPage?'on':'')+'">'+(n+1)+'</a>'); }}
if(currentPage+1<countPage) document.write(('<a href="list_NEXT.do">下一页</a>').replace("list_NEXT.do", linkOf(currentPage+1)));
</script></div>"""


def call_with_definition(place: Place) -> str:
    """The function createPageHTML defined in the page with its own parameters, then called."""
    return f"""<div class="fenye"><script type="text/javascript">
function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){{
  if(_nPageCount == null || _nPageCount<=1){{ return; }}
  for(var i=0;i<_nPageCount;i++){{ var f = i==0 ? _sPageName+"."+_sPageExt : _sPageName+"_"+i+"."+_sPageExt;
    document.write("<a href=\\""+f+"\\">"+(i+1)+"</a>"); }}
}}
createPageHTML({place.pages}, {place.page - 1}, "{place.name}", "{place.ending}");
</script></div>"""


def call_with_records(place: Place) -> str:
    """createPageHTML with a style name and the number of records at the end."""
    return f'<div class="pages"><script>createPageHTML({place.pages},{place.page - 1},"{place.name}","{place.ending}","black2",{place.records});</script></div>'


def create_page(place: Place) -> str:
    """createPage, the shorter name of the same call."""
    return f'<div class="pages"><script>createPage({place.pages},{place.page - 1},"{place.name}","{place.ending}")</script></div>'


def pager_object(place: Place) -> str:
    """Pager with an object whose size is the number of pages, current from 0."""
    return f"<div id=\"pages\"></div><script>Pager({{size:{place.pages}, current:{place.page - 1}, prefix:'{place.name}', suffix:'{place.ending}'}});</script>"


def pager_options(place: Place) -> str:
    """pager_options whose numbers are texts, one with a stray brace inside its quotes."""
    return (f"<div class=\"pager\"></div><script>var pager_options={{currentPage:parseInt('{place.page - 1}')+1, countPage:parseInt('{place.pages}}}'),"
            f" PAGE_NAME:'{place.name}', PAGE_EXT:'{place.ending}'}};</script>")


def ucap_call(place: Place) -> str:
    """createPageHTML with the id of a box first: here the page counts from 1."""
    return f"<div id=\"page_div\"></div><script>createPageHTML('page_div',{place.pages}, {place.page},'{place.name}','{place.ending}',{place.records});</script>"


def set_page(place: Place) -> str:
    """A jQuery plug-in: totalPage in an object, then setPage with page and pages from 1."""
    return (f'<ul class="pagination"></ul><script>$(".pagination").pagination({{totalPage: {place.pages}, onPage:function(n){{}}}});'
            f'$(".pagination").pagination("setPage",{place.page},{place.pages});</script>')


def lonsun(place: Place) -> str:
    """Ls.pagination with a target that is another path than that of the first page."""
    return (f'<div id="page_{place.name}"></div><script>Ls.pagination("#page_{place.name}", function(pageIndex){{location.href=\'{place.target}?pageIndex=\''
            f"+pageIndex}}, {{currPage:({place.page - 1}+1),pageCount:{place.pages}}})</script>")


def vsb(place: Place) -> str:
    """Links whose numbers fall: page 2 of 5 is the file 4.htm; the number of records is told."""
    prefix = f"{place.name}/" if place.page == 1 else ""
    links = "".join(
        f'<span class="p_no_d">{n}</span>' if n == place.page
        else f'<span class="p_no"><a href="{("../" + place.name + ".htm" if place.page > 1 else place.name + ".htm") if n == 1 else f"{prefix}{place.pages - n + 1}.htm"}">{n}</a></span>'
        for n in range(1, place.pages + 1))
    after = (f'<span class="p_next p_fun"><a href="{prefix}{place.pages - place.page}.htm">下页</a></span>' if place.page < place.pages
             else '<span class="p_next_d p_fun_d">下页</span>')
    return f'<div class="pb_sys_common"><span class="p_t">共{place.records}条</span>{links}{after}</div>'


def links(place: Place) -> str:
    """Plain links of first, previous, next and last page, page 2 being name_2."""
    file = lambda n: f"{place.name}.{place.ending}" if n == 1 else f"{place.name}_{n}.{place.ending}"  # noqa: E731
    out = "".join(f'<a href="{file(n)}" class="{"on" if n == place.page else ""}">{n}</a>' for n in range(1, min(place.pages, 5) + 1))
    if place.page < place.pages:
        out += f'<a class="next" href="{file(place.page + 1)}">下一页</a><a class="last" href="{file(place.pages)}">尾页</a>'
    return f'<div class="pagination">{out}</div>'


def query(place: Place) -> str:
    """Links with a page number in the query, and the sentence of an old ASP page."""
    out = f"第{place.page}页 共 {place.pages} 页 共{place.records}条 "
    if place.page < place.pages:
        out += f'<a href="{place.target}page={place.page + 1}">下一页</a> <a href="{place.target}page={place.pages}">尾页</a>'
    return f'<div class="fy">{out}</div>'


def select_box(place: Place) -> str:
    """A select whose options hold the pages; no links at all."""
    options = "".join(f'<option value="{place.target}page={n}"{" selected" if n == place.page else ""}>第{n}页</option>' for n in range(1, place.pages + 1))
    return f'<div class="fy">共{place.records}条记录 转到<select onchange="location.href=this.value">{options}</select></div>'


def nset(place: Place) -> str:
    """nsetpage with page, records and size."""
    return f'<div id="pageinfo"></div><script>nsetpage({place.page},{place.records},{place.size},"{place.name}","{place.ending}");</script>'


def data_object(place: Place) -> str:
    """totalData and showData of a front-end pager; file names count from 1 with page 2 being name_1."""
    return (f'<div class="M-box"></div><script>$(".M-box").pagination({{totalData: {place.records}, showData: {place.size}, current: {place.page},'
            f" jump:function(n){{location.href = n==1 ? '{place.name}.{place.ending}' : '{place.name}_'+(n-1)+'.{place.ending}'}}}});</script>")


def none(place: Place) -> str:
    """No pager."""
    return ""


Pager = Callable[[Place], str]
PAGERS: dict[str, Pager] = {
    "inline_comments": inline_comments, "inline_reversed": inline_reversed, "call_with_definition": call_with_definition,
    "call_with_records": call_with_records, "create_page": create_page, "pager_object": pager_object, "pager_options": pager_options,
    "ucap_call": ucap_call, "set_page": set_page, "lonsun": lonsun, "vsb": vsb, "links": links, "query": query, "select_box": select_box,
    "nset": nset, "data_object": data_object, "none": none,
}
# Pagers that tell the number of records, so that a claim of more rows than there are can be seen in the page.
TELLS_RECORDS = frozenset({"call_with_records", "ucap_call", "vsb", "query", "select_box", "nset", "data_object"})
