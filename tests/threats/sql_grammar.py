"""A grammar of hostile SQL for SQLite: one function a kind, all randomness from the `random.Random` given."""
# fmt: off


import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Expect(Enum):
    """What must become of a text: any answer within the limits, a refusal (4xx), or its rows."""

    BOUNDED = "bounded"
    REFUSED = "refused"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Sql:
    """A text with its named parameters; `scalar` where it is a SELECT of one column, fit to stand in a condition."""

    kind: str
    text: bytes
    expect: Expect
    scalar: bool
    parameters: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A production of the grammar: how it is written, how often, what must become of it."""

    produce: Callable[[random.Random], str | bytes]
    weight: int
    expect: Expect = Expect.BOUNDED
    scalar: bool = True


TABLES = (
    "reports", "documents", "facts", "agencies", "sites", "columns", "checks", "problems", "coverage", "captures", "report_wide",
    "facts_tidy",
)
SIZES = ("2000000", "20000000", "1e8", "400000000", "999999999", "2147483647", "4294967296")


def bulk(chance: random.Random, depth: int = 2) -> str:
    """Return an expression whose value is a very long text or blob."""
    size = chance.choice(SIZES)
    leaf = [
        f"printf('%.*c',{size},'a')", f"hex(zeroblob({size}))", f"hex(randomblob({size}))", f"zeroblob({size})", f"printf('%{size}d',1)",
        f"printf('%.{size}f',1.5)", f"format('%-{size}s','x')", f"quote(zeroblob({size}))", f"replace(hex(zeroblob({size})),'0','ab')",
        "char(" + ",".join(["1114111"] * chance.randint(1, 400)) + ")", f"cast(zeroblob({size}) as text)",
    ]
    if depth == 0:
        return chance.choice(leaf)
    inner, other = bulk(chance, depth - 1), bulk(chance, 0)
    nested = [
        f"upper({inner})", f"hex({inner})", f"({inner}||{other})", f"replace({inner},'a',{other})", f"quote({inner})",
        f"json_array({inner},{other})", f"json_quote({inner})", f"substr({inner},2)", f"coalesce(null,{inner})", f"trim({inner},'b')",
        f"soundex({inner})", f"unicode({inner})", f"json_object('a',{inner})", f"printf('%s%s',{inner},{other})",
        f"printf('%q',{inner})", f"printf('%w',{inner})", f"length({inner})",
    ]
    return chance.choice(leaf + nested)


def uninterruptible(chance: random.Random) -> str:
    """Return one function call that no progress handler can stop: quadratic in the length of its arguments."""
    text, needle = bulk(chance, 1), bulk(chance, 0)
    wild = "%a" * chance.randint(3, 60) + "%b"
    calls = [
        f"instr({text},{needle}||'b')", f"replace({text},{needle},'b')", f"{text} like '{wild}'", f"like('{wild}',{text})",
        f"glob('{wild.replace('%', '*')}',{text})", f"{text} glob '*[a-z]*[a-z]*[a-z]*0'", f"trim({text},{needle})",
        f"rtrim({text},{needle})", f"json_valid({text})", f"json_extract('['||{text}||']','$[0]')",
        f"instr(printf('%.*c',{chance.choice(SIZES)},'a'),printf('%.*c',{chance.choice(SIZES)},'a')||'b')",
        f"replace(printf('%.*c',2000000,'a'),'a',{needle})", f"json_patch({text},{needle})", f"abs({text})", f"cast({text} as integer)",
        f"date({text})", f"strftime({text},'now')", f"round(1.5,{chance.choice(SIZES)})",
    ]
    return f"select {chance.choice(calls)}{_many_rows(chance)}"


def _many_rows(chance: random.Random) -> str:
    table = chance.choice(TABLES)
    return chance.choice([
        "", "", f" from {table}", f" from {table} order by 1", f" from {table} group by 1", f" from {table} a, {table} b limit -1",
    ])


def memory(chance: random.Random) -> str:
    rows = chance.choice([
        "", " from facts", " from facts a, facts b", " from documents group by 1", " from (select 1 union select 2 union select 3)",
    ])
    many = chance.choice(["group_concat", "json_group_array", "max", "count(distinct ", "sum(length"])
    value = bulk(chance, chance.randint(0, 3))
    aggregate = f"{many}{'' if '(' in many else '('}{value}{')' if many.startswith('count') else '))' if '(' in many else ')'}"
    if many.startswith("sum"):
        aggregate = f"sum(length({value}))"
    return f"select {chance.choice([value, value, aggregate])}{rows}"


def recursive(chance: random.Random) -> str:
    step = chance.choice(["n+1", "n||n", "n||'a'", "hex(n)", "n*1.0000001", "random()", "n||char(n)", "zeroblob(1e6)"])
    last = chance.choice([
        "", "", " where n < 1e18", " limit -1", " limit 1e15", " limit 10 offset 1e12", " order by n", " where length(n) < 900000000",
    ])
    union = chance.choice(["union all", "union"])
    pick = chance.choice(["n", "count(*)", "group_concat(n)", "max(length(n))", "json_group_array(n)", "sum(n)", "n, n, n"])
    return f"with recursive c(n) as (select 1 {union} select {step} from c{last}) select {pick} from c{chance.choice(['', ' order by 1', ', c d', ' limit 1e9'])}"


def cross_join(chance: random.Random) -> str:
    many = chance.randint(3, 60)
    tables = ", ".join(f"{chance.choice(TABLES)} t{n}" for n in range(many))
    pick = chance.choice(["count(*)", "1", "t0.id", "group_concat(t1.id)", "distinct 1", "*"])
    tail = chance.choice(["", " order by random()", " group by random()", " where t0.rowid+t1.rowid<0", " limit 1 offset 99999999999"])
    return f"select {pick} from {tables}{tail}"


def huge_limit(chance: random.Random) -> str:
    limit = chance.choice([
        "-1", "9223372036854775807", "1e3", "(select count(*) from facts)", "99999999999999999999", "0x7fffffffffffffff",
    ])
    return f"select id from {chance.choice(TABLES)} order by {chance.choice(['1', 'random()', 'id desc', 'hex(id)'])} limit {limit} offset {chance.choice(['0', '9223372036854775807', '-1', '1e18'])}"


def window(chance: random.Random) -> str:
    frame = chance.choice([
        "", "rows between unbounded preceding and unbounded following", "groups between 9 preceding and 9 following exclude ties",
    ])
    return f"select {chance.choice(['group_concat(a.id)', 'count(*)', 'json_group_array(a.id)', 'ntile(9)', 'nth_value(a.id,2)'])} over (order by random() {frame}) from {chance.choice(TABLES)} a, {chance.choice(TABLES)} b"


PRAGMAS = (
    "database_list", "compile_options", "module_list", "function_list", "collation_list", "table_info('facts')", "table_list",
    "temp_store", "integrity_check", "quick_check", "page_count", "data_version", "stats",
)
PATH_PRAGMAS = ("database_list", "DATABASE_LIST", "database_list()", "temp_store_directory", "data_store_directory")


def pragma_table(chance: random.Random) -> str:
    name = "pragma_" + chance.choice(PRAGMAS)
    return f"select * from {name}{chance.choice(['', ' a, ' + name + ' b', ' order by random()'])}"


def _disguised(name: str, chance: random.Random) -> str:
    if "(" in name:
        return name
    return chance.choice([
        name, name.upper(), f'"{name}"', f"[{name}]", f"`{name}`", f"/**/{name}/*x*/", f"main.{name}", f"{name}\t", f"\n--x\n{name}",
    ])


def path_table(chance: random.Random) -> str:
    table = _disguised("pragma_database_list", chance)
    pick = chance.choice(["file", "*", "group_concat(file)", "hex(file)", "file like '/%'", "substr(file,1,1)", "json_group_array(file)"])
    return chance.choice([
        "select {p} from {t}", "with x as (select * from {t}) select {p} from x", "select (select {p} from {t} limit 1)",
        "select 1 where exists (select {p} from {t} where file like '/h%')",
    ]).format(p=pick, t=table)


def path_function(chance: random.Random) -> str:
    calls = [
        "load_extension('/usr/lib/x')", "load_extension('x','y')", "writefile('/tmp/x','y')", "readfile('/etc/passwd')",
        "edit('x','vi')", "fts3_tokenizer('simple')", "fts3_tokenizer('x',zeroblob(8))", "sqlite_filename(0)", "lsmode('x')",
        "zipfile('a','b')", "sha3_query('select 1')", "sqlite_offset(nosuch)", "getenv('HOME')",
    ]
    virtual = ["fsdir('/')", "zipfile('/etc/passwd')", "csv('/etc/passwd')", "sqlite_dbpage", "dbstat_path('x')"]
    return chance.choice([
        f"select {chance.choice(calls)}", f"select {chance.choice(calls)} from facts", f"select * from {chance.choice(virtual)}",
    ])


def statement(chance: random.Random) -> str:
    return chance.choice([
        "attach database '/tmp/x.db' as x", "attach ':memory:' as m", "ATTACH/**/'x' AS y", "detach gongkai", "vacuum into '/tmp/x.db'",
        "vacuum", "reindex", "analyze", f"pragma {chance.choice(PATH_PRAGMAS[:1] + PRAGMAS)}", "pragma writable_schema=1",
        "pragma hard_heap_limit=0", "pragma journal_mode=wal", "pragma mmap_size=99999999999", "delete from facts",
        "update facts set value=1", "insert into facts default values", "replace into sites(id) values(1)", "drop table facts",
        "create table x(a)", "create temp table x as select hex(zeroblob(1e8)) a", "create virtual table x using fts5(a)",
        "create temp view v as select 1", "begin exclusive", "savepoint x", "select 1; select 2", "select 1; attach 'x' as y",
        "; pragma database_list", "with x as (select 1) delete from facts",
        "create temp trigger t after insert on facts begin select 1; end", "explain pragma database_list",
        "alter table facts add column x",
    ])


def schema_read(chance: random.Random) -> str:
    table = chance.choice([
        "sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_sequence", "sqlite_stat1", "dbstat", "sqlite_stmt",
        "bytecode('select 1')", "tables_used('select 1')", "json_tree('[1,[2]]')",
    ])
    return chance.choice([
        f"select * from {table}", f"select group_concat(quote(a.rowid)) from {table} a, {table} b, {table} c, {table} d",
        f"select count(*) from {table}",
    ])


FTS_TEXTS = (
    '"', "NEAR(a b, 999999999)", "a*" * 500, "(" * 3000, "NOT " * 900 + "a", "a OR " * 4000 + "a", "^" * 999, "{a b c}:d", "- a", "*",
    "预", '"' + "预 " * 5000 + '"', "a AND " * 5000 + "b", "col:col:col:x", "NEAR(" * 500,
)


def full_text(chance: random.Random) -> str:
    table = chance.choice(["documents_fts", "search", "documents_text_fts", "reports_fts"])
    query = chance.choice(FTS_TEXTS).replace("'", "''")
    rank = chance.choice([
        "count(*)", f"snippet({table},-1,'a','b','c',64)", f"highlight({table},0,hex(zeroblob(1e7)),'x')", f"bm25({table},1e308)",
        f"offsets({table})", f"matchinfo({table},'pcnalsx')",
    ])
    return f"select {rank} from {table} where {table} match {chance.choice([repr(query) if chr(39) not in query else chr(39) + query + chr(39), bulk(chance, 1)])}"


def nested(chance: random.Random) -> str:
    depth = chance.choice([50, 900, 1001, 5000, 20000])
    pair = chance.choice([
        ("(", ")"), ("abs(", ")"), ("(select ", ")"), ("not ", ""), ("-", ""), ("~ ", ""), ("case when 1 then ", " end"),
        ("coalesce(null,", ")"), ("(1+", ")"),
    ])
    return f"select {pair[0] * depth}1{pair[1] * depth}"


def long_text(chance: random.Random) -> str:
    size = chance.choice([20_000, 60_000, 70_000, 300_000, 1_000_000])
    shape = chance.choice([
        ("select '", "x", "'"), ("select 1", "+1", ""), ("select 1 --", " ", ""), ("select 1 /*", "*", "*/"),
        ("select 1", " union all select 1", ""), ("select 1 in (1", ",1", ")"), ("select \"", "x", "\""), ("select 1", ",1", ""),
    ])
    return shape[0] + shape[1] * (size // len(shape[1])) + shape[2]


def not_utf8(chance: random.Random) -> bytes:
    raw = chance.choice([
        b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", "预算".encode("gbk"), b"\x80" * 99, b"\xf5\x80\x80\x80", b"\xef\xbb\xbf",
        "\u202e预".encode(), "\U0001f4a9".encode("utf-16-le"),
    ])
    return chance.choice([
        b"select '" + raw + b"'", b"select " + raw, raw + b"select 1", b"select cast(x'" + raw.hex().encode() + b"' as text)",
        b"select 1 as \"" + raw + b'"',
    ])


def null_bytes(chance: random.Random) -> bytes:
    return chance.choice([
        b"select 1\x00; drop table facts", b"\x00", b"select '\x00'", b"select\x001", b"select char(0)||'x'", b"select 1 /*\x00*/",
        b"select 'a\x00b' as \"x\x00y\"", b"\x00pragma database_list\x00",
    ])


def misleading(chance: random.Random) -> str:
    return chance.choice([
        "select 1 as '<svg onload=alert(1)>'", "select '</script><script>alert(1)</script>' as \"\r\nSet-Cookie: a=1\"",
        "explain query plan select * from facts, facts b", "explain select 1", "values (1),(2)", "select likelihood(1,0.5)",
        "select 1/0", "select 9223372036854775807+1", "select abs(-9223372036854775808)", "select 1e999, -1e999", "select x'ff'",
        "select zeroblob(0)", "", ";", "select", "/*", "'", "select :a", "select @a, $b, ?, ?3", "select ?32766", "select ?250001",
        "select * from json_each((select json_group_array(id) from facts)) a, json_each('[1,2,3]') b", "select " + "a." * 400 + "b",
        "select 1 from " + "(select 1 from " * 150 + "facts" + ")" * 150,
        "select sqlite_version(), sqlite_source_id(), sqlite_compileoption_get(0)",
        "select group_concat(a) from (select 'x' a union all " * 60 + "select 1 a" + ")" * 60, "select * from generate_series(1,9e15)",
        "select count(*) from generate_series(1,9e15)",
        "select sum(value) from json_each('[" + "1," * 9000 + "1]') a, json_each('[1,2]')",
        "select regexp('(a+)+$',printf('%.*c',40,'a')||'b')", "select levenshtein(printf('%.*c',99999,'a'),'b')",
    ])


HONEST = (
    "select count(*) from reports", "select id, title from documents limit 5", "select site_id, count(*) from agencies group by site_id",
    "select 1", "select substr('年度报告',1,2)", "with recursive c(n) as (select 1 union all select n+1 from c where n<10) select n from c",
    "select d.title, r.year from reports r join documents d on d.id=r.document_id limit 10",
    "select instr('abc','b'), replace('a','a','b'), printf('%d',3)", "select rule, verdict, count(*) from checks group by rule, verdict",
    "select year, avg(days_late) from reports group by year", "select * from coverage limit 3", "select json_extract('{\"a\":1}','$.a')",
    "select group_concat(id) from sites", "select title from documents where title like '%报告%' limit 3",
    "select row_number() over (order by year) from reports limit 3", "select :year as year where :year = '2021'",
    "select value, raw, state from facts where state='number' limit 20",
)


def many_parameters(chance: random.Random) -> str:
    count = chance.choice([10, 900, 1100, 4000])
    return "select " + chance.choice(["+", ",", "||"]).join(f":p{n}" for n in range(count))


KINDS = {
    "uninterruptible": Kind(uninterruptible, 7), "memory": Kind(memory, 5), "recursive": Kind(recursive, 4),
    "cross_join": Kind(cross_join, 3), "huge_limit": Kind(huge_limit, 2), "window": Kind(window, 1),
    "pragma_table": Kind(pragma_table, 2), "path_table": Kind(path_table, 3, Expect.REFUSED),
    "path_function": Kind(path_function, 2, Expect.REFUSED), "statement": Kind(statement, 3, Expect.REFUSED, scalar=False),
    "schema_read": Kind(schema_read, 2), "full_text": Kind(full_text, 2), "nested": Kind(nested, 2), "long_text": Kind(long_text, 1),
    "not_utf8": Kind(not_utf8, 1), "null_bytes": Kind(null_bytes, 1), "misleading": Kind(misleading, 2),
    "many_parameters": Kind(many_parameters, 1), "honest": Kind(lambda chance: chance.choice(HONEST), 5, Expect.ANSWERED),
}


def write(name: str, chance: random.Random) -> Sql:
    """Return one text of a kind, with a value for each of its named parameters where the kind has them."""
    kind = KINDS[name]
    text = kind.produce(chance)
    raw = text if isinstance(text, bytes) else text.encode()
    parameters: tuple[tuple[bytes, bytes], ...] = ()
    if name == "many_parameters":
        parameters = tuple((b"p%d" % n, chance.choice([b"1", b"a" * 40, b"'", b"\x00"])) for n in range(raw.count(b":p")))
    elif b":year" in raw:
        parameters = ((b"year", b"2021"),)
    return Sql(name, raw, kind.expect, kind.scalar, parameters)
