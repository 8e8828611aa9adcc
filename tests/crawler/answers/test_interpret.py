"""What each answer means: when it is asked again, whom it leads to, when a document counts as gone. No network: answers as they came."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.answers import interpret
from crawler.model import listing_json
from crawler.model.exchange import Exchange, Job, Known, Original
from crawler.model.outcome import Past
from crawler.model.types import Entry, Fetch, Listing, Pager, Site, SubColumn
from gongkai.html import tree as html_tree

DAY = 86400.0
BEGAN = datetime(2026, 3, 30, 12, tzinfo=UTC)
AT = BEGAN.timestamp()
HOST = "http://www.h.gov.cn"
ARTICLE = f"{HOST}/zwgk/2026/t1.html"
SITE = Site("h", "甲市", "230100", "city", ())
TEXT = "现将有关事项通知如下。" * 40
PAGE = f"<html><head><meta charset='utf-8'><title>关于公开的通知</title></head><body><h1>关于公开的通知</h1><p>{TEXT}</p></body></html>"
ORIGINAL = Original("urn:1", ARTICLE, "2026-01-01T00:00:00Z", "sha256:0", "sha256:0")


def response(status=200, body=PAGE, **headers):
    given = {"Content-Type": "text/html; charset=utf-8"}
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in given.items() if value)
    data = body if isinstance(body, bytes) else body.encode()
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + data


def job(kind="article", url=ARTICLE, **own):
    fetch = own.pop("fetch", Fetch(url))
    return Job(fetch, kind, own.pop("column", "annual"), **own)


def verdict(asked, answered=None, past=None, since=0.0, **exchange):
    answered = response() if answered is None else answered
    exchanged = Exchange(asked.url, b"GET / HTTP/1.1\r\n\r\n", answered, BEGAN, **exchange)
    return interpret.verdict_of(asked, exchanged, past or Past(), SITE, since)


def lists(*rows, more=""):
    items = "".join(f'<li><a href="{href}">{title}</a><span>2026-03-0{n}</span></li>' for n, (href, title) in enumerate(rows, 1))
    head = "<meta charset='utf-8'><meta name='ColumnName' content='通知公告'><title>通知公告</title>"
    return f"<html><head>{head}</head><body><div class='list'><ul>{items}</ul></div>{more}</body></html>"


ROWS = [(f"/zwgk/2026/t{n}.html", f"关于第{n}件事项的通知") for n in range(1, 4)]


# ---- answers that are none


@pytest.mark.parametrize(("attempts", "wait", "left"), [(0, 1.0, 1), (1, 5.0, 2), (2, DAY, 0), (7, DAY, 0)])
def test_a_failure_is_tried_again_at_growing_intervals_and_then_the_next_day(attempts, wait, left):
    settled = verdict(job(attempts=attempts), b"", problem=("timeout", "no answer in time")).settled
    assert (settled.due, settled.attempts, settled.problem) == (AT + wait, left, "timeout")


def test_an_empty_answer_is_no_answer():
    found = verdict(job(), b"")
    assert (found.fault.code, found.settled.problem, found.settled.due) == ("no_answer", "no_answer", AT + 1)
    assert found.fault.message


@pytest.mark.parametrize("code", ["off_site", "robots_disallowed", "refused_address", "bad_address", "not_requested", "robots_unavailable"])
def test_asking_again_in_the_same_run_does_not_help(code):
    assert verdict(job(), b"", problem=(code, "")).settled.due == AT + DAY


@pytest.mark.parametrize(("how", "again"), [("length", False), ("time", True), ("disconnect", True)])
def test_a_body_that_was_cut_is_a_problem_though_what_came_is_kept(how, again):
    found = verdict(job(), truncated=how)
    assert (found.fault.code, found.fault.seen, found.settled.missing) == ("truncated", how, "2026-03-30")
    assert found.settled.due == AT + (1.0 if again else DAY)
    assert {"length": "size limit", "time": "too slowly", "disconnect": "broke off"}[how] in found.fault.message


@pytest.mark.parametrize(("status", "code"), [(206, "partial_content"), (207, "unexpected_status"), (299, "unexpected_status")])
def test_a_status_of_no_whole_answer(status, code):
    found = verdict(job(), response(status))
    assert (found.fault.code, found.settled.due) == (code, AT + 1.0)
    assert str(status) in found.fault.seen


@pytest.mark.parametrize(("kind", "day"), [("article", "2026-03-30"), ("attachment", "2026-03-30"), ("list", ""), ("page", "")])
def test_the_day_on_which_a_document_was_served_broken_is_noted(kind, day):
    assert verdict(job(kind), b"", problem=("redirect_loop", "")).settled.missing == day
    assert verdict(job(kind), b"", problem=("timeout", "")).settled.missing == ""


@pytest.mark.parametrize(("misses", "due"), [(2, 1.0), (3, DAY), (4, DAY)])
def test_what_the_portal_serves_broken_day_after_day_is_asked_once_a_visit(misses, due):
    assert verdict(job(), truncated="time", past=Past(misses=misses)).settled.due == AT + due


def test_the_servers_own_retry_after_counts_more():
    found = verdict(job(), response(503, "busy", Retry_After="7"))
    assert found.settled.due == AT + 7


# ---- answers that say that nothing is there


@pytest.mark.parametrize(
    ("past", "due", "gone"),
    [
        (Past(), DAY, False),
        (Past(misses=1, missed_on="2026-03-30"), DAY, False),
        (Past(misses=1, missed_on="2026-03-29"), 2 * DAY, True),
        (Past(misses=1, missed_on="2026-03-29", payload="sha256:1"), 90 * DAY, True),
        (Past(misses=9, missed_on="2026-03-29"), 10 * DAY, True),
        (Past(misses=200, missed_on="2026-03-29"), 90 * DAY, True),
    ],
)
@pytest.mark.parametrize("status", [404, 410])
def test_a_document_is_gone_after_two_different_days(past, due, gone, status):
    settled = verdict(job(), response(status, "not found"), past).settled
    assert (settled.due, settled.gone, settled.missing) == (AT + due, gone, "2026-03-30")


def test_a_page_that_was_only_counted_on_is_no_gap():
    found = verdict(job("list", fetch=Fetch(ARTICLE, probe=True)), response(404, "not found"))
    assert (found.fault, found.settled.problem, found.settled.due, found.settled.missing) == (None, "not_found", AT + 7 * DAY, "")


@pytest.mark.parametrize("status", [403, 404])
def test_an_expired_link_sends_back_to_its_article(status):
    asked = job(
        "attachment",
        fetch=Fetch(f"{HOST}/f.pdf?sign=1", state=(("link", "first"),)),
        via=ARTICLE,
        list_title="题",
        list_date="2026-03-01",
        path=("年",),
    )
    found = verdict(asked, response(status, "no"))
    if status == 404:
        assert found.settled.children == ()
        return
    (child,) = found.settled.children
    assert (child.job.url, child.job.kind, child.job.fetch.state, child.due) == (ARTICLE, "article", (("link", "fresh"),), AT)
    assert (child.job.column, child.job.depth, child.job.list_title, child.job.list_date, child.job.path) == (
        "annual",
        0,
        "题",
        "2026-03-01",
        ("年",),
    )
    assert (found.settled.due, found.fault.code) == (None, "forbidden")


# ---- answers that lead elsewhere


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_as_the_same_job(status):
    asked = job(known=Known("etag"))
    found = verdict(asked, response(status, "", Location="/zwgk/2026/t2.html"))
    assert (found.follow.url, found.follow.redirected_from, found.follow.hops) == (f"{HOST}/zwgk/2026/t2.html", ARTICLE, 1)
    assert (found.follow.known, found.fault, found.settled.due) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "location", "code"),
    [
        ("article", "mailto:a@h.gov.cn", "redirect_nowhere"),
        ("article", "javascript:void(0)", "redirect_nowhere"),
        ("article", "http://www.other.com/x", "redirect_off_site"),
        ("article", "/", "removed"),
        ("attachment", "/index.html", "removed"),
        ("list", "/", "moved_column"),
        ("list", "http://xxgk.h.gov.cn/", None),
        ("list", "/?a=1", None),
        ("page", "/", None),
    ],
)
def test_where_a_redirect_may_not_lead(kind, location, code):
    found = verdict(job(kind, hops=4), response(302, "", Location=location))
    assert (found.fault.code if found.fault else None) == code
    assert bool(found.follow) is (code is None)


def test_redirects_end_after_five():
    found = verdict(job(hops=5), response(302, "", Location="/x.html"))
    assert (found.fault.code, found.fault.seen) == ("redirect_loop", f"{HOST}/x.html")
    assert "5" in found.fault.message


def test_the_home_page_may_redirect_to_the_home_page():
    assert verdict(job("list", HOST + "/index.html"), response(302, "", Location="/")).follow.url == HOST + "/"


@pytest.mark.parametrize(
    ("kind", "hops", "followed"),
    [("list", 0, True), ("article", 4, True), ("page", 0, True), ("article", 5, False), ("attachment", 0, False)],
)
def test_a_page_that_says_where_it_went_is_followed(kind, hops, followed):
    body = f"<html><head><meta http-equiv='refresh' content='0;url={HOST}/new/index.html'></head><body></body></html>"
    found = verdict(job(kind, hops=hops), response(body=body))
    assert (found.follow is not None and found.follow.url == f"{HOST}/new/index.html") is followed


# ---- answers that are documents


@pytest.mark.parametrize(
    ("past", "due"), [(Past(), 7 * DAY), (Past(first=AT - 30 * DAY), 7 * DAY), (Past(first=AT - 400 * DAY, changed=AT - 30 * DAY), 7 * DAY)]
)
def test_a_document_that_changed_is_asked_again_after_a_week(past, due):
    settled = verdict(job(), past=past).settled
    assert (settled.due, settled.full, settled.changed) == (AT + due, True, True)


@pytest.mark.parametrize(("first", "changed", "due"), [(1, None, 7), (30, None, 30), (400, None, 90), (400, 20, 20)])
def test_the_longer_it_has_not_changed_the_later_it_is_asked(first, changed, due):
    payload = Exchange(ARTICLE, b"", response(), BEGAN).digest
    past = Past(first=AT - first * DAY, changed=changed and AT - changed * DAY, payload=payload)
    settled = verdict(job(), past=past).settled
    assert (settled.due, settled.changed) == (AT + due * DAY, False)


def test_validators_are_kept_for_the_next_request():
    settled = verdict(
        job("attachment", f"{HOST}/a.txt"),
        response(body="文" * 90, Content_Type="text/plain; charset=utf-8", ETag='"x"', Last_Modified="Mon"),
    ).settled
    assert (settled.etag, settled.modified, settled.problem) == ('"x"', "Mon", "")


@pytest.mark.parametrize(("known", "settled_by"), [(Known(original=ORIGINAL), ORIGINAL), (None, None)])
def test_not_modified_means_something_only_where_it_was_asked(known, settled_by):
    found = verdict(job(known=known), response(304, ""), Past(first=AT - 30 * DAY))
    assert found.settled.original is settled_by
    if known:
        assert (found.settled.due, found.settled.problem, found.settled.children) == (AT + 30 * DAY, "", ())
    else:
        assert found.settled.problem == "unexpected_status"


def test_a_list_that_was_not_modified_still_leads_on():
    listing = Listing(
        (Entry(ARTICLE, "t", None),), (SubColumn(f"{HOST}/2025/", "2025年"),), Pager("P1", 1, 2), (Fetch(f"{HOST}/l2", page=2),)
    )
    found = verdict(job("list", known=Known()), response(304, ""), Past(listing=listing_json.pack(listing)), since=5.0)
    page, column = found.settled.children
    assert (page.job.url, page.due, page.since, page.page) == (f"{HOST}/l2", AT, 5.0, 2)
    assert (column.job.url, column.job.path, column.due, column.since, column.job.via) == (f"{HOST}/2025/", ("2025年",), AT, 5.0, ARTICLE)
    assert found.settled.due == AT + 7 * DAY


def test_an_article_names_its_files():
    links = "<p><a href='/f/1.pdf'>附件1</a><a href='http://www.other.com/f/2.pdf'>附件2</a></p>"
    asked = job(list_title="关于公开的通知", list_date="2026-03-01", path=("2026年",))
    found = verdict(asked, response(body=PAGE.replace("</p>", "</p>" + links)))
    (child,) = found.settled.children
    assert (child.job.url, child.job.kind, child.job.label, child.job.via, child.due) == (
        f"{HOST}/f/1.pdf",
        "attachment",
        "附件1",
        ARTICLE,
        AT,
    )
    assert (child.job.column, child.job.depth, child.job.list_title, child.job.list_date, child.job.path) == ("annual", 0, *asked_of(asked))
    assert found.skipped == ("attachment_elsewhere",)
    payload = Exchange(ARTICLE, b"", response(body=PAGE.replace("</p>", "</p>" + links)), BEGAN).digest
    (again,) = verdict(asked, response(body=PAGE.replace("</p>", "</p>" + links)), Past(payload=payload)).settled.children
    assert again.due is None, "what an unchanged article names is asked when its own turn comes"


def asked_of(asked):
    return asked.list_title, asked.list_date, asked.path


def test_frames_that_are_not_followed_are_counted():
    frames = "<iframe src='/inner.html'></iframe><iframe src='http://www.other.com/x.html'></iframe>"
    assert verdict(job(), response(body=PAGE.replace("</body>", frames + "</body>"))).skipped == ("frame_not_followed", "frame_elsewhere")


@pytest.mark.parametrize(
    ("pager", "further"),
    [
        ("<script>var currentPage = 0;\nvar countPage = 3;</script>", 2),
        ("<script>createPageHTML(2, 0, '{stem}', 'html');</script>", 1),
        ("<script>createPageHTML(2, 0, 'index', 'html');</script>", 0),  # of a list beside the article
        ("<script>var currentPage = 0; var countPage = 1;</script>", 0),
        ("<script>// var currentPage = 0; var countPage = 3;</script>", 0),
        ("<script>var currentPage = 0; var countPage = 51;</script>", 0),
        ("<a href='{stem}_2.html'>下一页</a><a href='{stem}_4.html'>尾页</a>", 3),
        ("<a href='{stem}_2.html'>下一页</a>", 1),
        ("<a href='{stem}1.html'>下一页</a>", 0),
    ],
)
def test_further_pages_of_an_article_are_counted_and_kept_in_the_record(pager, further):
    folder, _, file = ARTICLE.rpartition("/")
    stem = file.partition(".")[0]
    found = verdict(job(), response(body=PAGE.replace("</body>", pager.replace("{stem}", stem) + "</body>")))
    assert found.skipped == ("article_page_not_followed",) * further
    assert [url.startswith(f"{folder}/{stem}_") for url in found.further_pages] == [True] * further


@pytest.mark.parametrize(
    ("same", "asked", "again"), [(True, 10.0, False), (True, 5.0, False), (True, 4.0, True), (True, None, True), (False, 10.0, True)]
)
def test_a_list_without_rows_is_asked_again_unless_this_pass_has_had_the_same_bytes(same, asked, again):
    empty = response(body=lists())
    past = Past(payload=Exchange(ARTICLE, b"", empty, BEGAN).digest if same else "sha256:0", asked=asked)
    found = verdict(job("list", f"{HOST}/zwgk/tz/"), empty, past, since=5.0)
    assert (found.settled.problem == "no_rows", found.settled.attempts) == (again, int(again))


def test_places_are_sampled_when_wanted():
    beside = response(body=PAGE.replace("</body>", lists(*ROWS) + "</body>"))
    assert len(verdict(job(), beside).settled.places) >= 2
    assert len(verdict(job(), beside, Past(sample_from=AT)).settled.places) >= 2
    assert verdict(job(), beside, Past(sample_from=AT + 1)).settled.places == ()


def test_an_article_of_another_title_is_another_page():
    found = verdict(job(list_title="云水市2025年政府信息公开工作年度报告"))
    assert found.fault is not None


# ---- lists


def test_a_list_names_its_rows_in_order():
    asked = job("list", f"{HOST}/zwgk/", path=("年报",))
    settled = verdict(
        asked, response(body=lists(*ROWS, ("http://www.other.com/x.html", "关于别处的通知"), ("/f/9.pdf", "关于文件的通知"))), since=3.0
    ).settled
    assert [(row.url, row.title, row.date, row.path, row.external, row.file) for row in settled.rows] == [
        *((f"{HOST}{href}", title, f"2026-03-0{n}", ("年报",), False, False) for n, (href, title) in enumerate(ROWS, 1)),
        ("http://www.other.com/x.html", "关于别处的通知", "2026-03-04", ("年报",), True, False),
        (f"{HOST}/f/9.pdf", "关于文件的通知", "2026-03-05", ("年报",), False, True),
    ]
    assert [(child.job.kind, child.job.url) for child in settled.children] == [
        *(("article", f"{HOST}{href}") for href, _ in ROWS),
        ("attachment", f"{HOST}/f/9.pdf"),
    ]
    first = settled.children[0].job
    assert (first.list_title, first.list_date, first.path, first.via, first.depth, first.column) == (
        ROWS[0][1],
        "2026-03-01",
        ("年报",),
        asked.url,
        0,
        "annual",
    )
    assert (settled.family, settled.due) == ("generic", AT + 7 * DAY)
    assert listing_json.unpack(settled.listing).marks == (("column_name", "通知公告"),)


def test_rows_of_elsewhere_are_counted_as_left_out():
    assert verdict(
        job("list", f"{HOST}/zwgk/"), response(body=lists(*ROWS, ("http://www.other.com/x.html", "关于别处的通知")))
    ).skipped == ("external_row",)


@pytest.mark.parametrize(("own", "family"), [({}, "generic"), ({"depth": 1}, ""), ({"via": HOST}, "")])
def test_the_family_and_the_marks_are_those_of_a_columns_first_page(own, family):
    settled = verdict(job("list", f"{HOST}/zwgk/", **own), response(body=lists(*ROWS))).settled
    assert settled.family == family
    assert bool(listing_json.unpack(settled.listing).marks) is bool(family)


def test_a_list_without_rows_is_asked_once_more_and_then_taken_as_it_is():
    empty = response(body="<html><title>通知公告</title><body><p>栏目建设</p></body></html>")
    first = verdict(job("list", f"{HOST}/zwgk/"), empty)
    assert (first.fault.code, first.settled.due, first.settled.attempts) == ("no_rows", AT + 1, 1)
    then = verdict(job("list", f"{HOST}/zwgk/", attempts=1), empty)
    assert (then.fault, then.settled.rows, then.settled.due) == (None, (), AT + 7 * DAY)
    says = verdict(job("list", f"{HOST}/zwgk/"), response(body="<html><body><ul><li>暂无数据</li></ul></body></html>"))
    assert says.fault is None


@pytest.mark.parametrize(("pages", "due"), [(10, AT), (11, None)])
def test_of_a_long_list_only_the_top_is_read_each_time(pages, due):
    more = f"<script>createPageHTML({pages},0,'index','html')</script>"
    settled = verdict(
        job("list", f"{HOST}/zwgk/", attempts=1, hops=1, address=f"{HOST}/zwgk/"), response(body=lists(*ROWS, more=more)), since=9.0
    ).settled
    further = [child for child in settled.children if child.job.kind == "list"]
    assert len(further) == pages - 1
    assert {(child.due, child.since) for child in further} == {(due, 9.0)}
    assert [child.page for child in further] == list(range(2, pages + 1))
    assert {(child.job.attempts, child.job.hops, child.job.address, child.job.via) for child in further} == {(0, 0, "", f"{HOST}/zwgk/")}


def test_a_page_that_is_only_counted_on_waits():
    listing = Listing(
        pager=Pager("counted", 1, None), next=(Fetch(f"{HOST}/2", page=2, probe=True), Fetch(f"{HOST}/1", page=1, probe=True))
    )
    settled = verdict(job("attachment")).settled
    children = interpret._pages(job("list"), HOST, listing, settled, 0.0)
    assert [(child.due, child.page) for child in children] == [(None, 2), (AT, 1)]


def test_what_a_browser_did_is_noted():
    drawn = verdict(job("list", f"{HOST}/zwgk/"), response(body=lists(*ROWS)), drawn=lists(*ROWS).encode()).settled
    assert listing_json.unpack(drawn.listing).drawn
    undrawn = verdict(job("list", f"{HOST}/zwgk/"), response(body=lists(*ROWS)), undrawn="timeout: too slow").settled
    assert "not_drawn: timeout: too slow" in listing_json.unpack(undrawn.listing).reasons


@pytest.mark.parametrize(
    ("own", "label", "url", "entries", "depth", "path"),
    [
        ({}, "市财政局", "/x/cz/", False, 1, ("市财政局",)),
        ({"depth": 2, "path": ("a", "b")}, "市财政局", "/x/cz/", False, 3, ("a", "b", "市财政局")),
        ({"depth": 3, "path": ("a", "b", "c")}, "市财政局", "/x/cz/", False, None, None),
        ({"depth": 3, "path": ("a", "b", "c")}, "", "/x/more/", False, 3, ("a", "b", "c")),
        ({"depth": 1, "path": ("市财政局",)}, "市财政局", "/x/cz/", False, None, None),
        ({"depth": 1, "path": ("2025年",)}, "2024年", "/2024/", True, 1, ("2024年",)),
        ({"depth": 1, "path": ("2025年",)}, "2024年", "/2024/", False, 2, ("2025年", "2024年")),
        ({"depth": 1, "path": ("2025年",)}, "2024年", "/x/2025/2024/", True, 2, ("2025年", "2024年")),
        ({"depth": 1, "path": ("2025年",)}, "市财政局", "/cz/", True, 2, ("2025年", "市财政局")),
    ],
)
def test_how_deep_a_column_below_lies(own, label, url, entries, depth, path):
    listing = Listing((Entry(ARTICLE, "t", None),) if entries else ())
    below = interpret.below(job("list", f"{HOST}/2025/", **own), f"{HOST}/2025/", listing, SubColumn(HOST + url, label))
    assert (below and below.depth, below and below.path) == (depth, path)
    if below:
        assert (below.url, below.part, below.via, below.kind, below.column) == (HOST + url, HOST + url, f"{HOST}/2025/", "list", "annual")


def test_what_cannot_be_parsed_is_archived_and_failed():
    exchange = Exchange(ARTICLE, b"", response(), BEGAN)
    fault = interpret.Fault("died", "the process ended", retry=True)
    found = interpret.failed(replace(job(), attempts=0), exchange, fault)
    assert (found.settled.due, found.settled.problem, found.fault) == (AT + 1, "died", fault)


@pytest.mark.parametrize(("asked", "body"), [(job(), PAGE), (job("list", f"{HOST}/tz/"), lists(*ROWS))], ids=["article", "list"])
def test_a_page_is_parsed_once_for_all_that_read_it(monkeypatch, asked, body):
    parsed, built = [], html_tree.parse
    monkeypatch.setattr(html_tree, "parse", lambda text, *given, **more: parsed.append(text) or built(text, *given, **more))
    verdict(asked, response(body=body))
    assert parsed.count(body) == 1
