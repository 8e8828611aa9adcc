"""How far a command is: what its line says, when it is drawn, where it goes, and that it is gone before other output."""

import io
import sqlite3
from contextlib import closing

import pytest

from archive.build import build as builder
from archive.export import tables, wacz
from archive.ops import dry_run
from archive.publish import snapshot
from archive.publish.latest import published
from archive.verify import verify
from gongkai.terminal import progress as terminal
from gongkai.terminal.progress import OFTEN, SELDOM, Progress, shown
from tests.helpers.archives import built, home
from tests.helpers.warcs import Warc, page

__all__ = ["built", "home"]


class Screen(io.StringIO):
    """A terminal that keeps what it was sent."""

    def isatty(self):
        return True


class Hands:
    """A clock that goes only when it is moved."""

    def __init__(self):
        self.time = 1000.0

    def __call__(self):
        return self.time


@pytest.fixture(autouse=True)
def terminal_of_eighty_columns(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def clock():
    return Hands()


def drawn(screen):
    """The lines that a screen showed one after the other."""
    return [line.removesuffix("\x1b[K") for line in screen.getvalue().split("\r") if line.removesuffix("\x1b[K")]


def test_the_line_says_done_total_rate_and_time_left(clock):
    progress = Progress("build", Screen(), clock)
    progress.move("documents", 0, 1500)
    assert progress.text() == "build: 0 of 1,500 documents"
    clock.time += 10
    progress.move("documents", 500, 1500)
    assert progress.text() == "build: 500 of 1,500 documents · 50.0/s · 0:20 left"
    progress.say("page 3 of 40 of a scan")
    assert progress.text().endswith("0:20 left · page 3 of 40 of a scan")
    progress.move("documents", 501, 1500)
    assert "scan" not in progress.text()
    progress.move("attachments", 0, 3)
    assert progress.text() == "build: 0 of 3 attachments"


def test_bytes_are_written_as_such_and_a_step_of_unknown_length_says_how_long_it_takes(clock):
    progress = Progress("verify", None, clock)
    progress.move("checked", 0, 3_000_000, in_bytes=True)
    clock.time += 2
    progress.move("checked", 1_000_000, 3_000_000, in_bytes=True)
    assert progress.text() == "verify: 1.0 MB of 3.0 MB checked · 500.0 kB/s · 0:04 left"
    progress.begin("comparing")
    clock.time += 61
    assert progress.text() == "verify: comparing · 1:01"


def test_what_was_done_before_a_command_continued_makes_no_rate(clock):
    progress = Progress("verify", None, clock)
    progress.move("files", 900, 1000)
    clock.time += 10
    progress.move("files", 910, 1000)
    assert progress.text() == "verify: 910 of 1,000 files · 1.0/s · 1:30 left"


def test_a_terminal_is_drawn_a_few_times_a_second_and_each_step_at_once(clock):
    screen = Screen()
    progress = Progress("build", screen, clock)
    for number in range(5):
        progress.move("documents", number, 9)
    assert drawn(screen) == ["build: 0 of 9 documents"]
    clock.time += OFTEN
    progress.move("documents", 5, 9)
    progress.move("documents", 9, 9)
    progress.move("attachments", 0, 2)
    assert [line.partition(" · ")[0] for line in drawn(screen)[1:]] == [
        "build: 5 of 9 documents",
        "build: 9 of 9 documents",
        "build: 0 of 2 attachments",
    ]


def test_a_line_wider_than_the_terminal_is_cut_since_it_could_not_be_redrawn(clock, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    screen = Screen()
    Progress("build", screen, clock).move("documents that make a long line", 0, 9)
    assert drawn(screen) == ["build: 0 of 9 documents that…"]


@pytest.mark.parametrize("kind", ["pipe", "dumb terminal"])
def test_a_log_gets_a_line_a_minute_and_nothing_of_what_ends_sooner(clock, monkeypatch, kind):
    stream = Screen() if kind == "dumb terminal" else io.StringIO()
    monkeypatch.setenv("TERM", "dumb" if kind == "dumb terminal" else "xterm")
    progress = Progress("build", stream, clock)
    for number in range(240):
        progress.move("documents", number, 400)
        clock.time += 0.5
        assert stream.getvalue() == "" or clock.time > 1000 + SELDOM
    assert stream.getvalue() == "build: 120 of 400 documents · 2.0/s · 2:20 left\n"


def test_the_line_is_gone_when_the_command_ends_and_when_it_fails():
    for failing in (False, True):
        screen = Screen()
        try:
            with shown("build", screen) as progress:
                progress.move("documents", 0, 9)
                assert not failing
        except AssertionError:
            pass
        assert screen.getvalue().endswith("\r\x1b[K")


def test_a_closed_terminal_stops_no_work():
    screen = Screen()
    progress = Progress("build", screen)
    screen.close()
    with pytest.raises(ValueError, match="closed"):
        screen.write("x")
    screen.isatty = lambda: True
    progress.move("documents", 1, 2)
    progress.line.clear()


URLS = [f"http://town.example/a/{number}.html" for number in range(3)]


@pytest.fixture
def steps(monkeypatch, built, home):
    """Run a command on a small archive; return the steps its line showed."""
    warc = Warc().start()
    for url in URLS:
        warc.fetch(url, page("预算公开", "<p>预算已经公开。</p>" * 9, "2024-01-20"))
    built(warc.listing([(url, "预算公开", "2024-01-20") for url in URLS]).finish())
    monkeypatch.setattr(terminal, "OFTEN", 0.0)
    monkeypatch.setattr(snapshot, "LOOK", 10)

    def run(work):
        screen = Screen()
        work(Progress("it", screen))
        return [line.removeprefix("it: ").partition(" · ")[0] for line in drawn(screen)]

    return run


def test_a_rebuild_shows_files_documents_tables_and_the_copy(steps, home):
    seen = steps(lambda progress: builder.build(home, 1, True, progress))
    assert seen[0] == "0 of 1 WARC file"
    assert [line for line in seen if line.endswith(" of 3 documents")] == [f"{number} of 3 documents" for number in (1, 2, 3)]
    assert seen.index("3 of 3 documents") < seen.index("deriving tables") < seen.index("comparing with the database before")
    with closing(sqlite3.connect(home.database)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    assert seen[-1] == f"{pages:,} of {pages:,} pages of the database"


def test_a_dry_run_shows_the_same_as_a_build(steps, home):
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("UPDATE readings SET stage_version = 'older'")
        connection.commit()
    seen = steps(lambda progress: dry_run.rehearse(home, 1, progress))
    assert "3 of 3 documents" in seen
    assert seen[-1] == "comparing"


def test_a_check_shows_the_bytes_of_the_warc_files(steps, home):
    size = sum(path.stat().st_size for path in (home.root / "warc").rglob("*.gz"))
    seen = steps(lambda progress: verify.verify(home, 1, progress=progress))
    shown_size = terminal.size(size)
    assert seen == ["checking the database", f"{shown_size} of {shown_size} checked", "checking the snapshots"]


def test_a_snapshot_shows_how_far_the_copy_is(steps, home):
    seen = steps(lambda progress: snapshot.snapshot(home, progress=progress))
    assert seen[0] == "comparing with the last snapshot"
    assert [line for line in seen if line.endswith(" copied")]
    assert seen[-3:] == ["checking the copy", "writing the manifests", "writing digests and changes"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_export_shows_the_rows_of_all_tables(steps, home, tmp_path, kind):
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    snapshot.snapshot(home)
    written = {}
    seen = steps(lambda progress: written.update(tables.export(published(home.public).file, tmp_path, kind, progress=progress)))
    assert seen[-1] == f"{sum(written.values()):,} of {sum(written.values()):,} rows"
    assert written["documents"] == 3


def test_a_wacz_shows_sites_and_the_file_at_hand(steps, home, tmp_path):
    seen = []
    steps(lambda progress: (wacz.export(home, tmp_path, progress=progress), seen.append(progress.text())))
    (name,) = [path.name for path in (home.root / "warc").rglob("*.gz")]
    assert seen[0].endswith(f" · town/{name}")


@pytest.mark.parametrize(
    ("seconds", "done", "paced"), [(terminal.LEAST, 5, True), (terminal.LEAST - 0.01, 5, False), (terminal.LEAST, 2, False)]
)
def test_a_pace_needs_a_while_and_something_done(seconds, done, paced):
    hands = Hands()
    hands.time = 0.0
    progress = Progress("build", None, hands)
    progress.move("documents", 2, 10)
    hands.time += seconds
    progress.move("documents", done, 10)
    assert (progress.text().count(" · ") == 2) is paced
