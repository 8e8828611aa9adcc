"""Hosts 1 to 10: portals whose lists stand in the page (TRS, UCAP, NFCMS, VSB, SiteServer, hand-made ones)."""


from __future__ import annotations

from dataclasses import replace

from ..families import drawn
from ..families.lists import style
from ..looks.shapes import SHAPES
from ..model import Attachment, Row
from ..portal import Column, Portal
from ..wire import Answer
from .corpus import Press, post_address, trs_address, ucap_address, vsb_address

LI = SHAPES["li"]


def again(rows: list[Row], every: int = 2, cut: int = 0) -> list[Row]:
    """Return the same articles as a second list shows them: fewer, with shorter titles where ``cut`` is given."""
    return [replace(row, title=row.title[:cut] if cut else row.title) for row in rows[::every]]


def old_tables(portal: Portal) -> None:
    """Host 1. An old TRS site in nested tables: pagers whose numbers stand in scripts full of comments; empty columns."""
    press = Press(portal, "云溪市", trs_address, 1)
    root = "/xxgk"
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("trs", f"{root}/zfxxgknb/", "table", "inline_comments", "from_zero", relative=True),
                      press.reports(f"{root}/zfxxgknb", 22), 10))
    portal.add(Column("policy", "政策文件", "policy", style("trs", f"{root}/zcwj/index.html", "table", "inline_reversed", "from_zero", relative=True),
                      press.notices(f"{root}/zcwj", 37)))
    portal.add(Column("empty", "人事任免", "other", style("trs", f"{root}/rsrm/", "table", "inline_comments", "from_zero"), [], says="<tr><td>暂无内容！</td></tr>"))
    portal.add(Column("bare", "应急管理", "other", style("trs", f"{root}/yjgl/", "table", "none", "from_zero"), [],
                      note="the shell of an old site with a side menu and an empty table: nothing says that it is empty"))


def totals(portal: Portal) -> None:
    """Host 2. TRS with .shtml and record counts: a page emptied for good, a list of what stands elsewhere, a broken file."""
    press = Press(portal, "青岚区", lambda folder, number, date: trs_address(folder, number, date, "shtml"), 2)
    root = "/zwgk"
    reports, notices = press.reports(f"{root}/gknb", 33), press.notices(f"{root}/tzgg", 40)
    press.attach(reports[0], "P020260101", "error_page")
    press.attach(reports[1], "P020260102")
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("trs", f"{root}/gknb/index.shtml", "li", "call_with_records", "from_zero", relative=True), reports))
    portal.add(Column("notice", "通知公告", "notice", style("trs", f"{root}/tzgg/index.shtml", "date_first", "call_with_definition", "from_zero", relative=True), notices))
    portal.add(Column("holed", "规划计划", "other", style("trs", f"{root}/ghjh/index.shtml", "li", "call_with_records", "from_zero", relative=True),
                      press.notices(f"{root}/ghjh", 41), holes={2}, note="the second page of three has no rows, for good"))
    portal.add(Column("latest", "最新公开", "other", style("trs", f"{root}/zxgk/index.shtml", "li_cut", "call_with_records", "from_zero"),
                      again(reports[:12]) + again(notices[:12]), note="all rows stand in other columns too"))
    portal.frame = replace(portal.frame, latest=tuple((row.path, row.title, row.date or "") for row in notices[:6]))


def prefixes(portal: Portal) -> None:
    """Host 3. TRS with file names of its own: index_18061_1.html, a pager that contradicts its links, an item that says nothing is there."""
    press = Press(portal, "南屿市发展和改革委员会", trs_address, 3)
    root = "/214/224"
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("trs", f"{root}/index_18061.html", "spans", "call_with_definition", "from_zero", relative=True),
                      press.reports(root, 31), 10))
    portal.add(Column("policy", "部门文件", "policy", style("trs", "/214/225/index_18062.html", "li_cut_bare", "create_page", "from_zero", relative=True), press.notices("/214/225", 20)))
    portal.add(Column("short", "公告公示", "notice", style("trs", "/214/226/index_18063.html", "li", "call_with_records", "from_zero"), press.notices("/214/226", 28),
                      claim_records=45, claim_pages=3, absent={3}, note="the script speaks of three pages and 45 records; the third page is a 404 and 28 rows exist"))
    portal.add(Column("placeholder", "行政规范性文件", "policy", style("trs", "/214/227/index_18064.html", "li", "call_with_records", "from_zero"), [],
                      says='<li><a href="javascript:void(0)">本年度未制定行政规范性文件</a><span>2025-01-06</span></li>', note="an item without an address says that nothing was made"))


