"""An answer as the page that the families read: decoded, or as a browser drew it."""

from __future__ import annotations

from crawler.model.exchange import Exchange, Job
from crawler.model.types import Page, Site
from gongkai import http_message
from gongkai.chinese_text import decode


def page_of(job: Job, exchange: Exchange, site: Site) -> Page:
    """Return an answer as the page that the families read: decoded, unless it is a file; as a browser drew it, where one did."""
    if exchange.drawn:
        text = exchange.drawn.decode("utf-8", "replace")
        return Page(exchange.url, text, job.fetch, exchange.answer.status, (("Content-Type", "text/html; charset=utf-8"),), exchange.drawn)
    body, _ = exchange.answer.decoded()
    declared = site.charset or _declared(exchange.answer)
    text = decode(body, declared).text if job.kind != "attachment" else ""
    headers = tuple((name, http_message.text(value)) for name, value in exchange.answer.headers)
    return Page(exchange.url, text, job.fetch, exchange.answer.status, headers, body)


def _declared(answer: http_message.Answer) -> str:
    for part in answer.get("Content-Type").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'")
    return ""
