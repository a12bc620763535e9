"""What is known before anything is tried: a measure over time, and a process with its gaps.

Which numbers belong together stands in `indicators.yaml`. An exhibit for which it declares
nothing is None, and `show` passes over it. Titles follow from the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import pandas as pd

from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.funnel import (
    Account,
    account_of,
    estimate_funnel,
    merged_parts,
    remainder_of,
)
from larvik_analysis.estimate.indicators.series import estimate_series, last_gaps, standing
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.indicators import Funnel, PlaceRole, Series, Stage
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

from .exhibit import Exhibit, Target, TargetKind
from .statement import Statement

Quoted = Mapping[str, str | tuple[str, ...]]


def declared_exhibit(
    study: Study,
    name: str,
    group: str,
    data: pd.DataFrame,
    keys: tuple[str, ...],
    *,
    finding: str,
    is_told_alike: bool = False,
    caption: str = "",
    cells: Mapping[str, FactEstimate] | None = None,
    words: Quoted | None = None,
    notes: Sequence[Statement] = (),
    documents: Sequence[str] = (),
    draw: str = "",
    across: str = "",
    target: TargetKind = "census",
) -> Exhibit:
    """An exhibit of public facts or words whose texts stand in the catalogue under `group`.

    Parameters
    ----------
    finding : str
        What the numbers show, the last part of the keys of title and alternative text.
    is_told_alike : bool
        Whether there is one alternative text whatever the finding.
    caption : str
        The key of the caption, where it is not that of the group.
    documents : sequence of str
        The documents of an exhibit of words; those of numbers follow from their facts.
    """

    def stated(key: str) -> Statement:
        return Statement(key=key, cells=dict(cells or {}), words=dict(words or {}))

    told = f"{group}.alternative_text"

    bases = data.get("basis", ())
    used = [fact_id for basis in bases if basis for fact_id in facts_in(basis)]
    behind = [study.facts[fact_id].document for fact_id in used]
    counted = {UnitOfAnalysis(unit) for unit in data.get("unit_of_analysis", ())}
    return Exhibit(
        name=name,
        data=data,
        keys=keys,
        universe=f"public: {name}",
        unit_of_analysis=counted.pop() if len(counted) == 1 else UnitOfAnalysis.UNCLEAR,
        target=Target(kind=target, sentence=stated(f"{group}.target")),
        title=stated(f"{group}.title_{finding}"),
        caption=stated(caption or f"{group}.caption"),
        alternative_text=stated(
            told if is_told_alike else f"{group}.alternative_text_{finding}"
        ),
        documents=tuple(dict.fromkeys([*documents, *behind])),
        notes=tuple(notes),
        draw=f"larvik_analysis.exhibit.{draw}" if draw else "",
        across=across,
        sensitivity="public",  # every number is a published fact; the gate proves it
    )


def caveats(study: Study, said: Sequence[Words]) -> tuple[Statement, ...]:
    """The evaluator's own sentences on what to be careful with."""
    return tuple(
        Statement(key="knowledge.caveat", words={"caveat": caveat.in_language(study.language)})
        for caveat in said
    )


def label_with(
    data: pd.DataFrame, after: str, name: str, labels: Mapping[str, str]
) -> pd.DataFrame:
    """The table with a column of labels behind a column of ids."""
    place = list(data.columns).index(after) + 1
    data.insert(place, name, [labels[str(found)] for found in data[after]])
    return data


def exhibit_series(study: Study) -> Exhibit | None:
    """Figure: the measure over time, one panel a group, the place beside the others."""
    series = study.indicators.series
    if series is None:
        return None
    data = estimate_series(study.facts, series)
    language = study.language
    names = {group.id: group.name.in_language(language) for group in series.groups}
    places = {place.id: place.name.in_language(language) for place in series.places}
    roles = {place.id: place.role for place in series.places}
    data = label_with(data, "group", "label", names)
    data.insert(2, "period_label", data["period"])
    data = label_with(data, "place", "place_label", places)
    data.insert(list(data.columns).index("place"), "role", [roles[p] for p in data["place"]])
    keys = ("group", "label", "period", "period_label", "role", "place", "place_label")
    data = data[[*keys, *(name for name in data.columns if name not in keys)]]
    found, words = _standing(study, series)
    return declared_exhibit(
        study,
        "kunnskap-over-tid",
        "series",
        data,
        keys,
        finding=found,
        words={**words, "groups": tuple(names.values())},
        notes=(*caveats(study, series.caveats), Statement(key=f"series.{_rounding(data)}")),
        draw="line_panels.draw_line_panels",
        across="period_label",
    )


def state_series(study: Study) -> tuple[Statement, ...]:
    """What the figure over time says in words: how large the gaps are, and what they mean."""
    series = study.indicators.series
    if series is None:
        return ()
    _, words = _standing(study, series)
    names = {g.id: g.name.in_language(study.language) for g in series.groups}
    names.pop(series.whole, None)
    gaps = {g: gap for g, gap in last_gaps(study.facts, series).items() if g in names}
    is_above = words["country"] in words.get("above", ())
    if len(names) < 2 or gaps.keys() != names.keys() or not is_above:
        return ()
    if any(gap.unit != "percent" for gap in gaps.values()):
        return ()  # the sentences speak of points of per cent
    return (
        _state_gap(gaps, names, words),
        Statement(key="series.not_composition", words=words),
    )


