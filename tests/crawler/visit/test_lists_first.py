"""A portal that refuses its lists is asked for them again, for one document, and then left alone."""

from contextlib import closing

import pytest

from crawler.answers import interpret
from crawler.model.types import Column
from crawler.store.frontier import Frontier
from tests.helpers.crawling import answer, html
from tests.helpers.visiting import COLUMN, HOST, Visiting, article, list_page

NUMBERS = range(1, 9)
OTHER = Column("notices", "通知", "notice", f"{HOST}/other/")
DOCUMENTS = {f"/list/2024/a{number}.html" for number in NUMBERS}
REFUSAL = {
    "503": answer(html("x"), "503 Service Unavailable"),
    "403": answer(html("x"), "403 Forbidden"),
    "429": answer(html("x"), "429 Too Many Requests", ["Retry-After: 0"]),
    "timeout": ("timeout", "no answer"),
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Tries follow each other without a wait."""
    monkeypatch.setattr(interpret, "WAITS", (0.0,))


@pytest.fixture
def visiting(tmp_path):
    """A site of two columns that was read well; every address is due again."""
    each = Visiting(tmp_path, COLUMN, OTHER)
    each.pages = {"/list/": list_page(*NUMBERS), "/other/": list_page()} | {
        f"/list/2024/a{number}.html": article(number) for number in NUMBERS
    }
    each.visit()
    due_again(each)
    each.asked.clear()
    return each


def due_again(visiting):
    with closing(Frontier(visiting.home.frontier / "site.sqlite")) as frontier, frontier.transaction():
        frontier.connection.execute("update fetches set due = 1")


def refuse(visiting, name, *paths):
    for path in paths or (*visiting.pages,):
        visiting.pages[path] = REFUSAL[name]


@pytest.mark.parametrize("name", REFUSAL)
def test_what_refuses_everything_is_asked_for_its_lists_again_and_for_one_document_at_most(visiting, name):
    refuse(visiting, name)
    visit = visiting.visit("r2")
    lists = [path for path in visiting.asked if path not in DOCUMENTS]
    assert min(lists.count("/list/"), lists.count("/other/")) >= 2
    assert len(visiting.asked) - len(lists) <= 1
    assert visit.stopped
    assert [run.complete for run in visit.tally.columns] == [False, False]
    assert all("page_1_missing" in " ".join(run.reasons) for run in visit.tally.columns)


def test_documents_that_were_not_asked_for_stay_due(visiting):
    refuse(visiting, "503")
    visiting.visit("r2")
    for path in DOCUMENTS:
        visiting.pages[path] = article(int(path[-6]))
    visiting.pages |= {"/list/": list_page(*NUMBERS), "/other/": list_page()}
    visiting.asked.clear()
    due_again(visiting)
    visit = visiting.visit("r3")
    assert set(visiting.asked) == {"/list/", "/other/", *DOCUMENTS}
    assert visit.tally.columns[0].complete


def test_a_portal_of_which_one_list_answers_is_asked_for_all_documents(visiting):
    refuse(visiting, "503", "/other/")
    visit = visiting.visit("r2")
    assert set(visiting.asked) >= DOCUMENTS
    assert visit.stopped is None


def test_documents_wait_until_a_list_is_read(visiting):
    answers = iter([REFUSAL["503"], list_page(*NUMBERS)])
    visiting.pages["/list/"] = lambda lease: next(answers)
    refuse(visiting, "503", "/other/")
    visiting.visit("r2")
    first = min(visiting.asked.index(path) for path in DOCUMENTS)
    assert visiting.asked[:first].count("/list/") == 2
    assert set(visiting.asked) >= DOCUMENTS


@pytest.mark.parametrize("name", REFUSAL)
def test_a_portal_whose_lists_are_refused_and_whose_documents_are_not_is_asked_for_them(visiting, name):
    refuse(visiting, name, "/list/", "/other/")
    visit = visiting.visit("r2")
    if name in ("503", "403"):
        assert set(visiting.asked) >= DOCUMENTS
        assert visit.stopped is None
    else:
        assert visit.stopped.code in ("rate_limited", "timeout")  # six refusals in a row: the host is left alone


def test_lists_that_are_missing_are_no_refusal(visiting):
    for path in ("/list/", "/other/"):
        visiting.pages[path] = answer(html("404"), "404 Not Found")
    visiting.visit("r2")
    assert set(visiting.asked) >= DOCUMENTS
