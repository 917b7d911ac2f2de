"""Who may ask: the Host header, the page that a browser sends a request for, and the token."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mtcheck.server.errors import RefusedError

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,255})(?::\d{1,5})?", re.IGNORECASE)
SHORTEST_TOKEN = 16


def is_loopback(host: str) -> bool:
    """Whether what is bound to this address can be reached from this machine alone."""
    if host.lower() in {"localhost", "localhost."}:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask.

    ``hosts`` are the names that a Host header may hold besides this machine's own, which always may; None lets any
    name in. ``origins`` are those of pages and add-ons that may read answers: "*", exact ones, or with a * at the end
    ("moz-extension://*"). ``token`` is what checks need, None where they need none.
    """

    hosts: frozenset[str] | None = frozenset()
    origins: tuple[str, ...] = ()
    token: str | None = field(default=None, repr=False)

    def host_allowed(self, header: str) -> bool:
        """Whether a Host header names this server."""
        if self.hosts is None:
            return True
        found = _HOST.fullmatch(header)
        name = found.group(1).lower() if found else ""
        return name in self.hosts or is_loopback(name)

    def origin_pattern(self) -> str | None:
        """A regular expression that the allowed origins match in full; None where there are none."""
        if not self.origins:
            return None
        if "*" in self.origins:
            return ".*"
        return "|".join(re.escape(one).replace(r"\*", r"[\w.:-]*") for one in self.origins)

    def admit(self, headers: Headers, key: str | None) -> None:
        """Let a check in, or raise RefusedError; ``key`` is the form field ``apiKey``.

        A page that a browser shows may not use this server behind the reader's back: a request with another origin is
        refused unless that is allowed, and so is one without an origin that a page of another site caused.
        """
        origin = headers.get("origin")
        foreign = headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
        if origin is None and foreign:
            raise RefusedError(403, "Access from pages of other sites denied")
        pattern = self.origin_pattern()
        own = {f"http://{headers.get('host', '')}", f"https://{headers.get('host', '')}"}
        if origin is not None and origin not in own and not (pattern and re.fullmatch(pattern, origin)):
            raise RefusedError(403, f"Access with origin {origin[:80]} denied (see --allow-origin)")
        if self.token is not None and not self._has_token(headers, key):
            raise RefusedError(401, "a token is needed, as “Authorization: Bearer …” or as the field apiKey")

    def _has_token(self, headers: Headers, key: str | None) -> bool:
        scheme, _, value = headers.get("authorization", "").partition(" ")
        given = value.strip() if scheme.lower() == "bearer" else key or ""
        return hmac.compare_digest(given.encode("utf-8", "replace"), (self.token or "").encode())


class HostGuard:
    """Answers 421 to a request for another host: a page whose name was pointed at this machine (DNS rebinding)."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, in the manner of ASGI."""
        if scope["type"] == "http" and not self._access.host_allowed(Headers(scope=scope).get("host", "")):
            await PlainTextResponse("Error: this server is not called by that name", 421)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def unusable_token(token: str) -> str | None:
    """What is wrong with a token, or None."""
    if not token.isascii() or not token.isprintable() or " " in token:
        return "holds other characters than printable ASCII, or a space"
    return None if len(token) >= SHORTEST_TOKEN else f"has fewer than {SHORTEST_TOKEN} characters"


def unusable_origin(origins: Iterable[str]) -> str | None:
    """The first that is no origin such as https://desk.example or moz-extension://*, or None."""
    form = re.compile(r"[a-z][a-z0-9+.-]{0,40}://(?:[\w.:\[\]-]{1,260}|[\w.:-]{0,260}\*)")
    return next((one for one in origins if one != "*" and not form.fullmatch(one)), None)
