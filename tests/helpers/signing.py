"""Documents signed and sealed in a test: keys, certificates, PDF signatures by pyhanko, OFD seals with SM2 by gmssl."""

import io
import zipfile
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, core, keys, x509
from gmssl import sm2

from parsers.seals.sm2 import TABLE, WITH_SM3, sm3

SIGNED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
YEARS = timedelta(days=730)
SM2_KEY = "1.2.156.10197.1.301"


class SM2Key:
    """A key pair of SM2; `secret` is a number."""

    def __init__(self, secret):
        self.secret = f"{secret:064x}"
        self.point = sm2.CryptSM2(self.secret, "")._kg(secret, TABLE["g"])

    def sign(self, message):
        """The signature of a message, as gmssl makes it, in DER."""
        signer = sm2.CryptSM2(self.secret, "", asn1=True)
        signer.public_key = self.point
        return bytes.fromhex(signer.sign_with_sm3(message, "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21"))


def algorithm():
    return core.Sequence(contents=core.ObjectIdentifier(WITH_SM3).dump())


def sequence(*parts):
    """A SEQUENCE of parts, each a value or its bytes."""
    return core.Sequence(contents=b"".join(part if isinstance(part, bytes) else part.dump() for part in parts)).dump()


def name(common):
    return x509.Name.build({"common_name": common, "organization_name": "测试县人民政府"})


def certificate(subject, key, issuer, issuer_key, start=SIGNED - YEARS, end=SIGNED + YEARS):
    """A certificate with an SM2 key, signed by an SM2 key, in DER."""
    public = sequence(
        sequence(core.ObjectIdentifier("1.2.840.10045.2.1"), core.ObjectIdentifier(SM2_KEY)),
        core.OctetBitString(b"\x04" + bytes.fromhex(key.point)),
    )
    facts = sequence(core.Integer(7), algorithm(), name(issuer), sequence(x509.UTCTime(start), x509.UTCTime(end)), name(subject), public)
    return sequence(facts, algorithm(), core.OctetBitString(issuer_key.sign(facts)))


SIGNER, MAKER, ROOT = SM2Key(0x1234567890ABCDEF1234), SM2Key(0x2468ACE02468ACE0), SM2Key(0x13579BDF13579BDF)


def seal(listed, signer_certificate=None, allowed=None, key=SIGNER, at=SIGNED, wide=False):
    """The value of a seal over Signature.xml, GB/T 38540; `wide` signs the seal with certificate and algorithm."""
    own = signer_certificate or certificate("测试县政府办公室", SIGNER, "测试CA", ROOT)
    maker = certificate("制章者", MAKER, "测试CA", ROOT)
    facts = sequence(
        sequence(core.IA5String("ES"), core.Integer(4), core.IA5String("test")),
        core.IA5String("42"),
        sequence(
            core.Integer(3),
            core.UTF8String("测试县人民政府办公室"),
            core.Integer(1),
            sequence(*(core.OctetString(each) for each in (allowed or [own]))),
            *[core.GeneralizedTime(at)] * 3,
        ),
        sequence(core.IA5String("PNG"), core.OctetString(b"\x89PNG"), core.Integer(40), core.Integer(40)),
    )
    said = sequence(facts, core.OctetString(maker), core.ObjectIdentifier(WITH_SM3)) if wide else facts
    made = sequence(facts, core.OctetString(maker), core.ObjectIdentifier(WITH_SM3), core.OctetBitString(MAKER.sign(said)))
    signed = sequence(
        core.Integer(4),
        made,
        core.GeneralizedTime(at),
        core.OctetBitString(sm3(listed)),
        core.IA5String("/Doc_0/Signs/Sign_0/Signature.xml"),
    )
    return sequence(signed, core.OctetString(own), core.ObjectIdentifier(WITH_SM3), core.OctetBitString(key.sign(signed)))


