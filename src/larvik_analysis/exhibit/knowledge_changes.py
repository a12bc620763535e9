"""Counts year after year, and what may be said of the changes between them."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from larvik_analysis.estimate.indicators.change import change
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.yearly import (
    SPREADS,
    estimate_change_z,
    estimate_changes,
    verdict_on,
)
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.indicators import YearlyCounts
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import caveats, declared_exhibit, label_with
from .statement import Statement

_KEYS = ("before", "before_label", "after", "label", "spread", "spread_label")


def exhibit_changes(study: Study) -> Exhibit | None:
    """Figure: each change from one year to the next, with what chance may add to it."""
    counts = study.indicators.counts
    if counts is None or len(counts.facts) < 2:
        return None
    data = _labelled(estimate_changes(study.facts, counts), study)
    verdict, words = _last(study, counts)
    return declared_exhibit(
        study,
        "kunnskap-endring",
        "changes",
        data,
        _KEYS,
        finding=verdict,
        cells={"interval": _first_change(study, counts)},
        words=words,
        notes=caveats(study, counts.caveats),
        draw="dot_intervals.draw_dot_intervals",
        across="spread_label",
        target="wider",
    )


def exhibit_change_z(study: Study) -> Exhibit | None:
    """Table: each change in standard errors."""
    counts = study.indicators.counts
    if counts is None or len(counts.facts) < 2:
        return None
    verdict, words = _last(study, counts)
    return declared_exhibit(
        study,
        "kunnskap-endring-z",
        "change_z",
        _labelled(estimate_change_z(study.facts, counts), study),
        _KEYS,
        finding=verdict,
        is_told_alike=True,
        words=words,
        across="spread_label",
        target="wider",
    )


def state_changes(study: Study) -> tuple[Statement, ...]:
    """Why the counts are looked at in more than one way, and what each change amounts to."""
    counts = study.indicators.counts
    if counts is None or len(counts.facts) < 2:
        return ()
    stated = []
    if counts.together is not None:
        words = {"together": counts.together.in_language(study.language)}
        stated.append(Statement(key="changes.spread", words=words))
    for before, after in pairwise(counts.facts):
        cells = {"first": as_published(study.facts[before])}
        cells["second"] = as_published(study.facts[after])
        key = f"changes.said_{verdict_on(study.facts, before, after)}"
        words = _words(study, counts, before, after)
        stated.append(Statement(key=key, cells=cells, words=words))
    return tuple(stated)


def _first_change(study: Study, counts: YearlyCounts) -> FactEstimate:
    """A change, for the level that all the intervals have."""
    before, after = (as_published(study.facts[name]) for name in counts.facts[:2])
    return change(before, after)


def _last(study: Study, counts: YearlyCounts) -> tuple[str, dict[str, str]]:
    before, after = counts.facts[-2:]
    verdict = verdict_on(study.facts, before, after)
    return verdict, _words(study, counts, before, after)


def _words(study: Study, counts: YearlyCounts, before: str, after: str) -> dict[str, str]:
    texts = read_catalogue(study.language)
    first, second = study.facts[before].value or 0.0, study.facts[after].value or 0.0
    return {
        "name": counts.name.in_language(study.language),
        "change": texts[f"labels.change.{'fall' if second < first else 'rise'}"],
        "before": study.facts[before].period,
        "after": study.facts[after].period,
    }


def _labelled(data: pd.DataFrame, study: Study) -> pd.DataFrame:
    texts = read_catalogue(study.language)
    periods = {"": ""} | {fact_id: fact.period for fact_id, fact in study.facts.items()}
    spreads = {name: texts[f"labels.spread.{name}"] for name in ("count", *SPREADS)}
    data = label_with(data, "before", "before_label", periods)
    data = label_with(data, "after", "label", periods)
    return label_with(data, "spread", "spread_label", spreads)
