"""The shapes in which portals write the rows of a list: one function a shape, from a row and its link to HTML.

Each shape notes whether the full title stands in a title attribute and at which length the text is cut, and how it
writes a date; from that follows which titles and dates are right for a reader of the page.
"""


from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from ..model import Row


@dataclass(frozen=True)
class Shape:
    """How one list writes its rows. ``item`` gives one row, ``wrap`` the container of all of them."""

    name: str
    item: Callable[[Row, str, Shape], str]
    wrap: Callable[[str], str]
    attribute: bool = True
    cut: int = 0
    dates: str = "full"

    def text(self, row: Row) -> str:
        """Return the text of the link, cut where the portal cuts."""
        if self.cut and len(row.title) > self.cut:
            return escape(row.title[: self.cut]) + "…"
        return escape(row.title)

    def anchor(self, row: Row, href: str, more: str = "") -> str:
        """Return the link of a row."""
        attribute = f' title="{escape(row.title)}"' if self.attribute else ""
        return f'<a href="{escape(href)}"{attribute} target="_blank"{more}>{self.text(row)}</a>'

    def titles(self, row: Row) -> tuple[str, ...]:
        """Return the titles that are right: the full one, and the cut one where the list shows no more than that."""
        if self.attribute or not self.cut or len(row.title) <= self.cut:
            return (row.title,)
        return (row.title, row.title[: self.cut] + "…", row.title[: self.cut])

    def date(self, row: Row) -> str | None:
        """Return the date that a reader can know from the row; a list that shows no year, or two different dates, tells none."""
        return None if self.dates in ("short", "two") else row.date


def _written(row: Row, form: str) -> str:
    if row.date is None:
        return ""
    year, month, day = row.date.split("-")
    return {"dash": row.date, "dot": f"{year}.{month}.{day}", "slash": f"{year}/{int(month)}/{int(day)}", "box": f"[{row.date}]",
            "han": f"{year}年{int(month)}月{int(day)}日", "short": f"{month}-{day}", "time": f"{row.date} 15:20:07"}[form]


def _li(row: Row, href: str, shape: Shape) -> str:
    return f"<li>{shape.anchor(row, href)}<span>{_written(row, 'dash')}</span></li>"


def _li_date_first(row: Row, href: str, shape: Shape) -> str:
    return f'<li><span class="date">{_written(row, "dot")}</span>{shape.anchor(row, href)}</li>'


def _li_short(row: Row, href: str, shape: Shape) -> str:
    return f"<li>{shape.anchor(row, href)}<em>{_written(row, 'short')}</em></li>"


def _table_row(row: Row, href: str, shape: Shape) -> str:
    return (f'<tr valign="top"><td width="25"><img src="/images/ico.jpg" alt=""></td><td width="550">\n{shape.anchor(row, href)}\n</td>'
            f"<td>\n{_written(row, 'dash')}\n</td></tr>\n")


def _index_row(row: Row, href: str, shape: Shape) -> str:
    number = f"K{abs(hash_of(row.path)) % 100000:05d}-2024-{abs(hash_of(row.title)) % 1000:03d}"
    return f"<tr><td>{number}</td><td>{shape.anchor(row, href)}</td><td>办公室</td><td>{_written(row, 'han')}</td></tr>"


def _definition(row: Row, href: str, shape: Shape) -> str:
    return f"<dl><dd>{shape.anchor(row, href)}</dd><dd>\n  {_written(row, 'dash')}\n</dd></dl>"


def _heading(row: Row, href: str, shape: Shape) -> str:
    return f'<li><h4>{shape.anchor(row, href)}<span class="time">{_written(row, "box")}</span></h4></li>'


def _spans(row: Row, href: str, shape: Shape) -> str:
    return f'<li><span class="d1">{shape.anchor(row, href)}</span><span class="d2">{_written(row, "dash")}</span></li>'


def _calendar(row: Row, href: str, shape: Shape) -> str:
    year, month, day = (row.date or "--").split("-")
    return f'<li><div class="day"><b>{day}</b><i>{year}-{month}</i></div><div class="t">{shape.anchor(row, href)}</div></li>'


def _two_divs(row: Row, href: str, shape: Shape) -> str:
    year, month, day = (row.date or "--").split("-")
    return f'<div class="item"><div class="md">{month}-{day}</div><div class="y">{year}</div><div class="t">{shape.anchor(row, href)}</div></div>'


def _block_link(row: Row, href: str, shape: Shape) -> str:
    return f'<li><a href="{escape(href)}" title="{escape(row.title)}"><p class="tit">{shape.text(row)}</p><p class="d">成文日期：{_written(row, "dash")}</p></a></li>'


