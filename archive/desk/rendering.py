"""Render the desk's pages with the site's style, filters and language, and serve its few static files."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.desk.guard import Guard, Session
from archive.desk.jobs.refusals import DeskRefusal
from archive.desk.jobs.words import ENDS, KINDS, end_words
from archive.site.draw.template_names import FILTERS, STATIC, other_language, request_language, say

FOLDER = Path(__file__).parent
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
NAVIGATION = (
    ("/", "待办", "Now"),
    ("/sites", "站点", "Sites"),
    ("/add", "加站点", "Add a site"),
    ("/snapshot", "快照", "Snapshot"),
    ("/jobs", "作业", "Jobs"),
    ("/growth", "磁盘与增长", "Disk and growth"),
    ("/settings", "设置", "Settings"),
)


class DeskTemplates:
    """The templates of the desk."""

    def __init__(self, guard: Guard):
        self.guard = guard
        self.templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self.templates.filters.update(FILTERS)
        self.files = {path.name: path.read_bytes() for folder in (STATIC, FOLDER / "static") for path in sorted(folder.iterdir())}
        self.asset = hashlib.sha256(b"".join(self.files.values())).hexdigest()[:8]

    def render(self, template: str, context: dict[str, Any], request: Request, session: Session) -> str:
        """Return a page in the reader's language; its forms carry the session's token."""
        lang = request_language(request)
        names = {
            "lang": lang,
            "say": partial(say, lang),
            "pick": (lambda pair: pair[0]) if lang == "zh" else (lambda pair: pair[1]),
            "navigation": [(href, zh if lang == "zh" else en) for href, zh, en in NAVIGATION],
            "path": request.path,
            "other_language": other_language(request, lang),
            "asset": self.asset,
            "form_token": self.guard.form_token(session),
            "known": session.known,
            "with_token": bool(self.guard.token),
            "kinds": KINDS,
            "ends": ENDS,
            "end_words": partial(end_words, lang == "zh"),
        }
        return self.templates.get_template(f"{template}.html").render({**names, **context})

    def static(self, name: str) -> Response:
        """Return a static file; DeskRefusal if there is none of that name."""
        if name not in self.files:
            raise DeskRefusal(404, "没有这个文件。", "There is no such file.")
        headers = {"cache-control": "max-age=86400"}
        return Response(self.files[name], headers=headers, content_type=TYPES[Path(name).suffix])
