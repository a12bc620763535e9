"""The attacker from finished tables: each kind of leak is found, and a safe table passes."""

from __future__ import annotations

import itertools

import pytest

from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.release.leftovers import (
    FinishedTable,
    FinishedWords,
    check_rows,
    check_traces,
    check_verdicts,
    check_words,
    stem_of,
)
from larvik_analysis.release.outside_tables import ShownRow, ShownTable
from larvik_analysis.release.outsider import Finding, attack_tables


def cell(*where: str) -> str:
    return f"cell({', '.join(f'{chr(34)}{word}{chr(34)}' for word in ('svar', *where))})"


def row(label, n="", count="", reason="", basis="", **more) -> ShownRow:
    cells = {"n": str(n), "count": str(count), "reason": reason, "unit": "share", **more}
    return ShownRow((label,), cells | {"basis": basis})


def question(name, counts, n, by=()):
    """A table of the answers a, b, c ...; None is hidden, a word is a band."""
    rows = []
    for answer, count in counts.items():
        where, base = sorted([*by, f"{name}={answer}"]), sorted([*by, f"{name}=*"])
        reason = "hidden" if count is None else count if isinstance(count, str) else ""
        shown = "" if reason else count
        basis = f"share({cell(*where)}, {cell(*base)})"
        rows.append(row(answer, n, shown, reason, basis))
    return rows


def found(*tables, k=5):
    shown = [ShownTable(f"t{place}.csv", tuple(rows)) for place, rows in enumerate(tables)]
    return [(f.file, f.row, f.kind) for f in attack_tables(shown, k)]


def test_two_hidden_answers_that_share_enough_are_safe():
    assert found(question("q", {"a": None, "b": None, "c": 12}, 30)) == []


def test_a_hidden_answer_alone_is_what_is_left_of_the_base():
    assert found(question("q", {"a": None, "b": 12}, 15)) == [("t0.csv", "a", "worked_out")]


def test_two_hidden_answers_that_are_few_together_are_known_to_be_few():
    small = found(question("q", {"a": None, "b": None, "c": 12}, 15))
    assert small == [("t0.csv", "a", "pinned_small"), ("t0.csv", "b", "pinned_small")]


def test_a_hidden_answer_with_every_small_number_left_is_a_note():
    left = question("q", {"a": None, "b": None, "c": 26}, 30)
    assert {kind for _, _, kind in found(left)} == {"few_or_none"}


def test_a_band_and_what_is_left_of_the_base_give_the_number():
    rows = question("q", {"a": "half_or_more", "b": 7}, 15)
    assert found(rows) == [("t0.csv", "a", "worked_out")]


def test_a_band_of_a_small_base_is_narrow_and_one_of_a_large_base_is_not():
    narrow = found(question("q", {"a": "half_or_more", "b": "under_half"}, 7))
    assert {kind for _, _, kind in narrow} == {"band_narrow"}
    assert found(question("q", {"a": "half_or_more", "b": "under_half"}, 20)) == []


def test_the_same_cell_hidden_in_one_table_and_shown_in_another():
    other = [row("a again", "", 3, "", cell("q=a"))]
    assert ("t0.csv", "a", "worked_out") in found(
        question("q", {"a": None, "b": None}, 30), other
    )


def test_merged_answers_are_sums_of_what_other_tables_show():
    merged = question("q", {"a+b": 9, "c": 21}, 30)
    one = [row("b", 30, 7, "", f"share({cell('q=b')}, {cell('q=*')})")]
    assert ("t0.csv", "q=a", "part_worked_out") in found(merged, one)
    assert found(merged) == []


def test_groups_subtracted_from_the_whole_give_a_hidden_group():
    whole = question("q", {"a": 20, "b": 20}, 40)
    groups = []
    for group, counts, n in (("x", {"a": 17, "b": 8}, 25), ("y", {"a": None, "b": None}, 15)):
        groups += question("q", counts, n, by=(f"g={group}",))
    assert ("t1.csv", "a", "worked_out") in found(whole, groups)


def test_a_share_without_its_count_gives_the_count_back():
    rows = question("q", {"a": None, "b": ""}, 10)
    rows[1] = row("b", 10, "", "", rows[1].cells["basis"], estimate="0.8")
    assert found(rows) == [("t0.csv", "a", "worked_out")]


def test_a_rounded_per_cent_gives_the_count_back():
    rows = question("q", {"a": None, "b": ""}, 14)
    rows[1] = row("b", 14, "", "", rows[1].cells["basis"], estimate="86", unit="percent")
    assert found(rows) == [("t0.csv", "a", "worked_out")]


