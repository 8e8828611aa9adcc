"""What the three sample portals share: papers in columns, pages by path, and what a complete crawl must find."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from crawler.sample.papers.city import SampleSite, agencies, table
from crawler.sample.papers.figures import Figures, reports
from crawler.sample.papers.paper import paper
from crawler.sample.papers.pdf import pdf
from crawler.sample.papers.render import DOCX, docx, html

HTML = "text/html; charset=utf-8"
MEDIA = {"pdf": "application/pdf", "docx": DOCX}
STYLE = (
    "body{font:16px/1.7 serif;max-width:60em;margin:0 auto;padding:0 1em}ul{padding-left:1.2em}td{padding:2px 6px}"
    "li span{float:right;color:#666}table{border-collapse:collapse;font-size:14px}"
)
Answer = tuple[bytes, str]  # body, media type
Dynamic = Callable[[str, str, Mapping[str, str]], Answer | None]  # method, path, query and form together


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: its path on the portal, its label, its bytes."""

    path: str
    label: str
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type, by the name's extension."""
        return MEDIA[self.path.rpartition(".")[2]]


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a column."""

    title: str
    published: str  # YYYY-MM-DD
    path: str
    body: str  # HTML inside the article's container
    files: tuple[File, ...] = ()
    report: Figures | None = None
    source: str = ""


@dataclass(slots=True)
class Portal:
    """A site as a server can deliver it."""

    site: SampleSite
    base: str
    pages: dict[str, Answer] = field(default_factory=dict)
    columns: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    starts: list[dict[str, str]] = field(default_factory=list)  # the registry's entries: id, name, kind, url
    dynamic: Dynamic | None = None

    def page(self, path: str, title: str, body: str, metas: Mapping[str, str]) -> None:
        """Add a page with the head and footer that all government portals share."""
        standard = {"SiteName": self.site.name, "SiteDomain": self.base.partition("//")[2], "SiteIDCode": self.site.code, **metas}
        head = "".join(f'<meta name="{name}" content="{escape(value)}"/>\n' for name, value in standard.items())
        foot = f'<div class="footer"><p>主办：{self.site.name}　网站标识码：{self.site.code}　样例门户，内容均为虚构</p></div>'
        self.pages[path] = (
            (
                f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"/>\n{head}<title>{escape(title)}</title>'
                f"<style>{STYLE}</style></head><body>{body}{foot}</body></html>\n"
            ).encode(),
            HTML,
        )

    def article(self, item: Item, column: str, body: str) -> None:
        """Add an article's page and its attachments."""
        self.page(
            item.path,
            item.title,
            body,
            {
                "ColumnName": column,
                "ColumnType": column,
                "ArticleTitle": item.title,
                "PubDate": f"{item.published} 09:30",
                "ContentSource": item.source,
                "Keywords": "",
                "Author": "",
                "Description": "",
                "Url": self.base + item.path,
            },
        )
        for file in item.files:
            self.pages[file.path] = file.body, file.media_type

    def start(self, id: str, name: str, kind: str, path: str) -> None:
        """Declare a column that the registry follows."""
        self.starts.append({"id": id, "name": name, "kind": kind, "url": self.base + path})

    def entry(self) -> dict[str, Any]:
        """Return the registry entry of this portal."""
        return {
            "id": self.site.id,
            "name": self.site.name,
            "area": self.site.area,
            "level": self.site.level,
            "delay": 0,
            "allow_private": True,
            "columns": self.starts,
        }

    def manifest(self) -> dict[str, Any]:
        """Return every URL a complete crawl must find, and each report's figures as printed."""
        return {"base": self.base, "columns": {name: [_truth(self.base, item) for item in items] for name, items in self.columns.items()}}


