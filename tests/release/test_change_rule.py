"""What leaves of families' change: every hidden count stays possible, for whoever asks."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.facts import share
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.outcomes.as_microdata import FAMILIES, WAYS, with_families
from larvik_analysis.estimate.survey.change_statistics import (
    CHANGE,
    DIRECTION,
    rounded_interval,
    rounded_mean,
)
from larvik_analysis.estimate.survey.counts import as_counted, as_scored, name_of_scored
from larvik_analysis.exhibit.exhibit import Exhibit, Target
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.release import change_rule
from larvik_analysis.release.change_dealing import Counts, dealt
from larvik_analysis.release.change_sums import (
    Lengths,
    Published,
    agreeing,
    parts_of_step,
    sums_of,
)
from larvik_analysis.release.gate import release
from larvik_analysis.release.known import new_entry
from larvik_analysis.release.outside_tables import ShownRow, ShownTable
from larvik_analysis.release.outsider import attack_tables
from larvik_analysis.release.own import decide_all, questions_of_all
from larvik_analysis.terms.evaluation import Correction
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Cell, Scored
from larvik_analysis.terms.outcomes import (
    Estimand,
    Factor,
    FamilyRatings,
    Level,
    OutcomeData,
)
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

MEAN = Scored("mean_change", FAMILIES, (DIRECTION,))
WIDTH = replace(MEAN, statistic="change_width")
REACH = 4


def words(text: str) -> Words:
    return Words(nb=text, en=text)


def ratings_of(changes: np.ndarray, *, reach: int = REACH, n_lost: int = 0) -> FamilyRatings:
    """A family a row and a factor a column; the lost have a first wave alone."""
    n, n_factors = changes.shape
    rows = [
        (f"f{family}", "barn", wave, f"x{factor}", float(rating))
        for family in range(n + n_lost)
        for factor in range(n_factors)
        for wave, rating in _rated(changes, family, factor, reach)
    ]
    table = pd.DataFrame(rows, columns=["family", "child", "wave", "factor", "rating"])
    dates = {1: "2024-01-01", 2: "2024-09-01"}
    table["date"] = pd.to_datetime(table["wave"].map(dates))
    return FamilyRatings(
        table=table.assign(rater="r", role="laget"),
        levels=tuple(Level(score=s, name=words(str(s))) for s in range(reach + 1)),
        factors=tuple(Factor(id=f"x{j}", name=words(f"Faktor {j}")) for j in range(n_factors)),
        families=tuple(f"f{family}" for family in range(n + n_lost)),
        rated_by_deliverer=True,
    )


def _rated(
    changes: np.ndarray, family: int, factor: int, reach: int
) -> Iterator[tuple[int, float]]:
    if family >= len(changes):
        yield 1, 1.0
        return
    change = changes[family, factor]
    before = reach if change < 0 else 0
    yield 1, float(before)
    yield 2, float(before + change)


@pytest.fixture
def families(example: Study):
    """Makes studies of families with these changes, under these limits."""

    def make(changes, *, n_lost: int = 0, reach: int = REACH, ledger=None, **limits) -> Study:
        ratings = ratings_of(np.atleast_2d(changes), n_lost=n_lost, reach=reach)
        estimand = Estimand(
            population=words("familiene"),
            contrast="before_after",
            outcome=words("endring"),
            factors=tuple(factor.id for factor in ratings.factors),
        )
        corrections = limits.pop("corrections", ())
        evaluation = replace(
            example.evaluation,
            estimand=estimand,
            microdata=(),
            corrections=tuple(corrections),
            disclosure=replace(example.evaluation.disclosure, **limits),
        )
        return with_families(
            Study(
                evaluation=evaluation,
                facts=example.facts,
                ledger=ledger or Ledger(),
                outcomes=OutcomeData(families=ratings),
            )
        )

    return make


def table_of(study: Study, name: str, rows: list) -> Exhibit:
    texts = Statement(key="report.numbers")
    return Exhibit(
        name=name,
        data=tabulate_estimates([({"label": label}, found) for label, found in rows]),
        keys=("label",),
        universe=FAMILIES,
        unit_of_analysis=study.microdata[FAMILIES].declared.unit,
        target=Target(kind="census", sentence=texts),
        title=texts,
        caption=texts,
        alternative_text=texts,
        documents=(),
    )


def counts_of(study: Study, *questions: str) -> Exhibit:
    own = study.microdata[FAMILIES]
    whole = as_counted(own, Cell(FAMILIES))
    rows = [
        (way, share(as_counted(own, Cell(FAMILIES, ((question, way),))), whole))
        for question in questions or (DIRECTION,)
        for way in WAYS
    ]
    return table_of(study, "retning" if not questions else "faktorer", rows)


def mean_of(study: Study, scored: Scored = MEAN) -> Exhibit:
    own = study.microdata[FAMILIES]
    return table_of(study, "endring", [("endring", as_scored(own, scored))])


def told(*shown: Exhibit, study: Study) -> dict:
    """Everything that left, as an outsider reads it."""
    released, _ = release(shown, study)
    return {atom: ends for one in released if one is not None for atom, ends in one.told}


# A case worked out by hand: of ten families one is worse, and the mean is far below nought.
TEN = np.array([[-1], [-1], [-2], [0], [-1], [1], [-2], [-1], [0], [-3]])
# Spread so widely that neither mean nor interval says how many got worse.
SPREAD = np.array(
    [[0, 2], [-3, -3], [-1, -1], [0, -2], [-3, -2], [4, -2], [-2, 0], [0, -1], [-4, 0], [-2, 1]]
)


def test_families_become_own_data_with_a_row_each(families):
    own = families(TEN, n_lost=2).microdata[FAMILIES]
    assert list(own.variables) == ["retning", "retning_x0"]
    assert [own.count({DIRECTION: answer}) for answer in (*WAYS, "*", "-")] == [7, 2, 1, 10, 2]
    assert own.table[CHANGE].dropna().to_list() == [float(c) for c in TEN[:, 0]]
    assert CHANGE not in own.variables
    assert all(v.sensitivity == "sensitive" for v in own.variables.values())


def test_a_protective_factor_and_lost_families_that_nobody_knows_of(families):
    study = families(TEN, n_lost=1)
    ratings = study.outcomes.families
    turned = replace(ratings, factors=(replace(ratings.factors[0], side="protective"),))
    estimand = replace(study.evaluation.estimand, lost="unchanged")
    plain = replace(
        study,
        microdata={},
        outcomes=OutcomeData(families=turned),
        evaluation=replace(study.evaluation, estimand=estimand, microdata=()),
    )
    own = with_families(plain).microdata[FAMILIES]
    assert [own.count({DIRECTION: answer}) for answer in (*WAYS, "-")] == [1, 2, 7, 1]
    assert own.table[CHANGE].notna().sum() == len(TEN)  # counted as unchanged nowhere here


def test_the_study_stays_as_it_is_where_there_is_nothing_to_add(example, families):
    without = replace(example, outcomes=None)
    assert with_families(without) is without
    study = families(TEN)
    assert with_families(study) is study
    single = replace(study.evaluation.estimand, contrast="one_area")
    other = replace(study, evaluation=replace(study.evaluation, estimand=single))
    assert with_families(other) is other


def test_the_name_of_these_data_is_taken(example, families):
    study = families(TEN)
    taken = replace(study, microdata={FAMILIES: next(iter(example.microdata.values()))})
    with pytest.raises(ParameterError) as caught:
        with_families(taken)
    assert caught.value.code == "data_id_reserved"


def test_the_mean_is_rounded_and_its_interval_is_students(families):
    from scipy.stats import t

    found = as_scored(families(TEN).microdata[FAMILIES], MEAN)
    low, high = t.interval(0.95, 9, TEN.mean(), TEN.std(ddof=1) / np.sqrt(10))
    assert (found.estimate, found.n, found.unit) == (-1.0, 10, "points")
    assert (found.low, found.high, found.level) == (round(low, 1), round(high, 1), 0.95)


@pytest.mark.parametrize("where", [((DIRECTION, "bedre"),), (("retning_x0", "verre"),)])
def test_the_mean_of_some_families_cannot_be_asked_for(families, where):
    with pytest.raises(KeyError):
        as_scored(families(TEN).microdata[FAMILIES], replace(MEAN, where=where))
    with pytest.raises(KeyError):
        as_scored(families(TEN).microdata[FAMILIES], replace(MEAN, variables=("retning_x0",)))


def test_one_family_has_a_mean_without_an_interval_and_none_has_nothing(families):
    one = as_scored(families([[-2]]).microdata[FAMILIES], MEAN)
    assert (one.estimate, one.low) == (-2.0, None)
    own = families(np.zeros((1, 1))).microdata[FAMILIES]
    nobody = replace(own, table=own.table.assign(change=np.nan))
    assert as_scored(nobody, MEAN).reason == "incomplete"


def test_mean_and_interval_of_ten_leave_where_they_tell_of_nobody(families):
    study = families(SPREAD)
    left = told(counts_of(study), mean_of(study), study=study)
    assert left[MEAN] == (-1.0, -1.0)
    assert WIDTH in left


def test_an_interval_that_would_tell_is_left_out_and_the_mean_stays(families):
    study = families(TEN)
    released, _ = release([counts_of(study), mean_of(study)], study)
    [row] = released[1].data.to_dict("records")
    assert row["estimate"] == -1.0
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])
    assert np.isnan(row["level"])
    assert WIDTH not in {atom for atom, _ in released[1].told}


@pytest.mark.parametrize(
    "changes",
    [np.full((10, 1), -4), np.full((10, 1), -1), np.zeros((10, 1))],
)
def test_where_all_are_alike_nothing_of_the_mean_leaves_with_an_interval(families, changes):
    study = families(changes)
    left = told(counts_of(study), mean_of(study), study=study)
    assert WIDTH not in left
    assert (MEAN in left) == (abs(changes.mean()) < REACH)


def test_nine_families_are_too_few(families):
    study = families(SPREAD[:9], n_lost=1)
    assert MEAN not in told(counts_of(study), mean_of(study), study=study)


def test_tables_that_cross_the_ways_do_not_leave(families):
    study = families(np.tile(SPREAD, (6, 1)))
    own = study.microdata[FAMILIES]
    crossed = Cell(FAMILIES, (("retning", "bedre"), ("retning_x0", "bedre")))
    rows = [("begge", share(as_counted(own, crossed), as_counted(own, Cell(FAMILIES))))]
    assert crossed not in told(table_of(study, "krysset", rows), study=study)


def test_nothing_is_told_of_the_mean_after_a_correction(families):
    first = families(SPREAD)
    things = [counts_of(first)]
    entry = new_entry(
        told(*things, study=first),
        questions_of_all(things, first),
        Ledger(),
        first.evaluation,
    )
    ledger = Ledger((entry,))
    correction = Correction(
        data=FAMILIES, supersedes=1, reason="flere", date=datetime.date(2026, 1, 2)
    )
    more = np.vstack([SPREAD, SPREAD, SPREAD])
    again = families(more, ledger=ledger, corrections=[correction])
    assert MEAN in told(
        counts_of(families(more)), mean_of(families(more)), study=families(more)
    )
    assert MEAN not in told(counts_of(again), mean_of(again), study=again)


def test_the_same_question_gets_the_same_answer(families):
    study = families(SPREAD)
    things = [counts_of(study), mean_of(study)]
    left = told(*things, study=study)
    entry = new_entry(left, questions_of_all(things, study), study.ledger, study.evaluation)
    assert name_of_scored(WIDTH) in entry.shown
    again = families(SPREAD, ledger=Ledger((entry,)))
    assert told(counts_of(again), mean_of(again), study=again) == left


def test_a_factor_that_is_the_composite_leaves_with_it_or_not_at_all(families):
    """With one factor both tables are one, and a mean of one is a mean of the other."""
    study = families(TEN)
    both = [counts_of(study), counts_of(study, "retning_x0"), mean_of(study)]
    decisions = decide_all(both, study)[FAMILIES]
    known = decisions.known_now()
    for way in WAYS:
        ends = [known.get(Cell(FAMILIES, ((q, way),))) for q in ("retning", "retning_x0")]
        assert ends[1] in (ends[0], None)


# Brute force: every way that families can have moved, one factor, two steps to either side.
N, STEP = 6, 2
ALL = np.array(list(itertools.combinations_with_replacement(range(-STEP, STEP + 1), N)))


def agrees(rows: np.ndarray, left: dict, n_started: int) -> np.ndarray:
    """Which rows of changes agree with everything that left."""
    keeps = np.ones(len(rows), dtype=bool)
    for place, way in enumerate(WAYS):
        low, high = left.get(Cell(FAMILIES, ((DIRECTION, way),)), (0.0, float(n_started)))
        count = (np.sign(rows) == place - 1).sum(axis=1)
        keeps &= (count >= low) & (count <= high)
    return keeps


def published(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mean, deviation = rows.mean(axis=1), rows.std(axis=1, ddof=1)
    return rounded_mean(mean), *rounded_interval(mean, deviation, rows.shape[1])


@pytest.fixture
def short_scales_too(monkeypatch):
    """Few enough changes to list them all; on such a scale no mean leaves otherwise."""
    monkeypatch.setattr(change_rule, "_LEAST_REACH", STEP)


@pytest.mark.usefixtures("short_scales_too")
@pytest.mark.parametrize("number", range(0, len(ALL), 7))
def test_whatever_leaves_every_small_count_stays_possible(families, number):
    """For an outsider, and for each family that takes its own change away."""
    k = 3
    row = ALL[number]
    study = families(row[:, None], reach=STEP, n_min=N, n_min_opinion=3, k=k)
    left = told(counts_of(study), mean_of(study), study=study)
    if MEAN not in left:
        return
    numbers, truth = published(ALL), published(row[None, :])
    has_same = np.all(
        [n == t for n, t in zip(numbers[: 3 if WIDTH in left else 1], truth, strict=False)],
        axis=0,
    )
    plain = agrees(ALL, left, N)
    for own in [None, *set(row.tolist())]:
        mine = np.ones(len(ALL), bool) if own is None else (own == ALL).any(axis=1)
        for place, way in enumerate(WAYS):
            if (
                left.get(Cell(FAMILIES, ((DIRECTION, way),)), (0, 1))[0]
                == left.get(Cell(FAMILIES, ((DIRECTION, way),)), (0, 1))[1]
            ):
                continue
            count = (np.sign(ALL) == place - 1).sum(axis=1)
            before, after = set(count[plain & mine]), set(count[plain & mine & has_same])
            wanted = {c for c in before if 1 <= c <= k}
            assert wanted <= after, (row, way, own)


def test_on_a_short_scale_no_mean_leaves(families):
    for number in range(0, len(ALL), 7):
        study = families(ALL[number][:, None], reach=STEP, n_min=N, n_min_opinion=3, k=3)
        assert MEAN not in told(counts_of(study), mean_of(study), study=study)


@pytest.mark.usefixtures("short_scales_too")
def test_the_brute_force_is_not_empty(families):
    kinds = set()
    for number in range(0, len(ALL), 7):
        study = families(ALL[number][:, None], reach=STEP, n_min=N, n_min_opinion=3, k=3)
        left = told(counts_of(study), mean_of(study), study=study)
        kinds.add((MEAN in left, WIDTH in left))
    assert (False, False) in kinds
    assert (True, False) in kinds


@given(st.integers(0, 3), st.integers(0, 3), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_sums_are_those_that_enumeration_gives(n_better, n_worse, most_better, most_worse):
    found = sums_of(n_better, n_worse, Lengths(1, most_better), Lengths(1, most_worse))
    moves = [range(-most_better, 0)] * n_better + [range(1, most_worse + 1)] * n_worse
    pairs = {(sum(move), sum(x * x for x in move)) for move in itertools.product(*moves)}
    assert pairs == {
        (total, place)
        for total, bits in found.items()
        for place in range(bits.bit_length())
        if bits >> place & 1
    }


def test_a_mask_keeps_the_sums_that_give_the_published_numbers():
    changes = np.array([-2, -1, 0, 1, -1, -1])
    mean, low, high = (float(x[0]) for x in published(changes[None, :]))
    squares, total = int((changes**2).sum()), int(changes.sum())
    mask = agreeing(Published(6, mean, (low, high)), total, 1, 60, None)
    assert mask >> squares & 1
    assert not mask >> squares + 6 & 1
    assert agreeing(Published(6, mean + 0.3, None), total, 1, 60, None) == 0
    others = agreeing(Published(6, mean, (low, high)), total + 2, 1, 60, -2.0)
    assert others >> squares - 4 & 1


@pytest.mark.parametrize(
    ("n", "reach", "n_factors", "is_whole", "expected"),
    [(10, 4, 8, False, 4), (10, 4, 8, True, 1), (10, 4, 1, False, 1), (90, 4, 8, False, None)],
)
def test_a_step_has_as_many_parts_as_can_be_worked_with(
    n, reach, n_factors, is_whole, expected
):
    assert parts_of_step(n, reach, n_factors, is_whole=is_whole) == expected


def counted(*counts: int) -> Counts:
    first, second, third = ((float(c), float(c)) for c in counts)
    return Counts((first, second, third), sum(counts))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_ratings_that_are_dealt_out_exist(data):
    """Two factors, four families, one step of two: every dealing is found by enumeration."""
    moves = list(itertools.product((-2, -1, 0, 1, 2), repeat=2))
    rows = np.array(data.draw(st.lists(st.sampled_from(moves), min_size=4, max_size=4)))
    tables = [
        counted(*(int((np.sign(rows[:, j]) == way).sum()) for way in (-1, 0, 1)))
        for j in range(2)
    ]
    totals = np.sign(rows.sum(axis=1))
    n_moved = tuple(int((totals == way).sum()) for way in (-1, 0, 1))
    for better, worse in dealt(n_moved, tables, 2, 2):
        for wanted in itertools.product(
            range(better.low, better.high + 1), range(worse.low, worse.high + 1)
        ):
            sums = [-wanted[0]] * n_moved[0] + [0] * n_moved[1] + [wanted[1]] * n_moved[2]
            assert _exists(sums, tables), (sums, tables)


def _moved(state: tuple, moves: tuple[int, ...]) -> tuple:
    """How many moved in each factor, with one family more."""
    pairs = zip(state, moves, strict=True)
    return tuple((b + (move < 0), w + (move > 0)) for (b, w), move in pairs)


def _exists(sums: list[int], tables: list[Counts]) -> bool:
    """Whether two factors with these counts can add up to these sums of families."""
    states = {((0, 0), (0, 0))}
    for total in sums:
        states = {
            _moved(state, moves)
            for state in states
            for moves in itertools.product(range(-2, 3), repeat=2)
            if sum(moves) == total
        }
    wanted = tuple((int(t.ends[0][0]), int(t.ends[2][0])) for t in tables)
    return wanted in states


def shown_rows(**numbers: str) -> ShownTable:
    """Bands of the composite and a mean change, as the files of a report have them."""
    reasons = {"bedre": "half_or_more", "uendret": "hidden", "verre": "hidden"}
    rows = [
        ShownRow(
            (way,),
            {
                "n": "10",
                "reason": reason,
                "basis": f'share(cell("familier", "retning={way}"), cell("familier"))',
            },
        )
        for way, reason in reasons.items()
    ]
    basis = 'mean_change("familier", "retning")'
    cells = {"n": "10", "reason": "", "basis": basis, **numbers}
    return ShownTable("endring.csv", (*rows, ShownRow(("endring",), cells)))


def test_the_audit_from_outside_reads_a_mean_change():
    wide = shown_rows(estimate="-0.7", low="-2.3", high="0.9", level="0.95")
    assert attack_tables([wide], 5) == []
    narrow = shown_rows(estimate="-1.0", low="-1.1", high="-0.9", level="0.95")
    found = attack_tables([narrow], 5)
    assert {finding.row for finding in found} >= {"uendret", "verre"}
    assert all(finding.kind != "statistic_not_tried" for finding in found)


def test_the_audit_from_outside_needs_no_interval():
    assert attack_tables([shown_rows(estimate="-0.7")], 5) == []
