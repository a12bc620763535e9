"""The exhibits and sentences of a chapter on one measure that was tried with families.

An exhibit for which the evaluation has no numbers is None, and `show` passes over it.
"""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.implementation.staffing import (
    estimate_staffing,
    estimate_staffing_share,
)
from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.reach import REACH_PARTS, estimate_reach
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
from .internal import outcomes_of
from .statement import Statement


def exhibit_reach(study: Study, measure_id: str) -> Exhibit | None:
    """Table: whom the measure reached."""
    measure = study.evaluation.measure(measure_id)
    if not measure.facts.keys() & set(REACH_PARTS):
        return None
    data = _labelled(estimate_reach(study.facts, measure), "part", "reach", study)
    told = _told(study, measure, "families", "families_discussed")
    notes = []
    if len(told) == 2:
        cells = {"families": told["families"], "discussed": told["families_discussed"]}
        notes.append(Statement(key="reach.note_discussed", cells=cells))
    return _exhibit(
        study,
        measure,
        "hvem",
        "reach",
        data,
        keys=("part", "label"),
        notes=tuple(notes),
        cells={part: part_of(measure, part, study.facts) for part in ("families", "children")},
    )


def exhibit_staffing(study: Study, measure_id: str) -> Exhibit | None:
    """Figure: staffing planned and delivered."""
    measure = study.evaluation.measure(measure_id)
    if not measure.facts.keys() & {"staffing_planned", "staffing_delivered"}:
        return None
    data = estimate_staffing(study.facts, measure)
    notes = [Statement(key="staffing.note_not_dose")]
    if _is_estimate(study, measure, "staffing_delivered"):
        data["part"] = data["part"].replace("staffing_delivered", "staffing_estimated")
        notes.insert(0, Statement(key="staffing.note_estimate"))
    data = _labelled(data, "part", "staffing", study)
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
        notes=tuple(notes),
    )


def exhibit_usefulness(study: Study, measure_id: str) -> Exhibit | None:
    """Figure: how many of the families found the measure very useful."""
    measure = study.evaluation.measure(measure_id)
    if not _has_usefulness(study, measure):
        return None
    data = _labelled(estimate_usefulness(study.facts, measure), "answer", "answers", study)
    data = data[data["reason"] != "no_fact"]
    if _is_few(study, estimate_very_useful(study.facts, measure)):
        data = data.head(1)  # the rest, beside the base, would give the few away
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


def exhibit_usefulness_targets(study: Study, measure_id: str) -> Exhibit | None:
    """Table: the same share for the families asked and for families like them."""
    measure = study.evaluation.measure(measure_id)
    if not _has_usefulness(study, measure):
        return None
    if _is_few(study, estimate_very_useful(study.facts, measure)):
        return None  # neither the share nor its interval can be shown
    notes = [Statement(key="targets.note_assumption")]
    if measure.referred_by is not None:
        words = {"referred_by": measure.referred_by.in_language(study.language)}
        notes.append(Statement(key="targets.note_referred", words=words))
    data = estimate_usefulness_targets(study.facts, measure)
    data = _labelled(data, "target", _census_key(study.facts, measure), study)
    return _exhibit(
        study,
        measure,
        "nytte-for-hvem",
        "targets",
        data,
        keys=("target", "label"),
        notes=tuple(notes),
        target="wider",
    )


def exhibit_benefit_areas(study: Study, measure_id: str) -> Exhibit | None:
    """Figure: in which areas the measure was of use; what cannot be read is said so."""
    measure = study.evaluation.measure(measure_id)
    if not measure.areas or not _surveys(study, measure):
        return None
    data = estimate_benefit_areas(study.facts, measure)
    labels = [study.facts[fact_id].indicator(study.language) for fact_id in data["fact_id"]]
    data.insert(1, "label", labels)
    # The readable first, the largest on top. Counts that may be told in words only are alike
    # here, so that their order tells nothing.
    k = study.evaluation.disclosure.k_of_facts
    size = data["estimate"].where(data["estimate"] >= k, data["estimate"].clip(upper=1))
    order = size.sort_values(ascending=False, kind="stable", na_position="last").index
    data, size = data.loc[order], size.loc[order]
    readable = data.dropna(subset=["estimate"])
    n_top = int(size.eq(size.max()).sum())
    title = {0: "areas.title_unreadable", 1: "areas.title"}.get(n_top, "areas.title_tied")
    if n_top == 1 and data["uncertain"].iloc[0]:
        title = "areas.title_uncertain"
    elif n_top == 1 and len(readable) == len(data):
        title = "areas.title_all"
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
        words={"top": str(readable["label"].iloc[0])} if n_top == 1 else {},
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
    parts = _told(study, measure, "full_capacity", "group_first", "group_added")
    stated = []
    if "full_capacity" in parts:
        cells = {"period": parts["full_capacity"]}
        stated.append(Statement(key="reach.full_capacity", cells=cells))
    if measure.waiting is not None:
        words = {"waiting": measure.waiting.in_language(study.language)}
        stated.append(Statement(key="reach.waiting", words=words))
    if measure.group is not None and "group_first" in parts:
        words = {"group": measure.group.in_language(study.language)}
        cells = {"first": parts["group_first"]}
        stated.append(Statement(key="reach.group", words=words, cells=cells))
        if "group_added" in parts:
            cells = {"added": parts["group_added"]}
            stated.append(Statement(key="reach.group_added", cells=cells))
    return tuple(stated)


