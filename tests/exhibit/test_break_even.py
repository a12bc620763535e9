"""What it takes, what it rests on and what it does not show: texts follow from the numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.indicators.returns_ops import numbers_of_table
from larvik_analysis.estimate.returns.changes import with_changes
from larvik_analysis.estimate.returns.variation import vary_returns
from larvik_analysis.exhibit.break_even import (
    Needed,
    exhibit_break_even,
    exhibit_break_even_curve,
    outcome_word,
    state_break_even,
)
from larvik_analysis.exhibit.returns_inputs import exhibit_measure_cost, exhibit_returns_inputs
from larvik_analysis.exhibit.returns_limits import (
    exhibit_non_priced,
    state_returns_limits,
    state_wrong_pocket,
)
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release
from larvik_analysis.terms.words import Words

EXHIBITS = (
    exhibit_break_even,
    exhibit_break_even_curve,
    exhibit_returns_inputs,
    exhibit_measure_cost,
    exhibit_non_priced,
)
TEXTS = (state_break_even, state_wrong_pocket, state_returns_limits)
RED, TEAM = "rodt", "lag"


def measure_of(study):
    return next(iter(study.returns))


def shown_of(study):
    measure = measure_of(study)
    made = [maker(study, measure) for maker in EXHIBITS]
    said = [text for maker in TEXTS for text in maker(study, measure)]
    return [thing for thing in (*made, *said) if thing is not None]


def with_values(study, **values):
    """The study with other numbers in its only return, as if they had stood in the file."""
    measure = measure_of(study)
    changed = replace(with_changes(study.returns[measure], values), changes=())
    return replace(study, returns={measure: changed})


def without_values(study, *names):
    """The study with numbers that nobody has given."""
    measure = measure_of(study)
    model = study.returns[measure]
    asked = {name: replace(model.parameters[name], value=None, spread=None) for name in names}
    model = replace(model, parameters={**model.parameters, **asked})
    return replace(study, returns={measure: model})


def said(statements, language="nb"):
    return {text.key: write_out(text, language) for text in statements}


def keys(statements):
    return [text.key for text in statements]


def test_all_but_kroner_of_judgement_passes_the_gate_in_each_language(study):
    shown = shown_of(study)
    released, verdicts = release(shown, study)
    held = [verdict.name for verdict in verdicts if not verdict.passed]
    assert held == ([f"{RED}-kostnad"] if RED in study.returns else [])
    for thing in released:
        if thing is not None and thing.kind == "figure":
            draw_audited(thing, study.language)


def test_without_a_return_nothing_is_shown(larvik):
    for maker in EXHIBITS:
        assert maker(larvik, "gront") is None
    for maker in TEXTS:
        assert maker(larvik, "gront") == ()


def test_the_answer_by_hand(larvik):
    # 22 children of 5; working life from year 14 to 62 after the start, at 4 % for 40 years
    # and then 3 %; an outsider-year is production and a fifth of the benefit.
    factors = [1.04 ** -min(t, 40) * 1.03 ** -max(t - 40, 0) for t in range(14, 62)]
    prices = larvik.returns[RED].parameters
    year = prices["lost_production"].value + 0.2 * prices["benefit"].value
    averted = 0.26 * 134 / 229 * 0.5 * year * sum(factors)
    yearly = 1.4 * 650_000 * 1.3 * 1.25 + 100_000
    cost = 1.2 * (yearly * (1 + 0.5 / 1.04) + 300_000)
    rows = exhibit_break_even(larvik, RED).data.set_index("reading")["estimate"]
    assert rows["society"] == float(f"{100 * cost / 22 / averted:.3g}")
    assert rows["baseline"] == pytest.approx(35)


def test_the_figure_and_the_first_page_say_for_whom(larvik):
    figure = exhibit_break_even(larvik, RED)
    assert figure.layer == "report"
    title = write_out(figure.title, "nb")
    assert title == "Samfunnet går i null ved 26 av hundre, kommunen alene aldri"
    first, *others = state_break_even(larvik, RED)
    assert first.place == "summary"
    assert {text.place for text in others} == {"body"}
    told = write_out(first, "nb")
    assert told.startswith("Regneeksempel: skal rødt tiltak gå i null for samfunnet")
    assert "26 av hundre barn" in told
    assert "35 av hundre" in told
    drawn = figure.figure("nb")
    texts = [text.get_text() for axes in drawn.axes for text in axes.texts]
    assert {"26 av hundre", "43 av hundre", "flere enn hundre"} <= set(texts)


def test_what_it_takes_is_not_what_it_did(larvik):
    statements = state_break_even(larvik, RED)
    told = said(statements)
    assert "Det sier ikke at tiltaket har hindret frafall" in told["break_even.modest"]
    assert "Reglene gjelder statlige tiltak" in told["break_even.by_choice"]
    assert "fordi den velger det" in told["break_even.by_choice"]
    units = {cell.unit for text in statements for cell in text.cells.values()}
    assert units == {"per_hundred", "share"}
    assert "break_even.before_all" in told


def test_a_worked_example_names_what_matters_most(larvik, example):
    told = said(state_break_even(larvik, RED))
    assert "andel av overrisikoen som skyldes frafallet selv" in told["break_even.judged"]
    assert "hvor mye tiltaket senker risikoen" not in told["break_even.judged"]
    assert "break_even.judged" not in keys(state_break_even(example, TEAM))
    noted = [note.key for note in exhibit_break_even(larvik, RED).notes]
    assert "break_even.note_assumed" in noted
    noted = [note.key for note in exhibit_break_even(example, TEAM).notes]
    assert "break_even.note_assumed" not in noted


def test_an_unknown_effect_alone_is_no_worked_example(example):
    bare = without_values(example, "risk_reduction")
    told = keys(state_break_even(bare, TEAM))
    assert "break_even.effect_unknown" in told
    assert "break_even.summary_possible_sourced" in told


@pytest.mark.parametrize(
    ("values", "reach", "finding"),
    [
        ({}, ("possible", "possible", "beyond"), "society"),
        ({"causal_share": 0.1}, ("impossible", "impossible", "beyond"), "nobody"),
        ({"causal_share": 0.01}, ("beyond", "beyond", "beyond"), "nobody"),
        (
            {"municipal_share_of_benefits": 1.0, "municipal_share_of_tax": 1.0},
            ("possible", "possible", "possible"),
            "society_municipality",
        ),
        (
            {"positions_delivered": 0.0, "other_running_cost": 0.0, "development_cost": 0.0},
            ("saves", "saves", "saves"),
            "saves",
        ),
        (
            {"share_paid_by_others": 1.0},
            ("possible", "saves", "saves"),
            "society_municipality",
        ),
        (
            {"causal_share": 0.1, "share_paid_by_others": 1.0},
            ("impossible", "saves", "saves"),
            "municipality",
        ),
        (
            {"lost_production": 0.0, "benefit": 0.0},
            ("worthless", "worthless", "worthless"),
            "nobody",
        ),
        (
            {"municipal_share_of_benefits": 0.0, "municipal_share_of_tax": 0.0},
            ("possible", "possible", "worthless"),
            "society",
        ),
    ],
)
def test_each_finding_has_its_words(example, values, reach, finding):
    changed = with_values(example, **values)
    model = changed.returns[TEAM]
    found = Needed(model, model.outcomes[0])
    assert tuple(found.reach(name) for name in ("society", "public", "municipality")) == reach
    figure = exhibit_break_even(changed, TEAM)
    assert figure.title.key == f"break_even.title_{finding}"
    told = keys(state_break_even(changed, TEAM))
    assert told[0].startswith(f"break_even.summary_{reach[0]}_")
    for name, kind in zip(("society", "public", "municipality"), reach, strict=True):
        assert f"break_even.{name}_{kind}" in told
    for language in ("nb", "en"):
        assert all(said(state_break_even(changed, TEAM), language).values())
        figure.figure(language)
    assert ("wrong_pocket.so_what" in keys(state_wrong_pocket(changed, TEAM))) == (
        finding == "society"
    )


def test_exactly_enough_is_possible(example):
    needed = Needed(example.returns[TEAM], example.returns[TEAM].outcomes[0])
    just = needed.number("society").estimate / 100
    assert Needed(
        with_values(example, dropout_other_barnevern=just * 1.001).returns[TEAM],
        needed.outcome,
    ).reach("society") == "possible"  # fmt: skip
    assert Needed(
        with_values(example, dropout_other_barnevern=just * 0.99).returns[TEAM],
        needed.outcome,
    ).reach("society") == "impossible"  # fmt: skip


def test_what_is_missing_is_asked_for(larvik):
    bare = without_values(larvik, "wage", "n_children")
    assert exhibit_break_even(bare, RED) is None
    assert exhibit_break_even_curve(bare, RED) is None
    [statement] = state_break_even(bare, RED)
    assert statement.place == "unknown"
    told = write_out(statement, "nb")
    assert "barn i tiltaket og årslønn for et årsverk" in told
    table = exhibit_returns_inputs(bare, RED)
    assert table.title.key == "returns_inputs.title_missing"
    assert table.data["standing"].tolist()[:2] == ["missing", "missing"]
    assert set(table.data["reason"][:2]) == {"asked_for"}
    assert exhibit_measure_cost(without_values(larvik, "wage"), RED) is None


def test_nothing_to_avert_is_said(larvik):
    model = larvik.returns[RED]
    grown = {name: replace(model.parameters[name], value=70.0, spread=None)
             for name in ("age_at_start",)}  # fmt: skip
    model = replace(model, parameters={**model.parameters, **grown})
    [statement] = state_break_even(replace(larvik, returns={RED: model}), RED)
    assert statement.key == "break_even.nothing"
    assert exhibit_break_even(replace(larvik, returns={RED: model}), RED) is None


def test_another_outcome_is_told_beside_the_first(example):
    [other] = [t for t in state_break_even(example, TEAM) if ".other_" in t.key]
    assert other.key == "break_even.other_possible"
    assert "Gjennom plassering alene måtte 0,7 av hundre" in write_out(other, "nb")
    dear = with_values(example, institution_day=10.0)
    assert "break_even.other_beyond" in keys(state_break_even(dear, TEAM))


def test_an_outcome_of_somebodys_own_has_its_name(example):
    outcome = replace(
        example.returns[TEAM].outcomes[0], id="own", name=Words(nb="Eget", en="Own")
    )
    assert outcome_word(example, outcome) == "Eget"


def test_the_curve_has_a_line_a_reading_and_each_point_its_sum(larvik):
    figure = exhibit_break_even_curve(larvik, RED)
    rows = figure.data.pivot_table(index="point", columns="reading", values="estimate")
    # What it takes is inverse to the share that is due to the outcome itself.
    product = rows["varied"] * rows["society"]
    assert product.to_numpy() == pytest.approx(product.iloc[0], rel=0.01)  # of three figures
    stands = numbers_of_table(larvik.returns[RED], "break_even")["dropout.society.averted"]
    assert rows.loc["five_tenths", "society"] == pytest.approx(stands.estimate)
    assert set(rows["baseline"]) == {35.0}
    assert 'return_number("rodt", "inputs", "causal_share", "causal_share=0.2")' in figure.sums
    drawn = figure.figure("nb").axes[0]
    line = drawn.lines[0] if len(drawn.lines[0].get_xdata()) > 2 else drawn.lines[1]
    assert max(line.get_xdata()) == pytest.approx(100)
    assert min(line.get_ydata()) == pytest.approx(rows["society"].min())


def test_the_curve_says_from_where_it_is_possible(larvik, example):
    figure = exhibit_break_even_curve(larvik, RED)
    assert figure.title.key == "break_even_curve.title_some"
    assert "Ved 40" in write_out(figure.caption, "nb")
    assert exhibit_break_even_curve(example, TEAM).title.key == "break_even_curve.title_all"
    rare = with_values(larvik, dropout_other_barnevern=0.05)
    assert exhibit_break_even_curve(rare, RED).title.key == "break_even_curve.title_none"


def test_the_curve_is_left_out_where_it_is_not_wanted_or_says_nothing(example):
    assert exhibit_break_even_curve(example, TEAM, is_shown=False) is None
    model = example.returns[TEAM]
    placement = replace(model, outcomes=model.outcomes[1:])
    assert exhibit_break_even_curve(replace(example, returns={TEAM: placement}), TEAM) is None


def test_what_is_guessed_comes_first_and_its_kroner_are_not_told(larvik):
    table = exhibit_returns_inputs(larvik, RED)
    assert table.layer == "report"
    assert len(table.data) <= 22  # a page
    rows = table.data.set_index("number")
    assert rows.index[0] == "causal_share"
    order = ["missing", "judgement", "research", "data", "policy"]
    assert [order.index(kind) for kind in rows["standing"]] == sorted(
        order.index(kind) for kind in rows["standing"]
    )
    assert rows.loc["wage", "reason"] == "judged"
    guessed = rows[rows["standing"] == "judgement"]
    assert guessed.loc[guessed["unit"] == "kroner", "estimate"].isna().all()
    assert rows.loc["lost_production", "estimate"] > 430_000
    assert not {"fade_out", "study_quality", "risk_reduction"} & set(rows.index)
    noted = [note.key for note in table.notes]
    assert noted == [
        f"returns_inputs.note_{what}" for what in ("haircuts", "guessed", "children")
    ]


def test_the_title_of_the_inputs_follows_from_them(larvik, example):
    assert exhibit_returns_inputs(larvik, RED).title.key.endswith("most_guessed")
    assert exhibit_returns_inputs(example, TEAM).title.key.endswith("known")
    some = vary_returns(example, TEAM, changes="causal_share=0,3")
    assert exhibit_returns_inputs(some, TEAM).title.key.endswith("some_guessed")


def test_the_cost_leaves_where_nothing_of_it_is_guessed(larvik, example):
    inside = exhibit_measure_cost(larvik, RED)
    assert inside.layer == "internal"
    assert write_out(inside.title, "nb").startswith("REGNEEKSEMPEL")
    outside = exhibit_measure_cost(example, TEAM)
    assert outside.layer == "report"
    rows = outside.data.set_index(["part", "staffing"])["estimate"]
    assert rows["per_child_with", "delivered"] * 31 == pytest.approx(
        rows["in_all_with", "delivered"]
    )
    assert rows["in_all_with", "planned"] - rows["in_all_without", "planned"] == pytest.approx(
        200_000
    )


def test_who_pays_is_told(larvik, example):
    told = said(state_wrong_pocket(larvik, RED))
    assert "wrong_pocket.pays_alone" in told
    assert "kommunen 2" in told["wrong_pocket.municipal_share_of_benefits"]
    told = said(state_wrong_pocket(example, TEAM))
    assert "10" in told["wrong_pocket.share_paid_by_others"]
    assert "wrong_pocket.pays_rest" in told
    assert "60" in told["wrong_pocket.state_share_of_placement"]
    bare = without_values(example, "share_paid_by_others")
    assert "wrong_pocket.pays_unknown" in keys(state_wrong_pocket(bare, TEAM))


def test_effects_without_a_price_say_whether_they_could_decide(larvik):
    table = exhibit_non_priced(larvik, RED)
    assert table.title.key == "non_priced.title_could"
    assert set(table.data["direction"]) == {"better", "worse", "unknown"}
    model = larvik.returns[RED]
    small = tuple(replace(one, could_change_ranking=False) for one in model.non_priced)
    tame = replace(larvik, returns={RED: replace(model, non_priced=small)})
    assert exhibit_non_priced(tame, RED).title.key == "non_priced.title_could_not"
    none = replace(larvik, returns={RED: replace(model, non_priced=())})
    assert exhibit_non_priced(none, RED) is None


def test_the_limits_follow_from_the_case(larvik, example):
    told = said(state_returns_limits(larvik, RED))
    assert "50" in told["returns_limits.association"]
    assert "amerikanske forsøk" in told["returns_limits.no_us_rate"]
    assert "returns_limits.not_an_effect" in told
    model = example.returns[TEAM]
    placement = replace(model, outcomes=model.outcomes[1:])
    told = keys(state_returns_limits(replace(example, returns={TEAM: placement}), TEAM))
    assert not {f"returns_limits.{what}" for what in ("association", "pooled", "health")} & set(
        told
    )


def test_other_rules_are_not_called_the_states(example):
    other = vary_returns(example, TEAM, rules="green_book")
    told = keys(state_break_even(other, TEAM))
    assert "break_even.by_other_rules" in told
    assert "break_even.by_choice" not in told
