"""The steps of a search, each on a few pages in memory: what a link weighs, what is followed, what proves a column."""

from itertools import pairwise

import pytest

from crawler.discover import search
from crawler.discover.search import Refused, SearchStep, discover, inspect, proven
from crawler.model.types import Entry, Fault, Fetch, Page, SubColumn

HOST = "http://h.example"


class Portal:
    """Pages by path, as bodies, faults or pages; keeps what was asked for."""

    def __init__(self, pages):
        self.pages, self.asked = pages, []

    def __call__(self, fetch):
        path = fetch.url.removeprefix(HOST)
        self.asked.append(path)
        found = self.pages.get(path, Fault("not_found", "gone"))
        return found if isinstance(found, Page | Fault) else Page(fetch.url, f"<html><body>{found}</body></html>", fetch)


def reports(first=1, last=4, title="云水市{year}年政府信息公开工作年度报告"):
    rows = (f'<li><a href="t2026010{n}_{n}.html">{title.format(year=2026 - n)}</a><b>2026-01-0{n}</b></li>' for n in range(first, last + 1))
    return f"<ul>{''.join(rows)}</ul>"


def link(path, label):
    return f'<a href="{path}">{label}</a>'


MENU = link("/zwgk/", "政务公开")
COLUMN = link("/zwgk/nb/", "政府信息公开年报")
PLAIN = {"/": MENU, "/zwgk/": COLUMN, "/zwgk/nb/": reports()}


def test_a_column_is_found_with_the_way_to_it():
    portal = Portal(PLAIN)
    found = discover(f"{HOST}/", portal)
    (candidate,) = found.candidates
    assert (candidate.url, candidate.label, candidate.family, candidate.pager, candidate.rows_told) == (
        f"{HOST}/zwgk/nb/",
        "政府信息公开年报",
        "generic",
        "",
        None,
    )
    assert candidate.via == (SearchStep("政务公开", f"{HOST}/zwgk/"), SearchStep("政府信息公开年报", f"{HOST}/zwgk/nb/"))
    assert (len(candidate.rows), candidate.columns, candidate.why) == (4, (), "")
    assert portal.asked == ["/", "/zwgk/", "/zwgk/nb/"]
    assert (found.asked, found.refused, found.failed, found.mixed) == (3, [], [], [])


def test_no_more_rows_are_shown_than_a_screen_takes():
    (candidate,) = discover(f"{HOST}/", Portal({**PLAIN, "/zwgk/nb/": reports(1, 9)})).candidates
    assert len(candidate.rows) == 5


def test_the_site_introduces_itself_once():
    head = '<html><head><meta name="SiteName" content="{}"><meta name="SiteIDCode" content="{}"></head><body>{}</body></html>'
    pages = {
        "/": Page(f"{HOST}/", head.format("云水市", "9901000001", MENU), Fetch(f"{HOST}/")),
        "/zwgk/": Page(f"{HOST}/zwgk/", head.format("别的", "1111111111", COLUMN), Fetch(f"{HOST}/zwgk/")),
        "/zwgk/nb/": reports(),
    }
    found = discover(f"{HOST}/", Portal(pages))
    assert (found.site_name, found.site_code) == ("云水市", "9901000001")


def test_a_pager_is_told_of_a_candidate():
    pages = {**PLAIN, "/zwgk/nb/": reports() + "<script>createPageHTML(3, 0, 'index', 'html', 41)</script>"}
    (candidate,) = discover(f"{HOST}/", Portal(pages)).candidates
    assert candidate.pager


def test_the_search_ends_with_the_pages_it_may_ask_for():
    assert discover(f"{HOST}/", Portal(PLAIN), most=2).candidates == []
    assert discover(f"{HOST}/", Portal(PLAIN), most=3).candidates


