"""Many series as small charts side by side, one a series, all on one scale: more lines than colours cannot be told apart in one chart."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archive.site.draw import charts
from archive.site.draw.charts import Frame, Series

FEW = len(charts.COLOURS)  # series that one chart holds, each in a colour of its own
ACROSS, WIDTH, HEIGHT, HEAD = 3, 320, 170, 24  # of a row in a file; of a small chart and of the name above it
NAMED = 5  # places of an axis that are named


def small(axis: Sequence[object], series: Sequence[Series], breaks: Sequence[tuple[int, str]] = ()) -> list[Markup]:
    """Return one chart a series, with the others faint behind it."""
    top = charts.scale(max((value for one in series for value in one.values if value is not None), default=0))
    frame = Frame(len(axis), *top, WIDTH, HEIGHT)
    begun = frozenset(place for place, _ in breaks)
    behind = Markup("").join(
        Markup('<path d="{}" fill="none" stroke="var(--line)"/>').format(charts.track(one, frame, begun)) for one in series
    )
    step = -(-len(axis) // NAMED) or 1
    kept = [axis[place] if (len(axis) - 1 - place) % step == 0 else "" for place in range(len(axis))]  # the newest is always named
    return [
        charts.picture(
            WIDTH,
            HEIGHT,
            one.name,
            charts.spoken(axis, [one]),
            Markup("").join(
                (
                    charts.grid(frame),
                    names(kept, frame),
                    behind,
                    charts.line(one, 0, frame, begun),
                    *(charts.mark(place - 0.5, "", frame) for place, _ in breaks),
                )
            ),
        )
        for one in series
    ]


def names(kept: Sequence[object], frame: Frame) -> Markup:
    """Return the names of those places that have one."""
    return Markup("").join(
        Markup('<text x="{:.1f}" y="{}" text-anchor="middle" font-size="12" fill="var(--soft)">{}</text>').format(
            frame.x(place), frame.height - 10, name
        )
        for place, name in enumerate(kept)
        if name != ""
    )


def page(drawn: Sequence[Markup], series: Sequence[Series]) -> Markup:
    """Return the small charts for a page, which sets as many side by side as fit."""
    each = Markup("<figure><figcaption>{}</figcaption>{}</figure>")
    return Markup('<div class="multiples">{}</div>').format(
        Markup("").join(each.format(one.name, chart) for one, chart in zip(series, drawn, strict=True))
    )


def whole(drawn: Sequence[Markup], series: Sequence[Series], title: str) -> Markup:
    """Return the small charts as one picture, for a file."""
    drawn_at = Markup("").join(placed(number, one.name, chart) for number, (one, chart) in enumerate(zip(series, drawn, strict=True)))
    rows = -(-len(drawn) // ACROSS)
    return charts.picture(ACROSS * WIDTH, rows * (HEIGHT + HEAD), title, "；".join(one.name for one in series), drawn_at)


def placed(number: int, name: str, chart: Markup) -> Markup:
    """Return a small chart in its place of the whole picture, below its name."""
    left, high = number % ACROSS * WIDTH, number // ACROSS * (HEIGHT + HEAD) + HEAD
    inner = str(chart).replace("<svg ", f'<svg x="{left}" y="{high}" width="{WIDTH}" height="{HEIGHT}" ', 1)
    above = Markup('<text x="{}" y="{}" font-size="13" fill="var(--ink)">{}</text>').format(left + charts.LEFT, high - 8, name)
    return above + Markup(inner)
