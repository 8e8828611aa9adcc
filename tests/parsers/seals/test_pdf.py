"""The state of signatures in a PDF that pyhanko signed: whole, altered, added to, self-signed, unknown chain, expired, two."""

import io

import pytest

pytest.importorskip("pyhanko", reason="the extra signatures is not installed")

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from parsers.seals.ask import PDF, signatures_of
from tests.helpers.signing import SIGNED, YEARS, pdf_signer, plain_pdf, signed_pdf


@pytest.fixture(scope="module")
def once():
    return signed_pdf(plain_pdf(), pdf_signer("County Office"))


def states(body):
    return [(found.state, found.reason) for found in signatures_of(PDF, body)]


def test_a_signature_says_whose_when_and_that_it_is_whole(once):
    (found,) = signatures_of(PDF, once)
    assert (found.kind, found.state, found.reason, found.chain) == ("pdf_signature", "whole", "", "self_signed")
    assert (found.signer, found.signed_at, found.in_period) == ("County Office", "2026-03-02T09:30:00Z", True)


def test_bytes_altered_after_signing_show(once):
    altered = bytearray(once)
    altered[once.index(b"ReportLab")] ^= 1
    assert states(bytes(altered)) == [("broken", "content_differs")]


def test_a_signature_whose_value_was_altered_is_invalid_or_unreadable(once):
    place = once.index(b"/Contents <") + 11
    end = once.index(b"00000000", place)
    altered = bytearray(once)
    altered[end - 3] = ord("0") if altered[end - 3] != ord("0") else ord("1")
    ((state, reason),) = states(bytes(altered))
    assert (state, reason) in {("broken", "signature_invalid"), ("not_checked", "unreadable")}


def test_a_page_added_after_signing_shows(once):
    writer = IncrementalPdfFileWriter(io.BytesIO(once))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    writer.write_in_place()
    assert states(writer.prev.stream.getvalue()) == [("broken", "changed_since")]


def test_a_comment_appended_after_signing_changes_nothing_that_is_seen(once):
    assert states(once + b"\n% appended\n") == [("whole", "added_since")]


def test_two_signatures_are_two_and_the_first_stays_whole(once):
    twice = signed_pdf(once, pdf_signer("County Archive"), field="Signature2")
    assert states(twice) == [("whole", "added_since"), ("whole", "")]
    assert [found.signer for found in signatures_of(PDF, twice)] == ["County Office", "County Archive"]


def test_an_issuer_who_is_not_in_the_file_is_an_unknown_chain():
    (found,) = signatures_of(PDF, signed_pdf(plain_pdf(), pdf_signer("Office", issuer="Nobody Knows CA")))
    assert (found.state, found.chain, found.issuer) == ("whole", "incomplete", "Nobody Knows CA")


def test_a_certificate_that_had_expired_when_it_signed_says_so():
    (found,) = signatures_of(PDF, signed_pdf(plain_pdf(), pdf_signer("Office", SIGNED - 2 * YEARS, SIGNED - YEARS)))
    assert (found.state, found.in_period, found.valid_to[:10]) == ("whole", False, str(SIGNED - YEARS)[:10])


def test_a_pdf_without_a_signature_has_none():
    assert states(plain_pdf()) == []


def test_a_signature_cut_with_its_file_is_not_checked(once):
    assert states(once[: once.index(b"/ByteRange") + 200]) in ([], [("not_checked", "unreadable")])
