"""The pages of the site, read from a small database and rendered: a value that a page and its template name differently fails it."""

import json
import re
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest

from archive.search import index as search_index
from archive.site.original.raw import NOT_HERE
from archive.site.pages import document, download, home, search, version_diff
from archive.site.request.ask import Absent
from archive.site.routes import PAGES
from archive.store import schema, views
from gongkai.errors import UsageError, VerifyFailed
from tests.helpers.few_reports import asking, database
from tests.helpers.rendered_pages import page, rendered

DAY = "2024-04-01T02:00:00Z"
TABLES = {"documents": 1234, "reports": 6, "agencies": 4, "facts": 90, "requests": 13}
TEXT = "第一段公开\n\n 第二段\n" + "长" * 59_986


def insert(connection, table, **row):
    connection.execute(f"INSERT INTO [{table}] ({','.join(row)}) VALUES ({','.join('?' * len(row))})", list(row.values()))


@pytest.fixture(scope="module")
def connection():
    with closing(database()) as made:
        made.execute(
            "INSERT INTO columns (id, site_id, name, kind, url) VALUES ('town/news', 'town', '要闻', 'notice', 'https://a.gov.cn/')"
        )
        dated = {
            "site_id": "town",
            "column_id": "town/news",
            "first_seen": DAY,
            "last_seen": DAY,
            "kind": "notice",
            "media_type": "text/html",
        }
        for number in range(9):
            insert(
                made, "documents", id=f"n{number}", title=f"通知{number}", published=f"2023-0{number + 1}-01", text=f"正文{number}", **dated
            )
        insert(
            made, "documents", id="part", parent_id="n8", title="附件一", name="附件一.docx", kind="part", published="2023-12-31", text=""
        )
        insert(
            made,
            "documents",
            id="full",
            title="通知全文",
            url="https://a.gov.cn/x",
            published="1990-01-01",
            text=TEXT,
            changed_at="2024-04-03T00:00:00Z",
            gone_at="2024-04-04T00:00:00Z",
            source="办公室",
            parent_id="n1",
            **dated,
        )
        for number in range(6):
            made.execute("UPDATE documents SET changed_at = ? WHERE id = ?", (f"2024-04-02T0{number}:00:00Z", f"n{number}"))
        made.execute("UPDATE documents SET gone_at = '2024-04-02T03:30:00Z' WHERE id = 'n7'")
        made.execute("UPDATE documents SET parent_id = 'full', length = 99, name = '表.xls' WHERE id = 'a21'")
        for seq in (1, 2):
            capture = {"warc": "w", "offset": 5, "payload_digest": f"sha256:{seq}", "media_type": "text/html", "length": seq, "status": 200}
            insert(made, "captures", id=f"c{seq}", document_id="full", url="u", fetched_at=f"2024-04-0{seq}T00:00:00Z", **capture)
            seen = {"capture_id": f"c{seq}", "fetched_at": DAY, "reason": "title,text", "significant": seq - 1}
            insert(made, "versions", document_id="full", seq=seq, **seen)
        listed = {"column_id": "town/news", "list_title": "通知（列表）", "list_date": "2024-04-01"}
        insert(made, "memberships", document_id="full", **listed)
        sealed = {"seal": "公章", "signer": "某局", "state": "broken", "reason": "content_differs", "signed_at": DAY, "in_period": 0}
        sealed |= {"valid_from": DAY, "valid_to": DAY, "issuer": "某CA", "chain": "incomplete"}
        insert(made, "signatures", document_id="full", seq=1, kind="ofd_seal", **sealed)
        insert(made, "signatures", document_id="full", seq=2, kind="pdf_signature", signer="乙局", state="whole", chain="self_signed")
        insert(made, "signatures", document_id="full", seq=3, kind="ofd_seal", seal="丙章", state="not_checked", reason="no_library")
        insert(made, "problems", document_id="full", at=DAY, stage="parse", code="no_text", message="没有文字")
        insert(made, "runs", id="r1", started=DAY, finished=DAY, exit_code=6, requests=7)
        search_index.renew(made)
        made.commit()
        yield made


