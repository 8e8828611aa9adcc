"""Four hundred list pages of all families, from a seed: full, half-empty, empty, holed, script-drawn, or menus only.

Every page has an oracle: its rows, or the verdicts that are right for a page without rows. The one thing that must never
happen is that a page without rows is called complete, or that a menu, a template, a comment or a box of the latest items
is taken for its rows.
"""


from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import TypedDict

from .families import drawn
from .families.interfaces import Blocks, Epoint, Gkmlpt, Lonsun, TrsSearch, TrueCms, UcapJson
from .families.lists import style
from .families.units import Jpaas, Jpage, Xxgk
from .hosts.corpus import Press, trs_address
from .looks import layout
from .looks.pagers import TELLS_RECORDS
from .looks.shapes import SHAPES
from .model import Finding, OracleRow
from .portal import Column, Portal, Style

VERDICTS = ("rows", "empty", "by_script", "hole", "unknown")
SAYINGS = ("暂无信息", "暂无数据", "暂无相关信息", "暂无内容！", "没有查询到相关信息", "本栏目暂无信息更新", "共 0 条", "共0条记录", "对不起，该栏目暂时没有内容", "本年度未制定规范性文件")

UNUSUAL = SAYINGS[-2:]  # words that a careful reader may rather leave undecided


@dataclass(frozen=True)
class GeneratedPage:
    """A list page with its oracle. ``verdicts``: any of them is right; ``whole``: the column may be called complete from this page alone."""

    name: str
    family: str
    state: str
    url: str
    html: str
    rows: tuple[OracleRow, ...]
    verdicts: frozenset[str]
    whole: bool
    interface: str | None = None


class PageSeen(TypedDict):
    """What the program under test reads from one page: a word of ``VERDICTS``, whether it would call the column complete, and rows."""

    verdict: str
    complete: bool
    rows: set[tuple[str, str, str | None]]


LI = SHAPES["li"]
IN_PAGE: dict[str, Callable[[Random], Style]] = {
    "trs": lambda r: style("trs", r.choice(("/zwgk/nb/", "/zwgk/nb/index.shtml", "/zwgk/nb/index_20731.html")), r.choice(("li", "table", "spans", "date_first", "popbox", "split", "two_dates", "counted", "with_more")),
                           r.choice(("inline_comments", "inline_reversed", "call_with_definition", "call_with_records", "create_page", "pager_object", "pager_options")), "from_zero", relative=r.random() < 0.5),
    "ucap": lambda r: style("ucap", "/yss/c100262/zfxxgk_list.shtml", r.choice(("li", "heading", "li_cut")), "ucap_call", "from_one"),
    "nfcms": lambda r: style("nfcms", "/zwgk/nb/index.html", r.choice(("li", "block_link", "two_divs")), "links", "from_one"),
    "vsb": lambda r: style("vsb", "/xxgk/nb.htm", "numbered", "vsb", "falling"),
    "siteserver": lambda r: style("siteserver", "/channels/7.html", r.choice(("brackets", "li_plain")), "links", "from_one"),
    "lonsun_news": lambda r: style("lonsun", "/zxzx/nb/index.html", "fives", "lonsun", "other_path"),
    "shanghai": lambda r: style("shanghai", "/tgsgg_17341/index.html", "calendar", "set_page", "from_one"),
    "huaian": lambda r: style("huaian", "/col/18073_668815/index.html", "li", "nset", "from_one"),
    "handmade": lambda r: style("handmade", "/list.asp?classid=602", r.choice(("index_table", "definition", "li_cut_bare")), r.choice(("query", "select_box")), "query"),
}
BEHIND: dict[str, Callable[[Random], Style]] = {
    "jcms": lambda r: Jpage("/col/col93261/index.html", SHAPES["li_cut"], "93261", "300520", groups=1),
    "jpaas": lambda r: Jpaas("/zfxxgk/nb/index.html", SHAPES["times"], "12297", "209741", rendered=True),
    "truecms": lambda r: TrueCms("/tzs/nb/nb.html", LI, "0d1fa6b2-41c7-4f0e-9a3d-5b7c20d89911", ""),
    "trs_search": lambda r: TrsSearch("/zwgk/nb/", SHAPES["definition"], "1813", "200210"),
    "hebei": lambda r: Blocks("/columns/29527d47-65f0-4e58-9a95-804549f339e9/index.html", LI, "29527d47-65f0-4e58-9a95-804549f339e9", "09a19324-88df-4949-b69b-f29b62"),
}
NO_ROWS: dict[str, Callable[[Random], Style]] = {
    "jcms_xxgk": lambda r: Xxgk("/col/col798/index.html", LI, "798", "A0007"),
    "gkmlpt": lambda r: Gkmlpt("/gkmlpt/index#2629", LI, "2629", "755041"),
    "lonsun": lambda r: Lonsun("/public/column/1681?type=4&action=list&nav=3&catId=7065111", LI, "7065111", "6781961"),
    "epoint": lambda r: Epoint("/dynamic/zwgk/govInfoPub.html?categorynum=003006", LI, "003006", "7eb5f7f1"),
    "ucap_json": lambda r: UcapJson("/hss/c108463/zfxxgk.shtml", LI, "817052cbb3a94d0d8217824e7a3aca53", ""),
    "jpaas_bare": lambda r: Jpaas("/zfxxgk/nb/index.html", SHAPES["times"], "12297", "209741"),
}
STATES = ("full", "half", "empty", "holed", "holed_words_elsewhere", "menus_only", "commented", "template", "script_named", "script_hidden", "script_written")
LOST = frozenset({"hole", "unknown"})
ELSEWHERE = ('<div class="nodata" style="display:none">暂无数据</div><script>var tips={result:"暂无相关信息",nodata:"共 0 条"};</script>', '<!-- <p>暂无信息</p> -->',
             '<div class="weather">今日天气：暂无数据</div>')


