"""The values that flow from bytes to facts; all frozen, each completed in one place.

Types created by the hundred per report are named tuples: a frozen dataclass with as many fields takes six times as long to create.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

State = Literal["number", "blank", "not_applicable", "text", "uncertain", "unread"]
# What a cell shows beside its text, or what of it a person does not see. `Cell.text` holds only what is plainly printed;
# the marked characters are in `Cell.aside`, except those of "inserted", which belong to the text.
Mark = Literal[
    "struck",  # printed with a line through it: <s>, w:strike, a rule across the glyphs
    "deleted",  # taken out under change tracking or by <del>
    "inserted",  # put in under change tracking or by <ins>: part of the text
    "superscript",  # raised or lowered, or a circled footnote sign behind a figure: 12①, 12<sup>1</sup>, 12²
    "hidden",  # in the file and not on the page: display:none, w:vanish, white on white
    "covered",  # printed, then painted over
    "field",  # a form field holds it: <input>, <select>, <textarea>, a text box
    "picture",  # a picture, a formula or a drawing takes the place of text
    "formula",  # a spreadsheet formula without a stored result
]
UNREAD: frozenset[Mark] = frozenset({"struck", "deleted", "superscript", "covered", "field", "picture", "formula"})
Verdict = Literal["pass", "fail", "uncertain", "not_assessable"]
FormName = Literal["prose", "statistics", "2019", "2021"]
TableName = Literal["proactive", "requests", "disputes", "statistics"]
Box = tuple[float, float, float, float]  # left, top, right, bottom in points (PDF) or pixels (image), origin top left

# Signs of footnotes as they follow a figure. Where these are compared in one width (NFKC), 12① and 12² would be 121 and 122.
NOTE_SIGNS = "¹²³⁰⁴-⁹₀-₉①-⑳❶-❿⓪-⓿㊀-㊉⑴-⒇⒈-⒛⒜-ⓩ*\uff0a※†‡#\uff03"
NOTED = re.compile(
    rf"(?P<figure>[-+\uff0b\uff0d\u2212]?[\d０-９][\d０-９,，.．]*)\s*(?P<note>(?:[{NOTE_SIGNS}]|[\[\uff3b][\d０-９]{{1,2}}[\]\uff3d])+)"
)
NOTE_ENDS = frozenset(chr(code) for code in range(0xA1, 0x3300) if re.fullmatch(f"[{NOTE_SIGNS}]", chr(code))) | set(
    "]*#\uff3d\uff0a\uff03"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong and where, in one sentence a person can act on."""

    stage: str  # fetch list document report build ...
    code: str  # stable, snake_case: timeout, no_such_form, table_unread ...
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one document and what the portal said about it; everything a parser may know."""

    body: bytes  # content-decoded (gzip undone), otherwise as served
    url: str = ""
    media_type: str = ""  # as the server said, without parameters
    charset: str = ""  # as the server said
    list_title: str = ""  # the title in the list row that led here
    list_date: str = ""  # the date of that row, YYYY-MM-DD
    link_label: str = ""  # text of the link, for an attachment
    parent_title: str = ""  # title of the article an attachment hangs on
    parent_published: str = ""
    site_name: str = ""
    column_name: str = ""
    column_path: tuple[str, ...] = ()  # labels of the sub-columns: ("2023年", "市直部门")
    area: str = ""


class Place(NamedTuple):
    """The position of a cell in its document. Table, row and column count from 0, pages from 1; `box` as in Cell."""

    table: int
    row: int
    column: int
    path: str | None = None  # HTML and XML: element path such as /html/body/div[2]/table/tr[3]/td[2]
    page: int | None = None
    box: Box | None = None


class Cell(NamedTuple):
    """One physical cell with the grid rows and columns it covers, from 0; `box` in points (PDF, OFD) or pixels (pictures)."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    path: str | None = None
    page: int | None = None
    box: Box | None = None
    doubt: str = ""  # why the reading of this cell is not certain (scans, fallback readers)
    readings: tuple[str, ...] = ()  # what this cell may say, most certain first; empty or one entry if the reading is certain
    marks: frozenset[Mark] = frozenset()  # what `aside` is made of, and "inserted" where part of `text` is
    aside: str = ""  # characters of this cell that are marked and not part of `text`, in reading order, parted by blanks

    @property
    def unread(self) -> bool:
        """Whether the cell shows something of which nothing was read as text, so that it is not blank."""
        return not self.text and bool(self.marks & UNREAD)


RAISED_BEHIND = re.compile(r"[\d０-９⺀-鿿，。；、）》”]\s*\Z")  # the sign of a note in a sentence follows such; that of m² does not


