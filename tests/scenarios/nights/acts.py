"""The table in acts that can be played side by side: each begins on a fresh home after the nights before it, in which all ended well."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.scenarios.nights.adapter import CommandAdapter
from tests.scenarios.nights.driver import opened, perform, rehearse
from tests.scenarios.nights.model import Night, Twist
from tests.scenarios.nights.portal import Portal
from tests.scenarios.nights.table import spring, summer
from tests.scenarios.nights.webhook import Webhook

ACTS: dict[str, tuple[Night, ...]] = {
    "one portal": spring.FIRST + spring.ONE_PORTAL,
    "forbidden": spring.FORBIDDEN_WEEK,
    "challenges": spring.CHALLENGES,
    "webhook": spring.WEBHOOK,
    "processes": tuple(night for night in spring.PROCESSES if Twist.DISK_FILLS not in night.twists),
    "disk": tuple(night for night in spring.PROCESSES if "disk" in night.name),
    "network": spring.NETWORK_DOWN,
    "configuration": summer.CONFIGURATION,
    "lists": summer.LISTS,
    "causes": summer.CAUSES,
    "portal faults": summer.PORTAL_FAULTS + summer.WITHHELD,
    "clock": summer.CLOCK,
    "may": summer.MAY_NIGHTS,
}
ALL_IN_A_ROW = "all"  # the table as it is, on one home; half an hour


def play(name: str, root: Path) -> dict[str, list[str]]:
    """Play an act on a fresh home in `root` and return the faults of each night that has any."""
    with Portal(root / "portal") as portal, Webhook() as webhook, place_of(name, root / "home") as home:
        adapter = CommandAdapter(home, portal, webhook)
        try:
            if name == ALL_IN_A_ROW:
                return perform(adapter, portal, webhook)
            rehearse(ACTS[name], portal)
            return perform(adapter, portal, webhook, opened(ACTS[name]))
        finally:
            adapter.close()


@contextmanager
def place_of(name: str, folder: Path) -> Iterator[Path]:
    """Yield where an act's home lies: on a small file system of its own where a night fills the disk; skips where none can be had."""
    if name != ALL_IN_A_ROW and not any(Twist.DISK_FILLS in night.twists for night in ACTS[name]):
        yield folder
        return
    folder.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs to mount a small file system, which takes root: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)
