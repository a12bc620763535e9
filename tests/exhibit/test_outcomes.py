"""What may leave of families' change: its words, its rows, and how it is drawn."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from larvik_analysis.estimate.outcomes.as_microdata import with_families
from larvik_analysis.exhibit import outcomes as chapter
from larvik_analysis.exhibit.exhibit import drawing, from_json, to_json
from larvik_analysis.exhibit.statement import signed_points, write_out
from larvik_analysis.release.gate import release
from larvik_analysis.release.public import check_columns, check_name, public_words
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import FAMILIES
from larvik_analysis.terms.outcomes import (
    Estimand,
    Factor,
    FamilyRatings,
    Level,
    OutcomeData,
)
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

MEASURE, OTHER = "lag", "nabokafeen"  # of the fictional evaluation; ratings are of the first
N, N_FACTORS = 10, 3


def words(text: str) -> Words:
    return Words(nb=text, en=f"{text} (en)")


def ratings(n_lost: int, *, is_rated_by_deliverer: bool = True) -> FamilyRatings:
    """Ten families that moved by -2 to 1, and some that were never rated again."""
    rows = [
        (f"f{family}", "b", wave, f"x{factor}", 2.0 + (wave == 2) * ((family + factor) % 4 - 2))
        for family in range(N + n_lost)
        for wave in (1, 2)
        for factor in range(N_FACTORS)
        if wave == 1 or family < N
    ]
    table = pd.DataFrame(rows, columns=["family", "child", "wave", "factor", "rating"])
    dates = {1: "2024-01-01", 2: "2024-09-01"}
    table["date"] = pd.to_datetime(table["wave"].map(dates))
    return FamilyRatings(
        table=table.assign(rater="r", role="laget"),
        levels=tuple(Level(score=s, name=words(str(s))) for s in range(5)),
        factors=tuple(
            Factor(id=f"x{j}", name=words(name))
            for j, name in enumerate(
                ("Uro", "Økonomi og bolig", "Psykiske vansker hos foreldre")
            )
        ),
        families=tuple(f"f{family}" for family in range(N + n_lost)),
        rated_by_deliverer=is_rated_by_deliverer,
        chosen_for_high_risk=True,
    )


@pytest.fixture
def rated(example: Study):
    """Makes studies with ten rated families."""

    def make(n_lost: int = 0, language: str = "nb", **of_estimand) -> Study:
        estimand = Estimand(
            population=words("familiene"),
            contrast="before_after",
            outcome=words("endring i belastning"),
            factors=tuple(f"x{j}" for j in range(N_FACTORS)),
            **of_estimand,
        )
        evaluation = replace(
            example.evaluation, estimand=estimand, microdata=(), language=language
        )
        return replace(
            example,
            evaluation=evaluation,
            microdata={},
            ledger=Ledger(),
            outcomes=OutcomeData(families=ratings(n_lost)),
        )

    return make


def exhibits(study: Study):
    made = (
        chapter.exhibit_change_counts(study, MEASURE),
        chapter.exhibit_change(study, MEASURE),
        chapter.exhibit_factor_counts(study, MEASURE),
    )
    return [exhibit for exhibit in made if exhibit is not None]


def test_without_ratings_there_is_nothing(example):
    without = replace(example, outcomes=None)
    assert exhibits(without) == []
    assert chapter.state_change(without, MEASURE) == ()


def test_another_measure_does_not_get_the_numbers_of_this_one(rated):
    study = rated()
    for shown in (
        chapter.exhibit_change_counts,
        chapter.exhibit_change,
        chapter.exhibit_factor_counts,
    ):
        assert shown(study, MEASURE) is not None
        assert shown(study, OTHER) is None
    assert chapter.state_change(study, OTHER) == ()
    [missing] = chapter.state_missing_outcomes(study, OTHER)
    assert missing.key == "family_change_missing.all"
    with pytest.raises(KeyError):
        chapter.state_change(study, "finnes ikke")


def test_cautions_stand_once_in_the_sentences_and_not_at_the_figures(rated):
    study = rated(n_lost=2)
    said = [s.key for s in chapter.state_change(study, MEASURE) if ".caution_" in s.key]
    assert len(said) == len(set(said)) == 4
    assert [exhibit.notes for exhibit in exhibits(study)] == [()] * 3


def test_figures_are_about_these_families_who_answered_nothing(rated):
    for exhibit in exhibits(rated()):
        assert write_out(exhibit.target.sentence, "nb") == (
            "Tallene gjelder bare disse familiene."
        )


def test_shares_are_of_all_that_started(rated):
    counts = chapter.exhibit_change_counts(rated(n_lost=2), MEASURE).data
    assert counts["n"].tolist() == [12] * 4
    assert counts["count"].sum() == 12
    assert counts.set_index("answer")["count"]["not_rated"] == 2


def test_factors_stand_in_the_declared_order(rated):
    table = chapter.exhibit_factor_counts(rated(), MEASURE).data
    assert list(dict.fromkeys(table["label"])) == [
        "Uro", "Økonomi og bolig", "Psykiske vansker hos foreldre",
    ]  # fmt: skip
    assert table.groupby("question")["count"].sum().tolist() == [10] * 3


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_exhibit_says_its_design_and_passes_the_door(rated, language):
    study = with_families(rated(language=language))
    design = "uten sammenligning" if language == "nb" else "without"
    public = public_words(study)
    for exhibit in exhibits(study):
        assert design in str(exhibit.options["design"]).lower()
        assert str(exhibit.options["design"]) in write_out(exhibit.caption, language)
        assert exhibit.universe == FAMILIES
        assert exhibit.sensitivity == "sensitive"
        check_name(exhibit.name, study.evaluation)
        check_columns(exhibit.keys)
        assert set(map(str, exhibit.options.values())) <= public
        again = from_json(to_json(exhibit))
        pd.testing.assert_frame_equal(again.data, exhibit.data)


def test_what_leaves_has_no_small_count(rated):
    study = with_families(rated(n_lost=1))
    released, verdicts = release(
        [*exhibits(study), *chapter.state_change(study, MEASURE)], study
    )
    assert verdicts[0].passed
    for one in released:
        if one is not None and one.kind == "figure":
            is_lost = one.data.isin(["not_rated"]).any(axis=1)
            of_people = one.data.loc[~is_lost, "count"].dropna()
            assert not ((of_people > 0) & (of_people < 5)).any()
            drawing(one.draw)(one.data, language="nb", **one.options)


def test_the_statements_say_what_is_not_known(rated):
    said = [write_out(s, "nb") for s in chapter.state_change(rated(n_lost=2), MEASURE)]
    keys = [s.key.rpartition(".")[2] for s in chapter.state_change(rated(n_lost=2), MEASURE)]
    assert keys == [
        "estimand", "late", "started", "followed", "lost", "lost_bounds", "mean",
        "caution_no_comparison", "caution_regression_to_the_mean",
        "caution_rated_by_deliverer", "caution_families_lost",
    ]  # fmt: skip
    assert "ikke ble vurdert på nytt: 2" in " ".join(said)
    assert any("kan vi ikke si hva endringen kommer av" in one for one in said)


def test_an_estimand_that_was_kept_elsewhere_in_time_is_not_late(rated):
    study = rated(fixed_on=datetime.date(2023, 12, 1), registered="Arkivet")
    assert "late" not in " ".join(s.key for s in chapter.state_change(study, MEASURE))


def test_lost_families_as_unchanged_are_said_to_be(rated):
    keys = [s.key for s in chapter.state_change(rated(n_lost=1, lost="unchanged"), MEASURE)]
    assert "family_change.lost_unchanged" in keys


def test_what_is_missing_is_named(rated, example):
    measure = example.evaluation.measures[0]
    without = replace(
        example, outcomes=None, evaluation=replace(example.evaluation, outcomes=None)
    )
    keys = [s.key for s in chapter.state_missing_outcomes(without, measure.id)]
    assert keys == ["family_change_missing.all"]
    partly = replace(without, outcomes=replace(example.outcomes, families=None))
    partly = replace(partly, evaluation=example.evaluation)
    keys = [s.key for s in chapter.state_missing_outcomes(partly, measure.id)]
    assert keys == ["family_change_missing.intro", "family_change_missing.families"]
    with pytest.raises(KeyError):
        chapter.state_missing_outcomes(without, "finnes ikke")


@pytest.mark.parametrize("reason", ["half_or_more", "under_half", "hidden"])
def test_bands_and_hidden_counts_are_drawn_in_words(rated, reason):
    exhibit = chapter.exhibit_factor_counts(rated(), MEASURE)
    table = exhibit.data.assign(estimate=np.nan, count=pd.NA, reason=reason)
    figure = drawing(exhibit.draw)(table, language="nb", **exhibit.options)
    said = {text.get_text().replace("\n", " ") for text in figure.axes[0].texts}
    wanted = {"half_or_more": "minst halvparten", "under_half": "færre enn halvparten"}
    assert wanted.get(reason, ":") in said
    has_hatching = any(patch.get_hatch() for patch in figure.axes[0].patches)
    assert has_hatching is (reason != "hidden")


# The interval that is held back may well lie on one side of nought: no word on chance.
HELD = {
    "nb": "om det kan være tilfeldig, kan ikke vises uten å røpe noen få",
    "en": "whether it may be chance cannot be shown without revealing a few",
}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_mean_leaves_with_its_interval_or_says_that_it_is_held_back(rated, language):
    study = rated(language=language)
    exhibit = chapter.exhibit_change(study, MEASURE)
    *_, stated = (
        s for s in chapter.state_change(study, MEASURE) if s.key == "family_change.mean"
    )
    texts = (exhibit.caption, exhibit.alternative_text, stated)
    for text in texts:
        mean = text.cells["mean"]
        assert HELD[language] not in write_out(text, language)
        assert signed_points(mean.low, language) in write_out(text, language)
        held = replace(text, cells={"mean": replace(mean, low=None, high=None, level=None)})
        assert HELD[language] in write_out(held, language)


def test_the_gate_decides_which_of_the_two_is_said(example):
    study = with_families(replace(example, ledger=Ledger()))
    [_, released, _], _ = release(exhibits(study), study)
    is_held = released.data["low"].isna().all()
    for said in (released.caption, released.alternative_text):
        assert (HELD["nb"] in said) == is_held
        assert ("95 %-intervall" in said) != is_held


def test_a_mean_without_its_interval_is_an_open_dot(rated):
    exhibit = chapter.exhibit_change(rated(), MEASURE)
    table = exhibit.data.assign(low=np.nan, high=np.nan, level=np.nan)
    figure = drawing(exhibit.draw)(table, language="nb", **exhibit.options)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [dot.get_markerfacecolor() for dot in dots] == ["white"]
    said = " ".join(text.get_text() for text in figure.axes[0].texts).replace("\n", " ")
    assert HELD["nb"] in said


@pytest.mark.parametrize(
    ("points", "said"), [(-1.24, "\u22121,2"), (0.04, "0,0"), (2.0, "+2,0"), (0.0, "0,0")]
)
def test_points_have_a_sign_and_one_decimal(points, said):
    assert signed_points(points, "nb") == said
