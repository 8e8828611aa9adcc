"""Nights from 4 April to 13 May 2026: lists that lose rows, redesigns, the registry, known faults, the clock, the store."""

from tests.scenarios.nights.model import NETWORK, Alarm, ColumnExpect, Edit, Fault, Health, Night, Twist
from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.sites import ALL, Content
from tests.scenarios.nights.table.expectations import (
    EITHER,
    HELD,
    LIVING,
    NOBODY,
    OK,
    all_down,
    both,
    columns,
    down,
    fault,
    house,
    idle,
    trouble,
    well,
)
from tests.scenarios.nights.webhook import Mood

BASE = ("qingze", "yundu", "baili", "shiting", "dongcen", "jiudu", "laotai")
GROWN = (*BASE[:5], "xinzhu", *BASE[5:])
MORE = (*LIVING, "xinzhu")

CONFIGURATION = (
    Night("a public holiday: nothing due, green", 24, idle()),
    Night("a list is empty for a moment", 72, well(retried=(("qingze", "notices"),)), (fault("qingze", State.HOLE, "notices"),)),
    Night("the registry is broken", 2, house({4}, must_speak=True, not_asked=NOBODY), twists=(Twist.REGISTRY_BROKEN,)),
    Night("the registry is emptied: no empty snapshot", 2, house({4}, must_speak=True, not_asked=NOBODY), twists=(Twist.REGISTRY_EMPTY,)),
    Night("the home's settings are broken", 2, house({4}, must_speak=True, not_asked=NOBODY), twists=(Twist.SETTINGS_BROKEN,)),
    Night("registry and settings are repaired", 2, idle(may_speak=True)),
)

UNBORN = down("missing", ("xinzhu", "annual"))
EMPTIED = down("no_rows", ("baili", "notices"))
HALVED = down("halved", ("qingze", "notices"))
SHELL = down("no_rows", ("yundu", "annual"))
UNSURE = ColumnExpect(frozenset({Health.OK, Health.FAILING}), None, "no_rows")
REDESIGN = dict.fromkeys(both("shiting"), UNSURE)

LISTS = (
    Night("a list is empty", 16, trouble(EMPTIED), (fault("baili", State.EMPTY, "notices"),)),
    Night(
        "the empty list is back, half the rows of another vanish",
        24,
        trouble(HALVED, recovers=(("baili", "notices"),)),
        (fault("qingze", State.HALVED, "notices"),),
        (Edit("baili", "notices", Content.ADDED),),
    ),
    Night(
        "the rows are back, another portal is redesigned: no mass deletion goes out",
        24,
        well(
            ("qingze", "notices"),
            exits=frozenset({0, 6, 7}),
            columns=columns() | REDESIGN,
            heartbeat=None,
            published=EITHER,
            may_open=tuple(Alarm(place, "no_rows") for place in both("shiting")),
            may_speak=True,
        ),
        (fault("shiting", State.REDESIGN),),
    ),
    Night(
        "the redesign is undone, a column is a shell of script, after the weekend",
        72,
        trouble(SHELL, recovers=both("shiting"), may_speak=True),
        (fault("yundu", State.SCRIPT_ONLY, "annual"),),
    ),
    Night(
        "the column has rows again; a portal is taken out of the registry",
        24,
        well(
            ("yundu", "annual"),
            not_asked=("laotai", "qianyi", "baili"),
            columns=columns(sites=("qingze", "yundu", "shiting", "dongcen"))
            | {place: ColumnExpect(frozenset({Health.ABSENT}), False) for place in both("baili")},
        ),
        registry=tuple(site for site in BASE if site != "baili"),
    ),
    Night(
        "it is put back, and a new portal is added with a list that is missing",
        24,
        trouble(UNBORN, columns=columns(UNBORN, sites=MORE)),
        (fault("xinzhu", State.LIST_MISSING, "annual"),),
        registry=GROWN,
    ),
)

FIVE_CAUSES = (
    down("timeout", *both("qingze"))
    | down("robots", *both("yundu"))
    | down("moved", *both("baili"))
    | down("reset", *both("shiting"))
    | down("tls", *both("dongcen"))
)

CAUSES = (
    Night(
        "five portals, five causes: grouped in one message, never the network",
        24,
        trouble(FIVE_CAUSES, columns=columns(FIVE_CAUSES, sites=MORE), robots_only=("yundu",), recovers=(("xinzhu", "annual"),)),
        (
            fault("qingze", State.DRIP),
            fault("yundu", State.ROBOTS),
            fault("baili", State.MOVED),
            fault("shiting", State.RESET),
            fault("dongcen", State.TLS_BROKEN),
        ),
        registry=GROWN,
    ),
    Night("all five are back", 24, well(*both(*LIVING), columns=columns(sites=MORE)), registry=GROWN),
)

KNOWN = {("yundu", "notices"): ColumnExpect(frozenset({Health.OK, Health.FAILING}), None)}
ALSO_KNOWN = KNOWN | {("dongcen", "notices"): ColumnExpect(frozenset({Health.OK, Health.FAILING}), None)}
FAULTY = columns(sites=MORE) | ALSO_KNOWN
PAUSED = {("shiting", "notices"): ColumnExpect(frozenset({Health.PAUSED}), False)}
GROWN_WELL = columns(sites=MORE)

