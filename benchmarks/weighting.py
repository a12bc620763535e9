"""What raking and replicate weights cost beside svy, or beside the plain way where it is not.

svy is no dependency: where it is not installed, raking stands beside the textbook's loop over
respondents, and the standard errors beside the one matrix product that they cannot do
without. Both ways have to find the same numbers, from columns of the same kind. Levels as
words take longer than as whole numbers: pandas keeps each word by itself, and to read and
hash four million of them is the whole difference. Seconds are those of the clock: both use
all the cores there are, and svy waits more than it works.
"""

from __future__ import annotations

import gc
import importlib.util
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
from larvik_analysis.estimate.statistics.weighting.raking import rake
from larvik_analysis.estimate.statistics.weighting.replicates import ReplicateWeights
from larvik_analysis.estimate.statistics.weighting.tables import (
    replicate_shares,
    weighted_shares,
)

HAS_SVY = importlib.util.find_spec("svy") is not None
LEVELS = (2, 5, 8, 10)
N_RAKED = 1_000_000
N_ROWS, N_REPLICATES, N_ITEMS = 100_000, 1_000, 40


def measure_weighting(n_rounds: int) -> list[str]:
    """One line for each: raking, standard errors by replicates, and by linearisation."""
    people, margins = invented_people(N_RAKED)
    return [
        raked_row(n_rounds, people, margins, "whole numbers"),
        raked_row(n_rounds, *in_words(people, margins), "words"),
        replicates_row(min(n_rounds, 3), np.float32),
        replicates_row(min(n_rounds, 3), np.float64),
        table_row(n_rounds),
    ]


def raked_row(
    n_rounds: int, people: pd.DataFrame, margins: dict[str, dict[Any, float]], kind: str
) -> str:
    """A million respondents raked to four margins."""
    ways = [lambda: rake(people, margins).to_numpy(), peer_of_raking(people, margins)]
    (ours, theirs), (one, other) = in_turns(min(n_rounds, 3), ways)
    if not np.allclose(one, other, rtol=1e-5):
        raise SystemExit("rake: not the same weights")
    peer = "svy" if HAS_SVY else "a loop over rows"
    aim = "at most 0.05" if HAS_SVY and kind != "words" else "at most 1"
    return (
        f"| `rake`, 1e6 respondents, 4 margins of {kind} (clock) | {ours:.3f} "
        f"| {peer}, {theirs:.2f} s | {ours / theirs:.3f} ({aim}) |"
    )


def replicates_row(n_rounds: int, precision: type[np.floating]) -> str:
    """Forty shares with their standard errors from a thousand replicates.

    So many of our own are float32. Both get them in the same precision.
    """
    answers, full, weights = invented_replicates()
    weights = weights.astype(precision, copy=False)
    made = ReplicateWeights(
        weights=full, replicates=weights, factors=np.full(N_REPLICATES, 1e-3), df=N_REPLICATES
    )

    def ours() -> np.ndarray:
        table = replicate_shares(answers, made)
        return np.asarray(table.loc[table["answer"] == 1, "standard_error"])

    ways = [ours, peer_of_replicates(answers, full, weights)]
    (own, theirs), (one, other) = in_turns(n_rounds, ways)
    if not np.allclose(one, other, rtol=1e-3):  # svy divides by one replicate fewer
        raise SystemExit("replicate_shares: not the same standard errors")
    peer, aim = ("svy", "at most 0.033") if HAS_SVY else ("one product", "at most 3")
    return (
        f"| 40 shares, 1 000 replicates x 1e5, {precision.__name__} (clock) | {own:.2f} "
        f"| {peer}, {theirs:.2f} s | {own / theirs:.3f} ({aim}) |"
    )


def table_row(n_rounds: int) -> str:
    """Every answer to twenty items in four groups, with linearised standard errors."""
    generator = np.random.default_rng(20_260_202)
    items = {f"q{number}": generator.integers(1, 6, 255) for number in range(20)}
    groups = pd.Series(generator.integers(0, 4, 255))
    design = SurveyDesign(weights=pd.Series(generator.uniform(0.5, 2, 255)))
    answers = pd.DataFrame(items)
    # One call is too short for the clock.
    repeated = [lambda: [weighted_shares(answers, design, groups=groups) for _ in range(50)]]
    [seconds], _ = in_turns(n_rounds, repeated)
    return (
        f"| 400 weighted shares, 255 answers (clock) | {seconds / 50:.4f} | - | under 0.02 s |"
    )


