"""A replica of twenty government portals on loopback, written from notes about real pages and without sight of the crawler."""
