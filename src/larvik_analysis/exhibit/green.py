"""The exhibits and sentences of a chapter on a measure for everybody, tried in parts.

What was promised is held against what was tried, each part is told as far as it came, and a
survey of needs is told as such. What the evaluation does not declare is None.
"""

from __future__ import annotations

from collections.abc import Iterable

from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.tables import part_of
from larvik_analysis.estimate.survey.response import (
    estimate_response_rate,
    estimate_responses,
    part_of_source,
)
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Measure, Plan, Source, Status
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit, Target
from .of_words import exhibit_of_words, in_sentence
from .statement import Statement

# Stand where one side of the comparison has nothing on the other.
UNANSWERED, UNPLANNED = "unanswered", "unplanned"


def exhibit_plan_against_tried(study: Study, measure_id: str) -> Exhibit | None:
    """Figure: what the plan promised, beside what was tried."""
    measure = study.evaluation.measure(measure_id)
    plan = measure.plan
    if plan is None:
        return None
    texts, language = read_catalogue(study.language), study.language
    unanswered = [part for part in plan.components if not part.tried_as]
    notes = []
    if plan.note is not None:
        notes.append(
            Statement(key="plan.note", words={"note": plan.note.in_language(language)})
        )
    if plan.other_edition is not None:
        words = {"edition": plan.other_edition.in_language(language)}
        notes.append(Statement(key="plan.note_edition", words=words))
    return exhibit_of_words(
        f"{measure.id}-plan",
        "plan",
        _plan_rows(study, measure, plan),
        documents=(plan.document, plan.tried_document),
        words={
            "plan": plan.title.in_language(language),
            "tried": plan.tried_title.in_language(language),
            "unanswered": tuple(in_sentence(p.name, p.called, study) for p in unanswered),
        },
        title="plan.title" if unanswered else "plan.title_all",
        sentence="plan.sentence",
        unit=UnitOfAnalysis.MEASURES,
        notes=tuple(notes),
        draw="linked_columns.draw_linked_columns",
        options={
            "left": texts["labels.plan.planned"],
            "right": texts["labels.plan.tried"],
            "left_name": plan.title.in_language(language),
            "right_name": plan.tried_title.in_language(language),
        },
    )


def _plan_rows(study: Study, measure: Measure, plan: Plan) -> list[dict[str, str]]:
    """Pairs first, then what has nothing on the other side."""
    language, texts = study.language, read_catalogue(study.language)
    names = {part.id: part.name.in_language(language) for part in measure.sub_measures}
    tried = [(part, name) for part in plan.components for name in part.tried_as]
    open_ = [(part, UNANSWERED) for part in plan.components if not part.tried_as]
    names[UNANSWERED] = texts[f"labels.plan.{UNANSWERED}"]
    rows = [
        {
            "component": part.id,
            "label": part.name.in_language(language),
            "tried": name,
            "tried_label": names[name],
        }
        for part, name in [*tried, *open_]
    ]
    answering = {name for _, name in tried}
    return rows + [
        {
            "component": UNPLANNED,
            "label": texts[f"labels.plan.{UNPLANNED}"],
            "tried": part.id,
            "tried_label": names[part.id],
        }
        for part in measure.sub_measures
        if part.id not in answering
    ]


def exhibit_status(study: Study, measure_id: str) -> Exhibit | None:
    """Figure: how far each part of the measure came, and what came of it."""
    measure = study.evaluation.measure(measure_id)
    if not measure.sub_measures:
        return None
    texts, language = read_catalogue(study.language), study.language
    rows = []
    for part in measure.sub_measures:
        outcome = part.output or part.reason
        unknown = texts["labels.status_output.unknown"]
        rows.append(
            {
                "sub_measure": part.id,
                "label": part.name.in_language(language),
                "status": part.status,
                "status_label": texts[f"labels.status.{part.status}"],
                "output": "told" if outcome is not None else "unknown",
                "output_label": outcome.in_language(language) if outcome else unknown,
            }
        )
    groups: dict[str, str | tuple[str, ...]] = {
        status: _called(study, measure, status) for status in ("introduced", *_STOPPED)
    }
    is_split = bool(groups["introduced"] and groups["deprioritised"])
    return exhibit_of_words(
        f"{measure.id}-deler",
        "status",
        rows,
        documents=_documents(measure, _sources(study, measure)),
        words=groups | {"measure": measure.name.in_language(language)},
        title="status.title" if is_split else "status.title_all",
        sentence="status.sentence",
        unit=UnitOfAnalysis.MEASURES,
        draw="status_strip.draw_status_strip",
    )


_STOPPED: tuple[Status, ...] = ("weak_start", "deprioritised")


