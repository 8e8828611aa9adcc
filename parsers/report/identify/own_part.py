"""Which blocks are the report's own: last year's tables, another body's, and a second report are set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gongkai.chinese_text import label, squeeze
from gongkai.terminal.amounts import counted
from parsers.report.forms import forms
from parsers.report.forms.forms import unnumbered
from parsers.report.identify import agency as identify_agency
from parsers.report.identify import year as identify_year
from parsers.types import Paragraph, Problem, Table

LONGEST_CAPTION = 60  # characters; sentences of the prose name other years too
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
LAST_YEAR = re.compile(r"^(?:附件?\d*[:、.]?)?\(?(?:上年|上一年|去年)度?.{0,12}(?:数据|情况|统计|报告|表)")
DATA = re.compile(r"数据|情况|统计|报告|报表|表$")
OTHER_BODY = re.compile(r"^(?:附件?\d*[:、.]?|附表\d*[:、.]?)(?P<body>.{2,40}?)(?:数据|情况|统计)?(?:情况|统计)?(?:数据|表|报告)?$")
SUBORDINATE = re.compile(r"下属(?:单位|机构)|直属(?:单位|机构)|二级单位")
BODY = re.compile(r"(?:政府|管委会|委员会|办事处|办公室|中心|支队|大队|医院|学校|[局厅委署院])$")
ANNEX = re.compile(r"^附[件表录]?\d*[:、.]")
WRITTEN_ROW = re.compile(r"\S\s+\S|[\d/\-]\s*$")  # a line that may be a row or the head of a table without cells
SENTENCE = re.compile(r"[。；;！？]")
# outside brackets: 推广…经验，指导某局编制年度报告 names another body, and is no title
SENTENCE_WITHIN = re.compile(r"[，,；;。](?![^(]*\))")
SHEET_YEAR = re.compile(r"((?:19|20)\d\d)年?度?(?:数据|报告|年报)?")
ABOVE = "it is above the title of the report, below which parts and tables come again"
NUMBERED = re.compile(r"[一二三四五六]、")
Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Own:
    """The blocks of the report itself, and a problem for each table set aside."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()


def own(blocks: Sequence[Block], year: int | None, name: str | None) -> Own:
    """Return the blocks without those that a title or a caption above them gives to another year or another body.

    Where no table would be left, nothing is set aside: a caption's slip must not cost the report's own figures.
    """
    above = _above_title(blocks, year, name)
    kept: list[Block] = []
    tables = [
        Problem("report", "table_of_another", f"this table was not read as the report's own: {ABOVE}", f"table {block.index}")
        for block in blocks[:above]
        if isinstance(block, Table)
    ]
    lines: dict[str, int] = {}  # why → lines of figures set aside
    for block, now in _judged(blocks[above:], year, name):
        if isinstance(block, Table) and now.why:
            message = f"this table was not read as the report's own: {now.why}"
            tables.append(Problem("report", "table_of_another", message, f"table {block.index}"))
        elif isinstance(block, Paragraph) and now.why and _may_be_row(block):
            lines[now.why] = lines.get(now.why, 0) + 1
        elif isinstance(block, Table) or not now.sticky:
            kept.append(block)
    if tables and not any(isinstance(block, Table) for block in kept):
        return Own(tuple(blocks))
    written = [
        Problem("report", "table_of_another", f"{counted(count, 'line was', 'lines were')} not read as the report's own: {why}")
        for why, count in lines.items()
    ]
    return Own(tuple(kept), (*tables, *written))


def _above_title(blocks: Sequence[Block], year: int | None, name: str | None) -> int:
    """Return how many blocks are above the report's own title, and are those of another report: parts and tables come again below it."""
    first = next((number for number, block in enumerate(blocks) if _begins_parts(block)), len(blocks))
    if not any(isinstance(block, Table) for block in blocks[first:]):
        return 0
    titles = [number for number, block in enumerate(blocks) if isinstance(block, Paragraph) and _is_own_title(block.text, year, name)]
    title = titles[0] if titles else 0
    above, below = (sum(isinstance(block, Table) for block in part) for part in (blocks[:title], blocks[title:]))
    again = first < title and any(map(_begins_parts, blocks[title:]))
    return title if again and 0 < above <= below else 0


