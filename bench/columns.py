"""The second replica, a registry of 48 hosts in two rounds of looks, and lists that a browser draws: what was read, missed, asked.

`bench/columns.py` prints three tables in Markdown. About four minutes; the third needs Chromium.
"""

import tempfile
from collections import Counter
from pathlib import Path

import yaml

from crawler import registry as registries
from crawler.fetch import browser
from tests.replica import server
from tests.replica_blind.adapter import judge_visit
from tests.replica_blind.page_reader import page_seen
from tests.replica_blind.pages import generate, judge_page
from tests.replica_blind.program import Program, only
from tests.replica_blind.replica import Replica, registry
from tests.scenarios.crawl import test_browser_lists, test_registry_round


def second_replica(folder):
    with Replica() as replica:
        program = Program(folder)
        findings = Counter(each.code for each in judge_visit(replica, lambda sites, _home: program.visit(sites), program.home))
        columns = [column for site in program.report["sites"] for column in site["columns"]]
        pages = [judge_page(page, page_seen(page)) for page in generate()]
        print("| the second replica | |\n|---|---|")
        print(f"| columns; complete | {len(columns)}; {sum(column['complete'] for column in columns)} |")
        print(f"| rows missed / false | {findings['missed_row']} / {findings['false_row']} |")
        print(f"| documents missed / false | {findings['missed_document']} / {findings['false_document']} |")
        print(f"| titles / dates wrong | {findings['wrong_title']} / {findings['wrong_date']} |")
        print(f"| columns complete wrongly / incomplete wrongly | {findings['complete_wrongly']} / {findings['incomplete_wrongly']} |")
        print(f"| forbidden addresses asked for | {findings['forbidden_fetch']} |")
        print(f"| requests | {len(replica.log):,} |")
        wrongly = sum(any(each.code == "complete_wrongly" for each in found) for found in pages)
        print(f"| generated pages; read otherwise than right; complete wrongly | {len(pages)}; {sum(map(bool, pages))}; {wrongly} |")


def rounds(folder):
    print("\n| round of looks | entries | verified | requests | states of the rest |\n|---|---|---|---|---|")
    file, report = folder / "sites.yaml", folder / "looks.patch"
    with server.replica() as old, Replica() as replica:
        urls = test_registry_round.columns(old, replica.portals)
        entries = [test_registry_round.entry(*each) for each in urls.items()]
        file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        for name, day in (("first", test_registry_round.FIRST), ("second", test_registry_round.SECOND)):
            before = len(old.log) + len(replica.log)
            test_registry_round.look(folder / "home", file, report, "--all", now=day)
            asked = len(old.log) + len(replica.log) - before
            test_registry_round.applied(folder, report)
            found = [column for site in registries.load(file) for column in site.columns]
            states = Counter(column.seen.fault or column.seen.state for column in found if column.seen.state != "ok")
            rest = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
            print(f"| {name} | {len(found)} | {sum(column.status == 'verified' for column in found)} | {asked} | {rest} |")
            if name == "first":
                test_registry_round.change(old, replica.portals)


def drawn(folder):
    print("\n| list drawn by a script | rows | without a browser | with one | requests without | with |\n|---|---|---|---|---|---|")
    for site, column in sorted(test_browser_lists.DRAWN_COLUMNS - {("handmade", "template")}):
        counts, asked = [], []
        for number in range(2):
            with Replica() as replica:
                program = Program(folder / f"{site}-{column}-{number}")
                text = only(registry(replica.base), site, column)
                program.visit(test_browser_lists.with_browser(text, site) if number else text, site)
                rows = len(replica.portal(site).columns[column].rows)
                counts.append(program.column(site, column)["rows_found"])
                documents = {replica.portal(site).url(row.path) for row in replica.portal(site).columns[column].rows}
                asked.append(sum(entry.url not in documents and not entry.url.endswith("/robots.txt") for entry in replica.log))
        print(f"| {site}/{column} | {rows} | {counts[0]} | {counts[1]} | {asked[0]} | {asked[1]} |")


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        second_replica(folder / "second")
        (folder / "registry").mkdir()
        rounds(folder / "registry")
        if browser.program():
            drawn(folder)


if __name__ == "__main__":
    main()
