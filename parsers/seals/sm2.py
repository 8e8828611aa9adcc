"""Verify SM2 signatures with SM3 (GB/T 32918), by gmssl."""

from __future__ import annotations

from asn1crypto import core
from cryptography.hazmat.primitives import hashes
from gmssl import sm2

WITH_SM3 = "1.2.156.10197.1.501"  # GM/T 0006: the signature algorithm's identifier
CURVE = bytes.fromhex("06082a811ccf5501822d")  # the identifier of the curve, 1.2.156.10197.1.301, as DER has it
USER = b"1234567812345678"  # GM/T 0009, 10: the signer's identity where nobody states one
TABLE = sm2.default_ecc_table
POINT = 65  # bytes of a point that is not compressed: 04, x, y
NUMBER = 32


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest; by cryptography, since gmssl takes 30 s a megabyte."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def verifies(point: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether a signature (DER, or r and s of 32 bytes each) of a message is that of a public key (65 bytes)."""
    numbers = pair(signature)
    if len(point) != POINT or point[0] != 4 or numbers is None or not is_on_curve(point):
        return False
    key = sm2.CryptSM2(private_key="", public_key="")
    key.public_key = point[1:].hex()  # its own stripping of 04 takes leading zeros and fours of x with it
    stated = b"".join(bytes.fromhex(TABLE[name]) for name in ("a", "b", "g"))
    identity = sm3((len(USER) * 8).to_bytes(2, "big") + USER + stated + point[1:])
    return bool(key.verify("{:064x}{:064x}".format(*numbers), sm3(identity + message)))


def pair(signature: bytes) -> tuple[int, int] | None:
    """Return r and s, each above 0 and below the order of the curve; None if they are not."""
    order = int(TABLE["n"], 16)
    if len(signature) == 2 * NUMBER:
        r, s = int.from_bytes(signature[:NUMBER], "big"), int.from_bytes(signature[NUMBER:], "big")
    else:
        try:
            r, s = (int(number) for number in core.SequenceOf.load(signature, spec=core.Integer).native)
        except (ValueError, TypeError):
            return None
    return (r, s) if 0 < r < order and 0 < s < order and (r + s) % order else None


def is_on_curve(point: bytes) -> bool:
    """Return whether a point satisfies the equation of the curve, which gmssl does not ask."""
    p, a, b = (int(TABLE[name], 16) for name in ("p", "a", "b"))
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return x < p and y < p and (y * y - x * x * x - a * x - b) % p == 0
