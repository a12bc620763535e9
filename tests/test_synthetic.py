"""The committed example is what the generator makes, and it is plainly invented."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from larvik_analysis.synthetic import make_example_facts
from larvik_analysis.synthetic_background import make_background_facts
from larvik_analysis.synthetic_survey import make_survey_facts
from larvik_analysis.terms.fact import DATES
from larvik_analysis.terms.units import UnitOfAnalysis

RAW = Path(__file__).parents[1] / "data" / "raw"
SEED = 20260101  # `seed` of data/raw/eksempel/evaluation.yaml
SEEDS = (SEED, 0, 1, 7, 3909)


def read_text_table(evaluation: str) -> pd.DataFrame:
    return pd.read_csv(RAW / evaluation / "facts.csv", dtype=str, keep_default_na=False)


def make_facts(seed: int) -> pd.DataFrame:
    """The whole register of the fictional evaluation."""
    made = [make_example_facts(seed), make_background_facts(seed), make_survey_facts(seed)]
    return pd.concat(made, ignore_index=True)


def value(facts: pd.DataFrame, fact_id: str) -> int:
    return int(facts.set_index("fact_id").at[fact_id, "value"])


def test_committed_file_is_the_generators_output():
    text = make_facts(SEED).to_csv(index=False, lineterminator="\n")
    assert (RAW / "eksempel" / "facts.csv").read_bytes() == text.encode("utf-8")


def test_columns_are_those_of_the_real_register():
    columns = list(read_text_table("larvik-fagerli"))
    assert list(make_example_facts(SEED)) == columns
    assert list(make_background_facts(SEED)) == columns
    assert list(make_survey_facts(SEED)) == columns


def test_another_seed_gives_other_numbers_but_the_same_rows():
    for make in (make_example_facts, make_background_facts, make_survey_facts):
        first, second = make(1), make(2)
        assert first["fact_id"].equals(second["fact_id"])
        assert not first["value"].equals(second["value"])


def test_no_fact_id_is_shared_with_larvik():
    larvik = set(read_text_table("larvik-fagerli")["fact_id"])
    assert larvik.isdisjoint(make_facts(SEED)["fact_id"])


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_fit_their_wholes(seed: int):
    facts = make_example_facts(seed)
    families = value(facts, "lag_familier")
    assert value(facts, "skjema_svart_nyttig") + value(facts, "skjema_noe_nyttig") == families
    assert value(facts, "skjema_svar") > value(facts, "skjema_familier") == families
    assert value(facts, "lag_barn") > families
    assert value(facts, "lag_samordnet") < families
    assert value(facts, "lag_droftet") > families
    assert value(facts, "lag_bemanning_levert") < value(facts, "lag_bemanning_planlagt")
    areas = facts[facts["fact_id"].str.startswith("omrade_") & facts["value"].ne("")]
    assert areas["value"].astype(int).between(0, families).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_each_number_stands_in_its_quote(seed: int):
    facts = make_facts(seed)
    numbers = facts[~facts["unit"].isin(DATES) & facts["value"].ne("")]
    for row in numbers.to_dict("records"):
        digits = re.findall(r"\d+(?: \d{3})*", row["quote"])
        assert row["value"] in {found.replace(" ", "") for found in digits}, row["fact_id"]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_small_count_of_people_shows_the_rule_of_words(seed: int):
    facts = make_facts(seed)
    people = facts["unit_of_analysis"].map(lambda unit: UnitOfAnalysis(unit).is_people)
    counts = facts[people & facts["unit"].eq("count") & facts["value"].ne("")]
    small = counts[counts["value"].astype(int).between(1, 4)]
    assert list(small["fact_id"]) == ["skjema_noe_nyttig"]


def test_one_area_cannot_be_read_and_one_count_is_not_stated():
    facts = make_facts(SEED)
    without = facts[facts["value"].eq("")].set_index("fact_id")["legibility"]
    assert without.to_dict() == {"omrade_bolig": "illegible", "kafe_frivillige": "not_stated"}
