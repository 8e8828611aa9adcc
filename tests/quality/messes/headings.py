"""Headings that are numbered wrongly, glued, marked up, skipped or renamed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.quality.messes.registry import TABLED, mess
from tests.quality.paper import Grid, Line, Paper

VARIANTS = {
    "四、政府信息公开行政复议、行政诉讼情况": (
        "四、政务信息公开行政复议、行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政法复议、行政诉讼情况",
    ),
    "五、存在的主要问题及改进情况": ("五、存在问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况", "五、存在要问题及改进情况"),
    "六、其他需要报告的事项": ("六、其他报告的事项",),
    "一、总体情况": ("一、工作基本情况", "一.总体情况", "一、 概述"),
    "二、主动公开政府信息情况": ("二、行政机关主动公开政府信息情况",),
    "三、收到和处理政府信息公开申请情况": ("三、行政机关收到和处理政府信息公开申请情况",),
}


def headed(paper: Paper, change: object) -> Paper:
    return paper.with_lines(lambda line: replace(line, text=change(line.text)) if line.role == "heading" else line)  # type: ignore[operator]


@mess(*TABLED)
def heading_variants(paper: Paper, rng: Random) -> Paper:
    return headed(paper, lambda text: rng.choice(VARIANTS.get(text, (text,))))


@mess()
def heading_markdown(paper: Paper, rng: Random) -> Paper:
    return headed(paper, lambda text: f"{'#' * rng.randint(1, 3)} {text}")


@mess()
def heading_layout_note(paper: Paper, rng: Random) -> Paper:
    return headed(paper, lambda text: f"{text}(宋体加粗小四号字)")


@mess()
def heading_with_blanks(paper: Paper, rng: Random) -> Paper:
    return headed(paper, lambda text: f"　　{text}{chr(160) * 23}")


@mess(*TABLED)
def heading_numbers_restart(paper: Paper, rng: Random) -> Paper:
    return headed(paper, lambda text: text.replace("二、", "一、").replace("三、", "二、").replace("四、", "三、"))


@mess(*TABLED)
def heading_numbers_lost(paper: Paper, rng: Random) -> Paper:
    return headed(paper, lambda text: text[2:] if text[0] in "一五六" else text)


@mess()
def heading_glued_to_text(paper: Paper, rng: Random) -> Paper:
    """A heading without a break before it."""
    blocks = list(paper.blocks)
    for number in reversed(range(1, len(blocks))):
        one, two = blocks[number - 1], blocks[number]
        if isinstance(one, Line) and isinstance(two, Line) and one.role == "text" and two.role == "heading":
            blocks[number - 1 : number + 1] = [replace(one, text=f"{one.text}[image: image2]{two.text}")]
            break
    return replace(paper, blocks=tuple(blocks))


@mess(*TABLED)
def seven_parts(paper: Paper, rng: Random) -> Paper:
    spot = next(n for n, b in enumerate(paper.blocks) if isinstance(b, Line) and b.role == "heading" and b.text.startswith("二"))
    return replace(paper, blocks=(*paper.blocks[:spot], Line("二、机构职责情况", "heading"), Line("职责没有变化。"), *paper.blocks[spot:]))


@mess(*TABLED)
def lead_in_before_tables(paper: Paper, rng: Random) -> Paper:
    return before_grids(paper, "该部分以表格形式报告。表格如下：")


@mess(*TABLED)
def sentence_before_tables(paper: Paper, rng: Random) -> Paper:
    return before_grids(paper, f"本年收到申请{rng.randint(2, 9)}件，比上年增加{rng.randint(2, 9)}件，详见下表。")


def before_grids(paper: Paper, text: str) -> Paper:
    blocks = [piece for block in paper.blocks for piece in ((Line(text), block) if isinstance(block, Grid) else (block,))]
    return replace(paper, blocks=tuple(blocks))


@mess(*TABLED)
def sections_three_and_four_absent(paper: Paper, rng: Random) -> Paper:
    """A narrative zero: no request, so no table."""
    kept = [b for b in paper.blocks if not (isinstance(b, Grid) and b.name in ("requests", "disputes"))]
    kept = [b for b in kept if not (isinstance(b, Line) and b.role == "heading" and b.text[0] in "三四")]
    return replace(paper, blocks=tuple(kept))


@mess(*TABLED)
def section_four_absent(paper: Paper, rng: Random) -> Paper:
    kept = [b for b in paper.blocks if not (isinstance(b, Grid) and b.name == "disputes")]
    return replace(paper, blocks=tuple(b for b in kept if not (isinstance(b, Line) and b.role == "heading" and b.text[0] == "四")))


@mess(*TABLED)
def headings_all_lost(paper: Paper, rng: Random) -> Paper:
    return paper.with_lines(lambda line: None if line.role == "heading" else line)


@mess()
def preface_lists_the_parts(paper: Paper, rng: Random) -> Paper:
    """The preface names the parts, and not as many as it says."""
    text = "报告由六部分组成：总体情况、主动公开、依申请公开、存在问题、其他事项。"
    spot = next(n for n, b in enumerate(paper.blocks) if isinstance(b, Line) and b.role == "text")
    return replace(paper, blocks=(*paper.blocks[:spot], Line(text), *paper.blocks[spot:]))


@mess()
def sentences_broken_by_page_ends(paper: Paper, rng: Random) -> Paper:
    blocks: list[Line | Grid] = []
    for block in paper.blocks:
        if isinstance(block, Line) and block.role == "text" and len(block.text) > 30:
            blocks += [replace(block, text=block.text[:21]), replace(block, text=block.text[21:])]
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


@mess()
def doubled_marks(paper: Paper, rng: Random) -> Paper:
    return paper.with_lines(
        lambda line: replace(line, text=line.text.replace("《", "《《").replace("。", "。。")) if line.role == "text" else line
    )
