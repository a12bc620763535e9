"""What one treated area among many costs: the control, its placebos, and what could be seen."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import larvik_analysis as la

N_ZONES, N_YEARS = 39, 31
ROLES = {"unit": "zone", "time": "year", "outcome": "rate"}


def measure_zones(n_rounds: int) -> list[str]:
    """One line for each estimate, on a panel of the size of the best known one."""
    values = np.random.default_rng(39).normal(size=(N_YEARS, N_ZONES)).cumsum(axis=0) + 120
    wide = pd.DataFrame(values, index=range(1970, 1970 + N_YEARS)).rename_axis("year")
    panel = wide.melt(var_name="zone", value_name="rate", ignore_index=False).reset_index()

    def control() -> object:
        return la.synthetic_control(panel, **ROLES, treated=0, start=1989)

    def left_out() -> object:
        return la.leave_one_donor_out(panel, **ROLES, treated=0, start=1989)

    def seen() -> object:
        return la.detectable_zone_effect(n_zones=20, rng=np.random.default_rng(1))

    size = f"{N_ZONES} x {N_YEARS}"
    return [
        f"| synthetic control with {N_ZONES} placebos, {size} "
        f"| {cpu_seconds(control, n_rounds):.4f} | nested versions, published over 540 s "
        f"| under 0.2 s |",
        f"| each donor left out, {size} | {cpu_seconds(left_out, n_rounds):.4f} | none "
        f"| no limit |",
        f"| detectable effect, 20 zones, 4 000 draws | {cpu_seconds(seen, n_rounds):.4f} "
        f"| none | no limit |",
    ]


def cpu_seconds(way: Callable[[], object], n_rounds: int) -> float:
    """The median CPU seconds of a call, after one to warm up."""
    way()
    spent = []
    for _ in range(n_rounds):
        start = time.process_time()
        way()
        spent.append(time.process_time() - start)
    return statistics.median(spent)
