"""Figures of turns: percentiles, and ratios that are taken within a round."""

import pytest

from benchmarks.client import Turn
from benchmarks.figures import Ratio, figures_of, percentile, ratio_of


def turn(per_second: float, *, cpu: float | None = None) -> Turn:
    return Turn(seconds=2.0, latencies=[1 / per_second] * int(2 * per_second), cpu=cpu)


@pytest.mark.parametrize(("share", "expected"), [(0.01, 1), (0.5, 50), (0.51, 51), (0.99, 99), (0.991, 100), (1, 100)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_every_percentile_of_one_value_is_that_value() -> None:
    assert [percentile([7.0], share) for share in (0, 0.5, 0.99, 1)] == [7.0] * 4


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_throughput_is_the_median_of_the_rounds_and_latency_is_of_all_requests() -> None:
    found = figures_of([turn(10), turn(100), turn(20)], statements=3, size=500)

    assert (found.per_second, found.requests) == (20, 260)
    assert (found.p50, found.p99) == (10.0, 100.0)
    assert (found.statements, found.size) == (3, 500)


def test_processor_time_is_shared_among_the_requests() -> None:
    assert figures_of([turn(10, cpu=0.5), turn(10, cpu=0.3)], statements=1, size=1).cpu == pytest.approx(20)


def test_processor_time_that_one_turn_lacks_is_not_known() -> None:
    assert figures_of([turn(10, cpu=0.5), turn(10)], statements=1, size=1).cpu is None


def test_a_round_that_was_slow_for_both_does_not_change_the_ratio() -> None:
    assert ratio_of([turn(60), turn(6), turn(60)], [turn(20), turn(2), turn(20)]) == Ratio(
        median=3.0, lowest=3.0, highest=3.0
    )


def test_a_ratio_says_how_far_the_rounds_differ() -> None:
    assert ratio_of([turn(60), turn(40), turn(90)], [turn(20), turn(20), turn(20)]) == Ratio(
        median=3.0, lowest=2.0, highest=4.5
    )


def test_peers_without_the_same_rounds_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio_of([turn(1)], [])
