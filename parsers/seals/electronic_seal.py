"""The value of an electronic seal (GB/T 38540-2020 and GM/T 0031-2014): who sealed what, with which seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from asn1crypto import core, x509

from parsers.seals import certificates, der, sm2
from parsers.seals.der import bits, children, content_of, octets

LONGEST_NAME = 200  # characters
OLD, NEW = 2, 4  # parts of the value: what is signed and the signature (GM/T 0031), certificate and algorithm apart (GB/T 38540)
IN_OLD = 7  # parts of what is signed by GM/T 0031, the last two certificate and algorithm
LISTED, OF_DIGESTS = 3, 2  # GB/T 38540: where the list of certificates is, and the kind in front that has digests; GM/T 0031 has no kind


@dataclass(frozen=True, slots=True)
class ElectronicSeal:
    """One seal's value, taken apart; `signed` and `seal_signed` are the bytes the two signatures are about."""

    signed: bytes
    digest: bytes  # of the list of files, Signature.xml
    at: str  # UTC; "" where the form has no time that can be read
    certificate: x509.Certificate
    algorithm: str
    signature: bytes
    name: str  # of the seal
    allowed: tuple[bytes, ...]  # certificates, or their digests, that the seal may be used by
    maker: x509.Certificate
    seal_signature: bytes
    seal_signed: tuple[bytes, ...]  # the seal's facts alone, or with certificate and algorithm: makers differ

    old: bool  # GM/T 0031, whose makers differ in what they sign

    def is_signed(self) -> bool:
        """Return whether the signature is that of the signer's certificate."""
        return sm2.verifies(certificates.point_of(self.certificate), self.signature, self.signed)

    def is_proven(self) -> bool:
        """Return whether the seal itself is signed by its maker's certificate."""
        if not certificates.is_sm2(self.maker):
            return False
        return any(sm2.verifies(certificates.point_of(self.maker), self.seal_signature, signed) for signed in self.seal_signed)

    def is_allowed(self) -> bool:
        """Return whether the seal names the signer's certificate among those that may use it."""
        signer = self.certificate.dump()
        return bool({signer, sm2.sm3(signer)} & set(self.allowed))


def read(value: bytes) -> ElectronicSeal:
    """Return a seal's value taken apart; ValueError, TypeError or LookupError if it has neither of the two forms."""
    parts = children(value)
    signed = children(parts[0])
    old = len(parts) < NEW
    if not old:
        certificate, algorithm, signature = parts[1], parts[2], parts[3]
    elif len(parts) == OLD and len(signed) >= IN_OLD:
        certificate, algorithm, signature = signed[5], signed[6], parts[1]
    else:
        raise ValueError("neither the form of GB/T 38540 nor that of GM/T 0031")
    facts, *maker = children(signed[1])
    proof = maker if len(maker) > 1 else children(maker[0])
    properties = children(children(facts)[2])
    return ElectronicSeal(
        signed=parts[0],
        digest=bits(signed[3]),
        at=moment(signed[2]),
        certificate=x509.Certificate.load(octets(certificate)),
        algorithm=core.ObjectIdentifier.load(algorithm).dotted,
        signature=bits(signature),
        name=der.text(properties[1])[:LONGEST_NAME],
        allowed=allowed(properties),
        maker=x509.Certificate.load(octets(proof[0])),
        seal_signature=bits(proof[2]),
        seal_signed=(facts, core.Sequence(contents=facts + proof[0] + proof[1]).dump(force=True)),
        old=old,
    )


def moment(value: bytes) -> str:
    """Return the time of sealing; "" where a form of 2014 holds a time stamp instead."""
    found: Any = core.load(value)
    return certificates.moment(found.native) if isinstance(found, (core.GeneralizedTime, core.UTCTime)) else ""


def allowed(properties: list[bytes]) -> tuple[bytes, ...]:
    """Return the certificates or digests of certificates that a seal may be used by."""
    kind: Any = core.load(properties[2])
    if not isinstance(kind, core.Integer):
        return tuple(content_of(each) for each in children(properties[2]))
    listed = children(properties[LISTED])
    return tuple(content_of(children(each)[1]) if kind.native == OF_DIGESTS else content_of(each) for each in listed)
