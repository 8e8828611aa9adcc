"""Figures, names and cells as readers see them, in both languages; what is absent, blank or doubtful stays apart."""

import json

import pytest
from markupsafe import Markup

from archive.site.draw import figure_cells, filter_words, form_tables, labels, outcomes, table_cells, template_names
from archive.site.draw.form_tables import cell_name, figures

EMPTY = '<span class="hidden">{}</span><span aria-hidden="true">&nbsp;</span>'
PLACE = json.dumps({"table": 1, "row": 2, "column": 3})


def fact(table, item, measure, value=1, **own):
    return {
        "table_name": table,
        "item": item,
        "measure": measure,
        "value": value,
        "state": "number",
        "raw": str(value),
        "unit": "件",
        "place": PLACE,
        **own,
    }


# ---- a figure's cell


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (
            None,
            '<td class="n none"><span aria-label="原表无此格"></span></td>',
            '<td class="n none"><span aria-label="no such cell"></span></td>',
        ),
        (
            {"state": "number", "value": 1200, "raw": " 1200 ", "href": "/r"},
            '<td class="n number"><a href="/r" title="看原文中的这一格：1200">1,200</a></td>',
            '<td class="n number"><a href="/r" title="See this cell in the source：1200">1,200</a></td>',
        ),
        ({"state": "number", "value": 3, "raw": "3", "href": ""}, '<td class="n number"><span>3</span></td>', None),
        ({"state": "number", "value": 0, "raw": None, "href": ""}, '<td class="n number zero"><span>0</span></td>', None),
        (
            {"state": "uncertain", "value": 0, "raw": "O", "href": "/r"},
            '<td class="n doubt"><a href="/r" title="看原文中的这一格">O</a></td>',
            None,
        ),
        (
            {"state": "dash", "value": 0, "raw": "/", "href": "/r"},
            '<td class="n dash"><a href="/r" title="看原文中的这一格">/</a></td>',
            None,
        ),
        (
            {"state": "blank", "value": None, "raw": "", "href": "/r"},
            f'<td class="n blank"><a href="/r" title="看原文中的这一格">{EMPTY.format("空白")}</a></td>',
            f'<td class="n blank"><a href="/r" title="See this cell in the source">{EMPTY.format("blank")}</a></td>',
        ),
        (
            {"state": "text", "value": None, "raw": "<b>", "href": '/"'},
            '<td class="n text"><a href="/&#34;" title="看原文中的这一格">&lt;b&gt;</a></td>',
            None,
        ),
    ],
)
def test_a_figure_in_its_cell(given, zh, en):
    assert figure_cells.figure(given, "zh") == Markup(zh)
    if en:
        assert figure_cells.figure(given, "en") == Markup(en)
    assert figure_cells.figures([given, given], "zh") == Markup(zh + zh)


# ---- the tables of a report


def test_each_figure_leads_to_its_place():
    found = figures([fact("requests", "new", "total", 7), fact("requests", "new", "total", 8)], "c1")
    assert list(found) == [("requests", "new", "total")]
    assert found["requests", "new", "total"]["value"] == 7
    assert found["requests", "new", "total"]["href"] == "/raw/c1?cell=t1r2c3#cell=t1r2c3"
    assert form_tables.source({"place": PLACE}, "c1", "d9") == "/raw/c1?cell=t1r2c3&part=d9#cell=t1r2c3"
    assert (form_tables.source({"place": PLACE}, None), form_tables.source({"place": None}, "c1"), form_tables.source({}, "c1")) == (
        "",
        "",
        "",
    )
    assert cell_name(4, 5, 6) == "t4r5c6"


