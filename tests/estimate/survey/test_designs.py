"""Shares as the design has them: who the answers are about, and how sure they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.statistics.intervals import estimate_share, wilson_limits
from larvik_analysis.estimate.survey.families import effective_n
from larvik_analysis.estimate.survey.shares import estimate_multiselect, estimate_shares
from larvik_analysis.estimate.survey.waves import estimate_waves
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.units import UnitOfAnalysis

TEN = [{"nytte": "mye"}] * 6 + [{"nytte": "lite"}] * 3 + [{"nytte": "vetikke"}]
PEOPLE = {"unit_of_analysis": UnitOfAnalysis.RESPONDENTS}
NAMES = ("nytte", "savn", "sted", "treff_tur", "treff_kafe", "hvorfor")


def told(table, **labels):
    """The one row with these labels."""
    for name, label in labels.items():
        table = table[table[name] == label]
    [row] = [estimate_of(row) for _, row in table.iterrows()]
    return row


def test_answers_outside_the_scale_count_and_stand_last(survey):
    table = estimate_shares(survey(TEN), ["nytte"])
    assert table["answer"].tolist() == ["lite", "noe", "mye", "vetikke"]
    assert table["place"].tolist() == ["scale"] * 3 + ["outside"]
    assert table["n"].tolist() == [10] * 4  # who does not know has answered
    assert told(table, answer="mye").estimate == 0.6


def test_every_question_but_texts_and_several_answers_is_there(survey):
    data = survey(TEN)
    asked = list(dict.fromkeys(estimate_shares(data)["question"]))
    assert asked == ["nytte", "savn", "sted", "hvorfor"]
    assert "sted" not in set(estimate_shares(data, by="sted")["question"])
    for unknown in ("treff", "ord"):
        with pytest.raises(KeyError):
            estimate_shares(data, [unknown])


def test_a_census_has_no_interval_and_a_wider_target_has(survey):
    census = told(estimate_shares(survey(TEN, target="census")), answer="mye", question="nytte")
    assert (census.method, census.low, census.level) == ("share", None, None)
    wider = told(estimate_shares(survey(TEN), level=0.9), answer="mye", question="nytte")
    expected = estimate_share(6, 10, level=0.9)
    assert (wider.method, wider.low, wider.high) == ("wilson", expected.low, expected.high)
    with pytest.raises(ParameterError):
        estimate_shares(survey(TEN), level=1.5)


def test_a_known_population_narrows_the_interval_but_not_of_a_group(survey, make_fact):
    facts = Facts({"alle": make_fact("alle", 25.0, **PEOPLE)})
    data = survey([row | {"sted": "nord"} for row in TEN], facts={"population": "alle"})
    found = told(estimate_shares(data, ["nytte"], facts=facts), answer="mye")
    expected = estimate_share(6, 10, population=25)
    assert (found.method, found.low, found.high) == (
        "wilson_finite", expected.low, expected.high
    )  # fmt: skip
    assert found.basis.endswith('cell("d", "nytte=*"), alle, 0.95)')
    assert recompute(found.basis, facts, {"d": data}) == found
    by = told(
        estimate_shares(data, ["nytte"], by="sted", facts=facts), answer="mye", group="nord"
    )
    assert by.method == "wilson"  # nobody says how many there are in the north
    assert told(estimate_shares(data, ["nytte"]), answer="mye").method == "wilson"


def test_a_population_is_counted_in_the_same_units_and_holds_the_answers(survey, make_fact):
    data = survey(TEN, facts={"population": "alle"})
    with pytest.raises(UnitError):
        estimate_shares(data, ["nytte"], facts=Facts({"alle": make_fact("alle", 25.0)}))
    few = Facts({"alle": make_fact("alle", 9.0, **PEOPLE)})
    with pytest.raises(ParameterError):
        estimate_shares(data, ["nytte"], facts=few)


def test_answers_of_one_family_say_less_than_as_many_of_different_ones(survey):
    # Eight of four families of two, and two alone: 10 ** 2 / (4 * 4 + 2).
    families = ["a", "a", "b", "b", "c", "c", "d", "d", "e", "f"]
    data = survey(TEN, families=families)
    assert effective_n(data, {"nytte": "*"}) == pytest.approx(100 / 18)
    found = told(estimate_shares(data, ["nytte"]), answer="mye")
    assert found.method == "wilson_by_family"
    assert (found.low, found.high) == wilson_limits(0.6, 100 / 18, 0.95)
    assert recompute(found.basis, Facts({}), {"d": data}) == found


def test_a_group_is_taken_to_hold_the_largest_families(survey):
    # Three answers in a group can come from one family of two and one more: 9 / (4 + 1),
    # whichever three they are.
    families = ["a", "a", "b", "c", "d"]
    one = survey(
        [{"sted": s} for s in ("nord", "nord", "nord", "sor", "sor")], families=families
    )
    other = survey(
        [{"sted": s} for s in ("sor", "nord", "nord", "nord", "sor")], families=families
    )
    for data in (one, other):
        assert effective_n(data, {"sted": "nord"}) == pytest.approx(9 / 5)
    assert effective_n(one, {"sted": "*"}) == pytest.approx(25 / 7)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=30), st.data())
def test_effective_n_is_no_more_than_the_answers_and_all_of_them_where_all_are_alone(
    survey, numbers, drawn
):
    places = drawn.draw(
        st.lists(st.sampled_from(("nord", "sor")), min_size=len(numbers), max_size=len(numbers))
    )
    rows = [{"sted": place, "nytte": "noe"} for place in places]
    data = survey(rows, families=[f"f{n}" for n in numbers])
    alone = survey(rows, families=[f"f{n}" for n in range(len(numbers))])
    for where in ({"nytte": "*"}, {"nytte": "*", "sted": "nord"}):
        n = data.count(where)
        assert effective_n(alone, where) == pytest.approx(n)
        assert effective_n(data, where) <= n + 1e-9
    in_group = [n for n, place in zip(numbers, places, strict=True) if place == "nord"]
    if in_group:  # what is taken is never more than what is there
        sizes = [in_group.count(n) for n in set(in_group)]
        true = len(in_group) ** 2 / sum(size**2 for size in sizes)
        assert effective_n(data, {"nytte": "*", "sted": "nord"}) <= true + 1e-9


def test_families_whose_answers_were_agreed_on_count_once_each(survey):
    data = survey(TEN, families=list("aabcdefghi"), two_of_a_family="agreed")
    assert set(estimate_shares(data, ["nytte"])["method"]) == {"wilson"}


def test_who_was_not_asked_is_in_no_base(survey):
    rows = [
        {"sted": "nord", "treff_tur": "ja", "treff_kafe": "nei"},
        {"sted": "nord"},  # asked, and left it open
        {"sted": "sor", "treff_tur": "nei", "treff_kafe": "ja"},
        {"sted": "ost"},  # not asked
        {},
    ]
    table = estimate_multiselect(survey(rows, target="census"), "treff")
    assert told(table, base="answered", answer="tur").n == 2
    assert told(table, base="asked", answer="tur").n == 3
    by = estimate_multiselect(survey(rows, target="census"), "treff", by="sted")
    assert told(by, base="asked", answer="tur", group="nord").n == 2
    assert by[by["base"] == "asked"]["group"].unique().tolist() == ["nord", "sor"]
    assert told(by, base="answered", answer="kafe", group="ost").reason == "incomplete"


def options(name):
    scales = {
        "nytte": ("vetikke", "lite", "noe", "mye"),
        "savn": ("lite", "noe", "mye"),
        "sted": ("nord", "sor", "ost"),
        "hvorfor": ("tid", "annet"),
    }
    return st.sampled_from([*scales.get(name, ("ja", "nei")), None])


ROWS = st.lists(st.fixed_dictionaries({name: options(name) for name in NAMES}), max_size=25)


@settings(max_examples=20)
@given(ROWS, st.booleans())
def test_shares_add_up_and_every_number_is_what_its_basis_gives(survey, rows, has_families):
    families = [f"f{number // 2}" for number in range(len(rows))] if has_families else None
    data = survey(rows, families=families)
    table = estimate_shares(data, by="sted")
    for _, group in table.groupby(["question", "group"]):
        if group["n"].iloc[0]:
            # abs: four divisions of small whole numbers
            assert group["estimate"].sum() == pytest.approx(1.0, abs=1e-12)
    for _, row in table.sample(min(len(table), 6), random_state=0).iterrows():
        found = estimate_of(row)
        assert recompute(found.basis, Facts({}), {"d": data}) == found
        if found.low is not None:
            assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_two_waves_stand_side_by_side(survey):
    first, second = survey(TEN), survey(TEN[:7])
    table = estimate_waves(first, second, "nytte")
    assert table["wave"].tolist() == ["first"] * 4 + ["second"] * 4
    assert told(table, wave="second", answer="lite").n == 7
    with pytest.raises(KeyError):
        estimate_waves(first, second, "nyte")


def test_waves_with_other_answers_are_refused(survey):
    first = survey(TEN)
    asked = [
        replace(q, answers=q.answers[1:]) if q.id == "nytte" else q
        for q in first.declared.questions
    ]
    other = Microdata(replace(first.declared, questions=tuple(asked)), first.table)
    with pytest.raises(ParameterError) as refused:
        estimate_waves(first, other, "nytte")
    assert refused.value.code == "waves_differ"


WHERE = st.dictionaries(
    st.sampled_from(NAMES[:3]), st.sampled_from(("*", "-", "lite", "nord+sor", "noe+mye", "x"))
)


@settings(max_examples=60)
@given(ROWS, WHERE)
def test_a_count_from_the_crossed_table_is_that_of_the_rows(survey, rows, where):
    data = survey(rows)
    assert data.count(where) == int(data.rows(where).sum())
    crossed = data.crossed(NAMES[:3])
    assert crossed.shape == (5, 4, 4)
    assert crossed.sum() == len(rows)
    assert crossed[-1, -1, -1] == data.count(dict.fromkeys(NAMES[:3], "-"))


def test_a_table_with_too_many_cells_is_counted_row_by_row(survey, monkeypatch):
    data = survey(TEN)
    monkeypatch.setattr("larvik_analysis.terms.crossing._MOST_CROSSED", 1)
    assert data.count({"nytte": "mye+lite"}) == 9
    assert ("crossed", ("nytte",)) not in data._known