def test_a_rounded_interval_gives_the_count_back():
    # Wilson, 49 to 94 per cent of ten: nothing but eight gives it.
    basis = f"wilson({cell('q=b')}, {cell('q=*')})"
    rows = [
        row("a", 10, "", "hidden", f"share({cell('q=a')}, {cell('q=*')})"),
        row("b", 10, "", "", basis, low="0.49", high="0.94"),
    ]
    assert ("t0.csv", "a", "worked_out") in found(rows)


def test_an_interval_alone_gives_the_base_too():
    share = estimate_share(9, 13)
    basis = f"wilson({cell('q=b')}, {cell('q=*')})"
    rows = [
        row("a", "", "", "hidden", f"share({cell('q=a')}, {cell('q=*')})"),
        row("b", "", "", "", basis, low=repr(share.low), high=repr(share.high)),
    ]
    assert ("t0.csv", "a", "worked_out") in found(rows)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_a_mean_gives_hidden_counts_away_whichever_way_the_scores_run(order):
    counts = {"a": 2, "b": 1, "c": 12}
    mean = sum(score * count for score, count in zip(order, counts.values(), strict=True)) / 15
    rows = question("q", {"a": None, "b": None, "c": 12}, 15)
    shown = [row("mean", 15, "", "", 'mean("svar", "q")', estimate=repr(mean), unit="score")]
    assert ("t0.csv", "a", "worked_out") in found(rows, shown)


def test_a_mean_of_many_is_a_sum_and_one_without_its_base_is_said_not_to_be_tried():
    rows = question("q", dict.fromkeys("abcde", None), 300)
    shown = [row("mean", 300, "", "", 'mean("svar", "q")', estimate="1.01", unit="score")]
    kinds = {kind for _, name, kind in found(rows, shown) if name in "bcde"}
    assert "pinned_small" in kinds
    lost = [row("kappa", "", "", "", 'kappa("svar", "q", "r")', estimate="0.4", unit="score")]
    assert found(rows, lost) == [("t1.csv", "kappa", "statistic_not_tried")]


def test_contradictions_are_told():
    one = question("q", {"a": 10, "b": 20}, 30)
    assert ("t1.csv", "a", "contradiction") in found(one, [row("a", "", 11, "", cell("q=a"))])
    assert found(question("q", {"a": 10, "b": 25}, 30))[0][2] == "does_not_add_up"
    odd = [row("a", 10, 8, "", f"share({cell('q=a')}, {cell('q=*')})", estimate="0.5")]
    assert ("t0.csv", "a", "does_not_fit") in found(odd)


def test_tables_that_contradict_each_other_are_attacked_one_by_one():
    leak = question("q", {"a": None, "b": 12}, 15)
    wrong = question("r", {"c": 30, "d": 10}, 15)
    assert ("t0.csv", "a", "worked_out") in found(leak, wrong)


def test_small_numbers_shown_openly_are_notes():
    findings = attack_tables([ShownTable("t", tuple(question("q", {"a": 2, "b": 12}, 14)))], 5)
    assert [(f.row, f.kind, f.is_failure) for f in findings] == [("a", "shown_small", False)]
    assert (
        attack_tables([ShownTable("t", tuple(question("q", {"a": 2, "b": 12}, 14)))], 2) == []
    )


def test_what_was_not_ticked_can_be_worked_out_and_is_a_note():
    ticks = [row("Tur", 14, 13, "", f"share({cell('t_tur=ja')}, {cell('t_tur=*')})")]
    assert found(ticks) == [("t0.csv", "t_tur=nei", "derived_small")]


def test_who_did_not_answer_is_a_note():
    groups = [
        *question("q", {"a": None, "b": None}, 28, by=("g=x",)),
        *question("q", {"a": 20, "b": 20}, 40, by=("g=y",)),
    ]
    sizes = question("g", {"x": 30, "y": 40}, 70)
    assert ("t0.csv", "g=x, q=-", "unanswered_small") in found(groups, sizes)
    assert not any(f.is_failure for f in attack_tables([ShownTable("t", tuple(groups))], 5))


def test_answers_that_no_table_shows_are_reckoned_with():
    # Three of four answers are listed: what is left of the base is not the fourth one alone.
    assert found(question("q", {"a": 8, "b": 9}, 30)) == []


def test_a_hidden_row_with_a_number_and_a_basis_nobody_can_read():
    rows = question("q", {"a": None, "b": None}, 30)
    rows[0] = row("a", 30, "", "hidden", rows[0].cells["basis"], estimate="0.1")
    assert ("t0.csv", "a", "hidden_has_number") in found(rows)
    for basis in (
        "cell(",
        'cell("svar", 3) + 1',
        'share(cell("svar"))',
        cell("q=" + "x" * 20_000),
    ):
        assert found([row("a", 30, 3, "", basis)]) == [("t0.csv", "a", "basis_unreadable")]


