"""The exhibits and sentences of a chapter on one measure that was tried with families."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.implementation.staffing import (
    estimate_staffing,
    estimate_staffing_share,
)
from larvik_analysis.estimate.indicators.facts import facts_in
from larvik_analysis.estimate.indicators.reach import estimate_reach
from larvik_analysis.estimate.indicators.tables import part_of
from larvik_analysis.estimate.survey.usefulness import (
    estimate_benefit_areas,
    estimate_usefulness,
    estimate_usefulness_targets,
    estimate_very_useful,
)
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Measure, Source
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit, Target
from .statement import Statement


def exhibit_reach(study: Study, measure_id: str) -> Exhibit:
    """Table: whom the measure reached."""
    measure = study.evaluation.measure(measure_id)
    data = _labelled(estimate_reach(study.facts, measure), "part", "reach", study)
    notes = []
    discussed = part_of(measure, "families_discussed", study.facts)
    if not discussed.reason:
        families = part_of(measure, "families", study.facts)
        cells = {"families": families, "discussed": discussed}
        notes.append(Statement(key="reach.note_discussed", cells=cells))
    return _exhibit(
        study,
        measure,
        "hvem",
        "reach",
        data,
        keys=("part", "label"),
        notes=tuple(notes),
        cells={
            "families": part_of(measure, "families", study.facts),
            "children": part_of(measure, "children", study.facts),
        },
    )


def exhibit_staffing(study: Study, measure_id: str) -> Exhibit:
    """Figure: staffing planned and delivered."""
    measure = study.evaluation.measure(measure_id)
    data = _labelled(estimate_staffing(study.facts, measure), "part", "staffing", study)
    bars = data[data["part"] != "staffing_share"]
    return _exhibit(
        study,
        measure,
        "bemanning",
        "staffing",
        bars,
        keys=("part", "label"),
        cells={"share": estimate_staffing_share(study.facts, measure)},
        draw="bars.draw_bars",
        unit=UnitOfAnalysis.POSITIONS,
        target="team",
        notes=(
            Statement(key="staffing.note_estimate"),
            Statement(key="staffing.note_not_dose"),
        ),
    )


def exhibit_usefulness(study: Study, measure_id: str) -> Exhibit:
    """Figure: how many of the families found the measure very useful."""
    measure = study.evaluation.measure(measure_id)
    data = _labelled(estimate_usefulness(study.facts, measure), "answer", "answers", study)
    families = read_catalogue(study.language)["units.families"]
    return _exhibit(
        study,
        measure,
        "nytte",
        "usefulness",
        data,
        keys=("answer", "label"),
        cells={"useful": estimate_very_useful(study.facts, measure)},
        draw="unit_chart.draw_unit_chart",
        options={"units": families},
        notes=_survey_notes(study, measure),
    )


def exhibit_usefulness_targets(study: Study, measure_id: str) -> Exhibit:
    """Table: the same share for the families asked and for families like them."""
    measure = study.evaluation.measure(measure_id)
    data = estimate_usefulness_targets(study.facts, measure)
    data = _labelled(data, "target", _census_key(study.facts, measure), study)
    return _exhibit(
        study,
        measure,
        "nytte-for-hvem",
        "targets",
        data,
        keys=("target", "label"),
        notes=(Statement(key="targets.note_assumption"),),
        target="wider",
    )


def exhibit_benefit_areas(study: Study, measure_id: str) -> Exhibit:
    """Figure: in which areas the measure was of use; what cannot be read is said so."""
    measure = study.evaluation.measure(measure_id)
    data = estimate_benefit_areas(study.facts, measure)
    labels = [study.facts[fact_id].indicator(study.language) for fact_id in data["fact_id"]]
    data.insert(1, "label", labels)
    # The readable first, the largest on top; the order of the rest tells nothing.
    data = data.sort_values("estimate", ascending=False, kind="stable", na_position="last")
    readable = data.dropna(subset=["estimate"])
    title = "areas.title" if len(readable) else "areas.title_unreadable"
    counted = {UnitOfAnalysis(unit) for unit in data["unit_of_analysis"]}
    unit = counted.pop() if len(counted) == 1 else UnitOfAnalysis.UNCLEAR
    notes = [Statement(key="areas.note_unit")] if unit is UnitOfAnalysis.UNCLEAR else []
    if data["reason"].eq("illegible").any():
        notes.append(Statement(key="areas.note_illegible"))
    if data["uncertain"].any():
        notes.append(Statement(key="areas.note_uncertain"))
    return _exhibit(
        study,
        measure,
        "omrader",
        "areas",
        data.reset_index(drop=True),
        keys=("fact_id", "label"),
        title=title,
        draw="bars.draw_bars",
        notes=tuple(notes),
        words={"top": str(readable["label"].iloc[0])} if len(readable) else {},
        unit=unit,
    )


def state_measure(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """What the measure is and for whom: one or two sentences."""
    measure = study.evaluation.measure(measure_id)
    stated = [Statement(key="measure.what", words=_words(study, measure))]
    age_limit = part_of(measure, "child_age_limit", study.facts)
    if not age_limit.reason:
        stated.append(Statement(key="measure.age_limit", cells={"age": age_limit}))
    return tuple(stated)


def state_reach(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """What the counts of the reach table do not say: who could not be referred, the group."""
    measure = study.evaluation.measure(measure_id)
    parts = {
        part: part_of(measure, part, study.facts)
        for part in ("full_capacity", "group_first", "group_added")
    }
    stated = []
    if not parts["full_capacity"].reason:
        cells = {"period": parts["full_capacity"]}
        stated.append(Statement(key="reach.full_capacity", cells=cells))
    if measure.group is not None and not parts["group_first"].reason:
        words = {"group": measure.group.in_language(study.language)}
        stated.append(
            Statement(key="reach.group", words=words, cells={"first": parts["group_first"]})
        )
    if measure.group is not None and not parts["group_added"].reason:
        stated.append(Statement(key="reach.group_added", cells={"added": parts["group_added"]}))
    return tuple(stated)


def state_summary(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """The sentences of the first page. They follow from the numbers and the declared design."""
    measure = study.evaluation.measure(measure_id)
    words = _words(study, measure)
    useful = estimate_very_useful(study.facts, measure)
    staffing = estimate_staffing_share(study.facts, measure)
    has_survey = bool(study.evaluation.sources_of(measure_id, "survey")) and not useful.reason
    stated = [
        Statement(key="summary.useful", cells={"useful": useful}, place="summary")
        if has_survey
        else Statement(key="summary.no_survey", place="summary")
    ]
    if not staffing.reason:
        cells = {"share": staffing}
        stated.append(Statement(key="summary.staffing", cells=cells, place="summary"))
    sources = [source for source in study.evaluation.sources if source.measure == measure_id]
    design = "compared" if any(s.comparison != "none" for s in sources) else "not_compared"
    stated.append(Statement(key=f"summary.{design}", words=words, place="summary"))
    stated += _unknowns(study, measure, has_survey=has_survey)
    return tuple(stated)


def _unknowns(study: Study, measure: Measure, *, has_survey: bool) -> list[Statement]:
    parts = {
        part: part_of(measure, part, study.facts)
        for part in ("full_capacity", "families_discussed")
    }
    keys = ["unknown.children"]
    if has_survey and _asker(study, measure) == "not_stated":
        keys.append("unknown.asker")
    if not parts["full_capacity"].reason:
        keys.append("unknown.waiting")
    if any(study.facts[fact_id].legibility == "illegible" for fact_id in measure.areas):
        keys.append("unknown.illegible")
    return [Statement(key=key, place="unknown") for key in keys]


def _asker(study: Study, measure: Measure) -> str:
    surveys: tuple[Source, ...] = study.evaluation.sources_of(measure.id, "survey")
    return surveys[0].asked_by if surveys else ""


def _survey_notes(study: Study, measure: Measure) -> tuple[Statement, ...]:
    respondents = part_of(measure, "survey_respondents", study.facts)
    families = part_of(measure, "survey_families", study.facts)
    notes = []
    if asker := _asker(study, measure):
        notes.append(Statement(key=f"usefulness.note_asker_{asker}"))
    if all(s.comparison == "none" for s in study.evaluation.sources_of(measure.id, "survey")):
        notes.append(Statement(key="usefulness.note_no_comparison"))
    if (respondents.estimate or 0) > (families.estimate or 0):
        cells = {"respondents": respondents, "families": families}
        notes.append(Statement(key="usefulness.note_more_respondents", cells=cells))
    return tuple(notes)


def _census_key(facts: Facts, measure: Measure) -> str:
    """Labels for a survey that reached every family of the period, or only some of them."""
    asked = part_of(measure, "very_useful_base", facts).estimate
    reached = part_of(measure, "families", facts).estimate
    return "targets_all" if asked is not None and asked == reached else "targets_some"


def _words(study: Study, measure: Measure) -> dict[str, str]:
    texts = read_catalogue(study.language)
    return {
        "measure": measure.name.in_language(study.language),
        "description": measure.description.in_language(study.language),
        "level": texts[f"levels.{measure.level}"],
        "place": study.evaluation.place.name,
        "zone": study.evaluation.place.zone,
    }


def _labelled(data: pd.DataFrame, column: str, group: str, study: Study) -> pd.DataFrame:
    texts = read_catalogue(study.language)
    labels = [texts[f"labels.{group}.{name}"] for name in data[column]]
    data.insert(1, "label", labels)
    return data


def _exhibit(
    study: Study,
    measure: Measure,
    stem: str,
    group: str,
    data: pd.DataFrame,
    *,
    keys: tuple[str, ...],
    cells: dict[str, FactEstimate] | None = None,
    words: dict[str, str] | None = None,
    title: str = "",
    draw: str = "",
    unit: UnitOfAnalysis = UnitOfAnalysis.FAMILIES,
    target: str = "census",
    **more: object,
) -> Exhibit:
    """An exhibit whose texts stand in the catalogue under `group`."""

    def stated(key: str) -> Statement:
        return Statement(
            key=key, cells=cells or {}, words=_words(study, measure) | (words or {})
        )

    used = [fact_id for basis in data["basis"] if basis for fact_id in facts_in(basis)]
    return Exhibit(
        name=f"{measure.id}-{stem}",
        data=data,
        keys=keys,
        universe=f"{measure.id}: {unit}",
        unit_of_analysis=unit,
        target=Target(
            kind="wider" if target == "wider" else "census", sentence=stated(f"target.{target}")
        ),
        title=stated(title or f"{group}.title"),
        caption=stated(f"{group}.caption"),
        alternative_text=stated(f"{group}.alternative_text"),
        documents=tuple(dict.fromkeys(study.facts[fact_id].document for fact_id in used)),
        draw=f"larvik_analysis.exhibit.{draw}" if draw else "",
        sensitivity="public",  # every number is a published fact; the gate proves it
        **more,  # type: ignore[arg-type]
    )
