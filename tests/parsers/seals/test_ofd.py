"""The state of seals and signatures in an OFD: whole, altered in each place, expired, unknown chain, two seals, other forms."""

import hashlib
import shutil
import subprocess

import pytest

pytest.importorskip("gmssl", reason="the extra signatures is not installed")

from parsers.files.signatures import OFD
from parsers.seals import sm2
from parsers.seals.ask import signatures_of
from tests.helpers import signing
from tests.helpers.signing import MAKER, ROOT, SIGNER, YEARS, certificate, packed, seal, sealed_ofd, signature_xml, signed_data
from tests.helpers.signing import SIGNED as AT

CONTENT = "Doc_0/Pages/Page_0/Content.xml"
LIST = "Doc_0/Signs/Signatures.xml"
VALUE = "Doc_0/Signs/Sign_0/SignedValue.dat"
LISTED = "Doc_0/Signs/Sign_0/Signature.xml"


def states(body):
    return [(found.state, found.reason) for found in signatures_of(OFD, body)]


def test_a_seal_says_whose_when_and_that_it_is_whole():
    (found,) = signatures_of(OFD, sealed_ofd())
    assert (found.kind, found.state, found.reason) == ("ofd_seal", "whole", "")
    assert (found.seal, found.signer, found.issuer) == (
        "测试县人民政府办公室",
        "测试县政府办公室，测试县人民政府",
        "测试CA，测试县人民政府",
    )
    assert (found.signed_at, found.valid_from, found.valid_to) == ("2026-03-02T09:30:00Z", "2024-03-02T09:30:00Z", "2028-03-01T09:30:00Z")
    assert (found.in_period, found.chain) == (True, "incomplete")


def page_altered(files):
    files[CONTENT] = files[CONTENT].replace("正文", "伪文")


def page_missing(files):
    del files[CONTENT]


def list_altered(files):
    files[LISTED] = files[LISTED].replace(b"20260302173000Z", b"20250302173000Z")


def value_altered(files):
    files[VALUE] = files[VALUE][:-1] + bytes([files[VALUE][-1] ^ 1])


def seal_altered(files):
    files[VALUE] = files[VALUE].replace("人民政府办公室".encode(), "人民政府办公厅".encode(), 1)


def value_cut(files):
    files[VALUE] = files[VALUE][:200]


def value_missing(files):
    del files[VALUE]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (page_altered, ("broken", "content_differs")),
        (page_missing, ("broken", "content_differs")),
        (list_altered, ("broken", "content_differs")),
        (value_altered, ("broken", "signature_invalid")),
        (seal_altered, ("broken", "signature_invalid")),
        (value_cut, ("not_checked", "form_unknown")),
        (value_missing, ("not_checked", "unreadable")),
    ],
)
def test_what_was_altered_after_sealing_shows(change, state):
    assert states(sealed_ofd(change)) == [state]


def test_a_seal_out_of_its_certificate_s_period_says_so():
    old = certificate("测试县政府办公室", SIGNER, "测试CA", ROOT, AT - 2 * YEARS, AT - YEARS)
    (found,) = signatures_of(OFD, sealed_ofd(signer_certificate=old))
    assert (found.state, found.in_period) == ("whole", False)


@pytest.mark.parametrize(
    ("own", "chain"),
    [
        (certificate("某单位", SIGNER, "某单位", SIGNER), "self_signed"),
        (certificate("某单位", SIGNER, "无人知道的CA", ROOT), "incomplete"),
        (certificate("某单位", SIGNER, "制章者", ROOT), "broken"),  # the file's 制章者 has another key
        (certificate("某单位", SIGNER, "制章者", MAKER), "incomplete"),  # and its own issuer is not in the file
    ],
)
def test_how_far_the_certificates_lead(own, chain):
    (found,) = signatures_of(OFD, sealed_ofd(signer_certificate=own))
    assert (found.state, found.chain) == ("whole", chain)


def test_two_seals_are_two_and_one_page_altered_breaks_both():
    assert states(sealed_ofd(seals=2)) == [("whole", ""), ("whole", "")]
    assert states(sealed_ofd(page_altered, seals=2)) == [("broken", "content_differs")] * 2


def test_a_list_of_seals_that_the_first_seal_names_may_grow():
    files = signing.ofd_files(1)
    listed = signature_xml(files)
    later = signing.ofd_files(2) | {LISTED: listed, VALUE: seal(listed)}
    assert states(packed(later))[0] == ("whole", "added_since")


def test_a_file_that_the_seal_does_not_name_is_said():
    assert states(sealed_ofd(covered={"OFD.xml", "Doc_0/Document.xml"})) == [("whole", "part_covered")]


