"""One visit driven without Scrapy: what it asks for, what it writes of each answer, when it stops and how it ends."""

import asyncio
from dataclasses import replace

import pytest

from crawler.answers import interpret
from crawler.model.exchange import Exchange, Job, Known, Original
from crawler.model.outcome import Past
from crawler.model.types import Column, Fault, Fetch
from crawler.visit.lists_first import PATIENCE
from gongkai.clock import now
from gongkai.errors import DiskRefused
from gongkai.fetch_record import FetchRecord
from gongkai.warc_reader import digest
from tests.helpers.crawling import answer, html
from tests.helpers.visiting import COLUMN, HOST, TITLES, Visiting, article, file, list_page

FIRST, SECOND = "/list/2024/a1.html", "/list/2024/a2.html"
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n\r\n"
ORIGINAL = Original("urn:uuid:1", f"{HOST}{FIRST}", "2026-01-01T00:00:00Z", "sha1:A", "sha1:A")


@pytest.fixture
def visiting(tmp_path):
    each = Visiting(tmp_path)
    each.pages = {"/list/": list_page(1, 2), FIRST: article(1, '<a href="/f/r.pdf">附件</a>'), SECOND: article(2), "/f/r.pdf": file()}
    return each


@pytest.fixture
def unstarted(visiting):
    """A visit that asked for nothing yet."""
    visiting.pages = {"/list/": ("timeout", "no answer")}
    return visiting.visit(limit=0)


def by_path(visiting):
    """The metadata of the fetches by their paths."""
    return {each["url"].removeprefix(HOST): each for each in visiting.fetches()}


# ---- what is written of each answer


def test_every_fetch_has_its_record(visiting):
    visit = visiting.visit()
    assert sorted(visiting.asked) == sorted(visiting.pages)
    shared = {"run": "r1", "site": "site", "column": "annual", "path": [], "redirected_from": None, "tls": None, "problem": None}
    shared |= {"depth": 0, "part": "", "more": False}
    row = {"list_title": TITLES[1], "list_date": "2024-03-01"}
    url = f"{HOST}/list/"
    bodies = {path: page.partition(b"\r\n\r\n")[2] for path, page in visiting.pages.items()}
    assert by_path(visiting) == {
        "/list/": shared
        | {"url": url, "kind": "list", "list_title": None, "list_date": None, "via": None, "label": None}
        | {"fetch": {"url": url}, "payload": digest(bodies["/list/"])},
        FIRST: shared
        | row
        | {"url": f"{HOST}{FIRST}", "kind": "article", "via": url, "label": None}
        | {"fetch": {"url": f"{HOST}{FIRST}"}, "payload": digest(bodies[FIRST])},
        "/f/r.pdf": shared
        | row
        | {"url": f"{HOST}/f/r.pdf", "kind": "attachment", "via": f"{HOST}{FIRST}", "label": "附件"}
        | {"fetch": {"url": f"{HOST}/f/r.pdf"}, "payload": digest(bodies["/f/r.pdf"])},
        SECOND: shared
        | {"list_title": TITLES[2], "list_date": "2024-03-02"}
        | {"url": f"{HOST}{SECOND}", "kind": "article", "via": url, "label": None}
        | {"fetch": {"url": f"{HOST}{SECOND}"}, "payload": digest(bodies[SECOND])},
    }
    assert (visit.tally.requests, visit.tally.bytes) == (4, sum(map(len, visiting.pages.values())))
    assert (dict(visit.tally.problems), dict(visit.tally.skipped), visit.stopped) == ({}, {}, None)


def test_a_redirect_is_written_as_leading_on_and_its_target_as_coming_from_there(visiting):
    visiting.pages[SECOND] = answer(b"", "302 Found", ["Location: /moved.html"])
    visiting.pages["/moved.html"] = article(2)
    visiting.visit()
    found = by_path(visiting)
    assert (found[SECOND]["more"], found[SECOND]["redirected_from"]) == (True, None)
    assert (found["/moved.html"]["more"], found["/moved.html"]["redirected_from"]) == (False, f"{HOST}{SECOND}")


