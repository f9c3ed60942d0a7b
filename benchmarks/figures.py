"""From turns to figures: throughput, latencies, and ratios taken within a round, where noise is the same for all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.client import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How quick one peer was on one screen."""

    per_second: float
    """Requests per second: the median of the rounds."""
    p50: float
    """Milliseconds, of all requests of all rounds."""
    p99: float
    cpu: float | None
    """Milliseconds of the server's processor time for a request; None where the system does not tell."""
    statements: int
    """SQL statements of a request."""
    size: int
    """Bytes of an answer."""
    requests: int
    """How many were measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How many times the throughput of a peer the portal has."""

    median: float
    """Of the rounds: what floors are held against."""
    lowest: float
    highest: float


def percentile(values: Sequence[float], share: float) -> float:
    """
    Answer the smallest value that so great a share of the values does not exceed.

    :raises ValueError: there are no values
    """
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def figures_of(turns: Sequence[Turn], *, statements: int, size: int) -> Figures:
    """Answer the figures of one peer on one screen."""
    latencies = [1000 * latency for turn in turns for latency in turn.latencies]
    known = [turn.cpu for turn in turns if turn.cpu is not None]
    return Figures(
        per_second=median(turn.per_second for turn in turns),
        p50=percentile(latencies, 0.5),
        p99=percentile(latencies, 0.99),
        cpu=1000 * sum(known) / len(latencies) if len(known) == len(turns) else None,
        statements=statements,
        size=size,
        requests=len(latencies),
    )


def ratio_of(ours: Sequence[Turn], theirs: Sequence[Turn]) -> Ratio:
    """Answer the ratio of two peers, whose turns stand in the order of the rounds."""
    ratios = [our.per_second / their.per_second for our, their in zip(ours, theirs, strict=True)]
    return Ratio(median=median(ratios), lowest=min(ratios), highest=max(ratios))
