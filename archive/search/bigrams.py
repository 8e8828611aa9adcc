"""Text for searching: folded, cut into overlapping pairs of characters, and marked where it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

VERSION = 1  # raise it when the tokens change: the index is then made anew
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
FOLDS_TO_HAN = re.compile(r"[\u2e80-\u2fdf\u3036-\u303a\u3190-\u319f\u3220-\u33ff\uf900-\ufaff\U0001f200-\U0001f2ff\U0002f800-\U0002fa1f]")
SITE, KIND, YEAR = "\ufdd0", "\ufdd1", "\ufdd2"  # noncharacters: first letters of filter tokens
MOST_TOKENS = 64  # of one query: more would overflow the parser of FTS5; what is left out is found by comparing the text
BEFORE, AFTER = 30, 90  # characters of a snippet around its first hit
LONGEST_FOLD = 200_000  # characters folded one by one to place a mark: some 50 ms

Piece = tuple[str, bool]


def fold(text: str) -> str:
    r"""Return a text as it is compared: NFKC, lower case, every kind of blank a single space.

    >>> fold("２０２３年　A\n（一）")
    '2023年 a (一)'
    """
    whole = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    return BLANK.sub(" ", unicodedata.normalize("NFKC", whole).lower()).strip()


def tokens(text: str) -> set[str]:
    """Return the overlapping pairs of a folded text and the last character of every run: the tokens the index holds.

    >>> sorted(tokens("公开年报 a"))
    ['a', '公开', '年报', '开年', '报']
    """
    found: set[str] = set()
    for run in text.split(" "):
        found.update(map("".join, pairwise(run)))
        found.add(run[-1:])
    found.discard("")
    return found


def document_tokens(title: str | None, text: str | None, site: str | None, kinds: Iterable[str], year: str | None) -> str:
    """Return the searchable tokens of one document, separated by blanks, always in the same order."""
    marks = {f"{KIND}{kind}" for kind in kinds} | ({f"{SITE}{site}"} if site else set()) | ({f"{YEAR}{year}"} if year else set())
    return " ".join(sorted(tokens(fold(title or "")) | tokens(fold(text or "")) | marks))


def terms(words: str) -> tuple[str, ...]:
    """Return the runs that must all occur, folded, without duplicates."""
    return tuple(dict.fromkeys(fold(words[:500]).split(" "))) if fold(words[:500]) else ()


def expression(wanted: Sequence[str], marks: Iterable[str] = ()) -> str:
    """Return the FTS5 expression that finds every document with all of these folded runs and filter tokens.

    >>> expression(["公", "年度报"])
    '"公" * "年度" "度报"'
    """
    singles = [f"{quoted(run)} *" for run in wanted if len(run) == 1]
    pairs = dict.fromkeys(quoted(run[at : at + 2]) for run in wanted if len(run) > 1 for at in range(len(run) - 1))
    return " ".join([*map(quoted, marks), *singles, *pairs][:MOST_TOKENS])


def quoted(token: str) -> str:
    """Return a token as an FTS5 string."""
    return '"' + token.replace('"', '""') + '"'


def certain(wanted: Sequence[str]) -> bool:
    """Return whether the index alone proves these runs: none longer than a pair."""
    return all(len(run) <= 2 for run in wanted) and len(wanted) <= MOST_TOKENS // 2


def holds(text: str, wanted: Sequence[str]) -> bool:
    """Return whether every run occurs in the text, as it is or folded."""
    missing = [run for run in wanted if run not in text]
    if not missing:
        return True
    if all(HAN.fullmatch(run) for run in missing) and not FOLDS_TO_HAN.search(text):
        return False  # folding, a tenth of a millisecond for a text of a page, could bring none of them forth
    folded = fold(text)
    return all(run in folded for run in missing)


def mark(text: str, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """Return a short text in pieces, marking those that match the folded runs.

    >>> mark("２０２３年报", ["2023"])
    (('２０２３', True), ('年报', False))
    """
    folded, places = fold_with_places(text)
    hit = [False] * len(text)
    for run in wanted:
        for at in occurrences(folded, run):
            for place in range(places[at], places[at + len(run) - 1] + 1):
                hit[place] = True
    return tuple(joined(text, hit))


def joined(text: str, hit: Sequence[bool]) -> Iterator[Piece]:
    """Yield maximal pieces of a text, each with whether it was hit."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hit[at] != hit[start]:
            yield text[start:at], hit[start]
            start = at


def occurrences(text: str, run: str) -> Iterator[int]:
    """Yield where a run begins in a text, without overlaps."""
    at = text.find(run)
    while at >= 0:
        yield at
        at = text.find(run, at + len(run))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return a text folded character by character, and for each folded character the position it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text[:LONGEST_FOLD]):
        for letter in " " if BLANK.match(character) else unicodedata.normalize("NFKC", character).lower():
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def snippet(text: str, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """Return the passage of a text around the first hit, hits marked; its beginning if there is none."""
    start = max(first_place(text, wanted) - BEFORE, 0)
    passage = " ".join(text[start : start + BEFORE + AFTER].split())
    cut_before, cut_after = "…" if start else "", "…" if start + BEFORE + AFTER < len(text) else ""
    return tuple(piece for piece in ((cut_before, False), *mark(passage, wanted), (cut_after, False)) if piece[0])


def first_place(text: str, wanted: Sequence[str]) -> int:
    """Return the position of the first of these folded runs in a text, 0 if none occurs."""
    plain = [at for run in wanted if (at := text.find(run)) >= 0]
    if plain:
        return min(plain)
    folded, places = fold_with_places(text)
    found = [places[at] for run in wanted if (at := folded.find(run)) >= 0]
    return min(found, default=0)
