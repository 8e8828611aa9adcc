"""X.509 certificates: whose, from when to when, and how far the certificates in the file lead towards a root."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from asn1crypto import core, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import load_der_x509_certificate

from parsers.seals import der, sm2
from parsers.types import Chain

LONGEST = 10  # certificates from a signer to a root
LONGEST_NAME = 200  # characters
COMMON_NAME, ORGANISATION = "2.5.4.3", "2.5.4.10"  # X.520


def stated(certificate: x509.Certificate, others: Iterable[x509.Certificate], signed_at: str) -> dict[str, Any]:
    """Return what a certificate says, as fields of Signature; `signed_at` is compared by day, since time zones are not always known."""
    start, end = moment(certificate.not_valid_before), moment(certificate.not_valid_after)
    return {
        "signer": name_of(certificate.subject),
        "issuer": name_of(certificate.issuer),
        "valid_from": start,
        "valid_to": end,
        "in_period": start[:10] <= signed_at[:10] <= end[:10] if signed_at else None,
        "chain": chain(certificate, list(others)),
    }


def moment(when: datetime) -> str:
    """Return a time in UTC, ISO 8601."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def name_of(name: x509.Name) -> str:
    """Return a name as people read it: the common name, and the organisation where that is another."""
    found: dict[str, list[str]] = {}
    for part in der.children(name.dump()):
        for attribute in der.children(part):
            kind, value = der.children(attribute)[:2]
            found.setdefault(core.ObjectIdentifier.load(kind).dotted, []).append(der.text(value))
    said = [" ".join(found.get(kind, ())) for kind in (COMMON_NAME, ORGANISATION)]
    return "，".join(dict.fromkeys(part for part in said if part))[:LONGEST_NAME]


def chain(certificate: x509.Certificate, others: list[x509.Certificate]) -> Chain:
    """Return how far a certificate leads: to a root in the file, to itself, not as far, or to one that did not issue it.

    Whether a root is to be trusted is not said: no list of roots comes with a document.
    """
    current = certificate
    for _ in range(LONGEST):
        if names(current)[0] == names(current)[1]:
            if not is_issued_by(current, current):
                return "broken"
            return "self_signed" if current is certificate else "complete"
        above = [other for other in others if names(other)[1] == names(current)[0]]
        if not above:
            return "incomplete"
        issuer = next((other for other in above if is_issued_by(current, other)), None)
        if issuer is None:
            return "broken"
        current = issuer
    return "incomplete"


def names(certificate: x509.Certificate) -> tuple[bytes, bytes]:
    """Return issuer and subject as they are written: some are in charsets that no standard allows."""
    return certificate.issuer.dump(), certificate.subject.dump()


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether a certificate's signature is that of another's key; an algorithm that is not known is not that."""
    if is_sm2(issuer):
        return sm2.verifies(point_of(issuer), certificate["signature_value"].native, certificate["tbs_certificate"].dump())
    try:
        load_der_x509_certificate(certificate.dump()).verify_directly_issued_by(load_der_x509_certificate(issuer.dump()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def is_sm2(certificate: x509.Certificate) -> bool:
    """Return whether a certificate's key lies on the SM2 curve."""
    return sm2.CURVE in certificate.public_key["algorithm"].dump()


def point_of(certificate: x509.Certificate) -> bytes:
    """Return the public key of a certificate on a curve."""
    return bytes(certificate.public_key["public_key"])
