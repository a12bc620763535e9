"""Families' ratings as those with access see them: each family, each factor, each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.estimate.outcomes.change import estimate_change
from larvik_analysis.estimate.outcomes.composite import changes_of_families
from larvik_analysis.estimate.outcomes.counts import estimate_transitions
from larvik_analysis.estimate.outcomes.factors import estimate_factor_changes
from larvik_analysis.estimate.statistics.numbers import number_above_nought
from larvik_analysis.terms.language import format_percent
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit
from .internal import LEVEL, cell_of, draws_of, internal_exhibit, outcomes_of, word_of
from .statement import Statement

_ROUNDED = 6  # decimals at which two composites are the same line


def exhibit_family_slopes(study: Study, measure: str) -> Exhibit | None:
    """Figure: the composite of each family before and after, families alike as one line.

    For those with access to the private data alone. None where no ratings of the
    measure are read or no estimand is fixed.
    """
    ratings, estimand = _rated(study, measure)
    if ratings is None or estimand is None:
        return None
    families = changes_of_families(ratings, estimand)
    mean = _mean_of(ratings, estimand, study)
    rows = [*_lines_of(families, study), *_scale_of(ratings, study)]
    has_mean = pd.notna(mean["low"])
    if has_mean:
        rows.append(
            {
                "part": "mean",
                "label": word_of(study, "slopes.mean"),
                **{name: mean[name] for name in ("before", "after", "low", "high", "level")},
            }
        )
    columns = ["part", "label", "before", "after", "low", "high", "level", "n_families"]
    table = pd.DataFrame(rows, columns=columns)
    numbers = dict.fromkeys(("before", "after", "low", "high", "level"), "float64")
    return internal_exhibit(
        study, "slopes", table.astype({**numbers, "n_families": "Int64"}), ("part", "label"),
        name="familier",
        draw="family_slopes.draw_family_slopes",
        cells={"change": cell_of(mean, UnitOfAnalysis.SCALE)} if has_mean else {},
        caption="caption_mean" if has_mean else "caption",
    )  # fmt: skip


def exhibit_transitions(study: Study, measure: str) -> Exhibit | None:
    """Figure: children in each factor by level before and after, and how many moved.

    For those with access to the private data alone. None where no ratings of the
    measure are read or no estimand is fixed.
    """
    ratings, estimand = _rated(study, measure)
    if ratings is None or estimand is None:
        return None
    table = estimate_transitions(ratings, estimand)
    names = {factor.id: factor.name for factor in ratings.factors}
    levels = {level.score: level.name.in_language(study.language) for level in ratings.levels}
    step = (table["after"] - table["before"]).where(
        table["side"] != "protective", table["before"] - table["after"]
    )
    table = pd.DataFrame(
        {
            "factor": table["factor"],
            "label": [names[found].in_language(study.language) for found in table["factor"]],
            "before": table["before"],
            "before_label": table["before"].map(levels),
            "after": table["after"],
            "after_label": table["after"].map(levels),
            "moved": np.select([step < 0, step > 0], ["better", "worse"], "same"),
            "count": table["count"],
            "n": table["n"],
            "n_families": table["n_families"],
        }
    )
    return internal_exhibit(
        study, "transitions", table, ("factor", "label", "before", "after", "moved"),
        name="overganger",
        draw="transition_grid.draw_transition_grid",
        unit=UnitOfAnalysis.CHILDREN,
    )  # fmt: skip


def exhibit_factor_forest(
    study: Study, measure: str, *, detectable: float | None = None
) -> Exhibit | None:
    """Figure: mean change in each factor, with intervals that hold for all together.

    For those with access to the private data alone. None where no ratings of the
    measure are read or no estimand is fixed.

    Parameters
    ----------
    study : Study
    measure : str
        Id of a measure.
    detectable : float, optional
        The smallest mean change, in steps of the scale, that the design would see; a band
        shows it.

    Raises
    ------
    ParameterError
        If `detectable` is not above 0.
    """
    if detectable is not None:
        detectable = number_above_nought("detectable", detectable)
    ratings, estimand = _rated(study, measure)
    if ratings is None or estimand is None:
        return None
    table = estimate_factor_changes(ratings, estimand, level=LEVEL, rng=draws_of(study))
    table = table[table["statistic"] == "mean_change"].reset_index(drop=True)
    names = {factor.id: factor.name for factor in ratings.factors}
    table = pd.DataFrame(
        {
            "factor": table["factor"],
            "label": [names[found].in_language(study.language) for found in table["factor"]],
            **{name: table[name] for name in ("estimate", "low", "high", "level")},
            "n": table["n"].astype("Int64"),
            "n_started": len(ratings.families),
            "detectable": np.nan if detectable is None else detectable,
            "stands": (table["low"] > 0) | (table["high"] < 0),
        }
    )
    notes = () if detectable is None else (Statement(key="internal.forest.note_band"),)
    return internal_exhibit(
        study, "forest", table, ("factor", "label"),
        name="faktorer",
        draw="factor_forest.draw_factor_forest",
        words={"level": format_percent(LEVEL, study.language)},
        notes=notes,
    )  # fmt: skip


def _rated(study: Study, measure: str) -> tuple[FamilyRatings | None, Estimand | None]:
    return outcomes_of(study, measure).families, study.evaluation.estimand


def _mean_of(ratings: FamilyRatings, estimand: Estimand, study: Study) -> pd.Series[Any]:
    """The mean of those followed: before, after, and the change with its interval."""
    followed = replace(estimand, lost="bounds")
    table = estimate_change(ratings, followed, rng=draws_of(study)).set_index("statistic")
    estimates = table["estimate"]
    mean = table.loc[["mean_change"]].assign(
        before=estimates["mean_before"], after=estimates["mean_after"]
    )
    return mean.iloc[0]


def _lines_of(families: pd.DataFrame, study: Study) -> Iterator[dict[str, Any]]:
    """Each line once with how many families it is of, by value: no order leads to a name."""
    lost = families[families["is_lost"]]
    followed = families[~families["is_lost"]].round({"before": _ROUNDED, "after": _ROUNDED})
    lines = followed.groupby(["before", "after"], sort=True, as_index=False).size()
    for before, after, n in zip(lines["before"], lines["after"], lines["size"], strict=True):
        way = "better" if after < before else "worse" if after > before else "same"
        yield {
            "part": way,
            "label": word_of(study, f"moved.{way}"),
            "before": before,
            "after": after,
            "n_families": n,
        }
    firsts = lost["first"].round(_ROUNDED).value_counts(sort=False, dropna=False).sort_index()
    for before, n in firsts.items():
        yield {
            "part": "lost",
            "label": word_of(study, "moved.lost"),
            "before": before,
            "n_families": n,
        }


def _scale_of(ratings: FamilyRatings, study: Study) -> Iterator[dict[str, Any]]:
    for level in ratings.levels:
        name = level.name.in_language(study.language)
        yield {"part": "scale", "label": name, "before": float(level.score)}
