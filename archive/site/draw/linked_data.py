"""What a page is about as JSON-LD in the terms of schema.org, by which search engines show a report, an agency or the data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive.site.request.ask import Ask

CONTEXT = "https://schema.org"
SET = ("政府信息公开档案", "gongkai: archive of Chinese government disclosure")
Row = Mapping[str, Any]


def report(row: Row, ask: Ask) -> dict[str, Any]:
    """Return an annual report: whose it is, on which year, when it was published, and the page it was read from."""
    agency = {"@type": "GovernmentOrganization", "name": row["agency"], "url": f"{ask.host}/agency/{row['agency_id']}"}
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Report",
            "name": row["title"] or row["document_title"],
            "url": f"{ask.host}/report/{row['id']}",
            "inLanguage": "zh-CN",
            "datePublished": (row["published"] or "")[:10],
            "temporalCoverage": str(row["year"] or ""),
            "author": agency if row["agency_id"] else None,
            "isBasedOn": row["url"],
            "isPartOf": {"@type": "Dataset", "name": ask.say(*SET), "url": f"{ask.host}/download"},
        }
    )


def agency(row: Row, aliases: Sequence[str], ask: Ask) -> dict[str, Any]:
    """Return an agency with its other names and the division it belongs to."""
    return _known(
        {
            "@context": CONTEXT,
            "@type": "GovernmentOrganization",
            "name": row["name"],
            "alternateName": [*aliases, *filter(None, [row["english"]])],
            "url": f"{ask.host}/agency/{row['id']}",
            "areaServed": {"@type": "AdministrativeArea", "name": row["region"]} if row["region"] else None,
        }
    )


def data_set(tidy: Sequence[Row], ask: Ask) -> dict[str, Any]:
    """Return the snapshot that is served as a data set, with the files it can be downloaded as."""
    snapshot = ask.site.snapshot
    files = [{"file": f"gongkai-{snapshot.id}.db", "size": snapshot.size, "sha256": snapshot.sha256, "format": "sqlite"}]
    files += [file for table in tidy for file in table["files"]]
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "name": ask.say(*SET),
            "description": ask.say(
                "政府信息公开年度报告与文件：原样保存，逐格读出，核对勾稽，每个数字可回到原始网页。",
                "Annual reports and documents of government disclosure, kept as served, read cell by cell and checked.",
            ),
            "url": f"{ask.host}/download",
            "identifier": snapshot.sha256,
            "version": snapshot.id,
            "dateModified": snapshot.created,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file["file"],
                    "contentUrl": f"{ask.host}/download/{file['file']}",
                    "contentSize": f"{file['size']} B",
                    "encodingFormat": file["format"],
                    "sha256": file["sha256"],
                }
                for file in files
            ],
        }
    )


def _known(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry without what is not known."""
    return {name: value for name, value in entry.items() if value not in (None, "", [])}
