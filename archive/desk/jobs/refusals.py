"""What the desk refuses: a status and a sentence in both languages."""

from __future__ import annotations


class DeskRefusal(Exception):
    """A request that is not done, with the HTTP status and why."""

    def __init__(self, status: int, chinese: str, english: str):
        super().__init__(english)
        self.status, self.chinese, self.english = status, chinese, english
