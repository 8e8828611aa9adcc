"""`scrapy parse`, which this project refuses."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from crawler.scrapy_commands.refusal import Refusal


class ParseCommand(Refusal, ScrapyCommand):
    """Refuse `scrapy parse`."""

    why = "how a page is read is shown by `scrapy shell URL` and `gongkai sites look URL`"
