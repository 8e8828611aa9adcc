"""Every page answers, says what it should, in the language wanted, with its safety headers."""

import html
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from archive.publish.latest import published
from archive.search import query as engine
from archive.site.pages import search
from archive.site.pages.report import spoken
from archive.site.request.ask import Ask
from archive.site.request.edition_state import EditionState
from parsers.report.checks import rule_texts

PAGES = [
    ("/", "政府信息公开，逐格可查", "Government disclosure, down to the cell"),
    ("/search?q=公开", "最相关的在前", "best first"),
    ("/search", "空格隔开", "parted by blanks"),
    ("/agency/{agency}", "依申请公开，逐年并列", "Requests, year by year"),
    ("/report/{report}", "收到和处理政府信息公开申请情况", "Requests received and answered"),
    ("/document/{report}", "抓取记录", "Captures"),
    ("/compare?agency={agency}&figure=denied_share", "不予公开占比", "Share denied"),
    ("/trend?figure=denied_share", "有此数的机关", "Agencies with it"),
    ("/coverage", "未见", "Missing"),
    ("/checks", "应为", "expected"),
    ("/health", "采集状况", "Health"),
    ("/download", "SHA-256", "SHA-256"),
    ("/dictionary", "数据项（一格一行）", "Facts, one row a cell"),
    ("/gongkai", "年度报告", "Annual reports"),
    ("/gongkai/documents", "各列的含义", "What the columns mean"),
    ("/gongkai/facts?report_id={report}", "行", "rows"),
    ("/gongkai?sql=select+1", "运行", "Run SQL"),
]


@pytest.fixture(scope="session")
def ids(db):
    report, agency = db.execute("SELECT id, agency_id FROM reports WHERE form = '2021' AND year > 2000 ORDER BY id").fetchone()
    return {"report": report, "agency": agency}


@pytest.mark.parametrize(("address", "zh", "en"), PAGES, ids=[row[0] for row in PAGES])
def test_page_in_both_languages(get, ids, address, zh, en):
    path = address.format(**ids)
    for headers, lang, words in (({"accept-language": "zh-CN,zh;q=0.9"}, "zh-CN", zh), ({"accept-language": "en-GB,en;q=0.8"}, "en", en)):
        answer = get(path, headers=headers)
        assert answer.status_code == 200
        assert f'<html lang="{lang}">' in answer.text
        assert words in answer.text


