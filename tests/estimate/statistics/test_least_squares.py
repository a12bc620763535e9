"""Robust regression: a second route for every standard error, and the same by definition."""

from __future__ import annotations

import numpy as np
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.clusters import cluster_mean
from larvik_analysis.estimate.statistics.least_squares import is_full_rank, least_squares
from larvik_analysis.estimate.statistics.propensity import (
    chances_of_treatment,
    weighted_difference,
    weights_by_chance,
)
from larvik_analysis.terms.scale_results import ClusterMean


def made(n: int = 40, n_clusters: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    columns = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    outcome = columns @ [1.0, 0.5, -0.4] + rng.normal(size=n) * (1 + columns[:, 2])
    return columns, outcome, np.arange(n) % n_clusters


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3"])
def test_statsmodels_finds_the_same(errors: str):
    import statsmodels.api as sm

    columns, outcome, _ = made()
    other = sm.OLS(outcome, columns).fit(cov_type=errors)
    found = least_squares(columns, outcome, errors=errors)
    assert found.coefficients == pytest.approx(other.params)
    assert found.errors == pytest.approx(other.bse)
    assert set(found.df) == {37.0}


def test_clustered_errors_are_those_of_their_definition():
    columns, outcome, cluster = made()
    bread = np.linalg.inv(columns.T @ columns)
    left_out = np.eye(len(outcome)) - columns @ bread @ columns.T
    left = left_out @ outcome
    meat, contrasts = np.zeros((3, 3)), []
    for code in range(7):
        rows = np.flatnonzero(cluster == code)
        values, vectors = np.linalg.eigh(left_out[np.ix_(rows, rows)])
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        score = bread @ columns[rows].T @ root @ left[rows]
        meat += np.outer(score, score)
        contrasts.append(left_out[rows].T @ root @ columns[rows] @ bread)
    found = least_squares(columns, outcome, errors="CR2", cluster=cluster)
    assert found.errors == pytest.approx(np.sqrt(np.diag(meat)))
    for column in range(3):
        each = np.column_stack([contrast[:, column] for contrast in contrasts])
        covariance = each.T @ each
        df = np.trace(covariance) ** 2 / (covariance**2).sum()
        assert found.df[column] == pytest.approx(df)


def test_of_a_mean_alone_it_is_the_clustered_mean():
    _, outcome, cluster = made()
    found = least_squares(np.ones((40, 1)), outcome, errors="CR2", cluster=cluster)
    mean = cluster_mean(outcome, cluster)
    assert isinstance(mean, ClusterMean)
    assert found.errors[0] == pytest.approx(mean.standard_error)
    assert found.df[0] == pytest.approx(mean.df)


def test_clusters_of_one_are_hc2():
    columns, outcome, _ = made()
    by_cluster = least_squares(columns, outcome, errors="CR2", cluster=np.arange(40))
    assert by_cluster.errors == pytest.approx(
        least_squares(columns, outcome, errors="HC2").errors
    )


def test_columns_made_of_others_are_seen():
    columns, _, _ = made()
    assert is_full_rank(columns)
    assert is_full_rank(columns * [1, 1e7, 1e-7])
    assert not is_full_rank(np.column_stack([columns, columns[:, 1] * 2 + 1]))
    assert not is_full_rank(np.column_stack([columns, np.zeros(40)]))
    assert not is_full_rank(columns[:2])


def test_what_cannot_be_is_refused():
    columns, outcome, _ = made()
    with pytest.raises(ParameterError) as caught:
        least_squares(columns, outcome, errors="CR2")
    assert caught.value.code == "clusters_needed"
    with pytest.raises(ParameterError) as caught:
        least_squares(columns, outcome, errors="HC9")
    assert caught.value.code == "method_unknown"


# ---- weights ------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("effect", "group"), [("ate", "all"), ("att", 1)])
def test_statsmodels_weights_the_same(effect: str, group: str | int):
    import statsmodels.api as sm
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    rng = np.random.default_rng(3)
    n = 2_000
    columns = np.column_stack([np.ones(n), rng.normal(size=n), rng.normal(size=n) * 100])
    is_in = (rng.random(n) < 1 / (1 + np.exp(-columns[:, 1] + 0.3))).astype(float)
    outcome = columns[:, 1] * 2 + is_in + rng.normal(size=n)
    chances = chances_of_treatment(columns, is_in)
    assert chances is not None
    model = sm.Logit(is_in, columns).fit(disp=0)
    assert chances == pytest.approx(model.predict(), abs=1e-8)
    other = TreatmentEffect(sm.OLS(outcome, columns), is_in, results_select=model).ipw(
        return_results=True, effect_group=group
    )
    found = weighted_difference(columns, outcome, is_in, chances, effect)
    assert found.estimate == pytest.approx(float(other.summary_frame().iloc[0, 0]), abs=1e-6)
    # Theirs does not enlarge by n / (n - 1), and is solved numerically.
    error = float(other.summary_frame().iloc[0, 1])
    assert found.error == pytest.approx(error, rel=2e-3)
    weights = weights_by_chance(chances, is_in, effect)
    weighted = np.average(outcome[is_in == 1], weights=weights[is_in == 1]) - np.average(
        outcome[is_in == 0], weights=weights[is_in == 0]
    )
    assert found.estimate == pytest.approx(weighted)


def test_groups_that_can_be_told_apart_get_no_weights():
    columns = np.column_stack([np.ones(6), [1, 2, 3, 4, 5, 6.0]])
    assert chances_of_treatment(columns, np.array([0, 0, 0, 1, 1, 1.0])) is None
    assert chances_of_treatment(columns, np.zeros(6)) is None


def test_weights_of_chances_that_are_alike_change_nothing():
    columns, outcome, cluster = np.ones((8, 1)), np.arange(8.0), np.arange(8) // 2
    is_in = np.array([0, 1] * 4, dtype=float)
    chances = chances_of_treatment(columns, is_in)
    assert chances is not None
    assert weights_by_chance(chances, is_in, "att") == pytest.approx(np.ones(8))
    found = weighted_difference(columns, outcome, is_in, chances, "ate")
    assert found.estimate == pytest.approx(1.0)
    by_cluster = weighted_difference(columns, outcome, is_in, chances, "ate", cluster=cluster)
    # In each pair one is in and lies 1 above the other, so pairs do not differ.
    assert by_cluster.error == pytest.approx(0, abs=1e-12)
