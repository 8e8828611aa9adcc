"""What a reader sees when a page cannot be shown: one sentence, the right status, no traceback."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from archive.pages.site import NAME
from archive.pages.words import words

LOG = logging.getLogger("gongkai.site")
TITLES = {400: ("请求有误", "This request cannot be answered"), 403: ("不允许", "Not allowed"), 404: ("没有找到", "Not found"),
          500: ("出错了", "Something went wrong"), 503: ("查询时间过长", "This query takes too long")}
TOO_LONG = ("查询超过时限，已停止。请缩小范围再试。", "The query ran into the time limit and was stopped. Please narrow it.")
CRASH = ("服务器处理时出错，已记录。", "The server failed on this request; it has been logged.")
# What Datasette says in English, in both languages; what SQLite says stands as it is.
DATASETTES = {"Invalid SQL": ("SQL 有误", "Invalid SQL"), "SQL Interrupted": ("查询时间过长", "SQL interrupted"),
              "Statement must be a SELECT": ("只接受 SELECT 查询。", "Statement must be a SELECT")}
NO_PAGE = ("没有这个页面。", "There is no such page.")


def told(exception: BaseException) -> tuple[int, tuple[str, str], str]:
    """Given an exception, return its status, the sentence in both languages, and Datasette's own title."""
    if isinstance(exception, QueryInterrupted) or (isinstance(exception, sqlite3.OperationalError) and "interrupted" in str(exception)):
        return 503, TOO_LONG, ""
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


async def answer(datasette: Any, request: Any, exception: BaseException) -> Response:
    """The page, or JSON where the address asks for it, that says what went wrong."""
    status, pair, title = told(exception)
    if status == 500:
        LOG.error("%s failed", request.path, exc_info=exception)
    said = words(datasette, request)
    sentence = pair[0] if said["lang"] == "zh" else pair[1]
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": pair[1], "status": status, "title": title or None}, status=status)
    heading = TITLES.get(status, TITLES[400])
    named = DATASETTES.get(title, heading if not title else (title, title))
    context = {"status": status, "title": named[0] if said["lang"] == "zh" else named[1], "error": sentence,
               "sql": request.args.get("sql") if request.path == f"/{NAME}" else None}
    return Response.html(await datasette.render_template("error.html", context, request=request), status=status)
