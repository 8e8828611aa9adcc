"""A draft checked at /check in a real Chromium, by a real `gongkai serve --check`: slips found and marked, nothing left on disk."""

import time

import pytest

from tests.helpers import drafts
from tests.helpers.chromium import chromium, followed, needed, serious, visiting
from tests.helpers.file_events import files_made
from tests.helpers.plain_environment import plain_environment
from tests.helpers.serving import Served

__all__ = ["chromium"]

pytestmark = needed
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PATIENCE = 120  # seconds; what is waited for takes one or two
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def temporary(tmp_path_factory):
    """The server's own folder for temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def checking(home, temporary):
    site = Served(home, "--check", environment=plain_environment() | {"TMPDIR": str(temporary)})
    site.ready()
    yield site
    site.stop()


def workers(temporary):
    return sorted(path.name for path in temporary.glob("gongkai-worker-*"))


def waited_for(condition):
    """Wait until a condition holds, however slow the machine is."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.05)


def submitted(page, *, lang="zh"):
    page.goto(f"/check?lang={lang}")
    page.locator("#draft").set_input_files([{"name": "草稿.docx", "mimeType": WORD, "buffer": drafts.word()}])
    page.locator("#previous").set_input_files([{"name": "去年.html", "mimeType": "text/html", "buffer": drafts.last_year()}])
    followed(page, page.locator("form.drafts button").click)
    page.locator(".verdict .outcome").wait_for()


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [(1280, "light", "zh"), (390, "dark", "zh"), (390, "light", "en"), (1280, "dark", "en"), (360, "light", "zh")],
)
def test_four_planted_slips_are_found_and_marked(chromium, checking, width, scheme, lang):
    with visiting(chromium, checking.address) as page:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/check?lang={lang}")
        assert (serious(page), page.evaluate(OVERFLOW)) == ([], 0)
        submitted(page, lang=lang)
        items = page.locator(".findings.must > li")
        rules = {text.split()[0] for text in items.locator(".rule").all_inner_texts()}
        assert rules == set(drafts.PLANTED)
        if lang == "zh":
            formulas = " ".join(items.locator(".formula").all_inner_texts())
            assert [formula for _, _, formula in drafts.PLANTED.values() if formula not in formulas] == []
        total = (
            page.locator("table.form tr", has_text="结转下年度继续办理" if lang == "zh" else "Carried over to next year")
            .locator("td.n")
            .last
        )
        assert "must" in total.get_attribute("class")
        assert total.locator("b").inner_text() == "5"
        link = total.locator("a.mark").first
        assert page.locator(link.get_attribute("href")).locator(".rule").inner_text().startswith("R1")
        assert page.locator("td.must").count() < page.locator("td.n").count() / 4, "what is right is marked too"
        assert (serious(page), page.evaluate(OVERFLOW)) == ([], 0)


def test_the_verdict_is_kept_and_printed(chromium, checking, tmp_path):
    with visiting(chromium, checking.address) as page:
        submitted(page)
        with page.expect_download() as kept:
            page.get_by_role("link", name="核对意见.html").click()
        kept.value.save_as(tmp_path / "kept.html")
        with page.expect_download() as kept:
            page.get_by_role("link", name="核对意见.docx").click()
        kept.value.save_as(tmp_path / "kept.docx")
        page.emulate_media(media="print")
        assert page.locator(".tools").is_hidden()
        mark = page.locator("td.must").first
        assert mark.evaluate("cell => [getComputedStyle(cell).outlineStyle, getComputedStyle(cell).printColorAdjust]") == ["solid", "exact"]
        assert page.pdf().startswith(b"%PDF")
    assert (tmp_path / "kept.docx").read_bytes().startswith(b"PK")
    with visiting(chromium, "http://127.0.0.1") as page:
        page.set_viewport_size({"width": 390, "height": 900})
        page.set_content((tmp_path / "kept.html").read_text(encoding="utf-8"))
        assert page.locator(".findings.must > li").count() >= len(drafts.PLANTED)
        assert (serious(page), page.evaluate(OVERFLOW)) == ([], 0)


def test_nothing_is_left_on_disk(chromium, checking, temporary, home):
    waited_for(lambda: len(workers(temporary)) == 1)
    (before,) = workers(temporary)
    with visiting(chromium, checking.address) as page, files_made(temporary, home) as made:
        submitted(page)
        waited_for(lambda: before not in workers(temporary) and len(workers(temporary)) == 1)
    assert made == []
    assert list((temporary / workers(temporary)[0]).rglob("*")) == []
    found = [
        path for folder in (temporary, home) for path in folder.rglob("*") if path.is_file() and drafts.SIGN.encode() in path.read_bytes()
    ]
    assert found == []


def test_a_watch_sees_a_file_that_is_deleted_at_once(tmp_path):
    (tmp_path / "inner").mkdir()
    with files_made(tmp_path) as made:
        (tmp_path / "inner" / "gone").write_text("x")
        (tmp_path / "inner" / "gone").unlink()
    assert made == [tmp_path / "inner" / "gone"]
