"""forms.yaml as typed values: vocabularies that find a key by its printed label, sections, groups, equations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

import yaml

from parsers.text import fold, label
from parsers.types import FormName, TableName

NUMBERING = re.compile(
    r"^\s*(?:其中[:,、]?\s*)?(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}\s*[、.,:]|\d{1,2}\s*[、.,:)](?!\d)|[①-⑳])\s*")
FOOTNOTE = re.compile(r"(?<=[^\s\d])[①-⑳¹²³⁴-⁹*]+\s*$")
HEADED = re.compile(r"[一二三四]、")
LEAST_CUT = 4  # characters of a label that was cut short: fewer fit too many
LIKENESS = 0.8  # one wrong character in five; the two closest labels of one list, 行政许可 and 行政处罚, reach 0.5
LONGEST = 80  # characters: beyond this it is prose, not a label


@dataclass(frozen=True)
class Vocabulary:
    """Keys and the labels that stand for them in print."""

    labels: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spelled", {label(unnumbered(text)): key for key, texts in self.labels.items() for text in texts})
        object.__setattr__(self, "find", lru_cache(maxsize=4096)(self.find))

    def find(self, text: str) -> str | None:
        """Given a printed label, return its key: spelled so, or beginning so, or cut short, or one character off; None where none fits."""
        bare = label(unnumbered(text))
        if not bare or len(bare) > LONGEST:
            return None
        return self.spelled.get(bare) or self._explained(text) or self._beginning(bare) or self._cut(bare) or self._alike(bare)

    def _explained(self, text: str) -> str | None:
        """A label with an explanation in brackets behind it: 规章（含设区的市制定的规章）."""
        before, bracket, _ = unnumbered(text).partition("(")
        return self.spelled.get(label(before)) if bracket else None

    def _beginning(self, bare: str) -> str | None:
        fitting = [spelled for spelled in self.spelled if len(spelled) > 2 and bare.startswith(spelled)]
        return self.spelled[max(fitting, key=len)] if fitting else None

    def _cut(self, bare: str) -> str | None:
        keys = {key for spelled, key in self.spelled.items() if len(bare) >= LEAST_CUT and spelled.startswith(bare)}
        return keys.pop() if len(keys) == 1 else None

    def _alike(self, bare: str) -> str | None:
        if len(bare) < LEAST_CUT:
            return None
        likeness = {key: max(SequenceMatcher(None, bare, spelled, autojunk=False).ratio()
                             for spelled, owner in self.spelled.items() if owner == key) for key in self.labels}
        near = [key for key, ratio in likeness.items() if ratio >= LIKENESS]
        return max(near, key=lambda key: likeness[key]) if near else None

    def name(self, key: str) -> str:
        """Given a key, return the form's own label."""
        return self.labels[key][0] if key in self.labels else key


@dataclass(frozen=True, slots=True)
class Form:
    """One official form: the document that orders it and the years it is meant for."""

    name: FormName
    document: str
    cited: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the table of section 二: its items and the columns each form gives them."""

    article: str
    items: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum the form prints or implies: left terms together equal right terms together, tried along one side of a table."""

    rule: str
    table: TableName
    along: str  # items: once for each row; measures: once for each column
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: str = "equal"  # or at_least: left is no less than right


@dataclass(frozen=True, slots=True)
class Counts:
    """What a count may be: whole and not negative, save for these measures."""

    rule: str
    tables: frozenset[str]
    fractions: frozenset[str]
    negatives: frozenset[str]


@dataclass(frozen=True, slots=True)
class Indicators:
    """A rule over the statistics tables: labels whose parts add up, or are no more than the whole."""

    rule: str
    sum_of_parts: tuple[str, ...] = ()
    part_at_most_whole: tuple[str, ...] = ()
    value_at_most_cumulative: bool = False


@dataclass(frozen=True, slots=True)
class YearRule:
    """What a report owes last year's: `found` of this year against terms of last year and this, each with its sign."""

    rule: str
    table: TableName
    along: str
    before: Mapping[str, int]
    now: Mapping[str, int]
    found: str
    relation: str = "equal"


