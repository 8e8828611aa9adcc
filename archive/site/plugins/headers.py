"""Every answer carries the safety headers and says which snapshot it shows; what would write is refused."""

from datasette import hookimpl

from archive.pages.headers import METHODS, headers, refuse
from archive.pages.site import site_of


@hookimpl
def asgi_wrapper(datasette):
    def wrap(app):
        async def answer(scope, receive, send):
            async def with_headers(message):
                if message["type"] == "http.response.start":
                    told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message.get("headers", ())}
                    added = [(name.encode(), value.encode("latin-1")) for name,
                             value in headers(told, site_of(datasette).snapshot.id).items()]
                    message = {**message, "headers": [*message.get("headers", ()), *added]}
                await send(message)

            if scope["type"] == "http" and scope["method"] not in METHODS:
                return await refuse(with_headers)
            return await app(scope, receive, with_headers)

        return answer

    return wrap
