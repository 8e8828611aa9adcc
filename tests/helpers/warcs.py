"""Small WARC files as docs/warc.md has them, written by hand so that the archive's tests need no crawler."""

import gzip
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path

RUN = "20240102T000000Z-abcd"
ENTRY = {
    "id": "town",
    "name": "甲市人民政府",
    "area": "990100",
    "level": "city",
    "columns": [
        {"id": "annual", "name": "政府信息公开年报", "kind": "annual_report", "url": "http://town.example/nb/"},
        {"id": "news", "name": "通知", "kind": "notice", "url": "http://town.example/tz/"},
    ],
}


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def name(*seeds):
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(map(str, seeds)))}>"


def record(kind, url, date, block, **fields):
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": name(kind, url, date),
        "WARC-Date": date,
        "WARC-Target-URI": url,
        "WARC-Block-Digest": digest(block),
        **{key.replace("_", "-"): value for key, value in fields.items()},
        "Content-Length": len(block),
    }
    lines = "".join(f"{key}: {value}\r\n" for key, value in head.items() if value is not None)
    return gzip.compress(f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n", 6, mtime=0)


@dataclass
class Warc:
    """The members of one file; `day` is the day of its fetches."""

    day: str = "2024-01-02"
    run: str = RUN
    site: str = "town"
    members: list = field(default_factory=list)

    def __post_init__(self):
        self.members.append(
            record("warcinfo", None, f"{self.day}T00:00:00Z", b"software: gongkai\r\n", Content_Type="application/warc-fields")
        )

    def start(self, entry=None):
        return self.resource("start", {"type": "run_start", "started": f"{self.day}T00:00:00Z", "registry": entry or ENTRY})

    def finish(self, exit_code=0, requests=9):
        return self.resource(
            "finish",
            {
                "type": "run_finish",
                "finished": f"{self.day}T01:00:00Z",
                "exit_code": exit_code,
                "requests": requests,
                "bytes": 12345,
                "problems": 0,
            },
        )

    def resource(self, what, data):
        block = json.dumps({"run": self.run, "site": self.site, **data}, ensure_ascii=False).encode()
        self.members.append(
            record(
                "resource", f"urn:gongkai:{self.run}:{self.site}:{what}", f"{self.day}T00:00:01Z", block, Content_Type="application/json"
            )
        )
        return self

    def listing(self, rows, column="annual", complete=True, told=None, written=True):
        rows = [{"url": url, "title": title, "date": date, "path": [], "external": False, "file": False} for url, title, date in rows]
        key = digest(json.dumps(rows).encode())
        if written:
            self.resource(f"listing:{column}", {"type": "listing", "column": column, "digest": key, "rows": rows})
        return self.resource(
            f"column:{column}",
            {
                "type": "column_run",
                "column": column,
                "family": "ucap",
                "pager": "P2",
                "pages_told": 1,
                "pages_read": 1,
                "rows_told": told or len(rows),
                "rows_found": len(rows),
                "new": len(rows),
                "changed": 0,
                "gone": 0,
                "complete": complete,
                "reasons": [] if complete else ["page_failed"],
                "listing": key,
                "started": f"{self.day}T00:00:01Z",
                "finished": f"{self.day}T00:30:00Z",
            },
        )

    def fetch(
        self, url, body, kind="article", status="200 OK", time="00:10:00", media_type="text/html; charset=utf-8", coding=None, **about
    ):
        date = f"{self.day}T{time}Z"
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n" + (f"Content-Encoding: {coding}\r\n" if coding else "")
        block = head.encode() + b"\r\n" + body
        self.members.append(
            record("response", url, date, block, Content_Type="application/http; msgtype=response", WARC_Payload_Digest=digest(body))
        )
        return self.rest(url, date, name("response", url, date), kind, digest(body), about)

    def revisit(self, url, body, first, kind="article", time="00:10:00", not_modified=False, of=None, **about):
        """`first` is the instant of the response it refers to, `of` that one's address where it is another."""
        date = f"{self.day}T{time}Z"
        status = "304 Not Modified" if not_modified else "200 OK"
        self.members.append(
            record(
                "revisit",
                url,
                date,
                f"HTTP/1.1 {status}\r\n\r\n".encode(),
                WARC_Payload_Digest=None if not_modified else digest(body),
                WARC_Refers_To=name("response", of or url, first),
                WARC_Refers_To_Target_URI=of or url,
                WARC_Refers_To_Date=first,
                Content_Type="application/http; msgtype=response",
                WARC_Profile="http://netpreserve.org/warc/1.1/revisit/"
                + ("server-not-modified" if not_modified else "identical-payload-digest"),
            )
        )
        return self.rest(url, date, name("revisit", url, date), kind, None if not_modified else digest(body), about)

    def failure(self, url, code, kind="article", time="00:10:00", **about):
        return self.rest(
            url,
            f"{self.day}T{time}Z",
            None,
            kind,
            None,
            {"problem": {"stage": "fetch", "code": code, "message": f"{url}: {code}"}, **about},
        )

    def rest(self, url, date, response, kind, payload, about):
        if response:
            self.members.append(
                record(
                    "request",
                    url,
                    date,
                    b"GET / HTTP/1.1\r\n\r\n",
                    WARC_Concurrent_To=response,
                    Content_Type="application/http; msgtype=request",
                )
            )
        told = {"url": url, "run": self.run, "site": self.site, "column": "annual", "kind": kind, "payload": payload, **about}
        identity = (response or name("failure", url, date)).strip("<>").removeprefix("urn:uuid:")
        self.members.append(
            record(
                "metadata",
                f"urn:gongkai:about:{identity}",
                date,
                json.dumps(told, ensure_ascii=False).encode(),
                WARC_Concurrent_To=response,
                Content_Type="application/json",
            )
        )
        return self

    @property
    def data(self):
        return b"".join(self.members)

    def write(self, home, number=1, ending=""):
        path = Path(home) / "warc" / self.site / f"{self.site}-{self.day.replace('-', '')}000000-{number:05d}.warc.gz{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.data)
        return path


def page(title, text, published="2024-01-20", extra=""):
    return (
        f'<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{published}">'
        f"</head><body><h1>{title}</h1>{extra}<div class='TRS_Editor'>{text}</div></body></html>"
    ).encode()
