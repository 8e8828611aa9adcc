"""Signatures and electronic seals inside a document: whose, when, and whether what they cover is still what was signed.

ask: A document's bytes → its signatures, within a budget of time; not checked is a state of its own, never "unsigned"
certificates: X.509 certificates: whose, from when to when, and how far the certificates in the file lead towards a root
der: Values of ASN.1 as they are written (X.690): taken apart without a grammar, since makers of seals differ from the standards
electronic_seal: The value of an electronic seal (GB/T 38540-2020 and GM/T 0031-2014): who sealed what, with which seal
ofd: The seals and signatures of an OFD (GB/T 33190-2016, chapter 18): every file they name, then the value over their list
pdf: The signatures of a PDF (ISO 32000, CMS), by pyhanko: bytes as signed, and what was appended since
signed_data: The value of a digital signature in an OFD (GB/T 35275): signed data with SM2, the signer's certificate in it
sm2: Verify SM2 signatures with SM3 (GB/T 32918), by gmssl
"""
