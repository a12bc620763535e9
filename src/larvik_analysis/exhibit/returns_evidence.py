"""Published returns with what speaks against them, WSIPP, programmes and the plan's claims.

None without evidence, or where there is nothing to show. No function here takes an amount
of the evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from larvik_analysis.estimate.indicators.published_ops import (
    published_mvpf_low,
    published_return,
    wsipp,
)
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.returns.published_returns import (
    RULE,
    earlier_rows,
    latest_rows,
    meets_rule,
    published_number,
)
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.claims import Claim
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.returns_evidence import (
    Programme,
    PublishedNumber,
    ReturnsEvidence,
    SourcedWords,
    WsippRow,
)
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .statement import Statement

_REFUTED = ("wrong", "misattributed", "outdated")
TOPIC = "economics"  # what the register calls it
_OF_LATEST = ("benefits_minus_cost", "ratio", "chance")
_OF_EARLIER = ("ratio", "chance")
_UNBOUNDED = "mvpf_perry"
_ITS_COST = "net_cost_perry"
# Told in the alternative text.
_TOLD = {"perry": "perry_irr_society_sep_high_all", "abc": "abc_care_irr"}
_Labels = dict[str, str]


def exhibit_published_returns(study: Study) -> Exhibit | None:
    """Figure: published rates of return with intervals, and the counter-evidence beside."""
    evidence = study.evidence
    if evidence is None or not evidence.claims:
        return None
    texts, rows = read_catalogue(study.language), list[tuple[_Labels, FactEstimate]]()
    for claim in evidence.claims:
        for name in claim.numbers:
            labels = {
                "side": claim.side,
                "side_label": texts[f"labels.evidence_side.{claim.side}"],
                "study": claim.id,
                "label": claim.name.in_language(study.language),
                "finding": claim.id,
                "finding_label": claim.brief.in_language(study.language),
                "number": name,
                "number_label": published_number(evidence, name).name.in_language(
                    study.language
                ),
            }
            rows.append((labels | _value(study), published_return(evidence, name)))
    return declared_exhibit(
        study,
        "heckman-avkastning",
        "published_returns",
        tabulate_estimates(rows),
        tuple(rows[0][0]),
        finding="both",
        is_told_alike=True,
        cells={name: published_return(evidence, known) for name, known in _TOLD.items()},
        words={
            "against": tuple(
                claim.name.in_language(study.language)
                for claim in evidence.claims
                if claim.side == "against"
            )
        },
        notes=(
            Statement(key="published_returns.note_intervals"),
            Statement(key="published_returns.note_read"),
            _sources(claim.source for claim in evidence.claims),
        ),
        draw="published_chart.draw_published_returns",
        across="value_label",
    )


def exhibit_mvpf(study: Study, *, is_shown: bool = True) -> Exhibit | None:
    """Figure: what a public krone gives those concerned, by group and for single programmes.

    Parameters
    ----------
    study : Study
    is_shown : bool
        Whether it is wanted; a chapter may do without.
    """
    evidence = study.evidence
    if evidence is None or not is_shown:
        return None
    rows = [
        (_of_mvpf(study, number, part), cell)
        for number in evidence.numbers
        if number.measure == "mvpf"
        for part, cell in _mvpf_cells(evidence, number)
    ]
    if not rows:
        return None
    return declared_exhibit(
        study,
        "heckman-mvpf",
        "mvpf",
        tabulate_estimates(rows),
        tuple(rows[0][0]),
        finding="groups",
        is_told_alike=True,
        cells={
            "policies": published_return(evidence, "mvpf_policies"),
            "children": published_return(evidence, "mvpf_low_income_children"),
            "adults": published_return(evidence, "mvpf_adults"),
            "perry": published_return(evidence, _UNBOUNDED),
        },
        notes=(
            Statement(key="mvpf.note_infinite"),
            _sources(n.source for n in evidence.numbers if n.measure == "mvpf"),
        ),
        draw="published_chart.draw_mvpf",
        across="value_label",
    )


def exhibit_wsipp(study: Study, *, is_shown: bool = True) -> Exhibit | None:
    """Table: the last calculation of each programme, with vintage, chance and the rule.

    Parameters as `exhibit_mvpf`.
    """
    evidence = study.evidence
    if evidence is None or not evidence.wsipp or not is_shown:
        return None
    least = published_return(evidence, RULE)
    latest = list(latest_rows(evidence))
    n_met = sum(bool(meets_rule(row, least.estimate or 0.0)) for row in latest)
    rows = [
        (_of_programme(study, row) | _rule(study, row, least) | _what(study, what), cell)
        for row in latest
        for what, cell in _numbers(evidence, row, _OF_LATEST)
    ]
    return declared_exhibit(
        study,
        "heckman-wsipp",
        "wsipp",
        tabulate_estimates(rows),
        tuple(rows[0][0]),
        finding="few" if 2 * n_met < len(latest) else "many",
        is_told_alike=True,
        cells={"rule": least},
        notes=(Statement(key="wsipp.note_us"), Statement(key="wsipp.note_rule")),
        across="what_label",
    )


def exhibit_wsipp_vintages(study: Study, *, is_shown: bool = True) -> Exhibit | None:
    """Table: how the calculations of one programme moved from vintage to vintage.

    Parameters as `exhibit_mvpf`.
    """
    evidence = study.evidence
    if evidence is None or not is_shown:
        return None
    rows = [
        (_of_programme(study, row) | _what(study, what), cell)
        for row in earlier_rows(evidence)
        for what, cell in _numbers(evidence, row, _OF_EARLIER)
    ]
    if not rows:
        return None
    return declared_exhibit(
        study,
        "heckman-wsipp-utgaver",
        "wsipp_vintages",
        tabulate_estimates(rows),
        tuple(rows[0][0]),
        finding="moves",
        is_told_alike=True,
        notes=(Statement(key="wsipp_vintages.note_undated"),),
        across="what_label",
    )


def exhibit_programmes(study: Study, *, is_shown: bool = True) -> Exhibit | None:
    """Table: programmes that municipalities name, and what is known of each.

    Parameters as `exhibit_mvpf`.
    """
    evidence = study.evidence
    if evidence is None or not evidence.programmes or not is_shown:
        return None
    texts = read_catalogue(study.language)
    rows = [
        {"programme": programme.id, "label": programme.name.in_language(study.language)}
        | {"part": part, "part_label": texts[f"labels.programme_part.{part}"]}
        | {"said": programme.id, "said_label": said}
        for programme in evidence.programmes
        for part, said in _known_of(study, evidence, programme)
    ]
    used = (sourced for programme in evidence.programmes for sourced in _sourced(programme))
    return declared_exhibit(
        study,
        "heckman-programmer",
        "programmes",
        pd.DataFrame.from_records(rows),
        tuple(rows[0]),
        finding="few",
        is_told_alike=True,
        notes=(
            Statement(key="programmes.note_same"),
            _sources(sourced.source for sourced in used),
        ),
        across="part_label",
    )


def exhibit_heckman_claims(study: Study) -> Exhibit | None:
    """Table: what the documents of the evaluation say of returns, and what the sources say.

    None where no such claim is declared in its `checks.yaml`.
    """
    claims = [claim for claim in study.checks.claims if _is_of_returns(study, claim)]
    if study.evidence is None or not claims:
        return None
    language, texts = study.language, read_catalogue(study.language)
    rows = [
        {
            "claim": claim.id,
            "label": claim.corrected or claim.quote,
            "brief": claim.verdict,
            "brief_label": texts[f"labels.verdict.{claim.verdict}"],
            "finding": claim.id,
            "finding_label": claim.finding.in_language(language),
            "source": claim.id,
            "source_label": claim.source.in_language(language),
        }
        for claim in claims
    ]
    is_refuted = {claim.verdict in _REFUTED for claim in claims}
    return declared_exhibit(
        study,
        "heckman-pastander",
        "heckman_claims",
        pd.DataFrame.from_records(rows),
        tuple(rows[0]),
        finding="mixed" if len(is_refuted) > 1 else "refuted" if True in is_refuted else "open",
        is_told_alike=True,
        documents=[claim.document for claim in claims],
    )


def _mvpf_cells(
    evidence: ReturnsEvidence, number: PublishedNumber
) -> Iterator[tuple[str, FactEstimate]]:
    """The number, and the lower end where there is no upper one."""
    is_unbounded = number.id == _UNBOUNDED
    part = "unbounded" if is_unbounded else "at_least" if number.is_at_least else "known"
    yield part, published_return(evidence, number.id)
    if is_unbounded:
        yield "low_end", published_mvpf_low(evidence, number.id, _ITS_COST)


def _of_mvpf(study: Study, number: PublishedNumber, part: str) -> _Labels:
    return {
        "number": number.id,
        "label": number.name.in_language(study.language),
        "extent": part,
        "extent_label": read_catalogue(study.language)[f"labels.mvpf.{part}"],
    } | _value(study)


def _value(study: Study) -> _Labels:
    """One column of values with what is uncertain of them, where not all have an interval."""
    said = read_catalogue(study.language)["labels.published.value"]
    return {"value": "value", "value_label": said}


def _is_of_returns(study: Study, claim: Claim) -> bool:
    facts = [study.facts[fact] for fact in claim.facts if fact in study.facts]
    return bool(facts) and all(fact.topic == TOPIC for fact in facts)


def _numbers(
    evidence: ReturnsEvidence, row: WsippRow, told: Iterable[str]
) -> Iterator[tuple[str, FactEstimate]]:
    for what in told:
        yield what, wsipp(evidence, row.programme, row.vintage, what)


def _of_programme(study: Study, row: WsippRow) -> _Labels:
    texts = read_catalogue(study.language)
    vintage = texts.get(f"labels.vintage.{row.vintage}", row.vintage)
    return {
        "programme": row.programme,
        "label": row.name.in_language(study.language),
        "vintage": row.vintage,
        "vintage_label": vintage,
    }


def _rule(study: Study, row: WsippRow, least: FactEstimate) -> _Labels:
    is_met = meets_rule(row, least.estimate or 0.0)
    word = {True: "met", False: "missed", None: "unknown"}[is_met]
    return {"rule": word, "rule_label": read_catalogue(study.language)[f"labels.rule.{word}"]}


def _what(study: Study, what: str) -> _Labels:
    texts = read_catalogue(study.language)
    return {"what": what, "what_label": texts[f"labels.wsipp_number.{what}"]}


def _known_of(
    study: Study, evidence: ReturnsEvidence, programme: Programme
) -> Iterator[tuple[str, str]]:
    """Each part with what is said of it, or that nothing is."""
    language, texts = study.language, read_catalogue(study.language)
    told = {
        "effect": [effect.text.in_language(language) for effect in programme.effects],
        "level": [programme.level.text.in_language(language)] if programme.level else [],
        "cost": [programme.cost.text.in_language(language)] if programme.cost else [],
        "wsipp": [
            row.name.in_language(language)
            for row in latest_rows(evidence)
            if row.programme in programme.wsipp
        ],
    }
    for part, said in told.items():
        for words in said or [texts[f"labels.programme_without.{part}"]]:
            yield part, words


def _sourced(programme: Programme) -> Iterator[SourcedWords]:
    yield from programme.effects
    yield from filter(None, (programme.level, programme.cost))


def _sources(sources: Iterable[str]) -> Statement:
    """Where the numbers come from: they are in no document of the evaluation."""
    return Statement(key="heckman.sources", words={"sources": tuple(dict.fromkeys(sources))})