def invented_people(n_rows: int) -> tuple[pd.DataFrame, dict[str, dict[Any, float]]]:
    """Respondents with four columns, and margins of one total."""
    generator = np.random.default_rng(20_260_201)
    people = pd.DataFrame(
        {f"m{n_levels}": generator.integers(0, n_levels, n_rows) for n_levels in LEVELS}
    )
    margins = {
        f"m{n_levels}": dict(enumerate(generator.dirichlet([8.0] * n_levels) * n_rows))
        for n_levels in LEVELS
    }
    return people, margins


def in_words(
    people: pd.DataFrame, margins: dict[str, dict[Any, float]]
) -> tuple[pd.DataFrame, dict[str, dict[Any, float]]]:
    """The same respondents and margins with levels in words, as an export has them."""
    worded = {
        name: pd.Series([f"level {level}" for level in people[name]], dtype="str")
        for name in people
    }
    counts = {
        name: {f"level {level}": count for level, count in margin.items()}
        for name, margin in margins.items()
    }
    return pd.DataFrame(worded), counts


def invented_replicates() -> tuple[pd.DataFrame, pd.Series, np.ndarray]:
    """Answers of 0 and 1, weights, and a bootstrap's replicates of them."""
    generator = np.random.default_rng(20_260_203)
    answers = pd.DataFrame(
        generator.integers(0, 2, (N_ROWS, N_ITEMS)), columns=[f"q{n}" for n in range(N_ITEMS)]
    )
    full = pd.Series(generator.uniform(0.5, 2, N_ROWS))
    drawn = generator.poisson(1.0, (N_REPLICATES, N_ROWS)).astype(float)
    return answers, full, drawn * full.to_numpy()


def peer_of_raking(
    people: pd.DataFrame, margins: dict[str, dict[Any, float]]
) -> Callable[[], np.ndarray]:
    """svy's raking, or the loop over respondents."""
    if HAS_SVY:
        import polars
        import svy

        table = polars.DataFrame({name: people[name].tolist() for name in people})
        sample = svy.Sample(table.with_columns(w=polars.lit(1.0)), svy.Design(wgt="w"))

        def by_svy() -> np.ndarray:
            raked = sample.weighting.rake(controls=margins, tol=1e-10, max_iter=200)
            return raked.data["rk_wgt"].to_numpy()

        return by_svy
    counts = {name: np.array(list(margin.values())) for name, margin in margins.items()}

    def by_rows() -> np.ndarray:
        codes = {name: _places(people[name], list(margins[name])) for name in people}
        weights, moved = np.ones(len(people)), 1.0
        while moved > 1e-10:
            moved = 0.0
            for name, code in codes.items():
                step = counts[name] / np.bincount(code, weights)
                moved = max(moved, np.abs(step - 1).max())
                weights *= step[code]
        return weights

    return by_rows


def _places(column: pd.Series, levels: list[Any]) -> np.ndarray:
    """The place of each level in its margin."""
    return np.asarray(pd.Categorical(column, categories=levels).codes, dtype=np.intp)


def peer_of_replicates(
    answers: pd.DataFrame, full: pd.Series, weights: np.ndarray
) -> Callable[[], np.ndarray]:
    """svy's standard errors, or the one product."""
    if HAS_SVY:
        import polars
        import svy

        columns = {name: answers[name].to_numpy() for name in answers}
        columns |= {f"rep{number + 1}": one for number, one in enumerate(weights)}
        table = polars.DataFrame({**columns, "w": full.to_numpy()})
        replicates = svy.RepWeights(
            method="bootstrap", prefix="rep", n_reps=N_REPLICATES, df=N_REPLICATES - 1
        )
        sample = svy.Sample(table, svy.Design(wgt="w", rep_wgts=replicates))

        def by_svy() -> np.ndarray:
            made = sample.estimation.prop(list(answers), method="replication")
            return np.array([one.estimates[-1].se for one in made])

        return by_svy
    columns = answers.to_numpy(float)

    def by_product() -> np.ndarray:
        shares = weights @ columns / weights.sum(axis=1, keepdims=True)
        return shares.std(axis=0)

    return by_product


def in_turns(
    n_rounds: int, ways: list[Callable[[], np.ndarray]]
) -> tuple[list[float], list[np.ndarray]]:
    """The median seconds each way, and what each found."""
    seconds: list[list[float]] = [[] for _ in ways]
    found = [way() for way in ways]
    for _ in range(n_rounds):
        for way, spent in zip(ways, seconds, strict=True):
            gc.collect()
            start = time.perf_counter()
            way()
            spent.append(time.perf_counter() - start)
    return [statistics.median(spent) for spent in seconds], found


if __name__ == "__main__":
    for row in measure_weighting(3):
        print(row)
