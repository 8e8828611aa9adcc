"""Lay blocks out on pages as drawing operations; PDF, OFD and scans are made of the same pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import Cell, Draft, Paragraph, Run, Table, placements

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 18.0
CELL_SIZE, BODY_SIZE, LEADING = 8.0, 11.0, 1.25
Glyphs = list[tuple[str, str]]
"""Characters of a line with their marks."""


@dataclass(frozen=True)
class Text:
    """A string at a point (left, baseline from the top); ``mark`` as in a run, ``angle`` in degrees."""

    x: float
    y: float
    size: float
    text: str
    mark: str = ""
    vertical: bool = False
    angle: float = 0


@dataclass(frozen=True)
class Line:
    """A line, or a white box where ``white`` is set."""

    x1: float
    y1: float
    x2: float
    y2: float
    white: bool = False


Operation = Text | Line


@dataclass
class Canvas:
    """Pages under construction; ``y`` is measured from the top."""

    pages: list[list[Operation]] = field(default_factory=lambda: [[]])
    y: float = 40.0

    def add(self, operation: Operation) -> None:
        """Add an operation to the current page."""
        self.pages[-1].append(operation)

    def turn(self) -> None:
        """Start a page."""
        self.pages.append([])
        self.y = 40.0

    def need(self, height: float) -> None:
        """Start a page unless a height fits."""
        if self.y + height > HEIGHT - 50:
            self.turn()


def text_width(text: str, size: float) -> float:
    """Return the width of a text: half an em for ASCII, an em for the rest."""
    return sum(size / 2 if ord(c) < 0x2000 else size for c in text)


def lines_of(runs: list[Run], width: float, size: float) -> list[Glyphs]:
    """Break runs into lines of a width, at any character."""
    lines: list[Glyphs] = [[]]
    used = 0.0
    for run in runs:
        if run.mark == "break":
            lines.append([])
            used = 0.0
            continue
        for character in run.text:
            wide = 0.0 if run.mark == "covered" else text_width(character, size * (0.6 if run.mark == "sup" else 1))
            if used + wide > width and lines[-1]:
                lines.append([])
                used = 0.0
            lines[-1].append((character, run.mark))
            used += wide
    return lines


def draw_line(canvas: Canvas, line: Glyphs, x: float, y: float, size: float) -> None:
    """Draw a line of marked characters from a point."""
    place = 0
    while place < len(line):
        mark = line[place][1]
        end = place
        while end < len(line) and line[end][1] == mark:
            end += 1
        text = "".join(c for c, _ in line[place:end])
        x += _draw_marked(canvas, text, mark, x, y, size)
        place = end


def _draw_marked(canvas: Canvas, text: str, mark: str, x: float, y: float, size: float) -> float:
    if mark == "sup":
        canvas.add(Text(x, y - size * 0.4, size * 0.6, text))
        return text_width(text, size * 0.6)
    canvas.add(Text(x, y, size, text, mark))
    wide = text_width(text, size)
    if mark == "strike":
        canvas.add(Line(x - 1, y - size * 0.35, x + wide + 1, y - size * 0.35))
    if mark == "ins":
        canvas.add(Line(x, y + 1.5, x + wide, y + 1.5))
    if mark == "covered":
        canvas.add(Line(x - 0.5, y - size, x + wide + 0.5, y + 2, white=True))
        return 0.0
    return wide


def draw_paragraph(canvas: Canvas, block: Paragraph) -> None:
    """Draw a paragraph; titles are large and centred."""
    size = 16.0 if block.style == "title" else BODY_SIZE
    indent = 0.0 if block.style in ("title", "note") else size * 2
    lines = lines_of(block.runs, WIDTH - 2 * MARGIN - indent, size)
    for line in lines:
        canvas.need(size * LEADING)
        wide = text_width("".join(c for c, _ in line), size)
        x = MARGIN + indent
        if block.style in ("title", "note"):
            x = (WIDTH - wide) / 2
        elif block.style == "signature":
            x = WIDTH - MARGIN - wide - 30
        canvas.y += size * LEADING
        draw_line(canvas, line, x, canvas.y, size)
    canvas.y += 4


def column_widths(table: Table, *, narrow: bool) -> list[float]:
    """Return the widths: columns of figures alike, the rest for labels."""
    count = table.columns
    figures = {p.column for p in placements(table) if p.cell.key} or set(range(1, count))
    figure = {"requests": 38.0, "disputes": 34.0}.get(table.name, 90.0)
    figure = min(figure, (WIDTH - 2 * MARGIN) * 0.62 / max(1, len(figures))) if table.name != "disputes" else figure
    figure = 13.0 if narrow else figure
    rest = [c for c in range(count) if c not in figures]
    room = (WIDTH - 2 * MARGIN - figure * len(figures)) if rest else 0
    room = min(room, 330.0)
    share = {c: room / len(rest) for c in rest} if rest else {}
    if table.name == "requests" and len(rest) >= 3:
        labels = [c for c in rest if c < min(figures)][-3:]
        others = [c for c in rest if c not in labels]
        share = dict.fromkeys(others, 22.0) | dict(zip(labels, (22.0, 52.0, min(150.0, room - 74 - 22 * len(others))), strict=True))
    return [figure if c in figures else share[c] for c in range(count)]


@dataclass(frozen=True)
class _Box:
    cell: Cell
    row: int
    last_row: int
    x: float
    width: float
    lines: list[Glyphs]
    vertical: bool = False


def draw_table(canvas: Canvas, table: Table, *, narrow: bool, vertical: bool) -> None:
    """Draw a table row by row, over as many pages as it takes."""
    widths = column_widths(table, narrow=narrow)
    left = max(4.0, (WIDTH - sum(widths)) / 2)
    starts = [left + sum(widths[:c]) for c in range(len(widths) + 1)]
    boxes = []
    for place in placements(table):
        end = min(place.column + place.cell.colspan, len(widths))
        wide = starts[end] - starts[place.column]
        runs = [Run(text, run.mark) for run in place.cell.runs for text in ([run.text] if run.mark != "break" else [""])]
        lines = lines_of(runs, wide - 3, CELL_SIZE)
        last = place.row + place.cell.rowspan - 1
        boxes.append(_Box(place.cell, place.row, last, starts[place.column], wide, lines, vertical and place.cell.vertical))
    heights = [_height(boxes, number) for number in range(len(table.rows))]
    for number, height in enumerate(heights):
        if number == table.break_row:
            _draw_broken(canvas, boxes, number, height)
            continue
        canvas.need(height)
        _draw_row(canvas, boxes, number, heights)
    canvas.y += 8


def _height(boxes: list[_Box], number: int) -> float:
    most = max((len(box.lines) for box in boxes if box.row == number == box.last_row), default=1)
    return most * CELL_SIZE * LEADING + 4


def _draw_row(canvas: Canvas, boxes: list[_Box], number: int, heights: list[float]) -> None:
    height = heights[number]
    for box in boxes:
        if not box.row <= number <= box.last_row:
            continue
        _rules(canvas, box, height, top=box.row == number, bottom=box.last_row == number)
        if box.row == number:
            room = sum(heights[box.row : box.last_row + 1])
            _draw_lines(canvas, box, room)
    canvas.y += height


def _draw_lines(canvas: Canvas, box: _Box, room: float) -> None:
    if box.vertical:
        canvas.add(Text(box.x + 4, canvas.y + 10, CELL_SIZE, box.cell.text, vertical=True))
        return
    room = min(room, HEIGHT - 60 - canvas.y) if box.last_row > box.row else room
    top = canvas.y + max(2.0, (room - len(box.lines) * CELL_SIZE * LEADING) / 2)
    for count, line in enumerate(box.lines):
        wide = text_width("".join(c for c, m in line if m != "covered"), CELL_SIZE)
        x = box.x + (box.width - wide) / 2 if box.cell.key or box.cell.head else box.x + 1.5
        draw_line(canvas, line, x, top + (count + 0.85) * CELL_SIZE * LEADING, CELL_SIZE)


def _rules(canvas: Canvas, box: _Box, height: float, *, top: bool, bottom: bool) -> None:
    right = box.x + box.width
    canvas.add(Line(box.x, canvas.y, box.x, canvas.y + height))
    canvas.add(Line(right, canvas.y, right, canvas.y + height))
    if top:
        canvas.add(Line(box.x, canvas.y, right, canvas.y))
    if bottom:
        canvas.add(Line(box.x, canvas.y + height, right, canvas.y + height))


def _draw_broken(canvas: Canvas, boxes: list[_Box], number: int, height: float) -> None:
    """Draw the first line of each cell at the foot of a page and the rest on the next."""
    own = [box for box in boxes if box.row <= number <= box.last_row]
    for part in (slice(0, 1), slice(1, None)):
        for box in own:
            _rules(canvas, box, height, top=part.start == 0, bottom=part.start == 1)
            if box.row == number:
                _draw_lines(canvas, _Box(box.cell, 0, 0, box.x, box.width, box.lines[part]), height)
        canvas.y += height
        if part.start == 0:
            canvas.turn()


def pages_of(draft: Draft) -> list[list[Operation]]:
    """Return the pages of a draft as drawing operations."""
    canvas = Canvas()
    for block in draft.blocks:
        if block.hidden:
            continue
        if isinstance(block, Table):
            draw_table(canvas, block, narrow=bool(draft.extras.get("narrow")), vertical=bool(draft.extras.get("vertical_font")))
        else:
            draw_paragraph(canvas, block)
    mark = str(draft.extras.get("watermark", ""))
    for number, page in enumerate(canvas.pages):
        page.append(Text(WIDTH / 2 - 12, HEIGHT - 25, 9, f"- {number + 1} -"))
        if mark:
            page.extend(Text(120 + 30 * step, 300 + 220 * step, 40, mark, "watermark", angle=35) for step in range(2))
    return canvas.pages
