"""The agency of a report: its name with the evidence, and the common part of two names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.chinese_text import squeeze
from parsers.report.identify import bodies
from parsers.types import Document, Source

TITLE = re.compile(
    r"^(?:(?>.*,(?=现将))?现将|关于(?!印发|公布|发布|报送|公开))?(?P<before>.*?)(?:关于)?(?:(?:19|20)\d\d年?度?)?(?:\([^()]*\))?(?:政府信息公开|政务信息公开|政务公开|信息公开)"
    r"(?:工作|情况|的|年度|(?:19|20)\d\d年?度?|\([^()]*\)){0,6}(?:报告|年报|总结|统计表)(?!汇编|目录|专栏|选编)"
)
SUBJECT = "公"  # in each title, 公开 or 公開: a line without it is not tried
NO_TITLE = re.compile(r"[>»]|当前位置|首页")  # the way to a page, which names its column
PAGE_NUMBER = re.compile(r"第\d{1,4}页(?:[,/]?共\d{1,4}页)?|[-—–]\d{1,4}[-—–]")
OFFICE_ITSELF = re.compile(r"\((?:机关|本级|本机关|局机关)\)$")
YEAR = re.compile(r"(?:19|20)\d\d年?度?|[〇○零一二三四五六七八九]{4}年度?")
MARKED = re.compile(r"^[【\[][^】\]]*[】\]]")  # 【年报】, [公开年报]
ISSUED = re.compile(r"关于(?:印发|公布|发布|报送|公开)")  # the body that sends it round, then the one that reports
COLUMN = re.compile(r"(?:法定主动公开内容|政府信息公开专栏|信息公开目录)[-—–]*$")  # the column's name between the body's and the title
JOINED = re.compile(r"(?:法治|依法行政|政务服务|电子政务)[^,]{0,8}[暨及和与]$")  # a report on two matters
EDGE_MARKS = '《》-—_:#*()"“”'
ENDINGS = "人民政府|管理委员会|管委会|办事处|委员会|办公室|总局|分局|局|厅|委|署|院|中心|支队|大队|总队|调查队|海关|公署"
NAME = re.compile(f"[一-鿿]{{2,28}}(?:{ENDINGS})")
SIGNED = re.compile(f"[一-鿿]{{2,28}}(?:{ENDINGS}|联合会|总社|馆|所|站|公司|大学|学院|学校|医院|银行|分行)")  # alone in its line
BRACKETED = r"(?:[一-鿿]{2,8}\([一-鿿]{2,6}\))?"  # 中国(陕西)自由贸易试验区…; looked for where a word before it fixes the name's beginning
ZONE = r"(?:中国\([一-鿿]{2,6}\))?"  # where none does
LONGEST_NAME = 48  # characters that NAME takes at most
SAID = (  # how the text names the reporting body; X is the name, and a pattern that begins before X begins there
    r"(?<!自)由X编制",
    r"X编制了?本报告",
    r"X(?:按照|根据|依照)[^。]{0,80}编制",
    r"(?:与|联系)X联系",
    r"请?(?:与|联系)X",
    r"向X反映",
    r"结合X(?:政务公开|政府信息公开|工作)",
    r"(?:公布|发布|报告|现将)(?:19|20)?\d{0,4}年?度?X(?:(?:19|20)\d\d年?度?)?(?:政府|政务)?信息公开",
)
SITE = r"X(?:门户)?网站"  # a site named in the text is often the government's, not the reporting body's: weak
BODY = re.compile(r"(?:政府|局|委|办|办公室|厅|会|院|署|中心|处|镇|乡|区|县|市|省|州|盟|旗|队|关|署|公司|学校|大学|医院|街道|银行|社)$")
OFFICE = re.compile(r"(?:办公室|办公厅|综合科|信息科|政务公开办|法规科)$")
NO_NAME = re.compile(
    r"[我的把了]|^(?:本|各|该|全|市|区|县|省|上级|有关)[局委办厅区县市镇乡级]|国务院(?!.{2})|国务院办公|中华人民共和国(?!海关总署|[一-鿿]{2,6}海关$)"
)
TITLE_LINES, TITLE_LENGTH = 6, 60  # lines in which a title may be, and characters of one line of it
LAST_LINES = 6  # lines in which a signature may be
LONGEST_SIGNATURE = 40  # characters
SHORT_REGION = 4  # characters: a longer run before a division's ending may hold words of the sentence
MOST_BEFORE = 3  # lines over which a title is set
MOST_ABOVE = 20  # characters of the divisions above the one that a name begins with
NAME_PIECE = re.compile(r"[一-鿿]{1,20}(?:(?:19|20)\d\d年?度?)?(?:\([一-鿿]{2,6}\))?")
NO_PIECE = re.compile(r"汇编|简报|公开|公告|目录|印发|首页|位置|导航|附件|[我的了]|^(?:来源|时间|索引号)")
DAY = re.compile(r"(?:19|20)\d\d[年.-].*$|[〇○零一二三四五六七八九]{4}年.*$")
LEAST = 4  # characters of a body's name: 省政府 and 本局 name none
MOST_TEXT = 4000  # characters; the preface names the body, the later parts name others too
GOVERNMENT = ("人民政府", "管理委员会", "管委会")


Evidence = tuple[tuple[str, str], ...]  # ("agency", "title: 南岗区")


def find(document: Document, source: Source, text: str) -> tuple[str | None, Evidence]:
    """Return the agency's name and the places that state it, most certain first."""
    said = tuple((where, name) for where, name in _candidates(document, source, text) if name)
    if not said:
        return None, ()
    name = _fuller(_longer(said), squeeze(text))
    return name, tuple(("agency", f"{where}: {found}") for where, found in said)


