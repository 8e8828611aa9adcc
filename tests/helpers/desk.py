"""A running `gongkai desk` on a home, and a client that speaks to it as a browser does."""

import re
import subprocess
import time
from contextlib import contextmanager

import httpx

from archive.desk.command import application
from archive.desk.guard import Guard, kept_secret
from gongkai.home import Home, again
from tests.conftest import ROOT
from tests.helpers.plain_environment import plain_environment
from tests.helpers.thread_server import in_thread

LONG = 120  # seconds that a job may take here; they end in two or three


class RunningDesk:
    """The process, its address, and a client with the session of one browser."""

    def __init__(self, process, address):
        self.process, self.address = process, address
        self.client = httpx.Client(base_url=address, timeout=60, headers={"accept-language": "en"})

    def get(self, path, **options):
        return self.client.get(path, **options)

    def token(self, path="/"):
        """The token that the forms of a page carry."""
        return re.search('name="form_token" value="([0-9a-f]+)"', self.get(path).text)[1]

    def post(self, path, headers=None, **fields):
        """A form as a page of the desk sends it."""
        own = {"origin": self.address, "sec-fetch-site": "same-origin"}
        fields = {"form_token": self.token("/login" if path == "/login" else "/"), **fields}
        return self.client.post(path, data=fields, headers=own if headers is None else headers)

    def order(self, **fields):
        """Start a job and return its id."""
        answer = self.post("/jobs", **fields)
        assert answer.status_code == 303, re.sub(r"\s+", " ", answer.text)
        return answer.headers["location"].removeprefix("/jobs/")

    def ended(self, job):
        """The state of a job once it has ended."""
        deadline = time.monotonic() + LONG
        while (found := self.get(f"/jobs/{job}.json").json())["state"] == "running":
            assert time.monotonic() < deadline, found
            time.sleep(0.2)
        return found

    def done(self, **fields):
        """Order a job and return its state once it has ended."""
        return self.ended(self.order(**fields))


@contextmanager
def running(home, *options, registry=None, env=None):
    """A desk on a free port while the block runs."""
    own = plain_environment()
    command = [*again(Home(home), registry), "desk", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**own, **(env or {})}, cwd=ROOT)
    try:
        line = process.stdout.readline()
        assert line.startswith("the desk is at "), line + process.stderr.read()
        desk = RunningDesk(process, line.removeprefix("the desk is at ").strip().rstrip("/").replace("0.0.0.0", "127.0.0.1"))
        yield desk
        desk.client.close()
    finally:
        process.terminate()
        process.wait(120)
        process.stdout.close()
        process.stderr.close()


@contextmanager
def running_here(home):
    """The desk of a home on loopback, in this process: what its pages run can be measured and broken. Its jobs are processes as ever."""
    app = application(Home(home), None, Guard(kept_secret(home / "desk" / "secret"), "", frozenset()), ())
    with in_thread(app) as address:
        desk = RunningDesk(None, address)
        yield desk
        desk.client.close()
    for child in app.pages.jobs.children:  # a job has ended for its readers a moment before its process has
        child.wait(LONG)
