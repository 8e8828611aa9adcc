"""Blocks as HTML: every mark in several techniques of real editors and style sheets."""

from __future__ import annotations

import base64
import io
import random
from dataclasses import dataclass, field
from html import escape

from ..model import Block, Cell, Draft, Paragraph, Row, Run, Table
from .pdf import digits_picture

HIDDEN = (
    '<span style="display:none">{}</span>',
    '<span style="DISPLAY: none;">{}</span>',
    '<span style="visibility: hidden">{}</span>',
    '<span class="{hide}">{}</span>',
    "<span hidden>{}</span>",
    '<span style="color:#ffffff;background:#fff">{}</span>',
    '<font color="white">{}</font>',
    '<span style="font-size:0">{}</span>',
    '<span style="opacity:0">{}</span>',
    '<span style="position:absolute;left:-9999px">{}</span>',
    "<template>{}</template>",
    "<!--{}-->",
)
STRUCK = (
    "<del>{}</del>",
    "<s>{}</s>",
    "<strike>{}</strike>",
    '<span style="text-decoration: line-through;">{}</span>',
    '<span style="text-decoration-line:line-through">{}</span>',
    '<span class="{strike}">{}</span>',
)
SUPERSCRIPT = (
    "<sup>{}</sup>",
    '<span style="vertical-align: super; font-size: 9px">{}</span>',
    '<a href="#_ftn1" name="_ftnref1"><sup>[{}]</sup></a>',
)
INSERTED = (
    "<ins>{}</ins>",
    "<u>{}</u>",
    '<span style="text-decoration:underline">{}</span>',
    '<span class="{shown}">{}</span>',
    "<b>{}</b>",
)


@dataclass
class Look:
    """How a page of one CMS writes: wrappers for paragraphs and cells, and the page's own rules."""

    name: str
    paragraph: str = "<p>{}</p>"
    heading: str = "<p><strong>{}</strong></p>"
    cell: str = "{}"
    table: str = '<table border="1" cellspacing="0" width="100%">'
    tag_case: str = "lower"
    classes: dict[str, str] = field(default_factory=dict)


def run_html(run: Run, rng: random.Random, look: Look) -> str:
    """Return a run as HTML."""
    text = escape(run.text)
    techniques = {"hidden": HIDDEN, "strike": STRUCK, "sup": SUPERSCRIPT, "ins": INSERTED}.get(run.mark)
    if techniques:
        pattern = rng.choice(techniques)
        for name, word in look.classes.items():
            pattern = pattern.replace("{" + name + "}", word)
        return pattern.replace("{}", text)
    simple = {
        "break": "<br>",
        "input": f'<input type="text" value="{text}" size="4">',
        "select": f"<select><option>{_other(run.text)}</option><option selected>{text}</option></select>",
        "picture": f'<img src="data:image/png;base64,{picture_data(run.text)}" height="14" alt="">' if run.mark == "picture" else "",
        "white_on_dark": f'<span style="background:#1f4e79;color:#fff">{text}</span>',
        "soft_hyphen": "&shy;".join(text),
        "split": "".join(f"<span>{part}</span>" for part in text),
    }
    return simple.get(run.mark, text)


def picture_data(text: str) -> str:
    """Return a PNG of digits in base64."""
    target = io.BytesIO()
    digits_picture(text).save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


def _other(text: str) -> str:
    return str(int(text) + 1) if text.isdecimal() else "0"


def cell_html(cell: Cell, rng: random.Random, look: Look) -> str:
    """Return a cell with its spans."""
    inner = "".join(run_html(run, rng, look) for run in cell.runs)
    if not inner and rng.random() < 0.5:
        inner = "&nbsp;"
    spans = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "")
    if cell.vertical and rng.random() < 0.4:
        spans += ' style="writing-mode: vertical-rl"'
    return f"<td{spans}>{look.cell.replace('{}', inner)}</td>"


def row_html(row: Row, rng: random.Random, look: Look) -> str:
    """Return a row; a hidden row by style, attribute or class."""
    ways = (' style="display:none"', " hidden", f' class="{look.classes["hide"]}"')
    how = rng.choice(ways) if row.hidden or row.deleted else ""
    return f"<tr{how}>" + "".join(cell_html(cell, rng, look) for cell in row.cells) + "</tr>\n"


def table_html(table: Table, rng: random.Random, look: Look) -> str:
    """Return a table; nested in a table of layout, or hidden, where the model says so."""
    body = "".join(row_html(row, rng, look) for row in table.rows)
    html = f"{look.table}<tbody>{body}</tbody></table>\n"
    if table.nested:
        html = f'<table border="0" width="100%"><tr><td>{html}</td></tr></table>'
    if table.hidden:
        how = rng.choice(('style="display:none"', f'class="{look.classes["hide"]}"', "hidden"))
        html = f"<div {how}>{html}</div>"
    return html


def block_html(block: Block, rng: random.Random, look: Look) -> str:
    """Return a block."""
    if isinstance(block, Table):
        return table_html(block, rng, look)
    inner = "".join(run_html(run, rng, look) for run in block.runs)
    html = _paragraph_html(block, inner, look)
    return f'<div style="display:none">{html}</div>' if block.hidden else html


def _paragraph_html(block: Paragraph, inner: str, look: Look) -> str:
    if block.style == "title":
        return f'<p style="text-align:center;font-size:22pt">{inner}</p>\n'
    if block.style == "signature":
        return f'<p style="text-align:right">{inner}</p>\n'
    return (look.heading if block.style == "heading" else look.paragraph).replace("{}", inner) + "\n"


def containers(draft: Draft, look: Look) -> dict[str, str]:
    """Return the HTML of the blocks by container."""
    found: dict[str, str] = {}
    for block in draft.blocks:
        found[block.container] = found.get(block.container, "") + block_html(block, draft.rng, look)
    return found
