"""The command `demo`: the sample portals on loopback, crawled, built, published and served as a user would do it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import yaml

from crawler.sample.portals.portal import Portal
from crawler.sample.portals.server import HOST, sample
from gongkai.errors import Exit, GongkaiError
from gongkai.home import Home, again
from gongkai.terminal.amounts import counted

STEPS = (
    ("crawl", "抓取三个样例门户，存入 WARC", "crawling three sample portals into WARC"),
    ("build", "从 WARC 解析入库", "reading the reports into the database"),
    ("snapshot", "发布快照", "publishing a snapshot"),
)
PAGES = ("/", f"/search?q={quote('信息公开')}", "/gongkai", "/check", "/gongkai/reports.json?_shape=array&_size=1")
NOTICE = "样例数据：城市、机关与全部数字都是虚构的。 | Sample data: the city, its agencies and all figures are invented."
PATIENCE = 60  # seconds a page may take to answer at first: Datasette inspects the database before it listens


@click.command()
@click.option("--once", is_flag=True, help="Check that the pages answer, then end.")
@click.option("--portal", is_flag=True, help="Only serve the sample portal and write its registry; crawl it as you would a real one.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the pages; a free one when left out.")
@click.pass_obj
def demo(settings: dict[str, Any], once: bool, portal: bool, port: int) -> None:
    """Crawl, build and serve a sample portal on this machine; no internet needed."""
    home: Home = settings["home"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.STOPPED))
    with sample() as portals:
        folder = demo_folder(home.root, portals)
        file = registry(folder, portals)
        if portal:
            click.echo(f"样例门户已开启，站点清单在 {file}\nThe sample portal is up; its registry is {file}")
            wait()
            return
        call = again(Home(folder), file)
        for step, chinese, english in STEPS:
            click.echo(f"{chinese} · {english}")
            run(call, step)
        with served(call, port or free_port()) as (address, server):
            click.echo(f"\n样例档案已就绪，请打开：{address}\nThe sample archive is served at {address}")
            if once:
                visit(address)
            else:
                click.echo(f"档案在 {folder}，按 Ctrl-C 结束后仍在。\nThe archive lies in {folder} and stays there after Ctrl-C.")
                wait(server)


def demo_folder(root: Path, portals: Sequence[Portal]) -> Path:
    """Return `root/demo`, or a folder beside it if an earlier demo found the portals on other ports."""
    folder = root / "demo"
    if _registry_file(folder).exists() and _registry_file(folder).read_text(encoding="utf-8") != _entries(portals):
        folder = root / f"demo-{portals[0].base.rpartition(':')[2]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GongkaiError(f"{folder} cannot be made: {error.strerror}. Name another folder with --home.") from error
    return folder


def registry(folder: Path, portals: Sequence[Portal]) -> Path:
    """Write the registry of the three portals into the folder."""
    _registry_file(folder).write_text(_entries(portals), encoding="utf-8")
    return _registry_file(folder)


def _registry_file(folder: Path) -> Path:
    return folder / "registry.yaml"


def _entries(portals: Sequence[Portal]) -> str:
    return yaml.safe_dump([portal.entry() for portal in portals], allow_unicode=True, sort_keys=False)


def run(call: Sequence[str], step: str) -> None:
    """Run one command as a user would; end the demo if it does not complete."""
    code = subprocess.run([*call, step], check=False).returncode
    if code != Exit.COMPLETE:
        raise GongkaiError(f"the demo ends here: `gongkai {step}` answered {code}, see above")


def free_port() -> int:
    """Return a port that is currently free."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(call: Sequence[str], port: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `gongkai serve` on that port while the block runs; yield its URL and its process."""
    server = subprocess.Popen([*call, "serve", "--check", "--port", str(port)], env={**os.environ, "GONGKAI_NOTICE": NOTICE})
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise GongkaiError(f"the pages did not come up on port {port}: `gongkai serve` answered {server.poll()}, see above")
            time.sleep(0.1)
        yield f"http://{HOST}:{port}/", server
    finally:
        server.terminate()
        try:
            server.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def answers(port: int) -> bool:
    """Whether something accepts connections on that port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def fetch(address: str, path: str) -> bytes:
    """Return the body of a page; raise an error if the status is not 200."""
    connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as error:
        raise GongkaiError(f"{path} does not answer: {error}") from error
    finally:
        connection.close()
    if response.status != 200:
        raise GongkaiError(f"{path} answers {response.status} instead of 200")
    return body


def visit(address: str) -> None:
    """Request one page of each kind; report pages are those of the first report in the tables."""
    bodies = [fetch(address, path) for path in PAGES]
    report = json.loads(bodies[-1])[0]
    for path in (f"/report/{report['id']}", f"/document/{report['document_id']}"):
        fetch(address, path)
    click.echo(f"各类页面均有应答 · {counted(len(PAGES) + 2, 'page answers', 'pages answer')}")


def wait(server: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until Ctrl-C; GongkaiError where the server of the pages ends before."""
    try:
        if server is None:
            signal.pause()
        else:
            raise GongkaiError(f"the pages are gone: `gongkai serve` ended with {server.wait()}, see above; the archive is kept")
    except KeyboardInterrupt:
        click.echo("\n已停止 · stopped")
