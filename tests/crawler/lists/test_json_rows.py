"""Each name under which an interface gives the address, the title and the date of a row."""

import pytest

from crawler.lists import json_rows

ADDRESS = "docpuburl chnldocurl url URL link infourl visiturl puburl linkurl selfUrl post_url htmlUrl DOCPUBURL"
TITLE = "doctitle realtitle title TITLE DOCTITLE name subject"
DATE = """docreltime releaseTime display_date publishedTimeStr pubdate PUBLISHED_TIME_FORMAT infodate pubtime date DOCRELTIME
publishTime handsdate daytime time publishedTime RELEASEDATE dates"""
AT = "http://h.example/zwgk/"


def read(document):
    entry = json_rows.entry(document, AT)
    return entry and (entry.url, entry.title, entry.date)


@pytest.mark.parametrize("key", ADDRESS.split())
def test_a_name_of_the_address(key):
    assert read({key: "a.html", "title": "关于公开的通知"}) == (f"{AT}a.html", "关于公开的通知", None)
    assert read({f"{key}X": "a.html", "title": "关于公开的通知"}) is None


@pytest.mark.parametrize("key", TITLE.split())
def test_a_name_of_the_title(key):
    assert read({"url": "a.html", key: "关于公开的通知"}) == (f"{AT}a.html", "关于公开的通知", None)


@pytest.mark.parametrize("key", DATE.split())
def test_a_name_of_the_date(key):
    assert read({"url": "a.html", "title": "关于公开的通知", key: "2026-03-30 10:00"}) == (f"{AT}a.html", "关于公开的通知", "2026-03-30")


def test_a_date_in_a_part_of_its_own():
    row = {"title": "关于公开的通知", "puburl": "a.html", "tip": {"title": "公开", "dates": "2026年3月30日"}}
    assert read(row) == (f"{AT}a.html", "关于公开的通知", "2026-03-30")


ASSIGNED = """<script>var title = "云水市人民政府"; var url = "/zwgk/"; var day = "2026-01-01";</script>
<script>url = "./202603/t20260330_9.html"; title = ""; if (!title) title = '甲'; // url = "./202603/t20260330_8.html"
document.write("<a>" + title); document.writeln("2026-03-30 09:30");</script>
<script>url = "./P9.pdf"; title = "乙"; document.write("2026-03-29"); document.write("2026-03-28");</script>
<script>url = "./202603/t20260330_7.html"; document.write("2026-03-27");</script>"""


def test_rows_whose_values_a_script_assigns():
    assert [(entry.url, entry.title, entry.date) for entry in json_rows.embedded(ASSIGNED, AT)] == [
        (f"{AT}202603/t20260330_9.html", "甲", "2026-03-30"),
        (f"{AT}P9.pdf", "乙", "2026-03-29"),
    ]


def test_an_address_in_two_parts():
    assert read({"domain": "http://www.h.example", "path": "/a.html", "title": "通知"}) == ("http://www.h.example/a.html", "通知", None)


def embedded(text):
    return [(entry.url, entry.title, entry.date) for entry in json_rows.embedded(text, AT)]


def test_rows_of_an_array_in_a_script():
    assert embedded('<script>var a = [ { "title": "通知一", "url": "a.html", "date": "2026-03-30" }, 3, {"title": "x"}];</script>') == [
        (f"{AT}a.html", "通知一", "2026-03-30")
    ]
    assert embedded('[{"titleX": "通知", "url": "a.html"}]') == []  # a row without a title
    assert embedded('[{"Title2": 1, "name": "通知二", "url": "b.html"}]') == [(f"{AT}b.html", "通知二", None)]
    assert embedded('[{"name": "通知二", "url": "b.html"}]') == []  # nothing there is called a title


def test_an_array_that_cannot_be_read_is_passed_over():
    assert embedded('[{"title": ] [{"title": "通知一", "url": "a.html"}]') == [(f"{AT}a.html", "通知一", None)]
    assert embedded('[{"a": ' + "[" * 100_000) == []


@pytest.mark.parametrize(("before", "found"), [(49, 1), (50, 0)])
def test_of_many_arrays_the_first_fifty(before, found):
    assert len(embedded('[{"a": 1}] ' * before + '[{"title": "通知一", "url": "a.html"}]')) == found


def test_rows_of_three_arrays_side_by_side():
    text = """urls[0]='a.html'; headers[0]="通知一"; year[0]='2026-03-30'; urls[i]="b.html"; headers[i]='通知二'; year[i]='2026-03-29';
        urls[2]='c.html'; headersX[2]='通知三'; xurls[3]='d.html'; urls[n]='e.html';"""
    assert embedded(text) == [(f"{AT}a.html", "通知一", "2026-03-30"), (f"{AT}b.html", "通知二", "2026-03-29")]


@pytest.mark.parametrize(
    ("script", "rows"),
    [
        ("url = 'a/t20260330_1.html'; title = '通知一';", [(f"{AT}a/t20260330_1.html", "通知一", None)]),
        ("x.url = 'a/t20260330_1.html'; title = '通知一';", []),
        ("url == 'a/t20260330_1.html'; title = '通知一';", []),
        ("url = 'list/'; title = '通知一';", []),
        ("title = '通知一'; url = 'a/t20260330_1.html';", []),
        (
            "url = 'a/t20260330_1.html'; title = '通知一'; document.write('2025-12-31 08:00');",
            [(f"{AT}a/t20260330_1.html", "通知一", "2025-12-31")],
        ),
        ("url = 'a/t20260330_1.html'; title = '通知一'; title = '通知二';", [(f"{AT}a/t20260330_1.html", "通知一", None)]),
        ("url = 'a/t20260330_1.html'; title = '通知一'; write('2025-12-31');", [(f"{AT}a/t20260330_1.html", "通知一", None)]),
        (
            "url = 'a/t20260330_1.html'; title = '通知一'; document.write('2025-12-31, at some later time');",
            [(f"{AT}a/t20260330_1.html", "通知一", None)],
        ),
    ],
)
def test_which_assignments_make_a_row(script, rows):
    assert embedded(f"<script>{script}</script>") == rows
    assert embedded(f"<p>{script}</p>") == []


def test_a_part_that_is_no_object_and_an_address_without_a_path():
    assert read({"url": "a.html", "title": "关于公开的通知", "tip": "2026"}) == (f"{AT}a.html", "关于公开的通知", None)
    assert read({"domain": "http://www.h.example/b.html", "title": "关于公开的通知"}) == (
        "http://www.h.example/b.html",
        "关于公开的通知",
        None,
    )
    assert read({"title": "关于公开的通知", "path": "/a.html"}) is None


def test_the_first_key_of_a_value_counts():
    assert read({"url": "b.html", "docpuburl": "a.html", "title": "第二个题名", "doctitle": "第一个题名"}) == (
        f"{AT}a.html",
        "第一个题名",
        None,
    )
    assert read({"url": "", "link": "a.html", "title": "", "name": "关于公开的通知", "date": "", "time": "2026-03-30"}) == (
        f"{AT}a.html",
        "关于公开的通知",
        "2026-03-30",
    )
