"""Proof of the table, the judge and the reader of messages: consistent, satisfiable, and able to fail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.scenarios.nights.acts import ACTS
from tests.scenarios.nights.driver import living, perform
from tests.scenarios.nights.ideal import ideal, played
from tests.scenarios.nights.judge import CAUSES, judge
from tests.scenarios.nights.model import HOUSE, NETWORK, Health, Night, Observed, Place, Told, Twist
from tests.scenarios.nights.nights import NIGHTS, START, timeline
from tests.scenarios.nights.portal import Portal
from tests.scenarios.nights.reading import read_message
from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.sites import ALL, BY_ID
from tests.scenarios.nights.webhook import Mood, Webhook


def test_there_are_at_least_forty_nights_of_different_names() -> None:
    assert len({night.name for night in NIGHTS}) == len(NIGHTS) >= 40
    assert set(Twist) <= {twist for night in NIGHTS for twist in night.twists}
    unplayed = set(State) - {fault.state for night in NIGHTS for fault in night.faults}
    assert unplayed == {State.UP}


def test_every_night_belongs_to_one_act_and_every_act_is_played() -> None:
    played_nights = [night.name for act in ACTS.values() for night in act]
    disk = {night.name for night in ACTS["disk"]} & {night.name for night in ACTS["processes"]}  # played twice: without root as well
    assert sorted(played_nights) == sorted([*(night.name for night in NIGHTS), *disk])
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert [act for act in ACTS if f'"{act}"' not in tests] == []


def test_each_cause_of_the_table_has_words() -> None:
    for night in NIGHTS:
        alarms = (*night.expect.opens, *night.expect.may_open)
        causes = {one.cause for one in night.expect.columns.values()} | {alarm.cause for alarm in alarms}
        assert causes - {None} <= set(CAUSES), night.name


def test_no_night_with_a_failed_visit_is_green() -> None:
    for night in NIGHTS:
        if night.expect.failing or any(fault.state in (State.REFUSED, State.FORBIDDEN) for fault in night.faults):
            assert 0 not in night.expect.exits, night.name
            assert night.expect.heartbeat is False, night.name
        if 0 not in night.expect.exits:
            assert night.expect.heartbeat is False, night.name


def test_alarms_are_expected_of_failing_places_only() -> None:
    waiting: set[Place] = set()
    for night in NIGHTS:
        sick = {place for place, one in night.expect.columns.items() if Health.FAILING in one.states} | waiting
        alarms = {alarm.place for alarm in (*night.expect.opens, *night.expect.may_open)} - {NETWORK}
        assert alarms <= sick, night.name
        waiting = sick if night.webhook is not Mood.WELL else set()


def test_every_failure_of_the_table_recovers_before_the_place_is_well_again() -> None:
    sick: set[Place] = set()
    for night in NIGHTS:
        for place in set(night.expect.recovers) - {NETWORK}:
            assert place in sick or Health.FAILING in night.expect.columns[place].states, f"{night.name}: {place} was not sick"
        sick -= set(night.expect.recovers)
        for place, one in night.expect.columns.items():
            if one.states == {Health.FAILING} or (one.cause and Health.FAILING in one.states):
                sick.add(place)
            elif one.success:
                assert place not in sick, f"{night.name}: {place} is well without having recovered"
    assert not sick


@pytest.mark.parametrize("patient", [False, True])
def test_the_table_holds_together_for_a_prompt_and_a_patient_operator(patient: bool) -> None:
    history: list[Told] = []
    opened: dict[Place, int] = {}
    for night, seen in played(patient=patient):
        assert judge(night, seen) == []
        history += seen.told
    for told in history:
        opened[told.place] = opened.get(told.place, 0) + (1 if told.opened else -1)
        assert opened[told.place] in (0, 1), told
    assert not any(opened.values())  # nothing stands at the end
    alarms = [told.place for told in history if told.opened]
    assert NETWORK in alarms
    assert {site for site, _ in alarms} >= ({ALL, "qingze", "baili", "shiting", "dongcen"})


def test_times_fall_on_one_date_in_utc_and_in_beijing() -> None:
    moments = [true for true, _, _ in timeline()]
    assert moments[0] == START
    assert all(moment.date() == (moment + timedelta(hours=8)).date() for moment in moments)
    assert moments == sorted(moments)


# The judge.


def night_named(words: str) -> tuple[Night, Observed]:
    return next((night, seen) for night, seen in played(patient=True) if words in night.name)


def without(seen: Observed, place: Place, **more: object) -> Observed:
    column = replace(seen.health[place], **more)  # type: ignore[arg-type]
    return replace(seen, health={**seen.health, place: column})


PLACE = ("qingze", "notices")
GOOD = ("yundu", "annual")


def wrong_observations() -> Iterator[tuple[str, Night, Observed]]:
    night, seen = night_named("same day, still refused")
    text = "青泽市人民政府 通知公告 connection refused since 2026-02-26, see gongkai status"
    yield "green with failed visits", night, replace(seen, exit_code=0)
    yield "heartbeat asked for", night, replace(seen, heartbeats=1, run_success=seen.started)
    yield "success metric moved", night, replace(seen, run_success=seen.finished)
    yield "is ok, not failing", night, without(seen, PLACE, state=Health.OK)
    yield "last_success", night, without(seen, PLACE, last_success=seen.finished)
    yield "not tried again", night, without(seen, PLACE, last_attempt=seen.started - timedelta(hours=2))
    yield "does not say refused", night, without(seen, PLACE, cause="see its log")
    yield "status: qingze/notices: not shown", night, replace(seen, status={k: v for k, v in seen.status.items() if k != PLACE})
    yield "alarm about yundu/annual", night, replace(seen, told=(Told(GOOD, True, text),), messages=(text,))
    yield "does not say refused", night, replace(seen, told=(Told(PLACE, True, "trouble"),), messages=("trouble",))
    yield "does not name portal", night, replace(seen, told=(Told(PLACE, True, "refused"),), messages=("refused",))
    yield (
        "what was tried",
        night,
        replace(seen, told=(Told(PLACE, True, "refused"),), messages=("qingze notices refused since 2026-02-26",)),
    )
    yield "where to look", night, replace(seen, told=(Told(PLACE, True, "refused"),), messages=("gongkai qingze notices refused 3 visits",))
    yield "since when", night, replace(seen, told=(Told(PLACE, True, "refused"),), messages=("qingze notices refused http://x",))
    yield "told again", night, replace(seen, standing=frozenset({PLACE}), told=(Told(PLACE, True, text),), messages=(text,))
    yield "all-clear of qingze", night, replace(seen, standing=frozenset({PLACE}), told=(Told(PLACE, False, text),), messages=(text,))
    yield "2 messages", night, replace(seen, messages=("a", "b"))
    yield "snapshot new", night, replace(seen, latest_after="another.db")
    yield "another digest", night, replace(seen, latest_intact=False)
    yield "does not show the outage", night, replace(seen, outage_shown=False)
    yield "was asked for /annual/", night, replace(seen, asked={"laotai": ("/annual/",)})
    yield "verify ended with 20", night, replace(seen, verify_exit=20)
    yield "traceback", night, replace(seen, output="Traceback (most recent call last)")
    night, seen = night_named("third night of the outage")
    yield "no alarm about qingze/annual", night, replace(seen, told=(), messages=())
    night, seen = night_named("the portal is back")
    yield "no all-clear of qingze/annual", night, replace(seen, told=())
    yield "last_success", night, without(seen, PLACE, last_success=seen.finished + timedelta(days=400))
    yield "did not move", night, without(seen, PLACE, last_success=seen.started - timedelta(hours=24))
    yield "shows an outage and there is none", night, replace(seen, outage_shown=True)
    night, seen = night_named("one line, the network")
    yield "alarm about yundu/annual", night, replace(seen, told=(*seen.told, Told(GOOD, True, text)))
    yield "no alarm about */*", night, replace(seen, told=(), messages=())
    night, seen = night_named("first night: quiet")
    yield "alarm about jiudu/annual", night, replace(seen, told=(Told(("jiudu", "annual"), True, text),), messages=(text,))
    yield "dormant columns told", night, replace(seen, dormant_told=frozenset())
    night, seen = night_named("ordinary night")
    yield "dormant columns told", night, replace(seen, dormant_told=frozenset({("jiudu", "annual")}), messages=("x",))
    yield "1 messages", night, replace(seen, messages=("all is well",))
    yield "alarm about */house", night, replace(seen, told=(Told(HOUSE, True, text),), messages=(text,))
    yield "snapshot held", night, replace(seen, latest_after=seen.latest_before)
    night, seen = night_named("a second run")
    yield "second run", night, replace(seen, second_exit=0)
    night, seen = night_named("five portals")
    yield "yundu disallows", night, replace(seen, asked={"yundu": ("/robots.txt", "/annual/")})
    night, seen = night_named("503 all night")
    yield "not tried again within the run", night, replace(seen, asked={"dongcen": ("/annual/", "/notices/", "/notices/")})
    yield "was asked 42 times", night, replace(seen, asked={"dongcen": ("/annual/", "/notices/") * 21})
    night, seen = night_named("the disk is full at start")
    yield "no alarm about the house", night, replace(seen, standing=frozenset(), told=(), messages=())
    yield "does not show the outage", night, replace(seen, outage_shown=False)
    night, seen = night_named("the disk has room again")
    yield "the house is well and its alarm stands", night, replace(seen, told=(), messages=())
    night, seen = night_named("killed while crawling")
    yield "does not show the outage", night, replace(seen, outage_shown=False)
    yield "status says none of ('cut off'", night, replace(seen, status_text="all well")
    night, seen = night_named("withholds")
    yield "status says none of", night, replace(seen, status_text="all well")


@pytest.mark.parametrize(("fault", "night", "seen"), list(wrong_observations()))
def test_the_judge_catches(fault: str, night: Night, seen: Observed) -> None:
    assert any(fault in sentence for sentence in judge(night, seen)), judge(night, seen)


def test_the_ideal_observation_follows_a_night_alone() -> None:
    night = NIGHTS[0]
    assert judge(night, ideal(night, START, frozenset(), None, patient=True)) == []


def test_no_path_of_a_machine_is_written_into_the_table() -> None:
    files = list(Path(__file__).parent.rglob("*.py"))
    assert len(files) > 10
    assert [file.name for file in files if "/" + "home/" in file.read_text(encoding="utf-8")] == []


# The driver and the reader.


class Right:
    """An adapter whose program does everything right, with the real portals and the real receiver in their states."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}
        self.latest: str | None = None

    def play(self, night: Night, clock: datetime, portal: Portal, webhook: Webhook, stands: frozenset[Place]) -> Observed:
        self.states |= {night.name: portal.state("qingze", "notices")}
        assert webhook.mood is night.webhook
        seen = ideal(night, clock, stands, self.latest, patient=True)
        self.latest = seen.latest_after
        rows = {place: portal.book.rows(BY_ID[place[0]], place[1], portal.now.date()) for place in living(night)}
        return replace(seen, listed={place: len(found) for place, found in rows.items()})


