"""Facts and reports made by hand, for the tests of single rules."""

from parsers.types import Fact, Place, Report, Section


def fact(table, item, measure, value, state="number", unit=None, raw=None):
    """A fact; of one without a value the state is blank unless given."""
    state = state if value is not None or state != "number" else "blank"
    return Fact(table, item, measure, value, unit, ("" if value is None else str(value)) if raw is None else raw, state, Place(0, 0, 0))


def report(*facts, form="2021", year=2023, sections=(), **more):
    """A report of these facts and sections, each of them a number, a heading and a text."""
    parts = tuple(Section(*section) for section in sections)
    return Report("", None, year, form, None, sections=parts, facts=tuple(facts), **more)
