"""Which family reads a page, the families of other packages, and what breaks a contract."""

from types import SimpleNamespace

import pytest

from crawler import families
from crawler.families import contracts
from crawler.model.types import Fetch, Page
from gongkai.errors import BadConfiguration

AT = "http://h.example/zwgk/nb/"


def page(text="", family="", url=AT, **fetch):
    return Page(url, f"<html><body>{text}</body></html>", Fetch(url, family=family, **fetch))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (page(), "generic"),
        (page(family="trs"), "trs"),  # nobody else knows it
        (page("<script src='/api-gateway/jpaas-publish-server/a.js'></script>", "vsb"), "jpaas"),  # redesigned
        (page("<script src='/api-gateway/jpaas-publish-server/a.js'></script>", "vsb", page=2), "vsb"),
        (page("<script src='/api-gateway/jpaas-publish-server/a.js'></script>", "vsb", page=1), "jpaas"),
        (page("<script src='/api-gateway/jpaas-publish-server/a.js'></script>", "vsb", state=(("a", "b"),)), "vsb"),
        (page("<script src='/api-gateway/jpaas-publish-server/a.js'></script>", "generic"), "jpaas"),
        (page("<script src='/api-gateway/jpaas-publish-server/a.js'></script>", "jpaas"), "jpaas"),
    ],
)
def test_the_family_of_a_page(given, name):
    assert families.recognise(given).name == name


def test_an_unknown_family_names_those_there_are():
    with pytest.raises(BadConfiguration, match=r"^unknown family 'x'; known are .*annual_reports, jpaas, .*generic$"):
        families.named("x")


def entry(module=None, error=None):
    def load():
        if error:
            raise error
        return module

    return SimpleNamespace(name="third", value="third.family", load=load)


def test_the_families_of_other_packages_come_in(monkeypatch):
    own = SimpleNamespace(name="third", matches=bool, listing=bool)
    asked = []
    monkeypatch.setattr(families, "entry_points", lambda group: asked.append(group) or [entry(own)])
    assert families._plugged() == (own,)
    assert asked == ["gongkai.families"]


@pytest.mark.parametrize("error", [ImportError("no module"), AttributeError("no name")])
def test_a_family_that_cannot_be_loaded_is_named(monkeypatch, error):
    monkeypatch.setattr(families, "entry_points", lambda group: [entry(error=error)])
    with pytest.raises(BadConfiguration) as found:
        families._plugged()
    assert str(found.value) == f"the family third (third.family) cannot be loaded: {error}; mend or uninstall its package"


@pytest.mark.parametrize(
    ("lacks", "words"),
    [(["name"], "name"), (["matches"], "matches"), (["listing"], "listing"), (["name", "listing"], "name and no listing")],
)
def test_a_family_that_lacks_something_is_named(monkeypatch, lacks, words):
    has = {name: bool for name in ("name", "matches", "listing") if name not in lacks}
    monkeypatch.setattr(families, "entry_points", lambda group: [entry(SimpleNamespace(**has))])
    with pytest.raises(BadConfiguration) as found:
        families._plugged()
    assert str(found.value) == f"the family third (third.family) has no {words}; see docs/add-a-family.md"


# ---- contracts

ROWS = (
    "<ul>" + "".join(f"<li><a href='t2026010{n}_{n}.html'>云水市第{n}号年度报告</a><b>2026-01-0{n}</b></li>" for n in (1, 2, 3)) + "</ul>"
)


def broken(text=ROWS, **changes):
    contract = contracts.FamilyContract(**{"family": "generic", "path": "/", "page": text, "rows": 3, "requests": 0, **changes})
    return list(contracts.broken(contract, page(text)))


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, []),
        ({"family": "trs"}, ["the page is taken for one of generic"]),
        ({"rows": 2}, ["3 rows are read, 2 expected"]),
        ({"requests": 1}, ["0 requests follow, 1 expected"]),
        ({"first": "/api"}, ["the first request is none, one with /api expected"]),
        ({"rows": 2, "requests": 1}, ["3 rows are read, 2 expected", "0 requests follow, 1 expected"]),
    ],
)
def test_what_breaks_a_contract(changes, sentences):
    assert broken(**changes) == sentences


def test_the_first_request_of_a_contract():
    text = ROWS + "<div><a href='index_1.html'>下一页</a></div><script>createPageHTML(3, 0, 'index', 'html')</script>"
    (first,) = broken(text, family="trs", requests=2, first="/nothing")
    assert first.startswith("the first request is http://h.example/")
    assert broken(text, family="trs", requests=2, first="index_1.html") == []


def test_the_contracts_of_a_family_are_those_of_the_table_or_its_own():
    assert {each.family for each in contracts.of(families.named("trs"))} == {"trs"}
    own = contracts.FamilyContract("third", "/", "", 0, 0)
    assert contracts.of(SimpleNamespace(name="third", CONTRACTS=[own])) == (own,)
    assert contracts.of(SimpleNamespace(name="third")) == ()
