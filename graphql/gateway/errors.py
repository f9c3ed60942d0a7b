"""Top-level errors: bugs, limits, authentication and bad documents, each with a code; nothing else is said."""

from __future__ import annotations

import logging
from typing import Any

from django.db import OperationalError
from django.utils.translation import gettext as _
from graphql import GraphQLError
from psycopg.errors import QueryCanceled

logger = logging.getLogger(__name__)


class Unauthenticated(GraphQLError):
    """Asked for by somebody who has not signed in."""

    def __init__(self) -> None:
        """Say so, and nothing of what would have been there."""
        super().__init__(_("Sign in first."), extensions={"code": "UNAUTHENTICATED"})


class BadInput(GraphQLError):
    """An argument that cannot be read: an id of nothing, a cursor of another list."""

    def __init__(self, message: str) -> None:
        """Name the argument and the remedy."""
        super().__init__(message, extensions={"code": "BAD_USER_INPUT"})


def shown(error: GraphQLError, *, suggestions: bool) -> dict[str, Any]:
    """
    Answer an error as the client may see it.

    What was not raised on purpose is logged with its traceback and shown as INTERNAL, without a word of it.
    """
    original = error.original_error
    is_foreign = original is not None and not isinstance(original, GraphQLError)
    if is_foreign and error.path is not None:
        return _masked(error, original)
    if is_foreign:  # before anything was resolved: a value in the document or in its variables that no scalar takes
        return _with_place({"message": _("A value cannot be read."), "extensions": {"code": "BAD_DOCUMENT"}}, error)
    extensions = dict(error.extensions or {})
    if "code" not in extensions and error.path is not None and not error.message.startswith("Argument "):
        return _masked(error, error)  # the executor's own: a value of ours is not what the schema says
    extensions.setdefault("code", "BAD_DOCUMENT" if error.path is None else "BAD_USER_INPUT")
    message = error.message if suggestions else error.message.partition(" Did you mean")[0]
    return _with_place({"message": message, "extensions": extensions}, error)


def _masked(error: GraphQLError, original: BaseException | None) -> dict[str, Any]:
    if isinstance(original, OperationalError) and isinstance(original.__cause__, QueryCanceled):
        answer = {"message": _("This took too long; ask for less."), "extensions": {"code": "TIMEOUT"}}
    else:
        logger.error("unexpected error at %s", error.path, exc_info=original)
        answer = {"message": _("Something went wrong on our side."), "extensions": {"code": "INTERNAL"}}
    return _with_place(answer, error)


def _with_place(answer: dict[str, Any], error: GraphQLError) -> dict[str, Any]:
    if error.locations:
        answer["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        answer["path"] = error.path
    return answer
