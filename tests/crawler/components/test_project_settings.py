"""The project's own Scrapy settings: every component they name is there, nothing but the web is fetched, and no secret is recorded."""

from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object, walk_modules_iter

from crawler import settings as project
from crawler.components import settings_in_force
from crawler.components.settings_in_force import given, has_components, is_routed, order, recorded, site_of, wants_items
from crawler.model.types import Column, Site
from tests.helpers.scrapy_program import settings

SITE = Site("s", "站", "230100", "city", (Column("c", "年报", "annual_report", "http://a.example/"),))
NAMED = [
    project.SPIDER_LOADER_CLASS,
    project.DOWNLOADER,
    project.SCHEDULER,
    *(path for path in project.DOWNLOAD_HANDLERS.values() if path),
    *project.DOWNLOADER_MIDDLEWARES_BASE,
    *project.EXTENSIONS_BASE,
]


@pytest.mark.parametrize("path", NAMED)
def test_a_component_that_is_named_is_there(path):
    assert load_object(path)


@pytest.mark.parametrize("path", [project.COMMANDS_MODULE, project.NEWSPIDER_MODULE])
def test_a_package_that_is_named_is_there(path):
    assert list(walk_modules_iter(path))


def test_templates_of_families_are_where_genspider_looks():
    assert (Path(project.TEMPLATES_DIR) / "spiders" / "family.tmpl").is_file()


def test_only_the_web_is_fetched():
    handler = "crawler.components.capture_handler.CaptureHandler"
    assert {"http": handler, "https": handler, "file": None, "data": None, "s3": None, "ftp": None} == project.DOWNLOAD_HANDLERS


def test_what_this_project_does_itself_is_off():
    assert (project.TWISTED_REACTOR_ENABLED, project.TELNETCONSOLE_ENABLED, project.REMOTE_CONTROL_ENABLED) == (False, False, False)
    assert (project.SPIDER_MODULES, project.SPIDER_MIDDLEWARES_BASE, project.WARN_ON_GENERATOR_RETURN_VALUE) == ([], {}, False)
    assert (project.CONCURRENT_ITEMS, project.ROBOTSTXT_OBEY, project.LOG_LEVEL, project.BOT_NAME) == (1, True, "INFO", "gongkai")


def test_the_middlewares_are_in_their_places():
    places = {path.rpartition(".")[2]: place for path, place in project.DOWNLOADER_MIDDLEWARES_BASE.items()}
    assert places == {
        "OwnPortal": 50,
        "RobotsTxt": 100,
        "DefaultHeaders": 400,
        "Faults": 560,
        "HttpProxy": 750,
        "PublicAddress": 950,
        "Politeness": 1000,
    }
    assert set(project.EXTENSIONS_BASE.values()) == {0}
    assert order(settings()) == [path for path, _ in sorted(project.DOWNLOADER_MIDDLEWARES_BASE.items(), key=lambda each: each[1])]


def test_nothing_of_scrapys_own_runs_beside():
    ours, theirs = Settings(), Settings()
    ours.setmodule(project, priority="project")
    left_out = set(theirs.getdict("EXTENSIONS_BASE")) - set(ours.getdict("EXTENSIONS_BASE"))
    assert {path.rpartition(".")[2] for path in left_out} >= {"TelnetConsole", "SpiderState", "AutoThrottle"}


# ---- what is given


@pytest.mark.parametrize("word", ["PASS", "KEY", "TOKEN", "SECRET", "PROXY", "FEEDS"])
def test_a_value_that_may_be_secret_is_not_recorded(word):
    found = recorded(settings(**{f"MY_{word}_X": "hidden", "MY_OTHER": "shown"}))
    assert found == {f"MY_{word}_X": "…", "MY_OTHER": "shown"}


class Component:
    pass


def test_values_are_recorded_as_json_has_them():
    found = recorded(settings(A=1, B=True, C=None, D=[1], E={Component: 5, "x.y": None}, F=1.5))
    assert found == {"A": 1, "B": True, "C": None, "D": "[1]", "E": {"Component": 5, "x.y": None}, "F": 1.5}
    assert recorded(None) == {}
    assert recorded(settings()) == {}


def test_only_what_differs_is_given():
    assert given(settings()) == {}
    assert given(settings(CONCURRENT_ITEMS=1, ROBOTSTXT_OBEY=True)) == {}
    assert given(settings(CONCURRENT_ITEMS=2)) == {"CONCURRENT_ITEMS": 2}
    assert given(settings(EXTENSIONS_BASE=dict(project.EXTENSIONS_BASE))) == {}


@pytest.mark.parametrize(
    ("names", "components", "items"),
    [
        ({}, False, False),
        ({"LOG_LEVEL": "DEBUG"}, False, False),
        ({"DOWNLOADER_MIDDLEWARES": {Component: 5}}, True, True),
        ({"ITEM_PIPELINES": {Component: 5}}, True, True),
        ({"EXTENSIONS": {Component: 5}}, True, True),
        ({"STATS_CLASS": "x.Y"}, True, True),
        ({"FEEDS": {"a.json": {}}}, False, True),
        ({"CLOSESPIDER_ITEMCOUNT": 1}, False, True),
        ({"CLOSESPIDER_ITEMCOUNT": 0}, False, False),
    ],
)
def test_who_looks_at_requests_and_items(names, components, items):
    values = settings(**names)
    assert (has_components(values), is_routed(values), wants_items(values)) == (components, components, items)


@pytest.mark.parametrize(
    ("names", "delay", "connections", "agent", "robots"),
    [
        ({}, 1.5, 1, None, True),
        ({"DOWNLOAD_DELAY": "3"}, 3.0, 1, None, True),
        ({"CONCURRENT_REQUESTS": 5}, 1.5, 5, None, True),
        ({"CONCURRENT_REQUESTS_PER_DOMAIN": 4}, 1.5, 4, None, True),
        ({"CONCURRENT_REQUESTS": 3, "CONCURRENT_REQUESTS_PER_DOMAIN": 4}, 1.5, 3, None, True),
        ({"USER_AGENT": "own"}, 1.5, 1, "own", True),
        ({"ROBOTSTXT_OBEY": False}, 1.5, 1, None, False),
    ],
)
def test_a_site_is_visited_as_the_settings_say(names, delay, connections, agent, robots):
    found = site_of(SITE, settings(**names))
    assert (found.delay, found.connections, found.user_agent, found.robots) == (delay, connections, agent, robots)
    assert site_of(SITE, None) is SITE


def test_what_an_addon_sets_too_late():
    assert "DOWNLOAD_DELAY" in settings_in_force.OURS
    assert settings_in_force.OURS.isdisjoint({"FEEDS", "STATS_CLASS", "STATS_DUMP", "CONCURRENT_ITEMS", "ITEM_PIPELINES", "EXTENSIONS"})
    assert not any(name.startswith("CLOSESPIDER") for name in settings_in_force.OURS)
