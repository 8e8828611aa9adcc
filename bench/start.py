"""What a command costs before it does anything: processor seconds of commands on the demo's archive, in which nothing is new.

    .venv/bin/python bench/start.py [--rounds 7]

The quickest of the rounds, user and system time: what else the machine does adds little.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

COMMANDS = (("--help",), ("status",), ("build",), ("snapshot",), ("verify",), ("crawl", "--due"))


def seconds(command: list[str]) -> float:
    """Return the processor seconds that a command takes, its children's included."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print a table row for each command."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        gongkai = [sys.executable, "-P", "-m", "gongkai", "--home", folder]
        subprocess.run([*gongkai, "demo", "--once"], check=True, capture_output=True)
        print("| command | processor seconds |\n|---|---|")
        for command in COMMANDS:
            print(f"| `gongkai {' '.join(command)}` | {min(seconds([*gongkai, *command]) for _ in range(rounds)):.2f} |")


if __name__ == "__main__":
    main()
