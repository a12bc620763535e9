"""Paraphrases of open answers: one leaves where the count of its theme does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from larvik_analysis.estimate.survey.themes import cell_of_theme, has_enough_behind
from larvik_analysis.terms.study import Study

from .own import Decisions
from .public import RefusalError

_SAID = "paraphrase_label"


def paraphrases_shown(study: Study, decisions: Decisions) -> frozenset[str]:
    """The approved paraphrases that may stand in this report.

    That there is one says that the theme has at least as many as the limit. So it leaves
    where the number itself does, in the same report, and tells nothing more.
    """
    return frozenset(text for text, may_leave in _all(study, decisions) if may_leave)


def without_held(data: pd.DataFrame, study: Study, public: frozenset[str]) -> pd.DataFrame:
    """The rows of an exhibit of words but for those with a paraphrase that is held back.

    Raises
    ------
    RefusalError
        If nothing is left.
    """
    if _SAID not in data.columns:
        return data
    all_said = {
        said.text
        for own in study.microdata.values()
        for coded in own.coded
        for said in coded.paraphrases
    }
    is_held = data[_SAID].isin(all_said - public)
    if is_held.all():
        raise RefusalError("paraphrases_alone")
    return data[~is_held].reset_index(drop=True)


def count_held(
    asked: Iterable[pd.DataFrame], left: Iterable[pd.DataFrame], study: Study
) -> Mapping[tuple[str, str], int]:
    """How many approved paraphrases were held back, by file of answers and question.

    Parameters
    ----------
    asked, left : iterable of DataFrame
        The rows of everything that was shown to the gate, and of what it let pass.
    study : Study

    Returns
    -------
    mapping of (str, str) to int
        Of questions where there are any. Those of a theme with too few behind it count
        though no exhibit asks for them.
    """
    rules = study.evaluation.disclosure.rules()
    wanted, passed = _said_in(asked), _said_in(left)
    found = {
        (name, coded.question): sum(
            said.text not in passed
            and (
                said.text in wanted
                or not has_enough_behind(own, coded.question, said.theme, rules)
            )
            for said in coded.paraphrases
        )
        for name, own in study.microdata.items()
        for coded in own.coded
    }
    return {question: count for question, count in found.items() if count}


def _said_in(tables: Iterable[pd.DataFrame]) -> frozenset[str]:
    return frozenset(
        str(said) for data in tables if _SAID in data.columns for said in data[_SAID]
    )


def _all(study: Study, decisions: Decisions) -> Iterator[tuple[str, bool]]:
    rules = study.evaluation.disclosure.rules()
    for name, own in study.microdata.items():
        decision = decisions.get(name)
        for coded in own.coded:
            for said in coded.paraphrases:
                cell = cell_of_theme(own, coded.question, said.theme)
                yield (
                    said.text,
                    bool(
                        decision is not None
                        and has_enough_behind(own, coded.question, said.theme, rules)
                        and decision.may_show(cell)
                    ),
                )
