"""Which Scrapy settings apply here, and how; any other that is set is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from scrapy.settings import BaseSettings, Settings, default_settings
from scrapy.utils.conf import build_component_list

from crawler import settings as project
from crawler.components import setting_values
from crawler.components.setting_values import COMPONENTS, MOST_RETRIES
from crawler.fetch.http1 import FetchLimits
from crawler.fetch.proxies import Proxies
from crawler.model.types import Site
from crawler.visit.run_context import Options
from gongkai import yaml_tables
from gongkai.errors import UsageError

TABLE = yaml_tables.read("crawler.components", "settings.yaml")
SCRAPYS = tuple(re.compile(pattern) for pattern in TABLE["scrapys"])
SECRET = ("PASS", "KEY", "TOKEN", "SECRET", "PROXY", "FEEDS")  # of a name: the value is not written into records


@cache
def _base() -> Settings:
    """Return the settings of this project before anybody changed them."""
    values = Settings()
    values.setmodule(project, priority="project")
    return values


def given(settings: BaseSettings) -> dict[str, Any]:
    """Return the settings that differ from the project's own."""
    base = _base().attributes
    now = {name: attribute.value for name, attribute in settings.attributes.items()}
    return {name: value for name, value in now.items() if name not in base or not _same(value, base[name].value)}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, BaseSettings) and isinstance(other, BaseSettings):
        return dict(one) == dict(other)
    return bool(one == other)


def _plain(value: Any) -> Any:
    return value.copy_to_dict() if isinstance(value, BaseSettings) else value


def check(settings: BaseSettings) -> None:
    """Raise UsageError for the first setting that cannot hold here, by name."""
    setting_values.check_components(settings)
    names = given(settings)
    for name in sorted(names):
        why = _refusal(name, settings)
        if why:
            raise UsageError(f"{name} cannot be set here: {why}")
    setting_values.check_values(names, settings)
    if not settings.getbool("ROBOTSTXT_OBEY") and not str(settings.get("ROBOTSTXT_DISOBEY_REASON") or "").strip():
        raise UsageError("ROBOTSTXT_OBEY cannot be off without a reason: add ROBOTSTXT_DISOBEY_REASON, which the record of the run keeps")


def _refusal(name: str, settings: BaseSettings) -> str | None:
    if name == "DOWNLOADER_MIDDLEWARES":
        return setting_values.misplaced(settings.getdict(name))
    if name in TABLE["holds"] or any(pattern.search(name) for pattern in SCRAPYS):
        return None
    if name in TABLE["refused"]:
        return str(TABLE["refused"][name])
    if hasattr(default_settings, name) or hasattr(project, name):
        return "this project does not use it (docs/scrapy.md)"
    return None if has_components(settings) else "neither Scrapy nor this project knows it, and no component is given that might"


def check_addons(settings: BaseSettings, before: BaseSettings) -> None:
    """Check the settings once addons have changed them; UsageError for one that this project has already read."""
    check(settings)
    changed = {name: value for name, value in given(settings).items() if value != given(before).get(name)}
    late = [name for name in changed if name in OURS]
    if late:
        raise UsageError(f"{late[0]} cannot be set by an addon: set it in the settings or with -s")


OURS = {name for name in TABLE["holds"] if not name.startswith("CLOSESPIDER")} - {
    *COMPONENTS,
    "FEEDS",
    "STATS_CLASS",
    "STATS_DUMP",
    "CONCURRENT_ITEMS",
}  # read before addons are


def has_components(settings: BaseSettings) -> bool:
    """Whether a user's own component is given."""
    return any(settings.getdict(name) != _base().getdict(name) for name in COMPONENTS) or "STATS_CLASS" in given(settings)


def is_routed(settings: BaseSettings) -> bool:
    """Whether requests pass Scrapy's middlewares and signals: a component is given that may look at them."""
    return has_components(settings)


def wants_items(settings: BaseSettings) -> bool:
    """Whether items are made and not only counted."""
    return has_components(settings) or bool(settings.getdict("FEEDS")) or bool(settings.getint("CLOSESPIDER_ITEMCOUNT"))


def site_of(site: Site, settings: BaseSettings | None) -> Site:
    """Return a site as the settings have it visited: pause, connections, user agent, robots.txt."""
    if settings is None:
        return site
    names = given(settings)
    changes: dict[str, Any] = {}
    if "DOWNLOAD_DELAY" in names:
        changes["delay"] = settings.getfloat("DOWNLOAD_DELAY")
    connections = [settings.getint(name) for name in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN") if name in names]
    if connections:
        changes["connections"] = min(connections)
    if "USER_AGENT" in names:
        changes["user_agent"] = str(settings["USER_AGENT"])
    if not settings.getbool("ROBOTSTXT_OBEY"):
        changes["robots"] = False
    return replace(site, **changes)


def options_of(options: Options, environment: Mapping[str, str]) -> Options:
    """Return the options of a run with what the settings and the environment's proxies add to them."""
    settings = options.settings
    if settings is None:
        return replace(options, proxies=proxies_of(_base(), environment))
    check(settings)
    names, jitter = given(settings), "DOWNLOAD_DELAY_JITTER"
    return replace(
        options,
        limits=_limits(options.limits, settings, names),
        robots_agent=str(settings.get("ROBOTSTXT_USER_AGENT") or ""),
        retries=min(settings.getint("RETRY_TIMES"), MOST_RETRIES) if settings.getbool("RETRY_ENABLED") else 0,
        depth=settings.getint("DEPTH_LIMIT"),
        jitter=settings.getfloat(jitter) if jitter in names else options.jitter,
        cookies=settings.getbool("COOKIES_ENABLED"),
        proxies=proxies_of(settings, environment),
    )


def _limits(limits: FetchLimits, settings: BaseSettings, names: Mapping[str, Any]) -> FetchLimits:
    bounds: dict[str, Any] = {}
    if "DOWNLOAD_TIMEOUT" in names:
        bounds["total"] = settings.getfloat("DOWNLOAD_TIMEOUT")
    if "DOWNLOAD_MAXSIZE" in names and settings.getint("DOWNLOAD_MAXSIZE"):
        bounds["body"] = settings.getint("DOWNLOAD_MAXSIZE")
    return replace(limits, **bounds)


def proxies_of(settings: BaseSettings, environment: Mapping[str, str]) -> Proxies:
    """Return the proxies of the settings, else of the environment; UsageError names one that cannot be used."""
    given = {name: str(settings.get(name.upper()) or "") for name in ("http_proxy", "https_proxy", "no_proxy")}
    return Proxies.in_force(given, environment if settings.getbool("HTTPPROXY_ENABLED") else {})


def recorded(settings: BaseSettings | None) -> dict[str, Any]:
    """Return the settings that were given, for the record of a run; components by name, without what may be secret."""
    if settings is None:
        return {}
    return {name: "…" if any(word in name for word in SECRET) else _value(_plain(value)) for name, value in sorted(given(settings).items())}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {getattr(key, "__qualname__", str(key)): _value(each) for key, each in value.items()}
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def order(settings: BaseSettings) -> list[str]:
    """Return the names of the downloader middlewares in force, in order."""
    return [
        getattr(each, "__qualname__", str(each))
        for each in build_component_list(settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES"))
    ]
