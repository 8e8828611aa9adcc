"""Menu entries that a column took for rows: forgotten once articles show them too, and named in its record."""

import pytest

from crawler.lists import rows
from crawler.model.types import Entry
from crawler.visit import column_pass
from tests.helpers.column_reading import COLUMN, DAY, HOST, THEN, entries, listed

BOX = "nav"
MENU = tuple(Entry(f"{HOST}/menu/{number}.html", f"栏目{number}") for number in (1, 2, 3))


@pytest.fixture
def with_menu(reading):
    """A column with a page of rows, one of a menu and one more in the menu's place; the menu is not yet known."""
    reading.begin(THEN)
    menu = listed(2, MENU, container=BOX)
    reading.page(1, listed(1, (*entries(1, 4), MENU[2]), container="list", following=(2, 3)), THEN + 1)
    reading.page(2, menu, THEN + 1)
    reading.page(3, listed(3, (Entry(f"{HOST}/other.html", "其他"),), container=BOX), THEN + 1)
    for name in ("menu/1", "menu/3", "other", "1"):
        reading.document(name, THEN + 2)
    return reading


def learn(reading, links, articles=3):
    """Let articles show links in the menu's place."""
    with reading.frontier.transaction():
        for number in range(articles):
            reading.frontier.site_pages.learn(f"GET {HOST}/a{number}", [rows._place(BOX, each.url) for each in links], THEN)


def test_nothing_is_forgotten_before_a_menu_is_known(with_menu):
    assert not column_pass.forget_menus(with_menu.frontier, COLUMN, THEN + 9)
    assert with_menu.finish().run.rows_found == 8


def test_the_pages_of_a_menu_are_forgotten_with_their_rows_and_documents_and_asked_for_again(with_menu):
    learn(with_menu, MENU)
    assert column_pass.forget_menus(with_menu.frontier, COLUMN, THEN + 9)
    assert with_menu.lists() == {"": None, "2.html": THEN + 9, "3.html": THEN + 9}
    assert [key.removeprefix(HOST) for key, _ in with_menu.frontier.columns.rows("annual")] == [
        "/1.html",
        "/2.html",
        "/3.html",
        "/4.html",
        "/menu/3.html",
    ]
    keys = {key for (key,) in with_menu.frontier.connection.execute("select key from fetches where kind = 'article'")}
    assert keys == {f"GET {HOST}/menu/3.html", f"GET {HOST}/1.html"}
    assert with_menu.frontier.site_pages.menu_entries("annual") == [f"{HOST}/menu/1.html", f"{HOST}/menu/2.html", f"{HOST}/other.html"]
    assert not column_pass.forget_menus(with_menu.frontier, COLUMN, THEN + 9)


def test_a_list_that_is_no_menu_keeps_its_rows(with_menu):
    learn(with_menu, (Entry(f"{HOST}/elsewhere.html", "别处"),))
    assert not column_pass.forget_menus(with_menu.frontier, COLUMN, THEN + 9)
    assert len(with_menu.frontier.columns.rows("annual")) == 8


def test_a_menu_learned_during_a_reading_keeps_it_open_and_its_record_names_the_entries(with_menu):
    learn(with_menu, MENU)
    assert with_menu.finish() is None
    for number in (2, 3):
        with_menu.page(number, listed(number, entries(4 + number, 4 + number), container="list"), THEN + 20)
    done = with_menu.finish()
    assert done.menu_entries == (f"{HOST}/menu/1.html", f"{HOST}/menu/2.html", f"{HOST}/other.html")
    assert next(done.records())[2] == {"column": "annual", "urls": list(done.menu_entries)}
    with_menu.end(done)
    assert with_menu.frontier.site_pages.menu_entries("annual") == []


def test_a_run_that_ends_early_leaves_a_menu_for_the_next_visit_which_forgets_it_first(with_menu):
    learn(with_menu, MENU)
    assert with_menu.finish(reasons=("limit: 1",)).menu_entries == ()
    with_menu.begin(THEN + DAY)
    assert with_menu.frontier.site_pages.menu_entries("annual")
