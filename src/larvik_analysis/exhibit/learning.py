"""The exhibits and sentences on what was learnt: findings, what carries them, advice, lists.

All of it is words of the evaluation, tied to its sources and facts. What an evaluation has
not declared is None, or an empty tuple where there would be several.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Literal

from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Source
from larvik_analysis.terms.findings import Advice, Finding, Item
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

from .exhibit import Exhibit, Target
from .green import UNANSWERED
from .of_words import exhibit_of_words
from .statement import Statement

Group = Literal["results", "challenges", "constraints"]

_NAMES: dict[Group, str] = {
    "results": "resultater",
    "challenges": "utfordringer",
    "constraints": "rammer",
}
_OTHER_EVIDENCE = ("numbers", "weakens", "contradicts")
_CHECKED = ("yes", "partly", "no", "not_assessed", "evidence", "date")
_TO_FILL_IN = {"evidence": "line", "date": "short_line"}


def state_learning(study: Study) -> tuple[Statement, ...]:
    """Who wrote down what was learnt, and what of it is our reading."""
    findings, evaluation = study.findings, study.evaluation
    if not findings.document:
        return ()
    document = evaluation.document(findings.document)
    words = {"title": document.title, "publisher": document.publisher}
    is_party = document.publisher in evaluation.owners
    key = "learning.from_party" if is_party else "learning.from"
    return (Statement(key=key, words=words), Statement(key="learning.reading"))


def exhibit_findings(study: Study, group: Group) -> Exhibit | None:
    """Table: results, challenges or constraints, and what weakens each of them.

    What carries them stands in `exhibit_evidence`, where it can be compared.
    """
    findings = _group(study, group)
    if not findings:
        return None
    parts: dict[str, list[tuple[Finding, str]]] = {
        "text": [(finding, _said(finding.text, study)) for finding in findings],
        "against": [(f, _said(f.against, study)) for f in findings if f.against is not None],
    }
    texts = read_catalogue(study.language)
    is_compared = any(source.comparison != "none" for source in study.evaluation.sources)
    rows = [
        {
            "finding": finding.id,
            "label": _said(finding.name, study),
            "part": part,
            "part_label": texts[f"labels.finding.{part}"],
            "said": part,
            "said_label": said,
        }
        for part, told in parts.items()
        for finding, said in told
    ]
    return exhibit_of_words(
        _NAMES[group],
        "findings" if parts["against"] else "plain_findings",
        rows,
        documents=_documents(findings),
        title=f"findings.title_{group}",
        sentence="findings.sentence" if is_compared else "findings.sentence_not_compared",
        across="part_label",
    )


def exhibit_evidence(study: Study) -> Exhibit | None:
    """Figure: what carries each result and challenge, and what weakens it."""
    findings = {group: _group(study, group) for group in ("results", "challenges")}
    told = [finding for group in findings.values() for finding in group]
    if not any(finding.sources for finding in told):
        return None
    texts = read_catalogue(study.language)
    used = [s for s in study.evaluation.sources if any(s.id in f.sources for f in told)]
    columns = {source.id: _said(source.called or source.name, study) for source in used}
    columns |= {kind: texts[f"labels.evidence.{kind}"] for kind in _OTHER_EVIDENCE}
    rows = [
        {
            "group": group,
            "group_label": texts[f"labels.findings.{group}"],
            "finding": finding.id,
            "label": _said(finding.name, study),
            "evidence": evidence,
            "evidence_label": heading,
            "sign": sign,
            "sign_label": texts[f"labels.mark.{sign}"],
        }
        for group, members in findings.items()
        for finding in members
        for evidence, heading in columns.items()
        for sign in (_mark(finding, evidence),)
    ]
    top, key = _leading(used, told)
    unstated = tuple(_said(s.name, study) for s in used if "respondents" not in s.facts)
    return exhibit_of_words(
        "grunnlag",
        "evidence",
        rows,
        documents=_documents(told),
        words={"top": _said(top.name, study)},
        title=key,
        sentence="evidence.sentence",
        notes=_note_unstated(unstated),
        draw="evidence_matrix.draw_evidence_matrix",
        across="evidence_label",
    )


def exhibit_numbers(study: Study) -> Exhibit | None:
    """Table: the numbers that bear on the findings."""
    told = [f for group in _NAMES for f in _group(study, group)]
    texts = read_catalogue(study.language)
    facts = [
        (finding, study.facts[name], role)
        for finding in told
        for role, names in (("carries", finding.facts), ("against", finding.against_facts))
        for name in names
    ]
    rows = [
        (
            {
                "finding": finding.id,
                "label": _said(finding.name, study),
                "fact_id": fact.fact_id,
                "fact_label": fact.indicator(study.language),
                "bearing": role,
                "bearing_label": texts[f"labels.bearing.{role}"],
            },
            as_published(fact),
        )
        for finding, fact, role in facts
        if not fact.date  # a table of numbers has no dates
    ]
    if not rows:
        return None
    data = tabulate_estimates(rows)
    n_carried = data.loc[data["bearing"] == "carries", "finding"].nunique()
    title = "numbers.title_few" if n_carried * 3 < len(told) else "numbers.title"
    documents = [study.facts[n].document for basis in data["basis"] for n in facts_in(basis)]
    return Exhibit(
        name="funn-tall",
        data=data,
        keys=tuple(rows[0][0]),
        universe="findings",
        unit_of_analysis=UnitOfAnalysis.UNCLEAR,
        target=Target(kind="census", sentence=Statement(key="numbers.sentence")),
        title=Statement(key=title),
        caption=Statement(key="numbers.caption"),
        alternative_text=Statement(key="numbers.alternative_text"),
        documents=tuple(dict.fromkeys(documents)),
        sensitivity="public",  # every number is a published fact; the gate proves it
    )


def exhibit_answers_to_challenges(study: Study) -> Exhibit | None:
    """Table: which advice answers each challenge."""
    challenges, items = study.findings.challenges, study.findings.items
    if not any(challenge.answered_by for challenge in challenges):
        return None
    texts = read_catalogue(study.language)
    names = {name: _said(item.name, study) for name, item in items.items()}
    names[UNANSWERED] = texts["labels.links.unanswered"]
    rows = [
        {
            "challenge": challenge.id,
            "label": _said(challenge.name, study),
            "advice": name,
            "advice_label": names[name],
        }
        for challenge in challenges
        for name in challenge.answered_by or (UNANSWERED,)
    ]
    is_whole = all(challenge.answered_by for challenge in challenges)
    return exhibit_of_words(
        "utfordringer-og-rad",
        "links",
        rows,
        documents=_documents(challenges),
        title="links.title" if is_whole else "links.title_open",
        sentence="links.sentence",
    )


def exhibit_advice(study: Study) -> tuple[Exhibit, ...]:
    """Tables: the advice to each audience."""
    advised = [advice for advice in study.findings.recommendations if advice.items]
    return tuple(
        exhibit_of_words(
            f"rad-{letter}",
            "advice",
            [
                {
                    "item": item.id,
                    "label": _said(item.name, study),
                    "text": "told",
                    "text_label": said,
                }
                for item in advice.items
                for said in _told(item, study)
            ],
            documents=_document(study),
            words=_words(advice, study),
            title="advice.title" if advice.goal is None else "advice.title_goal",
            sentence="advice.sentence",
        )
        for letter, advice in zip(ascii_lowercase, advised, strict=False)
    )


def exhibit_practice(study: Study) -> tuple[Exhibit, ...]:
    """Tables: the lists to work by of each audience, the levels of prevention side by side."""
    texts, advised = read_catalogue(study.language), study.findings.recommendations
    listed = [advice for advice in advised if any(e.level for e in advice.lists)]
    made = []
    for letter, advice in zip(ascii_lowercase, listed, strict=False):
        rows = [
            {
                "row": row,
                "label": texts[f"labels.row.{row}"],
                "prevention": entry.level,
                "prevention_label": texts[f"labels.practice.{entry.level}"],
                "item": item.id,
                "item_label": said,
            }
            for entry in advice.lists
            if entry.level is not None
            for row, item in zip(_rows(len(entry.items)), entry.items, strict=True)
            for said in _with_reading(_said(item.name, study), item, study)
        ]
        title = next(_said(entry.title, study) for entry in advice.lists if entry.level)
        made.append(
            exhibit_of_words(
                f"lister-{letter}",
                "practice",
                rows,
                documents=_document(study),
                words=_words(advice, study) | {"title": title},
                title="practice.title",
                sentence="practice.sentence",
                across="prevention_label",
            )
        )
    return tuple(made)


def exhibit_checklist(study: Study) -> Exhibit | None:
    """Table to print and fill in: what has to be in place before the start."""
    checklist = study.findings.checklist
    if checklist is None or not checklist.items:
        return None
    texts = read_catalogue(study.language)
    rows = [
        {
            "item": item.id,
            "label": _said(item.name, study),
            "rating": rating,
            "rating_label": texts[f"labels.checklist.{rating}"],
            "sign": sign,
            "sign_label": texts[f"labels.checklist.{sign}"],
        }
        for item in checklist.items
        for rating in _CHECKED
        for sign in (_TO_FILL_IN.get(rating, "box"),)
    ]
    return exhibit_of_words(
        "sjekkliste",
        "checklist",
        rows,
        documents=_document(study),
        title="checklist.title",
        sentence="checklist.sentence",
        across="rating_label",
    )


def _group(study: Study, group: Group) -> tuple[Finding, ...]:
    return {
        "results": study.findings.results,
        "challenges": study.findings.challenges,
        "constraints": study.findings.constraints,
    }[group]


def _said(words: Words | None, study: Study) -> str:
    return "" if words is None else words.in_language(study.language)


def _mark(finding: Finding, evidence: str) -> str:
    if evidence in ("weakens", "contradicts"):
        is_so = finding.against is not None and finding.doubt == evidence
        return evidence if is_so else "nothing"
    carries = bool(finding.facts) if evidence == "numbers" else evidence in finding.sources
    return "carries" if carries else "nothing"


def _leading(used: list[Source], findings: list[Finding]) -> tuple[Source, str]:
    """The source that carries most findings, and the title that is true of it."""
    carried = {source.id: sum(source.id in f.sources for f in findings) for source in used}
    top = max(used, key=lambda source: carried[source.id])
    n_top = carried[top.id]
    if n_top == len(findings):
        return top, "evidence.title_all"
    return top, "evidence.title_most" if n_top * 2 > len(findings) else "evidence.title"


def _note_unstated(sources: tuple[str, ...]) -> tuple[Statement, ...]:
    """That nobody knows how many stand behind what these sources say."""
    words = {"sources": sources}
    return (Statement(key="evidence.note_unstated", words=words),) if sources else ()


def _documents(findings: list[Finding] | tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for finding in findings for name in finding.documents))


def _document(study: Study) -> tuple[str, ...]:
    return (study.findings.document,) if study.findings.document else ()


def _words(advice: Advice, study: Study) -> dict[str, str | tuple[str, ...]]:
    goal = {"goal": _said(advice.goal, study)} if advice.goal is not None else {}
    return {
        "audience": _said(advice.audience, study),
        "theme": _said(advice.theme, study),
        **goal,
    }


def _told(item: Item, study: Study) -> Iterator[str]:
    """What more is said of a piece of advice, or that nothing is."""
    texts = read_catalogue(study.language)
    said = item.text.in_language(study.language) if item.text else texts["labels.advice.none"]
    yield from _with_reading(said, item, study)


def _with_reading(said: str, item: Item, study: Study) -> Iterator[str]:
    yield said
    if item.reading != "whole":
        yield read_catalogue(study.language)[f"labels.reading.{item.reading}"]


def _rows(n: int) -> Iterator[str]:
    """Letters to name the rows by; what comes after the last letter shares it."""
    letters = sorted(
        key.removeprefix("labels.row.")
        for key in read_catalogue("nb")
        if key.startswith("labels.row.")
    )
    yield from (letters[min(place, len(letters) - 1)] for place in range(n))
