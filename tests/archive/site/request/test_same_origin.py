"""Whether a POST comes from one of our own pages, by what browsers say of it."""

import pytest

from archive.site.request.same_origin import own_page


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"host": "a:1"}, False),
        ({"host": "a:1", "sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"host": "a:1", "sec-fetch-site": "same-site"}, False),
        ({"host": "a:1", "sec-fetch-site": "none"}, False),
        ({"host": "a:1", "sec-fetch-site": ""}, False),
        ({"host": "a:1", "origin": "http://a:1"}, True),
        ({"host": "A:1", "origin": "https://a:1"}, True),
        ({"host": "a:1", "origin": "http://A:1"}, True),
        ({"host": "a:1", "origin": "http://a:2"}, False),
        ({"host": "a:1", "origin": "null"}, False),
        ({"host": "", "origin": "null"}, False),
        ({"origin": "null"}, False),
        ({"host": "a:1", "origin": "http://a:1", "sec-fetch-site": "same-origin"}, True),
        ({"host": "a:1", "origin": "http://a:1", "sec-fetch-site": "cross-site"}, False),
        ({"host": "a:1", "origin": "http://b:1", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_each_that_is_there_must_agree(headers, own):
    assert own_page(headers) is own