def leads_away(portal: Portal) -> None:
    """Host 4. A TRS site of the capital's kind that leads into forbidden paths and to other hosts in every way there is."""
    press = Press(portal, "海岳市", trs_address, 4)
    root, foreign = "/gongkai/zfxxgk", portal.frame.foreign
    pages = lambda place, shape="li": style("trs", f"{root}/{place}/", shape, "pager_object", "from_zero", relative=True)  # noqa: E731
    tabs = tuple((f"{year}年", f"{root}/gknb/n{year}/") for year in (2025, 2024, 2023))
    reports = press.reports(f"{root}/gknb", 32)
    first = portal.articles[reports[0].path]
    portal.put(replace(first, attachments=(Attachment("/private/annex.pdf", "附件.pdf", b"%PDF-1.4 forbidden", "application/pdf"),)))
    portal.never.add(portal.url("/private/annex.pdf"))
    portal.add(Column("annual", "政府信息公开年报", "annual_report", pages("gknb"), reports, tabs=tabs))
    for label, path in tabs:  # a tab shows the reports of one year, all of which stand in the list of all years too
        portal.pages[path] = LI.wrap("".join(LI.item(row, row.path, LI) for row in reports if label in row.title))
    inside, outside = "/private/{}.html", foreign + "/gone/{}.html"
    traps = [press.trap(f"关于{how}到{'内' if target is inside else '外'}的说明（第{number}号）", f"2024-05-{10 + number:02d}", f"{root}/trap", how, target.format(f"{how}{number}"))
             for number, (how, target) in enumerate((how, target) for how in ("redirect", "refresh", "script", "frame") for target in (inside, outside))]
    traps.append(press.trap("关于地址中带有口令的说明", "2024-05-03", f"{root}/trap", "redirect", portal.origin.replace("://", "://user:secret@") + "/creds/1.html"))
    portal.never.add(portal.url("/creds/1.html"))
    portal.add(Column("traps", "政策解读", "policy", pages("jd"), traps, either=True, note="articles that lead into a forbidden path or off the site; none may be followed"))
    for number, (key, how, target, reason) in enumerate((
            ("moved_inside", "redirect", "/private/list.html", "blocked_by_robots"), ("framed_inside", "frame", "/private/frame.html", "blocked_by_robots"),
            ("moved_outside", "refresh", f"{foreign}/list/index.html", "off_site"), ("script_outside", "script", f"{foreign}/zfxxgk/", "off_site"),
            ("framed_outside", "frame", f"{foreign}/frame.html", "off_site"))):
        portal.add(Column(key, f"专题{number + 1}", "other", pages(f"zt{number}"), [], how=how, leads_to=target, complete=False, reasons=frozenset({reason})))  # type: ignore[arg-type]
        portal.never.add(portal.url(target))
    _leads_away_by_parts(portal, press, root)
    duties = press.notices(f"{root}/jgzn/list", 8)
    portal.add(Column("below", "机构职能", "other", pages("jgzn/list"), duties))
    portal.add(Column("shell", "机构概况", "other", style("trs", f"{root}/jgzn/", "li", "none", "from_zero"), list(duties), how="refresh", leads_to="./list/", extra_requests=1,
                      note="the folder only leads to the column below it, on the same host"))


def _leads_away_by_parts(portal: Portal, press: Press, root: str) -> None:
    """Add what leads away without being an article: a next page, an interface, a sitemap."""
    foreign = portal.frame.foreign
    pager = '<div class="page">第1页/共2页 <a class="next" href="/private/dctb_2.html">下一页</a> <a class="last" href="/private/dctb_2.html">尾页</a></div>'
    portal.add(Column("paged_inside", "督查通报", "other", style("trs", f"{root}/dctb/index.html", "li", "none", "from_zero", extra=pager), press.notices(f"{root}/dctb", 15),
                      complete=False, reasons=frozenset({"blocked_by_robots", "hole", "count_mismatch"}), note="the second of two pages is in a forbidden path"))
    portal.add(Column("interface_outside", "数据开放", "other", drawn.named(f"{root}/sjkf/index.html", "sjkf", foreign), [], complete=False,
                      reasons=frozenset({"rows_by_script", "off_site"}), interface=f"{foreign}/open/api/columns/sjkf/rows", note="the interface is on another host"))
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in (portal.url(f"{root}/gknb/"), portal.url("/private/map.html"), f"{foreign}/map.html"))
    portal.raw["/sitemap.xml"] = Answer(f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(), "application/xml")
    portal.robots += f"Sitemap: {portal.origin}/sitemap.xml\n"