@pytest.mark.parametrize(("steps", "found"), [(4, True), (5, False)])
def test_a_column_is_looked_for_four_steps_from_the_home_page(steps, found):
    paths = ["/", *(f"/{'x' * number}/zwgk/" for number in range(1, steps)), "/end/nb/"]
    pages = {here: link(there, "政务公开" if there != "/end/nb/" else "政府信息公开年报") for here, there in pairwise(paths)}
    assert bool(discover(f"{HOST}/", Portal({**pages, "/end/nb/": reports()})).candidates) is found


def test_once_a_column_was_found_only_links_with_its_own_label_are_followed():
    pages = {"/": MENU + link("/xxgk/", "信息公开") + COLUMN + link("/b/", "政府信息公开年报"), "/zwgk/nb/": reports(), "/b/": reports()}
    portal = Portal(pages)
    assert [each.url for each in discover(f"{HOST}/", portal).candidates] == [f"{HOST}/zwgk/nb/", f"{HOST}/b/"]
    assert portal.asked == ["/", "/zwgk/nb/", "/b/"]


def test_no_page_is_asked_for_twice():
    portal = Portal({"/": MENU + MENU, "/zwgk/": MENU + link("/", "公开") + COLUMN, "/zwgk/nb/": reports()})
    discover(f"{HOST}/", portal)
    assert portal.asked == ["/", "/zwgk/", "/zwgk/nb/"]


def test_a_page_that_cannot_be_had_is_named_and_a_sitemap_that_was_guessed_is_not():
    found = discover(f"{HOST}/", Portal({"/": MENU}))
    assert found.failed == [Refused(f"{HOST}/zwgk/", "政务公开", "not_found: gone")]
    portal = Portal({"/": ""})
    assert discover(f"{HOST}/", portal).failed == []
    assert portal.asked == ["/", "/wzdt/", "/map.html"]


def test_sitemaps_are_guessed_from_the_home_page_only_and_named_so():
    pages = {"/": "", "/map.html": link("/nb/", "政府信息公开年报"), "/nb/": reports()}
    (candidate,) = discover(f"{HOST}/", Portal(pages)).candidates
    assert candidate.via[0] == SearchStep("网站地图", f"{HOST}/map.html")
    assert list(search._sitemaps(search._Lead(0, 0, f"{HOST}/", "", (SearchStep("x", "y"),)))) == []


@pytest.mark.parametrize("label", ["网站地图", "站点地图", "本站地图", "网站导航"])
def test_a_printed_sitemap_is_walked_last(label):
    pages = {"/": link("/s/", label) + MENU, "/zwgk/": "", "/s/": COLUMN, "/zwgk/nb/": reports()}
    portal = Portal(pages)
    assert discover(f"{HOST}/", portal).candidates
    assert portal.asked.index("/zwgk/") < portal.asked.index("/s/")


# ---- pages on the way


@pytest.mark.parametrize("tag", ["frame", "iframe"])
def test_a_frame_has_a_label_of_its_own(tag):
    pages = {"/": f'<{tag} src="/menu.html"></{tag}>' if tag == "iframe" else "", "/menu.html": COLUMN, "/zwgk/nb/": reports()}
    if tag == "frame":
        pages["/"] = Page(f"{HOST}/", '<html><frameset><frame src="/menu.html"></frameset></html>', Fetch(f"{HOST}/"))
    (candidate,) = discover(f"{HOST}/", Portal(pages)).candidates
    assert candidate.via[0] == SearchStep("frame", f"{HOST}/menu.html")


SHELL = '<html><head><script>location.href="{}"</script></head><body></body></html>'


def shell(path, target):
    return Page(HOST + path, SHELL.format(target), Fetch(HOST + path))


def test_one_shell_before_a_page_is_followed():
    pages = {"/": MENU, "/zwgk/": shell("/zwgk/", "/real/"), "/real/": COLUMN, "/zwgk/nb/": reports()}
    found = discover(f"{HOST}/", Portal(pages))
    assert (len(found.candidates), found.asked) == (1, 4)


