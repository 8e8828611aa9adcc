"""Fixtures of this folder's tests."""

from tests.helpers.archives import built, home, rows

__all__ = ["built", "home", "rows"]
