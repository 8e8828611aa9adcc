"""A view to pass on: its address with what a reader chose, its charts as SVG files, the words to cite and to embed it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from markupsafe import Markup

from archive.site.draw.charts import COLOURS, DASHES, Series
from archive.site.request.ask import Ask
from archive.site.request.paging import address
from gongkai.clock import now

STYLE = Path(__file__).parent.parent / "static" / "gongkai.css"
MARGIN, TITLE, TEXT = 16, 18, 13  # of a file, in its units: the margin and the sizes of letters
WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u2014\u2018-\u201d\u2026]")
LATIN = 0.6  # mean width of any other letter; of a wide one 1
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPECIAL = re.compile(r"([%&#_$])")
HIGH = 480  # pixels of an embedded view


@dataclass(frozen=True, slots=True)
class SharedChart:
    """A chart of a view: its key in addresses, its title, its drawing, the series of its legend, notes below it, and a word for links."""

    key: str
    title: str
    picture: Markup
    series: Sequence[Series] = ()
    notes: Sequence[str] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class SharedView:
    """A view: its title, the arguments that fix what it shows whatever is newest later, and its charts, the main one first."""

    title: str
    fixed: Mapping[str, object] = field(default_factory=dict)
    charts: Sequence[SharedChart] = ()

    def drawn(self) -> list[SharedChart]:
        """Return the charts that have something to show."""
        return [chart for chart in self.charts if chart.picture]

    def chart(self, key: str) -> SharedChart | None:
        """Return the chart of a key, the first one for any other; None if the view has nothing to draw."""
        found = self.drawn()
        return next((chart for chart in found if chart.key == key), found[0] if found else None)

    def address(self, ask: Ask, **changes: object) -> str:
        """Return the page's address with everything chosen, in the reader's language, without the host."""
        page = replace(ask, path=ask.path.removesuffix(".svg"))
        return address(page, **{**dict.fromkeys(("page", "chart", "embed")), **self.fixed, "lang": ask.lang, **changes})

    def svg(self, ask: Ask, chart: SharedChart) -> str:
        """Return the address of a chart's file."""
        path, _, question = self.address(ask, chart=chart.key).partition("?")
        return f"{path}.svg?{question}"

    def frame(self, ask: Ask, chart: SharedChart) -> str:
        """Return the HTML that shows a chart in another page."""
        source = ask.host + self.address(ask, chart=chart.key, embed=1)
        iframe = Markup('<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy"></iframe>')
        return str(iframe.format(source, chart.title, HIGH))


def citation(view: SharedView, ask: Ask) -> dict[str, str]:
    """Return how to cite a view of this edition: `text` in the form of GB/T 7714—2015 (4.6, data set online), and `bibtex`.

    The day of access, which the standard asks for, is today's in UTC.
    """
    snapshot, at = ask.site.snapshot, now().date().isoformat()
    where = ask.host + view.address(ask)
    archive, edition = ask.say("政府信息公开档案（gongkai）", "gongkai"), ask.say("快照", "snapshot")
    names = [snapshot.id, *(part for part in ask.path.removesuffix(".svg").split("/") if part)]
    fields = {
        "author": f"{{{archive}}}",
        "title": "{" + SPECIAL.sub(r"\\\1", view.title) + "}",
        "year": snapshot.day[:4],
        "version": f"{edition} {snapshot.id}",
        "note": f"SHA-256 {snapshot.sha256}",
        "url": where,
        "urldate": at,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return {
        "text": f"{archive}. {view.title}: {edition} {snapshot.id}[DS/OL]. ({snapshot.day})[{at}]. {where}.",
        "bibtex": f"@misc{{gongkai-{'-'.join(names)},\n{lines}\n}}",
    }


@cache
def light() -> dict[str, str]:
    """Return the page's colours in light mode by their names: programs that show files know no names of colours."""
    block = STYLE.read_text(encoding="utf-8").partition(":root {")[2].partition("}")[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def svg_file(view: SharedView, chart: SharedChart, ask: Ask, notice: str = "") -> str:
    """Return a chart as a file of its own: the page's drawing with title, legend, notes, the site's notice and source, in fixed colours."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', chart.picture)
    width, high = (int(number) for number in found.groups()) if found else (0, 0)
    inside, top = [], MARGIN
    for line in wrapped(chart.title, width - 2 * MARGIN, TITLE):
        top += TITLE + 4
        inside.append(words(line, top, TITLE, "var(--ink)"))
    drawn, top = legend(chart.series, width, top + 8)
    inside.append(drawn)
    inside.append(Markup(str(chart.picture).replace("<svg ", f'<svg y="{top}" width="{width}" height="{high}" overflow="visible" ', 1)))
    top += high + 6
    source = ask.say("来源：", "Source: ") + citation(view, ask)["text"]
    for note in (*chart.notes, *filter(None, [notice]), source):
        for line in wrapped(note, width - 2 * MARGIN, TEXT):
            top += TEXT + 5
            inside.append(words(line, top, TEXT, "var(--soft)"))
    whole = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" font-family="sans-serif" role="img" '
        'aria-label="{2}"><rect width="100%" height="100%" fill="var(--card)"/>{3}</svg>'
    ).format(width, top + MARGIN, chart.title, Markup("").join(inside))
    return NOT_XML.sub("", re.sub(r"var\((--[\w-]+)\)", lambda name: light().get(name[1], name[0]), whole))


def words(line: str, top: float, size: int, colour: str) -> Markup:
    """Return a line of text at the left margin."""
    return Markup('<text x="{}" y="{}" font-size="{}" fill="{}">{}</text>').format(MARGIN, top, size, colour, line)


def legend(series: Sequence[Series], width: int, top: int) -> tuple[Markup, int]:
    """Return the names of the series beside their lines, in rows no wider than the picture, and the height reached."""
    drawn, left = [], MARGIN
    for number, one in enumerate(series):
        wide = round(42 + breadth(one.name, TEXT))
        if left > MARGIN and left + wide > width - MARGIN:
            left, top = MARGIN, top + 20
        drawn.append(
            Markup(
                '<path d="M{} {}h24" stroke="{}" stroke-width="3" stroke-dasharray="{}"/>'
                '<text x="{}" y="{}" font-size="{}" fill="var(--ink)">{}</text>'
            ).format(left, top + 10, COLOURS[number % 6], DASHES[number % 6], left + 30, top + 15, TEXT, one.name)
        )
        left += wide + 14
    return Markup("").join(drawn), top + (26 if drawn else 0)


def breadth(text: str, size: float) -> float:
    """Return about how wide a text is drawn.

    >>> breadth("公开", 10), breadth("ab", 10)
    (20.0, 12.0)
    """
    wide = len(WIDE.findall(text))
    return size * (wide + LATIN * (len(text) - wide))


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines no wider than `width`, broken at a blank in a line's second half, else anywhere: Chinese has no blanks.

    >>> wrapped("公开公开公", 20, 10), wrapped("", 20, 10), wrapped("two of these", 48, 10)
    (['公开', '公开', '公'], [], ['two of ', 'these'])
    """
    lines, line = [], ""
    for sign in text:
        if line and breadth(line + sign, size) > width:
            at = line.rfind(" ") + 1
            at = at if at > len(line) / 2 else len(line)
            lines.append(line[:at])
            line = line[at:]
        line += sign
    return [*lines, line] if line else lines
