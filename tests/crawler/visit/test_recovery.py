"""A frontier rebuilt from the WARC files says what the one written during the visits said; files left open are closed first."""

import io
import json
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.answers import interpret
from crawler.model.exchange import Exchange, Job
from crawler.model.types import Fetch
from crawler.store import warc_writer
from crawler.store.frontier import Frontier
from crawler.visit import recovery
from gongkai import warc_reader
from gongkai.fetch_record import FetchProblem, FetchRecord
from tests.helpers.crawling import answer, html
from tests.helpers.frontiers import state
from tests.helpers.visiting import HOST, Visiting, article, file, list_page

FIRST, SECOND, THIRD = (f"/list/2024/a{number}.html" for number in (1, 2, 3))
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n\r\n"


@pytest.fixture
def visiting(tmp_path):
    each = Visiting(tmp_path)
    each.pages = {"/list/": list_page(1, 2), FIRST: article(1, '<a href="/f/r.pdf">附件</a>'), SECOND: article(2), "/f/r.pdf": file()}
    return each


def forget(visiting):
    for path in visiting.home.frontier.glob("site.sqlite*"):
        path.unlink()


def repaired(visiting):
    """Bring the frontier into agreement with the files; return what was repaired."""
    with closing(Frontier(visiting.home.frontier / "site.sqlite")) as frontier:
        return recovery.repair(visiting.home, frontier, visiting.site)


def redirected(pages):
    pages[SECOND] = answer(b"", "302 Found", ["Location: /moved.html"])
    pages["/moved.html"] = article(2)


def two_lists(pages):
    more = (
        '<div class="page"><a href="/list/index.html">1</a><a href="/list/index_2.html">2</a><a href="/list/index_2.html">下一页</a></div>'
    )
    pages["/list/"] = list_page(1, 2, more=more)
    pages["/list/index_2.html"] = list_page(3)
    pages[THIRD] = article(3)


def refused(pages):
    pages[SECOND] = lambda lease: answer(html(f"禁止 {datetime.now(UTC)}"), "403 Forbidden")  # a page that names the time


def gone(pages):
    del pages[SECOND]


def cut(pages):
    def page(lease):
        return Exchange(lease.job.url, b"GET", article(2)[:-30], datetime.now(UTC), truncated="disconnect")

    pages[SECOND] = page


def silent(pages):
    pages[SECOND] = ("connection_reset", "the server closed the connection")


def broken_file(pages):
    pages["/f/r.pdf"] = answer(html("提示", "<p>文件不存在</p>"))


def validated(pages):
    pages[SECOND] = article(2, headers=['ETag: "2"', "Last-Modified: Mon, 02 Mar 2026 00:00:00 GMT"])


SITUATIONS = [redirected, two_lists, refused, gone, cut, silent, broken_file, validated]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_frontier_is_rebuilt_after_one_visit(visiting, situation, monkeypatch):
    monkeypatch.setattr(interpret, "WAITS", (0.0,))
    situation(visiting.pages)
    visiting.visit()
    before = state(visiting)
    forget(visiting)
    assert repaired(visiting).adopted > 0
    assert without_tries(state(visiting)) == without_tries(before)


def without_tries(found):
    """What a frontier says, but for how often an address failed in a row and when it is due: a new run begins to count anew."""
    fetches, *others = found
    attempts, due = 11, -1
    return [row[:attempts] + row[attempts + 1 : due] for row in fetches], *others


def later(pages):
    pages[SECOND] = NOT_MODIFIED if "ETag" in str(pages[SECOND]) else pages[SECOND]


def changed(pages):
    pages[SECOND] = article(2, "<p>改文</p>")


def new(pages):
    pages["/list/"] = list_page(3, 1, 2)
    pages[THIRD] = article(3)


@pytest.mark.parametrize("then", [later, changed, new, gone, refused, silent])
def test_a_frontier_is_rebuilt_after_a_second_visit_to_everything(visiting, then, monkeypatch):
    monkeypatch.setattr(interpret, "WAITS", (0.0,))
    validated(visiting.pages)
    visiting.visit()
    then(visiting.pages)
    visiting.visit("r2", full=True)
    before = state(visiting)
    forget(visiting)
    repaired(visiting)
    assert without_tries(state(visiting)) == without_tries(before)


def test_nothing_known_is_taken_in_again(visiting):
    visiting.visit()
    assert repaired(visiting).adopted == 0
    forget(visiting)
    assert repaired(visiting).adopted == 4
    assert repaired(visiting) == recovery.Repaired()


