"""`gongkai parse`: read documents and show their report, facts, checks and problems; writes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import click

from archive.parse.readable import is_read
from archive.parse.reports_in import reports_in
from archive.parse.terminal import render
from archive.system.sandbox import Workers
from gongkai.errors import Exit, UsageError
from gongkai.terminal.progress import QUIET, Progress, shown
from parsers.types import Place, Problem, Report, Source

Language = Literal["zh", "en"]


@click.command(short_help="Read one document and show its report, facts, checks and problems; writes nothing.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--url", default="", help="Address the document came from; links are read relative to it.")
@click.option("--show", type=click.Choice(["place"]), help="place: print each figure's location in the file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for a file, a list of them for several.")
@click.option("--html", is_flag=True, help="Print the verdict on a draft as an HTML page; ends with 1 if something has to be corrected.")
@click.option("--docx", is_flag=True, help="The same as a Word file; send it into a file: gongkai parse draft.docx --docx > verdict.docx.")
@click.option("--previous", type=click.Path(path_type=Path), help="Last year's report, to compare the draft with (--html, --docx).")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the verdict (--html, --docx).")
@click.pass_context
def parse(
    ctx: click.Context,
    files: Sequence[Path],
    url: str,
    show: str | None,
    as_json: bool,
    html: bool,
    docx: bool,
    previous: Path | None,
    lang: Language,
) -> None:
    """Read FILE as an annual report and show what it says, which sums hold and which do not.

    Any format the portals use; decided by content, not by name. Files that are not annual reports are reported as such.
    """
    if as_json + html + docx > 1:
        raise UsageError("--json, --html and --docx exclude each other; choose one")
    if previous and not (html or docx):
        raise UsageError("--previous compares a draft with last year's report; add --html or --docx")
    with shown("parse") as progress:
        found = read_reports(files, url, progress)
        before = read_reports([previous], "", progress) if previous else []
    if html or docx:
        ctx.exit(give_verdict(found, before, lang, html))
    if as_json:
        answers = [as_dict(name, report) for name, report in found]
        click.echo(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1))
    else:
        for name, report in found:
            click.echo(f"{name}\n{render(report, show == 'place')}\n")
    if not all(is_read(report) for _, report in found):
        ctx.exit(Exit.PARTIAL)


def give_verdict(found: Sequence[tuple[str, Report]], before: Sequence[tuple[str, Report]], lang: Language, html: bool) -> int:
    """Print the verdict on each report as one HTML page or Word file; return the exit code."""
    from archive.parse import verdict_page, word_file
    from archive.parse.last_year import beside
    from archive.parse.verdict import exit_of, verdict_of

    verdicts = [verdict_of(name, report, *beside(report, before, lang), lang) for name, report in found]
    if not html and sys.stdout.isatty():
        raise UsageError("a Word file is no text for a terminal; send it into a file: gongkai parse draft.docx --docx > verdict.docx")
    sys.stdout.buffer.write(verdict_page.standalone(verdicts, lang).encode() if html else word_file.docx(verdicts, lang))
    return exit_of(verdicts)


def read_reports(files: Sequence[Path], url: str = "", progress: Progress = QUIET) -> list[tuple[str, Report]]:
    """Return the name and report of each file; an archive gives one for each document inside. `url` is the address they came from.

    Raises UsageError if a file cannot be read. A document that hangs or kills its reader gives a report whose problems say so.
    """
    sources = [(str(path), Source(_bytes(path), url=url)) for path in files]
    answers: dict[str, list[tuple[str, Report]] | Problem] = {}

    def at_page(task: tuple[str, Source], page: int, pages: int) -> None:
        progress.say(f"page {page:,} of {pages:,} of a scan")

    progress.move("documents", 0, len(sources))
    with Workers(reports_in, preload=(), size=lambda task: len(task[1].body), on_page=at_page) as workers:
        for (name, _), answer in workers.run(sources):
            answers[name] = answer
            progress.move("documents", len(answers), len(sources))
    return [entry for name, _ in sources for entry in _entries(name, answers[name])]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a file that can be read") from error


def _entries(name: str, answer: list[tuple[str, Report]] | Problem) -> list[tuple[str, Report]]:
    if isinstance(answer, Problem):
        return [(name, Report(Path(name).name, None, None, None, None, problems=(answer,)))]
    return answer


def as_dict(name: str, found: Report) -> dict[str, Any]:
    """Return a report as the contract's JSON object."""
    return {
        "file": name,
        "title": found.title,
        "agency": found.agency,
        "year": found.year,
        "form": found.form,
        "published": found.published,
        "sections": [asdict(section) for section in found.sections],
        "facts": [
            {
                "table": fact.table,
                "item": fact.item,
                "measure": fact.measure,
                "value": fact.value,
                "unit": fact.unit,
                "raw": fact.raw,
                "state": fact.state,
                "place": place_of(fact.place),
            }
            for fact in found.facts
        ],
        "checks": [check._asdict() for check in found.checks],
        "signatures": [asdict(signature) for signature in found.signatures],
        "problems": [asdict(problem) for problem in found.problems],
    }


def place_of(place: Place) -> dict[str, Any]:
    """Return the known parts of a place."""
    return {key: value for key, value in place._asdict().items() if value is not None}
