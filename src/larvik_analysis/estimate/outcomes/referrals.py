"""From referral to the end: how many families came how far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Final

import pandas as pd

from larvik_analysis.estimate.outcomes.rows import Row, counted, tabulate_rows
from larvik_analysis.estimate.outcomes.stays import stays_of
from larvik_analysis.estimate.statistics.arguments import plain_level
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.terms.outcomes import Pathways
from larvik_analysis.terms.results import Estimate, NotEstimable

STAGES: Final = ("referred", "consented", "started", "completed")
# Who withdrew a consent had given it.
_CONSENTED: Final = ("yes", "withdrawn")
_LABELS: Final = ("quantity", "stage", "source")


def estimate_referrals(
    pathways: Pathways, contacts: pd.DataFrame | None = None, *, level: float = 0.95
) -> pd.DataFrame:
    """Families referred, that consented, that started and that completed; families throughout.

    Parameters
    ----------
    pathways : Pathways
    contacts : DataFrame, optional
        One row a contact, with `family`.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Labels `quantity`, `stage` and `source`, then `ESTIMATE_COLUMNS`. A family is at a
        stage only if it was at all before:

        - ``referred``: it has an episode;
        - ``consented``: some episode of it has a consent, also one withdrawn later. Where
          no episode of any family says anything of consent it is not estimable, has no
          shares, and the stages after it do without;
        - ``started``: it has had a contact; without `contacts`, some episode lasted more
          than a day;
        - ``completed``: the last of its episodes is closed.

        Rows are ``families`` at each stage (``count``), ``share_of_first`` and
        ``share_of_previous`` (Wilson) for each stage but the first, ``consent_not_stated``
        (families none of whose episodes says anything of consent), and ``families`` referred
        by each `source`, ``not_stated`` where the first episode does not say.

    Raises
    ------
    ParameterError
        As `stays_of`, or if `level` is not between 0 and 1.
    """
    level = plain_level(level)
    stages = _stages(pathways, contacts)
    n_first = len(stages["referred"])
    rows = [
        _count(stage, len(stages[stage]), n_first) if stage in stages else _not_said(stage)
        for stage in STAGES
    ]
    for previous, stage in pairwise(stages):
        for quantity, base in (("share_of_first", "referred"), ("share_of_previous", previous)):
            found = _share(len(stages[stage]), len(stages[base]), level)
            labels = {"quantity": quantity, "stage": stage, "source": ""}
            rows.append(Row(labels, found, "share", n_families=len(stages[base])))
    table = pathways.table
    says = table["consent"].ne("").groupby(table["family"]).any()
    labels = {"quantity": "consent_not_stated", "stage": "referred", "source": ""}
    rows.append(Row(labels, counted(int((~says).sum()), n_first), "count", n_families=n_first))
    first = table.sort_values(["family", "start"], kind="stable").groupby("family").first()
    sources = first["referral"].replace("", "not_stated").value_counts().sort_index()
    rows += [_count("referred", int(n), n_first, str(source)) for source, n in sources.items()]
    return tabulate_rows(rows, _LABELS)


def _stages(
    pathways: Pathways, contacts: pd.DataFrame | None
) -> Mapping[str, Collection[object]]:
    stays, table = stays_of(pathways), pathways.table
    has_begun = stays.loc[stays["days"] > 1, "family"]
    if contacts is not None:
        has_begun = contacts["family"]
    ending = stays.groupby("family", sort=True)["ending"].last()
    reached = {
        "referred": set(table["family"]),
        "consented": set(table.loc[table["consent"].isin(_CONSENTED), "family"]),
        "started": set(has_begun),
        "completed": set(ending.index[ending == "closed"]),
    }
    if len(table) and table["consent"].eq("").all():
        del reached["consented"]
    within = reached["referred"]
    found = {}
    for stage in reached:
        within = within & reached[stage]
        found[stage] = within
    return found


def _not_said(stage: str) -> Row:
    labels = {"quantity": "families", "stage": stage, "source": ""}
    return Row(labels, NotEstimable("no episode says anything of it"), "count")


def _share(count: int, n: int, level: float) -> Estimate | NotEstimable:
    return estimate_share(count, n, level=level) if n else NotEstimable("no family came so far")


def _count(stage: str, count: int, n: int, source: str = "") -> Row:
    labels = {"quantity": "families", "stage": stage, "source": source}
    return Row(labels, counted(count, n), "count", n_families=count)
