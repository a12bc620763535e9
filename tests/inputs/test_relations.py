"""Relations between facts: what `larvik check` says of those that cannot be worked out."""

from __future__ import annotations

import pytest

from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.relations import inspect_relations
from larvik_analysis.terms.units import UnitOfAnalysis

NAME = "name: {nb: Noe, en: Something}"


@pytest.fixture
def faults_of(tmp_path, make_fact):
    """Faults of the relations of a `checks.yaml`, as code, line and key."""
    register = {
        "families": make_fact("families", 10.0),
        "more": make_fact("more", 4.0),
        "people": make_fact("people", 11.0, unit_of_analysis=UnitOfAnalysis.RESPONDENTS),
        "unclear": make_fact("unclear", 6.0, unit_of_analysis=UnitOfAnalysis.UNCLEAR),
        "vague": make_fact("vague", 6.0, unit_of_analysis=UnitOfAnalysis.UNCLEAR),
        "year": make_fact("year", unit="year", date="2013"),
        "month": make_fact("month", unit="month", date="2013-10"),
    }

    def inspect(text: str) -> list[tuple[str, int | None, str]]:
        (tmp_path / "checks.yaml").write_text(text, encoding="utf-8")
        found = inspect_relations(tmp_path, register)
        return [(fault.code, fault.line, fault.column) for fault in found]

    return inspect


@pytest.mark.parametrize(
    ("relation", "found"),
    [
        ("parts:\n  - parts: [families, more]\n", []),
        (
            "parts:\n  - parts: [families, people]\n",
            [("relation_units", 2, "parts.1.parts.2")],
        ),
        (
            "parts:\n  - parts: [people]\n    whole: families\n",
            [("relation_units", 2, "parts.1.parts.1")],
        ),
        (
            "parts:\n  - parts: [unclear, vague]\n",
            [
                ("relation_unclear", 2, "parts.1.parts.1"),
                ("relation_unclear", 2, "parts.1.parts.2"),
            ],
        ),
        (
            "funnels:\n  - stages:\n      - whole: families\n        parts: [people]\n",
            [("relation_units", 4, "funnels.1.stages.1.parts.1")],
        ),
        ("within:\n  - {part: [people], whole: [families], across_units: true}\n", []),
        (
            "within:\n  - {part: [people], whole: [families]}\n",
            [("relation_units", 2, "within.1.part.1")],
        ),
        ("differences:\n  - {first: unclear, second: vague}\n", []),
        (
            "changes:\n  - {before: families, after: people}\n",
            [("relation_units", 2, "changes.1.after")],
        ),
        ("same:\n  - facts: [year, month]\n", []),
        ("same:\n  - facts: [families, year]\n", [("relation_units", 2, "same.1.facts.2")]),
        ("same:\n  - {facts: [families, people], is_definition: true}\n", []),
        (
            "readings:\n  - readings:\n      - facts: [families, people]\n",
            [("relation_units", 3, "readings.1.readings.1.facts.2")],
        ),
        (
            "mixtures:\n  - {total: [families], majority: [more], minorities: {a: [people]}}\n",
            [("relation_units", 2, "mixtures.1.minorities.a.1")],
        ),
        ("dates:\n  - {date: year, not_after: month}\n", []),
        (
            "dates:\n  - {date: year, not_after: families}\n",
            [("relation_undated", 2, "dates.1.not_after")],
        ),
        ("parts:\n  - parts: [families, nowhere]\n", []),  # told as an unknown fact
        ("parts: wrong\n", []),  # told where the file is read
    ],
)
def test_relations(faults_of, relation, found):
    assert faults_of(relation) == found


def test_without_a_file_there_are_no_faults(tmp_path):
    assert inspect_relations(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (f"parts:\n  - {{id: a, {NAME}, parts: [antall_familie]}}\n", "fact_unknown_near", 2),
        (
            f"legibility:\n  - {{id: a, {NAME}, document: raport}}\n",
            "item_unknown_near",
            2,
        ),
        (
            f"parts:\n  - {{id: a, {NAME}, parts: [antall_familier]}}\n"
            f"units:\n  - {{id: a, {NAME}, facts: [antall_familier, omrade_hjem]}}\n",
            "id_repeated",
            4,
        ),
        (f"parts:\n  - {{id: a, {NAME}}}\n", "key_missing", 2),
    ],
)
def test_check_tells_what_stands_wrong_in_the_file(root, content, code, line):
    folder = root / "data" / "raw" / "prove"
    (folder / "checks.yaml").write_text(content, encoding="utf-8")
    faults = check_evaluation(folder, root).faults
    assert [(f.file, f.code, f.line) for f in faults] == [("checks.yaml", code, line)]
