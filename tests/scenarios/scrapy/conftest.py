from tests.helpers.crawling import crawling, helpers, portal, small

__all__ = ["crawling", "helpers", "portal", "small"]