@pytest.fixture
def ask(tmp_path):
    """A request to a site whose folder of snapshots holds one file; the arguments of the path by `id`."""
    public = tmp_path / "public"
    public.mkdir()
    (public / "gongkai-1.db").write_bytes(b"x")
    (public / "SHA256SUMS").write_bytes(b"abc")

    def make(lang="zh", id="", **args):
        made = asking(lang, {"id": id}, public, **args)
        snapshot = replace(made.site.snapshot, file=public / "gongkai-1.db", tables=TABLES)
        return replace(made, site=replace(made.site, snapshot=snapshot))

    return make


def visible(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.partition("<main")[2].partition("</main>")[0]))


PARTS = {"agency": "A", "report": "a22", "document": "full", "region": "990100"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [row.template for row in PAGES])
def test_each_page_names_what_its_template_shows(connection, ask, name, lang):
    answer = page(name, connection, ask(lang, PARTS.get(name, "")))
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer
    assert len(visible(answer)) > 100


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("search", {"q": "正文"}),
        ("search", {"q": "没有这些字"}),
        ("search", {"q": "正文", "site": "county", "kind": "policy", "year": 2023}),
        ("checks", {"rule": "N2", "level": "hard", "site": "town", "year": 2022}),
        ("compare", {"agency": ["A", "B"], "figure": "denied_share"}),
        ("coverage", {"state": "late", "year": 2021, "to": 2021, "q": "甲", "level": "department", "site": "town"}),
        ("report", {}),
        ("region", {}),
        ("agencies", {"q": "jiaoyu", "region": "990100", "level": "city", "kind": "department"}),
        ("agencies", {"q": "没有"}),
        ("rank", {"year": 2022, "figure": "denied_share", "sort": "change", "order": "up", "by": "natural_person"}),
        ("rank", {"year": 2020}),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_page_as_narrowed(connection, ask, name, args, lang):
    assert visible(page(name, connection, ask(lang, PARTS.get(name, ""), **args)))


# ---- the first page


def test_what_the_archive_holds_at_a_glance(connection, ask):
    found = home.glance(connection, ask())
    assert (found["tables"], found["states"]) == (TABLES, home.STATES)
    assert [row["id"] for row in found["newest"]] == [f"n{number}" for number in range(8, 0, -1)]
    assert (found["newest"][0]["site_name"], found["newest"][0]["report_id"], found["newest"][0]["kind"]) == ("甲市", None, "notice")
    assert [(event["id"], event["what"]) for event in found["events"]] == [
        ("full", "gone"),
        ("full", "changed"),
        ("n5", "changed"),
        ("n4", "changed"),
        ("n7", "gone"),
    ]
    assert [(row["id"], row["agencies"]) for row in found["sites"]] == [("town", 2), ("county", 1)]
    assert [year["year"] for year in found["years"]] == [*range(2013, 2020), 2021, 2022]


def test_the_first_page_shows_it_and_what_is_wrong_now(connection, ask, monkeypatch):
    asked = ask("en")
    text = visible(page("home", connection, asked))
    for words in ("1,234 documents", "6 annual reports", "4 agencies", "2013–2022", "通知8", "2023-09-01 · 甲市", "withdrawn", "甲市 2"):
        assert words in text, words
    assert home.template_context(connection, asked)["outages"] == []
    monkeypatch.setattr(home, "outages", lambda ask: ["out"])
    assert home.template_context(connection, asked)["outages"] == ["out"]
    assert home.template_context(connection, asked)["newest"] is asked.site.remembered["home"]["newest"]


def test_the_first_page_of_an_archive_that_holds_nothing(ask):
    with closing(database()) as empty:
        for table in ("coverage", "reports", "documents"):
            empty.execute(f"DELETE FROM {table}")
        text = visible(page("home", empty, ask("en")))
    assert ("No annual report has been read yet." in text, "No documents yet." in text) == (True, True)


# ---- a document


