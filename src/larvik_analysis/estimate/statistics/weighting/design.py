"""How a sample was drawn: weights, strata, clusters and the population behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray
from larvik_analysis.estimate.statistics.weighting.base_weights import (
    number_or_nan,
    read_weights,
)
from larvik_analysis.estimate.statistics.weighting.faults import listed, refuse_all

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What weights were fitted to: variance is of what the margins leave unexplained.

    Attributes
    ----------
    cell_of_row : ndarray of int, shape (n_rows,)
        The cell of each respondent.
    columns : ndarray of float, shape (n_cells, n_columns)
        The levels of each cell as 0 and 1.
    weights : ndarray of float, shape (n_rows,)
        Weights of the regression whose residuals are taken.
    """

    cell_of_row: IntArray
    columns: FloatArray
    weights: FloatArray

    def residuals(self, values: FloatArray) -> FloatArray:
        """What the margins leave of values, shape (n_rows, n_values)."""
        n_cells = self.columns.shape[0]
        weighted = self.weights[:, None] * values
        sums = np.column_stack(
            [np.bincount(self.cell_of_row, column, n_cells) for column in weighted.T]
        )
        in_cell = np.bincount(self.cell_of_row, self.weights, n_cells)
        normal = self.columns.T @ (in_cell[:, None] * self.columns)
        slopes = np.linalg.pinv(normal, hermitian=True) @ (self.columns.T @ sums)
        return np.asarray(values - (self.columns @ slopes)[self.cell_of_row])


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Rows sorted into the clusters that were drawn, and these into strata.

    Attributes
    ----------
    order : ndarray of int, shape (n_rows,), or None
        Rows by cluster; None where every row is its own cluster, in order of strata.
    cluster_starts : ndarray of int, shape (n_clusters,)
        Where each cluster begins in that order.
    cluster_of_row : ndarray of int, shape (n_rows,)
        The cluster of each row; clusters are numbered by stratum.
    stratum_starts : ndarray of int, shape (n_strata,)
        The first cluster of each stratum.
    n_clusters : ndarray of int, shape (n_strata,)
        How many clusters each stratum has.
    share_left : ndarray of float, shape (n_strata,)
        The share of the stratum's clusters that was not drawn; 1 where it is unknown.
    """

    order: IntArray | None
    cluster_starts: IntArray
    cluster_of_row: IntArray
    stratum_starts: IntArray
    n_clusters: IntArray
    share_left: FloatArray

    @property
    def is_census(self) -> bool:
        """Whether everything that could be drawn was drawn."""
        return bool(self.n_clusters.size) and not self.share_left.any()

    @property
    def scale(self) -> FloatArray:
        """What a stratum's sum of squares is multiplied by, shape (n_strata,)."""
        others = np.maximum(self.n_clusters - 1, 1)
        return np.asarray(self.share_left * self.n_clusters / others)

    def sum_clusters(self, values: FloatArray) -> FloatArray:
        """Sums over each cluster, shape (n_clusters, n_values)."""
        if self.order is None:
            return values
        if self.order.size == self.cluster_starts.size:  # every row is its own cluster
            return values[self.order]
        return np.asarray(np.add.reduceat(values[self.order], self.cluster_starts, axis=0))

    def sum_strata(self, values: FloatArray) -> FloatArray:
        """Sums of the clusters' values over each stratum, shape (n_strata, n_values)."""
        return np.asarray(np.add.reduceat(values, self.stratum_starts, axis=0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurveyDesign:
    """How the respondents were drawn, checked once for all estimates.

    Attributes
    ----------
    weights : Series of float
        How many of the population each respondent stands for, on the respondents' index.
        A weight of 0 keeps a respondent in the design and out of every estimate.
    strata : Series or None
        The stratum of each respondent, on the same index.
    clusters : Series or None
        The cluster, a family or a kindergarten, on the same index. A label means the same
        cluster wherever it stands, so it may stand in one stratum only.
    population : number, mapping or None
        How many clusters (respondents, where there are no clusters) could have been drawn:
        stratum -> number, or one number for all strata together, which takes the same
        share of each to have been drawn. Variances shrink by 1 - n/N. None: a population
        without end.
    calibration : Calibration or None
        Put there by `calibrate` and `post_stratify`.

    Raises
    ------
    WeightingError
        A ParameterError that tells all at once: weights that are negative or not finite,
        other rows than the weights have, missing strata or clusters, clusters in two
        strata, a stratum with one cluster, a population smaller than what was drawn.

    Notes
    -----
    A stratum with one cluster says nothing about how clusters differ; it is refused, not
    left out of the variance, unless the population says that it is the only one there.

    Examples
    --------
    >>> weights = pd.Series([1.0, 2.0, 2.0, 1.0])
    >>> design = SurveyDesign(weights=weights, clusters=pd.Series(["a", "a", "b", "c"]))
    >>> design.n_clusters
    3
    """

    weights: pd.Series = field(repr=False)
    strata: pd.Series | None = field(default=None, repr=False)
    clusters: pd.Series | None = field(default=None, repr=False)
    population: float | Mapping[object, float] | None = None
    calibration: Calibration | None = field(default=None, repr=False)
    units: Units = field(init=False, repr=False)

    def __post_init__(self) -> None:
        series: dict[str, object] = {
            "weights": self.weights,
            "strata": self.strata,
            "clusters": self.clusters,
        }
        given = {name: one for name, one in series.items() if isinstance(one, pd.Series)}
        refuse_all(
            [
                ParameterError("design_series", name=name)
                for name, one in series.items()
                if name not in given and (one is not None or name == "weights")
            ]
        )
        _, problems = read_weights(self.weights.to_frame(), self.weights)
        for name, one in given.items():
            if not one.index.equals(self.weights.index):
                problems.append(ParameterError("design_rows", name=name))
            elif name != "weights" and one.isna().any():
                n_missing = int(one.isna().sum())
                problems.append(ParameterError("design_missing", name=name, n=n_missing))
        refuse_all(problems)
        object.__setattr__(self, "units", self._sort_units())

    @property
    def base(self) -> FloatArray:
        """The weights as numbers, shape (n_rows,)."""
        return np.asarray(self.weights, dtype=float)

    @property
    def n_clusters(self) -> int:
        """How many clusters were drawn; respondents, where there are no clusters."""
        return int(self.units.n_clusters.sum())

    def _sort_units(self) -> Units:
        """Number clusters by stratum; refuse what cannot be drawn so."""
        n_rows = len(self.weights)
        stratum, labels = _numbered(self.strata, np.zeros(n_rows, dtype=np.intp))
        cluster, _ = _numbered(self.clusters, np.arange(n_rows))
        pairs, _ = pd.factorize(stratum * (cluster.max(initial=0) + 1) + cluster, sort=True)
        n_pairs = int(pairs.max(initial=-1)) + 1
        stratum_of = np.zeros(n_pairs, dtype=np.intp)
        stratum_of[pairs] = stratum
        n_each = np.bincount(stratum_of, minlength=len(labels))
        problems = []
        n_crossing = n_pairs - np.unique(cluster).size
        if n_crossing:
            problems.append(ParameterError("design_crossing", n=n_crossing))
        left = self._share_left(n_each, labels, problems)
        lonely = (n_each == 1) & (left > 0) if self.strata is not None else []
        if np.any(lonely):
            told = listed(labels[number] for number in np.flatnonzero(lonely))
            problems.append(ParameterError("design_lonely", strata=told))
        refuse_all(problems)
        is_in_order = n_pairs == n_rows and bool((pairs[:-1] <= pairs[1:]).all())
        return Units(
            order=None if is_in_order else np.argsort(pairs, kind="stable"),
            cluster_starts=_starts(np.bincount(pairs, minlength=n_pairs)),
            cluster_of_row=pairs,
            stratum_starts=_starts(n_each),
            n_clusters=n_each,
            share_left=left,
        )

    def _share_left(
        self, n_each: IntArray, labels: list[object], problems: list[ParameterError]
    ) -> FloatArray:
        """The share of each stratum's clusters that was not drawn."""
        whole = np.ones(n_each.size)
        if self.population is None:
            return whole
        if not isinstance(self.population, Mapping):
            size, n_drawn = number_or_nan(self.population), int(n_each.sum())
            if not (math.isfinite(size) and size >= n_drawn and size > 0):
                problems.append(ParameterError("design_population", n=n_drawn))
                return whole
            return whole - n_drawn / size
        unknown = [label for label in labels if label not in self.population]
        if self.strata is None or unknown:
            told = listed(unknown if self.strata is not None else self.population)
            problems.append(ParameterError("design_population_strata", strata=told))
            return whole
        sizes = np.array([number_or_nan(self.population[label]) for label in labels])
        small = ~(np.isfinite(sizes) & (sizes >= n_each) & (sizes > 0))
        if small.any():
            told = listed(labels[number] for number in np.flatnonzero(small))
            problems.append(ParameterError("design_population_small", strata=told))
            return whole
        return np.asarray(whole - n_each / sizes)


def _numbered(labels: pd.Series | None, otherwise: IntArray) -> tuple[IntArray, list[object]]:
    """Labels as numbers, and what each number stands for."""
    if labels is None:
        return otherwise, [""] if otherwise.size else []
    numbers, names = pd.factorize(labels)
    return np.asarray(numbers, dtype=np.intp), list(names)


def _starts(sizes: IntArray) -> IntArray:
    """Where each of several runs of the given sizes begins."""
    return np.asarray(np.cumsum(sizes) - sizes)
