"""What looks change in the text of a registry, and what they leave as it was."""

from dataclasses import replace

import pytest

from crawler import registry
from crawler.discover import registry_change
from crawler.discover.check import GONE, Checked
from crawler.discover.registry_change import changed, keys_of, look_of, patch
from crawler.model.types import LOOK_STATES, Column, Look, Working
from gongkai.errors import BadConfiguration

ENTRY = """# the comment above
- id: a
  name: 甲市
  area: "990100"
  level: city
  columns:
    - id: annual # the first
      name: 年报
      kind: annual_report
      url: http://a.example.cn/nb/
      expect:
        min: 1
    # between the columns
    - id: policy
      name: 文件
      kind: policy
      url: http://a.example.cn/zc/
"""
OK = Look("2026-11-30", "Li: 'x' #1", "Harbin, China", "ok", "trs", "P1", 15, "关于“年报”: # 的- 通知")


def columns(text):
    return {column.id: column for site in registry.parse(text, "r.yaml") for column in site.columns}


@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=["lines", "windows lines", "no end of the last line"])
def test_a_look_sets_its_keys_and_leaves_everything_else_as_it_stands(end):
    text = ENTRY.replace("\n", end) if end else ENTRY.rstrip("\n")
    after = changed(text, "r.yaml", {("a", "policy"): OK, ("b", "policy"): OK})
    found = columns(after)["policy"]
    assert (found.status, found.works, found.seen) == ("verified", Working(OK.date, OK.by, OK.place), OK)
    assert columns(after)["annual"] == columns(text)["annual"]
    assert [line for line in after.splitlines() if not line.strip().startswith(("status:", "works:", "seen:"))] == text.splitlines()
    assert ("\r\n" in after) == ("\r\n" in text)


def test_keys_follow_a_value_of_several_lines_before_the_comment_of_the_next_column():
    lines = changed(ENTRY, "r.yaml", {("a", "annual"): OK}).splitlines()
    at = lines.index("        min: 1")
    assert [line.strip().partition(":")[0] for line in lines[at + 1 : at + 5]] == ["status", "works", "seen", "# between the columns"]


def test_a_second_look_replaces_what_the_first_wrote():
    once = changed(ENTRY, "r.yaml", {("a", "annual"): OK})
    later = Look("2026-12-07", "Wu", "Jinan", "ok", "trs", "P1", 16, "新")
    twice = changed(once, "r.yaml", {("a", "annual"): later})
    assert (columns(twice)["annual"].works.since, columns(twice)["annual"].seen) == ("2026-11-30", later)
    assert len(twice.splitlines()) == len(once.splitlines())


def test_a_column_in_braces_is_changed_too():
    text = '- {id: a, name: A, area: "990100", level: city, columns: [{id: annual, name: 年报, kind: annual_report, url: "http://a.example.cn/"}]}\n'
    found = columns(changed(text, "r.yaml", {("a", "annual"): OK}))["annual"]
    assert (found.url, found.seen, found.status) == ("http://a.example.cn/", OK, "verified")


def test_a_patch_names_the_file_and_is_nothing_where_nothing_changes():
    assert patch([("crawler/sites/a.yaml", ENTRY)], {}) == ""
    assert patch([("crawler/sites/a.yaml", ENTRY)], {("a", "policy"): OK}).startswith(
        "--- a/crawler/sites/a.yaml\n+++ b/crawler/sites/a.yaml\n"
    )
    assert "\\ No newline at end of file" in patch([("a.yaml", ENTRY.rstrip("\n"))], {("a", "policy"): OK})


WORKED = Column("c", "C", "other", "http://a.cn/", status="verified", works=Working("2026-01-01", "Li", "Harbin"))


@pytest.mark.parametrize("state", LOOK_STATES)
def test_only_rows_that_are_gone_end_what_is_known_to_work(state):
    keys = keys_of(WORKED, Look("2026-11-30", "Wu", "Jinan", state))
    expected = {
        "ok": "verified", "redirected": "verified", "other_family": "verified", "empty": "verified",
        "moved": "unverified", "gone": "unverified", "no_rows": "unverified", "no_reports": "unverified", "fault": None,
    }  # fmt: skip
    assert keys.get("status") == expected[state]
    assert ("works" in keys, keys.get("works") is None) == (state != "fault", expected[state] != "verified")
    assert keys["seen"]["state"] == state
    if expected[state] == "verified":
        assert keys["works"]["since"] == "2026-01-01"


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("ok", ("ok", "")),
        ("moved", ("moved", "")),
        ("not_found", ("gone", "not_found")),
        ("challenge", ("fault", "challenge")),
        ("crash", ("fault", "crash")),
    ],
)
def test_a_fault_is_kept_by_its_code(state, kept):
    look = look_of(Checked("a", "c", "http://a.cn/", state, newest="两行\n标题"), GONE, "2026-11-30", "Wu", "Jinan")
    assert (look.state, look.fault, look.newest) == (*kept, "两行 标题")


