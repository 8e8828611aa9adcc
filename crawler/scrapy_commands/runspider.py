"""`scrapy runspider`, which this project refuses."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from crawler.scrapy_commands.refusal import Refusal


class RunspiderCommand(Refusal, ScrapyCommand):
    """Refuse `scrapy runspider`."""

    why = "its downloader archives the columns of registered sites; run other spiders in a project of their own"
