"""How a command is loaded: this package's own before those of others, and without collecting garbage in between."""

import gc
import sys

import click
import pytest

from archive import cli


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """An installed package with a command of its own, and one that bears the name of ours."""
    (tmp_path / "town_commands.py").write_text("import click, gc\nCOLLECTED = gc.isenabled()\n\n@click.command()\ndef town():\n    pass\n")
    about = tmp_path / "town_commands-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: town-commands\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[gongkai.commands]\ntown = town_commands:town\ncrawl = town_commands:town\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("town_commands", None)


@pytest.fixture
def thawed():
    """A process in which nothing is frozen, as one that begins."""
    gc.unfreeze()
    yield
    gc.unfreeze()


def loaded(name):
    return cli.cli.get_command(click.Context(cli.cli), name)


def test_a_command_of_another_package_is_found_and_ours_keeps_its_name(plugin):
    assert loaded("town").name == "town"
    assert loaded("crawl").callback.__module__ == "crawler.cli"
    assert loaded("nothing") is None


def test_no_garbage_is_collected_while_a_command_loads(plugin, thawed):
    loaded("town")
    assert not sys.modules["town_commands"].COLLECTED
    assert gc.isenabled()
    frozen = gc.get_freeze_count()
    assert frozen
    later = [[] for _ in range(10_000)]
    loaded("crawl")
    assert gc.get_freeze_count() < frozen + len(later), "what is garbage by now would stay"


def test_garbage_is_collected_again_after_a_command_that_cannot_be_loaded(plugin, thawed, tmp_path):
    (tmp_path / "town_commands.py").write_text("raise ImportError('a part is missing')\n")
    with pytest.raises(ImportError, match="a part is missing"):
        loaded("town")
    assert gc.isenabled()


def test_a_process_that_collects_no_garbage_goes_on_so(thawed):
    gc.disable()
    try:
        loaded("crawl")
        assert (gc.isenabled(), gc.get_freeze_count()) == (False, 0)
    finally:
        gc.enable()
