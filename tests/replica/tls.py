"""A certificate of the replica's own making, which nobody trusts who is not told to."""

from __future__ import annotations

import ssl
import subprocess
import tempfile
from functools import cache
from pathlib import Path

WORDS = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=replica -addext"


@cache
def _made(addresses: tuple[str, ...]) -> tuple[tempfile.TemporaryDirectory[str], Path] | None:
    """The folder of a certificate for these addresses, kept as long as the process; None where there is no openssl."""
    folder = tempfile.TemporaryDirectory(prefix="replica-tls-")
    names = ",".join(f"IP:{address}" for address in addresses)
    try:
        subprocess.run([*WORDS.split(), f"subjectAltName={names}"], cwd=folder.name, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return folder, Path(folder.name)


def certificate(addresses: list[str]) -> Path | None:
    """Given addresses, the certificate that speaks for them; None where there is no openssl to make one."""
    made = _made(tuple(addresses))
    return made[1] / "cert.pem" if made else None


def context(addresses: list[str]) -> ssl.SSLContext | None:
    """Given the addresses a certificate is to speak for, a server's context; None where there is no openssl."""
    held = certificate(addresses)
    if held is None:
        return None
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(held, held.with_name("key.pem"))
    return serving
