"""One answer read from a stream, piece by piece: where it ends, why it was truncated, whether the connection may be used again."""

import asyncio

import pytest

from crawler.fetch import http1
from crawler.fetch.http1 import FetchLimits, NoAnswer, Received, receive

OK = b"HTTP/1.1 200 OK\r\n"
LIMITS = FetchLimits(idle=60, total=60)


def read(*pieces, method="GET", limits=LIMITS, end=True):
    """What `receive` makes of pieces that arrive one at a time."""

    async def run():
        reader = Pieces(pieces, end)
        return await receive(reader, method, limits)

    return asyncio.run(run())


class Pieces:
    """A stream that gives one piece at each read, then the end of the connection, an error or nothing at all."""

    def __init__(self, pieces, end):
        self.pieces, self.end = list(pieces), end

    async def read(self, count):
        if self.pieces:
            piece, rest = self.pieces[0][:count], self.pieces[0][count:]
            self.pieces[:1] = [rest] if rest else []
            return piece
        if isinstance(self.end, OSError):
            raise self.end
        if not self.end:
            await asyncio.Event().wait()
        return b""


def each(data):
    """Every byte in a piece of its own."""
    return [data[at : at + 1] for at in range(len(data))]


# ---- where an answer ends


@pytest.mark.parametrize(
    ("data", "truncated", "reusable"),
    [
        (OK + b"Content-Length: 3\r\n\r\nabc", "", True),
        (OK + b"Content-Length: 0\r\n\r\n", "", True),
        (OK + b"Content-Length: 3, 3\r\n\r\nabc", "", True),
        (OK + b"Content-Length: 3\r\n\r\nab", "disconnect", False),
        (OK + b"Content-Length: 3\r\nConnection: close\r\n\r\nabc", "", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", "", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: Keep-Alive\r\n\r\nabc", "", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive, close\r\n\r\nabc", "", False),
        (OK + b"\r\nabc", "", False),  # up to the end of the connection
        (OK + b"Content-Length: x\r\n\r\nabc", "", False),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n", "", True),
        (OK + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", "", False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", "", False),  # without the last blank line
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "disconnect", False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nab", "disconnect", False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc", "disconnect", False),  # inside the end of a chunk
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3", "disconnect", False),
    ],
)
@pytest.mark.parametrize("apart", [True, False])
def test_an_answer_ends_as_its_headers_say(data, truncated, reusable, apart):
    assert read(*(each(data) if apart else [data])) == Received(data, truncated, reusable)


@pytest.mark.parametrize(
    ("data", "truncated"),
    [
        (OK + b"Content-Length: 3\r\n\r\nabcd", ""),
        (b"HTTP/1.1 204 No Content\r\n\r\nx", ""),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n", "disconnect"),
    ],
)
def test_a_connection_is_not_used_again_after_more_than_was_announced(data, truncated):
    assert read(data) == Received(data, truncated, False)


def test_an_answer_to_head_has_no_body():
    data = OK + b"Content-Length: 3\r\n\r\n"
    assert read(data, method="HEAD", end=False) == Received(data, "", True)
    assert read(data + b"abc", method="HEAD") == Received(data + b"abc", "", False)


@pytest.mark.parametrize("status", [b"100 Continue", b"103 Early Hints"])
def test_interim_answers_are_dropped(status):
    interim, last = b"HTTP/1.1 " + status + b"\r\nLink: </a>\r\n\r\n", OK + b"Content-Length: 0\r\n\r\n"
    assert read(interim, interim, last).data == last
    assert read(interim + last).data == last


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK", b"HTTP/1.1 404 No", b"ICY 100 OK"])
def test_nothing_else_is_an_interim_answer(first):
    data = first + b"\r\nContent-Length: 0\r\n\r\n"
    assert read(data).data == data


# ---- limits


