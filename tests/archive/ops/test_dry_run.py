"""`build --dry-run` shows what a build would change, and changes nothing."""

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest
import yaml

from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from tests.conftest import command


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A county's reports crawled and built; then one figure and one report are made to look as an older parser left them."""
    home = tmp_path_factory.mktemp("home")
    sites = home / "sites.yaml"
    with sample(0) as portals:
        sites.write_text(yaml.safe_dump([portals[2].entry()], allow_unicode=True), encoding="utf-8")
        assert command("crawl", home=home, registry=sites).returncode == 0
    assert command("build", home=home).returncode == 0
    with closing(sqlite3.connect(home / "gongkai.db")) as connection:
        connection.execute("UPDATE readings SET stage_version = 'older'")
        connection.execute(
            "UPDATE facts SET value = 1, raw = '1' WHERE rowid = "
            "(SELECT rowid FROM facts WHERE item = 'received' AND measure = 'total' LIMIT 1)"
        )
        connection.commit()
    return home


def content(home):
    with closing(sqlite3.connect(home / "gongkai.db")) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def test_it_tells_what_would_change_and_touches_nothing(home):
    before = content(home), sorted(path.name for path in home.iterdir())
    done = command("build", "--dry-run", "--json", home=home)
    assert done.returncode == Exit.COMPLETE, done.stderr
    found = json.loads(done.stdout)
    assert [(row["item"], row["measure"], row["before"]) for row in found["changed_figures"]] == [("received", "total", "1")]
    assert {kind: len(rows) for kind, rows in found.items() if rows and kind != "changed_checks"} == {"changed_figures": 1}
    assert (content(home), sorted(path.name for path in home.iterdir() if not path.name.endswith(("-wal", "-shm")))) == (
        before[0],
        [name for name in before[1] if not name.endswith(("-wal", "-shm"))],
    )
    assert "received/total: 1 →" in command("build", "--dry-run", home=home).stdout


def test_without_a_database_it_is_a_sentence(tmp_path):
    done = command("build", "--dry-run", home=tmp_path)
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.FAILED, 1, False)
