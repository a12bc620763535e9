"""What exact tests of a few families cost beside those of SciPy."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import PermutationMethod, mannwhitneyu, permutation_test

import larvik_analysis as la

# One zero and many ties: changes of 20 families on a scale.
TIED = np.array([3, 5, 4, 1, 5, 5, 5, -3, 1, 2, -1, 0, 2, 4, 2, -2, 3, 4, -2, 1], dtype=float)
N_DIVISIONS = 184_756  # of 20 into 10 and 10


def measure_ranks(n_rounds: int) -> list[str]:
    """One line for each test; ours gives an interval too."""
    generator = np.random.default_rng(20_261_122)
    changes = generator.normal(0.3, 1.0, 20)
    before = np.zeros(20)
    first, second = generator.normal(0.5, 1.0, 10), generator.normal(0.0, 1.0, 10)
    outcomes = generator.normal(0.1, 1.0, (255, 40))
    rounds = min(n_rounds, 3)
    flips, flips_peer = in_turns(
        rounds,
        lambda: la.sign_flip_test(changes).p_value,
        lambda: by_scipy((changes,), "samples", lambda x, axis: x.mean(axis=axis)),
    )
    (ranks,) = in_turns(rounds, lambda: la.signed_rank_test(before, TIED).p_value)
    means, means_peer = in_turns(
        rounds, lambda: la.permutation_test(first, second).p_doubled_tail,
        lambda: by_scipy((first, second), "independent", difference),
    )  # fmt: skip
    pairs, pairs_peer = in_turns(
        rounds, lambda: la.mann_whitney_test(first, second).p_value,
        lambda: mannwhitneyu(
            first, second, method=PermutationMethod(n_resamples=N_DIVISIONS)
        ).pvalue,
    )  # fmt: skip
    (steps,) = in_turns(rounds, lambda: adjusted(la.max_t_step_down, outcomes))
    return [
        row("sign flips, 20 real numbers", flips, flips_peer, "at least 1 000 times"),
        f"| signed ranks, 20 with ties and a zero | {ranks:.5f} | none exact | under 0.001 s |",
        row("means, 10 against 10", means, means_peer, "no limit"),
        row("Mann-Whitney, 10 against 10", pairs, pairs_peer, "no limit"),
        f"| step-down maxT, 255 x 40, 9 999 flips | {steps:.3f} | R multtest, published 0.55 s "
        f"| about 0.15 s |",
    ]


def adjusted(step_down: Callable[..., Any], outcomes: Any) -> float:
    """The smallest adjusted p-value; the draws are the same each time."""
    return float(step_down(outcomes, rng=np.random.default_rng(1))["p_step_down"].min())


def row(what: str, ours: float, peer: float, aim: str) -> str:
    return f"| {what} | {ours:.5f} | SciPy, {peer:.2f} s | {peer / ours:.0f} times ({aim}) |"


def difference(x: Any, y: Any, axis: int) -> Any:
    return x.mean(axis=axis) - y.mean(axis=axis)


def by_scipy(samples: tuple[Any, ...], kind: str, statistic: Callable[..., Any]) -> float:
    """The same exact p-value, by listing."""
    told = permutation_test(
        samples, statistic, permutation_type=kind, n_resamples=2**20, vectorized=True
    )
    return float(told.pvalue)


def in_turns(n_rounds: int, *ways: Callable[[], float]) -> list[float]:
    """The median CPU seconds of each way; all have to find the same p-value."""
    found = [way() for way in ways]
    if max(found) - min(found) > 1e-9:
        raise SystemExit(f"not the same p-value: {found}")
    spent: list[list[float]] = [[] for _ in ways]
    for _ in range(n_rounds):
        for way, seconds in zip(ways, spent, strict=True):
            start = time.process_time()
            way()
            n_calls = 1
            while time.process_time() - start < 0.05:  # the clock has steps of its own
                way()
                n_calls += 1
            seconds.append((time.process_time() - start) / n_calls)
    return [statistics.median(seconds) for seconds in spent]
