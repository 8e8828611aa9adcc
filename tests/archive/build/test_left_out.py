"""What an article shows and the crawl left out, as its record says, is a problem of its document."""

import pytest

from tests.helpers.warcs import Warc, page

AT = "http://town.example/tz/t1.html"


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [
        ("frames", "frame_not_followed", "shows http://town.example/x.html in a frame"),
        ("further_pages", "article_page_not_followed", "goes on at http://town.example/x.html"),
    ],
)
def test_what_was_left_out_is_a_problem_of_the_document(built, home, rows, key, code, words):
    notice = page("关于事项的通知", "<p>现将有关事项通知如下。</p>" * 12, "2024-01-01")
    built(
        Warc("2024-01-02", "20240102T000000Z-aaaa")
        .start()
        .fetch(AT, notice, column="news", **{key: ["http://town.example/x.html"]})
        .finish()
    )
    ((found, message, url),) = rows(
        home, "SELECT p.code, p.message, d.url FROM problems p JOIN documents d ON d.id = p.document_id WHERE p.stage = 'fetch'"
    )
    assert (found, url) == (code, AT)
    assert words in message
