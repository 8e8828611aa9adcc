"""Write docs/registry.md from the packaged registry: how many entries are known to work, and what the last look at each saw.

    .venv/bin/python docs/draw_registry.py

tests/test_docs.py keeps the page current.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crawler import registry
from crawler.model.types import Column, Site
from gongkai.terminal.amounts import counted

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "registry.md"
STATES = {
    "ok": "rows are there",
    "redirected": "rows are there; the portal leads to another address of its own",
    "other_family": "rows are there, by another system than the registry says",
    "empty": "the page says that it holds nothing",
    "moved": "gone from its address, found again at another",
    "gone": "gone from its address",
    "no_rows": "a page without rows, and without a word that there are none",
    "no_reports": "rows that are no annual reports",
    "fault": "no page came: the fault's code is named",
    "never": "nobody has looked yet",
}
HEAD = """# The registry's entries, and which are known to work

Made from the YAML files in `crawler/sites/` by `docs/draw_registry.py`; do not edit it by hand.

An entry was written down from what readers and notes of others name (its comment says which). It is `unverified` until somebody looked and
found its rows; from then on `works` says since when, by whom and from where, and `seen` what the last look saw. Portals answer by where one
asks from: a fault seen from one place says nothing against an entry, only rows that are gone do.

## Look yourself

```sh
gongkai sites check --all --report looks.patch --by "your name" --place "your city"
git apply looks.patch && .venv/bin/python docs/draw_registry.py
```

It asks one host at a time, keeps robots.txt and the pause of each site, and stops after an hour (`--minutes`).
`looks.patch.jsonl` keeps each look as it is made: the same command goes on where it stopped, and an entry looked at within six
days is left alone. `looks.patch` begins with a line an entry, then comes the change of the YAML. Where a column moved, `moved_to`
names where it was found; put it as `url` once you have seen that it is right. Send the change as a pull request.
`.github/workflows/registry.yml` does the same each week from GitHub's machines, which many portals refuse; for it to propose the
change, the repository's settings must let workflows open pull requests.
"""


def looked_at(column: Column) -> str:
    """The state of the last look at a column, `never` where there was none."""
    return column.seen.state if column.seen else "never"


def page(sites: tuple[tuple[str, tuple[Site, ...]], ...]) -> str:
    """Return the page for registry files, each with its name and its sites."""
    every = [column for _, found in sites for site in found for column in site.columns]
    return "\n".join([HEAD, *_states(every), "", *_files(sites), "", *_entries(sites), ""])


def _states(columns: list[Column]) -> Iterator[str]:
    counts, working = Counter(map(looked_at, columns)), sum(column.works is not None for column in columns)
    yield f"## States\n\n{counted(len(columns), 'column')}, {working} known to work.\n"
    yield "| state of the last look | means | columns |\n|---|---|---|"
    yield from (f"| `{state}` | {means} | {counts[state]} |" for state, means in STATES.items())


def _files(sites: tuple[tuple[str, tuple[Site, ...]], ...]) -> Iterator[str]:
    yield "## Files\n\n| file | sites | columns | known to work | looked at | never looked at |\n|---|---|---|---|---|---|"
    for name, found in sites:
        columns = [column for site in found for column in site.columns]
        working, looked = sum(column.works is not None for column in columns), sum(column.seen is not None for column in columns)
        yield f"| [{name}](../crawler/sites/{name}) | {len(found)} | {len(columns)} | {working} | {looked} | {len(columns) - looked} |"


def _entries(sites: tuple[tuple[str, tuple[Site, ...]], ...]) -> Iterator[str]:
    yield "## Entries that were looked at\n"
    rows = [_entry(site, column) for _, found in sites for site in found for column in site.columns if column.seen or column.works]
    if not rows:
        yield "None yet."
        return
    yield "| entry | known to work since | by, from | last look | saw |\n|---|---|---|---|---|"
    yield from rows


def _entry(site: Site, column: Column) -> str:
    works, seen = column.works, column.seen
    saw = [seen.fault or seen.state, f"{seen.family} {seen.pager}".strip(), f"{seen.rows} rows", seen.newest, seen.moved_to] if seen else []
    cells = [
        f"{site.name} `{site.id}/{column.id}`",
        works.since if works else "–",
        f"{works.by}, {works.place}" if works else "–",
        f"{seen.date}, {seen.by}, {seen.place}" if seen else "–",
        ", ".join(filter(None, saw)),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def packaged() -> tuple[tuple[str, tuple[Site, ...]], ...]:
    """The packaged registry, file by file."""
    return tuple((Path(name).name, registry.parse(text, name)) for name, text in sorted(registry.texts()))


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(packaged()), encoding="utf-8")


if __name__ == "__main__":
    main()
