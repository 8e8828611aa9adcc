import random
from datetime import date, timedelta

import pytest

from archive.search import bigrams
from archive.search import query as search_query
from archive.search.index import Index, renew
from archive.store import schema

WIDE = "\uff21\uff22\uff23２０２３"  # ABC2023 in full width
TEXTS = {
    "a": ("哈尔滨市教育局2023年政府信息公开工作年度报告", "本年新收政府信息公开申请3件，予以公开2件。国办公开办函〔2021〕30号。"),
    "b": ("关于预算公开的通知", f'预算 公开\n决算；A股 naïve It\'s "quoted" a\\b 100% _x_ {WIDE}'),
    "c": ("通知", "公  开 府信 🙂 —— ……"),
    "d": ("年报", "政府信息，公开申请" * 40 + "堃镕"),
}


def put(connection, key, title, text, published, site="harbin", kind="article"):
    connection.execute(
        "INSERT OR REPLACE INTO documents(id, title, text, url, published, site_id, kind) VALUES (?,?,?,?,?,?,?)",
        (key, title, text, f"http://h/{key}", published, site, kind),
    )


@pytest.fixture
def database(tmp_path):
    connection = schema.connect(tmp_path / "gongkai.db")
    schema.migrate(connection)
    index = Index(connection)
    index.watch(TEXTS)
    for number, (key, (title, text)) in enumerate(TEXTS.items()):
        put(connection, key, title, text, f"2023-01-0{number + 1}", site="harbin" if key < "c" else "pingtan")
    index.flush()
    connection.commit()
    yield connection
    connection.close()


def keys(connection, words, **narrowed):
    return "".join(sorted(hit.document_id for hit in search_query.find(connection, words, **narrowed).hits))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("公开", "abd"),
        ("公", "abcd"),
        ("预算", "b"),
        ("预算 决算", "b"),
        ("信息公开申请", "a"),
        ("申请政府", "d"),
        ("信息，公开", "d"),
        ("2023", "ab"),
        ("023年", "a"),
        ("〔2021〕30号", "a"),
        ("通知", "bc"),
        ("镕", "d"),
        ("堃镕", "d"),
        ("府信", "acd"),
        ("It's", "b"),
        ('"quoted"', "b"),
        ('"', "b"),
        ("a\\b", "b"),
        ("100%", "b"),
        ("%", "b"),
        ("_x_", "b"),
        ("naïve", "b"),
        ("ABC2023", "b"),
        (WIDE[:3].lower(), "b"),
        ("🙂", "c"),
        ("—", "c"),
        ("不存在", ""),
        ("", ""),
        ("  ", ""),
        ("NEAR(", ""),
        ("*", ""),
        ("-", ""),
        ("公开 AND 年报", ""),
        ("公开 不存在", ""),
        ("a股", "b"),
        ("年报", "d"),
    ],
)
def test_what_is_found(database, words, expected):
    assert keys(database, words) == expected


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"site": "harbin"}, "ab"),
        ({"site": "pingtan"}, "d"),
        ({"kind": "article"}, "abd"),
        ({"kind": "attachment"}, ""),
        ({"year": 2023}, "abd"),
        ({"year": "2022"}, ""),
        ({"site": "harbin", "year": "2023"}, "ab"),
        ({"site": ""}, "abd"),
        ({"site": '"'}, ""),
    ],
)
def test_what_the_answer_is_narrowed_to(database, narrowed, expected):
    assert keys(database, "公开", **narrowed) == expected


@pytest.mark.parametrize(
    "words", ["\x00", "\udcff", "\ufdd0harbin", "a" * 600, "'" * 30, '"' * 31, "(((", "公" * 500, "\u202e公开", "col:x", "^a", "NOT", "{a}"]
)
def test_no_characters_are_an_error(database, words):
    search_query.find(database, words)


def test_like_agrees_on_random_pieces(database, monkeypatch):
    pool = "".join(title + text for title, text in TEXTS.values()).replace(" ", "").replace("\n", "")
    choice = random.Random(7)
    for ranked in (500, 0):  # 0: every word is a common one
        monkeypatch.setattr(search_query, "RANKED", ranked)
        for _ in range(300):
            length = choice.randint(1, 6)
            start = choice.randrange(len(pool) - length)
            words = pool[start : start + length]
            expected = {key for key, texts in TEXTS.items() if any(bigrams.fold(words) in bigrams.fold(text) for text in texts)}
            assert {hit.document_id for hit in search_query.find(database, words).hits} == expected, words


