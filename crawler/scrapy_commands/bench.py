"""`scrapy bench`, which this project refuses."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from crawler.scrapy_commands.refusal import Refusal


class BenchCommand(Refusal, ScrapyCommand):
    """Refuse `scrapy bench`."""

    why = "its speed is measured by `python bench/crawl.py`"
