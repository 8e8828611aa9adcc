"""The database's schema as small ordered migrations; one that was released is never changed."""

from __future__ import annotations

from archive.store.lean_sqlite_utils import Migrations, sqlite_utils
from gongkai.warc_reader import digest

# Every character but the blank belongs to a word: the words of the index are cut by archive.search, not by SQLite.
TOKENIZER = r"""ascii tokenchars '!#$%&()*+,-./:;<=>?@[\]^_`{|}~''""'"""

migrations = Migrations("gongkai")


@migrations()
def crawl_tables(database: sqlite_utils.Database) -> None:
    """Portals, columns, and what each run found in them."""
    database.executescript("""
        CREATE TABLE sites (id TEXT PRIMARY KEY, name TEXT, area TEXT, level TEXT, url TEXT, timezone TEXT, status TEXT);
        CREATE TABLE columns (id TEXT PRIMARY KEY, site_id TEXT REFERENCES sites(id), name TEXT, kind TEXT, url TEXT, family TEXT,
            health TEXT, last_run TEXT, last_success TEXT, last_new TEXT, rows_told INTEGER, documents INTEGER);
        CREATE TABLE runs (id TEXT PRIMARY KEY, started TEXT, finished TEXT, exit_code INTEGER, requests INTEGER, bytes INTEGER,
            new INTEGER, changed INTEGER, gone INTEGER, problems INTEGER);
        CREATE TABLE site_runs (run_id TEXT REFERENCES runs(id), site_id TEXT REFERENCES sites(id), started TEXT, finished TEXT,
            exit_code INTEGER, requests INTEGER, bytes INTEGER, problems INTEGER, registry TEXT, PRIMARY KEY (run_id, site_id));
        CREATE TABLE column_runs (run_id TEXT REFERENCES runs(id), column_id TEXT REFERENCES columns(id), family TEXT, pager TEXT,
            pages_told INTEGER, pages_read INTEGER, rows_told INTEGER, rows_found INTEGER, new INTEGER, changed INTEGER, gone INTEGER,
            complete INTEGER, reasons TEXT, listing TEXT, started TEXT, finished TEXT, PRIMARY KEY (run_id, column_id));
        CREATE INDEX column_runs_column ON column_runs(column_id, finished);
    """)


@migrations()
def document_tables(database: sqlite_utils.Database) -> None:
    """What was fetched, its documents, where they were listed, how they changed."""
    database.executescript("""
        CREATE TABLE captures (id TEXT PRIMARY KEY, url TEXT, fetched_at TEXT, status INTEGER, media_type TEXT, kind TEXT,
            column_id TEXT REFERENCES columns(id), payload_digest TEXT, length INTEGER, warc TEXT, offset INTEGER, revisit_of TEXT,
            document_id TEXT, run_id TEXT, site_id TEXT, problem TEXT, list_title TEXT, list_date TEXT, path TEXT, via TEXT, label TEXT,
            redirected_from TEXT, record_length INTEGER);
        CREATE INDEX captures_document ON captures(document_id, fetched_at);
        CREATE INDEX captures_digest ON captures(payload_digest);
        CREATE INDEX captures_url ON captures(url);
        CREATE INDEX captures_place ON captures(warc, offset);
        CREATE TABLE documents (id TEXT PRIMARY KEY, url TEXT, site_id TEXT REFERENCES sites(id), column_id TEXT REFERENCES columns(id),
            parent_id TEXT REFERENCES documents(id), kind TEXT, title TEXT, published TEXT, source TEXT, media_type TEXT, text TEXT,
            payload_digest TEXT, first_seen TEXT, last_seen TEXT, gone_at TEXT, state TEXT, capture_id TEXT REFERENCES captures(id),
            length INTEGER, changed_at TEXT, list_title TEXT, list_date TEXT, name TEXT);
        CREATE INDEX documents_parent ON documents(parent_id);
        CREATE INDEX documents_site ON documents(site_id, published);
        CREATE INDEX documents_kind ON documents(kind, published);
        CREATE INDEX documents_column ON documents(column_id, published);
        CREATE INDEX documents_published ON documents(published);
        CREATE INDEX documents_first_seen ON documents(first_seen);
        CREATE INDEX documents_changed_at ON documents(changed_at);
        CREATE INDEX documents_gone_at ON documents(gone_at) WHERE gone_at IS NOT NULL;
        CREATE TABLE memberships (document_id TEXT, column_id TEXT REFERENCES columns(id), list_title TEXT, list_date TEXT, url TEXT,
            path TEXT, external INTEGER, file INTEGER, first_listed TEXT, last_listed TEXT, listing TEXT, listed INTEGER,
            PRIMARY KEY (document_id, column_id));
        CREATE INDEX memberships_column ON memberships(column_id, list_date);
        CREATE TABLE versions (document_id TEXT REFERENCES documents(id), capture_id TEXT REFERENCES captures(id), seq INTEGER,
            content_digest TEXT, significant INTEGER, reason TEXT, fetched_at TEXT, PRIMARY KEY (document_id, seq));
        CREATE TABLE problems (id TEXT PRIMARY KEY, stage TEXT, code TEXT, message TEXT, url TEXT, capture_id TEXT, document_id TEXT,
            at TEXT, site_id TEXT, column_id TEXT, run_id TEXT);
        CREATE INDEX problems_document ON problems(document_id);
        CREATE INDEX problems_code ON problems(stage, code);
    """)


