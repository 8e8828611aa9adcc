"""Error pages: one sentence, the right status, no traceback."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from pathlib import Path
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from archive.site.draw.template_names import words
from archive.site.request.edition_state import NAME
from archive.site.request.held_refusals import BUSY, PAUSE
from archive.site.tables.stranger_queries import Busy, QueryRefused

LOG = logging.getLogger("gongkai.site")
TITLES = {
    400: ("请求有误", "This request cannot be answered"),
    403: ("不允许", "Not allowed"),
    404: ("没有找到", "Not found"),
    500: ("出错了", "Something went wrong"),
    503: ("查询时间过长", "This query takes too long"),
}
TOO_LONG = ("查询超过时限，已停止。请缩小范围再试。", "The query ran into the time limit and was stopped. Please narrow it.")
RETRY = {503: {"retry-after": f"{PAUSE:.0f}"}}
BAD_ARGUMENT = ("网址中的某个参数无法识别。", "An argument of this address cannot be read.")
# What Datasette and SQLite's module raise on arguments and keys that are not as they should be: no JSON, JSON of another shape or too deep,
# a number beyond 64 bits, a row's address with fewer values than the table's key has.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError, sqlite3.ProgrammingError)
CRASH = ("服务器处理时出错，已记录。", "The server failed on this request; it has been logged.")
# Datasette's English messages in both languages; SQLite's are kept as they are.
DATASETTES = {
    "Invalid SQL": ("SQL 有误", "Invalid SQL"),
    "SQL Interrupted": ("查询时间过长", "SQL interrupted"),
    "Statement must be a SELECT": ("只接受 SELECT 查询。", "Statement must be a SELECT"),
}
NO_PAGE = ("没有这个页面。", "There is no such page.")


def answer_of(exception: BaseException) -> tuple[int, tuple[str, str], str]:
    """Return the status of an exception, the sentence in both languages, and Datasette's own title."""
    if isinstance(exception, QueryInterrupted) or (isinstance(exception, sqlite3.OperationalError) and "interrupted" in str(exception)):
        return 503, TOO_LONG, ""
    if isinstance(exception, Busy):
        return 503, BUSY, ""
    if isinstance(exception, QueryRefused):
        return 400, (str(exception), str(exception)), "Invalid SQL"
    if isinstance(exception, Base400):
        default = NO_PAGE if exception.status == 404 else (str(exception), str(exception))
        return exception.status, getattr(exception, "pair", default), ""
    if isinstance(exception, DatasetteError):
        if exception.title == "SQL Interrupted":  # its message is a piece of Datasette's own page
            return exception.status, TOO_LONG, exception.title
        message = str(exception.message)
        status = exception.status if exception.status != 500 else 400  # what it cannot do as asked, such as sort by no column
        return status, (DATASETTES.get(message, (message,))[0], message), exception.title or ""
    return 500, CRASH, ""


def is_shaped(request: Any) -> bool:
    """Return whether the reader shaped a request about tables: by arguments, a row's key, or a format that the page may not have."""
    path = request.path
    return path.startswith(f"/{NAME}") and (bool(request.query_string) or path.count("/") > 2 or "." in path)


def origin(exception: BaseException) -> str:
    """Return the kind of an exception and the place in the code that raised it."""
    frames = traceback.extract_tb(exception.__traceback__)
    return (
        f"{type(exception).__name__} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else type(exception).__name__
    )


async def answer(datasette: Any, request: Any, exception: BaseException) -> Response:
    """Return the error page, or JSON if the address asks for it."""
    status, pair, title = answer_of(exception)
    if status == 500 and isinstance(exception, UNREADABLE) and is_shaped(request):
        LOG.warning("%s: %s", request.path[:200], origin(exception))
        status, pair = 400, BAD_ARGUMENT
    if status == 500:
        LOG.error("%s failed", request.path, exc_info=exception)
    said = words(datasette, request)
    sentence = pair[0] if said["lang"] == "zh" else pair[1]
    if request.path.endswith(".json"):
        return Response.json(
            {"ok": False, "error": pair[1], "status": status, "title": title or None}, status=status, headers=RETRY.get(status, {})
        )
    heading = TITLES.get(status, TITLES[400])
    named = DATASETTES.get(title, heading if not title else (title, title))
    context = {
        "status": status,
        "title": named[0] if said["lang"] == "zh" else named[1],
        "error": sentence,
        "sql": request.args.get("sql") if request.path == f"/{NAME}" else None,
    }
    return Response.html(
        await datasette.render_template("error.html", context, request=request), status=status, headers=RETRY.get(status, {})
    )
