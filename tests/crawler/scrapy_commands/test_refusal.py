"""Scrapy's commands that this project cannot serve say so, with what to use instead."""

import importlib
from argparse import Namespace
from pathlib import Path

import pytest
from scrapy.cmdline import _get_commands_dict
from scrapy.exceptions import UsageError

from crawler import scrapy_commands
from crawler.components.engine import project_settings
from crawler.scrapy_commands.refusal import Refusal
from tests.helpers.scrapy_program import scrapy

SERVED = {"check", "crawl", "genspider", "list", "settings", "shell", "startproject", "version"}
REFUSED = sorted(path.stem for path in Path(scrapy_commands.__file__).parent.glob("*.py") if "Refusal, " in path.read_text())


def test_every_command_of_scrapys_is_served_or_refused():
    """A command that a later Scrapy adds has to be looked at."""
    commands = _get_commands_dict(project_settings(), inproject=True)
    assert {name for name, command in commands.items() if isinstance(command, Refusal)} == set(REFUSED)
    assert set(commands) == SERVED | set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_command_names_another(name):
    command = importlib.import_module(f"crawler.scrapy_commands.{name}")
    (kind,) = (each for each in vars(command).values() if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal)
    with pytest.raises(UsageError, match=f"not in this project: {kind.why}"):
        kind().run([], Namespace())


def test_the_program_prints_one_sentence():
    done = scrapy("fetch", "http://127.0.0.1:9/")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "not in this project: a single page is shown by `scrapy shell URL`" in done.stdout + done.stderr
