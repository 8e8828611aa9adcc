"""`gongkai crawl` as a command: which options reach the crawl, what is printed where, with which code it ends."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from crawler import cli
from crawler.crawl import CrawlResult, SiteOutcome
from crawler.visit.run_context import Options
from gongkai.errors import Exit
from gongkai.fetch_record import ColumnRun
from gongkai.home import Home

RUN = ColumnRun("annual", rows_found=3, new=1, complete=True)


@pytest.fixture
def crawled(tmp_path, monkeypatch):
    """Run the command with a crawl that is played; return what it was given and what it left."""
    given = []

    def run(*args, result=None, env=None):
        def work(kind):
            def played(*arguments):
                given.append((kind, *arguments[:-1]))
                arguments[-1]("under way")
                return result or CrawlResult("run-1", Exit.COMPLETE, ())

            return played

        monkeypatch.setattr(cli.crawling, "crawl", work("here"))
        monkeypatch.setattr(cli.dask_workers, "crawl", work("cluster"))
        done = CliRunner().invoke(cli.crawl, list(args), obj={"home": Home(tmp_path), "registry": "registry"}, env=env or {})
        return SimpleNamespace(given=given, code=done.exit_code, out=done.stdout, err=done.stderr)

    return run


@pytest.mark.parametrize(
    ("args", "sites", "options"),
    [
        ((), (), Options(None, False, None, False)),
        (("a", "b"), ("a", "b"), Options(None, False, None, False)),
        (("a", "--column", "annual"), ("a",), Options("annual", False, None, False)),
        (("--full",), (), Options(None, True, None, False)),
        (("--limit", "1"), (), Options(None, False, 1, False)),
        (("a", "--due"), ("a",), Options(None, False, None, True)),
    ],
)
def test_what_is_asked_for_reaches_the_crawl(crawled, tmp_path, args, sites, options):
    done = crawled(*args)
    assert done.given == [("here", Home(tmp_path), "registry", sites, options)]
    assert (done.code, done.out, done.err) == (0, "", "under way\n")


@pytest.mark.parametrize(("args", "env"), [(("--scheduler", "tcp://h:8786"), {}), ((), {"GONGKAI_SCHEDULER": "tcp://h:8786"})])
def test_a_cluster_is_asked_where_one_is_named(crawled, tmp_path, args, env):
    done = crawled("a", *args, env=env)
    assert done.given == [("cluster", Home(tmp_path), "registry", ("a",), Options(None, False, None, False), "tcp://h:8786")]


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_a_limit_is_at_least_one(crawled, limit):
    done = crawled("--limit", limit)
    assert (done.code, done.given) == (2, [])


def test_the_outcome_as_json_and_in_lines(crawled):
    result = CrawlResult("run-1", Exit.PARTIAL, (SiteOutcome("a", Exit.PARTIAL, columns=(RUN,), message="甲"),))
    done = crawled("a", "--json", result=result)
    assert done.code == Exit.PARTIAL
    found = json.loads(done.out)
    assert {name: found[name] for name in ("run", "exit_code")} == {"run": "run-1", "exit_code": 6}
    assert [(site["site"], site["message"], site["columns"][0]["column"]) for site in found["sites"]] == [("a", "甲", "annual")]
    assert ("甲" in done.out, done.out.startswith('{\n  "run"')) == (True, True)
    assert done.err.splitlines() == ["under way", *cli.lines(result)]
    assert crawled("a", result=result).out == ""
