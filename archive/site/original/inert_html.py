"""An archived page made inert: its text and tables with the requested cell marked, nothing that runs, loads or navigates."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from parsers.html import document as html_document
from parsers.types import Source

GONE = (
    "script",
    "noscript",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "link",
    "template",
    "audio",
    "video",
    "source",
    "track",
    "portal",
    "svg",
    "math",
)
OUTSIDE = re.compile(
    r"@import[^;]*;?|url\(\s*['\"]?(?!data:)[^)]*(?:\)|\Z)|expression\s*\(|behavior\s*:|-moz-binding\s*:"
    r"|@font-face\s*\{[^}]*(?:\}|\Z)",
    re.I,
)
LOADING = (
    "src",
    "srcset",
    "background",
    "poster",
    "data",
    "action",
    "formaction",
    "lowsrc",
    "dynsrc",
    "longdesc",
    "ping",
    "target",
    "autofocus",
)
STYLE = """
:where(html) { background: #fff; color: #1d2024; font: 15px/1.7 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
:where(body) { margin: 1rem; max-width: 64rem; }
:where(table) { border-collapse: collapse; }
:where(td, th) { border: 1px solid #bbb; padding: .2rem .45rem; }
:where(img) { max-width: 100%; }
.gongkai-cell { outline: 4px solid #c8452f !important; outline-offset: 1px; background: #ffe27a !important; color: #000 !important;
  scroll-margin: 40vh; }
"""


def page(body: bytes, charset: str, cell: str = "", path: str | None = None) -> bytes:
    """Return the inert page as UTF-8, with the cell marked and named `cell=…`."""
    root = html_document.tree(Source(body, charset=charset))
    if path:
        mark(root, path, cell)
    clean(root)
    add_style(root)
    return b"<!DOCTYPE html>\n" + etree.tostring(root, encoding="utf-8", method="html")


def mark(root: HtmlElement, path: str, cell: str) -> bool:
    """Mark the element at a path; return whether there is one."""
    try:
        found = root.getroottree().xpath(path)
    except etree.XPathError:
        return False
    if not isinstance(found, list) or not found or not isinstance(found[0], etree._Element):
        return False
    found[0].set("id", f"cell={cell}")
    found[0].set("class", f"{found[0].get('class', '')} gongkai-cell".strip())
    return True


def clean(root: HtmlElement) -> None:
    """Remove everything that runs or loads; links stay visible but go nowhere."""
    etree.strip_elements(root, *GONE, etree.Comment, with_tail=False)
    for meta in list(root.iter("meta")):
        meta.getparent().remove(meta)
    for element in root.iter(etree.Element):
        for name in list(element.attrib):
            if is_active(name.lower(), str(element.get(name))):
                del element.attrib[name]
        if "style" in element.attrib:
            element.set("style", OUTSIDE.sub("", str(element.get("style"))))
        if element.tag == "style" and element.text:
            element.text = OUTSIDE.sub("", element.text)


def is_active(name: str, value: str) -> bool:
    """Return whether an attribute runs, loads or navigates."""
    if name == "src" and value.lower().startswith("data:image/"):
        return False
    return name.startswith("on") or name in LOADING or (name.rpartition(":")[2] == "href" and not value.startswith("#"))


def add_style(root: HtmlElement) -> None:
    """Add the style of the mark, and a plain style sheet if the page's own were not archived."""
    head = root.find("head")
    if head is None:
        head = etree.Element("head")
        root.insert(0, head)
    charset, style = etree.Element("meta", charset="utf-8"), etree.Element("style")
    style.text = STYLE
    head.insert(0, charset)
    head.append(style)