def framed(portal: Portal) -> None:
    """Host 5. TRS lists of the newer kinds: pager_options with its stray brace, a list in a frame, a list that stops before its count."""
    press = Press(portal, "临津新区", trs_address, 5)
    root = "/zwgk/zfxxgkzl"
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("trs", f"{root}/gknb/index.html", "calendar", "pager_options", "from_zero", relative=True), press.reports(f"{root}/gknb", 18), 10))
    portal.add(Column("framed", "规章", "policy", style("trs", f"{root}/gz/index.html", "li_plain", "call_with_definition", "from_zero", frame_path="/frames/gz/list.html"), press.notices(f"{root}/gz", 23)))
    portal.add(Column("capped", "行政许可", "other", style("trs", f"{root}/xzxk/index.html", "two_divs", "set_page", "from_one"), press.notices(f"{root}/xzxk", 60), absent={3, 4},
                      note="four pages are told, the last two do not exist"))
    portal.add(Column("dated_twice", "规范性文件", "policy", style("trs", f"{root}/gfxwj/index.html", "two_dates", "create_page", "from_zero"), press.notices(f"{root}/gfxwj", 19),
                      note="each row shows two different dates"))
    portal.add(Column("data", "数据发布", "other", style("trs", f"{root}/sj/index_pc.html", "popbox", "data_object", "from_zero"), press.notices(f"{root}/sj", 34)))


def ucap_static(portal: Portal) -> None:
    """Host 6. UCAP with lists from page one upward and files that are broken until they are mended."""
    press = Press(portal, "双桥县", ucap_address, 6)
    root = "/sqx"
    reports = press.reports(f"{root}/c112289", 19)
    for number, fault in enumerate(("cut", "missing", None)):
        press.attach(reports[number], f"files{number}", fault, "docx" if number else "pdf")  # type: ignore[arg-type]
    away = press.attach(reports[4], "files9", "missing")
    portal.raw[away.path] = Answer(b"", status=302, redirect=portal.frame.foreign + "/files/9.pdf")
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("ucap", f"{root}/c112289/zfxxgk_list.shtml", "heading", "ucap_call", "from_one"), reports))
    portal.add(Column("policy", "政策文件", "policy", style("ucap", f"{root}/c105000/xxgk_list.shtml", "li_cut", "ucap_call", "from_one"), press.notices(f"{root}/c105000", 46)))
    portal.add(Column("empty", "政策解读", "policy", style("ucap", f"{root}/c105001/xxgk_list.shtml", "li", "ucap_call", "from_one"), [], says='<li class="none">暂无数据</li>'))
    portal.add(Column("hidden", "行政处罚", "other", drawn.hidden(f"{root}/c105002/list.shtml", "c105002"), press.notices(f"{root}/c105002", 9), unseen=True, complete=False,
                      reasons=frozenset({"rows_by_script"}), note="the interface is put together by a script"))


def southern(portal: Portal) -> None:
    """Host 7. NFCMS: plain links between pages, articles taken down in three ways, broken files, a column of other columns' rows."""
    press = Press(portal, "榕江市", post_address, 7)
    reports, notices = press.reports("/zwgk/nb", 26), press.notices("/zwgk/wj", 33)
    press.attach(notices[2], "1658-1", "tiny")
    press.attach(notices[4], "1658-2")
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("nfcms", "/zwgk/nb/index.html", "li", "links", "from_one"), reports))
    portal.add(Column("policy", "文件库", "policy", style("nfcms", "/zwgk/wj/index.html", "block_link", "links", "from_one"), notices))
    portal.add(Column("department", "教育局公开", "other", style("nfcms", "/jyj/zwgk/index.html", "li_cut", "links", "from_one"), again(reports, 3) + again(notices, 4),
                      note="a department's view: every row stands in another column too"))
    for row, how in zip(notices[10:13], ("not_found", "refresh", "notice"), strict=True):
        portal.take_down(row.path, how)  # type: ignore[arg-type]