def test_everything_about_a_document(connection, ask):
    found = document.template_context(connection, ask(id="full"))
    kept = found["document"]
    assert (kept["site_name"], kept["column_name"], kept["parent_title"], kept["report_id"]) == ("甲市", "要闻", "通知1", None)
    assert found["paragraphs"] == ["第一段公开", " 第二段", "长" * 59_986]
    assert (found["cut"], found["characters"]) == (False, len(TEXT))
    assert [row["id"] for row in found["captures"]] == ["c2", "c1"]
    assert [(row["seq"], row["payload_digest"], row["length"]) for row in found["versions"]] == [(2, "sha256:2", 2), (1, "sha256:1", 1)]
    assert [(row["id"], row["name"], row["report_id"], row["length"]) for row in found["attachments"]] == [("a21", "表.xls", "a21", 99)]
    assert [(row["column_name"], row["site_name"], row["list_title"]) for row in found["memberships"]] == [("要闻", "甲市", "通知（列表）")]
    assert [row["signer"] for row in found["signatures"]] == ["某局", "乙局", None]
    assert [row["code"] for row in found["problems"]] == ["no_text"]
    assert found["difference"] is None


def test_the_page_of_a_document_shows_it(connection, ask):
    text = visible(page("document", connection, ask("en", "full")))
    shown = (
        "通知1",
        "https://a.gov.cn/x",
        "1990-01-01",
        "办公室",
        "withdrawn 2024-04-04 00:00",
        "第一段公开",
        "表.xls",
        "Version 2",
        "not significant",
        "公章 · 某局",
        "Signature in the PDF 乙局 ",
        " 丙章 ",
        "issued by 某CA",
        "not valid when it was signed",
        "sha256:1",
        "w @ 5",
        "甲市 · 要闻",
        "通知（列表） 2024-04-01",
        "no_text 没有文字",
    )
    assert [words for words in shown if words not in text] == []
    assert "None" not in text


def test_a_long_text_is_cut(connection, ask, monkeypatch):
    monkeypatch.setattr(document, "SHOWN", len(TEXT) - 1)
    found = document.template_context(connection, ask(id="full"))
    assert (found["cut"], len(found["paragraphs"][-1]), found["characters"]) == (True, 59_985, len(TEXT))
    assert "The text has 59,998 characters; only its beginning is shown." in visible(page("document", connection, ask("en", "full")))


def test_a_document_without_text_or_versions(connection, ask):
    found = document.template_context(connection, ask(id="a19"))
    assert (found["paragraphs"], found["cut"], found["characters"], found["versions"]) == ([], False, 0, [])
    text = visible(page("document", connection, ask("en", "a19")))
    assert ("No text could be read from this document." in text, "No version recorded." in text) == (True, True)


def test_a_document_that_is_not_there(connection, ask):
    with pytest.raises(Absent) as absent:
        document.template_context(connection, ask(id="none"))
    assert absent.value.pair == ("存档中没有这份文件。", "This archive holds no such document.")


FIGURE = SimpleNamespace(table="requests", item="received", measure="total", before=1, after=2)
DIFFERENCE = SimpleNamespace(title=("旧", "新"), lines=[("-", "甲"), ("+", "乙"), ("…", ""), (" ", "丙")], cells=[], figures=[FIGURE])


def test_what_changed_between_two_versions(connection, ask, monkeypatch):
    asked = []
    monkeypatch.setattr(version_diff, "difference", lambda *given: asked.append(given[2:]) or DIFFERENCE)
    for args in ({"from": 0, "to": 1}, {"from": 1, "to": 0}, {"from": 1, "to": 1}, {}, {"from": 1}):
        assert document.difference(connection, ask(id="full", **args)) is None
    same = ask("en", "full", **{"from": 1, "to": 2})
    found = document.difference(connection, same)
    assert document.difference(connection, same) == found
    assert asked == [("full", 1, 2)]
    assert {name: found[name] for name in ("left", "right", "title", "lines", "cells")} == {
        "left": 1,
        "right": 2,
        "title": ("旧", "新"),
        "lines": DIFFERENCE.lines,
        "cells": [],
    }
    (figure,) = found["figures"]
    assert (figure["before"], figure["after"], figure["what"].count(" · ")) == (1, 2, 2)
    text = visible(page("document", connection, same))
    for words in ("Between version 1 and version 2", figure["what"], "removed: 甲", "added: 乙", "丙"):
        assert words in text, words


