import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zipfile import ZipFile

import pytest

from archive.export import evidence
from archive.publish.snapshot import snapshot
from archive.store.captures import document_id
from archive.verify import manifests, merkle
from gongkai.errors import GongkaiError, UsageError
from tests.helpers.warcs import Warc, page, record

URL = "http://town.example/nb/1.html"
BODY = page("公告", "<p>公告正文。</p>" * 20)


def run_file(day, run):
    warc = Warc(day=day, run=run)
    warc.members[0] = record("warcinfo", None, f"{day}T00:00:00Z", f"software: gongkai\r\nrun: {run}\r\n".encode(), Content_Type="x")
    return warc.start()


@pytest.fixture
def published(built, home):
    first = run_file("2024-01-02", "20240102T000000Z-aaaa").fetch(URL, BODY).fetch("http://town.example/2", BODY, time="00:11:00")
    second = run_file("2024-02-02", "20240202T000000Z-bbbb").revisit(URL, BODY, "2024-01-02T00:10:00Z")
    built(first, second)
    snapshot(home, accept=True)
    return home


def unpacked(home, tmp_path):
    assert evidence.export(home, tmp_path / "out", document_id(URL)) == {f"evidence-{document_id(URL)}.zip": 8}
    with ZipFile(next((tmp_path / "out").iterdir())) as bundle:
        bundle.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def verdict(bundle, *words):
    return subprocess.run([sys.executable, "-I", "verify.py", *words], cwd=bundle, capture_output=True, text=True, check=False)


def test_a_bundle_proves_itself_without_us(published, tmp_path):
    bundle = unpacked(published, tmp_path)
    done = verdict(bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("8 records of ")
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=bundle, capture_output=True, text=True, check=False)
    assert sums.returncode == 0


def sums_hold(bundle):
    return subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=bundle, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("flips", [1, pytest.param(40, marks=pytest.mark.soak)])
def test_one_changed_byte_anywhere_fails(published, tmp_path, flips):
    bundle, chance = unpacked(published, tmp_path), random.Random(3)
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for at in chance.sample(range(len(whole)), min(flips, len(whole))):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
            done = verdict(bundle)
            if path.name != "SHA256SUMS":  # a digest in capitals is the same to sha256sum
                assert not sums_hold(bundle), (path.name, at)
            if path.name != "verify.py":  # what a changed verifier says is worth nothing
                assert (done.returncode, done.stderr) == (1, ""), (path.name, at)
            path.write_bytes(whole)
    assert verdict(bundle).returncode == 0


def test_a_forger_who_makes_the_sums_anew_is_found(published, tmp_path):
    """The roots and the chain stand for themselves: neither a record nor an older manifest can be changed and summed again."""
    bundle = unpacked(published, tmp_path)
    old = min((bundle / "manifests").glob("*.json"))
    for path in [*sorted((bundle / "records").iterdir()), old]:
        whole = path.read_bytes()
        at = whole.find(b'"size": ') + 8 if path == old else len(whole) // 2
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        names = sorted(each.relative_to(bundle).as_posix() for each in bundle.rglob("*") if each.is_file() and each.name != "SHA256SUMS")
        sums = (bundle / "SHA256SUMS").read_bytes()
        (bundle / "SHA256SUMS").write_text(
            "".join(f"{hashlib.sha256((bundle / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
        )
        assert sums_hold(bundle)
        done = verdict(bundle)
        assert (done.returncode, done.stderr) == (1, ""), path.name
        path.write_bytes(whole)
        (bundle / "SHA256SUMS").write_bytes(sums)


def test_manifests_are_chained_and_never_written_anew(published):
    first, second = sorted(manifests.folder(published).glob("*.json"))
    told = manifests.read_manifest(second)
    assert told["previous"] == {"run": first.stem, "sha256": hashlib.sha256(first.read_bytes()).hexdigest()}
    assert [file["records"] for file in manifests.read_manifest(first)["files"]] == [8]
    before = second.stat().st_mtime_ns
    assert manifests.publish(published) == []
    assert second.stat().st_mtime_ns == before


def test_a_run_still_being_written_waits(published):
    run_file("2024-03-02", "20240302T000000Z-cccc").write(published.root, 9, ".open")
    assert manifests.publish(published) == []


def test_what_cannot_be_proved_is_said(published, tmp_path):
    with pytest.raises(UsageError, match="there is no document 'x'"):
        evidence.export(published, tmp_path, "x")
    shutil.rmtree(manifests.folder(published))
    with pytest.raises(GongkaiError, match="run gongkai snapshot first"):
        evidence.export(published, tmp_path, document_id(URL))


@pytest.mark.parametrize("count", range(1, 20))
def test_every_path_leads_to_the_root(count):
    leaves = [merkle.leaf(bytes([number])) for number in range(count)]
    for number, start in enumerate(leaves):
        assert merkle.climbed(start, merkle.path(leaves, number)) == merkle.root(leaves)
    assert merkle.climbed(merkle.leaf(b"other"), merkle.path(leaves, 0)) != merkle.root(leaves)


CONFIG = """
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
signer_cert = {folder}/cert.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[ext]
extendedKeyUsage = critical,timeStamping
"""


@pytest.fixture
def authority(tmp_path):
    """A time-stamping authority on loopback: openssl answers."""
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            "-days",
            "2",
            "-subj",
            "/CN=test",
            "-addext",
            "extendedKeyUsage=critical,timeStamping",
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            subprocess.run(
                ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"],
                cwd=folder,
                capture_output=True,
                check=True,
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "reply").read_bytes())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", folder / "cert.pem"
        server.shutdown()


