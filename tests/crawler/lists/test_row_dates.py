"""Where a row shows its date: as a calendar leaf, in any element that may be one."""

import pytest

from crawler.lists import row_dates
from crawler.page import links


@pytest.mark.parametrize("tag", ["div", "span", "p", "td", "em", "i", "b", "dt", "dd", "h4"])
def test_a_calendar_leaf(tag):
    leaf = f"<{tag}><b>31</b><i>2026-01</i></{tag}>"
    row = links.tree(f"<html><body><section>{f'<table><tr>{leaf}</tr></table>' if tag == 'td' else leaf}</section></body></html>")
    assert row_dates._leaf(row) == "2026-01-31"


@pytest.mark.parametrize("leaf", ["<u><b>31</b><i>2026-01</i></u>", "<div>31 2026-01</div>", "<div><b>31</b><i>2026-01</i><u>x</u></div>"])
def test_something_else(leaf):
    assert row_dates._leaf(links.tree(f"<html><body><section>{leaf}</section></body></html>")) is None


def of_row(inner, tag="li"):
    row = links.tree(f"<html><body><ul><{tag}>{inner}</{tag}></ul></body></html>").find(f".//{tag}")
    return row_dates.of_row(row.find(".//a"), row)


@pytest.mark.parametrize(
    ("inner", "date"),
    [
        ("<a>通知</a><span>2026-01-02</span>", "2026-01-02"),
        ("<span>2026-01-02</span><a>通知</a>", "2026-01-02"),
        ("2026-01-02<a>通知</a>", "2026-01-02"),
        ("<a>通知</a>2026-01-02", "2026-01-02"),
        ("<a>关于2025年1月3日会议的通知</a><span>2026-01-02</span>", "2026-01-02"),  # its title is not its date
        ("<a>关于2025年1月3日会议的通知</a>", None),
        ("<a>通知<i>2026-01-02</i></a>", "2026-01-02"),  # an element of the link that is only a date
        ("<a>通知<i>发布日期：2026-01-02</i></a>", "2026-01-02"),
        ("<a>通知<i>见2026-01-02</i></a>", None),
        ("<a>通知</a><i>2026-01-02</i><i>2026-01-03</i>", None),
        ("<a>通知</a><i>成文日期：2026-01-02</i><i>发布日期：2026-01-03</i>", "2026-01-03"),
        ("<a>通知</a><i>成文日期：2026-01-02</i><i>公开时间 2026-01-03</i>", "2026-01-03"),
        ("<a>通知</a><i>成文日期：2026-01-02</i><i>印发日期：2026-01-03</i>", None),
        ("<a>通知</a><div><b>31</b><i>2026-01</i></div>", "2026-01-31"),
        ("<a>通知<i>2026-01-02</i></a><b>2026-01-03</b>", "2026-01-03"),  # what is outside counts first
        ("<a>通知</a><em>2026年</em><em>01月02日</em>", "2026-01-02"),  # in pieces
        ("<a>通知</a>2026-<b></b>01-02", "2026-01-02"),
        ("<a>通知</a>", None),
    ],
)
def test_the_date_of_a_row(inner, date):
    assert of_row(inner) == date


@pytest.mark.parametrize(
    "word",
    ["成文日期", "发布时间：", "发文日期:", "公开日期", "公布时间", "生成日期", "印发日期", "更新时间", "制定日期", "日期", "时间：", ""],
)
def test_a_word_before_a_date_is_no_text(word):
    assert row_dates.is_date(f" {word} 2026-01-02")
    assert not row_dates.is_date(f"通知{word} 2026-01-02")


@pytest.mark.parametrize(("count", "seen"), [(250, True), (320, False)])
def test_so_many_elements_of_a_row_are_looked_at(count, seen):
    assert of_row(f"<a>通知</a>{'<i></i>' * count}<b>2026-01-02</b>") == ("2026-01-02" if seen else None)
