"""forms.yaml as typed values: vocabularies that find a key by its printed label, sections, groups, equations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, cast

from gongkai import yaml_tables
from gongkai.chinese_text import fold, label
from parsers.report.forms import named_terms
from parsers.types import FormName, TableName

NUMBERING = re.compile(
    r"^\s*(?:其中[:,、]?\s*)?(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}\s*[、.,:]|\d{1,2}\s*[、.,:)](?!\d))\s*"
)
CIRCLED = re.compile(r"^\s*[①-⑳](?=.)")  # a number too, but a digit where texts are compared in one width
AMONG = re.compile(r"(?<![\s\d(])[\s\d(]*(?:[.、)]\s*)?其中")
FOOTNOTE = re.compile(r"(?<=[^\s\d])[①-⑳¹²³⁴-⁹*]+\s*$")
HEADED = re.compile(r"[一二三四]、")
LEAST_CUT = 4  # characters of a label that was cut short: fewer fit too many
LIKENESS = 0.8  # one wrong character in five; the two closest labels of one list, 行政许可 and 行政处罚, reach 0.5
# characters that turn a label into another one, though they are one in five: 上年制发件数, 党委规范性文件, 非行政许可
TURNING = frozenset("上去前下非未党委乡镇县区市内外")
JOINING = frozenset("和与及或暨、/,+")  # behind a label: the row is of two items
LONGEST = 80  # characters: beyond this it is prose, not a label


@dataclass(frozen=True)
class Vocabulary:
    """Keys and their printed labels."""

    labels: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spelled", {label(unnumbered(text)): key for key, texts in self.labels.items() for text in texts})
        object.__setattr__(self, "find", lru_cache(maxsize=4096)(self.find))

    def find(self, text: str) -> str | None:
        """Return the key of a printed label: exact, as a beginning, cut short, or one character off; None if none fits."""
        bare = label(unnumbered(text))
        if not bare or len(bare) > LONGEST:
            return None
        exact = self.spelled.get(bare)
        if exact or AMONG.match(fold(text)):  # 其中 before another label than the form's own: a part of the row above
            return exact if not AMONG.match(fold(text)) else None
        explained = self._explained(text)
        begun = max((spelled for spelled in self.spelled if len(spelled) > 2 and bare.startswith(spelled)), key=len, default="")
        if explained or begun:
            return explained or (None if self._joint(bare[len(begun) :], begun, text) else self.spelled[begun])
        return self._cut(bare) or self._alike(bare)

    def _explained(self, text: str) -> str | None:
        """Return the key of a label followed by an explanation in brackets: 规章（含设区的市制定的规章）."""
        before, bracket, _ = unnumbered(text).partition("(")
        return self.spelled.get(label(before)) if bracket else None

    def _joint(self, rest: str, longest: str, text: str) -> bool:
        """Return whether a label goes on to name a second item: 行政处罚、强制, 行政复议和行政诉讼."""
        key = self.spelled[longest]
        if any(len(spelled) > 2 and rest.startswith(spelled) and owner != key for spelled, owner in self.spelled.items()):
            return True
        if not JOINING & set(unnumbered(text)):
            return False
        rest = rest.lstrip("和与及或暨")
        return any(
            rest and owner != key and len(rest) > 1 and (rest in spelled or spelled in rest) for spelled, owner in self.spelled.items()
        )

    def _cut(self, bare: str) -> str | None:
        keys = {key for spelled, key in self.spelled.items() if len(bare) >= LEAST_CUT and spelled.startswith(bare)}
        return keys.pop() if len(keys) == 1 else None

    def _alike(self, bare: str) -> str | None:
        if len(bare) < LEAST_CUT:
            return None
        likeness = {
            key: max(
                SequenceMatcher(None, bare, spelled, autojunk=False).ratio() for spelled, owner in self.spelled.items() if owner == key
            )
            for key in self.labels
        }
        near = [key for key, ratio in likeness.items() if ratio >= LIKENESS and not self._turned(bare, key)]
        return max(near, key=lambda key: likeness[key]) if near else None

    def _turned(self, bare: str, key: str) -> bool:
        """Return whether a label only ends with the key's, or differs by a character that changes the meaning."""
        spelled = [text for text, owner in self.spelled.items() if owner == key]
        return any(text in bare for text in spelled) or all(TURNING & (set(bare) ^ set(text)) for text in spelled)

    def name(self, key: str) -> str:
        """Return the form's own label of a key."""
        return self.labels[key][0] if key in self.labels else key


@dataclass(frozen=True, slots=True)
class Form:
    """One official form: the document that prescribes it and the years it is for."""

    name: FormName
    document: str
    cited: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the table of section 二: its items and its columns in each form."""

    article: str
    items: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum the form prints or implies: the left terms equal (or are at least) the right ones, applied along one side of a table."""

    rule: str
    table: TableName
    along: str  # items: once for each row; measures: once for each column
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: str = "equal"  # or at_least: left is no less than right


@dataclass(frozen=True, slots=True)
class Counts:
    """What a count may be: a non-negative integer, except for these measures."""

    rule: str
    tables: frozenset[str]
    fractions: frozenset[str]
    negatives: frozenset[str]


@dataclass(frozen=True, slots=True)
class Indicators:
    """A rule for the statistics tables: labels whose parts add up to the whole, or do not exceed it."""

    rule: str
    sum_of_parts: tuple[str, ...] = ()
    part_at_most_whole: tuple[str, ...] = ()
    value_at_most_cumulative: bool = False


@dataclass(frozen=True, slots=True)
class YearRule:
    """A relation to last year's report: `found` of this year equals terms of last year and this, each with its sign."""

    rule: str
    table: TableName
    along: str
    before: Mapping[str, int]
    now: Mapping[str, int]
    found: str
    relation: str = "equal"


