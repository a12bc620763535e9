"""What is known before anything is tried: a measure over time, and a process with its gaps.

Which numbers belong together stands in `indicators.yaml`. An exhibit for which it declares
nothing is None, and `show` passes over it. Titles follow from the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.funnel import estimate_funnel, remainder_of
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
        caption=stated(f"{group}.caption"),
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
        notes=(*caveats(study, series.caveats), Statement(key="series.note_rounding")),
        draw="line_panels.draw_line_panels",
        across="period_label",
    )


def state_series(study: Study) -> tuple[Statement, ...]:
    """What the figure over time says in words: how large the gaps are, and what they mean."""
    series = study.indicators.series
    if series is None:
        return ()
    found, words = _standing(study, series)
    stated = []
    gaps = {g: gap for g, gap in last_gaps(study.facts, series).items() if g != series.whole}
    if len(gaps) > 1 and found == "above" and words["country"] in words["others"]:
        names = {g.id: g.name.in_language(study.language) for g in series.groups}
        least, *_, most = sorted(gaps, key=lambda g: gaps[g].estimate or 0.0)
        quoted = {**words, "least_group": names[least], "most_group": names[most]}
        cells = {"least": gaps[least], "most": gaps[most]}
        stated.append(Statement(key="series.gap", cells=cells, words=quoted))
        stated.append(Statement(key="series.not_composition", words=words))
    return tuple(stated)


def _standing(study: Study, series: Series) -> tuple[str, dict[str, str | tuple[str, ...]]]:
    """What is found, and its words: the place, the others, what is measured."""
    texts = read_catalogue(study.language)
    others: tuple[PlaceRole, ...] = ("county", "country")
    there = [role for role in others if role in {place.role for place in series.places}]
    stands = {role: standing(study.facts, series, against=role) for role in there}
    words: dict[str, str | tuple[str, ...]] = {
        "own": study.evaluation.place.name,
        "measure": series.name.in_language(study.language),
        "country": texts["labels.place_role.country"],
    }
    for found in ("above", "below"):
        roles = [role for role in there if stands[role] == found]
        if roles:
            told = tuple(texts[f"labels.place_role.{role}"] for role in roles)
            return found, {**words, "others": told}
    return "mixed", {**words, "others": tuple(texts[f"labels.place_role.{r}"] for r in there)}


def exhibit_funnel(study: Study) -> Exhibit | None:
    """Figure: each stage of a process, with what the source does not account for."""
    funnel = study.indicators.funnel
    if funnel is None:
        return None
    texts, language = read_catalogue(study.language), study.language
    data = estimate_funnel(study.facts, funnel)
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
        cells=cells,
        words=words,
        notes=caveats(study, funnel.caveats),
        draw="funnel_flow.draw_funnel_flow",
    )


def _what_is_lost(
    study: Study, funnel: Funnel
) -> tuple[str, dict[str, FactEstimate], dict[str, str]]:
    """What is found, and what is quoted of it: the stages with a remainder, at most two."""
    cells: dict[str, FactEstimate] = {}
    words: dict[str, str] = {}
    lost = [stage for stage in funnel.stages if _is_lost(study, stage)]
    for name, stage in zip(("first", "second"), lost, strict=False):
        cells[name] = remainder_of(stage, study.facts)
        cells[f"{name}_whole"] = as_published(study.facts[stage.whole])
        words[f"{name}_name"] = stage.name.in_language(study.language)
    finding = {0: "all", 1: "one"}.get(len(lost), "two")
    return finding, cells, words


def _is_lost(study: Study, stage: Stage) -> bool:
    rest = remainder_of(stage, study.facts).estimate
    return rest is not None and rest > 0


def _period(study: Study, funnel: Funnel) -> str:
    return study.facts[funnel.stages[0].whole].period if funnel.stages else ""
