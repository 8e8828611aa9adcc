"""The real `scrapy` program in a clone, and settings as it would read them."""

import json
import subprocess
import sys
from pathlib import Path

from crawler.components.engine import project_settings
from tests.helpers.plain_environment import plain_environment

ROOT = Path(__file__).parents[2]
SECONDS = 200  # generous: a machine may be busy


def environment(**own):
    return plain_environment("SCRAPY_") | {"PYTHONPATH": str(ROOT)} | {name: str(value) for name, value in own.items()}


def scrapy(*words, cwd=ROOT, **own):
    """Run `scrapy` and return the finished process."""
    call = [sys.executable, "-m", "scrapy", *map(str, words)]
    return subprocess.run(call, cwd=cwd, env=environment(**own), capture_output=True, text=True, timeout=SECONDS, check=False)


def of(crawling):
    """Return the environment that names a test's home and registry."""
    return {"GONGKAI_HOME": str(crawling.home.root), "GONGKAI_REGISTRY": str(crawling.registry)}


def settings(**given):
    """Return this project's settings with some given as on the command line."""
    values = project_settings()
    for name, value in given.items():
        values.set(name, value, priority="cmdline")
    return values


def lines(path):
    """Return the objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
