"""Small sites on loopback that prove the clients and judges: a careful one, a fragile one, and one that does everything wrong."""

import asyncio
import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote

from tests.threats.page_fuzz import EVIL
from tests.threats.wire import Answer, Limits, RawRequest

PROTECTED = (
    ("content-type", "text/html; charset=utf-8"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'self'; frame-ancestors 'none'"),
)


def strict(request: RawRequest, limits: Limits) -> Answer:
    """Answer as a site should: protections, escaped words, no foreign name, refusals of 4xx."""
    asked = request.asked()
    foreign = EVIL.encode() in (request.host or b"") + b"".join(value for name, value in request.headers if name.lower() == b"host")
    hostile = (
        b"sql=" in request.target or b"_where=" in request.target or any(word in asked.lower() for word in (b"<", b"evil", b"..", b"\x00"))
    )
    status = 400 if foreign or hostile else 200
    shown = html.escape(unquote(request.target.decode("latin-1")))
    return Answer(status, PROTECTED, f'<p>{shown}</p><a href="/?lang=en">English</a>'.encode(), 0.01, 500)


def careless(request: RawRequest, limits: Limits) -> Answer:
    """Answer as a site must not: words as they come, links to any host, the server's own paths, every SQL answered."""
    host = (request.host or b"").decode("latin-1")
    body = b"<p>%s</p><a href='http://%s/'>home</a><a href='%s?lang=en'>English</a><p>/home/site/gongkai.db" % (
        request.asked(),
        host.encode("latin-1"),
        request.target,
    )
    return Answer(200, (("content-type", "text/html"), ("set-cookie", "gkcanary7=1")), body, 9.0, 50_000_000)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: float | None, places: asyncio.Semaphore) -> None:
    try:
        async with places:
            while True:
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), patience)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
                await asyncio.wait_for(writer.drain(), patience)
                break
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@contextmanager
def site(patience: float | None, places: int) -> Iterator[int]:
    """Run a site that waits `patience` seconds for a request's head and serves `places` connections at a time; yield its port."""
    started, port, stop = threading.Event(), [0], asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        free = asyncio.Semaphore(places)
        tasks: set[asyncio.Task[None]] = set()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            await _answer(reader, writer, patience, free)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=512)
        port[0] = server.sockets[0].getsockname()[1]
        started.set()
        await stop.wait()
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    if not started.wait(120):
        raise TimeoutError("the site did not start")
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(120)
        loop.close()
