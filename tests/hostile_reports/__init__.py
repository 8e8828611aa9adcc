"""A blind opponent of the reader: annual reports that try to make it tell wrong figures as sure.

``generate`` makes cases, each with its file and the oracle of what is visible in it; ``judge`` holds an answer of
``parse --json`` against the oracle. Nothing here imports or runs the program.
"""

from .generator import QUICK_FORMATS, Case, generate
from .judge import FINDINGS, GRAVE, Finding, Judgement, judge
from .mutations import CLASSES
from .oracle import Oracle
from .tally import Tally

__all__ = ["CLASSES", "FINDINGS", "GRAVE", "QUICK_FORMATS", "Case", "Finding", "Judgement", "Oracle", "Tally", "generate", "judge"]
