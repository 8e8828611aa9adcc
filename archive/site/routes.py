"""The table of pages. A row has an address, a template, the function that reads the page's values, and its table for download."""

from __future__ import annotations

from dataclasses import dataclass

from archive.site import sitemap, views
from archive.site.drafts import answer
from archive.site.explore import directory, division, findings, ranking, trend
from archive.site.pages import agency, checks, compare, coverage, document, download, health, report, search
from archive.site.views import Read, Table, View

ID = r"(?P<id>[^/]+)"


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One kind of page; `table` gives the same as CSV and JSON below the page's address, and `charts` its charts as SVG."""

    address: str
    template: str
    read: Read
    table: Table | None = None
    charts: bool = False  # whether `read` returns a SharedView as `shared`


PAGES = (
    PageRoute(r"/", "home", findings.template_context),
    PageRoute(r"/search", "search", search.template_context),
    PageRoute(rf"/agency/{ID}", "agency", agency.template_context, agency.table, True),
    PageRoute(rf"/report/{ID}", "report", report.template_context, report.table),
    PageRoute(rf"/document/{ID}", "document", document.template_context),
    PageRoute(r"/compare", "compare", compare.template_context, compare.table, True),
    PageRoute(r"/coverage", "coverage", coverage.template_context, coverage.table),
    PageRoute(r"/rank", "rank", ranking.template_context, ranking.table, True),
    PageRoute(r"/trend", "trend", trend.template_context, trend.table, True),
    PageRoute(r"/agencies", "agencies", directory.template_context, directory.table),
    PageRoute(r"/region/(?P<id>\d{6})", "region", division.template_context, division.table),
    PageRoute(r"/checks", "checks", checks.template_context, checks.table),
    PageRoute(r"/health", "health", health.template_context),
    PageRoute(r"/download", "download", download.template_context),
    PageRoute(r"/dictionary", "dictionary", download.dictionary),
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
    (r"/sitemap\.xml$", views.sitemap_view(sitemap.index)),
    (r"/sitemap-pages\.xml$", views.sitemap_view(sitemap.pages)),
    (rf"/sitemap-(?P<kind>{'|'.join(sitemap.TABLES)})-(?P<number>\d{{1,6}})\.xml$", views.sitemap_view(sitemap.part)),
    (r"/check$", answer.form_view),
)


def routes() -> list[tuple[str, View]]:
    """Return pattern and view for Datasette's `register_routes`; a page's table precedes the page, since ids may hold dots."""
    tables = [(rf"{page.address}\.(?P<format>csv|json)$", views.table_view(page.table)) for page in PAGES if page.table]
    charts = [(rf"{page.address}\.svg$", views.svg_view(page.read)) for page in PAGES if page.charts]
    return [
        *tables,
        *charts,
        *OTHERS,
        *((f"{page.address}$", views.page_view(f"gongkai/{page.template}.html", page.read)) for page in PAGES),
    ]