@pytest.mark.parametrize("address", [row[0] for row in PAGES] + ["/nothing/here", "/report/none", "/-/health.json", "/feed.atom"])
def test_every_answer_is_guarded_and_names_its_snapshot(get, ids, address, home):
    headers = get(address.format(**ids)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "'unsafe-inline'" not in headers["content-security-policy"].split("script-src")[1].split(";")[0]
    assert headers["x-gongkai-snapshot"] == json.loads((home / "public/latest.json").read_text())["id"]


def test_language_asked_for_is_remembered(served):
    first = served.client.get("/", params={"lang": "en"})
    assert "gongkai-lang=en" in first.headers["set-cookie"]
    assert 'lang="en"' in served.client.get("/coverage", headers={"cookie": "gongkai-lang=en"}).text
    served.client.cookies.clear()


@pytest.mark.parametrize(
    "path", ["/report/none", "/agency/none", "/document/none", "/raw/none", "/download/nope.db", "/export/nope.csv", "/x/y"]
)
def test_what_is_not_there_is_a_sentence_and_404(get, path):
    answer = get(path)
    assert answer.status_code == 404
    assert "没有" in answer.text
    assert "Traceback" not in answer.text


def test_report_figures_lead_to_their_cells(get, db):
    for document, capture in (("html000000000000", "capture-html"), ("pdf0000000000000", "capture-pdf")):
        place = json.loads(db.execute("SELECT place FROM facts WHERE report_id = ? AND seq = 0", (document,)).fetchone()[0])
        mark = f"t{place['table']}r{place['row']}c{place['column']}"
        assert f'href="/raw/{capture}?cell={mark}#cell={mark}"' in get(f"/report/{document}").text


def test_each_rule_is_shown_with_its_source_in_the_order_of_rules_yaml(get, db):
    tried = [rule for (rule,) in db.execute("SELECT DISTINCT rule FROM checks")]
    for place, lang in enumerate(("zh", "en")):
        shown = get("/checks", headers={"accept-language": lang}).text.partition("<h2>")[2]
        assert re.findall(r'<a href="/checks\?rule=(\w+)">', shown) == [rule for rule in rule_texts.load() if rule in tried]
        assert [rule for rule in tried if html.escape(rule_texts.load()[rule].source[place], quote=True) not in shown] == []


def test_blank_not_applicable_and_zero_look_different(tmp_path):
    from archive.site.draw.form_tables import figures

    base = {"table_name": "requests", "item": "granted", "report_id": "r", "seq": 0, "place": None, "unit": None}
    facts = [
        {**base, "measure": name, "value": value, "raw": raw, "state": state}
        for name, value, raw, state in (
            ("total", 0, "0", "number"),
            ("business", None, "", "blank"),
            ("research", None, "/", "not_applicable"),
        )
    ]
    found = figures(facts, None)
    assert [found["requests", "granted", name]["state"] for name in ("total", "business", "research")] == [
        "number",
        "blank",
        "not_applicable",
    ]


def test_sum_over_blank_cells_says_that_it_is_a_lower_bound():
    from archive.site.draw.outcomes import outcomes

    told = outcomes({"granted": 3, "denied_state_secret": 1, "denied_by_law": None})
    assert (told["denied"].value, told["denied"].blanks) == (1, 1)
    assert (told["rejected"].value, told["rejected"].blanks) == (None, 0)


def test_share_with_blanks_below_the_line_is_not_told():
    from archive.site.pages.compare import figures, worked_out

    share = figures("zh")["denied_share"]
    whole = {"report_id": "r", "form": "2021", "items": {"denied_state_secret": 1, "handled": 4}}
    assert worked_out(share, whole)["value"] == 25.0
    assert worked_out(share, {**whole, "items": {"denied_state_secret": 1, "handled": None}})["value"] is None
    assert worked_out(share, {**whole, "items": {"handled": 0, "denied_state_secret": 0}})["value"] is None


def test_coverage_filter_finds_the_late_ones(get, db):
    year, expected = db.execute("SELECT year, count(*) FROM coverage WHERE state = 'late' GROUP BY year ORDER BY 2 DESC").fetchone()
    rows = get("/coverage.json", params={"state": "late", "year": year}).json()
    assert len({row["agency_id"] for row in rows}) == expected
    assert all(
        any(row["year"] == year and row["state"] == "late" for row in rows if row["agency_id"] == agency)
        for agency in {row["agency_id"] for row in rows}
    )


def test_page_tables_are_csv_and_json(get, ids):
    for path in ("/report/{report}", "/agency/{agency}", "/compare", "/coverage", "/checks"):
        address = path.format(**ids)
        query = {"agency": ids["agency"]} if path == "/compare" else {}
        written = get(f"{address}.csv", params=query)
        assert written.headers["content-type"].startswith("text/csv")
        lines = written.text.lstrip("\ufeff").splitlines()
        assert len(lines) - 1 == len(get(f"{address}.json", params=query).json()) > 0


def test_feed_is_atom_and_json(get, db):
    feed = ElementTree.fromstring(get("/feed.atom").content)
    space = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{space}entry")
    assert 0 < len(entries) <= 60
    moments = [entry.findtext(f"{space}updated") for entry in entries]
    assert moments == sorted(moments, reverse=True)
    told = get("/feed.json").json()
    assert [item["tags"][0] for item in told["items"]] == [
        {"新": "new", "修": "changed", "撤": "gone"}[entry.findtext(f"{space}title")[1]] for entry in entries
    ]
    agency = db.execute("SELECT agency_id FROM reports ORDER BY id").fetchone()[0]
    mine = {row[0] for row in db.execute("SELECT document_id FROM reports WHERE agency_id = ?", (agency,))}
    assert {item["url"].rsplit("/", 1)[1] for item in get("/feed.json", params={"agency": agency}).json()["items"]} <= mine


def test_health_for_machines(get, db):
    told = get("/-/health.json").json()
    assert len(told["columns"]) == db.execute("SELECT count(*) FROM columns").fetchone()[0]
    assert sum(told["states"].values()) == len(told["columns"])
    column = told["columns"][0]["column_id"]
    assert get(f"/-/badge/{column}.svg").headers["content-type"].startswith("image/svg")
    assert get("/-/badge/none/none.svg").status_code == 404


def test_search_page_and_command_agree(get, gongkai, home):
    for words in ("过程性", "公", "政务新媒体 回应", "海绵城市示范", "无此字样吗"):
        told = json.loads(gongkai("search", *words.split(), "--json", "--limit", "20", home=home).stdout)
        page = get("/search", params={"q": words}).text
        shown = [part.split('"', 1)[0] for part in page.split('<li><a href="/')[1:]]
        assert [name.split("/")[1] for name in shown if name.startswith(("report/", "document/"))] == [hit["document_id"] for hit in told]


def test_datasette_tables_find_chinese_words(get, db):
    for word in ("公", "过程", "过程性信息", "信息员队"):
        expected = db.execute("SELECT count(*) FROM documents WHERE instr(text, ?) OR instr(title, ?)", (word, word)).fetchone()[0]
        assert get("/gongkai/documents.json", params={"_q": word, "_size": 1}).json()["filtered_table_rows_count"] == expected


@pytest.mark.parametrize(
    ("accept", "said", "unsaid"),
    [
        (
            "zh-CN",
            ('<option value="contains">包含</option>', "其中：form 等于 2021，year ≥ 2020；按 year 从大到小排列"),
            ("ends with", "sorted by", "is not null"),
        ),
        ("en", ('<option value="contains">contains</option>', "where form = 2021 and year ≥ 2020 sorted by year descending"), ("包含",)),
    ],
)
def test_filters_and_order_of_a_table_speak_the_readers_language(get, accept, said, unsaid):
    page = get("/gongkai/reports?year__gte=2020&form=2021&_sort_desc=year", headers={"accept-language": accept}).text
    assert [text for text in said if text not in page] == []
    assert [text for text in unsaid if text in page] == []
    assert page.count("<tr>") > 2  # the rows themselves


@pytest.mark.parametrize("column", ["site_id", "column_id", "kind"])
@pytest.mark.parametrize("facet", ["kind", "column_id", "media_type", "state"])
def test_facets_of_documents_do_not_read_the_documents(db, column, facet):
    """The text of a document lies in its row: counting from the rows would read all texts."""
    counted = f"""SELECT {facet}, count(*) AS n FROM (SELECT * FROM documents WHERE {column} = :value) WHERE {facet} IS NOT NULL
        GROUP BY {facet} ORDER BY n DESC LIMIT 31"""
    value = db.execute(f"SELECT {column} FROM documents WHERE {column} IS NOT NULL").fetchone()[0]
    first = db.execute(f"EXPLAIN QUERY PLAN {counted}", {"value": value}).fetchone()[3]
    assert "COVERING INDEX" in first


def test_checks_are_told_in_the_readers_language():
    ask = {"zh": Ask(None, "zh"), "en": Ask(None, "en")}
    said = {
        "at least 3": "至少 3",
        "by 2026-03-31": "不晚于 2026-03-31",
        "32 or 36": "32 或 36",
        "lacks 四": "缺 四",
        "day of publication": "发布日期",
        "no day of publication": "没有发布日期",
        "2025-01-01 to 2025-12-31": "2025-01-01 至 2025-12-31",
    }
    for english, chinese in said.items():
        assert spoken(english, ask["zh"]) == chinese
        assert spoken(english, ask["en"]) == english


def test_a_search_bounded_on_the_way_leads_on_to_the_end(home, db, monkeypatch):
    monkeypatch.setattr(engine, "RANKED", 5)
    monkeypatch.setattr(engine, "LOOKED", 100)
    site, asked, address = EditionState(published(home / "public"), home / "public", ""), 0, "/search?q=政府信息公开平台&page=1"
    while address:
        shown = search.template_context(db, Ask(site, args=parse_qs(urlsplit(address).query), path="/search"))
        assert shown["found"].hits == ()
        address, asked = shown["further"], asked + 1
    assert asked > 3, "the words were not common enough: nothing was proved"


def test_a_search_that_looked_through_all_says_so(get):
    page = get("/search", params={"q": "政府信息公开平台", "before": str(1 << 60)}).text
    assert "没有找到" in page  # so small an archive is looked through whole
    assert "继续查更早" not in page


def test_nothing_found_offers_a_way_on(get):
    page = get("/search?q=没有这样的话&year=2021").text
    assert "去掉筛选" in page
    assert 'href="/search?q=%E6%B2%A1' in page


def test_tables_show_first_what_people_look_for(get):
    page = get("/gongkai/documents?_size=1").text
    assert re.findall(r'<th scope="col" class="col-(\w+)"', page)[:4] == ["id", "title", "published", "kind"]
    assert re.findall(r'<td class="col-(\w+) ', page)[:4] == ["id", "title", "published", "kind"]
    assert list(get("/gongkai/documents.json?_size=1&_shape=objects").json()["rows"][0])[:2] == ["id", "url"]


def test_what_is_worked_out_once_is_worked_out_once_however_many_come():
    site, together, calls = EditionState(None, None, ""), threading.Barrier(4), []

    def ask(_):
        together.wait(120)
        return site.remember("health", lambda: (calls.append(1), time.sleep(0.2), "found")[-1])

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == ["found"] * 4
    assert calls == [1]


def test_a_document_s_seals_are_shown_with_their_state_and_never_as_unsigned(get, db):
    zh, en = (get("/document/hostile000000000", headers={"accept-language": lang}).text for lang in ("zh-CN", "en"))
    assert [word in zh for word in ("完好：所签内容未改动", "与所签内容不符", "未验证", "本站未安装验签组件", "证书链未知")] == [True] * 5
    assert [word in en for word in ("Whole: what it covers", "Not what was signed", "Not checked", "unknown chain")] == [True] * 4
    assert "签署时不在有效期内" in zh
    assert "<script>alert(1)" not in zh
    report = db.execute("SELECT document_id FROM reports WHERE year > 2000").fetchone()[0]
    assert "签名与印章" not in get(f"/document/{report}").text
    assert get("/gongkai/signatures.json?_shape=array&state=broken").json()[0]["reason"] == "content_differs"


@pytest.mark.parametrize(
    "address", ["/rank?figure=denied_share", "/trend?figure=denied_share", "/compare?figure=received&agency={agency}", "/agency/{agency}"]
)
def test_the_charts_of_a_page_are_files_and_frames_of_the_same_drawing(served, ids, address):
    served.client.cookies.clear()
    page = served.client.get(address.format(**ids))
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*\.svg\?[^"]*)"', page.text)]
    frames = [html.unescape(html.unescape(link)) for link in re.findall(r"&lt;iframe src=&#34;(.*?)&#34;", page.text)]
    assert len(links) == len(frames) >= 1
    assert "embed=1" not in page.text.partition("<textarea")[0]
    for link, frame in zip(links, frames, strict=True):
        file, shown = served.client.get(link), served.client.get(frame.removeprefix(served.address))
        assert (file.status_code, file.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
        assert file.headers["cross-origin-resource-policy"] == shown.headers["cross-origin-resource-policy"] == "cross-origin"
        svg = ElementTree.fromstring(file.content)
        own = svg.find("{http://www.w3.org/2000/svg}svg")
        assert own.get("aria-label") in html.unescape(shown.text)
        assert "x-frame-options" not in shown.headers
        assert "frame-ancestors *" in shown.headers["content-security-policy"]
        assert "script-src" not in shown.headers["content-security-policy"]
        assert "set-cookie" not in shown.headers
        assert [word for word in ("<script", "<form", "<input") if word in shown.text] == []
        assert "frame-ancestors 'none'" in file.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"


def test_a_page_without_charts_is_never_framed_and_a_view_without_values_has_no_file(get):
    answer = get("/coverage?embed=1")
    assert (answer.headers["x-frame-options"], '<form class="find"' in answer.text) == ("DENY", True)
    answer = get("/compare.svg")
    assert (answer.status_code, "没有可画的图" in answer.text) == (404, True)
    assert "没有可画的图" in get("/compare?embed=1").text
