"""A server of the command line, for the tests of what is done beside one."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def served() -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server on a free port, and the line that says where; asked to end with the block, and ended however the block does."""
    server = subprocess.Popen([sys.executable, "-m", "app", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stdout is not None
        yield server, server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)
    finally:
        server.kill()
        server.wait()
        if server.stdout:
            server.stdout.close()
