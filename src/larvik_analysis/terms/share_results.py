"""What estimates of two shares or more look like, and tests of tables of counts."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.results import Estimate, NotEstimable, ShareEstimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDifferenceEstimate(Estimate):
    """The share of group a less the share of group b, -1 to 1.

    Attributes
    ----------
    count_a, n_a, count_b, n_b : int
        Counts and bases of the two groups; `n` is both bases together.
    p_value : float or None
        Two-sided p of no difference; None where the method of the interval has no test.
    """

    low: float
    high: float
    level: float
    count_a: int
    n_a: int
    count_b: int
    n_b: int
    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifferenceEstimate(Estimate):
    """The share after less the share before, of the same units, -1 to 1.

    Attributes
    ----------
    share_before, share_after : float
        The two shares, 0 to 1.
    p_value : float
        Two-sided p of no difference.
    """

    low: float
    high: float
    level: float
    share_before: float
    share_after: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemarEstimate(Estimate):
    """The share of those who changed that changed towards the answer; `n` counts changers.

    Attributes
    ----------
    p_exact, p_mid : float
        Two-sided p that changes either way are as likely.
    only_before, only_after : int
        Who changed, either way.
    """

    low: float
    high: float
    level: float
    p_exact: float
    p_mid: float
    only_before: int
    only_after: int


@dataclass(frozen=True, slots=True)
class NobodyChanged(NotEstimable):
    """No share of changers, for there are none; nothing speaks against no difference."""

    reason: str = "nobody changed"
    p_exact: float = 1.0
    p_mid: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CochranQEstimate(Estimate):
    """How far options differ in how many ticked them, 0 to 1: Q as a share of its largest.

    Attributes
    ----------
    statistic, df, p_value : float
        Cochran's Q, its degrees of freedom, and its asymptotic p.
    options : tuple of str
        The options.
    shares : tuple of float
        Share that ticked each, 0 to 1.
    n_left_out : int
        Respondents who lack an answer.
    """

    statistic: float
    df: int
    p_value: float
    options: tuple[str, ...]
    shares: tuple[float, ...]
    n_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsRatioEstimate(Estimate):
    """How many times the odds of the first row are those of the second, given the margins.

    Infinite where one of the two products of the cells is zero.

    Attributes
    ----------
    p_value : float
        Two-sided exact p: the chance of all tables no likelier than the one seen.
    p_doubled : float
        Twice the smaller tail, at most 1: the one that agrees with the interval.
    """

    low: float
    high: float
    level: float
    p_value: float
    p_doubled: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationEstimate(Estimate):
    """How strongly rows and columns go together: Cramér's V with its bias removed, 0 to 1.

    Attributes
    ----------
    p_value : float
        Two-sided p of independence, by the test that `method` names.
    statistic, df : float
        Pearson's chi-squared and its degrees of freedom.
    cramers_v : float
        Cramér's V as it stands, which is above 0 also where nothing goes together.
    smallest_expected : float
        Smallest count expected under independence; the chi-squared p is rough below 5.
    """

    low: float
    high: float
    level: float
    p_value: float
    statistic: float
    df: int
    cramers_v: float
    smallest_expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendEstimate(Estimate):
    """Change of a share for each step of the score.

    Attributes
    ----------
    statistic, p_value : float
        Chi-squared with one degree of freedom, and its p.
    """

    low: float
    high: float
    level: float
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearByLinearEstimate(Estimate):
    """Correlation of the scores of rows and columns, -1 to 1.

    Attributes
    ----------
    statistic, p_asymptotic : float
        The correlation times the root of n - 1, and the two-sided normal p of it.
    p_value : float or None
        Two-sided exact p: the chance of a sum at least as far from its mean. None where
        the table is too large for it.
    p_doubled : float or None
        Twice the smaller exact tail, at most 1.
    """

    statistic: float
    p_asymptotic: float
    p_value: float | None
    p_doubled: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionByGroup:
    """One option of a question with several answers, by group.

    Attributes
    ----------
    option : str
        Its name.
    statistic : float or None
        Pearson's chi-squared of ticks by group; None where all or nobody ticked it.
    shares : tuple of ShareEstimate
        Share that ticked it in each group, of all asked there.
    differences : tuple of ShareDifferenceEstimate
        Each further group less the first.
    """

    option: str
    statistic: float | None
    shares: tuple[ShareEstimate, ...]
    differences: tuple[ShareDifferenceEstimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralAnswersEstimate(Estimate):
    """How strongly ticks and groups go together: root mean square of V over options, 0 to 1.

    Attributes
    ----------
    p_value : float
        P that ticks do not depend on the group in any option.
    statistic : float
        Sum of the chi-squared of the options.
    statistic_adjusted, df : float
        The same with the second-order correction of Rao and Scott, and its degrees of
        freedom, which are seldom whole.
    p_mrcv, statistic_adjusted_mrcv, df_mrcv : float or None
        The numbers of R's MRCV, which mixes two covariances and finds far too small a p
        where groups differ. To compare with, not to report. None where nobody differs from
        the others of the group.
    groups : tuple of str
        The groups, in order of their names.
    options : tuple of OptionByGroup
        Every option, in the order given.
    n_left_out : int
        Respondents who lack an answer or a group.
    """

    p_value: float
    statistic: float
    statistic_adjusted: float
    df: float
    p_mrcv: float | None
    statistic_adjusted_mrcv: float | None
    df_mrcv: float | None
    groups: tuple[str, ...]
    options: tuple[OptionByGroup, ...]
    n_left_out: int
