"""When a further block of a page belongs to the list, and what makes a block a side column."""

import pytest

from crawler.lists import rows
from crawler.model.types import Entry
from crawler.page import links

AT = "http://h.example/zwgk/nb/index.html"


def entries(*paths, title="通知"):
    return [Entry(f"http://h.example{path}", title) for path in paths]


LIST = entries(*(f"/x/{number}.html" for number in range(10)))


@pytest.mark.parametrize(
    ("block", "belongs"),
    [
        (entries("/x/0.html", "/y/1.html"), True),  # half of it is in the list
        (entries("/x/0.html", "/y/1.html", "/y/2.html"), False),
        (entries("/zwgk/nb/1.html", "/zwgk/nb/2.html", "/y/1.html"), True),  # most lie below the column
        (entries("/zwgk/nb/1.html", "/y/1.html"), False),
        (entries("/y/1.html"), False),
    ],
)
def test_a_block_that_belongs_to_the_list(block, belongs):
    assert rows._belongs(block, LIST, AT) is belongs


def reports(count, of):
    title = "云水市2025年政府信息公开工作年度报告"
    return entries(*(f"/r/{number}.html" for number in range(count)), title=title) + entries(*(f"/y/{n}.html" for n in range(of - count)))


@pytest.mark.parametrize(
    ("best", "block", "belongs"),
    [
        (reports(3, 3), reports(2, 3), True),
        (reports(3, 3), reports(1, 2), False),  # just half are reports
        (reports(2, 4), reports(3, 3), False),
        (reports(3, 4), reports(3, 3), True),
    ],
)
def test_a_block_of_reports_beside_a_list_of_reports(best, block, belongs):
    away = [Entry(each.url.replace("/r/", "/q/").replace("/y/", "/z/"), each.title) for each in block]
    assert rows._belongs(away, best, AT) is belongs


SIDE = "right aside hot rank recommend related tuijian paihang redian"
PASSING = "active act on cur current now selected select sel hover show hide hidden none block fade first last odd even"


@pytest.mark.parametrize("word", SIDE.split())
def test_a_side_column_by_a_word_of_its_class(word):
    assert rows._is_aside(("div", f"div.{word}", "ul"))
    assert rows._is_aside((f"div.my-{word.upper()}_box",))
    assert not rows._is_aside((f"div.{word}x",))
    assert not rows._is_aside((word,))


def test_other_words_make_no_side_column():
    assert not rows._is_aside(("div.news", "ul.list"))


def container(name):
    items = "".join(f"<li><a href='t2026010{n}_{n}.html'>云水市第{n}号年度报告</a><b>2026-01-0{n}</b></li>" for n in range(1, 4))
    return rows.read_list(links.tree(f"<html><body><ul class='{name}'>{items}</ul></body></html>"), AT)[1]


@pytest.mark.parametrize("word", PASSING.split())
def test_a_word_that_passes_is_no_part_of_a_containers_name(word):
    assert container(f"list {word}") == container("list")
    assert container(f"list {word}q") != container("list")


@pytest.mark.parametrize(
    ("title", "is_report"),
    [
        ("云水市2025年政府信息公开工作年度报告", True),
        ("2025 年度某局政府信息公开工作报告", True),
        ("2025年信息公开年报", True),
        ("政府信息公开工作年度报告", True),
        ("政府信息公开年报", True),
        ("政府信息公开工作年报", True),
        ("政府信息公开工作报告", False),
        ("2025年工作报告", False),
        ("1925年政府信息公开工作报告", False),
    ],
)
def test_the_title_of_an_annual_report(title, is_report):
    assert bool(rows.REPORT_TITLE.search(title)) is is_report


@pytest.mark.parametrize(
    ("title", "alike"),
    [
        ("2025年政府网站工作年度报表", True),
        ("政府网站年报", True),
        ("网站工作年度报表", True),
        ("政府网站工作总结", False),
        ("网站年报", False),
    ],
)
def test_the_title_of_what_looks_like_one(title, alike):
    assert bool(rows.LOOKALIKE.search(title)) is alike


@pytest.mark.parametrize("side_first", [True, False])
@pytest.mark.parametrize(("more", "chosen"), [(11.9, "main"), (12.0, None), (12.1, "paihang")])
def test_a_side_column_has_to_show_twelve_more(monkeypatch, side_first, more, chosen):
    def box(name):
        items = "".join(
            f"<li><a href='/{name}/t2026010{n}_{n}.html'>云水市第{n}号年度报告</a><b>2026-01-0{n}</b></li>" for n in range(1, 4)
        )
        return f"<div class='{name}'><ul class='{name}-list'>{items}</ul></div>"

    boxes = [box("paihang"), box("main")] if side_first else [box("main"), box("paihang")]
    monkeypatch.setattr(rows, "_score", lambda found, url: more if "/paihang/" in found[0].url else 0.0)
    monkeypatch.setattr(rows, "_own", lambda found, url: 0.0)
    monkeypatch.setattr(rows, "_is_list", lambda found, url, stated: True)
    monkeypatch.setattr(rows, "_belongs", lambda found, best, url: False)
    found, _ = rows.read_list(links.tree(f"<html><body>{''.join(boxes)}</body></html>"), "http://h.example/zwgk/nb/index.html")
    expected = chosen or ("paihang" if side_first else "main")  # of two alike the first on the page
    assert {entry.url.split("/")[3] for entry in found} == {expected}


def mixed(documents, folders):
    found = entries(*(f"/x/t2026010{number}_{number}.html" for number in range(documents)))
    return found, entries(*(f"/y{number}/" for number in range(folders)), title="某栏目")


@pytest.mark.parametrize(
    ("documents", "folders", "left_out"), [(2, 2, True), (3, 3, True), (2, 3, False), (3, 4, False), (1, 2, False), (4, 1, True)]
)
def test_folders_are_left_out_where_half_of_the_links_are_articles(documents, folders, left_out):
    articles, others = mixed(documents, folders)
    assert list(rows._documents([*articles, *others])) == [*articles, *([] if left_out else others)]
    dated = [Entry(articles[0].url, "通知", "2026-01-01"), *articles[1:], *others]
    assert list(rows._documents(dated)) == dated
