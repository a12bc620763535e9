"""What few families cost: step-down over factors, a simulated power table, a whole analysis."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import larvik_analysis as la
from benchmarks.zones import cpu_seconds

EXAMPLE = Path(__file__).parents[1] / "data" / "raw" / "eksempel"
CHILDREN = (1, 1, 2, 2, 2, 2, 2, 3, 3, 4)  # 22 in ten families
N_FACTORS = 8
EFFECTS = (0.0, -0.24, -0.46, -0.67)


def measure_families(n_rounds: int) -> list[str]:
    """One line for each; the whole analysis is of the example's families."""
    draws = np.random.default_rng(8).integers(-4, 5, size=(len(CHILDREN), N_FACTORS))
    changes = pd.DataFrame(draws).add_prefix("factor_")
    study = la.read_study("eksempel", root=EXAMPLE.parents[2])
    if study.outcomes is None or study.outcomes.families is None:
        raise SystemExit("the example has no families")
    ratings, estimand = study.outcomes.families, study.evaluation.estimand
    pathways, goals = study.outcomes.pathways, study.outcomes.goals

    def stepped() -> object:
        return la.step_down(changes)

    def powers() -> object:
        design = la.PowerDesign(children=CHILDREN, n_factors=N_FACTORS)
        rng = np.random.default_rng(1)
        return la.simulate_power(design, effects=EFFECTS, n_draws=2000, rng=rng)

    def whole() -> object:
        return (
            la.estimate_change(ratings, estimand),
            la.estimate_factor_changes(ratings, estimand),
            la.estimate_transitions(ratings, estimand),
            la.estimate_accumulation(ratings, estimand, threshold=3),
            la.estimate_reliable_change(ratings, estimand),
            la.estimate_goal_attainment(goals),
            la.estimate_pathways(pathways),
        )

    return [
        f"| step-down, {N_FACTORS} factors, 1 024 flips | {cpu_seconds(stepped, n_rounds):.4f} "
        f"| none exact | under 0.005 s |",
        f"| power, 2 000 draws x {len(EFFECTS)} effects | {cpu_seconds(powers, n_rounds):.2f} "
        f"| none | under 5 s |",
        f"| families, factors, goals and pathways of the example "
        f"| {cpu_seconds(whole, n_rounds):.2f} | none | under 1 s |",
    ]
