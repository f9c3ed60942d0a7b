"""The parts, started natively: their secrets, their settings, their logs, and their end."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from backend.ports import free_ports
from backend.postgres.cluster import Cluster
from deploy.native.mailbox import Mailbox

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "portal.test"
PROGRAMS = {"redis-server": "redis-server", "nginx": "nginx-light", "openssl": "openssl"}
PATIENCE = 30
"""Seconds that a part may take to end."""


class Trouble(Exception):
    """Says what hinders a start, and the remedy."""


class House:
    """A folder with everything in it, and the processes that were started from it."""

    def __init__(self) -> None:
        """Refuse where a program is missing; nothing runs yet."""
        search = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
        self._programs = {name: shutil.which(name, path=search) or "" for name in PROGRAMS}
        if missing := [package for name, package in PROGRAMS.items() if not self._programs[name]]:
            raise Trouble(f"Not everything is installed: apt-get install --no-install-recommends {' '.join(missing)}")
        self._ending = ExitStack()
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        name = tempfile.mkdtemp(prefix="portal-native-", dir="/var/tmp")
        self.folder = Path(name)
        self._ending.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o711)
        for part in ("secrets", "state/media/images", "state/media/documents", "static", "logs", "proxy"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "secrets").chmod(0o700)
        self.mailbox = Mailbox()
        self._ending.callback(self.mailbox.close)
        self.ports = dict(zip(("redis", "web", "http", "https"), free_ports(4), strict=True))
        self.secrets: dict[str, str] = {}

    def __enter__(self) -> House:
        """Begin; whatever happens inside, nothing is left running."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every part that was started, by its process id, and remove the folder."""
        for name in reversed(list(self._parts)):
            self.end(name, signal.SIGTERM)
        self._ending.close()

    # Preparing ----------------------------------------------------------------------------------------

    def make_secrets(self) -> None:
        """Make what deploy/make-secrets makes, for this run only, and a certificate that signs itself."""
        password = secrets.token_hex(24)
        self.secrets = {
            "secret_key": secrets.token_urlsafe(64),
            "database_url": self._database(),
            "redis_password": password,
            "redis_url": f"redis://:{password}@127.0.0.1:{self.ports['redis']}/0",
            "email_url": f"smtp+plain://127.0.0.1:{self.mailbox.port}",
        }
        for name, value in self.secrets.items():
            path = self.folder / "secrets" / name
            path.touch(mode=0o600)
            path.write_text(value)
        self._run(
            self._programs["openssl"], "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
            "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1",
            "-keyout", str(self.folder / "secrets/tls_key"), "-out", str(self.folder / "secrets/tls_certificate"),
        )  # fmt: skip

    def environment(self, **more: str) -> dict[str, str]:
        """Answer what docker-compose.yml and the Dockerfile give to web and worker, with the places of this run."""
        at = self.folder
        files = [name for name in self.secrets if name.endswith(("_key", "_url"))]
        served = dict(re.findall(r"^\s+(GRANIAN_\w+)=(\S+)", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE))
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'graphql'}",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "backend.settings.production",
            "ALLOWED_HOSTS": HOST,
            "PORTAL_BASE_URL": f"https://{HOST}",
            "PORTAL_STATE_DIR": str(at / "state"),
            "PORTAL_STATIC_DIR": str(at / "static"),
            "PORTAL_TRUSTED_PROXY": "1",
            "SCHOOL_MAIL_DOMAIN": "mail.school.test",
            **{f"{name.upper()}_FILE": str(at / "secrets" / name) for name in files},
            **served,
            "GRANIAN_HOST": "127.0.0.1",
            "GRANIAN_PORT": str(self.ports["web"]),
            **more,
        }

    def portal(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the portal to its end, under production's settings unless told otherwise."""
        return subprocess.run(
            [sys.executable, "-m", "backend.console", *words],
            check=False,
            capture_output=True,
            text=True,
            cwd=CHECKOUT,
            env=self.environment(**more),
            timeout=300,
        )

    # Starting and ending ------------------------------------------------------------------------------

    def start_redis(self) -> None:
        """Start Redis as docker-compose.yml does, its password read from a file."""
        path = self.folder / "secrets" / "redis.conf"
        path.write_text(
            f"requirepass {self.secrets['redis_password']}\nport {self.ports['redis']}\nbind 127.0.0.1\n"
            f'save ""\nappendonly no\ndir {self.folder}\nmaxmemory 192mb\nmaxmemory-policy allkeys-lru\n'
        )
        self._start("redis", self._programs["redis-server"], str(path))

    def start_web(self) -> None:
        """Start the server with the settings of the Dockerfile."""
        self._start("web", str(Path(sys.executable).with_name("granian")), "backend.wsgi:application")

    def start_worker(self) -> None:
        """Start the worker."""
        self._start("worker", sys.executable, "-m", "backend.console", "work")

    def start_proxy(self) -> None:
        """Start nginx with deploy/nginx.conf: only places and ports are others, and what this nginx is too old for."""
        conf = (CHECKOUT / "deploy/nginx.conf").read_text()
        version = self._run(self._programs["nginx"], "-v")
        found = re.search(r"nginx/(\d+)\.(\d+)", version)
        is_old = found is None or (int(found[1]), int(found[2])) < (1, 28)
        changes = {
            "server web:8000 resolve;": f"server 127.0.0.1:{self.ports['web']};",
            "resolver 127.0.0.11 valid=5s;": "",
            "listen 8080 ": f"listen 127.0.0.1:{self.ports['http']} ",
            "listen 8443 ": f"listen 127.0.0.1:{self.ports['https']} ",
            "/run/secrets/": f"{self.folder}/secrets/",
            "/tmp/": f"{self.folder}/proxy/",  # noqa: S108  the place in the container
            "root /var/lib/portal;": f"root {self.folder}/state;",
        } | ({"http2 on;": ""} if is_old else {})
        if gone := [theirs for theirs in changes if theirs not in conf]:
            raise Trouble(f"deploy/nginx.conf has {gone} no more: deploy/native/house.py relies on it.")
        path = self.folder / "proxy" / "nginx.conf"
        path.write_text(re.sub("|".join(map(re.escape, changes)), lambda found: changes[found[0]], conf))
        self._start("proxy", self._programs["nginx"], "-c", str(path), "-g", "daemon off;")

    def end(self, name: str, number: signal.Signals) -> int:
        """Send a signal to a part and to all that it started, wait, and answer its status."""
        process = self._parts.pop(name)
        with suppress(ProcessLookupError):
            if number is signal.SIGKILL:
                os.killpg(process.pid, number)  # each part leads a group of its own
            else:
                process.send_signal(number)
        try:
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait()

    def pid(self, name: str) -> int:
        """Answer the process id of a part."""
        return self._parts[name].pid

    def log(self, name: str) -> list[str]:
        """Answer what a part has written so far, line by line."""
        return (self.folder / "logs" / name).read_text("utf-8", "replace").splitlines()

    def _start(self, name: str, *command: str) -> None:
        with (self.folder / "logs" / name).open("ab") as log:
            self._parts[name] = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Trouble(f"{command[0]}: {done.stdout}")
        return done.stdout

    def _database(self) -> str:
        """Answer the address of a new database, which goes when this ends."""
        if given := os.environ.get("DATABASE_URL"):
            name = f"portal_native_{secrets.token_hex(4)}"
            _tell_server(given, "CREATE DATABASE {}", name)
            self._ending.callback(_tell_server, given, "DROP DATABASE {} WITH (FORCE)", name)
            return re.sub(r"^(\w+://[^/]*/)[^?]*", rf"\g<1>{name}", given)
        cluster = self._ending.enter_context(Cluster(self.folder / "postgres").joined())
        return cluster.ensure_database("portal")


def _tell_server(url: str, command: LiteralString, name: str) -> None:
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(command).format(sql.Identifier(name)))
