"""Before anything is timed: every peer answers, and all of them say the same."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence

from benchmarks.answers import facts_of
from benchmarks.counting import HEADER
from benchmarks.environment import HOST
from benchmarks.requests import PEERS, SCREENS, Page, Request, requests_of


class DisagreementError(RuntimeError):
    """Says which peer fails to answer, or says something else than the portal."""


def checked(port: int, pages: Sequence[Page]) -> Mapping[tuple[str, str], tuple[int, int]]:
    """
    Answer the SQL statements and the bytes of each peer's answer on each screen.

    :raises DisagreementError: not every peer answers 200 and the portal's facts
    """
    found = {}
    for screen in SCREENS:
        said = None
        for peer in PEERS:
            request = requests_of(peer, screen, pages)[0]
            _send(port, peer, request)  # the first one pays for what a process reads once
            statements, body = _send(port, peer, request)
            try:
                facts = facts_of(peer, screen, json.loads(body))
            except (LookupError, TypeError, StopIteration, ValueError) as error:
                raise DisagreementError(f"{peer} does not say on the {screen} what it should: {error!r}") from error
            said = said or facts
            if differing := [name for name in said if said[name] != facts[name]]:
                pairs = "\n".join(
                    f"  {name}: {said[name]!s:.300}\n  against {facts[name]!s:.300}" for name in differing
                )
                raise DisagreementError(f"{peer} says something else than {PEERS[0]} on the {screen}:\n{pairs}")
            found[peer, screen] = statements, len(body)
    return found


def _send(port: int, peer: str, request: Request) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {**request.headers, "Host": HOST, HEADER: "1"}
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise DisagreementError(f"{peer} answers {answer.status} to {request.path}: {body[:500]!r}")
    return int(answer.headers[HEADER]), body