def test_rows_of_published_facts_are_passed_over():
    assert found([row("a", 30, 3, "", "share(fact_one, fact_two)"), row("b", 1, 1)]) == []


def test_whatever_is_told_holds_no_number():
    rows = question("q", {"a": None, "b": 12}, 15)
    for finding in attack_tables([ShownTable("t.csv", tuple(rows))], 5):
        assert not any(
            letter.isdigit() for part in (finding.row, finding.kind) for letter in part
        )


def test_every_way_of_hiding_is_judged_as_by_counting():
    """Of all tables of three answers with five: found exactly where one count is left."""
    for counts in itertools.product(range(6), repeat=3):
        if sum(counts) != 5:
            continue
        for hidden in itertools.product([False, True], repeat=3):
            shown = [None if h else c for h, c in zip(hidden, counts, strict=True)]
            left = 5 - sum(c for c in shown if c is not None)
            names = dict(zip("abc", shown, strict=True))
            leaks = {r for _, r, kind in found(question("q", names, 5)) if kind == "worked_out"}
            is_known = sum(hidden) == 1 or left == 0
            assert leaks == (
                {n for n, h in zip("abc", hidden, strict=True) if h} if is_known else set()
            )


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("see /home/kari/larvik/x.csv", "machine_path"),
        ("C:\\Users\\kari\\x", "machine_path"),
        ("file:///x", "machine_path"),
        ("made by karinord today", "user_name"),
        ("on PC-1234.", "host_name"),
        ("https://larvik.kommune.no/home/x", ""),
        ("karinordmann", ""),
    ],
)
def test_traces_of_a_machine(words, kind):
    assert [f.kind for f in check_traces("f", words, "karinord", "pc-1234")] == [kind] * bool(
        kind
    )


def test_names_everybody_has_are_no_traces():
    assert list(check_traces("f", "the root of it", "root", "pc")) == []


@pytest.mark.parametrize(
    ("verdict", "is_odd"),
    [
        ({"name": "a", "passed": True, "rule": "", "n_hidden": 2}, False),
        ({"name": "a", "passed": False, "rule": "all_hidden"}, False),
        ({"name": "a", "passed": False, "rule": "count is 3"}, True),
        ({"name": "a", "values": [3]}, True),
        ({"name": "a", "n_hidden": [3]}, True),
        ("text", True),
    ],
)
def test_verdicts_hold_no_value(verdict, is_odd):
    assert bool(list(check_verdicts("record.json", [verdict]))) is is_odd


def test_verdicts_that_are_no_list():
    assert [f.kind for f in check_verdicts("record.json", 3)] == ["verdict_value"]


def test_the_stem_of_an_exhibit():
    assert stem_of("tables/a-b.csv") == stem_of("a-b-tall") == "a-b"


def test_findings_have_an_order():
    assert sorted([Finding("b", "", "x"), Finding("a", "", "x")])[0].file == "a"


def test_a_text_about_another_row_of_the_same_group_tells_nothing():
    def of_group(answer, reason="", count=""):
        cells = {"n": "31", "count": count, "reason": reason, "basis": cell(f"q={answer}")}
        return ShownRow((answer, "Barnehage"), cells)

    table = ShownTable("t.csv", (of_group("Aldri", "hidden"), of_group("Sjelden", "", "13")))

    def kinds(words):
        text = FinishedWords("report.html", words, "t")
        return [found.kind for found in check_words([table], [text], "nb")]

    assert kinds("Sjelden, Barnehage: 13; Aldri, Barnehage: vises ikke") == []
    assert kinds("Aldri, Barnehage: 3") == kinds("Barnehage: 3") == ["hidden_in_text"]


@pytest.mark.parametrize(
    ("told", "kinds"),
    [("vises ikke", ["sign_missing"]), (":", []), ("3", ["hidden_in_document"])],
)
def test_a_hidden_number_in_a_table_with_a_column_for_each_answer_is_found(told, kinds):
    cells = {"n": "14", "reason": "hidden", "basis": cell("q=Utrygt")}
    table = ShownTable("t.csv", (ShownRow(("Hjemme nå?", "Utrygt"), cells),))
    rows = (("Spørsmål", "Utrygt", "Svarte"), ("Hjemme nå?", told, "14"), ("Før?", "8", "9"))
    finished = FinishedTable("report.html", "t", rows)
    assert [found.kind for found in check_rows([table], [finished])] == kinds
