"""What is left to do in an instrument: what a draft asked for, and whose the questions are."""

from __future__ import annotations

import pytest

from larvik_analysis.inputs.instrument_todos import instrument_todos
from larvik_analysis.inputs.yaml_text import read_yaml
from larvik_analysis.terms.catalogue import LANGUAGES, text

NAMED = "microdata:\n  - {id: svar, file: private/svar.csv, instrument: skjema}\n"
FORM = """\
id: skjema
name: {{nb: "{name}", en: Form}}
licence:
  name: "{owner}"
  items_shippable: {is_free}
  source: Vårt
questions: []
"""


@pytest.fixture
def todos(tmp_path):
    """What is said of an instrument in some places of an evaluation."""

    def read(name="Skjema", owner="CC BY", is_free="true", places=("instruments",)):
        folder = tmp_path / "data" / "raw" / "prove"
        for place in places:
            (folder / place).mkdir(parents=True)
            form = FORM.format(name=name, owner=owner, is_free=is_free)
            (folder / place / "skjema.yaml").write_text(form, encoding="utf-8")
        (folder / "private").mkdir(exist_ok=True)
        (folder / "private" / "svar.csv").write_text("a\n1\n", encoding="utf-8")
        (folder / "evaluation.yaml").write_text(NAMED, encoding="utf-8")
        tree, _ = read_yaml(folder / "evaluation.yaml", "evaluation.yaml")
        found = list(instrument_todos(tree, "evaluation.yaml", folder, tmp_path))
        for todo in found:
            assert all(todo.sentence(language) for language in LANGUAGES)
        return [(todo.code, todo.file, todo.line) for todo in found]

    return read


def test_a_whole_instrument_leaves_nothing_to_do(todos):
    assert todos() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_draft_asked_for_is_told_with_its_line(todos, language):
    name, owner = (
        text(f"instrument.fill_{key}", language).replace('"', "") for key in ("name", "licence")
    )
    assert todos(name=name, owner=owner) == [
        ("instrument_placeholder", "instruments/skjema.yaml", 2),
        ("instrument_placeholder", "instruments/skjema.yaml", 4),
    ]


@pytest.mark.parametrize(
    ("name", "is_free", "expected"),
    [("SDQ for foreldre", "true", 1), ("sdq-p", "true", 1), ("SDQ for foreldre", "false", 0),
     ("Trasker og snakker", "true", 0)],
)  # fmt: skip
def test_a_protected_instrument_that_is_said_to_be_free_is_named(
    todos, name, is_free, expected
):
    found = todos(name=name, is_free=is_free, places=("private/instruments",))
    file = "private/instruments/skjema.yaml"
    assert found == [("instrument_protected", file, 5)] * expected


def test_an_instrument_in_two_places_is_told(todos):
    found = todos(places=("instruments", "private/instruments"))
    assert found == [("instrument_in_two_places", "instruments/skjema.yaml", None)]
