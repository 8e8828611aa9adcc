"""Whose report it is: the name with its evidence, and what two names have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.text import squeeze
from parsers.types import Document, Source

TITLE = re.compile(
    r"^(?:关于)?(?P<before>.*?)(?:关于)?(?:(?:19|20)\d\d年?度?)?(?:\([^)]*\))?(?:政府信息公开|政务信息公开|政务公开|信息公开)"
    r"(?:工作)?(?:的?年度)?(?:工作)?(?:情况)?(?:的?报告|年报|总结|统计表)")
YEAR = re.compile(r"(?:19|20)\d\d年?度?|[〇○零一二三四五六七八九]{4}年度?")
MARKED = re.compile(r"^[【\[][^】\]]*[】\]]")  # 【年报】, [公开年报]
ISSUED = re.compile(r"关于(?:印发|公布|发布|报送|公开)")  # the body that sends it round, then the one that reports
JOINED = re.compile(r"(?:法治|依法行政|政务服务|电子政务)[^,]{0,8}[暨及和与]$")  # a report on two matters
EDGE_MARKS = "《》-—_:#*()\"“”"
NAME = re.compile(
    r"[一-鿿]{2,28}(?:人民政府|管理委员会|管委会|办事处|委员会|办公室|总局|分局|局|厅|委|署|院|中心|支队|大队)")
REGION = re.compile(
    r"(?:(?![请联系由向在对及的是从按据将经我各把了])[一-鿿]){1,6}?(?:自治区|自治州|自治县|实验区|开发区|新区|高新区|地区|街道|省|市|区|县|州|旗|盟|镇|乡)")
EDGES = "和与由向在对及请的系是从本据按为将经陆录到"
SAID = (  # how the text names the body that reports; X stands for the name
    r"本?报告由X编制", r"X编制本报告", r"X(?:按照|根据|依照)[^。]{0,80}编制", r"(?:与|联系)X联系", r"请?(?:与|联系)X",
    r"结合X(?:政务公开|政府信息公开|工作)",
    r"(?:公布|发布|报告)(?:19|20)?\d{0,4}年?度?X(?:政府)?信息公开")
SITE = r"X(?:门户)?网站"  # a site named in the text is often the government's, not the reporting body's: weak
BODY = re.compile(
    r"(?:政府|局|委|办|办公室|厅|会|院|署|中心|处|镇|乡|区|县|市|省|州|盟|旗|队|公司|学校|大学|医院|街道|银行|社)$")
OFFICE = re.compile(r"(?:办公室|办公厅|综合科|信息科|政务公开办|法规科)$")
NO_NAME = re.compile(r"[我的把了]|^(?:本|各|该|全|市|区|县|省|上级|有关)[局委办厅区县市镇乡级]|国务院|中华人民共和国")
TITLE_LINES, TITLE_LENGTH = 6, 60  # where a title stands, and characters of one line of it
LAST_LINES = 6  # where a signature stands
LONGEST_SIGNATURE = 40  # characters
DAY = re.compile(r"(?:19|20)\d\d[年.-].*$|[〇○零一二三四五六七八九]{4}年.*$")
LEAST = 4  # characters of a body's name: 省政府 and 本局 name none
MOST_TEXT = 4000  # characters; the preface names the body, the later parts name others too
GOVERNMENT = ("人民政府", "管理委员会", "管委会")


Evidence = tuple[tuple[str, str], ...]  # ("agency", "title: 南岗区")


def find(document: Document, source: Source, text: str) -> tuple[str | None, Evidence]:
    """Given a document, what the portal said of it and its text, return the agency's name and where it stands, surest first."""
    said = tuple((where, name) for where, name in _candidates(document, source, text) if name)
    if not said:
        return None, ()
    name = _fuller(said[0][1], squeeze(text))
    return name, tuple(("agency", f"{where}: {found}") for where, found in said)


