"""Ratings of families made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from larvik_analysis.terms.outcomes import Estimand, Factor, FamilyRatings, Level
from larvik_analysis.terms.words import Words

NAME = Words(nb="navn", en="name")
COLUMNS = ["family", "child", "wave", "date", "rater", "role", "factor", "rating"]
# Family, child, wave, and the rating of each factor; a sixth part is the rater.
Seen = Sequence[tuple[Any, ...]]


@pytest.fixture
def ratings_of() -> Callable[..., FamilyRatings]:
    """Ratings on 0 to 4 from rows of (family, child, wave, {factor: rating}, [rater])."""

    def make(
        seen: Seen,
        *,
        protective: Sequence[str] = (),
        factors: Sequence[str] = ("a", "b"),
        families: Sequence[str] | None = None,
        **more: Any,
    ) -> FamilyRatings:
        rows = [
            (family, child, wave, pd.Timestamp(2024, 1, 1) + pd.DateOffset(months=wave),
             rater[0] if rater else "r", "role", factor, rating)
            for family, child, wave, rated, *rater in seen
            for factor, rating in rated.items()
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=COLUMNS).astype({"rating": "float64"})
        return FamilyRatings(
            table=table,
            levels=tuple(Level(score=score, name=NAME) for score in range(5)),
            factors=tuple(
                Factor(id=f, name=NAME, side="protective" if f in protective else "risk")
                for f in factors
            ),
            families=tuple(families or dict.fromkeys(table["family"])),
            **more,
        )

    return make


@pytest.fixture
def estimand_of() -> Callable[..., Estimand]:
    """A before-and-after estimand on factors a and b unless told otherwise."""

    def make(*factors: str, **more: Any) -> Estimand:
        return Estimand(
            population=NAME,
            contrast="before_after",
            outcome=NAME,
            factors=factors or ("a", "b"),
            **more,
        )

    return make


@pytest.fixture
def simulated(
    ratings_of: Callable[..., FamilyRatings],
) -> Callable[..., FamilyRatings]:
    """Ten families of one to three children, eight factors, so many waves, some lost."""

    def make(
        seed: int, *, shift: float = 0.0, waves: int = 2, lost: int = 0, n: int = 10
    ) -> FamilyRatings:
        generator, seen = np.random.default_rng(seed), []
        factors = [f"f{number}" for number in range(8)]
        for family in range(n):
            for child in range(1 + family % 3):
                level = 2 + generator.normal(0, 0.5, len(factors))
                for wave in range(1, waves + 1):
                    if wave > 1 and family < lost:
                        continue
                    latent = level + shift * (wave - 1) + generator.normal(0, 0.7, 8)
                    scores = np.clip(np.rint(latent), 0, 4)
                    rated = dict(zip(factors, scores.tolist(), strict=True))
                    seen.append((f"F{family}", f"F{family}-{child}", wave, rated))
        return ratings_of(seen, factors=factors)

    return make