def _truth(base: str, item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {
        "url": base + item.path,
        "title": item.title,
        "published": item.published,
        "attachments": {base + file.path: hashlib.sha256(file.body).hexdigest() for file in item.files},
    }
    if item.report:
        edition = item.report.edition
        found["report"] = {
            "agency": edition.agency.name,
            "year": edition.year,
            "form": edition.form,
            "slip": edition.slip,
            "delivery": edition.agency.delivery(edition.year),
            "cells": cells(item.report),
        }
    return found


def cells(figures: Figures) -> list[dict[str, str]]:
    """Return each printed cell under its database keys; a row that lost a value is left out, because it is ambiguous which value."""
    forms = table("forms")
    found = [("proactive", item, measure, raw) for (item, measure), raw in figures.proactive.items()]
    for name, rows in (("requests", figures.requests), ("disputes", figures.disputes)):
        measures = forms[name]["measures"]
        found += [
            (name, item, measure, raw)
            for item, row in rows.items()
            if len(row) == len(measures)
            for measure, raw in zip(measures, row, strict=True)
        ]
    if figures.edition.form == "statistics":
        layout = next(layout for layout in forms["statistics"] if figures.edition.site in layout["sites"])
        measures = ["value", "cumulative"][: len(layout["columns"]) - 2]
        found += [
            ("statistics", row["item"], measure, raw)
            for row in layout["rows"]
            for measure, raw in zip(measures, figures.statistics[row["from"]], strict=False)
        ]
    return [dict(zip(("table", "item", "measure", "raw"), cell, strict=True)) for cell in found]


def report_items(site: str, path: Callable[[Figures, int], str], files: Callable[[str, str], str], cell: str = "{}") -> list[Item]:
    """Return the annual reports of a site, newest first. `path` gives an article's URL, `files` that of a file beside it."""
    found = [figures for agency in agencies() for figures in reports(agency) if figures.edition.site == site]
    found.sort(key=lambda figures: (figures.published, figures.edition.agency.name), reverse=True)
    return [_report_item(figures, path(figures, len(found) - number), files, cell) for number, figures in enumerate(found)]


def _report_item(figures: Figures, path: str, files: Callable[[str, str], str], cell: str) -> Item:
    printed, delivery, texts = paper(figures), figures.edition.agency.delivery(figures.edition.year), table("texts")
    kinds = {"page": (), "pdf": ("pdf",), "docx": ("docx",), "both": ("pdf", "docx")}[delivery]
    writers: dict[str, Callable[..., bytes]] = {"pdf": pdf, "docx": docx}
    attached = tuple(File(files(path, kind), f"{printed.title}.{kind}", writers[kind](printed)) for kind in kinds)
    body = html(printed, cell) if delivery in ("page", "both") else f"<p>{texts['attached']}</p>"
    body += f"<p>{texts['both']}</p>" if delivery == "both" else ""
    return Item(printed.title, figures.published, path, body, attached, figures, figures.edition.agency.name)


def other_items(key: str, path: Callable[[str, int], str]) -> list[Item]:
    """Return the papers that are not reports (policies, notices, letters) as city.yaml counts them, newest first."""
    plan, texts = table("city")[key], table("texts")
    title, body = ("policy_title", "policy") if key == "policies" else ("notice_title", "notice")
    first_year = {"policies": 2020, "notices": 2013, "letters": 2017}[key]
    found = []
    for number in range(1, plan["count"] + 1):
        year = first_year + number * 6 // (plan["count"] + 1)
        words = {"topic": plan["topics"][number % len(plan["topics"])], "number": number, "year": year}
        published = f"{year}-{1 + number * 5 % 12:02d}-{1 + number * 7 % 28:02d}"
        paragraphs = "".join(f"<p>{sentence.format(**words)}</p>" for sentence in texts[body])
        found.append(Item(texts[title].format(**words), published, path(published, number), paragraphs, source=table("city")["city"]))
    return sorted(found, key=lambda item: item.published, reverse=True)


def menu(links: Mapping[str, str]) -> str:
    """Return a navigation list; `links` maps labels to URLs."""
    return f'<ul class="nav">{"".join(f"""<li><a href="{href}">{label}</a></li>""" for label, href in links.items())}</ul>'
