"""The text of a page in two views: its scripts and its markup, both without comments.

Comments often keep an old pager, list or menu. `//` inside a quoted string is part of a URL and not a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

MARKUP_START = re.compile(r"<!--|<(script|style)\b", re.I)
ENDS = {"<!--": re.compile(r"--!?>"), "script": re.compile(r"</script", re.I), "style": re.compile(r"</style", re.I)}
# Every branch matches whether closed or not, so that any text takes one pass.
TOKEN = re.compile(
    r"""(?P<kept>"(?:[^"\\\n]|\\[\s\S])*+"?|'(?:[^'\\\n]|\\[\s\S])*+'?|`(?:[^`\\]|\\[\s\S])*+`?)"""
    r"""|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+|<!--[^\n]*+"""
)
PAGES_KEPT = 8  # a page is read by several readers in turn


@lru_cache(PAGES_KEPT)
def without_comments(text: str) -> str:
    r"""Return a page's text without the comments of its HTML and its scripts.

    >>> without_comments("<!-- a --><script>go(1); // go(2)\nat('http://a.cn'); /* go(3) */</script>b")
    "<script>go(1); \nat('http://a.cn'); </script>b"
    """
    return "".join(_bare_script(piece) if kind == "script" else piece for kind, piece in _pieces(text))


@lru_cache(PAGES_KEPT)
def markup(text: str) -> str:
    """Return a page's text without comments, scripts and styles.

    >>> markup("<p>a</p><!-- b --><script>c()</script><p>d</p>")
    '<p>a</p><script></script><p>d</p>'
    """
    return "".join(piece for kind, piece in _pieces(text) if not kind)


@lru_cache(PAGES_KEPT)
def scripts(text: str) -> str:
    """Return the bodies of a page's scripts without their comments, a line break after each."""
    return "\n".join(_bare_script(piece) for kind, piece in _pieces(text) if kind == "script")


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a page in order: ("", markup), ("script", body), ("style", body), without comments."""
    at, closed = 0, True  # once a comment is not closed none after it is: the search for an end is not repeated
    while begun := MARKUP_START.search(text, at):
        yield "", text[at : begun.start()]
        kind = (begun[1] or "").lower()
        opened = begun.end()
        if kind:
            opened = text.find(">", begun.end()) + 1 or len(text)
            yield "", text[begun.start() : opened]
        ended = ENDS[kind or "<!--"].search(text, opened) if kind or closed else None
        if ended is None and not kind:  # a comment that nothing closes ends with the page for a browser; here only its sign is dropped
            at, closed = opened, False
            continue
        stop = ended.start() if ended else len(text)
        if kind:
            yield kind, text[opened:stop]
        at = stop if kind else ended.end() if ended else len(text)
    yield "", text[at:]


def _bare_script(body: str) -> str:
    return TOKEN.sub(lambda match: match["kept"] or "", body) if "/" in body or "<!--" in body else body
