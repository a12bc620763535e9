"""Linked tables: two that share a margin, and the margins of a table of three variables.

The outsider of these tests asks for each count by itself whether any whole numbers fit what
is shown together with it, and for tiny tables counts every table that fits.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from larvik_analysis.release import suppression
from larvik_analysis.release.suppression import hide
from larvik_analysis.release.system import Need, System, needs_of
from larvik_analysis.terms.disclosure import DisclosureRules

K = 3
# Which variables each published table crosses.
PAIR = [(0, 1), (0, 2)]  # two tables that share the margin of the first variable
TRIANGLE = [(0, 1), (0, 2), (1, 2)]  # three variables, published two by two
Cell = tuple[tuple[int, int], ...]  # pairs of variable and answer


def sums_of(cube: np.ndarray, tables: Iterable[tuple[int, ...]]) -> list[list[dict[Cell, int]]]:
    """For each table the sums in it: the parts 1, the whole -1; none stands twice."""
    seen: set[tuple[Cell, int]] = set()
    blocks = []
    for table in tables:
        block = []
        for n in range(len(table)):
            for kept in itertools.combinations(table, n):
                for answers in itertools.product(*(range(cube.shape[v]) for v in kept)):
                    whole: Cell = tuple(zip(kept, answers, strict=True))
                    for split in set(table) - set(kept):
                        if (whole, split) in seen:
                            continue
                        seen.add((whole, split))
                        parts = (
                            tuple(sorted([*whole, (split, answer)]))
                            for answer in range(cube.shape[split])
                        )
                        block.append(dict.fromkeys(parts, 1) | {whole: -1})
        blocks.append(block)
    return blocks


def count(cube: np.ndarray, cell: Cell) -> int:
    chosen = dict(cell)
    return int(cube[tuple(chosen.get(v, slice(None)) for v in range(cube.ndim))].sum())


def link(
    cube: np.ndarray,
    tables: list[tuple[int, ...]],
    *,
    with_cube: bool = False,
    zeros: str = "show",
    singleton: bool = False,
) -> tuple[System, np.ndarray, list[Need]]:
    """The system of some margins of a table, its small counts and what they need.

    With `with_cube` the outsider also knows that one table lies behind all of them.
    """
    blocks = sums_of(cube, tables)
    shown = {cell for block in blocks for line in block for cell in line}
    if with_cube:
        blocks = sums_of(cube, [*tables, tuple(range(cube.ndim))])
    cells = list(dict.fromkeys(cell for block in blocks for line in block for cell in line))
    place = {cell: number for number, cell in enumerate(cells)}
    lines = [line for block in blocks for line in block]
    relations = np.zeros((len(lines), len(cells)))
    for number, line in enumerate(lines):
        for cell, weight in line.items():
            relations[number, place[cell]] = weight
    counts = np.array([count(cube, cell) for cell in cells], dtype=np.int64)
    unshown = np.array([cell not in shown for cell in cells])
    fixed = (counts == 0) & ~unshown if zeros == "show" else np.zeros_like(unshown)
    fixed[place[()]] = True
    ends = np.cumsum([0, *map(len, blocks)])
    system = System(
        counts=counts,
        relations=csr_array(relations),
        fixed=fixed,
        unshown=unshown,
        numbers=np.ones_like(counts),
        blocks=tuple(np.arange(a, b) for a, b in itertools.pairwise(ends) if a < b),
    )
    small = (counts < K) & ((counts > 0) | (zeros == "hide")) & ~fixed & ~unshown
    alone = np.flatnonzero(small & (counts == 1)).tolist() if singleton else ()
    needs = needs_of(counts, small, k=K, hides_zeros=zeros == "hide", alone=alone)
    return system, small, needs


def can_be(system: System, hidden: np.ndarray, need: Need, value: int) -> bool:
    """Whether any whole counts fit what is shown with this count in the cell."""
    seen = ~hidden
    seen[list(need.known)] = True
    if seen[need.cell]:
        return bool(system.counts[need.cell] == value)
    low = np.where(seen, system.counts, 0)
    high = np.where(seen, system.counts, np.inf)
    low[need.cell] = high[need.cell] = value
    found = milp(
        np.zeros(system.n_cells),
        constraints=LinearConstraint(system.relations, 0, 0),
        bounds=Bounds(low, high),
        integrality=np.ones(system.n_cells),
    )
    return bool(found.status == 0)


def unmet(system: System, hidden: np.ndarray, needs: list[Need]) -> list[Need]:
    return [
        need
        for need in needs
        if not all(can_be(system, hidden, need, value) for value in (need.low, need.high))
    ]


cubes = st.tuples(*[st.integers(2, 3)] * 3).flatmap(
    lambda shape: arrays(
        np.int64,
        shape,
        elements=st.sampled_from([0, 0, 1, 1, 2, 3, 4, 6, 9]),
        fill=st.nothing(),
    )
)
LIMITS = {
    "exact": DisclosureRules(k=K),
    "by parts": DisclosureRules(k=K, largest_exact=0),
    "some parts exact": DisclosureRules(k=K, largest_exact=8),
    "no search": DisclosureRules(k=K, n_nodes=0),
    "one node": DisclosureRules(k=K, n_nodes=1),
}


def check(system: System, small: np.ndarray, needs: list[Need], names: Iterable[str]) -> None:
    """Each way to search meets every need, or none can; the exact one hides the fewest."""
    n_hidden = {}
    for name in names:
        hidden = hide(system, small, needs, LIMITS[name])
        if hidden is None:
            assert unmet(system, ~system.fixed, needs)
            n_hidden[name] = None
            continue
        assert not unmet(system, hidden, needs), name
        assert not (hidden & system.fixed).any()
        assert (hidden[small | system.unshown]).all()
        n_hidden[name] = int((hidden & ~system.unshown).sum())
    if n_hidden["exact"] is None:
        assert set(n_hidden.values()) == {None}
    else:
        assert n_hidden["exact"] == min(n_hidden.values())


@settings(max_examples=10)
@given(cubes, st.sampled_from([PAIR, TRIANGLE]), st.booleans())
def test_linked_tables_give_nobody_away_however_the_search_goes(cube, tables, with_cube):
    check(*link(cube, tables, with_cube=with_cube), LIMITS)


@pytest.mark.slow
@settings(max_examples=8)
@given(cubes, st.sampled_from([PAIR, TRIANGLE]), st.sampled_from(["show", "hide"]))
def test_nor_to_somebody_inside_or_where_zeros_are_hidden(cube, tables, zeros):
    check(*link(cube, tables, zeros=zeros, singleton=True), ["exact", "by parts"])


@pytest.mark.slow
@settings(max_examples=150)
@given(
    cubes,
    st.sampled_from([PAIR, TRIANGLE]),
    st.booleans(),
    st.sampled_from(["show", "hide"]),
    st.booleans(),
)
def test_linked_tables_many_times(cube, tables, with_cube, zeros, singleton):
    linked = link(cube, tables, with_cube=with_cube, zeros=zeros, singleton=singleton)
    check(*linked, LIMITS)


@settings(max_examples=8)
@given(cubes, st.sampled_from([PAIR, TRIANGLE]))
def test_the_counts_between_the_ends_are_possible_too(cube, tables):
    system, small, needs = link(cube, tables)
    hidden = hide(system, small, needs, LIMITS["exact"])
    assume(hidden is not None)
    for need in needs:
        for value in range(need.low, need.high + 1):
            assert can_be(system, hidden, need, value)


def tables_like(system: System, cells: list[Cell], hidden: np.ndarray) -> np.ndarray:
    """The counts of every 2 x 2 x 2 table that shows what is shown."""
    places = list(itertools.product(range(2), repeat=3))
    belongs = np.array(
        [[all(place[v] == answer for v, answer in cell) for cell in cells] for place in places]
    )
    n = int(system.counts[cells.index(())])
    bars = np.array(list(itertools.combinations(range(n + 7), 7)))
    ends = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), n + 7)])
    counts = (np.diff(ends, axis=1) - 1) @ belongs
    return counts[(counts == system.counts)[:, ~hidden].all(axis=1)]


@pytest.mark.parametrize("tables", [PAIR, TRIANGLE], ids=["pair", "triangle"])
@pytest.mark.parametrize("seed", range(4))
def test_counting_every_table_that_fits_finds_every_count_possible(seed: int, tables):
    generator = np.random.default_rng(seed)
    cube = np.zeros((2, 2, 2), dtype=np.int64)
    np.add.at(cube, tuple(generator.integers(0, 2, (3, 9))), 1)
    system, small, needs = link(cube, tables, with_cube=True)
    blocks = sums_of(cube, [*tables, (0, 1, 2)])
    cells = list(dict.fromkeys(cell for block in blocks for line in block for cell in line))
    for rules in LIMITS.values():
        hidden = hide(system, small, needs, rules)
        is_met = hidden is not None
        fits = tables_like(system, cells, hidden if is_met else ~system.fixed)
        seen = [set(fits[:, need.cell].tolist()) for need in needs]
        assert is_met == all(
            set(range(need.low, need.high + 1)) <= values
            for need, values in zip(needs, seen, strict=True)
        )


def fewest(system: System, small: np.ndarray, needs: list[Need]) -> tuple[int, int] | None:
    """By trying every choice, the best first."""
    must = small | system.unshown
    more = np.flatnonzero(~system.fixed & ~must)
    choices = itertools.chain.from_iterable(
        itertools.combinations(more, n) for n in range(len(more) + 1)
    )
    for choice in sorted(choices, key=lambda c: (len(c), system.counts[list(c)].sum())):
        hidden = must.copy()
        hidden[list(choice)] = True
        if not unmet(system, hidden, needs):
            return int(hidden.sum()), int(system.counts[hidden].sum())
    return None


@pytest.mark.parametrize("tables", [PAIR, TRIANGLE], ids=["pair", "triangle"])
def test_no_choice_of_linked_cells_is_better(tables):
    n_tried = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        cube = generator.choice([0, 0, 0, 1, 2, 4], (2, 2, 2))
        system, small, needs = link(cube, tables)
        if not (small.any() and 3 <= (~system.fixed & ~small).sum() <= 7):
            continue
        hidden = hide(system, small, needs, LIMITS["exact"])
        ours = None if hidden is None else (int(hidden.sum()), int(system.counts[hidden].sum()))
        assert ours == fewest(system, small, needs)
        n_tried += 1
        if n_tried == 5:
            break
    assert n_tried == 5


def scored(counts: list[int], scores: list[float]) -> System:
    """Answers of two questions: of the first the total is known, and the mean score."""
    # Cells: the answers, each split in two; the answers; all; and a cell of one for the mean.
    n = len(scores)
    parts = np.array(counts).reshape(n, 2)
    answers = parts.sum(axis=1)
    halves = parts.sum(axis=0)
    cells = np.concatenate([parts.ravel(), answers, halves, [answers.sum(), 1]])
    relations = np.zeros((n + 4, cells.size))
    for answer in range(n):
        relations[answer, [2 * answer, 2 * answer + 1]] = 1
        relations[answer, 2 * n + answer] = -1
    for half in range(2):
        relations[n + half, half : 2 * n : 2] = 1
        relations[n + half, 3 * n + half] = -1
    relations[n + 2, 2 * n : 3 * n] = 1
    relations[n + 2, -2] = -1
    rows, columns = np.nonzero(relations)
    values = relations[rows, columns]
    # As a list of weights may be written: with the scores of zero in it.
    rows = np.concatenate([rows, np.full(n + 1, n + 3)])
    columns = np.concatenate([columns, np.arange(2 * n, 3 * n), [cells.size - 1]])
    values = np.concatenate([values, scores, [-float(answers @ scores)]])
    fixed = cells == 0
    fixed[-2:] = True
    return System(
        counts=cells.astype(np.int64),
        relations=csr_array((values, (rows, columns)), shape=relations.shape),
        fixed=fixed,
        unshown=np.zeros(cells.size, dtype=bool),
        numbers=np.ones(cells.size, dtype=np.int64),
        blocks=(np.arange(n + 3), np.array([n + 3])),
    )


@pytest.mark.parametrize("scores", [[0, 1, 2], [0, 0.5, 1], [0, 0.25, 1], [1, 2, 3]])
def test_no_choice_is_better_where_a_mean_of_scores_is_known(
    scores: list[float], monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise AssertionError("the search for the best choice gave up")

    monkeypatch.setattr(suppression, "_by_parts", refuse)
    n_hidden = []
    for seed in (2, 5, 11):
        generator = np.random.default_rng(seed)
        system = scored(generator.choice([1, 1, 2, 4, 6, 9], 6).tolist(), scores)
        small = (system.counts < K) & ~system.fixed
        needs = needs_of(system.counts, small, k=K, hides_zeros=False)
        hidden = hide(system, small, needs, LIMITS["exact"])
        ours = None if hidden is None else (int(hidden.sum()), int(system.counts[hidden].sum()))
        assert ours == fewest(system, small, needs)
        n_hidden += [] if hidden is None else [hidden.sum()]
    assert max(n_hidden) > 3


# Fractions can do more than whole counts: three counts, each two of which add up to an even
# number, are all even or all odd. A cell of such a system can be a half at best.
def odd_and_even(counts: list[int]) -> System:
    a, b, c = counts
    # Cells: a, b, c, a + b, b + c, a + c.
    relations = [[1, 1, 0, -1, 0, 0], [0, 1, 1, 0, -1, 0], [1, 0, 1, 0, 0, -1]]
    all_counts = np.array([a, b, c, a + b, b + c, a + c], dtype=np.int64)
    return System(
        counts=all_counts,
        relations=csr_array(np.array(relations, dtype=float)),
        fixed=np.array([False, False, False, True, True, True]),
        unshown=np.zeros(6, dtype=bool),
        numbers=np.ones(6, dtype=np.int64),
        blocks=(np.arange(3),),
    )


def test_where_the_sums_fix_a_count_nothing_can_be_shown():
    system = odd_and_even([2, 2, 2])
    needs = [Need(cell=0, low=1, high=3)]
    assert hide(system, np.array([True] + [False] * 5), needs, DisclosureRules()) is None


def test_half_a_person_protects_nobody():
    # x + 2 y + 2 z = 9 with y and z hidden: x moves by one in fractions, by two in people.
    counts = np.array([1, 2, 2, 9], dtype=np.int64)
    system = System(
        counts=counts,
        relations=csr_array(np.array([[1.0, 2.0, 2.0, -1.0]])),
        fixed=np.array([False, False, False, True]),
        unshown=np.zeros(4, dtype=bool),
        numbers=np.ones(4, dtype=np.int64),
        blocks=(np.arange(1),),
    )
    first = np.array([True, False, False, False])
    two = hide(system, first, [Need(cell=0, low=1, high=2)], DisclosureRules())
    three = hide(system, first, [Need(cell=0, low=1, high=3)], DisclosureRules())
    assert two is None  # only odd numbers fit, so 2 is ruled out whatever is hidden
    assert three is not None
    assert three.sum() == 2


def test_a_mean_that_is_known_beside_the_total_leaves_nothing_to_hide():
    # a + b = 7 and a + 2 b = 12: nothing but a = 2 and b = 5 fits. No cell stands in the
    # second sum alone.
    system = System(
        counts=np.array([2, 5, 7, 1], dtype=np.int64),
        relations=csr_array(np.array([[1.0, 1.0, -1.0, 0.0], [1.0, 2.0, 0.0, -12.0]])),
        fixed=np.array([False, False, True, True]),
        unshown=np.zeros(4, dtype=bool),
        numbers=np.ones(4, dtype=np.int64),
        blocks=(np.array([0]), np.array([1])),
    )
    needs = [Need(cell=0, low=1, high=5)]
    for rules in LIMITS.values():
        assert hide(system, np.array([True, False, False, False]), needs, rules) is None


def test_a_cell_that_nobody_asked_for_costs_nothing():
    cube = np.array([[[1, 8], [9, 7]], [[8, 6], [7, 9]]])
    system, small, needs = link(cube, [(0, 1, 2)])
    dear = hide(system, small, needs, DisclosureRules(k=K))
    free = ~small & ~system.fixed & (system.counts < 10)
    cheap = hide(replace(system, unshown=free), small, needs, DisclosureRules(k=K))
    assert (cheap & ~free).sum() < dear.sum()
    assert (cheap[free]).all()
    assert not unmet(system, cheap, needs)


def test_a_cell_with_many_numbers_is_hidden_last():
    # Two cells may cover the small one; the smaller of them is the base of ten numbers.
    counts = np.array([2, 8, 9, 19], dtype=np.int64)
    system = System(
        counts=counts,
        relations=csr_array(np.array([[1.0, 1.0, 1.0, -1.0]])),
        fixed=np.array([False, False, False, True]),
        unshown=np.zeros(4, dtype=bool),
        numbers=np.array([1, 10, 1, 1]),
    )
    primary = np.array([True, False, False, False])
    needs = needs_of(counts, primary, k=5, hides_zeros=False)
    for rules in (DisclosureRules(), DisclosureRules(largest_exact=0)):
        assert hide(system, primary, needs, rules).tolist() == [True, False, True, False]


def test_the_search_by_parts_hides_little_more_than_the_best():
    more = []
    for seed in range(6):
        cube = np.random.default_rng(seed).poisson(1, (3, 3, 3))
        system, small, needs = link(cube, PAIR)
        assert small.any()
        best, good = (
            hide(system, small, needs, LIMITS[name]) for name in ("exact", "by parts")
        )
        if best is not None:
            more.append(good.sum() / best.sum())
    assert len(more) >= 3
    # Measured: 1.05 on average over 60 such pairs, 1.38 at worst.
    assert np.mean(more) <= 1.25


def test_what_insiders_need():
    counts = np.array([1, 3, 0, 1, 9])
    needs = needs_of(
        counts, counts < 5, k=5, hides_zeros=True, alone=np.flatnonzero(counts == 1).tolist()
    )
    plain = [(need.cell, need.low, need.high) for need in needs if not need.known]
    assert plain == [(0, 0, 5), (1, 0, 5), (2, 0, 5), (3, 0, 5)]
    from_first = [(n.cell, n.low, n.high) for n in needs if n.known == {0}]
    assert from_first == [(1, 1, 5), (2, 1, 5), (3, 1, 5)]
    assert {n.known for n in needs if n.known} == {frozenset({0}), frozenset({3})}


ONE_CHOICE = """
import numpy, pandas
from larvik_analysis.release.table import suppress
table = pandas.DataFrame(numpy.random.default_rng(3).poisson(6, (4, 6)))
print("".join("x" if cell else "." for cell in suppress(table).hidden.to_numpy().ravel()))
"""


def test_the_choice_does_not_depend_on_how_names_are_hashed():
    answers = {
        subprocess.run(
            [sys.executable, "-c", ONE_CHOICE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert "x" in answers.pop()