def test_only_what_follows_the_part_known_is_taken_in(visiting):
    visiting.visit(limit=2)
    with closing(Frontier(visiting.home.frontier / "site.sqlite")) as frontier:
        (name,) = frontier.held()
        ends = [end for _, _, end in groups_of(visiting)]
        frontier.connection.execute("update files set held = ?", (ends[0],))
    assert repaired(visiting).adopted == 1
    with closing(Frontier(visiting.home.frontier / "site.sqlite")) as frontier:
        assert frontier.held() == {name: (visiting.home.root / "warc/site" / name).stat().st_size}


def groups_of(visiting):
    (path,) = (visiting.home.root / "warc/site").glob("*.warc.gz")
    with path.open("rb") as stream:
        return list(recovery.groups(stream, 0))


def test_many_answers_are_taken_in_by_several_transactions(visiting, monkeypatch):
    monkeypatch.setattr(recovery, "TOGETHER", 2)
    visiting.visit()
    before = state(visiting)
    forget(visiting)
    assert repaired(visiting).adopted == 4
    assert state(visiting) == before


@pytest.mark.parametrize(("began", "finished", "since"), [(7.0, None, 7.0), (7.0, 3.0, 7.0), (7.0, 9.0, 0.0), (None, None, 0.0)])
def test_when_an_interrupted_reading_began(tmp_path, began, finished, since):
    with closing(Frontier(tmp_path / "f.sqlite")) as frontier:
        if began is not None:
            frontier.columns.begin("annual", began)
        if finished is not None:
            frontier.columns.finish("annual", finished, True, 1, "", "")
        assert recovery._begun(frontier, "annual") == since


# ---- files left open


def left_open(visiting, keep):
    """Leave the file of a visit open with as many of its bytes as `keep` says; return its name and all its bytes."""
    visiting.visit()
    (path,) = (visiting.home.root / "warc/site").glob("*.warc.gz")
    data = path.read_bytes()
    path.unlink()
    path.with_name(path.name + ".open").write_bytes(data[:keep])
    forget(visiting)
    return path, data


def ends(data):
    return [record.offset + record.length for record in warc_reader.records(io.BytesIO(data))]


def test_a_complete_file_left_open_is_closed_and_taken_in(visiting):
    path, data = left_open(visiting, None)
    found = repaired(visiting)
    assert found == recovery.Repaired((path.name,), (), 4)
    assert found.sentences == ["taken in: 4 answers of an interrupted run"]
    assert path.read_bytes() == data
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name]


@pytest.mark.parametrize("rest", [1, 60])
def test_a_file_that_ends_inside_a_record_is_cut_and_its_tail_set_aside(visiting, rest):
    path, data = left_open(visiting, -rest)
    found = repaired(visiting)
    complete = ends(data)[-2]
    assert (found.closed, found.tails) == ((path.name,), (path.name,))
    assert found.sentences[0] == f"{path.name} ended inside a record; the incomplete part was moved to {path.name}.cut"
    assert path.read_bytes() == data[:complete]
    assert path.with_name(f"{path.name}.cut").read_bytes() == data[complete:-rest]


@pytest.mark.parametrize("keep", [0, 20])
def test_a_file_without_a_complete_record_is_set_aside_as_it_is(visiting, keep):
    path, data = left_open(visiting, keep)
    assert repaired(visiting) == recovery.Repaired((), (path.name,), 0)
    assert path.with_name(f"{path.name}.cut").read_bytes() == data[:keep]
    assert not path.exists()


def test_a_start_that_repaired_nothing_says_nothing():
    assert recovery.Repaired().sentences == []


# ---- the groups of records


def test_each_fetch_is_a_group_that_ends_with_its_metadata(visiting):
    visiting.visit()
    found = groups_of(visiting)
    kinds = [([record.type for record in records], data.get("kind") or data["type"]) for records, data, _ in found]
    fetched = ["response", "request"]
    assert kinds == [
        (fetched, "list"),
        (fetched, "article"),
        (fetched, "article"),
        (fetched, "attachment"),
        ([], "listing"),
        ([], "column_run"),
    ]
    (path,) = (visiting.home.root / "warc/site").glob("*.warc.gz")
    every = ends(path.read_bytes())
    assert [end for _, _, end in found] == [every[3], every[6], every[9], every[12], every[13], every[14]]
    assert {data["date"][:2] for _, data, _ in found} == {"20"}


RESPONSE = answer(b"x")


