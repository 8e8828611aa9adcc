"""The commands of `scrapy` in this project, run in the test's process: arguments, exit codes, what is printed."""

from argparse import ArgumentParser, Namespace
from types import SimpleNamespace

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler import families
from crawler.families import contracts
from crawler.scrapy_commands import check, crawl, shell
from gongkai.errors import BadConfiguration, Exit, VerifyFailed


def command(kind):
    made = kind()
    made.settings = Settings()
    return made


@pytest.mark.parametrize(
    ("kind", "syntax", "described"),
    [
        (check.CheckCommand, "[options] [family]…", "Check the contracts of families"),
        (crawl.CrawlCommand, "[options] <site | columns>", "Crawl the columns of a site into WARC files, as `gongkai crawl` does"),
        (shell.ShellCommand, "[options] <url | file>", "Look at a list page as the readers of families see it"),
    ],
)
def test_what_the_list_of_commands_says(kind, syntax, described):
    made = command(kind)
    assert (made.syntax(), made.short_desc(), made.requires_project, made.requires_crawler_process) == (syntax, described, True, False)
    parser = ArgumentParser()
    made.add_options(parser)
    assert parser.parse_args([]) is not None


# ---- check


def checked(monkeypatch, *names, listed=False, broken=()):
    """The exit code of `scrapy check` where some families break their contract."""
    monkeypatch.setattr(check, "_failure", lambda contract: f"{contract.family}: broken" if contract.family in broken else "")
    made = command(check.CheckCommand)
    made.run(list(names), Namespace(list=listed))
    return made.exitcode


ALL = [contract for family in families.FAMILIES for contract in contracts.of(family)]


def test_every_contract_is_checked(monkeypatch, capsys):
    assert checked(monkeypatch) == 0
    assert capsys.readouterr() == ("", f"Ran {len(ALL)} contracts: OK\n")
    assert checked(monkeypatch, "trs", broken=("vsb",)) == 0
    number = len(contracts.of(families.BY_NAME["trs"]))
    assert capsys.readouterr().err == f"Ran {number} {'contract' if number == 1 else 'contracts'}: OK\n"


def test_broken_contracts_are_named(monkeypatch, capsys):
    assert checked(monkeypatch, "trs", "vsb", broken=("vsb",)) == 1
    *failed, last = capsys.readouterr().err.splitlines()
    assert set(failed) == {"FAIL: vsb: broken"}
    assert last.endswith(f": FAILED (failures={len(failed)})")


def test_a_family_without_contract_is_named(monkeypatch, capsys):
    monkeypatch.setattr(contracts, "of", lambda family: ())
    assert checked(monkeypatch, "trs") == 1
    assert capsys.readouterr().err == "FAIL: trs: has no contract\nRan 0 contracts: FAILED (failures=1)\n"


def test_contracts_are_listed_without_being_checked(monkeypatch, capsys):
    assert checked(monkeypatch, "trs", listed=True, broken=("trs",)) == 0
    expected = "".join(f"trs\n  * {contract.path}\n" for contract in contracts.of(families.BY_NAME["trs"]))
    assert capsys.readouterr() == (expected, "")
    parser = ArgumentParser()
    command(check.CheckCommand).add_options(parser)
    assert [parser.parse_args(given).list for given in ([], ["-l"], ["--list"])] == [False, True, True]


def test_an_unknown_family_is_refused(monkeypatch):
    with pytest.raises(UsageError, match=r"unknown family none; known are .*trs.*, "):
        checked(monkeypatch, "trs", "none")


def test_a_contract_that_breaks_says_why(monkeypatch):
    def fails(contract):
        raise AssertionError(f"{contract}: two rows")

    monkeypatch.setattr("gongkai.testing.assert_contract", lambda contract: None)
    assert check._failure("a") == ""
    monkeypatch.setattr("gongkai.testing.assert_contract", fails)
    assert check._failure("a") == "a: two rows"


# ---- crawl


