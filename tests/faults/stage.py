"""Loads gongkai once, then forks for every command it is told: a line of JSON in, a line out. injector.Stage starts it."""

import gc
import inspect
import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from functools import _lru_cache_wrapper, cache
from types import SimpleNamespace

from scrapy.core.engine import ExecutionEngine

import archive.build
import archive.cli
import archive.run
import archive.snapshot
import archive.verify
import crawler.crawl
import parsers.html
import parsers.pdf
from archive.cli import cli
from tests.archive.test_build import InProcess

PATIENCE = 120  # seconds a command may take: one that waits for what never comes is a fault too
LOADED = (archive.snapshot, archive.verify, crawler.crawl, parsers.html, parsers.pdf)
ROOMS = ("archive.", "crawler.", "parsers.")


def command(words):
    """Be a command; this process ends with it."""
    code = 70
    try:
        cli.main(words)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class Step:
    """A step of `gongkai run`: a process of its own, as subprocess.Popen makes one, that need not load gongkai anew."""

    def __init__(self, call, env):
        self.returncode = None
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os.environ.update(env)
            command(call[call.index("archive") + 1:])
        self.ended = os.pidfd_open(self.pid)

    def poll(self):
        return self.returncode

    def wait(self, timeout):
        if not select.select([self.ended], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("step", timeout)
        os.close(self.ended)
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def terminate(self):
        os.kill(self.pid, signal.SIGTERM)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)


def child(told, out, err):
    """Be the command that is told; what it says goes into two files."""
    os.setsid()
    for file, number in ((out, 1), (err, 2)):
        os.dup2(file.fileno(), number)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.environ.update(told["env"])
    if not told["anew"]:
        hasten()
    signal.alarm(PATIENCE)
    command(told["words"])


def answer(told):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            child(told, out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        for file in (out, err):
            file.seek(0)
        return {"code": code, "out": out.read().decode(errors="replace"), "err": err.read().decode(errors="replace")}


def load():
    """Load what a command only loads when it needs it, none of which lies below a home: with it a command takes half as long."""
    archive.cli.entry_points = cache(archive.cli.entry_points)
    for name in cli.list_commands(None):
        cli.get_command(None, name)
    for module in [module for name, module in sys.modules.items() if name.startswith(ROOMS)]:
        for value in list(vars(module).values()):
            if isinstance(value, _lru_cache_wrapper) and not inspect.signature(value).parameters:
                value()


def hasten():
    """As many processes as ever doing the same, but forked from this one instead of loading gongkai anew; and less waiting."""
    archive.verify.get_context = lambda _: multiprocessing.get_context("fork")
    archive.run.subprocess = SimpleNamespace(Popen=Step, TimeoutExpired=subprocess.TimeoutExpired)
    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 0.1  # after so long Scrapy sees that a feed that was refused has ended; 5.0 otherwise


def main():
    archive.build.Workers = InProcess  # the processes that read documents write nothing below the home, and take a second to start
    load()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