def fetched(url=f"{HOST}/x.html", response=RESPONSE, drawn=b"", **about):
    exchange = Exchange(url, b"GET / HTTP/1.1\r\n\r\n", response, datetime(2026, 1, 2, tzinfo=UTC), drawn=drawn)
    return warc_writer.pack(exchange, FetchRecord(url, "r", "site", **{"kind": "article", **about}), None, "urn:uuid:0").data


def foreign(name, block=b"{}"):
    fields = [("WARC-Record-ID", warc_writer.new_id()), ("WARC-Date", "2026-01-02T00:00:00Z"), ("WARC-Target-URI", name)]
    return warc_writer.member(warc_writer.record("resource", fields, block))


def test_the_page_as_drawn_belongs_to_its_fetch(tmp_path):
    ((records, _, _),) = recovery.groups(io.BytesIO(fetched(drawn=b"<p>drawn</p>")), 0)
    assert [record.type for record in records] == ["response", "request", "resource"]


def test_a_resource_of_another_program_is_passed_over():
    found = list(recovery.groups(io.BytesIO(foreign("http://other.example/x") + fetched()), 0))
    assert [[record.type for record in records] for records, _, _ in found] == [["response", "request"]]


def test_a_resource_of_ours_is_a_group_of_its_own():
    ((records, data, _),) = recovery.groups(io.BytesIO(foreign("urn:gongkai:r:site:start", b'{"type": "run_start"}')), 0)
    assert (records, data) == ((), {"type": "run_start", "date": "2026-01-02T00:00:00Z"})


def test_records_before_one_that_is_cut_are_no_group():
    first, second = fetched(), fetched(f"{HOST}/y.html")
    found = list(recovery.groups(io.BytesIO(first + second[:-10]), 0))
    assert [data["url"] for _, data, _ in found] == [f"{HOST}/x.html"]


# ---- one answer taken in


@pytest.fixture
def taking(tmp_path):
    """Take records into a frontier; returns how many answers they held and what the frontier says of the address."""
    visiting = Visiting(tmp_path)
    frontier = Frontier(tmp_path / "f.sqlite")

    def take(data, site=visiting.site, before=()):
        with frontier.transaction():
            for job, children in before:
                frontier.add([interpret.Child(job), *children], 0.0)
            read = interpret.verdict_of
            taken = sum(
                recovery._take(frontier, records, about, site, {}, read) for records, about, _ in recovery.groups(io.BytesIO(data), 0)
            )
        found = frontier.connection.execute("select problem, full is not null, original is not null from fetches").fetchall()
        return taken, found

    yield take
    frontier.close()


ARTICLE = Job(Fetch(f"{HOST}/x.html"), "article", "annual")


def test_an_answer_is_settled_as_if_just_received(taking):
    assert taking(fetched(column="annual"), before=[(ARTICLE, ())]) == (1, [("", 1, 1)])


@pytest.mark.parametrize("about", [{"kind": "robots"}, {"kind": "drawing"}, {"more": True}])
def test_what_no_row_stands_for_is_passed_over(taking, about):
    assert taking(fetched(**about), before=[(ARTICLE, ())]) == (0, [("", 0, 0)])


def test_a_fetch_without_an_answer_keeps_its_problem(taking):
    data = fetched(response=b"", column="annual", problem=FetchProblem("fetch", "timeout", "no answer"))
    assert taking(data, before=[(ARTICLE, ())]) == (1, [("timeout", 0, 0)])


def test_a_fetch_without_an_answer_or_a_reason_has_no_answer(taking):
    assert taking(fetched(response=b"", column="annual"), before=[(ARTICLE, ())])[1] == [("no_answer", 0, 0)]


def test_an_answer_that_led_where_nothing_may_be_asked_for_keeps_the_refusal(taking):
    moved = answer(b"", "302 Found", ["Location: /secret.html"])
    data = fetched(response=moved, column="annual", problem=FetchProblem("fetch", "robots_disallowed", "forbidden"))
    assert taking(data, before=[(ARTICLE, ())])[1] == [("robots_disallowed", 0, 0)]


def test_a_list_drawn_by_a_browser_is_read_as_drawn(taking, tmp_path):
    site = Visiting(tmp_path, fetcher="browser").site
    job = Job(Fetch(f"{HOST}/list/"), "list", "annual")
    shell, drawn = answer(html("年报", "<div id=app></div>")), list_page(1, 2).partition(b"\r\n\r\n")[2]
    data = fetched(f"{HOST}/list/", shell, drawn, kind="list", column="annual")
    assert taking(data, site, [(job, ())])[1][0] == ("", 1, 1)