def block(last):
    """A site whose first column ends with these lines."""
    return ENTRY.replace("      expect:\n        min: 1\n", last)


@pytest.mark.parametrize(
    "last",
    [
        "      expect:\n        min: 1\n",
        "      expect: {min: 1}\n",
        "      expect:\n        min: 1\n\n        # of the value\n",
        "      note: |\n        two\n        lines\n",
        "      note: >-\n        folded\n",
        '      note: "in\n        two lines"\n',
        "      exclude:\n        - a\n        - b\n",
    ],
)
def test_whatever_the_last_value_is_the_keys_follow_it(last):
    text = block(last)
    lines = text.split("\n")
    ((first, after, new),) = of_annual(text, {"status": "verified", "works": None})
    assert (first, new) == (after, ["      status: verified\n"])
    assert lines[first - 1].strip().rstrip('"') in {"min: 1", "expect: {min: 1}", "lines", "folded", "two lines", "- b"}


def of_annual(text, keys):
    """The edits that set keys of the first column."""
    lines = registry_change._split(text)
    ((_, node), _) = registry_change._nodes(text)
    return list(registry_change._in_lines(lines, node, keys))


def test_keys_that_are_there_are_replaced_or_taken_out():
    text = block("      status: unverified\n      works: {since: '2026-01-01', by: Li, place: Harbin}\n")
    at = text.split("\n").index("      status: unverified")
    assert of_annual(text, {"status": "verified", "works": None, "seen": None}) == [
        (at, at + 1, ["      status: verified\n"]),
        (at + 1, at + 2, []),
    ]


def test_a_registry_that_cannot_be_changed_in_place_is_refused():
    text = ENTRY.replace("    - id: policy\n      name: 文件", "    - {id: policy, name: 文件}\n    - id: third\n      name: 文件")
    with pytest.raises(BadConfiguration):
        changed(text, "r.yaml", {("a", "annual"): OK})
    shared = '- &s {id: a, name: A, area: "990100", level: city, columns: [{id: x, name: N, kind: policy, url: "http://a.example.cn/"}]}\n'
    assert changed(shared, "r.yaml", {}) == shared


def test_what_a_look_keeps():
    found = look_of(
        Checked("a", "c", "http://a.cn/", "ok", family="trs", pager="P1", rows=3, moved_to="http://b.cn/", proxy="p"), GONE, "d", "by", "at"
    )
    assert found == Look("d", "by", "at", "ok", "trs", "P1", 3, "", "", "http://b.cn/", "p")
    keys = keys_of(replace(WORKED, status=None, works=None), Look("d", "by", "at", "gone", rows=0))
    assert keys == {"status": None, "works": None, "seen": {"date": "d", "by": "by", "place": "at", "state": "gone", "rows": 0}}


@pytest.mark.parametrize(("name", "place"), [("sites/a.yaml", "sites/a.yaml"), ("/elsewhere/a.yaml", "a.yaml")])
def test_a_patch_is_for_the_folder_it_is_applied_in(tmp_path, monkeypatch, name, place):
    monkeypatch.chdir(tmp_path)
    looks = {("a", "policy"): OK}
    assert patch([(name, ENTRY)], looks).startswith(f"--- a/{place}\n+++ b/{place}\n")
    assert patch([(str(tmp_path / "in" / "a.yaml"), ENTRY)], looks).startswith("--- a/in/a.yaml\n+++ b/in/a.yaml\n")
    both = patch([("a.yaml", ENTRY), ("b.yaml", ENTRY.replace("id: a\n", "id: b\n"))], looks)
    assert both.count("+++ ") == 1


@pytest.mark.parametrize(("end", "others"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_lines_end_as_the_first_of_the_file_does(end, others):
    text = block("      status: unverified\n").replace("\n", others).replace(others, end, 1)
    edits = of_annual(text, {"status": "verified", "works": {"since": "2026-01-01", "by": "Li", "place": "Harbin"}})
    written = [line for _, _, new in edits for line in new]
    assert [line[len(line.rstrip("\r\n")) :] for line in written] == [end] * 2
