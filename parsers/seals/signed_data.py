"""The value of a digital signature in an OFD (GB/T 35275): signed data with SM2, the signer's certificate in it."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import core, x509

from parsers.seals import certificates, sm2
from parsers.seals.der import children, content_of, octets

ATTRIBUTES = 0  # the tag of what is signed beside the content
DIGEST = "1.2.840.113549.1.9.4"  # PKCS #9: the attribute that holds the content's digest
SET = b"\x31"


@dataclass(frozen=True, slots=True)
class SignedData:
    """One signer's signature, taken apart."""

    content: bytes  # the list of files or its digest
    certificates: tuple[x509.Certificate, ...]
    attributes: bytes  # as a set, b"" where there are none
    digest: bytes  # of the content, by the attributes
    algorithm: str
    signature: bytes

    def is_signed(self) -> bool:
        """Return whether the signature is that of the first certificate, over content or attributes."""
        point = certificates.point_of(self.certificates[0])
        if not self.attributes:
            return sm2.verifies(point, self.signature, self.content)
        return self.digest == sm2.sm3(self.content) and sm2.verifies(point, self.signature, self.attributes)


def read(value: bytes, listed: bytes) -> SignedData:
    """Return signed data about `listed` taken apart, which most leave out; ValueError, TypeError or LookupError if it is none."""
    _, inner = children(value)
    _, _, content, *rest = children(children(inner)[0])
    held = [x509.Certificate.load(each) for part in rest if tag(part) == (2, 0) for each in children(part)]
    signer = children(children(rest[-1])[0])[3:]
    attributes = SET + signer.pop(0)[1:] if tag(signer[0]) == (2, ATTRIBUTES) else b""
    inside = children(content)[1:]
    return SignedData(
        octets(content_of(inside[0])) if inside else listed,
        tuple(held),
        attributes,
        digest_in(attributes),
        core.ObjectIdentifier.load(children(signer[0])[0]).dotted,
        octets(signer[1]),
    )


def digest_in(attributes: bytes) -> bytes:
    """Return the content's digest by the attributes; b"" where they have none."""
    for attribute in children(attributes) if attributes else []:
        kind, values = children(attribute)
        if core.ObjectIdentifier.load(kind).dotted == DIGEST:
            return octets(children(values)[0])
    return b""


def tag(value: bytes) -> tuple[int, int]:
    """Return the class and number of a value's tag; both are in its first byte."""
    return value[0] >> 6, value[0] & 31
