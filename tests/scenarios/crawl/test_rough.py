"""Slow, cut, large, guarded and sealed hosts of the replica, crawled one by one with small limits: the class, and what it may cost."""

from collections import Counter

import pytest
import yaml

from crawler.crawl import crawl
from crawler.fetch.http1 import FetchLimits
from crawler.visit.run_context import Options
from gongkai import http_message, warc_reader
from gongkai.errors import Exit
from gongkai.home import Home
from tests.replica import rough, tls
from tests.replica.server import LATE, replica

QUICK = FetchLimits(connect=2, idle=LATE * 3, total=LATE * 5)
TRIES = 3  # requests one address may cost while it fails
NEEDED = 1 + rough.ROWS + 1  # list, articles, the file
WITHOUT_FIRST = NEEDED - 2  # its file is not known


@pytest.fixture(scope="module")
def served():
    with replica() as running:
        yield running


@pytest.fixture
def visit(served, tmp_path, monkeypatch):
    """Crawl one host; return the outcome, the requests but for robots.txt, and the home."""
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))

    def run(name, limits=QUICK, base="", **site):
        column = served.hosts[name].manifest()["columns"][0]
        url = column["url"] if not base else base + served.hosts[name].columns[0].path
        entry = {
            "id": name,
            "name": name,
            "area": "990100",
            "level": "city",
            "delay": 0,
            "allow_private": True,
            **site,
            "columns": [{"id": "c", "name": "年报", "kind": "annual_report", "url": url}],
        }
        (tmp_path / "sites.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
        before, home = len(served.log), Home(tmp_path / "home")
        (outcome,) = crawl(home, tmp_path / "sites.yaml", [name], Options(limits=limits)).sites
        asked = Counter(line["target"] for line in served.log[before:] if line["host"] == name)
        return outcome, asked, home

    return run


def held(home):
    """Body by URL of every answer kept, and whether it was cut."""
    found = {}
    for path in sorted(home.root.rglob("*.warc.gz*")):
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                if record.type == "response":
                    found[record.get("WARC-Target-URI")] = (http_message.answer(record.block).payload, record.get("WARC-Truncated"))
    return found


@pytest.mark.parametrize(
    ("name", "problem", "cut"),
    [
        ("w-chunk-cut", "truncated", "disconnect"),
        ("w-length", "truncated", "disconnect"),
        ("w-drip", "truncated", "time"),
        ("w-silent", "timeout", None),
    ],
)
def test_an_article_that_does_not_come_whole_is_named_kept_and_hides_no_other(served, visit, monkeypatch, name, problem, cut):
    monkeypatch.setattr("crawler.answers.backoff.OUTAGE", (0.01,) * 5)
    outcome, asked, home = visit(name)
    first = served.hosts[name].first.path
    assert outcome.exit == Exit.PARTIAL
    assert outcome.problems == {problem: TRIES}
    assert outcome.columns[0].reasons == (f"article_{problem}: 1",)
    assert (asked[first], asked.total() - asked["/robots.txt"]) == (TRIES, WITHOUT_FIRST + TRIES)
    others = {served.hosts[name].base + row.path for row in served.hosts[name].columns[0].rows[1:]}
    kept = held(home)
    assert others <= set(kept)
    assert kept.get(served.hosts[name].base + first, (b"", None))[1] == cut  # what came is there, and says that it was cut


@pytest.mark.parametrize(
    ("name", "problems", "requests"), [("w-slow", {}, NEEDED), ("w-tiny", {"another_page": 1}, NEEDED + 1), ("w-robots-404", {}, NEEDED)]
)
def test_patience_brings_the_whole_column(served, visit, name, problems, requests):
    outcome, asked, _ = visit(name)
    assert (outcome.exit, outcome.problems) == (Exit.COMPLETE, problems)
    assert outcome.columns[0].complete
    assert asked.total() - asked["/robots.txt"] == requests


@pytest.mark.parametrize("name", ["w-coolban", "w-429"])
def test_nobody_knocks_while_a_host_asks_for_peace(served, visit, name):
    served.reset()
    outcome, asked, _ = visit(name, delay=0.02)
    assert (outcome.exit, outcome.problems, served.hosts[name].refused) == (Exit.COMPLETE, {"rate_limited": 1}, 1)
    assert asked.total() - asked["/robots.txt"] == NEEDED + 1


def test_rules_for_some_addresses_close_those_only(served, visit):
    outcome, asked, _ = visit("w-robots-part")
    assert set(asked) == {"/robots.txt", served.hosts["w-robots-part"].folder}
    assert outcome.columns[0].reasons == (f"article_robots_disallowed: {rough.ROWS}",)
    assert outcome.columns[0].rows_found == rough.ROWS


def test_rules_that_cannot_be_read_close_everything(visit):
    outcome, asked, _ = visit("w-robots-5xx")
    assert set(asked) == {"/robots.txt"}
    assert set(outcome.problems) == {"robots_unavailable"}
    assert outcome.exit == Exit.FAILED


def test_a_large_file_is_held_byte_for_byte(served, visit):
    outcome, _, home = visit("w-large", FetchLimits())
    (file,) = served.hosts["w-large"].first.files
    assert outcome.exit == Exit.COMPLETE
    assert len(file.body) > 20_000_000
    assert held(home)[served.hosts["w-large"].base + file.path] == (file.body, "")


def test_a_file_larger_than_we_take_is_cut_named_and_asked_for_once(served, visit):
    outcome, asked, home = visit("w-large", FetchLimits(body=1 << 20))
    (file,) = served.hosts["w-large"].first.files
    body, cut = held(home)[served.hosts["w-large"].base + file.path]
    assert (outcome.exit, outcome.columns[0].reasons, asked[file.path]) == (Exit.PARTIAL, ("attachment_truncated: 1",), 1)
    assert cut == "length"
    assert file.body.startswith(body)
    assert len(body) >= 1 << 20


@pytest.fixture
def trusted(served, monkeypatch):
    """The replica's certificate is one we trust."""
    if served.context is None:
        pytest.skip("needs openssl to make a certificate")
    sealed = [rough.HOSTS[name][0] for name in ("w-tls", "w-https-403")]
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.certificate(sealed)))


