"""Nights from 24 February to 3 April 2026: outages of portals, refusals, a killed run, a full disk, the network down."""

from tests.scenarios.nights.model import NETWORK, ColumnExpect, Edit, Fault, Night, Twist
from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.sites import ALL, Content
from tests.scenarios.nights.table.expectations import (
    DORMANT,
    FAILING,
    HELD,
    LIVING,
    NEW,
    NOBODY,
    all_down,
    both,
    columns,
    down,
    fault,
    house,
    idle,
    still,
    trouble,
    well,
)
from tests.scenarios.nights.webhook import Mood

REFUSED = down("refused", *both("qingze"))
CLOSED = (fault("qingze", State.REFUSED),)
LOST = down("dns", *both("yundu"))
FORBIDDEN = down("forbidden", *both("baili"))
WALL = (fault("baili", State.FORBIDDEN),)
CHALLENGED = down("challenge", *both("shiting"))
FIREWALL = down("challenge", *both("yundu"))
LIMITED = down("limited", *both("dongcen"))
OVERLOADED = down("unavailable", *both("dongcen"))
BUSY = (fault("dongcen", State.UNAVAILABLE),)
DARK = (Fault(ALL, ALL, State.REFUSED),)

FIRST = (
    Night("first night: quiet, dormant columns told as a list", 0, well(dormant_told=DORMANT)),
    Night("same day again: nothing due, nothing published", 2, idle()),
    Night("ordinary night", 22, well(), edits=(Edit("qingze", "annual", Content.ADDED), Edit("baili", "notices", Content.CHANGED))),
)

ONE_PORTAL = (
    Night("one portal refuses connections", 24, trouble(REFUSED, status_words=(("qingze", "青泽"),)), CLOSED),
    Night("same day, still refused: nothing else due, not green", 2, still(REFUSED), CLOSED),
    Night("second night of the outage", 22, trouble(REFUSED), CLOSED),
    Night(
        "third night of the outage, a Saturday worked: the alarm is told by now",
        27,
        trouble(REFUSED, opens=True, published=NEW | HELD, columns=columns(REFUSED, success=None)),
        CLOSED,
    ),
    Night(
        "Sunday, offices closed, outage standing: not green, not told again",
        21,
        still(REFUSED, opens=True, columns=columns(success=False) | dict.fromkeys(REFUSED, ColumnExpect(FAILING, False))),
        CLOSED,
    ),
    Night("the portal is back: its all-clear", 24, well(*both("qingze"))),
    Night("the name of one portal is gone", 24, trouble(LOST), (fault("yundu", State.DNS_GONE),)),
    Night("the name is back", 24, well(*both("yundu"))),
)

FORBIDDEN_WEEK = (
    Night("403, first night", 24, trouble(FORBIDDEN), WALL),
    Night("403, second night, others publish more", 24, trouble(FORBIDDEN), WALL, (Edit("yundu", "notices", Content.ADDED),)),
    Night("403, third night, after the weekend", 72, trouble(FORBIDDEN, opens=True), WALL),
    Night("403, fourth night: told once is enough", 24, trouble(FORBIDDEN, opens=True), WALL),
    Night("403, fifth night", 24, trouble(FORBIDDEN, opens=True), WALL),
    Night("403 is over", 24, well(*both("baili"))),
)

CHALLENGES = (
    Night("challenge page with 521", 24, trouble(CHALLENGED), (fault("shiting", State.CHALLENGE_521),)),
    Night("challenge page with 412, after the weekend", 72, trouble(CHALLENGED, opens=True), (fault("shiting", State.CHALLENGE_412),)),
    Night(
        "challenge over at one portal, a firewall's page with 200 at another",
        24,
        trouble(FIREWALL, recovers=both("shiting")),
        (fault("yundu", State.WAF),),
    ),
    Night(
        "two portals refuse for a moment and are retried",
        24,
        well(*both("yundu"), retried=(("qingze", "annual"), ("dongcen", "notices"))),
        (fault("qingze", State.UNAVAILABLE_BRIEFLY, "annual"), fault("dongcen", State.LIMITED_BRIEFLY, "notices")),
    ),
)

WEBHOOK = (
    Night("429 all night, Retry-After obeyed", 24, trouble(LIMITED, retried=both("dongcen")), (fault("dongcen", State.LIMITED),)),
    Night("503 all night", 24, trouble(OVERLOADED, retried=both("dongcen")), BUSY),
    Night("503, the alarm due, the webhook down: nobody hears", 72, trouble(OVERLOADED), BUSY, webhook=Mood.DOWN),
    Night("the webhook answers 500: the message waits", 2, still(OVERLOADED), BUSY, webhook=Mood.ERROR),
    Night("the webhook refuses with a 200: the message waits", 2, still(OVERLOADED), BUSY, webhook=Mood.REFUSES),
    Night("the webhook is well: the waiting alarm is told, once", 2, still(OVERLOADED, opens=True), BUSY),
    Night("503 is over", 18, well(*both("dongcen"))),
)

RESUMED = columns(success=None)
CUT_OFF = (("cut off", "stopped", "中断", "停止"),)

PROCESSES = (
    Night("killed while crawling", 24, house({-9, 137}, status_words=CUT_OFF), twists=(Twist.KILL_IN_CRAWL,)),
    Night("after the kill: what is missing is fetched", 2, well(columns=RESUMED)),
    Night("stopped while crawling: within eight seconds, no alarm", 22, house({11}, status_words=CUT_OFF), twists=(Twist.TERM_IN_CRAWL,)),
    Night("after the stop: what is missing is fetched", 2, well(columns=RESUMED)),
    Night("the disk fills during the run", 22, house({16}, must_speak=True, status_words=(("disk", "磁盘"),)), twists=(Twist.DISK_FILLS,)),
    Night(
        "the disk is full at start",
        2,
        house({3}, must_speak=True, not_asked=NOBODY, status_words=(("disk", "磁盘"),)),
        twists=(Twist.DISK_FULL,),
    ),
    Night("the disk has room again: what is missing is fetched", 2, well(columns=RESUMED, may_speak=True)),
    Night("killed while building, after the weekend", 68, house({-9, 137}, status_words=CUT_OFF), twists=(Twist.KILL_IN_BUILD,)),
    Night("after the kill: what was crawled is built and published", 2, well(columns=RESUMED)),
    Night("a second run while one is running", 22, well(second_exit=5), twists=(Twist.OVERLAP,)),
)

NETWORK_DOWN = (
    Night(
        "all portals down: one line, the network",
        24,
        all_down("refused", {1}, status_words=(("network", "网络", "refused", "拒绝"),)),
        DARK,
    ),
    Night("same day, nothing due: the failure stands", 2, all_down("refused", {1}), DARK),
    Night("all portals down, second night", 22, all_down("refused", {1}), DARK),
    Night("all portals are back: one all-clear", 24, well(NETWORK, *both(*LIVING))),
)

SPRING = (*FIRST, *ONE_PORTAL, *FORBIDDEN_WEEK, *CHALLENGES, *WEBHOOK, *PROCESSES, *NETWORK_DOWN)
