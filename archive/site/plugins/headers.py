"""Security headers and the snapshot's id on every answer; requests that would write, or whose links would be endless, are refused."""

from datasette import hookimpl
from datasette.utils.asgi import Request

from archive.site import errors
from archive.site.drafts import answer as answer_to_drafts
from archive.site.request.arguments import LINKS, LINKS_OF_QUERY, MOST_REPEATED, TOO_MANY, repeated
from archive.site.request.ask import Unfit
from archive.site.request.edition_state import NAME, site_of
from archive.site.request.headers import METHODS, headers, refuse


def is_endless(scope):
    path, query = scope["path"], scope.get("query_string", b"").decode("latin-1")
    links = LINKS_OF_QUERY if "/" not in path[1:] else LINKS
    return path.startswith(f"/{NAME}") and repeated(query, links) > MOST_REPEATED


@hookimpl
def asgi_wrapper(datasette):
    def wrap(app):
        async def answer(scope, receive, send):
            async def with_headers(message):
                if message["type"] == "http.response.start":
                    received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message.get("headers", ())}
                    added = [
                        (name.encode(), value.encode("latin-1"))
                        for name, value in headers(received, site_of(datasette).snapshot.id).items()
                    ]
                    message = {**message, "headers": [*message.get("headers", ()), *added]}
                await send(message)

            if answer_to_drafts.is_upload(datasette, scope):
                await datasette.invoke_startup()
                response = await answer_to_drafts.upload_view(scope, receive, datasette)
                return await response.asgi_send(with_headers)
            if scope["type"] == "http" and scope["method"] not in METHODS:
                return await refuse(with_headers)
            if scope["type"] == "http" and is_endless(scope):
                await datasette.invoke_startup()  # Datasette does it at the first request that it receives
                request = Request({**scope, "csrftoken": str}, receive)  # nothing here is written
                response = await errors.answer(datasette, request, Unfit(*TOO_MANY))
                return await response.asgi_send(with_headers)
            return await app(scope, receive, with_headers)

        return answer

    return wrap
