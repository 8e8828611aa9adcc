"""Hosts 11 to 20: portals whose lists come from interfaces, and one that answers with challenges only."""


from __future__ import annotations

from ..families import drawn
from ..families.interfaces import Blocks, Epoint, Gkmlpt, Lonsun, TrsSearch, TrueCms, UcapJson
from ..families.lists import style
from ..families.units import Jpaas, Jpage, Xxgk
from ..looks.shapes import SHAPES
from ..portal import Column, Portal
from .corpus import Press, gkmlpt_address, hanweb_address, jpaas_address, lonsun_address, trs_address, ucap_address, uuid_address
from .static import again

LI = SHAPES["li"]


def jpage(portal: Portal) -> None:
    """Host 11. JCMS jpage: rows in a store and from the proxy, a sealed unit, an empty one, a redirecting column."""
    press = Press(portal, "东浦市", hanweb_address, 11)
    unit = lambda key, **more: Jpage(f"/col/col{key}/index.html", SHAPES["li_cut"], key, f"30{key}", **more)  # noqa: E731
    reports = press.reports("93261", 37)
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("93261"), reports))
    portal.add(Column("policy", "政策文件", "policy", unit("93262"), press.notices("93262", 100)))
    portal.add(Column("by_page", "通知公告", "notice", unit("93263", mode="page", groups=2), press.notices("93263", 64)))
    portal.add(Column("sealed", "行政执法", "other", unit("93264", sealed=True), press.notices("93264", 45), claim_records=120, claim_pages=8,
                      complete=False, reasons=frozenset({"count_mismatch", "hole", "rows_by_script"}), note="the proxy's parameters are cipher text and it answers nothing; 45 of 120 rows"))
    portal.add(Column("old", "历史公告", "notice", unit("93266", array=True), press.reports("93266", 20), unseen=True, complete=False,
                      reasons=frozenset({"rows_by_script", "count_mismatch", "hole"}), note="the rows stand in a script array, as in the oldest version"))
    portal.add(Column("empty", "重大项目", "other", unit("93265"), []))
    portal.columns["empty"].complete, portal.columns["empty"].reasons = True, frozenset({"empty"})


def xxgk(portal: Portal) -> None:
    """Host 12. JCMS's open-government module: rows by search.jsp, page number in the query only; an empty category."""
    press = Press(portal, "盐浦市", hanweb_address, 12)
    unit = lambda key, info: Xxgk(f"/col/col{key}/index.html", LI, key, info)  # noqa: E731
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("798", "A0007"), press.reports("798", 33)))
    portal.add(Column("policy", "政策文件", "policy", unit("799", "A0002"), press.notices("799", 48)))
    portal.add(Column("empty", "财政预决算", "other", unit("801", "A0004"), [], says="暂无信息 "))


def jpaas(portal: Portal) -> None:
    """Host 13. JPaaS: two units a page, pages only by paramJson; one column rendered, one that ignores the page, one empty."""
    press = Press(portal, "越州市", jpaas_address, 13)
    unit = lambda place, key, **more: Jpaas(f"/zfxxgk/{place}/index.html", SHAPES["times"], key, f"u{key}", **more)  # noqa: E731
    reports = press.reports("", 36)
    press.attach(reports[4], "fj1", "error_page")
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("nb", "1229743684", rendered=True), reports))
    portal.add(Column("policy", "政策文件", "policy", unit("zcwj", "1229743685", spelling="buildstatic"), press.notices("", 50)))
    portal.add(Column("stuck", "公示公告", "notice", unit("gsgg", "1229743686", ignores_page=True), press.notices("", 15), claim_records=40, claim_pages=3,
                      complete=False, reasons=frozenset({"paging_ignored", "count_mismatch", "hole"}), note="40 records are told, every page gives the first 15 to 20"))
    portal.columns["stuck"].size = 15
    portal.add(Column("empty", "行政许可", "other", unit("xzxk", "1229743687"), [], says="<li>暂无数据</li>"))


def ucap_json(portal: Portal) -> None:
    """Host 14. UCAP's JSON: the channel in a meta, addresses without a scheme; a named interface of the portal's own."""
    press = Press(portal, "黑水市", ucap_address, 14)
    portal.add(Column("annual", "政府信息公开年报", "annual_report", UcapJson("/hss/c108463/zfxxgk.shtml", LI, "817052cbb3a94d0d8217824e7a3aca53", ""), press.reports("/hss/c108463", 29)))
    portal.add(Column("policy", "政策文件", "policy", UcapJson("/hss/c108464/zfxxgk.shtml", LI, "b9e6fb997e274f05a8f8b0f2b7582a1c", ""), press.notices("/hss/c108464", 57)))
    portal.add(Column("named", "规划信息", "other", drawn.named("/hss/c108465/list.shtml", "c108465"), press.reports("/hss/c108465", 14), unseen=True, complete=False,
                      reasons=frozenset({"rows_by_script"}), interface=portal.url("/open/api/columns/c108465/rows"), note="the interface stands in the page"))
    portal.add(Column("static", "人事信息", "other", style("ucap", "/hss/c108466/list.shtml", "split", "ucap_call", "from_one"), press.notices("/hss/c108466", 16)))


def gkmlpt(portal: Portal) -> None:
    """Host 15. Guangdong's platform: one page for three columns told apart by the fragment; pages 0 and 1 are the same."""
    press = Press(portal, "鹏湾市", gkmlpt_address, 15)
    unit = lambda key: Gkmlpt(f"/gkmlpt/index#{key}", LI, key, "755041")  # noqa: E731
    reports = press.reports("", 21)
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("2629"), reports))
    portal.add(Column("policy", "规范性文件", "policy", unit("2630"), press.notices("", 130)))
    portal.add(Column("latest", "最新文件", "other", unit("2631"), again(reports[:8])))
    portal.add(Column("empty", "应急管理", "other", unit("2632"), [], says="total 0"))


