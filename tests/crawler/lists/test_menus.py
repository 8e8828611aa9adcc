"""The columns below a column: what scripts open, rows that only scripts know, and where 更多 leads."""

import pytest

from crawler.lists import menus
from crawler.model.types import Entry, Fetch, Listing, Page, Pager, SubColumn
from crawler.page import links

HOST = "http://h.example"
AT = f"{HOST}/zwgk/nb/index.html"


def completed(body, listing=None, **fetch):
    page = Page(AT, f"<html><body>{body}</body></html>", Fetch(AT, **fetch))
    return menus.completed(listing or Listing(), page)


def below(body, url=AT):
    found = menus.read_sub_columns(links.tree(f"<html><body>{body}</body></html>"), url)
    return [(column.url.removeprefix(HOST), column.label) for column in found]


def labelled(listing):
    return [(column.url.removeprefix(HOST), column.label) for column in listing.columns]


@pytest.mark.parametrize(
    ("body", "columns"),
    [
        ("<a href='/nb/2025/'>2025年</a>", [("/nb/2025/", "2025年")]),
        ("<a href='/nb/2025/'>2025年</a><a href='/nb/2025/index.html'>2025</a>", [("/nb/2025/", "2025年")]),
        ("<a href='/nb/b/'>市直部门</a>", [("/nb/b/", "市直部门")]),
        ("<a href='/nb/b/'>要闻</a>", []),
        ("<a href='/zwgk/nb/'>2025年</a>", []),  # the page itself
        ("<a href='http://k.example/nb/'>2025年</a>", []),
        ("<a href='/nb/t20250101_1.html'>2025年</a>", []),
        ("<a href='/nb/2025.pdf'>2025年</a>", []),
        ("<div class='footer'><a href='/nb/2025/'>2025年</a></div>", [("/nb/2025/", "2025年")]),
        ("<div class='footer'><a href='/zwgk/b/'>市直部门</a></div>", []),
        ("<div class='footer'><a href='/zwgk/nb/b/'>市直部门</a></div>", [("/zwgk/nb/b/", "市直部门")]),
    ],
)
def test_years_and_levels_are_columns_below(body, columns):
    assert below(body) == columns


@pytest.mark.parametrize(("url", "found"), [(f"{HOST}/nb/", True), (f"{HOST}/index.html", False)])
def test_a_column_at_the_top_has_no_directory_of_its_own(url, found):
    assert bool(below("<div class='footer'><a href='/nb/b/'>市直部门</a></div>", url)) is found


# ---- what scripts open

GO = "<script>function go(id){ location.href = '/nb/' + id + '.html'; }</script>"


def test_a_tab_whose_address_is_known_is_a_column_and_another_is_named():
    found = completed(f"<section><li onclick=\"go('a')\">2025年</li><button>2023年</button></section>{GO}")
    assert (labelled(found), found.tabs) == ([("/nb/a.html", "2025年")], ("2023年",))


def test_a_tab_of_a_year_that_is_a_column_already_is_not_named():
    listing = Listing(columns=(SubColumn(f"{HOST}/nb/2023/", "2023年度"),))
    assert completed("<section><button>2023年</button><button>2022年</button></section>", listing).tabs == ("2022年",)


def test_a_tab_that_leads_back_or_away_is_no_column():
    script = "<script>function go(id){ location.href = '/zwgk/nb/' + id + '.html'; }</script>"
    back = completed(f"<section><li onclick=\"go('index')\">2025年</li></section>{script}")
    away = completed("<section><li data-url='http://k.example/a/'>2025年</li></section>")
    assert (back.columns, away.columns) == ((), ())


def test_a_further_page_has_no_columns():
    body = f"<section><li onclick=\"go('a')\">2025年</li></section>{GO}"
    assert completed(body, page=1).columns
    assert completed(body, page=2) == Listing()


def test_a_dated_row_titled_as_a_report_is_a_document_and_no_column():
    row, other = f"{HOST}/nb/2025/", f"{HOST}/nb/2024/"
    columns = (SubColumn(row, "2025年"), SubColumn(other, "2024年"))
    entries = (Entry(row, "2025年度报告", "2026-01-01"), Entry(other, "2024年度报告"))
    assert labelled(completed("", Listing(entries, columns))) == [("/nb/2024/", "2024年")]
    assert len(completed("", Listing((Entry(row, "2025年", "2026-01-01"),), columns)).columns) == 2


@pytest.mark.parametrize("page", [None, 2])
def test_rows_whose_address_only_a_script_knows_are_counted(page):
    rows = "".join(f"<li><a href=\"javascript:open{n}('x')\">云水市{n}年度报告</a><span>2026-01-0{n}</span></li>" for n in (1, 2, 3))
    assert completed(f"<ul>{rows}</ul>", page=page).reasons == ("rows_without_address: 3",)


