"""Counts of own data: whose they are, what they are called, what cannot be counted."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.survey.counts import (
    STATISTICS,
    as_counted,
    as_scored,
    base_of,
    name_of_cell,
    name_of_scored,
    patterns_of,
    scores_of,
    where_of,
)
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

WORDS = Words(nb="Ord", en="Words")


def question(name: str, answers: dict[str, float | None], **more: object) -> Question:
    made = tuple(Answer(id=key, name=WORDS, score=score) for key, score in answers.items())
    return Question(id=name, column=name, name=WORDS, answers=made, **more)  # type: ignore[arg-type]


DECLARED = DataFile(
    id="svar",
    file="svar.csv",
    name=WORDS,
    unit_of_analysis="families",
    questions=(
        question("before", {"bad": 1.0, "fair": 2.0, "good": 3.0}),
        question("after", {"bad": 1.0, "fair": 2.0, "good": 3.0}),
        question("change", {"worse": -1.0, "same": 0.0, "better": 1.0}),
        question("help", {"home": None, "school": None}, kind="multiple"),
        question("kind", {"x": None, "y": None}, kind="nominal"),
    ),
)
ROWS = [
    ("bad", "good", "better", "ja", "nei", "x"),
    ("bad", "good", "better", "ja", "ja", "x"),
    ("fair", "fair", "same", "nei", "ja", "y"),
    ("fair", "good", "better", "nei", "nei", None),
    ("good", "bad", "worse", None, None, "y"),
    ("good", None, None, None, None, "y"),
]


def microdata(rows: list[tuple[str | None, ...]]) -> Microdata:
    table = pd.DataFrame(rows, columns=list(DECLARED.variables), dtype=object)
    for name, variable in DECLARED.variables.items():
        table[name] = pd.Categorical(
            table[name], [a.id for a in variable.answers], ordered=True
        )
    return Microdata(DECLARED, table)


DATA = microdata(ROWS)


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({}, 6),
        ({"before": "bad"}, 2),
        ({"before": "bad+fair"}, 4),
        ({"before": "fair+bad"}, 4),
        ({"after": ANSWERED}, 5),
        ({"after": UNANSWERED}, 1),
        ({"after": "fair+good"}, 4),
        ({"after": ANSWERED, "before": "good"}, 1),
        ({"after": "good", "before": "fair"}, 1),
        ({"help_home": "ja"}, 2),
        ({"help_school": "nei", "help_home": "ja"}, 1),
        ({"kind": "y", "before": "bad"}, 0),
    ],
)
def test_units_are_counted(where: dict[str, str], count: int):
    cell = Cell("svar", tuple(sorted(where.items())))
    counted = as_counted(DATA, cell)
    assert (counted.count, counted.estimate) == (count, float(count))
    assert counted.unit == "count"
    assert counted.unit_of_analysis is UnitOfAnalysis.FAMILIES
    assert counted.method == "counted"
    assert counted.basis == name_of_cell(cell)


@pytest.mark.parametrize(
    "where",
    [
        {"unheard_of": "bad"},
        {"before": "unheard_of"},
        {"before": "bad+unheard_of"},
        {"before": "bad+*"},
        {"before": "*+-"},
        {"before": "bad+"},
        {"before": ""},
        {"help": "home"},
        {"before": "Ord"},
    ],
)
def test_what_is_not_declared_cannot_be_counted(where: dict[str, str]):
    with pytest.raises(KeyError):
        as_counted(DATA, Cell("svar", tuple(where.items())))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(*[st.sampled_from([a.id for a in v.answers] + [None])
                    for v in DECLARED.variables.values()]),
        max_size=12,
    ),
    st.sampled_from(["before", "after", "kind"]),
    st.sampled_from(["change", "help_home"]),
)  # fmt: skip
def test_the_parts_add_up_to_the_whole(rows, one, other):
    data = microdata(rows)

    def count(**where: str) -> int:
        found = as_counted(data, Cell("svar", tuple(sorted(where.items()))))
        assert found.count is not None
        return found.count

    ids = {v: [a.id for a in DECLARED.variables[v].answers] for v in (one, other)}
    assert sum(count(**{one: a}) for a in ids[one]) == count(**{one: ANSWERED})
    assert count(**{one: ANSWERED}) + count(**{one: UNANSWERED}) == count() == len(rows)
    assert count(**{one: "+".join(ids[one])}) == count(**{one: ANSWERED})
    for answer in [*ids[one], ANSWERED, UNANSWERED]:
        parts = [count(**{one: answer, other: a}) for a in [*ids[other], UNANSWERED]]
        assert sum(parts) == count(**{one: answer})


# ---- statistics of scores ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "variables", "n", "value"),
    [
        ("mean", ("before",), 6, 2.0),
        ("mean", ("after",), 5, 12 / 5),
        ("standard_deviation", ("after",), 5, (3.2 / 4) ** 0.5),
        ("hodges_lehmann", ("after",), 5, 2.5),
        # Ranks of four changes of one: 2.5 each, three up and one down; 10 of 16 ways.
        ("signed_rank_p", ("change",), 5, 10 / 16),
        # Five answered both, one of them the same twice. Before 2, 2 and 1; after 1, 1 and 3:
        # by chance 7 of 25 agree.
        ("kappa", ("before", "after"), 5, (1 / 5 - 7 / 25) / (1 - 7 / 25)),
    ],
)
def test_scores_of_those_who_answered(statistic, variables, n, value):
    scored = as_scored(DATA, Scored(statistic, "svar", variables))
    assert scored.n == n
    assert scored.estimate == pytest.approx(value)
    assert (scored.unit, scored.method, scored.reason) == ("score", statistic, "")
    assert scored.count is None
    assert scored.basis == name_of_scored(Scored(statistic, "svar", variables))


@pytest.mark.parametrize("statistic", ["mean", "standard_deviation", "hodges_lehmann"])
def test_of_nobody_there_is_a_reason_and_no_number(statistic):
    scored = as_scored(microdata([]), Scored(statistic, "svar", ("before",)))
    assert (scored.estimate, scored.n, scored.reason) == (None, 0, "incomplete")


@pytest.mark.parametrize("variables", [("kind",), ("unheard_of",)])
def test_answers_without_scores_have_no_statistic(variables):
    with pytest.raises(KeyError):
        as_scored(DATA, Scored("mean", "svar", variables))


@pytest.mark.parametrize(
    ("statistic", "variables"),
    [
        ("mean", ()), ("mean", ("before", "after")), ("kappa", ("before",)),
        ("kappa", ("before", "before")), ("alpha", ()), ("alpha", ("before", "before")),
    ],
)  # fmt: skip
def test_a_statistic_is_of_its_number_of_variables_each_once(statistic, variables):
    with pytest.raises(ParameterError) as fault:
        as_scored(DATA, Scored(statistic, "svar", variables))
    assert fault.value.code == "statistic_variables"


def test_the_statistics_are_those_that_are_known():
    assert list(STATISTICS) == [
        "mean", "standard_deviation", "hodges_lehmann", "signed_rank_p", "kappa", "alpha",
    ]  # fmt: skip


def test_patterns_come_in_the_order_of_the_scales_with_their_scores():
    both = Scored("kappa", "svar", ("change", "before"))
    patterns = patterns_of(DECLARED, both)
    assert patterns[0] == {"change": "worse", "before": "bad"}
    assert patterns[1] == {"change": "worse", "before": "fair"}
    assert len(patterns) == 9
    scores = scores_of(DECLARED, both)
    assert scores.tolist() == [list(p) for p in itertools.product([-1, 0, 1], [1, 2, 3])]
    assert scores.dtype == np.float64


# ---- names ------------------------------------------------------------------------------


def test_a_cell_is_written_as_an_expression():
    assert name_of_cell(Cell("svar")) == 'cell("svar")'
    cell = Cell("svar", (("after", "*"), ("before", "bad+fair")))
    assert name_of_cell(cell) == 'cell("svar", "after=*", "before=bad+fair")'
    scored = Scored("kappa", "svar", ("before", "after"))
    assert name_of_scored(scored) == 'kappa("svar", "before", "after")'


def test_the_base_of_a_cell_is_all_who_answered():
    cell = Cell("svar", (("after", "bad"), ("before", "fair")))
    assert base_of(cell, "after") == Cell("svar", (("after", "*"), ("before", "fair")))
    assert base_of(cell, "kind") == cell


def test_pairs_stand_in_the_order_of_the_variables():
    assert where_of(["b=1", "a=2"]) == (("a", "2"), ("b", "1"))
    assert where_of([]) == ()
    assert where_of(["a=1=2"]) == (("a", "1=2"),)  # which is no answer of anything


@pytest.mark.parametrize("texts", [["a"], ["a="], ["=1"], [""], ["a=1", "a=2"], ["a=1", "a=1"]])
def test_half_a_pair_or_a_variable_twice_is_refused(texts):
    with pytest.raises(ParameterError) as fault:
        where_of(texts)
    assert fault.value.code == "basis_unknown"