def state_summary(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """The sentences of the first page. They follow from the numbers and the declared design."""
    measure = study.evaluation.measure(measure_id)
    words = _words(study, measure)
    stated = [_state_usefulness(study, measure)]
    staffing = estimate_staffing_share(study.facts, measure)
    if not staffing.reason:
        cells = {"share": staffing}
        stated.append(
            Statement(key="summary.staffing", cells=cells, words=words, place="summary")
        )
    sources = _sources(study, measure)
    design = "compared" if any(s.comparison != "none" for s in sources) else "not_compared"
    stated.append(Statement(key=f"summary.{design}", words=words, place="summary"))
    return (*stated, *_unknowns(study, measure))


def _state_usefulness(study: Study, measure: Measure) -> Statement:
    words = _words(study, measure)
    if _has_usefulness(study, measure):
        cells = {"useful": estimate_very_useful(study.facts, measure)}
        return Statement(key="summary.useful", cells=cells, words=words, place="summary")
    key = "no_usefulness" if _surveys(study, measure) else "no_survey"
    return Statement(key=f"summary.{key}", words=words, place="summary")


def _unknowns(study: Study, measure: Measure) -> list[Statement]:
    keys = []
    if all(source.timing == "after_only" for source in _sources(study, measure)):
        keys += _unknown_of_children(study, measure)
    surveys = _surveys(study, measure)
    if surveys and surveys[0].asked_by == "not_stated":
        keys.append("asker")
    if measure.waiting is not None:
        keys.append("waiting")
    unread = [study.facts[fact_id].legibility == "illegible" for fact_id in measure.areas]
    if surveys and any(unread):
        keys.append("illegible")
    words = _words(study, measure)
    return [Statement(key=f"unknown.{key}", words=words, place="unknown") for key in keys]


def _unknown_of_children(study: Study, measure: Measure) -> list[str]:
    """Nothing where families were rated more than once, whatever of it may be shown."""
    ratings = outcomes_of(study, measure.id).families
    if ratings is not None and ratings.table["wave"].nunique() > 1:
        return []
    files = study.evaluation.outcomes
    is_declared = files is not None and files.measure == measure.id and bool(files.families)
    return ["children_not_here" if is_declared else "children"]


def _is_few(study: Study, cell: FactEstimate) -> bool:
    """Whether the gate will tell it in words."""
    return cell.count is not None and 0 < cell.count < study.evaluation.disclosure.k_of_facts


def _is_estimate(study: Study, measure: Measure, part: str) -> bool:
    """Whether the source says of the number that it is an estimate."""
    fact_id = measure.facts.get(part)
    qualifier = study.facts[fact_id].qualifier.lower() if fact_id else ""
    return qualifier.startswith(("ca", "om lag", "about")) or "estimate" in qualifier


def _sources(study: Study, measure: Measure) -> tuple[Source, ...]:
    return tuple(s for s in study.evaluation.sources if s.measure == measure.id)


def _surveys(study: Study, measure: Measure) -> tuple[Source, ...]:
    """Surveys of what the measure was like; one of needs says nothing of it."""
    surveys = study.evaluation.sources_of(measure.id, "survey")
    return tuple(survey for survey in surveys if survey.purpose == "experience")


def _has_usefulness(study: Study, measure: Measure) -> bool:
    """Whether a survey is declared and says how many found the measure very useful."""
    share = estimate_very_useful(study.facts, measure)
    return bool(_surveys(study, measure)) and not share.reason


def _told(study: Study, measure: Measure, *parts: str) -> dict[str, FactEstimate]:
    """Those of the parts that have a number or a date."""
    found = {part: part_of(measure, part, study.facts) for part in parts}
    return {part: cell for part, cell in found.items() if not cell.reason}


def _survey_notes(study: Study, measure: Measure) -> tuple[Statement, ...]:
    surveys = _surveys(study, measure)
    notes = [Statement(key=f"usefulness.note_asker_{surveys[0].asked_by}")]
    if all(survey.comparison == "none" for survey in surveys):
        notes.append(Statement(key="usefulness.note_no_comparison"))
    answered = _told(study, measure, "survey_respondents", "survey_families")
    n_answered = [cell.estimate or 0 for cell in answered.values()]
    if len(n_answered) == 2 and n_answered[0] > n_answered[1]:
        respondents, families = answered.values()
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

    def told(key: str) -> Statement:
        """Another text where a number that it would quote is missing."""
        is_known = all(cell.estimate is not None for cell in (cells or {}).values())
        return stated(key if is_known else f"{key}_unknown")

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
        title=stated(title) if title else told(f"{group}.title"),
        caption=stated(f"{group}.caption"),
        alternative_text=told(f"{group}.alternative_text"),
        documents=tuple(dict.fromkeys(study.facts[fact_id].document for fact_id in used)),
        draw=f"larvik_analysis.exhibit.{draw}" if draw else "",
        sensitivity="public",  # every number is a published fact; the gate proves it
        **more,  # type: ignore[arg-type]
    )
