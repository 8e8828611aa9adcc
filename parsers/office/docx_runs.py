"""The runs of a DOCX paragraph → pieces of text, each with its mark: struck, hidden, deleted, raised, a field or a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from parsers.types import Mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats the content for old programs
SKIPPED = {W + name for name in ("instrText", "delInstrText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr", "p", "tbl")} | {
    FALLBACK
}
SIGNS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
TRACKED: dict[str, Mark] = {W + "del": "deleted", W + "moveFrom": "deleted", W + "ins": "inserted", W + "moveTo": "inserted"}
NOTES = {W + "footnoteReference", W + "endnoteReference"}
TEXT_BOX = W + "txbxContent"
MOST_STYLES = 12  # a style may be based on, one on the other; Word writes three
RAISED = 4  # half points a run is moved up or down by, and no label is
TINY = 4  # half points: text of two points and less is not read by anybody


class MarkedRun(NamedTuple):
    """Characters with one mark; no text if only the mark matters, as for a picture."""

    text: str
    mark: Mark | None


class StyleMarks:
    """The effect of a document's styles on text."""

    def __init__(self, styles: etree._Element | None = None) -> None:
        self.properties: dict[str, tuple[etree._Element | None, str]] = {}
        for style in () if styles is None else styles.iterchildren(W + "style"):
            based = style.find(W + "basedOn")
            name = style.get(W + "styleId", "")
            self.properties[name] = style.find(W + "rPr"), based.get(W + "val", "") if based is not None else ""

    def chain(self, named: etree._Element | None) -> Iterator[etree._Element]:
        """Yield the run properties of a style and of those it is based on."""
        name = named.get(W + "val", "") if named is not None else ""
        for _ in range(MOST_STYLES):
            if name not in self.properties:
                return
            properties, name = self.properties[name]
            if properties is not None:
                yield properties


def pieces(element: etree._Element, styles: StyleMarks, outer: Mark | None = None) -> list[MarkedRun]:
    """Return a paragraph's pieces, in order; text boxes and tables inside it are separate blocks and leave only a mark."""
    found: list[MarkedRun] = []
    style = element.find(f"{W}pPr/{W}pStyle")
    stack: list[tuple[etree._Element, Mark | None]] = [(child, outer) for child in reversed(element)]
    while stack:
        child, mark = stack.pop()
        tag = str(child.tag)
        if tag in (W + "t", W + "delText"):
            found.append(MarkedRun(child.text or "", mark))
        elif tag in SIGNS:
            found.append(MarkedRun(SIGNS[tag], mark))
        elif (shown := _instead_of_text(child, tag)) is not None:
            found.append(shown if mark is None else MarkedRun(shown.text, mark))
        elif tag not in SKIPPED:
            own = _mark(child, tag, style, styles)
            inner = mark if mark not in (None, "inserted") else own or mark
            stack.extend((grandchild, inner) for grandchild in reversed(child))
    return found


def _instead_of_text(child: etree._Element, tag: str) -> MarkedRun | None:
    """Return what stands for text without being it: a formula, a picture, a text box, a symbol, a note number, a choice list."""
    if tag in (M + "oMath", M + "oMathPara"):
        return MarkedRun("".join(text.text or "" for text in child.iter(M + "t")), "picture")
    if tag in NOTES:
        return MarkedRun("", "superscript")
    if tag == W + "sym":
        return MarkedRun("", "picture")
    if tag in (W + "drawing", W + "pict", W + "object"):
        return _drawn(child)
    if tag == W + "sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
        return MarkedRun("".join(text.text or "" for text in child.iter(W + "t")), "field")
    return MarkedRun("", "field") if tag == W + "fldChar" and child.find(f"{W}ffData/{W}ddList") is not None else None


def _drawn(child: etree._Element) -> MarkedRun:
    """Return a drawing set inline; a picture that floats over the page is not part of the text."""
    box = next(child.iter(TEXT_BOX), None)
    if box is not None:
        return MarkedRun("".join(text.text or "" for text in box.iter(W + "t")), "field")
    floating = next(child.iter("{*}anchor"), None) is not None or "position:absolute" in (_style_of_shape(child))
    pictured = next(child.iter("{*}blip", "{*}imagedata"), None) is not None
    return MarkedRun("", "picture" if pictured and not floating else None)


def _style_of_shape(child: etree._Element) -> str:
    return next((shape.get("style") or "" for shape in child.iter("{urn:schemas-microsoft-com:vml}shape")), "")


def _mark(child: etree._Element, tag: str, style: etree._Element | None, styles: StyleMarks) -> Mark | None:
    if tag in TRACKED:
        return TRACKED[tag]
    if tag != W + "r":
        return None
    own = child.find(W + "rPr")
    sources = (
        ([] if own is None else [own]) + ([] if own is None else list(styles.chain(own.find(W + "rStyle")))) + list(styles.chain(style))
    )
    return mark_of(sources, child) if sources else None


def mark_of(sources: list[etree._Element], run: etree._Element) -> Mark | None:
    """Return the mark that run properties, nearest first, put on a run."""

    def switch(name: str) -> bool:
        return on(next((found for source in sources if (found := source.find(W + name)) is not None), None))

    def value(name: str) -> str:
        found = next((found for source in sources if (found := source.find(W + name)) is not None), None)
        return found.get(W + "val", "") if found is not None else ""

    size = value("sz")
    if switch("vanish") or (size.isdecimal() and int(size) <= TINY) or (value("color").upper() == "FFFFFF" and not _coloured(sources, run)):
        return "hidden"
    if switch("strike") or switch("dstrike"):
        return "struck"
    moved = value("position").removeprefix("-")
    raised = value("vertAlign") in {"superscript", "subscript"} or (moved.isdecimal() and int(moved) >= RAISED)
    return "superscript" if raised else None


def _coloured(sources: list[etree._Element], run: etree._Element) -> bool:
    """Return whether white text has a coloured background: its run, paragraph, cell, table or table style may shade it."""
    if any(source.find(W + "highlight") is not None for source in sources):
        return True
    shades = [source.find(W + "shd") for source in sources]
    for above in run.iterancestors(W + "p", W + "tc", W + "tbl"):
        name = etree.QName(above).localname
        shades.append(above.find(f"{W}{name}Pr/{W}shd"))
        if name == "tbl" and above.find(f"{W}tblPr/{W}tblStyle") is not None:
            return True
    fills = [shade.get(W + "fill", "auto").upper() for shade in shades if shade is not None]
    return any(fill not in {"AUTO", "FFFFFF", ""} for fill in fills)


def on(switch: etree._Element | None) -> bool:
    """Return whether a toggle such as w:b is set."""
    return switch is not None and switch.get(W + "val", "1") not in ("0", "false", "off")
