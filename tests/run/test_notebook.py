"""A chapter's notebook as data, what it may be given, and its way through the engine."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.run.notebook import (
    Cell,
    Notebook,
    check_parameters,
    own_parameters,
    parse_parameter,
    read_notebook,
)
from larvik_analysis.run.publish import _sections
from larvik_analysis.run.settings import parse_settings, split_settings

ROOT = Path(__file__).parents[2]
CHAPTER = "02_rodt_tiltak"


def notebook_of(*kinds: str, name: str = "x", **parameters: object) -> Notebook:
    """Cells by their kind and tag: ``markdown:nb``, ``code``."""
    cells = tuple(
        Cell(kind.partition(":")[0], f"cell {place}", frozenset(filter(None, [tag])))
        for place, kind in enumerate(kinds)
        for tag in [kind.partition(":")[2]]
    )
    return Notebook(name=name, cells=cells, parameters=dict(parameters))


def test_the_real_chapter_is_read_with_its_parameters_and_prose():
    notebook = read_notebook(CHAPTER, ROOT)
    assert notebook.parameters == {
        "evaluation": "larvik-fagerli", "settings": {}, "measure": "rodt",
    }  # fmt: skip
    assert own_parameters(notebook) == {"measure": "rodt"}
    nb, en = notebook.prose("nb"), notebook.prose("en")
    assert len(nb) == len(en) > 5
    assert not nb.keys() & en.keys()
    assert any("Hva sier familiene?" in text for text in nb.values())
    assert any("What do the families say?" in text for text in en.values())
    assert "la.show" in notebook.code
    assert "Hva sier familiene?" not in notebook.code


def test_prose_without_a_tag_holds_for_both_languages():
    notebook = notebook_of("markdown:nb", "markdown", "markdown:en", "code")
    assert notebook.prose("nb") == {0: "cell 0", 1: "cell 1"}
    assert notebook.prose("en") == {1: "cell 1", 2: "cell 2"}


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '"x"', "{}", '{"cells": 1}', '{"cells": [1]}', b"\xff\xfe"],
)
def test_what_is_no_notebook_is_refused_in_words(tmp_path, content):
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "x.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as refused:
        read_notebook("x", tmp_path)
    (fault,) = refused.value.faults
    assert (fault.file, fault.code) == ("notebooks/x.ipynb", "notebook_broken")
    assert "JupyterLab" in fault.sentence("nb")


def test_parameters_are_plain_values_of_each_type(project):
    source = "a: int = -3\nb = 'x'  # a note\nc = d = 0.5\ne: bool\nprint\nf = None\ng = True"
    project.write_notebook("x", [], source)
    assert read_notebook("x", project.root).parameters == {
        "a": -3, "b": "x", "c": 0.5, "d": 0.5, "f": None, "g": True,
    }  # fmt: skip
    for broken in ("a = 1 + x", "a = open('x')", "a = ("):
        project.write_notebook("x", [], broken)
        with pytest.raises(InputError) as refused:
            read_notebook("x", project.root)
        assert refused.value.faults[0].code == "notebook_parameters"


def test_a_cell_another_run_of_papermill_left_is_not_the_authors(project):
    path = project.root / "notebooks" / "x.ipynb"
    project.write_notebook("x", ["1"], "a = 1")
    stored = json.loads(path.read_text(encoding="utf-8"))
    left = {"cell_type": "code", "metadata": {"tags": ["injected-parameters"]}, "source": "a=2"}
    stored["cells"].insert(2, left)
    path.write_text(json.dumps(stored), encoding="utf-8")
    notebook = read_notebook("x", project.root)
    assert [cell.source for cell in notebook.cells] == ["# Prøve", "a = 1", "1"]
    assert notebook.parameters == {"a": 1}


TYPED = notebook_of(count=1, part=0.5, wide=False, code="0301", evaluation="x", settings={})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("count", "0301", 301),
        ("count", "-2", -2),
        ("part", "0,25", 0.25),
        ("part", "1e-3", 0.001),
        ("wide", "ja", True),
        ("wide", "False", False),
        ("wide", "nei", False),
        ("code", "0301", "0301"),
        ("code", "NO", "NO"),
        ("code", "", ""),
    ],
)
def test_what_is_typed_gets_the_type_of_the_default(name, text, value):
    parsed = parse_parameter(TYPED, name, text)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("count", "3.0", "parameter_type"),
        ("count", "", "parameter_type"),
        ("part", "inf", "parameter_type"),
        ("wide", "1", "parameter_type"),
        ("wdie", "ja", "parameter_unknown"),
        ("evaluation", "y", "parameter_unknown"),
    ],
)
def test_another_type_or_name_is_refused(name, text, code):
    with pytest.raises(ParameterError) as refused:
        parse_parameter(TYPED, name, text)
    assert refused.value.code == code
    assert refused.value.exit_code == 2


def test_faults_in_given_parameters_are_all_told():
    given = {"count": 2, "part": 1, "wide": "ja", "code": 301, "cuont": 1}
    faults = check_parameters(TYPED, given)
    assert [(fault.code, fault.column) for fault in faults] == [
        ("chapter_parameter_type", "chapters.x.parameters.wide"),
        ("chapter_parameter_type", "chapters.x.parameters.code"),
        ("chapter_parameter_unknown", "chapters.x.parameters.cuont"),
    ]
    assert "count" in faults[2].sentence("nb")


def test_settings_go_where_they_belong():
    notebooks = {"en": notebook_of(name="en", count=1), "to": notebook_of(name="to", count=2)}
    split = split_settings({"count": "3", "seed": "4", "to.count": "5"}, notebooks)
    assert split.evaluation == {"seed": "4"}
    assert split.chapters == {"en": {"count": 3}, "to": {"count": 5}}
    assert parse_settings(["a = b=c ", "d="]) == {"a": "b=c", "d": ""}


def test_a_section_ends_where_text_follows_code():
    notebook = notebook_of(
        "markdown:nb", "markdown:en", "code", "code", "markdown:nb", "code", "markdown"
    )
    assert _sections(notebook) == [{0, 1, 2, 3}, {4, 5}, {6}]


RICH = """\
%matplotlib inline
from IPython.display import display, Markdown
print("said")
display(Markdown("shown"))
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
await __import__("asyncio").sleep(0)
1 + 1"""
SHOWS_ONE = """\
import larvik_analysis as la
la.show(la.exhibit_reach(la.read_study(evaluation), measure))"""


def test_the_executed_copy_holds_what_the_cells_gave(project, plain_writers, monkeypatch):
    home = project.root / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("IPYTHONDIR", str(home / "ipython"))
    project.only_chapter(RICH, SHOWS_ONE)
    project.run()
    path = project.processed() / "chapters" / "03_liten" / "03_liten.ipynb"
    executed = nbformat.read(path, as_version=4)
    injected = [
        c for c in executed.cells if "injected-parameters" in c.metadata.get("tags", [])
    ]
    assert len(injected) == 1
    assert 'measure = "rodt"' in injected[0].source
    outputs = executed.cells[3].outputs
    streams = [output.text for output in outputs if output.output_type == "stream"]
    assert streams[0].startswith("said")
    shown = [output.data for output in outputs if output.output_type == "display_data"]
    assert any("shown" in str(data.get("text/markdown")) for data in shown)
    assert any("image/png" in data for data in shown)
    # the user's own folder of IPython is left alone
    assert not (home / ".ipython").exists()
    assert not (home / "ipython").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("evaluation", "measure", "n_pictures"),
    [("larvik-fagerli", "rodt", 3), ("eksempel", "lag", 19)],
)
def test_a_notebook_runs_alone_in_a_real_kernel(
    evaluation, measure, n_pictures, tmp_path, monkeypatch
):
    import papermill

    monkeypatch.chdir(ROOT / "notebooks")
    executed = papermill.execute_notebook(
        f"{CHAPTER}.ipynb",
        str(tmp_path / "executed.ipynb"),
        parameters={"evaluation": evaluation, "measure": measure},
        kernel_name="python3",
        progress_bar=False,
    )
    outputs = [output for cell in executed.cells for output in cell.get("outputs", ())]
    assert [output for output in outputs if output.output_type == "error"] == []
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == n_pictures
    texts = " ".join(str(output.get("data", {}).get("text/markdown")) for output in outputs)
    assert "sier at oppfølgingen var svært nyttig" in texts


def test_the_committed_notebooks_hold_no_output():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        stored = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] for cell in code), path.name
        assert all(cell["execution_count"] is None for cell in code), path.name
