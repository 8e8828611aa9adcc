"""The program under test, plugged into the judge: the real command crawls, its report and WARC files are put into the judge's words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from crawler.model.same_site import canonical
from gongkai import http_message, warc_reader

from .model import Seen

ROOT = Path(__file__).parents[2]
SECONDS = 500
# Our reasons (the beginning, or a page's problem) → the judge's words.
WORDS = (
    (r"page_\d+_missing: no rows|page_\d+_missing: no_rows|pages_missing|page_\d+_missing: (?:not_found|soft_404|removed)", "hole"),
    (r"rows_missing|page_\d+_missing: (?:not_found|soft_404|removed)|pagers_disagree|count_contradicted", "count_mismatch"),
    (r"no_rows|page_1_missing: no_rows|empty_unsaid", "unknown"),
    (
        r"rows_by_script|encrypted_pager|proxy_answered_no_rows|rows_without_address|search_not_named|column_not_named|site_id_not_named",
        "rows_by_script",
    ),
    (r"paging_ignored|fell_back_to_another_page", "paging_ignored"),
    (r"(?:page_\d+_missing: )?(?:challenge|waf_page)", "challenge"),
    (r"(?:page_\d+_missing: )?robots_disallowed", "blocked_by_robots"),
    (r"(?:page_\d+_missing: )?(?:redirect_off_site|moved_off_site|off_site)|frame_off_site", "off_site"),
    (r"(?:page_\d+_missing: )?(?:unreachable|connection_refused|no_answer|connect\w*|reset\w*|dns\w*|timeout\w*)", "unreachable"),
)


def words(reasons: list[str]) -> list[str]:
    """Return the judge's words for the reasons of a column."""
    return sorted({word for reason in reasons for pattern, word in WORDS if re.match(pattern, reason)})


def _with_hyphens(registry: str) -> str:
    """Return a registry whose ids of columns have hyphens in the place of underlines, as the program's must."""
    return re.sub(r"^( +- id: )(\S+)", lambda match: match[1] + match[2].replace("_", "-"), registry, flags=re.M)


def only(text: str, site: str, *columns: str) -> str:
    """Return the registry of one site and some of its columns."""
    entry = next(each for each in re.split(r"(?m)^(?=- id: )", text) if each.startswith(f"- id: {site}\n"))
    head, *found = re.split(r"(?m)^(?=    - id: )", entry)
    return head + "".join(each for each in found if re.match(r"    - id: (\S+)", each)[1] in columns)


class Program:
    """One home of the program. Each ``visit`` crawls every site of a registry once more and returns what is reported then."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.exit, self.report = 0, {}  # type: ignore[var-annotated]

    def visit(self, registry: str, *sites: str, now: str = "") -> dict[tuple[str, str], Seen]:
        """Crawl; return what the report and all WARC files written so far say of each column."""
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "sites.yaml").write_text(_with_hyphens(registry), encoding="utf-8")
        options = ["--home", str(self.home / "home"), "--registry", str(self.home / "sites.yaml")]
        command = [sys.executable, "-m", "gongkai", *options, "crawl", "--json", *(sites or re.findall(r"^- id: (\S+)", registry, re.M))]
        environment = dict(os.environ) | ({"GONGKAI_NOW": now} if now else {})
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=ROOT, env=environment)
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        assert done.stdout.startswith("{"), done.stderr[-3000:]
        self.exit, self.report = done.returncode, json.loads(done.stdout)
        return self._seen()

    def column(self, site: str, column: str) -> dict[str, Any]:
        """Return the record of one column in the last visit."""
        [outcome] = [each for each in self.report["sites"] if each["site"] == site]
        return next(each for each in outcome["columns"] if each["column"] == column.replace("_", "-"))

    def _seen(self) -> dict[tuple[str, str], Seen]:
        listings, documents, held = self._archive()
        seen: dict[tuple[str, str], Seen] = {}
        for outcome in self.report["sites"]:
            for record in outcome["columns"]:
                ours = outcome["site"], record["column"]
                key = outcome["site"], record["column"].replace("-", "_")
                rows = listings.get(ours, [])
                listed = {canonical(row["url"]) for row in rows}
                files = {canonical(url) for url, via in held[outcome["site"]].items() if canonical(via) in listed}
                mine = documents[ours] | {url for url in held[outcome["site"]] if canonical(url) in listed | files}
                seen[key] = {
                    "complete": record["complete"],
                    "reasons": words(record["reasons"]),
                    "rows": {(row["url"], row["title"], row["date"]) for row in rows},
                    "documents": mine,
                }
        return seen

    def _archive(self) -> tuple[dict[tuple[str, str], list[Any]], dict[tuple[str, str], set[str]], dict[str, dict[str, str]]]:
        """Return the rows by column, the documents fetched for each column, and all that a site holds, by address with its article."""
        listings: dict[tuple[str, str], list[Any]] = {}
        documents: dict[tuple[str, str], set[str]] = defaultdict(set)
        held: dict[str, dict[str, str]] = defaultdict(dict)
        for path in sorted((self.home / "home" / "warc").rglob("*.warc.gz*")):
            answers = {}
            with path.open("rb") as stream:
                for record in warc_reader.records(stream):
                    if record.type in ("response", "revisit"):
                        answers[record.get("WARC-Record-ID")] = record
                    elif record.type == "metadata":
                        told = json.loads(record.block)
                        answer = answers.get(record.get("WARC-Concurrent-To"))
                        if (
                            told["kind"] in ("article", "attachment")
                            and not told["problem"]
                            and answer
                            and http_message.answer(answer.block).status == 200
                            and not told["more"]
                        ):
                            documents[told["site"], told["column"]].add(told["url"])
                            held[told["site"]][told["url"]] = told["via"] or ""
                    elif record.type == "resource" and record.get("Content-Type") == "application/json":
                        told = json.loads(record.block)
                        if told.get("type") == "listing":
                            listings[told["site"], told["column"]] = told["rows"]
        return listings, documents, held


def crawled(registry: str, home: Path) -> dict[tuple[str, str], Seen]:
    """Return what one visit of a new home reports: the adapter of the judge."""
    return Program(home).visit(registry)
