"""Generate a seeded archive of any size on the real schema: portals, agencies, notices, annual reports whose figures mostly add up.

`python bench/synthetic.py HOME --documents 100000`
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.agencies import rows as agency_rows
from archive.search import bigrams
from archive.search.query import DAY, day
from archive.store import codebook, schema
from bench.synthetic_reports import ReportTables, RowWriter
from bench.synthetic_texts import BUREAUS, CITIES, DISTRICTS, NOTICES, WORDS, InventedTexts

YEARS = range(2014, 2026)
COLUMNS = (("annual", "政府信息公开年报", "annual_report"), ("policy", "政策文件", "policy"), ("notice", "通知公告", "notice"))
HEALTH = ("healthy", "healthy", "quiet_as_usual", "late", "challenged")
NOW = "2026-03-31T02:00:00Z"
RARE = "海绵城市示范"  # in one document of five thousand


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path, nargs="?", help="nothing is made where none is given")
    options.add_argument("--documents", type=int, default=2000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--length", type=int, default=300, help="mean characters of a text")
    options.add_argument("--share", type=float, default=0.02, help="share of the documents that are annual reports")
    given = options.parse_args()
    if given.home is None:
        return options.print_help()
    return make(given.home / "gongkai.db", given.documents, given.seed, given.length, given.share)


def make(path: Path, documents: int, seed: int = 7, length: int = 300, share: float = 0.02) -> None:
    """Fill a new database at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    connection = schema.connect(path)
    schema.migrate(connection)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")  # a file that can be made again: with 2 MB of cache half the time goes into paging
    with without_indices(connection):
        City(connection, random.Random(seed), documents, length, share).build()
    place_agencies(connection)
    codebook.renew(connection)
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def place_agencies(connection: sqlite3.Connection) -> None:
    """Write the divisions, and say of each agency where and what it is, as a build does."""
    names = ("id", "name", "site_id", "area", "level")
    found = connection.execute(f"SELECT {', '.join(names)} FROM agencies ORDER BY id")
    agency_rows.write(connection, [dict(zip(names, row, strict=True)) for row in found], {})


@contextmanager
def without_indices(connection: sqlite3.Connection) -> Iterator[None]:
    """Drop the indices while rows are written and create them afterwards: sorting once costs a third of a million small steps."""
    made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in made:
        connection.execute(f"DROP INDEX [{name}]")
    yield
    for _, sql in made:
        connection.execute(sql)


@cache
def tokens(text: str) -> frozenset[str]:
    """Return the index tokens of a title or a paragraph. Cached, because a paragraph occurs in many documents."""
    return frozenset(bigrams.tokens(bigrams.fold(text)))


