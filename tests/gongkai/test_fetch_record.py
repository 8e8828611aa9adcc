"""The JSON records of the WARC files, read back as what was written, whoever wrote them."""

import json

import pytest

from gongkai import fetch_record
from gongkai.fetch_record import ColumnRun, FetchProblem, FetchRecord

RECORD = FetchRecord(
    "http://a.cn/1.html",
    "20260301T000000Z-00000abc",
    "a",
    "article",
    "annual",
    "标题",
    "2026-01-31",
    ("2023年", "市直部门"),
    "http://a.cn/",
    "附件",
    "http://a.cn/0.html",
    "legacy",
    FetchProblem("fetch", "challenge", "a proof is asked for (412)"),
    {"url": "http://a.cn/1.html"},
    2,
    "http://a.cn/2023/",
    True,
    "sha256:00",
)
KEYS = [
    "url",
    "run",
    "site",
    "column",
    "kind",
    "list_title",
    "list_date",
    "path",
    "via",
    "label",
    "redirected_from",
    "tls",
    "problem",
    "fetch",
    "depth",
    "part",
    "more",
    "payload",
]


def test_a_record_is_read_back_as_written_and_its_keys_stay_in_order():
    assert FetchRecord.from_json(RECORD.to_json()) == RECORD
    assert list(json.loads(RECORD.to_json())) == KEYS
    assert "标题" in RECORD.to_json()


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("more", "depth")])
@pytest.mark.parametrize("value", [7, [{}], "x" * 3, None])
def test_a_field_of_another_type_reads_as_absent_and_breaks_nothing(key, value):
    told = json.loads(RECORD.to_json()) | {key: value}
    read = FetchRecord.from_mapping(told)
    assert read.to_json()
    if value == 7:
        assert getattr(read, key) in (None, "", ())


def test_what_is_no_object_is_refused():
    with pytest.raises(ValueError, match="no JSON object"):
        FetchRecord.from_json("[]")


def test_a_column_run_is_read_back_as_written():
    run = ColumnRun(
        "annual",
        "ucap",
        "P2",
        None,
        2,
        30,
        29,
        1,
        0,
        3,
        2,
        1,
        5,
        6,
        4,
        False,
        ("rows_missing: 30 stated, 29 found",),
        ("two totals: 30 and 31",),
        "sha256:00",
        {"channel": "7"},
    )
    assert ColumnRun.from_mapping(json.loads(json.dumps(run.to_mapping()))) == run
    assert ColumnRun.from_mapping({"column": "annual", "rows_told": None, "of a later version": 1}) == ColumnRun("annual")


def test_codes_that_say_what_a_portal_does():
    """The dictionary of problem codes: a code that is moved from one kind to another changes what is called the portal's fault."""
    assert {"challenge", "waf_page", "geo_block", "rate_limited"} == fetch_record.CHALLENGES
    assert {"not_found", "removed", "soft_404"} == fetch_record.GONE
    broken = {
        "html_instead_of_file",
        "message_instead_of_file",
        "not_a_file",
        "truncated",
        "redirect_nowhere",
        "redirect_loop",
        "server_error",
    }
    assert broken == fetch_record.SERVED_BROKEN
    assert {"redirect_off_site", "off_site", "robots_disallowed", "credentials_in_address"} == fetch_record.OUT_OF_BOUNDS
    assert {404, 410} == fetch_record.GONE_STATUSES
    assert fetch_record.KNOWN_AFTER == 3


def test_each_key_holds_its_own_value():
    names = [name for name in KEYS if name not in ("path", "problem", "more", "depth", "fetch")]
    told = {name: f"the {name}" for name in names} | {"depth": 3, "more": True, "path": ["a", 1], "fetch": {"page": 2}}
    told["problem"] = {"stage": "parse", "code": "truncated", "message": "why"}
    read = FetchRecord.from_mapping(told)
    assert {name: getattr(read, name) for name in names} == {name: told[name] for name in names}
    assert (read.depth, read.more, read.path, read.fetch) == (3, True, ("a", "1"), {"page": 2})
    assert read.problem == FetchProblem("parse", "truncated", "why")
    assert json.loads(read.to_json()) == {**told, "path": ["a", "1"]}


def test_a_record_without_keys_is_empty():
    read = FetchRecord.from_mapping({})
    assert read == FetchRecord("")
    assert (read.depth, read.part, read.more, read.path, read.problem) == (0, "", False, (), None)
    assert FetchRecord.from_mapping({"problem": {"code": 7, "x": 1}}).problem == FetchProblem("fetch", "unknown", "")
    assert FetchRecord.from_mapping({"problem": {}}).problem is None


def test_a_proxy_is_named_where_there_was_one():
    record = FetchRecord("http://a.cn/", proxy="http://127.0.0.1:3128", kind="robots")
    assert json.loads(record.to_json())["proxy"] == "http://127.0.0.1:3128"
    assert FetchRecord.from_json(record.to_json()) == record


def test_a_record_of_robots_txt_has_no_row():
    problem = FetchProblem("fetch", "timeout", "no answer")
    told = json.loads(FetchRecord("http://a.cn/robots.txt", "r", "s", "robots", problem=problem).to_json())
    assert list(told) == ["url", "run", "site", "column", "kind", "problem"]
    assert told["problem"] == {"stage": "fetch", "code": "timeout", "message": "no answer"}


def test_a_column_run_of_an_older_version_keeps_the_defaults():
    run = ColumnRun.from_mapping({"column": "annual", "pages_read": None, "complete": 1, "reasons": None, "unknown": 7})
    assert run == ColumnRun("annual", complete=True)
    counts = ("pages_read", "rows_found", "external", "files", "new", "changed", "gone", "drawn", "out_of_bounds", "portal_faults")
    assert {name: getattr(run, name) for name in counts} == dict.fromkeys(counts, 0)
    assert ColumnRun("annual").complete is False
    with pytest.raises(KeyError):
        ColumnRun.from_mapping({})