def test_a_problem_is_written_with_what_was_seen_and_counted(visiting):
    visiting.pages[SECOND] = answer(html("错误"), "418 Teapot")
    visit = visiting.visit(retries=0)
    assert by_path(visiting)[SECOND]["problem"] == {
        "stage": "fetch",
        "code": "unexpected_status",
        "message": "the server answered with status 418 (status 418)",
    }
    assert dict(visit.tally.problems) == {"unexpected_status": 1}
    assert visit.tally.columns[0].reasons == ("article_unexpected_status: 1",)


def test_no_answer_is_written_with_its_problem_and_no_payload(visiting):
    visiting.pages[SECOND] = ("connection_reset", "the server closed the connection")
    visit = visiting.visit(retries=0)
    found = by_path(visiting)[SECOND]
    assert (found["payload"], found["problem"]["code"], found["problem"]["message"]) == (
        None,
        "connection_reset",
        "the server closed the connection",
    )
    assert visit.tally.requests == 4


def test_frames_and_skipped_files_are_named_and_counted(visiting):
    visiting.pages[SECOND] = article(2, f'<iframe src="{HOST}/frame.html"></iframe><a href="http://k.example/x.pdf">附件</a>')
    visit = visiting.visit()
    assert by_path(visiting)[SECOND]["frames"] == [f"{HOST}/frame.html"]
    assert dict(visit.tally.skipped) == {"frame_not_followed": 1, "attachment_elsewhere": 1}


def test_an_unchanged_answer_is_written_as_a_revisit_without_a_payload(visiting):
    visiting.pages[SECOND] = article(2, headers=['ETag: "2"', "Last-Modified: Mon, 02 Mar 2026 00:00:00 GMT"])
    visiting.visit()
    visiting.pages[SECOND] = NOT_MODIFIED
    make_due(visiting)
    visiting.visit("r2")
    last = by_path(visiting)[SECOND]
    assert visiting.headers[SECOND] == {
        "If-None-Match": '"2"',
        "If-Modified-Since": "Mon, 02 Mar 2026 00:00:00 GMT",
        "Referer": f"{HOST}/list/",
    }
    assert (last["url"], last["payload"], last["problem"]) == (f"{HOST}{SECOND}", None, None)
    *_, revisit = [record for record in visiting.records() if record.type == "revisit"]
    responses = [record for record in visiting.records() if record.type == "response"]
    (held,) = [record for record in responses if record.get("WARC-Target-URI") == f"{HOST}{SECOND}"]
    assert revisit.get("WARC-Refers-To") == held.get("WARC-Record-ID")
    assert revisit.get("WARC-Profile").endswith("server-not-modified")


def make_due(visiting):
    """Have the next visit ask for everything again."""
    from contextlib import closing

    from crawler.store.frontier import Frontier

    with closing(Frontier(visiting.home.frontier / "site.sqlite")) as frontier, frontier.transaction():
        frontier.columns.make_due("annual", 0.0)


def test_the_same_payload_again_refers_to_the_record_that_holds_it(visiting):
    visiting.visit()
    visiting.visit("r2", full=True)
    assert len([record for record in visiting.records() if record.type == "response"]) == 4
    assert len([record for record in visiting.records() if record.type == "revisit"]) == 4


def test_an_error_of_our_own_is_written_as_a_crash_of_that_answer(visiting):
    async def each(visit, lease):
        if lease.job.url.endswith(SECOND):
            return await visit.crashed(lease, visiting.exchange(visit, lease), "ValueError: x")
        return await visiting.settle(visit, lease)

    visit = visiting.visit(each=each)
    assert by_path(visiting)[SECOND]["problem"] == {
        "stage": "fetch",
        "code": "crash",
        "message": "processing the answer failed: ValueError: x",
    }
    assert visit.tally.columns[0].reasons == ("article_crash: 1",)


