"""The place beside others: what the sources tell in numbers, and what in words alone."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from larvik_analysis.estimate.indicators.comparison import estimate_comparisons, judge
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.indicators import Comparison, Direction
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import Quoted, caveats, declared_exhibit, label_with
from .statement import Statement


def exhibit_comparisons(study: Study) -> Exhibit | None:
    """Figure: pairs of numbers, the place's own and that of the others."""
    comparisons = study.indicators.comparisons
    if not comparisons:
        return None
    texts, language = read_catalogue(study.language), study.language
    data = estimate_comparisons(study.facts, comparisons)
    names = {c.id: c.name.in_language(language) for c in comparisons}
    nobody = texts["comparisons.nobody"]
    against = {
        c.id: c.against.in_language(language) if c.against else nobody for c in comparisons
    }
    judged = {name: texts[f"labels.judgement.{name}"] for name in set(data["judgement"])}
    roles = {"own": study.evaluation.place.name, "other": texts["labels.role.other"]}
    data = label_with(data, "indicator", "label", names)
    data.insert(2, "against_label", [against[indicator] for indicator in data["indicator"]])
    data.insert(2, "against", data["indicator"])
    data = label_with(data, "judgement", "judgement_label", judged)
    data = label_with(data, "role", "role_label", roles)
    finding, words = _finding(study, comparisons)
    said = [c.caveat for c in comparisons if c.caveat is not None]
    return declared_exhibit(
        study,
        "kunnskap-sammenligning",
        "comparisons",
        data,
        ("indicator", "label", "against", "against_label", "judgement", "judgement_label",
         "role", "role_label"),
        finding=finding,
        words=words,
        notes=(Statement(key="comparisons.note_uncertainty"), *caveats(study, said)),
        draw="dot_pairs.draw_dot_pairs",
        across="role_label",
    )  # fmt: skip


def _finding(study: Study, comparisons: tuple[Comparison, ...]) -> tuple[str, Quoted]:
    """What is found, and its words: on what the place does better, on what worse."""
    topics: dict[str, tuple[str, ...]] = {}
    for comparison in comparisons:
        found = judge(comparison, study.facts)
        topic = comparison.topic.in_language(study.language)
        topics[found] = (*topics.get(found, ()), topic)
    words: dict[str, str | tuple[str, ...]] = {"own": study.evaluation.place.name}
    words |= {name: topics[name] for name in ("better", "worse") if name in topics}
    kind = "_".join(name for name in ("better", "worse") if name in topics)
    return kind or ("equal" if "about_equal" in topics else "none"), words


def exhibit_directions(study: Study) -> Exhibit | None:
    """Table: what the documents say in words, with a direction and no number."""
    directions = study.indicators.directions
    if not directions:
        return None
    texts, language = read_catalogue(study.language), study.language
    titles = {t.document: t.name.in_language(language) for t in study.indicators.short_titles}
    for document in study.evaluation.documents:
        titles.setdefault(document.id, document.title)
    data = pd.DataFrame(
        {
            "indicator": direction.id,
            "label": direction.name.in_language(language),
            "course": direction.course,
            "course_label": texts[f"labels.course.{direction.course}"],
            "judgement": direction.judgement,
            "judgement_label": texts[f"labels.judgement.{direction.judgement}"],
            "document": direction.document,
            "document_label": titles[direction.document],
        }
        for direction in directions
    )
    return declared_exhibit(
        study,
        "kunnskap-med-ord",
        "directions",
        data,
        tuple(data.columns),
        finding=_most(directions),
        is_told_alike=True,
        words={"own": study.evaluation.place.name},
        notes=caveats(study, study.indicators.direction_caveats),
        documents=[direction.document for direction in directions],
    )


def _most(directions: tuple[Direction, ...]) -> str:
    """What more than half of the statements say; `mixed` where there is no such thing."""
    judged = Counter(direction.judgement for direction in directions)
    judgement, n_judged = judged.most_common(1)[0]
    return judgement if n_judged > len(directions) / 2 else "mixed"
