"""Invented official language, seeded: the texts of bench/synthetic.py and the words of its tables."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

TEXTS = yaml.safe_load((Path(__file__).parent / "synthetic.yaml").read_text("utf-8"))
CITIES, DISTRICTS, BUREAUS, WORDS, JOINTS, NOTICES = (
    tuple(TEXTS[name]) for name in ("cities", "districts", "bureaus", "words", "joints", "notices")
)
PARAGRAPH = 60  # mean characters of a paragraph
PARAGRAPHS = 4000  # from which texts are put together: made one by one they took nine tenths of the time of a million documents


class InventedTexts:
    """Texts from one random source."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.paragraphs = [self.paragraph() for _ in range(PARAGRAPHS)]

    def text(self, length: int) -> str:
        """Return paragraphs of about `length` characters together."""
        return "\n".join(self.chance.choices(self.paragraphs, k=max(1, int(length * (0.5 + self.chance.random()) / PARAGRAPH))))

    def paragraph(self) -> str:
        """Return one paragraph, sometimes with a figure at its end."""
        parts, wanted = [], int(PARAGRAPH * (0.5 + self.chance.random()))
        while wanted > 0:
            parts.append(self.chance.choice(WORDS) + self.chance.choice(JOINTS))
            wanted -= len(parts[-1])
        return "".join(parts) + (f"{self.chance.randrange(1, 900)}件。" if self.chance.random() < 0.4 else "。")
