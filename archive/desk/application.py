"""The desk as an ASGI application: who may ask, which page or job is meant, and the headers of every answer."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import CookieError
from typing import Any
from urllib.parse import parse_qsl

from datasette.utils.asgi import Request, Response

from archive.desk.guard import AGE, COOKIE, Guard, Session
from archive.desk.jobs.refusals import DeskRefusal
from archive.desk.pages import Context, DeskPages, Question
from archive.desk.rendering import DeskTemplates
from archive.site import doors
from archive.site.draw.template_names import request_language
from archive.site.request import ask
from archive.site.request.headers import EVERYWHERE
from archive.site.request.same_origin import own_page
from gongkai.errors import GongkaiError

LOG = logging.getLogger("gongkai.site")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {**EVERYWHERE, "content-security-policy": POLICY, "x-frame-options": "DENY", "cache-control": "no-store"}
MOST_BODY = 65_536  # bytes of a form; the largest field is an address
FAILED = "操作台处理时出错，已记录。", "The desk failed on this request; it has been logged."
ICON = "/favicon.ico"  # what browsers ask for beside a page of plain text
MOST_FIELDS = 50
FORM = "application/x-www-form-urlencoded"
WRONG_SECONDS = 1.0  # before a wrong token is answered
ID = r"[a-z0-9][a-z0-9-]*"
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Read = Callable[[Question], Context]


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request that passed the door: its session and its language."""

    request: Request
    session: Session
    chinese: bool

    @property
    def path(self) -> str:
        """The path asked for."""
        return str(self.request.path)


