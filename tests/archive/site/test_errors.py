"""What went wrong is said in one sentence, with the status that fits, and never in a traceback."""

import asyncio
import json
import sqlite3
from types import SimpleNamespace

import pytest
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Forbidden, NotFound
from datasette.views.base import DatasetteError

from archive.site import errors
from archive.site.request.ask import Absent, Unfit
from archive.site.tables.stranger_queries import Busy, QueryRefused


@pytest.mark.parametrize(
    ("exception", "status", "zh", "en", "title"),
    [
        (QueryInterrupted(Exception(), "select", {}), 503, "时限", "time limit", ""),
        (sqlite3.OperationalError("interrupted"), 503, "时限", "time limit", ""),
        (sqlite3.OperationalError("no such table"), 500, "已记录", "logged", ""),
        (Busy(), 503, "太多查询", "Too many queries", ""),
        (QueryRefused("not this"), 400, "not this", "not this", "Invalid SQL"),
        (Absent("没有甲", "no a"), 404, "没有甲", "no a", ""),
        (Unfit("不行", "cannot"), 400, "不行", "cannot", ""),
        (NotFound("x"), 404, "没有这个页面", "no such page", ""),
        (Forbidden("closed"), 403, "closed", "closed", ""),
        (DatasetteError("piece", title="SQL Interrupted", status=400), 400, "时限", "time limit", "SQL Interrupted"),
        (DatasetteError("Statement must be a SELECT", status=400), 400, "只接受 SELECT", "must be a SELECT", ""),
        (DatasetteError("Cannot sort", status=500), 400, "Cannot sort", "Cannot sort", ""),
        (DatasetteError("gone", title="T", status=404), 404, "gone", "gone", "T"),
        (KeyError("x"), 500, "已记录", "logged", ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_error_has_its_status_and_its_sentence(exception, status, zh, en, title):
    found, pair, named = errors.answer_of(exception)
    assert (found, named) == (status, title)
    assert zh in pair[0]
    assert en in pair[1]


PAGES = [
    ("/report/none", 404, "没有找到", "Not found"),
    ("/gongkai/facts?_sort=none", 400, None, None),
    ("/gongkai?sql=delete+from+facts", 400, None, None),
    ("/nothing/here", 404, "没有找到", "Not found"),
]


@pytest.mark.parametrize(("path", "status", "zh", "en"), PAGES)
def test_error_pages_in_both_languages(get, path, status, zh, en):
    for lang, heading in (("zh-CN", zh), ("en", en)):
        answer = get(path, headers={"accept-language": lang})
        assert answer.status_code == status
        assert "Traceback" not in answer.text
        assert f'<html lang="{lang}">' in answer.text
        assert heading is None or heading in answer.text


def test_an_error_for_a_program_is_json(get):
    answer = get("/gongkai/nothing.json")
    assert answer.status_code == 404
    told = answer.json()
    assert (told["ok"], told["status"]) == (False, 404)
    assert set(told) == {"ok", "error", "status", "title"}
    assert told["error"]


def test_who_waits_is_told_how_long_and_headings_fit_their_status():
    assert errors.RETRY == {503: {"retry-after": "5"}}
    assert {status: pair[1] for status, pair in errors.TITLES.items()} == {
        400: "This request cannot be answered",
        403: "Not allowed",
        404: "Not found",
        500: "Something went wrong",
        503: "This query takes too long",
    }
    assert all(zh and zh != en for zh, en in errors.TITLES.values())
    assert errors.DATASETTES["Invalid SQL"][0] == "SQL 有误"
    assert errors.DATASETTES["SQL Interrupted"][0] == "查询时间过长"


@pytest.mark.parametrize(
    ("path", "query", "shaped"),
    [
        ("/gongkai", "sql=1", True),
        ("/gongkai", "", False),
        ("/gongkai/facts", "", False),
        ("/gongkai/facts/1", "", True),
        ("/gongkai/facts.json", "", True),
        ("/rank", "year=x", False),
    ],
)
def test_which_requests_about_tables_the_reader_shaped(path, query, shaped):
    assert errors.is_shaped(SimpleNamespace(path=path, query_string=query)) is shaped


def raised():
    """An error with the place that raised it."""
    with pytest.raises(ValueError, match="x") as found:
        int("x")
    return found.value


@pytest.mark.parametrize(
    ("path", "exception", "status", "error", "logged", "level"),
    [
        (
            "/gongkai/facts.json",
            raised(),
            400,
            "An argument of this address cannot be read.",
            "ValueError (test_errors.py, line ",
            "WARNING",
        ),
        ("/rank.json", raised(), 500, "The server failed on this request; it has been logged.", "/rank.json failed", "ERROR"),
        (
            "/gongkai/facts.json",
            OSError("x"),
            500,
            "The server failed on this request; it has been logged.",
            "/gongkai/facts.json failed",
            "ERROR",
        ),
        ("/rank.json", Busy(), 503, None, "", ""),
    ],
)
def test_a_failure_is_logged_with_its_place_and_answered_as_json(monkeypatch, caplog, path, exception, status, error, logged, level):
    monkeypatch.setattr(errors, "words", lambda *_: {"lang": "zh"})
    answer = asyncio.run(errors.answer(None, SimpleNamespace(path=path, query_string=""), exception))
    said = json.loads(answer.body)
    assert (answer.status, said["ok"], said["status"], said["title"]) == (status, False, status, None)
    assert error is None or said["error"] == error
    assert answer.headers.get("retry-after") == ("5" if status == 503 else None)
    messages = [(record.levelname, record.getMessage()) for record in caplog.records if record.name == "gongkai.site"]
    if not logged:
        assert messages == []
    elif level == "WARNING":
        ((found, message),) = messages
        assert (found, message.startswith(f"{path}: {logged}"), message.endswith(")")) == (level, True, True)
    else:
        assert messages == [(level, logged)]


def test_an_exception_without_a_place_is_named_by_its_kind():
    assert errors.origin(KeyError("x")) == "KeyError"
