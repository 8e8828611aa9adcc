"""`gongkai parse`: read documents and show their report, facts, checks and problems; writes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from parsers import formats, report
from parsers.contract import UsageError
from parsers.types import Place, Report, Source


@click.command(short_help="Read one document and show its report, facts, checks and problems; writes nothing.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--url", default="", help="Address the document came from; links are read relative to it.")
@click.option("--show", type=click.Choice(["place"]), help="place: tell of every figure where it stands in the file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for a file, a list of them for several.")
def parse(files: Sequence[Path], url: str, show: str | None, as_json: bool) -> None:
    """Read FILE as an annual report and show what it says, which sums hold and which do not.

    Any format the portals use; decided by content, not by name. A file that is no report is told so.
    """
    found = [(path, read(path, url)) for path in files]
    if as_json:
        answers = [as_dict(path, read_report) for path, read_report in found]
        click.echo(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1))
        return
    for path, read_report in found:
        click.echo(f"{path}: {read_report.title} {read_report.form}")


def read(path: Path, url: str = "") -> Report:
    """Given a file and the address it came from, return its report; UsageError where the file cannot be read."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a file that can be read") from error
    source = Source(body, url=url)
    return report.read(formats.parse(source), source)


def as_dict(path: Path, found: Report) -> dict[str, Any]:
    """Given a file and its report, return the object of the contract."""
    return {
        "file": str(path),
        "title": found.title,
        "agency": found.agency,
        "year": found.year,
        "form": found.form,
        "published": found.published,
        "sections": [asdict(section) for section in found.sections],
        "facts": [{"table": fact.table, "item": fact.item, "measure": fact.measure, "value": fact.value, "unit": fact.unit,
                   "raw": fact.raw, "state": fact.state, "place": place_of(fact.place)} for fact in found.facts],
        "checks": [asdict(check) for check in found.checks],
        "problems": [asdict(problem) for problem in found.problems],
    }


def place_of(place: Place) -> dict[str, Any]:
    """Given a place, return what is known of it."""
    return {key: value for key, value in asdict(place).items() if value is not None}