@pytest.mark.parametrize(
    ("error", "pair"),
    [(UsageError("no version 9"), ("这份文件没有这个版本。", "no version 9")), (VerifyFailed("x"), NOT_HERE), (OSError("x"), NOT_HERE)],
)
def test_versions_that_cannot_be_compared(connection, ask, monkeypatch, error, pair):
    def fails(*_):
        raise error

    monkeypatch.setattr(version_diff, "difference", fails)
    with pytest.raises(Absent) as absent:
        document.difference(connection, ask(id="full", **{"from": 1, "to": 9}))
    assert absent.value.pair == pair


# ---- search


def test_nothing_is_searched_without_words(connection, ask):
    found = search.template_context(connection, ask())
    assert (found["found"], found["reports"], found["chosen"]) == (None, {}, {"q": "", "site": "", "kind": "", "year": 0})
    assert (found["kinds"], [row["id"] for row in found["sites"]]) == (("annual_report", "policy", "notice", "other"), ["county", "town"])
    assert (found["years"][0], found["years"][-1]) == (2023, 1993)


def test_what_each_filter_of_the_search_leaves(connection, ask):
    def ids(**args):
        return sorted(hit.document_id for hit in search.template_context(connection, ask(q="正文", **args))["found"].hits)

    everything = [f"n{number}" for number in range(9)]
    assert ids() == ids(site="town") == ids(kind="notice") == ids(year=2023) == everything
    assert ids(site="county") == ids(kind="policy") == ids(year=2022) == []


@pytest.mark.parametrize(
    ("words", "named", "more"),
    [
        ("甲市", ["甲市卫生局", "甲市教育局"], False),
        ("甲市 教育", ["甲市教育局"], False),
        ("没有这些字", [], False),
        ("", [], False),
        ("%", [], False),
    ],
)
def test_agencies_whose_names_hold_the_words_are_named_above_the_hits(connection, ask, words, named, more):
    found = search.template_context(connection, ask(q=words))
    assert ([agency["name"] for agency in found["agencies"]], found["more_agencies"]) == (named, more)
    html = page("search", connection, ask(q=words))
    assert html.count('<a href="/agency/') == len(named)
    assert ("也可以从这些地方开始" in html) == (not words)


def test_more_agencies_than_are_named_are_in_the_directory(connection, ask, monkeypatch):
    monkeypatch.setattr(search, "MOST_AGENCIES", 1)
    assert 'href="/agencies?q=%E7%94%B2"' in page("search", connection, ask(q="甲"))


def test_pages_of_hits(connection, ask, monkeypatch):
    monkeypatch.setattr(search, "SIZE", 4)
    shown = [search.template_context(connection, ask(q="正文", page=number)) for number in (1, 2, 3)]
    assert [len(each["found"].hits) for each in shown] == [4, 4, 1]
    assert len({hit.document_id for each in shown for hit in each["found"].hits}) == 9
    assert (shown[0]["pages"].total, shown[0]["looked"], shown[0]["further"]) == (9, search.engine.LOOKED, "")


def test_a_search_whose_hits_were_not_counted(connection, ask, monkeypatch):
    asked = {}
    hits = [SimpleNamespace(document_id="a22", title="甲", pieces=[("甲", True)], published="2023-01-01", url="u")]

    def find(connection, words, **given):
        asked.update(given)
        return SimpleNamespace(total=None, hits=hits, more=True, rest=77, order="date")

    monkeypatch.setattr(search.engine, "find", find)
    found = search.template_context(connection, ask(q="甲", page=3, before=500, site="town", kind="policy", year=2023))
    assert asked == {"limit": 20, "offset": 40, "site": "town", "kind": "policy", "year": 2023, "before": 500, "most": search.engine.LOOKED}
    assert (found["pages"].total, found["reports"]["a22"]["year"]) == (40 + 1 + 20, 2022)
    assert ("before=77" in found["further"], "page=" in found["further"]) == (True, False)
    search.template_context(connection, ask(q="甲"))
    assert (asked["before"], asked["offset"], asked["site"], asked["kind"], asked["year"]) == (None, 0, None, None, None)


