"""Shares of answers: counted by hand, with the sum they come from, and laws they obey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.tables import ESTIMATE_COLUMNS, estimate_of
from larvik_analysis.estimate.survey.scales import estimate_mean
from larvik_analysis.estimate.survey.shares import estimate_multiselect, estimate_shares
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.words import Words


def named(word: str) -> Words:
    """A name that is the same in both languages."""
    return Words(nb=word, en=word)


SCALE = tuple(
    Answer(id=name, name=named(name), score=score)
    for score, name in enumerate(("lite", "noe", "stort"), start=1)
)
DECLARED = DataFile(
    id="svar",
    file="svar.csv",
    name=named("familiene"),
    unit_of_analysis="families",
    questions=(
        Question(id="behov", column="Behov", name=named("Behov"), answers=SCALE),
        Question(
            id="sted",
            column="Sted",
            name=named("Sted"),
            kind="nominal",
            answers=tuple(Answer(id=name, name=named(name)) for name in ("nord", "sor")),
        ),
        Question(
            id="hjelp",
            column="Hjelp",
            name=named("Hjelp"),
            kind="multiple",
            answers=tuple(Answer(id=name, name=named(name)) for name in ("tur", "kafe")),
        ),
    ),
)


def microdata(rows: Sequence[Mapping[str, str | None]]) -> Microdata:
    """Own data with these rows; what is left out was not answered."""
    table = pd.DataFrame(
        {
            name: pd.Categorical(
                [row.get(name) for row in rows], categories=[a.id for a in variable.answers]
            )
            for name, variable in DECLARED.variables.items()
        }
    )
    return Microdata(DECLARED, table)


# Eight families: 1 lite, 2 noe, 4 stort, and one that did not answer.
EIGHT = microdata(
    [
        {"behov": "lite", "sted": "nord", "hjelp_tur": "ja", "hjelp_kafe": "nei"},
        {"behov": "noe", "sted": "nord", "hjelp_tur": "ja", "hjelp_kafe": "ja"},
        {"behov": "noe", "sted": "sor", "hjelp_tur": "nei", "hjelp_kafe": "nei"},
        {"behov": "stort", "sted": "nord", "hjelp_tur": "ja", "hjelp_kafe": "nei"},
        {"behov": "stort", "sted": "nord", "hjelp_tur": "nei", "hjelp_kafe": "ja"},
        {"behov": "stort", "sted": "sor"},
        {"behov": "stort"},
        {"sted": "sor", "hjelp_tur": "ja", "hjelp_kafe": "nei"},
    ]
)


def numbers(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Count and base of each row."""
    return list(zip(table["count"].astype(int), table["n"].astype(int), strict=True))


def test_answers_are_shares_of_those_who_answered():
    answers = estimate_shares(EIGHT, ["behov"])
    assert list(answers) == ["question", "answer", "place", *ESTIMATE_COLUMNS]
    assert answers["answer"].tolist() == ["lite", "noe", "stort"]
    assert numbers(answers) == [(1, 7), (2, 7), (4, 7)]
    assert answers["estimate"].tolist() == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    assert set(answers["method"]) == {"share"}
    assert set(answers["unit_of_analysis"]) == {"families"}
    assert answers[["low", "high", "level"]].isna().all(axis=None)  # a census
    assert answers["basis"][2] == 'share(cell("svar", "behov=stort"), cell("svar", "behov=*"))'


def test_answers_within_each_group():
    # Of the four in the north all answered; of the three in the south, two.
    table = estimate_shares(EIGHT, ["behov"], by="sted")
    assert list(table)[:4] == ["question", "group", "answer", "place"]
    assert list(zip(table["group"], table["answer"], strict=True)) == [
        (group, answer) for group in ("nord", "sor") for answer in ("lite", "noe", "stort")
    ]
    assert numbers(table) == [(1, 4), (1, 4), (2, 4), (0, 2), (1, 2), (1, 2)]
    assert table["basis"][0] == (
        'share(cell("svar", "behov=lite", "sted=nord"), cell("svar", "behov=*", "sted=nord"))'
    )


def test_ticks_are_shares_of_those_who_answered_and_of_those_who_were_asked():
    ticks = estimate_multiselect(EIGHT, "hjelp")
    assert list(ticks)[:2] == ["base", "answer"]
    assert ticks["answer"].tolist() == ["tur", "kafe"] * 2
    assert ticks["base"].tolist() == ["answered"] * 2 + ["asked"] * 2
    assert numbers(ticks) == [(4, 6), (2, 6), (4, 8), (2, 8)]


