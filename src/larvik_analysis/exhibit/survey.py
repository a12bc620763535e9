"""Exhibits of a survey: questions on one scale together, and every question in its figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.tables import estimate_of, tabulate_estimates
from larvik_analysis.estimate.survey.counts import as_counted
from larvik_analysis.estimate.survey.shares import Row, estimate_shares
from larvik_analysis.estimate.survey.weighted_shares import estimate_weighted_shares
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Source
from larvik_analysis.terms.microdata import ANSWERED, Cell, Microdata
from larvik_analysis.terms.questions import DataFile, Question
from larvik_analysis.terms.study import Study

from .answers import exhibit_answers, exhibit_ticks, exhibit_unit_answers
from .exhibit import Exhibit
from .of_answers import (
    FEW,
    as_census,
    exhibit_of_answers,
    finding,
    labelled,
    names_of,
    question_named,
    state_who,
    strictest,
)
from .statement import Statement
from .themes import exhibit_paraphrases, exhibit_themes

# The place of the row that counts who answered, beside those of the answers.
_ALL = "answered"


def likert_groups(declared: DataFile) -> tuple[tuple[str, ...], ...]:
    """Ordinal questions in a row that share their answers and how sensitive they are.

    Returns
    -------
    tuple of tuple of str
        The ids of each group's questions, two or more.
    """
    groups: list[list[Question]] = []
    earlier: Question | None = None
    for question in declared.questions:
        is_next = earlier is not None and _go_together(earlier, question)
        if is_next:
            groups[-1].append(question)
        elif question.kind == "ordinal":
            groups.append([question])
        earlier = question
    return tuple(tuple(q.id for q in group) for group in groups if len(group) > 1)


def _go_together(one: Question, other: Question) -> bool:
    is_alike = one.sensitivity == other.sensitivity and one.kind == other.kind == "ordinal"
    return is_alike and _scale_of(one) == _scale_of(other)


def _scale_of(question: Question) -> list[tuple[object, ...]]:
    """Its answers but for their scores, which may be turned around."""
    return [(answer.id, answer.name, answer.is_outside) for answer in question.answers]


def exhibit_likert(
    study: Study,
    data: str,
    questions: Sequence[str] = (),
    *,
    centred: bool = True,
    highest_first: bool = False,
    weighted: bool = False,
) -> Exhibit | None:
    """Figure: the answers to questions on one scale, to the left and right of its middle.

    Parameters
    ----------
    study : Study
    data : str
        Id of a file of own data.
    questions : sequence of str
        Ids of questions with the same answers; the first such group of the form where none
        are named. Where they are weighted, the first opinions.
    centred, highest_first : bool
        As `larvik_analysis.exhibit.likert_bars.draw_likert`.
    weighted : bool
        Whether the shares are weighted to the margins of the design.

    Returns
    -------
    Exhibit or None
        None where there are no such questions, or nothing to weight by.

    Raises
    ------
    ParameterError
        If the questions do not have the same answers, or the margins disagree.
    """
    found = _asked_together(study, data, questions, opinions_first=weighted)
    if found is None or (weighted and not found[0].declared.design.margins):
        return None
    own, asked = found
    table = (_weighted_rows if weighted else _rows)(study, own, asked)
    if table["reason"].eq("no_fact").any():
        return None  # a margin that nobody knows
    words = _ends_of(study, asked)
    if weighted:
        margins = [question_named(own, m.question) for m in own.declared.design.margins]
        words["margins"] = tuple(q.name.in_language(study.language) for q in margins if q)
    sensitivity = strictest(asked)
    group = "likert_weighted" if weighted else "likert"
    title = _commonest(study, own, table) if sensitivity == "opinion" and not weighted else None
    alternative = (
        replace(title, key="likert.alternative_text_most", words={**words, **title.words})
        if title is not None
        else None
    )
    return exhibit_of_answers(
        study, own, group,
        ["veid" if weighted else "samlet", *(q.id for q in asked[:1])], table, sensitivity,
        words=words,
        title=title or _title_of_one(study, group, asked),
        alternative_text=alternative,
        draw="likert_bars.draw_likert",
        options={
            "centred": centred,
            "highest_first": highest_first,
            "falling": _is_falling(asked[0]),
        },
        across="" if weighted else "answer_label",
    )  # fmt: skip


def exhibit_battery(study: Study, data: str, questions: Sequence[str] = ()) -> Exhibit | None:
    """Table: the same questions in the order of the form, one column an answer.

    Counts stand before per cent, "don't know" behind the scale, and who answered last. It
    is of those who answered, without intervals, whatever the design says.

    Raises
    ------
    ParameterError
        If the questions do not have the same answers.
    """
    found = _asked_together(study, data, questions)
    if found is None:
        return None
    own, asked = found
    table = _rows(study, as_census(own), asked)
    return exhibit_of_answers(
        study, own, "battery", ["tabell", *(q.id for q in asked[:1])], table, strictest(asked),
        words=_ends_of(study, asked),
        title=_title_of_one(study, "battery", asked),
        across="answer_label",
        is_census=True,
    )  # fmt: skip


def exhibit_batteries(study: Study, data: str) -> tuple[Exhibit, ...]:
    """The table of each group of questions on one scale."""
    own = study.microdata.get(data)
    groups = () if own is None else likert_groups(own.declared)
    made = (exhibit_battery(study, data, group) for group in groups)
    return tuple(exhibit for exhibit in made if exhibit is not None)


def exhibit_questions(study: Study, data: str) -> tuple[Exhibit, ...]:
    """Every question of a file in the figure that suits it, in the order of the form.

    Questions on one scale stand together, but for sensitive ones of a small file, of which
    bars can show a band where the number is hidden; several answers are dots; each who
    answered is a square where few gave an opinion; the others are bars. A text that nobody
    has coded has no figure.
    """
    own = study.microdata.get(data)
    if own is None:
        return ()
    together = {
        group[0]: group for group in likert_groups(own.declared) if _is_drawn(own, group)
    }
    taken = {name for group in together.values() for name in group}
    made = [
        exhibit_likert(study, data, together[question.id])
        if question.id in together
        else _figure_of(study, own, question)
        for question in own.declared.questions
        if question.id in together or question.id not in taken
    ]
    quoted = [exhibit_paraphrases(study, data, coded.question) for coded in own.coded]
    return tuple(exhibit for exhibit in (*made, *quoted) if exhibit is not None)


def _is_drawn(own: Microdata, group: Sequence[str]) -> bool:
    """Whether questions on one scale are drawn together."""
    is_opinion = own.variables[group[0]].sensitivity == "opinion"
    return is_opinion or own.count({}) >= FEW


def _figure_of(study: Study, own: Microdata, question: Question) -> Exhibit | None:
    data = own.declared.id
    if any(coded.question == question.id for coded in own.coded):
        return exhibit_themes(study, data, question.id)
    if question.kind == "text":
        return None
    if question.kind == "multiple":
        return exhibit_ticks(study, data, question.id)
    # How many answered a sensitive question may itself be hidden, and decides nothing.
    is_opinion = question.sensitivity == "opinion"
    if is_opinion and own.count({question.id: ANSWERED}) < FEW:
        return exhibit_unit_answers(study, data, question.id)
    return exhibit_answers(study, data, question.id)


def exhibit_survey_of(study: Study, measure_id: str) -> tuple[Exhibit, ...]:
    """The figures of the surveys of a measure whose answers the evaluation has."""
    return tuple(
        exhibit
        for source in _surveys(study, measure_id)
        for exhibit in exhibit_questions(study, source.data)
    )


def exhibit_unplaced(study: Study, data: str) -> tuple[Exhibit, ...]:
    """The figures of a file that no source names, so that no chapter on a measure has them."""
    named = {source.data for source in study.evaluation.sources}
    return () if data in named else exhibit_questions(study, data)


def state_survey_of(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """Who answered about a measure, in each survey whose answers the evaluation has."""
    found = [study.microdata.get(source.data) for source in _surveys(study, measure_id)]
    return tuple(state_who(study, own) for own in found if own is not None)


def state_missing_answers(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """The surveys on a measure whose answers the evaluation does not have."""
    missing = [s for s in _surveys(study, measure_id) if s.data not in study.microdata]
    names = [source.name.in_language(study.language) for source in missing]
    named = [Statement(key="survey.missing", words={"source": name}) for name in names]
    return (*named, Statement(key="survey.would_show")) if missing else ()


def _surveys(study: Study, measure_id: str) -> tuple[Source, ...]:
    return study.evaluation.sources_of(measure_id, "survey")


def _asked_together(
    study: Study, data: str, questions: Sequence[str], *, opinions_first: bool = False
) -> tuple[Microdata, list[Question]] | None:
    """The file and its questions; None where there are none with one scale."""
    own = study.microdata.get(data)
    if own is None:
        return None
    groups = likert_groups(own.declared)
    if opinions_first:  # crossed with margins, little else leaves
        groups = (*_opinions(own, groups), *groups)
    names = questions or next(iter(groups), ())
    found = [question_named(own, name) for name in names]
    asked = [q for q in found if q is not None and q.kind not in ("multiple", "text")]
    if not asked or len(asked) < len(found):
        return None
    if any(_scale_of(question) != _scale_of(asked[0]) for question in asked):
        raise ParameterError("scales_differ", questions=", ".join(q.id for q in asked))
    return own, asked


def _opinions(own: Microdata, groups: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The groups of opinions, then each ordinal opinion by itself."""
    ordinal = [q for q in own.declared.questions if q.kind == "ordinal"]
    opinions = [q.id for q in ordinal if q.sensitivity == "opinion"]
    yield from (group for group in groups if group[0] in opinions)
    yield from ((name,) for name in opinions)


