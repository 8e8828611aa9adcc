"""What servers send, taken apart: headers, chunks, codings, and what is kept of a body that is damaged."""

import gzip
import time
import zlib
from dataclasses import replace
from types import SimpleNamespace

import brotli
import pytest
from backports import zstd

from gongkai import http_message
from gongkai.http_message import Answer, answer, chunk_size, dechunk, decode, headers

BODY = bytes(range(256)) * 64
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
CODED = {
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstd.compress(BODY),
}
UNCHANGED = "not in this coding, kept unchanged"


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("spelled", ["{}", " {} ", "identity, {}", "{},none"])
def test_each_coding_is_undone(name, spelled):
    assert decode(CODED[name], spelled.format(name).upper()) == (BODY, "")


def test_deflate_without_its_wrapper_is_undone():
    assert decode(RAW.compress(BODY) + RAW.flush(), "deflate") == (BODY, "")


@pytest.mark.parametrize("name", CODED)
def test_a_body_that_is_not_in_its_coding_is_kept(name):
    assert decode(b"<html>plain</html>", name) == (b"<html>plain</html>", f"{name}: {UNCHANGED}")


@pytest.mark.parametrize("name", ["identity", "none", "utf-8", "binary"])
def test_names_that_servers_send_for_no_coding(name):
    assert decode(BODY, name) == (BODY, "")


def test_an_unknown_coding_is_named_and_the_body_kept():
    assert decode(BODY, "sdch") == (BODY, "coding 'sdch' is not known")
    assert decode(b"", "sdch") == (b"", ""), "nothing is in every coding"


def test_codings_are_undone_from_the_last_and_no_more_than_three():
    twice = gzip.compress(zlib.compress(BODY))
    assert decode(twice, "deflate, gzip") == (BODY, "")
    thrice = gzip.compress(gzip.compress(gzip.compress(BODY)))
    assert decode(thrice, "gzip,gzip,gzip") == (BODY, "")
    assert decode(BODY, "gzip,gzip,gzip,gzip") == (BODY, "more than 3 codings, kept unchanged")
    assert decode(BODY, "x" * 999 + ",identity")[1] == f"coding {'x' * 999!r} is not known", "no more than 1,000 characters are read"


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_a_body_that_ends_early_gives_what_came(name):
    found, problem = decode(CODED[name][:-3], name)
    assert BODY.startswith(found)
    assert problem == f"{name}: ends early"


def test_a_brotli_body_that_ends_early_is_said_to():
    assert decode(CODED["br"][:-1], "br")[1] == "br: ends early or is too long"


def test_a_damaged_body_is_read_up_to_the_damage():
    text = "".join(f"第{number}件 " for number in range(3000)).encode()
    whole = gzip.compress(text, mtime=0)
    at = len(whole) - 4  # the length in the trailer, after all of the body
    found, problem = decode(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], "gzip")
    assert text.startswith(found)
    assert len(found) > 0.8 * len(text), "what is lost is no more than a piece"
    assert problem == "gzip: damaged, read up to the damage"


class Recorded:
    """A decompressor that counts the bytes it is given and the calls."""

    def __init__(self, inflater, given):
        self.inflater, self.given = inflater, given

    def decompress(self, data, most):
        self.given.append(len(data))
        return self.inflater.decompress(data, most)

    @property
    def eof(self):
        return self.inflater.eof


def test_each_byte_of_a_damaged_body_is_undone_at_most_twice(monkeypatch):
    """Once in the attempt on the body in one piece, once piece by piece; from each piece to the end would cost the square."""
    text = "".join(f"第{number}件 " for number in range(200_000)).encode()
    body = bytearray(gzip.compress(text, mtime=0))
    body[-4] ^= 1
    given = []
    begin = http_message.isal_zlib.decompressobj
    monkeypatch.setattr(
        http_message,
        "isal_zlib",
        SimpleNamespace(decompressobj=lambda wbits: Recorded(begin(wbits=wbits), given), error=http_message.DAMAGE),
    )
    found, problem = decode(bytes(body), "gzip")
    assert (text.startswith(found), problem) == (True, "gzip: damaged, read up to the damage")
    assert given[0] == len(body), "first in one piece"
    assert max(given[1:]) == http_message.PIECE
    assert sum(given) <= 2 * len(body)
    assert len(given) > 100


