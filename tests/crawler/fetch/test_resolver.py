"""Which addresses and names are of the open internet, and for how long an answer of the name service holds; no name service is asked."""

from typing import ClassVar

import pytest

from crawler.fetch import resolver
from crawler.fetch.resolver import AddressRefused, Resolver, is_public, is_public_name


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.2.4.8", True),
        ("2400:3200::1", True),
        ("::ffff:1.2.4.8", True),
        ("64:ff9b::102:408", True),
        ("2400:3200::1%eth0", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("240.0.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_an_address_of_the_public_internet(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("www.gov.cn", True),
        ("WWW.GOV.CN.", True),
        ("10.0.0.1", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("intranet", False),
        ("intranet.", False),
        ("printer.local", False),
        ("PRINTER.LOCAL.", False),
        ("", False),
    ],
)
def test_a_name_of_the_public_internet(name, public):
    assert is_public_name(name) is public


class Asked:
    """A loop whose name service gives these addresses and counts the questions."""

    def __init__(self, *addresses):
        self.addresses, self.questions = addresses, []

    async def getaddrinfo(self, host, port, **kind):
        self.questions.append((host, port, kind))
        return [(2, 1, 6, "", (address, port)) for address in self.addresses]


@pytest.fixture
def service(monkeypatch):
    def make(*addresses):
        made = Asked(*addresses)
        monkeypatch.setattr(resolver.asyncio, "get_running_loop", lambda: made)
        return made

    return make


def look_up(found, host="www.a.gov.cn", port=80):
    """Without a loop of its own, so that the one that is played stays."""
    work = found.addresses(host, port)
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits for something")


class Untimed:
    """A time-out that never comes."""

    seconds: ClassVar[list[float]] = []

    def __init__(self, seconds):
        self.seconds.append(seconds)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return False


@pytest.fixture(autouse=True)
def untimed(monkeypatch):
    Untimed.seconds.clear()
    monkeypatch.setattr(resolver.asyncio, "timeout", Untimed)


def test_an_answer_holds_for_five_minutes(service, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(resolver.time, "monotonic", lambda: clock[0])
    asked, found = service("1.2.4.8", "1.2.4.9", "1.2.4.8"), Resolver()
    assert look_up(found) == ("1.2.4.8", "1.2.4.9")
    clock[0] += 300
    assert look_up(found) == ("1.2.4.8", "1.2.4.9")
    assert len(asked.questions) == 1
    clock[0] += 0.1
    look_up(found)
    look_up(found, port=443)
    assert [question[:2] for question in asked.questions] == [("www.a.gov.cn", 80)] * 2 + [("www.a.gov.cn", 443)]
    assert asked.questions[0][2] == {"type": resolver.socket.SOCK_STREAM}
    assert Untimed.seconds == [30.0] * 3


def test_private_addresses_are_left_out_and_refused_where_no_other_is_left(service):
    service("10.0.0.1", "1.2.4.8")
    assert look_up(Resolver()) == ("1.2.4.8",)
    service("10.0.0.1", "127.0.0.1")
    with pytest.raises(AddressRefused) as refused:
        look_up(Resolver())
    assert str(refused.value) == (
        "www.a.gov.cn leads to 10.0.0.1, 127.0.0.1, which is not a public address; "
        "set allow_private in the registry if the site's own host is there"
    )
    assert look_up(Resolver(frozenset({"www.a.gov.cn"}))) == ("10.0.0.1", "127.0.0.1")


def test_a_private_name_is_not_even_asked_for(service):
    asked = service("10.0.0.1")
    with pytest.raises(AddressRefused, match=r"^intranet is not a public host name; set allow_private"):
        look_up(Resolver(), "intranet")
    assert asked.questions == []
    assert look_up(Resolver(frozenset({"intranet"})), "intranet") == ("10.0.0.1",)


@pytest.mark.parametrize(
    ("host", "fits"), [("www.a.gov.cn", True), ("1.2.4.8", True), ("10.0.0.1", False), ("intranet", False), ("own", True), ("::1", False)]
)
def test_the_name_that_a_proxy_is_to_resolve(host, fits):
    found = Resolver(frozenset({"own"}))
    if fits:
        found.check_name(host)
        return
    with pytest.raises(AddressRefused, match=f"^{host} is not a public host; set allow_private"):
        found.check_name(host)
