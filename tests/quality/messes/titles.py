"""Titles, agencies, years, periods and dates that do not stand where they should."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.quality.messes.registry import TABLED, mess
from tests.quality.paper import Line, Paper


def titled(paper: Paper, title: str) -> Paper:
    return replace(paper.with_lines(lambda line: replace(line, text=title) if line.role == "title" else line), title=title)


@mess()
def title_niandu(paper: Paper, rng: Random) -> Paper:
    return titled(paper, paper.title.replace("年政府", "年度政府"))


@mess()
def title_year_first(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.year}年{paper.agency}政府信息公开工作年度报告")


@mess()
def title_year_last(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}政府信息公开工作年度报告（{paper.year}年度）")


@mess()
def title_nianbao(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}{paper.year}年政府信息公开年报")


@mess()
def title_without_year(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}政府信息公开工作年度报告")


@mess()
def title_without_agency(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.year}年政府信息公开工作年度报告")


@mess()
def title_bare(paper: Paper, rng: Random) -> Paper:
    return titled(paper, "政府信息公开工作年度报告")


@mess()
def title_with_blanks(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency} {paper.year} 年 政府信息公开工作年度报告")


@mess()
def title_zhengwu(paper: Paper, rng: Random) -> Paper:
    return titled(paper, paper.title.replace("政府信息公开工作", "政务公开工作"))


@mess()
def title_two_lines(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}\n{paper.year}年政府信息公开工作年度报告")


@mess()
def title_page_other_than_body(paper: Paper, rng: Random) -> Paper:
    return replace(paper, page_title=paper.title.replace("年政府", "年度政府").replace("工作", ""))


@mess()
def title_work_lost(paper: Paper, rng: Random) -> Paper:
    return titled(paper, f"{paper.agency}{paper.year}年政府信息公开报告")


@mess()
def title_digits_full_width(paper: Paper, rng: Random) -> Paper:
    return titled(paper, paper.title.replace(str(paper.year), str(paper.year).translate({48 + n: 0xFF10 + n for n in range(10)})))


@mess()
def text_says_only_our_bureau(paper: Paper, rng: Random) -> Paper:
    """The agency stands in the title only."""
    return paper.with_lines(
        lambda line: line if line.role in ("title", "sign") else replace(line, text=line.text.replace(paper.agency, "本机关"))
    )


@mess()
def period_missing(paper: Paper, rng: Random) -> Paper:
    return paper.with_lines(lambda line: replace(line, text=line.text.split("所列数据")[0]))


@mess()
def period_broken(paper: Paper, rng: Random) -> Paper:
    year = paper.year
    broken = rng.choice((f"自{year}1月1日{year}12月31日", f"{year}11日到1231日", f"{year}1月1日至12月31日"))
    return paper.with_lines(lambda line: replace(line, text=line.text.replace(f"{year}年1月1日至{year}年12月31日", broken)))


@mess()
def period_short(paper: Paper, rng: Random) -> Paper:
    return paper.with_lines(lambda line: replace(line, text=line.text.replace("12月31日", "12月7日")))


@mess()
def year_slip_in_text(paper: Paper, rng: Random) -> Paper:
    """A sentence that speaks of the year as if it were still to come."""
    return inserted(paper, Line(f"{paper.year}年，我们将继续补齐短板。"))


@mess()
def plan_for_next_year(paper: Paper, rng: Random) -> Paper:
    return inserted(paper, Line(f"七、{paper.year + 1}年工作思路", "heading"), Line(f"{paper.year + 1}年，重点补齐目录。"))


@mess()
def compared_with_last_year(paper: Paper, rng: Random) -> Paper:
    return inserted(paper, Line(f"与{paper.year - 1}年相比，{paper.year - 1}年公开{rng.randint(20, 90)}条，本年有所增加。"))


def inserted(paper: Paper, *lines: Line) -> Paper:
    """The paper with lines put before the signature."""
    first = next(n for n, block in enumerate(paper.blocks) if isinstance(block, Line) and block.role == "sign")
    return replace(paper, blocks=(*paper.blocks[:first], *lines, *paper.blocks[first:]))


@mess()
def date_in_chinese_numerals(paper: Paper, rng: Random) -> Paper:
    digits = str(paper.year + 1).translate({48 + n: ord("○一二三四五六七八九"[n]) for n in range(10)})
    return paper.with_lines(
        lambda line: replace(line, text=f"{digits}年一月十日") if line.role == "sign" and line.text[:2] == "20" else line
    )


@mess()
def signature_missing(paper: Paper, rng: Random) -> Paper:
    return paper.with_lines(lambda line: None if line.role == "sign" else line)


@mess()
def contact_block(paper: Paper, rng: Random) -> Paper:
    return inserted(
        paper,
        Line(
            "联系地址：政务大楼7楼邮 编：000100电 话：0000—2090823传 真：0000-7236877邮箱：gk\uff20example.com（网址：http://www.example.com"
        ),
    )


@mess(*TABLED)
def cites_other_form(paper: Paper, rng: Random) -> Paper:
    """The document number of the other form is cited; the labels decide."""
    swap = {"〔2019〕60号": "〔2021〕30号", "〔2021〕30号": "〔2019〕60号"}

    def change(line: Line) -> Line:
        found = next((old for old in swap if old in line.text), None)
        return replace(line, text=line.text.replace(found, swap[found])) if found else line

    return paper.with_lines(change)


@mess(*TABLED)
def form_of_another_year(paper: Paper, rng: Random) -> Paper:
    """The form of 2019 in 2021 or 2022, that of 2021 in 2020: all years in the text move along."""
    year = rng.choice((2021, 2022)) if paper.forms == ("2019",) else 2020

    def change(line: Line) -> Line:
        text = line.text.replace(str(paper.year + 1), "@@@@").replace(f"〔{paper.year}〕", "〔@〕").replace(str(paper.year), str(year))
        return replace(line, text=text.replace("@@@@", str(year + 1)).replace("〔@〕", f"〔{paper.year}〕"))

    return replace(
        paper.with_lines(change), year=year, title=paper.title.replace(str(paper.year), str(year)), published=f"{year + 1}-01-20"
    )
