"""Charts as SVG made on the server: they need no script, print well, follow the page's colours, and say in words what they show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

COLOURS = tuple(f"var(--c{number})" for number in range(1, 7))
DASHES = ("", "6 3", "2 3", "9 3 2 3", "1 3", "12 4")  # so that lines can be told apart without colour
ROOM = 7  # names of places that stand beside one another on a phone, where letters are larger; of more, every other one is left out there
WIDE = 800  # wider pictures shrink more on a phone, so that their letters grow more
OTHER = Markup(' class="other"')
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 14, 30

BAR = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.2f}" fill="{}"><title>{}: {} ({:.1f}%)</title></rect>'


@dataclass(frozen=True, slots=True)
class Series:
    """One line or layer: its name and a value for each place of the axis; None is a gap, never a zero."""

    name: str
    values: tuple[float | None, ...]


def lines(axis: Sequence[object], series: Sequence[Series], title: str, width: int = 720, height: int = 260) -> Markup:
    """Values over the places of an axis as lines with dots; a gap stays a gap."""
    top = nice(max((value for one in series for value in one.values if value is not None), default=0))
    frame = Frame(len(axis), top, width, height)
    drawn = Markup("").join(line(one, number, frame) for number, one in enumerate(series))
    return picture(width, height, title, spoken(axis, series), Markup("").join((grid(frame), ticks(axis, frame), drawn)))


def shares(axis: Sequence[object], series: Sequence[Series], title: str, width: int = 720, height: int = 260) -> Markup:
    """Parts of a whole over the places of an axis as bars of one height; a place with no whole stays empty."""
    frame = Frame(len(axis), 100, width, height)
    drawn = Markup("").join(column(place, series, frame) for place in range(len(axis)))
    return picture(width, height, title, spoken(axis, series), Markup("").join((grid(frame, "%"), ticks(axis, frame), drawn)))


def bars(axis: Sequence[object], values: Sequence[float], marks: Sequence[tuple[float, str]], title: str, width: int = 960,
         height: int = 200) -> Markup:
    """One value for each place of an axis as bars; marks are level with places (fractions allowed) and named, such as deadlines."""
    frame = Frame(len(axis), nice(max(values, default=0)), width, height)
    wide = 0.74 * (width - LEFT - RIGHT) / max(1, len(axis))
    drawn = [Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="var(--c1)"><title>{}: {}</title></rect>').format(
        frame.x(place) - wide / 2, frame.y(value), wide, frame.y(0) - frame.y(value), name, short(value))
        for place, (name, value) in enumerate(zip(axis, values, strict=True)) if value]
    drawn += [Markup('<path d="M{0:.1f} {1}V{2:.1f}" stroke="var(--seal)" stroke-dasharray="4 3"/><text x="{3:.1f}" y="{4}" font-size="12" '
                     'fill="var(--seal)">{5}</text>').format(frame.x(place), TOP - 8, frame.y(0), frame.x(place) + 5, TOP + 2, name)
              for place, name in marks]
    return picture(width, height, title, spoken(axis, [Series("", tuple(values))]),
                   Markup("").join((grid(frame), ticks(axis, frame), *drawn)))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where places and values lie in the picture."""

    places: int
    top: float
    width: int
    height: int

    def x(self, place: float) -> float:
        """The middle of a place."""
        return LEFT + (place + 0.5) * (self.width - LEFT - RIGHT) / max(1, self.places)

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.height - BOTTOM - value / (self.top or 1) * (self.height - TOP - BOTTOM)


def nice(value: float) -> float:
    """The round number an axis ends at.

    >>> nice(0), nice(7), nice(43), nice(260)
    (1, 8.0, 50.0, 400.0)
    """
    if value <= 0:
        return 1
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in (1, 2, 4, 5, 8, 10) if step * unit >= value)


