"""Completes `--help` from help.yaml: two examples per command, and Chinese text in a Chinese locale."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from unicodedata import east_asian_width

import click

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as in gettext
WORDS = {"Options": "选项", "Commands": "命令", "[default: ": "[默认：", "[required]": "[必填]"}


def chinese() -> bool:
    """Return whether the locale's language is Chinese."""
    return next((value for name in VARIABLES if (value := os.environ.get(name))), "").startswith("zh")


@cache
def texts() -> Mapping[str, Any]:
    """Return help.yaml."""
    from gongkai import yaml_tables  # not needed by a command that is run

    found: Mapping[str, Any] = yaml_tables.read("archive", "help.yaml")
    return found


def short(name: str) -> str | None:
    """Return a command's line in the list of commands; None for a command that a plugin adds."""
    pair = texts()["commands"].get(name, {}).get("short")
    return pair[chinese()] if pair else None


def columns(text: str) -> int:
    """Return how many terminal columns a text takes.

    >>> columns("WARC 文件")
    9
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, between Chinese characters or at blanks; closing marks never begin a line.

    >>> wrapped("导出为 CSV，可多次指定", 10)
    ['导出为', 'CSV，可多', '次指定']
    """
    lines, pieces = [""], [""]
    for letter in text:
        if pieces[-1] and (
            letter in "，。；：、）" or (columns(letter) == 1 and letter != " " and columns(pieces[-1][-1]) == 1 and pieces[-1] != " ")
        ):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    for piece in pieces[1:]:
        if columns(lines[-1] + piece) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece.lstrip() if not lines[-1] else piece
    return lines


class ChineseFormatter(click.HelpFormatter):
    """Writes click's help with Chinese headings and lines broken by columns, not by characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{'':>{self.current_indent}}{WORDS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        indent = " " * self.current_indent
        for line in text.splitlines():
            kept = line.startswith("  ") or line == "\b"
            for part in [line] if kept else wrapped(line.strip(), self.width - self.current_indent):
                self.write("" if part == "\b" else f"{indent}{part}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with their texts in a second column."""
        rows = list(rows)
        first = min(max((columns(name) for name, _ in rows), default=0), col_max) + col_spacing
        for name, said in rows:
            for english, word in WORDS.items():
                said = said.replace(english, word)
            parts = wrapped(said, max(self.width - first - self.current_indent, 20))
            head = f"{'':>{self.current_indent}}{name}"
            if columns(name) > first - col_spacing:
                self.write(f"{head}\n")
                head = ""
            for part in parts:
                self.write(f"{head}{' ' * (first + self.current_indent - columns(head))}{part}".rstrip() + "\n")
                head = ""


class HelpContext(click.Context):
    """A click context that completes a command's help from help.yaml only when it is asked for."""

    def make_formatter(self) -> click.HelpFormatter:
        """Complete the command's texts, and return the formatter of the locale's language."""
        complete(self.command, self._name(), self)
        return ChineseFormatter(width=self.terminal_width, max_width=self.max_content_width) if chinese() else super().make_formatter()

    def _name(self) -> str:
        names: list[str] = []
        context: click.Context | None = self
        while context and context.parent:
            names.insert(0, context.info_name or "")
            context = context.parent
        return " ".join(names)


def complete(command: click.Command, name: str, context: click.Context) -> None:
    """Give a command its examples, and the Chinese texts in a Chinese locale; a command that help.yaml lacks is left unchanged."""
    own = texts()["commands"].get(name)
    if not own:
        return
    command.epilog = "\b\n" + "\n".join(_example(*each) for each in own["examples"])
    if not chinese():
        command.epilog = command.epilog.replace("\b\n", "\b\nExamples:\n")
        return
    command.epilog = command.epilog.replace("\b\n", "\b\n示例：\n")
    command.help = own["zh"]
    said = {**texts()["common"], **own["options"]}
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            parameter.help = next((said[option] for option in parameter.opts if option in said), parameter.help)


def _example(call: str, english: str, chinese_text: str) -> str:
    return f"  {call}\n      {chinese_text if chinese() else english}"


def prepared(command: click.Command) -> click.Command:
    """Give a command and its subcommands the context that completes their help."""
    command.context_class = HelpContext
    if isinstance(command, click.Group):
        for each in command.commands.values():
            prepared(each)
            each.short_help = _first(texts_of(command, each)) if chinese() else each.short_help
    return command


def texts_of(group: click.Group, command: click.Command) -> str | None:
    """Return the Chinese description of a subcommand; None if help.yaml lacks it."""
    found: str | None = texts()["commands"].get(f"{group.name} {command.name}", {}).get("zh")
    return found


def _first(text: str | None) -> str | None:
    return text.partition("\n")[0] if text else None