def _state_gap(
    gaps: Mapping[str, FactEstimate], names: Mapping[str, str], words: Quoted
) -> Statement:
    """Where the gap is smallest and largest, with every group that shares the place."""
    order = sorted(gaps, key=lambda group: gaps[group].estimate or 0.0)
    cells = {"least": gaps[order[0]], "most": gaps[order[-1]]}
    ends = {
        name: [group for group in gaps if gaps[group].estimate == cell.estimate]
        for name, cell in cells.items()
    }
    quoted = dict(words)
    quoted |= {f"{n}_group": tuple(names[group] for group in e) for n, e in ends.items()}
    key = "gap" if all(len(groups) == 1 for groups in ends.values()) else "gap_shared"
    if ends["least"] == ends["most"]:
        key = "gap_same"
    return Statement(key=f"series.{key}", cells=cells, words=quoted)


def _rounding(data: pd.DataFrame) -> str:
    """Which text tells what a difference may come from by rounding."""
    is_whole = all(value.is_integer() for value in data["estimate"].dropna())
    is_percent = set(data["unit"]) == {"percent"}
    return "note_rounding_percent" if is_whole and is_percent else "note_rounding"


def _standing(study: Study, series: Series) -> tuple[str, dict[str, str | tuple[str, ...]]]:
    """What is found, and its words: the place, what is measured, where the others are."""
    texts = read_catalogue(study.language)
    others: tuple[PlaceRole, ...] = ("county", "country")
    words: dict[str, str | tuple[str, ...]] = {
        "own": study.evaluation.place.name,
        "measure": series.name.in_language(study.language),
        "country": texts["labels.place_role.country"],
    }
    stands = {role: standing(study.facts, series, against=role) for role in others}
    kinds = [kind for kind in ("above", "below", "mixed") if kind in stands.values()]
    for kind in kinds:
        words[kind] = tuple(
            texts[f"labels.place_role.{role}"] for role in others if stands[role] == kind
        )
    return "_".join(kinds) or "alone", words


def exhibit_funnel(study: Study) -> Exhibit | None:
    """Figure: each stage of a process, with what the source does not account for."""
    funnel = study.indicators.funnel
    if funnel is None:
        return None
    texts, language = read_catalogue(study.language), study.language
    data = estimate_funnel(study.facts, funnel, study.evaluation.disclosure.k_of_facts)
    stages = {stage.id: stage.name.in_language(language) for stage in funnel.stages}
    parts = {
        part.fact: part.name.in_language(language)
        for stage in funnel.stages
        for part in stage.parts
    }
    nodes = [
        parts[fact] if node == "part" else texts[f"labels.funnel.{node}"]
        for node, fact in zip(data["node"], data["fact"], strict=True)
    ]
    data = label_with(data, "stage", "stage_label", stages)
    data.insert(list(data.columns).index("node") + 1, "label", nodes)
    data = data[["fact", *(name for name in data.columns if name != "fact")]]
    finding, cells, words = _what_is_lost(study, funnel)
    words |= {"name": funnel.name.in_language(language), "period": _period(study, funnel)}
    return declared_exhibit(
        study,
        "kunnskap-trakt",
        "funnel",
        data,
        ("fact", "stage", "stage_label", "node", "label"),
        finding=finding,
        caption="" if words["period"] else "funnel.caption_undated",
        cells=cells,
        words=words,
        notes=(*_notes_on(study, funnel), *caveats(study, funnel.caveats)),
        draw="funnel_flow.draw_funnel_flow",
    )


def _what_is_lost(
    study: Study, funnel: Funnel
) -> tuple[str, dict[str, FactEstimate], dict[str, str | tuple[str, ...]]]:
    """What is found, and what is quoted of it: at most two of the stages with a remainder.

    What is left of a stage comes before a stage that cannot be worked out or has too many
    parts; `_notes_on` tells of those beside the title.
    """
    stages = _by_account(study, funnel)
    lost = [stage for stage in stages["lost"] if not _merged(study, stage)]
    cells: dict[str, FactEstimate] = {}
    words: dict[str, str | tuple[str, ...]] = {}
    for name, stage in zip(("first", "second"), lost, strict=False):
        cells[name] = remainder_of(stage, study.facts)
        cells[f"{name}_whole"] = as_published(study.facts[stage.whole])
        words[f"{name}_name"] = stage.name.in_language(study.language)
    if lost:
        return {1: "one", 2: "two"}.get(len(lost), "more"), cells, words
    for finding in ("lost", "exceeded", "unknown"):
        if stages[finding]:
            names = tuple(stage.name.in_language(study.language) for stage in stages[finding])
            return finding, cells, {"stages": names}
    return "all", cells, words


def _by_account(study: Study, funnel: Funnel) -> dict[str, list[Stage]]:
    """The stages by how their parts stand to the whole."""
    stages: dict[str, list[Stage]] = {name: [] for name in get_args(Account)}
    for stage in funnel.stages:
        stages[account_of(stage, study.facts)].append(stage)
    return stages


def _merged(study: Study, stage: Stage) -> bool:
    return bool(merged_parts(stage, study.facts, study.evaluation.disclosure.k_of_facts))


def _notes_on(study: Study, funnel: Funnel) -> tuple[Statement, ...]:
    """The stages that cannot be told as the others are, and why."""
    stages = _by_account(study, funnel)
    told = {name: stages[name] for name in ("exceeded", "unknown")}
    told["together"] = [stage for stage in funnel.stages if _merged(study, stage)]
    return tuple(
        Statement(
            key=f"funnel.note_{name}",
            words={"stages": tuple(s.name.in_language(study.language) for s in found)},
        )
        for name, found in told.items()
        if found
    )


def _period(study: Study, funnel: Funnel) -> str:
    return study.facts[funnel.stages[0].whole].period if funnel.stages else ""
