"""A small survey with all that a survey can have: made anew with the rows of each test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Answer, DataFile, Design, Question, Scale
from larvik_analysis.terms.words import Words

Rows = Sequence[Mapping[str, str | None]]


def named(word: str) -> Words:
    return Words(nb=word, en=word)


def scale(*names: str, outside: tuple[str, ...] = ()) -> tuple[Answer, ...]:
    """Answers with the scores 1, 2, 3 ...; those outside the scale stand first."""
    return (
        *(Answer(id=name, name=named(name), is_outside=True) for name in outside),
        *(
            Answer(id=name, name=named(name), score=float(score))
            for score, name in enumerate(names, start=1)
        ),
    )


def question(name: str, answers: tuple[Answer, ...] = (), **more: object) -> Question:
    plain = {"id": name, "column": name, "name": named(name), "answers": answers}
    return Question(**(plain | more))  # type: ignore[arg-type]


DECLARED = DataFile(
    id="d",
    file="d.csv",
    name=named("foreldrene"),
    unit_of_analysis="respondents",
    questions=(
        question("nytte", scale("lite", "noe", "mye", outside=("vetikke",))),
        question("savn", scale("lite", "noe", "mye"), is_reversed=True),
        question("sted", scale("nord", "sor", "ost"), kind="nominal"),
        question("treff", scale("tur", "kafe"), kind="multiple", asked_if="sted=nord+sor"),
        question("ord", kind="text"),
        question("hvorfor", scale("tid", "annet"), kind="nominal", asked_if="sted=nord"),
    ),
    scales=(Scale(id="stotte", name=named("stotte"), items=("nytte", "savn"), n_least=1),),
)


@pytest.fixture(scope="session")
def survey() -> Callable[..., Microdata]:
    """Makes own data with these rows; what is left out was not answered."""

    def make(
        rows: Rows,
        *,
        families: Sequence[str] | None = None,
        facts: Mapping[str, str] | None = None,
        **design: object,
    ) -> Microdata:
        plain = {"target": "wider", "wider": named("alle foreldre"), "facts": dict(facts or {})}
        declared = replace(
            DECLARED,
            family="" if families is None else "Familie",
            design=Design(**(plain | design)),  # type: ignore[arg-type]
        )
        table = pd.DataFrame(
            {
                name: pd.Categorical(
                    [row.get(name) for row in rows],
                    categories=[a.id for a in variable.answers],
                )
                for name, variable in declared.variables.items()
            }
        )
        known = None if families is None else pd.Series(list(families), dtype=object)
        return Microdata(declared, table, known)

    return make
