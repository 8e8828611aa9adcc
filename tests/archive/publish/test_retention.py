"""The rule by which old snapshots go, and that nothing but snapshots does."""

import json
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.publish import snapshot
from archive.publish.retention import RetentionRule, rule, stay
from gongkai.errors import BadConfiguration
from tests.helpers.archives import publish_news
from tests.helpers.warcs import Warc, page

TODAY = date(2026, 5, 20)


def nightly(count, last=TODAY):
    return [last - timedelta(days=number) for number in range(count)]


def test_every_night_for_three_years():
    kept = stay(nightly(1100), RetentionRule())
    assert {day for day in kept if day > TODAY - timedelta(days=14)} == set(nightly(14))
    weekly = sorted(day for day in kept if TODAY - timedelta(days=14 + 84) < day <= TODAY - timedelta(days=14))
    assert all(day.weekday() == 0 or day.day == 1 for day in weekly)
    assert sum(day.weekday() == 0 for day in weekly) == 12
    first, *monthly = sorted(day for day in kept if day <= TODAY - timedelta(days=98))
    assert first == nightly(1100)[-1]
    assert monthly == [day for day in nightly(1099)[::-1] if day.day == 1 and day <= TODAY - timedelta(days=98)]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([TODAY], RetentionRule(0, 0)),
        ([TODAY, date(2020, 1, 31)], RetentionRule()),
        ([date(2025, 9, 30), date(2025, 10, 1), TODAY], RetentionRule()),
        (nightly(400), None),
        ([], RetentionRule()),
    ],
    ids=["newest", "lone months", "two months in a week", "all", "none"],
)
def test_these_all_stay(days, told):
    assert stay(days, told) == set(days)


@pytest.mark.parametrize("told", [RetentionRule(), RetentionRule(3, 2), RetentionRule(0, 0), RetentionRule(0, 9)])
def test_thinning_every_night_keeps_what_thinning_once_does(told):
    """What went never would have had to stay: night after night ends where one thinning at the end would."""
    left = set()
    for day in nightly(500)[::-1]:
        left = stay({*left, day}, told)
        assert day in left
    assert left == stay(nightly(500), told)


@pytest.mark.parametrize(("setting", "expected"), [("", RetentionRule()), ("30 8", RetentionRule(30, 8)), ("all", None)])
def test_the_setting(monkeypatch, setting, expected):
    monkeypatch.setenv("GONGKAI_KEEP", setting)
    assert rule() == expected


@pytest.mark.parametrize("setting", ["14", "-1 2", "a b", "1 2 3", "none"])
def test_a_setting_that_cannot_be_is_refused_before_anything_is_written(built, home, monkeypatch, setting):
    built(Warc().start().finish())
    monkeypatch.setenv("GONGKAI_KEEP", setting)
    with pytest.raises(BadConfiguration, match="14 12"):
        snapshot.snapshot(home)
    assert not list(home.public.glob("*.json"))


def test_old_snapshots_go_their_digests_stay_and_warc_files_are_not_touched(built, home, monkeypatch):
    built(Warc().start().fetch("http://town.example/nb/1.html", page("公告", "<p>公告正文。</p>")).finish())
    monkeypatch.setenv("GONGKAI_KEEP", "3 1")
    warcs = {path: path.read_bytes() for path in home.root.glob("warc/**/*.gz")}
    published = []
    for day in nightly(30)[::-1]:
        monkeypatch.setattr(snapshot, "now", lambda day=day: datetime(day.year, day.month, day.day, 3, tzinfo=UTC))
        published.append(publish_news(home))
    history = json.loads((home.public / "history.json").read_text())
    assert [entry["sha256"] for entry in history] == [edition["sha256"] for edition in reversed(published)]
    kept = [entry["file"] for entry in history if entry["kept"]]
    assert sorted(path.name for path in home.public.glob("gongkai-*.db")) == sorted(kept)
    assert [name[8:16] for name in kept] == ["20260520", "20260519", "20260518", "20260511", "20260501", "20260421"]
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=home.public, capture_output=True, check=False).returncode == 0
    assert {path: path.read_bytes() for path in home.root.glob("warc/**/*.gz")} == warcs