def sealed(served, name):
    """A host's address on the second port."""
    return f"https://{served.hosts[name].address}:{served.tls_port}"


@pytest.mark.parametrize("policy", [None, "legacy"])
def test_a_certificate_nobody_vouches_for_fails_closed(served, visit, policy):
    if served.context is None:
        pytest.skip("needs openssl to make a certificate")
    outcome, asked, _ = visit("w-tls", base=sealed(served, "w-tls"), **({"tls": policy} if policy else {}))
    assert (outcome.exit, set(outcome.problems), asked.total()) == (Exit.FAILED, {"tls_certificate"}, 0)
    assert outcome.columns[0].reasons[0].startswith(("page_1_missing: tls_certificate", "tls_certificate"))


def test_a_certificate_for_another_name_fails_closed(served, visit, trusted):
    outcome, asked, _ = visit("w-tls-name", base=sealed(served, "w-tls-name"))
    assert (outcome.exit, set(outcome.problems), asked.total()) == (Exit.FAILED, {"tls_certificate"}, 0)


def test_a_certificate_we_trust_opens(served, visit, trusted):
    outcome, _, _ = visit("w-tls", base=sealed(served, "w-tls"))
    assert outcome.exit == Exit.COMPLETE


def test_a_host_without_tls_is_named_and_not_asked_in_the_clear(served, visit):
    host = served.hosts["w-http-only"]
    outcome, asked, _ = visit("w-http-only", base=host.base.replace("http:", "https:"))
    assert (outcome.exit, set(outcome.problems), asked.total()) == (Exit.FAILED, {"tls_failure"}, 0)


def test_a_host_that_refuses_over_tls_only_is_forbidden_there_and_whole_in_the_clear(served, visit, trusted):
    outcome, asked, _ = visit("w-https-403", base=sealed(served, "w-https-403"))
    assert outcome.problems == {"forbidden": TRIES + 1}  # the first page of a column once more, after a while
    assert asked[served.hosts["w-https-403"].folder] == TRIES + 1
    assert visit("w-https-403")[0].exit == Exit.COMPLETE
