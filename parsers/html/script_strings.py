"""The strings a script assembles, read without running it: literals joined in the order they are written.

Only unambiguous parts are joined: literals, numbers between them and variables made of these, in one block of the script. A variable
that depends on a call, an unknown value, a branch or a loop is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"(?P<blank>\s+|/\*(?:.*?\*/|.*)|//[^\n]*|<!--[^\n]*)"
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"|(?P<name>[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<sign>\+=|\+\+|=>|[=!]==?|[<>*/%&|^-]=|&&|\|\||.)",
    re.S,
)
REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
GROWS = re.compile(r"[\"'`]\s*\+|\+\s*[\"'`]|\+=|document\s*\.\s*write")  # a script without these puts no string together
PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
WRITES = {"document.write": "", "document.writeln": "\n"}
OPENS_CONDITION = {"if", "for", "while", "switch", "with", "catch"}
BEFORE_VALUE = {"return", "typeof", "case", "else", "do", "in", "of", "new", "delete", "void", "throw"}
CONDITIONAL = {"else", "?", ":", "&&", "||", "=>", "do"}
ENDS = {";", ",", ")", "}", "]", ""}
MOST = 1_000_000  # characters of all scripts of a page, gone through in 0.6 s, and of what they make: a sum of sums grows beyond all bounds
PAGE = "document"  # what document.write writes to, as a variable


@dataclass(frozen=True, slots=True)
class ScriptToken:
    """One token of a script; `fresh` if a line begins before it."""

    kind: str
    text: str
    fresh: bool = False


@dataclass(slots=True)
class ScriptValue:
    """What a variable holds, None if unknown, and the block of the script it was first assigned in."""

    pieces: list[str] | None
    block: int

    @property
    def text(self) -> str | None:
        """The value as one string."""
        return None if self.pieces is None else "".join(self.pieces)


def joined(script: str) -> Iterator[str]:
    """Yield the inside of each string that scripts assemble from several literals, escapes left in."""
    if len(script) <= MOST and GROWS.search(script):
        yield from _Reader(tuple(tokens(script))).read()


def tokens(script: str) -> Iterator[ScriptToken]:
    """Yield the tokens of a script, without blanks and comments."""
    place, fresh, before = 0, True, ScriptToken("sign", ";")
    while place < len(script):
        pattern = REGEX if script[place] == "/" and script[place : place + 2] not in {"//", "/*"} and _value_next(before) else TOKEN
        match = pattern.match(script, place) or TOKEN.match(script, place)
        if match is None:  # cannot be: the last choice takes any character
            return
        place, kind = match.end(), match.lastgroup or "regex"
        if kind == "blank":
            fresh = fresh or "\n" in match[0]
            continue
        text = re.sub(r"\s", "", match[0]) if kind == "name" else match[0]
        before, fresh = ScriptToken(kind, text, fresh), False
        yield before


def _value_next(before: ScriptToken) -> bool:
    """Return whether a slash after this token begins a regular expression: division can only follow a value."""
    return (before.kind == "sign" and before.text not in {")", "]", "}"}) or before.text in BEFORE_VALUE


@dataclass(slots=True)
class _Reader:
    """Goes through a script's tokens once and keeps the value of each variable."""

    words: tuple[ScriptToken, ...]
    held: dict[str, ScriptValue] = field(default_factory=dict)
    blocks: list[int] = field(default_factory=lambda: [0])
    opened: list[str] = field(default_factory=list)  # before each bracket still open: if, for, a function's name
    block: int = 0  # the last one begun
    room: int = 2 * MOST  # characters that may still be put together

    def read(self) -> Iterator[str]:
        place, condition = 0, False
        while place < len(self.words):
            word = self.words[place]
            conditional = condition or (place > 0 and self.words[place - 1].text in CONDITIONAL)
            condition = self.bracket(place)
            if word.kind == "name" and self.at(place + 1) in {"=", "+="}:
                yield from self.assigned(word.text, place, conditional)
            elif word.text in WRITES and self.at(place + 1) == "(":
                self.grow(PAGE, self.written(place), conditional)
            elif word.kind == "string" and self.at(place - 1) not in {"+", "=", "+="} and self.at(place + 1) == "+":
                text, end = self.sum(place)
                yield from [text] if text and self.at(end) in ENDS else []
            place += 1
        yield from (value.text for value in self.held.values() if value.text)

    def at(self, place: int) -> str:
        """Return the sign or name at a position; empty for strings."""
        return self.words[place].text if 0 <= place < len(self.words) and self.words[place].kind != "string" else ""

    def bracket(self, place: int) -> bool:
        """Count blocks and brackets; return True after the bracket that closes a condition."""
        sign = self.words[place].text if self.words[place].kind == "sign" else ""
        if sign == "{":
            self.block += 1
            self.blocks.append(self.block)
        elif sign == "}" and len(self.blocks) > 1:
            self.blocks.pop()
        elif sign == "(":
            self.opened.append(self.at(place - 1))
        elif sign == ")" and self.opened:
            return self.opened.pop() in OPENS_CONDITION and self.at(place + 1) != "{"
        return False

    def assigned(self, name: str, place: int, conditional: bool) -> Iterator[str]:
        """Process an assignment to a variable; yield its previous value if it is overwritten."""
        own = self.at(place + 1) == "=" and self.at(place + 2) == name and self.at(place + 3) == "+"  # html = html + "…"
        text, end = self.sum(place + (4 if own else 2))
        text = text if self.ended(end) else None
        old = self.held.get(name)
        if own or self.at(place + 1) == "+=":
            self.grow(name, text, conditional)
            return
        yield from [old.text] if old and old.text else []
        self.held[name] = ScriptValue([], self.blocks[-1])
        self.grow(name, text, conditional)

    def grow(self, name: str, text: str | None, conditional: bool) -> None:
        """Append to a variable; one not assigned here begins empty, and an empty one may continue in another block."""
        held = self.held.setdefault(name, ScriptValue([], self.blocks[-1]))
        if held.pieces is not None and not any(held.pieces):
            held.block = self.blocks[-1]
        self.room -= len(text or "")
        if text is None or held.pieces is None or conditional or held.block != self.blocks[-1] or self.room < 0:
            held.pieces = None
        else:
            held.pieces.append(text)

    def written(self, place: int) -> str | None:
        """Return what document.write(…) writes: its arguments, concatenated."""
        text, end = self.sum(place + 2)
        pieces = [text]
        while self.at(end) == ",":
            text, end = self.sum(end + 1)
            pieces.append(text)
        known = [piece for piece in pieces if piece is not None]
        return "".join(known) + WRITES[self.words[place].text] if len(known) == len(pieces) and self.at(end) == ")" else None

    def sum(self, place: int) -> tuple[str | None, int]:
        """Return the value of terms joined by +, None if one is unknown, and the position after them."""
        whole: str | None = ""
        while True:
            text = self.term(place, bool(whole))
            whole = None if whole is None or text is None else whole + text
            place += 1
            if self.at(place) != "+":
                return whole, place
            place += 1

    def term(self, place: int, behind_text: bool) -> str | None:
        """Return the value of one term: a literal without holes, a number after text, a known variable."""
        word = self.words[place] if place < len(self.words) else ScriptToken("", "")
        if word.kind == "string" and not (word.text[0] == "`" and "${" in word.text):
            return word.text[1:-1]
        if word.kind == "number" and behind_text and PLAIN_NUMBER.fullmatch(word.text):
            return word.text
        held = self.held.get(word.text) if word.kind == "name" and self.room > 0 else None
        return held.text if held else None

    def ended(self, place: int) -> bool:
        """Return whether an expression ends at a position, so that nothing after it changes its value."""
        fresh = place < len(self.words) and self.words[place].fresh
        string = place < len(self.words) and self.words[place].kind == "string"
        return (self.at(place) in ENDS and not string) or (fresh and self.words[place].kind in {"name", "number", "string"})
