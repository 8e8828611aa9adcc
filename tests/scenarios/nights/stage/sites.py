"""The theatre's cast: invented portals, their columns, and what each column holds on a day.

`Book` keeps what was changed for good (documents added, edited, taken down, broken, mended); the faults of a night
are in `faults`.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from tests.scenarios.nights.stage import pages
from tests.scenarios.nights.stage.pages import Document

COLUMNS = {"annual": ("政府信息公开年报", "annual_report"), "notices": ("通知公告", "notice")}
ALL = "*"
"""Stands for every column of a site, or every site."""


@dataclass(frozen=True)
class Site:
    """One portal: `silent` columns end years ago, an `ended` platform is over and must not be asked for anything."""

    id: str
    name: str
    area: str
    level: str
    address: str
    tls: bool = False
    silent: bool = False
    ended: bool = False
    registered: bool = True

    @property
    def host(self) -> str:
        """The portal's name, under `.test`."""
        return f"www.{self.id}.test"


SITES = (
    Site("qingze", "青泽市人民政府", "990100", "city", "127.0.15.1"),
    Site("yundu", "云渡县人民政府", "990121", "county", "127.0.15.2"),
    Site("baili", "白砾区人民政府", "990102", "county", "127.0.15.3"),
    Site("shiting", "石汀市人民政府", "990200", "city", "127.0.15.4"),
    Site("dongcen", "东岑县人民政府", "990221", "county", "127.0.15.5", tls=True),
    Site("jiudu", "旧渡区人民政府", "990202", "county", "127.0.15.6", silent=True),
    Site("laotai", "老台区信息公开平台", "990203", "county", "127.0.15.7", ended=True),
    Site("xinzhu", "新渚县人民政府", "990222", "county", "127.0.15.8"),
    Site("qianyi", "白砾区人民政府新站", "990102", "county", "127.0.15.9", registered=False),
)
"""`xinzhu` enters the registry in a later night; `qianyi` is where `baili` moves to and is in no registry."""

BY_ID = {site.id: site for site in SITES}


class Content(StrEnum):
    """A change of what a column holds that stays from this night on."""

    ADDED = "added"  # one document more, dated that day
    CHANGED = "changed"  # the text of the newest document is edited
    TAKEN_DOWN = "taken_down"  # the third newest document and its page are gone
    BROKEN_ATTACHMENT = "broken_attachment"  # one document more whose attachment answers 500
    MISSING_ARTICLE = "missing_article"  # one document more whose page answers 404
    MENDED = "mended"  # broken attachments and missing pages are there


@dataclass
class Book:
    """Documents of all columns on a day, with the changes made so far."""

    added: dict[tuple[str, str], list[Document]] = field(default_factory=dict)
    revised: dict[tuple[str, str, int], Document] = field(default_factory=dict)
    removed: set[tuple[str, str, int]] = field(default_factory=set)

    def rows(self, site: Site, column: str, today: date) -> list[Document]:
        """Return the rows of a column as of `today`, newest first."""
        rows = self._added(site, column) + original(site, column, today)
        rows = [self.revised.get((site.id, column, row.number), row) for row in rows]
        rows = [row for row in rows if (site.id, column, row.number) not in self.removed]
        return sorted(rows, key=lambda row: (row.published, row.number), reverse=True)

    def change(self, site: Site, column: str, kind: Content, today: date) -> None:
        """Make a change that stays."""
        rows = self.rows(site, column, today)
        if kind is Content.CHANGED:
            self.revised[site.id, column, rows[0].number] = pages.edited(rows[0])
        elif kind is Content.TAKEN_DOWN:
            self.removed.add((site.id, column, rows[2].number))
        elif kind is Content.MENDED:
            self._mend(site, column)
        else:
            self._add(site, column, kind, today)

    def _added(self, site: Site, column: str) -> list[Document]:
        return self.added.get((site.id, column), [])

    def _add(self, site: Site, column: str, kind: Content, today: date) -> None:
        rows = self.added.setdefault((site.id, column), [])
        number = 9000 + len(rows)
        broken = kind is Content.BROKEN_ATTACHMENT
        title = f"{site.name}关于第{number}号专项事项的公示"
        rows.append(
            Document(
                number,
                title,
                today,
                f"{title}。现予公示。",
                f"Q{number}.pdf" if broken else None,
                page_missing=kind is Content.MISSING_ARTICLE,
                attachment_broken=broken,
            )
        )

    def _mend(self, site: Site, column: str) -> None:
        rows = self._added(site, column)
        rows[:] = [replace(row, page_missing=False, attachment_broken=False) for row in rows]


def original(site: Site, column: str, today: date) -> list[Document]:
    """Return what a column holds by itself, newest first."""
    if column == "annual":
        return pages.reports(site.name, range(2019, 2021) if site.silent else range(2021, 2026))
    return pages.old_notices(site.name) if site.silent else pages.notices(site.id, site.name, today)
