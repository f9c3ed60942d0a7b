"""Whether the portal lives, and whether it is ready to serve."""

from __future__ import annotations

import logging
from functools import cache

from django.core.cache import cache as shared_cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from redis import RedisError

logger = logging.getLogger(__name__)


class NotMigratedError(Exception):
    """Says how many migrations wait."""


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; asks nothing of anybody."""
    return _answer({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated, and the cache answers; else 503 with what is missing."""
    missing = {
        name: trouble
        for name, trouble in (("database", _trouble_with_database()), ("cache", _trouble_with_cache()))
        if trouble
    }
    if missing:
        logger.warning("not ready: %s", missing)
        return _answer({"status": "unready", **missing}, status=503)
    return _answer({"status": "ready"})


def _trouble_with_database() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _ensure_migrated()
    except NotMigratedError as behind:
        return str(behind)
    except Error:
        return "unreachable"
    return None


def _trouble_with_cache() -> str | None:
    try:
        shared_cache.get("readyz")
    except (RedisError, Error):
        return "unreachable"
    return None


@cache
def _ensure_migrated() -> None:
    """Refuse a database that is behind the code; one that has caught up is not asked again: it takes 100 ms."""
    executor = MigrationExecutor(connection)
    if pending := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigratedError(f"{len(pending)} migrations pending")


def _answer(state: dict[str, str], status: int = 200) -> JsonResponse:
    return JsonResponse(state, status=status, headers={"Cache-Control": "no-store"})
