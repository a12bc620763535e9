"""Files of outcomes at the door: what is read, and what must not matter. All is invented."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import larvik_analysis
from larvik_analysis.inputs.evaluation import inspect_evaluation
from larvik_analysis.inputs.frameworks import inspect_frameworks
from larvik_analysis.inputs.outcomes.declared import declared_in
from larvik_analysis.inputs.outcomes.reading import read_families, read_outcomes
from larvik_analysis.inputs.outcomes.templates import outcome_templates
from larvik_analysis.inputs.study import read_study
from larvik_analysis.run.plan import Request, places_of
from larvik_analysis.run.purge import plan_purge

F = "private/familier.csv"
PROJECT = Path(__file__).parents[3]
FEW_EXAMPLES = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)


def rows_of(ratings):
    """The ratings without pseudonyms, sorted: what is said whatever the key and the order."""
    plain = ratings.table.drop(columns=["family", "child", "rater"])
    return sorted(tuple(map(str, row)) for row in plain.itertuples(index=False))


def test_ratings_are_long_and_turned_by_nobody(read_with):
    ratings = read_with().families
    assert list(ratings.table.columns) == [
        "family", "child", "wave", "date", "rater", "role", "factor", "rating",
    ]  # fmt: skip
    assert len(ratings.table) == 7 * 2
    assert (ratings.rated_by_deliverer, ratings.chosen_for_high_risk) == (True, True)
    assert [(f.id, f.side) for f in ratings.factors] == [
        ("uro", "risk"), ("stotte", "protective"),
    ]  # fmt: skip
    assert [level.score for level in ratings.levels] == [0, 1, 2]
    assert len(ratings.families) == 3
    assert set(ratings.families) == set(ratings.table["family"])
    means = ratings.table.groupby(["factor", "wave"])["rating"].agg(["sum", "count"])
    # by hand: uro 2+2+2+1 before, 1+0 after; stotte 0+1+1 before, 2+1 after; 9 is not rated
    assert means.loc[("uro", 1)].tolist() == [7.0, 4]
    assert means.loc[("uro", 2)].tolist() == [1.0, 2]
    assert means.loc[("stotte", 1)].tolist() == [2.0, 3]
    assert means.loc[("stotte", 2)].tolist() == [3.0, 2]
    assert set(ratings.table["role"]) == {"team", "school", ""}
    assert (ratings.table["child"] == "").sum() == 4  # a family rated as a whole


def test_pseudonyms_say_nothing_and_are_the_same_in_every_file(read_with):
    outcomes = read_with()
    families = outcomes.families.table["family"]
    assert families.str.fullmatch("[0-9a-f]{16}").all()
    assert outcomes.families.table["rater"].str.fullmatch("[0-9a-f]{16}").all()
    for table in (outcomes.pathways.table, outcomes.contacts, outcomes.goals):
        assert set(table["family"]) <= set(families)
    assert set(outcomes.sessions["case"]) <= set(families)
    marks = {"F1", "F2", "F3", "B1", "B2", "B3", "R1", "R2"}
    assert not marks & set(outcomes.families.table.astype(str).to_numpy().ravel())


def test_pathways(read_with):
    pathways = read_with().pathways
    assert len(pathways.table) == 5
    assert pathways.table["end"].isna().sum() == 1
    assert sorted(pathways.table["outcome"]) == ["", "closed", "left", "moved", "moved"]
    assert sorted(pathways.table["consent"]) == ["", "no", "yes", "yes", "yes"]
    assert sorted(pathways.table["service"]) == ["", "skole", "skole", "skole", "skole"]
    assert str(pathways.censored_on) == "2026-01-02"
    # one step up, any step down, unless the evaluation says otherwise
    assert (0, 1) in pathways.transitions
    assert (3, 0) in pathways.transitions
    assert (0, 2) not in pathways.transitions


def test_a_declared_transition_needs_no_reason(read_with, folder):
    path = folder / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    steps = "    transitions: [[0, 1], [0, 3]]\n    services:"
    path.write_text(text.replace("    services:", steps), encoding="utf-8")
    without_reason = (folder / "private/veier.csv").read_text("utf-8").replace("hastet", "")
    pathways = read_with("private/veier.csv", without_reason).pathways
    assert pathways.transitions == {(0, 1), (0, 3)}


def test_contacts_goals_sessions_and_zones(read_with):
    outcomes = read_with()
    assert outcomes.contacts["minutes"].sum() == 45.5
    assert outcomes.contacts["minutes"].isna().sum() == 1
    assert sorted(outcomes.contacts["mode"]) == ["", "home", "telephone"]
    assert outcomes.planned_contacts_per_family == 30
    goals = outcomes.goals
    assert list(goals.columns) == ["family", "goal", "weight", "score"]
    assert sorted(goals["score"].dropna()) == [-2.0, 1.0]
    assert sorted(goals["weight"]) == [1.0, 1.0, 2.0]
    assert outcomes.sessions[["phase", "session", "score"]].to_numpy().tolist() == [
        ["A", 1, 5.0], ["A", 2, 6.0], ["B", 3, 4.5], ["B", 4, 3.0],
    ]  # fmt: skip
    assert outcomes.zones["zone"].tolist()[:3] == ["Nordlia"] * 3
    assert len(outcomes.zones) == 8
    assert (outcomes.treated_zone, outcomes.zone_start) == ("Nordlia", 2024)
    assert set(outcomes.co_interventions) == {"Sørlia"}
    assert set(outcomes.flagged_years) == {2023}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_however_a_file_is_saved_it_reads_the_same(read_with, tables, delimiter, encoding):
    plain = read_with().families
    text = tables[F].replace(",", delimiter)
    saved = read_with(F, text.encode(encoding)).families
    pd.testing.assert_frame_equal(saved.table, plain.table)


def test_a_workbook_reads_the_same(read_with, tables, folder):
    plain = read_with().families
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(tables[F])):
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(folder / "private" / "familier.xlsx")
    path = folder / "evaluation.yaml"
    text = path.read_text(encoding="utf-8").replace("familier.csv", "familier.xlsx")
    path.write_text(text, encoding="utf-8")
    pd.testing.assert_frame_equal(read_with().families.table, plain.table)


def test_english_headings_and_the_names_of_steps_read_the_same(read_with, tables):
    plain = read_with().families
    _, *rows = tables[F].splitlines()
    english = "family,child,wave,date,rated by,role,Unrest at home,Support"
    named = [row.replace(",2,0", ",Much,Ingen") for row in rows]
    read = read_with(F, "\n".join([english, *named])).families
    pd.testing.assert_frame_equal(read.table, plain.table)


@FEW_EXAMPLES
@given(seed=st.integers(0, 999))
def test_neither_the_order_of_rows_nor_of_columns_matters(read_with, tables, seed):
    plain = read_with(F, tables[F]).families
    head, *rows = list(csv.reader(io.StringIO(tables[F])))
    chance = random.Random(seed)
    chance.shuffle(rows)
    order = chance.sample(range(len(head)), len(head))
    stream = io.StringIO()
    csv.writer(stream).writerows([row[n] for n in order] for row in [head, *rows])
    shuffled = read_with(F, stream.getvalue()).families
    pd.testing.assert_frame_equal(shuffled.table, plain.table)
    assert shuffled.families == plain.families


@FEW_EXAMPLES
@given(key=st.binary(min_size=32, max_size=32))
def test_the_key_changes_names_and_nothing_else(read_with, keys, tables, key):
    plain = read_with(F, tables[F])
    path = keys / "prove.key"
    path.write_text(key.hex() + "\n", encoding="ascii")
    path.chmod(0o600)
    other = read_with()
    hidden = ["family", "child", "rater"]
    pd.testing.assert_frame_equal(
        other.families.table.drop(columns=hidden), plain.families.table.drop(columns=hidden)
    )
    # who belongs together stays as it is
    for name in hidden:
        codes, _ = pd.factorize(other.families.table[name])
        expected, _ = pd.factorize(plain.families.table[name])
        assert np.array_equal(codes, expected)
    pd.testing.assert_frame_equal(
        other.goals.drop(columns="family"), plain.goals.drop(columns="family")
    )


RATINGS = st.lists(
    st.lists(st.sampled_from(["", "0", "1", "2", "9", "Noe"]), min_size=2, max_size=2),
    min_size=1,
    max_size=8,
)


@FEW_EXAMPLES
@given(ratings=RATINGS)
def test_every_rating_of_the_scale_comes_through(read_with, tables, ratings):
    head = tables[F].splitlines()[0]
    rows = [f"F{n},B{n},1,2024-01-05,R1,laget,{a},{b}" for n, (a, b) in enumerate(ratings)]
    read = read_with(F, "\n".join([head, *rows])).families
    scores = {"0": 0.0, "1": 1.0, "2": 2.0, "Noe": 1.0}
    expected = sorted(scores[cell] for row in ratings for cell in row if cell in scores)
    assert sorted(read.table["rating"].dropna()) == expected
    assert len(read.families) == len(ratings)


def test_one_family_and_two_families_are_families(read_with, tables):
    head, *rows = tables[F].splitlines()
    one = read_with(F, "\n".join([head, rows[-1]])).families
    assert (len(one.families), len(one.table)) == (1, 2)
    two = read_with(F, "\n".join([head, *rows[4:]])).families
    assert len(two.families) == 2


def test_two_raters_of_one_child_are_two_ratings(read_with, tables):
    text = tables[F] + "F3,B3,1,2024-01-08,R9,,2,1\n"
    assert len(read_with(F, text).families.table) == 16


def test_a_family_may_go_without_child_and_rater_columns(read_with, tables):
    text = "familie,bølge,dato,uro,stotte\nF1,1,2024-01-05,1,1\nF1,2,2024-09-05,0,2\n"
    table = read_with(F, text).families.table
    assert set(table["child"]) == set(table["rater"]) == set(table["role"]) == {""}


def test_a_missing_or_empty_file_is_none(read_with, folder):
    (folder / "soner.csv").unlink()
    (folder / "private" / "maal.csv").write_text("familie,mål,vekt,skår\n", encoding="utf-8")
    outcomes = read_with()
    assert outcomes.zones is None
    assert outcomes.goals is None
    assert outcomes.zone_start is None
    assert outcomes.families is not None


def test_a_study_has_them_and_one_without_has_none(outcome_root):
    study = read_study("prove", root=outcome_root)
    assert study.outcomes is not None
    assert study.evaluation.estimand is not None
    assert study.evaluation.estimand.factors == ("uro", "stotte")
    assert [version.number for version in study.estimand_versions.versions] == [1]
    assert study.deviations == ()


def test_the_study_of_an_evaluation_without_outcomes(root):
    study = read_study("prove", root=root)
    assert (study.outcomes, study.deviations) == (None, ())
    assert study.estimand_versions.versions == ()
    assert read_outcomes("prove", root=root).families is None


def test_templates_read_as_empty_files(outcome_root, folder, write, read_with):
    _, _, tree = inspect_evaluation(folder, outcome_root)
    frameworks, _ = inspect_frameworks(outcome_root)
    made = outcome_templates(declared_in(tree, frameworks))
    assert len(made) == 6
    assert made[F].decode("utf-8-sig").strip() == (
        "familie;barn;bølge;dato;vurderer;rolle;Uro i hjemmet;Støtte"
    )
    for name, content in made.items():
        write(f"prove/{name}", content)
    assert read_with().families is None


def test_the_lists_of_the_frameworks_are_taken_whole(outcome_root, folder, write):
    path = folder / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  factors:\n"), text.index("  families: private")
    own = "  factors_from: [kvello, ics]\n  factors: [{id: substance_use, side: risk}]\n"
    text = (text[:start] + own + text[end:]).replace("[uro, stotte]", "[substance_use]")
    path.write_text(text, encoding="utf-8")
    real = PROJECT / "data" / "raw" / "reference" / "frameworks.yaml"
    write("reference/frameworks.yaml", real.read_bytes())
    head = (
        "familie,bølge,dato,harmful_care,serious_violations,emotional_unavailability,"
        "Rusmiddelbruk,serious_mental_disorders,developmental_difficulties,"
        "harmful_psychosocial_environment,Levekårsutfordringer,developmental_needs,"
        "Foreldrenes kapasitet,Family and environment"
    )
    write(f"prove/{F}", f"{head}\nF1,1,2024-01-05{',1' * 11}\n")
    families = read_families("prove", root=outcome_root)
    assert [f.side for f in families.factors] == ["risk"] * 8 + ["protective"] * 3
    assert len({f.category for f in families.factors if f.side == "risk"}) == 5
    assert families.table["rating"].tolist() == [1.0] * 11


def test_what_is_to_be_deleted_knows_the_files_outside_private(outcome_root, folder):
    (folder / "maal.csv").write_text("x", encoding="utf-8")
    path = folder / "evaluation.yaml"
    text = path.read_text(encoding="utf-8").replace("private/maal.csv", "maal.csv")
    path.write_text(text, encoding="utf-8")
    plan = plan_purge(places_of(Request(evaluation="prove", root=outcome_root)))
    assert plan.left == ["maal.csv"]  # areas by year may be public, and stay
    assert {doomed.name for doomed in plan.private} >= {"private/familier.csv"}


def test_the_names_are_public():
    assert larvik_analysis.read_families is read_families
    assert larvik_analysis.read_outcomes is read_outcomes
