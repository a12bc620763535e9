"""Replicate weights: the survey as it would have come out with other clusters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, refuse_method
from larvik_analysis.estimate.statistics.weighting.base_weights import faults_of_weights
from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
from larvik_analysis.estimate.statistics.weighting.faults import refuse_all
from larvik_analysis.estimate.statistics.weighting.indicators import WeightArray
from larvik_analysis.estimate.statistics.weighting.margins import (
    Cells,
    Margins,
    sort_into_cells,
)
from larvik_analysis.estimate.statistics.weighting.raking import factors_to_margins

Centre = Literal["mean", "full"]

# So many bootstrap weights and more are kept in single precision.
N_SINGLE = 10_000_000
N_RAKED_AT_ONCE = 64  # sets of weights whose cells are held in memory together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReplicateWeights:
    """Weights of the full sample and of each replicate, and how they make a variance.

    The variance is the sum over replicates of `factors` times the squared distance of the
    replicate's estimate from the centre.

    Attributes
    ----------
    weights : Series of float
        Weights of the full sample, on the respondents' index.
    replicates : ndarray of float, shape (n_replicates, n_rows)
        Weights of each replicate; float32 halves the memory and keeps about six digits of
        a standard error.
    factors : ndarray of float, shape (n_replicates,)
        What each squared distance is multiplied by.
    df : int
        Degrees of freedom.
    method : str
        How the replicates were made.
    centre : {"mean", "full"}
        Around the mean of the replicates' estimates, as R does as it comes, or around the
        estimate of the full sample, which gives a larger variance.

    Raises
    ------
    WeightingError
        A ParameterError for weights that are negative or not finite, or shapes that do not
        fit.
    """

    weights: pd.Series = field(repr=False)
    replicates: WeightArray = field(repr=False)
    factors: FloatArray = field(repr=False)
    df: int
    method: str = "replicates"
    centre: Centre = "mean"

    def __post_init__(self) -> None:
        problems = faults_of_weights(self.weights.to_numpy(dtype=float))
        shape = (self.factors.size, len(self.weights))
        if self.replicates.shape != shape or not self.factors.size:
            problems.append(ParameterError("replicates_shape", n=shape[0], n_rows=shape[1]))
        elif not self._are_numbers_in_order():
            problems.append(ParameterError("replicates_numbers"))
        refuse_all(problems)
        refuse_method(self.centre, get_args(Centre))

    def _are_numbers_in_order(self) -> bool:
        """Whether nothing is negative or not finite, without a copy of all the weights."""
        weights = self.replicates
        is_right = weights.min(initial=0) >= 0 and weights.max(initial=0) < np.inf
        return bool(is_right and (self.factors >= 0).all() and np.isfinite(self.factors).all())

    def variances(self, estimates: FloatArray, full: FloatArray) -> FloatArray:
        """Variances of many estimates.

        Parameters
        ----------
        estimates : ndarray of float, shape (n_replicates, n_estimates)
        full : ndarray of float, shape (n_estimates,)
            The estimates of the full sample.

        Returns
        -------
        ndarray of float, shape (n_estimates,)
        """
        counted = self.factors > 0
        centre = estimates[counted].mean(axis=0) if self.centre == "mean" else full
        return np.asarray(self.factors @ (estimates - centre) ** 2)


def jackknife_weights(
    design: SurveyDesign, *, stratified: bool = True, centre: Centre = "mean"
) -> ReplicateWeights:
    """A replicate for each cluster, without it.

    Parameters
    ----------
    design : SurveyDesign
        How the respondents were drawn. Margins it was fitted to are forgotten: follow with
        `rake_replicates`.
    stratified : bool
        JKn, where the other clusters of the stratum stand in for the one left out; False
        is JK1, which takes all clusters as of one stratum.
    centre : {"mean", "full"}
        As in `ReplicateWeights`.

    Returns
    -------
    ReplicateWeights
        Of shape (n_clusters, n_rows): for many respondents without clusters that is too
        much; take `bootstrap_weights`.

    Raises
    ------
    WeightingError
        A ParameterError where there are fewer than two clusters.

    References
    ----------
    .. [1] Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd ed. Springer, 4.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0]))
    >>> jackknife_weights(design).replicates[0].tolist()
    [0.0, 1.5, 3.0]
    """
    _refuse_one_cluster(design)
    units, n_clusters = design.units, design.n_clusters
    if stratified:
        sizes, left = units.n_clusters, units.share_left
    else:
        sizes = np.array([n_clusters])
        left = np.array([np.average(units.share_left, weights=units.n_clusters)])
    stratum = np.repeat(np.arange(sizes.size), sizes)
    # One that is the whole of its stratum has nobody to stand in, and adds no variance.
    stands_in = (sizes / np.maximum(sizes - 1, 1))[stratum]
    is_same = stratum[:, None] == stratum
    multipliers = np.where(is_same, stands_in, 1.0)
    np.fill_diagonal(multipliers, 0.0)
    return ReplicateWeights(
        weights=design.weights,
        replicates=multipliers[:, units.cluster_of_row] * design.base,
        factors=(left * (sizes - 1) / sizes)[stratum],
        df=n_clusters - sizes.size,
        method="jackknife-jkn" if stratified else "jackknife-jk1",
        centre=centre,
    )


def bootstrap_weights(
    design: SurveyDesign,
    n_replicates: int,
    *,
    rng: np.random.Generator,
    centre: Centre = "mean",
) -> ReplicateWeights:
    """Replicates that draw one cluster fewer than there are from each stratum, anew.

    Parameters
    ----------
    design : SurveyDesign
        As in `jackknife_weights`.
    n_replicates : int
        Two or more; some hundreds for a standard error.
    rng : numpy.random.Generator
        Where chance comes from.
    centre : {"mean", "full"}
        As in `ReplicateWeights`.

    Returns
    -------
    ReplicateWeights
        Of shape (n_replicates, n_rows). Ten million weights and more are float32: half the
        memory and two thirds of the time. A standard error is then off by no more than the
        share of the replicate that is most so: at worst a five-hundredth of that share,
        where every rounding of a sum goes one way; in trials a millionth of the error.

    Raises
    ------
    ParameterError
        Where there are fewer than two clusters or two replicates.

    References
    ----------
    .. [1] Rao, J. N. K., Wu, C. F. J. and Yue, K. (1992). Some recent work on resampling
       methods for complex surveys. Survey Methodology 18, 209-217.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0]))
    >>> made = bootstrap_weights(design, 500, rng=np.random.default_rng(1))
    >>> made.replicates.shape
    (500, 3)
    """
    _refuse_one_cluster(design)
    if n_replicates < 2:
        raise ParameterError("replicates_few")
    units = design.units
    drawn = [_draw(size, n_replicates, rng) for size in units.n_clusters]
    shrink = np.sqrt(np.repeat(units.share_left, units.n_clusters))
    multipliers: WeightArray = 1 + shrink * (np.hstack(drawn) - 1)
    base: WeightArray = design.base
    if n_replicates * base.size >= N_SINGLE:
        multipliers, base = multipliers.astype(np.float32), base.astype(np.float32)
    return ReplicateWeights(
        weights=design.weights,
        replicates=multipliers[:, units.cluster_of_row] * base,
        factors=np.full(n_replicates, 1 / (n_replicates - 1)),
        df=design.n_clusters - units.n_clusters.size,
        method="bootstrap",
        centre=centre,
    )


def rake_replicates(
    replicates: ReplicateWeights, respondents: pd.DataFrame, margins: Margins
) -> ReplicateWeights:
    """The same replicates, each raked to the margins, so that variances know of the raking.

    Parameters
    ----------
    replicates : ReplicateWeights
        With the base weights.
    respondents : DataFrame
        A column for each margin, on the index of the weights.
    margins : mapping
        Column -> {level: count in the population}, as in `rake`.

    Returns
    -------
    ReplicateWeights

    Raises
    ------
    WeightingError
        A ParameterError: all that `rake` refuses, for the full sample or a replicate. A
        level that one cluster alone has cannot be met without that cluster.

    Examples
    --------
    >>> parents = pd.DataFrame({"sex": ["F", "F", "M", "M"]})
    >>> made = jackknife_weights(SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 1.0])))
    >>> rake_replicates(made, parents, {"sex": {"F": 40, "M": 20}}).replicates[0].round(3)
    array([ 0.   , 40.   , 13.333,  6.667])
    """
    check_same_rows(respondents, replicates, "respondents")
    cells = sort_into_cells(respondents, margins, [])
    full = replicates.weights.to_numpy(dtype=float)
    raked = np.empty_like(replicates.replicates)
    for start in range(0, raked.shape[0], N_RAKED_AT_ONCE):
        rows = slice(start, start + N_RAKED_AT_ONCE)
        raked[rows] = _raked(replicates.replicates[rows], cells)
    weights = pd.Series(_raked(full[None, :], cells)[0], index=replicates.weights.index)
    return replace(
        replicates,
        weights=weights.rename("weight"),
        replicates=raked,
        method=f"{replicates.method}-raked",
    )


def check_same_rows(
    table: pd.Series | pd.DataFrame, replicates: ReplicateWeights, name: str
) -> None:
    """Refuse rows other than those of the weights."""
    if not table.index.equals(replicates.weights.index):
        raise ParameterError("design_rows", name=name)


def _raked(sets: WeightArray, cells: Cells) -> FloatArray:
    """Sets of weights, each raked."""
    totals = np.stack([cells.sums(one) for one in sets])
    factors = factors_to_margins(totals.T, cells)
    return np.asarray(sets * factors.T[:, cells.cell_of_row])


def _draw(size: int, n_replicates: int, rng: np.random.Generator) -> FloatArray:
    """How often each of a stratum's clusters is drawn, scaled to one on average."""
    if size == 1:
        return np.ones((n_replicates, 1))
    drawn = rng.multinomial(size - 1, np.full(size, 1 / size), n_replicates)
    return np.asarray(drawn * (size / (size - 1)))


def _refuse_one_cluster(design: SurveyDesign) -> None:
    """With one cluster there is nothing to leave out."""
    if design.n_clusters < 2:
        raise ParameterError("replicates_one_cluster")
