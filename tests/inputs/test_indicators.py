"""`indicators.yaml`: what it may say, and what an evaluator is told where it is wrong."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.declared import INDICATORS, read_declared
from larvik_analysis.terms.indicators import Indicators

# fact_id, period, value, unit and unit of analysis of the facts besides those of every test.
MORE = (
    ("familier_hjem", "2025", "4", "count", "families"),
    ("familier_2024", "2024", "8", "count", "families"),
    ("familier_udatert", "", "8", "count", "families"),
    ("uklart_2024", "2024", "8", "count", "unclear"),
    ("andel_2024", "2024", "8", "percent", "families"),
    ("oppstart", "2023", "2023", "year", "time"),
)
GOOD = """\
series:
  name: {nb: andel, en: share}
  whole: alle
  places:
    - {id: her, role: own, name: {nb: Her, en: Here}}
  groups:
    - id: alle
      name: {nb: Alle, en: All}
      lines:
        - {place: her, facts: [antall_familier]}
funnel:
  name: {nb: tjenesten, en: the service}
  stages:
    - id: trinn
      name: {nb: familier, en: families}
      whole: antall_familier
      parts: [{fact: familier_hjem, name: {nb: hjem, en: home}}]
counts:
  name: {nb: familier, en: families}
  facts: [familier_2024, antall_familier]
comparisons:
  - {id: en, name: {nb: a, en: a}, topic: {nb: a, en: a}, better: lower, own: antall_familier}
directions:
  - {id: to, name: {nb: To, en: Two}, course: rising, judgement: worse, document: rapport}
short_titles:
  - {document: rapport, name: {nb: rapporten, en: the report}}
