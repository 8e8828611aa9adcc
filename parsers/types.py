"""The values that flow from bytes to facts; all frozen, each made complete in one place.

Those made by the hundred for each report are named tuples: a frozen dataclass of as many fields takes six times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

State = Literal["number", "blank", "not_applicable", "text", "uncertain"]
Verdict = Literal["pass", "fail", "uncertain", "not_assessable"]
FormName = Literal["prose", "statistics", "2019", "2021"]
TableName = Literal["proactive", "requests", "disputes", "statistics"]
Box = tuple[float, float, float, float]  # left, top, right, bottom in points (PDF) or pixels (image), origin top left


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, where, in one sentence a person can act on."""

    stage: str  # fetch list document report build ...
    code: str  # stable, snake_case: timeout, no_such_form, table_unread ...
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one document and what the portal said of it; all a parser may know."""

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
    """Where a cell stands in its document. Table, row and column count from 0; pages from 1."""

    table: int
    row: int
    column: int
    path: str | None = None  # HTML and XML: element path such as /html/body/div[2]/table/tr[3]/td[2]
    page: int | None = None
    box: Box | None = None


class Cell(NamedTuple):
    """One physical cell, with the grid rows and columns it covers."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    path: str | None = None
    page: int | None = None
    box: Box | None = None
    doubt: str = ""  # why the reading of this cell is not certain (scans, fallback readers)
    readings: tuple[str, ...] = ()  # what this cell may say, surest first; empty or one entry where the reading is certain


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one table in reading order; `index` is its number in the document, from 0."""

    index: int
    cells: tuple[Cell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between two breaks, inline pieces joined without blanks."""

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


@dataclass(frozen=True, slots=True)
class Document:
    """One document of any format: paragraphs and tables in reading order, and what its head says of it."""

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

    number: str  # as printed: 一, 二, …; "" for what stands before the first heading
    heading: str
    text: str


class Fact(NamedTuple):
    """One cell of a report's table under the keys of the contract; `value` in the unit printed, or None."""

    table: TableName
    item: str
    measure: str
    value: float | int | None
    unit: str | None
    raw: str
    state: State
    place: Place


class Check(NamedTuple):
    """One equation tried on one row or column; `detail` names it."""

    rule: str  # R1 … V1
    verdict: Verdict
    expected: str | None
    found: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as read; `form` is None where the document is none, and problems say why."""

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