def test_a_list_that_was_to_be_drawn_and_is_not_kept_so_says_it(tmp_path):
    visiting = Visiting(tmp_path, fetcher="browser")
    data = fetched(f"{HOST}/list/", list_page(1, 2), kind="list", column="annual")
    with closing(Frontier(tmp_path / "f.sqlite")) as frontier, frontier.transaction():
        frontier.add([interpret.Child(Job(Fetch(f"{HOST}/list/"), "list", "annual"))], 0.0)
        ((records, about, _),) = recovery.groups(io.BytesIO(data), 0)
        recovery._take(frontier, records, about, visiting.site, {}, interpret.verdict_of)
        listing = json.loads(frontier.columns.listing(f"GET {HOST}/list/  annual"))
    assert listing["reasons"] == ["not_drawn: not_kept: the page as drawn is not in the WARC files"]


def test_a_job_is_what_its_record_says():
    about = FetchRecord(
        f"{HOST}/x",
        kind="attachment",
        column="annual",
        list_title="题",
        list_date="2026-01-02",
        path=("2025年",),
        via=f"{HOST}/v",
        label="附件",
        redirected_from=f"{HOST}/r",
        fetch={"url": f"{HOST}/f", "page": 2},
        depth=1,
        part=f"{HOST}/p",
    )
    assert recovery.job_of(about) == Job(
        Fetch(f"{HOST}/f", page=2),
        "attachment",
        "annual",
        1,
        "题",
        "2026-01-02",
        ("2025年",),
        f"{HOST}/p",
        f"{HOST}/v",
        "附件",
        redirected_from=f"{HOST}/r",
    )


def test_a_record_of_an_older_version_is_a_page_at_its_address():
    assert recovery.job_of(FetchRecord(f"{HOST}/x")) == Job(Fetch(f"{HOST}/x"), "page")


# ---- repeated payloads


def test_a_payload_repeated_under_another_address_is_read_only_by_a_new_request_unless_it_is_a_file(visiting):
    visiting.pages[SECOND] = visiting.pages[FIRST]
    visiting.visit()
    forget(visiting)
    assert repaired(visiting).adopted == 3  # the second article repeats the first: what it leads to is not known
    with closing(Frontier(visiting.home.frontier / "site.sqlite")) as frontier:
        assert frontier.past(f"GET {HOST}{SECOND}").full is None
        assert frontier.past(f"GET {HOST}{FIRST}").full is not None


def test_a_file_repeated_under_another_address_is_taken_in(visiting):
    visiting.pages[SECOND] = article(2, '<a href="/f/s.pdf">附件</a>')
    visiting.pages["/f/s.pdf"] = visiting.pages["/f/r.pdf"]
    visiting.visit()
    before = state(visiting)
    forget(visiting)
    assert repaired(visiting).adopted == 5
    assert state(visiting) == before


def test_a_payload_whose_record_is_in_no_file_is_asked_for_again(visiting):
    visiting.visit()
    visiting.visit("r2", full=True)
    first, _ = sorted((visiting.home.root / "warc/site").glob("*.warc.gz"))
    first.unlink()
    forget(visiting)
    assert repaired(visiting).adopted == 0


def test_menu_entries_of_a_record_are_forgotten(tmp_path):
    urls = [f"{HOST}/m1.html", f"{HOST}/m2.html"]
    with closing(Frontier(tmp_path / "f.sqlite")) as frontier, frontier.transaction():
        frontier.connection.executemany(
            "insert into rows values ('annual', ?, ?, 't', null, '[]', 0, 0)", [(url, url) for url in [*urls, f"{HOST}/1.html"]]
        )
        recovery._event(frontier, {"type": "menu_entries", "column": "annual", "urls": urls}, {})
        assert [key for key, _ in frontier.columns.rows("annual")] == [f"{HOST}/1.html"]
        recovery._event(frontier, {"type": "run_start"}, {})
        assert frontier.columns.state("annual") is None


def test_the_record_of_a_columns_end_restores_its_state(tmp_path):
    since = {}
    run = {"type": "column_run", "column": "annual", "complete": True, "rows_found": 4, "listing": "sha1:X", "family": "trs"}
    run |= {"started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:01:00Z"}
    with closing(Frontier(tmp_path / "f.sqlite")) as frontier, frontier.transaction():
        recovery._event(frontier, run, since)
        assert frontier.columns.state("annual") == (1767225600.0, 1767225660.0, True, 4, "sha1:X", "trs", ())
    assert since == {"annual": 1767225660.0}
