"""A small SVG that says how a column is doing, for a web page elsewhere."""

from __future__ import annotations

from html import escape

from archive.health import STATES, State

FILL = {"good": "#2e7d32", "warn": "#b26a00", "bad": "#b3261e", "off": "#6b6b6b"}
TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img" aria-label="{label}: {english}">
<title>{label}: {chinese} {english}</title>
<rect width="{width}" height="22" rx="3" fill="#444"/><rect x="{left}" width="{right}" height="22" rx="3" fill="{fill}"/>
<g fill="#fff" font-family="sans-serif" font-size="13" text-anchor="middle">
<text x="{middle}" y="16">{label}</text><text x="{centre}" y="16">{chinese}</text></g></svg>
"""


def badge(label: str, state: State) -> str:
    """Given what it is about and its state, return the SVG; 13 points a character is what Chinese takes."""
    chinese, english, colour = STATES[state]
    left, right = 14 + 13 * len(label), 14 + 13 * len(chinese)
    return TEMPLATE.format(label=escape(label), chinese=chinese, english=english, fill=FILL[colour], width=left + right, left=left,
                           right=right, middle=left // 2, centre=left + right // 2)
