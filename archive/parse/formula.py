"""A check as a sum in words with the report's own figures in it, and the cells that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.parse import chinese
from archive.parse.readable import words
from archive.site.draw.labels import pick, short, word
from archive.site.request.ask import Language
from parsers.report.checks import statements
from parsers.report.checks.verdicts import printed
from parsers.report.forms.forms import Equation, YearRule, load
from parsers.types import Check, Fact, Report

MOST_TERMS = 6  # of one side with all their zeros; a longer side names only what is not zero
THIS_YEAR = re.compile("^本年| this year$")  # of a label that is said to be this year's already
BOUND = ("at most ", "at least ", "near ")  # what stands before a check's expected number
Key = tuple[str, str, str]  # table, item, measure


@dataclass(frozen=True, slots=True)
class Formula:
    """Where a check was tried, what it found in one sentence, and the cells of this year's report it is about."""

    where: str
    sentence: str
    cells: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class FiguresOfDraft:
    """The figures of a draft and of last year's report by key, and the language to write in."""

    now: Mapping[Key, Fact]
    before: Mapping[Key, Fact]
    lang: Language

    def say(self, phrase: str, /, **values: object) -> str:
        """Return a phrase of verdict.yaml with its values."""
        return pick(words()["phrases"][phrase], self.lang).format(**values)


def figures(report: Report, before: Report | None, lang: Language) -> FiguresOfDraft:
    """Return the figures of a draft and of last year's report."""
    return FiguresOfDraft(by_key(report), by_key(before) if before else {}, lang)


def by_key(report: Report) -> dict[Key, Fact]:
    """Return a report's facts by table, item and measure."""
    return {(fact.table, fact.item, fact.measure): fact for fact in report.facts}


def of_own(check: Check, given: FiguresOfDraft) -> Formula:
    """Return the formula of a check within the report."""
    for write in (_equation, _count, _indicator, _statement):
        found = write(check, given)
        if found:
            return found
    return plain(check, given)


def of_years(check: Check, given: FiguresOfDraft) -> Formula:
    """Return the formula of a check against last year's report."""
    rule = next((rule for rule in load().years if _is_of(rule, check, given)), None)
    if rule:
        terms = [*_signed(rule, check.detail, rule.before, given, "before"), *_signed(rule, check.detail, rule.now, given, "now")]
        key = _key(rule, check.detail, rule.found)
        right = f"{_of_year('now', rule, rule.found, given)} {_value(given.now[key])}"
        cells = frozenset([key, *(_key(rule, check.detail, term) for term in rule.now)])
        return Formula(_where(rule, check.detail, given), _sum(terms, check, words()["signs"][_turned(rule)], right, given), cells)
    return _jump(check, given) or plain(check, given)


def plain(check: Check, given: FiguresOfDraft) -> Formula:
    """Return what was expected and what was found, for checks that are no sums."""
    where = _spoken(check.detail, given)
    if check.expected is None:
        return Formula(where, "")
    return Formula(where, given.say("compared", expected=_spoken(check.expected, given), found=_spoken(check.found or "?", given)))


def implied(check: Check, given: FiguresOfDraft) -> str:
    """Return in one sentence why a check could not be tried, and what a cell that is no number would have to be."""
    name, _, rest = check.detail.partition("; ")
    where = _named_place(check, name, given)
    key, found, value = rest.partition(" would be ")
    if not found:
        return given.say("unassessable", where=where)
    item, _, measure = key.partition("/")
    table = next((equation.table for equation in load().equations if equation.rule == check.rule), "requests")
    return given.say("implied", where=where, name=_figure_name((table, item, measure), given.lang), value=value)


def _named_place(check: Check, name: str, given: FiguresOfDraft) -> str:
    rules: tuple[Equation | YearRule, ...] = (*load().equations, *load().years)
    rule = next((rule for rule in rules if rule.rule == check.rule and _is_name(rule, name, given)), None)
    return _where(rule, name, given) if rule else _spoken(name, given)


def _is_name(rule: Equation | YearRule, name: str, given: FiguresOfDraft) -> bool:
    return any(key[0] == rule.table and key[1 if rule.along == "items" else 2] == name for key in given.now)


def _spoken(text: str, given: FiguresOfDraft) -> str:
    return chinese.load().detail(text) if given.lang == "zh" else text