class City:
    """Write all tables from one random source."""

    def __init__(self, connection: sqlite3.Connection, chance: random.Random, documents: int, length: int, share: float):
        self.writer = RowWriter(connection)
        self.put, self.chance, self.length = self.writer.put, chance, length
        self.report_tables = ReportTables(self.writer, chance)
        self.reports = max(20, int(documents * share))
        self.notices = max(0, documents - self.reports)
        self.number: dict[int, int] = {}
        self.text = InventedTexts(chance).text

    def build(self) -> None:
        sites = self.sites()
        agencies = list(self.agencies(sites))
        self.runs(sites)
        for agency in agencies:
            for year in YEARS:
                self.coverage(agency, year)
        for at, (site, city) in enumerate(sites):  # portal by portal, each in the order of its dates
            mine = range(at, self.notices, len(sites))
            for place, number in enumerate(mine):
                self.notice(site, city, number, place / len(mine))
        self.writer.flush_all()

    def sites(self) -> list[tuple[str, str]]:
        count = min(len(CITIES), 3 + self.reports // 200)
        for at, city in enumerate(CITIES[:count]):
            self.put(
                "sites",
                id=f"site{at:02}",
                name=f"{city}市人民政府",
                area=f"99{at + 1:02}00",
                level="city",
                url=f"https://www.c{at}.gov.cn/",
            )
            for column, name, kind in COLUMNS:
                self.put(
                    "columns",
                    id=f"site{at:02}/{column}",
                    site_id=f"site{at:02}",
                    name=name,
                    kind=kind,
                    url=f"https://www.c{at}.gov.cn/{column}/",
                    family=("ucap", "jcms", "trs")[at % 3],
                    health=HEALTH[(at * 3 + len(column)) % 5],
                    last_run=NOW,
                    last_success=NOW,
                    last_new="2026-03-30T02:00:00Z",
                    rows_told=900,
                    documents=880,
                )
        return [(f"site{at:02}", city) for at, city in enumerate(CITIES[:count])]

    def agencies(self, sites: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        wanted = max(12, self.reports // 8)
        names = [
            (site, f"{city}市{district}{bureau}", "county")
            for bureau in ("人民政府", *BUREAUS)
            for district in DISTRICTS
            for site, city in sites
        ]
        names = [(site, f"{city}市{bureau}", "city") for bureau in BUREAUS for site, city in sites] + names
        copies = -(-wanted // len(names))
        names = [(site, name if copy == 0 else f"{name}第{copy}分局", level) for copy in range(copies) for site, name, level in names]
        for site, name, level in names[:wanted]:
            area = f"99{int(site[-2:]) + 1:02}00"
            agency = {
                "id": f"{area}-{hashlib.sha256(name.encode()).hexdigest()[:6]}",
                "name": name,
                "site_id": site,
                "area": area,
                "level": level,
            }
            self.put("agencies", **agency)
            yield agency

    def runs(self, sites: list[tuple[str, str]]) -> None:
        self.put(
            "runs",
            id="20260331T020000Z-0001",
            started=NOW,
            finished="2026-03-31T04:00:00Z",
            exit_code=0,
            requests=4000,
            bytes=90_000_000,
            new=40,
            changed=3,
            gone=1,
            problems=2,
        )

    def coverage(self, agency: dict[str, Any], year: int) -> None:
        """Write one agency's year: a report, usually on time, or none."""
        due = f"{year + 1}-03-31" if "人民政府" in agency["name"] or year < 2018 else f"{year + 1}-01-31"
        fate = self.chance.random()
        if year == YEARS[-1] and fate < 0.3:
            return self.covered(agency, year, due, "not_due")
        if fate > 0.93:
            return self.covered(agency, year, due, "missing")
        late = int(self.chance.expovariate(1 / 20)) + 1 if fate > 0.82 else -int(self.chance.random() * 20)
        published = day_after(due, late)
        report = self.report(agency, year, due, published, late)
        return self.covered(agency, year, due, "late" if late > 0 else "on_time", published, late, report)

    def covered(
        self,
        agency: dict[str, Any],
        year: int,
        due: str,
        state: str,
        published: str | None = None,
        late: int | None = None,
        report: str | None = None,
    ) -> None:
        self.put("coverage", agency_id=agency["id"], year=year, due=due, published=published, days_late=late, report_id=report, state=state)

    def report(self, agency: dict[str, Any], year: int, due: str, published: str, late: int) -> str:
        title = f"{agency['name']}{year}年政府信息公开工作年度报告"
        key = self.document(agency["site_id"], "annual", title, published, f"{title}\n{self.text(self.length * 2)}")
        form = "statistics" if year < 2019 else "2019" if year < 2021 else "2021"
        self.put(
            "reports",
            id=key,
            document_id=key,
            agency_id=agency["id"],
            year=year,
            form=form,
            title=title,
            published=published,
            due=due,
            days_late=late,
            preferred=1,
        )
        for seq, (number, heading) in enumerate((("一", "总体情况"), ("五", "存在的主要问题及改进情况"), ("六", "其他需要报告的事项"))):
            self.put("sections", report_id=key, seq=seq, number=number, heading=heading, text=self.text(self.length // 2))
        self.report_tables.write(key, form)
        return key

    def notice(self, site: str, city: str, number: int, when: float) -> None:
        title = f"{city}市" + self.chance.choice(NOTICES).format(self.chance.choice(WORDS))
        published = day_after("2012-01-01", int(when * 5200))
        self.document(site, self.chance.choice(("policy", "notice")), title, published, self.text(self.length), number)

    def document(self, site: str, column: str, title: str, published: str, text: str, number: int = 1) -> str:
        """Write one article with its capture, version, membership and index entry."""
        url = f"https://www.c{int(site[-2:])}.gov.cn/{column}/{published[:7].replace('-', '')}/t{self.chance.randrange(10**9)}.html"
        key = hashlib.sha256(url.encode()).hexdigest()[:16]
        text += f"\n{RARE}" if number % 5000 == 0 else ""
        digest, seen = "sha256:" + hashlib.sha256(text.encode()).hexdigest(), f"{published}T02:00:00Z"
        capture, changed = f"{key}-capture", number % 400 == 7
        self.put(
            "captures",
            id=capture,
            url=url,
            fetched_at=seen,
            status=200,
            media_type="text/html",
            kind="article",
            column_id=f"{site}/{column}",
            payload_digest=digest,
            length=len(text) * 3,
            warc=f"{site}/{site}-20260331020000-00001.warc.gz",
            offset=self.chance.randrange(10**9),
            document_id=key,
            site_id=site,
        )
        self.put(
            "documents",
            id=key,
            url=url,
            site_id=site,
            column_id=f"{site}/{column}",
            kind="article",
            title=title,
            published=published,
            media_type="text/html",
            text=text,
            payload_digest=digest,
            first_seen=seen,
            last_seen=NOW,
            gone_at="2026-03-01T00:00:00Z" if number % 1000 == 3 else None,
            state="read",
            capture_id=capture,
            length=len(text) * 3,
            changed_at="2026-02-20T02:00:00Z" if changed else seen,
        )
        self.put("memberships", document_id=key, column_id=f"{site}/{column}", list_title=title, list_date=published, url=url, listed=1)
        self.put(
            "versions", document_id=key, capture_id=capture, seq=1, content_digest=digest, significant=1, reason="first", fetched_at=seen
        )
        days = day(published)
        self.number[days] = self.number.get(days, days * DAY) + 1
        kind = {"annual": "annual_report"}.get(column, column)
        self.put("search_keys", number=self.number[days], document_id=key)
        self.put("search", rowid=self.number[days], words=self.tokens(title, text, site, ("article", kind), published[:4]))
        return key

    @staticmethod
    def tokens(title: str, text: str, site: str, kinds: tuple[str, ...], year: str) -> str:
        """Return what `bigrams.document_tokens` returns, combined from the tokens of the paragraphs; no token spans two lines."""
        marks = {f"{bigrams.SITE}{site}", f"{bigrams.YEAR}{year}", *(f"{bigrams.KIND}{kind}" for kind in kinds)}
        return " ".join(marks.union(tokens(title), *map(tokens, text.split("\n"))))


@cache
def day_after(start: str, days: int) -> str:
    """Return the date `days` after another.

    >>> day_after("2024-01-31", 1)
    '2024-02-01'
    """
    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()


if __name__ == "__main__":
    main()
