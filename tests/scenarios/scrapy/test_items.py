"""Items, feed exports and stats of the real `scrapy` program."""

import csv
import dataclasses
import json

import pytest
import yaml
from itemadapter import ItemAdapter

from archive.ops import metrics
from crawler.components.items import CaptureItem, DocumentItem
from gongkai import warc_reader
from gongkai.errors import Exit
from tests.helpers.scrapy_program import lines, of, scrapy


def captures(found):
    return [each for each in found if "warc_file" in each]


def documents(found):
    return [each for each in found if "warc_file" not in each]


def test_one_item_a_capture_and_one_a_document_seen(small, portal, tmp_path):
    out = tmp_path / "captures.jsonl"
    done = scrapy("crawl", "site", "-O", out, **of(small))
    assert done.returncode == Exit.COMPLETE, done.stderr
    found = lines(out)
    assert sorted(each["kind"] for each in captures(found)) == ["article", "article", "article", "attachment", "list", "robots"]
    assert {(each["kind"], each["title"]) for each in documents(found)} == {
        *(("article", f"关于政府信息公开工作的第{n}号文件") for n in (1, 2, 3)),
        ("attachment", "附件"),
    }
    names = {field.name for field in dataclasses.fields(CaptureItem)}
    assert all(set(each) == names for each in captures(found))
    assert all(set(each) == {field.name for field in dataclasses.fields(DocumentItem)} for each in documents(found))
    for each in captures(found):  # each names the place of its records
        with (small.files[0].parent / each["warc_file"]).open("rb") as stream:
            record = warc_reader.record_at(stream, each["warc_offset"])
        assert record.get("WARC-Target-URI") == each["url"]
        assert record.get("WARC-Record-ID").strip("<>") == each["warc_record"]
        assert each["bytes"] == len(record.block)


def test_a_second_crawl_appends_what_was_seen_again(small, tmp_path):
    out = tmp_path / "all.jl"
    assert scrapy("crawl", "site", "-o", out, **of(small)).returncode == 0
    first = len(lines(out))
    assert scrapy("crawl", "site", "-a", "full=1", "-o", out, **of(small)).returncode == 0
    again = captures(lines(out)[first:])
    assert {each["outcome"] for each in again if each["kind"] != "robots"} == {"same"}


def test_csv_keeps_the_columns_of_a_feed(small, tmp_path):
    out = tmp_path / "items.csv"
    feeds = json.dumps(
        {str(out): {"format": "csv", "item_classes": ["crawler.components.items.DocumentItem"], "fields": ["title", "date"]}}
    )
    done = scrapy("crawl", "site", "-s", f"FEEDS={feeds}", **of(small))
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 4
    assert {row["date"] for row in rows} == {"2024-01-01", "2024-01-02", "2024-01-03"}


def test_several_sites_need_a_file_each(small, portal, tmp_path):
    entry = yaml.safe_load(small.registry.read_text())[0]
    small.registry.write_text(yaml.safe_dump([entry, {**entry, "id": "other"}], allow_unicode=True))
    done = scrapy("crawl", "columns", "-O", tmp_path / "x.jsonl", **of(small))
    assert (done.returncode, portal.asked) == (2, [])
    assert "2 sites would overwrite each other's items; write" in done.stdout + done.stderr
    assert scrapy("crawl", "columns", "-O", f"{tmp_path}/x-%(name)s.jsonl", **of(small)).returncode == 0
    assert len(lines(tmp_path / "x-site.jsonl")) == len(lines(tmp_path / "x-other.jsonl")) == 10


@pytest.mark.parametrize("kind", [CaptureItem, DocumentItem])
def test_items_are_for_itemadapter(kind):
    fields = [field.name for field in dataclasses.fields(kind)]
    adapter = ItemAdapter(kind(*[""] * len(fields)))
    assert list(adapter.field_names()) == fields
    adapter["url"] = "http://a.cn/"
    assert adapter.asdict()["url"] == "http://a.cn/"


def test_stats_have_scrapys_names_are_printed_and_go_to_prometheus(small, portal, helpers):
    portal.pages["/list/2024/a2.html"] = helpers[0](b"", "500 Internal Server Error")
    portal.pages["/robots.txt"] = helpers[0](b"User-agent: *\nDisallow: /files", type_="text/plain")
    done = scrapy("crawl", "site", "-s", "RETRY_TIMES=1", **of(small))
    assert done.returncode == Exit.PARTIAL
    assert "[scrapy.statscollectors] INFO: Dumping Scrapy stats:" in done.stderr
    for line in ("'downloader/response_status_count/200': 4", "'downloader/response_status_count/500': 2", "'finish_reason': 'finished'"):
        assert line in done.stderr
    assert "'gongkai/problem_count/robots_disallowed': 1" in done.stderr
    stats = json.loads((small.home.stats / "site.json").read_text())
    assert stats["downloader/request_count"] == len(portal.asked) == 6
    assert stats["downloader/request_method_count/GET"] == 6
    assert stats["robotstxt/request_count"] == stats["robotstxt/response_status_count/200"] == stats["robotstxt/forbidden"] == 1
    assert stats["item_scraped_count"] == 7 + 4
    assert stats["elapsed_time_seconds"] > 0
    metrics.write(small.home, [], None, 6, metrics.datetime.now(metrics.UTC))
    text = metrics.textfile(small.home).read_text()
    assert 'gongkai_crawl_stat{site="site",stat="downloader/response_status_count/500"} 2' in text


def test_stats_are_the_same_with_an_export_and_without(small, portal, tmp_path):
    assert scrapy("crawl", "site", **of(small)).returncode == 0
    without = json.loads((small.home.stats / "site.json").read_text())
    small.home.frontier.joinpath("site.sqlite").unlink()
    for path in small.files:
        path.unlink()
    assert scrapy("crawl", "site", "-O", tmp_path / "x.jsonl", **of(small)).returncode == 0
    within = json.loads((small.home.stats / "site.json").read_text())
    counts = [name for name in without if "count" in name and not name.startswith(("log_", "feedexport"))]
    assert len(counts) > 8
    assert {name: within[name] for name in counts} == {name: without[name] for name in counts}


def test_gongkai_crawl_counts_the_same(small):
    outcome = small.run().sites[0]
    assert outcome.stats["finish_reason"] == "finished"
    assert outcome.stats["downloader/response_status_count/200"] == 5
    assert outcome.stats["item_scraped_count"] == 10
    assert json.loads(json.dumps(outcome.stats)) == outcome.stats  # `gongkai crawl --json` prints them
    assert outcome.stats["start_time"] < outcome.stats["finish_time"]