def exhibit_responses(study: Study, measure_id: str) -> Exhibit | None:
    """Table: who was asked about the measure, how many answered, of how many."""
    measure = study.evaluation.measure(measure_id)
    sources = _sources(study, measure)
    if not any("respondents" in source.facts for source in sources):
        return None
    texts, language = read_catalogue(study.language), study.language
    unstated = texts["labels.response.not_stated"]
    data = estimate_responses(study.facts, sources)
    by_id = {source.id: source for source in sources}
    asked = {s.id: s.asked.in_language(language) if s.asked else unstated for s in sources}
    names = [by_id[name].name.in_language(language) for name in data["source"]]
    data.insert(1, "label", names)
    data.insert(2, "asked", "asked")
    data.insert(3, "asked_label", [asked[name] for name in data["source"]])
    data.insert(5, "part_label", [texts[f"labels.response.{part}"] for part in data["part"]])
    unknown = [s.name.in_language(language) for s in sources if "respondents" not in s.facts]
    notes = []
    if unknown:
        words: dict[str, str | tuple[str, ...]] = {"sources": tuple(unknown)}
        notes.append(Statement(key="response.note_unstated", words=words))
    asked_of = [source for source in sources if "respondents" in source.facts]
    is_read = [not part_of_source(s, "respondents", study.facts).reason for s in asked_of]
    first = asked_of[is_read.index(True) if any(is_read) else 0]
    cells = {
        "respondents": part_of_source(first, "respondents", study.facts),
        "rate": estimate_response_rate(study.facts, first),
    }
    title = "title" if cells["rate"].reason else "title_rate"
    if not any(is_read):
        title = "title_unknown"
    stated = Statement(key="response.caption")
    return Exhibit(
        name=f"{measure.id}-spurte",
        data=data,
        keys=("source", "label", "asked", "asked_label", "part", "part_label"),
        universe=f"{measure.id}: {UnitOfAnalysis.RESPONDENTS}",
        unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
        target=Target(kind="census", sentence=Statement(key="response.sentence")),
        title=Statement(key=f"response.{title}", cells=cells),
        caption=stated,
        alternative_text=Statement(key="response.alternative_text"),
        documents=tuple(
            dict.fromkeys(
                study.facts[fact_id].document
                for basis in data["basis"]
                if basis
                for fact_id in facts_in(basis)
            )
        ),
        sensitivity="public",  # every number is a published fact; the gate proves it
        notes=tuple(notes),
        across="part_label",
    )


def state_target(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """Whom the measure was for, and how many it reached where that is known."""
    measure = study.evaluation.measure(measure_id)
    stated = []
    if measure.target_group is not None:
        words = {"target": measure.target_group.in_language(study.language)}
        first = part_of(measure, "target_from", study.facts)
        key = "green.target" if first.reason else "green.target_from"
        cells = {} if first.reason else {"first": first}
        stated.append(Statement(key=key, words=words, cells=cells))
    reached = part_of(measure, "parents", study.facts)
    if not reached.reason:
        stated.append(Statement(key="green.reached", cells={"parents": reached}))
    return tuple(stated)


def state_needs(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """What a survey of needs is: whom it asked, how many answered, what it cannot say."""
    measure = study.evaluation.measure(measure_id)
    sources = (s for s in _sources(study, measure) if s.purpose == "needs")
    return tuple(stated for source in sources for stated in _needs(study, measure, source))


def _needs(study: Study, measure: Measure, source: Source) -> Iterable[Statement]:
    language = study.language
    words: dict[str, str | tuple[str, ...]] = {"source": source.name.in_language(language)}
    date = part_of_source(source, "date", study.facts)
    if source.asked is not None:
        words["asked"] = source.asked.in_language(language)
        key = "needs.asked" if date.reason else "needs.asked_when"
        yield Statement(key=key, words=words, cells={} if date.reason else {"date": date})
    if measure.target_group is not None:
        words["target"] = measure.target_group.in_language(language)
        yield Statement(key="needs.not_effect_target", words=words)
    else:
        yield Statement(key="needs.not_effect", words=words)
    answered = part_of_source(source, "respondents", study.facts)
    rate = estimate_response_rate(study.facts, source)
    if not rate.reason:
        cells = {"rate": rate, "respondents": answered}
        cells["invited"] = part_of_source(source, "invited", study.facts)
        yield Statement(key="needs.rate", cells=cells)
    elif not answered.reason:
        yield Statement(key="needs.no_rate", cells={"respondents": answered})
    said = tuple(
        observation.text.in_language(language)
        for observation in study.findings.observations
        if observation.source == source.id
    )
    if said:
        yield Statement(key="needs.said", words={"said": said})


def state_parts(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """The sentences of the first page on a measure that was tried in parts."""
    measure = study.evaluation.measure(measure_id)
    words: dict[str, str | tuple[str, ...]] = {
        "measure": measure.name.in_language(study.language)
    }
    stated = []
    for keys, statuses in _SENTENCES:
        named = {status: _called(study, measure, status) for status in statuses}
        kept = [status for status in statuses if named[status]]
        if kept:
            key = f"parts.{keys}" if len(kept) == len(statuses) else f"parts.{kept[0]}"
            stated.append(Statement(key=key, words=words | named, place="summary"))
    for source in _sources(study, measure):
        if source.purpose == "needs":
            told = words | {"source": source.name.in_language(study.language)}
            stated.append(Statement(key="parts.needs", words=told, place="summary"))
    if measure.sub_measures and part_of(measure, "parents", study.facts).reason:
        stated.append(Statement(key="parts.reach_unknown", words=words, place="unknown"))
    return tuple(stated)


_SENTENCES: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("introduced", ("introduced",)),
    ("stopped", _STOPPED),
)


def _called(study: Study, measure: Measure, status: str) -> tuple[str, ...]:
    """The parts that came as far, as a sentence says them."""
    return tuple(
        in_sentence(part.name, part.called, study)
        for part in measure.sub_measures
        if part.status == status
    )


def _sources(study: Study, measure: Measure) -> tuple[Source, ...]:
    return tuple(s for s in study.evaluation.sources if s.measure == measure.id)


def _documents(measure: Measure, sources: Iterable[Source]) -> tuple[str, ...]:
    """Where it is told what came of the parts."""
    if measure.plan is not None:
        return (measure.plan.tried_document,)
    return tuple(dict.fromkeys(source.document for source in sources))
