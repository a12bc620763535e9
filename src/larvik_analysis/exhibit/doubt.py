"""What would change our mind: how little it takes to undo what was found of the families."""

from __future__ import annotations

from typing import Final

from larvik_analysis.estimate.outcomes.composite import changes_of_families
from larvik_analysis.estimate.outcomes.sensitivity import (
    NO_DIRECTION,
    NOBODY_LOST,
    NOT_ENOUGH,
    NOT_TOLD,
    estimate_sensitivity,
)
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import Reason
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit, Target
from .internal import draws_of
from .statement import Statement

_REASONS: Final[dict[str, Reason]] = {
    "": "",
    NO_DIRECTION.reason: "nothing_to_undo",
    NOT_TOLD.reason: "nothing_to_undo",
    NOBODY_LOST.reason: "nobody_lost",
    NOT_ENOUGH.reason: "not_undone",
}


def exhibit_change_of_mind(study: Study) -> Exhibit | None:
    """Table: how few families, how many points, which lost families would undo the change.

    For those with access to the private data alone. None where no ratings are read or no
    estimand is fixed.
    """
    outcomes, estimand = study.outcomes, study.evaluation.estimand
    if outcomes is None or outcomes.families is None or estimand is None:
        return None
    ratings = outcomes.families
    families = changes_of_families(ratings, estimand)
    steps = [level.score for level in ratings.levels]
    table = estimate_sensitivity(
        families["change"].dropna().to_numpy(),
        n_lost=int(families["is_lost"].sum()),
        worst_change=float(max(steps) - min(steps)),
        rng=draws_of(study),
    )
    texts = read_catalogue(study.language)
    labels = [texts[f"labels.doubt.{what}"] for what in table["what"]]
    table.insert(1, "label", labels)
    table["reason"] = [_REASONS.get(reason, "not_counted") for reason in table["reason"]]
    return Exhibit(
        name="intern-tvil",
        data=table,
        keys=("what", "label"),
        universe="intern",
        unit_of_analysis=UnitOfAnalysis.FAMILIES,
        target=Target(kind="census", sentence=Statement(key="doubt.target")),
        title=Statement(key="doubt.title"),
        caption=Statement(key="doubt.caption"),
        alternative_text=Statement(key="doubt.alternative_text"),
        documents=(),
        layer="internal",
    )


def state_change_of_mind(study: Study) -> tuple[Statement, ...]:
    """Where those with access find it; nothing where there are no ratings of families."""
    outcomes = study.outcomes
    has_ratings = outcomes is not None and outcomes.families is not None
    is_fixed = study.evaluation.estimand is not None
    return (Statement(key="doubt.families"),) if has_ratings and is_fixed else ()
