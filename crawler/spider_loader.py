"""Scrapy's spiders of this project: `columns`, and one spider for each site of the registry, created on demand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from crawler import registry
from gongkai.home import Home, registry_in_force

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

ALL = "columns"  # the spider that is given its site as an argument


def home_in_force() -> tuple[Home, Path | None]:
    """Return the home and registry that `gongkai` would use: GONGKAI_HOME and GONGKAI_REGISTRY, or their defaults."""
    home = Home(Path(os.environ.get("GONGKAI_HOME") or "data"))
    named = os.environ.get("GONGKAI_REGISTRY")
    return home, registry_in_force(home, Path(named) if named else None)


class SiteSpiderLoader:
    """A spider loader over the registry (Scrapy's SPIDER_LOADER_CLASS)."""

    def __init__(self) -> None:
        self._sites = {site.id: site for site in registry.load(home_in_force()[1])}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Return a loader; it ignores the settings."""
        return cls()

    def list(self) -> list[str]:
        """Return the names of all spiders."""
        return [ALL, *self._sites]

    def load(self, spider_name: str) -> type[Spider]:
        """Return the class of a spider; KeyError for an unknown name."""
        from crawler.components.spider import ColumnSpider  # only here: `scrapy list` needs none of what it brings along

        if spider_name == ALL:
            return ColumnSpider
        if spider_name not in self._sites:
            raise KeyError(f"Spider not found: {spider_name}")
        return type("SiteSpider", (ColumnSpider,), {"name": spider_name, "__doc__": self._sites[spider_name].name})

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]  # `list` is the method above
        """Return the spiders of the sites to whose portal a URL belongs."""
        from crawler.model.same_site import same_portal

        return [name for name, site in self._sites.items() if any(same_portal(column.url, request.url) for column in site.columns)]
