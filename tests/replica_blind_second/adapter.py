"""The program under test, plugged into `play`: the real command visits, what it says is put into the words of `interface`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai import http_message, warc_reader
from gongkai.urls import canonical

from .interface import VISITS, Column, Host, Observed, ReasonKind, Row
from .judge import judge
from .play import Played
from .server import Replica

ROOT = Path(__file__).parents[2]
SECONDS = 900
NOWHERE = (
    r"not_found|soft_404|removed|gone|server_error|unreachable|connection_refused|no_answer|truncated|timeout\w*|redirect_(?:nowhere|loop)"
)
NOT_A_FILE = r"html_instead_of_file|message_instead_of_file|not_a_file|truncated"
# Beginnings of the program's codes and reasons → the words of the interface. The first that fits counts.
WORDS: tuple[tuple[str, tuple[ReasonKind, ...]], ...] = (
    (r"(?:\w+_)?robots_disallowed|page_\d+_missing: robots_disallowed", (ReasonKind.NOT_ALLOWED,)),
    (r"(?:page_\d+_missing: |\w+_)?credentials_in_address", (ReasonKind.ADDRESS_REFUSED,)),
    (r"(?:page_\d+_missing: |\w+_)?(?:private_address|address_refused|bad_scheme)", (ReasonKind.ADDRESS_REFUSED,)),
    (r"(?:page_\d+_missing: |\w+_)?(?:off_site|redirect_off_site|moved_off_site)|frame_off_site", (ReasonKind.OTHER_HOST,)),
    (r"external_row|attachment_elsewhere|frame_elsewhere", (ReasonKind.OTHER_HOST,)),
    (r"(?:page_\d+_missing: )?(?:challenge|waf_page|geo_block|rate_limited)", (ReasonKind.CHALLENGE,)),
    (r"page_1_missing: (?:no_rows|no rows)", (ReasonKind.EMPTY_UNSAID,)),
    (rf"page_1_missing: (?:{NOWHERE})", (ReasonKind.COLUMN_MISSING,)),
    (r"page_\d+_missing|pages_missing", (ReasonKind.PAGE_MISSING,)),
    (r"proxy_answered_no_rows", (ReasonKind.INTERFACE_SILENT,)),
    (r"rows_missing|pagers_disagree|count_contradicted", (ReasonKind.COUNT_DISAGREES,)),
    (r"pager_not_followed|encrypted_pager|paging_ignored|fell_back_to_another_page", (ReasonKind.PAGER_UNREAD,)),
    (r"rows_without_address", (ReasonKind.ROWS_BY_SCRIPT, ReasonKind.ADDRESS_REFUSED)),  # only a script knows it, or it is no http(s)
    (r"rows_by_script|own_reader_found_nothing|tabs_not_opened|\w+_not_named", (ReasonKind.ROWS_BY_SCRIPT,)),
    (r"no_rows|empty_unsaid", (ReasonKind.EMPTY_UNSAID,)),
    (r"empty_now|fewer_rows", (ReasonKind.SHRUNK,)),
    (rf"(?:article|attachment)_(?:{NOWHERE}|{NOT_A_FILE})|{NOWHERE}|{NOT_A_FILE}", (ReasonKind.ARTICLE_MISSING,)),
)


def words(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the interface's words for reasons and codes of problems; what has no counterpart is handed on as it is."""
    found: list[str] = []
    for code in codes:
        kinds = next((kinds for pattern, kinds in WORDS if re.match(rf"(?:{pattern})\b", code)), None)
        found += [kind.value for kind in kinds] if kinds else [code]
    return tuple(dict.fromkeys(found))


@dataclass
class Archive:
    """What the WARC files of a home say, by (site, column)."""

    listings: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    fetched: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # URL → via
    entries: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))  # of menus
    earlier: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))  # rows of any listing
    problems: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))  # of the last run

    def documents(self, site: str, column: str) -> set[str]:
        """Return the addresses of a column's documents: fetched for it, or listed by it and fetched for another, with their files.

        Documents of rows that have left the list are kept by the archive as withdrawn ones; they are left out here.
        """
        own = self.fetched[site, column]
        held: dict[str, str] = {}
        for (name, _), urls in self.fetched.items():
            held |= urls if name == site else {}
        listed = {canonical(row["url"]) for row in self.listings.get((site, column), [])}
        passed = {canonical(url) for url in self.entries[site, column]} | (self.earlier[site, column] - listed)
        mine = {url for url, via in own.items() if canonical(url) not in passed and canonical(via) not in passed}
        return mine | {url for url, via in held.items() if canonical(url) in listed or canonical(via) in listed}


