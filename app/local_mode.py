"""What stands between a browser and an app without accounts: whom to answer, and what to say on every answer.

In local mode the browser is the attacker: any page on the web can post a form to 127.0.0.1, or point a name of its own there.
So the Host must be this machine by name, and whatever changes or computes must come from a page of ours. Plain ASGI, because it is on
the path of every request, and outermost, so that errors carry the same headers.
"""

import asyncio
import re
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problem_shape import refusal
from app.db.patience import asked_now

Headers = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' https://cdn.jsdelivr.net; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: Headers = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cache-control", b"no-store"),
]
SECONDS_FOR_A_BODY = 20.0
LARGE = 1_000_000
"""Bytes from which on a body is a file that somebody uploads: it may take its time, as long as enough of it keeps coming."""
LEAST = 20_000
"""Bytes of such a file that must come within the seconds for a body, again and again."""
MOST_UNDER_WAY = 400
_REPLACEABLE = frozenset(name for name, _ in SECURITY_HEADERS)
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_OWN_HOST = re.compile(rb"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class LocalMode:
    """Wraps an app: refuses other hosts and other sites, numbers every request, and completes every answer's headers.

    It also refuses what would only wait: beyond so many requests under way, one more is asked to come again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        asked = _Asked(scope["headers"])
        request_id = asked.request_id
        scope["request_id"] = request_id.decode()
        answer = _Answer(scope["path"], request_id, send)
        if not asked.is_for_this_machine:
            await answer.refuse(421, "This is a local app: open it at http://127.0.0.1 or http://localhost.")
        elif scope["method"] not in _SAFE_METHODS and not asked.is_from_own_page:
            await answer.refuse(403, "The request comes from another site, so it is not taken.")
        elif self._under_way >= MOST_UNDER_WAY:
            await answer.refuse(503, "Too much is asked at once. Please try again in a moment.", [(b"retry-after", b"1")])
        else:
            self._under_way += 1
            asked_now()
            try:
                await self.app(scope, receive if scope["method"] in _SAFE_METHODS else _Body(receive).receive, answer.send)
            finally:
                self._under_way -= 1


class _Body:
    """Passes a body on while it comes, for so long and no longer; whoever is slower, or all but stops within a file, is gone."""

    __slots__ = ("_deadline", "_receive", "_size", "_stretch")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = self._stretch = 0
        self._deadline: float | None = asyncio.get_running_loop().time() + SECONDS_FOR_A_BODY

    async def receive(self) -> Message:
        """The next part of the body; once it is whole, whatever comes."""
        if self._deadline is None:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._deadline = None
            return {"type": "http.disconnect"}
        if not message.get("more_body"):
            self._deadline = None
            asked_now()
            return message
        came = len(message.get("body", b""))
        self._size += came
        self._stretch += came
        if self._size > LARGE and self._stretch >= LEAST:
            self._stretch = 0
            self._deadline = asyncio.get_running_loop().time() + SECONDS_FOR_A_BODY
        return message


class _Asked:
    """The few request headers that matter here."""

    __slots__ = ("hosts", "origin", "request_id", "site")

    def __init__(self, headers: Headers) -> None:
        self.hosts: list[bytes] = []
        self.origin = self.site = None
        given = b""
        for name, value in headers:
            if name == b"host":
                self.hosts.append(value)
            elif name == b"origin":
                self.origin = value
            elif name == b"sec-fetch-site":
                self.site = value
            elif name == b"x-request-id":
                given = value
        self.request_id = given if _REQUEST_ID.fullmatch(given) else token_hex(8).encode()

    @property
    def is_for_this_machine(self) -> bool:
        """Exactly one Host, and a name that no one else can point here."""
        return len(self.hosts) == 1 and _OWN_HOST.fullmatch(self.hosts[0]) is not None

    @property
    def is_from_own_page(self) -> bool:
        """By the browser's own word where it gives one, otherwise by the origin; programs such as curl send neither."""
        if self.site is not None:
            return self.site in (b"same-origin", b"none")
        if self.origin is not None:
            return self.origin.lower() in (b"http://" + self.hosts[0].lower(), b"https://" + self.hosts[0].lower())
        return True


class _Answer:
    """Sends an answer on, with its headers completed."""

    __slots__ = ("_path", "_replaced", "_request_id", "_send")

    def __init__(self, path: str, request_id: bytes, send: Send) -> None:
        self._path, self._request_id, self._send = path, request_id, send
        self._replaced = False

    async def send(self, message: Message) -> None:
        """Pass a message on; the server's own bare words about a body too large are put in our shape."""
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            headers: Headers = list(message.get("headers", ()))
            if message["status"] == 413 and (b"content-type", b"text/plain; charset=utf-8") in headers:
                self._replaced = True
                await self.refuse(413, "The body is larger than is taken here.")
                return
            message = {**message, "headers": self._completed(headers)}
        await self._send(message)

    async def refuse(self, status: int, detail: str, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
        """Answer without asking the app."""
        kind, body = refusal(self._path, status, detail)
        headers: Headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *more]
        start: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": self._completed(headers)}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    def _completed(self, headers: Headers) -> Headers:
        own = [name for name, _ in headers if name in _REPLACEABLE]
        if own:
            headers += [header for header in SECURITY_HEADERS if header[0] not in own]
        else:
            headers += SECURITY_HEADERS
        headers.append((b"x-request-id", self._request_id))
        return headers
