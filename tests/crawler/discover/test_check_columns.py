"""A look at one column, on pages in memory: each state with its detail, and where a column that is gone is looked for."""

from dataclasses import replace

import pytest

from crawler.discover.check import Checked, check, check_column
from crawler.model.types import Column, Fault, Fetch, Look, Page, Site

HOST = "http://h.example"
ANNUAL = Column("annual", "政府信息公开年报", "annual_report", f"{HOST}/zwgk/nb/")
SITE = Site("site", "站", "990100", "city", (ANNUAL,))


def rows(count=3, title="云水市{year}年政府信息公开工作年度报告"):
    each = (f'<li><a href="t2026010{n}_{n}.html">{title.format(year=2020 + n)}</a><b>2026-01-0{n}</b></li>' for n in range(1, count + 1))
    return f"<ul>{''.join(each)}</ul>"


def page(body, url=ANNUAL.url, head=""):
    return Page(url, f"<html><head>{head}</head><body>{body}</body></html>", Fetch(ANNUAL.url))


def look(answers, column=ANNUAL, known=None):
    """Check a column; `answers` are pages or faults by path, or one for every address."""

    def get(fetch):
        if not isinstance(answers, dict):
            return answers
        return answers.get(fetch.url.removeprefix(HOST), Fault("not_found", "gone"))

    return check_column(replace(SITE, columns=(column,)), column, get, known or {})


def found(state, **more):
    return Checked("site", "annual", ANNUAL.url, state, **more)


WELL = {"family": "generic", "rows": 3, "newest": "云水市2023年政府信息公开工作年度报告"}


def test_a_column_as_it_should_be():
    assert look(page(rows())) == found("ok", **WELL)


def test_the_pager_and_the_years_below_are_told():
    below = "".join(f'<li><a href="/zwgk/nb/{year}/">{year}年</a></li>' for year in (2025, 2024))
    checked = look({"/zwgk/nb/": page(f"<ul>{below}</ul>"), "/zwgk/nb/2025/": page(rows())})
    assert (checked.state, checked.years, checked.rows) == ("ok", 2, 3)
    assert look(page(rows() + "<script>createPageHTML(1, 0, 'index', 'html', 3)</script>")).pager == "P1"


def test_the_newest_row_is_by_date_and_the_first_where_none_has_one():
    first, second = (f"<li><a href='a{n}.html'>云水市202{n}年政府信息公开工作年度报告</a></li>" for n in (4, 5))
    undated = f"<ul>{first}{second}</ul>"
    assert look(page(undated)).newest == "云水市2024年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("body", "state", "detail"),
    [
        ("<p>正文</p>", "no_rows", ""),
        ("<ul class='list'><li>暂无相关信息</li></ul>", "empty", ""),
        (rows(title="{year}年统计公报"), "no_reports", "only 0 of its first 3 rows have the title of an annual report"),
    ],
)
def test_a_page_without_its_rows(body, state, detail):
    checked = look({"/zwgk/nb/": page(body)})
    assert (checked.state, checked.detail) == (state, detail)


def test_other_columns_need_no_reports():
    column = replace(ANNUAL, kind="policy")
    assert look(page(rows(title="{year}年统计公报")), column).state == "ok"
    assert look({}, column).state == "not_found"  # and are not looked for elsewhere


@pytest.mark.parametrize(
    ("family", "seen", "state"),
    [
        ("trs", None, "other_family"),
        ("generic", None, "ok"),
        (None, "trs", "other_family"),
        (None, "generic", "ok"),
        ("generic", "trs", "ok"),
        (None, "", "ok"),
    ],
)
def test_a_page_of_another_family_than_the_registry_says(family, seen, state):
    last = Look("2026-01-01", "x", "y", "ok", family=seen) if seen is not None else None
    checked = look(page(rows()), replace(ANNUAL, family=family, seen=last))
    assert checked.state == state
    assert checked.detail == ("the registry says trs, the page looks like generic" if state != "ok" else "")


def test_a_menu_of_years_may_be_of_another_family():
    below = "".join(f'<li><a href="/zwgk/nb/{year}/">{year}年</a></li>' for year in (2025, 2024))
    checked = look({"/zwgk/nb/": page(f"<ul>{below}</ul>"), "/zwgk/nb/2025/": page(rows())}, replace(ANNUAL, family="trs"))
    assert checked.state == "ok"


def test_a_column_that_leads_to_another_address_of_the_portal():
    checked = look(page(rows(), f"{HOST}/xxgk/nb/"))
    assert (checked.state, checked.moved_to) == ("redirected", f"{HOST}/xxgk/nb/")
    assert checked.detail == "the portal leads from the column's address to another of its own"


def test_the_fragment_of_an_address_leads_nowhere_else():
    assert look(page(rows()), replace(ANNUAL, url=f"{ANNUAL.url}#2629")).state == "ok"


def test_a_column_that_leads_to_the_home_page_has_moved():
    checked = look({"/zwgk/nb/": page("<p>首页</p>", f"{HOST}/")})
    assert (checked.state, checked.detail) == ("moved_column", "the column's address redirects to the home page")
    home = replace(ANNUAL, url=f"{HOST}/")
    assert look(page(rows(), f"{HOST}/"), home).state == "ok"