@migrations()
def report_tables(database: sqlite_utils.Database) -> None:
    """The contents of annual reports, cell by cell, and whether they agree."""
    database.executescript("""
        CREATE TABLE agencies (id TEXT PRIMARY KEY, name TEXT, site_id TEXT REFERENCES sites(id), area TEXT, level TEXT);
        CREATE TABLE reports (id TEXT PRIMARY KEY, document_id TEXT REFERENCES documents(id), agency_id TEXT REFERENCES agencies(id),
            year INTEGER, form TEXT, title TEXT, published TEXT, due TEXT, days_late INTEGER, preferred INTEGER, preferred_reason TEXT,
            evidence TEXT);
        CREATE UNIQUE INDEX reports_document ON reports(document_id);
        CREATE INDEX reports_agency ON reports(agency_id, year);
        CREATE INDEX reports_year ON reports(year);
        CREATE TABLE sections (report_id TEXT REFERENCES reports(id), seq INTEGER, number TEXT, heading TEXT, text TEXT,
            PRIMARY KEY (report_id, seq));
        CREATE TABLE facts (report_id TEXT REFERENCES reports(id), seq INTEGER, table_name TEXT, item TEXT, measure TEXT, value NUMERIC,
            unit TEXT, raw TEXT, state TEXT, place TEXT, PRIMARY KEY (report_id, seq));
        CREATE INDEX facts_key ON facts(table_name, item, measure, report_id);
        CREATE TABLE proactive (report_id TEXT REFERENCES reports(id), item TEXT, measure TEXT, value NUMERIC, unit TEXT,
            PRIMARY KEY (report_id, item, measure));
        CREATE TABLE requests (report_id TEXT REFERENCES reports(id), item TEXT, natural_person NUMERIC, business NUMERIC,
            research NUMERIC, public_interest NUMERIC, legal_service NUMERIC, other_org NUMERIC, total NUMERIC,
            PRIMARY KEY (report_id, item));
        CREATE INDEX requests_item ON requests(item, report_id);
        CREATE TABLE disputes (report_id TEXT REFERENCES reports(id), item TEXT, upheld NUMERIC, corrected NUMERIC, other NUMERIC,
            pending NUMERIC, total NUMERIC, PRIMARY KEY (report_id, item));
        CREATE TABLE statistics (report_id TEXT REFERENCES reports(id), item TEXT, unit TEXT, value NUMERIC, cumulative NUMERIC,
            PRIMARY KEY (report_id, item));
        CREATE INDEX proactive_item ON proactive(item, measure, report_id);
        CREATE INDEX disputes_item ON disputes(item, report_id);
        CREATE INDEX statistics_item ON statistics(item, report_id);
        CREATE TABLE checks (report_id TEXT REFERENCES reports(id), seq INTEGER, rule TEXT, verdict TEXT, expected TEXT, found TEXT,
            detail TEXT, other_report_id TEXT, PRIMARY KEY (report_id, seq));
        CREATE INDEX checks_verdict ON checks(verdict, rule);
        CREATE TABLE coverage (agency_id TEXT REFERENCES agencies(id), year INTEGER, due TEXT, published TEXT, days_late INTEGER,
            report_id TEXT REFERENCES reports(id), state TEXT, PRIMARY KEY (agency_id, year));
        CREATE INDEX coverage_year ON coverage(year, state);
    """)


