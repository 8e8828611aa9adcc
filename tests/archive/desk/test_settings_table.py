"""Every setting on the desk's page: what holds where it is not set, and what of it is never shown."""

import pytest

from archive.desk import settings
from gongkai.home import Home

PLAIN = {
    **dict.fromkeys(
        ("FREE", "CONTACT", "CHROMIUM", "READER_SECONDS", "READER_MEMORY", "SIGNING_KEY", "ALARM_MAIL", "LOOKER", "NOTICE", "PLACE"), ""
    ),
    **dict.fromkeys(("NOTICE", "NOW", "CLOCK"), ""),
    "ANSWER_SECONDS": "300",
    "VISIT_HOURS": "20",
    "HOST_HOURS": "12",
    "KEEP": "14 12",
    "TEXT_APART": "512",
    "TIDY_FORMATS": "csv parquet xlsx",
}
ADDRESSES = {"WARC": "HOME/warc", **dict.fromkeys(("SCHEDULER", "TIME_STAMPS", "OPENTIMESTAMPS", "ALARM_WEBHOOK", "SMTP", "HEARTBEAT"), "")}
SECRETS = {"ALARM_COMMAND": "", "DESK_TOKEN": ""}
EVERY = {f"GONGKAI_{name}": value for name, value in {**PLAIN, **ADDRESSES, **SECRETS}.items()}
GIVEN = "https://user:word@h.example:81/path?key=1"


def in_force(home, **environment):
    return {each.name: each for each in settings.in_force(Home(home), environment)}


def test_defaults_hold_where_nothing_is_set(tmp_path):
    found = in_force(tmp_path)
    assert {name: each.value for name, each in found.items()} == EVERY
    assert {each.source for each in found.values()} == {"default"}
    assert all(each.chinese and each.english and each.chinese != each.english for each in found.values())


@pytest.mark.parametrize("name", EVERY)
def test_what_may_hold_a_secret_is_hidden(tmp_path, name):
    each = in_force(tmp_path, **{name: GIVEN})[name]
    short = name.removeprefix("GONGKAI_")
    expected = GIVEN if short in PLAIN else settings.HIDDEN if short in SECRETS else f"https://h.example/{settings.HIDDEN}"
    assert (each.value, each.source) == (expected, "environment")


def test_the_environment_wins_over_the_file_and_an_unknown_name_is_shown_as_such(tmp_path):
    (tmp_path / "gongkai.env").write_text("GONGKAI_CONTACT=file\nGONGKAI_KEEP=3 4\nGONGKAI_KEEPS=secret\n")
    found = in_force(tmp_path, GONGKAI_CONTACT="environment", GONGKAI_KEEP="")
    assert (found["GONGKAI_CONTACT"].value, found["GONGKAI_CONTACT"].source) == ("environment", "environment")
    assert (found["GONGKAI_KEEP"].value, found["GONGKAI_KEEP"].source) == ("14 12", "default")
    assert (found["GONGKAI_KEEPS"].value, found["GONGKAI_KEEPS"].source) == (settings.HIDDEN, "file")
    assert found["GONGKAI_KEEPS"].english == "no setting of gongkai"
    assert in_force(tmp_path)["GONGKAI_KEEP"].source == "file"
    assert {source: pair[1] for source, pair in settings.SOURCES.items()} == {
        "command_line": "command line",
        "environment": "environment",
        "file": "gongkai.env",
        "default": "default",
    }