def test_section_three_has_the_columns_of_its_form_and_only_rows_that_are_there():
    assert form_tables.MEASURES == ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")
    assert form_tables.requests({}, "zh") == []
    item = labels.labels()["requests"][0]["items"][0]
    ((group),) = form_tables.requests(figures([fact("requests", item, "business", 5)], None), "zh")
    (line,) = group["rows"]
    assert (line["item"], line["label"]) == (item, labels.word("zh", "items", "requests", item))
    assert [cell and cell["value"] for cell in line["cells"]] == [None, 5, None, None, None, None, None]
    assert set(group) == {"title", "rows"}


def test_section_four_has_three_blocks_of_five():
    assert form_tables.OUTCOMES == ("upheld", "corrected", "other", "pending", "total")
    assert form_tables.disputes({}, "zh") == []
    found = form_tables.disputes(
        figures([fact("disputes", "review", "pending", 4), fact("disputes", "litigation_after_review", "upheld", 2)], None), "en"
    )
    assert [[cell and cell["value"] for cell in line["cells"]] for line in found] == [
        [None, None, None, 4, None],
        [None] * 5,
        [2, None, None, None, None],
    ]
    assert [line["label"] for line in found] == [
        labels.word("en", "items", "disputes", item) for item in ("review", "litigation_direct", "litigation_after_review")
    ]


def test_section_two_follows_its_form():
    (block, *_) = labels.labels()["proactive"]["2021"]
    item, measure = block["items"][0], block["measures"][0]
    found = form_tables.proactive("2021", figures([fact("proactive", item, measure, 6)], None), "en")
    assert (found[0]["title"], found[0]["measures"][0]) == (block["title"][1], labels.word("en", "measures", "proactive", measure))
    assert (found[0]["rows"][0]["label"], found[0]["rows"][0]["cells"][0]["value"]) == (labels.word("en", "items", "proactive", item), 6)
    assert form_tables.proactive("1999", {}, "zh") == []


def test_statistics_keep_the_reports_order_and_levels():
    found = form_tables.statistics(
        figures(
            [
                fact("statistics", "甲", "value", 1),
                fact("statistics", "甲/乙/丙", "cumulative", 2, unit="条"),
                fact("requests", "new", "total"),
            ],
            None,
        )
    )
    assert [(line["label"], line["depth"], line["unit"]) for line in found] == [("甲", 0, "件"), ("丙", 2, "条")]
    assert (found[0]["value"]["value"], found[0]["cumulative"], found[1]["value"], found[1]["cumulative"]["value"]) == (1, None, None, 2)
    assert form_tables.measure_names("disputes", ["upheld"], "en") == [labels.word("en", "measures", "disputes", "upheld")]


def test_sums_of_outcomes_say_what_they_lack():
    assert outcomes.total([1, None, 2]) == outcomes.Sum(3, 1)
    assert outcomes.total([None]) == outcomes.Sum(None, 1)
    key, entry = next(iter(labels.labels()["outcomes"].items()))
    first, *others = entry["items"]
    assert outcomes.outcomes({first: 4})[key] == outcomes.Sum(4, 0)
    assert outcomes.outcomes({first: 4} | dict.fromkeys(others))[key] == outcomes.Sum(4, len(others))
    assert set(outcomes.outcomes({})) == set(labels.labels()["outcomes"])
    assert outcomes.names("en")[key] == entry["name"][1]
    rows = [{"report_id": "r", "item": "a", "total": 1, "business": 2}, {"report_id": "r", "item": "b", "total": None, "business": 3}]
    assert outcomes.by_report(rows) == {"r": {"a": 1, "b": None}}
    assert outcomes.by_report(rows, "business") == {"r": {"a": 2, "b": 3}}


# ---- labels


