"""The database's shape: small ordered migrations, and what every table and column means in Chinese and English."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlite_utils
import yaml
from sqlite_utils import Migrations

from parsers.contract import BadConfiguration
from parsers.warc import digest

# Everything a reader may rely on, parents before children: the logical content, the order of export.
CONTENT = ("sites", "columns", "agencies", "runs", "site_runs", "column_runs", "captures", "documents", "memberships", "versions",
           "reports", "sections", "facts", "proactive", "requests", "disputes", "statistics", "checks", "coverage", "problems")
# Progress and index: rebuilt from the rest, not content.
WORKINGS = ("warc_files", "listings", "readings", "due", "search_keys")

# Every character but the blank belongs to a word: the words of the index are cut by archive.search, not by SQLite.
TOKENIZER = r"""ascii tokenchars '!#$%&()*+,-./:;<=>?@[\]^_`{|}~''""'"""

migrations = Migrations("gongkai")


@migrations()
def crawl_tables(database: sqlite_utils.Database) -> None:
    """What the portals are and what each run found in their columns."""
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
    """What was fetched, which document it is, where it was listed, how it changed."""
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
    """What the annual reports say, cell by cell, and whether it agrees."""
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
    """What each report calls its agency, and the figures of every version read, so that two can be compared."""
    database.executescript("""
        ALTER TABLE reports ADD COLUMN agency TEXT;
        ALTER TABLE readings ADD COLUMN figures TEXT;
        CREATE INDEX problems_stage ON problems(stage, url);
    """)


@migrations()
def reading_paths(database: sqlite_utils.Database) -> None:
    """What feeds, the home page and facets read, without the text of the documents."""
    database.executescript("""
        CREATE INDEX documents_site_first_seen ON documents(site_id, first_seen);
        CREATE INDEX documents_changes ON documents(changed_at) WHERE changed_at > first_seen;
        CREATE INDEX documents_facets ON documents(site_id, kind, media_type, column_id, state);
    """)


@migrations()
def attachments_by_page(database: sqlite_utils.Database) -> None:
    """Which attachments hang on a page, also where the page comes after them."""
    database.execute("CREATE INDEX captures_via ON captures(via) WHERE kind = 'attachment'")


@migrations()
def tries_of_readings(database: sqlite_utils.Database) -> None:
    """How often a reading was cut short by the machine."""
    database.execute("ALTER TABLE readings ADD COLUMN tries INTEGER")


@migrations()
def facets_by_column(database: sqlite_utils.Database) -> None:
    """Facets within a portal, a column or a kind, without the text of the documents: grouping by another index read every one."""
    database.executescript("""
        CREATE INDEX documents_site_column ON documents(site_id, column_id);
        CREATE INDEX documents_column_facets ON documents(column_id, kind, media_type, state);
        CREATE INDEX documents_kind_facets ON documents(kind, column_id, media_type, state);
    """)


@migrations()
def newest_first(database: sqlite_utils.Database) -> None:
    """Pages of a table, newest first, and what a column's own page counts.

    Datasette orders by the date and then by the id: without the id in the index the second page of a million documents took six seconds.
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
    """An answer 304 brings no payload: the digest of nothing stood there, as if the document had become empty; and who refers to whom."""
    database.executescript(f"""
        CREATE INDEX captures_revisit ON captures(revisit_of) WHERE revisit_of IS NOT NULL;
        INSERT OR IGNORE INTO due
            SELECT document_id FROM captures WHERE status = 304 AND revisit_of IS NOT NULL AND document_id IS NOT NULL;
        UPDATE captures SET payload_digest = NULL WHERE status = 304 AND revisit_of IS NOT NULL;
        DELETE FROM readings WHERE payload_digest = '{digest(b"")}';
    """)


@migrations()
def table_pages(database: sqlite_utils.Database) -> None:
    """Pages of the tables that a million documents made slow: 127 MB of 4.4 GB.

    Documents by title ran into the limit of a second. Figures of an item were counted in 270 ms, in 8 now; those of a table took seven
    seconds: they were sorted by the key, which the index lacked. Captures of a column were sorted too, 110 ms.
    """
    database.executescript("""
        DROP INDEX facts_key;
        DROP INDEX captures_column;
        CREATE INDEX documents_title ON documents(title, id);
        CREATE INDEX facts_item ON facts(item, report_id, seq, table_name, measure);
        CREATE INDEX captures_column ON captures(column_id, fetched_at DESC, id);
    """)


def connect(path: Path, readonly: bool = False) -> sqlite3.Connection:
    """Given the database's file, return a connection; rows are tuples, writers wait for one another up to 60 s."""
    mode = "ro" if readonly else "rwc"
    if readonly and path.with_name(f"{path.name}-journal").exists():
        take_back(path)
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=60)
    if not readonly:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def take_back(path: Path) -> None:
    """Have SQLite take back what the making of a database left half done, as a power cut may; who only reads it could not open it."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as connection:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to this version's shape; BadConfiguration where a newer gongkai has written it."""
    refuse_newer(connection)
    if pending(connection):
        keep(connection)
        migrations.apply(sqlite_utils.Database(connection))


def refuse_newer(connection: sqlite3.Connection) -> None:
    """BadConfiguration where a newer gongkai has written the database: this one would take its shape for its own."""
    known = {migration.name for migration in migrations.pending(sqlite_utils.Database(memory=True))}
    foreign = ", ".join(sorted(applied_names(connection) - known))
    if foreign:
        raise BadConfiguration(f"the database was written by a newer gongkai (its shape knows {foreign}); upgrade, or move the file away")


def keep(connection: sqlite3.Connection) -> None:
    """Copy a database that already holds something to `NAME.before-MIGRATION` before its shape changes."""
    (_, _, path), *_ = connection.execute("PRAGMA database_list")
    if not path or not applied_names(connection):
        return
    first = next(iter(migrations.pending(sqlite_utils.Database(connection))))
    with closing(sqlite3.connect(f"{path}.before-{first.name}")) as copy:
        connection.backup(copy)


def pending(connection: sqlite3.Connection) -> bool:
    """Tell whether the database still lacks a migration."""
    return bool(migrations.pending(sqlite_utils.Database(connection)))


def applied_names(connection: sqlite3.Connection) -> set[str]:
    """Names of the migrations this database says it has had."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "_sqlite_migrations" not in tables:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'gongkai'")}


@cache
def descriptions() -> dict[str, Any]:
    """Table → {zh, en, columns: {column: [zh, en]}}; the source of metadata, data dictionary and data package."""
    text = files("archive").joinpath("descriptions.yaml").read_text(encoding="utf-8")
    described: dict[str, Any] = yaml.safe_load(text)
    return described
