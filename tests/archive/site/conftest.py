"""Fixtures of this folder's tests: the site runs in a thread of the test's process, where what is broken shows."""

from tests.helpers.serving import db, get, home
from tests.helpers.serving import served_here as served

__all__ = ["db", "get", "home", "served"]
