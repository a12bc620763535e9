"""What docs/avkastning.md shows of files can be read, and what it says of them holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import larvik_analysis as la
from larvik_analysis.inputs.returns.model import COST

DOCUMENT = (Path(__file__).parents[3] / "docs" / "avkastning.md").read_text(encoding="utf-8")
YAML = re.findall(r"^```yaml\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def block(key):
    """The block of YAML that has the key at its outermost level."""
    (found,) = [text for text in YAML if f"\n{key}:" in f"\n{text}"]
    return found


def test_the_files_shown_are_read_without_faults(project_copy):
    folder = project_copy / "data" / "raw" / "eksempel"
    for key, name in (("cases", "returns.yaml"), ("scenarios", "scenarios.yaml")):
        (folder / name).write_text(block(key), encoding="utf-8")
    (model,) = la.read_returns("eksempel", root=project_copy).values()
    assert model.case.measure == "lag"
    assert "wage" not in model.missing
    assert {scenario.id for scenario in model.scenarios} == {"lav", "rente_3"}


def test_the_chapter_is_declared_as_the_example_declares_it():
    chapter = block("chapters").strip().splitlines()[-1].strip()
    (said,) = re.findall(r"\{measure: (\w+)", chapter)
    assert said in {measure.id for measure in la.read_evaluation("eksempel").measures}


@pytest.mark.parametrize("name", COST)
def test_each_number_of_the_cost_stands_with_its_unit(name):
    unit = la.read_returns_reference().parameters[name].unit
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("|")]
    assert any(f"`{name}`" in row and f"`{unit}`" in row for row in rows)


def test_the_risks_in_the_table_are_those_that_are_shared():
    parameters = la.read_returns_reference().parameters
    told = re.findall(r"\| (\d+) % \| `(dropout_\w+)` \|", DOCUMENT)
    assert {name: int(share) for share, name in told} == {
        name: round(parameter.value * 100)
        for name, parameter in parameters.items()
        if name.startswith("dropout_")
    }


def test_the_years_of_prices_are_those_of_the_index():
    (said,) = re.findall(r"Indeksen har ([0-9, –og]+)", DOCUMENT)
    years = {
        year
        for first, last in re.findall(r"(\d{4})(?:–(\d{4}))?", said)
        for year in range(int(first), int(last or first) + 1)
    }
    assert years == set(la.read_price_index().levels)
