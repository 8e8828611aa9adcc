"""Class ``marks``: notes, struck, inserted and hidden matter, inputs and pictures, in the technique of each format."""

from __future__ import annotations

from ..model import Cell, Draft, Row, Run, Table
from . import ALL, TABLES, WEB, variant

MARKED = ALL - {"txt"}
HIDING = ALL - {"txt", "scan"}
PICTURES = frozenset({"html", "docx", "pdf-reportlab", "pdf-chromium", "pdf-libreoffice", "md"})


def some(draft: Draft, *, positive: bool = False) -> list[Cell]:
    """Return one to six cells to mark."""
    return draft.pick(draft.rng.randint(1, 6), positive=positive)


def keep(draft: Draft, cell: Cell, state: str = "number") -> None:
    """Say that the figure of a cell is still what is visible."""
    if cell.key:
        old = draft.expected[cell.key]
        draft.expect(cell.key, state, old.value, old.raw)


@variant("marks", "page", ALL, TABLES)
def footnote(draft: Draft) -> None:
    """Put a note's sign after the figure."""
    for cell in some(draft):
        sign = draft.rng.choice(("①", "²", "[1]", "*", "③") if draft.format == "txt" else ("1", "①", "2", "[3]", "②", "注1"))
        plain_sign = sign in "①②③²" and draft.rng.random() < 0.5
        cell.runs.append(Run(sign, "" if plain_sign or draft.format == "txt" else "sup"))
        keep(draft, cell, "number" if sign in "①②③²" or draft.format not in ("txt", "md") else "either")
    draft.blocks.append(_note("注：①②含派出机构办理的事项。"))


def _note(text: str) -> Table:
    return Table("other", [Row([Cell([Run(text)])])], own=False)


@variant("marks", "page", MARKED, TABLES)
def corrected(draft: Draft) -> None:
    """Strike a wrong figure and print the right one beside it."""
    for cell in some(draft):
        right, wrong = cell.text, str(draft.rng.randint(0, 999))
        struck, new = Run(wrong, "strike"), Run(right, draft.rng.choice(("ins", "")))
        cell.runs = [struck, new] if draft.rng.random() < 0.8 else [new, struck]
        keep(draft, cell)


@variant("marks", "page", MARKED, TABLES)
def struck(draft: Draft) -> None:
    """Strike a figure and print no other."""
    for cell in some(draft, positive=True):
        cell.runs = [Run(cell.text, "strike")]
        draft.expect(cell.key, "absent")


@variant("marks", "page", HIDING, TABLES)
def hidden_beside(draft: Draft) -> None:
    """Keep hidden digits beside the visible figure."""
    for cell in some(draft):
        secret = Run(str(draft.rng.randint(0, 999)), "hidden")
        cell.runs = [secret, *cell.runs] if draft.rng.random() < 0.5 else [*cell.runs, secret]
        keep(draft, cell)


@variant("marks", "page", HIDING, TABLES)
def hidden_only(draft: Draft) -> None:
    """Hide the figure of a cell."""
    for cell in some(draft, positive=True):
        cell.runs = [Run(cell.text, "hidden")]
        draft.expect(cell.key, "absent")


@variant("marks", "page", MARKED, TABLES)
def inserted(draft: Draft) -> None:
    """Mark figures as inserted or underlined."""
    for cell in some(draft):
        cell.runs = [Run(cell.text, "ins")]
        keep(draft, cell)


@variant("marks", "page", frozenset({"html", "docx", "doc", "xlsx", "pdf-chromium", "pdf-libreoffice"}), TABLES)
def hidden_row(draft: Draft) -> None:
    """Keep a second, hidden row of the same label before a row."""
    table = draft.rng.choice(draft.tables())
    spanned = [n for n, row in enumerate(table.rows) if any(c.key for c in row.cells) and all(c.rowspan == 1 for c in row.cells)]
    number = draft.rng.choice(spanned)
    row = table.rows[number]
    spans = [c for above in table.rows[:number] for c in above.cells if c.rowspan > number - table.rows.index(above)]
    if spans:
        return
    copy = [Cell([Run(str(draft.rng.randint(0, 500)))] if c.key else list(c.runs), c.colspan, head=c.head) for c in row.cells]
    table.rows.insert(number, Row(copy, hidden=True, deleted=draft.rng.random() < 0.4))


@variant("marks", "page", WEB, TABLES)
def inputs(draft: Draft) -> None:
    """Hold figures in input boxes and lists of choices."""
    for cell in some(draft):
        cell.runs = [Run(cell.text, draft.rng.choice(("input", "select")))]
        keep(draft, cell, "unread" if draft.format == "html" else "either")


@variant("marks", "page", PICTURES, TABLES)
def pictures(draft: Draft) -> None:
    """Print digits as a picture."""
    for cell in some(draft):
        cell.runs = [Run(cell.text, "picture")]
        keep(draft, cell, "unread")


@variant("marks", "page", frozenset({"html", "docx", "pdf-chromium", "pdf-libreoffice"}), TABLES)
def white_on_dark(draft: Draft) -> None:
    """Print white digits on a dark ground: they are visible."""
    for cell in some(draft):
        cell.runs = [Run(cell.text, "white_on_dark")]
        keep(draft, cell)


@variant("marks", "page", frozenset({"html", "docx", "doc", "pdf-chromium", "pdf-libreoffice"}), TABLES)
def split_digits(draft: Draft) -> None:
    """Split a figure over runs, or put soft hyphens in it."""
    for cell in draft.pick(8, positive=True):
        cell.runs = [Run(cell.text, draft.rng.choice(("split", "soft_hyphen")))]
        keep(draft, cell)