def signed_data(listed, content=None):
    """The value of a digital signature over Signature.xml, GB/T 35275; `content` within, or apart."""
    own = certificate("测试县政府办公室", SIGNER, "测试CA", ROOT)
    inside = [] if content is None else [b"\xa0" + bytes([len(content) + 2]) + core.OctetString(content).dump()]
    held = len(own).to_bytes(2, "big")
    signer = sequence(
        core.Integer(1),
        sequence(name("测试CA"), core.Integer(7)),
        algorithm(),
        algorithm(),
        core.OctetString(SIGNER.sign(listed if content is None else content)),
    )
    body = sequence(
        core.Integer(1),
        core.SetOf([], spec=core.Any),
        sequence(core.ObjectIdentifier("1.2.156.10197.6.1.4.2.1"), *inside),
        b"\xa0\x82" + held + own,
        b"\x31\x82" + len(signer).to_bytes(2, "big") + signer,
    )
    return sequence(core.ObjectIdentifier("1.2.156.10197.6.1.4.2.2"), b"\xa0\x82" + len(body).to_bytes(2, "big") + body)


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = (
    f'{HEAD}<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="2">'
    '<ofd:TextObject ID="3" Boundary="20 20 100 10" Font="1" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 20 5">'
    "关于公开工作的通知正文</ofd:TextCode>"
    "</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
)


def ofd_files(signatures=1):
    """The files of an OFD of one page that names a list of so many seals."""
    entries = "".join(f'<ofd:Signature ID="{n}" Type="Seal" BaseLoc="/Doc_0/Signs/Sign_{n}/Signature.xml"/>' for n in range(signatures))
    return {
        "OFD.xml": f'{HEAD}<ofd:OFD {SPACE} Version="1.0"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
        "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{HEAD}<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": PAGE,
        "Doc_0/Signs/Signatures.xml": f"{HEAD}<ofd:Signatures {SPACE}>{entries}</ofd:Signatures>",
    }


def signature_xml(files, number=0, method="SM3", digest=sm3):
    """Signature.xml over files, the list of seals left out."""
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{b64encode(digest(text.encode())).decode()}</ofd:CheckValue></ofd:Reference>'
        for name, text in files.items()
    )
    return (
        f"{HEAD}<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:SignatureDateTime>20260302173000Z</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{method}">{references}</ofd:References></ofd:SignedInfo>'
        f"<ofd:SignedValue>/Doc_0/Signs/Sign_{number}/SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    ).encode()


def packed(files):
    """A ZIP of files, text or bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sealed_ofd(change=None, seals=1, covered=None, value=seal, **options):
    """An OFD sealed so many times; `change` alters its files after that."""
    files = ofd_files(seals)
    content = {name: text for name, text in files.items() if not name.endswith("Signatures.xml") and (covered is None or name in covered)}
    made = dict(files)
    for number in range(seals):
        listed = signature_xml(content, number)
        made[f"Doc_0/Signs/Sign_{number}/Signature.xml"] = listed
        made[f"Doc_0/Signs/Sign_{number}/SignedValue.dat"] = value(listed, **options)
    if change:
        change(made)
    return packed(made)


def pdf_signer(subject, start=SIGNED - YEARS, end=SIGNED + YEARS, issuer=None):
    """A signer of PDFs with a key of its own: self-signed, or by an issuer who is not in the file."""
    from cryptography import x509 as certificates
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    own, above = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    named = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, subject)])
    by = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, issuer)]) if issuer else named
    built = certificates.CertificateBuilder().subject_name(named).issuer_name(by).public_key(own.public_key()).serial_number(7)
    built = built.not_valid_before(start).not_valid_after(end)
    signed = built.sign(above if issuer else own, hashes.SHA256())
    loaded = keys.PrivateKeyInfo.load(
        own.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(signed.public_bytes(serialization.Encoding.DER)),
        signing_key=loaded,
        cert_registry=SimpleCertificateStore(),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )


def plain_pdf():
    """A PDF of one page."""
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    page = canvas.Canvas(stream, invariant=True)
    page.drawString(72, 700, "Notice of the county government on openness")
    page.save()
    return stream.getvalue()


def signed_pdf(body, signer, field="Signature1", at=SIGNED):
    """A PDF with one more signature."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    kind = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    pdf = signers.PdfSigner(kind, signer=signer)
    pdf_at = datetime_of(at)
    with pdf_at:
        return pdf.sign_pdf(writer).getvalue()


def datetime_of(at):
    """A context in which pyhanko takes `at` for now."""
    from unittest.mock import patch

    return patch("pyhanko.sign.signers.pdf_signer.datetime", type("Clock", (datetime,), {"now": classmethod(lambda _, tz=None: at)}))