def _equation(check: Check, given: FiguresOfDraft) -> Formula | None:
    for equation in load().equations:
        left, right = (_places(equation, keys, check.detail, given) for keys in (equation.left, equation.right))
        bound = "at most " if equation.relation == "at_least" else ""
        same = equation.rule == check.rule and left and bound + printed(_total(left, given)) == check.expected
        if same and printed(_total(right, given)) == check.found:
            sign = words()["signs"][equation.relation]
            sentence = f"{_side(equation, left, given)} {sign} {_side(equation, right, given) if right else 0}"
            many = max(len(left), len(right)) > 1
            sentence += _difference(_total(left, given), _total(right, given), given) if many and right else ""
            cells = frozenset([*_named(left, given), *_named(right, given)])
            return Formula(_where(equation, check.detail, given), sentence, cells)
    return None


def _named(keys: Sequence[Key], given: FiguresOfDraft) -> Sequence[Key]:
    """Return the terms of a side that its sentence names: of many, those that are not zero."""
    return keys if len(keys) <= MOST_TERMS else [key for key in keys if given.now[key].value]


def _places(rule: Equation, keys: Sequence[str], name: str, given: FiguresOfDraft) -> list[Key]:
    return [key for key in (_key(rule, name, term) for term in keys) if key in given.now]


def _key(rule: Equation | YearRule, name: str, term: str) -> Key:
    return (rule.table, name, term) if rule.along == "items" else (rule.table, term, name)


def _total(keys: Sequence[Key], given: FiguresOfDraft) -> float:
    return sum(given.now[key].value or 0 for key in keys)


def _side(equation: Equation, keys: Sequence[Key], given: FiguresOfDraft) -> str:
    """Return one side of a sum; of many terms, those that are not zero."""
    shown = _named(keys, given)
    if not shown:
        return given.say("no_terms")
    terms = [f"{_term(equation, key[2 if equation.along == 'items' else 1], given)} {_value(given.now[key])}" for key in shown]
    return " + ".join(terms) + (given.say("zeros") if len(shown) < len(keys) else "")


def _term(rule: Equation | YearRule, term: str, given: FiguresOfDraft) -> str:
    """Return a term's name: as the form calls it, or the codebook's label."""
    own = words()["terms"].get(rule.rule, {}).get(term)
    if own:
        return pick(own, given.lang)
    return word(given.lang, "measures", rule.table, term) if rule.along == "items" else short(given.lang, rule.table, term)


def _value(fact: Fact) -> str:
    text = printed(fact.value) if fact.value is not None else fact.raw.strip()
    return f"({text})" if text.startswith("-") else text


def _difference(left: float, right: float, given: FiguresOfDraft) -> str:
    return given.say("differ", left=printed(left), right=printed(right), difference=printed(round(abs(left - right), 6)))


def _where(rule: Equation | YearRule, name: str, given: FiguresOfDraft) -> str:
    """Return the row or the column that a rule was tried on."""
    if rule.along == "items":
        return given.say("row", name=short(given.lang, rule.table, name))
    return given.say("column", name=word(given.lang, "measures", rule.table, name))


def _figure_name(key: Key, lang: Language) -> str:
    return f"{short(lang, key[0], key[1])} · {word(lang, 'measures', key[0], key[2])}"


def _count(check: Check, given: FiguresOfDraft) -> Formula | None:
    """R5: one cell that is no possible count."""
    key = _key_of(check.detail)
    if check.rule != load().counts.rule or key not in given.now:
        return None
    name, expected = _figure_name(key, given.lang), _spoken(check.expected or "", given)
    said = given.say("required", name=name, value=_value(given.now[key]), expected=expected)
    return Formula(pick(words()["tables"][key[0]], given.lang), said, frozenset([key]))


def _key_of(detail: str) -> Key:
    table, _, rest = detail.partition("/")
    item, _, measure = rest.partition("/")
    return table, item, measure


