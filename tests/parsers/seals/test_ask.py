"""Not checked is a state: without the libraries, out of time, too many; and in the confined worker the state is the same."""

import pytest

from parsers import formats
from parsers.files.signatures import OFD
from parsers.seals import ask
from parsers.types import Signature, Source

PDF = b"%PDF-1.4 /ByteRange [0 1 2 3]"


def test_without_the_libraries_a_signature_is_not_checked_and_never_unsigned(monkeypatch):
    monkeypatch.setattr(ask, "find_spec", lambda name: None)
    assert ask.signatures_of(ask.PDF, PDF) == (Signature("pdf_signature", "not_checked", "not_installed"),)


def test_a_document_without_a_sign_of_one_has_none(monkeypatch):
    monkeypatch.setattr(ask, "find_spec", lambda name: None)
    assert ask.signatures_of(ask.PDF, b"%PDF-1.4") == ()
    assert ask.signatures_of("text/html", PDF) == ()


def test_a_check_that_breaks_off_keeps_what_it_found():
    def check(body):
        yield Signature("pdf_signature", "whole")
        raise ValueError("damaged")

    assert [found.reason for found in ask.checked(check, "pdf_signature", b"")] == ["", "unreadable"]


def test_a_check_without_end_is_broken_off(monkeypatch):
    monkeypatch.setattr(ask, "BUDGET", 0.05)

    def check(body):
        yield Signature("ofd_seal", "whole")
        while True:
            pass

    assert [found.reason for found in ask.checked(check, "ofd_seal", b"")] == ["", "time_used_up"]


def test_more_signatures_than_any_document_has_are_not_all_checked(monkeypatch):
    monkeypatch.setattr(ask, "MOST", 3)
    found = list(ask.checked(lambda body: (Signature("ofd_seal", "whole") for _ in range(9)), "ofd_seal", b""))
    assert [signature.reason for signature in found] == ["", "", "", "too_many"]


def test_memory_and_depth_are_the_worker_s_to_say():
    def check(body):
        yield from ()
        raise MemoryError

    with pytest.raises(MemoryError):
        list(ask.checked(check, "ofd_seal", b""))


def test_a_document_carries_the_state_of_its_seal():
    pytest.importorskip("gmssl", reason="the extra signatures is not installed")
    from tests.helpers.signing import sealed_ofd

    document = formats.parse(Source(sealed_ofd()))
    assert (document.media_type, [found.state for found in document.signatures]) == (OFD, ["whole"])
    assert "通知正文" in document.text.replace("\n", "")


def test_a_confined_worker_reads_seals_and_signatures(tmp_path):
    pytest.importorskip("pyhanko", reason="the extra signatures is not installed")
    from archive.parse.command import read_reports
    from tests.helpers.signing import pdf_signer, plain_pdf, sealed_ofd, signed_pdf

    (tmp_path / "a.ofd").write_bytes(sealed_ofd())
    (tmp_path / "b.pdf").write_bytes(signed_pdf(plain_pdf(), pdf_signer("Office")))
    reports = read_reports([tmp_path / "a.ofd", tmp_path / "b.pdf"])
    assert [[found.state for found in report.signatures] for _, report in reports] == [["whole"], ["whole"]]
