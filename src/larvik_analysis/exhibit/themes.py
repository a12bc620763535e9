"""Exhibits of open answers: which themes people coded them as, and what was meant, reworded.

What people wrote themselves is never here.
"""

from __future__ import annotations

from collections.abc import Iterator

from larvik_analysis.estimate.survey.shares import estimate_multiselect, ticks_of
from larvik_analysis.estimate.survey.themes import has_enough_behind
from larvik_analysis.terms.coding import Coded, Paraphrase
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Question
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .of_answers import (
    exhibit_of_answers,
    finding,
    labelled,
    names_of,
    question_named,
    stem,
    strictest,
    words_of,
)
from .of_words import exhibit_of_words
from .statement import Statement

_DOTS = "dot_shares.draw_dot_shares"


def exhibit_themes(study: Study, data: str, question: str) -> Exhibit | None:
    """Figure: how many of those who wrote an answer wrote about each theme.

    Parameters
    ----------
    study : Study
    data, question : str
        Ids of the file and of its question of open answers.

    Returns
    -------
    Exhibit or None
        Labels `theme`, `label`, in the order of the coding sheet. None where the answers
        are not coded to the end.
    """
    found = _coded(study, data, question)
    if found is None:
        return None
    own, asked, _ = found
    table = estimate_multiselect(own, question, facts=study.facts)
    table = table[table["base"] == "answered"].drop(columns="base").reset_index(drop=True)
    table = table.rename(columns={"answer": "theme"})
    table = labelled(table, "theme", "label", names_of(asked.answers), study)
    sensitivity = strictest([asked])
    words = {"question": asked.name.in_language(study.language)}
    title = None
    if sensitivity == "opinion":
        rows = table.assign(base=ticks_of(own, question)[0].id)
        title = finding(study, own, "themes", rows, words)
    return exhibit_of_answers(
        study, own, "themes", [question], table, sensitivity,
        words=words,
        title=title,
        asks=title is not None,
        draw=_DOTS,
        notes=(Statement(key="themes.note_coded"),),
    )  # fmt: skip


def exhibit_paraphrases(study: Study, data: str, question: str) -> Exhibit | None:
    """Table: approved paraphrases of the open answers, by theme.

    The gate lets one pass where the count of its theme leaves in the same report, so the
    figure of the themes is shown too.

    Parameters
    ----------
    study : Study
    data, question : str

    Returns
    -------
    Exhibit or None
        Words alone, labels `theme`, `label`, `paraphrase` (the theme once more) and
        `paraphrase_label`. None where there is no approved paraphrase of a theme that
        enough people wrote about.
    """
    found = _coded(study, data, question)
    if found is None:
        return None
    own, asked, coded = found
    names = names_of(asked.answers)
    rows = [
        {
            "theme": said.theme,
            "label": names[said.theme].in_language(study.language),
            "paraphrase": said.theme,
            "paraphrase_label": said.text,
        }
        for said in _with_enough_behind(study, own, coded)
    ]
    if not rows:
        return None
    return exhibit_of_words(
        stem(data, "sitater", question),
        "paraphrases",
        rows,
        title="paraphrases.title",
        sentence="paraphrases.sentence",
        documents=(),
        words={
            **words_of(study, own),
            "question": asked.name.in_language(study.language),
        },
    )


def _coded(study: Study, data: str, question: str) -> tuple[Microdata, Question, Coded] | None:
    own = study.microdata.get(data)
    asked = None if own is None else question_named(own, question)
    coded = {} if own is None else {coded.question: coded for coded in own.coded}
    if own is None or asked is None or question not in coded:
        return None
    return own, asked, coded[question]


def _with_enough_behind(study: Study, own: Microdata, coded: Coded) -> Iterator[Paraphrase]:
    """In the order of the themes; the gate looks once more."""
    rules = study.evaluation.disclosure.rules()
    themes = {variable.id: n for n, variable in enumerate(own.variables.values())}
    order = sorted(coded.paraphrases, key=lambda said: themes[f"{coded.question}_{said.theme}"])
    for said in order:
        if has_enough_behind(own, coded.question, said.theme, rules):
            yield said
