"""The database is a function of the set of WARC files, not of the order they came in nor of how many builds took them in."""

from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive.build import build as building
from archive.build.build import build
from gongkai.home import Home
from tests.archive.build.test_build import PROSE, TITLE, URL, InProcess, crawled
from tests.helpers.warcs import page

OTHER = "http://town.example/nb/2.html"
FILE = "http://town.example/files/a.html"
URLS = (URL, OTHER, "http://town.example/moved/1.html", FILE)
BODIES = tuple(page(f"{TITLE}{edition}", PROSE.replace("答复申请", f"答复申请{edition}")) for edition in ("", "（修订）", "（再次修订）"))
DAYS = tuple(f"2024-0{month}-0{month}" for month in range(1, 8))


def what(draw):
    """One fetch: what is asked for, and how it is answered."""
    return draw(
        st.tuples(
            st.sampled_from(("fetch", "fetch", "same", "not modified", "timeout", "404", "moved", "list")),
            st.integers(0, len(URLS) - 1),
            st.integers(0, len(BODIES) - 1),
            st.integers(0, len(DAYS) - 1),
        )
    )


@st.composite
def archives(draw):
    """What each day's file holds, the order the files come in, and after which of them a build is run."""
    days = [[what(draw) for _ in range(draw(st.integers(1, 3)))] for _ in range(draw(st.integers(2, 5)))]
    order = draw(st.permutations(range(len(days))))
    return days, order, draw(st.lists(st.booleans(), min_size=len(days), max_size=len(days)))


def file_of(number, day):
    """The WARC of one day; a revisit refers to a response of the same or of another address, on whichever day, there or not."""
    warc = crawled(DAYS[number], f"run-{number}")
    for place, (act, url, body, at) in enumerate(day):
        time, kind = f"0{place}:00:00", "attachment" if URLS[url] == FILE else "article"
        about = {"time": time, "kind": kind, "list_title": f"{TITLE}{number}", **({"via": URL} if kind == "attachment" else {})}
        if act == "fetch":
            warc.fetch(URLS[url], BODIES[body], **about)
        elif act in ("same", "not modified"):
            first = f"{DAYS[at]}T00:00:00Z"
            warc.revisit(URLS[url], BODIES[body], first, not_modified=act != "same", of=URLS[(url + body) % len(URLS)], **about)
        elif act == "timeout":
            warc.failure(URLS[url], "timeout", **about)
        elif act == "404":
            warc.fetch(URLS[url], b"gone", status="404 Not Found", **about)
        elif act == "moved":
            warc.fetch(URLS[2], BODIES[body], redirected_from=URL, **{**about, "kind": "article"})
        else:
            warc.listing([(URLS[n], f"{TITLE}{number}", DAYS[number]) for n in range(url + 1)])
    return warc.finish()


def in_any_order(home, days, order, builds):
    for number, last in zip(order, [*builds[:-1], True], strict=True):
        file_of(number, days[number]).write(home.root)
        if last:
            build(home, jobs=1)
    assert build(home, jobs=1).written == 0
    return build(home, jobs=1, rebuild=True).differing


@pytest.mark.parametrize("examples", [25, pytest.param(600, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_54_files_in_any_order_and_any_number_of_builds_say_what_a_rebuild_says(tmp_path, monkeypatch, examples):
    monkeypatch.setattr(building, "Workers", InProcess)
    number = count()

    @settings(max_examples=examples, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(archives())
    def holds(archive):
        home = Home(tmp_path / str(next(number)))
        assert in_any_order(home, *archive) == []

    holds()