def test_a_second_shell_is_not_followed():
    portal = Portal(
        {"/": MENU, "/zwgk/": shell("/zwgk/", "/one/"), "/one/": shell("/one/", "/two/"), "/two/": COLUMN, "/zwgk/nb/": reports()}
    )
    found = discover(f"{HOST}/", portal)
    assert "/two/" not in portal.asked
    assert [each.why.partition(":")[0] for each in found.failed] == ["shell_column"]


def test_a_shell_that_leads_to_another_portal_is_not_followed():
    portal = Portal({"/": MENU, "/zwgk/": shell("/zwgk/", "http://k.example/")})
    found = discover(f"{HOST}/", portal)
    assert portal.asked[:2] == ["/", "/zwgk/"]
    assert not any("k.example" in each for each in portal.asked)
    assert [each.url for each in found.failed] == [f"{HOST}/zwgk/"]


def test_links_to_another_portal_to_articles_and_to_files_are_not_followed():
    elsewhere = link("http://k.example/nb/", "政府信息公开年报")
    article = link("/zwgk/202601/t20260101_1.html", "政府信息公开年报")
    file = link("/zwgk/nb.pdf", "政府信息公开年报")
    portal = Portal({"/": elsewhere + article + file})
    discover(f"{HOST}/", portal)
    assert portal.asked == ["/", "/wzdt/", "/map.html"]


@pytest.mark.parametrize("tag", ["li", "div", "span", "td", "dd", "p", "button"])
@pytest.mark.parametrize("key", ["onclick", "data-url", "data-href"])
def test_a_menu_entry_that_is_pressed_is_followed(tag, key):
    value = "location.href='/zwgk/nb/'" if key == "onclick" else "/zwgk/nb/"
    entry = f'<{tag} {key}="{value}">政府信息公开年报</{tag}>'
    page = f"<table><tr>{entry}</tr></table>" if tag == "td" else entry
    (candidate,) = discover(f"{HOST}/", Portal({"/": page, "/zwgk/nb/": reports()})).candidates
    assert candidate.label == "政府信息公开年报"


def test_the_label_of_what_is_pressed_is_short():
    (step,) = search._pressed(
        search.links.tree(f'<html><body><li data-url="/x/">{"字" * 60}</li></body></html>'), Page(f"{HOST}/", "", Fetch(HOST))
    )
    assert step == SearchStep("字" * 40, f"{HOST}/x/")


def test_a_link_that_only_a_script_knows_is_named():
    script = "<a href=\"javascript:openColumn('nb')\">政府信息公开年报</a>"
    other = "<a href=\"javascript:openColumn('zj')\">市长信箱</a>"
    found = discover(f"{HOST}/", Portal({"/": script + other}))
    why = "not_followable: only the script openColumn('nb') knows where it leads"
    assert found.failed == [Refused(f"{HOST}/", "政府信息公开年报", why)]


def test_a_page_without_elements_has_no_links():
    empty = Page(f"{HOST}/", "", Fetch(f"{HOST}/"))
    assert list(search._links(search._Lead(0, 0, f"{HOST}/", "", ()), empty, search.Discovery(HOST))) == []
    assert search._not_followable(empty) == []


# ---- what a link weighs


@pytest.mark.parametrize(
    ("label", "path", "confirmed", "weight"),
    [
        ("政务公开", "/x/", False, 3),
        ("政府信息公开", "/x/", False, 6),
        ("政府信息公开年报", "/x/", False, 9),
        ("云水市政府信息公开年报", "/x/", False, 9),
        ("政府信息公开年报", "/x/", True, 13),
        ("政务公开", "/x/", True, 3),
        ("其他", "/zwgk/", False, 2),
        ("其他", "/fdzdgk/", False, 4),
        ("其他", "/gknb/", False, 6),
        ("政府信息公开年报", "/zwgk/gknb/", False, 15),
        ("其他", "/x/", True, 0),
        ("网站地图", "/x/", False, 1),
        ("frame", "/x/", False, 1),
    ],
)
def test_the_weight_of_a_link(label, path, confirmed, weight):
    assert search._weight(label, HOST + path, confirmed) == weight