def test_an_answer_that_a_component_put_aside_is_written_as_leading_on_and_its_lease_stays_out(visiting):
    async def each(visit, lease):
        if lease.job.url.endswith(SECOND) and SECOND not in visiting.asked:
            await visit.superseded(lease, visiting.exchange(visit, lease))
            assert visit.queue.is_out(lease.name)
        return await visiting.settle(visit, lease)

    visiting.visit(each=each)
    assert [each["more"] for each in visiting.fetches() if each["url"].endswith(SECOND)] == [True, False]


def test_what_leads_off_the_site_is_settled_without_being_asked_for(visiting):
    visiting.pages["/list/"] = list_page(1)

    def plant(visit):
        job = Job(Fetch("http://user:secret@h.example/x.html"), "article", "annual")
        with visit.frontier.transaction():
            visit.frontier.add([interpret.Child(job)], 0.0)

    visit = visiting.visit(before=plant)
    (found,) = [each for each in visiting.fetches() if each["problem"]]
    assert (found["url"], found["problem"]["code"]) == (f"{HOST}/x.html", "credentials_in_address")
    assert visit.tally.requests == 3
    assert dict(visit.tally.problems) == {"credentials_in_address": 1}


# ---- the headers of a request


@pytest.mark.parametrize(
    ("job", "headers"),
    [
        (Job(Fetch(HOST), "article", via="http://v/"), (("Referer", "http://v/"),)),
        (Job(Fetch(HOST), "attachment", via="http://v/"), (("Referer", "http://v/"),)),
        (Job(Fetch(HOST), "list", via="http://v/"), ()),
        (Job(Fetch(HOST), "article"), ()),
        (Job(Fetch(HOST, headers=(("Referer", "http://own/"),)), "article", via="http://v/"), (("Referer", "http://own/"),)),
        (Job(Fetch(HOST, headers=(("A", "b"),)), "list", known=Known('"1"', "")), (("A", "b"), ("If-None-Match", '"1"'))),
        (Job(Fetch(HOST), "list", known=Known("", "Mon")), (("If-Modified-Since", "Mon"),)),
    ],
)
def test_the_headers_of_a_job(unstarted, job, headers):
    assert unstarted.headers(job) == headers


DAY = interpret.DAY


@pytest.mark.parametrize(
    ("kind", "age", "full", "state", "validated"),
    [
        ("list", 6.9 * DAY, False, (), True),
        ("list", 7.1 * DAY, False, (), False),
        ("article", 29.9 * DAY, False, (), True),
        ("article", 30.1 * DAY, False, (), False),
        ("article", DAY, True, (), False),
        ("article", DAY, False, interpret.FRESH_LINK, False),
        ("article", DAY, False, interpret.FIRST_LINK, True),
        ("article", None, False, (), False),  # never received in full
    ],
)
def test_validators_are_left_out_where_the_full_payload_is_due(unstarted, monkeypatch, kind, age, full, state, validated):
    job = Job(Fetch(HOST, state=state), kind, known=Known('"1"'))
    past = Past(full=now().timestamp() - age if age is not None else None)
    monkeypatch.setattr(unstarted.frontier, "past", lambda key: past, raising=False)
    unstarted.context = replace(unstarted.context, options=replace(unstarted.context.options, full=full))
    assert (unstarted._dated(job).known is not None) is validated


@pytest.mark.parametrize(("kind", "validated"), [("list", False), ("article", True)])
def test_a_list_that_a_browser_draws_is_always_asked_for_in_full(tmp_path, monkeypatch, kind, validated):
    visiting = Visiting(tmp_path, fetcher="browser")
    visit = visiting.visit(limit=0)
    monkeypatch.setattr(visit.frontier, "past", lambda key: Past(full=now().timestamp()), raising=False)
    assert (visit._dated(Job(Fetch(HOST), kind, known=Known('"1"'))).known is not None) is validated


