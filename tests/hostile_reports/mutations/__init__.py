"""What is done to a sound report, class by class; ``VARIANTS`` is the register of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..model import Draft

ALL = frozenset({"html", "docx", "doc", "xlsx", "pdf-reportlab", "pdf-chromium", "pdf-libreoffice", "ofd", "scan", "txt", "md"})
PAGES = frozenset({"html", "docx", "doc", "pdf-reportlab", "pdf-chromium", "pdf-libreoffice", "ofd", "scan", "txt", "md"})
WEB = frozenset({"html", "pdf-chromium"})
WORD = frozenset({"docx", "doc", "pdf-libreoffice"})
DRAWN = frozenset({"pdf-reportlab", "ofd", "scan"})
FORMS = frozenset({"prose", "statistics", "2019", "2021"})
TABLES = frozenset({"statistics", "2019", "2021"})
ANNUAL = frozenset({"2019", "2021"})


@dataclass(frozen=True)
class Variant:
    """One mutation: its class, what it is called, when it acts (``plan`` before the layout, ``page`` after), where it can."""

    kind: str
    name: str
    phase: str
    formats: frozenset[str]
    forms: frozenset[str]
    apply: Callable[[Draft], None]

    def fits(self, form: str, file_format: str) -> bool:
        """Tell whether the variant can be made in a form and a format."""
        return form in self.forms and file_format in self.formats


VARIANTS: list[Variant] = []


def variant(
    kind: str, phase: str = "page", formats: frozenset[str] = ALL, forms: frozenset[str] = TABLES
) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """Register a mutation under its function's name."""

    def register(function: Callable[[Draft], None]) -> Callable[[Draft], None]:
        VARIANTS.append(Variant(kind, function.__name__, phase, formats, forms, function))
        return function

    return register


@variant("plain", forms=FORMS)
def untouched(draft: Draft) -> None:
    """Change nothing: what a sound report looks like."""


from . import agency, columns, containers, figures, labels, marks, marks_office, paper, previous, sentences, years  # noqa: E402, F401

CLASSES = tuple(dict.fromkeys(item.kind for item in VARIANTS))