def _longer(said: Sequence[tuple[str, str]]) -> str:
    """Return the most certain name, or that of the heading or the signature if a title or a sentence holds only the end of it."""
    where, name = said[0]
    fuller = {"title": "heading", "text": "signature"}.get(where)
    other = next((found for place, found in said if place == fuller), "")
    return other if other.endswith(name) and bodies.LOOSE.match(other) else name


def from_title(title: str) -> str:
    """Return the agency a title names; empty if none.

    >>> [from_title(t) for t in ("南岗区 2023 年政府信息公开工作年度报告", "2020年义乌市政府信息公开年报", "政府信息公开年报")]
    ['南岗区', '义乌市', '']
    >>> from_title("云溪区教育局2022年度法定主动公开内容－政府信息公开工作年度报告")
    '云溪区教育局'
    >>> [from_title(t) for t in ("【年报】义乌市信息公开年报", "市府办关于印发义乌市信息公开年报的通知", "义乌市法治建设暨政务公开年报")]
    ['义乌市', '义乌市', '义乌市']
    """
    match = TITLE.match(MARKED.sub("", squeeze(title)))
    if not match:
        return ""
    parts = (_own(part).strip(EDGE_MARKS) for part in reversed(ISSUED.split(match["before"])))
    return next((part.removesuffix("关于").removesuffix("年度") for part in parts if part), "")


def _own(before: str) -> str:
    """Return what is before a title without the year, the body's own office, a second matter and the column's name."""
    return COLUMN.sub("", JOINED.sub("", OFFICE_ITSELF.sub("", YEAR.sub("", before))))


def heading(text: str) -> str:
    r"""Return the title in the first lines of a text, with the line before it if it names no agency itself; empty if none.

    >>> heading("白芷县教育局\n2009年政府信息公开工作年度报告\n按照条例编制。")
    '白芷县教育局2009年政府信息公开工作年度报告'
    """
    lines = [line for line in text.splitlines()[:TITLE_LINES] if len(line) < TITLE_LENGTH and not NO_TITLE.search(line)]
    lines = [line for line in lines if not PAGE_NUMBER.fullmatch(squeeze(line))]  # the head of a page may be between two lines of a title
    for number, line in enumerate(lines):
        if TITLE.match(squeeze(line)):
            return _with_lines_before(line, lines[max(number - MOST_BEFORE, 0) : number], text).strip("#* ")
    return ""