def test_a_job_without_validators_is_asked_for_as_it_is(unstarted):
    job = Job(Fetch(HOST), "list")
    assert unstarted._dated(job) is job


# ---- when a visit stops


@pytest.mark.parametrize(("limit", "asked"), [(0, 0), (1, 1), (3, 3), (4, 4)])
def test_a_limit_ends_a_visit_with_its_reason(visiting, limit, asked):
    said = "the limit of 1 request was reached" if limit == 1 else f"the limit of {limit} requests was reached"
    visit = visiting.visit(limit=limit)
    assert len(visiting.asked) == asked
    assert visit.stopped == Fault("limit", said)
    assert visit.tally.columns[0].reasons[0] == f"limit: {said}"


def test_a_limit_that_is_not_reached_stops_nothing(visiting):
    assert visiting.visit(limit=5).stopped is None


def test_the_first_reason_to_stop_is_kept(unstarted):
    asyncio.run(stop(unstarted))
    assert unstarted.stopped.code == "limit"
    assert unstarted.drawing.stopped


async def stop(visit):
    visit.stop(Fault("stopped", "the run was asked to stop"))


def test_a_run_asked_to_stop_asks_for_nothing_further(visiting):
    async def each(visit, lease):
        visit.stop(Fault("stopped", "the run was asked to stop"))
        return await visiting.settle(visit, lease)

    visit = visiting.visit(each=each)
    assert visiting.asked == ["/list/"]
    assert visit.tally.columns[0].reasons[0] == "stopped: the run was asked to stop"
    assert not visit.tally.columns[0].complete


def test_a_network_that_is_not_trusted_stops_a_visit(visiting):
    def before(visit):
        visit.context.network.fault = Fault("untrusted_network", "3 hosts sent the same page")

    visit = visiting.visit(before=before)
    assert (visiting.asked, visit.stopped.code) == ([], "untrusted_network")


def test_the_network_is_looked_at_with_every_answer(visiting):
    looked = []

    def before(visit):
        visit.context.network.look = lambda job, exchange, verdict: looked.append((job.url, exchange.url, verdict.fault))

    visiting.visit(before=before)
    assert looked == [(f"{HOST}{path}", f"{HOST}{path}", None) for path in visiting.asked]


def test_a_ledger_that_failed_stops_a_visit(visiting):
    def before(visit):
        visit.ledger.failure = DiskRefused("the disk is full")

    visit = visiting.visit(before=before)
    assert (visiting.asked, visit.stopped) == ([], Fault("disk_refused", "the disk is full"))


def test_a_disk_that_refuses_a_record_ends_the_visit_and_the_lease(visiting):
    async def each(visit, lease):
        if lease.job.kind == "article":

            async def refused(*_):
                raise DiskRefused("no space left")

            visit.ledger.write = refused
        assert await visiting.settle(visit, lease) is None
        assert not visit.queue.is_out(lease.name)

    visit = visiting.visit(each=each)
    assert (visit.stopped, str(visit.ledger.failure)) == (Fault("disk_refused", "no space left"), "no space left")
    assert visit.tally.columns[0].reasons[0] == "disk_refused: no space left"


def test_the_first_refusal_of_the_disk_is_kept(unstarted):
    unstarted.ledger.failure = DiskRefused("first")
    unstarted._refused(DiskRefused("second"))
    assert str(unstarted.ledger.failure) == "first"


def test_a_host_that_asks_for_a_proof_three_times_is_left_alone(visiting):
    visiting.pages["/list/"] = list_page(*range(1, 9))
    for number in range(1, 9):
        visiting.pages[f"/list/2024/a{number}.html"] = answer(html("x"), "429 Too Many Requests")
    visit = visiting.visit(retries=0)
    assert len(visiting.asked) == 4
    assert (visit.stopped.code, visit.tally.problems["rate_limited"]) == ("rate_limited", 3)


