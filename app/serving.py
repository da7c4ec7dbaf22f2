"""The server around the app: its socket, its patience with connections, and the line that says where it is."""

import contextlib
import gc
import socket
from typing import Any

import anyio.to_thread
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from app.services import beside

SECONDS_TO_FINISH = 5
SECONDS_FOR_A_BODY, SECONDS_TO_ANSWER = 1, 4
"""How long whoever still sends, and whoever waits for an answer, is left once the server is to end; then the connection is closed."""
SECONDS_FOR_A_HEAD = 15
"""How long a connection may take to ask something; whoever holds it open for longer without a question is let go."""
FILES = 8192


class CannotListen(Exception):
    """The address is not to be had."""


class Patient(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # the class that fits what is installed
    """A connection that does not wait for ever, neither for a first question nor for the rest of a half one."""

    def connection_made(self, transport: Any) -> None:
        """Count from the moment that the connection is there."""
        super().connection_made(transport)
        self._let_go_at(self.loop.time() + self.timeout_keep_alive)

    def data_received(self, data: bytes) -> None:
        """Go on counting until a question is there as a whole."""
        waiting = self.timeout_keep_alive_task
        until = waiting.when() if waiting is not None else self.loop.time() + self.timeout_keep_alive
        super().data_received(data)
        asked = self.cycle is not None and not self.cycle.response_complete
        if not asked and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self._let_go_at(until)

    def shutdown(self) -> None:
        """End the connection once its answer is there, and in good time before the server gives up on it."""
        super().shutdown()
        if not self.transport.is_closing():
            sends = self.cycle is not None and self.cycle.more_body
            self.loop.call_later(SECONDS_FOR_A_BODY if sends else SECONDS_TO_ANSWER, self.transport.close)

    def _let_go_at(self, moment: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_at(moment, self.timeout_keep_alive_handler)


class _Server(uvicorn.Server):
    """Says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Backfunnel is ready at {self.address} (Ctrl+C ends it)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Figures that are being worked out beside the server would take longer than anyone may wait now."""
        await anyio.to_thread.run_sync(beside.close)
        await super().shutdown(sockets)


def listener_at(host: str, port: int) -> socket.socket:
    """A socket of our own at an address of this machine.

    Raises:
        CannotListen: with the system's reason.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(error.strerror) from None
    return listener


def config_of(app: ASGIApp) -> uvicorn.Config:
    """How the app is served. How much it does at once the app says itself, in its own words."""
    return uvicorn.Config(
        app,
        http=Patient,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        timeout_keep_alive=SECONDS_FOR_A_HEAD,
        backlog=2048,
        ws="none",
    )


def serve(app: ASGIApp, listener: socket.socket, host: str) -> None:
    """Serve until someone ends it."""
    shown = f"[{host}]" if ":" in host else host
    _allow_many_connections()
    gc.enable()
    gc.collect()
    gc.freeze()  # what is here to stay need not be looked through again and again
    _Server(config_of(app), f"http://{shown}:{listener.getsockname()[1]}").run(sockets=[listener])


def _allow_many_connections() -> None:
    """As many open files as the system lets us have without asking: a thousand idle connections are no reason to turn anyone away."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
