"""A frontier in which a column was read as a test says."""

from crawler.model import listing_json
from crawler.model.exchange import Job
from crawler.model.outcome import Child, FetchOutcome, ListedRow
from crawler.model.types import Column, Entry, Fetch, Listing, Pager, Site
from crawler.store.frontier import Frontier
from crawler.visit import column_pass

HOST = "http://h.example"
COLUMN = Column("annual", "年报", "annual_report", f"{HOST}/list/")
SITE = Site("site", "站", "230100", "city", (COLUMN,))
DAY = 86400.0
THEN = 1_767_225_600.0  # 2026-01-01T00:00:00Z


def entries(first, last):
    return tuple(Entry(f"{HOST}/{number}.html", f"第{number}号", "2026-01-01") for number in range(first, last + 1))


def listed(number, rows, pages=None, told=None, following=(), **more):
    """A list page: its number, rows and stated counts, and the numbers of the pages it leads to."""
    pager = Pager("P1", number, pages, told) if pages or told else None
    return Listing(rows, pager=pager, next=tuple(page(each) for each in following), **more)


def page(number, **more):
    return Fetch(COLUMN.url if number == 1 else f"{COLUMN.url}{number}.html", page=number if number > 1 else None, **more)


def below(name, depth):
    return Job(Fetch(f"{HOST}/{name}/"), "list", COLUMN.id, depth)


def two_pages(reading, first, second, at_first, at_second, **more):
    reading.page(1, listed(1, first, 2, following=(2,)), at_first)
    reading.page(2, listed(2, second, 2), at_second, **more)


class Reading:
    """A frontier in which a column was read as a test says."""

    def __init__(self, path):
        self.frontier = Frontier(path)

    def list(self, job, listing, at, *, changed=True, problem="", family="trs"):
        """A list page that answered."""
        shown = (
            tuple(ListedRow(each.url, each.title, each.date, (), each.external, each.file) for each in listing.entries) if listing else ()
        )
        with self.frontier.transaction():
            self.frontier.add([Child(job)], at)
            self.frontier.settle(
                FetchOutcome(
                    job,
                    at,
                    full=listing is not None,
                    changed=changed,
                    problem=problem,
                    listing=listing_json.pack(listing) if listing else None,
                    rows=shown,
                    family=family,
                )
            )

    def page(self, number, listing, at, **more):
        """A page of the column's own list."""
        self.list(Job(page(number), "list", COLUMN.id), listing, at, **more)

    def document(self, number, at, kind="article", **outcome):
        """A document of the column, and what its answer meant."""
        job = Job(Fetch(f"{HOST}/{number}.html"), kind, COLUMN.id)
        with self.frontier.transaction():
            self.frontier.add([Child(job)], at)
            self.frontier.settle(FetchOutcome(job, at, **outcome))
        return job

    def due(self):
        """When each address is due, by the number or name at its end."""
        found = self.frontier.connection.execute("select key, due from fetches").fetchall()
        return {key.split()[1].rstrip("/").rpartition("/")[2].removesuffix(".html"): due for key, due in found}

    def lists(self):
        """When each list page is due, by its name below the column."""
        found = self.frontier.connection.execute("select key, due from fetches where kind = 'list'")
        return {key.split()[1].rpartition("/list/")[2]: due for key, due in found}

    def begin(self, moment, full=False):
        return column_pass.begin(self.frontier, COLUMN, moment, full)

    def finish(self, since=THEN, moment=THEN + 60, reasons=(), column=COLUMN):
        return column_pass.finish(self.frontier, column, since, moment, reasons)

    def end(self, done, moment=THEN + 60):
        column_pass.seal(self.frontier, COLUMN, done, moment)
