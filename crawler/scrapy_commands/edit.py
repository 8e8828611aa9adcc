"""`scrapy edit`, which this project refuses."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from crawler.scrapy_commands.refusal import Refusal


class EditCommand(Refusal, ScrapyCommand):
    """Refuse `scrapy edit`."""

    why = "spiders come from the registry; change the entry of the site in its YAML file"