@pytest.mark.parametrize(
    ("lang", "keys", "found"),
    [
        ("zh", ("states", "coverage", "late"), "逾期"),
        ("en", ("states", "galaxy", "x"), "x"),
        ("en", ("states",), "states"),
        ("zh", ("a", "b", "c", "d"), "d"),
    ],
)
def test_a_label_or_its_key(lang, keys, found):
    assert labels.word(lang, *keys) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、收到", "收到"),
        ("（一）予以公开", "予以公开"),
        ("3.危及（某某）", "危及"),
        ("收到的、办理的", "收到的、办理的"),
        ("二、", "二、"),
        ("无", "无"),
    ],
)
def test_a_label_without_its_number_and_remark(monkeypatch, text, found):
    monkeypatch.setattr(labels, "word", lambda lang, *keys: text)
    assert labels.short("zh", "requests", "x") == found


# ---- names of every template


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, ""),
        (1234567, "1,234,567"),
        (0, "0"),
        (2.50, "2.5"),
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e14, "100,000,000,000,000"),
        ("x", "x"),
    ],
)
def test_a_number_as_people_read_it(value, found):
    assert template_names.number(value) == found


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (None, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1_000_000, "1.0 MB"),
        (1_000_000_000, "1.0 GB"),
        (1_000_000_000_000, "1.0 TB"),
        (3_072_000_000_000_000, "3072.0 TB"),
    ],
)
def test_a_size_as_people_read_it(count, found):
    assert template_names.size(count) == found


@pytest.mark.parametrize(
    ("part", "whole", "found"), [(1, 3, "33.3%"), (None, 3, ""), (1, 0, ""), (1, None, ""), (0, 5, "0%"), (5, 5, "100%"), (1, 1000, "0.1%")]
)
def test_a_share(part, whole, found):
    assert template_names.share(part, whole) == found


@pytest.mark.parametrize(
    ("address", "safe"),
    [("http://a/", True), ("HTTPS://a/", True), ("ftp://a/", False), ("javascript:x", False), ("//a/", False), ("http://[", False)],
)
def test_a_link_that_is_safe(address, safe):
    assert template_names.safe_link(address) == (address if safe else "")


@pytest.mark.parametrize("code", [1, 31, 127, 159, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x2069, 0xFEFF])
def test_a_title_hides_nothing(code):
    assert template_names.titled(f"a{chr(code)}b") == "ab"


@pytest.mark.parametrize("code", [32, 160, 0x200A, 0x2010, 0x2029, 0x202F, 0x205F])
def test_blanks_of_a_title_are_blanks(code):
    assert template_names.titled(f"a{chr(code)}b") in ("a b", f"a{chr(code)}b")


def test_a_title_is_one_line_of_bounded_length():
    assert template_names.titled("a\tb\r\nc") == "a b c"
    assert template_names.titled("x" * 120) == "x" * 120
    assert template_names.titled("x" * 121) == "x" * 120 + "…"


class Asked:
    """A request as Datasette gives it."""

    def __init__(self, path="/a", query="", cookies=None, headers=None):
        self.path, self.query_string, self.cookies, self.headers = path, query, cookies or {}, headers or {}


def test_the_language_and_the_way_to_the_other():
    assert template_names.request_language(None) == "zh"
    assert template_names.request_language(Asked(query="lang=en")) == "en"
    assert template_names.request_language(Asked(headers={"accept-language": "en-GB"})) == "en"
    assert template_names.request_language(Asked(cookies={"gongkai-lang": "en"}, headers={"accept-language": "zh"})) == "en"
    assert template_names.other_language(Asked("/a/b", "q=1&q=2&e=&lang=en"), "en") == "/a/b?q=1&q=2&e=&lang=zh"
    assert template_names.other_language(Asked("//evil.invalid/"), "zh") == "/evil.invalid/?lang=en"
    assert template_names.other_language(None, "zh") == "/?lang=en"


def test_words_with_their_values():
    assert template_names.say("zh", "共{n}件{x}", "{n} of {x}", n=1200, x="<b>") == Markup("共1,200件&lt;b&gt;")
    assert template_names.say("en", "共{n}件", "{n} in all", n=3) == "3 in all"
    assert template_names.mark([("a<", False), ("b>", True)]) == Markup("a&lt;<mark>b&gt;</mark>")


