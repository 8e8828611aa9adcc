"""A request as a portal sees it and an answer as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """A request as the portal sees it: ``query`` and ``form`` keep the last value of each key; ``body`` is the raw form."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What is sent: ``cut`` promises more bytes than it sends; ``redirect`` makes it a 302."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    redirect: str = ""
    cut: bool = False
    headers: tuple[tuple[str, str], ...] = ()
