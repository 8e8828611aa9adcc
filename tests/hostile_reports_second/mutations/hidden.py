"""Mutate what is on the page without being seen, or seen without being text: footnotes, struck, hidden, covered, pictures."""

from __future__ import annotations

from ..interface import Format, Seen
from ..paper.blocks import Cell, Look, Run, say
from ..paper.draft import Draft
from .registry import ALL, mutation

LAID: tuple[Format, ...] = ("html", "docx", "xlsx", "pdf", "ofd")


def beside(draft: Draft, look: Look, count: int = 8, before: bool | None = None) -> None:
    """Put another figure in a look that is not read beside some figures; the oracle keeps its figures."""
    for cell in draft.pick(count):
        other = Run(str(draft.rng.randint(1, 99)), look)
        first = draft.rng.random() < 0.5 if before is None else before
        cell.runs = [other, *cell.runs] if first else [*cell.runs, other]


def instead(draft: Draft, look: Look, count: int = 5) -> None:
    """Show some figures in a form that is no text of the file: seen, but a mark is as good as the figure."""
    for cell in draft.pick(count):
        assert cell.coordinate is not None
        old = draft.seen[cell.coordinate]
        cell.runs = [Run(cell.text, look)]
        draft.seen[cell.coordinate] = Seen(old.kind, old.value, old.raw, old.unit, sure=False)


@mutation("footnotes", formats=LAID, forms=ALL, slots="cells", stage="cells")
def superscript_mark(draft: Draft) -> None:
    """Set a superscript footnote mark after figures, and the notes below the tables."""
    beside(draft, "superscript", 8, before=False)


@mutation("footnotes", forms=ALL, slots="cells notes", stage="cells")
def footnote_signs(draft: Draft) -> None:
    """Print ①, ², *, [1], 〔注1〕 right after figures, with the notes at the end."""
    for number, cell in enumerate(draft.pick(6), 1):
        assert cell.coordinate is not None
        mark = draft.rng.choice(
            (chr(0x2460 + number - 1), "²³¹"[number % 3], "*" * (number % 2 + 1), f"[{number}]", f"〔注{number}〕", f"（注{number}）")
        )
        old = draft.seen[cell.coordinate]
        cell.runs = [Run(cell.text + mark)]
        draft.seen[cell.coordinate] = Seen(old.kind, old.value, cell.text, old.unit, sure=mark[0] not in "[")
    draft.blocks.append(say("注：1.含下属单位；2.含上年转入12件；3.不含涉密事项35件。"))


@mutation("struck", formats=LAID, forms=ALL, slots="cells", stage="cells")
def struck_old_figure(draft: Draft) -> None:
    """Leave a struck figure beside the right one."""
    beside(draft, "struck")


@mutation("struck", formats=("html", "docx", "pdf", "ofd"), forms=ALL, slots="cells", stage="cells")
def deleted_and_inserted(draft: Draft) -> None:
    """Leave a tracked deletion before an insertion."""
    for cell in draft.pick(8):
        cell.runs = [Run(str(draft.rng.randint(1, 99)), "deleted"), Run(cell.text, "inserted")]


@mutation("struck", formats=LAID, forms=ALL, slots="cells", stage="cells")
def struck_with_nothing_instead(draft: Draft) -> None:
    """Strike a figure and put none in its place: the cell is as good as blank, and no figure can be sure."""
    for cell in draft.pick(4):
        assert cell.coordinate is not None
        raw = cell.text
        cell.runs = [Run(raw, "struck")]
        draft.seen[cell.coordinate] = Seen("unreadable", None, raw)


@mutation("hidden", formats=("html", "docx", "pdf", "ofd"), forms=ALL, slots="cells", stage="cells")
def hidden_figure(draft: Draft) -> None:
    """Hide a figure: display:none, vanish, render mode 3, Visible=false."""
    beside(draft, "hidden")


@mutation("hidden", formats=("html", "docx", "xlsx", "pdf", "ofd"), forms=ALL, slots="cells", stage="cells")
def white_figure(draft: Draft) -> None:
    """Print a white figure on white paper beside the right one."""
    beside(draft, "white")


@mutation("hidden", formats=("html",), forms=ALL, slots="cells", stage="cells")
def figure_hidden_by_class(draft: Draft) -> None:
    """Hide a figure by a class of the page's own style sheet."""
    beside(draft, "class_hidden")


@mutation("hidden", formats=("html",), forms=ALL, slots="cells", stage="cells")
def figure_off_the_screen(draft: Draft) -> None:
    """Move a figure off the screen, or give it no size."""
    beside(draft, draft.rng.choice(("offscreen", "tiny")))


@mutation("hidden", formats=("html", "docx"), forms=ALL, slots="cells", stage="cells")
def figure_in_a_comment(draft: Draft) -> None:
    """Leave an old figure in a comment."""
    beside(draft, "comment")


@mutation("hidden", formats=("html", "pdf", "ofd"), forms=ALL, slots="cells", stage="cells")
def covered_figure(draft: Draft) -> None:
    """Cover a figure by a white box (by opacity in HTML) and print the right one over or beside it."""
    beside(draft, "covered", before=True)


