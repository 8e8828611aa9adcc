"""`gongkai parse`: read documents and show their report, facts, checks and problems; writes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.parse_page import render
from parsers import formats, report
from parsers.contract import UsageError
from parsers.limits import Limits, Workers
from parsers.types import Place, Problem, Report, Source

SECONDS = 900.0  # a scan of fifty pages takes ten minutes


@click.command(short_help="Read one document and show its report, facts, checks and problems; writes nothing.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--url", default="", help="Address the document came from; links are read relative to it.")
@click.option("--show", type=click.Choice(["place"]), help="place: tell of every figure where it stands in the file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for a file, a list of them for several.")
def parse(files: Sequence[Path], url: str, show: str | None, as_json: bool) -> None:
    """Read FILE as an annual report and show what it says, which sums hold and which do not.

    Any format the portals use; decided by content, not by name. A file that is no report is told so.
    """
    found = read(files, url)
    if as_json:
        answers = [as_dict(name, read_report) for name, read_report in found]
        click.echo(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1))
        return
    for name, read_report in found:
        click.echo(f"{name}\n{render(read_report, show == 'place')}\n")


def read(files: Sequence[Path], url: str = "") -> list[tuple[str, Report]]:
    """Given files and the address they came from, return each name with its report; an archive gives one a document inside.

    UsageError where a file cannot be read. A document that hangs or kills its reader is a report that says so.
    """
    sources = [(str(path), Source(_bytes(path), url=url)) for path in files]
    with Workers(_read, limits=Limits(seconds=SECONDS), preload=()) as workers:
        answers = {name: answer for (name, _), answer in workers.run(sources)}
    return [entry for name, _ in sources for entry in _entries(name, answers[name])]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a file that can be read") from error


def _read(task: tuple[str, Source]) -> list[tuple[str, Report]]:
    """One file's report, or those of the documents an archive holds; runs in a process of its own."""
    name, source = task
    document = formats.parse(source)
    if not document.parts:
        return [(name, report.read(document, source))]
    return [entry for part in document.parts for entry in _read((f"{name}/{part.name}", Source(part.body, url=source.url)))]


def _entries(name: str, answer: list[tuple[str, Report]] | Problem) -> list[tuple[str, Report]]:
    if isinstance(answer, Problem):
        return [(name, Report(Path(name).name, None, None, None, None, problems=(answer,)))]
    return answer


def as_dict(name: str, found: Report) -> dict[str, Any]:
    """Given a file's name and its report, return the object of the contract."""
    return {
        "file": name,
        "title": found.title,
        "agency": found.agency,
        "year": found.year,
        "form": found.form,
        "published": found.published,
        "sections": [asdict(section) for section in found.sections],
        "facts": [{"table": fact.table, "item": fact.item, "measure": fact.measure, "value": fact.value, "unit": fact.unit,
                   "raw": fact.raw, "state": fact.state, "place": place_of(fact.place)} for fact in found.facts],
        "checks": [check._asdict() for check in found.checks],
        "problems": [asdict(problem) for problem in found.problems],
    }


def place_of(place: Place) -> dict[str, Any]:
    """Given a place, return what is known of it."""
    return {key: value for key, value in place._asdict().items() if value is not None}