def _begins_parts(block: Block) -> bool:
    """Return whether a block is the heading of the first part, in a line of its own."""
    return len(text := _bare_text(block)) <= LONGEST_CAPTION and text.startswith("一、")


def _is_own_title(text: str, year: int | None, name: str | None) -> bool:
    """Return whether a line is the title of the report on a year, and not that of an annex or a table."""
    line = squeeze(text)
    return is_title(text) and not line.endswith("表") and identify_year.in_title(line) == year is not None and _says(text, year, name).mine


def before_next(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks up to the title of a second report; all if the text has no title above its first table, or no second one.

    The names and signatures below it are those of another body, or of another year.
    """
    titles = [number for number, block in enumerate(blocks) if isinstance(block, Paragraph) and is_title(block.text)]
    first = next((number for number, block in enumerate(blocks) if isinstance(block, Table)), None)
    if first is None:  # a report in prose: a second one begins below its parts, with a body's name
        first = next((number for number, block in enumerate(blocks) if NUMBERED.match(_bare_text(block))), len(blocks))
        own = {_bare_text(blocks[number]) for number in titles if number < first}  # printed again as a running head
        titles = [number for number in titles if number < first or (_names_body(blocks[number]) and _bare_text(blocks[number]) not in own)]
    second = next((number for number in titles if number > first), None)
    return tuple(blocks[:second]) if titles and titles[0] < first else tuple(blocks)


def _bare_text(block: Block) -> str:
    """Return the text of a paragraph without blanks and marks of Markdown; empty for a table."""
    return squeeze(block.text).strip("#*") if isinstance(block, Paragraph) else ""


def _names_body(block: Block) -> bool:
    """Return whether a title names a body and is not that of a table."""
    text = _bare_text(block)
    return bool(identify_agency.from_title(text)) and not text.endswith("表")


def is_title(text: str) -> bool:
    """Return whether a line is the title of a report, and not that of an annex to one."""
    if len(text) > LONGEST_CAPTION or identify_agency.SUBJECT not in text:
        return False
    line = squeeze(text).rstrip(":。")
    return identify_agency.TITLE.match(line) is not None and not SENTENCE_WITHIN.search(line) and not ANNEX.match(line)


def _judged(blocks: Sequence[Block], year: int | None, name: str | None) -> Iterator[tuple[Block, _State]]:
    """Yield each block with what the titles and captions above it say of it."""
    now, sheet, opened = _State(), "", False
    sheets = {found for block in blocks if (found := _sheet_year(_sheet(block)))}
    times = Counter(block.text for block in blocks if isinstance(block, Paragraph))
    for block in blocks:
        if (here := _sheet(block)) != sheet:  # a caption says nothing of the tables of another sheet
            named = _sheet_year(here)
            other = named and named != year and year in sheets  # a workbook with a sheet for each year
            sheet, now = here, _State(f"its sheet is named {named}, the report is on {year}" if other else "", started=now.started)
        caption = block.text if isinstance(block, Paragraph) else _heading_within(block)
        if caption and times[caption] <= 1:  # a running head says nothing of what is below it
            now = now.after(_says(caption, year, name), caption)
            opened = opened and bool(now.why)
        if now.why and not now.sticky and isinstance(block, Paragraph) and _begins_requests(block.text):
            now, opened = (replace(now, why=""), False) if opened else (now, True)  # the head again: another table, without a caption
        yield block, now
        if not now.why:
            now = replace(now, started=now.started or isinstance(block, Table) or len(block.text) > LONGEST_CAPTION)


def _heading_within(table: Table) -> str:
    """Return the numbered heading that is the one text of a table's first row; empty if there is none."""
    top = min((cell.row for cell in table.cells), default=0)
    texts = [cell.text for cell in table.cells if cell.row == top and cell.text.strip()]
    return texts[0] if len(texts) == 1 and NUMBERED.match(squeeze(texts[0])) else ""


def _begins_requests(text: str) -> bool:
    """Return whether a line is the first of the head of section three; 申请人情况 may follow in a line of its own."""
    return label(text).startswith(forms.load().corners["requests"][0])


def _sheet_year(sheet: str) -> int:
    """Return the year that a sheet's name is; 0 if it is another name."""
    match = SHEET_YEAR.fullmatch(sheet.strip("'"))
    return int(match[1]) if match else 0


def _may_be_row(block: Paragraph) -> bool:
    return WRITTEN_ROW.search(block.text) is not None and SENTENCE.search(block.text) is None


@dataclass(frozen=True, slots=True)
class _State:
    """Why the following tables are another's; `sticky` below a title, which applies until the next one."""

    why: str = ""
    sticky: bool = False
    started: bool = False  # a table of the report's own was met

    def after(self, said: Says, text: str) -> _State:
        """Return the state after a line."""
        if said.title:
            counts = self.started or not said.other or self.why
            return replace(self, why=said.other, sticky=bool(said.other)) if counts else self
        if said.other:
            return replace(self, why=said.other, sticky=self.sticky)
        ends = said.mine or (self.why and not self.sticky and NUMBERED.match(squeeze(text[:8])) and not _is_numbered_row(text))
        return replace(self, why="", sticky=False) if ends else self


def _is_numbered_row(text: str) -> bool:
    """Return whether a line is a row of section three, some of which are numbered as headings are."""
    return label(unnumbered(text)).startswith(forms.load().numbered_rows)


@dataclass(frozen=True, slots=True)
class Says:
    """What a line says about the tables below it."""

    other: str = ""  # whose or of when they are, where not the report's
    mine: bool = False
    title: bool = False


def _sheet(block: Block) -> str:
    """The sheet of a workbook that a block is of; empty in any other document."""
    path = block.path if isinstance(block, Paragraph) else next((cell.path for cell in block.cells[:1]), None)
    return path.rpartition("!")[0] if path and not path.startswith("/") else ""


def _says(text: str, year: int | None, name: str | None) -> Says:
    if len(text) > LONGEST_CAPTION:
        return Says()
    line = squeeze(text).rstrip(":。")
    years = [int(found) for found in YEAR.findall(line)]
    titled = identify_agency.SUBJECT in line and identify_agency.TITLE.match(line) is not None and not SENTENCE_WITHIN.search(line)
    if titled:
        return _titled(line, identify_year.in_title(line), year, name)
    if year is not None and LAST_YEAR.match(line):
        return Says(f"its caption says last year's: {line}")
    another = next(_of_body(re.sub(r"(?:19|20)\d\d年度?", "", line), name), None)
    if another:
        return another
    if year is not None and years and DATA.search(line) and "。" not in line:
        return Says(mine=True) if year in years else Says(f"its caption names {years[0]}, the report is on {year}: {line}")
    return Says()


def _titled(line: str, titled_year: int | None, year: int | None, name: str | None) -> Says:
    annexed = ANNEX.match(line)
    if titled_year is not None and year is not None and titled_year != year:
        return Says(f"it is below the title of another year's report: {line}", title=True)
    titled_name = identify_agency.from_title(line[annexed.end() :] if annexed else line)
    if annexed and not titled_name:
        return Says()  # 附表：政府信息公开情况统计表 belongs to the report above it
    if titled_name and name and titled_name not in name and name not in titled_name:
        return Says(f"it is below the title of another body's report: {line}", title=True)
    return Says(mine=True, title=True)


def _of_body(line: str, name: str | None) -> Iterator[Says]:
    """Yield what a caption of an annex that names another body says about its tables."""
    found = OTHER_BODY.match(line)
    body = re.sub(r"[()]", " ", found["body"]).split()[-1] if found and found["body"].strip("()") else ""
    if not found or not (BODY.search(body) or SUBORDINATE.search(line)):
        return
    if SUBORDINATE.search(line) or (name and body not in name and name not in body):
        yield Says(f"its caption names another body: {line}")
