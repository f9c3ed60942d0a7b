"""`portal demo`: a whole college to look at, on this machine only."""

import io
import os
import signal
import socket
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from backend.database import disconnect

HOST = "127.0.0.1"
THREADS = 4  # requests at a time, each with a database connection
PARENT_CHECK = 0.2  # seconds

WELCOME = """
The portal is open; Ctrl-C closes it, and what you change stays for the next time.

  site      http://localhost:{port}/
  desk      http://localhost:{port}/admin/
  GraphiQL  http://localhost:{port}/graphql/

{accounts}
"""


class Command(BaseCommand):
    """Prepares the database, loads the demo college, and serves until Ctrl-C."""

    help = "Migrate, load the demo college, serve it on this machine, and print where to look and who to be."
    requires_system_checks = ()  # migrating checks

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --port."""
        parser.add_argument("--port", type=int, default=8000, help="the port to serve on (default: %(default)s)")

    def handle(self, *, port: int, **options: Any) -> None:
        """Do it all; raise CommandError when the port is taken, and under settings that are not for trying."""
        if not getattr(settings, "DEMO", False):
            raise CommandError("The demo is for trying the portal on one's own machine, not under these settings.")
        refuse_if_taken(port)
        self._tell("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        self._tell("Loading the demo college …")
        accounts = call_command("load_demo", stdout=io.StringIO())
        disconnect()  # the server's process must not inherit connections
        refuse_if_taken(port)  # somebody may have been quicker
        serve(port, WELCOME.format(port=port, accounts=accounts))

    def _tell(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()  # a pipe keeps it back otherwise, and the server's process would repeat it


def refuse_if_taken(port: int) -> None:
    """Raise CommandError that names a free port when this one is taken."""
    if not _is_free(port):
        free = next(other for other in range(port + 1, port + 1000) if _is_free(other))
        raise CommandError(f"Port {port} is taken, {free} is free: make demo PORT={free}")


def serve(port: int, welcome: str) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; print the welcome once requests are answered."""
    server = Granian(
        settings.WSGI_APPLICATION,
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    # Granian reloads on SIGHUP, but a terminal that closes should close its demo.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    server.serve(target_loader=partial(open_portal, os.getpid(), port, welcome), wrap_loader=False)


def open_portal(parent: int, port: int, welcome: str) -> Callable[..., Any]:
    """Load the application in the server's process, which lives no longer than the parent, however that ends."""
    os.setpgid(0, 0)  # the terminal's Ctrl-C is for the parent alone: a server that hears both may not stop
    if "PORTAL_BASE_URL" not in os.environ:
        settings.WAGTAILADMIN_BASE_URL = f"http://localhost:{port}"
    threading.Thread(target=_accompany, args=(parent, port, welcome), daemon=True).start()
    application: Callable[..., Any] = import_string(settings.WSGI_APPLICATION)
    return application


def _accompany(parent: int, port: int, welcome: str) -> None:
    welcomed = False
    while os.getppid() == parent:
        if not welcomed and _answers(port):
            welcomed = True
            print(welcome, flush=True)
        time.sleep(PARENT_CHECK)
    os._exit(1)  # a parent that was killed would leave the port taken


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that just ended do not count
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