@pytest.mark.parametrize(
    ("low", "high", "years"),
    [
        ("1990", "2023", range(2023, 1992, -1)),
        ("2020", "2022", range(2022, 2019, -1)),
        (None, None, ()),
        ("x", "2001", range(2001, 1970, -1)),
    ],
)
def test_the_years_to_narrow_to(ask, low, high, years):
    with closing(database()) as empty:
        empty.execute("DELETE FROM documents")
        for number, text in enumerate((low, high)):
            empty.execute("INSERT INTO documents (id, title, published) VALUES (?, 'x', ?)", (str(number), text and f"{text}-05-01"))
        if low == "x":
            empty.execute("UPDATE documents SET published = '-x' WHERE id = '0'")
        assert search.years(empty, ask()) == list(years)


# ---- downloads and the dictionary


def test_the_page_of_downloads(connection, ask):
    asked = ask("en")
    entry = {
        "id": asked.site.snapshot.id,
        "file": "gongkai-1.db",
        "created": DAY,
        "size": 1,
        "sha256": "ab",
        "tables": {"documents": 1},
        "text": None,
    }
    older = {
        **entry,
        "id": "0",
        "file": "gongkai-0.db",
        "created": "2023-01-01T00:00:00Z",
        "changes": {"rows": {"a": 2, "b": 3}, "file": "c"},
    }
    (asked.site.public / "history.json").write_text(json.dumps({"snapshots": [older, entry, 7]}), encoding="utf-8")
    (asked.site.public / ".hidden").write_bytes(b"")
    found = download.template_context(connection, asked)
    assert found["extras"] == [{"name": "SHA256SUMS", "size": 3}, {"name": "history.json", "size": found["extras"][1]["size"]}]
    assert [(row["id"], row["there"], row["changed"]) for row in found["history"]] == [(entry["id"], True, None), ("0", False, 5)]
    assert found["tables"] == [{"name": name, "rows": TABLES.get(name)} for name in schema.CONTENT]
    assert (found["here"], found["tidy"]) == ("http://town.example", {"tables": [], "not_made": []})
    assert found["cite"] == (
        f"gongkai: archive of Chinese government disclosure, snapshot {asked.site.snapshot.id}, 2024-05-01, SHA-256 {'ab' * 32}, "
        "http://town.example/download"
    )
    assert found["cite"] in visible(rendered("download", found, asked))


def test_the_dictionary_names_views_and_tables(connection, ask):
    found = {entry["name"]: entry for entry in download.dictionary(connection, ask())["tables"]}
    assert list(found)[-len(schema.CONTENT) :] == list(schema.CONTENT)
    held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert set(found) == set(schema.CONTENT) | (held & set(views.descriptions()))
    agencies = found["agencies"]
    described = schema.descriptions()["agencies"]
    assert (agencies["zh"], agencies["en"], agencies["rows"]) == (described["zh"], described["en"], 4)
    zh, en = described["columns"]["id"][:2]
    assert agencies["columns"][0] == {"name": "id", "type": "TEXT", "key": True, "zh": zh, "en": en}
    assert [column["name"] for column in agencies["columns"] if column["key"]] == ["id"]


def test_the_dictionary_of_a_view(ask):
    name, words = next(iter(views.descriptions().items()))
    entry = download.of_view(name, words)
    assert (entry["name"], entry["zh"], entry["en"], entry["rows"]) == (name, words["zh"], words["en"], None)
    assert [(column["name"], column["zh"], column["en"], column["type"]) for column in entry["columns"]] == [
        (column, *values) for column, values in words["columns"].items()
    ]
    assert {column["name"] for column in entry["columns"] if column["key"]} == set(words["key"])
