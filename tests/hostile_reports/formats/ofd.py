"""Draw pages as OFD (GB/T 33190): text objects and paths in a zip."""

from __future__ import annotations

import io
import math
import zipfile
from html import escape

from ..model import Draft
from .drawn import HEIGHT, WIDTH, Line, Operation, Text, pages_of

MM = 25.4 / 72
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _n(points: float) -> str:
    return f"{points * MM:.3f}"


def _advances(text: str, size: float) -> str:
    return " ".join(_n(size / 2 if ord(c) < 0x2000 else size) for c in text[:-1])


def _text(text: Text, number: int, draft: Draft) -> str:
    turned = ""
    if text.angle:
        cosine, sine = math.cos(math.radians(text.angle)), math.sin(math.radians(text.angle))
        turned = f' CTM="{cosine:.4f} {-sine:.4f} {sine:.4f} {cosine:.4f} 0 0" Alpha="40"'
    how = ""
    color = ""
    if text.mark == "hidden":
        how = draft.rng.choice((' Visible="false"', ' Alpha="0"', ""))
        color = '<ofd:FillColor Value="255 255 255"/>' if not how else ""
    wide = max(1, len(text.text)) * text.size
    box = (
        f"{_n(text.x)} {_n(text.y - text.size)} {_n(text.size if text.vertical else wide)} {_n(wide if text.vertical else text.size * 1.2)}"
    )
    step = "DeltaY" if text.vertical else "DeltaX"
    advances = " ".join(_n(text.size) for _ in text.text[:-1]) if text.vertical else _advances(text.text, text.size)
    delta = f' {step}="{advances}"' if advances else ""
    code = f'<ofd:TextCode X="0" Y="{_n(text.size)}"{delta}>{escape(text.text)}</ofd:TextCode>'
    return f'<ofd:TextObject ID="{number}" Boundary="{box}" Font="2" Size="{_n(text.size)}"{turned}{how}>{color}{code}</ofd:TextObject>'


def _path(line: Line, number: int) -> str:
    wide, high = max(line.x2 - line.x1, 0.5), max(line.y2 - line.y1, 0.5)
    box = f"{_n(line.x1)} {_n(line.y1)} {_n(wide)} {_n(high)}"
    if line.white:
        data = f"M 0 0 L {_n(wide)} 0 L {_n(wide)} {_n(high)} L 0 {_n(high)} C"
        fill = '<ofd:FillColor Value="255 255 255"/>'
        return f'<ofd:PathObject ID="{number}" Boundary="{box}" Stroke="false" Fill="true">{fill}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    data = f"M 0 0 L {_n(line.x2 - line.x1)} {_n(line.y2 - line.y1)}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{box}" LineWidth="0.2"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def _content(page: list[Operation], start: int, draft: Draft) -> str:
    objects = []
    for step, operation in enumerate(page):
        number = start + step
        objects.append(_path(operation, number) if isinstance(operation, Line) else _text(operation, number, draft))
    area = f"<ofd:Area><ofd:PhysicalBox>0 0 {_n(WIDTH)} {_n(HEIGHT)}</ofd:PhysicalBox></ofd:Area>"
    layer = f'<ofd:Layer ID="{start - 1}" Type="Body">{"".join(objects)}</ofd:Layer>'
    return f"{HEAD}<ofd:Page {NS}>{area}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def render(draft: Draft) -> bytes:
    """Return the OFD package of a draft."""
    files: dict[str, str] = {}
    links = []
    number = 100
    for index, page in enumerate(pages_of(draft)):
        files[f"Doc_0/Pages/Page_{index}/Content.xml"] = _content(page, number + 2, draft)
        links.append(f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{index}/Content.xml"/>')
        number += len(page) + 10
    info = "<ofd:DocInfo><ofd:DocID>00000000000000000000000000000001</ofd:DocID><ofd:Creator>writer</ofd:Creator></ofd:DocInfo>"
    body = f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    files["OFD.xml"] = f'{HEAD}<ofd:OFD {NS} DocType="OFD" Version="1.0">{body}</ofd:OFD>'
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {_n(WIDTH)} {_n(HEIGHT)}</ofd:PhysicalBox></ofd:PageArea>"
    common = f"<ofd:CommonData><ofd:MaxUnitID>{number}</ofd:MaxUnitID>{area}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
    files["Doc_0/Document.xml"] = f"{HEAD}<ofd:Document {NS}>{common}<ofd:Pages>{''.join(links)}</ofd:Pages></ofd:Document>"
    font = '<ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts>'
    files["Doc_0/PublicRes.xml"] = f'{HEAD}<ofd:Res {NS} BaseLoc="Res">{font}</ofd:Res>'
    return zip_bytes({name: text.encode() for name, text in files.items()})


def zip_bytes(files: dict[str, bytes]) -> bytes:
    """Return a zip of files with a fixed date."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()