@pytest.mark.parametrize("apart", [1, 30])
@pytest.mark.parametrize(("size", "truncated"), [(100, ""), (102, "length"), (10**17, "length"), (10**18, "length"), (10**30, "length")])
def test_a_body_has_a_limit(size, truncated, apart):
    """A length that no body can have is no length that a body reaches."""
    limits = FetchLimits(idle=60, total=60, body=100)
    data = OK + b"Content-Length: %d\r\n\r\n" % size
    found = read(data, *[b"x" * apart] * (min(size, 150) // apart), *[b"x"] * (size % apart if size < 150 else 0), limits=limits)
    assert found.truncated == truncated


def test_a_body_without_a_length_has_the_same_limit():
    limits = FetchLimits(idle=60, total=60, body=100)
    assert read(OK + b"\r\n", b"x" * 100, limits=limits).truncated == ""
    assert read(OK + b"\r\n", b"x" * 101, b"y", limits=limits).truncated == "length"


@pytest.mark.parametrize(("size", "truncated"), [(96, ""), (98, "length")])
def test_chunks_have_the_same_limit_with_their_own_lines(size, truncated):
    limits = FetchLimits(idle=60, total=60, body=100)
    data = OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n"
    assert read(*each(data), limits=limits).truncated == truncated


@pytest.mark.parametrize(("size", "refused"), [(100, False), (101, True)])
def test_headers_have_a_limit(size, refused):
    limits = FetchLimits(idle=60, total=60, head=100)
    head = (OK + b"X: ").ljust(size, b"y")
    if refused:
        with pytest.raises(NoAnswer, match=r"^more than 100 bytes of headers$") as found:
            read(head, b"\r\nContent-Length: 0\r\n\r\n", limits=limits)
        assert (found.value.code, found.value.nothing) == ("headers_too_long", False)
    else:
        assert read(head, b"\r\nContent-Length: 0\r\n\r\n", limits=limits).reusable


def test_interim_answers_have_the_limit_of_headers():
    limits = FetchLimits(idle=60, total=60, head=100)
    interim = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    assert read(*[interim] * 2, OK + b"Content-Length: 0\r\n\r\n", limits=limits).reusable
    with pytest.raises(NoAnswer, match=r"^more than 100 bytes of interim answers$") as found:
        read(*[interim] * 4, limits=limits)
    assert found.value.code == "headers_too_long"


def test_the_line_of_a_chunk_has_a_limit(monkeypatch):
    monkeypatch.setattr(http1, "READ", 10)
    start = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    good = start + b"1;xxxxxxx\r\na\r\n0\r\n\r\n"
    assert read(*each(good)).reusable
    assert read(*each(start + b"1;" + b"x" * 20 + b"\r\na\r\n0\r\n\r\n")).truncated == "disconnect"


def test_trailers_have_the_limit_of_headers():
    limits = FetchLimits(idle=60, total=60, head=100)
    start = OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    assert read(start, *[b"X: y\r\n"] * 10, b"\r\n", limits=limits).reusable
    found = read(start, *[b"X: yyyyyyyyyyyyyyyyyyyy\r\n"] * 10, b"\r\n", limits=limits)
    assert (found.truncated, found.reusable) == ("", False)
    assert read(start, b"X: " + b"y" * 94 + b"\r\n\r\n", limits=limits).reusable
    assert not read(start, b"X: " + b"y" * 94 + b"\r\n", b"Z: z\r\n", b"\r\n", limits=limits).reusable


# ---- no answer


@pytest.mark.parametrize(
    ("pieces", "message", "nothing"),
    [
        ((), "the server closed the connection without an answer", True),
        ((OK,), "the server closed the connection inside its headers", False),
    ],
)
def test_a_connection_that_ends_before_the_headers_do(pieces, message, nothing):
    with pytest.raises(NoAnswer) as found:
        read(*pieces)
    assert (found.value.code, str(found.value), found.value.nothing) == ("connection_closed", message, nothing)


@pytest.mark.parametrize(
    ("pieces", "error", "message", "nothing"),
    [
        ((), ConnectionResetError(104, "Connection reset by peer"), "the connection failed: Connection reset by peer", True),
        ((OK,), OSError("broken"), "the connection failed: broken", False),
    ],
)
def test_a_connection_that_fails_before_the_headers_end(pieces, error, message, nothing):
    with pytest.raises(NoAnswer) as found:
        read(*pieces, end=error)
    assert (found.value.code, str(found.value), found.value.nothing) == ("connection_lost", message, nothing)


def test_a_connection_that_fails_after_the_headers_leaves_what_came():
    data = OK + b"Content-Length: 9\r\n\r\nabc"
    assert read(data, end=OSError("broken")) == Received(data, "disconnect", False)


@pytest.mark.parametrize("limits", [FetchLimits(idle=0.01, total=60), FetchLimits(idle=60, total=0.01)])
def test_a_server_that_stalls_has_not_answered_or_leaves_what_came(limits):
    with pytest.raises(NoAnswer, match=r"^the server did not begin its answer in time$") as found:
        read(OK, end=False, limits=limits)
    assert (found.value.code, found.value.nothing) == ("timeout", False)
    data = OK + b"Content-Length: 9\r\n\r\nabc"
    assert read(data, end=False, limits=limits) == Received(data, "time", False)


def test_pieces_within_the_idle_limit_are_read_however_long_they_take_together(monkeypatch):
    set_anew = []

    class Timer(asyncio.Timeout):
        def reschedule(self, when):
            set_anew.append(when)
            super().reschedule(when)

    monkeypatch.setattr(asyncio, "timeout_at", Timer)
    times = iter([10.0, 10.5, 69.0, 128.0])  # on the clock, before each piece

    class Clocked(http1._Incoming):
        def __init__(self, reader, limits):
            super().__init__(reader, limits)
            start = self.since
            self.clock = lambda: start + next(times)

    monkeypatch.setattr(http1, "_Incoming", Clocked)
    data = OK + b"Content-Length: 3\r\n\r\nabc"
    assert read(OK, b"Content-Length: 3\r\n\r\n", b"ab", b"c", limits=FetchLimits(idle=60, total=150)) == Received(data, "", True)
    # at first, and for each piece but the one half a second later; never beyond the limit in all
    assert [round(when - set_anew[0]) for when in set_anew] == [0, 10, 69, 90]