def lonsun(portal: Portal) -> None:
    """Host 16. LonSun: labels by category, pages on another path for news, separators after each five rows."""
    press = Press(portal, "徽岭县", lonsun_address, 16)
    unit = lambda key: Lonsun(f"/public/column/6596221?type=4&action=list&nav=3&catId={key}", LI, key, "6786551")  # noqa: E731
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("7065111"), press.reports("/public/6596221", 32)))
    portal.add(Column("policy", "政策文件", "policy", unit("7065112"), press.notices("/public/6596221", 18)))
    portal.add(Column("empty", "行政事业性收费", "other", unit("7065113"), [], says="暂无相关信息"))
    portal.add(Column("news", "通知公告", "notice", style("lonsun", "/zxzx/tzgg/index.html", "fives", "lonsun", "other_path"), press.notices("/zxzx/tzgg", 34)))


def truecms(portal: Portal) -> None:
    """Host 17. TrueCMS: sixty hidden rows, the rest by getMessage.do, which wants a Referer."""
    press = Press(portal, "通洲市", lambda folder, number, date: f"/{folder}/content/{number:08x}-77aa-4c1d-8e2f-{number:012x}.html", 17)
    unit = lambda place, key: TrueCms(f"/tzs/{place}/{place}.html", LI, key, "")  # noqa: E731
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("gknb", "0d1fa6b2-41c7-4f0e-9a3d-5b7c20d89911"), press.reports("tzs/gknb", 28)))
    portal.add(Column("policy", "政策文件", "policy", unit("zcwj", "0d1fa6b2-41c7-4f0e-9a3d-5b7c20d89912"), press.notices("tzs/zcwj", 86)))


def epoint(portal: Portal) -> None:
    """Host 18. Epoint: JSON bodies, the guid in a script; page indices from 0 in one column and from 1 in another; a TRS search beside it."""
    press = Press(portal, "彭城市", lambda folder, number, date: f"/{folder}/{date.replace('-', '')}/{number:08x}-aaaa-4bbb-8ccc-{number:012x}.html", 18)
    unit = lambda key, base=0: Epoint(f"/dynamic/zwgk/govInfoPub.html?categorynum={key}", LI, key, "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a", base=base)  # noqa: E731
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("003006"), press.reports("003006", 35)))
    portal.add(Column("policy", "政策文件", "policy", unit("003001", 1), press.notices("003001", 86)))
    portal.add(Column("empty", "行政处罚", "other", unit("003009"), [], says="total 0"))


def searched(portal: Portal) -> None:
    """Host 19. TRS with a search interface, and a column of blocks by uuid: false template links, commented twins."""
    press = Press(portal, "澜屿综合实验区", lambda folder, number, date: trs_address(folder, number, date, "htm"), 19)
    unit = lambda place, key: TrsSearch(f"/zwgk/zfxxgk/{place}/", SHAPES["definition"], key, "200210")  # noqa: E731
    reports = press.reports("/zwgk/zfxxgk/zfxxgknb", 37)
    portal.add(Column("annual", "政府信息公开年报", "annual_report", unit("zfxxgknb", "1813"), reports))
    portal.add(Column("rules", "规章库", "policy", unit("gzk", "1814"), press.notices("/zwgk/zfxxgk/gzk", 9)))
    portal.add(Column("empty", "行政强制", "other", unit("xzqz", "1815"), [], says="<p>暂无数据</p>"))
    folder = "/columns/29527d47-65f0-4e58-9a95-804549f339e9"
    press.address = uuid_address
    portal.add(Column("blocks", "政策文件", "policy", Blocks(f"{folder}/index.html", LI, "29527d47-65f0-4e58-9a95-804549f339e9", "09a19324-88df-4949-b69b-f29b62"), press.notices(folder, 40)))


def challenged(portal: Portal) -> None:
    """Host 20. One column behind a 412 page, one behind a 521, one behind a refusal that says 200; one that is open."""
    press = Press(portal, "关宁市", trs_address, 20)
    pages = lambda place: style("trs", f"/zwgk/{place}/", "li", "call_with_definition", "from_zero")  # noqa: E731
    for key, place, status in (("annual", "nb", 412), ("policy", "zc", 521), ("notice", "gg", 200)):
        portal.add(Column(key, {"nb": "政府信息公开年报", "zc": "政策文件", "gg": "通知公告"}[place], "annual_report" if place == "nb" else "other", pages(place), []))
        portal.challenge[f"/zwgk/{place}/"] = status
    portal.add(Column("open", "机构职能", "other", style("trs", "/zwgk/jg/", "counted", "call_with_definition", "from_zero"), press.notices("/zwgk/jg", 12)))


SERVED = (("jpage", "东浦市人民政府", "platform", "zoom", jpage), ("xxgk", "盐浦市人民政府", "platform", "zoom", xxgk), ("jpaas", "越州市人民政府", "mobile", "zoom", jpaas),
          ("ucap-json", "黑水市人民政府", "department", "ucap", ucap_json), ("gkmlpt", "鹏湾市人民政府", "bare", "facts", gkmlpt),
          ("lonsun", "徽岭县人民政府", "platform", "facts", lonsun), ("truecms", "通洲市人民政府", "department", "zoom", truecms),
          ("epoint", "彭城市人民政府", "platform", "facts", epoint), ("searched", "澜屿综合实验区管委会", "department", "trs", searched),
          ("challenged", "关宁市人民政府", "platform", "trs", challenged))
