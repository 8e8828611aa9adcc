"""What a person gets wrong, given to the real command: one sentence, the right exit code, nothing lost, no traceback."""

import json
import os
import shutil
import socket
from pathlib import Path

import pytest
import yaml

from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from tests.conftest import command
from tests.helpers.closed_port import closed_port

BROKEN_YAML = "- id: a\n  name: [示例\n"
UNKNOWN_KEY = '- {id: a, name: 示例, area: "990100", level: city, colums: []}\n'


def one_sentence(done):
    """A refusal: nothing but one line, no traceback, on the error channel."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert "Traceback" not in done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("gongkai: ")
    return lines[0]


@pytest.fixture(scope="module")
def portals():
    with sample(0) as running:
        yield running


@pytest.fixture(scope="module")
def registry(tmp_path_factory, portals):
    path = tmp_path_factory.mktemp("registry") / "sites.yaml"
    path.write_text(yaml.safe_dump([portal.entry() for portal in portals], allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, registry):
    """A home with one small column crawled, built and published."""
    home = tmp_path_factory.mktemp("crawled")
    for words in (("crawl", "shidu"), ("build",), ("snapshot",)):
        assert command(*words, home=home, registry=registry).returncode == 0
    return home


@pytest.fixture
def archive(tmp_path, crawled):
    """A copy of that home, to be damaged."""
    return Path(shutil.copytree(crawled, tmp_path / "home"))


def test_unknown_site_is_named_with_near_ones(gongkai, registry):
    done = gongkai("crawl", "qinlan", registry=registry)
    assert (done.returncode, "qinglan" in one_sentence(done)) == (Exit.USAGE, True)


@pytest.mark.parametrize(("text", "named"), [(BROKEN_YAML, "line"), (UNKNOWN_KEY, "colums"), ("", "site"), ("a: b", "list")])
@pytest.mark.parametrize("command", ["crawl", "sites"])
def test_a_registry_that_is_none_is_refused_by_place(gongkai, tmp_path, command, text, named):
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    done = gongkai(command, registry=path)
    sentence = one_sentence(done)
    assert (done.returncode, "broken.yaml" in sentence, named in sentence) == (Exit.BAD_CONFIGURATION, True, True)


def test_a_registry_that_is_not_there(gongkai, tmp_path):
    done = gongkai("crawl", registry=tmp_path / "none.yaml")
    assert (done.returncode, "none.yaml" in one_sentence(done)) == (Exit.BAD_CONFIGURATION, True)


@pytest.fixture
def port():
    with closed_port() as port:
        yield port


def test_an_unreachable_host_leaves_the_others_whole(gongkai, tmp_path, portals, port):
    dead = {
        "id": "dead",
        "name": "无人应答",
        "area": "990100",
        "level": "city",
        "delay": 0,
        "allow_private": True,
        "columns": [{"id": "annual", "name": "年报", "kind": "annual_report", "url": f"http://127.0.0.1:{port}/"}],
    }
    alive = next(portal.entry() for portal in portals if portal.site.id == "shidu")
    path = tmp_path / "sites.yaml"
    path.write_text(yaml.safe_dump([dead, alive], allow_unicode=True), encoding="utf-8")
    done = gongkai("crawl", registry=path)
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.PARTIAL, False)
    assert "dead/annual" in done.stdout + done.stderr
    assert list((tmp_path / "home" / "warc" / "shidu").glob("*.warc.gz"))


@pytest.mark.parametrize("words", [("crawl", "shidu"), ("build",), ("snapshot",), ("run",), ("demo", "--once")])
def test_a_home_that_cannot_be_written(gongkai, tmp_path, registry, words):
    (tmp_path / "file").write_text("not a folder")
    done = gongkai(*words, registry=registry, home=tmp_path / "file" / "home")
    assert (done.returncode, "home" in one_sentence(done)) == (Exit.FAILED, True)
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_port_in_use(gongkai, archive, registry):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = gongkai("serve", "--port", taken.getsockname()[1], registry=registry)
    assert (done.returncode, "port" in one_sentence(done)) == (Exit.FAILED, True)


def test_serving_before_there_is_a_snapshot(gongkai, tmp_path):
    assert gongkai("init", tmp_path / "home").returncode == Exit.COMPLETE
    done = gongkai("serve", "--port", 0)
    assert (done.returncode, "snapshot" in one_sentence(done)) == (Exit.FAILED, True)


def test_a_warc_cut_in_the_middle_keeps_every_whole_record_and_is_told(gongkai, archive, registry):
    before = found(gongkai, registry)
    (file,) = (archive / "warc" / "shidu").glob("*.warc.gz")
    os.truncate(file, file.stat().st_size * 2 // 3)
    Path(archive / "gongkai.db").unlink()
    shutil.rmtree(archive / "public")
    for rest in archive.glob("gongkai.db-*"):
        rest.unlink()
    done = gongkai("build", registry=registry)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert set() < found(gongkai, registry) < before
    verified = gongkai("verify", registry=registry)
    assert (verified.returncode, "Traceback" in verified.stderr) == (Exit.VERIFY_FAILED, False)
    assert file.name in verified.stdout + verified.stderr


def found(gongkai, registry):
    """The documents that a search finds."""
    done = gongkai("search", "石渡县", "--json", "--limit", 500, registry=registry)
    return {hit["document_id"] for hit in json.loads(done.stdout)}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("notice.html", "<html><head><title>关于放假的通知</title></head><body><p>国庆节放假七天。</p></body></html>".encode()),
        ("empty.pdf", b""),
        ("noise.docx", bytes(range(256)) * 8),
        ("cut.pdf", b"%PDF-1.5\n1 0 obj\n<<"),
        ("words.txt", "只是几个字".encode()),
    ],
)
def test_a_file_that_is_no_report_says_why(gongkai, tmp_path, name, body):
    path = tmp_path / name
    path.write_bytes(body)
    done = gongkai("parse", path, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.PARTIAL, False)
    found = json.loads(done.stdout)
    found = found[0] if isinstance(found, list) else found
    assert found["form"] is None
    assert found["facts"] == []
    assert found["problems"]


def test_a_home_without_a_visit_is_not_said_to_be_in_order(gongkai, tmp_path):
    assert gongkai("init", tmp_path / "home").returncode == Exit.COMPLETE
    done = gongkai("verify")
    assert (done.returncode, "nothing to verify" in one_sentence(done)) == (Exit.FAILED, True)


def test_a_file_that_is_not_there(gongkai, tmp_path):
    done = gongkai("parse", tmp_path / "none.pdf")
    assert (done.returncode, "none.pdf" in done.stderr, "Traceback" in done.stderr) == (Exit.USAGE, True, False)


def test_a_full_copy_of_the_home_is_an_archive_of_its_own(gongkai, archive, registry, tmp_path):
    """Nothing in a home names where it lies."""
    shutil.copytree(archive, tmp_path / "elsewhere")
    assert gongkai("build", home=tmp_path / "elsewhere", registry=registry).returncode == 0
    assert gongkai("verify", home=tmp_path / "elsewhere", registry=registry).returncode == 0
