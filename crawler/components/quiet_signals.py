"""Scrapy's signals, without the work of those that nobody listens to."""

from __future__ import annotations

from typing import Any

from pydispatch import dispatcher
from scrapy.signalmanager import SignalManager


class QuietSignals(SignalManager):
    """Replacement for a crawler's signal manager: three signals are sent for each request, and by default only one has a receiver."""

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal as Scrapy does, or return [] at once if nothing is connected to it, to any signal or to any sender."""
        for sender in (kwargs.get("sender", self.sender), dispatcher.Any):
            heard = dispatcher.connections.get(id(sender), ())
            if signal in heard or dispatcher.Any in heard:
                return super().send_catch_log(signal, **kwargs)
        return []
