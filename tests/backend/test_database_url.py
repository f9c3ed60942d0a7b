"""What DATABASE_URL may say, and what is said when it says something else, or nothing."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import load_backend

from backend.database import database_settings, database_url


def test_every_part_arrives_decoded() -> None:
    assert database_settings(
        "postgresql://registrar:p%40ss%2Fword%3A@db.example:6432/micro%20majors?sslmode=require"
    ) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "micro majors",
        "USER": "registrar",
        "PASSWORD": "p@ss/word:",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "prepare_threshold": 3},
    }


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgres:///name?host=/var/run/postgresql", "/var/run/postgresql"),
        ("postgres://%2FUsers%2Fsockets/name", "/Users/sockets"),
        ("postgres://[::1]:5432/name", "::1"),
        ("postgres:///name", ""),
    ],
)
def test_sockets_and_addresses_of_every_kind_are_hosts(url: str, host: str) -> None:
    assert database_settings(url)["HOST"] == host


def test_the_timeout_joins_options_that_are_there() -> None:
    url = "postgresql://localhost/name?options=-c%20lock_timeout%3D5000"
    assert database_settings(url, statement_timeout=10_000)["OPTIONS"]["options"] == (
        "-c lock_timeout=5000 -c statement_timeout=10000"
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://root:s3cret@localhost/name", "not mysql"),
        ("sqlite:///s3cret.db", "not sqlite"),
        ("s3cret", "must be a PostgreSQL address"),
        ("postgresql://user:s3cret%zz@localhost/name", "cannot be read"),
        ("postgresql://user:s3cret@localhost/name?sllmode=require", "cannot be read"),
        ("postgresql://user:s3cret@localhost", "names no database"),
    ],
)
def test_a_bad_address_is_refused_without_telling_its_password(url: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason) as refusal:
        database_settings(url)
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize("value", [None, ""])
def test_no_address_is_told_at_the_first_use_only(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if value is not None:
        monkeypatch.setenv("DATABASE_URL", value)
    entry = database_settings(database_url(), statement_timeout=1000)

    connection = load_backend(entry["ENGINE"]).DatabaseWrapper(entry)

    assert connection.vendor == "postgresql"
    with pytest.raises(ImproperlyConfigured, match="set DATABASE_URL=postgresql://"):
        connection.get_connection_params()