class DeskApplication:
    """Answers requests for one home."""

    def __init__(self, pages: DeskPages, guard: Guard):
        self.pages, self.guard, self.drawing = pages, guard, DeskTemplates(guard)
        self.routes: tuple[tuple[re.Pattern[str], str, Read], ...] = tuple(
            (re.compile(pattern), template, read)
            for pattern, template, read in (
                (r"/", "first", pages.first),
                (r"/sites", "sites", pages.sites),
                (rf"/site/(?P<site>{ID})", "site", pages.site),
                (rf"/site/(?P<site>{ID})/(?P<column>{ID})", "column", pages.column),
                (r"/add", "add", pages.add),
                (r"/jobs", "job_list", pages.job_list),
                (r"/jobs/(?P<job>[\w-]+)", "job", pages.job),
                (r"/snapshot", "snapshot", pages.snapshot),
                (r"/growth", "growth", pages.growth),
                (r"/settings", "settings", pages.settings),
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if not self.guard.admits(doors.host_of(scope)):
            await doors.refuse_host(send)
            return
        response = await self.answer(Request(readable(scope), receive))
        response.headers = {**HEADERS, **response.headers}
        await response.asgi_send(send)

    async def answer(self, request: Request) -> Response:
        """Return the answer to a request, an error page included."""
        if request.method not in ("GET", "HEAD", "POST"):
            return Response.text("405\n", status=405, headers={"allow": "GET, HEAD, POST"})
        session = self.session_of(request)
        new = session or self.guard.begin()
        asked = DeskRequest(request, new, request_language(request) == "zh")
        try:
            response = await self.responding(asked, session)
        except DeskRefusal as refused:
            response = self.refusal(asked, refused)
        except GongkaiError as error:
            response = self.refusal(asked, DeskRefusal(500, str(error), str(error)))
        except Exception:  # whatever fails in a page, its answer has our headers, the reader's language and nothing of the fault itself
            LOG.exception("%s failed", request.path)
            response = self.refusal(asked, DeskRefusal(500, *FAILED))
        if session is None and not any(COOKIE in each for each in response._set_cookie_headers):
            self.remember(response, new, request)
        return response

    async def responding(self, asked: DeskRequest, session: Session | None) -> Response:
        """Return the answer to a request that is for this host."""
        path = asked.path
        if path.startswith("/static/") or path == ICON:
            return self.drawing.static("seal.svg" if path == ICON else path.removeprefix("/static/"))
        if asked.request.method == "POST":
            return await self.post(asked, session)
        if asked.session.known == (path == "/login"):
            return Response.redirect("/" if asked.session.known else "/login", status=303)
        return await self.get(asked)

    async def get(self, asked: DeskRequest) -> Response:
        """Return a page."""
        path = asked.path
        if path == "/login":
            return self.page(asked, "login", {})
        if match := re.fullmatch(r"/jobs/([\w-]+)\.(json|txt)", path):
            return await asyncio.to_thread(self.output, match[1], match[2])
        for pattern, template, read in self.routes:
            if found := pattern.fullmatch(path):
                context = await asyncio.to_thread(read, Question(found.groupdict(), asked.chinese))
                return self.page(asked, template, context)
        raise DeskRefusal(404, "没有这个页面。", "There is no such page.")

    async def post(self, asked: DeskRequest, session: Session | None) -> Response:
        """Do what a form of one of the desk's own pages asks."""
        if not own_page(asked.request.headers):
            raise DeskRefusal(403, "请求不是来自本操作台的页面，未执行。", "This request is from no page of the desk; nothing was done.")
        form = await read_form(asked.request)
        if session is None or not self.guard.form_fits(session, form.pop("form_token", "")):
            raise DeskRefusal(403, "页面已过期，请刷新后重试。", "This page is out of date; load it again and retry.")
        if asked.path == "/login":
            return await self.login(asked, form)
        if not session.known:
            raise DeskRefusal(403, "请先登录。", "Please log in first.")
        if asked.path == "/logout":
            return self.remember(Response.redirect("/login", status=303), self.guard.begin(), asked.request)
        if asked.path == "/jobs":
            name = await asyncio.to_thread(self.pages.order, form)
            return Response.redirect(f"/jobs/{name}", status=303)
        if match := re.fullmatch(r"/jobs/([\w-]+)/stop", asked.path):
            await asyncio.to_thread(self.pages.jobs.stop, match[1])
            return Response.redirect(f"/jobs/{match[1]}", status=303)
        raise DeskRefusal(404, "没有这个页面。", "There is no such page.")

    async def login(self, asked: DeskRequest, form: dict[str, str]) -> Response:
        """Begin a session for somebody who knows the token."""
        if self.guard.closed():
            raise DeskRefusal(429, "口令错误次数过多，请一分钟后再试。", "Too many wrong tokens; please try again in a minute.")
        if not self.guard.token_fits(form.get("token", "")):
            await asyncio.sleep(WRONG_SECONDS)
            raise DeskRefusal(403, "口令不对。", "This is not the token.")
        return self.remember(Response.redirect("/", status=303), self.guard.begin(known=True), asked.request)

    def output(self, name: str, kind: str) -> Response:
        """Return a job's state and output for the page's script, or its output as text."""
        job = self.pages.jobs.get(name)
        if kind == "txt":
            return Response.text(self.pages.jobs.output(name))
        return Response.json({"state": job.state, "exit_code": job.exit_code, "output": self.pages.jobs.output(name)})

    def page(self, asked: DeskRequest, template: str, context: Context, status: int = 200) -> Response:
        """Return a rendered page; a language chosen by name is remembered as on the site."""
        response = Response.html(self.drawing.render(template, context, asked.request, asked.session), status=status)
        response.headers["vary"] = "Accept-Language, Cookie"
        wish = asked.request.args.get("lang")
        if wish in ask.LANGUAGES:
            response.set_cookie(ask.COOKIE, wish, max_age=31_536_000, samesite="lax")
        return response

    def refusal(self, asked: DeskRequest, refused: DeskRefusal) -> Response:
        """Return the page that says why something was not done."""
        said = refused.chinese if asked.chinese else refused.english
        return self.page(asked, "refused", {"status": refused.status, "sentence": said}, refused.status)

    def session_of(self, request: Request) -> Session | None:
        """Return the session of a request's cookie."""
        return self.guard.session(request.cookies.get(COOKIE, ""))

    def remember(self, response: Response, session: Session, request: Request) -> Response:
        """Give the browser its session."""
        secure = request.headers.get("x-forwarded-proto") == "https" or request.scheme == "https"
        response.set_cookie(COOKIE, session.value, max_age=AGE, httponly=True, samesite="strict", secure=secure)
        return response


def readable(scope: Scope) -> Scope:
    """Return a request without its cookies if they cannot be read."""
    try:
        Request(scope, None).cookies  # noqa: B018 - reading them is the test
    except CookieError:
        return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"cookie"]}
    return scope


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, each once; DeskRefusal for a body that is too large or no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise DeskRefusal(415, "只接受表单。", "Only forms are accepted.")
    body = b""
    while True:
        message = await request.receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            raise DeskRefusal(413, "表单过大。", "The form is too large.")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise DeskRefusal(400, "表单有误。", "The form cannot be read.") from error
