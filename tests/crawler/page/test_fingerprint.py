"""What a column is known by besides its address."""

import pytest

from crawler.model.types import Fetch, Page
from crawler.page.fingerprint import likeness, marks, shared

AT = "http://town.example/nb/"
PAGES = {
    "a number in a call": ("<script>listModel({listArgs:{channelid: '1813'}})</script>", "1813"),
    "a variable is no number": ('<script>listArgs:{channelid:SiteInfo.searchId,classsql:"chnlid=1813"}</script>', "1813"),
    "a variable alone": ("<script>listArgs:{channelid:SiteInfo.searchId}</script>", None),
    "an id of letters and digits": ("<script>columnId:'8d828e40-8d90'</script>", "8d828e40-8d90"),
    "the standard's own tag goes first": ('<meta name="channelid" content="77"><script>columnid=12</script>', "77"),
}


@pytest.mark.parametrize(("text", "channel"), PAGES.values(), ids=PAGES)
def test_the_number_of_a_column(text, channel):
    assert marks(Page(AT, text, Fetch(AT))).get("channel") == channel


OURS = {"channel": "1813", "column_name": "年报", "site_code": "990100"}


@pytest.mark.parametrize(
    ("theirs", "score", "words"),
    [
        (OURS, 7, "channel 1813, column_name 年报, site_code 990100"),
        ({"channel": "1813"}, 4, "channel 1813"),
        ({"column_name": "年报"}, 2, "column_name 年报"),
        ({"site_code": "990100"}, 1, "site_code 990100"),
        ({"channel": "7"}, -4, ""),
        ({"column_name": "政策"}, -2, ""),
        ({"site_code": "7"}, -1, ""),
        ({"channel": "7", "column_name": "年报", "site_code": ""}, -2, "column_name 年报"),
        ({}, 0, ""),
        ({"other": "x"}, 0, ""),
    ],
)
def test_how_alike_two_columns_are(theirs, score, words):
    assert (likeness(OURS, theirs), shared(OURS, theirs)) == (score, words)
    assert likeness(theirs, OURS) == score
    assert (likeness({}, theirs), shared({}, theirs)) == (0, "")


@pytest.mark.parametrize(
    ("name", "mark"),
    [("ColumnName", "column_name"), ("SiteIDCode", "site_code"), ("channelid", "channel"), ("columnid", "channel"), ("chnlid", "channel")],
)
def test_each_tag_that_names_a_column(name, mark):
    assert marks(Page(AT, f'<meta name="{name}" content="x7">', Fetch(AT))) == {mark: "x7"}
    assert marks(Page(AT, f'<meta name="{name}" content="">', Fetch(AT))) == {}
