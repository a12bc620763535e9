"""The committed data: the register of facts, the two evaluations, frameworks and rules."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from larvik_analysis.terms.fact import DATES, NUMBERS, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis

RAW = Path(__file__).parents[1] / "data" / "raw"
EVALUATIONS = ("larvik-fagerli", "eksempel")
COLUMNS = (
    "fact_id,document,section,quote,corrected_quote,topic,indicator_nb,indicator_en,"
    "population,geography,period,value,unit,unit_of_analysis,qualifier,legibility,"
    "approved_by,approval_reason"
)
TOPICS = {
    "action_plan", "budget", "child_welfare", "cooperation", "demography", "document",
    "economics", "family_survey", "framework", "green_measure", "health", "housing",
    "integration", "kindergarten", "leisure", "oversight", "parent_network_survey",
    "plan", "reading", "red_measure", "school", "staffing", "target_age",
    "work_and_income", "youth_pilots",
}  # fmt: skip
DATE_FORMATS = {"date": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "day_of_year": "%Y-%m-%d"}

# Patterns of what must never be in a register. Names are found in two ways: a common given
# name, and any two capitalised words that nobody has looked at and put in KNOWN_NAMES.
PHONE = re.compile(
    r"\+47|(?:tlf|telefon|mobil)\W*\d|(?<!\d)(?<!\d )"
    r"(?:\d{8}|\d{3} \d{2} \d{3}|\d{2} \d{2} \d{2} \d{2})(?! ?\d)",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
GIVEN_NAME = re.compile(
    r"\b(?:Ahmed|Alfred|Ali|Amina|Anders|Anne|Arne|Astrid|Berit|Bjørn|Emma|Erik|Eva|Fatima|Fatou|Geir|Hanne|Hans|Hassan|"
    r"Heidi|Henrik|Ida|Inger|Ingrid|Jan|Johan|Kari|Kjell|Knut|Lars|Lise|Liv|Magnus|Maria|"
    r"Marit|Mohammed|Monica|Morten|Nina|Nora|Odd|Ola|Ole|Per|Randi|Rune|Sigrid|Silje|Siri|"
    r"Solveig|Svein|Terje|Thomas|Tone|Tor|Trond|Unni|Øyvind)\b"
)
TWO_CAPITALISED = re.compile(r"\b[A-ZÆØÅ][a-zæøåé]+(?: [A-ZÆØÅ][a-zæøåé]+)+")
KNOWN_NAMES = {
    "Avdeling Gyda", "Department Gyda", "James Heckman", "Jonas Gahr Støre",
    "Jonas Gahr Støre Larvik", "Klager Statsforvalter", "Konsept Ung Arena",
    "State Administrator", "Temaplan Helse", "Thor Heyerdahl", "Ung Arena",
    "Ung Arena Larvik", "Ungdomshuset Fabrikken", "Utprøving Grønt", "Utprøving Rødt",
    "Virksomhet Barne", "Virksomhet Funksjonshemmede", "Virksomhet Larvik Læringscenter",
}  # fmt: skip


def read_facts(evaluation: str) -> pd.DataFrame:
    return pd.read_csv(RAW / evaluation / "facts.csv", dtype=str, keep_default_na=False)


def read_yaml(path: str) -> dict[str, Any]:
    return yaml.safe_load((RAW / path).read_text(encoding="utf-8"))


@pytest.fixture(params=EVALUATIONS)
def evaluation(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def facts(evaluation: str) -> pd.DataFrame:
    return read_facts(evaluation)


@pytest.fixture(scope="module")
def larvik() -> pd.DataFrame:
    return read_facts("larvik-fagerli").set_index("fact_id")


# Both registers


def test_file_is_utf8_with_line_feeds_and_the_agreed_header(evaluation: str):
    content = (RAW / evaluation / "facts.csv").read_bytes()
    assert content.decode("utf-8").splitlines()[0] == COLUMNS
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_ids_are_unique_and_plain(facts: pd.DataFrame):
    assert facts["fact_id"].is_unique
    assert facts["fact_id"].str.fullmatch(r"[a-z][a-z0-9_]*").all()


@pytest.mark.parametrize(
    "column",
    ["document", "section", "quote", "corrected_quote", "topic", "indicator_nb",
     "indicator_en", "population"],
)  # fmt: skip
def test_what_traces_and_names_a_fact_is_never_empty(facts: pd.DataFrame, column: str):
    assert facts[column].str.strip().ne("").all()


def test_vocabulary(facts: pd.DataFrame):
    assert set(facts["unit"]) <= NUMBERS | DATES
    assert set(facts["unit_of_analysis"]) <= set(UnitOfAnalysis)
    assert set(facts["legibility"]) <= set(Legibility)
    assert facts["topic"].str.fullmatch(r"[a-z]+(_[a-z]+)*").all()


def test_values_read_as_their_unit_says(facts: pd.DataFrame):
    with_value = facts[facts["value"].ne("")]
    for row in with_value.to_dict("records"):
        if row["unit"] in DATES:
            # A day without a year is read in 2024, which has a 29 February.
            text, form = re.sub("^--", "2024-", row["value"]), DATE_FORMATS[row["unit"]]
            date = datetime.datetime.strptime(text, form)  # noqa: DTZ007
            assert date.strftime(form) == text, row["fact_id"]
        else:
            assert re.fullmatch(r"-?\d+(\.\d+)?", row["value"]), row["fact_id"]


def test_counts_are_whole_and_not_negative(facts: pd.DataFrame):
    counts = facts[facts["unit"].eq("count") & facts["value"].ne("")]
    assert counts["value"].str.fullmatch(r"\d+").all()


def test_a_value_is_missing_exactly_where_it_cannot_be_known(facts: pd.DataFrame):
    unknown = facts["legibility"].isin(["illegible", "not_stated"])
    assert facts["value"].eq("").equals(unknown)


def test_money_is_kroner_and_kroner_are_money_or_shares_of_it(facts: pd.DataFrame):
    is_money = facts["unit"].isin(["nok", "nok_per_year"])
    assert facts.loc[is_money, "unit_of_analysis"].eq("kroner").all()
    shares = facts[~is_money & facts["unit_of_analysis"].eq("kroner")]
    assert set(shares["unit"]) <= {"percent", "percent_per_year"}


def test_positions_are_told_in_fte_or_per_cent_of_a_position(facts: pd.DataFrame):
    in_positions = facts["unit"].isin(["fte", "percent_position"])
    assert facts.loc[in_positions, "unit_of_analysis"].eq("positions").all()


def test_documents_exist_in_the_evaluation(facts: pd.DataFrame, evaluation: str):
    documents = read_yaml(f"{evaluation}/evaluation.yaml")["documents"]
    assert set(facts["document"]) <= {document["id"] for document in documents}


def test_facts_named_in_the_evaluation_exist(facts: pd.DataFrame, evaluation: str):
    named: list[str] = []
    for measure in read_yaml(f"{evaluation}/evaluation.yaml")["measures"]:
        named += list(measure.get("facts", {}).values()) + list(measure.get("areas", []))
    assert named
    assert set(named) <= set(facts["fact_id"])


def test_both_evaluations_use_the_same_roles():
    roles = [
        next(set(m["facts"]) for m in read_yaml(f"{name}/evaluation.yaml")["measures"])
        for name in EVALUATIONS
    ]
    assert roles[0] == roles[1]


def test_nobody_can_be_reached_or_named(facts: pd.DataFrame):
    texts = facts.drop(columns=["fact_id", "value", "period"]).stack()
    for text in texts:
        assert not PHONE.search(text), text
        assert not EMAIL.search(text), text
        assert not GIVEN_NAME.search(text), text
        assert set(TWO_CAPITALISED.findall(text)) <= KNOWN_NAMES, text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (PHONE, "ring 331 71 000"),
        (PHONE, "Tlf: 33"),
        (PHONE, "33 17 10 00"),
        (EMAIL, "post@eksempel.no"),
        (GIVEN_NAME, "ved Kari i teamet"),
        (TWO_CAPITALISED, "leder Eksempel Eksempelsen"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str):
    assert pattern.search(text)


# The register of Larvik


def test_larvik_has_467_facts(larvik: pd.DataFrame):
    assert len(larvik) == 467


def test_larvik_legibility_is_counted(larvik: pd.DataFrame):
    assert larvik["legibility"].value_counts().to_dict() == {
        "legible": 456,
        "illegible": 8,
        "not_stated": 2,
        "uncertain": 1,
    }


def test_larvik_topics_are_on_the_list(larvik: pd.DataFrame):
    assert set(larvik["topic"]) == TOPICS
    assert len(TOPICS) <= 25


def test_larvik_units_that_stay_unclear_are_counted(larvik: pd.DataFrame):
    # Ten bars of the chart; eight shares of the economy and two of child welfare whose
    # denominator the source leaves open.
    unclear = larvik[larvik["unit_of_analysis"].eq("unclear")]
    assert unclear["topic"].value_counts().to_dict() == {
        "family_survey": 10,
        "economics": 8,
        "child_welfare": 2,
    }


@pytest.mark.parametrize(
    ("fact_id", "value", "unit", "unit_of_analysis"),
    [
        ("red_families", "10", "count", "families"),
        ("red_children", "22", "count", "children"),
        ("red_families_declined", "0", "count", "families"),
        ("red_families_very_useful", "8", "count", "families"),
        ("red_families_very_useful_base", "10", "count", "families"),
        ("red_families_discussed", "28", "count", "families"),
        ("family_survey_respondents", "11", "count", "respondents"),
        ("family_survey_families", "10", "count", "families"),
        ("red_team_staffing_planned", "300", "percent_position", "positions"),
        ("red_team_staffing_actual", "140", "percent_position", "positions"),
        ("red_team_employees_planned", "3", "count", "employees"),
        ("fathers_group_initial", "2", "count", "parents"),
        ("fathers_group_added", "3", "count", "parents"),
        ("red_child_age_limit_sos", "10", "years", "children"),
        ("cps_reports_2021", "830", "count", "reports"),
        ("cps_reports_2022", "842", "count", "reports"),
        ("cps_reports_2023", "972", "count", "reports"),
        ("cps_reports_2023_ytd", "721", "count", "reports"),
        ("cps_reports_2022_info_to_active_cases", "357", "count", "reports"),
        ("cps_reports_2022_dismissed", "166", "count", "reports"),
        ("cps_investigations_2022", "400", "count", "children"),
        ("cps_investigations_2022_with_measures", "136", "count", "children"),
        ("cps_investigations_2022_dismissed", "192", "count", "children"),
        ("parent_network_survey_respondents", "255", "count", "respondents"),
        ("kindergarten_mean_position", "86", "percent_position", "positions"),
        ("neet_15_29_larvik", "11", "percent", "youth"),
        ("action_plan_annual_frame", "500000", "nok_per_year", "kroner"),
        ("larviksmodellen_target_age_from_months", "-9", "months", "persons"),
        ("presentation_date", "2023-11-01", "date", "documents"),
        ("utenforskap_message_deadline", "2022-05", "month", "documents"),
        ("temaplan_oppvekst_adopted_year", "2016", "year", "documents"),
        ("news_pm_visit_date", "--04-11", "day_of_year", "time"),
        ("society_service_model_version", "3.0", "version", "scale"),
    ],
)
def test_larvik_known_values(
    larvik: pd.DataFrame, fact_id: str, value: str, unit: str, unit_of_analysis: str
):
    columns = ["value", "unit", "unit_of_analysis"]
    assert larvik.loc[fact_id, columns].tolist() == [value, unit, unit_of_analysis]


def test_larvik_areas_of_the_chart(larvik: pd.DataFrame):
    areas = read_yaml("larvik-fagerli/evaluation.yaml")["measures"][0]["areas"]
    assert larvik.loc[areas, ["indicator_nb", "value"]].to_numpy().tolist() == [
        ["Relasjonene i familien", ""],
        ["Foreldresamarbeidet", ""],
        ["Oppdragelse og grensesetting", ""],
        ["Samarbeid med barnehage/skole", "10"],
        ["Samarbeid med andre tjenester i kommunen", "6"],
        ["Barnets trivsel i skole/barnehage", ""],
        ["Økonomisk situasjon", ""],
        ["Bosituasjon", "1"],
        ["Oppfølgingen har ikke vært nyttig", "0"],
        ["Bistått i en krisesituasjon", "1"],
    ]
    legibility = larvik.loc[areas, "legibility"]
    assert legibility.value_counts().to_dict() == {"illegible": 5, "legible": 4, "uncertain": 1}
    assert legibility["family_survey_area_kindergarten_school"] == "uncertain"
    assert larvik.loc[areas, "unit_of_analysis"].eq("unclear").all()


def test_larvik_reading_table_is_whole(larvik: pd.DataFrame):
    reading = larvik[larvik.index.str.startswith("reading_level1_")]
    # Three places, four groups, six periods; each group's total lies between its extremes.
    assert reading.groupby(["geography", "indicator_nb"]).size().tolist() == [6] * 12
    shares = reading.assign(share=reading["value"].astype(int))
    for _, cells in shares.groupby(["geography", "period"]):
        is_total = cells["population"].str.endswith("totalt")
        total, groups = cells.loc[is_total, "share"].item(), cells.loc[~is_total, "share"]
        assert groups.min() <= total <= groups.max()


def test_larvik_frames_of_the_action_plan_sum_to_the_yearly_frame(larvik: pd.DataFrame):
    frames = larvik.loc[[f"measure{number}_frame" for number in (1, 2, 3, 4)], "value"]
    assert frames.astype(int).sum() == int(larvik.at["action_plan_annual_frame", "value"])


def test_larvik_nothing_is_approved_yet(larvik: pd.DataFrame):
    assert larvik[["approved_by", "approval_reason"]].eq("").all(axis=None)


# The fictional evaluation


def test_example_is_marked_as_synthetic():
    example = read_yaml("eksempel/evaluation.yaml")
    assert example["synthetic"] is True
    assert example["place"]["code"] == "9999"
    assert all(d["title"].startswith("Syntetisk dokument") for d in example["documents"])
    assert "larvik" not in (RAW / "eksempel" / "facts.csv").read_text(encoding="utf-8").lower()


# What every evaluation shares


@pytest.fixture(scope="module")
def frameworks() -> dict[str, dict[str, Any]]:
    return {f["id"]: f for f in read_yaml("reference/frameworks.yaml")["frameworks"]}


def test_frameworks_have_ids_titles_sources_and_items(frameworks: dict[str, dict[str, Any]]):
    assert {name: len(f["items"]) for name, f in frameworks.items()} == {
        "kvello_risk_factors": 8,
        "risk_categories": 5,
        "ics": 3,
        "prevention_levels": 3,
        "se_meg": 4,
        "larviksmodellen_names": 3,
        "larviksmodellen": 2,
        "larviksmodellen_areas": 4,
        "larviksmodellen_efforts": 4,
        "innsatstrappa": 6,
        "samfunns_og_tjenestemodellen": 3,
        "ks_target_groups": 7,
        "vare_unge": 6,
        "vare_unge_partners": 7,
        "ung_arena": 8,
        "action_plan_measures": 4,
    }
    for framework in frameworks.values():
        assert framework["source"]
        assert framework["kind"]
        for named in (framework["title"], *framework["items"]):
            assert named["nb"]
            assert named["en"]


def test_eight_factors_map_to_five_categories(frameworks: dict[str, dict[str, Any]]):
    from_factors = {
        item["id"]: item["category"] for item in frameworks["kvello_risk_factors"]["items"]
    }
    from_categories = {
        factor: item["id"]
        for item in frameworks["risk_categories"]["items"]
        for factor in item["merges"]
    }
    assert from_factors == from_categories
    assert len(from_factors) == 8
    # The plan's grouping: factors 1-3, 4-5, 8, 6 and 7.
    sizes = [len(item["merges"]) for item in frameworks["risk_categories"]["items"]]
    assert sizes == [3, 2, 1, 1, 1]


def test_prevention_levels_have_word_and_colour(frameworks: dict[str, dict[str, Any]]):
    levels = frameworks["prevention_levels"]["items"]
    assert [(i["id"], i["colour"]["en"], i["hex"]) for i in levels] == [
        ("universal", "green", "1b9e9e"),
        ("selective", "yellow", "f2c700"),
        ("indicated", "red", "a50026"),
    ]
    assert levels[2]["nb"] == "indikert"


def test_se_meg_goes_up_one_level_at_a_time(frameworks: dict[str, dict[str, Any]]):
    se_meg = frameworks["se_meg"]
    level = {item["id"]: item["level"] for item in se_meg["items"]}
    assert [(level[t["from"]], level[t["to"]]) for t in se_meg["transitions"]] == [
        (0, 1),
        (1, 2),
        (2, 3),
    ]


def test_lists_are_as_long_as_their_source_says(
    frameworks: dict[str, dict[str, Any]], larvik: pd.DataFrame
):
    counted = {name: f for name, f in frameworks.items() if "count" in f.get("facts", {})}
    assert set(counted) == {
        "larviksmodellen_areas", "larviksmodellen_efforts", "ks_target_groups", "vare_unge",
        "ung_arena",
    }  # fmt: skip
    for framework in counted.values():
        assert len(framework["items"]) == int(larvik.at[framework["facts"]["count"], "value"])


def test_one_name_means_three_things(frameworks: dict[str, dict[str, Any]]):
    names = frameworks["larviksmodellen_names"]
    assert names["disambiguates"]["nb"] == "Larviksmodellen"
    # The sources tell nothing of the model for schools but its name.
    meant = [item.get("refers_to") for item in names["items"]]
    assert meant == ["larviksmodellen", None, "vare_unge"]
    parts = {i["id"]: len(i["dimensions"]) for i in frameworks["larviksmodellen"]["items"]}
    assert parts == {"values": 3, "arenas": 5}


def test_what_cannot_be_read_on_the_ladder_stays_unread(
    frameworks: dict[str, dict[str, Any]], larvik: pd.DataFrame
):
    for item in frameworks["innsatstrappa"]["items"]:
        fact = larvik.loc[item["facts"]["level"]]
        is_illegible = item["level"] in (3, 4)
        assert (item.get("reading") == "illegible") is is_illegible
        assert (fact["legibility"] == "illegible") is is_illegible
        assert fact["value"] == ("" if is_illegible else str(item["level"]))
        assert is_illegible or item["nb"] in fact["indicator_nb"]


def test_layers_of_the_service_model_answer_to_the_levels_one_to_one(
    frameworks: dict[str, dict[str, Any]],
):
    layers = frameworks["samfunns_og_tjenestemodellen"]["items"]
    levels = frameworks["prevention_levels"]["items"]
    assert [layer["matches"] for layer in layers] == [level["id"] for level in levels]


def test_only_the_target_groups_overlap(frameworks: dict[str, dict[str, Any]]):
    assert [name for name, f in frameworks.items() if f.get("overlapping")] == [
        "ks_target_groups"
    ]


def test_pilots_say_who_takes_part_and_what_is_not_told(
    frameworks: dict[str, dict[str, Any]],
):
    pilots = frameworks["vare_unge"]["items"]
    assert [len(pilot["partners"]) for pilot in pilots] == [2, 6, 3, 3, 2, 4]
    for pilot in pilots:
        assert ("start" in pilot.get("facts", {})) is not (
            "start" in pilot.get("not_stated", [])
        )


def test_frames_of_the_four_measures_are_those_of_the_register(
    frameworks: dict[str, dict[str, Any]], larvik: pd.DataFrame
):
    plan = frameworks["action_plan_measures"]
    frames = [item["facts"]["frame"] for item in plan["items"]]
    assert frames == [f"measure{number}_frame" for number in (1, 2, 3, 4)]
    assert all(item["responsible"]["nb"] for item in plan["items"])
    named = [fact for item in plan["items"] for fact in item["facts"].values()]
    assert set(named) <= set(larvik.index)


def test_frameworks_of_one_place_name_facts_that_its_register_has(
    frameworks: dict[str, dict[str, Any]], larvik: pd.DataFrame
):
    for framework in frameworks.values():
        parts = (framework, *framework["items"])
        named = [fact for part in parts for fact in part.get("facts", {}).values()]
        assert set(named) <= set(larvik.index)
        assert not named or framework["place"] == "3909"


def test_no_number_is_typed_in_the_texts_of_a_framework(
    frameworks: dict[str, dict[str, Any]],
):
    def texts(node: Any) -> list[str]:
        if isinstance(node, list):
            return [text for child in node for text in texts(child)]
        if not isinstance(node, dict):
            return []
        own = [text for key, text in node.items() if key in ("nb", "en")]
        return own + [text for child in node.values() for text in texts(child)]

    for framework in frameworks.values():
        assert not [text for text in texts(framework) if re.search(r"\d", text)]


def test_rules_say_value_unit_kind_and_source():
    rules = read_yaml("reference/rules.yaml")
    assert {name: rule["value"] for name, rule in rules.items()} == {
        "k": 5,
        "n_min": 10,
        "few_from": 1,
        "few_to": 4,
        "counts_before_percent_below": 30,
        "interval_level": 0.95,
    }
    for rule in rules.values():
        assert rule["unit"]
        assert rule["source"]
        assert rule["kind"] in {"policy", "data", "research", "judgement"}
    assert rules["k"]["floor"] == 3
    assert rules["few_to"]["value"] == rules["k"]["value"] - 1


# The overview of tasks of Larvik


@pytest.fixture(scope="module")
def matrix() -> pd.DataFrame:
    return pd.read_csv(
        RAW / "larvik-fagerli" / "prevention_matrix.csv", dtype=str, keep_default_na=False
    )


def test_larvik_overview_has_every_service_of_every_cell(
    matrix: pd.DataFrame, frameworks: dict[str, dict[str, Any]]
):
    # Counted by hand in the plan's chapter 5; categories in the plan's order.
    cells = {
        "indicated": [6, 8, 8, 4, 6],
        "selective": [8, 9, 10, 10, 5],
        "universal": [5, 5, 5, 5, 4],
    }
    categories = [item["id"] for item in frameworks["risk_categories"]["items"]]
    counts = matrix.groupby(["level", "category"]).size()
    assert {level: counts[level][categories].tolist() for level in cells} == cells
    assert len(matrix) == 98
    assert matrix["service"].nunique() == 12
    for _, cell in matrix.groupby(["level", "category"]):
        assert cell["position"].astype(int).tolist() == list(range(1, len(cell) + 1))


def test_larvik_overview_says_who_is_where(matrix: pd.DataFrame):
    levels = matrix.groupby("service")["level"].value_counts().unstack(fill_value=0)
    assert levels.loc["barne_og_familietjenester"].tolist() == [5, 5, 5]
    assert levels.loc["barnevern"].to_dict() == {"indicated": 5, "selective": 0, "universal": 0}
    # Oddities of the source that stay: one indicated cell for schools, four for LLS.
    assert levels.at["skole", "indicated"] == 1
    assert levels.at["laeringscenter", "indicated"] == 4


def test_larvik_overview_can_be_found_in_its_source(matrix: pd.DataFrame):
    for row in matrix.to_dict("records"):
        known_as = "VPA" if "VPA" in row["service_nb"] else row["service_nb"]
        plain = known_as.removeprefix("Tjenester for ")  # the plan leaves it to the reader
        assert plain.lower() in row["quote"].lower()
    assert set(matrix["document"]) == {"forebyggende_plan"}
    assert set(matrix["section"]) == {"5. Oversikt over oppgavefordeling"}
    assert set(matrix["annex_text"]) == {"yes"}
    assert (
        matrix.groupby("service")[["service_nb", "service_en"]].nunique().eq(1).all(axis=None)
    )


@pytest.mark.parametrize(
    "path", sorted(p.relative_to(RAW).as_posix() for p in RAW.rglob("*.yaml"))
)
def test_the_key_for_norwegian_is_never_read_as_false(path: str):
    def keys(node: Any) -> list[Any]:
        if isinstance(node, dict):
            return [*node, *(key for child in node.values() for key in keys(child))]
        if isinstance(node, list):
            return [key for child in node for key in keys(child)]
        return []

    assert all(isinstance(key, str) for key in keys(read_yaml(path)))


def test_the_inputs_are_as_shipped(inputs_not_as_shipped):
    # After a change that is meant for all, write the new hashes to shipped_inputs.json.
    assert inputs_not_as_shipped == []