def test_a_pause_that_a_server_asks_for_is_kept_by_its_host(visiting):
    held = []

    def before(visit):
        visit.client.gate.hold = lambda keys, seconds: held.append((keys, seconds))

    visiting.pages[FIRST] = answer(html("x"), "429 Too Many Requests", ["Retry-After: 7"])
    visiting.visit(before=before, retries=0)
    assert held == [(("h.example",), 7.0)]


# ---- tries


def last_try(code="timeout", **job):
    """The verdict on the last try of a job."""
    job = Job(**{"fetch": Fetch(COLUMN.url), "kind": "list", "column": "annual", "attempts": interpret.ATTEMPTS - 1, **job})
    return job, interpret.failed(job, Exchange(job.url, b"", b"", now()), Fault(code, "", retry=True))


@pytest.fixture
def slow(tmp_path):
    return Visiting(tmp_path, delay=0.5).visit(limit=0)


def test_the_first_page_of_a_column_is_tried_once_more_after_a_while(slow):
    job, verdict = last_try()
    again = slow._after_a_while(job, verdict).settled
    assert (again.due, again.attempts) == (again.asked + 50.0, interpret.ATTEMPTS - 1)
    assert slow._after_a_while(job, verdict) is verdict  # only once
    other, last = last_try(column="other")
    assert slow._after_a_while(other, last) is not last


@pytest.mark.parametrize(
    "about",
    [
        {"kind": "article"},
        {"depth": 1},
        {"fetch": Fetch(COLUMN.url, page=2)},
        {"code": "refused_address"},  # final
        {"attempts": 0},  # due soon anyway
    ],
)
def test_nothing_else_is_tried_after_a_while(slow, about):
    job, verdict = last_try(**about)
    assert slow._after_a_while(job, verdict) is verdict


def test_a_page_numbered_one_is_the_first(slow):
    job, verdict = last_try(fetch=Fetch(COLUMN.url, page=1))
    assert slow._after_a_while(job, verdict) is not verdict


@pytest.mark.parametrize("change", [{"fault": None}, {"fault": Fault("timeout", "")}])
def test_what_is_well_or_hopeless_is_not_tried_after_a_while(slow, change):
    job, verdict = last_try()
    assert slow._after_a_while(job, replace(verdict, **change)).settled is verdict.settled


@pytest.mark.parametrize(("wait", "again"), [(PATIENCE, False), (PATIENCE + 1, True)])
def test_what_the_run_waits_for_anyway_is_not_tried_after_a_while(slow, wait, again):
    job, verdict = last_try()
    verdict = replace(verdict, settled=replace(verdict.settled, due=verdict.settled.asked + wait))
    assert (slow._after_a_while(job, verdict) is not verdict) is again


def test_an_outcome_that_is_never_due_is_left_so(slow):
    job, verdict = last_try()
    verdict = replace(verdict, settled=replace(verdict.settled, due=None))
    assert slow._after_a_while(job, verdict) is verdict


def test_a_failed_address_is_tried_again_within_the_run(visiting, monkeypatch):
    monkeypatch.setattr(interpret, "WAITS", (0.0,))
    found = iter([("timeout", "no answer"), ("timeout", "no answer"), article(2)])
    visiting.pages[SECOND] = lambda lease: next(found)
    visit = visiting.visit()
    assert visiting.asked.count(SECOND) == 3
    assert visit.tally.columns[0].complete
    assert dict(visit.tally.problems) == {"timeout": 2}


# ---- the end of a column