def lead_links(body):
    found = search.Discovery(HOST)
    page = Page(f"{HOST}/", f"<html><body>{body}</body></html>", Fetch(HOST))
    return {step.label: cost for cost, step in search._links(search._Lead(0, 0, HOST, "", ()), page, found)}, found.refused


@pytest.mark.parametrize(
    ("neighbours", "cost"), [((), -9), (("政府信息公开指南",), -13), (("政府信息公开指南", "政府信息公开制度"), -13), (("市长信箱",), -9)]
)
def test_two_of_the_usual_neighbours_confirm_the_place(neighbours, cost):
    """The label of the column is one of them."""
    body = link("/a/", "政府信息公开年报") + "".join(link(f"/{number}/", label) for number, label in enumerate(neighbours))
    assert lead_links(body)[0]["政府信息公开年报"] == cost


@pytest.mark.parametrize(
    ("label", "path"), [("政府网站工作年度报表", "/x/"), ("2025年政府网站工作年度报表", "/x/"), ("年报", "/wzbb/"), ("年报", "/x/wzndbb/")]
)
def test_a_look_alike_is_refused_by_its_label_or_path(label, path):
    leads, refused = lead_links(link(path, label))
    assert leads == {}
    assert refused == [Refused(HOST + path, label, "its label or path is that of the look-alike")]


@pytest.mark.parametrize(
    ("url", "tokens", "has"),
    [
        ("http://h/a/NB/", ("nb",), True),
        ("http://h/a/nb.html", ("nb",), True),
        ("http://h/a/nbx/", ("nb",), False),
        ("http://h/a?frame=NB", ("frame=nb",), True),
        ("http://h/a?nb", ("nb",), False),
        ("http://h/public/column/3", ("public/column",), True),
        ("http://h/public/3", ("public/column",), False),
        ("http://h/a?menuCat=219", ("menuCat=219",), True),
    ],
)
def test_a_token_of_a_path_or_a_query(url, tokens, has):
    assert search._has_token(url, tokens) is has


# ---- what proves a column


def titled(*titles):
    return tuple(Entry(f"{HOST}/{number}.html", title) for number, title in enumerate(titles))


REPORT, ALIKE, OTHER = "云水市2025年政府信息公开工作年度报告", "2025年政府网站工作年度报表", "关于培训的通知"


@pytest.mark.parametrize(
    ("titles", "why"),
    [
        ((), "it shows no rows"),
        ((REPORT,), ""),
        ((OTHER,), "only 0 of its first 1 row has the title of an annual report"),
        ((REPORT, OTHER), "only 1 of its first 2 rows have the title of an annual report"),
        ((REPORT, REPORT, OTHER), ""),
        ((REPORT, REPORT, ALIKE, ALIKE), ""),
        ((REPORT, REPORT, ALIKE, ALIKE, ALIKE), f"its rows are look-alikes, such as {ALIKE}"),
        ((OTHER, ALIKE), f"its rows are look-alikes, such as {ALIKE}"),
        ((*(OTHER,) * 13, REPORT, REPORT), ""),
        ((*(OTHER,) * 14, REPORT, REPORT), "only 1 of its first 15 rows have the title of an annual report"),
    ],
)
def test_how_many_rows_prove_a_column(titles, why):
    assert proven(titled(*titles)) == why


def test_a_column_whose_rows_are_others_is_refused_and_its_page_searched_on():
    pages = {"/": COLUMN, "/zwgk/nb/": reports(title="{year}年统计公报") + link("/zwgk/nb/gknb/", "年报"), "/zwgk/nb/gknb/": reports()}
    found = discover(f"{HOST}/", Portal(pages))
    assert [each.url for each in found.candidates] == [f"{HOST}/zwgk/nb/gknb/"]
    assert found.refused[0] == Refused(
        f"{HOST}/zwgk/nb/", "政府信息公开年报", "only 0 of its first 4 rows have the title of an annual report"
    )


