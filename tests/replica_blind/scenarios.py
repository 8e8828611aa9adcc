"""What may happen to the portals between two visits, or in the middle of one: changes by name, for an engineer to run in turn.

A scenario changes a running replica; the oracles taken afterwards are right for the next visit. ``between`` says when the
change belongs: before a first visit, or between two visits.
"""


from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .model import Article
from .replica import Replica


@dataclass(frozen=True)
class Scenario:
    """A change with the column it is about and what a faithful crawler makes of it."""

    name: str
    between: Literal["before", "visits"]
    site: str
    column: str
    change: Callable[[Replica], None]
    expected: str


def _empty(site: str, column: str, page: int, times: int | None) -> Callable[[Replica], None]:
    return lambda replica: replica.portal(site).empty(column, page, times)


def _mend_all(site: str) -> Callable[[Replica], None]:
    def change(replica: Replica) -> None:
        portal = replica.portal(site)
        for path in [path for path, file in portal.files.items() if file.fault]:
            portal.mend(path)
    return change


def _publish(site: str, column: str, path: str) -> Callable[[Replica], None]:
    def change(replica: Replica) -> None:
        replica.portal(site).publish(column, Article(path, "关于新增事项的通知（补发）", "2026-11-20", "新增事项如下。"))
    return change


def _take_down(site: str, column: str) -> Callable[[Replica], None]:
    def change(replica: Replica) -> None:
        portal = replica.portal(site)
        portal.take_down(portal.columns[column].rows[-1].path, "notice")
    return change


def _clear(site: str, column: str) -> Callable[[Replica], None]:
    def change(replica: Replica) -> None:
        kept = replica.portal(site).columns[column]
        for page in range(1, kept.real_pages() + 1):
            kept.holes.add(page)
        kept.claim_pages, kept.claim_records = kept.real_pages(), len(kept.rows)
    return change


def _turn_off(site: str) -> Callable[[Replica], None]:
    def change(replica: Replica) -> None:
        replica.portal(site).off = True
    return change


SCENARIOS = (
    Scenario("first page empty for a moment", "before", "old-tables", "annual", _empty("old-tables", "annual", 1, 1), "asked again, then complete"),
    Scenario("second page empty for a moment", "before", "southern", "annual", _empty("southern", "annual", 2, 1), "asked again, then complete"),
    Scenario("last page empty for a moment, names count down", "before", "falling", "notice", _empty("falling", "notice", 3, 1), "asked again, then complete"),
    Scenario("a block empty for a moment", "before", "searched", "blocks", _empty("searched", "blocks", 2, 1), "asked again, then complete"),
    Scenario("second page empty for good", "visits", "ucap-static", "policy", _empty("ucap-static", "policy", 2, None), "incomplete: hole, page 2; nothing that was held is lost"),
    Scenario("whole list empty for good", "visits", "channels", "notice", _clear("channels", "notice"), "incomplete: hole; no mass deletion"),
    Scenario("a new row at the top", "visits", "totals", "notice", _publish("totals", "notice", "/zwgk/tzgg/202611/t20261120_900001.shtml"), "one new document"),
    Scenario("a new row behind an interface", "visits", "gkmlpt", "annual", _publish("gkmlpt", "annual", "/gkmlpt/content/0/900/post_900002.html"), "one new document"),
    Scenario("an article taken down", "visits", "prefixes", "policy", _take_down("prefixes", "policy"), "gone, told; the column stays complete"),
    Scenario("broken files mended", "visits", "ucap-static", "annual", _mend_all("ucap-static"), "the files are there"),
    Scenario("a portal turned off", "visits", "truecms", "annual", _turn_off("truecms"), "incomplete: unreachable; other portals as before"),
)
