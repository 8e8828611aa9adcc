"""A new site's entry goes to the end of a registry; what is there stays, and what would break it is refused."""

import json

import pytest
import yaml

from crawler import registry
from crawler.discover.add_entry import add_entry, file_of
from crawler.sample.portals.server import sample
from gongkai.errors import BadConfiguration, Exit, UsageError
from gongkai.home import PACKAGED
from tests.conftest import command

ENTRY = """- id: {id}
  name: 某市人民政府
  area: "230100"
  level: city
  columns:
  - {{id: annual, name: 年报, kind: annual_report, url: "https://www.{id}.gov.cn/nb/"}}
"""
KEPT = "# our portals\n\n" + ENTRY.format(id="first") + "\n# and a last remark"


def test_comments_and_order_stay_and_the_new_site_comes_last(tmp_path):
    path = tmp_path / "sites.yaml"
    path.write_text(KEPT, encoding="utf-8")
    path.chmod(0o640)
    (added,) = add_entry(path, "# what the probe saw\n" + ENTRY.format(id="second"), "probe")
    assert added.id == "second"
    assert path.read_text(encoding="utf-8") == KEPT + "\n# what the probe saw\n" + ENTRY.format(id="second")
    assert [site.id for site in registry.load(path)] == ["first", "second"]
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_home_without_a_registry_gets_one(tmp_path):
    path = file_of(None, tmp_path / "home")
    add_entry(path, ENTRY.format(id="first"), "probe")
    assert [site.id for site in registry.load(path)] == ["first"]


@pytest.mark.parametrize(
    ("before", "entry", "error", "words"),
    [
        (KEPT, ENTRY.format(id="first"), UsageError, "has a site 'first' already"),
        (KEPT, "# nothing\n", UsageError, "contains no site"),
        (KEPT, ENTRY.format(id="second").replace("city", "galaxy"), BadConfiguration, "level is 'galaxy'"),
        (KEPT, "- id: [", BadConfiguration, "not YAML"),
        ("[]", ENTRY.format(id="second"), BadConfiguration, "cannot be added at its end"),
        ("- id: first\n", ENTRY.format(id="second"), BadConfiguration, "'name' is missing"),
    ],
)
def test_what_would_break_the_registry_is_refused_and_nothing_changes(tmp_path, before, entry, error, words):
    path = tmp_path / "sites.yaml"
    path.write_text(before, encoding="utf-8")
    with pytest.raises(error, match=words.replace("[", r"\[")):
        add_entry(path, entry, "probe")
    assert path.read_text(encoding="utf-8") == before


def test_only_a_file_can_get_an_entry(tmp_path):
    with pytest.raises(UsageError, match="packaged registry cannot be changed"):
        file_of(PACKAGED, tmp_path)
    with pytest.raises(UsageError, match="is a folder"):
        file_of(tmp_path, tmp_path)
    assert file_of(tmp_path / "a.yaml", tmp_path) == tmp_path / "a.yaml"


def test_entries_printed_before_are_added_from_a_file(tmp_path, gongkai):
    (tmp_path / "found.yaml").write_text("# 年报  [jcms]\n" + ENTRY.format(id="found"), encoding="utf-8")
    done = gongkai("sites", "add", "--write", tmp_path / "found.yaml")
    assert (done.returncode, "found added to" in done.stderr) == (Exit.COMPLETE, True)
    assert [site.id for site in registry.load(tmp_path / "home" / "sites.yaml")] == ["found"]
    again = gongkai("sites", "add", "--write", tmp_path / "found.yaml")
    assert (again.returncode, "already" in again.stderr) == (Exit.USAGE, True)


def test_a_home_of_init_follows_what_was_added_and_not_the_example(tmp_path):
    """Through the real commands: init, sites add --write on a portal on loopback, crawl."""
    home = tmp_path / "home"
    assert command("init", home, home=home).returncode == Exit.COMPLETE
    with sample(0) as portals:
        base = portals[0].base
        added = command("sites", "add", f"{base}/", "--delay", "0", "--allow-private", "--write", home=home)
        assert added.returncode == Exit.COMPLETE, added.stderr
        text = (home / "sites.yaml").read_text(encoding="utf-8")
        (entry,) = yaml.safe_load(text)
        assert entry["columns"][0]["url"].startswith(base)
        assert "# - id: example" in text
        done = command("crawl", "--json", home=home)
        assert done.returncode in (Exit.COMPLETE, Exit.PARTIAL), done.stderr
    assert {site["site"] for site in json.loads(done.stdout)["sites"]} == {entry["id"]}