def test_rows_of_a_script_whose_address_is_known_are_rows():
    rows = "".join(
        f"<li><a href=\"javascript:go('t2026010{n}_{n}')\">云水市{n}年度报告</a><span>2026-01-0{n}</span></li>" for n in (1, 2, 3)
    )
    found = completed(f"<ul>{rows}</ul>{GO}", Listing((Entry(f"{HOST}/nb/t20260101_1.html", "先"),)))
    assert [entry.title for entry in found.entries] == ["云水市1年度报告", "云水市2年度报告", "云水市3年度报告"]
    assert found.reasons == ()


def test_rows_that_the_page_holds_as_data_belong_to_the_tabs_of_their_years():
    row = '{{"title":"云水市{year}年度报告","url":"/nb/{year}.html","date":"{next}-01-02"}}'
    data = f"[{row.format(year=2023, next=2024)},{row.format(year=2019, next=2020)}]"
    found = completed(f"<section><button>2023年</button></section><script>var rows = {data};</script>")
    assert [entry.title for entry in found.entries] == ["云水市2023年度报告"]
    assert completed(f"<script>var rows = {data};</script>").entries == ()


def test_rows_of_a_familys_own_reader_get_the_name_of_their_container():
    rows = "".join(f"<li><a href='/nb/t2026010{n}_{n}.html'>云水市{n}年度报告</a></li>" for n in (1, 2, 3))
    entries = tuple(Entry(f"{HOST}/nb/t2026010{n}_{n}.html", f"云水市{n}年度报告") for n in (1, 2, 3))
    assert completed(f"<ul class='list'>{rows}</ul>", Listing(entries)).container
    assert completed(f"<ul class='list'>{rows}</ul>", Listing(entries, container="own")).container == "own"


# ---- 更多


def items(*numbers):
    return "".join(f"<li><a href='/zwgk/nb/t2026010{n}_{n}.html'>云水市第{n}号年度报告</a></li>" for n in numbers)


def entries(*numbers):
    return tuple(Entry(f"{HOST}/zwgk/nb/t2026010{n}_{n}.html", f"云水市第{n}号年度报告") for n in numbers)


MORE = "<a href='/zwgk/all/'>更多</a>"


@pytest.mark.parametrize(
    ("body", "listing", "leads"),
    [
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(entries(1, 2)), True),
        (f"<div><ul>{items(1, 2)}</ul><a href='/zwgk/all/'>MORE</a></div>", Listing(entries(1, 2)), True),
        (f"<div><ul>{items(1, 2)}</ul><a class='more' href='/zwgk/all/'></a></div>", Listing(entries(1, 2)), True),
        (f"<div><ul>{items(1, 2)}</ul><a class='next' href='/zwgk/all/'></a></div>", Listing(entries(1, 2)), False),
        (f"<div><ul>{items(1, 2)}</ul><a class='more' href='/zwgk/all/'>其他</a></div>", Listing(entries(1, 2)), False),
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(entries(1)), False),  # beside other rows
        (f"<div><ul>{items(1)}</ul>{MORE}</div>", Listing(entries(1)), True),
        (f"<div>{MORE}</div><ul>{items(1, 2)}</ul>", Listing(entries(1, 2)), True),
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(), False),
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(entries(1, 2), pager=Pager("P1", 1, 2)), False),
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(entries(1, 2), pager=Pager("P1", 1, 1)), True),
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(entries(1, 2), pager=Pager("P1", 1, None)), True),
        (f"<div><ul>{items(1, 2)}</ul>{MORE}</div>", Listing(entries(1, 2), pager=Pager("P1", 1, 1, 2)), False),
        (f"<div><ul>{items(1, 2)}</ul><a href='/zwgk/'>更多</a></div>", Listing(entries(1, 2)), False),  # leads up
        (f"<div><ul>{items(1, 2)}</ul><a href='/zwgk/nb/'>更多</a></div>", Listing(entries(1, 2)), False),
        (f"<div><ul>{items(1, 2)}</ul><a href='http://k.example/all/'>更多</a></div>", Listing(entries(1, 2)), False),
        (f"<div><ul>{items(1, 2)}</ul><a href='/zwgk/all.pdf'>更多</a></div>", Listing(entries(1, 2)), False),
    ],
)
def test_more_beside_the_columns_own_rows_leads_to_the_complete_list(body, listing, leads):
    assert labelled(completed(body, listing)) == ([("/zwgk/all/", "")] if leads else [])


@pytest.mark.parametrize(("deep", "leads"), [(0, True), (4, True), (5, False)])
def test_the_list_of_a_more_is_looked_for_six_elements_above(deep, leads):
    body = f"<div><ul>{items(1, 2)}</ul>{'<p><span>' * 0}{'<div>' * deep}<b>{MORE}</b>{'</div>' * deep}</div>"
    assert bool(completed(body, Listing(entries(1, 2))).columns) is leads
