"""What a snapshot says of its figures and of its views' columns, row by row: readers' programs and readers' papers refer to it.

released_words.tsv holds it as released. After a change on purpose: python -m tests.archive.store.test_released_words
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from archive.store import codebook, views

RELEASED = Path(__file__).with_name("released_words.tsv")
EACH = ("code", "unit", "forms", "first_year", "last_year", "comparable_with", "wide_column", "item_zh", "item_en")
SHARED = {"table_name": ("table_zh", "table_en"), "measure": ("measure_zh", "measure_en"), "forms": ("why_zh", "why_en")}


def line(*values: object) -> str:
    return "\t".join("" if value is None else str(value) for value in values)


def of_figures() -> Iterator[str]:
    """A line for each figure, then one for each wording that several share, with their number."""
    shared: Counter[str] = Counter()
    for figure in codebook.figures():
        row = asdict(figure)
        yield line("figure", *(row[name] for name in EACH))
        shared.update(line(name, row["table_name"], row[name], *(row[word] for word in words)) for name, words in SHARED.items())
    yield from (line(words, count) for words, count in shared.items())


def of_views() -> Iterator[str]:
    """A line for each view and column; the columns of figures are in the lines of the figures."""
    figures = {name for name, _ in views.wide_figures()}
    for view, words in views.descriptions().items():
        yield line("view", view, ",".join(words["key"]), words["zh"], words["en"])
        for column, (zh, en, kind) in words["columns"].items():
            if not (view == "report_wide" and column in figures):
                yield line("column", view, column, kind, zh, en)


def now() -> list[str]:
    book = codebook.codebook()
    return [*of_figures(), *of_views(), *(line("table", name, book[name]) for name in ("money", "in_part"))]


def test_nothing_is_released_otherwise_than_before():
    released = RELEASED.read_text(encoding="utf-8").splitlines()
    assert [each for each in now() if each not in set(released)] == []
    assert now() == released


if __name__ == "__main__":
    RELEASED.write_text("".join(f"{each}\n" for each in now()), encoding="utf-8")