@migrations()
def workings(database: sqlite_utils.Database) -> None:
    """How far each WARC file was read, which payload was read by which version, and the search index."""
    database.executescript(f"""
        CREATE TABLE warc_files (name TEXT PRIMARY KEY, read_to INTEGER, state TEXT, digest TEXT, pieces TEXT);
        CREATE TABLE listings (column_id TEXT, digest TEXT, at TEXT, run_id TEXT, warc TEXT, offset INTEGER, rows INTEGER,
            PRIMARY KEY (column_id, digest, at));
        CREATE TABLE readings (document_id TEXT, payload_digest TEXT, source_digest TEXT, stage_version TEXT, content_digest TEXT,
            shape TEXT, failed INTEGER, PRIMARY KEY (document_id, payload_digest)) WITHOUT ROWID;
        CREATE TABLE due (document_id TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE search_keys (number INTEGER PRIMARY KEY, document_id TEXT UNIQUE);
        CREATE VIRTUAL TABLE search USING fts5(words, content='', detail=none, prefix='1', tokenize="{TOKENIZER}");
    """)


@migrations()
def names_and_figures(database: sqlite_utils.Database) -> None:
    """The agency's name in each report, and the figures of every version read, so that two can be compared."""
    database.executescript("""
        ALTER TABLE reports ADD COLUMN agency TEXT;
        ALTER TABLE readings ADD COLUMN figures TEXT;
        CREATE INDEX problems_stage ON problems(stage, url);
    """)


@migrations()
def reading_paths(database: sqlite_utils.Database) -> None:
    """Indexes for feeds, the home page and facets that avoid reading the documents' text."""
    database.executescript("""
        CREATE INDEX documents_site_first_seen ON documents(site_id, first_seen);
        CREATE INDEX documents_changes ON documents(changed_at) WHERE changed_at > first_seen;
        CREATE INDEX documents_facets ON documents(site_id, kind, media_type, column_id, state);
    """)


@migrations()
def attachments_by_page(database: sqlite_utils.Database) -> None:
    """The attachments of a page, even if the page is fetched after them."""
    database.execute("CREATE INDEX captures_via ON captures(via) WHERE kind = 'attachment'")


@migrations()
def tries_of_readings(database: sqlite_utils.Database) -> None:
    """How often a reading was cut short by the machine."""
    database.execute("ALTER TABLE readings ADD COLUMN tries INTEGER")


@migrations()
def facets_by_column(database: sqlite_utils.Database) -> None:
    """Indexes for facets within a portal, a column or a kind; grouping by another index read every document's text."""
    database.executescript("""
        CREATE INDEX documents_site_column ON documents(site_id, column_id);
        CREATE INDEX documents_column_facets ON documents(column_id, kind, media_type, state);
        CREATE INDEX documents_kind_facets ON documents(kind, column_id, media_type, state);
    """)


@migrations()
def newest_first(database: sqlite_utils.Database) -> None:
    """Indexes for pages of a table, newest first, and for the counts on a column's page.

    Datasette orders by date, then id: without the id in the index, the second page of a million documents took six seconds.
    """
    database.executescript("""
        DROP INDEX documents_published;
        DROP INDEX documents_site;
        DROP INDEX documents_column;
        DROP INDEX documents_kind;
        CREATE INDEX documents_published ON documents(published DESC, id);
        CREATE INDEX documents_site ON documents(site_id, published DESC, id);
        CREATE INDEX documents_column ON documents(column_id, published DESC, id);
        CREATE INDEX documents_kind ON documents(kind, published DESC, id);
        CREATE INDEX captures_newest ON captures(fetched_at DESC, id);
        CREATE INDEX captures_column ON captures(column_id);
    """)


@migrations()
def not_modified_without_payload(database: sqlite_utils.Database) -> None:
    """A 304 answer has no payload: the digest of nothing was stored, as if the document were now empty. Also indexes references."""
    database.executescript(f"""
        CREATE INDEX captures_revisit ON captures(revisit_of) WHERE revisit_of IS NOT NULL;
        INSERT OR IGNORE INTO due
            SELECT document_id FROM captures WHERE status = 304 AND revisit_of IS NOT NULL AND document_id IS NOT NULL;
        UPDATE captures SET payload_digest = NULL WHERE status = 304 AND revisit_of IS NOT NULL;
        DELETE FROM readings WHERE payload_digest = '{digest(b"")}';
    """)