def _rows(study: Study, own: Microdata, asked: Sequence[Question]) -> pd.DataFrame:
    """Each question's answers in the order of the scale, and how many answered."""
    shares = estimate_shares(own, [q.id for q in asked], facts=study.facts)
    rows = []
    for question in asked:
        of_question = shares[shares["question"] == question.id]
        rows += [(_labels(row), estimate_of(row)) for _, row in of_question.iterrows()]
        rows.append(_answered(own, question))
    return _named(study, tabulate_estimates(rows), asked)


def _weighted_rows(study: Study, own: Microdata, asked: Sequence[Question]) -> pd.DataFrame:
    rows = []
    for question in asked:
        shares = estimate_weighted_shares(own, question.id, study.facts)
        shares = shares[shares["weighting"] == "weighted"].assign(question=question.id)
        rows += [(_labels(row), estimate_of(row)) for _, row in shares.iterrows()]
    return _named(study, tabulate_estimates(rows), asked)


def _labels(row: pd.Series[Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in ("question", "answer", "place")}


def _answered(own: Microdata, question: Question) -> Row:
    cell = Cell(own.declared.id, ((question.id, ANSWERED),))
    labels = {"question": question.id, "answer": _ALL, "place": _ALL}
    return labels, as_counted(own, cell)


def _named(study: Study, table: pd.DataFrame, asked: Sequence[Question]) -> pd.DataFrame:
    texts, language = read_catalogue(study.language), study.language
    table = labelled(table, "question", "label", {q.id: q.name for q in asked}, study)
    names = {
        name: words.in_language(language) for name, words in names_of(asked[0].answers).items()
    }
    names[_ALL] = texts[f"labels.place.{_ALL}"]
    said = [names[answer] for answer in table["answer"]]
    table.insert(list(table.columns).index("answer") + 1, "answer_label", said)
    return table


def _is_falling(question: Question) -> bool:
    """Whether its scale begins with the highest score."""
    scores = [a.score for a in question.answers if a.score is not None and not a.is_outside]
    return len(scores) > 1 and scores[0] > scores[-1]


def _commonest(study: Study, own: Microdata, table: pd.DataFrame) -> Statement | None:
    """The answer that most gave to any of the questions."""
    rows = table[table["place"] != _ALL]
    rows = rows.assign(
        base=rows["question"], question_label=rows["label"], label=rows["answer_label"]
    )
    return finding(study, own, "likert", rows, {})


def _title_of_one(study: Study, group: str, asked: Sequence[Question]) -> Statement | None:
    """A title that speaks of no other question, where there is none."""
    if len(asked) > 1:
        return None
    words = {"question": asked[0].name.in_language(study.language)}
    return Statement(key=f"{group}.title_one", words=words)


def _ends_of(study: Study, asked: Sequence[Question]) -> dict[str, str | tuple[str, ...]]:
    """The first question, and the two ends of the scale."""
    language = study.language
    on_scale = [answer for answer in asked[0].answers if not answer.is_outside]
    return {
        "question": asked[0].name.in_language(language),
        "first": on_scale[0].name.in_language(language),
        "last": on_scale[-1].name.in_language(language),
    }
