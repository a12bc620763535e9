"""The argument for early returns as a figure: a model, two lines, and what speaks against it.

There is no number on the vertical axis and no kroner anywhere: the curve explains an
argument. All is None or nothing where no chapter of the evaluation asks for the evidence.
"""

from __future__ import annotations

from dataclasses import replace

from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.published_ops import model_curve, published_return
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.returns.published_returns import RULE, curve_ages
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.returns_evidence import ReturnsEvidence
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .statement import Statement

# Where each has room beside the curve.
_BESIDE = ("first", "second", "third", "fourth")
_QUOTED = "perry_irr_society_sep_high_all"
_Rows = list[tuple[dict[str, str], FactEstimate]]


def exhibit_heckman_curve(study: Study) -> Exhibit | None:
    """Figure: the explanatory curve, Heckman's line, the plan's line, and counter-evidence.

    None without evidence. The plan's line is there where the register says at which age it
    meets the curve.
    """
    evidence = study.evidence
    if evidence is None or evidence.curve is None:
        return None
    rows = [
        _row(study, "curve", model_curve(evidence, "curve", age), f"{age:g}")
        for age in curve_ages(evidence)
    ]
    rows.append(_row(study, "opportunity", model_curve(evidence, "opportunity")))
    plan = _plan_rows(study, evidence)
    against = [claim for claim in evidence.claims if claim.side == "against"]
    beside = {
        f"{part}_{place}": words.in_language(study.language)
        for place, claim in zip(_BESIDE, against, strict=False)
        for part, words in (("name", claim.name), ("finding", claim.brief))
    }
    shown = declared_exhibit(
        study,
        "heckman-kurven",
        "heckman_curve",
        tabulate_estimates([*rows, *plan]),
        ("line", "label", "age", "age_label"),
        finding="with_plan" if plan else "alone",
        words={"against": tuple(claim.name.in_language(study.language) for claim in against)},
        notes=(
            Statement(
                key="heckman_curve.note_model",
                words={"source": evidence.curve.source.in_language(study.language)},
            ),
            Statement(key="heckman_curve.note_line"),
        ),
        draw="heckman_chart.draw_heckman_curve",
        across="age_label",
    )
    return replace(shown, options=beside)


def state_heckman(study: Study) -> tuple[Statement, ...]:
    """What the argument rests on, what the figure shows and does not; nothing without it."""
    evidence = study.evidence
    if evidence is None or evidence.curve is None:
        return ()
    cells = {"perry": published_return(evidence, _QUOTED)}
    stated = [Statement(key="heckman.model"), Statement(key="heckman.line")]
    if _plan_rows(study, evidence):
        crossing = as_published(study.facts[_crossing(study, evidence)])
        stated.append(Statement(key="heckman.plan", cells={"age": crossing}))
    return (
        *stated,
        Statement(key="heckman.perry", cells=cells),
        Statement(key="heckman.no_kroner"),
        Statement(key="heckman.rule", cells={"rule": published_return(evidence, RULE)}),
    )


def _plan_rows(study: Study, evidence: ReturnsEvidence) -> _Rows:
    """The age that the register claims, and the height of a line that meets the curve there."""
    crossing = _crossing(study, evidence)
    age = study.facts[crossing].value if crossing else None
    if age is None or float(age) not in curve_ages(evidence):
        return []
    return [
        _row(study, "plan_age", as_published(study.facts[crossing])),
        _row(study, "plan", model_curve(evidence, "curve", float(age))),
    ]


def _crossing(study: Study, evidence: ReturnsEvidence) -> str:
    """The fact that says where the lines meet; empty where the register has none."""
    facts = evidence.curve.crossing_facts if evidence.curve else ()
    return next((fact for fact in facts if fact in study.facts), "")


def _row(
    study: Study, line: str, cell: FactEstimate, age: str = "all"
) -> tuple[dict[str, str], FactEstimate]:
    texts = read_catalogue(study.language)
    labels = {
        "line": line,
        "label": texts[f"labels.heckman_line.{line}"],
        "age": age,
        "age_label": texts["labels.heckman_age.all"] if age == "all" else age,
    }
    return labels, cell