@mutation("hidden", formats=("html", "pdf", "ofd"), forms=ALL, slots="cells", stage="cells")
def only_invisible_figure(draft: Draft) -> None:
    """Leave cells that look blank with a hidden or white figure in them."""
    for cell in draft.pick(6):
        assert cell.coordinate is not None
        cell.runs = [Run(cell.text, draft.rng.choice(("hidden", "white", "covered")))]
        draft.seen[cell.coordinate] = Seen("blank")


@mutation("hidden", formats=("html",), slots="hidden_column requests_extra", stage="cells")
def hidden_column(draft: Draft) -> None:
    """Hide a column of last year's figures before 总计: by style, class, attribute or nth-child."""
    _hidden_column(draft, draft.rng.choice(("style", "class", "attribute", "nth")))


def _hidden_column(draft: Draft, way: str) -> None:
    for key in ("requests", "disputes"):
        table = draft.table(key)
        if table is None:
            continue
        table.hints["hide_by"] = way
        for row in table.rows:
            if any(cell.coordinate for cell in row):
                row.insert(len(row) - 1, Cell([Run(str(draft.rng.randint(1, 99)))], hidden=True))


@mutation("hidden", formats=("html", "docx", "xlsx"), slots="hidden_row proactive_insert", stage="cells")
def hidden_rows(draft: Draft) -> None:
    """Hide a row of last year's figures with the same label below a row of this year."""
    for table in (draft.table("proactive"), draft.table("statistics")):
        if table is None:
            continue
        number = next(at for at, row in enumerate(table.rows) if any(cell.coordinate for cell in row))
        where = number + draft.rng.randint(0, 1)
        copy = [
            Cell([Run(str(draft.rng.randint(1, 99)))] if cell.coordinate else list(cell.runs), cell.colspan) for cell in table.rows[number]
        ]
        table.rows.insert(where, copy)
        table.hidden_rows.add(where)
        table.hints["hide_by"] = draft.rng.choice(("style", "class", "attribute"))


@mutation("shown", formats=("html", "docx", "pdf"), forms=ALL, slots="cells", stage="cells")
def white_on_dark(draft: Draft) -> None:
    """Print figures white on dark blue: they are seen."""
    for cell in draft.pick(15):
        cell.runs = [Run(cell.text, "on_dark")]


@mutation("shown", formats=("html",), forms=ALL, slots="cells", stage="cells")
def hidden_by_one_rule_shown_by_another(draft: Draft) -> None:
    """Hide figures by a class rule and show them by a stronger one: they are seen."""
    for cell in draft.pick(15):
        cell.runs = [Run(cell.text, "shown_again")]


@mutation("hidden", formats=("html",), forms=ALL, slots="attributes", stage="cells")
def attributes_with_other_figures(draft: Draft) -> None:
    """Leave other figures in title and data attributes of cells."""
    for cell in draft.pick(20):
        cell.attributes = f'title="上年：{draft.rng.randint(1, 99)}" data-value="{draft.rng.randint(1, 99)}"'


@mutation("unreadable", formats=("html", "pdf"), forms=ALL, slots="cells", stage="cells")
def digits_as_pictures(draft: Draft) -> None:
    """Show some figures as pictures."""
    instead(draft, "picture")


@mutation("unreadable", formats=("html",), forms=ALL, slots="cells", stage="cells")
def figures_in_inputs(draft: Draft) -> None:
    """Show some figures in input fields and lists."""
    instead(draft, "input", 4)
    instead(draft, "select", 2)


@mutation("unreadable", formats=("html",), forms=ALL, slots="cells", stage="cells")
def figures_drawn_by_style(draft: Draft) -> None:
    """Show some figures by the content property of the style sheet."""
    instead(draft, "css_content")


@mutation("unreadable", formats=("xlsx",), forms=ALL, slots="cells", stage="cells")
def formulas_without_value(draft: Draft) -> None:
    """Store totals as formulas without a value: a program that shows the sheet calculates them, the file does not say them."""
    for cell in draft.pick(6):
        assert cell.coordinate is not None
        cell.runs = [Run(cell.text, "formula_without_value")]
        draft.seen[cell.coordinate] = Seen("unreadable", None, "=SUM")


@mutation("fields", formats=("docx", "xlsx"), forms=ALL, slots="cells", stage="cells")
def figures_in_fields(draft: Draft) -> None:
    """Store figures as results of fields or formulas."""
    for cell in draft.pick(10):
        cell.runs = [Run(cell.text, "field")]


@mutation("fields", formats=("docx",), forms=ALL, slots="cells", stage="cells")
def figures_in_content_controls(draft: Draft) -> None:
    """Store figures in content controls."""
    for cell in draft.pick(10):
        cell.runs = [Run(cell.text, "control")]


@mutation("fields", formats=("docx",), forms=ALL, slots="cells", stage="cells")
def figures_in_text_boxes(draft: Draft) -> None:
    """Store figures in text boxes within their cells: seen, but a mark is as good."""
    instead(draft, "textbox", 4)


@mutation("fields", formats=("html", "docx", "xlsx"), forms=ALL, slots="cells", stage="cells")
def figure_in_several_runs(draft: Draft) -> None:
    """Cut figures into runs of different looks that a person reads as one number."""
    for cell in draft.pick(15, lambda seen: seen.kind == "number" and len(seen.raw) > 1):
        at = draft.rng.randint(1, len(cell.text) - 1)
        cell.runs = [Run(cell.text[:at], "bold"), Run(cell.text[at:])]
