"""SQL that a stranger may send to /gongkai: a seeded grammar of 2,000 texts, their carriers, and the limits of the answers.

`requests(seed)` is the material, `judge(request, answer)` the oracle. A site that answers nothing at all fails too: one text
in ten is honest and must be answered.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote_from_bytes

from tests.threats.sql_grammar import KINDS, TABLES, Expect, Sql, write
from tests.threats.wire import Answer, Limits, RawRequest, leaks, over_limits

COUNT = 2000
LIMITS = Limits(seconds=5.0, bytes=10_000_000)  # the limit of one query is 1 s: a worker's start and its killing come on top
LONGEST_TARGET = 32_000  # above it a server may close without an answer


class Carrier(Enum):
    """Where the text stands in the request."""

    PAGE = "/gongkai?sql="
    JSON = "/gongkai.json?sql="
    CSV = "/gongkai.csv?sql="
    ARRAY = "/gongkai.json?_shape=array&_timelimit=600000&sql="
    STREAM = "/gongkai.csv?_stream=on&_size=max&sql="
    WHERE = "/gongkai/{table}?_where="
    WHERE_JSON = "/gongkai/{table}.json?_size=max&_where="
    WHERE_CSV = "/gongkai/{table}.csv?_stream=1&_where="
    WHERE_FACET = "/gongkai/{table}.json?_facet=id&_facet_size=max&_where="
    POST = "/gongkai"

    @property
    def condition(self) -> bool:
        """Tell whether the carrier takes a condition and not a statement."""
        return "_where" in self.value


@dataclass(frozen=True)
class SqlRequest:
    """One request, with what it must and must not bring: `expect` and the limits of its answer."""

    number: int
    kind: str
    sql: bytes
    carrier: str
    request: RawRequest
    expect: Expect
    limits: Limits = LIMITS

    @property
    def may_close(self) -> bool:
        """Tell whether the server may close without a status line: for an overlong request only."""
        return len(self.request.target) > LONGEST_TARGET or len(self.request.body) > 1_000_000


def texts(seed: int = 16, count: int = COUNT) -> Iterator[Sql]:
    """Yield SQL texts, every kind of the grammar in turn, so that none is missed by chance."""
    chance = random.Random(seed)
    names = [name for name, kind in KINDS.items() for _ in range(kind.weight)]
    for number in range(count):
        yield write(names[number % len(names)], chance)


def requests(seed: int = 16, count: int = COUNT) -> Iterator[SqlRequest]:
    """Yield each SQL text in one carrier, then the parameters of tables that are turned into SQL (a fifth as many)."""
    chance = random.Random(seed + 1)
    for number, sql in enumerate(texts(seed, count)):
        yield _carried(number, sql, chance)
    for number in range(count, count + count // 5):
        yield _parameters(number, chance)


def _carried(number: int, sql: Sql, chance: random.Random) -> SqlRequest:
    carriers = list(Carrier)
    if sql.expect is not Expect.BOUNDED:  # an answer that streams says its refusal late: judge these by their status
        carriers = [Carrier.PAGE, Carrier.JSON]
    if sql.expect is Expect.REFUSED:
        carriers += [Carrier.ARRAY, Carrier.WHERE, Carrier.WHERE_JSON]
    carrier = chance.choice(carriers)
    text = b"(" + sql.text + b") is not null" if carrier.condition and sql.scalar else sql.text
    parameters = b"".join(b"&%s=%s" % (name, quote_from_bytes(value).encode()) for name, value in sql.parameters)
    target = carrier.value.format(table=chance.choice(TABLES)).encode()
    if carrier is Carrier.POST:
        form = ((b"Content-Type", b"application/x-www-form-urlencoded"),)
        request = RawRequest(target, b"POST", form, b"sql=" + quote_from_bytes(text).encode() + parameters)
    else:
        request = RawRequest(target + quote_from_bytes(text).encode() + parameters)
    return SqlRequest(number, sql.kind, text, carrier.name, request, sql.expect)


PARAMETERS = (
    "_sort",
    "_sort_desc",
    "_facet",
    "_facet_array",
    "_facet_date",
    "_facet_size",
    "_size",
    "_next",
    "_col",
    "_nocol",
    "_search",
    "_search_title",
    "_searchmode",
    "_through",
    "_fts_table",
    "_fts_pk",
    "_shape",
    "_json",
    "_json_infinity",
    "_nl",
    "_labels",
    "_trace",
    "_timelimit",
    "_ttl",
    "_stream",
    "_dl",
    "_nofacet",
    "_nosuggest",
    "_nocount",
    "_extra",
    "id__exact",
    "id__not",
    "id__contains",
    "id__like",
    "id__glob",
    "id__gt",
    "id__in",
    "id__notin",
    "id__arraycontains",
    "id__arraynotcontains",
    "id__date",
    "id__isnull",
    "title__like",
    "title__glob",
    "id__has",
    "nosuch__arraycontains",
    "x'); select 1; --__arraycontains",
    '"__exact',
    "",
    "_",
    ":p0",
    "p0",
    "sql",
    "_where",
    "_sort_by_desc",
    "_blob_column",
    "_facet_m2m",
    "_filter_column",
    "_filter_op_1",
    "id__",
    "__exact",
    "id__exact__exact",
    "id__startswith",
    "id__lte",
    "year__date",
    "_header",
)
VALUES = (
    b"id",
    b"-1",
    b"0",
    b"9223372036854775808",
    b"1e999",
    b"max",
    b"1;drop table facts",
    b"id desc, (select hex(zeroblob(1e8)))",
    b"id`",
    b'"id"',
    b"[id]",
    b"rowid",
    b"_rowid_",
    b"' or 1=1 --",
    b"\x00",
    b"\xff\xfe",
    "预算".encode(),
    b"%" * 400 + b"b",
    b"*" * 3000,
    b"[" * 20000,
    b"{" * 5000,
    b'{"table":"facts","column":"id","value":"1"}',
    b"on",
    b"arrays",
    b"objects",
    b"object",
    b"x') from (select printf('%.*c',2000000,'a')) --",
    b"select file from pragma_database_list",
    b"a" * 25000,
    b",".join(b"%d" % n for n in range(5000)),
    b'"' * 99,
    b"NEAR(a b, 9999999)",
    b"a OR " * 3000 + b"a",
    b"(" * 2000 + b"a" + b")" * 2000,
    b"../../x",
    b"{{7*7}}",
    b"<svg onload=1>",
    b"",
    b" ",
    b"[1]",
    b"1",
    b"null",
    b'{"table":1}',
    b'{"table":"facts","column":1,"value":[1]}',
    b'{"table":"facts","column":"report_id","value":{"a":1}}',
    b"\xed\xa0\x80",
    b"9" * 5000,
    b"-9223372036854775809",
    b"1.5",
    b"nan",
    b"off",
    b"custom",
)


def _parameters(number: int, chance: random.Random) -> SqlRequest:
    rows = ["facts/x", "facts/a,1", "reports/none", "documents/~00,~ff", "captures/a/b/c"]
    table = chance.choice([*TABLES, "sqlite_master", "nosuch", "documents_fts", "facts;--", "", *rows])
    suffix = chance.choice(["", ".json", ".csv", ".jsono", ".db", ".blob", ".sheet"])
    many = chance.choice([0, 1, 1, 2, 3, 8, 300])
    pairs = [(chance.choice(PARAMETERS), chance.choice(VALUES)) for _ in range(many)]
    if many == 300:
        pairs = [(chance.choice(["_facet", "_sort", "_col", "id__not", "_where"]), b"id") for _ in range(many)]
    query = "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in pairs)
    target = f"/gongkai/{quote_from_bytes(table.encode(), safe='/,~')}{suffix}?{query}".replace("/gongkai/.", "/gongkai.").encode()
    return SqlRequest(number, "parameters", query.encode(), "PARAMETERS", RawRequest(target), Expect.BOUNDED)


def judge(request: SqlRequest, answer: Answer, secrets: Sequence[bytes] = (), slowness: float = 1.0) -> list[str]:
    """Return every way in which the answer is over its limits or not what it must be; an empty list is a pass."""
    reasons = over_limits(answer, request.limits, slowness) + leaks(answer, request.request.asked(), secrets)
    if answer.status == 0 and not request.may_close:
        reasons.append("closed without an answer")
    if answer.status >= 500 and not (answer.status == 503 and answer.header("retry-after")):
        reasons.append(f"status {answer.status}")  # 503 with Retry-After says honestly that a queue is full
    if request.expect is Expect.REFUSED and not _refused(answer):
        reasons.append(f"must be refused, got {answer.status}")
    if request.expect is Expect.ANSWERED and not (answer.status == 200 and not _refused(answer)):
        reasons.append(f"honest SQL must be answered, got {answer.status}")
    return reasons


def _refused(answer: Answer) -> bool:
    return answer.status in range(400, 500) or answer.status == 0 or b'"ok": false' in answer.body[:2000]
