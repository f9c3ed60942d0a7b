"""
The client: so many connections, each kept alive and asking again as soon as it was answered.

One thread on bare sockets, with requests written beforehand and answers of which only the status and the length are
read: a client that shares the machine with the server must cost little, or it would measure itself.
"""

from __future__ import annotations

import itertools
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

PATIENCE = 60
"""Seconds that an answer may take."""
_END, _LENGTH = b"\r\n\r\n", b"\r\ncontent-length: "


class WrongAnswerError(RuntimeError):
    """An answer that is no 200, in the middle of measuring."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one peer did in one turn."""

    seconds: float
    """From the first request to the last answer."""
    latencies: list[float]
    """Seconds from each request to the end of its answer."""
    cpu: float | None = None
    """Seconds of the server's processor time; None where the system does not tell."""

    @property
    def per_second(self) -> float:
        """Answer the throughput."""
        return len(self.latencies) / self.seconds


class _Line:
    """One connection and the answer that it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._whole = 0
        self._asked_at = 0.0

    def ask(self, request: bytes) -> None:
        self._received, self._whole = b"", 0
        self._asked_at = time.perf_counter()
        self.socket.sendall(request)

    def listen(self) -> float | None:
        """Take in what has arrived; answer the seconds that the answer took, once it is whole."""
        arrived = self.socket.recv(1 << 18)
        if not arrived:
            raise WrongAnswerError("the server has closed a connection")
        self._received += arrived
        if not self._whole and (end := self._received.find(_END)) >= 0:
            self._whole = end + len(_END) + self._announced(self._received[:end])
        if not self._whole or len(self._received) < self._whole:
            return None
        return time.perf_counter() - self._asked_at

    def _announced(self, head: bytes) -> int:
        if not head.startswith(b"HTTP/1.1 200"):
            raise WrongAnswerError(head.decode("latin-1"))
        return int(head.lower().partition(_LENGTH)[2].partition(b"\r\n")[0])


def take_turn(
    port: int,
    requests: Sequence[bytes],
    *,
    seconds: float,
    connections: int,
    cpu: Callable[[], float | None],
) -> Turn:
    """Ask one peer for so long, going round its requests; nothing is under way any more when the turn ends."""
    following = itertools.cycle(requests)
    lines = [_Line(port) for _ in range(connections)]
    try:
        cpu_before, begun = cpu(), time.perf_counter()
        latencies = list(_answers(lines, following, until=begun + seconds))
        ended, cpu_after = time.perf_counter(), cpu()
        taken = None if cpu_before is None or cpu_after is None else cpu_after - cpu_before
        return Turn(ended - begun, latencies, taken)
    finally:
        for line in lines:
            line.socket.close()


def _answers(lines: Sequence[_Line], following: Iterator[bytes], *, until: float) -> Iterator[float]:
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            line.ask(next(following))
            waiting.register(line.socket, selectors.EVENT_READ, line)
        while waiting.get_map():
            ready = waiting.select(PATIENCE)
            if not ready:
                raise WrongAnswerError(f"no answer within {PATIENCE} s")
            for key, _ in ready:
                latency = key.data.listen()
                if latency is None:
                    continue
                yield latency
                if time.perf_counter() < until:
                    key.data.ask(next(following))
                else:
                    waiting.unregister(key.fileobj)
