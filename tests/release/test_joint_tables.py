"""Nothing leaks to whoever goes through every joint table that fits what left.

Slow and simple, and with no part of the gate in it: a combination of all answers is an
unknown count, and each released row an equation. What it finds is the least and the most
that a count can be, so that it is the measure of the gate's own shorter calculation.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from larvik_analysis.estimate.indicators.basis import atoms_in
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.survey.comparisons import compare_groups
from larvik_analysis.estimate.survey.counts import patterns_of, scores_of
from larvik_analysis.estimate.survey.participation import (
    estimate_families,
    estimate_item_nonresponse,
)
from larvik_analysis.estimate.survey.scales import estimate_scale
from larvik_analysis.estimate.survey.shares import estimate_multiselect, estimate_shares
from larvik_analysis.release.gate import release
from larvik_analysis.release.known import new_entry
from larvik_analysis.release.own import questions_of_all
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored
from larvik_analysis.terms.questions import Design, Scale
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

YES_NO = ("ja", "nei")
WORDS = Words(nb="alle", en="all")
BANDS = ("half_or_more", "under_half")
Where = Mapping[str, str]


class JointTables:
    """All joint tables of a file of answers that agree with what is known.

    Of a statistic that is no sum he is given more than it tells: the whole table of the
    questions it is about. They must be opinions.
    """

    def __init__(self, data: Microdata, sensitive: Collection[str]) -> None:
        self.data, self.sensitive = data, sensitive
        self.patterns = list(_patterns(data))
        self.equations: list[tuple[np.ndarray, float, float]] = []
        self.bands: set[frozenset[tuple[str, str]]] = set()
        self.crossed: set[frozenset[str]] = set()
        self.know({})

    def know(self, where: Where) -> None:
        """Its count is told."""
        count = self.data.count(where)
        self.equations.append((self.row(where), count, count))

    def row(self, where: Where) -> np.ndarray:
        """Which combinations are counted."""
        return np.array(
            [all(_is_in(found[v], a) for v, a in where.items()) for found in self.patterns],
            dtype=float,
        )

    def read(self, released: Sequence[object]) -> None:
        """Every row of what left."""
        for thing in released:
            if thing is not None:
                for _, row in thing.data.iterrows():
                    self._read_row(row)

    def _read_row(self, row: pd.Series) -> None:
        atoms = atoms_in(row["basis"])
        if row["reason"] in ("", *BANDS):
            filters = {v: c[0] for v, c in _conditions(self.data).items()}
            for atom in atoms:
                names = {v for v, _ in atom.where} | set(getattr(atom, "variables", ()))
                self.crossed.add(frozenset(names | {filters[v] for v in names & set(filters)}))
        if row["reason"] == "":
            for atom in atoms:
                self._read_atom(atom)
            return
        if pd.notna(row["n"]):
            self.know(dict(atoms[-1].where))
        if row["reason"] in BANDS:
            twice = 2 * self.row(dict(atoms[0].where)) - self.row(dict(atoms[-1].where))
            is_half = row["reason"] == "half_or_more"
            ends = (0, np.inf) if is_half else (-np.inf, -1)
            self.equations.append((twice, *ends))
            self.bands.add(frozenset(atoms[0].where))

    def _read_atom(self, atom: Cell | Scored) -> None:
        if isinstance(atom, Cell):
            self.know(dict(atom.where))
        elif atom.statistic == "mean":
            places = patterns_of(self.data.declared, atom)
            scores = scores_of(self.data.declared, atom)[:, 0]
            row = sum(s * self.row(p) for s, p in zip(scores, places, strict=True))
            total = sum(s * self.data.count(p) for s, p in zip(scores, places, strict=True))
            self.equations.append((row, total, total))
        else:
            assert not set(atom.named) & set(self.sensitive), atom
            for answers in itertools.product(*(_scale(self.data, n) for n in atom.named)):
                self.know(dict(zip(atom.named, answers, strict=True)))

    def ends(self, where: Where) -> tuple[int, int]:
        """The least and the most it can be."""
        rows, low, high = map(np.array, zip(*self.equations, strict=True))
        found = [
            milp(
                way * self.row(where),
                constraints=LinearConstraint(rows, low, high),
                bounds=Bounds(0, np.inf),
                integrality=np.ones(len(self.patterns)),
            )
            for way in (1, -1)
        ]
        assert all(answer.status == 0 for answer in found), [a.message for a in found]
        return round(found[0].fun), round(-found[1].fun)

    def secrets(self) -> Iterator[Where]:
        """Sensitive counts, of every table of which something left."""
        seen = set()
        for table in self.crossed:
            for size in range(1, len(table) + 1):
                for names in itertools.combinations(sorted(table), size):
                    for answers in itertools.product(*(_scale(self.data, n) for n in names)):
                        where = dict(zip(names, answers, strict=True))
                        is_told = any(
                            v in self.sensitive and a != UNANSWERED for v, a in where.items()
                        )
                        key = frozenset(where.items())
                        if is_told and key not in seen and self.row(where).any():
                            seen.add(key)
                            yield where

    def leaks(
        self, k: int, zeros: str, own: Where | None = None
    ) -> list[tuple[Where, int, int, int]]:
        """Small counts that are known too well: what is counted, the count, and its ends."""
        if own is not None:
            self.know(own)
        found = []
        for where in self.secrets():
            count = self.data.count(where)
            few = min(count, self.data.n_families(where))
            if few < k and (few or zeros == "hide") and not _is_own(where, own, count):
                low, high = self.ends(where)
                if not self._is_safe(where, count, low, high, k, 0 if zeros == "hide" else 1):
                    found.append((where, count, low, high))
        return found

    def _is_safe(
        self, where: Where, count: int, low: int, high: int, k: int, least: int
    ) -> bool:
        left_open = {v: a for v, a in where.items() if a == UNANSWERED}
        if left_open:  # how many they are may be known
            return low == 0 and high >= min(k, self.data.count(left_open))
        parts = (
            frozenset(part)
            for size in range(1, len(where) + 1)
            for part in itertools.combinations(where.items(), size)
        )
        if any(part in self.bands for part in parts):
            return high - low + 1 >= k
        return low <= least and high >= max(k, count)


def _is_own(where: Where, own: Where | None, count: int) -> bool:
    """Whether it tells somebody alone in a cell of nobody else."""
    if own is None:
        return False
    inner, outer = set(where.items()), set(own.items())
    return inner >= outer or (outer > inner and count == 1) or UNANSWERED in where.values()


def _conditions(data: Microdata) -> dict[str, tuple[str, set[str]]]:
    asked = {q.id: q.asked_of for q in data.declared.questions if q.asked_of}
    return {
        v.id: (asked[v.question][0], set(asked[v.question][1].split("+")))
        for v in data.variables.values()
        if v.question in asked
    }


def _scale(data: Microdata, name: str) -> list[str]:
    ids = [answer.id for answer in data.variables[name].answers]
    return [*ids, UNANSWERED] if data.table[name].isna().any() else ids


def _is_in(found: str, answer: str) -> bool:
    if answer == ANSWERED:
        return found != UNANSWERED
    return found in answer.split("+")


def _patterns(data: Microdata) -> Iterator[dict[str, str]]:
    """Combinations that the form allows: who was asked, and ticks left open together."""
    names = list(data.variables)
    conditions = _conditions(data)
    for answers in itertools.product(*(_scale(data, name) for name in names)):
        found = dict(zip(names, answers, strict=True))
        was_asked = all(
            found[name] == UNANSWERED or found[other] in allowed
            for name, (other, allowed) in conditions.items()
        )
        open_by_question: dict[str, set[bool]] = {}
        for name, variable in data.variables.items():
            is_open = found[name] == UNANSWERED
            open_by_question.setdefault(variable.question, set()).add(is_open)
        if was_asked and all(len(kinds) == 1 for kinds in open_by_question.values()):
            yield found


class Drawn:
    """Random answers, few of some and many of others."""

    def __init__(self, seed: int, n: tuple[int, int] = (25, 60)) -> None:
        self.rng = np.random.default_rng(seed)
        self.n = int(self.rng.integers(*n))

    def answers(self, scale: Sequence[str], gaps: float = 0.0) -> list[str | None]:
        shares = self.rng.dirichlet(np.full(len(scale), 0.8))
        places = self.rng.choice(len(scale), self.n, p=shares)
        return [None if self.rng.random() < gaps else scale[place] for place in places]

    def near(self, others: Sequence[str | None], scale: Sequence[str]) -> list[str | None]:
        """The same answers, but for a few."""
        own = self.answers(scale)
        return [a if self.rng.random() < 0.9 else b for a, b in zip(others, own, strict=True)]


def multiple(own, name: str, answers: str, sensitivity: str, **more):
    return replace(own.question(name, answers, sensitivity, **more), kind="multiple")


def shown(own, study: Study, tables: Mapping[str, pd.DataFrame]) -> list:
    """Each table as an exhibit."""
    label = study.microdata["d"].declared.questions[0].id  # a word that is public
    return [
        own.table(
            study, name, [(label, estimate_of(row)) for _, row in table.iterrows()],
            sensitivity="opinion",
        )
        for name, table in tables.items()
    ]  # fmt: skip


def leaks(own, study: Study, tables: Mapping[str, pd.DataFrame], sensitive: set[str]) -> list:
    made, verdicts = release(shown(own, study, tables), study)
    assert {verdict.rule for verdict in verdicts} <= {"", "all_hidden", "number_hidden"}
    seen = JointTables(study.microdata["d"], sensitive)
    seen.read(made)
    rules = study.evaluation.disclosure
    return seen.leaks(rules.k, rules.zeros)


def by_groups(own, seed: int, zeros: str) -> tuple[Study, dict, set[str]]:
    """Two opinions, a sensitive question, and all of them by each other."""
    drawn = Drawn(seed)
    columns = {
        "s": drawn.answers("abc"),
        "q": drawn.answers("xyz", 0.1 * (seed % 2)),
        "r": drawn.answers("uv", 0.1 * (seed % 3 == 0)),
    }
    asked = [
        own.question("s", "abc"),
        own.question("q", "xyz", "opinion", merge=("x+y",)),
        own.question("r", "uv", "opinion"),
    ]
    study = own.study(columns, asked, unit="respondents", zeros=zeros)
    data = study.microdata["d"]
    tables = {
        "qs": estimate_shares(data, ["q"], by="s"),
        "s": estimate_shares(data, ["s"]),
        "sr": estimate_shares(data, ["s"], by="r"),
        "qr": estimate_shares(data, ["q"], by="r"),
        "left-open": estimate_item_nonresponse(data),
    }
    return study, tables, {"s"}


def filtered(own, seed: int, zeros: str) -> tuple[Study, dict, set[str]]:
    """A question that was asked of some, and ticks that were asked of some of those."""
    drawn = Drawn(seed, (30, 70))
    of_whom = drawn.answers("abc")
    q = [
        a if v in "ab" else None
        for a, v in zip(drawn.answers("xyz", 0.05), of_whom, strict=True)
    ]
    skipped = drawn.rng.random(drawn.n) < 0.1
    ticks = {
        f"m_{tick}": [
            a if v in ("x", "y") and not gone else None
            for a, v, gone in zip(drawn.answers(YES_NO), q, skipped, strict=True)
        ]
        for tick in "pq"
    }
    first = seed % 3 > 0  # which of the two filters is sensitive
    asked = [
        own.question("v", "abc", "sensitive" if first else "opinion"),
        own.question("q", "xyz", "opinion" if first else "sensitive", asked_if="v=a+b"),
        multiple(own, "m", "pq", "opinion", asked_if="q=x+y"),
    ]
    columns = {"v": of_whom, "q": q, **ticks}
    study = own.study(columns, asked, unit="respondents", zeros=zeros)
    data = study.microdata["d"]
    tables = {
        "m": estimate_multiselect(data, "m"),
        "vq": estimate_shares(data, ["v", "q"]),
        "left-open": estimate_item_nonresponse(data),
    }
    if seed % 2:
        tables["mv"] = estimate_multiselect(data, "m", by="v")
        tables["qv"] = estimate_shares(data, ["q"], by="v")
    return study, tables, {"q", "m_p", "m_q", *(["v"] if first else [])}


def several(own, seed: int, zeros: str) -> tuple[Study, dict, set[str]]:
    """Ticks of those who answered and of those who were asked, by a group."""
    drawn = Drawn(seed)
    group = drawn.answers("ab")
    skipped = drawn.rng.random(drawn.n) < 0.15
    ticks = {
        f"m_{tick}": [
            None if gone else a for a, gone in zip(drawn.answers(YES_NO), skipped, strict=True)
        ]
        for tick in "pq"
    }
    is_of_ticks = bool(seed % 2)
    asked = [
        own.question("s", "ab", "opinion" if is_of_ticks else "sensitive"),
        multiple(own, "m", "pq", "sensitive" if is_of_ticks else "opinion"),
    ]
    study = own.study({"s": group, **ticks}, asked, unit="respondents", zeros=zeros)
    data = study.microdata["d"]
    tables = {
        "m": estimate_multiselect(data, "m"),
        "ms": estimate_multiselect(data, "m", by="s"),
        "s": estimate_shares(data, ["s"]),
        "left-open": estimate_item_nonresponse(data),
    }
    return study, tables, {"m_p", "m_q"} if is_of_ticks else {"s"}


def of_scales(own, seed: int, zeros: str) -> tuple[Study, dict, set[str]]:
    """A scale of opinions, its groups, comparisons, and its items by a sensitive question."""
    drawn = Drawn(seed)
    q = drawn.answers("xyz", 0.1)
    columns = {"s": drawn.answers("ab"), "q": q, "r": drawn.near(q, "xyz")}
    asked = [
        own.question("s", "ab"),
        own.question("q", "xyz", "opinion"),
        own.question("r", "xyz", "opinion"),
    ]
    study = own.study(columns, asked, unit="respondents", zeros=zeros)
    plain = study.microdata["d"]
    scale = Scale(id="k", name=WORDS, items=("q", "r"), n_least=1)
    data = Microdata(replace(plain.declared, scales=(scale,)), plain.table)
    tables = {
        "scale": estimate_scale(data, "k"),
        "scale-by": estimate_scale(data, "k", by="s"),
        "items-by": estimate_shares(data, ["q", "r"], by="s"),
        "qr": compare_groups(data, "q", "r"),
        "s": estimate_shares(data, ["s"]),
    }
    if seed % 2:
        tables["qs"] = compare_groups(data, "q", "s")
    return replace(study, microdata={"d": data}), tables, {"s"}


def in_a_ring(own, seed: int, zeros: str) -> tuple[Study, dict, set[str]]:
    """Two opinions by two sensitive questions: a ring of four tables."""
    drawn = Drawn(seed, (25, 45))
    a, q = drawn.answers("ab"), drawn.answers("xy")
    columns = {"a": a, "b": drawn.near(a, "ab"), "q": q, "r": drawn.near(q, "xy")}
    asked = [own.question(name, "ab") for name in "ab"]
    asked += [own.question(name, "xy", "opinion") for name in "qr"]
    study = own.study(columns, asked, unit="respondents", zeros=zeros)
    data = study.microdata["d"]
    tables = {f"{q}{s}": estimate_shares(data, [q], by=s) for q in "qr" for s in "ab"}
    return study, tables, {"a", "b"}


KINDS = {made.__name__: made for made in (by_groups, filtered, several, of_scales, in_a_ring)}
# Those that leaked before the gate knew the form, and a few more.
QUICK = [
    ("by_groups", 8), ("several", 203), ("filtered", 4002), ("of_scales", 301),
    ("of_scales", 7017), ("in_a_ring", 5003),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "seed"), QUICK)
def test_no_small_count_can_be_told(own, kind, seed):
    assert leaks(own, *KINDS[kind](own, seed, "show")) == []


@pytest.mark.slow
@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_no_small_count_can_be_told_of_many_studies(own, kind, seed, zeros):
    assert leaks(own, *KINDS[kind](own, 7_000 + seed, zeros)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_two_releases_tell_no_more_than_one(own, seed):
    study, tables, sensitive = by_groups(own, 8_000 + seed, "show")
    everything = shown(own, study, tables)
    rng = np.random.default_rng(seed)
    earlier = [thing for thing in everything if rng.random() < 0.5]
    before, _ = release(earlier, study)
    told = {atom: ends for thing in before if thing is not None for atom, ends in thing.told}
    asked = questions_of_all(earlier, study)
    entry = new_entry(told, asked, Ledger(), study.evaluation)
    ledger = Ledger((entry,)) if entry is not None else Ledger()
    after, _ = release(everything, replace(study, ledger=ledger))
    first = JointTables(study.microdata["d"], sensitive)
    first.read(before)
    both = JointTables(study.microdata["d"], sensitive)
    both.read([*before, *after])
    found = both.leaks(study.evaluation.disclosure.k, "show")
    assert [leak for leak in found if first.ends(leak[0]) != leak[2:]] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_families_tell_nothing_to_those_alone_in_a_cell(own, seed):
    drawn = Drawn(9_000 + seed, (25, 50))
    columns = {"s": drawn.answers("abc"), "q": drawn.answers("xy", 0.1 * (seed % 2))}
    families = [f"f{drawn.rng.integers(0, drawn.n * 0.7):.0f}" for _ in range(drawn.n)]
    asked = [own.question("s", "abc"), own.question("q", "xy", "opinion")]
    study = own.study(columns, asked, unit="respondents", families=families)
    plain = study.microdata["d"]
    design = Design(target="wider", wider=WORDS, two_of_a_family="both")
    data = Microdata(replace(plain.declared, design=design), plain.table, plain.families)
    study = replace(study, microdata={"d": data})
    tables = {
        "qs": estimate_shares(data, ["q"], by="s"),
        "s": estimate_shares(data, ["s"]),
        "families": estimate_families(data, "q", study.facts),
    }
    assert leaks(own, study, tables, {"s"}) == []
    made, _ = release(shown(own, study, tables), study)
    cells = [{"s": a} for a in "abc"] + [{"q": x, "s": a} for x in "xy" for a in "abc"]
    for alone in [where for where in cells if data.n_families(where) == 1]:
        seen = JointTables(data, {"s"})
        seen.read(made)
        # To himself nobody is none: a count may turn out to be one at the least.
        assert [leak for leak in seen.leaks(5, "show", own=alone) if leak[2] > 1] == []


def test_the_outsider_finds_what_counting_by_hand_finds(own):
    """Of six answers to two questions all joint tables are written out."""
    columns = {"s": ["a", "a", "b", "b", "b", "b"], "q": ["x", "y", "x", "x", "y", "y"]}
    asked = [own.question("s", "ab"), own.question("q", "xy")]
    seen = JointTables(own.study(columns, asked, unit="respondents").microdata["d"], {"s", "q"})
    seen.know({"s": "a"})
    seen.know({"q": "x"})
    fitting = [
        counts
        for counts in itertools.product(range(7), repeat=4)  # ax, ay, bx, by
        if sum(counts) == 6 and counts[0] + counts[1] == 2 and counts[0] + counts[2] == 3
    ]
    for place, where in enumerate(itertools.product("ab", "xy")):
        counts = [fit[place] for fit in fitting]
        found = seen.ends(dict(zip(("s", "q"), where, strict=True)))
        assert found == (min(counts), max(counts))