@pytest.mark.parametrize("name", CODED)
def test_a_bomb_is_cut(name):
    found, problem = decode(CODED[name], name, 1000)
    assert found == BODY[:1000]
    assert problem.startswith(f"{name}: ")
    assert ("stopped at 1000 bytes" in problem) or (name == "br" and "too long" in problem)


def test_the_bound_of_a_body():
    assert http_message.MOST == 256 << 20


def test_what_is_read_of_a_damaged_bomb_is_cut_too():
    found, problem = http_message._piecewise(zlib.decompressobj(31), gzip.compress(b"0" * 3_000_000), 500, zlib.error)
    assert (found, problem) == (b"0" * 500, "damaged, read up to the damage")


@pytest.mark.parametrize(
    ("body", "payload", "whole"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc", True),
        (b"3\nabc\n0\n\n", b"abc", True),
        (b"3\r\nabc\r\n2;name=x\r\nde\r\n0\r\n\r\n", b"abcde", True),
        (b"0003 \r\nabc\r\n0\r\n\r\n", b"abc", True),
        (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789", True),
        (b"3\r\nabc\r\n", b"abc", False),
        (b"5\r\nabc", b"abc", False),
        (b"3\r\nabc\r\nnonsense\r\nx", b"abc", False),
        (b"3\r\nabc\r\n-1\r\nx", b"abc", False),
        (b"", b"", False),
        (b"3", b"", False),
    ],
)
def test_chunks_are_joined(body, payload, whole):
    assert dechunk(body) == (payload, whole)


@pytest.mark.parametrize(
    ("line", "size"),
    [
        (b"1f", 31),
        (b"0", 0),
        (b"f" * 15, 16**15 - 1),
        (b"0" * 20 + b"f" * 15, 16**15 - 1),
        (b"1" + b"0" * 15, None),
        (b"", None),
        (b"g", None),
        (b"+1", None),
    ],
)
def test_a_chunk_states_its_size_in_hexadecimal_of_at_most_sixty_bits(line, size):
    assert chunk_size(line) == size


@pytest.mark.parametrize(
    ("block", "status", "reason", "version", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", 200, "OK", "HTTP/1.1", b"body"),
        (b"HTTP/1.0  404  Not Found\r\n\r\n", 404, " Not Found", "HTTP/1.0", b""),
        (b"HTTP/1.1 200\n\nbody", 200, "", "HTTP/1.1", b"body"),
        (b"HTTP/1.1 OK\r\n\r\nbody", 0, "", "HTTP/1.1", b"HTTP/1.1 OK\r\n\r\nbody"),
        (b"HTTP/1.1 " + b"2" * 5000 + b"\n\nbody", 0, "", "HTTP/1.1", b"HTTP/1.1 " + b"2" * 5000 + b"\n\nbody"),
        (b"<html>without headers", 0, "", "HTTP/1.1", b"<html>without headers"),
        (b"HTTP/1.1 200 OK\r\nA: b", 0, "", "HTTP/1.1", b"HTTP/1.1 200 OK\r\nA: b"),
    ],
)
def test_a_response_is_taken_apart(block, status, reason, version, body):
    found = answer(block)
    assert (found.status, found.reason, found.version, found.body) == (status, reason, version, body)
    assert found.headers == ((("A", "b"),) if b"A: b\r\n\r\n" in block else ())


def test_a_body_may_begin_with_what_ends_headers():
    assert http_message.head_length(b"HTTP/1.1 200 OK\n\nx\r\n\r\n") == 17
    assert http_message.head_length(b"abc\r\n\r\n\r\n\r\n", 5) == 9


def test_a_folded_line_continues_a_value_and_a_first_one_nothing():
    assert headers(["A:  b ", "\t c", "", "B:x:y"]) == (("A", "b c"), ("B", "x:y"))
    assert headers([" A: b"]) == (("A", "b"),)


def test_folded_lines_take_time_in_proportion():
    """A portal may fold as many lines as fit into 256 KB; joined one by one, twenty times as many took four hundred times as long."""

    def seconds(count):
        lines, times = ["A: b", *[" c"] * count], []
        for _ in range(3):
            began = time.process_time()
            headers(lines)
            times.append(time.process_time() - began)
        return min(times)

    assert seconds(200_000) < 80 * seconds(10_000)


def test_the_last_header_of_a_name_counts_and_all_can_be_had():
    found = Answer(200, "OK", (("Set-Cookie", "a"), ("SET-COOKIE", "b")), b"")
    assert found.get("set-Cookie") == "b"
    assert found.all("set-cookie") == ("a", "b")
    assert (found.get("Age"), found.get("Age", "0"), found.version) == ("", "0", "HTTP/1.1")


@pytest.mark.parametrize(
    ("value", "chunked"), [("chunked", True), ("gzip, Chunked", True), ("chunk ed", True), ("identity", False), ("chunked, gzip", False)]
)
def test_a_body_in_chunks_is_known_by_its_header(value, chunked):
    found = Answer(
        200, "OK", (("Transfer-Encoding", value), ("Content-Encoding", "gzip")), b"1d\r\n<html>not compressed</html>__\r\n0\r\n\r\n"
    )
    assert found.chunked is chunked
    assert found.payload == (b"<html>not compressed</html>__" if chunked else found.body)
    assert found.decoded() == (found.payload, f"gzip: {UNCHANGED}")


@pytest.mark.parametrize("value", ["附件".encode("gbk"), "附件".encode(), b"plain", b"\xff\xff"])
def test_a_header_is_read_in_its_own_charset(value):
    given = value.decode("latin-1")
    assert http_message.text(given) == {b"plain": "plain", b"\xff\xff": "\xff\xff"}.get(value, "附件")


@pytest.mark.parametrize(
    ("block", "start", "length"),
    [
        (b"\n\nbody", 0, 2),
        (b"\r\n\r\nbody", 0, 4),
        (b"A\r\n\nb", 0, 4),
        (b"A\n\r\nb", 0, 4),
        (b"A\n\nb\r\n\r\n", 0, 3),  # the first blank line ends them, however it is written
        (b"A\r\n\r\nb\n\n", 0, 5),
        (b"A\r\n\r\nb\n\n", 3, 8),
        (b"A\r\n", 0, 0),
        (b"", 0, 0),
    ],
)
def test_where_the_headers_end(block, start, length):
    assert http_message.head_length(block, start) == length
    assert http_message.head_length(bytearray(block), start) == length


def test_answers_with_the_same_head_have_their_own_bodies():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    first, second, none = (http_message.answer(head + body) for body in (b"1", b"2", b""))
    assert (first.body, second.body, none.body) == (b"1", b"2", b"")
    assert first.headers == second.headers == none.headers == (("Content-Type", "text/html"),)


def test_answers_with_the_same_head_know_their_last_headers_and_new_ones_theirs():
    head = b"HTTP/1.1 200 OK\r\nA: b\r\na: c\r\n\r\n"
    first, second = answer(head), answer(head + b"body")
    assert (first.get("A"), second.get("a"), second.get("B", "none")) == ("c", "c", "none")
    assert replace(second, headers=(("A", "d"),)).get("a") == "d"


def test_a_long_head_is_parsed_and_not_kept():
    kept = http_message._head.cache_info().currsize
    answer = http_message.answer(b"HTTP/1.1 404 Not Found\r\nX: " + b"y" * http_message.SHORT_HEAD + b"\r\n\r\nbody")
    assert (answer.status, answer.reason, len(answer.get("X")), answer.body) == (404, "Not Found", http_message.SHORT_HEAD, b"body")
    assert http_message._head.cache_info().currsize == kept
