"""Where a system offers no Landlock or no seccomp, doctor, the run and the run's own record say what readers keep."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai import warc_reader
from gongkai.workers import confinement
from tests.helpers.crawling import Crawling, answer, html, portal, rows

__all__ = ["portal"]
ROOT = Path(__file__).parents[3]
KEPT = {"landlock": ["files"], "seccomp": ["files", "network", "signals", "system calls"]}
pytestmark = pytest.mark.skipif(
    not confinement.version() or platform.machine() not in confinement.ARCHITECTURES, reason="this system has no Landlock to do without"
)


def gongkai_without(wall, *words):
    command = [sys.executable, "-m", "tests.helpers.old_kernel", wall, sys.executable, "-m", "gongkai", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.parametrize("wall", KEPT)
def test_doctor_says_what_readers_keep_and_why(tmp_path, wall):
    (finding,) = [
        row for row in json.loads(gongkai_without(wall, "--home", tmp_path, "doctor", "--json").stdout) if row["name"] == "confinement"
    ]
    assert (finding["state"], finding["found"]) == ("lacking", f"readers keep: {', '.join(KEPT[wall])}")
    assert ("Landlock" in finding["cost"], "seccomp" in finding["cost"]) == (True, wall == "seccomp")


def test_a_crawl_s_record_and_a_build_s_end_name_it_once(tmp_path, portal):
    crawling = Crawling(tmp_path, portal)
    many = rows([(f"/a/{number}.html", f"{2000 + number % 25}年通知第{number}号", "2024-01-02") for number in range(3)])
    portal.pages["/list/"] = answer(
        html("政府信息公开年报", many + f"<!-- {'x' * 200_000} -->")
    )  # more than is read in the crawler's own process
    portal.pages |= {
        f"/a/{number}.html": answer(html(f"{2000 + number % 25}年通知第{number}号", "<p>正文。</p>" * 9)) for number in range(3)
    }
    crawled = gongkai_without("landlock", "--home", crawling.home.root, "--registry", crawling.registry, "crawl")
    assert "not fully confined on this system: files" in crawled.stdout + crawled.stderr
    assert [end["unconfined"] for end in ends_of_runs(crawling.home)] == [["files"]]
    built = gongkai_without("landlock", "--home", crawling.home.root, "--registry", crawling.registry, "build")
    said = built.stdout + built.stderr
    assert said.count("the readers of documents are not fully confined on this system: files (gongkai doctor says more)") == 1


def ends_of_runs(home):
    for path in sorted(Path(home.warc).rglob("*.warc.gz")):
        with path.open("rb") as stream:
            blocks = [record.block for record in warc_reader.records(stream)]
        yield from (json.loads(block) for block in blocks if b'"run_finish"' in block)
