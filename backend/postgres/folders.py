"""Where the embedded PostgreSQL lives: in the checkout, or for root where the server's account can reach it."""

import hashlib
import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from backend.postgres import PostgresError

CHECKOUT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")  # noqa: S108  what is made there is claimed first
PLENTY = 2 * 1024**3  # bytes of memory that tests may take


def state_folder(purpose: str) -> Path:
    """Answer the folder of this checkout for a purpose; it is not made yet.

    Root's checkout often lies under a home that no other account may enter, and the server cannot run as root: root's
    folders lie beside other servers' data, named after the checkout and what it was given at its first start, so that
    a new clone at an old place begins anew. PORTAL_STATE_DIR puts them elsewhere.
    """
    if base := os.environ.get("PORTAL_STATE_DIR"):
        return Path(base).resolve() / "postgres" / purpose
    if os.geteuid() == 0:
        return Path("/var/lib") / _own_name(purpose)
    return CHECKOUT / ".portal" / "postgres" / purpose


def scratch_folder(purpose: str) -> Path:
    """Answer the folder for what may be lost: in memory where that is plenty, since cloning makes many small files."""
    if "PORTAL_STATE_DIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < PLENTY:
        return state_folder(purpose)
    return MEMORY / _own_name(purpose)


def _own_name(purpose: str) -> str:
    digest = hashlib.sha256(os.fsencode(CHECKOUT) + _identity().encode()).hexdigest()[:12]
    return f"micro-majors-{os.geteuid()}-{digest}-{purpose}"


def _identity() -> str:
    """Answer by what this checkout is told from an earlier one at the same place, whose data is not its own."""
    path = CHECKOUT / ".portal" / "identity"
    if path.exists():
        return path.read_text("ascii")
    try:
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(f"identity.{os.getpid()}")
        draft.write_text(secrets.token_hex(8), "ascii")
        with suppress(FileExistsError):
            os.link(draft, path)  # in one go: whoever comes second reads what the first one wrote
        draft.unlink()
    except OSError as error:
        raise PostgresError(f"{path} cannot be written ({error.strerror}): name a PORTAL_STATE_DIR.") from error
    return path.read_text("ascii")


def claim_folder(folder: Path, mode: int) -> None:
    """Make a folder of ours with this mode; refuse a link, and a folder that somebody else owns or could write to."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
    except OSError as error:
        raise PostgresError(f"{folder} cannot be made ({error.strerror}): name another PORTAL_STATE_DIR.") from error
    status = folder.lstat()
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
    if not ours:
        raise PostgresError(f"{folder} is not a folder that only we can write to: move it away, then try again.")
    folder.chmod(mode)  # past the umask: the server's account must be able to walk through root's folder
