"""`scrapy view`, which this project refuses."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from crawler.scrapy_commands.refusal import Refusal


class ViewCommand(Refusal, ScrapyCommand):
    """Refuse `scrapy view`."""

    why = "a single page is shown by `scrapy shell URL` and `gongkai sites look URL`"