def _portal(number: int, random: Random) -> tuple[Portal, Press]:
    name = random.choice(("云溪市", "青岚区", "南屿县", "海岳市", "临津新区")) + "人民政府"
    frame = layout.Frame(name, f"99{number:08d}", random.choice(tuple(layout.SHELLS)), root=random.choice(("/zwgk", "/zfxxgk", "/xxgk")), foreign="http://127.0.1.99:9")
    portal = Portal(f"page-{number:03d}", frame, "http://127.0.1.50:9", "trs")
    press = Press(portal, name[:-4], trs_address, number)
    if random.random() < 0.6:
        portal.frame = replace(frame, latest=tuple((row.path, row.title, row.date or "") for row in press.notices("/ywdt/zxfb", 6)))
    if random.random() < 0.5:
        portal.frame = replace(portal.frame, tabs=tuple((f"{year}年", f"/zwgk/nb/n{year}/") for year in (2025, 2024, 2023)))
    return portal, press


def _finish(portal: Portal, column: Column, family: str, state: str, verdicts: frozenset[str], shown: bool) -> GeneratedPage:
    html = column.style.show(portal, column, 1)
    oracle = portal.column_oracle(column)
    rows = oracle.rows[:len(column.slice(1))] if shown else ()
    whole = "empty" in verdicts or (shown and column.pages() == 1 and column.records() == len(column.rows))
    return GeneratedPage(f"{portal.id}-{family}-{state}", family, state, portal.url(column.style.path), html, rows, verdicts, whole, column.interface)


def _in_page(number: int, family: str, state: str, random: Random) -> GeneratedPage:
    portal, press = _portal(number, random)
    made = IN_PAGE[family](random)
    if state.startswith("script"):
        return _scripted(portal, press, family, state)
    count = {"full": random.choice((1, 2, 7, 15, 31)), "half": random.randint(2, 9)}.get(state, 0)
    rows = press.reports("/zwgk/nb", count) if random.random() < 0.5 else press.notices("/zwgk/nb", count)
    column = portal.add(Column("list", random.choice(("政府信息公开年报", "政策文件", "通知公告")), "other", made, rows, tabs=portal.frame.tabs))
    if state == "half":
        column.claim_pages, column.claim_records = 3, 41
    if state == "empty":
        column.says = _said(column, random.choice(SAYINGS))
    if state in ("holed", "holed_words_elsewhere"):
        column.claim_pages, column.claim_records = random.randint(2, 6), random.randint(20, 90)
    extra = {"holed_words_elsewhere": random.choice(ELSEWHERE), "commented": "<!-- " + SHAPES["li"].wrap("".join(SHAPES["li"].item(row, row.path, SHAPES["li"]) for row in press.notices("/zwgk/nb", 5))) + " -->",
             "template": '<ul id="tpl"><li ms-repeat-el="data"><a ms-attr-href="el.url" ms-text="el.title"></a></li><li v-for="i in list"><a :href="i.url">{{i.title}}</a><span>{{i.date}}</span></li></ul>'}
    if state in extra:
        made.extra = extra[state]  # type: ignore[attr-defined]
    verdicts = {"full": frozenset({"rows"}), "half": frozenset({"rows"}), "empty": frozenset({"empty"}), "template": LOST | {"by_script"}}.get(state, LOST)
    if state in ("menus_only", "commented", "template") and made.pager in TELLS_RECORDS:  # type: ignore[attr-defined]
        verdicts |= {"empty"}  # the pager itself says that there are no records
    if any(words in column.says for words in UNUSUAL):
        verdicts |= {"unknown"}
    return _finish(portal, column, family, state, verdicts, state in ("full", "half"))


