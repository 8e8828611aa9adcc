"""OpenTimestamps proofs of manifests, from a calendar on loopback: asked for once, completed later, never of other bytes."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("opentimestamps", reason="the extra timestamps is not installed")

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp

from archive.verify import open_timestamps
from archive.verify.open_timestamps import blocks, pending, proof_of, read, stamp_missing

HEIGHT = 870_000


def serialized(stamp):
    context = BytesSerializationContext()
    stamp.serialize(context)
    return context.getbytes()


@pytest.fixture
def calendar():
    """A calendar that promises at once and has the block when `ready` is set; `asked` are its paths."""

    class Answers(BaseHTTPRequestHandler):
        def answer(self, status, body):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            server.asked.append(self.path)
            stamp = Timestamp(self.rfile.read(int(self.headers["Content-Length"])))
            server.digests.append(stamp.msg)
            promised = stamp.ops.add(OpAppend(b"nonce")).ops.add(OpSHA256())
            promised.attestations.add(PendingAttestation(server.elsewhere or server.address))
            self.answer(*(server.refusal or (200, serialized(stamp))))

        def do_GET(self):
            server.asked.append(self.path)
            stamp = Timestamp(bytes.fromhex(self.path.rpartition("/")[2]))
            stamp.ops.add(OpSHA256()).attestations.add(BitcoinBlockHeaderAttestation(HEIGHT))
            self.answer(200, serialized(stamp)) if server.ready else self.answer(404, b"Pending confirmation")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.address, server.asked, server.digests = f"http://127.0.0.1:{server.server_address[1]}", [], []
        server.ready, server.refusal, server.elsewhere = False, None, ""
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def manifest(tmp_path):
    path = tmp_path / "20240102T000000Z-aaaa.json"
    path.write_text('{"run": "20240102T000000Z-aaaa"}')
    return path


@pytest.fixture
def configured(calendar, monkeypatch):
    monkeypatch.setenv("GONGKAI_OPENTIMESTAMPS", calendar.address)
    return calendar


def test_nobody_is_asked_where_no_calendar_is_configured(manifest, calendar):
    assert stamp_missing(manifest.parent) == []
    assert (calendar.asked, proof_of(manifest).exists()) == ([], False)


def test_a_proof_is_asked_for_once_and_completed_when_the_block_is_there(manifest, configured):
    assert stamp_missing(manifest.parent) == []
    assert configured.digests == [hashlib.sha256(manifest.read_bytes()).digest()]
    held = read(proof_of(manifest))
    assert ([url for _, url in pending(held)], blocks(held)) == ([configured.address], [])
    before = proof_of(manifest).read_bytes()
    assert stamp_missing(manifest.parent) == []
    assert (proof_of(manifest).read_bytes(), len(configured.digests)) == (before, 1)
    configured.ready = True
    assert stamp_missing(manifest.parent) == []
    held = read(proof_of(manifest))
    assert (pending(held), blocks(held)) == ([], [HEIGHT])
    asked = len(configured.asked)
    assert stamp_missing(manifest.parent) == []
    assert len(configured.asked) == asked


@pytest.mark.parametrize("refusal", [(500, b""), (200, b""), (200, b"no proof"), (200, b"\xf0" * 20_000), (200, b"\x08" * 9000)])
def test_a_calendar_that_answers_nothing_useful_leaves_no_proof_and_is_said(manifest, configured, refusal):
    configured.refusal = refusal
    (failure,) = stamp_missing(manifest.parent)
    assert failure.startswith("127.0.0.1 gave no OpenTimestamps proof")  # the host alone: the address may hold a key
    assert not proof_of(manifest).exists()


def test_an_address_that_a_calendar_names_and_nobody_configured_is_not_asked(manifest, configured):
    configured.elsewhere = "http://127.0.0.1:9/internal"
    assert stamp_missing(manifest.parent) == []
    configured.ready = True
    assert stamp_missing(manifest.parent) == []
    assert configured.asked == ["/digest"]


def test_a_proof_of_other_bytes_or_a_damaged_one_is_said_and_not_counted(manifest, configured):
    assert stamp_missing(manifest.parent) == []
    manifest.write_text("{}")
    assert "is a proof of other bytes" in stamp_missing(manifest.parent)[0]
    for damaged in (b"", b"text", proof_of(manifest).read_bytes()[:50]):
        proof_of(manifest).write_bytes(damaged)
        assert "is no OpenTimestamps proof" in stamp_missing(manifest.parent)[0]


def test_what_cannot_be_asked_is_said(manifest, monkeypatch):
    monkeypatch.setenv("GONGKAI_OPENTIMESTAMPS", "file:///etc/passwd")
    assert "is no http or https address" in stamp_missing(manifest.parent)[0]
    monkeypatch.setenv("GONGKAI_OPENTIMESTAMPS", "http://127.0.0.1:9/")
    assert "gave no OpenTimestamps proof" in stamp_missing(manifest.parent)[0]
    monkeypatch.setattr(open_timestamps, "find_spec", lambda name: None)
    assert "the extra `timestamps` is not installed" in stamp_missing(manifest.parent)[0]


def test_the_library_s_own_form_is_what_the_bundle_s_verifier_expects(manifest, configured):
    from archive.export import evidence_check

    stamp_missing(manifest.parent)
    head = evidence_check.PROOF_HEAD + hashlib.sha256(manifest.read_bytes()).digest()
    assert proof_of(manifest).read_bytes().startswith(head)
    assert read(proof_of(manifest)).file_digest == head[-32:]


@pytest.mark.parametrize(("url", "made"), [("http://a", "http://a/"), ("http://a/", "http://a/"), ("http://a/b", "http://a/b/")])
def test_paths_lie_below_the_address_of_a_calendar(url, made):
    assert open_timestamps.with_slash(url) == made
