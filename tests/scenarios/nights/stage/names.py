"""Names and certificates of the theatre: what a hosts file and a certificate authority are to a real machine.

The portals have names under `.test` (RFC 6761: never in the public DNS). A child process learns them from a folder put
first in `PYTHONPATH`: its `sitecustomize.py` reads the file named by `THEATRE_NAMES` at each look-up, so that a name can
be lost between two runs or during one. A name under `.test` that is not in the file raises `socket.gaierror`
(EAI_NONAME), as a resolver does; other names take the system's way. A process reads one `sitecustomize` only: an adapter
that sets the clock there too names its file in `THEATRE_HOOKS`.
"""

import json
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOOK = '''"""Resolve names under .test from the file named by THEATRE_NAMES."""
import json, os, socket

def _patch():
    real = {name: getattr(socket, name) for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex")}

    def address(host):
        text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if not isinstance(text, str) or not text.rstrip(".").lower().endswith(".test"):
            return host
        with open(os.environ["THEATRE_NAMES"], encoding="utf-8") as file:
            names = json.load(file)
        found = names.get(text.rstrip(".").lower())
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found

    socket.getaddrinfo = lambda host, *rest, **more: real["getaddrinfo"](address(host), *rest, **more)
    socket.gethostbyname = lambda host: real["gethostbyname"](address(host))
    socket.gethostbyname_ex = lambda host: real["gethostbyname_ex"](address(host))

if os.environ.get("THEATRE_NAMES"):
    _patch()
for _hook in filter(None, os.environ.get("THEATRE_HOOKS", "").split(os.pathsep)):
    with open(_hook, encoding="utf-8") as _file:
        exec(compile(_file.read(), _hook, "exec"), {"__name__": "theatre_hook"})
'''


def write_hook(folder: Path) -> None:
    """Write the folder that goes first in `PYTHONPATH` of each child process."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")


def write_names(file: Path, names: dict[str, str]) -> None:
    """Write name and address of each portal that can be resolved, in one step."""
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(names), encoding="utf-8")
    draft.replace(file)


def write_certificates(folder: Path, host: str, address: str) -> tuple[Path, Path]:
    """Write an authority's certificate and a server's chain with key for `host` and `address`; return both files.

    Valid from 2020 to 2050: neither the set clock nor the machine's own makes it expire.
    """
    span = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Theatre authority")])

    def build(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        start = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name).public_key(public)
        return start.serial_number(x509.random_serial_number()).not_valid_before(span[0]).not_valid_after(span[1])

    identifier = x509.SubjectKeyIdentifier.from_public_key(root_key.public_key())
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    root = build(root_name, root_key.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(identifier, critical=False).add_extension(usage, critical=True)
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address(address))])
    leaf = build(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key()).add_extension(names, critical=False)
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    pem = serialization.Encoding.PEM
    authority, server = folder / "authority.pem", folder / "server.pem"
    root_bytes = root.sign(root_key, hashes.SHA256()).public_bytes(pem)
    authority.write_bytes(root_bytes)
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    server.write_bytes(leaf.sign(root_key, hashes.SHA256()).public_bytes(pem) + root_bytes + secret)
    return authority, server