@pytest.mark.parametrize(
    ("spider", "arguments", "names"),
    [
        ("harbin", {}, ["harbin"]),
        ("harbin", {"site": "a,b"}, ["harbin"]),
        ("columns", {}, []),
        ("columns", {"site": "a,b"}, ["a", "b"]),
        ("columns", {"site": "a,,"}, ["a"]),
        ("columns", {"_job": "7", "full": "1", "limit": "2", "due": "", "column": "x"}, []),
    ],
)
def test_the_sites_that_are_asked_for(spider, arguments, names):
    assert crawl.asked(spider, arguments) == names


def test_an_unknown_argument_is_refused():
    with pytest.raises(UsageError) as refused:
        crawl.asked("harbin", {"sites": "a", "zz": "b"})
    assert str(refused.value) == "-a sites: unknown argument of this spider; known are site, column, full, limit, due"


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ({}, (None, False, None, False)),
        ({"column": "annual", "full": "1", "limit": "7", "due": "yes"}, ("annual", True, 7, True)),
        ({"full": "0", "due": "false"}, (None, False, None, False)),
        ({"full": "", "due": "0"}, (None, False, None, False)),
    ],
)
def test_the_options_of_a_crawl(arguments, options):
    settings = Settings()
    found = crawl.options_of(arguments, settings)
    assert (found.column, found.full, found.limit, found.due) == options
    assert found.settings is settings


@pytest.mark.parametrize("limit", ["0", "-1", "x", "", "1.5"])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(UsageError, match=f"-a limit={limit}: a number of requests, at least 1"):
        crawl.options_of({"limit": limit}, Settings())


@pytest.fixture
def crawling(monkeypatch):
    """`scrapy crawl` with the work itself replaced: what it was given, and what it returns."""
    kept = SimpleNamespace(given=[], result=SimpleNamespace(sites=[], exit=Exit.COMPLETE), error=None, feeds=[])

    def work(*given):
        kept.given.append(given)
        if kept.error:
            raise kept.error
        given[4]("a line")
        return kept.result

    monkeypatch.setattr(crawl, "SiteSpiderLoader", lambda: SimpleNamespace(list=lambda: ["columns", "a", "b"]))
    monkeypatch.setattr(crawl, "home_in_force", lambda: ("home", "registry"))
    for name in ("configure_logging", "log_scrapy_info"):
        monkeypatch.setattr(crawl, name, lambda settings: None)
    monkeypatch.setattr("crawler.crawl.crawl", work)
    monkeypatch.setattr("crawler.cli.lines", lambda result: ["one", "two"])
    monkeypatch.setattr("crawler.components.settings_in_force.check", lambda settings: None)
    monkeypatch.setattr("crawler.components.feeds.check", lambda settings, names: kept.feeds.append(names))
    monkeypatch.setattr("crawler.components.feeds.failed", lambda stats: stats == "failed")
    return kept


def crawled(*args, **spargs):
    made = command(crawl.CrawlCommand)
    made.run(list(args), Namespace(spargs=spargs))
    return made.exitcode


def test_a_crawl_is_that_of_gongkai(crawling, capsys):
    assert crawled("columns", site="a,b", limit="3") == 0
    ((home, registry, names, options, _),) = crawling.given
    assert (home, registry, names, options.limit) == ("home", "registry", ["a", "b"], 3)
    assert capsys.readouterr().err == "a line\none\ntwo\n"
    crawled("columns")
    assert (crawling.feeds, crawling.given[1][2]) == ([["a", "b"], ["a", "b"]], [])


@pytest.mark.parametrize(("exit_code", "stats", "code"), [(0, "", 0), (0, "failed", 6), (1, "failed", 1), (6, "", 6)])
def test_items_that_were_not_written_are_no_success(crawling, capsys, exit_code, stats, code):
    crawling.result = SimpleNamespace(
        sites=[SimpleNamespace(site="a", stats=stats), SimpleNamespace(site="b", stats=stats)], exit=Exit(exit_code)
    )
    assert crawled("a") == code
    sentence = "gongkai: a, b: the items could not be written to their feed; the log says why\n"
    assert capsys.readouterr().err.endswith(sentence if stats else "two\n")