def from_title(title: str) -> str:
    """Given a title, return the agency it names; empty where it names none.

    >>> [from_title(t) for t in ("南岗区 2023 年政府信息公开工作年度报告", "2020年义乌市政府信息公开年报", "政府信息公开年报")]
    ['南岗区', '义乌市', '']
    >>> [from_title(t) for t in ("【年报】义乌市信息公开年报", "市府办关于印发义乌市信息公开年报的通知", "义乌市法治建设暨政务公开年报")]
    ['义乌市', '义乌市', '义乌市']
    """
    match = TITLE.match(MARKED.sub("", squeeze(title)))
    if not match:
        return ""
    parts = (JOINED.sub("", YEAR.sub("", part)).strip(EDGE_MARKS) for part in reversed(ISSUED.split(match["before"])))
    return next((part.removesuffix("关于").removesuffix("年度") for part in parts if part), "")


def heading(text: str) -> str:
    r"""Given a text, return the title in its first lines, with the line before it where it names no agency itself; empty without one.

    >>> heading("白芷县教育局\n2009年政府信息公开工作年度报告\n按照条例编制。")
    '白芷县教育局2009年政府信息公开工作年度报告'
    """
    lines = [line for line in text.splitlines()[:TITLE_LINES] if len(line) < TITLE_LENGTH]
    for number, line in enumerate(lines):
        if TITLE.match(squeeze(line)):
            before = lines[number - 1] if number and not from_title(line) and "。" not in lines[number - 1] else ""
            return f"{before}{line}".strip("#* ")
    return ""


def _candidates(document: Document, source: Source, text: str) -> Iterator[tuple[str, str]]:
    metas = dict(reversed(document.metas))
    yield "title", from_title(document.title)
    yield "heading", from_title(heading(text))
    yield "list row", from_title(source.list_title)
    yield "article", from_title(source.parent_title)
    squeezed = squeeze(text)[:MOST_TEXT]
    yield from (("text", name) for pattern in SAID for name in _in_text(pattern, squeezed))
    yield "signature", next((name for line in reversed(text.splitlines()[-LAST_LINES:]) if (name := _signature(line))), "")
    yield "ContentSource", _body(metas.get("ContentSource", "") or document.source)
    yield from (("site in text", name) for name in _in_text(SITE, squeezed) if not name.endswith(GOVERNMENT))
    yield "column", next((part for part in reversed(source.column_path) if NAME.fullmatch(part)), "")
    yield "SiteName", metas.get("SiteName", "")
    yield "site", source.site_name


def _body(name: str) -> str:
    """A source line that names a body; 本站, 办公室 or a person's name does not."""
    return name if len(name) >= LEAST and BODY.search(name) else ""


def _signature(line: str) -> str:
    """The body that signs, alone in its line or with the day behind it."""
    name = DAY.sub("", squeeze(line)) if len(line) <= LONGEST_SIGNATURE else ""
    whole = _from_region(name)
    return OFFICE.sub("", name) if whole == name and NAME.fullmatch(name) else ""


def _in_text(pattern: str, text: str) -> Iterator[str]:
    before, after = pattern.split("X")
    for match in re.finditer(f"{before}(?P<name>{NAME.pattern}){after}", text):
        name = OFFICE.sub("", _from_region(match["name"]))
        if len(name) >= LEAST and BODY.search(name) and not NO_NAME.search(name):
            yield name


def _from_region(run: str) -> str:
    """The part of a run of characters that begins with a region at a word's edge; empty where none does."""
    starts = [place for place in range(len(run)) if place == 0 or run[place - 1] in EDGES]
    return next((run[place:] for place in starts if REGION.match(run[place:])), "")


def _fuller(name: str, text: str) -> str:
    """The full name of a region's government where the text gives it: 南岗区 → 哈尔滨市南岗区人民政府."""
    if not REGION.fullmatch(name) and not name.endswith(GOVERNMENT):
        return name
    pattern = re.compile(f"[一-鿿]{{0,12}}?{re.escape(name)}(?:{'|'.join(GOVERNMENT)})?")
    found = (_from_region(match[0]) for match in pattern.finditer(text))
    whole = [run for run in found if run.endswith(GOVERNMENT) and REGION.match(run)]
    return max(whole, key=len) if whole else name
