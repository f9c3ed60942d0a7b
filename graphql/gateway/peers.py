"""
Batching: the rows of one list are peers, and what one of them needs is loaded for all of them at once.

A list costs the same number of queries for one row as for a hundred, without looking ahead at what a document
selects: the first row that is asked for an edge loads it for its peers, and what it loads are peers again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

Row = TypeVar("Row")
Value = TypeVar("Value")

Loader = Callable[[Sequence[Any]], Mapping[Any, Value]]
"""Answers an edge's value for each of these rows, by the row's ``pk``."""

_MARK = "_peers"


class Peers:
    """Rows that were read together, with what has been loaded for them."""

    def __init__(self, rows: Sequence[Any]) -> None:
        """Keep the rows."""
        self.rows = rows
        self._loaded: dict[Hashable, Mapping[Any, Any]] = {}

    def load(self, edge: Hashable, loader: Loader[Value]) -> Mapping[Any, Value]:
        """Answer the edge for every row by its ``pk``; the loader runs once, and what it answers is shared in turn."""
        if (loaded := self._loaded.get(edge)) is None:
            loaded = self._loaded[edge] = loader(self.rows)
            share(_rows_in(loaded.values()))
        return loaded


def share(rows: Iterable[Row]) -> list[Row]:
    """Make these rows peers of one another, and answer them as a list."""
    listed = list(rows)
    peers = Peers(listed)
    for row in listed:
        setattr(row, _MARK, peers)
    return listed


def peers_of(row: Any) -> Peers:
    """Answer the peers of a row: those it was read with, or itself alone."""
    peers = getattr(row, _MARK, None)
    if peers is None:
        share([row])
        peers = getattr(row, _MARK)
    return peers


def load_for(row: Any, edge: Hashable, loader: Loader[Any]) -> Any:
    """
    Answer an edge of one row, loaded for all of its peers; None where the loader had nothing for it.

    Typed as anything, because in the graph rows stand for the types that show them.
    """
    return peers_of(row).load(edge, loader).get(row.pk)


def _rows_in(values: Iterable[Any]) -> list[Any]:
    """Find the rows among loaded values: a row, or a list of rows; the same row may stand there often."""
    found: dict[int, Any] = {}
    for value in values:
        for item in value if isinstance(value, list | tuple) else (value,):
            if hasattr(item, "pk"):
                found[id(item)] = item
    return list(found.values())