def test_what_goes_wrong_is_one_sentence_and_its_code(crawling, capsys):
    crawling.error = BadConfiguration("line 3")
    assert crawled("a") == Exit.BAD_CONFIGURATION
    assert capsys.readouterr().err == "gongkai: line 3\n"


@pytest.mark.parametrize(
    ("args", "sentence"), [((), "name one spider"), (("a", "b"), "name one spider"), (("c",), "Spider not found: c; ")]
)
def test_one_spider_that_there_is(crawling, args, sentence):
    with pytest.raises(UsageError, match=sentence):
        crawled(*args)
    assert crawling.given == []


def test_an_egg_without_the_package_is_refused(crawling, monkeypatch, capsys):
    from importlib.metadata import PackageNotFoundError

    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(crawl, "version", absent)
    assert crawled("a") == 1
    assert "gongkai is not installed here: `pip install` it where scrapyd runs" in capsys.readouterr().err


# ---- shell


PAGE = SimpleNamespace(url="http://h.example/", status=200, text="<p>公</p>")
SEEN = SimpleNamespace(page=PAGE, family="trs", rows=[1, 2], pager="P1", listing="listing", why=lambda text: f"why {text}")


@pytest.fixture
def looks(monkeypatch):
    kept = []
    monkeypatch.setattr("crawler.discover.look.look", lambda *given: kept.append(given) or SEEN)
    monkeypatch.setattr("crawler.components.settings_in_force.options_of", lambda options, environment: ("options", options.settings))
    monkeypatch.setattr(shell, "start_python_console", lambda values, **options: kept.append((values, options)))
    return kept


def shown(*args, **options):
    made = command(shell.ShellCommand)
    parser = ArgumentParser()
    made.add_options(parser)
    given = parser.parse_args(list(options.pop("line", ())))
    made.run(list(args), given)
    return made


def test_a_page_is_looked_at(looks):
    made = shown("http://h.example/", line=["--allow-private", "--family", "trs", "--url", "http://h.example/x"])
    (place, url, private, family, options, _), (values, console) = looks
    assert (place, url, private, family, options) == ("http://h.example/", "http://h.example/x", True, "trs", ("options", made.settings))
    assert console == {"shells": ["python"], "banner": shell.BANNER.format(url=PAGE.url, family="trs", rows=2, pager="P1")}
    assert {name: values[name] for name in ("page", "rows", "pager", "column")} == {
        "page": PAGE,
        "rows": [1, 2],
        "pager": "P1",
        "column": "listing",
    }
    assert (values["family"].name, values["why"]("x")) == ("trs", "why x")
    assert (values["response"].css("p::text").get(), values["response"].url, values["response"].status) == ("公", PAGE.url, 200)
    assert values["fetch"]("other.html") is SEEN
    assert looks[-1][:4] == ("other.html", None, True, "trs")


def test_code_is_evaluated_and_nothing_opened(looks, capsys):
    shown("page.html", line=["-c", "len(rows)"])
    assert capsys.readouterr().out == "2\n"
    assert len(looks) == 1
    assert looks[0][:4] == ("page.html", None, False, "")


@pytest.mark.parametrize("args", [(), ("a", "b")])
def test_one_page_is_named(looks, args):
    with pytest.raises(UsageError, match="name one URL or file"):
        shown(*args)


def test_a_page_that_cannot_be_looked_at(looks, monkeypatch, capsys):
    def fails(*_):
        raise VerifyFailed("no such page")

    monkeypatch.setattr("crawler.discover.look.look", fails)
    assert shown("page.html").exitcode == Exit.VERIFY_FAILED
    assert capsys.readouterr().err == "gongkai: no such page\n"
