"""Kroner and uncertainty of a return: right numbers, and none that rest on judgement leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

import larvik_analysis as la
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.returns_ops import (
    numbers_of_table,
    return_number,
    simulated,
)
from larvik_analysis.estimate.indicators.sources import public_sources
from larvik_analysis.estimate.returns.flows import estimate_flows
from larvik_analysis.estimate.returns.variation import changed_model, vary_returns
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.exhibit.tornado_rows import draw_tornado_rows
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release
from larvik_analysis.terms.language import NO_BREAK_SPACE

MAKERS = (
    la.exhibit_flows,
    la.exhibit_cumulative_value,
    la.exhibit_effect_chain,
    la.exhibit_chance,
    la.exhibit_tornado,
    la.exhibit_scenarios,
    la.exhibit_sensitivity,
    la.exhibit_returns_results,
    la.exhibit_information_value,
    la.exhibit_distribution,
)
# What a model with judgements may show: shares, and what it takes.
WITHOUT_KRONER = ("virkningskjede", "folsomhet")


def measure_of(study):
    [measure] = study.returns
    return measure


def shown_of(study):
    made = [maker(study, measure_of(study)) for maker in MAKERS]
    return [exhibit for exhibit in made if exhibit is not None]


def by_label(exhibit, *labels):
    return exhibit.data.set_index([*labels])["estimate"]


@pytest.fixture(scope="module")
def judged(larvik):
    """The measure of Larvik with an effect that somebody typed in."""
    return vary_returns(larvik, "rodt", changes="risk_reduction=0.3")


def rule_of(exhibit, study):
    [verdict] = release([exhibit], study)[1]
    return verdict.rule


# What leaves


def test_all_that_is_not_internal_passes_the_gate_and_is_drawn(study):
    shown = [exhibit for exhibit in shown_of(study) if exhibit.layer == "report"]
    released, verdicts = release(shown, study)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            draw_audited(thing, study.language)


def test_a_return_without_judgement_is_told_in_full(example):
    shown = shown_of(example)
    assert len(shown) == len(MAKERS)
    assert {exhibit.layer for exhibit in shown} == {"report"}


def test_where_the_effect_is_unknown_it_is_asked_for_and_no_kroner_are_shown(larvik):
    shown = {exhibit.name.removeprefix("rodt-"): exhibit for exhibit in shown_of(larvik)}
    assert set(shown) == {"mangler", *WITHOUT_KRONER}
    assert shown["mangler"].data["number"].tolist() == ["risk_reduction"]
    assert shown["mangler"].layer == "internal"
    for name in WITHOUT_KRONER:
        assert "kroner" not in set(shown[name].data.loc[shown[name].data["basis"] != "", "unit"]
                                   [shown[name].data["estimate"].notna()])  # fmt: skip


def test_kroner_that_rest_on_judgement_are_internal_marked_and_refused(judged):
    for exhibit in shown_of(judged):
        name = exhibit.name.removeprefix("rodt-")
        assert (exhibit.layer == "report") == (name in WITHOUT_KRONER)
        if name in WITHOUT_KRONER:
            continue
        assert write_out(exhibit.title, "nb").startswith("REGNEEKSEMPEL. ")
        assert exhibit.notes[0].key == "returns.example"
        assert not exhibit.is_figure or exhibit.options["is_example"]
        assert rule_of(exhibit, judged) == "internal"
        by_hand = replace(exhibit, layer="report", title=exhibit.target.sentence, notes=())
        assert rule_of(by_hand, judged) == "not_public"


def test_the_mark_is_in_the_language_of_the_evaluation(judged):
    english = replace(judged, evaluation=replace(judged.evaluation, language="en"))
    exhibit = la.exhibit_flows(english, "rodt")
    assert write_out(exhibit.title, "en").startswith("WORKED EXAMPLE. The municipality pays")


def test_nothing_of_a_return_on_private_data_leaves(example):
    model = example.returns["lag"]
    private = replace(model, case=replace(model.case, is_private=True))
    hidden = replace(example, returns={"lag": private})
    for exhibit in shown_of(hidden):
        by_hand = replace(exhibit, layer="report", title=exhibit.target.sentence, notes=())
        assert exhibit.layer == "internal"
        assert rule_of(by_hand, hidden) in ("not_public", "words_not_public")


@pytest.mark.parametrize("maker", MAKERS)
def test_a_number_that_is_not_what_its_sum_gives_is_refused(example, maker):
    exhibit = maker(example, "lag")
    wrong = exhibit.data.assign(estimate=exhibit.data["estimate"] * 1.01)
    assert rule_of(replace(exhibit, data=wrong), example) == "not_reproduced"


def test_a_label_with_a_number_is_refused_where_its_own_sum_does_not_name_it(example):
    exhibit = la.exhibit_cumulative_value(example, "lag")
    assert rule_of(exhibit, example) == ""
    rows = exhibit.data.copy()
    rows.loc[0, "year"] = "41"
    assert rule_of(replace(exhibit, data=rows), example) == "words_not_public"


def test_the_basis_of_a_varied_return_carries_the_change(example):
    varied = vary_returns(example, "lag", scenario="lav")
    cell = return_number(varied.returns, "lag", "tornado", "society.fade_out.low")
    assert cell.basis.endswith('"scenario=lav")')
    again = recompute(cell.basis, example.facts, public=public_sources(example))
    assert again.estimate == cell.estimate


def test_what_was_typed_in_is_a_judgement(example):
    typed = vary_returns(example, "lag", changes="causal_share=0.3")
    assert la.exhibit_flows(typed, "lag").layer == "internal"
    with pytest.raises(ParameterError):
        recompute(
            'return_number("lag", "tornado", "society.fade_out.low", "causal_share=0.3")',
            example.facts,
            public=public_sources(example),
        )


def test_a_measure_without_a_return_shows_nothing(larvik):
    assert [maker(larvik, "gront") for maker in MAKERS] == [None] * len(MAKERS)


# The numbers


def test_actors_and_taxes_sum_to_society(example):
    net = by_label(la.exhibit_flows(example, "lag"), "actor", "effect").xs("net", level=1)
    actors = net[["kommune", "stat", "deltaker", "andre"]].sum()
    assert net["society"] == pytest.approx(actors + net["tax_funding"])
    assert net["public"] == pytest.approx(net["kommune"] + net["stat"])


def test_the_title_says_who_pays_and_who_gains_most(example):
    exhibit = la.exhibit_flows(example, "lag")
    assert write_out(exhibit.title, "nb") == "Kommunen betaler mest, staten får mest"


def test_the_last_year_is_the_net_present_value(example):
    by_year = by_label(la.exhibit_cumulative_value(example, "lag"), "reading", "year")
    last = str(example.returns["lag"].horizon_years - 1)
    results = by_label(la.exhibit_returns_results(example, "lag"), "result", "reading")
    for reading in ("society", "public", "municipality"):
        assert by_year[reading, last] == pytest.approx(results["net_value", reading])


def test_the_chain_ends_where_the_haircuts_end(example, larvik):
    model = example.returns["lag"]
    rows = la.exhibit_effect_chain(example, "lag").data
    kept = [model.parameters[name].value for name in model.case.haircuts]
    assert rows["estimate"].iloc[0] == model.parameters["risk_reduction"].value
    assert rows["estimate"].iloc[1] == pytest.approx(0.3 * kept[0])
    # Of an effect that nobody knows, what would be left of the whole.
    whole = la.exhibit_effect_chain(larvik, "rodt").data
    assert whole["estimate"].iloc[0] == 1.0
    assert whole["estimate"].iloc[1] == pytest.approx(0.2079)  # WSIPP's, -0.380 to -0.079


def test_a_tornado_is_moved_to_both_sides_the_widest_first(example):
    exhibit = la.exhibit_tornado(example, "lag")
    ends = (
        by_label(exhibit, "number", "end").unstack("end").loc[exhibit.data["number"].unique()]
    )
    swings = (ends["high"] - ends["low"]).abs()
    assert swings.is_monotonic_decreasing
    assert ((ends["low"] - ends["estimate"]) * (ends["high"] - ends["estimate"]) < 0).all()
    moved = changed_model(example.returns["lag"], ["risk_reduction=0.1"])
    flows = estimate_flows(moved).set_index(["effect", "actor"])
    assert ends.loc["risk_reduction", "low"] == pytest.approx(
        flows.loc[("net", "society"), "estimate"]
    )


def test_the_ends_of_a_bar_are_told_in_the_unit_of_the_number(example):
    table = la.exhibit_tornado(example, "lag").data
    figure = draw_tornado_rows(table, language="nb")
    told = [text.get_text() for axes in figure.axes for text in axes.texts]
    said = {words.replace(NO_BREAK_SPACE, " ") for words in told}
    assert {"10 %", "50 %", "112", "128"} <= said
    assert "Hvor mye støttelaget senker\nrisikoen" in said


def test_a_scenario_is_the_return_varied_by_it(example):
    table = by_label(la.exhibit_sensitivity(example, "lag"), "change", "kind", "what")
    varied = vary_returns(example, "lag", scenario="lav").returns["lag"]
    npv = numbers_of_table(varied, "flows")["net.net.society"].estimate
    needed = numbers_of_table(varied, "break_even")["dropout.society.averted"].estimate
    assert table["lav", "scenario", "npv"] == npv
    assert table["lav", "scenario", "break_even"] == needed


def test_sensitivity_is_to_both_sides_and_names_no_rules_twice(example):
    exhibit = la.exhibit_sensitivity(example, "lag")
    moved = exhibit.data[exhibit.data["kind"].isin(["low", "high"])]
    assert set(moved.groupby("change")["kind"].nunique()) == {2}
    assert exhibit.data.loc[exhibit.data["kind"] == "rules", "change"].unique() == [
        "green_book"
    ]
    assert exhibit.title.key == "returns_sensitivity.title_turns"


def test_what_does_not_move_what_it_takes_has_no_such_number(example):
    table = by_label(la.exhibit_sensitivity(example, "lag"), "change", "kind", "what")
    assert ("study_quality", "low", "npv") in table
    assert ("study_quality", "low", "break_even") not in table


def test_kroner_that_somebody_guessed_are_not_told_beside_what_it_takes(larvik):
    rows = la.exhibit_sensitivity(larvik, "rodt").data
    wage = rows[(rows["change"] == "wage") & (rows["what"] == "value")]
    assert wage["estimate"].isna().all()
    assert set(wage["reason"]) == {"judged"}
    share = rows[(rows["change"] == "causal_share") & (rows["what"] == "value")]
    assert share["estimate"].tolist() == [0.25, 0.75]


def test_the_break_even_of_a_moved_number_is_that_of_the_changed_model(larvik):
    rows = by_label(la.exhibit_sensitivity(larvik, "rodt"), "change", "kind", "what")
    changed = changed_model(larvik.returns["rodt"], ["causal_share=0.25"])
    needed = numbers_of_table(changed, "break_even")["dropout.society.averted"].estimate
    assert rows["causal_share", "low", "break_even"] == pytest.approx(needed)


def test_results_tell_both_ratios_and_why_a_number_is_not_there(example):
    rows = la.exhibit_returns_results(example, "lag").data.set_index(["result", "reading"])
    ratios = [
        rows.loc[(name, "society"), "estimate"] for name in ("ratio_of_means", "mean_of_ratios")
    ]
    assert ratios[0] != ratios[1]
    assert rows.loc[("payback", "municipality"), "reason"] == "never"
    assert rows.loc[("public_funds", "public"), "reason"] == "no_meaning"
    free = vary_returns(
        example, "lag",
        changes="positions_delivered=0; other_running_cost=0; development_cost=0",
    )  # fmt: skip
    rows = la.exhibit_returns_results(free, "lag").data.set_index(["result", "reading"])
    assert rows.loc[("ratio_of_means", "society"), "reason"] == "net_saving"
    assert rows.loc[("public_funds", "public"), "reason"] == "infinite"
    assert rows.loc[("rate_of_return", "society"), "reason"] == "no_rate"


def test_the_amount_a_year_and_the_delay_are_of_the_numbers_as_they_stand(example):
    rows = by_label(la.exhibit_returns_results(example, "lag"), "result", "reading")
    model = example.returns["lag"]
    factors = la.discount_factors(model.rules, model.horizon_years + 1)
    in_all = numbers_of_table(model, "flows")["net.net.society"].estimate
    assert rows["as_it_stands", "society"] == pytest.approx(in_all)
    assert rows["a_year", "society"] * factors[1:].sum() == pytest.approx(in_all)
    # Within 40 years every amount loses four per cent by coming a year later.
    assert 0 < rows["delay", "society"] < in_all * 0.04


def test_knowing_one_number_is_worth_no_more_than_knowing_all(example):
    rows = la.exhibit_information_value(example, "lag").data.set_index("number")["estimate"]
    assert rows.index[:2].tolist() == ["all", "risk_reduction"]
    assert (rows <= rows["all"]).all()


def test_where_the_choice_is_clear_nothing_more_needs_to_be_known(judged):
    exhibit = la.exhibit_information_value(judged, "rodt")
    assert exhibit.data["number"].tolist() == ["all"]
    assert "knapt endret valget" in write_out(exhibit.title, "nb")


def test_distribution_is_not_in_the_table_of_results(example):
    exhibit = la.exhibit_distribution(example, "lag")
    rows = exhibit.data.set_index("part")["estimate"]
    assert rows["participants"] == pytest.approx(rows["per_child"] * 31)
    results = la.exhibit_returns_results(example, "lag").data
    assert "participants" not in set(results["result"])


def test_the_draws_are_made_once_for_all_that_is_shown_and_judged(example):
    for kept in (simulated, numbers_of_table):
        kept.cache_clear()
    release(shown_of(example), example)
    scenarios = example.returns["lag"].scenarios
    assert simulated.cache_info().misses == 1 + len(scenarios)


def test_scenarios_are_of_the_same_draws(example):
    rows = la.exhibit_scenarios(example, "lag").data.set_index("scenario")
    assert rows.index.tolist() == ["base", "lav", "hoy", "rente_3", "lonnsvekst"]
    assert rows.loc["lav", "estimate"] < rows.loc["base", "estimate"] < rows.loc["hoy", "high"]
    varied = vary_returns(example, "lag", scenario="lav")
    net = numbers_of_table(varied.returns["lag"], "summary")["society.net_value"]
    assert rows.loc["lav", "estimate"] == net.estimate
    assert "lav" not in set(la.exhibit_scenarios(varied, "lag").data["scenario"])


def with_values(study, scenario, **values):
    """The study whose team has a scenario with other numbers."""
    model = study.returns["lag"]
    scenarios = tuple(
        replace(one, values=values) if one.id == scenario else one for one in model.scenarios
    )
    return replace(study, returns={"lag": replace(model, scenarios=scenarios)})


def test_a_scenario_beyond_what_is_tried_out_is_a_judgement(example):
    # Nothing stands behind it, so it must not be a way around what is typed in.
    sure = with_values(example, "lav", risk_reduction=0.9)
    varied = vary_returns(sure, "lag", scenario="lav")
    assert "risk_reduction" in varied.returns["lag"].judged
    assert la.exhibit_flows(varied, "lag").layer == "internal"
    assert la.exhibit_returns_results(varied, "lag").layer == "internal"
    assert vary_returns(example, "lag", scenario="lav").returns["lag"].judged == ()


def test_what_nobody_has_given_is_a_judgement_in_a_scenario(example):
    model = example.returns["lag"]
    effect = replace(model.parameters["risk_reduction"], value=None, spread=None, vary=())
    unknown = replace(model, parameters={**model.parameters, "risk_reduction": effect})
    study = replace(example, returns={"lag": unknown})
    varied = vary_returns(study, "lag", scenario="hoy")
    assert la.exhibit_flows(varied, "lag").layer == "internal"


def test_a_scenario_that_nothing_stands_behind_gives_no_kroner_beside_the_others(example):
    study = with_values(example, "lav", wage=100_000.0)
    assert la.exhibit_scenarios(study, "lag").layer == "internal"
    table = la.exhibit_sensitivity(study, "lag")
    told = table.data.loc[table.data["change"] == "lav", "what"].tolist()
    assert told == ["break_even", "baseline"]
    assert rule_of(table, study) == ""


def test_where_most_is_lost_over_the_years_the_chain_says_so(study):
    exhibit = la.exhibit_effect_chain(study, measure_of(study))
    [said] = [write_out(note, "nb") for note in exhibit.notes if note.key.endswith("years")]
    assert "blir borte hvert år (" in said


def test_a_mean_above_nought_is_told_with_its_chance(example):
    exhibit = la.exhibit_returns_results(example, "lag")
    chance = return_number(example.returns, "lag", "summary", "society.chance")
    assert 0 < chance.estimate < 0.5
    assert exhibit.title.cells["chance"] == chance
    assert "over null i 47" in write_out(exhibit.title, "nb")
