"""Fixtures of this folder's tests."""

from tests.helpers.crawling import crawled, crawling, helpers, portal, portals, small

__all__ = ["crawled", "crawling", "helpers", "portal", "portals", "small"]
