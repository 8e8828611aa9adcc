"""A home is what it says of itself: its registry and its settings are in force wherever it is named."""

import sys
from pathlib import Path

import pytest

from gongkai.errors import BadConfiguration, Exit
from gongkai.home import (
    PACKAGED,
    Followed,
    Home,
    Pause,
    again,
    followed_columns,
    pause_of,
    pauses,
    registry_in_force,
    settings_of,
    write_followed,
    write_pauses,
)

SETTINGS = {
    "comment and blank": ("# a comment\n\n", {}),
    "value with signs": ("GONGKAI_HEARTBEAT=https://h.example/a?b=c\n", {"GONGKAI_HEARTBEAT": "https://h.example/a?b=c"}),
    "quoted": ('GONGKAI_KEEP="14 12"\n', {"GONGKAI_KEEP": "14 12"}),
    "empty": ("GONGKAI_CONTACT=\n", {"GONGKAI_CONTACT": ""}),
}


@pytest.mark.parametrize(("text", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_settings_are_read_as_schedulers_read_them(tmp_path, text, expected):
    (tmp_path / "gongkai.env").write_text(text, encoding="utf-8")
    assert settings_of(Home(tmp_path)) == expected


@pytest.mark.parametrize("line", ["no sign", "9NAME=1", "a b=1"])
def test_a_line_that_is_no_setting_is_named(tmp_path, line):
    (tmp_path / "gongkai.env").write_text(f"# first\n{line}\n", encoding="utf-8")
    with pytest.raises(BadConfiguration, match="line 2"):
        settings_of(Home(tmp_path))


def test_the_registry_named_wins_then_the_homes_own(tmp_path):
    home = Home(tmp_path)
    assert registry_in_force(home, None) is None
    (tmp_path / "sites.yaml").write_text("[]")
    assert registry_in_force(home, None) == tmp_path / "sites.yaml"
    assert registry_in_force(home, PACKAGED) == PACKAGED
    assert registry_in_force(home, Path("other.yaml")) == Path("other.yaml")


def test_a_crawl_without_a_registry_follows_nothing(gongkai):
    done = gongkai("crawl")
    assert done.returncode == Exit.BAD_CONFIGURATION
    assert "no registry" in done.stderr
    assert "gongkai init" in done.stderr


def test_the_homes_own_settings_reach_a_command(gongkai, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "gongkai.env").write_text("GONGKAI_FREE=many\n")
    (home / "sites.yaml").write_text(
        '- {id: town, name: 镇, area: "230100", level: county, columns: [{id: a, name: 年报, kind: annual_report, url: http://h.example/}]}\n',
        encoding="utf-8",
    )
    done = gongkai("crawl", home=home)
    assert (done.returncode, "GONGKAI_FREE='many'" in done.stderr) == (Exit.BAD_CONFIGURATION, True)


def test_where_a_home_keeps_what(tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_WARC", raising=False)
    home = Home(tmp_path)
    places = {
        name: Path(getattr(home, name)).relative_to(tmp_path).as_posix() for name in ("warc", "frontier", "stats", "database", "public")
    }
    assert places == {"warc": "warc", "frontier": "frontier", "stats": "stats", "database": "gongkai.db", "public": "public"}
    monkeypatch.setenv("GONGKAI_WARC", "s3://bucket/warc")
    assert home.warc == "s3://bucket/warc"


def test_columns_followed_and_pauses_are_read_back(tmp_path):
    home = Home(tmp_path / "new")
    assert followed_columns(home) is None, "no crawl of all sites yet is not the same as none followed"
    assert pauses(home) == {}
    paused = {"a": Pause("2026-01-01T00:00:00Z", "改版"), "b/annual": Pause("2026-02-01T00:00:00Z", "moved")}
    write_pauses(home, paused)
    assert pauses(home) == paused
    assert "改版" in (home.root / "paused.json").read_text(encoding="utf-8")
    columns = {"a/annual": Followed("甲", "年报", "annual_report", True), "a/policy": Followed("甲", "政策", "policy")}
    write_followed(home, columns)
    assert followed_columns(home) == columns
    assert followed_columns(home)["a/policy"].ended is False
    assert sorted(path.name for path in home.root.iterdir()) == ["followed.json", "paused.json"]
    assert pause_of("a/x", paused) == paused["a"]
    assert pause_of("b/annual", paused) == paused["b/annual"]
    assert pause_of("b/x", paused) is None


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', "{"])
def test_a_file_that_somebody_changed_is_named_with_what_to_do(tmp_path, text):
    for name, read in (("followed.json", followed_columns), ("paused.json", pauses)):
        (tmp_path / name).write_text(text)
        with pytest.raises(BadConfiguration, match=rf"{name} is damaged; delete it"):
            read(Home(tmp_path))


def test_a_command_begins_again_with_the_same_home_and_registry():
    beginning = [sys.executable, "-P", "-m", "gongkai", "--home", "data"]
    assert again(Home(Path("data")), None) == beginning
    assert again(Home(Path("data")), Path("r.yaml")) == [*beginning, "--registry", "r.yaml"]
    assert Path("packaged") == PACKAGED


def test_settings_that_are_no_text_are_refused_with_the_file(tmp_path):
    (tmp_path / "gongkai.env").write_bytes(b"A=\xff")
    with pytest.raises(BadConfiguration, match=r"gongkai\.env cannot be read.*UTF-8"):
        settings_of(Home(tmp_path))
    assert settings_of(Home(tmp_path / "gongkai.env")) == {}, "a home that is a file has none"
