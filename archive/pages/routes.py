"""Which address shows what. A page is a row: its address, its template, what reads it, and the table one can take from it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.pages import agency, checks, compare, coverage, document, download, health, home, report, search, views
from archive.pages.views import Read, Table, View

ID = r"(?P<id>[^/]+)"


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page; `table` gives the same as CSV and JSON under the page's address."""

    address: str
    template: str
    read: Read
    table: Table | None = None


PAGES = (
    Page(r"/", "home", home.read),
    Page(r"/search", "search", search.read),
    Page(rf"/agency/{ID}", "agency", agency.read, agency.table),
    Page(rf"/report/{ID}", "report", report.read, report.table),
    Page(rf"/document/{ID}", "document", document.read),
    Page(r"/compare", "compare", compare.read, compare.table),
    Page(r"/coverage", "coverage", coverage.read, coverage.table),
    Page(r"/checks", "checks", checks.read, checks.table),
    Page(r"/health", "health", health.read),
    Page(r"/download", "download", download.read),
    Page(r"/dictionary", "dictionary", download.dictionary),
)
OTHERS: tuple[tuple[str, View], ...] = (
    (rf"/raw/{ID}$", views.raw_view),
    (r"/download/(?P<name>[^/]+)$", views.file_view),
    (r"/gongkai\.db$", views.newest_view),
    (r"/export/(?P<table>\w+)\.csv$", views.csv_view),
    (r"/export/(?P<table>\w+)\.parquet$", views.parquet_view),
    (r"/feed\.atom$", views.atom_view),
    (r"/feed\.json$", views.json_feed_view),
    (r"/-/health\.json$", views.health_view),
    (r"/-/badge\.svg$", views.badge_view),
    (r"/-/badge/(?P<id>.+)\.svg$", views.badge_view),
    (r"/-/databases(?:\.json)?$", views.databases_view),
    (r"/opensearch\.xml$", views.opensearch_view),
    (r"/robots\.txt$", views.robots_view),
)


def routes() -> list[tuple[str, View]]:
    """What Datasette's `register_routes` wants: pattern and view; a page's table before the page, since an id may hold dots."""
    tables = [(rf"{page.address}\.(?P<format>csv|json)$", views.table_view(page.table)) for page in PAGES if page.table]
    return [*tables, *OTHERS, *((f"{page.address}$", views.page_view(f"gongkai/{page.template}.html", page.read)) for page in PAGES)]
