"""Charts as SVG made on the server: no scripts, printable, in the page's colours, with a description in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from markupsafe import Markup

COLOURS = tuple(f"var(--c{number})" for number in range(1, 7))
DASHES = ("", "6 3", "2 3", "9 3 2 3", "1 3", "12 4")  # so that lines can be distinguished without colour
ROOM = 7  # place names that fit side by side on a phone, where letters are larger; of more, every other one is left out there
WIDE = 800  # wider pictures shrink more on a phone, so that their letters grow more
OTHER = Markup(' class="other"')
STEPS = (0.2, 0.25, 0.5, 1, 2, 2.5, 5)  # what one part of an axis may be, in the unit of its largest value
PARTS = (4, 5, 3, 2, 1)  # into how many parts an axis may be cut, the most readable first
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 14, 30
ROW = 28  # height of a named bar: the letters of a phone fit
NAMED = 260  # where bars begin that have names of agencies before them

BAR = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.2f}" fill="{}"><title>{}: {} ({:.1f}%)</title></rect>'


@dataclass(frozen=True, slots=True)
class Series:
    """One line or layer: its name and a value per place of the axis; None is a gap, never a zero."""

    name: str
    values: tuple[float | None, ...]


def lines(
    axis: Sequence[object],
    series: Sequence[Series],
    title: str,
    width: int = 720,
    height: int = 260,
    breaks: Sequence[tuple[int, str]] = (),
    marks: Sequence[tuple[int, str]] = (),
) -> Markup:
    """Return values over an axis as lines with dots; gaps stay gaps.

    No line crosses one of `breaks`: the place of the first value behind it, and its name. Lines cross `marks`, which are drawn lower.
    """
    frame = Frame(len(axis), *scale(max((value for one in series for value in one.values if value is not None), default=0)), width, height)
    begun = frozenset(place for place, _ in breaks)
    drawn = Markup("").join(line(one, number, frame, begun) for number, one in enumerate(series))
    marked = Markup("").join(mark(place - 0.5, name, frame) for place, name in breaks)
    marked += Markup("").join(mark(place - 0.5, name, frame, 16, "var(--soft)") for place, name in marks)
    said = "；".join(filter(None, (spoken(axis, series), *(name for _, name in (*breaks, *marks)))))
    return picture(width, height, title, said, Markup("").join((grid(frame), ticks(axis, frame), drawn, marked)))


def shares(axis: Sequence[object], series: Sequence[Series], title: str, width: int = 720, height: int = 260) -> Markup:
    """Return parts of a total over an axis as stacked bars of equal height; places without a total stay empty."""
    frame = Frame(len(axis), *scale(100), width, height)
    drawn = Markup("").join(column(place, series, frame) for place in range(len(axis)))
    return picture(width, height, title, spoken(axis, series), Markup("").join((grid(frame, "%"), ticks(axis, frame), drawn)))


def bars(
    axis: Sequence[object], values: Sequence[float], marks: Sequence[tuple[float, str]], title: str, width: int = 960, height: int = 200
) -> Markup:
    """Return one bar per place of an axis; `marks` are named lines at places (fractions allowed), such as deadlines."""
    frame = Frame(len(axis), *scale(max(values, default=0)), width, height)
    wide = 0.74 * (width - LEFT - RIGHT) / max(1, len(axis))
    drawn = [
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="var(--c1)"><title>{}: {}</title></rect>').format(
            frame.x(place) - wide / 2, frame.y(value), wide, frame.y(0) - frame.y(value), name, short(value)
        )
        for place, (name, value) in enumerate(zip(axis, values, strict=True))
        if value
    ]
    drawn += [mark(place, name, frame) for place, name in marks]
    return picture(
        width, height, title, spoken(axis, [Series("", tuple(values))]), Markup("").join((grid(frame), ticks(axis, frame), *drawn))
    )


def places(names: Sequence[str], values: Sequence[float], title: str, unit: str = "", width: int = 720) -> Markup:
    """Return one horizontal bar a name, in the order given, each with its value beside it; values below 0 are drawn by their size."""
    top = max((abs(value) for value in values), default=0) or 1
    wide = width - NAMED - RIGHT - 80
    drawn = [
        Markup(
            '<text x="{}" y="{}" text-anchor="end" font-size="12" fill="var(--ink)">{}</text>'
            '<rect x="{}" y="{}" width="{:.1f}" height="18" fill="var(--c1)"/>'
            '<text x="{:.1f}" y="{}" font-size="12" fill="var(--soft)">{}{}</text>'
        ).format(
            *(NAMED - 8, low + 14, name if len(name) <= 20 else f"{name[:19]}…"),
            *(NAMED, low, wide * abs(value) / top),
            *(NAMED + wide * abs(value) / top + 6, low + 14, tick(value), unit),
        )
        for low, name, value in zip(range(TOP, TOP + ROW * len(names), ROW), names, values, strict=True)
    ]
    return picture(width, TOP + ROW * len(names) + 8, title, spoken(names, [Series("", tuple(values))]), Markup("").join(drawn))


def mark(place: float, name: str, frame: Frame, lower: int = 0, colour: str = "var(--seal)") -> Markup:
    """Return a named upright line at a place of the axis, fractions allowed; its name `lower` than at the top."""
    return Markup(
        '<path d="M{0:.1f} {1}V{2:.1f}" stroke="{6}" stroke-dasharray="4 3"/><text x="{3:.1f}" y="{4}" font-size="12" fill="{6}">{5}</text>'
    ).format(frame.x(place), TOP - 8, frame.y(0), frame.x(place) + 5, TOP + 2 + lower, name, colour)


@dataclass(frozen=True, slots=True)
class Frame:
    """The positions of places and values in the picture."""

    places: int
    top: float
    parts: int
    width: int
    height: int

    def x(self, place: float) -> float:
        """Return the middle of a place."""
        return LEFT + (place + 0.5) * (self.width - LEFT - RIGHT) / max(1, self.places)

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.height - BOTTOM - value / (self.top or 1) * (self.height - TOP - BOTTOM)


def scale(most: float) -> tuple[float, int]:
    """Return the round number at which an axis ends and the number of its equal parts, each a round number too.

    Of the ends that hold the largest value the least is taken, so that little of the picture is empty. Where values reach 1 the parts
    are integers, since most figures are counts.

    >>> scale(204), scale(43), scale(7), scale(100), scale(1), scale(0.07), scale(0)
    ((250.0, 5), (50.0, 5), (8.0, 4), (100.0, 4), (1.0, 1), (0.075, 3), (1.0, 1))
    """
    if most <= 0:
        return 1.0, 1
    unit = 10.0 ** math.floor(math.log10(most))
    steps = [round(part * unit, 12) for part in STEPS]
    kept = [step for step in steps if step.is_integer() or most < 1]
    ends = [(round(step * parts, 12), parts) for step in kept for parts in PARTS if step * parts >= most * (1 - 1e-9)]
    return min(ends, key=lambda end: (end[0], PARTS.index(end[1])))


def grid(frame: Frame, unit: str = "") -> Markup:
    """Return the horizontal lines with their values."""
    drawn = []
    for part in range(frame.parts + 1):
        value = frame.top * part / frame.parts
        height = frame.y(value)
        drawn.append(
            Markup(
                '<path d="M{} {:.1f}H{}" stroke="var(--line)"/><text x="{}" y="{:.1f}" text-anchor="end" font-size="12" '
                'fill="var(--soft)">{}{}</text>'
            ).format(LEFT, height, frame.width - RIGHT, LEFT - 8, height + 4, tick(value), unit)
        )
    return Markup("").join(drawn)


def tick(value: float) -> str:
    """Return the value of a grid line, exactly: a quarter of a round number.

    >>> tick(40.0), tick(37.5), tick(0.125), tick(12_500.0), tick(0.0)
    ('40', '37.5', '0.125', '12,500', '0')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def short(value: float) -> str:
    """Return a value beside its bar or point, to one place.

    >>> short(2.5), short(40.0), short(12000)
    ('2.5', '40', '12,000')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def ticks(axis: Sequence[object], frame: Frame) -> Markup:
    """Return the names of the places, thinned if they would overlap."""
    step = -(-len(axis) // 14) or 1
    kept = range(0, len(axis), step)
    return Markup("").join(
        Markup('<text x="{:.1f}" y="{}" text-anchor="middle" font-size="12" fill="var(--soft)"{}>{}</text>').format(
            frame.x(place), frame.height - 10, OTHER if number % 2 and len(kept) > ROOM else "", axis[place]
        )
        for number, place in enumerate(kept)
    )


def line(series: Series, number: int, frame: Frame, begun: AbstractSet[int] = frozenset()) -> Markup:
    """Return one line, interrupted at gaps and before the places in `begun`, with a dot and a title for each value."""
    colour, dash = COLOURS[number % 6], DASHES[number % 6]
    dots = Markup("").join(
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3.6" fill="{}"><title>{}: {}</title></circle>').format(
            frame.x(place), frame.y(value), colour, series.name, short(value)
        )
        for place, value, _ in known(series.values)
    )
    return (
        Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>').format(
            track(series, frame, begun), colour, dash
        )
        + dots
    )


def track(series: Series, frame: Frame, begun: AbstractSet[int] = frozenset()) -> str:
    """Return the path of one line, interrupted at gaps and before the places in `begun`."""
    found = known(series.values, begun)
    return " ".join(f"{'M' if starts else 'L'}{frame.x(place):.1f} {frame.y(value):.1f}" for place, value, starts in found)


def known(values: Sequence[float | None], begun: AbstractSet[int] = frozenset()) -> Iterator[tuple[int, float, bool]]:
    """Yield the known values with their place and whether a line begins with them."""
    before = None
    for place, value in enumerate(values):
        if value is not None:
            yield place, value, before is None or place in begun
        before = value


def column(place: int, series: Sequence[Series], frame: Frame) -> Markup:
    """Return one stacked bar of shares; empty if a part is unknown or the total is zero."""
    parts = [one.values[place] for one in series]
    whole = sum(part or 0 for part in parts)
    if not whole or None in parts:
        return Markup("")
    width, drawn, low = min(46.0, 0.62 * (frame.width - LEFT - RIGHT) / frame.places), [], 0.0
    for number, (one, part) in enumerate(zip(series, parts, strict=True)):
        share = 100 * (part or 0) / whole
        if share:
            drawn.append(
                Markup(BAR).format(
                    frame.x(place) - width / 2,
                    frame.y(low + share),
                    width,
                    frame.y(low) - frame.y(low + share),
                    COLOURS[number % 6],
                    one.name,
                    short(part or 0),
                    share,
                )
            )
        low += share
    return Markup("").join(drawn)


def spoken(axis: Sequence[object], series: Sequence[Series]) -> str:
    """Return the contents of a chart in words."""
    spans = (
        "，".join(f"{name} {short(value)}" for name, value in zip(axis, one.values, strict=True) if value is not None) for one in series
    )
    return "；".join(f"{one.name}：{text}" for one, text in zip(series, spans, strict=True) if text)[:4000]


def picture(width: int, height: int, title: str, description: str, inside: Markup) -> Markup:
    """Return the complete SVG, named and described for readers who cannot see it."""
    size = Markup(' class="wide"') if width > WIDE else ""
    return Markup('<svg viewBox="0 0 {} {}"{} role="img" aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>').format(
        width, height, size, f"{title}。{description}", title, description, inside
    )


def legend(series: Sequence[Series]) -> Markup:
    """Return the names of the series beside their colours."""
    return Markup('<ul class="legend">{}</ul>').format(
        Markup("").join(
            Markup('<li><i style="background:{}"></i>{}</li>').format(COLOURS[number % 6], one.name) for number, one in enumerate(series)
        )
    )