"""


def faults(root, text: str) -> list[tuple[str, int | None, str]]:
    """What is said of the file: code, line and key."""
    folder = root / "data" / "raw" / "prove"
    rows = [
        f"{name},rapport,Del,{value} til,{value} til,t,a,a,p,g,"
        f"{period},{value},{unit},{counted},,legible,,\n"
        for name, period, value, unit, counted in MORE
    ]
    register = (folder / "facts.csv").read_text(encoding="utf-8")
    if MORE[0][0] not in register:
        (folder / "facts.csv").write_text(register + "".join(rows), encoding="utf-8")
    (folder / "indicators.yaml").write_text(text, encoding="utf-8")
    found = check_evaluation(folder, root).faults
    return [(f.code, f.line, f.column) for f in found if f.file == "indicators.yaml"]


def test_a_file_without_faults_is_read(root):
    assert faults(root, GOOD) == []
    found = read_declared(INDICATORS, root / "data" / "raw" / "prove")
    assert found.series.groups[0].lines[0].facts == ("antall_familier",)
    assert found.comparisons[0].other == ""
    assert found.directions[0].course == "rising"


def test_no_file_is_no_fault(root):
    folder = root / "data" / "raw" / "prove"
    assert read_declared(INDICATORS, folder) == Indicators()
    assert faults(root, "series:\nfunnel:\n") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("facts: [antall_familier]}", "facts: [antall_familie]}",
         ("fact_unknown_near", 10, "series.groups.1.lines.1.facts.1")),
        ("whole: antall_familier", "whole: noe_helt_annet",
         ("fact_unknown", 16, "funnel.stages.1.whole")),
        ("own: antall_familier", "own: xyz", ("fact_unknown", 22, "comparisons.1.own")),
        ("place: her", "place: hei",
         ("item_unknown_near", 10, "series.groups.1.lines.1.place")),
        ("whole: alle", "whole: ingen", ("item_unknown", 3, "series.whole")),
        ("document: rapport}", "document: raport}",
         ("item_unknown_near", 24, "directions.1.document")),
        ("better: lower", "better: lowr", ("value_choice_near", 22, "comparisons.1.better")),
        ("course: rising", "course: sideways", ("value_choice", 24, "directions.1.course")),
        ("  - {id: to", "  - {id: to, navn: x", ("key_unknown", 24, "directions.1.navn")),
    ],
)  # fmt: skip
def test_each_fault_is_told_where_it_stands(root, old, new, said):
    assert said in faults(root, GOOD.replace(old, new, 1))


def test_two_of_the_same_id_are_told(root):
    twice = GOOD.replace(
        "short_titles:",
        "  - {id: to, name: {nb: Tre, en: Three}, course: high, judgement: worse, "
        "document: rapport}\nshort_titles:",
    )
    assert ("id_repeated", 25, "directions.2.id") in faults(root, twice)


def test_all_faults_are_told_at_once(root):
    broken = GOOD.replace("whole: antall_familier", "whole: feil").replace("lower", "mindre")
    folder = root / "data" / "raw" / "prove"
    assert len(faults(root, broken)) == 2
    with pytest.raises(InputError):
        read_declared(INDICATORS, folder)


LINE = "        - {place: her, facts: [antall_familier]}\n"
PLACE = "    - {id: her, role: own, name: {nb: Her, en: Here}}\n"
THERE = "    - {id: der, role: country, name: {nb: Der, en: There}}\n"
COUNTS = "facts: [familier_2024, antall_familier]"
PARTS = "parts: [{fact: familier_hjem, name: {nb: hjem, en: home}}]"


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        # counts
        ([(COUNTS, "facts: [antall_familier]")], ("relation_few", 20, "counts.facts")),
        ([(COUNTS, "facts: [antall_familier, antall_familier]")],
         ("id_repeated", 20, "counts.facts.2")),
        ([(COUNTS, "facts: [familier_2024, omrade_hjem]")],
         ("relation_units", 20, "counts.facts.2")),
        ([(COUNTS, "facts: [andel_2024, antall_familier]")],
         ("relation_not_count", 20, "counts.facts.1")),
        ([(COUNTS, "facts: [oppstart, antall_familier]")],
         ("relation_dated", 20, "counts.facts.1")),
        ([(COUNTS, "facts: [familier_hjem, antall_familier]")],
         ("relation_period", 20, "counts.facts.2")),
        ([(COUNTS, "facts: [familier_udatert, antall_familier]")],
         ("relation_period", 20, "counts.facts.1")),
        # funnel
        ([(PARTS, "parts: []")], ("relation_few", 17, "funnel.stages.1.parts")),
        ([("    - id: trinn\n", ""), ("  stages:\n", "  stages: []\n"),
          ("      name: {nb: familier, en: families}\n", ""),
          ("      whole: antall_familier\n", ""), (f"      {PARTS}\n", "")],
         ("relation_few", 13, "funnel.stages")),
        ([("fact: familier_hjem", "fact: omrade_hjem")],
         ("relation_units", 17, "funnel.stages.1.parts.1.fact")),
        ([("fact: familier_hjem", "fact: oppstart")],
         ("relation_dated", 17, "funnel.stages.1.parts.1.fact")),
        # comparisons
        ([("own: antall_familier", "own: oppstart")],
         ("relation_dated", 22, "comparisons.1.own")),
        ([("own: antall_familier", "own: antall_familier, other: omrade_hjem")],
         ("relation_units", 22, "comparisons.1.other")),
        ([("own: antall_familier", "own: antall_familier, other: andel_2024")],
         ("relation_units", 22, "comparisons.1.other")),
        # series
        ([("role: own", "role: county")], ("series_roles", 5, "series.places")),
        ([(PLACE, PLACE + THERE.replace("country", "own"))],
         ("series_roles", 5, "series.places")),
        ([(PLACE, PLACE + THERE), (LINE, LINE.replace("her", "der"))],
         ("series_own_line", 8, "series.groups")),
        ([(PLACE, PLACE + THERE),
          (LINE, LINE + "        - {place: der, facts: [antall_familier, familier_2024]}\n")],
         ("series_lengths", 8, "series.groups")),
        ([(PLACE, PLACE + THERE),
          (LINE, LINE + "        - {place: der, facts: [familier_2024]}\n")],
         ("relation_periods", 12, "series.groups.1.lines.2.facts.1")),
        ([(LINE, LINE.replace("antall_familier", "oppstart"))],
         ("relation_dated", 10, "series.groups.1.lines.1.facts.1")),
        ([(LINE, LINE.replace("[antall_familier]", "[]"))],
         ("relation_few", 10, "series.groups.1.lines.1.facts")),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told_once_and_before_the_run(root, pairs, said):
    text = GOOD
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    assert faults(root, text) == [said]


def test_counts_of_which_nobody_knows_what_they_count_are_not_compared(root):
    text = GOOD.replace(COUNTS, "facts: [uklart_2024, antall_familier]")
    assert faults(root, text) == [
        ("relation_unclear", 20, "counts.facts.1"),
        ("relation_units", 20, "counts.facts.2"),
    ]


def test_shape_and_unit_are_told_together(root):
    text = GOOD.replace(COUNTS, "facts: [antall_familier]").replace(PARTS, "parts: []")
    text = text.replace("own: antall_familier", "own: oppstart")
    assert {code for code, _, _ in faults(root, text)} == {"relation_few", "relation_dated"}
    assert len(faults(root, text)) == 3


def test_a_number_that_only_a_figure_shows_is_still_to_be_read(root):
    folder = root / "data" / "raw" / "prove"
    assert faults(root, GOOD) == []
    register = (folder / "facts.csv").read_text(encoding="utf-8")
    doubted = register.replace("4,count,families,,legible", "4,count,families,,uncertain")
    lost = doubted.replace("8,count,families,,legible", ",count,families,,illegible", 1)
    (folder / "facts.csv").write_text(lost, encoding="utf-8")
    todos = check_evaluation(folder, root).todos
    assert [t.code for t in todos if t.code.startswith("fact_")] == [
        "fact_uncertain", "fact_illegible"
    ]  # fmt: skip
    (folder / "indicators.yaml").unlink()
    todos = check_evaluation(folder, root).todos
    assert not [t for t in todos if t.code.startswith("fact_")]
