"""What the mean of an ordinal item costs beside SciPy's bootstrap of the same answers.

255 answers to an item of five categories. SciPy draws every answer of every resample; ours
works out the law of the resampled mean, and draws from it or takes its limits as they are.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import numpy as np

from larvik_analysis.estimate.statistics.bootstrap import bca_interval
from larvik_analysis.estimate.statistics.likert_mean import likert_mean

COUNTS = (4, 9, 20, 71, 151)
SCORES = (1.0, 2.0, 3.0, 4.0, 5.0)
ANSWERS = np.repeat(SCORES, COUNTS)
N_RESAMPLES = 10_000
N_CALLS = 10  # at once: a single call is shorter than the clock is sure of


def measure_likert(n_rounds: int) -> list[str]:
    """One line for the drawn interval and one for the exact law, each beside SciPy's."""
    drawn, exact, peer = in_turns(n_rounds, draw, work_out, draw_as_scipy)
    return [
        f"| `bca_interval`, {N_RESAMPLES:,} resamples of {ANSWERS.size} | {drawn:.4f} "
        f"| SciPy `bootstrap`, vectorised, {peer:.4f} s "
        f"| {peer / drawn:.1f} times faster (at least 5) |",
        f"| `likert_mean`, the law of all resamples | {exact:.5f} | the same, {peer:.4f} s "
        f"| {peer / exact:.0f} times faster (under 0.001 s) |",
    ]


def in_turns(n_rounds: int, *ways: Callable[[], tuple[float, float]]) -> list[float]:
    """The median CPU seconds of each way; all have to come to the same limits."""
    limits = [way() for way in ways]
    # Between two means that 255 answers can have lies 1/255; drawing misses by a few.
    if np.ptp(limits, axis=0).max() > 4 / ANSWERS.size:
        raise SystemExit(f"not the same interval: {limits}")
    seconds: list[list[float]] = [[] for _ in ways]
    for _ in range(n_rounds):
        for way, spent in zip(ways, seconds, strict=True):
            gc.collect()
            start = time.process_time()
            for _ in range(N_CALLS):
                way()
            spent.append((time.process_time() - start) / N_CALLS)
    return [statistics.median(spent) for spent in seconds]


def draw() -> tuple[float, float]:
    """Ours, drawn."""
    found = bca_interval(
        ANSWERS, rng=np.random.default_rng(20_260_107), n_resamples=N_RESAMPLES
    )
    return found.low, found.high


def work_out() -> tuple[float, float]:
    """Ours, without drawing."""
    found = likert_mean(COUNTS, SCORES)
    return found.low, found.high


def draw_as_scipy() -> tuple[float, float]:
    """The peer."""
    from scipy.stats import bootstrap

    found = bootstrap(
        (ANSWERS,),
        np.mean,
        n_resamples=N_RESAMPLES,
        method="BCa",
        vectorized=True,
        rng=np.random.default_rng(20_260_108),
    )
    return tuple(found.confidence_interval)
