"""Frameworks and rules that every evaluation shares."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import InputError, UnitError
from larvik_analysis.inputs.frameworks import inspect_frameworks, read_frameworks
from larvik_analysis.inputs.rules import read_gate_rules
from larvik_analysis.terms.framework import Dimension, Transition


def test_frameworks_are_read_into_their_terms(root):
    steps = read_frameworks(root=root)["trinn"]
    assert [item.id for item in steps.items] == ["a", "b"]
    assert steps.item("a").level == 0
    assert steps.item("b").category == "a"
    assert steps.item("b").merges == ("a",)
    assert steps.item("b").dimensions == (Dimension(id="c", nb="C", en="C"),)
    assert steps.item("b").name("nb") == "B"
    assert steps.transitions == (Transition(first="a", then="b"),)
    with pytest.raises(KeyError):
        read_frameworks(root=root)["finnes_ikke"]


def test_all_faults_of_the_frameworks_come_at_once(root, write, files):
    text = files["reference/frameworks.yaml"]
    for old, new in (
        ("{id: b,", "{id: a,"),
        ("merges: [a]", "merges: [a, z]"),
        ("from: a", "from: b"),
        ("source: Et sted", "sorce: Et sted"),
    ):
        text = text.replace(old, new)
    write("reference/frameworks.yaml", text)
    with pytest.raises(InputError) as caught:
        read_frameworks(root=root)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [
        ("key_unknown_near", 4),
        ("id_repeated", 8),
        ("item_unknown", 8),
        ("item_unknown", 10),
        ("item_unknown", 10),
    ]
    assert inspect_frameworks(root)[0] is None


def test_rules_keep_their_unit_and_where_they_come_from(root):
    rules = read_gate_rules(root=root)
    assert list(rules) == ["k", "interval_level"]
    assert (rules["k"].value, rules["k"].floor, rules["k"].kind) == (5, 3, "policy")
    assert isinstance(rules["k"].value, int)
    assert rules["interval_level"].floor is None
    assert rules["interval_level"].value_in("share") == 0.95
    with pytest.raises(UnitError, match="share") as caught:
        rules["k"].value_in("share")
    assert "units counted" in caught.value.message("en")


def test_a_rule_without_its_source_or_with_another_kind_is_refused(root, write, files):
    text = files["reference/rules.yaml"]
    text = text.replace("source: Et sted, ", "").replace("kind: judgement", "kind: guess")
    write("reference/rules.yaml", text)
    with pytest.raises(InputError) as caught:
        read_gate_rules(root=root)
    assert [(fault.code, fault.line, fault.column) for fault in caught.value.faults] == [
        ("key_missing", 1, "k"),
        ("value_choice", 2, "interval_level.kind"),
    ]
