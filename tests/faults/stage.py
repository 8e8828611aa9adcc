"""Loads gongkai once, then forks for every command it is told: a line of JSON in, a line out. injector.Stage starts it."""

import gc
import json
import os
import signal
import sys
import tempfile
import traceback

import archive.build
import archive.snapshot
import archive.verify
import crawler.crawl
from archive.cli import cli
from tests.archive.test_build import InProcess

PATIENCE = 120  # seconds a command may take: one that waits for what never comes is a fault too
LOADED = (archive.snapshot, archive.verify, crawler.crawl)


def child(words, env, out, err):
    """Be the command; what it says goes into two files."""
    os.setsid()
    for file, number in ((out, 1), (err, 2)):
        os.dup2(file.fileno(), number)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.environ.update(env)
    signal.alarm(PATIENCE)
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


def answer(told):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            child(told["words"], told["env"], out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        for file in (out, err):
            file.seek(0)
        return {"code": code, "out": out.read().decode(errors="replace"), "err": err.read().decode(errors="replace")}


def main():
    archive.build.Workers = InProcess  # the processes that read documents write nothing below the home, and take a second to start
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
