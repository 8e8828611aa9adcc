"""Hostile titles, queries and addresses do nothing: the faults 70 to 74 of such systems, tried on the running site."""

from urllib.parse import quote

import pytest

HOSTILE = "/document/hostile000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        HOSTILE,
        "/search?q=alert",
        "/gongkai/documents?id=hostile000000000",
        "/gongkai/documents/hostile000000000",
        "/feed.atom",
        "/gongkai?sql=select+title,url+from+documents+where+id%3D'hostile000000000'",
    ],
)
def test_hostile_title_is_inert(get, path):
    page = get(path).text
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page  # as it is written, not as a template would reckon it
    assert 'href="javascript:' not in page.lower()


def test_title_turns_no_line_around_and_stays_short(get):
    page = get("/").text
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "长" * 200 not in page


@pytest.mark.parametrize(
    "words",
    ['"', "NEAR(", "*", "-", "公", "公开", "🀄", "长" * 500, "' OR 1=1 --", "\x00", "a AND", "(", "%", "_", "^x", "{a}:b", " ", "\\"],
)
def test_any_search_is_answered(get, words):
    answer = get("/search", params={"q": words})
    assert answer.status_code == 200
    assert get("/gongkai/documents.json", params={"_q": words, "_size": 1}).status_code == 200


@pytest.mark.parametrize(
    "query", ["page=-1", "page=99999999999999999999", "page=abc", "year=x", "site=%00", "kind='", "lang=xx", "q=" + "x" * 3000]
)
def test_odd_arguments_are_answered(get, query):
    for page in ("/search", "/coverage", "/checks", "/compare"):
        assert get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gongkai/documents.json?title__arraycontains=x')+union+select+1--",
        "/gongkai.json?sql=drop+table+documents",
        "/gongkai.json?sql=attach+'x'+as+y",
        "/gongkai.json?sql=pragma+writable_schema%3D1",
        "/gongkai.json?sql=select+load_extension('x')",
        "/gongkai.json?sql=insert+into+sites(id)+values(1)",
        "/gongkai/documents.json?_where=1)+union+select+1--",
    ],
)
def test_what_is_no_plain_reading_is_refused(get, path):
    assert get(path).status_code in (200, 400)
    assert len(get("/gongkai/documents.json?_size=1").json()["rows"]) == 1


RUNAWAY = "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"


def test_runaway_sql_is_stopped_and_others_are_answered(get, served):
    stopped = get("/gongkai.json", params={"sql": RUNAWAY})  # it would go on for ever
    assert stopped.status_code == 400
    assert "time limit" in stopped.json()["error"]


def test_answers_are_bounded(get):
    assert len(get("/gongkai/facts.json?_size=max").json()["rows"]) <= 1000
    assert get("/gongkai/facts.json?_size=100000").status_code == 400
    assert get("/gongkai/facts.csv?_stream=1").status_code == 400
    assert "_trace" not in get("/gongkai/facts.json?_size=1&_trace=1").json()


def test_archived_script_has_no_origin_of_ours(get):
    policy = get("/raw/capture-html").headers["content-security-policy"]
    assert "allow-same-origin" not in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/raw/" + quote("../../etc/passwd", safe=""),
        "/raw/capture-html?cell=" + quote("//td[1]"),
        "/static/..%2fsettings.json",
        "/-/static/..%2f..%2fapp.py",
    ],
)
def test_addresses_reach_no_other_file(get, path):
    answer = get(path, follow_redirects=True)
    assert answer.status_code in (200, 403, 404)
    assert "root:" not in answer.text
    assert "num_sql_threads" not in answer.text


def test_no_answer_tells_where_the_archive_lies(get, home):
    for path in (
        "/",
        "/download",
        "/-/metadata.json",
        "/-/settings.json",
        "/-/databases.json",
        "/-/plugins.json",
        "/nope",
        "/raw/none",
        "/-/health.json",
    ):
        assert str(home) not in get(path).text