def test_a_time_stamp_is_checked_by_openssl(published, tmp_path, authority):
    address, certificate = authority
    for path in sorted(manifests.folder(published).glob("*.json")):
        assert manifests.time_stamp(path, address).name == f"{path.name}.127.0.0.1.tsr"
    bundle = unpacked(published, tmp_path)
    assert verdict(bundle, "--ca", str(certificate)).returncode == 0
    path = max((bundle / "manifests").glob("*.json"))
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told))  # the same content in other bytes
    done = verdict(bundle, "--ca", str(certificate))
    assert (done.returncode, "openssl does not find it" in done.stdout) == (1, True)


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")
def test_manifests_are_signed_with_the_operators_key(built, home, tmp_path, monkeypatch):
    key = tmp_path / "operator"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    monkeypatch.setenv("GONGKAI_SIGNING_KEY", str(key))
    built(run_file("2024-01-02", "20240102T000000Z-aaaa").fetch(URL, BODY))
    snapshot(home, accept=True)
    assert evidence.export(home, tmp_path / "out", document_id(URL))
    with ZipFile(next((tmp_path / "out").iterdir())) as bundle:
        bundle.extractall(tmp_path / "bundle")
    signers = tmp_path / "signers"
    signers.write_text(f"gongkai {key.with_suffix('.pub').read_text()}")
    assert verdict(tmp_path / "bundle", "--signers", str(signers)).returncode == 0
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "other")], check=True)
    signers.write_text(f"gongkai {(tmp_path / 'other.pub').read_text()}")
    done = verdict(tmp_path / "bundle", "--signers", str(signers))
    assert (done.returncode, "is not signed by anybody" in done.stdout) == (1, True)


def test_a_token_counts_once_it_is_on_the_disk(published, authority, monkeypatch):
    """Its bytes before its name, and the name before anybody is told."""
    done, sync, rename = [], os.fsync, Path.rename

    def synced(descriptor):
        done.append(("sync", Path(f"/proc/self/fd/{descriptor}").readlink()))
        sync(descriptor)

    def renamed(old, new):
        done.append(("rename", old))
        return rename(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    token = manifests.time_stamp(next(manifests.folder(published).glob("*.json")), authority[0])
    beside = token.with_suffix(".new")
    assert done == [("sync", beside), ("rename", beside), ("sync", token.parent)]


@pytest.mark.parametrize("authority", ["http://127.0.0.1:9/", "http://user:s3cret@127.0.0.1:9/s3cret", "http://127.0.0.1:s3cret/"])
def test_an_authority_that_is_down_costs_nothing(published, authority):
    path = next(manifests.folder(published).glob("*.json"))
    with pytest.raises(GongkaiError, match="try again later") as raised:
        manifests.time_stamp(path, authority)
    assert "s3cret" not in str(raised.value)
    assert not list(manifests.folder(published).glob("*.tsr*"))


def test_a_run_gets_the_time_stamps_that_are_missing(published, authority, monkeypatch, capsys):
    """Those of earlier nights on which the authority was down among them; each once."""
    tokens = lambda: sorted(path.name for path in manifests.folder(published).glob("*.tsr"))  # noqa: E731
    named = sorted(f"{path.name}.127.0.0.1.tsr" for path in manifests.folder(published).glob("*.json"))
    assert manifests.stamp_missing(published) == [], "nobody is asked where none is configured"
    assert (len(named) > 0, tokens()) == (True, [])
    monkeypatch.setenv("GONGKAI_TIME_STAMPS", "http://127.0.0.1:9/ file:///etc/passwd")
    snapshot(published, accept=True)
    told = capsys.readouterr().err
    assert ("try again later" in told, "is no http or https address" in told, tokens()) == (True, True, [])
    monkeypatch.setenv("GONGKAI_TIME_STAMPS", authority[0])
    snapshot(published, accept=True)
    assert tokens() == named
    before = {path: path.stat().st_mtime_ns for path in manifests.folder(published).glob("*.tsr")}
    assert manifests.stamp_missing(published) == []
    assert before == {path: path.stat().st_mtime_ns for path in manifests.folder(published).glob("*.tsr")}


def test_a_proof_of_other_bytes_is_refused_by_the_bundle_s_verifier(published, tmp_path):
    from archive.export.evidence_check import PROOF_HEAD

    path = max(manifests.folder(published).glob("*.json"))
    proof = path.with_name(f"{path.name}.ots")
    proof.write_bytes(PROOF_HEAD + hashlib.sha256(path.read_bytes()).digest() + b"rest")
    assert verdict(unpacked(published, tmp_path / "good")).returncode == 0
    proof.write_bytes(PROOF_HEAD + hashlib.sha256(b"other").digest() + b"rest")
    done = verdict(unpacked(published, tmp_path / "bad"))
    assert (done.returncode, "is no OpenTimestamps proof of its manifest" in done.stdout) == (1, True)
