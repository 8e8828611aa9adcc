"""Values of ASN.1 as they are written (X.690): taken apart without a grammar, since makers of seals differ from the standards."""

from __future__ import annotations

from asn1crypto import core, parser

SEQUENCES = (16, 17)  # the tags of SEQUENCE and SET
WIDE = 30  # that of BMPString
CHARSETS = ("utf-8", "gb18030")


def children(value: bytes) -> list[bytes]:
    """Return the parts of a sequence or set, or of what stands within a tag, each as it is written; ValueError if it is none."""
    kind, _, tag, _, content, _ = parser.parse(value)
    if kind == 0 and tag not in SEQUENCES:
        raise ValueError("a sequence was expected")
    parts = []
    while content:
        length = parser.peek(content)
        parts.append(content[:length])
        content = content[length:]
    return parts


def content_of(value: bytes) -> bytes:
    """Return the content of a value, whatever its type."""
    return bytes(parser.parse(value)[4])


def bits(value: bytes) -> bytes:
    """Return the bytes of a bit string."""
    return bytes(core.OctetBitString.load(value))


def octets(value: bytes) -> bytes:
    """Return the bytes of an octet string."""
    return bytes(core.OctetString.load(value))


def text(value: bytes) -> str:
    """Return a string in the charset of its type, else in the one it fits; blanks as one."""
    _, _, tag, _, content, _ = parser.parse(value)
    for charset in ("utf-16-be",) if tag == WIDE else CHARSETS:
        try:
            return " ".join(content.decode(charset).split())
        except UnicodeDecodeError:
            continue
    return ""
