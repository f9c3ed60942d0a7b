"""One PostgreSQL server, seen from outside: its data folder, its process, its port."""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backend.ports import LOOPBACK, free_port
from backend.postgres import PostgresError
from backend.postgres.account import Account, run

SUPERUSER = "portal"
HOST = LOOPBACK
START_ATTEMPTS = 5
START_PATIENCE = 120  # seconds: recovery after a crash reads the whole log of changes
STOP_PATIENCE = 60  # seconds: a stop writes everything down first


@dataclass(frozen=True)
class Server:
    """A data folder, the programs that serve it, and the account that runs them."""

    data: Path
    binaries: Path
    account: Account | None

    def pid(self) -> int | None:
        """Answer the process that serves the data folder now, whatever its pid file claims; None if none does."""
        claimed = self._claimed_pid()
        return claimed if claimed and _serves(claimed, self.data) else None

    def port(self) -> int:
        """Answer the port of the running server."""
        return int(self._pid_file.read_text().splitlines()[3])

    def initialise(self, password_file: Path, *, durable: bool) -> None:
        """Make the data folder, which is there only when it is complete; the superuser has the file's password."""
        draft = self.data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", *([] if durable else ["--no-sync"])]
        who = ["-U", SUPERUSER, f"--pwfile={password_file}"]
        made = run(self.account, self.binaries / "initdb", "-D", draft, *who, *options)
        if made.returncode != 0:
            raise PostgresError(f"The database could not be made in {draft}:\n{made.stdout.strip()}")
        draft.rename(self.data)

    def start(self, settings: Mapping[str, str]) -> None:
        """Start on a free port of the loopback and wait until it answers.

        Several tries: another program may take the port first, and what a killed server left dies a moment later.
        """
        self._log.unlink(missing_ok=True)
        for attempt in range(START_ATTEMPTS):
            self._forget_false_claim()
            places = {"listen_addresses": HOST, "port": str(free_port()), "unix_socket_directories": ""}
            options = shlex.join(f"--{name}={value}" for name, value in {**settings, **places}.items())
            if self._control("start", START_PATIENCE, "-l", self._log, "-o", options).returncode == 0:
                return
            time.sleep(attempt * 0.5)
        raise PostgresError(f"PostgreSQL does not start in {self.data}; its log ends:\n{self._end_of_log()}")

    def stop(self, mode: str) -> None:
        """Stop the server if it runs and wait for its end; modes are PostgreSQL's: fast, or immediate as in a crash."""
        if self.pid() is None:
            return
        stopped = self._control("stop", STOP_PATIENCE, "-m", mode)
        if stopped.returncode != 0 and (pid := self.pid()):
            raise PostgresError(f"PostgreSQL (process {pid}, {self.data}) does not stop: {stopped.stdout.strip()}")

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _control(self, action: str, patience: int, *options: str | Path) -> subprocess.CompletedProcess[str]:
        words = (action, "-D", self.data, "--wait", "-t", str(patience))
        return run(self.account, self.binaries / "pg_ctl", *words, *options)

    def _claimed_pid(self) -> int | None:
        with suppress(FileNotFoundError, NotADirectoryError, ValueError, IndexError):
            return int(self._pid_file.read_text().splitlines()[0])
        return None

    def _forget_false_claim(self) -> None:
        """Remove a pid file that PostgreSQL would believe: an unreadable one, or one that names a stranger's process.

        One of a dead process stays: PostgreSQL sees that itself, and still finds in it what the dead one's children
        share, so that two servers never write to one folder.
        """
        claimed = self._claimed_pid()
        if claimed is None or (_is_alive(claimed) and not _serves(claimed, self.data)):
            self._pid_file.unlink(missing_ok=True)

    def _end_of_log(self) -> str:
        with suppress(FileNotFoundError):
            return "\n".join(self._log.read_text(errors="replace").splitlines()[-8:])
        return "(nothing)"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, as somebody else
    return True


def _serves(pid: int, data: Path) -> bool:
    return f" -D {data} " in f"{_command_of(pid)} "


def _command_of(pid: int) -> str:
    """Answer the command line of a process; empty when it is gone."""
    if Path("/proc/self/cmdline").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").rstrip("\0").replace("\0", " ")
        return ""
    return run(None, "/bin/ps", "-ww", "-o", "command=", "-p", str(pid)).stdout.strip()