def test_the_driver_sets_each_night_and_judges_it(tmp_path: Path) -> None:
    with Portal(tmp_path) as portal, Webhook() as webhook:
        right = Right()
        assert perform(right, portal, webhook) == {}
        assert right.states["one portal refuses connections"] is State.REFUSED
        assert right.states["ordinary night"] is State.UP
        assert right.states["a list is empty for a moment"] is State.HOLE


class Losing(Right):
    """A program that takes a list of half its rows, or of none, for the whole column."""

    def play(self, night: Night, clock: datetime, portal: Portal, webhook: Webhook, stands: frozenset[Place]) -> Observed:
        seen = super().play(night, clock, portal, webhook, stands)
        short = {place: 0 for place in seen.listed or {} if portal.state(*place) in (State.EMPTY, State.HALVED, State.HOLE)}
        return replace(seen, listed={**(seen.listed or {}), **short})


def test_a_program_that_loses_documents_is_caught_on_those_nights(tmp_path: Path) -> None:
    with Portal(tmp_path) as portal, Webhook() as webhook:
        caught = perform(Losing(), portal, webhook)
    assert list(caught) == ["a list is empty for a moment", "a list is empty", "the empty list is back, half the rows of another vanish"]


class Careless(Right):
    """The program of the first trial: whatever happens, the run ends with 0, is silent and asks for the heartbeat."""

    def play(self, night: Night, clock: datetime, portal: Portal, webhook: Webhook, stands: frozenset[Place]) -> Observed:
        seen = super().play(night, clock, portal, webhook, stands)
        return replace(seen, exit_code=0, told=(), messages=(), heartbeats=1, run_success=seen.finished, outage_shown=False)


