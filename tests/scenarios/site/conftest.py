"""Fixtures of this folder's tests."""

from tests.helpers.serving import db, get, home, served

__all__ = ["db", "get", "home", "served"]
