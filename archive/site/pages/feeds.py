"""New, changed and withdrawn documents as Atom and JSON Feed; per site, agency and search."""

from __future__ import annotations

from typing import Any

from lxml import etree

from archive.search import query as engine
from archive.site.request.ask import Ask, rows

MOST = 60
ATOM = "http://www.w3.org/2005/Atom"
EVENTS = """
    SELECT d.id, d.title, d.published, d.url, s.name AS site_name, d.{moment} AS at, '{what}' AS what, substr(d.text, 1, 240) AS text
    FROM documents d LEFT JOIN sites s ON s.id = d.site_id {join} WHERE {condition} {narrow} ORDER BY d.{moment} DESC LIMIT {most}"""
KINDS = (
    ("new", "first_seen", "d.first_seen IS NOT NULL"),
    ("changed", "changed_at", "d.changed_at > d.first_seen"),
    ("gone", "gone_at", "d.gone_at IS NOT NULL"),
)
SAID = {"new": ("新增", "New"), "changed": ("修改", "Changed"), "gone": ("撤下", "Withdrawn")}
UNFIT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])  # what XML cannot hold


def events(connection: Any, ask: Ask) -> list[dict[str, Any]]:
    """Return the newest events, narrowed as requested."""
    join, narrow, values = narrowed(connection, ask)
    found = [
        row
        for what, moment, condition in KINDS
        for row in rows(
            connection, EVENTS.format(moment=moment, what=what, condition=condition, join=join, narrow=narrow, most=MOST), *values
        )
    ]
    return sorted(found, key=lambda row: (row["at"], row["id"]), reverse=True)[:MOST]


def narrowed(connection: Any, ask: Ask) -> tuple[str, str, list[Any]]:
    """Return the join, the condition and the values that narrow the events to a site, an agency or a search."""
    join, narrow, values = "", "", list[Any]()
    if ask.one("site"):
        narrow, values = narrow + " AND d.site_id = ?", [*values, ask.one("site")]
    if ask.one("agency"):
        join, narrow, values = "JOIN reports r ON r.document_id = d.id", narrow + " AND r.agency_id = ?", [*values, ask.one("agency")]
    if ask.one("q"):
        hits = engine.find(connection, ask.one("q"), limit=200, most=engine.LOOKED).hits
        narrow += f" AND d.id IN ({','.join('?' * len(hits))})"
        values += [hit.document_id for hit in hits]
    return join, narrow, values


def address(ask: Ask, event: dict[str, Any]) -> str:
    """Return the address of the event's document."""
    return f"{ask.host}/document/{event['id']}"


def title(ask: Ask, event: dict[str, Any]) -> str:
    """Return the event in one line, fit for XML and for a log."""
    zh, en = SAID[event["what"]]
    return clean(f"[{ask.say(zh, en)}] {event['title'] or event['url']}")[:400]


def clean(text: str) -> str:
    r"""Return text without characters that XML forbids or that change the direction of writing.

    >>> clean("a\x1b[31m\u202eb\nc")
    'a[31mb c'
    """
    return " ".join(text.translate(UNFIT).translate(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])).split())


def atom(connection: Any, ask: Ask) -> bytes:
    """Return the feed as Atom."""
    found = events(connection, ask)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # the stubs forget the default namespace
    add(feed, "title", ask.say("政府信息公开档案：新增、修改、撤下", "gongkai: new, changed and withdrawn"))
    add(feed, "id", f"{ask.host}/feed.atom")
    add(feed, "updated", found[0]["at"] if found else ask.site.snapshot.created)
    add(feed, "link", "", rel="self", href=f"{ask.host}/feed.atom")
    add(feed, "link", "", rel="alternate", href=f"{ask.host}/")
    for event in found:
        entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
        add(entry, "title", title(ask, event))
        add(entry, "id", f"{address(ask, event)}#{event['what']}-{event['at']}")
        add(entry, "updated", event["at"])
        add(entry, "link", "", rel="alternate", href=address(ask, event))
        add(etree.SubElement(entry, f"{{{ATOM}}}author"), "name", clean(event["site_name"] or "–"))
        add(entry, "summary", clean(event["text"] or ""))
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)


def add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    """Add one element to the feed."""
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None


def json_feed(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the feed as JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": ask.say("政府信息公开档案", "gongkai"),
        "home_page_url": f"{ask.host}/",
        "feed_url": f"{ask.host}/feed.json",
        "language": "zh-CN",
        "items": [
            {
                "id": f"{event['id']}#{event['what']}-{event['at']}",
                "url": address(ask, event),
                "external_url": event["url"],
                "title": title(ask, event),
                "content_text": clean(event["text"] or ""),
                "date_modified": event["at"],
                "tags": [event["what"]],
            }
            for event in events(connection, ask)
        ],
    }
