"""Read an alarm message without knowing the program's wording: which places it opens or closes, which it calls dormant.

A line that names a portal speaks of that column, or of both where it names none. A line that names none is the heading
of those below it. Words of recovery close, words of dormancy list, everything else opens. An adapter whose program words
things differently may read by itself; the judge still wants portal, column, cause and date in the message.
"""

from enum import Enum

from tests.scenarios.nights.model import HOUSE, NETWORK, Place, Told
from tests.scenarios.nights.stage.sites import COLUMNS, SITES


class Kind(Enum):
    """What a line does."""

    CLOSES = ("恢复", "正常", "已好", "recover", "all clear", "all-clear", "well again", "right again", "is back")
    LISTS = ("dormant", "休眠", "长期无", "长期没有", "long silent", "沉寂")
    OPENS = ()


NETWORK_WORDS = ("network", "网络", "all portals", "所有站点", "全部站点")
HOUSE_WORDS = (
    "disk",
    "磁盘",
    "snapshot",
    "快照",
    "registry",
    "登记",
    "sites.yaml",
    "gongkai.env",
    "配置",
    "clock",
    "时钟",
    "store",
    "存储",
)


def read_message(text: str) -> tuple[tuple[Told, ...], frozenset[Place]]:
    """Return the alarms opened and closed in a message, in order, and the columns it lists as dormant."""
    news: list[Told] = []
    dormant: set[Place] = set()
    heading = ""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = places(line)
        if not found:
            heading = line
            found = abstract(line)
        kind = kind_of(line) or kind_of(heading) or Kind.OPENS
        if kind is Kind.LISTS:
            dormant.update(found)
        else:
            whole = line if line is heading else f"{heading}\n{line}"
            news += [Told(place, kind is Kind.OPENS, whole) for place in found]
    return tuple(news), frozenset(dormant - {NETWORK, HOUSE})


def kind_of(line: str) -> Kind | None:
    """Return what the words of a line say it does, None where they say nothing."""
    return next((kind for kind in Kind if any(word in line.lower() for word in kind.value)), None)


def places(line: str) -> list[Place]:
    """Return the columns a line names, by id or by name; both of a portal named without one."""
    named = [site for site in SITES if site.registered and (site.id in line or site.name in line)]
    columns = [column for column, (name, _) in COLUMNS.items() if column in line or name in line] or list(COLUMNS)
    return [(site.id, column) for site in named for column in columns]


def abstract(line: str) -> list[Place]:
    """Return the network or the house where a line that names no portal speaks of it."""
    if any(word in line.lower() for word in NETWORK_WORDS):
        return [NETWORK]
    return [HOUSE] if any(word in line.lower() for word in HOUSE_WORDS) else []
