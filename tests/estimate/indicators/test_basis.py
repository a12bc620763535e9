"""Expressions over own data, worked out again; those over facts are in `test_facts.py`."""

from __future__ import annotations

import pandas as pd
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.basis import atoms_in, facts_in, recompute, steps_of
from larvik_analysis.estimate.survey.counts import name_of_cell, name_of_scored
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Cell, Microdata, Scored
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.words import Words

WORDS = Words(nb="Ord", en="Words")
YES_NO = tuple(
    Answer(id=key, name=WORDS, score=score) for key, score in (("a", 1.0), ("b", 2.0))
)
DECLARED = DataFile(
    id="d",
    file="d.csv",
    name=WORDS,
    unit_of_analysis="families",
    questions=(
        Question(id="q", column="q", name=WORDS, answers=YES_NO),
        Question(id="r", column="r", name=WORDS, answers=YES_NO),
    ),
)
TABLE = pd.DataFrame(
    {"q": ["a"] * 8 + ["b"] * 2, "r": ["a"] * 7 + ["b"] * 2 + [None]}, dtype="category"
)
DATA = {"d": Microdata(DECLARED, TABLE)}


@pytest.fixture
def facts(make_fact) -> Facts:
    return Facts({"helped": make_fact("helped", 6.0), "cell": make_fact("cell", 9.0)})


@pytest.mark.parametrize(
    ("basis", "atoms"),
    [
        ('cell("d")', [Cell("d")]),
        ('cell("d", "q=a")', [Cell("d", (("q", "a"),))]),
        ('cell("d", "r=b", "q=a")', [Cell("d", (("q", "a"), ("r", "b")))]),
        ('share(cell("d", "q=a"), cell("d"))', [Cell("d", (("q", "a"),)), Cell("d")]),
        ('sum(cell("d"), cell("e"), cell("d"))', [Cell("d"), Cell("e")]),
        ('wilson(cell("d", "q=a"), cell("d"), 0.95)', [Cell("d", (("q", "a"),)), Cell("d")]),
        ('mean("d", "q")', [Scored("mean", "d", ("q",))]),
        ('ratio(alpha("d", "q", "r"), helped)', [Scored("alpha", "d", ("q", "r"))]),
        ("helped", []),
        ("share(helped, cell)", []),
    ],
)
def test_what_an_expression_counts(basis, atoms):
    assert list(atoms_in(basis)) == atoms


def test_atoms_and_facts_do_not_mix():
    basis = 'ratio(sum(helped, cell), cell("d", "q=a"))'
    assert facts_in(basis) == ("helped", "cell")
    assert atoms_in(basis) == (Cell("d", (("q", "a"),)),)


def test_every_number_on_the_way_is_known(facts):
    steps = steps_of('share(difference(cell("d"), cell("d", "q=a")), cell("d"))', facts, DATA)
    assert [(step.basis, step.count) for step in steps] == [
        ('cell("d")', 10),
        ('cell("d", "q=a")', 8),
        ('difference(cell("d"), cell("d", "q=a"))', 2),
        ('cell("d")', 10),
        ('share(difference(cell("d"), cell("d", "q=a")), cell("d"))', 2),
    ]
    assert steps[-1].estimate == pytest.approx(0.2)
    assert steps[-1].n == 10


def test_counts_and_facts_may_be_added_where_they_count_the_same(facts):
    assert recompute('sum(helped, cell("d", "q=a"))', facts, DATA).estimate == 14.0


def test_wilson_of_own_data(facts):
    # Eight of ten; R, prop.test(8, 10, correct = FALSE): 0.4902 to 0.9433.
    estimate = recompute('wilson(cell("d", "q=a"), cell("d", "q=*"), 0.95)', facts, DATA)
    assert (estimate.count, estimate.n) == (8, 10)
    assert (estimate.low, estimate.high) == pytest.approx((0.4902, 0.9433), abs=5e-5)


def test_a_statistic_of_own_data(facts):
    estimate = recompute('mean("d", "q")', facts, DATA)
    assert (estimate.estimate, estimate.n, estimate.method) == (1.2, 10, "mean")


@pytest.mark.parametrize(
    "atom",
    [
        Cell("d"),
        Cell("d", (("q", "a"),)),
        Cell("d", (("q", "*"), ("r", "-"))),
        Cell("d", (("q", "a+b"),)),
        Scored("kappa", "d", ("q", "r")),
        Scored("mean", "d", ("r",)),
    ],
)
def test_the_name_of_an_atom_is_read_back_as_itself(atom, facts):
    name = name_of_cell(atom) if isinstance(atom, Cell) else name_of_scored(atom)
    assert atoms_in(name) == (atom,)
    assert steps_of(name, facts, DATA)[0].basis == name


STRANGE = [
    "cell()",
    "cell(d)",
    "cell(helped)",
    'cell("e")',
    'cell("d", "x=a")',
    'cell("d", "q=x")',
    'cell("d", "q")',
    'cell("d", "q=")',
    'cell("d", "=a")',
    'cell("d", "q=a", "q=b")',
    'cell("d", "q=a", "q=a")',
    'cell("d", "q=a=b")',
    'cell("d", 1)',
    'cell("d", helped)',
    'cell("d", cell("d"))',
    'cell("d", "q=a", level=0.95)',
    'cell(data="d")',
    'cell(*"d")',
    'cell("d", *["q=a"])',
    "cell('d', b'q=a')",
    "cell(b'd')",
    "cell(1)",
    "cell(None)",
    "cell(f'd')",
    'cell("d").count',
    'cell("d")()',
    'cell("d") - cell("d", "q=a")',
    'la.cell("d")',
    'count("d")',
    'mean("e", "q")',
    'mean("d", "x")',
    'mean("d", q)',
    'mean(cell("d"))',
    'median("d", "q")',
    'sum("d")',
    'share(cell("d"), "d")',
    'wilson(cell("d", "q=a"), cell("d"), "0.95")',
]


@pytest.mark.parametrize("basis", STRANGE)
def test_anything_else_is_refused(basis, facts):
    with pytest.raises(ParameterError):
        recompute(basis, facts, DATA)


@pytest.mark.parametrize("basis", ["cell(", "cell('d", 'cell("d"); helped', "cell('d')\0"])
def test_what_is_no_expression_has_no_atoms(basis):
    with pytest.raises(ParameterError):
        atoms_in(basis)


@pytest.mark.parametrize(
    "basis", ['cell("d", "q=a", "q=b")', 'share(cell("d", "q"), cell("d"))']
)
def test_nor_has_a_cell_that_cannot_be(basis):
    with pytest.raises(ParameterError):
        atoms_in(basis)


def test_without_own_data_there_is_nothing_to_count(facts):
    with pytest.raises(ParameterError):
        recompute('cell("d")', facts)
    assert recompute("cell", facts).estimate == 9.0  # a fact may have that name


def test_no_message_repeats_an_answer(facts):
    for basis in ('cell("d", "q=SECRET")', 'cell("d", "SECRET=a")', 'mean("d", "SECRET")'):
        with pytest.raises(ParameterError) as fault:
            recompute(basis, facts, DATA)
        assert "SECRET" not in str(fault.value)