def test_a_table_and_a_column_are_described():
    zh, en = (template_names.described(lang, "reports") for lang in ("zh", "en"))
    assert zh
    assert en
    assert zh != en
    assert template_names.described("zh", "reports", "year") != template_names.described("en", "reports", "year")
    assert template_names.described("zh", "nothing") == template_names.described("zh", "reports", "nothing") == ""


# ---- cells of Datasette's tables


@pytest.mark.parametrize(
    ("column", "table", "page"),
    [
        ("document_id", None, "/document/a%2Fb"),
        ("parent_id", "x", "/document/a%2Fb"),
        ("report_id", "x", "/report/a%2Fb"),
        ("other_report_id", "x", "/report/a%2Fb"),
        ("agency_id", "x", "/agency/a%2Fb"),
        ("capture_id", "x", "/raw/a%2Fb?view=1"),
        ("revisit_of", "x", "/raw/a%2Fb?view=1"),
        ("id", "documents", "/document/a%2Fb"),
        ("id", "reports", "/report/a%2Fb"),
        ("id", "agencies", "/agency/a%2Fb"),
        ("id", "captures", "/raw/a%2Fb?view=1"),
        ("id", "sites", None),
        ("id", None, None),
    ],
)
def test_ids_lead_to_their_pages(column, table, page):
    found = table_cells.cell("a/b", column, table)
    assert found == (page and Markup(f'<a href="{page}" class="cut mono" title="a/b">a/b</a>'))


@pytest.mark.parametrize("column", ["payload_digest", "content_digest", "digest", "warc", "via", "url", "redirected_from"])
def test_long_cells_are_cut_and_addresses_are_links(column):
    assert table_cells.cell("x", column, "t") == Markup('<span class="cut" title="x">x</span>')
    link = 'rel="nofollow noopener external"'
    assert table_cells.cell("http://a/", column, "t") == Markup(
        f'<a href="http://a/" {link}><span class="cut" title="http://a/">http://a/</span></a>'
    )


def test_other_cells_are_datasettes():
    assert table_cells.cell("x" * 90, "text", "t") is None
    assert table_cells.cell("x" * 91, "text", "t") == Markup("x" * 90 + "…")
    assert [table_cells.cell(value, "url", "t") for value in (None, 3, "")] == [None] * 3
    assert table_cells.cell("x", "title", "documents") is None


@pytest.mark.parametrize(
    ("table", "first"),
    [("documents", ["id", "title", "published", "kind"]), ("reports", ["id", "agency_id", "year", "form", "title"]), ("facts", [])],
)
def test_what_people_look_for_comes_first(table, first):
    columns = [{"name": name} for name in ("zz", *reversed(first), "aa")]
    assert [column["name"] for column in table_cells.in_order(columns, table, "name")] == [*first, "zz", "aa"]


# ---- filters


@pytest.mark.parametrize(
    ("selections", "typed", "english", "found"),
    [
        (
            [
                ("a", "exact", "1"),
                ("b", "isnull", "1"),
                ("c", "notnull", "1"),
                ("d", "isblank", "1"),
                ("e", "notblank", "1"),
                ("f", "galaxy", "1"),
            ],
            "",
            "",
            None,
        ),
        ([], " ", "where x sorted by year descending", "按 year 从大到小排列"),
        ([], "词", "x sorted by a", "其中：全文含有“词”（最新 1,000 篇候选）；按 a 从小到大排列"),
    ],
)
def test_filters_in_a_sentence(selections, typed, english, found):
    said = filter_words.conditions("zh", selections, typed, english)
    if found is not None:
        assert said == found
        return
    names = {key: filter_words.operator("zh", key, key) for _, key, _ in selections}
    assert said == f"其中：a {names['exact']} 1，b {names['isnull']}，c {names['notnull']}，d {names['isblank']}，e {names['notblank']}"
