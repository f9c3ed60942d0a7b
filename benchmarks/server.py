"""The one server that answers for the portal and for all peers: production's, with one process."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from backend.postgres.folders import CHECKOUT
from backend.settings.environment import BLOCKING_THREADS

STARTS_WITHIN = 60
"""Seconds."""


class NotServingError(RuntimeError):
    """Says how the server ended, or that it did not begin."""


@contextmanager
def serving(variables: Mapping[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """Serve under these variables; answer port (of the loopback) and process, and end the server after."""
    port = _free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws", "--workers", "1",
        "--blocking-threads", str(BLOCKING_THREADS), "--workers-kill-timeout", "5",
        "--host", "127.0.0.1", "--port", str(port), "backend.wsgi:application",
    ]  # fmt: skip
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=CHECKOUT, env=dict(variables), stdout=output, stderr=output) as process,
    ):
        try:
            _wait(process, port, log)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise NotServingError(f"the server does not answer; its log ends:\n{log.read_text('utf-8', 'replace')[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
