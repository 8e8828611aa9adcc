"""A client that leaves takes its request along: the answer is broken off, and no error is logged for it."""

import asyncio
import logging
import socket
import threading

import pytest

from archive.site import wire
from tests.helpers.thread_server import in_thread

LONG = 120.0  # seconds; what is waited for takes milliseconds


class Waiting:
    """An application that answers no request by itself; it notes which began and how each ended."""

    def __init__(self):
        self.began, self.ended, self.ends = threading.Event(), threading.Event(), []

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return
        self.began.set()
        try:
            for _ in range(int(LONG / 0.05)):  # until the test has seen that it still waits
                await asyncio.sleep(0.05)
                if (await self.left(receive)) and scope["method"] == "POST":
                    self.ends.append("went on")
                    break
        except asyncio.CancelledError:
            self.ends.append("broken off")
            raise
        finally:
            self.ended.set()

    async def left(self, receive):
        return (await asyncio.wait_for(receive(), LONG))["type"] == "http.disconnect"


@pytest.mark.parametrize(("method", "end"), [("GET", "broken off"), ("HEAD", "broken off"), ("POST", "went on")])
def test_an_answer_is_broken_off_where_its_client_has_left(method, end, caplog):
    application = Waiting()
    with caplog.at_level(logging.WARNING), in_thread(application) as address:
        with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), timeout=LONG) as client:
            client.sendall(f"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode())
            assert application.began.wait(LONG)
        assert application.ended.wait(LONG)
    assert application.ends == [end]
    assert "Traceback" not in caplog.text
    assert "ASGI" not in caplog.text


def test_a_request_whose_client_has_left_before_it_began_is_not_begun():
    class Gone:
        gone, answering = True, None

        async def application(self, scope, receive, send):
            raise AssertionError("begun")

    asyncio.run(wire.BoundedProtocol.answer(Gone(), {"method": "GET"}, None, None))


def test_the_end_of_the_server_is_not_taken_for_a_client_that_left():
    class Here:
        gone, answering = False, None

        async def application(self, scope, receive, send):
            asyncio.current_task().cancel()
            await asyncio.sleep(LONG)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(wire.BoundedProtocol.answer(Here(), {"method": "GET"}, None, None))


def test_an_application_may_give_an_upload_more_time():
    """On the real protocol: its clock for the body that is still to come stands where the application has put it."""
    began = threading.Event()

    async def patient(scope, receive, send):
        if scope["type"] == "lifespan":
            return
        scope["gongkai_wait_longer"](LONG * 10)
        began.set()
        await receive()

    with in_thread(patient) as address, socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), LONG) as client:
        client.sendall(b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
        assert began.wait(LONG)
        clocks = [protocol.timer.when() - protocol.loop.time() for protocol in list(wire.BoundedProtocol.waiting) if protocol.timer]
        assert max(clocks) > LONG
