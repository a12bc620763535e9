"""What may leave of a survey: intervals, rates beside facts, bounds, scales, comparisons."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.estimate.indicators.basis import facts_in, recompute
from larvik_analysis.estimate.indicators.tables import ESTIMATE_COLUMNS, estimate_of
from larvik_analysis.estimate.survey.comparisons import compare_groups
from larvik_analysis.estimate.survey.counts import as_counted, as_scored
from larvik_analysis.estimate.survey.participation import (
    estimate_bounds,
    estimate_families,
    estimate_item_nonresponse,
    estimate_response,
)
from larvik_analysis.estimate.survey.scales import estimate_scale
from larvik_analysis.estimate.survey.shares import estimate_shares
from larvik_analysis.estimate.survey.weighted_shares import estimate_weighted_shares
from larvik_analysis.release.gate import release
from larvik_analysis.release.outside_tables import ShownRow, ShownTable
from larvik_analysis.release.outsider import attack_tables
from larvik_analysis.terms.microdata import Cell, Microdata, Scored
from larvik_analysis.terms.questions import Design, Margin, Scale
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

PLACES = ("nord", "sor")
WIDER = Words(nb="alle", en="all")
KNOWN = {"spurt": 90.0, "alle": 400.0, "i_nord": 250.0, "i_sor": 150.0, "annet": 77.0}
DESIGN = {"invited": "spurt", "population": "alle"}


@pytest.fixture
def survey(own):
    """Sixty answers: `q` and `r` of four answers each, and a place; `s` leaves ten open."""

    def make(sensitivity="opinion", *, scale=(), strays=False, families=None, **design):
        answers = ["a", "b", "c", "d"]
        columns = {
            "q": [answers[n % 4] for n in range(60)],
            "r": [answers[n % 3] for n in range(60)],
            "sted": [PLACES[n % 7 % 2] for n in range(60)],
            "s": [None if n % 6 == 0 else answers[n % 2] for n in range(60)],
        }
        if strays:
            columns = {name: [None, *rest[1:]] for name, rest in columns.items()}
        asked = [
            own.question("q", answers, sensitivity),
            own.question("r", answers[:3], sensitivity),
            own.question("sted", PLACES, sensitivity),
            own.question("s", answers[:2], sensitivity),
        ]
        study = own.study(columns, asked, unit="respondents", families=families, facts=KNOWN)
        data = study.microdata["d"]
        declared = replace(
            data.declared,
            design=Design(**({"target": "wider", "wider": WIDER, "facts": DESIGN} | design)),
            scales=(Scale(id="skala", name=WIDER, items=scale, n_least=1),) if scale else (),
        )
        facts_of_people = {
            name: replace(
                fact,
                unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
                document="syntetisk_oppsummering",
            )
            for name, fact in study.facts.items()
            if name in KNOWN
        }
        known = type(study.facts)({**study.facts, **facts_of_people})
        return replace(
            study,
            facts=known,
            microdata={"d": Microdata(declared, data.table, data.families)},
        )

    return make


def leaves(own, study, table, sensitivity="opinion", name="tabell"):
    """The released rows of a table of estimates, under labels that are public."""
    found = [estimate_of(row) for _, row in table.iterrows()]
    exhibit = own.table(study, name, [("q", one) for one in found], sensitivity=sensitivity)
    behind = {study.facts[fact].document for one in found for fact in _facts(one.basis)}
    exhibit = replace(exhibit, documents=tuple(behind))
    [made], [verdict] = release([exhibit], study)
    return made, verdict


def _facts(basis):
    return facts_in(basis) if basis else ()


def reasons(made):
    return made.data["reason"].tolist()


def test_intervals_leave_with_their_counts(own, survey):
    for study, method in (
        (survey(), "wilson_finite"),
        (survey(families=[f"f{n // 2}" for n in range(60)]), "wilson_by_family"),
    ):
        data = study.microdata["d"]
        table = estimate_shares(data, ["q"], facts=study.facts)
        assert set(table["method"]) == {method}
        made, _ = leaves(own, study, table)
        assert reasons(made) == [""] * 4
        pd.testing.assert_frame_equal(
            made.data[list(ESTIMATE_COLUMNS)], table[list(ESTIMATE_COLUMNS)]
        )


def test_a_small_sensitive_count_hides_its_interval(own, survey):
    study = survey("sensitive")
    data = study.microdata["d"]
    few = data.table.copy()
    few["q"] = pd.Categorical(["a"] * 3 + ["b"] * 27 + ["c"] * 30, categories=list("abcd"))
    study = replace(study, microdata={"d": Microdata(data.declared, few)})
    table = estimate_shares(study.microdata["d"], ["q"], facts=study.facts)
    made, _ = leaves(own, study, table, "sensitive")
    assert made.data["reason"].iloc[0] != ""
    hidden = made.data[made.data["reason"] != ""]
    assert hidden[["estimate", "low", "high", "count"]].isna().all(axis=None)


def test_the_funnel_leaves(own, survey):
    study = survey()
    table = estimate_response(study.microdata["d"], study.facts)
    made, _ = leaves(own, study, table)
    assert reasons(made) == ["", "no_fact", "", "", ""]
    assert made.data["estimate"].iloc[-1] == pytest.approx(60 / 90)


def test_how_many_answered_nothing_is_not_told_of_sensitive_questions(own, survey):
    for strays, reason in ((False, ""), (True, "hidden")):
        study = survey("sensitive", strays=strays)
        table = estimate_response(study.microdata["d"], study.facts)
        made, _ = leaves(own, study, table, "sensitive")
        assert reasons(made) == ["", "no_fact", "", reason, ""]
    opinions = survey("opinion", strays=True)
    table = estimate_response(opinions.microdata["d"], opinions.facts)
    assert table["estimate"].tolist()[3] == 59.0
    assert reasons(leaves(own, opinions, table)[0]) == ["", "no_fact", "", "", ""]


def cell(**where):
    return Cell("d", tuple(sorted(where.items())))


def test_nothing_else_leaves_beside_a_fact(own, survey):
    """Every other way to put an own count and a fact together is refused."""
    study = survey()
    data = study.microdata["d"]
    q, base, total = 'cell("d", "q=a")', 'cell("d", "q=*")', 'cell("d")'
    allowed = [
        f"share({total}, spurt)",
        'share(usable("d"), spurt)',
        f"wilson_finite({q}, {base}, alle, 0.95)",
        f"bounds({q}, {base}, spurt)",
    ]
    refused = [
        f"share({total}, annet)",  # a fact the design does not name
        f"share({total}, alle)",  # or names for something else
        f"share({q}, spurt)",
        f"share({base}, spurt)",
        f"share({q}, alle)",
        f"ratio({total}, spurt)",
        f"wilson({total}, spurt, 0.95)",
        f"wilson({q}, spurt, 0.95)",
        f"difference(spurt, {total})",
        f"sum(spurt, {total})",
        f"difference(spurt, {q})",
        f"wilson_finite({q}, {base}, spurt, 0.95)",
        f"wilson_finite({q}, {base}, annet, 0.95)",
        f"wilson_finite({q}, {base}, alle, 0.9)",
        f"wilson_finite({q}, {base}, {total}, 0.95)",
        f"wilson_finite({q}, sum({base}), alle, 0.95)",
        f"bounds({q}, {base}, alle)",
        f"bounds({q}, {base}, {total})",
        f"bounds({q}, {total}, annet)",
        f"share(sum({total}), spurt)",
        'share(usable("d", "sted=nord"), spurt)',
        'ratio(usable("d"), spurt)',
        'difference(spurt, usable("d"))',
        'ratio(mean("d", "q"), spurt)',
        'holm(mean("d", "q"), spurt)',
        f"change(spurt, {total})",
        f"difference(share({q}, {base}), share({total}, spurt))",
    ]
    for basis in [*allowed, *refused]:
        try:
            found = recompute(basis, study.facts, {"d": data})
        except Exception:  # the sum itself cannot be made: that is as good
            assert basis in refused
            continue
        exhibit = own.table(study, "tabell", [("q", found)])
        exhibit = replace(
            exhibit, documents=tuple({study.facts[f].document for f in _facts(found.basis)})
        )
        [made], [verdict] = release([exhibit], study)
        if basis in allowed:
            assert reasons(made) == [""], basis
        else:
            assert made is None, basis
            assert verdict.rule in ("not_public", "not_reproduced"), basis


def test_without_a_name_in_the_design_no_fact_is_beside_a_count(own, survey):
    study = survey()
    data = study.microdata["d"]
    plain = replace(data.declared, design=Design())
    study = replace(study, microdata={"d": Microdata(plain, data.table)})
    rate = recompute('share(cell("d"), spurt)', study.facts, dict(study.microdata))
    exhibit = own.table(study, "tabell", [("q", rate)], documents=("syntetisk_oppsummering",))
    assert release([exhibit], study)[1][0].rule == "not_public"


def test_a_fact_beside_a_count_is_traced_and_not_small(own, survey):
    study = survey()
    rate = recompute('share(cell("d"), spurt)', study.facts, dict(study.microdata))
    exhibit = own.table(study, "tabell", [("q", rate)], documents=("syntetisk_oppsummering",))
    untraced = {**study.facts, "spurt": replace(study.facts["spurt"], quote="")}
    without = replace(study, facts=type(study.facts)(untraced))
    assert release([exhibit], without)[1][0].rule == "not_traced"


def test_what_was_left_open_leaves_also_where_nobody_did(own, survey):
    study = survey("sensitive")
    table = estimate_item_nonresponse(study.microdata["d"])
    made, _ = leaves(own, study, table, "sensitive")
    assert table["count"].tolist() == [0, 0, 0, 10]
    assert reasons(made) == [""] * 4


def test_bounds_leave_where_their_count_does(own, survey):
    study = survey()
    table = estimate_bounds(study.microdata["d"], "q", study.facts)
    made, _ = leaves(own, study, table)
    assert reasons(made) == [""] * 4
    assert made.data["high"].iloc[0] == pytest.approx((15 + 30) / 90)


def test_scales_leave_of_opinions_alone(own, survey):
    study = survey(scale=("q", "r"))
    table = estimate_scale(study.microdata["d"], "skala")
    made, _ = leaves(own, study, table)
    assert set(reasons(made)) == {""}
    grouped = estimate_scale(study.microdata["d"], "skala", by="sted")
    assert set(reasons(leaves(own, study, grouped)[0])) == {""}
    private = survey("sensitive", scale=("q", "r"))
    table = estimate_scale(private.microdata["d"], "skala")
    made, _ = leaves(own, private, table, "sensitive")
    told = made.data[made.data["method"].str.startswith("scale_")]
    assert set(told["reason"]) == {"hidden"}


def test_a_mean_within_groups_tells_no_small_count(own, survey):
    # In the north one of some thirty said a, and the others b: the mean would say so.
    study = survey("sensitive", scale=("s", "r"))
    data = study.microdata["d"]
    few = data.table.copy()
    is_north = few["sted"] == "nord"
    few.loc[is_north, "s"] = "b"
    few.loc[is_north.idxmax(), "s"] = "a"
    few.loc[~is_north, "s"] = ["a", "b"] * ((~is_north).sum() // 2) + ["a"] * (
        (~is_north).sum() % 2
    )
    study = replace(study, microdata={"d": Microdata(data.declared, few)})
    table = estimate_scale(study.microdata["d"], "skala", by="sted")
    means = table[(table["item"] == "s") & (table["statistic"] == "mean")]
    assert means["group"].tolist() == ["nord", "sor"]
    total = own.table(study, "alle", [("q", as_counted(study.microdata["d"], cell()))])
    rows = [("q", estimate_of(row)) for _, row in means.iterrows()]
    exhibit = own.table(study, "snitt", rows, sensitivity="sensitive")
    made, _ = release([exhibit, total], study)[0]
    assert made is None or made.data["reason"].iloc[0] == "hidden"
    both = own.table(study, "begge", rows[1:], sensitivity="sensitive")
    assert reasons(release([both, total], study)[0][0]) == [""]


def test_a_scale_that_few_answered_does_not_leave(own, survey):
    study = survey(scale=("q", "r"))
    data = study.microdata["d"]
    few = data.table.copy()
    few.loc[4:, ["q", "r"]] = None
    study = replace(study, microdata={"d": Microdata(data.declared, few)})
    number = as_scored(study.microdata["d"], Scored("scale_mean", "d", ("q", "r")))
    total = as_counted(study.microdata["d"], Cell("d"))
    exhibit = own.table(study, "tabell", [("q", number), ("q", total)])
    told = release([exhibit], study)[0][0].data.set_index("method")["reason"]
    assert told.to_dict() == {"scale_mean": "hidden", "counted": ""}


def test_comparisons_leave_where_question_and_groups_are_opinions(own, survey):
    study = survey()
    table = compare_groups(study.microdata["d"], "q", "sted", facts=study.facts)
    made, _ = leaves(own, study, table)
    assert set(reasons(made)) == {""}
    private = survey("sensitive")
    table = compare_groups(private.microdata["d"], "q", "sted", facts=private.facts)
    made, _ = leaves(own, private, table, "sensitive")
    compared = ["superiority", "cliffs_delta", "mann_whitney_p", "holm"]
    told = made.data[made.data["method"].isin(compared)]
    assert set(told["reason"]) == {"hidden"}
    assert told[["estimate", "low", "high", "n"]].isna().all(axis=None)


def test_families_leave_of_opinions_alone(own, survey):
    families = [f"f{n // 2}" for n in range(60)]
    study = survey(families=families)
    table = estimate_families(study.microdata["d"], "q", study.facts)
    assert set(reasons(leaves(own, study, table)[0])) == {""}
    private = survey("sensitive", families=families)
    table = estimate_families(private.microdata["d"], "q", private.facts)
    whole = estimate_shares(private.microdata["d"], ["q"])
    made, _ = leaves(own, private, pd.concat([table, whole]), "sensitive")
    told = made.data[made.data["method"].str.startswith("families")]
    assert told["reason"].tolist() == ["hidden"] * len(table)


MARGIN = Margin(question="sted", facts={"nord": "i_nord", "sor": "i_sor"})


def test_a_weighted_share_leaves_where_every_count_of_its_table_does(own, survey):
    for sensitivity in ("opinion", "sensitive"):
        study = survey(sensitivity, margins=(MARGIN,))
        table = estimate_weighted_shares(study.microdata["d"], "q", study.facts)
        made, _ = leaves(own, study, table, sensitivity)
        assert reasons(made) == [""] * 8
        told = {atom for atom, _ in made.told}
        assert cell(q="a", sted="nord") in told  # the next release knows of them


def test_a_weighted_share_is_hidden_with_one_small_count(own, survey):
    study = survey("sensitive", margins=(MARGIN,))
    data = study.microdata["d"]
    few = data.table.copy()
    few.loc[(few["q"] == "a") & (few["sted"] == "sor"), "q"] = "b"
    few.loc[few.index[few["sted"] == "sor"][:2], "q"] = "a"  # two in the south
    study = replace(study, microdata={"d": Microdata(data.declared, few)})
    table = estimate_weighted_shares(study.microdata["d"], "q", study.facts)
    made, _ = leaves(own, study, table, "sensitive")
    weighted = made.data[made.data["method"] == "weighted_share"]
    assert set(weighted["reason"]) == {"hidden"}
    assert weighted[["estimate", "low", "high", "n"]].isna().all(axis=None)


def test_the_finished_tables_can_be_read_by_an_outsider(own, survey):
    """No released row is one that the attacker from outside cannot make sense of."""
    study = survey(scale=("q", "r"), margins=(MARGIN,))
    data = study.microdata["d"]
    table = pd.concat(
        [
            estimate_shares(data, ["q"], facts=study.facts),
            estimate_bounds(data, "q", study.facts),
            estimate_response(data, study.facts),
            estimate_scale(data, "skala", by="sted"),
            estimate_weighted_shares(data, "q", study.facts),
            compare_groups(data, "q", "sted", facts=study.facts),
        ]
    )
    made, _ = leaves(own, study, table)
    rows = made.data.astype(object).where(made.data.notna(), "").astype(str)
    shown = ShownTable(
        "t.csv",
        tuple(
            ShownRow((str(number),), dict(row.drop("label")))
            for number, (_, row) in enumerate(rows.iterrows())
        ),
    )
    failures = [found for found in attack_tables([shown], k=5) if found.is_failure]
    assert failures == []
