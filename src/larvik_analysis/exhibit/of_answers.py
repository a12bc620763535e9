"""Exhibits of own data: what they all have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.tables import ESTIMATE_COLUMNS, estimate_of
from larvik_analysis.estimate.survey.counts import as_counted
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.microdata import ANSWERED, Cell, Microdata
from larvik_analysis.terms.questions import Answer, Question, Variable
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

from .exhibit import Exhibit, Option, Sensitivity, Target
from .of_words import Quoted
from .statement import Statement

FEW = 30  # below, each who answered is drawn


def exhibit_of_answers(
    study: Study,
    own: Microdata,
    group: str,
    name: Sequence[str],
    table: pd.DataFrame,
    sensitivity: Sensitivity,
    *,
    words: Quoted | None = None,
    title: Statement | None = None,
    asks: bool = False,
    alternative_text: Statement | None = None,
    draw: str = "",
    options: Mapping[str, Option] | None = None,
    across: str = "",
    notes: Sequence[Statement] = (),
    is_census: bool = False,
) -> Exhibit:
    """An exhibit of own data whose texts stand in the catalogue under `group`.

    Parameters
    ----------
    name : sequence of str
        Ids that name it, behind that of the file.
    table : DataFrame
        Label columns, then an estimate table.
    words : mapping, optional
        What its texts quote beside whose answers they are.
    title, alternative_text : Statement, optional
        The finding; ``title`` and ``alternative_text`` of the group where there is none.
    asks : bool
        Whether the caption asks the question, since the title says what was found.
    is_census : bool
        Whether the numbers are about those who answered, whatever the design says.
    """
    told = {**words_of(study, own), **(words or {})}
    wider = own.declared.design.wider
    if is_census or own.declared.design.target == "census" or wider is None:
        target = Target(kind="census", sentence=Statement(key="target.answered", words=told))
    else:
        said = {**told, "wider": wider.in_language(study.language)}
        target = Target(
            kind="wider", sentence=Statement(key="target.answered_wider", words=said)
        )
    return Exhibit(
        name=stem(own.declared.id, *name),
        data=table,
        keys=tuple(column for column in table.columns if column not in ESTIMATE_COLUMNS),
        universe=own.declared.id,
        unit_of_analysis=own.declared.unit,
        sensitivity=sensitivity,
        target=target,
        title=title or Statement(key=f"{group}.title", words=told),
        caption=Statement(
            key=f"{group}.caption_question" if asks else f"{group}.caption", words=told
        ),
        alternative_text=alternative_text
        or Statement(key=f"{group}.alternative_text", words=told),
        documents=tuple(dict.fromkeys(_documents(study, table))),
        notes=(*notes, *family_rule(own)),
        draw=f"larvik_analysis.exhibit.{draw}" if draw else "",
        options=options or {},
        across=across,
    )


def _documents(study: Study, table: pd.DataFrame) -> Iterator[str]:
    """Where the published numbers come from that some rows rest on."""
    for basis in table["basis"]:
        if basis:
            yield from (study.facts[name].document for name in facts_in(basis))


def finding(
    study: Study, own: Microdata, group: str, rows: pd.DataFrame, words: Quoted
) -> Statement | None:
    """The answer most gave, as a title; None where it is not one alone.

    Parameters
    ----------
    rows : DataFrame
        With `base`, the variable whose answers are the base of each row, beside a `label`
        for the answer. Rows with too small a base are passed over: a title with a hidden
        number would hide the exhibit.
    """
    least = study.evaluation.disclosure.n_min_opinion
    enough = {name: own.n_families({name: ANSWERED}) >= least for name in set(rows["base"])}
    rows = rows[rows["base"].map(enough).astype(bool)]
    shares = rows["estimate"]
    if not shares.max() > 0 or shares.eq(shares.max()).sum() > 1:
        return None
    most = rows.iloc[int(shares.argmax())]
    told = {**words_of(study, own), **words, "answer": str(most["label"])}
    if "question_label" in rows:
        told["question"] = str(most["question_label"])
    return Statement(key=f"{group}.title_most", cells={"most": estimate_of(most)}, words=told)


def strictest(used: Iterable[Variable | Question]) -> Sensitivity:
    """Sensitive where one of them is."""
    kinds = {variable.sensitivity for variable in used}
    return "opinion" if kinds == {"opinion"} else "sensitive"


def mildest(used: Iterable[Variable | Question]) -> Sensitivity:
    """An opinion where one of them is.

    For exhibits of many questions side by side, where the gate judges each as it is
    declared: an exhibit that is sensitive makes all of its questions so, everywhere.
    """
    kinds = {variable.sensitivity for variable in used}
    return "opinion" if "opinion" in kinds else "sensitive"


def words_of(study: Study, own: Microdata) -> dict[str, str | tuple[str, ...]]:
    """Whose answers they are, and what is counted."""
    declared = own.declared
    return {
        "who": declared.name.in_language(study.language),
        "units": read_catalogue(study.language)[f"units.{declared.unit_of_analysis}"],
    }


def state_who(study: Study, own: Microdata) -> Statement:
    """Whose answers they are, and how many."""
    cells = {"answered": as_counted(own, Cell(own.declared.id))}
    return Statement(key="answers.who", cells=cells, words=words_of(study, own))


def family_rule(own: Microdata) -> tuple[Statement, ...]:
    """What became of two answers from one family, where families are known."""
    declared = own.declared
    if not declared.family or declared.unit_of_analysis == "families":
        return ()
    rule = declared.design.two_of_a_family or "both"
    return (Statement(key=f"family_rule.{rule}"),)


def as_census(own: Microdata) -> Microdata:
    """The same answers, told as counts of those who gave them."""
    design = replace(own.declared.design, target="census")
    return replace(own, declared=replace(own.declared, design=design))


def question_named(own: Microdata, question: str) -> Question | None:
    """The question of that id, if there is one."""
    return {asked.id: asked for asked in own.declared.questions}.get(question)


def names_of(answers: Iterable[Answer]) -> dict[str, Words]:
    """The answers' names by id."""
    return {answer.id: answer.name for answer in answers}


def labelled(
    table: pd.DataFrame, column: str, label: str, names: Mapping[str, Words], study: Study
) -> pd.DataFrame:
    """The table with what a reader sees beside the ids of a label column."""
    shown = [names[found].in_language(study.language) for found in table[column]]
    return _beside(table, column, label, shown)


def labelled_from(
    table: pd.DataFrame, column: str, label: str, group: str, study: Study
) -> pd.DataFrame:
    """The same with words of the catalogue: those of ``labels.{group}``."""
    texts = read_catalogue(study.language)
    return _beside(
        table, column, label, [texts[f"labels.{group}.{found}"] for found in table[column]]
    )


def _beside(table: pd.DataFrame, column: str, label: str, shown: Sequence[str]) -> pd.DataFrame:
    table.insert(list(table.columns).index(column) + 1, label, shown)
    return table


# What may be called anything in the file of an evaluation names a file of the report here.
_LETTERS = str.maketrans("_0123456789", "-abcdefghij")


def stem(*ids: str) -> str:
    """Ids as the stem of a file: small letters and hyphens; each figure becomes a letter."""
    parts = "-".join(ids).translate(_LETTERS).split("-")
    return "-".join(part for part in parts if part)
