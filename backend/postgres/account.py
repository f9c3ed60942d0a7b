"""Runs PostgreSQL's programs as somebody they accept: they refuse root."""

import os
import pwd
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backend.postgres import PostgresError

SERVANTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Somebody without privileges who runs the server in root's place."""

    name: str
    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """Answer who runs the server in root's place, or None where the present user can: the owner of data that exist."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account(data.owner(), owner, data.stat().st_gid)
    for name in SERVANTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        f"PostgreSQL refuses to run as root, and none of {', '.join(SERVANTS)} exists here: run this as a normal user."
    )


def run(account: Account | None, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as the account (None: as the present user) and answer its status and output.

    It sees neither our environment (PGPORT and the like would change its meaning) nor the terminal's Ctrl-C.
    Raises PostgresError when it cannot be started at all.
    """
    try:
        return subprocess.run(
            command,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except OSError as error:
        who = f" as user {account.name}" if account else ""
        raise PostgresError(f"{command[0]} cannot be run{who}: {error.strerror}.") from error
