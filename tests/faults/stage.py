"""Loads gongkai once, then forks for every command it is told: a line of JSON in, a line out. injector.Stage starts it."""

import gc
import io
import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from types import SimpleNamespace

import archive.build.build
import archive.cli
import archive.ops.run
import archive.publish.snapshot
import archive.verify.verify
import crawler.answers.confined
import crawler.crawl
import parsers.html.document
import parsers.pdf.document
from archive.cli import cli
from tests.archive.build.test_build import InProcess

PATIENCE = 120  # seconds a command may take: one that waits for what never comes is a fault too
LOADED = (archive.publish.snapshot, archive.verify.verify, crawler.crawl, parsers.html.document, parsers.pdf.document)


def ended(words):
    """Be a command; return its exit code, 70 where it broke down."""
    try:
        cli.main(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
        traceback.print_exc()
    return 70


def be(commands):
    """Be these commands, one after the other until one does not end well; this process ends with them."""
    code = next((code for code in map(ended, commands) if code), 0)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class Step:
    """A step of `gongkai run`: a process of its own, as subprocess.Popen makes one, that need not load gongkai anew."""

    def __init__(self, call, env, stdout=None):
        assert stdout is None, "no step of these tests prints JSON"
        self.returncode = None
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os.environ.update(env)
            be([call[call.index("gongkai") + 1 :]])
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
    """Be the commands that are told; what they say goes into two files."""
    os.setsid()
    for file, number in ((out, 1), (err, 2)):
        os.dup2(file.fileno(), number)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.environ.update(told["env"])
    if not told["anew"]:
        hasten()
    signal.alarm(PATIENCE)
    be(told["commands"])


def answer(told):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            child(told, out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        for file in (out, err):
            file.seek(0)
        return {"code": code, "out": out.read().decode(errors="replace"), "err": err.read().decode(errors="replace")}


def warm(told):
    """Be commands in this very process: what they load when first they need it is there for all that are forked from now on."""
    archive.cli.entry_points = cache(archive.cli.entry_points)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for words in told["warm"]:
            assert ended(words) == 0, words
    assert threading.active_count() == 1, f"what is forked would lack {threading.enumerate()}"
    gc.collect()
    gc.freeze()
    return {}


def hasten():
    """As many processes as ever doing the same, but forked from this one instead of loading gongkai anew; and less waiting."""
    archive.verify.verify.get_context = lambda _: multiprocessing.get_context("fork")
    archive.ops.run.subprocess = SimpleNamespace(Popen=Step, TimeoutExpired=subprocess.TimeoutExpired)


def main():
    crawler.answers.confined.is_plain = lambda job, exchange: True  # pages as well: a forked copy of this process has no server of workers
    archive.build.build.Workers = InProcess  # the processes that read documents write nothing below the home, and take a second to start
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(warm(told) if "warm" in told else answer(told)), flush=True)


if __name__ == "__main__":
    main()
