"""The reports in one file: its own, or those of the documents in an archive. Handles untrusted bytes: runs in a worker only."""

from __future__ import annotations

from dataclasses import replace

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Report, Source


def reports_in(task: tuple[str, Source]) -> list[tuple[str, Report]]:
    """Return name and report of a file, or of each document in an archive. Runs in a separate process."""
    name, source = task
    document = formats.parse(source)
    if not document.parts:
        return [(name, replace(read_report(document, source), signatures=document.signatures))]
    return [entry for part in document.parts for entry in reports_in((f"{name}/{part.name}", Source(part.body, url=source.url)))]