@dataclass(frozen=True, slots=True)
class Jumps:
    """When a change between years, or repeated text, is worth a look."""

    rule: str
    ratio: float
    base: float
    similar: float
    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LegalBreak:
    """A change of the law that makes a table's figures of two years incomparable; trend rules do not cross it."""

    table: TableName
    year: int  # the first year reported on that it holds for, wholly or in part
    since: str  # YYYY-MM-DD
    why: str
    zh: str  # the same for a page in Chinese


@dataclass(frozen=True, slots=True)
class Forms:
    """The content of forms.yaml."""

    forms: Mapping[str, Form]
    sections: Vocabulary
    numbers: Mapping[str, str]  # section key → 一 … 六
    proactive: Vocabulary
    proactive_measures: Vocabulary
    heads: tuple[re.Pattern[str], ...]  # any name of a column, of each kind of table
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
    indicator_labels: frozenset[str]  # of the statistics tables that are known, compared as labels are
    equations: tuple[Equation, ...]
    counts: Counts
    indicators: tuple[Indicators, ...]
    years: tuple[YearRule, ...]
    jumps: Jumps
    breaks: tuple[LegalBreak, ...]
    corners: Mapping[str, tuple[str, ...]]

    def usual(self, year: int) -> Form:
        """Return the form in force for a year."""
        return next(form for form in self.forms.values() if form.first <= year <= form.last)


def unnumbered(text: str) -> str:
    """Return a printed label, folded, without its numbering, 其中 and footnote mark.

    >>> [unnumbered(t) for t in ("（三）不予公开", "3. 其他", "其中：1、网站公开数", "三安全", "12306热线", "规章①", "①规章")]
    ['不予公开', '其他', '网站公开数', '三安全', '12306热线', '规章', '规章']
    """
    folded = fold(CIRCLED.sub("", FOOTNOTE.sub("", text))).replace("\n", "").strip()
    return re.sub(r"^其中[:,、]?", "", NUMBERING.sub("", folded)).strip()


@cache
def load() -> Forms:
    """Return forms.yaml, read once."""
    read: dict[str, Any] = yaml_tables.read("parsers.report.forms", "forms.yaml")
    named_terms.refuse_unknown(read)
    proactive, requests, disputes = read["proactive"], read["requests"], read["disputes"]
    return Forms(
        forms={name: Form(cast(FormName, name), **values) for name, values in read["forms"].items()},
        sections=Vocabulary({entry["key"]: tuple(entry["labels"]) for entry in read["sections"]}),
        numbers={entry["key"]: entry["number"] for entry in read["sections"]},
        proactive=_vocabulary(proactive["items"]),
        proactive_measures=_vocabulary(proactive["measures"]),
        heads=tuple(
            _heads(kind.values()) for kind in (proactive["measures"], read["statistics"], requests["measures"], disputes["measures"])
        ),
        proactive_groups=tuple(
            Group(group["article"], tuple(group["items"]), {form: tuple(names) for form, names in group["columns"].items()})
            for group in proactive["groups"]
        ),
        article=re.compile(proactive["group"]),
        requests=_vocabulary(requests["items"]),
        request_groups=_vocabulary(requests["groups"]),
        request_measures=_vocabulary(requests["measures"]),
        numbered_rows=tuple(
            label(unnumbered(texts[0])) for texts in (*requests["items"].values(), *requests["groups"].values()) if HEADED.match(texts[0])
        ),
        split_other=frozenset(requests["split_other"]),
        above={item: requests["groups"][group][0] for item, group in requests["above"].items()}
        | {group["items"][0]: group["title"] for group in proactive["groups"]},
        disputes=_vocabulary(disputes["items"]),
        dispute_measures=_vocabulary(disputes["measures"]),
        statistics={key: tuple(label(text) for text in texts) for key, texts in read["statistics"].items()},
        indicator_labels=frozenset(label(text) for texts in read["indicator_labels"] for text in texts),
        equations=tuple(equation(entry) for entry in read["equations"]),
        counts=Counts(read["counts"]["rule"], *(frozenset(read["counts"][name]) for name in ("tables", "fractions", "negatives"))),
        indicators=tuple(_indicators(entry) for entry in read["indicators"]),
        years=tuple(YearRule(**entry) for entry in read["years"]),
        jumps=Jumps(**{**read["jumps"], "figures": tuple(map(tuple, read["jumps"]["figures"]))}),
        breaks=tuple(LegalBreak(**entry) for entry in read["legal_breaks"]),
        corners={name: tuple(label(text) for text in read[name]["corner"]) for name in ("proactive", "requests")},
    )


def _heads(labels: Iterable[Sequence[str]]) -> re.Pattern[str]:
    names = sorted({label(text) for texts in labels for text in texts}, key=len, reverse=True)
    return re.compile("|".join((r"(?:19|20)\d\d年度?", *names)))


def _vocabulary(entries: Mapping[str, list[str]]) -> Vocabulary:
    return Vocabulary({key: tuple(texts) for key, texts in entries.items()})


def equation(entry: Mapping[str, Any]) -> Equation:
    """Return one entry of `equations`."""
    terms = tuple(entry["left"]), tuple(entry["right"])
    return Equation(entry["rule"], entry["table"], entry["along"], *terms, entry.get("relation", "equal"))


def _indicators(entry: Mapping[str, Any]) -> Indicators:
    sums, parts = (tuple(label(text) for text in entry.get(name, ())) for name in ("sum_of_parts", "part_at_most_whole"))
    return Indicators(entry["rule"], sums, parts, entry.get("value_at_most_cumulative", False))
