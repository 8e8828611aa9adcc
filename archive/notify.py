"""Take a message to a webhook, a mailbox or a command; whatever fails is told, never raised."""

from __future__ import annotations

import json
import shlex
import smtplib
import subprocess
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

import yaml

PATIENCE = 15  # seconds for each way; a run waits no longer for a deaf endpoint
SENDER = "gongkai@localhost"


def send(text: str, settings: Mapping[str, str], ways: Iterable[str] | None = None) -> dict[str, str]:
    """Given a message and the environment's settings, send it every way that is set, or of these; why it failed, by way."""
    failures = {}
    for name in WAYS if ways is None else ways:
        if settings.get(name):
            try:
                WAYS[name](text, settings)
            except (OSError, ValueError, smtplib.SMTPException, subprocess.SubprocessError) as error:
                failures[name] = str(error)
    return failures


def webhook(text: str, settings: Mapping[str, str]) -> None:
    """POST the message as JSON, in the shape the host wants; OSError where it answers that it did not take it."""
    address = settings["GONGKAI_ALARM_WEBHOOK"]
    wants = entry(address)
    body = _fill(wants["body"], shortened(text, wants.get("bytes")))
    answer = _ask(Request(_http(address), json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"}))
    if "good" in wants:
        taken(answer, wants["good"])


def entry(address: str) -> dict[str, Any]:
    """What the host of this address wants, from webhooks.yaml."""
    host = urlsplit(address).hostname or ""
    return next(each for each in _shapes() if host in each["hosts"] or not each["hosts"])


def shortened(text: str, most: int | None) -> str:
    """The message in so many bytes of UTF-8: whole lines, and how many are left out."""
    if most is None or len(text.encode()) <= most:
        return text
    lines = text.splitlines()
    for kept in range(len(lines) - 1, 0, -1):
        short = "\n".join([*lines[:kept], f"… 另有 {len(lines) - kept} 行 {len(lines) - kept} more lines: gongkai status"])
        if len(short.encode()) <= most:
            return short
    return text.encode()[:most].decode(errors="ignore")


def taken(answer: bytes, good: Mapping[str, Any]) -> None:
    """OSError where a host that answers everything with 200 says in its JSON that it refused."""
    try:
        told = json.loads(answer)
        refused = any(told.get(key) != value for key, value in good.items())
    except (ValueError, AttributeError):
        refused = True
    if refused:
        raise OSError(f"refused: {answer.decode(errors='replace')[:200]}")


@cache
def _shapes() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(files("archive").joinpath("webhooks.yaml").read_text(encoding="utf-8")))


def _fill(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _fill(each, text) for key, each in value.items()}
    return text if value == "{text}" else value


def heartbeat(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Ask for the heartbeat's address, where one is set: a run was a success. The failure, if it was one."""
    address = settings.get("GONGKAI_HEARTBEAT")
    try:
        if address:
            _ask(Request(_http(address)))
    except (OSError, ValueError) as error:
        return (f"GONGKAI_HEARTBEAT: {error}",)
    return ()


def _http(address: str) -> str:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(f"{address!r} is no http or https address")
    return address


def _ask(request: Request) -> bytes:
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            found: bytes = answer.read(1000)
            return found
    except URLError as error:
        raise OSError(str(error.reason if not hasattr(error, "code") else f"answered {error}")) from error


def mail(text: str, settings: Mapping[str, str]) -> None:
    """Send the message by the server of GONGKAI_SMTP: smtp://[user:password@]host[:port][?from=address], smtps:// for TLS at once."""
    server = urlsplit(settings.get("GONGKAI_SMTP", "smtp://localhost"))
    letter = EmailMessage()
    letter["Subject"] = text.splitlines()[0]
    letter["From"] = parse_qs(server.query).get("from", [SENDER])[0]
    letter["To"] = settings["GONGKAI_ALARM_MAIL"]
    letter.set_content(text)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 0, timeout=PATIENCE) as connection:
        if server.username:
            if kind is smtplib.SMTP:
                connection.starttls()
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(letter)


def command(text: str, settings: Mapping[str, str]) -> None:
    """Run a command with the message on its standard input."""
    subprocess.run(shlex.split(settings["GONGKAI_ALARM_COMMAND"]), input=text.encode(), timeout=PATIENCE, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


WAYS: dict[str, Callable[[str, Mapping[str, str]], None]] = {
    "GONGKAI_ALARM_WEBHOOK": webhook, "GONGKAI_ALARM_MAIL": mail, "GONGKAI_ALARM_COMMAND": command}
