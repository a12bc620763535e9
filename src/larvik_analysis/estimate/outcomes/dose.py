"""How much help families got. More help does not show what help does: need decides it too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.rows import Row, counted, described, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level
from larvik_analysis.estimate.statistics.association import spearman_rho
from larvik_analysis.estimate.statistics.numbers import number_above_nought
from larvik_analysis.terms.results import Estimate, NotEstimable

NO_FAMILIES: Final = "there are no families"
NO_MINUTES: Final = "no contact has its minutes noted"
# Of what was planned for a family: where each band begins, for those with any contact.
BANDS: Final = {"under_half": 0.0, "half_or_more": 0.5, "planned_or_more": 1.0}
_LABELS: Final = ("quantity", "statistic")


def estimate_dose(
    contacts: pd.DataFrame,
    families: Sequence[str],
    *,
    planned_per_family: float | None = None,
) -> pd.DataFrame:
    """Contacts and minutes delivered: in all, of what was planned, and for each family.

    Parameters
    ----------
    contacts : DataFrame
        One row a contact: `family`, `minutes` (missing where not noted) and `mode`.
    families : sequence of str
        All that started, also those without a contact.
    planned_per_family : float, optional
        Contacts that the plan promised each family, above 0.

    Returns
    -------
    DataFrame
        Labels `quantity` and `statistic`, then `ESTIMATE_COLUMNS`; no intervals, as all
        families are counted. In order: ``contacts`` (``delivered``, ``planned``,
        ``without_minutes`` and ``ratio`` of delivered to planned); ``contacts_per_family``
        and ``minutes_per_family`` (``median``, ``least``, ``most``), over all families;
        ``families`` by what they got of what was planned (``none``, ``under_half``,
        ``half_or_more``, ``planned_or_more``; only ``none`` without a plan); and
        ``contacts_by_mode`` with each mode as `statistic`, ``not_stated`` where it is empty.
        Minutes that nobody noted count as none, so sums of minutes are at least as large;
        where no contact has its minutes noted they are not estimable.

    Raises
    ------
    ParameterError
        If a family stands twice, a contact is of no family or of another than those, minutes
        are below 0, or `planned_per_family` is not above 0.
    """
    if planned_per_family is not None:
        planned_per_family = number_above_nought("planned_per_family", planned_per_family)
    n_contacts, minutes = _sums_by_family(contacts, families)
    return tabulate_rows(
        [
            *_in_all(contacts, n_contacts, planned_per_family),
            *_per_family("contacts_per_family", n_contacts, "count"),
            *_per_family("minutes_per_family", minutes, "minutes", _lack_of_minutes(contacts)),
            *_bands(n_contacts, planned_per_family),
            *_modes(contacts, len(families)),
        ],
        _LABELS,
    )


def estimate_dose_response(
    contacts: pd.DataFrame, change: pd.Series[float], *, level: float = 0.95
) -> pd.DataFrame:
    """Whether families with more contacts or minutes changed more: a description only.

    Parameters
    ----------
    contacts : DataFrame
        As `estimate_dose`; contacts of families without a change are left out. A family with
        a contact of unknown length has an unknown sum of minutes, and is left out there.
    change : Series of float
        After less before by family (the index), below 0 where it is better. Missing where it
        is not known.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Labels `quantity` (``contacts``, ``minutes``) and `wording`, always
        ``description_only``, then `ESTIMATE_COLUMNS`: Spearman's rank correlation of dose
        and change with its interval and no p-value. Below 0 those with more help improved
        more. Who needs more gets more, and who gives up gets less: it is no effect of dose.

    Raises
    ------
    ParameterError
        If a family stands twice in `change`, minutes are below 0, or `level` is not between
        0 and 1.
    """
    level = plain_level(level)
    known = change.dropna()
    families = list(known.index)
    own = contacts[contacts["family"].isin(families)]
    n_contacts, minutes = _sums_by_family(own, families)
    minutes[known.index.isin(own.loc[own["minutes"].isna(), "family"])] = np.nan
    rows = []
    for quantity, dose in (("contacts", n_contacts), ("minutes", minutes)):
        found = spearman_rho(dose, known.to_numpy(dtype=np.float64), level=level)
        labels = {"quantity": quantity, "wording": "description_only"}
        bare = found if isinstance(found, NotEstimable) else _without_p(found)
        rows.append(Row(labels, bare, "rho", n=len(families), n_families=len(families)))
    return tabulate_rows(rows, ("quantity", "wording"))


def _without_p(found: Estimate) -> Estimate:
    return Estimate(
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        level=found.level,
        n=found.n,
        method="spearman-rho-description",
    )


def _sums_by_family(
    contacts: pd.DataFrame, families: Sequence[str]
) -> tuple[FloatArray, FloatArray]:
    """Contacts and minutes of each family, in their order."""
    order = pd.Index(families)
    if order.has_duplicates:
        raise ParameterError("families_repeated")
    if not contacts["family"].isin(order).all():
        raise ParameterError("contacts_of_others")
    if (contacts["minutes"] < 0).any():
        raise ParameterError("minutes_negative")
    grouped = contacts.groupby("family", sort=True)["minutes"]
    n_contacts = grouped.size().reindex(order, fill_value=0)
    minutes = grouped.sum().reindex(order, fill_value=0)
    return np.array(n_contacts, dtype=np.float64), np.array(minutes, dtype=np.float64)


def _in_all(
    contacts: pd.DataFrame, n_contacts: FloatArray, planned_per_family: float | None
) -> list[Row]:
    n = n_contacts.size
    delivered, unknown = len(contacts), int(contacts["minutes"].isna().sum())
    rows = [
        _row("contacts", "delivered", counted(delivered, delivered), "count", n),
        _row("contacts", "without_minutes", counted(unknown, delivered), "count", n),
    ]
    if planned_per_family is not None:
        planned = planned_per_family * n
        told = described(planned, n, "planned")
        ratio: Estimate | NotEstimable = NotEstimable(NO_FAMILIES)
        if n:
            ratio = described(delivered / planned, n, "delivered-to-planned")
        rows.insert(1, _row("contacts", "planned", told, "count", n))
        rows.append(_row("contacts", "ratio", ratio, "ratio", n))
    return rows


def _lack_of_minutes(contacts: pd.DataFrame) -> str:
    is_noted = contacts["minutes"].notna()
    return NO_MINUTES if is_noted.size and not is_noted.any() else ""


def _per_family(quantity: str, sums: FloatArray, unit: str, lacks: str = "") -> list[Row]:
    rows = []
    for name, statistic in (("median", np.median), ("least", np.min), ("most", np.max)):
        found: Estimate | NotEstimable = NotEstimable(lacks or NO_FAMILIES)
        if sums.size and not lacks:
            found = described(float(statistic(sums)), sums.size, name)
        rows.append(_row(quantity, name, found, unit, sums.size))
    return rows


def _bands(n_contacts: FloatArray, planned_per_family: float | None) -> list[Row]:
    n = n_contacts.size
    none = n_contacts == 0
    rows = [_row("families", "none", counted(int(none.sum()), n), "count", n)]
    if planned_per_family is None:
        return rows
    starts = np.array(list(BANDS.values()))
    band = np.searchsorted(starts, n_contacts / planned_per_family, side="right") - 1
    for place, name in enumerate(BANDS):
        count = int(((band == place) & ~none).sum())
        rows.append(_row("families", name, counted(count, n), "count", n))
    return rows


def _modes(contacts: pd.DataFrame, n_families: int) -> list[Row]:
    modes = contacts["mode"].fillna("").replace("", "not_stated")
    return [
        _row("contacts_by_mode", str(mode), counted(int(n), len(contacts)), "count", n_families)
        for mode, n in modes.value_counts().sort_index().items()
    ]


def _row(
    quantity: str, statistic: str, found: Estimate | NotEstimable, unit: str, n_families: int
) -> Row:
    labels = {"quantity": quantity, "statistic": statistic}
    return Row(labels, found, unit, n_families=n_families)
