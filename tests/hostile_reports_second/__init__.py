"""Generate hostile annual reports and judge a reader's answers: the second generator, written without sight of the reader.

How to use it::

    from hostile_reports_second import Answer, Fact, generate, judge, pairs, singles, tabulate

    case = generate(7, format="html", mutations=("hidden_column", "agency_with_particles"))
    answer = adapter(case.name, case.content)        # one function, written by the engineer of the reader: bytes in, Answer out
    findings = judge(case.oracle, answer)            # [] where nothing is wrong
    table = tabulate((case, adapter(case.name, case.content)) for case in singles(1))

* `generate(seed, *, format, mutations)` is deterministic. `MUTATIONS` has all mutations by name; `choices(format)` names those of a format.
* `singles(seed)` yields every mutation alone in every format; `pairs(seed, count)` yields random compatible pairs.
* `interface.py` has the structures that pass between generator, adapter and judge, `judge.py` the rules of judging, `README.md` both
  in words.
* `paper/` draws sound figures and lays them out, `mutations/` changes them, `drawing/` writes files. An adapter needs only
  `interface.py`.

The oracle says what a careful person sees on the rendered page. Where such a person would hesitate, `Seen.sure` is false: then the
right value and a mark (uncertain, unread) are equally good, and only another number told as sure is a fault.
"""

from .generator import CLASSES, choices, compose, generate, pairs, singles
from .interface import FORMATS, Answer, Case, Coordinate, Fact, Finding, Format, Oracle, Problem, Seen, Slip, Verdict
from .judge import Tally, judge, tabulate
from .mutations import MUTATIONS

__all__ = [
    "CLASSES",
    "FORMATS",
    "MUTATIONS",
    "Answer",
    "Case",
    "Coordinate",
    "Fact",
    "Finding",
    "Format",
    "Oracle",
    "Problem",
    "Seen",
    "Slip",
    "Tally",
    "Verdict",
    "choices",
    "compose",
    "generate",
    "judge",
    "pairs",
    "singles",
    "tabulate",
]