def _with_lines_before(line: str, before: Sequence[str], text: str) -> str:
    """Return the title's last line with preceding lines that hold the beginning of the name, which may be cut anywhere.

    A name that seems complete is joined with the line before it only if another line of the text has the two as one.
    """
    name = from_title(line)
    for piece in reversed([squeeze(text).strip("#* ") for text in before]):
        if not NAME_PIECE.fullmatch(piece) or NO_PIECE.search(piece):
            break
        whole = name and bodies.BEGINS.match(name) and not bodies.LOOSE.fullmatch(piece)
        if whole and piece + name not in text.replace(" ", ""):
            break
        line = piece + line.strip("#* ")
        name = piece + name
    return line


def _candidates(document: Document, source: Source, text: str) -> Iterator[tuple[str, str]]:
    metas = dict(reversed(document.metas))
    yield "title", from_title(document.title)
    yield "heading", from_title(heading(text))
    yield "list row", from_title(source.list_title)
    yield "article", from_title(source.parent_title)
    squeezed = "。".join(map(squeeze, text[: 2 * MOST_TEXT].splitlines()))[:MOST_TEXT]
    yield from (("text", name) for pattern in SAID for name in _in_text(pattern, squeezed))
    yield "signature", next((name for line in reversed(text.splitlines()[-LAST_LINES:]) if (name := _signature(line))), "")
    yield "ContentSource", _body(metas.get("ContentSource", "") or document.source)
    yield from (("site in text", name) for name in _in_text(SITE, squeezed) if not name.endswith(GOVERNMENT))
    yield "column", next((part for part in reversed(source.column_path) if NAME.fullmatch(part)), "")
    yield "SiteName", metas.get("SiteName", "")
    yield "site", source.site_name


def _body(name: str) -> str:
    """Return a source line that names a body; 本站, 办公室 or a person's name does not."""
    return name if len(name) >= LEAST and BODY.search(name) else ""


def _signature(line: str) -> str:
    """Return the body that signs, alone in its line or with the date after it."""
    name = DAY.sub("", squeeze(line)) if len(line) <= LONGEST_SIGNATURE else ""
    if name and (bodies.above(name) == name or bodies.CORPS.fullmatch(name) or bodies.is_ministry(name)):
        return name
    return _without_office(name) if SIGNED.fullmatch(name) and bodies.from_region(name, anchored=True) == name else ""


def _without_office(name: str) -> str:
    """Return a body's name without its own office behind it: 甲县教育局办公室; 甲市国防动员办公室 is a body itself."""
    rest = OFFICE.sub("", name)
    return bodies.without_office(rest) if BODY.search(rest) and not bodies.is_office_of_its_own(name) else name


def _in_text(pattern: str, text: str) -> Iterator[str]:
    before, after = pattern.split("X")
    first = re.search(before or after, text)  # a literal is found fast, where a name is tried at each character
    start = max(first.start() - LONGEST_NAME, 0) if first else len(text)
    for match in re.compile(f"{before}(?P<name>{BRACKETED if before else ZONE}{NAME.pattern}){after}").finditer(text, start):
        run = match["name"] if before else bodies.without_lead(match["name"])
        anchored = bool(before) or run != match["name"] or _begins(text, match)
        name = _without_office(bodies.from_region(run, anchored=anchored))
        if len(name) >= LEAST and BODY.search(name) and not NO_NAME.search(name):
            yield name


def _begins(text: str, match: re.Match[str]) -> bool:
    """Return whether a name without a fixed word before it begins a clause: 向化镇人民政府编制了本报告."""
    start = match.start("name")
    region = bodies.LOOSE.match(match["name"])
    return not (start and text[start - 1].isalpha()) and bool(region and region.end() <= SHORT_REGION)


def _fuller(name: str, text: str) -> str:
    """Return the full name of a region's government if the text gives it: 南岗区 → 哈尔滨市南岗区人民政府."""
    region = bodies.LOOSE.fullmatch(name)
    if not region and not name.endswith(GOVERNMENT):
        return name
    pattern = re.compile(f"{re.escape(name)}(?:{'|'.join(GOVERNMENT)})?")
    found = [bodies.above(text[max(match.start() - MOST_ABOVE, 0) : match.start()]) + match[0] for match in pattern.finditer(text)]
    return max((run for run in found if run.endswith(GOVERNMENT)), key=len, default=name)
