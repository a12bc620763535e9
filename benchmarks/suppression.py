"""What hiding the fewest cells costs beside the same choice written as one plain programme.

The peer is the programme of the textbooks in SciPy's own words: one yes or no for each
cell and, for each small count, two other tables that fit what is shown, one with the count
at k or more and one with it at 1. It finds the same optimum, and nothing else: no check of
what is put in, no ranges, no attack on the result.
"""

from __future__ import annotations

import gc
import itertools
import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, hstack, vstack

from larvik_analysis.release.decision import Asked
from larvik_analysis.release.private import decide
from larvik_analysis.release.solver import solve_whole
from larvik_analysis.release.table import suppress
from larvik_analysis.terms.disclosure import DisclosureRules
from larvik_analysis.terms.evaluation import Disclosure
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Cell, Microdata
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.words import Words

K = 5
RULES = DisclosureRules(k=K)
# Rows, columns, small counts, tables, and the CPU seconds of the median table at most.
SIZES = ((4, 5, 4, 20, 0.05), (10, 8, 8, 8, 0.5), (15, 8, 24, 3, 10.0))


def measure_suppression(n_rounds: int) -> list[str]:
    """One line for each size, ours and the plain programme in turns, and the random check."""
    rows = []
    for n_rows, n_columns, n_small, n_tables, most_s in SIZES:
        tables = invented(n_rows, n_columns, n_small, n_tables)
        ours, plain = in_turns(min(n_rounds, 3), tables, suppress_fully, hide_plainly)
        rows.append(
            f"| `suppress`, {n_rows} x {n_columns}, {n_small} small | {ours:.3f} | the plain "
            f"programme, {plain:.3f} s | {ours / plain:.2f} (under {most_s:g} s) |"
        )
    n_small, n_failing, n_hidden, seconds = random_check()
    rows.append(
        f"| `suppress`, 200 random 4 x 5 | {seconds:.3f} "
        f"| {n_small} of them have a small count; "
        f"{n_hidden:.1f} cells hidden in each of those | {n_failing} give one away (none) |"
    )
    seconds, n_numbers = linked_report()
    rows.append(
        f"| the gate, 60 linked 5 x 5 tables | {seconds:.1f} "
        f"| {n_numbers} numbers of 12 sensitive questions, 250 answers | under 20 s |"
    )
    return rows


def linked_report() -> tuple[float, int]:
    """CPU seconds for a report of 60 tables that share their margins, and its numbers."""
    generator = np.random.default_rng(20_260_103)
    scale = ("a", "b", "c", "d", "e")
    names = [f"q_{letter}" for letter in "abcdefghijkl"]
    questions = tuple(
        Question(
            id=name,
            column=name,
            name=Words(nb=name, en=name),
            answers=tuple(Answer(id=a, name=Words(nb=a, en=a)) for a in scale),
        )
        for name in names
    )
    declared = DataFile(
        id="d",
        file="private/d.csv",
        name=Words(nb="d", en="d"),
        unit_of_analysis="respondents",
        questions=questions,
    )
    table = pd.DataFrame(
        {
            name: pd.Categorical(
                generator.choice(scale, 250, p=generator.dirichlet([2, 3, 4, 3, 2])), scale
            )
            for name in names
        }
    )
    asked = [
        Asked(
            owner,
            tuple(Cell("d", ((one, a), (other, b))) for b in (answer, "*")),
            is_share=True,
        )
        for owner, (one, other) in enumerate(list(itertools.combinations(names, 2))[:60])
        for a in scale
        for answer in scale
    ]
    evaluation = SimpleNamespace(disclosure=Disclosure(), corrections=())
    study = SimpleNamespace(
        evaluation=evaluation,
        facts=Facts({}),
        microdata={"d": Microdata(declared, table)},
        ledger=Ledger(),
    )
    start = time.process_time()
    decide(asked, study)
    return time.process_time() - start, len(asked)


def invented(n_rows: int, n_columns: int, n_small: int, n_tables: int) -> list[pd.DataFrame]:
    """Tables with so many counts of 1 to 4 and no other small ones."""
    generator = np.random.default_rng(20_260_101)
    tables = []
    for _ in range(n_tables):
        counts = np.maximum(K, generator.poisson(generator.uniform(8, 30, (n_rows, n_columns))))
        small = generator.choice(counts.size, n_small, replace=False)
        counts.flat[small] = generator.integers(1, K, n_small)
        tables.append(pd.DataFrame(counts))
    return tables