def test_a_signer_whom_the_seal_does_not_name_and_a_seal_without_its_maker_are_said():
    other = certificate("别人", MAKER, "测试CA", ROOT)
    assert states(sealed_ofd(allowed=[other])) == [("whole", "signer_not_in_seal")]
    own = certificate("测试县政府办公室", SIGNER, "测试CA", ROOT)
    assert states(sealed_ofd(signer_certificate=own, allowed=[sm2.sm3(own)])) == [("whole", "")]
    assert states(sealed_ofd(wide=True)) == [("whole", "")]


def test_a_signature_by_another_key_than_the_certificate_s_is_invalid():
    assert states(sealed_ofd(key=MAKER)) == [("broken", "signature_invalid")]


@pytest.mark.parametrize("content", [None, "digest", "list"])
def test_a_digital_signature_is_read_with_its_content_or_apart(content):
    files = signing.ofd_files()
    listed = signature_xml({name: text for name, text in files.items() if name != LIST})
    given = {"digest": sm2.sm3(listed), "list": listed, None: None}[content]
    if content == "list":
        given = sm2.sm3(listed)[:31]  # what is signed is not this list
    files[LIST] = files[LIST].replace('Type="Seal"', 'Type="Sign"')
    body = packed(files | {LISTED: listed, VALUE: signed_data(listed, given)})
    (found,) = signatures_of(OFD, body)
    assert found.kind == "ofd_signature"
    assert (found.state, found.reason) == (("broken", "content_differs") if content == "list" else ("whole", ""))
    assert (found.signer, found.signed_at) == ("测试县政府办公室，测试县人民政府", "2026-03-02T17:30:00Z")


@pytest.mark.parametrize(("method", "name"), [("MD5", "md5"), ("1.3.14.3.2.26", "sha1"), ("SHA256", "sha256")])
def test_other_digests_of_the_files_are_known(method, name):
    files = signing.ofd_files()
    content = {each: text for each, text in files.items() if each != LIST}
    listed = signature_xml(content, method=method, digest=lambda data: hashlib.new(name, data).digest())
    assert states(packed(files | {LISTED: listed, VALUE: seal(listed)})) == [("whole", "")]


def test_an_unknown_digest_is_not_checked():
    files = signing.ofd_files()
    listed = signature_xml({CONTENT: files[CONTENT]}, method="ROT13")
    assert states(packed(files | {LISTED: listed, VALUE: seal(listed)})) == [("not_checked", "algorithm_unknown")]


def test_an_ofd_without_a_list_of_signatures_has_none():
    files = signing.ofd_files()
    files["OFD.xml"] = files["OFD.xml"].replace("<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>", "")
    assert states(packed(files)) == []


def test_keys_whose_coordinates_begin_with_zero_or_four_verify():
    begin = {"0": None, "4": None}
    for secret in range(2, 400):
        key = signing.SM2Key(secret)
        begin[key.point[0]] = begin.get(key.point[0]) or key
        if begin["0"] and begin["4"]:
            break
    for key in (begin["0"], begin["4"]):
        point = b"\x04" + bytes.fromhex(key.point)
        assert sm2.verifies(point, key.sign(b"text"), b"text")
        assert not sm2.verifies(point, key.sign(b"text"), b"Text")


@pytest.mark.parametrize("signature", [b"", b"\x30\x00", bytes(64), b"\xff" * 64, b"\x30\x06\x02\x01\x00\x02\x01\x00", b"x" * 70])
def test_numbers_out_of_range_and_no_numbers_verify_nothing(signature):
    assert not sm2.verifies(b"\x04" + bytes.fromhex(SIGNER.point), signature, b"text")


def test_a_point_off_the_curve_verifies_nothing():
    point = bytearray(b"\x04" + bytes.fromhex(SIGNER.point))
    point[-1] ^= 1
    assert not sm2.verifies(bytes(point), SIGNER.sign(b"text"), b"text")


def test_openssl_s_own_signature_verifies(tmp_path):
    openssl = shutil.which("openssl")
    if not openssl or b"SM2" not in subprocess.run([openssl, "ecparam", "-list_curves"], capture_output=True).stdout:
        pytest.skip("openssl with SM2 is not installed")
    (tmp_path / "text").write_bytes(b"openness " * 99)
    steps = (
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out key",
        "pkey -in key -pubout -outform DER -out public",
        "dgst -sm3 -sign key -sigopt distid:1234567812345678 -out signature text",
    )
    for step in steps:
        subprocess.run([openssl, *step.split()], cwd=tmp_path, check=True, capture_output=True)
    point = (tmp_path / "public").read_bytes()[-65:]
    assert sm2.verifies(point, (tmp_path / "signature").read_bytes(), b"openness " * 99)
    assert not sm2.verifies(point, (tmp_path / "signature").read_bytes(), b"openness " * 98)
