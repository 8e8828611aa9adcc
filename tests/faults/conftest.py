"""A stage whose disk refuses on demand, and homes prepared once: crawled, crawled twice, built, published."""

import shutil

import pytest

from gongkai.home import Home
from tests.faults.injector import Stage
from tests.helpers.crawling import Crawling, Portal, small

SMALL = small.__wrapped__ if hasattr(small, "__wrapped__") else small.__pytest_wrapped__.obj


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    made = Stage(tmp_path_factory.mktemp("stage"))
    yield made
    made.close()


class World:
    """A portal of three articles and a file, and homes at every step of their way."""

    def __init__(self, folder, stage):
        self.folder, self.stage, self.portal = folder, stage, Portal()
        self.crawling = SMALL(self.portal, Crawling(folder, self.portal))
        self.number = 0
        self.homes = {"empty": Home(folder / "empty")}
        self.homes["empty"].root.mkdir()
        for name, before, *words in (
            ("crawled", "empty", "crawl", "site"),
            ("built", "crawled", "build"),
            ("published", "built", "snapshot"),
        ):
            self.homes[name] = self.step(before, name, *words)
        stage.warm(
            self.copy("crawled"), self.crawling.registry, ("crawl", "site", "--full"), ("build",), ("snapshot",), ("verify", "--jobs", "1")
        )
        self.edit()
        for name, before, *words in (
            ("crawled twice", "published", "crawl", "site", "--full"),
            ("built twice", "crawled twice", "build"),
            ("published twice", "built twice", "snapshot"),
        ):
            self.homes[name] = self.step(before, name, *words)

    def step(self, before, name, *words):
        """A copy of one home with one more command done on it."""
        home = Home(self.folder / name)
        shutil.copytree(self.homes[before].root, home.root)
        self.well(home, *words)
        return home

    def edit(self):
        """The portal changes: one article says something else, another is new."""
        path = "/list/2024/a2.html"
        self.portal.pages[path] = self.portal.pages[path].replace("的正文".encode(), "的新文".encode())
        self.portal.pages["/list/2024/a4.html"] = self.portal.pages[path].replace("第2号".encode(), "第4号".encode())
        row = '<li><a href="/list/2024/a4.html" title="关于政府信息公开工作的第4号文件">第4号</a><span>2024-01-04</span></li><li>'
        whole = self.portal.pages["/list/"].split(b"\r\n\r\n", 1)[1].replace(b"<li>", row.encode(), 1)
        whole = whole.replace(b",'html',3)", b",'html',4)")
        self.portal.pages["/list/"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(whole) + whole

    def copy(self, name):
        """A home to spoil, like the prepared one of that name."""
        self.number += 1
        home = Home(self.folder / f"spoilt-{self.number}")
        shutil.copytree(self.homes[name].root, home.root)
        return home

    def run(self, home, *words, **options):
        return self.stage.run(home, *words, registry=self.crawling.registry, **options)

    def well(self, home, *words, then=()):
        """Run a command, and those that follow it, which must do all they should."""
        done = self.run(home, *words, then=then)
        assert (done.code, "Traceback" in done.err) == (0, False), (words, then, done)
        return done


@pytest.fixture(scope="session")
def world(tmp_path_factory, stage):
    made = World(tmp_path_factory.mktemp("world"), stage)
    yield made
    made.portal.close()