def grid(frame: Frame, unit: str = "") -> Markup:
    """Four level lines with their values."""
    drawn = []
    for part in range(5):
        value, height = frame.top * part / 4, frame.y(frame.top * part / 4)
        drawn.append(Markup('<path d="M{} {:.1f}H{}" stroke="var(--line)"/><text x="{}" y="{:.1f}" text-anchor="end" font-size="12" '
                            'fill="var(--soft)">{}{}</text>').format(LEFT, height, frame.width - RIGHT, LEFT - 8, height + 4, short(value),
                                                                     unit))
    return Markup("").join(drawn)


def short(value: float) -> str:
    """A value of the axis.

    >>> short(2.5), short(40.0), short(12000)
    ('2.5', '40', '12,000')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def ticks(axis: Sequence[object], frame: Frame) -> Markup:
    """The names of the places, thinned where they would touch."""
    step = -(-len(axis) // 14) or 1
    kept = range(0, len(axis), step)
    return Markup("").join(Markup('<text x="{:.1f}" y="{}" text-anchor="middle" font-size="12" fill="var(--soft)"{}>{}</text>')
                           .format(frame.x(place), frame.height - 10, OTHER if number % 2 and len(kept) > ROOM else "", axis[place])
                           for number, place in enumerate(kept))


def line(series: Series, number: int, frame: Frame) -> Markup:
    """One line, broken at gaps, with a dot and a title for each value."""
    colour, dash = COLOURS[number % 6], DASHES[number % 6]
    path = " ".join(f"{'M' if starts else 'L'}{frame.x(place):.1f} {frame.y(value):.1f}" for place, value, starts in known(series.values))
    dots = Markup("").join(Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3.6" fill="{}"><title>{}: {}</title></circle>')
                           .format(frame.x(place), frame.y(value), colour, series.name, short(value)) for place, value,
                           _ in known(series.values))
    return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>').format(path, colour, dash) + dots


def known(values: Sequence[float | None]) -> Iterator[tuple[int, float, bool]]:
    """The values that are there, with their place and whether a line begins with them."""
    before = None
    for place, value in enumerate(values):
        if value is not None:
            yield place, value, before is None
        before = value


def column(place: int, series: Sequence[Series], frame: Frame) -> Markup:
    """One stacked bar of shares; nothing where a part is unknown or the whole is zero."""
    parts = [one.values[place] for one in series]
    whole = sum(part or 0 for part in parts)
    if not whole or None in parts:
        return Markup("")
    width, drawn, low = min(46.0, 0.62 * (frame.width - LEFT - RIGHT) / frame.places), [], 0.0
    for number, (one, part) in enumerate(zip(series, parts, strict=True)):
        share = 100 * (part or 0) / whole
        if share:
            drawn.append(Markup(BAR).format(frame.x(place) - width / 2, frame.y(low + share), width, frame.y(low) - frame.y(low + share),
                                            COLOURS[number % 6], one.name, short(part or 0), share))
        low += share
    return Markup("").join(drawn)


def spoken(axis: Sequence[object], series: Sequence[Series]) -> str:
    """What the chart shows, in words."""
    told = ("，".join(f"{name} {short(value)}" for name, value in zip(axis, one.values, strict=True) if value is not None)
            for one in series)
    return "；".join(f"{one.name}：{text}" for one, text in zip(series, told, strict=True) if text)[:4000]


def picture(width: int, height: int, title: str, description: str, inside: Markup) -> Markup:
    """The whole SVG, named and described for those who cannot see it."""
    size = Markup(' class="wide"') if width > WIDE else ""
    return Markup('<svg viewBox="0 0 {} {}"{} role="img" aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>').format(
        width, height, size, f"{title}。{description}", title, description, inside)


def legend(series: Sequence[Series]) -> Markup:
    """The names of the series beside their colours."""
    return Markup('<ul class="legend">{}</ul>').format(Markup("").join(
        Markup('<li><i style="background:{}"></i>{}</li>').format(COLOURS[number % 6], one.name) for number, one in enumerate(series)))