def test_title_first_then_by_date_where_common(database, monkeypatch):
    assert [hit.document_id for hit in search_query.find(database, "公开").hits][-1] == "d"  # only in its text
    monkeypatch.setattr(search_query, "RANKED", 1)
    found = search_query.find(database, "公开", limit=2)
    assert (found.order, found.total, found.more) == ("date", None, True)
    assert [hit.document_id for hit in found.hits] == ["d", "b"]
    assert [hit.document_id for hit in search_query.find(database, "公开", limit=2, offset=2).hits] == ["a"]


def test_every_character_that_folds_to_a_chinese_one_is_known():
    """The short cut of `grams.holds` stands on this."""
    unknown = [
        f"U+{code:X}"
        for code in range(0x110000)
        if (letter := chr(code))
        and not 0xD800 <= code <= 0xDFFF
        and (folded := bigrams.fold(letter)) != letter
        and any(bigrams.HAN.match(one) for one in folded)
        and not bigrams.FOLDS_TO_HAN.match(letter)
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("text", "run", "held"),
    [
        ("中\u2f00二", "中一二", True),
        ("㈱年㊤", "上", True),
        ("甲乙丙丁", "乙丁", False),
        ("政\uf98e府", "政年府", True),
        ("甲 乙", "甲乙", False),
        ("，１２", ",12", True),
    ],
)
def test_a_run_is_held_as_it_stands_or_folded(text, run, held):
    assert bigrams.holds(text, [run]) is held


def test_passages_are_marked(database):
    (hit,) = search_query.find(database, "预算 决算").hits
    assert hit.snippet.startswith("【预算】 公开 【决算】；")
    (hit,) = search_query.find(database, "ABC2023").hits
    assert (WIDE, True) in hit.pieces


def test_the_index_follows_the_documents(database):
    index = Index(database)
    index.watch(["a", "b", "x"])
    put(database, "a", "改过的标题", "全新内容", "2024-05-01")
    database.execute("DELETE FROM documents WHERE id = 'b'")
    put(database, "x", "新增", "内容", None)
    index.flush()
    assert (keys(database, "公开"), keys(database, "内容"), keys(database, "全新"), keys(database, "预算")) == ("d", "ax", "a", "")
    before = database.total_changes
    index.watch(["a"])
    index.flush()
    assert database.total_changes == before
    renew(database)
    assert (keys(database, "公开"), keys(database, "内容")) == ("d", "ax")


def many(connection, texts):
    """So many documents, one a day, the first the oldest."""
    index = Index(connection)
    index.watch([f"m{number:04}" for number in range(len(texts))])
    for number, text in enumerate(texts):
        put(connection, f"m{number:04}", "", text, (date(2000, 1, 1) + timedelta(number)).isoformat())
    index.flush()


def test_a_common_run_is_looked_for_a_bounded_way_and_all_the_way_in_the_end(database, monkeypatch):
    monkeypatch.setattr(search_query, "RANKED", 5)
    many(database, ["甲乙丙" if number % 40 == 0 else "甲乙，乙丙" for number in range(400)])
    expected = {f"m{number:04}" for number in range(0, 400, 40)}
    seen, asked, before = set(), 0, None
    while True:
        found = search_query.find(database, "甲乙丙", limit=20, before=before, most=100)
        assert found.total is None or found.rest is None
        assert {hit.document_id for hit in found.hits}.isdisjoint(seen)
        seen |= {hit.document_id for hit in found.hits}
        asked, before = asked + 1, found.rest
        if before is None:
            break
    assert (seen, asked) == (expected, 5)
    whole = search_query.find(database, "甲乙丙", limit=4)
    assert (len(whole.hits), whole.more, whole.rest) == (4, True, None)
    assert {hit.document_id for hit in search_query.find(database, "甲乙丙", limit=50).hits} == expected
    none = search_query.find(database, "甲乙乙", most=100)
    assert none.hits == ()


@pytest.mark.parametrize("words", ["甲乙", "甲乙丙"])
def test_pages_of_common_words_follow_one_another(database, monkeypatch, words):
    monkeypatch.setattr(search_query, "RANKED", 5)
    many(database, ["甲乙丙"] * 90)
    pages = [search_query.find(database, words, limit=20, offset=offset, most=search_query.LOOKED) for offset in range(0, 100, 20)]
    assert [hit.document_id for page in pages for hit in page.hits] == [f"m{number:04}" for number in range(89, -1, -1)]
    assert [page.more for page in pages] == [True, True, True, True, False]
