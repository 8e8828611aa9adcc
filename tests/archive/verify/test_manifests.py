"""The manifest of a run: which files it names, what it is chained to, who signs it, and what a refusal says."""

import hashlib
import json

import pytest

from archive.verify import manifests, merkle
from gongkai.errors import GongkaiError
from gongkai.home import Home
from tests.helpers.warcs import Warc, record


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("GONGKAI_WARC", "GONGKAI_SIGNING_KEY", manifests.AUTHORITIES):
        monkeypatch.delenv(name, raising=False)
    found = Home(tmp_path)
    (tmp_path / "warc").mkdir()
    return found


def put(home, name, run, notes=1):
    """Write a file of a run: a first record that names it, and further ones."""
    first = record("warcinfo", None, "2024-01-02T00:00:00Z", f"software: gongkai\r\nrun: {run}\r\n".encode() if run else b"software: x\r\n")
    more = [record("resource", f"urn:x:{n}", "2024-01-02T00:00:00Z", b"{}") for n in range(notes)]
    (home.root / "warc" / name).write_bytes(b"".join([first, *more]))
    return [first, *more]


def leaves(members):
    return [merkle.leaf(each) for each in members]


def test_the_manifest_of_each_run_is_chained_to_the_one_before(home):
    members = {
        name: put(home, name, run, notes) for name, run, notes in (("b.warc.gz", "r1", 2), ("a.warc.gz", "r1", 1), ("c.warc.gz", "r2", 0))
    }
    put(home, "strange.warc.gz", "")
    first, second = manifests.publish(home)
    assert [first, second] == [home.public / "manifests" / "r1.json", home.public / "manifests" / "r2.json"]
    roots = {name: merkle.root(leaves(each)) for name, each in members.items()}
    described = {
        name: {
            "name": name,
            "size": len(b"".join(each)),
            "sha256": hashlib.sha256(b"".join(each)).hexdigest(),
            "records": len(each),
            "root": roots[name],
        }
        for name, each in members.items()
    }
    of_run = [bytes.fromhex(roots[name]) for name in ("a.warc.gz", "b.warc.gz")]
    assert manifests.read_manifest(first) == {
        "run": "r1",
        "previous": None,
        "files": [described["a.warc.gz"], described["b.warc.gz"]],
        "root": merkle.root(of_run),
    }
    assert manifests.read_manifest(second) == {
        "run": "r2",
        "previous": {"run": "r1", "sha256": hashlib.sha256(first.read_bytes()).hexdigest()},
        "files": [described["c.warc.gz"]],
        "root": merkle.root([bytes.fromhex(roots["c.warc.gz"])]),
    }
    assert manifests.publish(home) == []


def test_a_run_waits_for_its_last_file_to_be_closed(home):
    put(home, "a.warc.gz", "r1")
    put(home, "b.warc.gz.open", "r1")
    assert manifests.publish(home) == []
    assert list(manifests.folder(home).iterdir()) == []


@pytest.mark.parametrize(("block", "run"), [("run: r1", "r1"), ("software: x\r\nrun:r2 \r\n", "r2"), ("rerun: r1", None), ("run: ", None)])
def test_the_run_that_a_file_names(home, block, run):
    (home.root / "warc" / "a.warc.gz").write_bytes(record("warcinfo", None, "2024-01-02T00:00:00Z", block.encode()))
    assert list(manifests.by_run(home.warc)) == ([run] if run else [])


def test_each_member_has_its_place_and_the_hash_of_its_bytes(home):
    members = put(home, "a.warc.gz", "r1", 1)
    found = manifests.leaves_of(home.warc, "a.warc.gz")
    assert [(place.offset, place.length, place.data, place.fault or "") for place, _ in found] == [
        (0, len(members[0]), b"", ""),
        (len(members[0]), len(members[1]), b"", ""),
    ]
    assert [leaf for _, leaf in found] == leaves(members)


def test_a_manifest_that_cannot_be_signed_stays_unsigned(home, monkeypatch, tmp_path):
    put(home, "a.warc.gz", "r1")
    monkeypatch.setenv("GONGKAI_SIGNING_KEY", str(tmp_path / "no_key"))
    with pytest.raises(GongkaiError, match=r"r1\.json could not be signed with no_key; check GONGKAI_SIGNING_KEY"):
        manifests.publish(home)
    assert [each.name for each in manifests.folder(home).iterdir()] == ["r1.json"]


def test_authorities_that_are_none_are_named_by_their_place_and_never_by_their_address(home, monkeypatch):
    monkeypatch.setenv(manifests.AUTHORITIES, "ftp://key@a.example/ nothing")
    assert manifests.stamp_missing(home) == [
        "GONGKAI_TIME_STAMPS: entry 1 is no http or https address",
        "GONGKAI_TIME_STAMPS: entry 2 is no http or https address",
    ]
    monkeypatch.delenv(manifests.AUTHORITIES)
    assert manifests.stamp_missing(home) == []


def test_only_the_newest_manifests_without_a_token_are_stamped_and_an_authority_that_fails_is_asked_once(home, monkeypatch):
    manifests.folder(home).mkdir(parents=True)
    for number in range(33):
        (manifests.folder(home) / f"r{number:02}.json").write_text("{}")
    (manifests.folder(home) / "r32.json.tsa.example.tsr").write_bytes(b"")
    asked = []

    def stamped(path, authority):
        asked.append((path.stem, authority))
        if "down" in authority:
            raise GongkaiError(f"{path.stem} failed")

    monkeypatch.setattr(manifests, "time_stamp", stamped)
    monkeypatch.setenv(manifests.AUTHORITIES, "http://down.example/ https://tsa.example:8/x")
    assert manifests.stamp_missing(home) == ["r03 failed"]
    assert asked == [("r03", "http://down.example/"), *((f"r{number:02}", "https://tsa.example:8/x") for number in range(3, 32))]


def test_a_manifest_is_json_that_others_can_read(home):
    put(home, "a.warc.gz", "r1")
    (path,) = manifests.publish(home)
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["run", "previous", "files", "root"]


def test_a_file_of_a_crawl_names_its_run_and_is_taken(home):
    made = Warc()
    (home.root / "warc" / "a.warc.gz").write_bytes(b"".join(made.members))
    assert manifests.publish(home) == []  # its first record names no run
