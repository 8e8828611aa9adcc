"""A small SVG that shows a column's state, for other web pages."""

from __future__ import annotations

from html import escape

from archive.health.assess import STATES, State

FILL = {"good": "#2e7d32", "warn": "#b26a00", "bad": "#b3261e", "off": "#6b6b6b"}
TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img" aria-label="{label}: {english}">
<title>{label}: {chinese} {english}</title>
<rect width="{width}" height="22" rx="3" fill="#444"/><rect x="{left}" width="{right}" height="22" rx="3" fill="{fill}"/>
<g fill="#fff" font-family="sans-serif" font-size="13" text-anchor="middle">
<text x="{middle}" y="16">{label}</text><text x="{centre}" y="16">{chinese}</text></g></svg>
"""


INCOMPLETE = ("上次访问不完整", "last visit incomplete", "bad")
OUTAGE = ("采集异常", "trouble", "bad")


def badge(label: str, state: State, cause: str = "") -> str:
    """Return the SVG of a column's state; one whose last visit failed is never shown as good, whatever its rhythm."""
    return drawn(label, *(INCOMPLETE if cause and STATES[state][2] in ("good", "warn") else STATES[state]))


def drawn(label: str, chinese: str, english: str, colour: str) -> str:
    """Return the SVG, reserving 13 points per character, the width of a Chinese one."""
    left, right = 14 + 13 * len(label), 14 + 13 * len(chinese)
    return TEMPLATE.format(
        label=escape(label),
        chinese=chinese,
        english=english,
        fill=FILL[colour],
        width=left + right,
        left=left,
        right=right,
        middle=left // 2,
        centre=left + right // 2,
    )