def in_turns(
    n_rounds: int, tables: list[pd.DataFrame], *ways: Callable[[pd.DataFrame], tuple[int, int]]
) -> list[float]:
    """The median CPU seconds of a table each way; both have to find equally good choices."""
    assert len({way(tables[0]) for way in ways}) == 1
    seconds: list[list[float]] = [[] for _ in ways]
    for _ in range(n_rounds):
        for table in tables:
            found = set()
            for way, spent in zip(ways, seconds, strict=True):
                gc.collect()
                start = time.process_time()
                found.add(way(table))
                spent.append(time.process_time() - start)
            if len(found) > 1:
                raise SystemExit(f"not equally good: {sorted(found)}")
    return [statistics.median(spent) for spent in seconds]


def suppress_fully(table: pd.DataFrame) -> tuple[int, int]:
    """Ours, with the attack on the result: hidden cells and their sum."""
    suppressed = suppress(table, RULES)
    return suppressed.n_hidden, suppressed.sum_hidden


def hide_plainly(table: pd.DataFrame) -> tuple[int, int]:
    """The same by one mixed integer programme."""
    inner = table.to_numpy()
    whole = np.column_stack([inner, inner.sum(axis=1)])
    whole = np.vstack([whole, whole.sum(axis=0)])
    counts, place = whole.ravel(), np.arange(whole.size).reshape(whole.shape)
    lines = [*place, *place.T]
    relations = np.zeros((len(lines), counts.size))
    for number, line in enumerate(lines):
        relations[number, line[:-1]] = 1.0
        relations[number, line[-1]] = -1.0
    small = np.flatnonzero((counts > 0) & (counts < K))
    n_cells, most = counts.size, float(counts[-1])
    # Variables: which cells are hidden; then two tables for each small count.
    hides_low, hides_high = np.zeros(n_cells), np.ones(n_cells)
    hides_low[small] = 1.0
    hides_high[(counts == 0)] = 0.0
    hides_high[-1] = 0.0
    others = [(cell, is_high) for cell in small for is_high in (True, False)]
    low, high = [hides_low], [hides_high]
    for cell, is_high in others:
        bounds = np.zeros(n_cells), np.full(n_cells, np.inf)
        bounds[0 if is_high else 1][cell] = K if is_high else 1
        low.append(bounds[0])
        high.append(bounds[1])
    eye = csr_array(np.eye(n_cells))
    conditions = []
    for number in range(len(others)):
        before, behind = number * n_cells, (len(others) - number - 1) * n_cells

        def beside(
            hides: csr_array, other: csr_array, before: int = before, behind: int = behind
        ) -> csr_array:
            n = other.shape[0]
            return hstack([hides, csr_array((n, before)), other, csr_array((n, behind))])

        nothing = csr_array((len(lines), n_cells))
        conditions += [
            LinearConstraint(beside(nothing, csr_array(relations)), 0, 0),
            # x - x y <= t <= x + most y
            LinearConstraint(beside(csr_array(np.diag(counts)), eye), counts, np.inf),
            LinearConstraint(beside(-most * eye, eye), -np.inf, counts),
        ]
    joined = LinearConstraint(
        vstack([c.A for c in conditions]),
        np.concatenate([np.broadcast_to(c.lb, c.A.shape[0]) for c in conditions]),
        np.concatenate([np.broadcast_to(c.ub, c.A.shape[0]) for c in conditions]),
    )
    n_variables = n_cells * (1 + len(others))
    prices = np.zeros(n_variables)
    prices[:n_cells] = counts.sum() + 1 + counts
    answer = solve_whole(
        prices,
        constraints=joined,
        bounds=Bounds(np.concatenate(low), np.concatenate(high)),
        integrality=np.arange(n_variables) < n_cells,
    )
    hidden = answer.x[:n_cells] > 0.5
    return int(hidden.sum()), int(counts[hidden].sum())


def random_check() -> tuple[int, int, float, float]:
    """Tables with a small count, those that give one away, hidden cells, median seconds.

    200 tables whose rows and columns differ as those of real tables do. Judged by the
    attack, which shares no code with the choice.
    """
    generator = np.random.default_rng(20_260_102)
    n_failing, n_hidden, seconds = 0, [], []
    for _ in range(200):
        rows, columns = (generator.lognormal(0, 0.7, n) for n in (4, 5))
        table = pd.DataFrame(generator.poisson(9 * np.outer(rows, columns)))
        start = time.process_time()
        suppressed = suppress(table, RULES)
        seconds.append(time.process_time() - start)
        small = suppressed.intervals.query("0 < count < @K")
        if small.empty:
            continue
        n_hidden.append(suppressed.n_hidden)
        n_failing += bool(((small["low"] > 1) | (small["high"] < K)).any())
    return len(n_hidden), n_failing, statistics.mean(n_hidden), statistics.median(seconds)
