"""A mail server of a few lines: it takes every letter, or keeps the sender waiting."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Any


class Mailbox:
    """Takes letters on a port of loopback."""

    def __init__(self) -> None:
        """Open it; it is emptied by nobody."""
        self.letters: list[str] = []
        """The Message-IDs that were accepted."""
        self.held: list[str] = []
        """The Message-IDs of senders that were kept waiting for an answer."""
        self.is_holding = False
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.mailbox = self
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Take no more letters."""
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    mailbox: Mailbox


class _Session(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        """Speak as much SMTP as Django's backend needs."""
        self._say("220 mailbox")
        while line := self.rfile.readline():
            word = line[:4].decode("ascii", "replace").strip().upper()
            if word == "DATA":
                self._say("354 go on")
                self._take(self._letter())
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode("utf-8", "replace"))
        found = re.search(r"^Message-ID:\s*(\S+)", "".join(lines), re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    def _take(self, message_id: str) -> None:
        if self.server.mailbox.is_holding:
            self.server.mailbox.held.append(message_id)
            self.rfile.read(1)  # until the sender hangs up, or dies
            return
        self.server.mailbox.letters.append(message_id)
        self._say("250 taken")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())
