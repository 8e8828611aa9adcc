"""Take a message to a webhook, a mailbox or a command; whatever fails is told, never raised."""

from __future__ import annotations

import json
import shlex
import smtplib
import subprocess
from collections.abc import Callable, Mapping
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


def send(text: str, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Given a message and the environment's settings, send it every way that is set; the failures, one sentence each."""
    failures = []
    for name, way in WAYS.items():
        if settings.get(name):
            try:
                way(text, settings)
            except (OSError, ValueError, smtplib.SMTPException, subprocess.SubprocessError) as error:
                failures.append(f"{name}: {error}")
    return tuple(failures)


def webhook(text: str, settings: Mapping[str, str]) -> None:
    """POST the message as JSON, in the shape the host wants."""
    address = settings["GONGKAI_ALARM_WEBHOOK"]
    _ask(Request(_http(address), json.dumps(shape(address, text), ensure_ascii=False).encode(), {"Content-Type": "application/json"}))


def shape(address: str, text: str) -> Any:
    """The JSON that this address wants, from webhooks.yaml."""
    host = urlsplit(address).hostname or ""
    entry = next(each for each in _shapes() if host in each["hosts"] or not each["hosts"])
    return _fill(entry["body"], text)


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


def _ask(request: Request) -> None:
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            answer.read(1000)
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
