"""/healthz says that the process lives, /readyz that it can serve; both without a host's name and without TLS."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from redis import ConnectionError as RedisIsAwayError

from backend import health

REDIS = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
MIDDLEWARE = [
    "backend.middleware.RequestId",
    "backend.middleware.HealthChecks",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    """Forget that a database was seen migrated, before and after."""
    health._ensure_migrated.cache_clear()
    yield
    health._ensure_migrated.cache_clear()


def test_healthz_asks_nobody(client: Client) -> None:
    response = client.get("/healthz")  # no database here: pytest would refuse to ask it
    assert (response.status_code, response.json(), response["Cache-Control"]) == (200, {"status": "ok"}, "no-store")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_checks_come_by_address_and_without_tls(client: Client, settings, path: str) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["portal.school.test"]
    response = client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert (response.status_code, bool(response["X-Request-Id"])) == (200, True)
    assert client.get("/graphql/", headers={"Host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_readyz_is_cheap_once_the_database_was_seen_migrated(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}
    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_counts_the_migrations_that_wait_until_they_have_run(client: Client) -> None:
    leaf = MigrationExecutor(connection).loader.graph.leaf_nodes()[0]
    MigrationRecorder(connection).record_unapplied(*leaf)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "unready", "database": "1 migrations pending"},
    )
    MigrationRecorder(connection).record_applied(*leaf)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_says_that_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("could not connect to 10.0.0.9: password authentication failed")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unready", "database": "unreachable"})


@pytest.mark.django_db
def test_readyz_says_that_redis_does_not_answer(client: Client, settings) -> None:
    settings.CACHES = REDIS
    with pytest.raises(RedisIsAwayError):
        cache.get("anything")
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unready", "cache": "unreachable"})
