"""OFD (GB/T 33190) as the public specification has it: text objects with glyph advances, paths for the rules."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.quality.paper import Paper
from tests.quality.writers import layout
from tests.quality.writers.html import Markup

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 25.4 / 72
BOX = f"0 0 {layout.WIDTH * MM:.2f} {layout.HEIGHT * MM:.2f}"


def write(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """The paper as OFD."""
    found = layout.pages(paper)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, text in _parts(paper, found):
            archive.writestr(ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return stream.getvalue()


def _parts(paper: Paper, found: list[layout.Page]) -> list[tuple[str, str]]:
    listed = "".join(f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(found)))
    return [
        (
            "OFD.xml",
            f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
            f"<ofd:Title>{escape(paper.title)}</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        ),
        (
            "Doc_0/Document.xml",
            f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>{BOX}"
            f"</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        ),
        (
            "Doc_0/PublicRes.xml",
            f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
        ),
        *((f"Doc_0/Pages/Page_{n}/Content.xml", _page(page, 1000 + 5000 * n)) for n, page in enumerate(found)),
    ]


def _page(page: layout.Page, first: int) -> str:
    """One page: every object with its boundary; coordinates in millimetres within it."""
    objects = [_rule(rule, first + n) for n, rule in enumerate(page.rules)]
    objects += [_text(text, first + len(objects) + n) for n, text in enumerate(page.texts)]
    return (
        f"<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>{BOX}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="{first - 1}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _rule(rule: tuple[float, float, float, float], number: int) -> str:
    x1, y1, x2, y2 = (value * MM for value in rule)
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{x1:.3f} {y1:.3f} {max(x2 - x1, 0.1):.3f} {max(y2 - y1, 0.1):.3f}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x2 - x1:.3f} {y2 - y1:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _text(text: layout.Text, number: int) -> str:
    size = text.size * MM
    steps = " ".join(f"{layout.width_of(char, size):.3f}" for char in text.text[:-1])
    advance = f" DeltaX={quoteattr(steps)}" if steps else ""
    width = layout.width_of(text.text, size)
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{text.x * MM:.3f} {text.y * MM - size:.3f} {width:.3f} {size * 1.3:.3f}"'
        f' Font="1" Size="{size:.3f}">'
        f'<ofd:TextCode X="0" Y="{size:.3f}"{advance}>{escape(text.text)}</ofd:TextCode></ofd:TextObject>'
    )