def test_a_careless_program_is_caught_on_every_night_that_is_not_green(tmp_path: Path) -> None:
    with Portal(tmp_path) as portal, Webhook() as webhook:
        caught = perform(Careless(), portal, webhook)
    missed = [night.name for night in NIGHTS if 0 not in night.expect.exits and night.name not in caught]
    assert missed == []
    assert len(caught) >= 40


def test_a_grouped_message_is_read_place_by_place() -> None:
    text = """gongkai 2026-04-17
2 columns: connection refused (拒绝连接) since 2026-04-16
  青泽市人民政府 政府信息公开年报
  qingze/notices
recovered
  白砾区人民政府: 通知公告
long silent, dormant from the start
  旧渡区人民政府"""
    news, dormant = read_message(text)
    assert [(told.place, told.opened) for told in news] == [
        (("qingze", "annual"), True),
        (("qingze", "notices"), True),
        (("baili", "notices"), False),
    ]
    assert "拒绝连接" in news[0].text
    assert dormant == {("jiudu", "annual"), ("jiudu", "notices")}


def test_the_network_and_the_house_are_read_from_lines_that_name_no_portal() -> None:
    assert [told.place for told in read_message("All 6 portals down: the network (connection refused), since 2026-04-01")[0]] == [NETWORK]
    assert [(told.place, told.opened) for told in read_message("网络恢复")[0]] == [(NETWORK, False)]
    assert [told.place for told in read_message("磁盘已满：剩余 1 MB")[0]] == [HOUSE]
    assert read_message("gongkai, night of 2026-04-01") == ((), frozenset())
