"""What leaves besides counts: bands in the place of hidden ones, and statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from larvik_analysis.estimate.survey.change_statistics import CHANGE_STATISTICS
from larvik_analysis.terms.microdata import Cell, Scored

from .audit import Claim, audit
from .change_rule import add_change
from .decision import Asked, Band, Decision, band_of
from .known import Knowledge
from .linked import tells_of_sensitive
from .statistics_of_rows import may_be_asked, n_behind, plain_base
from .universe import Universe, is_linear

_MOST_DOUBTFUL = 25  # cells whose bands cost more to prove than they tell


def add_bands(asked: list[Asked], decision: Decision, before: Knowledge) -> None:
    """A band in the place of a hidden count, for each thing whose bands give nothing away."""
    if decision.blocked:
        return
    universe = decision.universe
    by_owner: dict[int, dict[Cell, Band]] = {}
    bands: dict[Cell, Band] = {}
    for number in asked:
        cell = decision.sensitive_count(number)
        if cell is None or number.base is None or cell in decision.shown:
            continue
        base = universe.plain(decision.in_groups(number.base))
        is_enough = universe.n_protected(base) >= universe.rules.n_min
        if is_enough and base in decision.shown:
            band = band_in(universe, cell, base)
            if bands.setdefault(cell, band) == band:  # of two bases a band would tell twice
                by_owner.setdefault(number.owner, {})[cell] = band
    _try_bands([by_owner[owner] for owner in sorted(by_owner)], decision, before)


def band_in(universe: Universe, cell: Cell, base: Cell) -> Band:
    """The band of a count in its base."""
    return replace(band_of(universe.count(cell), universe.count(base)), base=base)


def _try_bands(by_owner: list[dict[Cell, Band]], decision: Decision, before: Knowledge) -> None:
    """All of them at once; where that is too much, each half by itself."""
    if not by_owner:
        return
    together = {cell: band for bands in by_owner for cell, band in bands.items()}
    if not _try(decision, before, bands=together) and len(by_owner) > 1:
        half = len(by_owner) // 2
        _try_bands(by_owner[:half], decision, before)
        _try_bands(by_owner[half:], decision, before)


def add_scores(asked: list[Asked], decision: Decision, before: Knowledge) -> None:
    """Statistics, one by one, each where it and all before it give nothing away."""
    for number in asked:
        for atom in number.atoms:
            if isinstance(atom, Scored) and atom not in decision.shown:
                _add_score(atom, decision, before)


def _add_score(atom: Scored, decision: Decision, before: Knowledge) -> None:
    universe = decision.universe
    base = plain_base(universe, atom)
    if base not in decision.shown or not may_be_asked(universe, atom):
        return
    is_sensitive = bool(universe.sensitive & set(atom.named))
    if atom.statistic in CHANGE_STATISTICS:
        add_change(atom, decision, before)
    elif universe.has_positions:
        decision.shown.add(atom)  # a figure for the whole period
    elif not is_sensitive and not decision.blocked_all:
        if n_behind(universe, atom) < universe.rules.n_min_opinion:
            return
        if not tells_of_sensitive(atom, decision, before.ends):
            decision.shown.add(atom)
        elif not decision.blocked:
            _try(decision, before, score=atom)
    elif not decision.blocked and universe.n_protected(base) >= universe.rules.n_min:
        _try(decision, before, score=atom)


def _try(
    decision: Decision,
    before: Knowledge,
    *,
    bands: Mapping[Cell, Band] | None = None,
    score: Scored | None = None,
) -> bool:
    """Let something more leave, unless the audit says that it gives something away."""
    universe = decision.universe
    trial = replace(
        decision,
        bands=decision.bands | dict(bands or {}),
        shown=decision.shown | ({score} if score is not None else set()),
    )
    known = trial.known_now()
    if score is not None and not is_linear(score, {**before.ends, **known}):
        return False  # what cannot be judged together with all else does not leave
    claim = Claim(universe.data, universe.rules, universe.sensitive, before.ends, known)
    passes = audit(
        claim,
        bands=trial.bands,
        evidence=decision.evidence,
        memory=decision.memory,
        most_doubtful=_MOST_DOUBTFUL,
    )
    if passes:
        decision.bands, decision.shown = trial.bands, trial.shown
    return passes
