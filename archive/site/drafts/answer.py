"""The page of the form, and the answer to an upload: the verdict, with itself as files to keep. Nothing of it is stored or logged."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.parse import verdict_page, word_file
from archive.parse.verdict import DraftVerdict, verdict_of
from archive.site.drafts.archived import last_year
from archive.site.drafts.reading import DraftReading
from archive.site.drafts.refusals import MOST_BYTES, MOST_FILES, DraftRefused
from archive.site.drafts.upload import admissible, received
from archive.site.draw.template_names import request_language
from archive.site.request.ask import Absent, Language
from archive.site.request.edition_state import NAME, site_of

PATH = "/check"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFF = ("本站没有开启草稿核对（gongkai serve --check）。", "This site does not check drafts (gongkai serve --check).")
STATUS_OK = 200


def is_upload(datasette: Any, scope: dict[str, Any]) -> bool:
    """Return whether a request sends drafts to a site that takes them."""
    return bool(scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == PATH and site_of(datasette).drafts)


async def form_view(request: Any, datasette: Any) -> Response:
    """Return the page with the form; raises Absent if this site takes no drafts."""
    if not site_of(datasette).drafts:
        raise Absent(*OFF)
    return await _page(request, datasette, [], None)


async def upload_view(scope: dict[str, Any], receive: Any, datasette: Any) -> Response:
    """Return the answer to an upload: the verdict, or the form with the reason why nothing was read."""
    request = Request(
        {**scope, "csrftoken": str}, receive
    )  # the origin is asked instead: nothing is stored that a forged form could change
    lang, readers = request_language(request), site_of(datasette).drafts
    try:
        length = admissible(scope)
        with readers.admitted((scope.get("client") or ("",))[0]):
            readings = await readers.read(await received(scope, receive, length))
    except DraftRefused as refusal:
        return await _page(request, datasette, [], refusal)
    verdicts = await datasette.get_database(NAME).read(lambda connection: judged(connection, readings, lang))
    return await _page(request, datasette, verdicts, None)


def judged(connection: Any, readings: list[DraftReading], lang: Language) -> list[DraftVerdict]:
    """Return the verdict on each draft, beside last year's report where there is one."""
    given = [entry for reading in readings if reading.role == "previous" for entry in reading.reports]
    drafts = [entry for reading in readings if reading.role == "draft" for entry in reading.reports]
    return [verdict_of(name, report, *last_year(connection, report, given, lang), lang) for name, report in drafts]


async def _page(request: Any, datasette: Any, verdicts: list[DraftVerdict], refusal: DraftRefused | None) -> Response:
    lang = request_language(request)
    context = {
        "shown": verdict_page.fragment(verdicts, lang) if verdicts else "",
        "style": verdict_page.style(),
        "files": await asyncio.to_thread(kept_files, verdicts, lang) if verdicts else [],
        "refusal": refusal.pair[0 if lang == "zh" else 1] if refusal else "",
        "with_word": word_file.is_available(),
        "most_files": MOST_FILES,
        "most_bytes": MOST_BYTES,
    }
    response = Response.html(await datasette.render_template("gongkai/check.html", context, request=request))
    response.status = refusal.status if refusal else STATUS_OK
    response.headers |= {
        "cache-control": "no-store",
        "vary": "Accept-Language, Cookie",
        "content-language": "zh-CN" if lang == "zh" else "en",
    }
    if refusal and refusal.status in (413, 429, 503):
        response.headers["retry-after"] = "60"
    return response


def kept_files(verdicts: list[DraftVerdict], lang: Language) -> list[tuple[str, str]]:
    """Return the verdict as files, each with its name and an address that holds all of it: the server keeps none."""
    name = "核对意见" if lang == "zh" else "verdict"
    made = [(f"{name}.html", "text/html;charset=utf-8", verdict_page.standalone(verdicts, lang).encode())]
    if word_file.is_available():
        made.append((f"{name}.docx", WORD, word_file.docx(verdicts, lang)))
    return [(file, f"data:{kind};base64,{base64.b64encode(body).decode()}") for file, kind, body in made]
