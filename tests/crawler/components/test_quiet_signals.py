"""Signals reach all that Scrapy's own manager would reach, and cost nothing where nobody listens."""

import pytest
from pydispatch import dispatcher
from scrapy import signals
from scrapy.signalmanager import SignalManager
from scrapy.utils import signal as scrapy_signal

from crawler.components.quiet_signals import QuietSignals


class Crawler:
    """The sender of a crawl's signals."""


@pytest.mark.parametrize(
    ("sender", "signal"),
    [
        (None, signals.request_scheduled),
        (None, dispatcher.Any),
        (dispatcher.Any, signals.request_scheduled),
        (dispatcher.Any, dispatcher.Any),
    ],
)
def test_whoever_listens_is_reached_as_by_scrapys_own_manager(sender, signal):
    crawler = Crawler()

    def receiver(request):
        return f"had {request}"

    sender = sender or crawler
    dispatcher.connect(receiver, signal, sender=sender)
    try:
        found = [manager(crawler).send_catch_log(signals.request_scheduled, request="r") for manager in (QuietSignals, SignalManager)]
    finally:
        dispatcher.disconnect(receiver, signal, sender=sender)
    assert found == [[(receiver, "had r")]] * 2


def test_a_signal_that_nobody_listens_to_is_not_sent(monkeypatch):
    crawler, sent = Crawler(), []
    quiet = QuietSignals(crawler)

    def receiver(response):
        """Listen."""

    quiet.connect(receiver, signals.response_received)
    monkeypatch.setattr(scrapy_signal, "send_catch_log", lambda signal, **_: sent.append(signal) or [])
    assert quiet.send_catch_log(signals.request_scheduled, request="r") == []
    quiet.send_catch_log(signals.response_received, response="r")
    quiet.disconnect(receiver, signals.response_received)
    assert sent == [signals.response_received]
