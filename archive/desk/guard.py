"""Who may ask the desk for what: host names, sessions, the token, and proof that a form came from one of the desk's own pages."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import secrets
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from gongkai import disk
from gongkai.errors import BadConfiguration, UsageError
from gongkai.terminal.amounts import counted

TOKEN = "GONGKAI_DESK_TOKEN"
COOKIE = "gongkai-desk"
LEAST_TOKEN = 16  # characters; with a second for each try, less can be guessed
AGE = 12 * 3600  # seconds a session lasts: a working day
TRIES, MINUTE = 10, 60.0  # wrong tokens a minute, from all visitors together


@dataclass(frozen=True, slots=True)
class Session:
    """One browser, by its cookie; `known` once it has given the token."""

    value: str
    known: bool


@dataclass(slots=True)
class Guard:
    """The rules of one desk. Sessions are signed, not stored: they survive a restart and end when the token changes."""

    secret: bytes
    token: str = ""  # empty: whoever reaches the loopback address is the operator
    names: frozenset[str] = frozenset()  # host names besides localhost and addresses
    wrong: deque[float] = field(default_factory=deque)

    def begin(self, known: bool = False) -> Session:
        """Return a new session."""
        value = f"{'known' if known else 'visitor'}.{int(time.time())}.{secrets.token_urlsafe(18)}"
        return Session(f"{value}.{self._sign('session', value)}", known or not self.token)

    def session(self, cookie: str) -> Session | None:
        """Return the session of a cookie; None if it is not ours or too old."""
        value, _, signature = cookie.rpartition(".")
        parts = value.split(".")
        if len(parts) != 3 or not hmac.compare_digest(signature.encode(), self._sign("session", value).encode()):
            return None
        fresh = 0 <= time.time() - int(parts[1]) < AGE
        return Session(cookie, parts[0] == "known" or not self.token) if fresh else None

    def form_token(self, session: Session) -> str:
        """Return the token that every form of a session's pages carries."""
        return self._sign("form", session.value)

    def form_fits(self, session: Session, given: str) -> bool:
        """Return whether a form bears the token of its session."""
        return hmac.compare_digest(given.encode(), self.form_token(session).encode())

    def token_fits(self, given: str) -> bool:
        """Return whether somebody knows the token; a wrong one is counted."""
        fits = bool(self.token) and hmac.compare_digest(given.encode(), self.token.encode())
        if not fits:
            self.wrong.append(time.monotonic())
        return fits

    def closed(self) -> bool:
        """Return whether there were too many wrong tokens in the last minute."""
        while self.wrong and self.wrong[0] < time.monotonic() - MINUTE:
            self.wrong.popleft()
        return len(self.wrong) >= TRIES

    def admits(self, host: str) -> bool:
        """Return whether a request may be for this host name (without port).

        An address cannot be rebound; a name can, by whoever owns it, so names must be known.
        """
        return host == "localhost" or host in self.names or is_address(host)

    def _sign(self, purpose: str, value: str) -> str:
        key = self.secret + hashlib.sha256(self.token.encode()).digest()
        return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def is_address(host: str) -> bool:
    """Return whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def require_token(host: str, token: str, names: Collection[str]) -> None:
    """Refuse a desk that strangers could reach, or one whose token can be guessed: UsageError or BadConfiguration."""
    loopback = host == "localhost" or (is_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback)
    if not loopback and not token:
        raise UsageError(
            f"the desk starts commands, so it listens on {host} only behind a token; set {TOKEN} in gongkai.env, or leave out --host"
        )
    if names and not token:
        raise UsageError(f"--name lets the desk be reached through another server, so it needs a token; set {TOKEN} in gongkai.env")
    if token and (len(token) < LEAST_TOKEN or not token.isascii()):
        advice = "`python -c 'import secrets; print(secrets.token_urlsafe())'` makes one"
        raise BadConfiguration(f"{TOKEN} has {counted(len(token), 'character')}; it needs at least {LEAST_TOKEN}, ASCII only; {advice}")


def kept_secret(path: Path) -> bytes:
    """Return the key that signs sessions, made at the first start; GongkaiError if it can be neither read nor written."""
    with disk.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            found = path.read_bytes()
        else:
            found = secrets.token_bytes(32)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(found)
    if len(found) < 32:
        raise BadConfiguration(f"{path} is damaged; delete it, and the desk makes a new one")
    return found