@pytest.mark.parametrize(("seen", "detail"), [("", "wait"), ("status 429", "wait (status 429)")])
def test_a_fault_is_told_with_what_was_seen(seen, detail):
    assert look(Fault("rate_limited", "wait", seen)) == found("rate_limited", detail=detail)


def test_a_page_that_is_a_fault_is_told():
    assert look(replace(page("<h1>404</h1>"), status=404), replace(ANNUAL, kind="policy")).state == "not_found"


def shell(target):
    return page("", head=f'<script>location.href="{target}"</script>')


def test_one_shell_before_a_column_is_followed():
    checked = look({"/zwgk/nb/": shell("/real/"), "/real/": page(rows(), f"{HOST}/real/")})
    assert (checked.state, checked.moved_to) == ("redirected", f"{HOST}/real/")
    assert look({"/zwgk/nb/": shell("/real/"), "/real/": Fault("timeout", "no answer")}).state == "timeout"


# ---- found again

HOME = {"/": page('<a href="/xxgk/">政务公开</a>', f"{HOST}/"), "/xxgk/": page('<a href="/xxgk/nb/">政府信息公开年报</a>', f"{HOST}/xxgk/")}
NEW = page(rows(), f"{HOST}/xxgk/nb/", '<meta name="ColumnName" content="年报"><meta name="channelid" content="18">')


def test_a_column_that_is_gone_is_found_by_the_menu():
    checked = look({**HOME, "/xxgk/nb/": NEW})
    assert checked == found(
        "moved", **{**WELL, "family": "ucap"}, detail="found by 政务公开 > 政府信息公开年报", moved_to=f"{HOST}/xxgk/nb/"
    )


def test_what_it_shares_with_the_old_one_is_told():
    checked = look({**HOME, "/xxgk/nb/": NEW}, known={"channel": "18"})
    assert checked.detail == "found by 政务公开 > 政府信息公开年报; the same channel 18"


@pytest.mark.parametrize("code", ["not_found", "removed", "soft_404", "moved_column", "redirect_off_site"])
def test_it_is_looked_for_where_it_is_gone(code):
    assert look({**HOME, "/xxgk/nb/": NEW, "/zwgk/nb/": Fault(code, "")}).state == "moved"


@pytest.mark.parametrize("body", ["<p>正文</p>", rows(title="{year}年统计公报")])
def test_it_is_looked_for_where_its_rows_are_gone(body):
    assert look({**HOME, "/xxgk/nb/": NEW, "/zwgk/nb/": page(body)}).state == "moved"


@pytest.mark.parametrize("code", ["challenge", "timeout", "rate_limited"])
def test_it_is_not_looked_for_where_the_portal_only_does_not_answer(code):
    assert look({**HOME, "/xxgk/nb/": NEW, "/zwgk/nb/": Fault(code, "")}).state == code


def test_what_is_found_at_the_same_address_is_no_move():
    pages = {"/": page('<a href="/zwgk/nb/">政府信息公开年报</a>', f"{HOST}/")}
    assert look(pages).state == "not_found"
    asked = iter([Fault("not_found", "gone"), page(rows())])

    def get(fetch):
        return next(asked) if fetch.url == ANNUAL.url else pages.get(fetch.url.removeprefix(HOST), Fault("not_found", "gone"))

    assert check_column(SITE, ANNUAL, get, {}).state == "not_found"


TWO = {
    "/": page('<a href="/a/">政府信息公开年报</a><a href="/b/">信息公开年报</a>', f"{HOST}/"),
    "/a/": page(rows(), f"{HOST}/a/", '<meta name="channelid" content="1">'),
    "/b/": page(rows(), f"{HOST}/b/", '<meta name="channelid" content="2"><meta name="ColumnName" content="年报栏">'),
}


@pytest.mark.parametrize(
    ("name", "known", "moved"),
    [
        ("政府信息公开年报", {}, "/a/"),
        ("信息公开年报", {}, "/b/"),  # by the label of the link
        ("年报栏", {}, "/b/"),  # by its own name
        ("政府信息公开年报", {"channel": "2"}, "/b/"),  # a number counts for more than a name
    ],
)
def test_the_likest_of_several_is_taken(name, known, moved):
    assert look(TWO, replace(ANNUAL, name=name), known).moved_to == HOST + moved


def test_every_column_of_a_site_is_checked_with_its_own_marks():
    other = replace(ANNUAL, id="other", url=f"{HOST}/old/")
    pages = {**TWO, "/zwgk/nb/": page(rows())}
    checked = check(
        replace(SITE, columns=(ANNUAL, other)),
        lambda fetch: pages.get(fetch.url.removeprefix(HOST), Fault("not_found", "")),
        {"other": {"channel": "2"}},
    )
    assert [(each.column, each.state, each.moved_to) for each in checked] == [("annual", "ok", ""), ("other", "moved", f"{HOST}/b/")]
    assert [each.state for each in check(SITE, lambda fetch: pages[fetch.url.removeprefix(HOST)])] == ["ok"]
