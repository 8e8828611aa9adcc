"""Ways to print the rows of a list, and paths of articles as the platforms name them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape

from ..documents import Document, PathOf
from ..interface import Builder, Column, Host

CUT = 18
"""Characters after which a cut title is printed with an ellipsis; the `title` attribute holds the full one."""


def li(one: Document, *, href: str = "") -> str:
    """Return a row of a plain list: link, date in a span."""
    return f'<li><a href="{escape(href or one.path)}" title="{escape(one.title)}">{escape(one.title)}</a><span>{one.date or ""}</span></li>'


def cut_li(one: Document) -> str:
    """Return a row whose visible title is cut; the whole title stands in the attribute."""
    short = one.title if len(one.title) <= CUT else one.title[:CUT] + "..."
    return f'<li><a href="{escape(one.path)}" title="{escape(one.title)}" target="_blank">{escape(short)}</a><i>[{one.date}]</i></li>'


def tr(one: Document) -> str:
    """Return a row of a layout table: dot, link, date."""
    return (
        '<tr valign="top"><td width="25"><img src="/images/ico2.jpg"></td>'
        f'<td width="550"><a href="{escape(one.path)}">{escape(one.title)}</a></td><td>{one.date}</td></tr>'
    )


def numbered_tr(one: Document, number: int) -> str:
    """Return a row of a catalogue table: index number, link, office, date."""
    return (
        f'<tr class="row"><td>{number:06d}/2026-{number:05d}</td><td><a '
        f'href="{escape(one.path)}" target="_blank">{escape(one.title)}</a></td>'
        f"<td>{one.source}</td><td>{one.date}</td></tr>"
    )


def ul(rows: Iterable[str], css: str = "list") -> str:
    """Return rows as a list."""
    return f'<ul class="{css}">{"".join(rows)}</ul>'


def table(rows: Iterable[str], css: str = "gl_list") -> str:
    """Return rows as a table."""
    return f'<table width="682" class="{css}"><tbody>{"".join(rows)}</tbody></table>'


def trs_path(column: str, first: int, ending: str = "html") -> PathOf:
    """Return the paths of a TRS column: month directory, tDATE_NUMBER."""

    def path(number: int, day: str) -> str:
        flat = day.replace("-", "")
        return f"{column}{flat[:6]}/t{flat}_{first + number}.{ending}"

    return path


def hashed_path(column: str, ending: str) -> PathOf:
    """Return paths of a month directory and a name of 32 hexadecimal digits."""

    def path(number: int, day: str) -> str:
        name = hashlib.md5(f"{column}{number}".encode(), usedforsecurity=False).hexdigest()
        return f"{column}{day[:4]}{day[5:7]}/{name}.{ending}"

    return path


def numbered_path(prefix: str, first: int, ending: str) -> PathOf:
    """Return paths that differ by a number only."""

    def path(number: int, day: str) -> str:
        return f"{prefix}{first + number}{ending}"

    return path


def one_column(name: str, family: str, trap: str, start: str, build: Builder, kind: str = "annual_report") -> Host:
    """Return a host with a single column `nb` 政府信息公开年报."""
    label = "政府信息公开年报" if kind == "annual_report" else "通知公告"
    return Host(name, family, trap, (Column("nb", label, start, kind),), build)
