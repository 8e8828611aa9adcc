"""Send a message to a webhook, a mailbox or a command; failures are returned, never raised."""

from __future__ import annotations

import json
import re
import shlex
import smtplib
import subprocess
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage
from functools import cache
from http.client import HTTPException, InvalidURL
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

from gongkai import yaml_tables
from gongkai.terminal.amounts import counted

PATIENCE = 15  # seconds for each way; a run waits no longer for a deaf endpoint
SENDER = "gongkai@localhost"
BROKEN = (OSError, ValueError, HTTPException, smtplib.SMTPException, subprocess.SubprocessError)  # what a channel fails with
NO_ADDRESS = "cannot be read as an address or a command; look for blanks, quotes and the beginning (https://, smtp://)"
SETTINGS = ("GONGKAI_ALARM_WEBHOOK", "GONGKAI_SMTP", "GONGKAI_ALARM_COMMAND", "GONGKAI_HEARTBEAT")
HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
KEY = 8  # characters of the shortest word of a setting that is taken for a key or a password


def send(text: str, settings: Mapping[str, str], ways: Iterable[str] | None = None) -> dict[str, str]:
    """Send a message through every configured channel, or the ones named; return the failures by channel."""
    failures = {}
    for name in WAYS if ways is None else ways:
        if settings.get(name):
            try:
                WAYS[name](text, settings)
            except BROKEN as error:
                failures[name] = reason(error, settings)
    return failures


def reason(error: Exception, settings: Mapping[str, str]) -> str:
    """Return why a channel failed in words that hold nothing of the settings: an address or a command may carry a key or a password."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"the command ended with {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"the command took longer than {PATIENCE} s"
    if isinstance(error, OSError) and error.strerror and not isinstance(error, smtplib.SMTPException):
        return error.strerror  # without the name of the file
    if isinstance(error, ValueError | InvalidURL):
        return NO_ADDRESS
    if isinstance(error, HTTPException):
        return f"the answer is no HTTP ({type(error).__name__})"
    return without_settings(str(error), settings)


def without_settings(text: str, settings: Mapping[str, str]) -> str:
    """Return a text in which what a server repeats of the settings of the channels is replaced by `…`; short words are no keys."""
    words = {word for name in SETTINGS for word in re.split(r"[\s/?&=:@'\"]+", unquote(settings.get(name, ""))) if len(word) >= KEY}
    for word in sorted(words, key=len, reverse=True):
        if not HOST.fullmatch(word):
            text = text.replace(word, "…")
    return text


def webhook(text: str, settings: Mapping[str, str]) -> None:
    """POST the message as JSON in the shape the host expects; OSError if the answer says it was not accepted."""
    address = settings["GONGKAI_ALARM_WEBHOOK"]
    wants = entry(address)
    body = _fill(wants["body"], shortened(text, wants.get("bytes")))
    answer = _ask(Request(_http(address), json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"}))
    if "good" in wants:
        taken(answer, wants["good"])
    else:
        not_refused(answer)


def entry(address: str) -> dict[str, Any]:
    """Return the row of webhooks.yaml for the host of an address."""
    host = urlsplit(address).hostname or ""
    return next(each for each in _shapes() if host in each["hosts"] or not each["hosts"])


def shortened(text: str, most: int | None) -> str:
    """Return the message cut to a number of bytes of UTF-8: complete lines, and how many are left out."""
    if most is None or len(text.encode()) <= most:
        return text
    lines = text.splitlines()
    for kept in range(len(lines) - 1, 0, -1):
        short = "\n".join([*lines[:kept], f"… 另有 {len(lines) - kept} 行 {counted(len(lines) - kept, 'more line')}: gongkai status"])
        if len(short.encode()) <= most:
            return short
    return text.encode()[:most].decode(errors="ignore")


def taken(answer: bytes, good: Mapping[str, Any]) -> None:
    """Raise OSError if a host that answers everything with 200 reports a refusal in its JSON."""
    try:
        reply = json.loads(answer)
        refused = any(reply.get(key) != value for key, value in good.items())
    except (ValueError, AttributeError):
        refused = True
    if refused:
        raise OSError(f"refused: {answer.decode(errors='replace')[:200]}")


def not_refused(answer: bytes) -> None:
    """Raise OSError if a host of no known kind answers 200 with a JSON that says, as relays of 企业微信 and 钉钉 do, that it refused."""
    try:
        reply = json.loads(answer)
    except ValueError:
        return  # most hosts answer with a word or nothing
    if isinstance(reply, dict) and (reply.get("errcode") not in (None, 0) or reply.get("ok") is False):
        raise OSError(f"refused: {answer.decode(errors='replace')[:200]}")


@cache
def _shapes() -> tuple[dict[str, Any], ...]:
    return tuple(yaml_tables.read("archive.ops", "webhooks.yaml"))


def _fill(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _fill(each, text) for key, each in value.items()}
    return text if value == "{text}" else value


def heartbeat(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Request the heartbeat's address, if one is set, after a successful run; return the failure, if any."""
    address = settings.get("GONGKAI_HEARTBEAT")
    try:
        if address:
            _ask(Request(_http(address)))
    except BROKEN as error:
        return (f"GONGKAI_HEARTBEAT: {reason(error, settings)}",)
    return ()


def _http(address: str) -> str:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(NO_ADDRESS)
    return address


def _ask(request: Request) -> bytes:
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            found: bytes = answer.read(1000)
            return found
    except URLError as error:
        raise OSError(str(error.reason if not hasattr(error, "code") else f"answered {error}")) from error


def mail(text: str, settings: Mapping[str, str]) -> None:
    """Send the message through the server of GONGKAI_SMTP: smtp://[user:password@]host[:port][?from=address], smtps:// for implicit TLS."""
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
    subprocess.run(
        shlex.split(settings["GONGKAI_ALARM_COMMAND"]),
        input=text.encode(),
        timeout=PATIENCE,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


WAYS: dict[str, Callable[[str, Mapping[str, str]], None]] = {
    "GONGKAI_ALARM_WEBHOOK": webhook,
    "GONGKAI_ALARM_MAIL": mail,
    "GONGKAI_ALARM_COMMAND": command,
}
