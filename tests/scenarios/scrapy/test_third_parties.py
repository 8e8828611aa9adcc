"""Components from the index, unchanged: a downloader middleware and an item pipeline (docs/scrapy.md names them)."""

import json

import pytest

from gongkai.errors import Exit
from tests.helpers.scrapy_program import ROOT, lines, of, scrapy

SCHEMA = {
    "type": "object",
    "required": ["url", "site", "column"],
    "properties": {"url": {"type": "string", "pattern": "^http"}, "column": {"type": "string"}},
}


def test_scrapy_ua_rotator_sets_the_user_agent_of_requests(small, portal):
    pytest.importorskip("scrapy_ua_rotator", reason="needs scrapy-ua-rotator: pip install gongkai[dev]")
    own = {
        "DOWNLOADER_MIDDLEWARES": json.dumps({"scrapy_ua_rotator.middleware.RandomUserAgentMiddleware": 500}),
        "USERAGENT_PROVIDERS": json.dumps(["scrapy_ua_rotator.providers.FixedUserAgentProvider"]),
        "USER_AGENT": "of the rotator",
    }
    words = [word for name, value in own.items() for word in ("-s", f"{name}={value}")]
    done = scrapy("crawl", "site", *words, **of(small))
    assert done.returncode == Exit.COMPLETE, done.stderr
    assert "scrapy_ua_rotator.middleware.RandomUserAgentMiddleware" in done.stderr
    heads = [head for head in portal.heads if "/list/" in head.split("\r\n")[0]]
    assert len(heads) == 4
    assert all(head.count("User-Agent:") == 1 for head in heads)


def test_spidermon_validates_the_items(small, tmp_path):
    pytest.importorskip("spidermon", reason="needs spidermon: pip install gongkai[dev]")
    schema, out = tmp_path / "schema.json", tmp_path / "out.jsonl"
    schema.write_text(json.dumps(SCHEMA))
    (tmp_path / "own_settings.py").write_text(
        "from crawler.settings import *\n"
        "ITEM_PIPELINES = {'spidermon.contrib.scrapy.pipelines.ItemValidationPipeline': 800}\n"
        f"SPIDERMON_VALIDATION_SCHEMAS = [{str(schema)!r}]\n"
        "SPIDERMON_ENABLED = SPIDERMON_VALIDATION_DROP_ITEMS_WITH_ERRORS = True\n"
    )
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = own_settings\n")
    done = scrapy("crawl", "site", "-O", out, cwd=tmp_path, PYTHONPATH=f"{ROOT}:{tmp_path}", **of(small))
    assert done.returncode == Exit.COMPLETE, done.stderr
    stats = json.loads((small.home.stats / "site.json").read_text())
    assert stats["spidermon/validation/items"] == 10
    assert stats["item_dropped_count"] == 1  # robots.txt belongs to no column
    assert len(lines(out)) == 9
