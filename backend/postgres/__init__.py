"""A PostgreSQL of the checkout's own, for trying and testing: real, nothing to install, and safe to kill.

`cluster` is the door; it stands on `server` (one running server), `binaries` (whose programs), `account` (who runs
them), `folders` (where it all lies) and `leases` (who uses it). No module of Django's is needed here.
"""


class PostgresError(RuntimeError):
    """Says what hinders the embedded PostgreSQL, and what to do about it."""
