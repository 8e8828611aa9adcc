"""Mutate paged documents: rules, page ends, alignment, drawing order, glyphs one by one, watermarks, turned pages, vertical labels."""

from __future__ import annotations

from ..paper.draft import Draft
from .registry import ALL, PAGED, mutation


@mutation("pages", formats=PAGED, forms=ALL, slots="page_rules")
def no_rules(draft: Draft) -> None:
    """Print tables without rules."""
    draft.options["page_rules"] = "none"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_rules")
def horizontal_rules_only(draft: Draft) -> None:
    """Print only horizontal rules."""
    draft.options["page_rules"] = "horizontal"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_rules")
def partly_ruled(draft: Draft) -> None:
    """Print vertical rules at the left edge only."""
    draft.options["page_rules"] = "partial"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_break")
def table_over_pages(draft: Draft) -> None:
    """Let tables run over page ends without a repeated head."""
    draft.options["page_break"] = "plain"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_break")
def table_over_pages_with_head(draft: Draft) -> None:
    """Let tables run over page ends and repeat the head."""
    draft.options["page_break"] = "repeat"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_break")
def table_low_on_the_page(draft: Draft) -> None:
    """Begin every table so low that it breaks near its middle."""
    draft.options["page_break"] = "row"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_align")
def figures_flush_right(draft: Draft) -> None:
    """Print figures flush right."""
    draft.options["page_align"] = "right"


@mutation("pages", formats=PAGED, forms=ALL, slots="page_align")
def figures_over_the_rule(draft: Draft) -> None:
    """Print figures flush right a little beyond their column's rule."""
    draft.options["page_align"] = "overhang"


@mutation("pages", formats=PAGED, slots="page_vertical")
def labels_set_vertically(draft: Draft) -> None:
    """Print narrow labels one sign below the other."""
    draft.options["page_vertical"] = "yes"


@mutation("glyphs", formats=("pdf",), forms=ALL, slots="glyphs")
def pdf_glyph_by_glyph(draft: Draft) -> None:
    """Draw each sign as a text object of its own."""
    draft.options["pdf_glyphs"] = "yes"


@mutation("glyphs", formats=PAGED, forms=ALL, slots="order")
def strings_in_other_order(draft: Draft) -> None:
    """Draw a page's strings in another order than they are read."""
    draft.options["pdf_order"] = draft.options["ofd_order"] = "yes"


@mutation("glyphs", formats=("pdf",), forms=ALL, slots="invisible")
def invisible_layer(draft: Draft) -> None:
    """Lay an invisible text layer with other figures over the page, as a bad OCR leaves."""
    draft.options["pdf_invisible"] = "yes"


@mutation("pages", formats=("pdf",), forms=ALL, slots="rotate")
def turned_page(draft: Draft) -> None:
    """Store pages sideways with /Rotate 90."""
    draft.options["pdf_rotate"] = "yes"


@mutation("pages", formats=("pdf",), forms=ALL, slots="watermark")
def slanted_watermark(draft: Draft) -> None:
    """Print a slanted grey watermark with digits."""
    draft.options["pdf_watermark"] = draft.rng.choice(("2024 001", "NO.20231215", "66 88 99"))


@mutation("glyphs", formats=("pdf",), forms=ALL, slots="font")
def pdf_other_fonts(draft: Draft) -> None:
    """Print figures in Times or Courier beside Chinese text in a font that is not embedded."""
    draft.options["pdf_font"] = draft.rng.choice(("song_times", "song_courier"))


@mutation("glyphs", formats=("pdf",), forms=ALL, slots="font")
def pdf_embedded_font(draft: Draft) -> None:
    """Embed a subset of a TrueType font, as WPS and Word do, where the machine has one."""
    draft.options["pdf_font"] = "embedded"


@mutation("glyphs", formats=("pdf",), forms=ALL, slots="bold")
def pdf_fake_bold(draft: Draft) -> None:
    """Draw every string twice, a quarter point apart, as word processors make bold."""
    draft.options["pdf_fake_bold"] = "yes"


@mutation("glyphs", formats=("pdf",), forms=ALL, slots="matrix")
def pdf_scaled_by_matrix(draft: Draft) -> None:
    """Set the font size to one and scale by the text matrix."""
    draft.options["pdf_matrix"] = "yes"


@mutation("hidden", formats=("pdf",), forms=ALL, slots="off_page")
def figures_beyond_the_edge(draft: Draft) -> None:
    """Leave figures beyond the edge of the page."""
    draft.options["pdf_off_page"] = "yes"


@mutation("year", formats=PAGED, forms=ALL, slots="page_header")
def running_head_of_another_year(draft: Draft) -> None:
    """Leave last year's title in the running head of every page but in small print."""
    draft.options["page_header"] = f"政府信息公开年报汇编（{draft.year - 1}年卷）"


@mutation("glyphs", formats=("ofd",), forms=ALL, slots="ctm")
def ofd_scaled_by_matrix(draft: Draft) -> None:
    """Write signs twice as large and halve them by the CTM."""
    draft.options["ofd_ctm"] = "yes"


@mutation("glyphs", formats=("ofd",), forms=ALL, slots="delta")
def ofd_without_group(draft: Draft) -> None:
    """Write every step of DeltaX, or use the group notation g N d."""
    draft.options["ofd_delta"] = draft.rng.choice(("each", "group"))


@mutation("glyphs", formats=("ofd",), forms=ALL, slots="glyphs")
def ofd_glyph_by_glyph(draft: Draft) -> None:
    """Write one TextObject a sign."""
    draft.options["ofd_glyphs"] = "yes"
