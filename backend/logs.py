"""Log lines that a machine can read, each with the id of the request that caused it."""

from __future__ import annotations

import json
import logging
import re
import time
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_QUOTED = re.compile(r"^(DETAIL|CONTEXT|QUERY|LINE \d+):.*$", re.MULTILINE)
"""Where PostgreSQL's errors quote the row or the statement that they are about."""

_OPENS = re.compile(r"(/(?:review|preview)/)[^/\s]+")
"""Addresses that are keys: of a review that a link opens, of a preview."""


class WithRequestId(logging.Filter):
    """Puts the current request's id on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with its request's id."""
        record.request_id = request_id.get()
        return True


class WithoutTokens(logging.Filter):
    """Takes out of Django's own lines, which tell whole addresses, what lets in whoever reads it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with a star for each token."""
        if isinstance(record.args, tuple):
            record.args = tuple(_OPENS.sub(r"\1*", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object per line, without the rows and statements that the database's errors quote: they hold people."""

    converter = staticmethod(time.gmtime)  # whichever zone the process is in

    def format(self, record: logging.LogRecord) -> str:
        """Answer the record as JSON: at, level, logger, request, message, its fields and, if any, the traceback."""
        line = {
            "at": f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": _without_quotes(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = _without_quotes(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _without_quotes(text: str) -> str:
    return _QUOTED.sub(r"\1: (left out)", text)
