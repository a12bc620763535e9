"""`indicators.yaml`: what it may say, and what an evaluator is told where it is wrong."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.declared import INDICATORS, read_declared
from larvik_analysis.terms.indicators import Indicators

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
      parts: [{fact: omrade_hjem, name: {nb: hjem, en: home}}]
counts:
  name: {nb: familier, en: families}
  facts: [antall_familier]
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
