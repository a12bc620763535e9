"""The annex on the sources: what agrees, what is missing, what does not hold.

An exhibit that has nothing to show is None, and `show` passes over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from larvik_analysis.estimate.consistency.checks import estimate_checks, estimate_legibility
from larvik_analysis.estimate.consistency.result import CheckResult
from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.tables import NO_FACT, tabulate_estimates
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.checks import Verdict
from larvik_analysis.terms.claims import ClaimVerdict
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

from .exhibit import Exhibit, Target
from .statement import Statement

_Labels = dict[str, str]
_DOES_NOT_HOLD: tuple[ClaimVerdict, ...] = ("wrong", "misattributed", "outdated")
_NOT_CERTAIN: tuple[ClaimVerdict, ...] = ("disputed", "not_verified")


def exhibit_sums(study: Study) -> Exhibit | None:
    """Table: sums, shares and differences that agree, with the number worked out."""
    results = [r for r in _within_a_document(study, "consistent") if _number(r) is not None]
    return _of_numbers(study, "regnestykker", "sums", results)


def exhibit_agreements(study: Study) -> Exhibit | None:
    """Table: what agrees and has no number of its own."""
    results = [r for r in _within_a_document(study, "consistent") if _number(r) is None]
    rows = [_named(r, study) | _outcome(r, study) for r in results]
    return _of_words(study, "stemmer", "agreements", rows, _documents(results))


def exhibit_remainders(study: Study) -> Exhibit | None:
    """Table: what is left of a whole when the parts the source gives are taken away."""
    results = [
        r for r in _results(study) if r.verdict == "remainder" and _number(r) is not None
    ]
    return _of_numbers(study, "rester", "remainders", results, has_remark=True)


def exhibit_contradictions(study: Study) -> Exhibit | None:
    """Table: what does not agree within one document."""
    return _of_verdict(study, "motsier", "contradictions", "inconsistent")


def exhibit_ambiguities(study: Study) -> Exhibit | None:
    """Table: what can be read in more than one way."""
    return _of_verdict(study, "flertydig", "ambiguities", "ambiguous")


def exhibit_not_checkable(study: Study) -> Exhibit | None:
    """Table: what cannot be checked, and what is missing."""
    return _of_verdict(study, "ikke-kontrollert", "unchecked", "not_checkable")


def exhibit_readings(study: Study) -> Exhibit | None:
    """Table: what the number is, by the way in which the source is read."""
    found = {result.id: result for result in _results(study)}
    rows: list[tuple[_Labels, FactEstimate]] = []
    for relation in study.checks.readings:
        results = iter(found[relation.id].estimates.values())
        for reading in relation.readings:
            labels = {
                **_matter(found[relation.id], study),
                "reading": relation.id,
                "reading_label": _said(reading.name, study),
            }
            rows.append((labels, next(results) if reading.facts else NO_FACT))
    return _exhibit(study, "lesemater", "readings", tabulate_estimates(rows) if rows else None)


def exhibit_between_documents(study: Study) -> Exhibit | None:
    """Table: what two documents say of the same thing, agreeing or not."""
    results = [r for r in _results(study) if _is_between(r)]
    order: Sequence[Verdict] = ("inconsistent", "ambiguous", "not_checkable", "consistent")
    results.sort(key=lambda result: order.index(result.verdict))
    rows = [
        _named(r, study) | _verdict(r.verdict, study) | _outcome(r, study) | _remark(r, study)
        for r in results
    ]
    return _of_words(study, "dokumenter", "between", rows, _documents(results))


def exhibit_wordings(study: Study) -> Exhibit | None:
    """Table: the words of the documents where names or descriptions differ."""
    found = {result.id: result for result in _results(study)}
    rows = [
        _matter(found[relation.id], study)
        | _document(said.document, study)
        | {"quote": relation.id, "quote_label": said.corrected or said.quote}
        for relation in study.checks.wordings
        for said in relation.said
    ]
    documents = [said.document for w in study.checks.wordings for said in w.said]
    return _of_words(study, "ordlyd", "wordings", rows, documents)


def exhibit_claims(study: Study) -> Exhibit | None:
    """Table: claims that do not hold, with the quote, our finding and its source."""
    return _of_claims(study, "pastander", "claims", _DOES_NOT_HOLD)


def exhibit_uncertain_claims(study: Study) -> Exhibit | None:
    """Table: claims that are disputed, or that nothing at hand confirms."""
    return _of_claims(study, "usikre-pastander", "uncertain_claims", _NOT_CERTAIN)


def exhibit_legibility(study: Study) -> Exhibit | None:
    """Table: what of lists and figures can be read, is uncertain, or is lost in the scan."""
    rows: list[_Labels] = []
    documents = []
    for result in estimate_legibility(study.facts, study.checks):
        told = {
            "read": [*_indicators(result.read, study), *_if_any(result.read_words, study)],
            "uncertain": _indicators(result.uncertain, study),
            "lost": [*_indicators(result.lost, study), *_if_any(result.lost_words, study)],
        }
        place = {"list": result.id, "label": _said(result.name, study)}
        place |= _document(result.document, study)
        rows += [
            place | _text("legibility", status, study, column="status") | {"item_label": item}
            for status, items in told.items()
            for item in items
        ]
        documents.append(result.document)
    rows.sort(key=lambda row: list(_STATUSES).index(row["status"]))
    return _of_words(study, "lesbarhet", "legibility", rows, documents, across="status_label")


_STATUSES = ("read", "uncertain", "lost")


def state_consistency(study: Study) -> tuple[Statement, ...]:
    """What the remainders of the funnels are, one sentence for each stage."""
    found = {result.id: result for result in _results(study)}
    stages = [stage for funnel in study.checks.funnels for stage in funnel.stages]
    return tuple(
        Statement(
            key="consistency.stage_remainder",
            words={
                "stage": _said(stage.name, study),
                "counted": _unit(found[stage.id].estimates["rest"], study)["counted_label"],
            },
            cells={
                "rest": found[stage.id].estimates["rest"],
                "whole": as_published(study.facts[stage.whole]),
            },
        )
        for stage in stages
        if found[stage.id].outcome == "sum_leaves"
    )


def _results(study: Study) -> tuple[CheckResult, ...]:
    return estimate_checks(study.facts, study.checks)


def _is_between(result: CheckResult) -> bool:
    """Whether it stands in the table of the documents; remainders have a table of their own."""
    return result.is_between_documents and result.verdict != "remainder"


def _within_a_document(study: Study, verdict: Verdict) -> list[CheckResult]:
    return [r for r in _results(study) if r.verdict == verdict and not _is_between(r)]


def _number(result: CheckResult) -> FactEstimate | None:
    """The number to show, where one cell can carry it.

    A change needs its interval beside it, and a difference of percentages is no per cent.
    """
    cell = result.shown
    if cell is None or cell.low is not None:
        return None
    return None if cell.unit == "percent" and cell.method == "difference" else cell


def _said(words: Words, study: Study) -> str:
    return words.in_language(study.language)


def _text(group: str, name: str, study: Study, *, column: str) -> _Labels:
    """A word of the catalogue as two label columns: its id and its text."""
    texts = read_catalogue(study.language)
    return {column: name, f"{column}_label": texts[f"labels.{group}.{name}"]}


def _named(result: CheckResult, study: Study) -> _Labels:
    return {"check": result.id, "label": _said(result.name, study)}


def _matter(result: CheckResult, study: Study) -> _Labels:
    """The same, where the rows under one name are told one by one."""
    return {"matter": result.id, "label": _said(result.name, study)}


def _outcome(result: CheckResult, study: Study) -> _Labels:
    return _text("outcome", result.outcome, study, column="outcome")


def _verdict(
    verdict: Verdict | ClaimVerdict, study: Study, *, column: str = "verdict"
) -> _Labels:
    return _text("verdict", verdict, study, column=column)


def _remark(result: CheckResult, study: Study) -> _Labels:
    remark = "" if result.remark is None else _said(result.remark, study)
    return {"remark": result.id, "remark_label": remark}


def _document(document: str, study: Study) -> _Labels:
    """The document by its short name, where it has one."""
    short = {name.document: _said(name.name, study) for name in study.checks.short_names}
    title = study.evaluation.document(document).title
    return {"document": document, "document_label": short.get(document, title)}


def _unit(cell: FactEstimate, study: Study) -> _Labels:
    name = str(cell.unit_of_analysis) if cell.unit == "count" else cell.unit
    return _text("counted", name, study, column="counted")


def _indicators(fact_ids: Iterable[str], study: Study) -> list[str]:
    return [study.facts[fact_id].indicator(study.language) for fact_id in fact_ids]


def _if_any(words: Words | None, study: Study) -> Iterator[str]:
    if words is not None:
        yield _said(words, study)


def _documents(results: Iterable[CheckResult]) -> list[str]:
    return [document for result in results for document in result.documents]


def _of_verdict(study: Study, stem: str, group: str, verdict: Verdict) -> Exhibit | None:
    results = _within_a_document(study, verdict)
    if verdict == "ambiguous":  # what is left cannot be told where the stages differ in unit
        results += [r for r in _within_a_document(study, "remainder") if _number(r) is None]
    rows = [_named(r, study) | _outcome(r, study) | _remark(r, study) for r in results]
    return _of_words(study, stem, group, rows, _documents(results))


def _of_claims(
    study: Study, stem: str, group: str, verdicts: Sequence[ClaimVerdict]
) -> Exhibit | None:
    claims = [claim for claim in study.checks.claims if claim.verdict in verdicts]
    claims.sort(key=lambda claim: verdicts.index(claim.verdict))
    rows = [
        {"claim": claim.id, "label": claim.corrected or claim.quote}
        | _document(claim.document, study)
        | _verdict(claim.verdict, study, column="brief")
        | {"finding": claim.id, "finding_label": _said(claim.finding, study)}
        | {"source": claim.id, "source_label": _said(claim.source, study)}
        for claim in claims
    ]
    return _of_words(study, stem, group, rows, [claim.document for claim in claims])


def _of_numbers(
    study: Study,
    stem: str,
    group: str,
    results: Iterable[CheckResult],
    *,
    has_remark: bool = False,
) -> Exhibit | None:
    rows: list[tuple[_Labels, FactEstimate]] = []
    for result in results:
        cell = _number(result)
        if cell is not None:
            words = _remark(result, study) if has_remark else _outcome(result, study)
            rows.append((_named(result, study) | words | _unit(cell, study), cell))
    return _exhibit(study, stem, group, tabulate_estimates(rows) if rows else None)


def _of_words(
    study: Study,
    stem: str,
    group: str,
    rows: list[_Labels],
    documents: Iterable[str],
    *,
    across: str = "",
) -> Exhibit | None:
    data = pd.DataFrame.from_records(rows) if rows else None
    return _exhibit(study, stem, group, data, documents=documents, across=across)


def _exhibit(
    study: Study,
    stem: str,
    group: str,
    data: pd.DataFrame | None,
    *,
    documents: Iterable[str] = (),
    across: str = "",
) -> Exhibit | None:
    """An exhibit whose texts stand in the catalogue under ``consistency``."""
    if data is None:
        return None
    behind = [
        study.facts[fact_id].document
        for basis in data.get("basis", ())
        if basis
        for fact_id in facts_in(basis)
    ]
    columns = list(data.columns)
    labels = columns[: columns.index("estimate")] if "estimate" in columns else columns

    target = "target" if "estimate" in columns else "target_words"

    def stated(part: str) -> Statement:
        return Statement(key=f"consistency.{group}.{part}")

    return Exhibit(
        name=f"kildekontroll-{stem}",
        data=data,
        keys=tuple(labels),
        universe=f"kildekontroll: {stem}",
        unit_of_analysis=UnitOfAnalysis.UNCLEAR,  # the rows count different things
        target=Target(kind="census", sentence=Statement(key=f"consistency.{target}")),
        title=stated("title"),
        caption=stated("caption"),
        alternative_text=stated("alternative_text"),
        documents=tuple(dict.fromkeys([*documents, *behind])),
        sensitivity="public",
        across=across,
    )
