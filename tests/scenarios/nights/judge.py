"""Compare a night with what was observed: a list of sentences, empty where the night is as a careful operator wants it."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from tests.scenarios.nights.model import HOUSE, NETWORK, ColumnExpect, ColumnSeen, Health, Night, Observed, Place, Published
from tests.scenarios.nights.stage.sites import BY_ID, COLUMNS

CAUSES: dict[str, tuple[str, ...]] = {
    "refused": ("refused", "拒绝连接", "连接被拒", "拒绝了连接"),
    "dns": ("dns", "域名", "解析", "resolve", "not known"),
    "reset": ("reset", "重置", "中断", "closed by", "connection lost", "closed the connection", "断开"),
    "forbidden": ("403", "forbidden", "禁止访问"),
    "limited": ("429", "rate limit", "rate-limit", "限流", "过于频繁", "503"),
    "unavailable": ("503", "unavailable", "服务不可用", "429"),
    "missing": ("404", "not found", "never", "no row", "不存在", "找不到", "从未"),
    "challenge": ("challenge", "521", "412", "质询", "验证", "挑战", "waf", "firewall", "防火墙", "拦截"),
    "no_rows": (
        "no row",
        "0 rows",
        "not one row",
        "empty",
        "没有条目",
        "没有一行",
        "无条目",
        "列表为空",
        "空列表",
        "0 行",
        "未见条目",
        "没有行",
    ),
    "halved": ("half", "fewer", "lost rows", "rows lost", "一半", "减少", "少了", "半数"),
    "timeout": ("timeout", "timed out", "time out", "too slow", "deadline", "超时", "过慢"),
    "robots": ("robots",),
    "tls": ("tls", "ssl", "certificate", "handshake", "证书", "握手"),
    "moved": ("redirect", "moved", "another host", "301", "重定向", "跳转", "迁", "其他主机"),
    "network": ("network", "网络"),
    "provider": ("challenge", "network", "same page", "no row", "empty", "网络", "验证", "同一页面", "没有条目", "认证", "登录"),
}
"""For each cause, words of which one must be in the text (lower case, English or Chinese)."""

SECONDS = timedelta(seconds=2)
WHEN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}月\d{1,2}日")
WHERE = re.compile(r"https?://|gongkai (--home \S+ )?status|/health|/logs")
TRIED = re.compile(r"连续 [1-9]\d* 次|[1-9]\d* visits")
GREEN = 0
POLITE = 15
"""Requests a portal that refuses may get a night: robots.txt, two lists, and a few attempts at each."""


def judge(night: Night, seen: Observed) -> list[str]:
    """Return what is wrong with the observed night, a sentence each."""
    return [f"{night.name}: {fault}" for rule in RULES for fault in rule(night, seen)]


def says(text: str, cause: str) -> bool:
    """Tell whether a text names a cause in one of its words."""
    return any(word in text.lower() for word in CAUSES[cause])


def within(moment: object, seen: Observed) -> bool:
    """Tell whether a moment lies within the run (two seconds of rounding allowed)."""
    return moment is not None and seen.started - SECONDS <= moment <= seen.finished + SECONDS  # type: ignore[operator]


def exit_code(night: Night, seen: Observed) -> list[str]:
    """Check the exit codes, and that a failure is never green."""
    faults = []
    if seen.exit_code not in night.expect.exits:
        faults.append(f"exit code {seen.exit_code}, not {sorted(night.expect.exits)}")
    if night.expect.failing and seen.exit_code == GREEN:
        faults.append(f"green with failed visits: {sorted(night.expect.failing)}")
    if seen.second_exit != night.expect.second_exit:
        faults.append(f"the second run ended with {seen.second_exit}, not {night.expect.second_exit}")
    if seen.verify_exit not in (None, 0):
        faults.append(f"verify ended with {seen.verify_exit}")
    if "Traceback" in seen.output:
        faults.append("a traceback in the output")
    return faults


def health(night: Night, seen: Observed) -> list[str]:
    """Check what `/health` and `status` say of each column."""
    return [
        f"{source}: {'/'.join(place)}: {fault}"
        for source, columns in (("health", seen.health), ("status", seen.status))
        for place, wanted in night.expect.columns.items()
        for fault in column(wanted, columns, place, seen)
    ]


def column(wanted: ColumnExpect, columns: Mapping[Place, ColumnSeen], place: Place, seen: Observed) -> list[str]:
    """Check one column: state, cause, last attempt beside last success."""
    one = columns.get(place)
    if one is None:
        return [] if Health.ABSENT in wanted.states else ["not shown"]
    faults = []
    if one.state not in wanted.states:
        faults.append(f"is {one.state}, not {' or '.join(sorted(wanted.states))}")
    if wanted.success is not None and within(one.last_success, seen) != wanted.success:
        faults.append(f"last_success {one.last_success} {'did not move' if wanted.success else 'moved'}")
    if one.last_success and one.last_success > seen.finished + SECONDS:
        faults.append(f"last_success {one.last_success} lies in the future")
    if one.state is Health.FAILING and wanted.cause and wanted.states == {Health.FAILING}:
        faults += [] if says(one.cause, wanted.cause) else [f"cause {one.cause!r} does not say {wanted.cause}"]
        faults += [] if within(one.last_attempt, seen) else [f"last attempt {one.last_attempt} is not of this run: not tried again"]
    return faults


def alarms(night: Night, seen: Observed) -> list[str]:
    """Check the alarms opened: none too early, none too late, none twice, none about a good column."""
    allowed = {alarm.place for alarm in (*night.expect.opens, *night.expect.may_open)}
    allowed |= {HOUSE} if night.expect.may_speak or night.expect.must_speak else set()
    opened = [told.place for told in seen.told if told.opened]
    faults = [f"alarm about {'/'.join(place)}, which is well or not to be alarmed" for place in opened if place not in allowed]
    faults += [f"alarm about {'/'.join(place)} told again" for place in opened if place in seen.standing - {HOUSE}]
    faults += [f"alarm about {'/'.join(place)} twice in a night" for place in set(opened) if opened.count(place) > 1]
    known = set(opened) | seen.standing
    faults += ["no alarm about the house"] if night.expect.must_speak and HOUSE not in known else []
    return faults + [f"no alarm about {'/'.join(alarm.place)} ({alarm.cause})" for alarm in night.expect.opens if alarm.place not in known]


def alarm_texts(night: Night, seen: Observed) -> list[str]:
    """Check that each alarm can be acted on: which portal and column, cause, since when, where to look."""
    causes = {alarm.place: alarm.cause for alarm in (*night.expect.opens, *night.expect.may_open)}
    faults = []
    for told in seen.told:
        if not told.opened or told.place not in causes:
            continue
        label = f"alarm about {'/'.join(told.place)}"
        if told.place != NETWORK and not names(told.place, "\n".join(seen.messages)):
            faults.append(f"{label} does not name portal and column")
        if not says(told.text, causes[told.place]):
            faults.append(f"{label} does not say {causes[told.place]}: {told.text!r}")
    if any(told.opened for told in seen.told if told.place in causes):
        whole = "\n".join(seen.messages)
        faults += [] if WHEN.search(whole) else ["the alarm does not say since when"]
        faults += [] if WHERE.search(whole) else ["the alarm does not say where to look"]
        columns = any(told.opened and told.place in causes and told.place != NETWORK for told in seen.told)
        faults += ["the alarm does not say what was tried"] if columns and not TRIED.search(whole) else []
    return faults


def names(place: Place, text: str) -> bool:
    """Tell whether a text names a portal and its column, by id or by name."""
    site, name = place
    return (site in text or BY_ID[site].name in text) and (name in text or COLUMNS[name][0] in text)


def all_clears(night: Night, seen: Observed) -> list[str]:
    """Check that each all-clear is true, and that none is missing where an alarm stands."""
    told = [one.place for one in seen.told if not one.opened]
    closed, recovers = set(told), set(night.expect.recovers)
    alarmed = seen.standing | {one.place for one in seen.told if one.opened}
    network = NETWORK in alarmed
    true = {place for place in recovers if place in alarmed or network} | ({HOUSE} if night.expect.may_speak else set())
    faults = [f"all-clear of {'/'.join(place)}, which had no good visit or no alarm" for place in sorted(closed - true)]
    faults += [f"all-clear of {'/'.join(place)} twice" for place in sorted(closed) if told.count(place) > 1]
    if night.expect.heartbeat and HOUSE in alarmed - closed:
        faults.append("the house is well and its alarm stands")
    if network and NETWORK in recovers and closed >= recovers - {NETWORK}:
        closed.add(NETWORK)
    return faults + [f"no all-clear of {'/'.join(place)}" for place in sorted((recovers & alarmed) - closed)]


def messages(night: Night, seen: Observed) -> list[str]:
    """Check that a night speaks once where it has news and not at all where it has none."""
    news = bool(seen.told or seen.dormant_told)
    faults = []
    if len(seen.messages) not in night.expect.messages:
        faults.append(f"{len(seen.messages)} messages, not {' or '.join(map(str, sorted(night.expect.messages)))}")
    if seen.messages and not news and not night.expect.may_speak:
        faults.append(f"a message without news: {seen.messages[0]!r}")
    if seen.told and not seen.messages:
        faults.append("the adapter reports news without a message")
    if seen.dormant_told != night.expect.dormant_told:
        faults.append(f"dormant columns told: {sorted(seen.dormant_told)}, not {sorted(night.expect.dormant_told)}")
    return faults


def heartbeat(night: Night, seen: Observed) -> list[str]:
    """Check the heartbeat and the success metric: both, once, or neither."""
    wanted, moved = night.expect.heartbeat, within(seen.run_success, seen)
    faults = []
    if wanted is not None and bool(seen.heartbeats) != wanted:
        faults.append("heartbeat not asked for" if wanted else "heartbeat asked for")
    if moved != bool(seen.heartbeats):
        faults.append(f"heartbeat {seen.heartbeats} times, success metric {'moved' if moved else 'not moved'}")
    if seen.heartbeats and seen.exit_code != GREEN:
        faults.append(f"heartbeat asked for with exit code {seen.exit_code}")
    return faults


def published(night: Night, seen: Observed) -> list[str]:
    """Check what `latest.json` names, and that it is there."""
    same = seen.latest_before == seen.latest_after
    result = Published.NOTHING if seen.latest_after is None else Published.HELD if same else Published.NEW
    faults = [] if result in night.expect.published else [f"snapshot {result}, not {' or '.join(sorted(night.expect.published))}"]
    if seen.latest_after is not None and not seen.latest_intact:
        faults.append(f"latest.json names {seen.latest_after}, which is missing or has another digest")
    return faults


def pages(night: Night, seen: Observed) -> list[str]:
    """Check the words of `status` and that the operator's home page shows an outage exactly where one is."""
    text = seen.status_text.lower()
    faults = [f"status says none of {words}" for words in night.expect.status_words if not any(word in text for word in words)]
    if (night.expect.failing or GREEN not in night.expect.exits) and seen.outage_shown is False:
        faults.append("the home page does not show the outage")
    if night.expect.heartbeat and seen.outage_shown:
        faults.append("the home page shows an outage and there is none")
    return faults


def manners(night: Night, seen: Observed) -> list[str]:
    """Check what the portals were asked for: the ended never, the refusing again and not without end."""
    faults = [f"{site} was asked for {seen.asked[site][0]}" for site in night.expect.not_asked if seen.asked.get(site)]
    for site in night.expect.robots_only:
        others = [path for path in seen.asked.get(site, ()) if path != "/robots.txt"]
        faults += [f"{site} disallows and was asked for {others[0]}"] if others else []
    for site, name in night.expect.retried:
        paths = seen.asked.get(site, ())
        if sum(path.rstrip("/") == f"/{name}" for path in paths) < 2:
            faults.append(f"{site}/{name} was not tried again within the run")
        if (site, name) in night.expect.failing and len(paths) > POLITE:
            faults.append(f"{site} refuses and was asked {len(paths)} times")
    return faults


RULES: tuple[Callable[[Night, Observed], list[str]], ...] = (
    exit_code,
    health,
    alarms,
    alarm_texts,
    all_clears,
    messages,
    heartbeat,
    published,
    pages,
    manners,
)