def _brackets(row: Row, href: str, shape: Shape) -> str:
    return f'<p class="lb-list">·{shape.anchor(row, href)} {_written(row, "slash")}</p>'


def _times(row: Row, href: str, shape: Shape) -> str:
    return f'<li class="clearfix">{shape.anchor(row, href)}<span class="bt-right">{_written(row, "time")}</span></li>'


def _popbox(row: Row, href: str, shape: Shape) -> str:
    # Interpretations hang in a box inside the row: links of their own, but no rows of the list.
    number = hash_of(row.path) % 10000
    return (f'<li>{shape.anchor(row, href)}<strong>解读</strong><div class="popbox"><ul><li><a href="/explain/{number}.html">文字解读</a></li>'
            f'<li><a href="/explain/{number}t.html">一图读懂</a></li></ul></div><span>{_written(row, "dot")}</span></li>')


def _split_row(row: Row, href: str, shape: Shape) -> str:
    return f'<li class="title_part">{shape.anchor(row, href)}</li><li class="time_part">{_written(row, "dash")}</li>'


def _two_dates(row: Row, href: str, shape: Shape) -> str:
    year = (row.date or "2020").split("-")[0]
    return (f'<tr class="zcwjk"><td>{shape.anchor(row, href)}<p>成文日期：{int(year) - 1}-12-30　发布日期：{_written(row, "dash")}</p></td></tr>')


def _counted(row: Row, href: str, shape: Shape) -> str:
    return f'<li><span class="number">{hash_of(row.path) % 90 + 10}</span><span class="tit">{shape.anchor(row, href)}</span><b class="u_time">{_written(row, "dash")}</b></li>'


def hash_of(text: str) -> int:
    """Return a number for a text that is the same in every run."""
    return sum((index + 1) * ord(character) for index, character in enumerate(text))


def _ul(name: str) -> Callable[[str], str]:
    return lambda items: f'<ul class="{name}">{items}</ul>'


def _with_more(items: str) -> str:
    return f'<ul class="newslist">{items}<li><a href="/zwgk/index.html" target="_blank" title="更多信息&gt;&gt;">更多信息&gt;&gt;</a></li></ul>'


def _fives(items: str) -> str:
    parts = items.split("</li>")
    lines = [part + "</li>" for part in parts if part.strip()]
    spaced = "".join(line + ('<li class="lm_line"></li>' if number % 5 == 0 else "") for number, line in enumerate(lines, 1))
    return f'<ul class="doc_list">{spaced}</ul>'


def _table(items: str) -> str:
    return f'<table width="682" border="0" class="gl_list"><tbody>{items}</tbody></table>'


def _headed(items: str) -> str:
    return (f'<table class="box3"><tr class="tb_title"><td>索引号</td><td>信息名称</td><td>发布机构</td><td>生成日期</td></tr>{items}</table>')


def _tabbed(items: str) -> str:
    return f'<div class="rules_tabs"><dl class="th"><dt>标题</dt><dt>发布日期</dt></dl>{items}</div>'


def _numbered(items: str) -> str:
    lines = items.split("<li>")
    return '<ul>' + lines[0] + "".join(f'<li id="line_u8_{number}">{line}' for number, line in enumerate(lines[1:])) + "</ul>"


SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("li", _li, _ul("list")),
        Shape("li_plain", _li, _ul("news_list"), attribute=False),
        Shape("li_cut", _li, _ul("list_cut"), cut=18),
        Shape("li_cut_bare", _li, _ul("commonlist"), attribute=False, cut=24),
        Shape("date_first", _li_date_first, _ul("u-list")),
        Shape("short_date", _li_short, _ul("list-right"), dates="short"),
        Shape("table", _table_row, _table, attribute=False),
        Shape("index_table", _index_row, _headed),
        Shape("definition", _definition, _tabbed),
        Shape("heading", _heading, _ul("pageList infoList listContent")),
        Shape("spans", _spans, _ul("con_list")),
        Shape("calendar", _calendar, _ul("datelist")),
        Shape("two_divs", _two_divs, lambda items: f'<div class="items">{items}</div>'),
        Shape("block_link", _block_link, _ul("zc_list")),
        Shape("brackets", _brackets, lambda items: f'<div class="lb">{items}</div>'),
        Shape("popbox", _popbox, _ul("u-list zcfb")),
        Shape("times", _times, lambda items: f'<div class="page-content"><ul>{items}</ul></div>'),
        Shape("fives", _li, _fives),
        Shape("numbered", _li, _numbered),
        Shape("split", _split_row, _ul("nav04")),
        Shape("two_dates", _two_dates, lambda items: f'<table class="zcwjk-list"><tbody>{items}</tbody></table>', dates="two"),
        Shape("counted", _counted, _ul("default_news")),
        Shape("with_more", _li, _with_more),
    )
}