@migrations()
def table_pages(database: sqlite_utils.Database) -> None:
    """Indexes for the table pages that a million documents made slow: figures of a table took seven seconds, sorted by the key."""
    database.executescript("""
        DROP INDEX facts_key;
        DROP INDEX captures_column;
        CREATE INDEX documents_title ON documents(title, id);
        CREATE INDEX facts_item ON facts(item, report_id, seq, table_name, measure);
        CREATE INDEX captures_column ON captures(column_id, fetched_at DESC, id);
    """)


@migrations()
def portal_faults(database: sqlite_utils.Database) -> None:
    """Documents of a column that the portal itself serves broken; null for runs before they were counted."""
    database.execute("ALTER TABLE column_runs ADD COLUMN portal_faults INTEGER")


@migrations()
def lists_drawn_and_documents_out_of_bounds(database: sqlite_utils.Database) -> None:
    """List pages that a browser drew, and documents that robots.txt forbids or that lie off the portal; null for earlier runs."""
    for name in ("drawn", "out_of_bounds"):
        database.execute(f"ALTER TABLE column_runs ADD COLUMN {name} INTEGER")


@migrations()
def menu_entries(database: sqlite_utils.Database) -> None:
    """Addresses that a column took for rows and that are entries of its portal's menu, with the time of that finding."""
    database.execute(
        "CREATE TABLE menu_entries (column_id TEXT, document_id TEXT, at TEXT, first_listed TEXT, PRIMARY KEY (document_id, column_id))"
    )


@migrations()
def doubts_settled(database: sqlite_utils.Database) -> None:
    """Doubts about a column's stated counts that one more request settled; null for earlier runs."""
    database.execute("ALTER TABLE column_runs ADD COLUMN doubts_settled TEXT")


@migrations()
def signatures_inside_documents(database: sqlite_utils.Database) -> None:
    """The signatures and electronic seals inside documents, and what state they are in."""
    database.executescript("""
        CREATE TABLE signatures (document_id TEXT REFERENCES documents(id), seq INTEGER, kind TEXT, state TEXT, reason TEXT, signer TEXT,
            seal TEXT, signed_at TEXT, issuer TEXT, valid_from TEXT, valid_to TEXT, in_period INTEGER, chain TEXT,
            PRIMARY KEY (document_id, seq));
        CREATE INDEX signatures_state ON signatures(state, reason);
    """)


@migrations()
def codebook(database: sqlite_utils.Database) -> None:
    """What each figure is called and means; the views made from it are not part of any migration: archive.store.views."""
    database.execute("""
        CREATE TABLE codebook (table_name TEXT, item TEXT, measure TEXT, code TEXT, table_zh TEXT, table_en TEXT, item_zh TEXT,
            item_en TEXT, measure_zh TEXT, measure_en TEXT, unit TEXT, forms TEXT, first_year INTEGER, last_year INTEGER,
            comparable_with TEXT, why_zh TEXT, why_en TEXT, wide_column TEXT, position INTEGER,
            PRIMARY KEY (table_name, item, measure)) WITHOUT ROWID
    """)


@migrations()
def regions_and_kinds_of_agencies(database: sqlite_utils.Database) -> None:
    """The country's divisions, and what an agency's name says of it: division, level, kind, function, parent, successor, Latin names."""
    database.execute("""
        CREATE TABLE regions (code TEXT PRIMARY KEY, name TEXT, level TEXT, parent TEXT, valid_from TEXT, valid_to TEXT, former_names TEXT,
            source TEXT, english TEXT)
    """)
    database.execute("CREATE INDEX regions_parent ON regions(parent, code)")
    for name in (
        "region_code",
        "region_basis",
        "own_level",
        "kind",
        "function",
        "aliases",
        "pinyin",
        "english",
        "parent_id",
        "successor_id",
        "successor_basis",
    ):
        database.execute(f"ALTER TABLE agencies ADD COLUMN {name} TEXT")
    database.execute("CREATE INDEX agencies_region ON agencies(region_code, own_level, kind)")
