"""How a check states its result."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.types import Check, Fact, Verdict

Number = int | float
CLOSE = 1e-6  # amounts come with six decimals at most


def compared(rule: str, detail: str, left: Number, right: Number, relation: str = "equal") -> Check:
    """Return the check of a rule's two sides: `expected` is what the left requires of the right, `found` what is there.

    >>> compared("R1", "total", 12, 13).verdict, compared("R7", "fees", 5, 3, "at_least").verdict
    ('fail', 'pass')
    """
    holds = left >= right - CLOSE if relation == "at_least" else abs(left - right) < CLOSE
    verdict: Verdict = "pass" if holds else "fail"
    expected = f"at most {printed(left)}" if relation == "at_least" else printed(left)
    return Check(rule, verdict, expected, printed(right), detail)


def unassessable(rule: str, detail: str, missing: Sequence[Fact]) -> Check:
    """Return a check that cannot be assessed for lack of these facts' numbers; uncertain if one of them may have a number."""
    unclear = any(fact.state == "uncertain" for fact in missing)
    return Check(rule, "uncertain" if unclear else "not_assessable", None, None, detail)


def printed(number: Number) -> str:
    """Return a number without needless zeros.

    >>> printed(12.50), printed(3)
    ('12.5', '3')
    """
    return f"{number:.6f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