def _indicator(check: Check, given: FiguresOfDraft) -> Formula | None:
    """R8 and R9: an indicator of the statistics table and its parts, its whole or its cumulative figure."""
    item, comma, measure = check.detail.rpartition(", ")
    if not comma or check.rule not in {rule.rule for rule in load().indicators}:
        return None
    cells = list(_indicator_cells(item, measure, check, given.now))
    if not cells or any(given.now[key].value is None for key in cells):
        return None
    whole, parts = cells[0], cells[1:]
    sign = "≠" if check.expected and not check.expected.startswith(BOUND) else ">"
    names = [f"{key[1].rpartition('/')[2]} {_value(given.now[key])}" for key in parts]
    last = f"{whole[1].rpartition('/')[2]} {_value(given.now[whole])}"
    return Formula(given.say("row", name=item.rpartition("/")[2]), f"{' + '.join(names)} {sign} {last}", frozenset(cells))


def _indicator_cells(item: str, measure: str, check: Check, now: Mapping[Key, Fact]) -> Iterator[Key]:
    """Yield the key of the whole, then those of its parts."""
    table = "statistics"
    if measure == "value and cumulative":
        pair = [(table, item, "cumulative"), (table, item, "value")]
    elif check.expected and check.expected.startswith(BOUND):
        pair = [(table, item.rpartition("/")[0], measure), (table, item, measure)]
    else:
        parts = [key for key in now if key[0] == table and key[2] == measure and key[1].rpartition("/")[0] == item]
        pair = [(table, item, measure), *parts]
    yield from pair if all(key in now for key in pair) else ()


def _statement(check: Check, given: FiguresOfDraft) -> Formula | None:
    """N1-N5: a number in the text and the figure of the table that it should be."""
    if not check.detail.startswith("“") or check.expected is None:
        return None
    cells = [key for known in statements.load().statements for key in _stated(known, check, given.now)]
    said = given.say("quoted", quote=check.detail, found=check.found, expected=_spoken(check.expected, given))
    where = pick(("、", ", "), given.lang).join(dict.fromkeys(_figure_name(key, given.lang) for key in cells)) or check.detail
    return Formula(where, said, frozenset(cells))


def _stated(known: statements.Statement, check: Check, now: Mapping[Key, Fact]) -> Iterator[Key]:
    """Yield the cells that a statement of this check refers to."""
    quote = check.detail.strip("“”")
    if known.rule == check.rule and any(pattern.search(quote) for pattern in known.patterns):
        sums = [keys for keys in known.sums if all(key in now for key in keys)]
        yield from (key for keys in sums for key in keys)


def _is_of(rule: YearRule, check: Check, given: FiguresOfDraft) -> bool:
    """Return whether a check was made by this rule, on figures that both reports have."""
    keys = [_key(rule, check.detail, term) for term in (rule.found, *rule.now)]
    then = [_key(rule, check.detail, term) for term in rule.before]
    there = all(key in given.now for key in keys) and all(key in given.before for key in then)
    return rule.rule == check.rule and there and check.expected is not None


def _signed(rule: YearRule, name: str, terms: Mapping[str, int], given: FiguresOfDraft, year: str) -> list[tuple[int, str]]:
    source = given.before if year == "before" else given.now
    return [(sign, f"{_of_year(year, rule, term, given)} {_value(source[_key(rule, name, term)])}") for term, sign in terms.items()]


def _of_year(year: str, rule: YearRule, term: str, given: FiguresOfDraft) -> str:
    name = _term(rule, term, given)
    return given.say(year, name=THIS_YEAR.sub("", name) if year == "now" else name)


def _turned(rule: YearRule) -> str:
    """Return the relation as seen from the terms: what this year prints is on the right."""
    return {"at_least": "at_most", "at_most": "at_least"}.get(rule.relation, "equal")


def _sum(terms: Sequence[tuple[int, str]], check: Check, sign: str, right: str, given: FiguresOfDraft) -> str:
    left = "".join(f" {'+' if factor > 0 else '-'} {text}" for factor, text in terms).removeprefix(" + ")
    expected = (check.expected or "").split(" ")[-1]
    return f"{left} {sign} {right}" + (_difference(float(expected), float(check.found or 0), given) if len(terms) > 1 else "")


def _jump(check: Check, given: FiguresOfDraft) -> Formula | None:
    """X6: one figure in two years."""
    key = _key_of(check.detail)
    if key not in given.now or not (check.expected or "").startswith("near "):
        return None
    said = given.say("jump", before=(check.expected or "").removeprefix("near "), found=check.found)
    return Formula(_figure_name(key, given.lang), said, frozenset([key]))
