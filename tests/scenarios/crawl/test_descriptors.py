"""A thousand hosts with 1,024 open files: every site is complete, since no more are open at once than the limit bears."""

import json
import resource
import subprocess

import pytest
import yaml

from gongkai.disk import sites_at_once
from gongkai.errors import Exit
from gongkai.home import Home, again
from tests.conftest import ROOT
from tests.helpers.notices import listening, site

FILES, HOSTS = 1024, 1000


def registry(port, hosts):
    return [site(f"s{number}", f"127.2.{number // 250}.{number % 250 + 1}:{port}", robots=False) for number in range(hosts)]


def crawl(home, hosts, files):
    """Crawl so many hosts with so many open files, as `ulimit -n` sets it: soft and hard."""
    home.mkdir()
    with listening(address=("0.0.0.0", 0)) as server:
        (home / "sites.yaml").write_text(yaml.safe_dump(registry(server.server_port, hosts), allow_unicode=True), encoding="utf-8")
        return subprocess.run(
            [*again(Home(home), None), "crawl", "--json"],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            timeout=1000,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),
        )


def complete(done):
    told = json.loads(done.stdout)
    return sum(site["exit"] == Exit.COMPLETE for site in told["sites"])


def test_sixty_hosts_with_few_open_files(tmp_path):
    """The same kind in seconds: without a bound on the sites at once, most of these would be lost."""
    files = 160
    assert sites_at_once(files) < 10
    done = crawl(tmp_path / "home", 60, files)
    assert (done.returncode, complete(done)) == (Exit.COMPLETE, 60), done.stderr[-2000:]


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_a_thousand_hosts_with_1024_open_files(tmp_path):
    done = crawl(tmp_path / "home", HOSTS, FILES)
    assert (done.returncode, complete(done)) == (Exit.COMPLETE, HOSTS), done.stderr[-2000:]


def test_doctor_says_how_many_sites_are_visited_at_once(tmp_path):
    done = subprocess.run(
        [*again(Home(tmp_path), None), "doctor", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256)),
    )
    (found,) = (each for each in json.loads(done.stdout) if each["name"] == "open files")
    assert (found["state"], found["found"]) == ("lacking", f"256: {sites_at_once(256)} sites at once")
    assert "ulimit -n" in found["cost"]
