"""Every fault and thing to do of returns: where it is told, and without its content.

`SECRET` is written into the place that is spoilt and must never come back.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from importlib import resources

import pytest

from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.terms.catalogue import LANGUAGES

SECRET = "Mor Åse slår"
R, S = "prove/returns.yaml", "prove/scenarios.yaml"
P, U = "reference/returns/parameters.yaml", "reference/returns/outcomes.yaml"
G, C = "reference/returns/target_groups.yaml", "reference/returns/prices.csv"
SHARE = "value: 0.3\n        unit: share"
DAYS = '  value: null\n  unit: days per year\n  kind: data\n  source: "Ett'
WAGE = "value: 600000\n        price_year: 2022"
GROUPS = "target_groups: [hjelpetiltak]"
MATRIX = "[[1, 0.4], [0.4, 1]]"
SOURCE = "        source: Et sted\n        date"
FACT = "fact: antall_familier"
NO_VALUE = "value: null\n        unit: share\n        spread: {shape: pert, low: 0, high: 1}"
BLOCK = "parameters: [study_quality, scale_up]"


def spread(shape, low, high, more=""):
    """The share of social costs, with a spread."""
    return SHARE, f"{SHARE}\n        spread: {{shape: {shape}, low: {low}, high: {high}{more}}}"


# code, file, what to replace by what, line (True: there is one)
CASES = [
    # one parameter
    ("returns_source", R, (SOURCE, "        date"), True),
    ("value_empty", R, (SOURCE, '        source: " "\n        date'), True),
    ("value_choice_near", R, ("kind: data", "kind: dat"), True),
    ("key_unknown_near", R, ("kind: data", "kind: data\n        vari: [0, 1]"), True),
    ("yaml_duplicate", R, ("      overhead:", "      wage:"), True),
    ("date_form", R, ('date: "2024"', 'date: "i fjor"'), True),
    ("date_form", R, ('date: "2024"', 'date: "2024-02-30"'), True),
    ("value_decimal", R, (SHARE, "value: .nan\n        unit: share"), True),
    ("value_decimal", R, (SHARE, "value: .inf\n        unit: share"), True),
    ("value_decimal", R, (SHARE, f"value: {SECRET}\n        unit: share"), True),
    ("id_form", R, ("      overhead:", "      Overhead cost:"), True),
    ("returns_unit_per_cent", R, (SHARE, "value: 30\n        unit: percent"), True),
    ("returns_unit_per_cent", R, (SHARE, 'value: 30\n        unit: "%"'), True),
    ("returns_unit_unknown_near", R, ("unit: positions", "unit: postions"), True),
    ("returns_unit_unknown", R, ("unit: positions", "unit: xyzzy"), True),
    ("returns_unit_other", R, ("unit: families", "unit: children"), True),
    ("returns_price_year_missing", R, ("        price_year: 2022\n", ""), True),
    ("returns_price_year_alone", R, (SHARE, f"{SHARE}\n        price_year: 2024"), True),
    ("returns_price_year_unknown", R, ("price_year: 2022", "price_year: 2023"), True),
    ("returns_price_year_unknown", R, ("year: 2024\nstart", "year: 2031\nstart"), True),
    ("returns_fact_and_value", R, (FACT, f"{FACT}\n        value: 3"), True),
    ("fact_unknown_near", R, ("fact: antall_familier", "fact: antall_familer"), True),
    ("returns_fact_unit", R, ("fact: antall_familier", "fact: omrade_hjem"), True),
    ("returns_per_cent", R, (SHARE, "value: 30\n        unit: share"), True),
    ("returns_per_cent", R, spread("uniform", 0.1, 40), True),
    ("returns_per_cent", R, (SHARE, f"{SHARE}\n        vary: [0.1, 50]"), True),
    ("returns_share_negative", R, (SHARE, "value: -0.3\n        unit: share"), True),
    ("returns_effect_above_one", P, ("value: 0.2079", "value: 1.2"), True),
    ("returns_wage", R, (WAGE, WAGE.replace("600000", "0")), True),
    ("returns_thousands", R, (WAGE, WAGE.replace("600000", "600.000")), True),
    ("returns_thousands", S, ("wage: 700000", "wage: 700.000"), True),
    ("returns_none_counted", R, ("value: 20\n", "value: 0\n"), True),
    ("returns_negative", R, ("value: 6\n", "value: -6\n"), True),
    ("returns_days", P, (DAYS, DAYS.replace("null", "400")), True),
    ("returns_spread_bounds", R, spread("pert", 0.5, 0.2), True),
    ("returns_spread_level", R, spread("normal", 0.1, 0.5, ", level: 95"), True),
    ("returns_spread_positive", R, spread("lognormal", 0, 0.5), True),
    ("returns_spread_share", R, spread("beta", 0.1, 1), True),
    ("returns_spread_outside", R, spread("triangular", 0.4, 0.5), True),
    ("returns_spread_alone", R, (SHARE, NO_VALUE), True),
    ("returns_vary", R, (SHARE, f"{SHARE}\n        vary: [0.5, 0.1]"), True),
    ("returns_vary", R, (SHARE, f"{SHARE}\n        vary: [0.4, 0.5]"), True),
    ("returns_vary", R, (SHARE, f"{SHARE}\n        vary: [0.1, 0.2, 0.5]"), True),
    # prices
    ("returns_prices_number", C, ("122.8", "ukjent"), 11),
    ("returns_prices_level", C, ("122.8", "-122.8"), 11),
    ("returns_prices_level", C, ("122.8", "0"), 11),
    ("returns_prices_repeated", C, ("2022,122.8", "2021,122.8"), 11),
    ("returns_prices_year", C, ("2022,122.8", "i fjor,122.8"), 11),
    ("returns_source", C, (re.compile('2022,122.8,".*?"'), "2022,122.8,"), 11),
    ("table_header_only", C, (re.compile("(?s)\n.*"), "\n"), None),
    # the reference
    ("returns_parameter_unknown_near", U, ("amount: lost_prod", "amount: lost_pro"), True),
    ("returns_parameter_unknown", U, ("baseline: crime_risk", "baseline: xyzzy"), True),
    ("returns_unit_other", U, ("baseline: crime_risk", "baseline: crime_from_age"), True),
    ("returns_unit_product", U, ("[placement_days_per_year, state", "[state"), True),
    ("returns_transfer_other", U, (", other: deltaker", ""), True),
    ("value_choice_near", U, ("actor: kommune", "actor: komune"), True),
    ("id_repeated", U, ("id: crime", "id: health"), True),
    ("item_unknown_near", G, ("{dropout: dropout_dis", "{dropot: dropout_dis"), True),
    # the case
    ("source_measure", R, ("measure: rodt", f"measure: {SECRET}"), True),
    ("returns_parameter_unknown_near", R, ("      overhead:", "      overheads:"), True),
    ("returns_parameter_unknown", R, ("haircuts: [study_quality,", "haircuts: [xyzzy,"), True),
    ("returns_unit_other", R, ("haircuts: [study_quality,", "haircuts: [fade_out,"), True),
    ("returns_named_twice", R, ("haircuts: [study_quality,", "haircuts: [scale_up,"), True),
    ("returns_group_missing", R, (GROUPS, "target_groups: []"), True),
    ("returns_groups_overlap", R, (GROUPS, "target_groups: [hjelpetiltak, population]"), True),
    ("item_unknown_near", R, (GROUPS, "target_groups: [hjelpetiltakk]"), True),
    ("item_unknown", R, (GROUPS, f"target_groups: [{SECRET}]"), True),
    ("item_unknown_near", R, ("outcomes: [dropout]", "outcomes: [dropot]"), True),
    ("returns_outcomes_missing", R, ("outcomes: [dropout]", "outcomes: []"), True),
    ("returns_outcomes_overlap", R, ("comes: [dropout]", "comes: [dropout, exclusion]"), True),
    ("item_unknown_near", R, ("rules: r109_2021", "rules: r109_2012"), True),
    ("returns_invented", R, (SOURCE, SOURCE.replace("Et sted", "Oppdiktet")), True),
    ("returns_start_year", R, ("start_year: 2024", "start_year: 2019"), True),
    ("returns_horizon", R, ("horizon_years: 61", "horizon_years: 60"), True),
    ("returns_horizon_range", R, ("horizon_years: 61", "horizon_years: 0"), True),
    ("returns_ages_order", P, ("value: 67", "value: 19"), True),
    ("value_empty", R, (re.compile("(?s)cases:.*"), "cases: []\n"), True),
    ("returns_correlated_fixed", R, (BLOCK, "parameters: [study_quality, n_children]"), True),
    ("returns_correlated_twice", R, (BLOCK, "parameters: [scale_up, scale_up]"), True),
    ("returns_parameter_unknown", R, (BLOCK, "parameters: [study_quality, xyzzy]"), True),
    ("returns_matrix_size", R, (MATRIX, "[[1, 0.4]]"), True),
    ("returns_matrix_size", R, (MATRIX, "[[1], [1]]"), True),
    ("returns_matrix_diagonal", R, (MATRIX, "[[0.9, 0.4], [0.4, 1]]"), True),
    ("returns_matrix_symmetric", R, (MATRIX, "[[1, 0.4], [0.3, 1]]"), True),
    ("returns_matrix_definite", R, (MATRIX, "[[1, 1.0], [1.0, 1]]"), True),
    ("returns_matrix_definite", R, (MATRIX, "[[1, -1.2], [-1.2, 1]]"), True),
    # scenarios
    ("returns_scenario_empty", S, (", rules: flat_3", ""), True),
    ("item_unknown_near", S, ("flat_3", "flat_33"), True),
    ("id_repeated", S, ("id: rente", "id: lav"), True),
    ("returns_parameter_unknown_near", S, ("causal_share", "causal_shar"), True),
    ("returns_per_cent", S, ("causal_share: 0.2", "causal_share: 20"), True),
    ("value_parted", S, ("causal_share: 0.2", "causal_share: 0,2"), True),
    ("returns_horizon", S, ("causal_share: 0.2", "duration: 90"), True),
    # words that would carry kroner past the gate
    ("returns_amount_in_words", S, ("nb: Lav", "nb: Lav (2.5 mill. kroner)"), True),
    ("returns_amount_in_words", R, (SOURCE, SOURCE.replace("Et", "Antatt 650 000 kr")), True),
    ("returns_amount_in_words", R, ("label: {nb: wage", "label: {nb: NOK 650000"), True),
]  # fmt: skip
TODOS = [
    ("returns_missing", R, ("value: 1.5\n", "value: null\n"), True),
    ("returns_judged", R, ("      overhead:", "      overhead:"), True),
    ("returns_positions_many", R, ("value: 1.5\n", "value: 140\n"), True),
    ("returns_baseline_general", R, (GROUPS, "target_groups: [parent_illness]"), True),
]


def spoil(root, name, change):
    path = root / "data" / "raw" / name
    text = path.read_text(encoding="utf-8")
    old, new = change
    pattern = old if isinstance(old, re.Pattern) else re.compile(re.escape(old))
    assert pattern.search(text), f"the case replaces {old!r}, which is not in {name}"
    spoilt = pattern.sub(lambda _: new, text, count=1)
    path.write_text(spoilt, encoding="utf-8")


def checked(root, today=None):
    return check_evaluation(root / "data" / "raw" / "prove", root, today=today)


@pytest.mark.parametrize(
    ("code", "name", "change", "line"),
    [*CASES, *TODOS],
    ids=[f"{case[0]}-{n}" for n, case in enumerate([*CASES, *TODOS])],
)
def test_what_is_spoilt_is_told_where_and_without_its_content(
    returns_root, code, name, change, line
):
    spoil(returns_root, name, change)
    result = checked(returns_root)
    remarks = [*result.faults, *result.todos]
    found = [remark for remark in remarks if remark.code == code]
    assert found, f"expected {code}, found {[remark.code for remark in remarks]}"
    # Ages of the reference are only put together where a case asks for them.
    file = "returns.yaml" if code == "returns_ages_order" else name.removeprefix("prove/")
    assert {remark.file for remark in found} == {file}
    if line is True:
        assert found[0].line is not None
    else:
        assert found[0].line == line
    for remark in remarks:
        for language in LANGUAGES:
            said = f"{remark.place(language)}: {remark.sentence(language)}"
            assert SECRET not in said
            assert not re.search(r"[{}]\w", said), f"a field is not filled: {said}"


def test_without_faults_there_is_nothing_to_mend(returns_root):
    result = checked(returns_root)
    assert result.faults == ()
    told = {todo.code for todo in result.todos if todo.code.startswith("returns_")}
    # What the reference says is judgement, and rules that nobody has looked up for a while.
    assert told == {"returns_judged", "returns_rules_dated"}


def test_what_is_missing_is_told_before_what_is_assumed(returns_root):
    spoil(returns_root, R, (WAGE, "value: null"))
    codes = [todo.code for todo in checked(returns_root).todos]
    told = [code for code in codes if code in ("returns_missing", "returns_judged")]
    assert told[0] == "returns_missing"
    assert set(told[1:]) == {"returns_judged"}


def test_rules_past_their_review_are_told(returns_root):
    def codes(year):
        result = checked(returns_root, datetime.date(year, 1, 1))
        return [todo.code for todo in result.todos]

    assert "returns_rules_dated" not in codes(2022)
    assert "returns_rules_dated" in codes(2199)


def test_all_faults_are_told_at_once(returns_root):
    for name, change in (
        (R, ("value: 6\n", "value: -6\n")),
        (R, (SHARE, "value: 30\n        unit: share")),
        (C, ("122.8", "-1")),
        (P, ("value: 0.2079", "value: 1.2")),
    ):
        spoil(returns_root, name, change)
    told = {(fault.file, fault.code) for fault in checked(returns_root).faults}
    assert told >= {
        ("returns.yaml", "returns_negative"),
        ("returns.yaml", "returns_per_cent"),
        (C, "returns_prices_level"),
        (P, "returns_effect_above_one"),
    }


def test_every_text_is_read_here():
    folder = resources.files("larvik_analysis") / "catalogue"
    texts = tomllib.loads((folder / "messages.nb.toml").read_text(encoding="utf-8"))
    own = {key for table in ("fault", "todo") for key in texts[table] if "returns_" in key}
    elsewhere = {"returns_unit_missing", "returns_rules_dated"}
    assert own - elsewhere == {code for code, *_ in (*CASES, *TODOS) if "returns_" in code}
