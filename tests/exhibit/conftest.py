"""A small survey with all that a survey can have, and the study it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from larvik_analysis.terms.evaluation import Source
from larvik_analysis.terms.fact import Fact, Facts
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import (
    Answer,
    DataFile,
    Design,
    Margin,
    Question,
    Scale,
)
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

Rows = Sequence[Mapping[str, str | None]]


def named(word: str) -> Words:
    return Words(nb=word, en=word)


def answers(*names: str, outside: tuple[str, ...] = ()) -> tuple[Answer, ...]:
    """Answers with the scores one, two, three ...; those outside the scale stand first."""
    return (
        *(Answer(id=name, name=named(name), is_outside=True) for name in outside),
        *(
            Answer(id=name, name=named(name), score=float(score))
            for score, name in enumerate(names, start=1)
        ),
    )


def question(name: str, scale: tuple[Answer, ...] = (), **more: object) -> Question:
    plain = {"id": name, "column": name, "name": named(f"{name}?"), "answers": scale}
    return Question(**(plain | more))  # type: ignore[arg-type]


AGREE = answers("uenig", "delvis", "enig", outside=("vetikke",))
OPINION = {"sensitivity": "opinion", "reason": "en mening"}
DECLARED = DataFile(
    id="d",
    file="d.csv",
    name=named("foreldrene"),
    unit_of_analysis="respondents",
    questions=(
        question("sted", answers("nord", "sor"), kind="nominal", **OPINION),
        question("nytte", AGREE, **OPINION),
        question("trygt", AGREE, **OPINION),
        question("savn", AGREE),
        question("treff", answers("tur", "kafe"), kind="multiple", **OPINION),
        question("ord", kind="text"),
    ),
    scales=(Scale(id="stotte", name=named("stotte"), items=("nytte", "trygt"), n_least=1),),
)
SOURCE = Source(
    id="kilde",
    kind="survey",
    measure="lag",
    name=named("Kilden"),
    comparison="none",
    timing="after_only",
    asked_by="independent",
    document="syntetisk_oppsummering",
    data="d",
)


@pytest.fixture(scope="session")
def form() -> SimpleNamespace:
    """What a form is made of: questions, scales, and the source they are of."""
    return SimpleNamespace(
        question=question, answers=answers, agree=AGREE, opinion=OPINION, source=SOURCE
    )


@pytest.fixture
def study_of(example: Study, make_fact: Callable[..., Fact]) -> Callable[..., Study]:
    """Makes the fictional study with that survey alone, and no earlier release.

    `facts` says how many play a part in its design: ``invited=40``.
    """

    def make(
        rows: Rows,
        *,
        questions: Sequence[Question] = DECLARED.questions,
        families: Sequence[str] | None = None,
        facts: Mapping[str, int] | None = None,
        **design: object,
    ) -> Study:
        known = {
            name: make_fact(
                f"fakta_{name}",
                float(value),
                document="syntetisk_oppsummering",
                unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
            )
            for name, value in (facts or {}).items()
        }
        parts = {name: f"fakta_{name}" for name in known if name in ("invited", "opened")}
        declared = replace(
            DECLARED,
            questions=tuple(questions),
            scales=DECLARED.scales if questions is DECLARED.questions else (),
            family="" if families is None else "Familie",
            design=Design(**({"facts": parts} | design)),  # type: ignore[arg-type]
        )
        table = pd.DataFrame(
            {
                name: pd.Categorical(
                    [row.get(name) for row in rows],
                    categories=[answer.id for answer in variable.answers],
                )
                for name, variable in declared.variables.items()
            }
        )
        own = Microdata(
            declared,
            table,
            None if families is None else pd.Series(list(families), dtype=object),
        )
        evaluation = replace(example.evaluation, microdata=(declared,), sources=(SOURCE,))
        register = Facts({fact.fact_id: fact for fact in known.values()})
        return replace(
            example,
            evaluation=evaluation,
            microdata={"d": own},
            facts=Facts({**dict(example.facts), **dict(register)}),
            ledger=type(example.ledger)(),
        )

    return make


@pytest.fixture
def margins() -> tuple[Margin, ...]:
    """What is known of everybody on one question."""
    return (Margin(question="sted", facts={"nord": "fakta_nord", "sor": "fakta_sor"}),)


@pytest.fixture
def forty() -> list[dict[str, str]]:
    """Forty rows, every answer given by at least some; nobody left anything open."""
    return [
        {
            "sted": ("nord", "sor")[number % 2],
            "nytte": ("uenig", "delvis", "enig", "enig", "vetikke")[number % 5],
            "trygt": ("uenig", "delvis", "delvis", "enig")[number % 4],
            "savn": ("uenig", "delvis", "enig", "enig")[(number // 2) % 4],
            "treff_tur": ("ja", "nei")[number % 2],
            "treff_kafe": ("ja", "ja", "nei")[number % 3],
        }
        for number in range(40)
    ]