def split_note(cell: Cell) -> Cell:
    """Return a cell with a footnote mark after its figure moved out of the text: 12①, 12², 12[1] are 12.

    >>> split_note(Cell(0, 0, "12①")).text, split_note(Cell(0, 0, "-3 [2]")).aside, split_note(Cell(0, 0, "第①项")).text
    ('12', '[2]', '第①项')
    """
    match = NOTED.fullmatch(cell.text) if cell.text[-1:] in NOTE_ENDS else None
    if match is None:
        return cell
    aside = f"{match['note']} {cell.aside}".strip()
    return cell._replace(text=match["figure"], marks=cell.marks | {"superscript"}, aside=aside)


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one table in reading order; `index` is its number in the document, from 0."""

    index: int
    cells: tuple[Cell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between two breaks; inline pieces are joined without blanks."""

    text: str
    page: int | None = None
    path: str | None = None
    bold: bool = False
    cells: tuple[Cell, ...] = ()  # its pieces where gaps or tabs part them as the columns of a table without rules would be


@dataclass(frozen=True, slots=True)
class Link:
    """A link as printed: absolute URL and its label."""

    url: str
    label: str


Chain = Literal[
    "",  # not looked for
    "incomplete",  # the file does not hold the certificate that issued the signer's: who vouches for it is unknown
    "self_signed",  # the signer's certificate vouches for itself
    "complete",  # up to a root in the file, for which nobody here vouches
    "broken",  # a certificate names an issuer in the file that did not sign it
]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature or electronic seal inside a document, as far as the file itself shows it; nobody was asked about revocation or trust."""

    kind: str  # pdf_signature pdf_time_stamp ofd_seal ofd_signature
    state: Literal["whole", "broken", "not_checked"]  # whether what it covers is what was signed
    reason: str = ""  # why it is broken or not checked, or what else was seen: labels.yaml has the words
    signer: str = ""  # by the certificate
    seal: str = ""  # the seal's own name
    signed_at: str | None = None  # by the signature's own word, as precise as it says
    issuer: str = ""  # of the certificate
    valid_from: str | None = None  # of the certificate, UTC
    valid_to: str | None = None
    in_period: bool | None = None  # whether the day of signing lies within; None if either is unknown
    chain: Chain = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of any format: paragraphs and tables in reading order, and the metadata of its head."""

    title: str
    published: str | None  # YYYY-MM-DD or YYYY-MM-DD hh:mm, the portal's own; never taken from the URL
    media_type: str  # by magic bytes, not by name
    text: str  # for reading and search
    blocks: tuple[Paragraph | Table, ...]
    source: str = ""  # 来源: the issuing body as printed
    metas: tuple[tuple[str, str], ...] = ()  # the national standard's meta tags: ("ArticleTitle", …)
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    pictures: tuple[Link, ...] = ()  # shown in the text, not read here
    parts: tuple[Part, ...] = ()  # documents inside a container (ZIP, MHT …)
    signatures: tuple[Signature, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables among the blocks, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True, slots=True)
class Part:
    """A document that lies inside another: its name and bytes."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """One of a report's numbered parts: 一 总体情况 … 六 其他需要报告的事项."""

    number: str  # as printed: 一, 二, …; "" for the text before the first heading
    heading: str
    text: str


class Fact(NamedTuple):
    """One cell of a report's table under the contract's keys; `value` in the unit printed, or None, and `raw` the text as printed."""

    table: TableName
    item: str
    measure: str
    value: float | int | None
    unit: str | None
    raw: str
    state: State
    place: Place


class Check(NamedTuple):
    """One rule (rules.yaml) applied to one row or column; `detail` names it."""

    rule: str  # R1 … V1
    verdict: Verdict
    expected: str | None
    found: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as read; `form` is None if the document is not one, and `problems` say why."""

    title: str
    agency: str | None
    year: int | None
    form: FormName | None
    published: str | None
    sections: tuple[Section, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    evidence: tuple[tuple[str, str], ...] = field(default=())  # ("agency", "title: …"), ("form", "labels: …")
    unread: tuple[TableName, ...] = ()  # kinds of table of which a row or a column was not read
    signatures: tuple[Signature, ...] = ()  # of the document it was read from
    report_read: str = "not"  # "whole"; "part: " and what was not read with certainty; "not"


def text_of(blocks: Iterable[Paragraph | Table]) -> str:
    """Return blocks as text: one line per paragraph, one line per row with tabs between its cells."""
    return "\n".join(block.text if isinstance(block, Paragraph) else table_text(block) for block in blocks)


def table_text(table: Table) -> str:
    """Return a table as text, one line per row."""
    rows = groupby(table.cells, key=lambda cell: cell.row)
    return "\n".join("\t".join(" ".join(cell.text.split()) for cell in row) for _, row in rows)


def unread(media_type: str, code: str, message: str, where: str = "") -> Document:
    """Return an empty document that says why a file was not read."""
    return Document("", None, media_type, "", (), problems=(Problem("document", code, message, where),))