def archive_of(home: Path, run: str) -> Archive:
    """Return what all WARC files of a home say, with the problems of one run."""
    found = Archive()
    for path in sorted((home / "warc").rglob("*.warc.gz*")):
        answers = {}
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                if record.type in ("response", "revisit"):
                    answers[record.get("WARC-Record-ID")] = record
                elif record.type == "metadata":
                    _take_fetch(found, json.loads(record.block), answers.get(record.get("WARC-Concurrent-To")), run)
                elif record.type == "resource" and record.get("Content-Type") == "application/json":
                    _take_event(found, json.loads(record.block))
    return found


def _take_fetch(found: Archive, about: dict[str, Any], answer: warc_reader.Record | None, run: str) -> None:
    key = about["site"], about["column"]
    if about["problem"]:
        found.problems[key] += [about["problem"]["code"]] if about["run"] == run else []
    elif about["kind"] in ("article", "attachment") and answer and not about["more"] and http_message.answer(answer.block).status == 200:
        found.fetched[key][about["url"]] = about["via"] or ""


def _take_event(found: Archive, data: dict[str, Any]) -> None:
    if data.get("type") == "listing":
        found.listings[data["site"], data["column"]] = data["rows"]
        found.earlier[data["site"], data["column"]] |= {canonical(row["url"]) for row in data["rows"]}
    elif data.get("type") == "menu_entries":
        found.entries[data["site"], data["column"]] |= set(data["urls"])


class Program:
    """One home of the program; a visit crawls all hosts in one run."""

    def __init__(self, home: Path, at_once: int = 8) -> None:
        self.home, self.at_once = home, at_once
        self.report: dict[str, Any] = {}

    def visit(self, starts: Mapping[Host, Mapping[str, str]], number: int) -> dict[tuple[str, str], Observed]:
        """Crawl every column; return what is said of each, by host and column."""
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / "sites.yaml"
        path.write_text("".join(_entry(host, columns) for host, columns in starts.items()), encoding="utf-8")
        options = ["--home", str(self.home / "home"), "--registry", str(path)]
        command = [sys.executable, "-m", "gongkai", *options, "crawl", "--json", *(host.name for host in starts)]
        environment = dict(os.environ) | {"GONGKAI_NOW": f"2026-12-{number:02d}T02:00:00+00:00"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=ROOT, env=environment)
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        assert done.stdout.startswith("{"), done.stderr[-3000:]
        self.report = json.loads(done.stdout)
        return self._observed()

    def _observed(self) -> dict[tuple[str, str], Observed]:
        archive = archive_of(self.home / "home", self.report["run"])
        found = {}
        for site in self.report["sites"]:
            for run in site["columns"]:
                key = site["site"], run["column"]
                found[key] = Observed(
                    tuple(Row(row["url"], row["title"], row["date"]) for row in archive.listings.get(key, [])),
                    run["complete"],
                    words(run["reasons"]),
                    words([*run["doubts_settled"], *archive.problems[key], *site["skipped"]]),
                    tuple(sorted(archive.documents(*key))),
                    missing_pages=frozenset(_missing(run["reasons"])),
                )
        return found


def _missing(reasons: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of the pages that reasons name as missing: `page_2_missing: …`, `pages_missing: …, not 3-5, 7`."""
    for reason in reasons:
        yield from map(int, re.findall(r"^page_(\d+)_missing", reason))
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", reason.partition(", not ")[2]) if reason.startswith("pages_missing") else ():
            yield from range(int(first), int(last or first) + 1)


def _entry(host: Host, columns: Mapping[str, str]) -> str:
    kinds: dict[str, Column] = {column.id: column for column in host.columns}
    head = f'- id: {host.name}\n  name: {host.name}\n  area: "990100"\n  level: city\n  delay: 0\n  allow_private: true\n  columns:\n'
    return head + "".join(
        f"    - id: {name}\n      name: {kinds[name].name}\n      kind: {kinds[name].kind}\n      url: {json.dumps(url)}\n"
        for name, url in columns.items()
    )


def played(hosts: Sequence[Host], home: Path, visits: Sequence[int] = VISITS) -> Iterator[Played]:
    """Yield the judgements on every column of the hosts, visit by visit, all hosts in one run."""
    program = Program(home)
    with Replica(hosts) as replica:
        starts = {host: {column.id: replica.start(host, column) for column in host.columns} for host in hosts}
        for visit in visits:
            replica.go_to(visit)
            said = program.visit(starts, visit)
            for host in hosts:
                requested = replica.requested(visit, host.name)
                for column in host.columns:
                    observed = said.get((host.name, column.id)) or Observed((), complete=False)
                    heard = Observed(
                        observed.rows,
                        observed.complete,
                        observed.reasons,
                        observed.told,
                        observed.documents,
                        requested,
                        observed.missing_pages,
                    )
                    yield Played(host, column, visit, judge(host, column, visit, replica.expected(host, column), heard))
