"""Last year's report of a draft's agency: of the files given, else of the archive, and the sentence that says which."""

import pytest

from archive.site.drafts.archived import last_year
from archive.site.tables import chinese_filter
from parsers.types import Report
from tests.helpers.few_reports import database


@pytest.fixture
def connection():
    found = database()
    found.execute("UPDATE reports SET title = id || ' 的报告', agency = (SELECT name FROM agencies WHERE id = agency_id)")
    received = ("a21", 0, "requests", "received", "total", 12, "12", "ok")
    columns = "report_id, seq, table_name, item, measure, value, raw, state"
    found.execute(f"INSERT INTO facts ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", received)
    yield found
    found.close()


def draft(agency="甲市教育局", year=2022, form="2021"):
    return Report("草稿", agency, year, form, None)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "已与本站存档的上年报告“a21 的报告”核对。"), ("en", "Compared with last year’s report in this archive, “a21 的报告”.")],
)
def test_the_report_of_the_archive_is_taken_with_its_figures(connection, lang, said):
    report, sentence = last_year(connection, draft(), [], lang)
    assert (report.title, report.agency, report.year, report.form, sentence) == ("a21 的报告", "甲市教育局", 2021, "2021", said)
    assert [(fact.table, fact.item, fact.measure, fact.value) for fact in report.facts] == [("requests", "received", "total", 12)]


def test_of_several_reports_of_a_year_the_preferred_one(connection):
    assert last_year(connection, draft(year=2023), [], "zh")[0].title == "a22 的报告"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "本站没有“甲市教育局”2020 年度的报告，没有与上年核对；可在提交时附上。"),
        ("en", "This archive has no report of “甲市教育局” for 2020; not compared. Attach it to compare."),
    ],
)
def test_without_one_it_is_said_of_whom_and_of_when(connection, lang, said):
    assert last_year(connection, draft(year=2021), [], lang) == (None, said)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "本站有几个叫“甲市教育局”的机关，未能判定是哪一个，没有与上年核对；可在提交时附上。"),
        ("en", "This archive knows several agencies called “甲市教育局”; not compared. Attach last year’s report to compare."),
    ],
)
def test_of_two_agencies_of_one_name_none_is_taken(connection, lang, said):
    connection.execute("UPDATE agencies SET name = '甲市教育局' WHERE id = 'B'")
    assert last_year(connection, draft(year=2023), [], lang) == (None, said)


@pytest.mark.parametrize("lacking", [{"agency": None}, {"year": None}, {"form": None}])
def test_a_draft_that_lacks_a_name_a_year_or_a_form_is_not_looked_up(lacking):
    report, sentence = last_year(None, draft(**lacking), [], "zh")
    assert report is None
    assert sentence == ("没有给出上年报告，没有与上年核对。" if "agency" in lacking else "")


def test_a_file_that_was_given_comes_before_the_archive(connection):
    given = Report("去年", "甲市教育局", 2021, "2021", None)
    assert last_year(connection, draft(), [("d/去年.html", given)], "zh") == (given, "已与上年报告“去年.html”核对。")


@pytest.mark.parametrize(("words", "table"), [("", "documents"), (None, "documents"), ("年报", "reports"), ("  ", "documents")])
def test_no_words_or_another_table_are_no_filter(words, table):
    assert chinese_filter.words_filter(words, table) == ("", {}, "")


def test_words_of_two_characters_are_looked_up_and_longer_ones_compared():
    where, values, label = chinese_filter.words_filter("公开 ＡＢＣ年度报告 年度报告", "documents", "town")
    assert label == "“公开 abc年度报告 年度报告” (newest 1,000 candidates)"
    assert {name: value for name, value in values.items() if name != "gk_words"} == {"gk_run0": "abc年度报告", "gk_run1": "年度报告"}
    assert "town" in values["gk_words"]
    assert [where.count(f":gk_run{place})") for place in range(3)] == [2, 2, 0]
    assert "LIMIT 1000" in where
    assert chinese_filter.words_filter("公开", "documents")[1].keys() == {"gk_words"}
    assert "town" not in chinese_filter.words_filter("公开", "documents")[1]["gk_words"]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [("年度报告", None, 1), (None, "本年度报告称", 1), ("年度", "报告", 0), (None, None, 0), ("ABC年度报告", "", 1)],
)
def test_a_longer_word_is_in_the_text_or_the_title(connection, title, text, found):
    where, values, _ = chinese_filter.words_filter("年度报告", "documents")
    connection.execute("UPDATE documents SET title = ?, text = ? WHERE id = 'n'", (title, text))
    connection.execute("INSERT INTO search_keys (number, document_id) VALUES (7, 'n')")
    connection.execute("INSERT INTO search (rowid, words) VALUES (7, '年度 度报 报告 告')")
    assert connection.execute(f"SELECT count(*) FROM documents WHERE {where}", values).fetchone() == (found,)
