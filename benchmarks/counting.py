"""Counting the SQL statements of one answer, where a request asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Sql-Statements"


class CountStatements:
    """Answers with the number of statements that a request caused, if the request bears the header too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, counted or not; who does not ask pays nothing."""
        if HEADER not in request.headers:
            return self.get_response(request)
        statements = 0

        def count(execute: Callable[..., Any], *how: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*how)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = str(statements)
        return response
