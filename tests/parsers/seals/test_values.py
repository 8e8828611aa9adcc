"""The values of seals and certificates taken apart: each place of the standards' forms, their bounds and what is neither."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

pytest.importorskip("gmssl", reason="the extra signatures is not installed")

from asn1crypto import core, x509

from parsers.seals import certificates, der, electronic_seal, signed_data
from tests.helpers import signing
from tests.helpers.signing import MAKER, ROOT, SIGNED, SIGNER, YEARS, certificate, sequence

OWN = certificate("测试县政府办公室", SIGNER, "测试CA", ROOT)
MADE = certificate("制章者", MAKER, "测试CA", ROOT)
LISTED = b"<list/>"


def load(value):
    return x509.Certificate.load(value)


# ---- ASN.1


def test_the_parts_of_a_sequence_a_set_and_a_tag():
    parts = [core.Integer(5).dump(), core.Null().dump(), core.OctetString(b"x" * 300).dump()]
    assert der.children(sequence(*parts)) == parts
    assert der.children(b"\x31" + sequence(parts[0])[1:]) == parts[:1]
    assert der.children(b"\xa0\x03" + parts[0]) == parts[:1]
    assert der.children(sequence()) == []
    for value in (core.Integer(5).dump(), core.OctetString(b"x").dump(), core.UTF8String("x").dump()):
        with pytest.raises(ValueError, match="a sequence was expected"):
            der.children(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (core.UTF8String(" 甲  乙\n"), "甲 乙"),
        (core.BMPString("甲乙"), "甲乙"),
        (core.OctetString("甲乙".encode("gb18030")), "甲乙"),
        (core.OctetString(b"\xff\xff\xff"), ""),
        (core.PrintableString("a b"), "a b"),
        (core.UTF8String(""), ""),
    ],
)
def test_a_text_in_the_charset_of_its_type_or_the_one_it_fits(value, text):
    assert der.text(value.dump()) == text


def test_the_content_of_values():
    assert der.content_of(core.OctetString(b"abc").dump()) == der.octets(core.OctetString(b"abc").dump()) == b"abc"
    assert der.bits(core.OctetBitString(b"abc").dump()) == b"abc"


# ---- seals


def old_seal(places=7, at=None, name="旧章"):
    """The form of 2014: certificate and algorithm within what is signed."""
    facts = sequence(
        sequence(core.IA5String("ES"), core.Integer(2), core.IA5String("t")),
        core.IA5String("42"),
        sequence(core.Integer(3), core.UTF8String(name), sequence(core.OctetString(OWN)), *[core.UTCTime(SIGNED)] * 3),
        sequence(core.IA5String("PNG"), core.OctetString(b"P"), core.Integer(1), core.Integer(1)),
    )
    proof = sequence(core.OctetString(MADE), core.ObjectIdentifier("1.2.3"), core.OctetBitString(b"seal signed"))
    signed = [
        core.Integer(2),
        sequence(facts, proof),
        at or core.UTCTime(SIGNED),
        core.OctetBitString(b"digest"),
        core.IA5String("info"),
        core.OctetString(OWN),
        core.ObjectIdentifier("1.2.4"),
        core.Null(),
    ]
    return sequence(sequence(*signed[:places]), core.OctetBitString(b"signature"))


@pytest.mark.parametrize("places", [7, 8])
def test_a_seal_of_2014(places):
    found = electronic_seal.read(old_seal(places))
    assert (found.old, found.name, found.digest, found.at, found.signature) == (
        True,
        "旧章",
        b"digest",
        "2026-03-02T09:30:00Z",
        b"signature",
    )
    assert (found.algorithm, found.seal_signature, found.allowed) == ("1.2.4", b"seal signed", (OWN,))
    assert (found.certificate.dump(), found.maker.dump()) == (OWN, MADE)
    assert found.is_allowed()


def test_what_has_neither_form():
    for value in (old_seal(6), sequence(sequence(*[core.Integer(1)] * 8), core.Null(), core.Null()), sequence(sequence())):
        with pytest.raises((ValueError, LookupError)):
            electronic_seal.read(value)


def test_a_time_stamp_in_the_place_of_the_time_is_none():
    assert electronic_seal.read(old_seal(at=core.OctetString(b"stamp"))).at == ""
    assert electronic_seal.moment(core.GeneralizedTime(SIGNED).dump()) == "2026-03-02T09:30:00Z"


def test_a_seal_of_2020():
    found = electronic_seal.read(signing.seal(LISTED))
    assert (found.old, found.name, found.at) == (False, "测试县人民政府办公室", "2026-03-02T09:30:00Z")
    assert found.digest == signing.sm3(LISTED)
    assert (found.is_signed(), found.is_proven(), found.is_allowed()) == (True, True, True)
    assert found.algorithm == signing.WITH_SM3
    wide = electronic_seal.read(signing.seal(LISTED, wide=True))
    assert (wide.is_signed(), wide.is_proven(), len(wide.seal_signed)) == (True, True, 2)
    other = electronic_seal.read(signing.seal(LISTED, key=MAKER))
    assert (other.is_signed(), other.is_proven()) == (False, True)
    assert not electronic_seal.read(signing.seal(LISTED, allowed=[MADE])).is_allowed()
    assert electronic_seal.read(signing.seal(LISTED, allowed=[MADE, OWN])).is_allowed()


def properties(kind, *listed):
    return [core.Integer(3).dump(), core.UTF8String("n").dump(), core.Integer(kind).dump(), sequence(*listed)]


def test_the_certificates_or_digests_that_a_seal_names():
    named = [sequence(core.IA5String("SM3"), core.OctetString(b"digest"))]
    assert electronic_seal.allowed(properties(2, *named)) == (b"digest",)
    assert electronic_seal.allowed(properties(1, core.OctetString(b"one"), core.OctetString(b"two"))) == (b"one", b"two")
    assert electronic_seal.allowed(properties(1)) == ()
    assert electronic_seal.allowed([b"", b"", sequence(core.OctetString(b"old"))]) == (b"old",)


@pytest.mark.parametrize(("length", "kept"), [(200, 200), (201, 200)])
def test_a_long_name_of_a_seal_or_of_a_certificate_is_cut(length, kept):
    assert electronic_seal.read(old_seal(name="章" * length)).name == "章" * kept
    names = {"common_name": "甲" * 60, "organization_name": "乙" * 60, "organizational_unit_name": "丙"}
    assert len(certificates.name_of(x509.Name.build(names))) == 121
    one = b"\x31" + sequence(sequence(core.ObjectIdentifier(certificates.COMMON_NAME), core.UTF8String("甲" * 50)))[1:]
    several = x509.Name.load(sequence(*[one] * 5))
    assert certificates.name_of(several) == " ".join(["甲" * 50] * 5)[:200]


# ---- signed data


def test_the_class_and_number_of_a_tag():
    assert [signed_data.tag(value) for value in (b"\x30", b"\xa0", b"\xa1", b"\x04", b"\x5f")] == [(0, 16), (2, 0), (2, 1), (0, 4), (1, 31)]


def attribute(kind, value):
    return sequence(core.ObjectIdentifier(kind), b"\x31" + sequence(core.OctetString(value))[1:])


def test_the_digest_among_attributes():
    one, other = attribute("1.2.840.113549.1.9.4", b"digest"), attribute("1.2.840.113549.1.9.3", b"kind")
    assert signed_data.digest_in(b"\x31" + sequence(other, one)[1:]) == b"digest"
    assert signed_data.digest_in(b"\x31" + sequence(other)[1:]) == b""
    assert signed_data.digest_in(b"") == b""


def attributed(content, digest=None, key=SIGNER):
    """Signed data whose signature is about attributes with a digest."""
    attributes = b"\x31" + sequence(attribute("1.2.840.113549.1.9.4", signing.sm3(content) if digest is None else digest))[1:]
    found = signed_data.read(signing.signed_data(content), content)
    return replace(found, attributes=attributes, digest=signed_data.digest_in(attributes), signature=key.sign(attributes))


def test_a_signature_is_about_the_content_or_about_attributes_with_its_digest():
    found = signed_data.read(signing.signed_data(LISTED), LISTED)
    assert (found.content, found.attributes, found.digest, found.algorithm) == (LISTED, b"", b"", signing.WITH_SM3)
    assert [each.dump() for each in found.certificates] == [OWN]
    assert found.is_signed()
    assert not signed_data.read(signing.signed_data(LISTED), b"<other/>").is_signed()
    assert signed_data.read(signing.signed_data(LISTED, b"inside"), LISTED).content == b"inside"
    assert attributed(LISTED).is_signed()
    assert not attributed(LISTED, digest=b"other").is_signed()
    assert not attributed(LISTED, key=MAKER).is_signed()


# ---- certificates


@pytest.mark.parametrize(
    ("signed_at", "within"),
    [
        ("", None),
        ((SIGNED - YEARS).strftime("%Y-%m-%d"), True),
        ((SIGNED - YEARS - timedelta(days=1)).strftime("%Y-%m-%d"), False),
        ((SIGNED + YEARS).strftime("%Y-%m-%dT23:59:59Z"), True),
        ((SIGNED + YEARS + timedelta(days=1)).strftime("%Y-%m-%d"), False),
    ],
)
def test_whether_the_day_of_signing_lies_in_the_period(signed_at, within):
    found = certificates.stated(load(OWN), [], signed_at)
    assert found == {
        "signer": "测试县政府办公室，测试县人民政府",
        "issuer": "测试CA，测试县人民政府",
        "valid_from": "2024-03-02T09:30:00Z",
        "valid_to": "2028-03-01T09:30:00Z",
        "in_period": within,
        "chain": "incomplete",
    }


def test_a_time_in_utc():
    assert certificates.moment(datetime(2026, 3, 2, 1, 2, 3, tzinfo=timezone(timedelta(hours=8)))) == "2026-03-01T17:02:03Z"
    assert certificates.moment(datetime(2026, 3, 2, tzinfo=UTC)) == "2026-03-02T00:00:00Z"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"common_name": "甲", "organization_name": "乙"}, "甲，乙"),
        ({"common_name": "甲", "organization_name": "甲"}, "甲"),
        ({"organization_name": "乙"}, "乙"),
        ({"country_name": "CN"}, ""),
        ({"common_name": "甲" * 60, "organization_name": "乙" * 60}, "甲" * 60 + "，" + "乙" * 60),
    ],
)
def test_a_name_as_people_read_it(parts, name):
    assert certificates.name_of(x509.Name.build(parts)) == name


def test_certificates_up_to_a_root():
    root = load(certificate("根", ROOT, "根", ROOT))
    middle = load(certificate("中", MAKER, "根", ROOT))
    own = load(certificate("甲", SIGNER, "中", MAKER))
    false_middle = load(certificate("中", SIGNER, "根", ROOT))
    assert certificates.chain(own, [middle, root]) == "complete"
    assert certificates.chain(own, [false_middle, middle, root]) == "complete"
    assert certificates.chain(own, [middle]) == "incomplete"
    assert certificates.chain(own, [false_middle, root]) == "broken"
    assert certificates.chain(own, []) == "incomplete"
    assert certificates.chain(root, [root]) == "self_signed"
    assert certificates.chain(load(certificate("根", ROOT, "根", MAKER)), []) == "broken"
    circle = [load(certificate("一", SIGNER, "二", MAKER)), load(certificate("二", MAKER, "一", SIGNER))]
    assert certificates.chain(circle[0], circle) == "incomplete"


def test_a_chain_of_ten_is_followed_and_no_longer_one():
    made = [load(certificate("0", SIGNER, "0", SIGNER))]
    made += [load(certificate(str(number), SIGNER, str(number - 1), SIGNER)) for number in range(1, 12)]
    assert certificates.chain(made[9], made) == "complete"
    assert certificates.chain(made[10], made) == "incomplete"
