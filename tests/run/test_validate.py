"""What `check` says of chapters, beside what it says of the inputs."""

from __future__ import annotations

from larvik_analysis.run.validate import check_everything


def faults_of(project):
    checked = check_everything(project.source(), project.root)
    return [(fault.code, fault.file, fault.column) for fault in checked.faults]


def test_the_real_evaluations_have_no_faults(finished):
    for name in ("larvik-fagerli", "eksempel"):
        checked = check_everything(finished.source(name), finished.root)
        assert checked.faults == ()
        assert checked.n_facts > 20


def test_a_chapter_is_named_once(project):
    chapter = {"notebook": "02_rodt_tiltak"}
    project.set_chapters(chapter, chapter)
    assert faults_of(project) == [
        ("chapter_repeated", "evaluation.yaml", "chapters.02_rodt_tiltak")
    ]
    assert "kopi av notatboken" in project.larvik("check").err


def test_what_a_chapter_is_given_is_checked(project):
    project.set_chapters(
        {"notebook": "02_rodt_tiltak", "parameters": {"mesure": "rodt", "measure": "gul"}}
    )
    place = "chapters.02_rodt_tiltak.parameters"
    assert faults_of(project) == [
        ("chapter_parameter_unknown", "evaluation.yaml", f"{place}.mesure"),
        ("measure_unknown", "evaluation.yaml", f"{place}.measure"),
    ]
    said = project.larvik("run")
    assert said.code == 1
    assert "Nærmest: measure" in said.err
    assert "Nærmest: gront, rodt" in said.err


def test_a_default_measure_that_is_not_described_is_a_fault(project):
    project.set_chapters({"notebook": "02_rodt_tiltak"})
    assert faults_of(project) == []
    project.edit(
        "notebooks/02_rodt_tiltak.ipynb", 'measure = \\"rodt\\"', 'measure = \\"gul\\"'
    )
    assert [code for code, _, _ in faults_of(project)] == ["measure_unknown"]


def test_a_chapter_that_is_not_there_is_a_fault_with_the_nearest_name(project):
    project.set_chapters({"notebook": "02_rodt_tiltka"})
    assert [code for code, _, _ in faults_of(project)] == ["notebook_missing_near"]
