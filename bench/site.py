"""The site at 100,000 and 1,000,000 documents: start-up time, p50 and p95 of every kind of page, memory, size of the index.

`python bench/site.py [--documents 100000] [--requests 200] [--home DIR] [--alone]`

The archive is generated once (bench/synthetic.py) under --home and kept there. The same run measures plain Datasette over the same
documents with its own full-text search (FTS5, unicode61), which finds no Chinese word inside a run of characters.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import httpx
from datasette.utils import tilde_encode

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from archive.store import split_text  # noqa: E402
from bench.server_process import idle, memory, serving, spent  # noqa: E402

COMMON, RARE, LONG = (
    ("公开", "行政", "政府", "办理", "报告"),
    ("海绵", "绵城", "市示"),
    ("政务新媒体", "过程性信息", "海绵城市示范", "信息员队伍"),
)
ABSENT = ("政府信息公开平台", "主动公开平台", "信息公开平台", "行政许可处罚")  # all their pairs are common, but they occur nowhere
CROWD = 20  # clients at once
HEAD = "| {} | server ms | p50 ms | p95 ms | longest ms |\n|---|---|---|---|---|"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=200, help="of each kind of page, each for another address")
    options.add_argument("--home", type=Path, help="where the generated archive lies or is made")
    options.add_argument("--only", default="", help="only the kinds of pages whose name holds this")
    options.add_argument("--alone", action="store_true", help="leave plain Datasette out")
    given = options.parse_args()
    home = given.home or Path(tempfile.gettempdir()) / f"gongkai-site-{given.documents}"
    prepare(home, given.documents)
    snapshot = json.loads((home / "public/latest.json").read_text())
    database = home / "public" / snapshot["file"]
    print(
        f"{snapshot['tables']['documents']:,} documents, {snapshot['tables']['reports']:,} reports, {snapshot['tables']['facts']:,} facts, "
        f"{snapshot['size'] / 1e9:.2f} GB; index {sizes(database)}"
    )
    print(f"\n{HEAD.format('page')}")
    with serving([sys.executable, "-m", "gongkai", "--home", str(home), "serve", "--port", "{port}"]) as (address, started, process):
        loading, counting = spent(process), idle(process)
        for name, addresses in pages(database, given.requests).items():
            if given.only in name:
                show(name, address, addresses, process)
        print(
            f"\nStart {started:.2f} s ({loading:.2f} s of processor time, {counting:.2f} s afterwards for what is counted once), "
            f"memory {memory(process)}."
        )
        if not given.only:
            crowd(address, database, process)
    if not given.alone:
        plain(home, database, given.requests)


def prepare(home: Path, documents: int) -> None:
    """Generate and publish the archive if it is absent."""
    if (home / "public/latest.json").exists():
        return
    subprocess.run([sys.executable, str(ROOT / "bench/synthetic.py"), str(home), "--documents", str(documents)], check=True, cwd=ROOT)
    subprocess.run([sys.executable, "-m", "gongkai", "--home", str(home), "snapshot", "--accept"], check=True, cwd=ROOT)


def sizes(database: Path) -> str:
    """Describe the size of the search index and of the indexed text, and the number of files."""
    with closing(split_text.opened(database)) as connection:
        pages = connection.execute("SELECT sum(length(block)) FROM search_data").fetchone()[0]
        text = connection.execute("SELECT sum(length(cast(text AS BLOB))) FROM documents").fetchone()[0]
    apart = split_text.beside(database)
    second = f", text and index in a second file of {apart.stat().st_size / 1e9:.2f} GB" if apart.exists() else ""
    return f"{pages / 1e6:,.0f} MB for {text / 1e6:,.0f} MB of text ({pages / text:.2f}){second}"


def pages(database: Path, requests: int) -> dict[str, list[str]]:
    """Return URLs of every kind of page, all different if there are enough."""
    chance = random.Random(1)
    with closing(sqlite3.connect(database)) as connection:

        def ids(sql: str) -> list[str]:
            found = [row[0] for row in connection.execute(sql)]
            return [chance.choice(found) for _ in range(requests)]

        reports = ids("SELECT id FROM reports WHERE form IN ('2019', '2021') LIMIT 20000")
        agencies = ids("SELECT id FROM agencies")
        documents = ids("SELECT id FROM documents WHERE rowid % 37 = 0 LIMIT 20000")
        nexts, by_title, captured = (
            places(ids, *one) for one in (("documents", "published"), ("documents", "title"), ("captures", "fetched_at"))
        )
        sites, columns = ids("SELECT id FROM sites"), ids("SELECT id FROM columns")
        regions = ids("SELECT DISTINCT region_code FROM agencies WHERE region_code IS NOT NULL")
        figures = ids("SELECT wide_column FROM codebook WHERE table_name = 'requests' AND measure = 'total'")
    years = [str(chance.randrange(2018, 2026)) for _ in range(requests)]

    def each(template: str, *lists: list[str]) -> list[str]:
        return [template.format(*map(quote, values)) for values in zip(*lists, strict=True)]

    def words(given: tuple[str, ...]) -> list[str]:
        return [chance.choice(given) for _ in range(requests)]

    return {
        "home": ["/"] * requests,
        "report": each("/report/{}", reports),
        "document": each("/document/{}", documents),
        "agency": each("/agency/{}", agencies),
        "search, 2 characters, common": each("/search?q={}&page={}", words(COMMON), [str(1 + at % 3) for at in range(requests)]),
        "search, 2 characters, rare": each("/search?q={}", words(RARE)),
        "search, a late page of a common word": each("/search?q={}&page={}", words(COMMON), [str(20 + at % 180) for at in range(requests)]),
        "search, absent run of common pairs": each("/search?q={}", words(ABSENT)),
        "search, 1 character": each("/search?q={}", words(("公", "政", "信", "办", "绵"))),
        "search, 4-6 characters": each("/search?q={}", words(LONG)),
        "search, two words, site and year": each("/search?q={}+{}&site={}&year={}", words(COMMON), words(LONG[:2]), sites, years),
        "coverage": each("/coverage?site={}&year={}&page={}", sites, years, [str(1 + at % 4) for at in range(requests)]),
        "coverage, late in a year": each("/coverage?year={}&to={}&state=late&q={}", years, years, words(("局", "区", "教育"))),
        "compare, three agencies": each(
            "/compare?figure=denied_share&agency={}&agency={}&agency={}", agencies, agencies[::-1], sorted(agencies)
        ),
        "compare, find an agency": each("/compare?q={}&agency={}", words(("教育", "财政", "龙泉")), agencies),
        "rank, any figure and year": each("/rank?figure={}&year={}", figures, years),
        "rank, a share in a division": each("/rank?figure=denied_share&year={}&region={}&kind=department&sort=change", years, regions),
        "rank, a late page": each("/rank?figure=granted_share&year={}&page={}", years, [str(1 + at % 30) for at in range(requests)]),
        "trend, any figure": each("/trend?figure={}", figures),
        "trend, a figure in a division": each("/trend?figure={}&region={}&kind=department", figures, regions),
        "agencies": each("/agencies?region={}&page={}", regions, [str(1 + at % 3) for at in range(requests)]),
        "agencies, by pinyin": each("/agencies?q={}", words(("jiaoyu", "caizheng", "shenji", "yiliao"))),
        "region": each("/region/{}", regions),
        "region, the country": ["/region/100000"] * requests,
        "checks": each("/checks?site={}&year={}", sites, years),
        "health": ["/health"] * requests,
        "download": ["/download"] * requests,
        "feed of a site": each("/feed.atom?site={}", sites),
        "feed of everything": ["/feed.atom"] * requests,
        "feed of an agency": each("/feed.atom?agency={}", agencies),
        "feed of a search": each("/feed.atom?q={}", words(LONG)),
        "table, facets (documents)": each("/gongkai/documents?site_id={}&_facet=kind&_facet=column_id", sites),
        "table, facets (coverage)": each("/gongkai/coverage?year={}&_facet=state", years),
        "table, next pages": each("/gongkai/documents?_next={}&_sort_desc=published", nexts),
        "table, next pages upwards": each("/gongkai/documents?_next={}&_sort=published", nexts),
        "table, next pages of a site": each("/gongkai/documents?_next={}&_sort_desc=published&site_id={}", nexts, sites),
        "table, next pages by title": each("/gongkai/documents?_next={}&_sort=title", by_title),
        "table, next pages (captures)": each("/gongkai/captures?_next={}", captured),
        "table, sorted by title": ["/gongkai/documents?_sort=title", "/gongkai/documents?_sort_desc=title"] * (requests // 2),
        "table, facets (all documents)": each("/gongkai/documents?_facet={}", words(("site_id", "kind", "media_type", "state"))),
        "table, facets (all captures)": each("/gongkai/captures?_facet={}", words(("site_id", "kind", "media_type", "status"))),
        "table, captures of a column": each("/gongkai/captures?column_id={}", columns),
        "table, captures of a site": each("/gongkai/captures?site_id={}", sites),
        "table, facts of an item": each("/gongkai/facts?item={}", words(("received", "granted", "regulations", "carried_out"))),
        "table, facts of an item and table": each("/gongkai/facts?table_name=requests&item={}", words(("received", "granted"))),
        "table, facts of a table": each("/gongkai/facts?table_name={}", words(("requests", "disputes", "proactive"))),
        "table, facets (facts)": each("/gongkai/facts?report_id={}&_facet=table_name&_facet=state", reports),
        "table, one column of a site": each("/gongkai/documents?column_id={}", columns),
        "table, words": each("/gongkai/documents?_q={}&site_id={}", words(LONG), sites),
        "table, report_wide": each("/gongkai/report_wide?agency_id={}", agencies),
        "table, first pages of report_wide": each("/gongkai/report_wide?_next={}", [str(10 * at) for at in range(requests)]),
        "table, facts_tidy": each("/gongkai/facts_tidy?agency_id={}", agencies),
        "table, first pages of facts_tidy": each("/gongkai/facts_tidy?_next={}", [str(50 * at) for at in range(requests)]),
        "table, items": ["/gongkai/items"] * requests,
        "facts of a report (JSON)": each("/gongkai/facts.json?report_id={}&_size=300", reports),
    }


def places(ids: Callable[[str], list[str]], table: str, column: str) -> list[str]:
    """Return the positions at which pages of a table begin in some order, as written in its URLs."""
    rows = [row.rsplit("|", 1) for row in ids(f"SELECT {column} || '|' || id FROM {table} WHERE rowid % 37 = 0 LIMIT 20000")]
    return [f"{tilde_encode(value)},{tilde_encode(key)}" for value, key in rows]


def show(name: str, address: str, addresses: list[str], process: subprocess.Popen[str]) -> None:
    """Request all URLs one after another and print the spread of the response times; a search that marks nothing has failed."""
    taken, bad, before = [], 0, spent(process)
    with httpx.Client(base_url=address, timeout=60) as client:
        for one in addresses:
            began = time.perf_counter()
            answer = client.get(one)
            taken.append(1000 * (time.perf_counter() - began))
            bad += answer.status_code != 200 or (one.startswith("/search") and "<mark>" not in answer.text and "nowhere" not in name)
    taken.sort()
    server = 1000 * (spent(process) - before) / len(addresses)
    failed = f" ({bad} of {len(taken)} failed)" if bad else ""
    spread = statistics.median(taken), taken[int(0.95 * (len(taken) - 1))], taken[-1]
    print(f"| {name}{failed} | {server:.1f} | {' | '.join(f'{one:.1f}' for one in spread)} |", flush=True)


def crowd(address: str, database: Path, process: subprocess.Popen[str]) -> None:
    """Run several clients that turn pages while another keeps requesting SQL that runs into its time limit."""
    every = [addresses for name, addresses in pages(database, 40).items() if "table" not in name]
    slow = "/gongkai.json?sql=" + quote("with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n")

    def visit(number: int) -> list[float]:
        chance, taken = random.Random(number), []
        with httpx.Client(base_url=address, timeout=60) as client:
            for _ in range(40):
                began = time.perf_counter()
                answer = client.get(slow if number == 0 else chance.choice(chance.choice(every)))
                taken.append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200 or number == 0, answer.url
        return taken if number else []

    began = time.perf_counter()
    with ThreadPoolExecutor(CROWD + 1) as pool:
        taken = sorted(one for each in pool.map(visit, range(CROWD + 1)) for one in each)
    print(
        f"{CROWD} clients at once: {len(taken) / (time.perf_counter() - began):.0f} pages/s, p50 {statistics.median(taken):.0f} ms, "
        f"p95 {taken[int(0.95 * (len(taken) - 1))]:.0f} ms, memory {memory(process)}."
    )


def plain_copy(home: Path, database: Path) -> Path:
    """Return the same documents as users of plain Datasette would load them, with its own full-text search; made once."""
    copy, making = home / "plain.db", home / "plain.new"
    if not copy.exists():
        making.unlink(missing_ok=True)
        with closing(split_text.opened(database)) as connection:
            connection.execute("ATTACH ? AS plain", (f"{making.absolute().as_uri()}?mode=rwc",))
            connection.execute(
                "CREATE TABLE plain.documents (id TEXT PRIMARY KEY, site_id TEXT, kind TEXT, title TEXT, published TEXT, text TEXT)"
            )
            connection.execute("INSERT INTO plain.documents SELECT id, site_id, kind, title, published, text FROM documents")
            connection.commit()
        with closing(sqlite3.connect(making)) as connection:
            connection.executescript("""
                CREATE VIRTUAL TABLE documents_fts USING fts5(title, text, content=[documents]);
                INSERT INTO documents_fts(documents_fts) VALUES ('rebuild');""")
        making.rename(copy)
    return copy


def plain(home: Path, database: Path, requests: int) -> None:
    """Measure plain Datasette over the same documents with its default search."""
    copy = plain_copy(home, database)
    chance = random.Random(1)
    with closing(sqlite3.connect(copy)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM documents WHERE rowid % 37 = 0 LIMIT 20000")]
        sites = [row[0] for row in connection.execute("SELECT DISTINCT site_id FROM documents")]
        asked = [(word, found(connection, word)) for word in (*COMMON, *RARE, *LONG)]
    print(
        "\nPlain Datasette with its own search (FTS5, unicode61) finds: "
        + ", ".join(f"{word} {hits:,} of {there:,}" for word, (hits, there) in asked)
        + "."
    )
    print(f"\n{HEAD.format('plain Datasette')}")
    with serving([sys.executable, "-m", "datasette", "-i", str(copy), "--port", "{port}"]) as (address, started, process):
        for name, question, values, asked_for in (
            ("row", "/{}", ids, requests),
            ("table", "?site_id={}", sites, requests // 10),
            ("table, facets", "?site_id={}&_facet=kind", sites, requests // 10),
            ("_search", "?_search={}", [*COMMON, *LONG], requests // 10),
        ):
            asked_of = [f"/plain/documents{question.format(quote(chance.choice(values)))}" for _ in range(asked_for)]
            show(name, address, asked_of, process)
        print(f"\nStart {started:.2f} s, memory {memory(process)}.")


def found(connection: sqlite3.Connection, word: str) -> tuple[int, int]:
    """Return how many documents the plain search finds for a word, and how many contain it."""
    hits = connection.execute("SELECT count(*) FROM documents_fts WHERE documents_fts MATCH ?", (f'"{word}"',)).fetchone()[0]
    there = connection.execute("SELECT count(*) FROM documents WHERE instr(text, ?) OR instr(title, ?)", (word, word)).fetchone()[0]
    return hits, there


if __name__ == "__main__":
    main()
