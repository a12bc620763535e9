"""Who pays and who gains, year by year, and what is left of an effect on the way there.

None where the evaluation declares no return of the measure. Amounts that rest on judgement
stay on the internal page; where a number is missing, what is asked for is listed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from larvik_analysis.estimate.indicators.returns_ops import may_leave, numbers_of_table
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.returns_case import ACTORS, READINGS, Reading, ReturnsModel
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .returns_rows import in_its_place, rows_of
from .statement import Statement

_NET: Final = "net"
_TAX_FUNDING: Final = "tax_funding"
Numbers = Mapping[str, FactEstimate]
Labels = dict[str, str]


def exhibit_flows(study: Study, measure: str) -> Exhibit | None:
    """Figure: what each actor pays and gains by effect, and what is left for each reading.

    Where a number is missing, a list of those that are asked for, on the internal page.
    """
    model = study.returns.get(measure)
    if model is None:
        return None
    numbers = numbers_of_table(model, "flows")
    if not numbers:
        return _asked_for(study, model)
    net = {actor: numbers[f"{_NET}.{_NET}.{actor}"] for actor in ACTORS}
    payer = min(net, key=lambda actor: net[actor].estimate or 0.0)
    winner = max(net, key=lambda actor: net[actor].estimate or 0.0)
    texts = read_catalogue(study.language)
    shown = declared_exhibit(
        study,
        f"{measure}-hvem-betaler",
        "returns_flows",
        rows_of(model, "flows", _flow_rows(study, model, numbers)),
        ("actor", "actor_label", "effect", "effect_label", "flow", "label"),
        finding="some" if (net[winner].estimate or 0.0) > 0 else "none",
        is_told_alike=True,
        cells={"paid": net[payer], "gained": net[winner]},
        words={
            "payer": texts[f"labels.returns_actor.{payer}"],
            "winner": texts[f"labels.returns_actor.{winner}"],
        },
        notes=(
            Statement(key="returns_flows.note_stands"),
            Statement(key="returns_flows.note_transfers"),
        ),
        draw="returns_flows_chart.draw_flows",
    )
    return in_its_place(shown, model, "flows", study.language)


def exhibit_cumulative_value(study: Study, measure: str) -> Exhibit | None:
    """Figure: what is won or lost up to each year, with its uncertainty, for each reading."""
    model = study.returns.get(measure)
    numbers = {} if model is None else numbers_of_table(model, "by_year")
    if model is None or not numbers:
        return None
    summary = numbers_of_table(model, "summary")
    rows = [
        (
            f"{reading}.{year}",
            reading_labels(study, reading) | {"year": year, "year_label": year},
        )
        for reading in READINGS
        for year in map(str, range(model.horizon_years))
    ]
    shown = declared_exhibit(
        study,
        f"{measure}-ar-for-ar",
        "returns_by_year",
        rows_of(model, "by_year", rows),
        ("label", "reading", "year", "year_label"),
        finding=_who_gains(summary),
        is_told_alike=True,
        cells={reading: summary[f"{reading}.net_value"] for reading in READINGS},
        draw="cumulative_fan.draw_cumulative",
        across="label",
    )
    return in_its_place(shown, model, "by_year", study.language)


def exhibit_effect_chain(study: Study, measure: str) -> Exhibit | None:
    """Figure: what each haircut leaves of an effect that a study found.

    Of the effect itself where it is known and may be told, otherwise of the whole.
    """
    model = study.returns.get(measure)
    if model is None or not model.case.haircuts:
        return None
    chain, kept = (numbers_of_table(model, table) for table in ("chain", "haircuts"))
    steps = list(kept)
    is_known = all(chain[step].estimate is not None for step in steps)
    table = "chain" if is_known and may_leave(model, "chain") else "haircuts"
    texts = read_catalogue(study.language)
    rows = [(step, _step_labels(study, model, step, table)) for step in steps]
    judged = [
        label["label"]
        for (_, label), name in zip(rows, steps, strict=True)
        if (part := name.rpartition(".")[2]) in model.case.haircuts and part in model.judged
    ]
    notes = [Statement(key="returns_chain.note_sources", words={"sources": _sources(model)})]
    if judged:
        notes.append(
            Statement(key="returns_chain.note_judged", words={"judged": tuple(judged)})
        )
    lost = numbers_of_table(model, "inputs")["fade_out"]
    if lost.estimate:
        source = {"source": model.parameters["fade_out"].source}
        notes.append(
            Statement(key="returns_chain.note_years", cells={"lost": lost}, words=source)
        )
    shown = declared_exhibit(
        study,
        f"{measure}-virkningskjede",
        "returns_chain",
        rows_of(model, table, rows),
        ("step", "label"),
        finding="kept",
        is_told_alike=True,
        cells={"left": kept[steps[-1]]},
        words={"unit": texts[f"labels.returns_chain_of.{table}"]},
        notes=notes,
        draw="chain_waterfall.draw_chain",
    )
    return in_its_place(shown, model, table, study.language)


def exhibit_distribution(study: Study, measure: str) -> Exhibit | None:
    """Table: what those concerned are left with; beside net present value, never within it."""
    model = study.returns.get(measure)
    numbers = {} if model is None else numbers_of_table(model, "distribution")
    if model is None or not numbers:
        return None
    texts = read_catalogue(study.language)
    rows = [
        (f"{part}.", {"label": texts[f"labels.returns_share.{part}"], "part": part})
        for part in ("participants", "per_child")
    ]
    worth = numbers["participants."].estimate or 0.0
    shown = declared_exhibit(
        study,
        f"{measure}-fordeling",
        "returns_distribution",
        rows_of(model, "distribution", rows),
        ("label", "part"),
        finding="gain" if worth > 0 else "loss",
        is_told_alike=True,
        cells={"in_all": numbers["participants."], "each": numbers["per_child."]},
    )
    return in_its_place(shown, model, "distribution", study.language)


def reading_labels(study: Study, reading: Reading) -> Labels:
    """The columns that say who asks."""
    said = read_catalogue(study.language)[f"labels.returns_reading.{reading}"]
    return {"label": said, "reading": reading}


def _who_gains(summary: Numbers) -> str:
    """For whom the measure is worth more than it costs, on average over the draws."""
    gains = [name for name in ("society", "municipality") if _is_gain(summary, name)]
    return "_".join(gains) or "nobody"


def _is_gain(summary: Numbers, reading: str) -> bool:
    return (summary[f"{reading}.net_value"].estimate or 0.0) > 0


def _flow_rows(
    study: Study, model: ReturnsModel, numbers: Numbers
) -> Iterator[tuple[str, Labels]]:
    """By actor with the net of each first, then what taxes cost, then each reading."""
    texts = read_catalogue(study.language)
    effects = {
        outcome.id: outcome.name.in_language(study.language) for outcome in model.outcomes
    }
    effects |= {
        name: texts[f"labels.returns_effect.{name}"] for name in ("cost", "development")
    }
    net = texts[f"labels.returns_effect.{_NET}"]

    def labels(actor: str, effect: str, flow: str) -> Labels:
        return {
            "actor": actor,
            "actor_label": texts[f"labels.returns_actor.{actor}"],
            "effect": effect,
            "effect_label": net if effect == _NET else effects[effect],
            "flow": flow,
            "label": texts[f"labels.returns_flow.{flow}"],
        }

    for actor in ACTORS:
        if not numbers[f"{_NET}.{_NET}.{actor}"].estimate:
            continue
        yield f"{_NET}.{_NET}.{actor}", labels(actor, _NET, _NET)
        for row in numbers:
            effect, flow, whose = row.split(".")
            if whose == actor and effect != _NET:
                yield row, labels(actor, effect, flow)
    yield f"{_NET}.{_TAX_FUNDING}.", labels(_TAX_FUNDING, _NET, _NET)
    for reading in ("public", "society"):
        yield f"{_NET}.{_NET}.{reading}", labels(reading, _NET, _NET)


def _step_labels(study: Study, model: ReturnsModel, step: str, table: str) -> Labels:
    """A step of the chain: a haircut has the words of its parameter."""
    _, kind, part = step.split(".")
    texts = read_catalogue(study.language)
    if kind == "haircut":
        return {"step": part, "label": model.parameters[part].label.in_language(study.language)}
    first = f"labels.returns_step.{table}_{kind}"
    return {"step": kind, "label": texts.get(first, texts[f"labels.returns_step.{kind}"])}


def _sources(model: ReturnsModel) -> tuple[str, ...]:
    """Where the haircuts that are no judgement come from."""
    known = (model.parameters[name] for name in model.case.haircuts)
    return tuple(dict.fromkeys(one.source for one in known if one.kind != "judgement"))


def _asked_for(study: Study, model: ReturnsModel) -> Exhibit:
    """On the internal page: the numbers that have to be given before kroner are worked out."""
    unknown = model.case.unknown
    names = [*model.missing]
    if model.parameters[unknown].value is None:
        names.insert(0, unknown)
    rows = [
        {"number": name, "label": model.parameters[name].label.in_language(study.language)}
        for name in names
    ]
    shown = declared_exhibit(
        study,
        f"{model.case.measure}-mangler",
        "returns_asked_for",
        pd.DataFrame.from_records(rows),
        ("number", "label"),
        finding="some",
        is_told_alike=True,
    )
    return replace(shown, layer="internal")