def test_a_mean_by_hand():
    # One scored 1, two 2 and four 3.
    mean = estimate_mean(EIGHT, "behov")
    assert (mean.estimate, mean.n, mean.unit) == (pytest.approx(17 / 7), 7, "score")
    assert mean.basis == 'mean("svar", "behov")'


def test_where_nobody_answered_there_is_a_reason_and_no_number():
    nobody = microdata([{}, {"sted": "nord"}])
    for table in (
        estimate_shares(nobody, ["behov"]),
        estimate_shares(nobody, ["behov"], by="sted"),
        estimate_multiselect(nobody, "hjelp"),
    ):
        of_those_who_answered = table[table["base"] == "answered"] if "base" in table else table
        assert of_those_who_answered["estimate"].isna().all()
        assert set(of_those_who_answered["reason"]) == {"incomplete"}
        assert set(of_those_who_answered["n"]) == {0}
    mean = estimate_mean(nobody, "behov")
    assert (mean.estimate, mean.reason) == (None, "incomplete")


def test_a_file_without_rows_has_every_answer_and_no_number():
    table = estimate_shares(microdata([]), ["behov"])
    assert table["answer"].tolist() == ["lite", "noe", "stort"]
    assert set(table["reason"]) == {"incomplete"}


def test_an_empty_group_is_a_row_with_a_reason():
    table = estimate_shares(microdata([{"behov": "noe", "sted": "nord"}]), ["behov"], by="sted")
    assert table["reason"].tolist() == [""] * 3 + ["incomplete"] * 3


def test_what_is_not_declared_is_refused():
    with pytest.raises(KeyError):
        estimate_shares(EIGHT, ["behow"])
    with pytest.raises(KeyError):
        estimate_shares(EIGHT, ["behov"], by="stad")
    with pytest.raises(KeyError):
        estimate_multiselect(EIGHT, "hjlp")
    with pytest.raises(KeyError):
        estimate_multiselect(EIGHT, "behov")  # one answer alone can be given
    with pytest.raises(KeyError):
        estimate_mean(EIGHT, "sted")  # its answers have no scores


def test_a_question_is_not_divided_by_itself():
    with pytest.raises(ParameterError) as refused:
        estimate_shares(EIGHT, ["behov"], by="behov")
    assert refused.value.code == "crossed_with_itself"


def options(name: str) -> st.SearchStrategy[str | None]:
    """An answer to a question, or none."""
    return st.sampled_from([a.id for a in DECLARED.variables[name].answers] + [None])


ROWS = st.lists(st.fixed_dictionaries({n: options(n) for n in DECLARED.variables}), max_size=30)


@pytest.mark.slow
@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(
        estimate_shares(microdata(rows), ["behov"]),
        estimate_shares(microdata(shuffled), ["behov"]),
    )
    pd.testing.assert_frame_equal(
        estimate_shares(microdata(rows), ["behov"], by="sted"),
        estimate_shares(microdata(shuffled), ["behov"], by="sted"),
    )


@settings(max_examples=40)
@given(ROWS)
def test_the_shares_of_a_question_add_up_to_one(rows):
    data = microdata(rows)
    tables = [estimate_shares(data, ["behov"])]
    tables += [
        group for _, group in estimate_shares(data, ["behov"], by="sted").groupby("group")
    ]
    for table in tables:
        n = int(table["n"].iloc[0])
        assert table["count"].sum() == n
        assert set(table["n"]) == {n}
        if n:
            # abs: three divisions of small whole numbers
            assert table["estimate"].sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.slow
@given(ROWS)
def test_every_number_is_what_its_basis_gives(rows):
    data = microdata(rows)
    for table in (
        estimate_shares(data, ["behov"]),
        estimate_shares(data, ["behov"], by="sted"),
        estimate_multiselect(data, "hjelp"),
    ):
        for _, row in table.iterrows():
            told = estimate_of(row)
            assert recompute(told.basis, Facts({}), {"svar": data}) == told
    mean = estimate_mean(data, "behov")
    assert recompute(mean.basis, Facts({}), {"svar": data}) == mean


@settings(max_examples=40)
@given(ROWS)
def test_groups_add_up_to_those_who_answered_both(rows):
    data = microdata(rows)
    counted = int(estimate_shares(data, ["behov"], by="sted")["count"].sum())
    assert counted == sum(1 for row in rows if row["behov"] and row["sted"])


def test_nothing_given_is_changed():
    before = EIGHT.table.copy(deep=True)
    estimate_shares(EIGHT, ["behov"], by="sted")
    estimate_multiselect(EIGHT, "hjelp")
    pd.testing.assert_frame_equal(EIGHT.table, before)
