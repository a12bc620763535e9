"""The internal page: everything as it is, marked, and never among the reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from larvik_analysis.errors import OutputError, Todo
from larvik_analysis.exhibit.measure import exhibit_staffing, state_summary
from larvik_analysis.exhibit.returns_inputs import exhibit_measure_cost
from larvik_analysis.release.gate import Prose, Verdict
from larvik_analysis.report.internal import write_internal

TODO = Todo(
    file="evaluation.yaml", code="approval_missing", line=9, values={"owner": "<Larvik>"}
)


def write(study, path: Path, *, passed: bool = True) -> str:
    shown = [
        Prose("x", "Egne ord"),
        state_summary(study, "rodt")[0],
        exhibit_staffing(study, "rodt"),
    ]
    rule = "" if passed else "not_traced"
    verdicts = [Verdict(name=str(n), passed=passed, rule=rule) for n in range(len(shown))]
    write_internal(shown, verdicts, study, [TODO], path)
    return path.read_text(encoding="utf-8")


def test_it_shows_the_numbers_the_verdicts_and_what_is_missing(larvik, tmp_path):
    page = write(larvik, tmp_path / "internal.html")
    assert "Åtte av ti familier i rødt tiltak sier at oppfølgingen var svært nyttig." in page
    assert "<td>300.0</td>" in page
    assert "Holdt tilbake" not in page
    assert "evaluation.yaml, linje 9" in page
    assert "&lt;Larvik&gt; har ikke godkjent" in page
    held = write(larvik, tmp_path / "internal.html", passed=False)
    assert held.count("Et faktum mangler dokument, avsnitt eller sitat.") == 2


def test_it_is_marked_on_the_screen_and_on_every_printed_page(larvik, tmp_path):
    page = write(larvik, tmp_path / "internal.html")
    assert "<title>INTERN:" in page
    assert '<div class="mark" role="banner">INTERN</div>' in page
    assert re.search(r"\.mark \{ position: fixed", page)  # print repeats it on every page
    assert '@top-center { content: "INTERN"; }' in page


@pytest.mark.parametrize(
    "place", ["reports/x/internal.html", "reports/internal.html", "elsewhere/deep/in.html"]
)
def test_it_is_never_written_among_reports(larvik, tmp_path, place):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "record.json").write_text("{}")
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with pytest.raises(OutputError) as refused:
        write(larvik, path)
    assert refused.value.code == "internal_among_reports"
    assert not path.exists()


def test_a_project_may_itself_lie_in_a_folder_of_that_name(larvik, tmp_path):
    folder = tmp_path / "reports" / "prosjekt" / "data" / "processed" / "x"
    folder.mkdir(parents=True)
    assert "INTERN" in write(larvik, folder / "internal.html")


def test_a_link_leads_nowhere_else(larvik, tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "reports" / "x").mkdir(parents=True)
    try:
        (tmp_path / "lenke").symlink_to(tmp_path / "reports" / "x")
    except OSError:
        pytest.skip("cannot make links here")
    with pytest.raises(OutputError):
        write(larvik, tmp_path / "lenke" / "internal.html")


def test_a_table_for_those_with_access_can_be_read(larvik, tmp_path):
    table = exhibit_measure_cost(larvik, "rodt")
    assert (table.layer, table.is_figure) == ("internal", False)
    path = tmp_path / "internal.html"
    write_internal([], [], larvik, [], path, internal=[table])
    page = path.read_text(encoding="utf-8")
    first = page.partition("<table")[2].partition("</table>")[0]
    labels = table.data["label"].unique()
    assert all(f"<td>{label}</td>" in first for label in labels)
    assert "kr</td>" in first
    assert "return_number" not in first  # how each was worked out is folded away below
    assert "REGNEEKSEMPEL" in page
