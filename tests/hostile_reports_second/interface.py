"""Define the typed structures that pass between the generator, the reader's adapter and the judge.

Nothing here depends on the reader under test. An adapter turns the reader's output into an `Answer`; `judge` compares it with an `Oracle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Format = Literal["html", "text", "docx", "xlsx", "pdf", "ofd"]
FORMATS: tuple[Format, ...] = ("html", "text", "docx", "xlsx", "pdf", "ofd")
SUFFIX: dict[Format, str] = {"html": ".html", "text": ".txt", "docx": ".docx", "xlsx": ".xlsx", "pdf": ".pdf", "ofd": ".ofd"}

Kind = Literal["number", "blank", "not_applicable", "text", "unreadable"]
State = Literal["number", "blank", "not_applicable", "text", "uncertain", "unread"]
Code = Literal[
    "wrong_as_sure",
    "invented",
    "lost_silently",
    "accused_sound",
    "slip_missed",
    "wrong_agency",
    "wrong_year",
    "blank_zero_confused",
    "agency_missing",
    "year_missing",
]


class Coordinate(NamedTuple):
    """Name one figure by the keys of the public contract, for example ("requests", "received", "natural_person")."""

    table: str
    item: str
    measure: str


@dataclass(frozen=True)
class Seen:
    """Say what a careful person sees at one coordinate.

    `kind` is `number` (with `value`, in the unit printed), `blank`, `not_applicable` ("/", "—", "无"), `text` (words or several
    figures stand
    there, no one number) or `unreadable` (something stands there that nobody can settle). `sure` is false where a careful person
    would hesitate:
    the value may then be told, and may equally be marked uncertain or unread without a penalty. `unit` is the unit printed for an amount.
    """

    kind: Kind
    value: Decimal | None = None
    raw: str = ""
    unit: str | None = None
    sure: bool = True


@dataclass(frozen=True)
class Slip:
    """Describe a planted slip of the source: the rule it breaks, the cells the rule needs, and a sentence that explains it."""

    rule: str
    needs: frozenset[Coordinate]
    note: str


@dataclass(frozen=True)
class Oracle:
    """Hold what a person who looks at the rendered document knows.

    `figures` has every figure of every table of this report and year; a number told at any other coordinate is invented.
    `agency_names` are all
    names that are right (as printed in the title, or in full in the text); empty where the page does not name the agency.
    `failing` are the rules
    that really fail on the visible figures and sentences; `tolerated` rules may fail or pass. `text_facts` are facts of the prose:
    `telephone`,
    `address`, `published`, `period_start`, `period_end`.
    """

    form: Literal["statistics", "2019", "2021"]
    agency_names: tuple[str, ...]
    year: int | None
    figures: Mapping[Coordinate, Seen]
    slips: tuple[Slip, ...] = ()
    failing: frozenset[str] = frozenset()
    tolerated: frozenset[str] = frozenset()
    agency_sure: bool = True
    year_sure: bool = True
    text_facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Return true where no slip was planted: then no check may fail."""
        return not self.slips


@dataclass(frozen=True)
class Case:
    """Hold one generated document: its bytes, its file name, how it was made and its oracle. `classes` are the classes of its mutations."""

    name: str
    content: bytes
    format: Format
    seed: int
    mutations: tuple[str, ...]
    classes: tuple[str, ...]
    oracle: Oracle


@dataclass(frozen=True)
class Fact:
    """Hold one figure of a reader's answer. `value` is None unless `state` is `number`; `unit` is None, "元" or "万元" for an amount."""

    coordinate: Coordinate
    value: Decimal | None
    state: State
    unit: str | None = None


@dataclass(frozen=True)
class Problem:
    """Hold one problem a reader reported.

    `table`, `item` and `measure` say what it is about as contract keys, None for "all of them"; where an adapter cannot tell,
    leave all three
    None and give `message` and `where` as printed: the judge then looks for the table's or the row's name in them.
    """

    code: str
    message: str = ""
    where: str = ""
    table: str | None = None
    item: str | None = None
    measure: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Hold one check that failed: the rule's id (R1 … V1) and the column or row it was tried on, as printed by the reader."""

    rule: str
    detail: str = ""


@dataclass(frozen=True)
class Answer:
    """Hold what a reader says of one document, in plain types. `failed` has the failed checks only; `text_facts` may be left empty."""

    agency: str | None
    year: int | None
    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...] = ()
    failed: tuple[Verdict, ...] = ()
    text_facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """Hold one fault of an answer: its code, the coordinate (None for agency, year and checks), and a sentence."""

    code: Code
    coordinate: Coordinate | None
    message: str
