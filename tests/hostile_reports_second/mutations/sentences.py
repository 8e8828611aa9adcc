"""Mutate prose: sentences that agree with the tables, sentences that only look like claims, and sentences that contradict the tables."""

from __future__ import annotations

from ..interface import Coordinate, Slip
from ..paper.draft import Draft
from ..paper.prose import HARMLESS
from .registry import mutation

SLOTS = "sentence requests_rows cells totals proactive_insert slip"


def _n(draft: Draft, item: str, measure: str = "total", table: str = "requests") -> int:
    return int(draft.number(table, item, measure))


@mutation("sentences", slots=SLOTS)
def true_sentences(draft: Draft) -> None:
    """State the table's figures in prose, in several ways."""
    received, carried, handled, left = (_n(draft, item) for item in ("received", "carried_in", "handled", "carried_out"))
    draft.sentences.append(
        draft.rng.choice(
            (
                f"本年新收政府信息公开申请{received}件，上年结转{carried}件，办结{handled}件，结转下年度继续办理{left}件。",
                f"全年共收到政府信息公开申请{received + carried}件（含上年结转{carried}件），已办结{handled}件，结转下年{left}件。",
                f"{draft.year}年新收到政府信息公开申请{received:,}件，答复{handled:,}件。",
                f"全年受理政府信息公开申请{received}宗，其中自然人申请{_n(draft, 'received', 'natural_person')}宗。",
            )
        )
    )


@mutation("sentences", slots=SLOTS)
def many_harmless_sentences(draft: Draft) -> None:
    """Print many sentences with figures of other things."""
    draft.sentences += draft.rng.sample(HARMLESS, 9)


@mutation("sentences", slots=SLOTS)
def partial_counts(draft: Draft) -> None:
    """State figures of parts: one department, one channel, one quarter, approximations; only where the table counts more."""
    if _n(draft, "received") < 200:
        return
    draft.sentences.append(
        draft.rng.choice(
            (
                "通过网络渠道收到政府信息公开申请3件，通过信函收到2件，其余为当面提交。",
                "第四季度收到政府信息公开申请7件，办结6件。",
                "局机关本级收到政府信息公开申请5件，下属单位另计。",
                "其中，自然资源领域的政府信息公开申请占六成，约120余件。",
                "近五年累计收到政府信息公开申请2300余件，年均办结460件。",
                "平均每件政府信息公开申请办理用时12个工作日。",
            )
        )
    )


@mutation("sentences", slots=SLOTS)
def true_zero_sentences(draft: Draft) -> None:
    """Deny kinds of events that the form does not count."""
    draft.sentences += [
        "未发生因政府信息公开被问责的情况。",
        "全年未收到针对本机关门户网站的\n投诉举报。",
        "未向申请人收取任何费用，未收取信息处理费。",
    ]


@mutation("slips", slots=SLOTS)
def slip_sentence_received(draft: Draft) -> None:
    """Break N1: the prose states another number of requests received."""
    wrong = _n(draft, "received") + _n(draft, "carried_in") + draft.rng.randint(2, 40)
    draft.sentences.append(f"{draft.year}年，本机关共收到政府信息公开申请{wrong}件。")
    draft.slips.append(
        Slip("N1", frozenset(Coordinate("requests", item, "total") for item in ("received", "carried_in")), f"prose says {wrong}")
    )


@mutation("slips", slots=SLOTS)
def slip_sentence_carried_out(draft: Draft) -> None:
    """Break N2: the prose states another number carried on."""
    wrong = _n(draft, "carried_out") + draft.rng.randint(1, 9)
    draft.sentences.append(f"本年度政府信息公开申请结转下年度继续办理{wrong}件。")
    draft.slips.append(Slip("N2", frozenset({Coordinate("requests", "carried_out", "total")}), f"prose says {wrong}"))


@mutation("slips", slots=SLOTS)
def slip_sentence_reviews(draft: Draft) -> None:
    """Break N3: the prose states another number of reviews."""
    wrong = _n(draft, "review", "total", "disputes") + draft.rng.randint(1, 9)
    draft.sentences.append(f"全年因政府信息公开申请引发行政复议{wrong}件。")
    draft.slips.append(Slip("N3", frozenset({Coordinate("disputes", "review", "total")}), f"prose says {wrong}"))


@mutation("slips", slots=SLOTS)
def slip_sentence_none_received(draft: Draft) -> None:
    """Break N4: the prose says that nothing was received though the table counts some."""
    if _n(draft, "received") == 0:
        return
    draft.sentences.append(f"{draft.year}年，本机关未收到政府信息公开申请。")
    draft.slips.append(Slip("N4", frozenset({Coordinate("requests", "received", "total")}), "prose says none"))
