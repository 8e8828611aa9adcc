"""Choose the table style of a text document."""

from __future__ import annotations

from ..drawing.text import STYLES
from ..paper.draft import Draft
from .registry import ALL, mutation


@mutation("text_style", formats=("text",), forms=ALL, slots="text_style labels")
def page_ends_inside_tables(draft: Draft) -> None:
    """Break aligned or tabbed tables by a page number and a form feed."""
    draft.options["text_style"] = draft.rng.choice(("tab", "space"))
    draft.options["text_page_ends"] = "yes"


def _style(name: str) -> None:
    def apply(draft: Draft) -> None:
        draft.options["text_style"] = name

    apply.__name__ = f"text_{name}"
    apply.__doc__ = f"Write tables in the style {name}."
    mutation("text_style", formats=("text",), forms=ALL, slots="text_style")(apply)


for _name in STYLES:
    _style(_name)
