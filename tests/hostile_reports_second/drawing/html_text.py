"""Draw runs as HTML: every look of the drawing model, in the markup that editors leave behind."""

from __future__ import annotations

import base64
import html
import io
from random import Random

from PIL import Image, ImageDraw

from ..paper.blocks import Run

HIDING = (
    "display:none",
    "visibility:hidden",
    "font-size:0",
    "color:#fff",
    "opacity:0",
    "position:absolute;left:-999em",
    "display:none !important",
    "position:absolute;clip:rect(0 0 0 0)",
)


class Sheet:
    """Collect the page's own style rules and give out class names that mean nothing."""

    def __init__(self, rng: Random) -> None:
        """Start an empty style sheet."""
        self.rng, self.rules, self.used = rng, [""], 0

    def add(self, declaration: str, suffix: str = "") -> str:
        """Add a rule for a new class and return the class's name."""
        self.used += 1
        name = f"{self.rng.choice(('ue', 'x', 'cs', 'p', 'font', 'nr'))}{self.rng.randint(10, 99)}{self.used}"
        self.rules.append(f".{name}{suffix}{{{declaration}}}")
        return name

    def text(self) -> str:
        """Return the rules."""
        return "\n".join(self.rules)


def escape(text: str) -> str:
    """Return text as HTML, line breaks as <br> and no-break spaces as entities."""
    return html.escape(text, quote=False).replace("\n", "<br>").replace("\u00a0", "&nbsp;")


def picture(text: str, alternative: str = "") -> str:
    """Return an <img> whose pixels show the text; its alternative text says something else or nothing."""
    image = Image.new("L", (10 + 8 * len(text), 16), 255)
    ImageDraw.Draw(image).text((4, 2), text, fill=0)
    data = io.BytesIO()
    image.save(data, "PNG")
    return f'<img alt="{alternative}" src="data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}">'


def draw_runs(runs: list[Run], sheet: Sheet, split: bool = False) -> str:
    """Return the markup of a run list; `split` cuts plain text into spans at random places, as pasted text is."""
    return "".join(_draw(run, sheet, split) for run in runs)


def _draw(run: Run, sheet: Sheet, split: bool) -> str:
    text = escape(run.text)
    wrapped = {
        "struck": f'<span style="text-decoration:line-through">{text}</span>',
        "deleted": f"<del>{text}</del>",
        "inserted": f"<ins>{text}</ins>",
        "bold": f"<strong>{text}</strong>",
        "on_dark": f'<span style="color:#ffffff;background:#1f4e79">{text}</span>',
        "hidden": f'<span style="DISPLAY: none">{text}</span>',
        "white": f'<font color="#FFFFFF">{text}</font>',
        "superscript": f"<sup>{text}</sup>",
        "comment": f"<!--{run.text}-->",
        "input": f'<input type="text" size="6" value="{text}">',
        "tiny": f'<span style="font-size:0">{text}</span>',
        "select": f"<select><option>{run.text}1</option><option selected>{text}</option><option>7{text}</option></select>",
        "offscreen": f'<span style="position:absolute;left:-9999px">{text}</span>',
        "covered": f'<span style="opacity:0">{text}</span>',
    }
    if run.look in wrapped:
        return wrapped[run.look]
    if run.look == "picture":
        return picture(run.text, sheet.rng.choice(("", "", str(sheet.rng.randint(1, 99)))))
    if run.look == "css_content":
        return f'<i class="{sheet.add(f"content:{chr(34)}{run.text}{chr(34)};font-style:normal", "::before")}"></i>'
    if run.look == "class_hidden":
        return f'<span class="{sheet.add(sheet.rng.choice(HIDING))}">{text}</span>'
    if run.look == "shown_again":
        name = sheet.add("display:none")
        sheet.rules.append(f"body .{name}{{display:inline}}")
        return f'<span class="{name}">{text}</span>'
    return _pieces(run.text, sheet.rng) if split and len(run.text) > 1 else text


def _pieces(text: str, rng: Random) -> str:
    at = rng.randint(1, len(text) - 1)
    empty = rng.choice(("", '<span lang="EN-US"></span>', "<o:p></o:p>"))
    return f'<span style="font-family:宋体">{escape(text[:at])}</span><span lang="EN-US">{escape(text[at:])}</span>{empty}'
