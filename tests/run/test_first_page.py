"""What a report says follows from the numbers, the roles and the design that are declared."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdf
import pytest

import larvik_analysis
from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.outcomes.as_microdata import with_families
from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.inputs.study import read_study
from larvik_analysis.release import private
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.report.tables import csv_bytes
from larvik_analysis.run.notebook import read_notebook
from larvik_analysis.run.show import collecting
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Source
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.study import Study

ROOT = Path(__file__).parents[2]
CHAPTER = "02_rodt_tiltak"
MEASURES = {"larvik-fagerli": "rodt", "eksempel": "lag"}
_MAY_BE_HELD = {"familier-change-factors"}  # of each factor, besides that of all


def front_of(project: Any, language: str) -> str:
    """The first page, as it is handed to the writers."""
    project.run(settings={"language": language})
    return (project.report() / "report.html").read_text(encoding="utf-8")


def told(key: str, language: str) -> str:
    """A sentence of the first page that quotes the measure and no number."""
    name = {"nb": "rødt tiltak", "en": "the red measure"}[language]
    return read_catalogue(language)[key].format(measure=name)


def tables_of(project: Any) -> set[str]:
    return {path.stem for path in (project.report() / "tables").iterdir()}


# what is changed in the register, and what the first page then says
USEFUL, BASE = "red_families_very_useful", "red_families_very_useful_base"
DELIVERED = "red_team_staffing_actual"
SENTENCES = [
    ({}, "Åtte av ti familier i rødt tiltak sier at oppfølgingen var svært nyttig.",
     "Eight of ten families in the red measure say that the support was very useful."),
    ({USEFUL: "3"}, "Enkelte av ti familier i rødt", "A few of ten families in the red"),
    ({USEFUL: "10"}, "Alle ti familier i rødt", "All ten families in the red"),
    ({USEFUL: "0"}, "Ingen av ti familier i rødt", "None of ten families in the red"),
    ({USEFUL: "7", BASE: "20"}, "7 av 20 familier i rødt", "7 of 20 families in the red"),
    ({}, "Teamet i rødt tiltak hadde om lag halvparten av den planlagte bemanningen.",
     "The team in the red measure had about half of the planned staffing."),
    ({DELIVERED: "280"}, "Teamet i rødt tiltak hadde nesten hele den planlagte bemanningen.",
     "The team in the red measure had nearly all of the planned staffing."),
    ({DELIVERED: "300"}, "Teamet i rødt tiltak hadde hele den",
     "The team in the red measure had all of"),
    ({DELIVERED: "330"}, "Teamet i rødt tiltak hadde mer enn",
     "The team in the red measure had more"),
    ({DELIVERED: "30"}, "Teamet i rødt tiltak hadde en liten",
     "The team in the red measure had a small"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(("changes", "nb", "en"), SENTENCES)
def test_the_sentences_follow_the_numbers(changes, nb, en, language):
    study = study_of(language)
    for fact_id, value in changes.items():
        study = with_fact(study, fact_id, value=float(value))
    released = released_of(study)
    said = [thing.caption for thing in released if thing.place == "summary"]
    expected = {"nb": nb, "en": en}[language]
    assert [words for words in said if re.match(expected, words)], said
    assert len(said) == 3


@lru_cache(maxsize=4)
def study_of(language: str, evaluation: str = "larvik-fagerli") -> Study:
    return with_families(read_study(evaluation, {"language": language}, root=ROOT))


def with_fact(study: Study, fact_id: str, **changes: Any) -> Study:
    changed = replace(study.facts[fact_id], **changes)
    return replace(study, facts=Facts(dict(study.facts) | {fact_id: changed}))


def shown_of(study: Study, measure: str) -> list[Any]:
    """What the real chapter shows of a study: its own cells, run here."""
    cells = [cell.source for cell in read_notebook(CHAPTER, ROOT).cells if cell.kind == "code"]
    names = {"la": larvik_analysis, "study": study, "measure": measure}
    with collecting() as collected:
        for source in cells:
            if "measure =" not in source and "read_study" not in source:
                exec(source, names)
    assert len(cells) > 6
    shown = [thing for _, thing in collected.shown]
    return [t for t in shown if not isinstance(t, Exhibit) or t.layer == "report"]


def released_of(study: Study, measure: str = "rodt", *, drawn: bool = False) -> list[Any]:
    """What of it passes the gate: all that is public, and every figure can be drawn."""
    released, verdicts = release(shown_of(study, measure), study)
    assert {verdict.name for verdict in verdicts if not verdict.passed} <= _MAY_BE_HELD
    passed = [thing for thing in released if thing is not None]
    for thing in passed:
        if drawn and thing.kind == "figure":
            draw_released(thing, study.language)
    return passed


def test_a_changed_number_is_on_the_page_and_in_the_files(project, plain_writers):
    project.set_fact(USEFUL, value="3")
    page = front_of(project, "nb")
    assert "Enkelte av ti familier i rødt tiltak sier at oppfølgingen" in page
    table = (project.report() / "tables" / "rodt-nytte.csv").read_text(encoding="utf-8")
    assert ",3," not in table
    assert "few" in table
    project.set_fact(USEFUL, value="8")
    assert "Åtte av ti" in front_of(project, "nb")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_without_the_survey_nothing_is_said_of_what_families_think(
    project, language, plain_writers
):
    def no_survey(data: dict[str, Any]) -> None:
        data["sources"] = [s for s in data["sources"] if s["kind"] != "survey"]
        facts = data["measures"][0]["facts"]
        for part in [name for name in facts if name.startswith(("survey", "very", "some"))]:
            del facts[part]

    project.set_evaluation(no_survey)
    page = front_of(project, language)
    assert told("summary.no_survey", language) in page
    assert told("unknown.asker", language) not in page
    assert "av ti" not in page
    assert "of ten" not in page
    of_measure = {name for name in tables_of(project) if name.startswith("rodt-")}
    assert of_measure == {"rodt-hvem", "rodt-bemanning"}


def test_a_section_with_nothing_to_show_is_left_out_with_its_heading(project):
    def no_survey(data: dict[str, Any]) -> None:
        data["sources"] = [s for s in data["sources"] if s["kind"] != "survey"]
        del data["measures"][0]["facts"]["staffing_planned"]

    page_of = project.report() / "report.html"
    project.run()
    whole = page_of.read_text(encoding="utf-8")
    project.set_evaluation(no_survey)
    project.run()
    page = page_of.read_text(encoding="utf-8")
    for heading in ("Hva sier familiene?", "Hvem gjelder tallet?", "Hva hadde familiene nytte"):
        assert heading in whole
        assert heading not in page
    # one of the two numbers is left: the section stays, its title claims no more
    assert "Hvor stor var bemanningen?" in page
    assert "Planlagt og faktisk bemanning" in page
    assert "Teamet hadde" not in page
    assert "Teamet i rødt tiltak hadde" not in page
    assert "Hva ble prøvd ut, og med hvem?" in page
    project.set_evaluation(lambda data: data["measures"][0]["facts"].pop("staffing_delivered"))
    project.run()
    assert "Hvor stor var bemanningen?" not in page_of.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_survey_without_a_readable_number_is_another_thing_than_none(language):
    unread = {"value": None, "legibility": Legibility.ILLEGIBLE}
    study = with_fact(study_of(language), USEFUL, **unread)
    said = [thing.caption for thing in released_of(study)]
    assert told("summary.no_usefulness", language) in said
    assert told("summary.no_survey", language) not in said
    assert told("unknown.asker", language) in said


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_declared_comparison_changes_the_sentence(language):
    study = study_of(language)
    said = [thing.caption for thing in released_of(study)]
    assert told("summary.not_compared", language) in said
    assert told("unknown.children", language) in said

    def declared(source: Source) -> Source:
        return replace(source, comparison="comparison_group", timing="before_after")

    sources = tuple(map(declared, study.evaluation.sources))
    compared = replace(study, evaluation=replace(study.evaluation, sources=sources))
    said = [thing.caption for thing in released_of(compared)]
    assert told("summary.compared", language) in said
    assert told("summary.not_compared", language) not in said
    assert told("unknown.children", language) not in said  # before and after is declared


def without(study: Study, measure_id: str, *parts: str, **changes: Any) -> Study:
    """The study with these roles of a measure taken away."""
    measures = tuple(
        replace(
            measure,
            facts={part: fact for part, fact in measure.facts.items() if part not in parts},
            **changes,
        )
        if measure.id == measure_id
        else measure
        for measure in study.evaluation.measures
    )
    return replace(study, evaluation=replace(study.evaluation, measures=measures))


PARTS = [
    "families", "children", "families_declined", "families_discussed",
    "families_coordinated", "child_age_limit", "staffing_planned", "staffing_delivered",
    "survey_respondents", "survey_families", "very_useful", "very_useful_base",
    "somewhat_useful", "group_first", "group_added", "full_capacity",
]  # fmt: skip


def check_texts(released: list[Any], language: str) -> None:
    """No text says "missing" where a number should stand, and none is half filled."""
    missing = read_catalogue(language)["language.reason.no_fact"]
    for thing in released:
        written = [thing.title, thing.caption, *thing.notes]
        assert not [words for words in written if re.search(rf"(?i)\b{missing}\b", words)]
        assert not [words for words in (*written, thing.alternative_text) if "{" in words]
        if thing.kind != "text":
            assert thing.data["estimate"].notna().any() or thing.data["reason"].ne("").any()


def test_the_parts_are_those_of_the_evaluations():
    for name, measure in MEASURES.items():
        study = study_of("nb", name)
        assert set(PARTS) == set(study.evaluation.measure(measure).facts)


@pytest.fixture(scope="module")
def _decided() -> list[tuple[object, object]]:
    """Questions to own data, and what was decided."""
    return []


@pytest.fixture
def _decided_once(_decided, monkeypatch):
    """The same question to the same own data is decided once: a missing role is none of it."""

    def decide(asked: Any, study: Study, sensitive: Any = ()) -> Any:
        asked_of = private.questions_of(asked, study, sensitive)
        known = study.microdata, study.facts, study.ledger, study.evaluation.corrections
        question = asked_of, known
        for earlier, decision in _decided:
            if earlier == question:
                return decision
        decision = private.decide(asked, study, sensitive)
        _decided.append((question, decision))
        return decision

    monkeypatch.setattr("larvik_analysis.release.own.decide", decide)


@pytest.mark.usefixtures("_decided_once")
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("evaluation", MEASURES)
def test_any_role_may_be_missing(evaluation, part):
    measure = MEASURES[evaluation]
    for language in ("nb", "en"):
        study = replace(study_of(language, evaluation), outcomes=None)  # has no roles
        study = without(study, measure, part)
        # what a drawing does with a missing part does not depend on the language
        released = released_of(study, measure, drawn=language == "nb")
        check_texts(released, language)
        names = {thing.name for thing in released}
        has_usefulness = part not in ("very_useful", "very_useful_base")
        assert (f"{measure}-nytte" in names) == has_usefulness
        assert (f"{measure}-nytte-for-hvem" in names) == has_usefulness
        assert ("summary.useful" in names) == has_usefulness
        assert ("summary.staffing" in names) == (not part.startswith("staffing"))
        assert {f"{measure}-hvem", f"{measure}-bemanning"} <= names


@pytest.mark.parametrize("language", ["nb", "en"])
def test_several_roles_may_be_missing_together(language):
    study = study_of(language)
    reach = [part for part in PARTS if part.startswith(("families", "children"))]
    for parts, gone in (
        (reach, {"rodt-hvem"}),
        (["staffing_planned", "staffing_delivered"], {"rodt-bemanning", "summary.staffing"}),
        (["families", "children"], set()),
        (["group_first", "group_added"], {"reach.group", "reach.group_added"}),
        (["group_first"], {"reach.group", "reach.group_added"}),
    ):
        names = {thing.name for thing in released_of(study)}
        left = released_of(without(study, "rodt", *parts), drawn=True)
        check_texts(left, language)
        assert names - {thing.name for thing in left} == gone
    names = {thing.name for thing in released_of(without(study, "rodt", areas=()))}
    assert "rodt-omrader" not in names
    assert "unknown.illegible" not in names
    names = {thing.name for thing in released_of(without(study, "rodt", group=None))}
    assert not names & {"reach.group", "reach.group_added"}


def test_a_measure_without_any_number_shows_only_what_it_is(project):
    study = study_of("nb")
    evaluation = replace(study.evaluation, sources=())
    bare = without(replace(study, evaluation=evaluation), "rodt", *PARTS, areas=())
    names = [thing.name for thing in released_of(bare)]
    assert names == [
        "summary.no_survey", "summary.not_compared", "unknown.children", "unknown.waiting",
        "measure.what", "reach.waiting", "family_change_missing.all",
    ]  # fmt: skip
    # a report without one figure or table is none
    project.set_chapters({"notebook": CHAPTER, "parameters": {"measure": "gront"}})
    with pytest.raises(ReleaseError) as refused:
        project.run()
    assert refused.value.code == "nothing_released"


class TestSyntheticData:
    """The fictional evaluation runs with the same code, and nobody can take it for real."""

    def test_it_has_its_own_names_and_numbers(self, finished):
        page = (finished.report("eksempel") / "report.html").read_text(encoding="utf-8")
        assert "Eksempelvik" in page
        assert "støttelaget" in page
        for real in ("Fagerli", "Larvik", "SOS-barnebyer", "rodt-"):
            assert real not in page

    @pytest.mark.parametrize("language", ["nb", "en"])
    def test_every_exhibit_is_marked_everywhere(self, language):
        mark = read_catalogue(language)["report.synthetic"]
        assert mark == {"nb": "SYNTETISKE DATA", "en": "SYNTHETIC DATA"}[language]
        released = released_of(study_of(language, "eksempel"), "lag")
        exhibits = [thing for thing in released if thing.kind != "text"]
        assert len(exhibits) == 12  # five of facts, five of the survey, two of families' change
        for thing in exhibits:
            assert thing.caption.startswith(mark)
            assert thing.alternative_text.startswith(mark)
            rows = csv_bytes(thing).decode("utf-8").splitlines()
            assert rows[0].endswith(",mark")
            assert len(rows) > 1
            assert all(row.endswith(f",{mark}") for row in rows[1:])
            if thing.kind == "figure":
                drawn = drawn_words(draw_released(thing, language))
                assert mark in [words for words, _ in drawn.texts]

    def test_the_marks_are_in_the_files(self, finished):
        folder = finished.report("eksempel")
        tables = list((folder / "tables").iterdir())
        assert len(tables) == 16
        for path in tables:
            assert "SYNTETISKE DATA" in path.read_text(encoding="utf-8")
        page = (folder / "report.html").read_text(encoding="utf-8")
        captions = re.findall(r"<figcaption.*?</figcaption>", page, re.DOTALL)
        assert len(captions) >= 3
        assert all("SYNTETISKE DATA" in caption for caption in captions)

    def test_real_data_are_not_marked(self):
        for thing in released_of(study_of("nb")):
            assert "SYNTETISK" not in thing.caption + thing.alternative_text + thing.mark


def pages_of(report: Any) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(report / "report.pdf").pages]


def headers_of(document: Any) -> tuple[list[str], str]:
    """The headers of a Word file, and the part that says which pages have which."""
    with zipfile.ZipFile(io.BytesIO(document.read_bytes())) as archive:
        names = [name for name in archive.namelist() if re.match(r"word/header\d*\.xml", name)]
        headers = [archive.read(name).decode("utf-8") for name in names]
        return headers, archive.read("word/document.xml").decode("utf-8")


class TestDraft:
    """UTKAST stands on every page until both owners have approved."""

    def approve(self, project: Any, *owners: str) -> None:
        entries = [
            f"{{owner: {owner}, by: leder i {owner}, date: 2026-01-15}}" for owner in owners
        ]
        name = "data/raw/larvik-fagerli/evaluation.yaml"
        project.edit(name, "approved: []", f"approved: [{', '.join(entries)}]")

    def is_marked(self, project: Any) -> list[bool]:
        report = project.report()
        marked = ["UTKAST" in page for page in pages_of(report)]
        assert len(marked) > 3
        for name in ("report.docx", "figurer.docx"):
            headers, body = headers_of(report / name)
            assert headers
            assert "headerReference" in body
            marked += ["UTKAST" in header for header in headers]
        page = (report / "report.html").read_text(encoding="utf-8")
        return [*marked, "UTKAST" in page]

    def test_it_does_on_every_page_of_every_document(self, finished):
        assert all(self.is_marked(finished))

    @pytest.mark.usefixtures("plain_writers")
    def test_an_approval_dated_ahead_is_none(self, project, monkeypatch):
        self.approve(project, "Larvik kommune", "SOS-barnebyer")
        day_before = datetime.date(2026, 1, 14)
        monkeypatch.setattr("larvik_analysis.run.record.this_day", lambda: day_before)
        for command in ("check", "run"):
            said = project.larvik(command)
            assert said.code == 1
            assert said.err.count("datert frem i tid") == 2
            assert "Analysedatoen kan godt ligge før" in said.err
        assert not project.report().exists()
        monkeypatch.setattr(
            "larvik_analysis.run.record.this_day", lambda: datetime.date(2026, 1, 15)
        )
        assert "UTKAST" not in project.larvik("run").out
        # a replay has no day: what was made can be made again whenever
        monkeypatch.setattr("larvik_analysis.run.record.this_day", lambda: day_before)
        assert project.larvik("verify").code == 0

    @pytest.mark.usefixtures("plain_writers")
    def test_one_person_does_not_approve_for_both_owners(self, project):
        project.edit(
            "data/raw/larvik-fagerli/evaluation.yaml",
            "approved: []",
            "approved: [{owner: Larvik kommune, by: Kari Li, date: 2026-01-15},"
            " {owner: SOS-barnebyer, by: kari  li, date: 2026-01-15}]",
        )
        said = project.larvik("run")
        assert said.code == 1
        assert "godkjent for to eiere" in said.err
        assert "Kari" not in said.err

    @pytest.mark.usefixtures("plain_writers")
    def test_one_of_two_owners_is_not_enough(self, project):
        self.approve(project, "Larvik kommune")
        assert project.run().is_draft
        assert "UTKAST" in (project.report() / "report.html").read_text(encoding="utf-8")

    def test_it_is_gone_when_both_have(self, project):
        self.approve(project, "Larvik kommune", "SOS-barnebyer")
        said = project.larvik("run")
        assert said.code == 0, said.err
        assert "UTKAST" not in said.out
        assert not any(self.is_marked(project))
