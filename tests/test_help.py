"""`--help` of every command: two examples that can be run, and Chinese for each command and option where the locale is Chinese."""

import re
import shlex
from importlib.metadata import entry_points

import click
import pytest

from archive import help
from archive.cli import cli
from tests.conftest import command

TEXTS = help.texts()["commands"]
COMMON = help.texts()["common"]


def commands():
    """Every command and subcommand by the words that call it."""
    found = {"": cli}
    for entry in entry_points(group="gongkai.commands"):
        loaded = entry.load()
        found[entry.name] = loaded
        if isinstance(loaded, click.Group):
            found |= {f"{entry.name} {name}": each for name, each in loaded.commands.items()}
    return found


COMMANDS = commands()


def options(each):
    return {max(parameter.opts, key=len) for parameter in each.params if isinstance(parameter, click.Option)} - {"--help"}


def chinese(text):
    return re.search("[一-鿿]", text) is not None


def test_every_command_has_its_texts_and_no_other():
    assert sorted(TEXTS) == sorted(COMMANDS)
    assert {name for name in COMMANDS if name and " " not in name} == {name for name, each in TEXTS.items() if "short" in each}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_chinese_text_and_no_text_lacks_its_option(name):
    own, known = set(TEXTS[name]["options"]), options(COMMANDS[name])
    assert own <= known
    assert known - own - set(COMMON) == set()
    assert [text for text in [TEXTS[name]["zh"], *TEXTS[name]["options"].values()] if not chinese(text)] == []


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, each in TEXTS.items() for call, _, _ in each["examples"]])
def test_an_example_calls_its_command_with_options_that_exist(name, call):
    assert len(TEXTS[name]["examples"]) == 2
    program, *words = shlex.split(call)
    assert program == "gongkai"
    parent = click.Context(cli, info_name="gongkai")
    args = cli.make_parser(parent).parse_args(args=list(words))[1]
    given = []
    each: click.Command = cli
    while isinstance(each, click.Group) and args and not args[0].startswith("-"):
        given.append(args[0])
        each = each.get_command(parent, args[0])
        _, args, _ = each.make_parser(click.Context(each)).parse_args(args=args[1:])
    assert " ".join(given).startswith(name)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "C"}, True),
        ({"LANGUAGE": "zh_CN:en", "LC_ALL": "en_US.UTF-8"}, True),
        ({"LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "C"}, True),
        ({}, False),
    ],
)
def test_the_first_variable_that_is_set_decides(language, expected, monkeypatch):
    for name in help.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in language.items():
        monkeypatch.setenv(name, value)
    assert help.chinese() is expected


@pytest.mark.parametrize("name", ["", "crawl", "export", "export csv", "sites add"])
def test_help_as_a_user_calls_it(name, tmp_path):
    none = dict.fromkeys(help.VARIABLES, "")
    shown = command(*name.split(), "--help", home=tmp_path, env={**none, "LC_ALL": "C.UTF-8"})
    assert (shown.returncode, shown.stdout.count("Examples:"), chinese(shown.stdout)) == (0, 1, False)
    first, second = (call for call, _, _ in TEXTS[name]["examples"])
    assert shown.stdout.index(first) < shown.stdout.rindex(second)
    shown = command(*name.split(), "--help", home=tmp_path, env={**none, "LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN", "COLUMNS": "80"})
    assert (shown.returncode, "Usage" in shown.stdout, "Options" in shown.stdout, "示例：" in shown.stdout) == (0, False, False, True)
    assert [line for line in shown.stdout.splitlines() if help.columns(line) > 80] == []
    assert [line for line in shown.stdout.splitlines() if line.lstrip().startswith(("，", "。", "；"))] == []


def test_the_list_of_commands_loads_none_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(type(cli), "get_command", lambda *_: pytest.fail("a command was loaded"))
    shown = cli.get_help(cli.context_class(cli, info_name="gongkai"))
    assert all(name in shown for name in COMMANDS if " " not in name)