def falling(portal: Portal) -> None:
    """Host 8. VSB: page names that count down; a count that holds more than the rows; broken files."""
    press = Press(portal, "白鹭学区", vsb_address, 8)
    reports = press.reports("1041", 31)
    press.attach(reports[3], "A1-B2", "error_page", "docx")
    portal.add(Column("annual", "信息公开年报", "annual_report", style("vsb", "/xxgk/nb.htm", "numbered", "vsb", "falling"), reports, 10))
    portal.add(Column("notice", "通知公告", "notice", style("vsb", "/xxgk/tzgg.htm", "numbered", "vsb", "falling"), press.notices("1042", 44)))
    portal.add(Column("counted", "规章制度", "policy", style("vsb", "/xxgk/gzzd.htm", "numbered", "vsb", "falling"), press.notices("1043", 21), claim_records=25,
                      note="25 records are told, 21 rows exist"))
    portal.add(Column("empty", "招标信息", "other", style("vsb", "/xxgk/zbxx.htm", "numbered", "vsb", "falling"), [], says="<li>共 0 条</li>"))


def channels(portal: Portal) -> None:
    """Host 9. SiteServer: channels by number, page N with its number behind; rows that are files and rows of other hosts."""
    press = Press(portal, "石门镇", lambda folder, number, date: f"/contents/{folder}/{number}.html", 9)
    reports = press.reports("7", 24)
    reports.insert(2, press.file_row("/upload/resources/file/2024", "石门镇2023年政府信息公开工作年度报告（图片版）", "2024-01-30"))
    reports.insert(5, press.external_row("转发：全市政府信息公开工作年度报告汇编", "2024-02-01"))
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("siteserver", "/channels/7.html", "brackets", "links", "from_one"), reports))
    portal.add(Column("notice", "镇务公开", "notice", style("siteserver", "/channels/8.html", "with_more", "links", "from_one"), press.notices("8", 17)))
    portal.add(Column("vanished", "财政预决算", "other", style("siteserver", "/channels/9.html", "li", "links", "from_one"), [], claim_pages=2, claim_records=20,
                      note="pages are linked, but none has rows"))


def handmade(portal: Portal) -> None:
    """Host 10. A hand-made site in GBK: queries, a select box, an index table; one broken file."""
    press = Press(portal, "古塔县", lambda folder, number, date: f"/{folder}/{number}.htm", 10)
    reports = press.reports("html", 27)
    press.attach(reports[2], "2024nb", "cut")
    portal.add(Column("annual", "政府信息公开年报", "annual_report", style("handmade", "/list.asp?classid=602", "index_table", "query", "query"), reports, charset="gb18030"))
    portal.add(Column("policy", "规范性文件", "policy", style("handmade", "/list.asp?classid=603", "li_plain", "select_box", "query"), press.notices("html", 31), charset="gb18030"))
    portal.add(Column("written", "公示公告", "notice", drawn.written("/gg.htm", portal.origin), press.reports("html", 6), unseen=True, complete=False,
                      reasons=frozenset({"rows_by_script"}), note="the rows stand in a script of the page"))
    portal.add(Column("posted", "公开年度报告", "other", drawn.posted("/xxgkzl.htm", "ndbg"), press.reports("html", 7), unseen=True, complete=False,
                      reasons=frozenset({"rows_by_script"}), interface=portal.url("/zfxxgk.htm?loc=ndbg"), note="a script posts for HTML within JSON; the menu calls the same script"))
    portal.add(Column("template", "项目公开", "other", style("handmade", "/xm.htm", "li", "none", "from_zero", extra='<!-- <ul><li><a href="/html/1.htm">模板：第一条示例信息标题</a>'
                      "<span>2020-01-01</span></li></ul> --><ul style=\"display:none\"><li v-for=\"item in list\"><a :href=\"item.url\">{{item.title}}</a></li></ul>"), [],
                      note="nothing but a commented example and an unfilled template"))


STATIC = (("old-tables", "云溪市人民政府", "tables", "trs", old_tables), ("totals", "青岚区人民政府", "department", "trs", totals),
          ("prefixes", "南屿市发展和改革委员会", "platform", "trs", prefixes), ("leads-away", "海岳市人民政府", "platform", "trs", leads_away),
          ("framed", "临津新区管委会", "mobile", "trs", framed), ("ucap-static", "双桥县人民政府", "platform", "ucap", ucap_static),
          ("southern", "榕江市人民政府", "department", "facts", southern), ("falling", "白鹭学区管理委员会", "bare", "vsb", falling),
          ("channels", "石门镇人民政府", "mobile", "trs", channels), ("handmade", "古塔县人民政府", "tables", "facts", handmade))
