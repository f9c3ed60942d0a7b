"""What the portal is asked: documents that its schema knows and that its limits let pass."""

import json
from pathlib import Path

import pytest

from benchmarks.requests import DOCUMENTS, GRAPHS, LIST, PEERS, SCREENS, Page, requests_of
from gateway.execution import prepare

PAGES = [Page(21, "/01/wz0000/", "wz0000"), Page(22, "/02/wz0001/", "wz0001")]


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("portal_*.graphql")), ids=lambda path: path.stem)
def test_the_schema_knows_all_that_is_asked_for(path: Path) -> None:
    prepare(path.read_text("utf-8"), name=None, variables={"path": "/01/wz0000/"}, may_introspect=False)


def test_every_graph_has_a_document_for_every_screen_and_none_is_left_over() -> None:
    asked = {f"{name}_{screen}.graphql" for _, name in GRAPHS.values() for screen in SCREENS}

    assert {path.name for path in DOCUMENTS.iterdir()} == asked


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("peer", PEERS)
def test_a_request_is_written_as_it_goes_over_the_wire(peer: str, screen: str) -> None:
    requests = requests_of(peer, screen, PAGES)
    head, _, body = requests[0].written().partition(b"\r\n\r\n")

    assert len(requests) == (1 if screen == LIST else len(PAGES))
    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")
    assert head.startswith(b"POST " if peer in GRAPHS else b"GET ")
    if peer in GRAPHS:
        assert set(json.loads(body)) == {"query", "variables"}