PORTAL_FAULTS = (
    Night(
        "a broken attachment and a missing article, first visit",
        72,
        trouble({}, columns=FAULTY),
        edits=(Edit("yundu", "notices", Content.BROKEN_ATTACHMENT), Edit("dongcen", "notices", Content.MISSING_ARTICLE)),
        registry=GROWN,
    ),
    Night("the same, second visit", 24, trouble({}, columns=FAULTY), registry=GROWN),
    Night("the same, third visit", 24, trouble({}, columns=FAULTY, exits=frozenset({0, 6}), heartbeat=None), registry=GROWN),
    Night(
        "known by now: the night is complete; a text is edited, another taken down",
        24,
        well(columns=GROWN_WELL),
        edits=(Edit("yundu", "notices", Content.CHANGED), Edit("qingze", "notices", Content.TAKEN_DOWN)),
        registry=GROWN,
    ),
    Night(
        "attachment and article are mended; a column is paused",
        24,
        well(columns=GROWN_WELL | PAUSED),
        edits=(Edit("yundu", "notices", Content.MENDED), Edit("dongcen", "notices", Content.MENDED)),
        twists=(Twist.PAUSE,),
        registry=GROWN,
    ),
)

BELOW_BOUND = ColumnExpect(frozenset({Health.OK, Health.FAILING}), None)
"""The column whose list breaks the bound that the registry sets: shown as such beside the withheld snapshot, or as read."""

WITHHELD = (
    Night(
        "the column is resumed; an assertion withholds the snapshot",
        72,
        well(
            columns=GROWN_WELL | {("yundu", "notices"): BELOW_BOUND},
            exits=frozenset({7}),
            heartbeat=False,
            published=HELD,
            must_speak=True,
            status_words=(("withheld", "扣", "暂缓", "未发布", "not published"),),
        ),
        twists=(Twist.RESUME,),
        registry=GROWN,
        least={("yundu", "notices"): 9999},
    ),
    Night("the bound is right again: published", 24, well(columns=GROWN_WELL, may_speak=True), registry=GROWN),
)

CLOCK_WORDS = (("clock", "时钟"),)

CLOCK = (
    Night(
        "the clock is 400 days ahead: no column is accused",
        2,
        house({4}, must_speak=True, status_words=CLOCK_WORDS),
        registry=GROWN,
        skew=9600,
    ),
    Night("the clock is right again: everything is visited", 22, well(columns=GROWN_WELL, may_speak=True), registry=GROWN),
    Night(
        "the clock is 400 days behind: no column is accused",
        2,
        house({4}, must_speak=True, status_words=CLOCK_WORDS),
        registry=GROWN,
        skew=-9600,
    ),
    Night("the clock is right again, once more", 22, well(columns=GROWN_WELL, may_speak=True), registry=GROWN),
)

MAY = columns(sites=MORE, annual_due=False)
WEEKLY = {place: ColumnExpect(frozenset({Health.OK, Health.FAILING}), None, "challenge") for place in both(*MORE) if place[1] == "annual"}
WALLED = down("challenge", *((site, "notices") for site in MORE))
EVERY = both(*MORE)
ALL_PAUSED = dict.fromkeys((*EVERY, *both("jiudu")), ColumnExpect(frozenset({Health.PAUSED}), False))
QUIET_ANNUAL = {place: ColumnExpect(OK | {Health.FAILING}, None, "provider") for place in EVERY if place[1] == "annual"}

MAY_NIGHTS = (
    Night(
        "the store cannot be written, after the holiday",
        144,
        house({1, 4, 6, 16}, must_speak=True, status_words=(("warc", "store", "存储", "写"),)),
        twists=(Twist.STORE_UNUSABLE,),
        registry=GROWN,
    ),
    Night("the store is back: nothing is lost", 24, well(columns=MAY, may_speak=True), registry=GROWN),
    Night(
        "every portal sends a challenge",
        24,
        all_down(
            "challenge",
            {18},
            columns=columns(WALLED, sites=MORE) | WEEKLY,
            opens=(),
            may_open=(Alarm(NETWORK, "challenge"), *(Alarm(place, "challenge") for place in EVERY)),
        ),
        (Fault(ALL, ALL, State.CHALLENGE_521),),
        registry=GROWN,
    ),
    Night("the challenges are over, after the weekend", 72, well(NETWORK, *EVERY, columns=MAY), registry=GROWN),
    Night(
        "the provider's page stands in place of every portal; the webhook is behind it",
        24,
        all_down(
            "no_rows",
            {1, 6, 18},
            columns=columns(success=None, sites=MORE, annual_due=False)
            | {place: ColumnExpect(frozenset({Health.FAILING}), False, "provider") for place in WALLED}
            | QUIET_ANNUAL,
            opens=(),
            may_open=(Alarm(NETWORK, "provider"), *(Alarm(place, "provider") for place in EVERY)),
        ),
        (Fault(ALL, ALL, State.CAPTIVE),),
        registry=GROWN,
        webhook=Mood.DOWN,
    ),
    Night(
        "the provider lets us out: everything is visited, what waited is told with its all-clear",
        24,
        well(NETWORK, *EVERY, columns=MAY, may_open=(Alarm(NETWORK, "provider"), *(Alarm(place, "provider") for place in EVERY))),
        registry=GROWN,
    ),
    Night(
        "everything is paused: nothing failed, and nothing succeeded",
        24,
        idle(columns=MAY | ALL_PAUSED, heartbeat=False, not_asked=NOBODY, status_words=(("no column is followed",),)),
        twists=(Twist.PAUSE_ALL,),
        registry=GROWN,
    ),
    Night("everything is followed again", 24, well(columns=MAY), twists=(Twist.RESUME_ALL,), registry=GROWN),
)

SUMMER = (*CONFIGURATION, *LISTS, *CAUSES, *PORTAL_FAULTS, *WITHHELD, *CLOCK, *MAY_NIGHTS)
