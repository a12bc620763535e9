"""Exhibits for those with access alone: what they show, and that nobody is named."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.composite import changes_of_families
from larvik_analysis.estimate.outcomes.factors import estimate_factor_changes
from larvik_analysis.estimate.outcomes.stays import stays_of
from larvik_analysis.estimate.statistics.survival import kaplan_meier
from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.exhibit import Exhibit, from_json, to_json
from larvik_analysis.exhibit.internal_cases import (
    MOST_GOALS,
    exhibit_case_panels,
    exhibit_goal_ladder,
)
from larvik_analysis.exhibit.internal_families import (
    exhibit_factor_forest,
    exhibit_family_slopes,
    exhibit_transitions,
)
from larvik_analysis.exhibit.internal_paths import (
    LEAST_CASES,
    days_of_axis,
    exhibit_alluvial,
    exhibit_dose,
    exhibit_survival,
    exhibit_swimlanes,
    state_alluvial,
)
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.exhibit.style import our_look
from larvik_analysis.release.gate import release
from larvik_analysis.terms.outcomes import (
    Estimand,
    Factor,
    FamilyRatings,
    Level,
    OutcomeData,
    Pathways,
)
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

MEASURE, OTHER = "lag", "nabokafeen"  # of the fictional evaluation; outcomes are of the first
MAKERS: dict[str, Callable[[Study, str], Exhibit | None]] = {
    "slopes": exhibit_family_slopes,
    "transitions": exhibit_transitions,
    "forest": exhibit_factor_forest,
    "goals": exhibit_goal_ladder,
    "cases": exhibit_case_panels,
    "swimlanes": exhibit_swimlanes,
    "survival": exhibit_survival,
    "alluvial": exhibit_alluvial,
    "dose": exhibit_dose,
}
# Of the frameworks, the longest names there are, with every Norwegian letter.
FACTORS = (
    Factor(id="uro", name=Words(nb="Emosjonelt utilgjengelige omsorgspersoner", en="Unrest")),
    Factor(id="konflikt", name=Words(nb="Alvorlige samlivskonflikter", en="Conflicts")),
    Factor(id="nett", name=Words(nb="Støttende nettverk", en="Network"), side="protective"),
)
LEVELS = tuple(
    Level(score=score, name=Words(nb=nb, en=en))
    for score, (nb, en) in enumerate(
        [
            ("Ikke til stede", "None"),
            ("Lav", "Low"),
            ("Høy", "High"),
            ("Svært høy", "Very high"),
        ]
    )
)
NAMES = {
    level: Words(nb=nb, en=en)
    for level, (nb, en) in enumerate(
        [
            ("Konkretiser uro/undring", "Make the concern concrete"),
            ("Internt tiltaksarbeid", "Measures inside the service"),
            ("Tverrfaglig samhandling", "Cooperation across services"),
            ("Kompleks tverrfaglig samhandling", "Complex cooperation across services"),
        ]
    )
}
DAY = pd.Timestamp("2024-08-15")


def ratings_of(rows: list[tuple[str, str, str, float | None, float | None]]) -> FamilyRatings:
    """Ratings from family, child, factor, before and after; None is no rating at all."""
    table = pd.DataFrame(
        [
            {
                "family": family, "child": child, "wave": wave, "date": DAY, "rater": "r",
                "role": "laget", "factor": factor, "rating": rating,
            }
            for family, child, factor, *ratings in rows
            for wave, rating in enumerate(ratings, start=1)
            if rating is not None
        ]
    )  # fmt: skip
    families = tuple(dict.fromkeys(family for family, *_ in rows))
    return FamilyRatings(table=table, levels=LEVELS, factors=FACTORS, families=families)


def made_ratings(n: int) -> FamilyRatings:
    """Ratings of families with two or three children; the first two families are lost."""
    rng = np.random.default_rng(5)
    rows = []
    for family in range(n):
        for child in range(2 + (family % 5 == 0)):
            for factor in FACTORS:
                before = int(rng.integers(0, 4))
                after = int(np.clip(before + rng.integers(-2, 2), 0, 3))
                last = None if family < 2 else after
                rows.append((f"pseud{family:03d}", f"barn{child}", factor.id, before, last))
    return ratings_of(rows)


def made_pathways(n: int) -> Pathways:
    """Up to three stays a family; every third is still open."""
    rows = []
    for family in range(n):
        start, n_stays = DAY + pd.Timedelta(days=7 * (family % 9)), 1 + family % 3
        for place in range(n_stays):
            end = start + pd.Timedelta(days=40 + 11 * (family % 7) + 30 * place)
            is_last = place == n_stays - 1
            is_open = is_last and family % 3 == 0
            outcome = ("" if is_open else "closed") if is_last else "moved"
            rows.append(
                {
                    "family": f"pseud{family:03d}", "level": place, "start": start,
                    "end": pd.NaT if is_open else end, "service": "", "referral": "",
                    "consent": "", "outcome": outcome,
                }
            )  # fmt: skip
            start = end
    return Pathways(
        table=pd.DataFrame(rows),
        levels=NAMES,
        transitions=frozenset({(0, 1), (1, 2), (2, 3)}),
        censored_on=datetime.date(2025, 12, 31),
    )


def made_outcomes(n: int = 10) -> OutcomeData:
    """Everything there can be of `n` families."""
    rng = np.random.default_rng(7)
    contacts = [
        {"family": f"pseud{f:03d}", "date": DAY + pd.Timedelta(days=9 * k), "minutes": 45.0,
         "mode": "home"}
        for f in range(1, n) for k in range(3 + f % 8)
    ]  # fmt: skip
    goals = [
        {"family": f"pseud{f:03d}", "goal": g, "weight": 1.0,
         "score": float(rng.integers(-2, 3)) if (f, g) != (3, 0) else np.nan}
        for f in range(n) for g in range(1 + f % 3)
    ]  # fmt: skip
    sessions = [
        {"case": f"pseud{case}", "phase": "A" if k < n_first else "B", "session": k + 1,
         "score": float(8 - k // 3 + (k % 2))}
        for case, (n_first, n_second) in enumerate([(6, 9), (4, 6), (2, 5)])
        for k in range(n_first + n_second)
    ]  # fmt: skip
    return OutcomeData(
        families=made_ratings(n),
        pathways=made_pathways(n),
        contacts=pd.DataFrame(contacts),
        planned_contacts_per_family=7.0,
        goals=pd.DataFrame(goals),
        sessions=pd.DataFrame(sessions),
    )


@pytest.fixture(scope="module")
def with_outcomes(example: Study) -> Callable[..., Study]:
    """Give the fictional evaluation outcomes and an estimand."""

    def make(outcomes: OutcomeData | None, **more: object) -> Study:
        estimand = Estimand(
            population=Words(nb="familiene", en="the families"),
            contrast="before_after",
            outcome=Words(nb="belastning", en="burden"),
            factors=tuple(factor.id for factor in FACTORS),
        )
        given = {"estimand": estimand} | more
        evaluation = replace(example.evaluation, **given)  # type: ignore[arg-type]
        return replace(example, outcomes=outcomes, evaluation=evaluation)

    return make


@pytest.fixture(scope="module", params=["nb", "en"])
def ten(with_outcomes, request) -> Study:
    """Ten families, told in each language."""
    return with_outcomes(made_outcomes(), language=request.param)


def only(study: Study, **parts: object) -> Study:
    """The study with these outcomes alone."""
    return replace(study, outcomes=OutcomeData(**parts))  # type: ignore[arg-type]


def drawn(exhibit: Exhibit, study: Study) -> str:
    """All words of the figure."""
    figure = exhibit.figure(study.language)
    return " | ".join(dict.fromkeys(words for words, _ in drawn_words(figure).texts))


def cut_words(exhibit: Exhibit, study: Study) -> list[str]:
    """Words of the figure that reach over its edge."""
    figure = exhibit.figure(study.language)
    with our_look():
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        page = figure.bbox
        found = []
        for part in figure.findobj(Text):
            box = part.get_window_extent(renderer)
            is_inside = (
                box.x0 > -1 and box.y0 > -1 and box.x1 < page.x1 + 1 and box.y1 < page.y1 + 1
            )
            if part.get_visible() and part.get_text() and not is_inside:
                found.append(part.get_text())
    return found


@pytest.fixture(scope="module")
def shown(ten, with_outcomes) -> list[tuple[Study, Exhibit]]:
    """Every exhibit of ten families, and of thirty where fewer have none."""
    many = with_outcomes(made_outcomes(LEAST_CASES), language=ten.language)
    studies = {name: many if name == "alluvial" else ten for name in MAKERS}
    made = [(studies[name], make(studies[name], MEASURE)) for name, make in MAKERS.items()]
    return [(study, exhibit) for study, exhibit in made if exhibit is not None]


def test_every_one_is_internal_and_comes_back_from_storage(shown):
    assert len(shown) == len(MAKERS)
    for _, exhibit in shown:
        assert exhibit.layer == "internal"
        assert exhibit.sensitivity == "sensitive"
        again = from_json(to_json(exhibit))
        assert to_json(again) == to_json(exhibit)
        assert again.layer == "internal"
        pd.testing.assert_frame_equal(again.data, exhibit.data)


@pytest.fixture(scope="module")
def said(shown) -> dict[str, str]:
    """The words of each of their figures."""
    return {exhibit.name: drawn(exhibit, study) for study, exhibit in shown}


def test_every_figure_says_its_design_and_a_count_and_is_marked(shown, said):
    labels = {
        "nb": "Før–etter uten sammenligning",
        "en": "Before and after, without a comparison",
    }
    for study, exhibit in shown:
        words = said[exhibit.name]
        assert labels[study.language] in words, exhibit.name
        feet = [text for text in words.split(" | ") if labels[study.language] in text]
        assert any(letter.isdigit() for foot in feet for letter in foot), exhibit.name
        assert {"nb": "SYNTETISKE DATA", "en": "SYNTHETIC DATA"}[study.language] in words


def test_a_real_evaluation_has_no_mark(with_outcomes):
    exhibit = exhibit_dose(with_outcomes(made_outcomes(), synthetic=False), MEASURE)
    assert exhibit.options["mark"] == ""
    assert "SYNTETISKE" not in drawn(exhibit, with_outcomes(None))


def test_no_word_is_cut_by_the_edge(shown):
    assert {e.name: cut_words(e, study) for study, e in shown} == {e.name: [] for _, e in shown}


def test_nobody_is_named(shown, said):
    for _, exhibit in shown:
        assert "pseud" not in to_json(exhibit)
        assert "barn0" not in to_json(exhibit)
        assert "pseud" not in said[exhibit.name]


def test_its_texts_can_be_written(shown):
    for study, exhibit in shown:
        texts = (exhibit.title, exhibit.caption, exhibit.alternative_text, *exhibit.notes)
        assert all(write_out(text, study.language) for text in texts)


def test_the_gate_lets_none_of_it_out(shown):
    for study, exhibit in shown:
        released, [verdict] = release([exhibit], study)
        assert (released, verdict.rule) == ([None], "internal"), exhibit.name


@pytest.mark.parametrize("name", MAKERS)
def test_without_data_there_is_nothing(with_outcomes, name):
    assert MAKERS[name](with_outcomes(None), MEASURE) is None
    assert MAKERS[name](with_outcomes(OutcomeData()), MEASURE) is None


@pytest.mark.parametrize("name", MAKERS)
def test_another_measure_does_not_get_the_numbers_of_this_one(with_outcomes, name):
    study = with_outcomes(made_outcomes(LEAST_CASES))
    assert MAKERS[name](study, MEASURE) is not None
    assert MAKERS[name](study, OTHER) is None
    with pytest.raises(KeyError):
        MAKERS[name](study, "finnes ikke")


def test_without_an_estimand_families_are_not_compared(with_outcomes):
    study = with_outcomes(made_outcomes(), estimand=None)
    for name in ("slopes", "transitions", "forest"):
        assert MAKERS[name](study, MEASURE) is None
    exhibit = exhibit_dose(study, MEASURE)
    assert "Hva som sammenlignes, er ikke fastsatt." in drawn(exhibit, study)


FIVE = [
    ("a", "1", "uro", 3, 1),
    ("b", "1", "uro", 3, 1),
    ("c", "1", "uro", 2, 2),
    ("d", "1", "uro", 1, 2),
    ("e", "1", "uro", 3, None),
]


@pytest.fixture
def five(with_outcomes) -> Study:
    """Five families with one child and one factor: two alike, one lost."""
    study = with_outcomes(OutcomeData(families=ratings_of(FIVE)))
    estimand = replace(study.evaluation.estimand, factors=("uro",))
    return replace(study, evaluation=replace(study.evaluation, estimand=estimand))


def test_families_that_moved_alike_are_one_line_with_their_number(five):
    exhibit = exhibit_family_slopes(five, MEASURE)
    lines = exhibit.data[exhibit.data["n_families"].notna()]
    told = lines[["part", "before", "after", "n_families"]].astype(object).to_numpy().tolist()
    assert told[:3] == [["worse", 1, 2, 1], ["same", 2, 2, 1], ["better", 3, 1, 2]]
    assert told[3][:2] == ["lost", 3]
    words = drawn(exhibit, five)
    assert "bedre −2,00: 2 familier" in words
    assert "Familier fulgt: 4. Uten siste måling: 1." in words


def test_lost_families_are_hollow_marks_beside_the_first_wave(five):
    axes = exhibit_family_slopes(five, MEASURE).figure("nb").axes[0]
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert [(list(line.get_ydata()), max(line.get_xdata()) < 0) for line in hollow] == [
        ([3.0], True)
    ]


def test_a_mean_is_drawn_with_its_interval_or_not_at_all(five, ten):
    # Four families can reach no interval at 95 per cent by flips of signs.
    assert "mean" not in set(exhibit_family_slopes(five, MEASURE).data["part"])
    exhibit = exhibit_family_slopes(ten, MEASURE)
    mean = exhibit.data[exhibit.data["part"] == "mean"].iloc[0]
    families = changes_of_families(ten.outcomes.families, ten.evaluation.estimand)
    assert mean["after"] - mean["before"] == pytest.approx(families["change"].mean())
    assert mean["low"] < mean["after"] - mean["before"] < mean["high"]
    bars = [
        list(line.get_ydata())
        for line in exhibit.figure("nb").axes[0].lines
        if line.get_marker() == "_"
    ]
    assert bars == [[mean["before"] + mean["low"], mean["before"] + mean["high"]]]


def test_other_names_of_families_give_the_same_picture(five):
    other = dict(zip("abcde", "vzyxw", strict=True))
    renamed = ratings_of([(other[family], *rest) for family, *rest in reversed(FIVE)])
    turned = exhibit_family_slopes(only(five, families=renamed), MEASURE)
    assert to_json(turned) == to_json(exhibit_family_slopes(five, MEASURE))


def test_many_lines_are_named_by_the_way_they_went(with_outcomes):
    study = with_outcomes(made_outcomes(40))
    exhibit = exhibit_family_slopes(study, MEASURE)
    counts = exhibit.data.groupby("part")["n_families"].sum()
    words = drawn(exhibit, study)
    assert f"bedre: {counts['better']} familier" in words
    assert words.count("verre") == 1
    assert cut_words(exhibit, study) == []


def test_families_that_all_stayed_put_can_be_drawn(five):
    rows = [(family, "1", "uro", 2, 2) for family in "abc"]
    study = only(five, families=ratings_of(rows))
    assert "uendret: 3 familier" in drawn(exhibit_family_slopes(study, MEASURE), study)
    assert "kan være tilfeldig" in drawn(exhibit_factor_forest(study, MEASURE), study)


def test_families_who_were_all_lost_can_be_drawn(five):
    study = only(five, families=ratings_of([(f, "1", "uro", 2, None) for f in "abc"]))
    assert "Familier fulgt: 0. Uten siste måling: 3." in drawn(
        exhibit_family_slopes(study, MEASURE), study
    )
    assert "kan ikke regnes ut" in drawn(exhibit_factor_forest(study, MEASURE), study)
    assert exhibit_transitions(study, MEASURE).data["count"].sum() == 0


def test_transitions_count_every_child_once_and_turn_protective_factors(five):
    rows = [
        ("a", "1", "uro", 3, 1), ("a", "2", "uro", 3, 1), ("b", "1", "uro", 1, 2),
        ("a", "1", "nett", 0, 2), ("b", "1", "nett", 2, 2),
    ]  # fmt: skip
    study = only(five, families=ratings_of(rows))
    exhibit = exhibit_transitions(study, MEASURE)
    moved = exhibit.data.groupby(["factor", "moved"])["count"].sum()
    assert moved["uro"].to_dict() == {"better": 2, "same": 0, "worse": 1}
    assert moved["nett"].to_dict() == {"better": 1, "same": 1, "worse": 0}
    cell = exhibit.data.query("factor == 'uro' and before == 3 and after == 1")
    assert cell["count"].tolist() == [2]
    words = drawn(exhibit, study)
    assert "▼ 2 bedre" in words
    assert "▲ 1 verre" in words


def test_the_forest_keeps_the_declared_order_and_marks_in_words(with_outcomes):
    rows = [(f"f{n}", "1", "uro", 3, 1 + n % 2) for n in range(12)]
    rows += [(f"f{n}", "1", "nett", 1 + n % 2, 2) for n in range(12)]
    study = with_outcomes(OutcomeData(families=ratings_of(rows)))
    exhibit = exhibit_factor_forest(study, MEASURE)
    table = exhibit.data.set_index("factor")
    assert list(table.index) == ["uro", "konflikt", "nett"]
    assert table["stands"].to_dict() == {"uro": True, "konflikt": False, "nett": True}
    assert table.loc["uro", "estimate"] == pytest.approx(-1.5)
    assert table.loc["nett", "estimate"] == pytest.approx(-0.5)  # better, so below nought
    words = drawn(exhibit, study)
    assert "bedre, også samlet sett" in words
    assert "*" not in words


def test_the_words_of_the_forest_follow_the_interval_that_is_drawn(with_outcomes):
    # Two of three differ from nought step by step, and no interval lies on one side of it.
    changes = {
        "uro": [0, 0, 0, -1, 0, 0, 0, -2, -1, -1, -2, -1],
        "konflikt": [0, 1, 0, -2, 0, 1, -2, 0, -1, 1, -2, -1],
        "nett": [0, 2, 1, 0, 1, 0, 1, -1, 2, 0, 2, 2],
    }
    rows = [
        (f"f{family}", "1", factor, 2 - (factor == "nett"), 2 - (factor == "nett") + change)
        for factor, of_families in changes.items()
        for family, change in enumerate(of_families)
    ]
    study = with_outcomes(OutcomeData(families=ratings_of(rows)))
    tested = estimate_factor_changes(study.outcomes.families, study.evaluation.estimand)
    tested = tested[tested["statistic"] == "mean_change"]
    assert (tested["p_value"] <= 0.05).sum() == 2
    exhibit = exhibit_factor_forest(study, MEASURE)
    assert not exhibit.data["stands"].any()
    assert "p_value" not in exhibit.data
    words = drawn(exhibit, study)
    assert "også samlet sett" not in words
    assert "−1,34 til +0,01" in words  # so exact that a bar across nought reads as one


def test_the_band_of_what_can_be_seen_is_drawn_where_it_is_given(ten):
    exhibit = exhibit_factor_forest(ten, MEASURE, detectable=0.75)
    assert len(exhibit.notes) == 1
    axes = exhibit.figure("nb").axes[0]
    [band] = axes.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == (-0.75, 0.75)
    assert list(exhibit_factor_forest(ten, MEASURE).figure("nb").axes[0].patches) == []


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan")])
def test_a_band_of_nothing_is_refused(ten, wrong):
    with pytest.raises(ParameterError) as refused:
        exhibit_factor_forest(ten, MEASURE, detectable=wrong)
    assert refused.value.code == "number_above_nought"


def goals_of(*scores: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"family": f, "goal": 1, "weight": 1.0, "score": score} for f, score in scores]
    )


def test_goals_of_a_family_stand_together_best_first(with_outcomes):
    goals = goals_of(("x", -2), ("y", 2), ("x", 1), ("z", np.nan), ("y", 0))
    study = with_outcomes(OutcomeData(goals=goals))
    exhibit = exhibit_goal_ladder(study, MEASURE)
    told = exhibit.data[["family_place", "score"]].astype(object).to_numpy().tolist()
    assert told[:4] == [[1, 2.0], [1, 0.0], [2, 1.0], [2, -2.0]]
    assert exhibit.data["label"].tolist()[-1] == "ikke vurdert"
    assert "Mål vurdert: 4. Ikke vurdert: 1. Familier: 3." in drawn(exhibit, study)
    assert "T-skår" in write_out(exhibit.caption, "nb")


def test_many_goals_are_counted_rung_by_rung(with_outcomes):
    scores = [float(n % 5 - 2) for n in range(MOST_GOALS + 1)]
    study = with_outcomes(
        OutcomeData(goals=goals_of(*((f"f{n}", s) for n, s in enumerate(scores))))
    )
    exhibit = exhibit_goal_ladder(study, MEASURE)
    assert exhibit.data["part"].unique().tolist() == ["count"]
    assert exhibit.data.set_index("score")["count"].to_dict() == {
        -2: 7,
        -1: 6,
        0: 6,
        1: 6,
        2: 6,
    }
    assert cut_words(exhibit, study) == []


def test_one_family_has_no_mean_of_t_scores(with_outcomes):
    exhibit = exhibit_goal_ladder(with_outcomes(OutcomeData(goals=goals_of(("x", 1)))), MEASURE)
    assert "T-skår" not in write_out(exhibit.caption, "nb")


def test_goals_that_nobody_rated_can_be_drawn(with_outcomes):
    study = with_outcomes(OutcomeData(goals=goals_of(("x", np.nan))))
    assert "Mål vurdert: 0. Ikke vurdert: 1." in drawn(
        exhibit_goal_ladder(study, MEASURE), study
    )


def test_a_case_with_few_scores_says_why_and_what_to_collect(with_outcomes):
    study = with_outcomes(made_outcomes())
    exhibit = exhibit_case_panels(study, MEASURE)
    table = exhibit.data
    assert table["label"].unique().tolist() == ["Sak 1", "Sak 2", "Sak 3"]
    indices = table[table["part"] == "index"].groupby("label").size().to_dict()
    assert indices.keys() == {"Sak 1", "Sak 2"}
    said = table[table["part"] == "reservation"].set_index("label")["said"]
    assert list(said.index) == ["Sak 2", "Sak 3"]
    assert "mangler 1 før og 0 under" in said["Sak 2"]
    assert "minst tre i hver fase" in said["Sak 3"]
    assert "mangler 3 før og 0 under" in said["Sak 3"]


def test_phases_that_alternate_are_told(with_outcomes):
    sessions = pd.DataFrame(
        [{"case": "x", "phase": "AB"[k // 3 % 2], "session": k, "score": k} for k in range(12)]
    )
    exhibit = exhibit_case_panels(with_outcomes(OutcomeData(sessions=sessions)), MEASURE)
    [said] = exhibit.data.loc[exhibit.data["part"] == "reservation", "said"]
    assert said.startswith("Fasene går om hverandre.")


def test_a_case_with_one_phase_and_one_score_can_be_drawn(with_outcomes):
    sessions = pd.DataFrame([{"case": "x", "phase": "A", "session": 1, "score": 4.0}])
    study = with_outcomes(OutcomeData(sessions=sessions))
    assert "Sak 1" in drawn(exhibit_case_panels(study, MEASURE), study)


def test_lanes_stand_by_when_families_began_and_open_stays_are_marked(ten):
    table = exhibit_swimlanes(ten, MEASURE).data
    firsts = table.groupby("lane")["from_day"].min()
    assert firsts.is_monotonic_increasing
    assert table["from_day"].min() == 0
    stays = stays_of(ten.outcomes.pathways)
    assert int(table["is_open"].sum()) == int(stays["end"].isna().sum())
    n_contacts = int((table["part"] == "contact").sum())
    assert n_contacts == len(ten.outcomes.contacts)


@pytest.mark.parametrize("part", ["pathways", "contacts"])
def test_lanes_of_one_kind_alone_can_be_drawn(ten, part):
    study = only(ten, **{part: getattr(ten.outcomes, part)})
    assert cut_words(exhibit_swimlanes(study, MEASURE), study) == []


def test_the_steps_are_those_of_kaplan_and_meier(ten):
    table = exhibit_survival(ten, MEASURE).data
    stays = stays_of(ten.outcomes.pathways)
    for level, rows in table.groupby("at_level"):
        own = stays[stays["at_level"] == level]
        curve = kaplan_meier(own["days"], own["ending"].ne(""), cluster=own["family"])
        steps = rows[rows["part"] == "step"]
        assert steps["share"].tolist()[1:] == list(curve.shares)
        assert steps["day"].tolist() == [0.0, *curve.times]
        assert int(steps["n_censored"].sum()) == int(own["end"].isna().sum())
        first = rows[rows["part"] == "at_risk"].iloc[0]
        assert (first["day"], first["at_risk"]) == (0.0, len(own))
    assert set(table["at_level"]) == set(stays["at_level"])  # none for a level nobody was at


@pytest.mark.parametrize(
    ("last", "n"), [(0.0, 1), (6.0, 1), (30.0, 5), (365.0, 5), (4000.0, 11)]
)
def test_days_of_an_axis_begin_at_nought_and_end_in_time(last, n):
    days = days_of_axis(last)
    assert days[0] == 0
    assert days[-1] <= last
    assert len(days) == n


def test_flows_are_drawn_from_thirty_families_on(with_outcomes):
    few = with_outcomes(OutcomeData(pathways=made_pathways(LEAST_CASES - 1)))
    assert exhibit_alluvial(few, MEASURE) is None
    [said] = state_alluvial(few, MEASURE)
    assert "tretti" in write_out(said, "nb")
    assert state_alluvial(with_outcomes(None), MEASURE) == ()
    many = with_outcomes(OutcomeData(pathways=made_pathways(LEAST_CASES)))
    assert state_alluvial(many, MEASURE) == ()
    table = exhibit_alluvial(many, MEASURE).data
    assert table.groupby("from_day")["n_families"].sum().to_dict() == {0: 30, 182: 30}
    into = table[table["to_day"] == 182].groupby("label")["n_families"].sum()
    out = table[table["from_day"] == 182].groupby("from_label")["n_families"].sum()
    assert into.to_dict() == out.to_dict()


def test_a_family_is_where_it_was_on_the_day(with_outcomes):
    table = pd.DataFrame(
        {
            "family": [f"f{n}" for n in range(LEAST_CASES)],
            "level": 1,
            "start": DAY,
            # Day 182 is the day it ends for some, and the day before for none.
            "end": [DAY + pd.Timedelta(days=182 + n % 2) for n in range(LEAST_CASES)],
            "outcome": "closed",
        }
    )
    pathways = replace(made_pathways(1), table=table)
    flows = exhibit_alluvial(with_outcomes(OutcomeData(pathways=pathways)), MEASURE).data
    first = flows[flows["from_day"] == 0].set_index("label")["n_families"]
    assert first.to_dict() == {"Internt tiltaksarbeid": 15, "avsluttet": 15}
    unseen = replace(pathways, censored_on=datetime.date(2025, 3, 1))
    flows = exhibit_alluvial(with_outcomes(OutcomeData(pathways=unseen)), MEASURE).data
    assert set(flows.loc[flows["to_day"] == 365, "label"]) == {"ikke fulgt så lenge"}


def test_bullets_hold_what_was_planned_against_what_came(ten):
    exhibit = exhibit_dose(ten, MEASURE)
    in_all = exhibit.data[exhibit.data["part"] == "all"].iloc[0]
    assert in_all["planned"] == 70.0
    assert in_all["contacts"] == len(ten.outcomes.contacts)
    families = exhibit.data[exhibit.data["part"] == "family"]["contacts"]
    assert len(families) == 10
    assert families.is_monotonic_decreasing
    assert families.min() == 0  # a family without a contact counts too
    assert families.sum() == in_all["contacts"]


def test_without_a_plan_contacts_stand_alone(ten):
    study = only(ten, contacts=ten.outcomes.contacts)
    exhibit = exhibit_dose(study, MEASURE)
    assert exhibit.data["planned"].isna().all()
    assert exhibit.caption.key == "internal.dose.caption_unplanned"
    assert cut_words(exhibit, study) == []


def test_many_families_with_contacts_stay_on_the_page(with_outcomes):
    study = with_outcomes(made_outcomes(120))
    figure = exhibit_dose(study, MEASURE).figure("nb")
    assert figure.get_figheight() * 25.4 < 260