def test_a_column_without_rows_is_a_step_on_the_way_and_not_refused():
    pages = {"/": COLUMN, "/zwgk/nb/": link("/zwgk/nb/gknb/", "年报"), "/zwgk/nb/gknb/": reports()}
    found = discover(f"{HOST}/", Portal(pages))
    assert ([each.url for each in found.candidates], found.refused) == ([f"{HOST}/zwgk/nb/gknb/"], [])


def test_a_column_known_by_its_path_alone_is_looked_into_and_has_a_name():
    (candidate,) = discover(f"{HOST}/zwgk/gknb/", Portal({"/zwgk/gknb/": reports()})).candidates
    assert (candidate.label, candidate.via) == ("政府信息公开年报", ())
    named = Page(
        f"{HOST}/zwgk/gknb/", f'<html><head><meta name="ColumnName" content="年度报告"></head><body>{reports()}</body></html>', Fetch(HOST)
    )
    (candidate,) = discover(f"{HOST}/zwgk/gknb/", Portal({"/zwgk/gknb/": named})).candidates
    assert candidate.label == "年度报告"
    assert candidate.metas == {"ColumnName": "年度报告"}
    assert candidate.marks == {"column_name": "年度报告"}


def test_the_fragment_of_a_column_stays_in_its_address():
    served = Page(f"{HOST}/zwgk/gknb", f"<html><body>{reports()}</body></html>", Fetch(HOST))
    (candidate,) = discover(f"{HOST}/zwgk/gknb#2629", lambda fetch: served).candidates
    assert candidate.url == f"{HOST}/zwgk/gknb#2629"


def test_reports_among_other_documents_are_shown_where_nothing_else_is_found():
    other = "".join(f'<li><a href="t2026020{n}_{n}.html">关于培训的通知（第{n}号）</a><b>2026-02-0{n}</b></li>' for n in range(1, 6))
    alike = '<li><a href="t20260209_9.html">2025年政府网站工作年度报表</a><b>2026-02-09</b></li>'

    def mixed(last):
        return reports(1, last).removesuffix("</ul>") + other + alike + "</ul>"

    pages = {"/": MENU + link("/xxgk/", "信息公开"), "/zwgk/": mixed(1), "/xxgk/": mixed(2)}
    found = discover(f"{HOST}/", Portal(pages))
    (candidate,) = found.candidates
    assert (candidate.url, candidate.why) == (f"{HOST}/xxgk/", "2 of its first 8 rows are annual reports")
    assert len(found.mixed) == 2
    assert discover(f"{HOST}/", Portal({"/": mixed(2)})).candidates == []  # news of a home page


# ---- rows behind a page


def behind(pages, page):
    portal = Portal(pages)
    listing, entries, family = inspect(Page(f"{HOST}/nb/", f"<html><body>{page}</body></html>", Fetch(f"{HOST}/nb/")), portal)
    return listing, entries, family, portal.asked


def test_a_page_with_rows_is_not_looked_behind():
    _, entries, family, asked = behind({}, reports())
    assert (len(entries), family, asked) == (4, "generic", [])


YEARS = "".join(f'<li><a href="/nb/{year}/">{year}年</a></li>' for year in (2025, 2024))


def test_the_first_column_below_a_page_without_rows_is_looked_into():
    listing, entries, _, asked = behind({"/nb/2025/": reports()}, f"<ul>{YEARS}</ul>")
    assert (len(entries), asked) == (4, ["/nb/2025/"])
    assert listing.columns[0] == SubColumn(f"{HOST}/nb/2025/", "2025年")


def test_an_answer_that_failed_brings_nothing():
    _, entries, _, asked = behind({}, f"<ul>{YEARS}</ul>")
    assert (entries, asked) == ((), ["/nb/2025/"])


def test_no_more_than_three_answers_behind_a_page_are_read():
    shells = {f"/nb/{number}/": f'<ul><li><a href="/nb/{number + 1}/">{number + 1}年</a></li></ul>' for number in range(2001, 2010)}
    _, _, _, asked = behind(shells, '<ul><li><a href="/nb/2001/">2001年</a></li></ul>')
    assert len(asked) <= 3