def _said(column: Column, words: str) -> str:
    tag = {"table": "tr", "index_table": "tr", "two_dates": "tr", "definition": "dl", "two_divs": "div", "brackets": "p"}.get(column.style.shape.name, "li")
    inner = f'<td colspan="4">{words}</td>' if tag == "tr" else f"<dd>{words}</dd>" if tag == "dl" else words
    return f"<{tag}>{inner}</{tag}>"


def _scripted(portal: Portal, press: Press, family: str, state: str) -> GeneratedPage:
    path = IN_PAGE[family](Random(0)).path
    made = {"script_named": lambda: drawn.named(path, "k77"), "script_hidden": lambda: drawn.hidden(path, "k77"), "script_written": lambda: drawn.written(path, portal.origin)}[state]()
    interface = portal.url("/open/api/columns/k77/rows") if state == "script_named" else None
    column = portal.add(Column("list", "政府信息公开年报", "other", made, press.reports("/zwgk/nb", 9), interface=interface, complete=False, reasons=frozenset({"rows_by_script"})))
    return _finish(portal, column, family, state, frozenset({"by_script"}), False)


def _behind(number: int, family: str, state: str, random: Random) -> GeneratedPage:
    portal, press = _portal(number, random)
    count = {"full": random.choice((1, 4, 10)), "half": 8}.get(state, 0)
    column = portal.add(Column("list", "政府信息公开年报", "other", BEHIND[family](random), press.reports("/zwgk/nb", count), tabs=portal.frame.tabs))
    if state == "half":
        column.claim_pages, column.claim_records = 3, 41
    elif state == "empty":
        column.says = "" if family == "jcms" else "<li>暂无数据</li>"
        column.complete, column.reasons = True, frozenset({"empty"})
    elif state == "holed":
        column.claim_pages, column.claim_records = 3, 41
    verdicts = {"full": frozenset({"rows"}), "half": frozenset({"rows"}), "empty": frozenset({"empty"})}.get(state, LOST | {"by_script"})
    return _finish(portal, column, family, state, verdicts, state in ("full", "half"))


def _no_rows(number: int, family: str, random: Random) -> GeneratedPage:
    portal, press = _portal(number, random)
    column = portal.add(Column("list", "政府信息公开年报", "other", NO_ROWS[family](random), press.reports("/zwgk/nb", 12), complete=False, reasons=frozenset({"rows_by_script"})))
    return _finish(portal, column, family, "interface_only", frozenset({"by_script"}), False)


def _plan() -> Iterator[tuple[str, str, str]]:
    while True:
        for state in STATES:
            for family in IN_PAGE:
                yield "in_page", family, state
        for state in ("full", "half", "empty", "holed"):
            for family in BEHIND:
                yield "behind", family, state
        for family in NO_ROWS:
            yield "no_rows", family, ""


def generate(count: int = 400, seed: int = 20260) -> list[GeneratedPage]:
    """Return the pages, the same for the same seed, over all families and states in turn."""
    pages = []
    for number, (kind, family, state) in zip(range(count), _plan(), strict=False):
        random = Random(seed * 1000 + number)
        made = {"in_page": lambda: _in_page(number, family, state, random), "behind": lambda: _behind(number, family, state, random),  # noqa: B023
                "no_rows": lambda: _no_rows(number, family, random)}[kind]()  # noqa: B023
        pages.append(made)
    return pages


def judge_page(page: GeneratedPage, seen: PageSeen) -> list[Finding]:
    """Return every difference between a page's oracle and what was read from it."""
    right = {row.url: row for row in page.rows}
    told = {url for url, _title, _date in seen["rows"]}
    findings = [Finding("false_row", page.name, url) for url in sorted(told - set(right))]
    if "rows" in page.verdicts:
        findings += [Finding("missed_row", page.name, url) for url in sorted(set(right) - told)]
    for url, title, date in sorted(seen["rows"], key=str):
        row = right.get(url)
        if row and " ".join(title.split()) not in {" ".join(known.split()) for known in row.titles}:
            findings.append(Finding("wrong_title", page.name, f"{url}: {title!r} for {row.titles[0]!r}"))
        if row and row.date and (date or "")[:10] != row.date:
            findings.append(Finding("wrong_date", page.name, f"{url}: {date} for {row.date}"))
    if seen["complete"] and not page.whole:
        findings.append(Finding("complete_wrongly", page.name, f"{page.state}: right is {', '.join(sorted(page.verdicts))}"))
    if seen["verdict"] not in page.verdicts:
        findings.append(Finding("wrong_reason", page.name, f"{seen['verdict']} for {', '.join(sorted(page.verdicts))}"))
    return findings
