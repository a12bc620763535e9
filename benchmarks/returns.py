"""What returns cost in time and memory: rates of return, and simulated returns."""

from __future__ import annotations

import functools
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

import larvik_analysis as la
from benchmarks.zones import cpu_seconds
from larvik_analysis.estimate.returns.streams import Stream
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import Parameter, Spread
from larvik_analysis.terms.returns_case import ACTORS
from larvik_analysis.terms.words import Words

FloatArray = NDArray[np.float64]

N_STREAMS = 100_000
N_YEARS = 41  # the start year and forty after it
N_EFFECTS = 20
N_YEARS_SIMULATED = 75
N_DRAWS = 8192
N_DRAWS_MOST = 2**20
AT_ONCE = 1024


def measure_rates(n_rounds: int) -> list[str]:
    """One line for streams with one change of sign, and one for streams with two."""
    generator = np.random.default_rng(20_261_122)
    costs = -generator.uniform(50.0, 300.0, (N_STREAMS, 1))
    gains = generator.normal(15.0, 3.0, (N_STREAMS, N_YEARS - 1)).clip(0.1)
    conventional = np.column_stack([costs, gains])
    closing = conventional.copy()
    closing[:, -1] = -30.0
    rounds = min(n_rounds, 3)
    one = seconds_of(rounds, lambda: la.internal_rate_of_return_of_draws(conventional))
    two = seconds_of(rounds, lambda: la.internal_rate_of_return_of_draws(closing))
    return [
        f"| 100 000 internal rates of return, 40 years | {one:.2f} | none | under 1 s |",
        f"| the same with a cost at the end: two rates each | {two:.2f} | none | no limit |",
    ]


def seconds_of(n_rounds: int, measure: Callable[[], object]) -> float:
    """The median of the seconds on the clock, after one round to warm up."""
    measure()
    taken = []
    for _ in range(n_rounds):
        start = time.perf_counter()
        measure()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measure_simulation(n_rounds: int) -> list[str]:
    """One line for all results of some draws, and one for very many draws."""
    rounds = min(n_rounds, 5)
    ours = cpu_seconds(lambda: simulate(N_DRAWS), rounds)
    bare = cpu_seconds(multiply_and_sum, rounds)
    (_, few), (long, most) = (used_by(n_draws) for n_draws in (N_DRAWS, N_DRAWS_MOST))
    return [
        f"| 8 192 draws x 75 years x 5 actors x 20 effects, all results, {few:.0f} MB "
        f"| {ours:.2f} | NumPy multiplies and sums, {bare:.2f} s "
        f"| {ours / bare:.2f} (at most 2; under 1 s, 500 MB) |",
        f"| 2^20 draws of the same, {most:.0f} MB | {long:.0f} | none | under 1 074 MB |",
    ]


def simulate(n_draws: int) -> object:
    """A model of somebody's own: five actors, twenty effects, every amount drawn."""
    names = [f"{actor}_{effect}" for effect in range(N_EFFECTS) for actor in ACTORS]
    parameters = {name: drawn_number() for name in names}
    return la.simulate_returns(
        own_model, parameters=parameters, rules=Rules.flat(0.04), n_draws=n_draws
    )


def own_model(values: Mapping[str, FloatArray]) -> tuple[Stream, ...]:
    """The first effect is what it costs; each effect goes over the years in its own way."""
    profiles = ready_profiles()
    streams = []
    for effect in range(N_EFFECTS):
        for actor in ACTORS:
            amount = values[f"{actor}_{effect}"]
            streams.append(
                Stream(
                    effect=f"effect_{effect}" if effect else "cost",
                    actor=actor,
                    amount_nok=amount if effect else -amount,
                    profile=profiles[effect, : amount.size],
                )
            )
    return tuple(streams)


@functools.cache
def ready_profiles() -> FloatArray:
    """How each effect goes over the years in each draw of a chunk: made once for all."""
    rng = np.random.default_rng(20_261_122)
    return rng.random((N_EFFECTS, AT_ONCE, N_YEARS_SIMULATED))


@functools.cache
def ready_flows() -> FloatArray:
    """Yearly amounts of each actor and effect in each draw of a chunk: made once for all."""
    rng = np.random.default_rng(20_261_122)
    return rng.random((AT_ONCE, len(ACTORS) * N_EFFECTS, N_YEARS_SIMULATED))


def drawn_number() -> Parameter:
    words = Words(nb="oppdiktet", en="invented")
    spread = Spread(shape="normal", low=5.0, high=15.0)
    return Parameter(
        value=10.0, unit="nok", kind="research", source="invented", date="2026",
        label=words, spread=spread,
    )  # fmt: skip


def multiply_and_sum() -> None:
    """The least that any programme has to do with as many amounts, chunk by chunk."""
    flows, factors = ready_flows(), 1.04 ** -np.arange(N_YEARS_SIMULATED)
    for _ in range(N_DRAWS // AT_ONCE):
        (flows * factors).sum(axis=(1, 2))


def used_by(n_draws: int) -> tuple[float, float]:
    """Seconds and the most megabytes of a process of its own."""
    code = f"from benchmarks.returns import show_use; show_use({n_draws})"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def show_use(n_draws: int) -> None:
    """Print what `used_by` reads."""
    start = time.perf_counter()
    simulate(n_draws)
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.perf_counter() - start, kibibytes * 1024 / 1e6)
