"""Class ``sentences``: prose that looks like a rule's, prose that agrees, and slips."""

from __future__ import annotations

from ..build import paragraph
from ..model import Draft, Paragraph
from ..prose import agreeing_sentence, slip_sentence, unrelated_sentence
from . import ALL, ANNUAL, FORMS, variant


def _add(draft: Draft, text: str) -> None:
    place = next(i for i, b in enumerate(draft.blocks) if isinstance(b, Paragraph) and b.style == "heading") + 1
    draft.blocks.insert(place, paragraph(text))


@variant("sentences", "page", ALL, FORMS)
def unrelated(draft: Draft) -> None:
    """Add sentences on other requests, reviews, licences."""
    found = [unrelated_sentence(draft.rng) for _ in range(draft.rng.randint(2, 4))]
    draft.sentences += found
    _add(draft, "".join(sentence.text for sentence in found))


@variant("sentences", "page", ALL, ANNUAL)
def agreeing(draft: Draft) -> None:
    """Add sentences that state figures as the tables print them."""
    found = [agreeing_sentence(draft, draft.rng) for _ in range(2)]
    draft.sentences += found
    _add(draft, "".join(sentence.text for sentence in found))


@variant("sentences", "page", ALL, ANNUAL)
def broken_line(draft: Draft) -> None:
    """Break a sentence by a line's end inside its subject."""
    text = draft.rng.choice(
        ("未发生因信息发布不当被上级机关\n通报、纠错的情形。", "受理信访\n事项12件，均已\n办结。", "本年度公开行政复议\n决定书37份。")
    )
    _add(draft, text)


@variant("slips", "page", ALL, ANNUAL)
def slip_in_prose(draft: Draft) -> None:
    """State another figure than the tables."""
    sentence = slip_sentence(draft, draft.rng)
    draft.sentences.append(sentence)
    _add(draft, sentence.text)
