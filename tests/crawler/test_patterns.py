"""Every regular expression of the crawler reads 100 KB of hostile text in a bounded time: none has quantifiers that nest or overlap."""

import importlib
import math
import pkgutil
import re
import time

import pytest

import crawler

SIZE = 100_000
LIMIT = 0.05  # seconds of CPU that 100 KB may take; the slowest pattern takes 0.03 on two slow cores
SLOWEST = 10 * LIMIT
GROWTH = 2.9  # how much longer twice the text may take where the machine is slower still: 2 is linear, 4 is quadratic
ATTEMPTS = 7  # the least of so many: what else runs on the machine only adds


def found_in(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for each in value.values():
            yield from found_in(each, depth + 1)
    elif depth < 3 and isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from found_in(each, depth + 1)
    elif depth < 3 and hasattr(value, "__slots__") and type(value).__module__.startswith("crawler"):
        for name in value.__slots__:
            yield from found_in(getattr(value, name, None), depth + 1)


def patterns():
    seen = {}
    for module in pkgutil.walk_packages(crawler.__path__, "crawler."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            for pattern in found_in(value):
                if isinstance(pattern.pattern, str):
                    seen.setdefault(pattern, f"{module.name}.{name}")
    return seen


PATTERNS = patterns()
LITERAL = re.compile(r"[A-Za-z_]{3,}|[\u4e00-\u9fff]+|<\w+|[({\[\"'=:]")


def hostile(pattern):
    """Texts that begin again and again what the pattern looks for and never end it, and runs of blanks, digits and words."""
    words = LITERAL.findall(re.sub(r"\\[a-zA-Z]|\(\?P?<?\w*[>:=!]?|\[[^\]]*\]", " ", pattern.pattern))
    begun = [word for word in words if len(word) > 1][:4]
    yield from (" ", "1", "a", "<", '"', "(", "&nbsp;", "<a ", "a=", "共1")
    yield from begun
    yield from (f"{word}(" for word in begun[:2])
    yield from (f"{word} = '" for word in begun[:2])
    yield " ".join(begun) or "x"


def seconds(pattern, text):
    """Return the least processor seconds of several searches; one is enough where it is fast, and three where each was far too slow."""
    least = math.inf
    for tries in range(ATTEMPTS):
        began = time.process_time()
        pattern.search(text)
        least = min(least, time.process_time() - began)
        if least <= LIMIT or (least > SLOWEST and tries >= 2):
            break
    return least


def is_linear(pattern, piece):
    text = piece * (SIZE // len(piece))
    once = seconds(pattern, text)
    return once <= LIMIT or (once <= SLOWEST and seconds(pattern, text * 2) <= GROWTH * once)


@pytest.mark.parametrize("pattern", PATTERNS, ids=list(PATTERNS.values()))
def test_a_pattern_is_linear(pattern):
    assert [piece for piece in hostile(pattern) if not is_linear(pattern, piece)] == []


def test_what_reads_a_long_stretch_from_each_place_is_noticed():
    assert not is_linear(re.compile("<a .{0,20000}?>"), "<a ")
