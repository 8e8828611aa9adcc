"""Draw placed pages as OFD by GB/T 33190-2016: TextObject with TextCode and DeltaX, PathObject for rules. Units are millimetres.

Options: `ofd_delta` (each, group, none), `ofd_glyphs` (one TextObject a sign), `ofd_order` (objects in another order), `ofd_ctm`
(signs twice as large, halved by the CTM).
"""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape

from ..paper.draft import Draft
from .docx import pack
from .pages import Pages, Sheet, Word, advance

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MM = 25.4 / 72


def _box(x: float, y: float, wide: float, high: float) -> str:
    return " ".join(f"{value * MM:.3f}" for value in (x, y, wide, high))


class Layer:
    """Draw one page's content with running object ids."""

    def __init__(self, draft: Draft) -> None:
        """Start the ids after those of the resources."""
        self.options, self.ids = draft.options, 100
        self.rng = Random(f"ofd {draft.rng.random()}")
        self.delta = self.options.get("ofd_delta", self.rng.choice(("each", "group")))

    def next(self) -> int:
        """Return a new object id."""
        self.ids += 1
        return self.ids

    def content(self, sheet: Sheet) -> str:
        """Return the page's Content.xml."""
        rules = [self.path(x0, y0, x1, y1) for x0, y0, x1, y1 in sheet.rules]
        strings = list(sheet.words)
        if self.options.get("ofd_order"):
            self.rng.shuffle(strings)
            strings.sort(key=lambda word: word.look != "covered")
        words = [self.word(word) for word in strings]
        layer = f'<ofd:Layer ID="{self.next()}" Type="Body">{"".join(rules)}{"".join(words)}</ofd:Layer>'
        area = f"<ofd:Area><ofd:PhysicalBox>{_box(0, 0, *sheet.size)}</ofd:PhysicalBox></ofd:Area>"
        return f"{HEAD}<ofd:Page {NS}>{area}<ofd:Content>{layer}</ofd:Content></ofd:Page>"

    def path(self, x0: float, y0: float, x1: float, y1: float, fill: str = "") -> str:
        """Return a straight rule, or a filled white box where `fill` is given."""
        wide, high = (x1 - x0) * MM, (y1 - y0) * MM
        if fill:
            data = f"M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f} L 0 {high:.3f} C"
            return (
                f'<ofd:PathObject ID="{self.next()}" Boundary="{_box(x0, y0, x1 - x0, y1 - y0)}" Stroke="false" Fill="true">'
                f'<ofd:FillColor Value="{fill}"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
            )
        return (
            f'<ofd:PathObject ID="{self.next()}" Boundary="{_box(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5))}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} {high:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def word(self, word: Word) -> str:
        """Return the objects of one string in its look."""
        if word.look in {"comment", "picture"} or not word.text:
            return ""
        signs = list(word.text) if self.options.get("ofd_glyphs") else [word.text]
        parts, x = [], word.x
        for text in signs:
            parts.append(self.text(word, text, x))
            x += advance(text, word.size)
        width = advance(word.text, word.size)
        if word.look in {"struck", "deleted"}:
            parts.append(self.path(word.x - 1, word.y - word.size * 0.33, word.x + width + 1, word.y - word.size * 0.33))
        elif word.look == "covered":
            parts.append(self.path(word.x - 0.5, word.y - word.size * 0.9, word.x + width + 0.5, word.y + word.size * 0.2, "255 255 255"))
        return "".join(parts)

    def text(self, word: Word, text: str, x: float) -> str:
        """Return a TextObject: its boundary is the box of the signs, its TextCode starts at the baseline within the box."""
        big = 2.0 if self.options.get("ofd_ctm") else 1.0
        steps = [advance(sign, word.size) * MM * big for sign in text]
        gaps = [f"{step:.3f}" for step in steps[:-1]]
        if self.delta == "group" and len(gaps) > 1 and len(set(gaps)) == 1:
            gaps = ["g", str(len(gaps)), gaps[0]]
        delta = f' DeltaX="{" ".join(gaps)}"' if gaps else ""
        hidden = ' Visible="false"' if word.look in {"hidden", "class_hidden"} else ""
        matrix = ' CTM="0.5 0 0 0.5 0 0"' if big > 1 else ""
        colour = '<ofd:FillColor Value="255 255 255"/>' if word.look == "white" else ""
        box = _box(x, word.y - word.size * 0.9, sum(steps) / MM / big, word.size * 1.15)
        return (
            f'<ofd:TextObject ID="{self.next()}" Boundary="{box}" Font="2" Size="{word.size * MM * big:.3f}"{matrix}{hidden}>{colour}'
            f'<ofd:TextCode X="0" Y="{word.size * 0.9 * MM * big:.3f}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )


def draw_ofd(draft: Draft) -> bytes:
    """Return the draft as OFD."""
    pages = Pages(draft)
    pages.add(draft.blocks)
    layer = Layer(draft)
    wide, high = pages.size
    contents = {f"Doc_0/Pages/Page_{number}/Content.xml": layer.content(sheet) for number, sheet in enumerate(pages.sheets)}
    listed = "".join(f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(contents)))
    return pack(
        {
            "OFD.xml": f'{HEAD}<ofd:OFD {NS} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{draft.year:032x}</ofd:DocID>'
            "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"{HEAD}<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>{layer.ids + 1}</"
            "ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>"
            f"{_box(0, 0, wide, high)}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            "Doc_0/PublicRes.xml": f'{HEAD}<ofd:Res {NS} BaseLoc="Res"><ofd:Fonts>'
            '<ofd:Font ID="2" FontName="宋体" FamilyName="SimSun"/></ofd:Fonts></ofd:Res>',
            **contents,
        }
    )
