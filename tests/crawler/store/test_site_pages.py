"""What stands on every page of a site: how much of a sample it takes, that no article counts twice, that an old sample is replaced."""

import sqlite3

import pytest

from crawler.store.site_pages import AGAIN, LEAST, SAMPLE, SHARE, SitePages


@pytest.fixture
def pages():
    return SitePages(sqlite3.connect(":memory:"))


def learn(pages, *samples, moment=0.0):
    for number, places in enumerate(samples):
        pages.learn(f"GET http://a.cn/{moment}-{number}", places, moment + number)


def test_what_nearly_all_articles_show_stands_on_every_page(pages):
    learn(pages, *[{"menu", "mostly", f"own {n}"} if n else {"menu"} for n in range(5)])
    assert (LEAST, SHARE) == (3, 0.8)
    assert pages.standing() == {"menu", "mostly"}


def test_two_articles_are_no_sample_and_what_three_of_four_show_is_not_on_every_page(pages):
    learn(pages, {"menu"}, {"menu"})
    assert pages.standing() == frozenset()
    learn(pages, {"menu", "box"}, {"box"}, moment=10.0)
    assert pages.standing() == frozenset()
    learn(pages, {"menu"}, moment=20.0)
    assert pages.standing() == {"menu"}


def test_the_same_article_counts_once(pages):
    for moment in range(5):
        pages.learn("GET http://a.cn/1", {"related"}, float(moment))
    assert pages.standing() == frozenset()


def test_a_full_sample_takes_no_more_until_it_is_old_and_is_then_replaced(pages):
    learn(pages, *[{"old menu"}] * SAMPLE)
    assert pages.wanted_from() == AGAIN
    learn(pages, {"later"}, moment=AGAIN - 1)
    assert pages.standing() == {"old menu"}
    learn(pages, {"new menu"}, {"new menu"}, {"new menu"}, moment=AGAIN)
    assert pages.standing() == {"new menu"}


def test_what_was_learned_is_kept(tmp_path):
    with sqlite3.connect(tmp_path / "f.sqlite") as connection:
        learn(SitePages(connection), *[{"menu"}] * LEAST)
    connection.close()
    again = sqlite3.connect(tmp_path / "f.sqlite")
    assert SitePages(again).standing() == {"menu"}
    again.close()
