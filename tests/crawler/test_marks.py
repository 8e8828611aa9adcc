"""What a column is known by besides its address."""

import pytest

from crawler.marks import marks
from crawler.types import Fetch, Page

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
