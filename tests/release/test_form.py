"""Who was asked what, and which ticks go together, gives nothing away at the gate."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.survey.scales import estimate_scale
from larvik_analysis.estimate.survey.shares import estimate_multiselect, estimate_shares
from larvik_analysis.release.form import conditions_of, form_of, opinions_of, rings_of
from larvik_analysis.release.gate import release
from larvik_analysis.release.outside_form import as_on_page, read_told, told_of
from larvik_analysis.release.outside_tables import ShownRow, ShownTable
from larvik_analysis.release.outsider import attack_tables
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Design, Scale
from larvik_analysis.terms.words import Words

WORDS = Words(nb="alle", en="all")


def spread(**counts: int) -> list[str]:
    return [answer for answer, count in counts.items() for _ in range(count)]


def shown(own, study, *tables, column="count"):
    """The released rows of each table: what names the number, and it or the reason."""
    label = study.microdata["d"].declared.questions[0].id  # a word that is public
    exhibits = [
        own.table(study, name, [(label, estimate_of(row)) for _, row in table.iterrows()])
        for name, table in zip(("a", "b", "c", "d"), tables, strict=False)
    ]
    made, _ = release(exhibits, study)
    return [
        {}
        if thing is None
        else {row["basis"]: row["reason"] or row[column] for _, row in thing.data.iterrows()}
        for thing in made
    ]


def numbers(rows):
    return {basis: told for basis, told in rows.items() if not isinstance(told, str)}


def asked_because(own, v: dict[str, int], q: dict[str, int], **more):
    """A question of opinion asked of those who gave the first answer to a sensitive one."""
    first = next(iter(v))
    given = [*spread(**q), *[None] * (sum(v.values()) - sum(q.values()))]
    asked = [
        own.question("v", tuple(v)),
        own.question("q", tuple(q), "opinion", asked_if=f"v={first}"),
    ]
    return own.study({"v": spread(**v), "q": given}, asked, unit="respondents", **more)


def test_how_many_were_asked_does_not_tell_who_was_not(own):
    # 48 of 50 were asked since they said yes: that two did not is not to be told.
    study = asked_because(own, {"ja": 48, "nei": 2}, {"god": 20, "darlig": 28})
    data = study.microdata["d"]
    [of_v, of_q] = shown(own, study, estimate_shares(data, ["v"]), estimate_shares(data, ["q"]))
    assert numbers(of_v) == numbers(of_q) == {}


def test_an_answer_to_a_question_asked_because_of_a_sensitive_one_is_sensitive(own):
    study = asked_because(own, {"ja": 30, "nei": 20}, {"god": 3, "noe": 12, "darlig": 15})
    data = study.microdata["d"]
    [of_q] = shown(own, study, estimate_shares(data, ["q"]))
    assert 3 not in numbers(of_q).values()
    assert opinions_of(data.declared) == ()


def test_nobody_who_was_not_asked_hides_anybody(own):
    # Those in c were not asked. Without that a hidden nought there would make room for a.
    v = spread(a=12, b=20, c=18)
    q = [*spread(x=3, y=9), *spread(x=9, y=11), *[None] * 18]
    asked = [
        own.question("v", ("a", "b", "c"), "opinion"),
        own.question("q", ("x", "y"), asked_if="v=a+b"),
    ]
    study = own.study({"v": v, "q": q}, asked, unit="respondents")
    data = study.microdata["d"]
    made = shown(own, study, estimate_shares(data, ["q"], by="v"), estimate_shares(data, ["q"]))
    told = numbers(made[0]) | numbers(made[1])
    in_b, in_all = ('share(cell("d", "q=x", "v=b"), cell("d", "q=*", "v=b"))',
                    'share(cell("d", "q=x"), cell("d", "q=*"))')  # fmt: skip
    assert not {in_b, in_all} <= told.keys()


def test_ticks_that_are_left_open_together_tell_of_no_other_tick(own):
    # Of those in group a 17 answered, as the first tick says; 14 ticked the second.
    group = spread(a=20, b=20)
    first = [*spread(ja=9, nei=8), *[None] * 3, *spread(ja=10, nei=10)]
    second = [*spread(ja=14, nei=3), *[None] * 3, *spread(ja=9, nei=11)]
    multiple = replace(own.question("m", ("p", "q")), kind="multiple")
    asked = [own.question("s", ("a", "b"), "opinion"), multiple]
    columns = {"s": group, "m_p": first, "m_q": second}
    study = own.study(columns, asked, unit="respondents")
    table = estimate_multiselect(study.microdata["d"], "m", by="s")
    [made] = shown(own, study, table)
    told = numbers(made)
    answered = any('"m_p=*", "s=a"' in basis for basis in told)
    ticked = any(basis.count('"m_q=ja", "s=a"') for basis in told)
    assert not (answered and ticked)


def ring(own, **more):
    """Two opinions that all but one answered alike, and a sensitive question."""
    s = spread(a=20, b=20)
    q = [*spread(x=3, y=17), *spread(x=12, y=8)]
    r = [*spread(x=4, y=16), *spread(x=12, y=8)]
    asked = [own.question("s", ("a", "b")), own.question("q", ("x", "y"), "opinion"),
             own.question("r", ("x", "y"), "opinion")]  # fmt: skip
    study = own.study({"s": s, "q": q, "r": r}, asked, unit="respondents", **more)
    data = study.microdata["d"]
    scale = Scale(id="k", name=WORDS, items=("q", "r"), n_least=1)
    declared = replace(data.declared, scales=(scale,))
    return replace(study, microdata={"d": Microdata(declared, data.table)})


def test_a_statistic_of_two_opinions_stays_where_both_are_crossed_with_one_question(own):
    study = ring(own)
    data = study.microdata["d"]
    alpha = estimate_scale(data, "k")
    alpha = alpha[alpha["statistic"] == "scale_alpha"]
    q, r = (estimate_shares(data, [name], by="s") for name in "qr")
    assert len(alpha) == 1
    assert "hidden" not in shown(own, study, q, alpha, column="estimate")[1].values()
    assert set(shown(own, study, q, r, alpha, column="estimate")[2].values()) <= {"hidden"}


def test_rings_are_what_is_left_when_ends_are_taken_away():
    pairs = [("a", "b"), ("b", "c"), ("c", "d")]
    assert rings_of(pairs, "a") == []
    assert rings_of([*pairs, ("d", "a")], "c")[0].variables == ("a", "b", "c", "d")
    assert rings_of([*pairs, ("d", "a")], "e") == []  # nothing sensitive in it
    assert rings_of([*pairs, ("a", "b", "c", "d")], "a") == []
    two = [*itertools.combinations("abc", 2), *itertools.combinations("xyz", 2)]
    assert [found.variables for found in rings_of(two, "ax")] == [
        ("a", "b", "c"),
        ("x", "y", "z"),
    ]


def test_who_was_asked_goes_back_step_by_step():
    found = conditions_of({"q": "v=a+b", "r": "q=x"})
    assert found["r"] == (("q", frozenset("x")), ("v", frozenset("ab")))


def test_cells_that_nobody_can_be_in(own):
    study = asked_because(own, {"ja": 30, "nei": 20}, {"god": 14, "darlig": 15})
    form = form_of(study.microdata["d"].declared, ["v"])
    for where, is_empty in (
        ({"q": "god", "v": "nei"}, True),
        ({"q": "*", "v": "-"}, True),
        ({"q": "god", "v": "ja+nei"}, False),
        ({"q": "-", "v": "nei"}, False),
        ({"q": "god", "v": "*"}, False),
        ({"q": "god"}, False),
    ):
        assert form.is_empty(where) == is_empty, where


@pytest.mark.parametrize(
    ("sensitivity", "target", "is_shown"),
    [("sensitive", "wider", False), ("sensitive", "census", True), ("opinion", "wider", True)],
)
def test_intervals_by_family_of_those_asked_for_a_sensitive_answer_stay(
    own, sensitivity, target, is_shown
):
    families = [f"f{number // 2}" for number in range(50)]
    study = asked_because(
        own, {"ja": 30, "nei": 20}, {"god": 14, "darlig": 16}, families=families
    )
    data = study.microdata["d"]
    first, *rest = data.declared.questions
    declared = replace(
        data.declared,
        questions=(replace(first, sensitivity=sensitivity, reason="x"), *rest),
        design=Design(target=target, wider=WORDS, two_of_a_family="both"),
    )
    data = Microdata(declared, data.table, data.families)
    study = replace(study, microdata={"d": data})
    table = estimate_shares(data, ["q"], facts=study.facts)
    [made, _] = shown(own, study, table, estimate_shares(data, ["v"]))
    assert list(made.values()) == ([14, 16] if is_shown else [])


# What `larvik audit` reads: the same form, from the record and the page.


def finished(own, study, *questions):
    """The rows of a table of counts as a file has them."""
    data = study.microdata["d"]
    rows = [
        ShownRow(
            (str(number),),
            {"n": str(data.count(dict(base.where))), "unit": "share", "reason": "",
             "count": str(data.count(dict(cell.where))),
             "basis": own.share(study, cell, base).basis},
        )
        for number, (cell, base) in enumerate(questions)
    ]  # fmt: skip
    return ShownTable("t.csv", tuple(rows))


@pytest.fixture
def filter_of_opinions(own):
    """As in the example: one opinion decides who is asked the other; merged answers."""
    onsker = spread(nei=20, kanskje=15, ja=15)
    bidra = [*[None] * 20, *spread(fast=4, av=23), *[None] * 3]
    asked = [
        own.question("onsker", ("nei", "kanskje", "ja"), "opinion"),
        own.question("bidra", ("fast", "av"), "opinion", asked_if="onsker=kanskje+ja"),
    ]
    study = own.study({"onsker": onsker, "bidra": bidra}, asked, unit="respondents")
    of_whom = own.cell(onsker="kanskje+ja")
    rows = [
        (own.cell(bidra="-", onsker="kanskje+ja"), of_whom),
        *((own.cell(bidra=a), own.cell(bidra="*")) for a in ("fast", "av")),
        *((own.cell(onsker=a), own.cell(onsker="*")) for a in ("nei", "kanskje", "ja")),
    ]
    return study, finished(own, study, *rows)


def failures(table, told, pages):
    def is_on_page(wording):
        return any(said in page for said in as_on_page(wording) for page in pages)

    found = attack_tables([table], 5, {"d": read_told(told, is_on_page)})
    return {(one.row, one.kind) for one in found if one.is_failure}


def test_what_is_worked_out_of_opinions_alone_is_no_finding(own, filter_of_opinions):
    study, table = filter_of_opinions
    told = told_of(study.microdata["d"].declared, "nb")
    assert told["opinions"] == {"onsker": "onsker", "bidra": "bidra"}
    pages = [page for name in ("onsker", "bidra") for page in as_on_page(name)]
    assert failures(table, told, pages) == set()
    assert attack_tables([table], 5) != []
    assert failures(table, {}, pages)  # nobody said that they are opinions
    assert failures(table, told | {"asked_if": {}}, pages) == set()
    assert failures(table, told | {"asked_if": {}}, [])  # the page does not say so


def test_a_crossing_with_one_sensitive_question_stays_a_finding(own, filter_of_opinions):
    study, table = filter_of_opinions
    told = told_of(study.microdata["d"].declared, "nb")
    pages = [page for name in ("onsker", "bidra") for page in as_on_page(name)]
    only_one = told | {"opinions": {"bidra": "bidra"}, "asked_if": {}}
    assert failures(table, only_one, pages)


def test_who_was_not_asked_is_no_finding_of_a_sensitive_question(own, filter_of_opinions):
    study, table = filter_of_opinions
    told = told_of(study.microdata["d"].declared, "nb") | {"opinions": {}}
    rows = {row for row, _ in failures(table, told, [])}
    assert not any("onsker=nei" in row and "bidra=" in row for row in rows)


@pytest.mark.parametrize("told", [None, [], "x", {"opinions": 3}, {"opinions": {"q": 3}},
                                  {"asked_if": {"q": 3}}, {"ticks": {"q": None}}])  # fmt: skip
def test_a_record_that_is_broken_tells_nothing(told):
    assert read_told(told, lambda _: True).opinions == frozenset()


def test_the_outsider_knows_that_ticks_are_left_open_together():
    def row(label, where, base, n, count=""):
        cells = [f'cell("d", {", ".join(chr(34) + w + chr(34) for w in words)})'
                 for words in (where, base)]  # fmt: skip
        basis = f"share({', '.join(cells)})"
        reason = "" if count != "" else "hidden"
        cells = {"n": str(n), "count": str(count), "reason": reason, "unit": "share"}
        return ShownRow((label,), cells | {"basis": basis})

    rows = (
        row("p", ["m_p=ja"], ["m_p=*"], 17, 9),
        row("not p", ["m_p=nei"], ["m_p=*"], 17, 8),
        row("q", ["m_q=ja"], ["m_q=*"], "", 14),
        row("not q", ["m_q=nei"], ["m_q=*"], "", ""),
    )
    table = ShownTable("t.csv", rows)
    alike = {"d": read_told({"ticks": {"m_p": "m", "m_q": "m"}}, lambda _: True)}
    assert not any(f.is_failure for f in attack_tables([table], 5))
    total = ShownTable("n.csv", (ShownRow(("n",), {"count": "20", "basis": 'cell("d")'}),))
    found = attack_tables([table, total], 5, alike)
    assert ("not q", "worked_out") in {(f.row, f.kind) for f in found}
