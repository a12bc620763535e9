"""How many approved paraphrases were held back: told by count."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.release.paraphrases import count_held
from larvik_analysis.terms.coding import Coded, Paraphrase
from larvik_analysis.terms.study import Study

SAID = {"ro": "Kveldene ble roligere.", "tid": "Det tok tid.", "skole": "Skolen lyttet."}


def study_of(own, counts: dict[str, int], sensitivity: str = "opinion") -> Study:
    """Thirty wrote, and so many of them about each theme."""
    asked = own.question("ord", tuple(counts), sensitivity, kind="multiple")
    columns = {
        f"ord_{theme}": ["ja"] * count + ["nei"] * (30 - count)
        for theme, count in counts.items()
    }
    made = own.study(columns, [asked], unit="respondents")
    said = tuple(Paraphrase(theme=theme, text=SAID[theme]) for theme in counts)
    coded = (Coded(question="ord", paraphrases=said),)
    return replace(made, microdata={"d": replace(made.microdata["d"], coded=coded)})


def rows(*themes: str) -> pd.DataFrame:
    """A table that shows the paraphrases of these themes."""
    return pd.DataFrame({"paraphrase_label": [SAID[theme] for theme in themes]})


def test_those_of_a_theme_with_too_few_are_counted_though_nothing_asks_for_them(own):
    study = study_of(own, {"ro": 12, "tid": 4, "skole": 0})
    assert count_held([rows("ro")], [rows("ro")], study) == {("d", "ord"): 2}
    assert count_held([], [], study) == {("d", "ord"): 2}  # no chapter shows them


@pytest.mark.parametrize(("count", "n_held"), [(5, 0), (4, 1)])
def test_enough_are_as_many_as_the_limit(own, count, n_held):
    study = study_of(own, {"ro": count})
    shown = [rows("ro")] if n_held == 0 else []
    assert sum(count_held(shown, shown, study).values()) == n_held


def test_those_that_the_gate_held_back_are_counted(own):
    study = study_of(own, {"ro": 12, "tid": 12, "skole": 12}, "sensitive")
    asked = rows("ro", "tid", "skole")
    assert count_held([asked], [rows("tid")], study) == {("d", "ord"): 2}
    assert count_held([asked], [], study) == {("d", "ord"): 3}


def test_nothing_is_told_where_all_left_or_there_is_none(own):
    study = study_of(own, {"ro": 12, "tid": 12})
    other = pd.DataFrame({"label": ["noe"]})
    assert count_held([other, rows("ro", "tid")], [rows("tid"), rows("ro")], study) == {}
    uncoded = replace(study.microdata["d"], coded=())
    assert count_held([], [], replace(study, microdata={"d": uncoded})) == {}
