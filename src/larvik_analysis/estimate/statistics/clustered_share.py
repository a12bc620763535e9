"""A share of units that come in clusters, as goals and stays do that come in families."""

from __future__ import annotations

from typing import Any

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import grouped_values
from larvik_analysis.estimate.statistics.arguments import plain_level
from larvik_analysis.estimate.statistics.clusters import cluster_mean
from larvik_analysis.estimate.statistics.intervals import wilson_limits
from larvik_analysis.estimate.statistics.normal import two_sided_t, two_sided_z
from larvik_analysis.terms.results import Estimate, NotEstimable


def clustered_share(
    is_counted: Any, cluster: Any, *, level: float = 0.95
) -> Estimate | NotEstimable:
    """Share of all units, with an interval that knows that those of a cluster go together.

    Parameters
    ----------
    is_counted : array of bool, shape (n,)
        Missing where nobody knows; those are left out.
    cluster : array, shape (n,)
        The cluster of each unit.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate or NotEstimable
        Wilson's interval for as many independent units as say as much as these: the variance
        of a share over that of `cluster_mean` (CR2), made smaller as Student's t is wider
        than the normal, and never more than the units. Where all units are alike, the
        clusters are counted in their place. No interval with one cluster.

    Raises
    ------
    ParameterError
        If the lists differ in length, a unit has no cluster, a value is neither yes nor no,
        or `level` is not allowed.

    References
    ----------
    .. [1] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with
       small expected number of positive counts estimated from survey data. Survey
       Methodology 24, 193-201.

    Examples
    --------
    >>> found = clustered_share([1, 1, 0, 1, 0], ["a", "a", "b", "c", "d"])
    >>> found.estimate, round(found.low, 3), round(found.high, 3)
    (0.6, 0.071, 0.967)
    """
    level = plain_level(level)
    there, codes = grouped_values(is_counted, cluster)
    if not np.isin(there, (0, 1)).all():
        raise ParameterError("answers_yes_no")
    n = there.size
    if not n:
        return NotEstimable("there are no units")
    share, n_clusters = float(there.mean()), int(codes.max() + 1)
    alike: float = n
    if n_clusters < n:
        alike = n_clusters
        found = cluster_mean(there, codes, level=level)
        if not isinstance(found, NotEstimable) and found.low is not None:
            narrower = (two_sided_z(level) / two_sided_t(level, found.df)) ** 2
            alike = min(n, share * (1 - share) / found.standard_error**2 * narrower)
    is_one = n_clusters == 1
    low, high = wilson_limits(share, alike, level)
    return Estimate(
        estimate=share,
        low=None if is_one else low,
        high=None if is_one else high,
        level=None if is_one else level,
        n=n,
        method="wilson-clustered" if n_clusters < n else "wilson",
    )
