"""HTTP proxies: which one a URL goes through, and what is said to it."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # public in CPython, absent in its stubs

from gongkai.errors import UsageError

SCHEME_PORTS = {"http": 80}


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)  # value of Proxy-Authorization; never archived

    @property
    def url(self) -> str:
        """The proxy's URL without credentials, as records name it."""
        return f"http://{self.host}:{self.port}"

    @classmethod
    def of(cls, url: str) -> Proxy:
        """Parse `[http://][user:password@]host[:port]`; UsageError if it is no such URL.

        >>> Proxy.of("http://a:b@proxy.example:3128").url
        'http://proxy.example:3128'
        """
        parts = urlsplit(url if "://" in url else f"http://{url}")
        try:
            port, host = parts.port, parts.hostname
        except ValueError:
            port, host = None, None
        if parts.scheme not in SCHEME_PORTS or not host:
            raise UsageError(f"the proxy {url.rpartition('@')[2]} cannot be used: write http://host:port")
        secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        authorization = f"Basic {b64encode(secret.encode()).decode()}" if parts.username else ""
        return cls(host, port or SCHEME_PORTS[parts.scheme], authorization)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies of a run, by the scheme of a URL; without any, all requests go straight to the host."""

    http: Proxy | None = None
    https: Proxy | None = None
    without: str = ""  # hosts that are asked directly, as in `no_proxy`

    @classmethod
    def of(cls, http: str, https: str, without: str) -> Proxies:
        """Parse the values of `http_proxy`, `https_proxy` and `no_proxy`, empty for none."""
        return cls(Proxy.of(http) if http else None, Proxy.of(https) if https else None, without)

    @classmethod
    def in_force(cls, given: Mapping[str, str], environment: Mapping[str, str]) -> Proxies:
        """Return the proxies that are given under the names of the environment's variables, else those of the environment.

        >>> Proxies.in_force({"http_proxy": "a:1"}, {"http_proxy": "http://b:2", "HTTPS_PROXY": "http://c:3"}).http.url
        'http://a:1'
        """
        names = ("http_proxy", "https_proxy", "no_proxy")
        upper = {name: environment.get(name.upper(), "") for name in names[1:]}  # HTTP_PROXY may be a header of a CGI request
        return cls.of(*(given.get(name) or environment.get(name) or upper.get(name, "") for name in names))

    def chosen(self, url: str | None) -> Proxy | None:
        """Return the proxy that a component chose by its URL, with its credentials if it is one of the run's; None for none."""
        own = [proxy for proxy in (self.http, self.https) if proxy and proxy.url == url]
        return own[0] if own else Proxy.of(url) if url else None

    def url_for(self, url: str) -> str:
        """Return the URL of the proxy that an http or https URL is asked through, without credentials; "" for none."""
        parts = urlsplit(url)
        proxy = self.for_url(parts.scheme, parts.hostname or "")
        return proxy.url if proxy else ""

    def for_url(self, scheme: str, host: str) -> Proxy | None:
        """Return the proxy of a URL, None if its host is asked directly: excepted, or on this machine.

        >>> Proxies.of("proxy:3128", "", "gov.cn").for_url("http", "www.gov.cn")
        """
        proxy = self.https if scheme == "https" else self.http
        if proxy is None or _is_loopback(host):
            return None
        return None if self.without and proxy_bypass_environment(host, {"no": self.without}) else proxy


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
