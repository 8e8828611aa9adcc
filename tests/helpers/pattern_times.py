"""Regular expressions of a package, and the processor time they take on 100 KB of hostile text, each applied as the package applies it."""

import ast
import functools
import importlib
import inspect
import math
import pkgutil
import re
import time
from collections import defaultdict
from itertools import product
from pathlib import Path

SIZE = 100_000
LIMIT = 0.05  # seconds of CPU that 100 KB may take; the slowest pattern takes 0.03 on two slow cores
SLOWEST = 20 * LIMIT
LONGER = 4
GROWTH = 9  # how much more four times the text may take where the machine is slower still: 4 is linear, 16 is quadratic
ATTEMPTS = 7  # the least of so many: what else runs on the machine only adds
FEWEST = 3  # of those that take seconds
LITERAL = re.compile(r"[A-Za-z_]{3,}|[\u4e00-\u9fff]+|<\w+|[({\[\"'=:]")
SOUGHT = {"search", "sub", "subn", "split", "findall", "finditer"}


def found_in(value, package, depth=0):
    """Yield the patterns that a value of a module holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from found_in(each, package, depth + 1)
    elif depth < 4 and isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from found_in(each, package, depth + 1)
    elif depth < 4 and type(value).__module__.startswith(package):
        for name in (*getattr(value, "__slots__", ()), *getattr(value, "__dict__", ())):
            yield from found_in(getattr(value, name, None), package, depth + 1)


@functools.cache
def calls(folder):
    """Return for each module below a folder: its name, what it imports, and the methods called on names, its own and others'."""
    found = []
    for path in sorted(Path(folder).rglob("*.py")):
        module = ".".join((path.parent / path.stem).relative_to(Path(folder).parent).parts)
        imported, own, others = set(), defaultdict(set), defaultdict(set)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported |= {(node.module, each.name) for each in node.names}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                own[node.value.id].add(node.attr)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                others[node.value.attr].add(node.attr)
        found.append((module, imported, own, others))
    return found


def patterns(package):
    """Return the name of each pattern of a package: those in its modules' values and in what its loaders without arguments return."""
    seen = {}
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if hasattr(value, "cache_info") and name == "load" and not inspect.signature(value).parameters:
                value = value()
            for pattern in found_in(value, package.__name__):
                seen.setdefault((pattern.pattern, pattern.flags), (f"{module.name}.{name}", pattern))
    named = sorted(seen.values(), key=lambda each: (each[0], repr(each[1].pattern), each[1].flags))  # sets have another order each time
    return {pattern: name for name, pattern in named}


def methods(name, folder):
    """Return how a pattern is applied; one that no module calls by its name is sought everywhere."""
    module, _, bare = name.rpartition(".")
    called = set()
    for other, imported, own, others in calls(folder):
        if other == module or (module, bare) in imported:
            called |= own.get(bare, set())
        called |= others.get(bare, set())
    whole = called & {"match", "fullmatch"}
    return sorted(whole) if whole and not called & SOUGHT else ["search"]


def hostile(pattern, method="search"):
    """Yield texts that begin a pattern again and again and never end it, after a head where it begins at one place."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = LITERAL.findall(re.sub(r"\\[a-zA-Z]|\(\?P?<?\w*[>:=!]?|\[[^\]]*\]", " ", source))
    begun = [word for word in words if len(word) > 1][:4]
    pieces = [" ", "1", "a", "<", '"', "(", "-", "\n", "&nbsp;", "<a ", "a=", "共1", "1 ", "![", "![](", "[", "{", "（", *begun]
    pieces += [f"{before}{word}{after}" for before, after in ((",", ""), ("", "("), ("", " = '")) for word in begun[:2]]
    pieces.append(" ".join(begun) or "x")
    for piece in dict.fromkeys(pieces):
        yield "", piece, ""
    for head, piece in product(("",) if method == "search" else ("", "1", "# ", "|", "(", "-", *begun[:2]), (" ", "1", "a", "一")):
        yield head, piece, "\0"


def seconds(apply, text, enough):
    """Return the least processor seconds of several searches; the first that is short enough is the last, or the third that is not."""
    least = math.inf
    for attempt in range(1, ATTEMPTS + 1):
        began = time.process_time()
        apply(text)
        least = min(least, time.process_time() - began)
        if least <= enough or (attempt >= FEWEST and least > 2 * SLOWEST):
            break
    return least


def is_linear(pattern, shape, method="search", size=SIZE):
    """Return whether a head, a piece again and again, and an end are read within the limit, or in linear time by a slow machine."""

    def text(size):
        head, piece, end = shape
        made = f"{head}{piece * (size // len(piece))}{end}"
        return made if isinstance(pattern.pattern, str) else made.encode("gb18030")

    apply = getattr(pattern, method)
    once = seconds(apply, text(size), LIMIT)
    return once <= LIMIT or (once <= SLOWEST and seconds(apply, text(size * LONGER), GROWTH * once) <= GROWTH * once)