def test_a_column_ends_with_its_records(visiting):
    visit = visiting.visit()
    notes = visiting.notes()
    assert list(notes) == ["urn:gongkai:r1:site:listing:annual", "urn:gongkai:r1:site:column:annual"]
    listing, column = notes.values()
    assert (listing["type"], listing["run"], listing["site"], len(listing["rows"])) == ("listing", "r1", "site", 2)
    (run,) = visit.tally.columns
    assert column == {"type": "column_run", "run": "r1", "site": "site", **run.to_mapping()}
    assert (run.complete, run.rows_found, run.new) == (True, 2, 3)
    assert visit.queue.open == []


@pytest.mark.parametrize(("wait", "asked"), [(PATIENCE + 5, 1), (0.0, 2)])
def test_a_column_stays_open_for_what_is_due_soon_only(visiting, wait, asked):
    async def each(visit, lease):
        visiting.asked.append(lease.job.url)
        if len(visiting.asked) > 1:
            visiting.asked.pop()
            return await visiting.settle(visit, lease)
        fault = Fault("server_error", "", retry=True, retry_after=wait)
        exchange = Exchange(lease.job.url, b"GET", NOT_MODIFIED, now())
        return await visit._take(lease, exchange, replace(interpret.failed(lease.job, exchange, fault), fault=None))

    visiting.pages["/list/"] = list_page()
    visit = visiting.visit(each=each)
    assert len(visiting.asked) == asked
    assert visit.tally.columns[0].reasons[0].startswith("page_1_missing: server_error" if asked == 1 else "no_rows")


def test_columns_left_open_end_as_not_finished(visiting):
    other = Column("other", "通知", "notice", f"{HOST}/other/")
    visiting.columns = (COLUMN, other)
    visiting.site = replace(visiting.site, columns=visiting.columns)

    def before(visit):
        visit._begin()
        visit.end()

    visit = visiting.visit(before=before)
    assert [(run.column, run.reasons[0]) for run in visit.tally.columns] == [("annual", "not_finished"), ("other", "not_finished")]


def test_a_column_that_never_began_is_not_ended(visiting):
    ended = []
    visiting.visit(before=lambda visit: ended.append((visit.end(), list(visit.tally.columns))))
    assert ended == [(None, [])]


# ---- what was fetched aside


def aside(kind, problem=None, request=b"GET", response=b"HTTP/1.1 200 OK\r\n\r\n"):
    return FetchRecord(HOST, kind=kind), Exchange(HOST, request, response, now(), problem=problem), None


@pytest.mark.parametrize(
    ("given", "requests", "size", "problems", "skipped"),
    [
        (aside("robots"), 1, 0, {}, {}),
        (aside("drawing"), 1, 19, {}, {}),
        (aside("drawing", ("timeout", ""), response=b""), 1, 0, {}, {"drawing_timeout": 1}),
        (aside("robots", ("off_site", ""), b"", b""), 0, 0, {"off_site": 1}, {}),
        (aside("robots", ("timeout", ""), response=b""), 1, 0, {}, {}),
    ],
)
def test_what_was_fetched_aside_is_counted(unstarted, given, requests, size, problems, skipped):
    seen = []

    class Observer:
        def captured(self, *about):
            seen.append(about)

    unstarted.observer = Observer()
    unstarted._count_aside(*given)
    tally = unstarted.tally
    assert (tally.requests, tally.bytes, dict(tally.problems), dict(tally.skipped)) == (requests, size, problems, skipped)
    assert seen == [(0, *given)]


def test_an_observer_and_a_watch_see_every_capture(visiting):
    seen, watched = [], []

    class Observer:
        def captured(self, lease, record, exchange, written, verdict):
            seen.append((record.url, exchange.url, written.offset > 0, verdict.fault))

    class Watch:
        def fetched(self, job, exchange, verdict, written):
            watched.append((job.url, exchange.url, written.offset > 0, verdict.fault))

        def column(self, run):
            watched.append(run.column)

    def before(visit):
        visit.observer, visit.watch = Observer(), Watch()

    visiting.visit(before=before)
    assert [each[0].removeprefix(HOST) for each in seen] == visiting.asked
    assert watched == [*seen, "annual"]
