"""How a help text is broken into lines, in Chinese and in English; the texts themselves are in tests/test_help.py."""

from types import SimpleNamespace

import click
import pytest

from archive import help
from archive.help import ChineseFormatter, HelpContext, columns, wrapped


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("ab", 2), ("公开", 4), ("\uff21", 2), ("\uff71", 1), ("é", 1), ("公开 a", 6), ("，", 2), ("…", 1), ("①", 1)],
)
def test_the_columns_that_a_text_takes(text, width):
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("导出", 4, ["导出"]),
        ("导出为", 4, ["导出", "为"]),
        ("导出，为", 4, ["导", "出，", "为"]),
        ("导出，为", 6, ["导出，", "为"]),
        ("甲乙。丙", 4, ["甲", "乙。", "丙"]),
        ("甲乙；丙", 4, ["甲", "乙；", "丙"]),
        ("甲乙：丙", 4, ["甲", "乙：", "丙"]),
        ("甲乙、丙", 4, ["甲", "乙、", "丙"]),
        ("甲乙）丙", 4, ["甲", "乙）", "丙"]),
        ("甲乙（丙", 6, ["甲乙（", "丙"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("甲 CSV 乙", 5, ["甲", "CSV", "乙"]),
        ("甲CSV乙", 5, ["甲CSV", "乙"]),
    ],
)
def test_lines_break_between_characters_and_at_blanks(text, width, lines):
    assert wrapped(text, width) == lines


def written(write, width=40, indent=0):
    formatter = ChineseFormatter(width=width)
    formatter.current_indent = indent
    write(formatter)
    return formatter.getvalue()


def test_usage_and_headings_are_chinese():
    assert written(lambda formatter: formatter.write_usage("gongkai", "[OPTIONS]")) == "用法：gongkai [OPTIONS]\n"
    assert written(lambda formatter: formatter.write_usage("gongkai", "x", "Use: ")) == "Use: gongkai x\n"
    for english, word in (("Options", "选项"), ("Commands", "命令"), ("Other", "Other")):
        assert written(lambda formatter, heading=english: formatter.write_heading(heading), indent=2) == f"  {word}：\n"


def test_paragraphs_keep_their_examples():
    text = "第一段文字很长很长很长\n\b\n  gongkai run\n      做一件很长很长很长很长的事\n末"
    assert written(lambda formatter: formatter.write_text(text), width=16, indent=2) == (
        "  第一段文字很长\n  很长很长\n    gongkai run\n        做一件很长很长很长很长的事\n  末\n"
    )


def test_options_have_their_texts_in_a_second_column():
    rows = [("-a", "短的说明"), ("--选项", "说明 [default: 7] [required]")]
    assert written(lambda formatter: formatter.write_dl(rows), width=60, indent=2) == (
        "  -a      短的说明\n  --选项  说明 [默认：7] [必填]\n"
    )
    assert written(lambda formatter: formatter.write_dl([]), width=60) == ""


def test_a_long_option_has_a_line_of_its_own():
    rows = [("--" + "x" * 29, "说明"), ("-b", "乙")]
    assert written(lambda formatter: formatter.write_dl(rows), width=60) == f"--{'x' * 29}\n{' ' * 32}说明\n-b{' ' * 30}乙\n"
    rows = [("--" + "x" * 28, "说明")]
    assert written(lambda formatter: formatter.write_dl(rows), width=60) == f"--{'x' * 28}  说明\n"
    assert written(lambda formatter: formatter.write_dl([("-b", "乙" * 11)], col_spacing=3), width=10) == (f"-b   {'乙' * 10}\n     乙\n")


@click.group(help="English")
@click.option("--home", help="a folder")
@click.option("--own", help="own")
def group():
    """A group."""


@group.command("add", help="English add", short_help="short add")
def add():
    """A command."""


TEXTS = {
    "common": {"--help": "帮助", "--home": "共同"},
    "commands": {
        "": {"zh": "中文", "options": {"--home": "目录"}, "examples": [["gongkai a", "do a", "做甲"], ["gongkai b", "do b", "做乙"]]},
        "group add": {"zh": "加\n细节", "options": {}, "examples": [], "short": ["Add", "加"]},
    },
}


@pytest.fixture
def chosen(monkeypatch):
    monkeypatch.setattr(help, "texts", lambda: TEXTS)

    def choose(chinese):
        monkeypatch.setattr(help, "chinese", lambda: chinese)

    return choose


@pytest.mark.parametrize(
    ("chinese", "told", "options", "example"),
    [
        (False, "English", ["a folder", "own"], "\b\nExamples:\n  gongkai a\n      do a\n  gongkai b\n      do b"),
        (True, "中文", ["目录", "own"], "\b\n示例：\n  gongkai a\n      做甲\n  gongkai b\n      做乙"),
    ],
)
def test_a_command_is_completed(chosen, chinese, told, options, example):
    chosen(chinese)
    made = click.Group("group", help="English", params=[click.Option(["--home"], help="a folder"), click.Option(["--own"], help="own")])
    help.complete(made, "", click.Context(made))
    assert (made.help, [option.help for option in made.params], made.epilog) == (told, options, example)


def test_a_command_that_is_not_in_the_table_is_left(chosen):
    chosen(True)
    made = click.Command("other", help="English")
    help.complete(made, "other", click.Context(made))
    assert (made.help, made.epilog) == ("English", None)


@pytest.mark.parametrize(("chinese", "line"), [(False, "short add"), (True, "加")])
def test_subcommands_are_prepared_too(chosen, chinese, line):
    chosen(chinese)
    add.short_help = "short add"
    help.prepared(group)
    assert (group.context_class, add.context_class, add.short_help) == (HelpContext, HelpContext, line)
    assert (help.texts_of(group, add), help.texts_of(group, click.Command("none"))) == ("加\n细节", None)
    assert (help.short("group add"), help.short("none"), help.short("")) == (("加" if chinese else "Add"), None, None)


@pytest.mark.parametrize("chinese", [False, True])
def test_the_context_writes_the_language_of_the_locale(chosen, chinese):
    chosen(chinese)
    outer = HelpContext(group, info_name="gongkai", terminal_width=50)
    middle = HelpContext(group, parent=outer, info_name="group")
    inner = HelpContext(add, parent=middle, info_name="add", terminal_width=50)
    assert [context._name() for context in (outer, middle, inner)] == ["", "group", "group add"]
    made = inner.make_formatter()
    assert (isinstance(made, ChineseFormatter), made.width) == (chinese, 50)
    assert SimpleNamespace(help=add.help) == SimpleNamespace(help="加\n细节" if chinese else "English add")
    add.help = "English add"
