"""What the frameworks refer to: each other, and facts of the municipality whose they are."""

from __future__ import annotations

import pytest

from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.frameworks import inspect_frameworks, read_frameworks
from larvik_analysis.terms.words import Words

LOCAL = """\
frameworks:
  - id: navn
    title: {nb: Navn, en: Names}
    source: Et sted
    kind: names
    place: "0301"
    facts: {antall: antall_familier}
    disambiguates: {nb: Trappa, en: The ladder}
    overlapping: true
    items:
      - {id: en, nb: En, en: One, refers_to: trapp, partners: [laget], facts: {n: omrade_hjem}}
      - {id: laget, nb: Laget, en: The team, not_stated: [start]}
  - id: trapp
    title: {nb: Trapp, en: Ladder}
    source: Et sted
    kind: ladder
    description: {nb: Trinn, en: Steps}
    items:
      - {id: forst, level: 1, nb: Først, en: First, matches: en}
      - {id: uleselig, level: 2, nb: Uleselig, en: Illegible, reading: illegible}
"""


def test_what_a_framework_refers_to_is_read(root, write):
    write("reference/frameworks.yaml", LOCAL)
    names, ladder = read_frameworks(root=root).frameworks
    assert (names.place, names.overlapping, names.facts) == (
        "0301",
        True,
        {"antall": "antall_familier"},
    )
    assert names.disambiguates == Words(nb="Trappa", en="The ladder")
    first, second = names.items
    assert (first.refers_to, first.partners, first.facts) == (
        "trapp",
        ("laget",),
        {"n": "omrade_hjem"},
    )
    assert second.not_stated == ("start",)
    assert not ladder.overlapping
    assert ladder.description == Words(nb="Trinn", en="Steps")
    assert [item.reading for item in ladder.items] == ["legible", "illegible"]
    assert ladder.items[0].matches == "en"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("refers_to: trapp", "refers_to: trap", "item_unknown_near", 11),
        # An item is not a framework, and the other way round.
        ("refers_to: trapp", "refers_to: forst", "item_unknown", 11),
        ("matches: en", "matches: navn", "item_unknown", 19),
        ("partners: [laget]", "partners: [laget, ukjent]", "item_unknown", 11),
        ("reading: illegible", "reading: nei", "value_choice", 20),
        ("overlapping: true", "overlapping: ja", "value_true_false", 9),
    ],
)
def test_a_reference_to_nothing_is_told_with_its_line(root, write, old, new, code, line):
    write("reference/frameworks.yaml", LOCAL.replace(old, new))
    frameworks, faults = inspect_frameworks(root)
    assert frameworks is None
    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]


def test_facts_are_checked_for_the_place_whose_framework_it_is(root, write):
    third = "      - {id: to, nb: To, en: Two, facts: {n: omrade_skole}}\n"
    text = LOCAL.replace("omrade_hjem", "omrade_hus").replace("antall_familier", "xyz")
    text = text.replace("  - id: trapp\n", f"{third}  - id: trapp\n")
    write("reference/frameworks.yaml", text)
    facts = ["antall_familier", "omrade_hjem", "omrade_skole"]
    assert inspect_frameworks(root, place="9999", fact_ids=facts)[1] == []
    assert inspect_frameworks(root, place="0301", fact_ids=[])[1] == []
    other_evaluation = ["svar_i_alt", "spurte_i_alt"]  # in the same place
    assert inspect_frameworks(root, place="0301", fact_ids=other_evaluation)[1] == []
    _, faults = inspect_frameworks(root, place="0301", fact_ids=facts)
    assert [(fault.code, fault.line, fault.values["found"]) for fault in faults] == [
        ("fact_unknown", 7, "xyz"),
        ("fact_unknown_near", 11, "omrade_hus"),
    ]


def test_the_check_of_an_evaluation_of_that_place_tells_it(root, folder, write):
    write("reference/frameworks.yaml", LOCAL.replace("omrade_hjem", "omrade_hus"))
    (fault,) = check_evaluation(folder, root).faults
    assert (fault.file, fault.code, fault.line) == (
        "reference/frameworks.yaml",
        "fact_unknown_near",
        11,
    )
