"""The JSON records of the WARC files as typed values: one fetch and its result, and one crawl of a column (docs/warc.md).

The crawler writes them; its recovery and the archive read them back. Reading is lenient: a record may come from an older version or another
program, so a field of an undocumented type reads as absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

CHALLENGES = frozenset({"challenge", "waf_page", "geo_block", "rate_limited"})  # problem codes: the portal wants a proof, or patience
GONE = frozenset({"not_found", "removed", "soft_404"})  # problem codes: the portal says that nothing lies at the address
SERVED_BROKEN = frozenset(  # problem codes of a document: what the portal serves in its place
    {"html_instead_of_file", "message_instead_of_file", "not_a_file", "truncated", "redirect_nowhere", "redirect_loop", "server_error"}
)
OUT_OF_BOUNDS = frozenset(  # problem codes of a document: it lies where we do not ask, by robots.txt or beyond the portal's own hosts
    {"redirect_off_site", "off_site", "robots_disallowed", "credentials_in_address"}
)
KNOWN_AFTER = 3  # days on which a document was so before it is a standing state, and not what we could not get and might
as_json = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes an encoder for each call, as long as encoding a record
GONE_STATUSES = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class FetchProblem:
    """Why a fetch returned no document: the stage, a stable code and a sentence."""

    stage: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """The metadata record of one fetch. A field is None if its key is absent or null.

    >>> record = FetchRecord("http://a.cn/robots.txt", "r", "s", "robots")
    >>> record.to_json()
    '{"url": "http://a.cn/robots.txt", "run": "r", "site": "s", "column": null, "kind": "robots", "problem": null}'
    >>> FetchRecord.from_json(record.to_json()) == record
    True
    """

    url: str
    run: str | None = None
    site: str | None = None
    kind: str | None = None  # list article attachment robots page drawing
    column: str | None = None  # the registry's id
    list_title: str | None = None
    list_date: str | None = None
    path: tuple[str, ...] = ()  # labels of the sub-columns
    via: str | None = None
    label: str | None = None
    redirected_from: str | None = None
    tls: str | None = None
    problem: FetchProblem | None = None
    fetch: Mapping[str, Any] | None = None  # the request, as the crawler's frontier keeps it
    depth: int = 0
    part: str = ""
    more: bool = False  # another hop follows
    payload: str | None = None  # digest of what came, transfer coding undone
    proxy: str | None = None  # URL of the proxy it went through
    frames: tuple[str, ...] = ()  # URLs of pages that it shows in frames, which were not followed
    further_pages: tuple[str, ...] = ()  # URLs of an article's pages after the first, which were not followed

    def to_json(self) -> str:
        """Return the record as written to the WARC file. Records of robots.txt have no row, column or frontier entry."""
        data: dict[str, Any] = {"url": self.url, "run": self.run, "site": self.site, "column": self.column, "kind": self.kind}
        data |= {"proxy": self.proxy} if self.proxy else {}
        problem = asdict(self.problem) if self.problem else None
        if self.kind == "robots":
            return as_json({**data, "problem": problem})
        data |= {
            "list_title": self.list_title,
            "list_date": self.list_date,
            "path": list(self.path),
            "via": self.via,
            "label": self.label,
            "redirected_from": self.redirected_from,
            "tls": self.tls,
            "problem": problem,
            "fetch": self.fetch,
            "depth": self.depth,
            "part": self.part,
            "more": self.more,
            "payload": self.payload,
        }
        data |= {"frames": list(self.frames)} if self.frames else {}
        data |= {"further_pages": list(self.further_pages)} if self.further_pages else {}
        return as_json(data)

    @classmethod
    def from_json(cls, text: str | bytes) -> FetchRecord:
        """Parse what `to_json` returned; ValueError if the text is not a JSON object."""
        data = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError("no JSON object")  # noqa: TRY004 (what json.loads raises for any other text that is no record)
        return cls.from_mapping(data)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> FetchRecord:
        """Build a record from a parsed JSON object."""
        names = ("run", "site", "kind", "column", "list_title", "list_date", "via", "label", "redirected_from", "tls", "payload", "proxy")
        path, fetch, depth = (data.get(name) for name in ("path", "fetch", "depth"))
        return cls(
            _text(data, "url") or "",
            **{name: _text(data, name) for name in names},
            path=_texts(path),
            problem=_problem(data.get("problem")),
            fetch=fetch if isinstance(fetch, dict) else None,
            depth=depth if isinstance(depth, int) else 0,
            part=_text(data, "part") or "",
            frames=_texts(data.get("frames")),
            further_pages=_texts(data.get("further_pages")),
            more=bool(data.get("more")),
        )


def _text(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _problem(data: Any) -> FetchProblem | None:
    if not isinstance(data, dict) or not data:
        return None
    return FetchProblem(_text(data, "stage") or "fetch", _text(data, "code") or "unknown", _text(data, "message") or "")


@dataclass(frozen=True, slots=True)
class ColumnRun:
    """How completely one run crawled one column. Counts are None if the portal does not state them."""

    column: str
    family: str = ""
    pager: str = ""
    pages_told: int | None = None
    pages_read: int = 0
    rows_told: int | None = None
    rows_found: int = 0
    external: int = 0
    files: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    drawn: int = 0  # list pages that a browser drew
    out_of_bounds: int = 0  # documents that robots.txt forbids or that lie off the portal's hosts: not asked for
    portal_faults: int = 0  # documents that the portal itself serves broken or has taken down; they say nothing against `complete`
    complete: bool = False
    reasons: tuple[str, ...] = ()
    doubts_settled: tuple[str, ...] = ()  # contradictions between stated counts that one more request settled
    listing: str = ""  # digest of the listing in force
    marks: Mapping[str, str] = field(default_factory=dict)  # what the column is known by besides its address
    started: str = ""  # UTC, to the second
    finished: str = ""

    def to_mapping(self) -> dict[str, Any]:
        """Return the keys of the `column_run` record, in documented order."""
        return {**asdict(self), "reasons": list(self.reasons), "doubts_settled": list(self.doubts_settled), "marks": dict(self.marks)}

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> ColumnRun:
        """Build a run from a parsed JSON object; absent keys keep their defaults, KeyError without `column`."""
        known = {name: data[name] for name in cls.__slots__ if data.get(name) is not None}
        texts = {name: tuple(data.get(name) or ()) for name in ("reasons", "doubts_settled")}
        return cls(**{**known, **texts, "column": data["column"], "complete": bool(data.get("complete"))})
