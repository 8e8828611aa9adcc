"""The public site has nothing of the operator's desk: no address, no form, no file."""

import pytest

PATHS = (
    "/sites",
    "/site/site00",
    "/site/site00/annual",
    "/add",
    "/jobs",
    "/jobs/x",
    "/jobs/x.json",
    "/jobs/x/stop",
    "/snapshot",
    "/growth",
)
OTHERS = ("/growth", "/settings", "/login", "/logout", "/static/desk.js", "/static/desk.css")


@pytest.mark.parametrize("path", [*PATHS, *OTHERS])
def test_no_address_of_the_desk_is_one_of_the_site(served, path):
    assert served.client.get(path).status_code == 404
    form = {"order": "verify", "form_token": "x"}
    assert served.client.post(path, data=form, headers={"origin": served.address, "sec-fetch-site": "same-origin"}).status_code == 405


def test_no_page_of_the_site_bears_a_form_or_a_session_of_the_desk(served):
    answer = served.client.get("/")
    assert "form_token" not in answer.text
    assert "gongkai-desk" not in str(answer.headers)