@dataclass(frozen=True, slots=True)
class Jumps:
    """When a change from year to year, or a text that comes again, is worth a look."""

    rule: str
    ratio: float
    base: float
    similar: float
    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """All that forms.yaml says."""

    forms: Mapping[str, Form]
    sections: Vocabulary
    numbers: Mapping[str, str]  # section key → 一 … 六
    proactive: Vocabulary
    proactive_measures: Vocabulary
    heads: tuple[re.Pattern[str], re.Pattern[str]]  # any name of a column of section 二 or of a statistics table
    proactive_groups: tuple[Group, ...]
    article: re.Pattern[str]
    requests: Vocabulary
    request_groups: Vocabulary
    request_measures: Vocabulary
    numbered_rows: tuple[str, ...]  # rows of section 三 that are numbered as headings are: 一、本年新收政府信息公开申请数量
    split_other: frozenset[str]
    above: Mapping[str, str]  # item → the group's own line that the form prints before it
    disputes: Vocabulary
    dispute_measures: Vocabulary
    statistics: Mapping[str, tuple[str, ...]]
    equations: tuple[Equation, ...]
    counts: Counts
    indicators: tuple[Indicators, ...]
    years: tuple[YearRule, ...]
    jumps: Jumps
    corners: Mapping[str, tuple[str, ...]]

    def usual(self, year: int) -> Form:
        """Given a year, return the form in force for it."""
        return next(form for form in self.forms.values() if form.first <= year <= form.last)


def unnumbered(text: str) -> str:
    """Given a printed label, return it folded and without its numbering, 其中 and the mark of a footnote.

    >>> [unnumbered(t) for t in ("（三）不予公开", "3. 其他", "其中：1、网站公开数", "三安全", "12306热线", "规章①")]
    ['不予公开', '其他', '网站公开数', '三安全', '12306热线', '规章']
    """
    folded = fold(FOOTNOTE.sub("", text)).replace("\n", "").strip()
    return re.sub(r"^其中[:,、]?", "", NUMBERING.sub("", folded)).strip()


@cache
def load() -> Forms:
    """Return what forms.yaml says, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # five times as fast where libyaml is there
    read: dict[str, Any] = yaml.load(files("parsers.report").joinpath("forms.yaml").read_text("utf-8"), loader)
    proactive, requests, disputes = read["proactive"], read["requests"], read["disputes"]
    return Forms(
        forms={name: Form(cast(FormName, name), **values) for name, values in read["forms"].items()},
        sections=Vocabulary({entry["key"]: tuple(entry["labels"]) for entry in read["sections"]}),
        numbers={entry["key"]: entry["number"] for entry in read["sections"]},
        proactive=_vocabulary(proactive["items"]),
        proactive_measures=_vocabulary(proactive["measures"]),
        heads=(_heads(proactive["measures"].values()), _heads(read["statistics"].values())),
        proactive_groups=tuple(
            Group(group["article"], tuple(group["items"]), {form: tuple(names) for form, names in group["columns"].items()})
            for group in proactive["groups"]),
        article=re.compile(proactive["group"]),
        requests=_vocabulary(requests["items"]),
        request_groups=_vocabulary(requests["groups"]),
        request_measures=_vocabulary(requests["measures"]),
        numbered_rows=tuple(label(unnumbered(texts[0])) for texts in (*requests["items"].values(), *requests["groups"].values())
                                if HEADED.match(texts[0])),
        split_other=frozenset(requests["split_other"]),
        above={item: requests["groups"][group][0] for item, group in requests["above"].items()} | {
            group["items"][0]: group["title"] for group in proactive["groups"]},
        disputes=_vocabulary(disputes["items"]),
        dispute_measures=_vocabulary(disputes["measures"]),
        statistics={key: tuple(label(text) for text in texts) for key, texts in read["statistics"].items()},
        equations=tuple(_equation(entry) for entry in read["equations"]),
        counts=Counts(read["counts"]["rule"], *(frozenset(read["counts"][name]) for name in ("tables", "fractions", "negatives"))),
        indicators=tuple(_indicators(entry) for entry in read["indicators"]),
        years=tuple(YearRule(**entry) for entry in read["years"]),
        jumps=Jumps(**{**read["jumps"], "figures": tuple(map(tuple, read["jumps"]["figures"]))}),
        corners={name: tuple(label(text) for text in read[name]["corner"]) for name in ("proactive", "requests")},
    )


def _heads(labels: Iterable[Sequence[str]]) -> re.Pattern[str]:
    names = sorted({label(text) for texts in labels for text in texts}, key=len, reverse=True)
    return re.compile("|".join((r"(?:19|20)\d\d年度?", *names)))


def _vocabulary(entries: Mapping[str, list[str]]) -> Vocabulary:
    return Vocabulary({key: tuple(texts) for key, texts in entries.items()})


def _equation(entry: Mapping[str, Any]) -> Equation:
    terms = tuple(entry["left"]), tuple(entry["right"])
    return Equation(entry["rule"], entry["table"], entry["along"], *terms, entry.get("relation", "equal"))


def _indicators(entry: Mapping[str, Any]) -> Indicators:
    sums, parts = (tuple(label(text) for text in entry.get(name, ())) for name in ("sum_of_parts", "part_at_most_whole"))
    return Indicators(entry["rule"], sums, parts, entry.get("value_at_most_cumulative", False))
