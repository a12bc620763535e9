"""What was learnt: every finding with what carries it and what weakens it, advice, lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit import learning
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.report.tables import table_block
from larvik_analysis.terms.findings import Findings
from larvik_analysis.terms.study import Study


def shown(study: Study) -> list:
    """All of the chapter."""
    one = [
        *(
            learning.exhibit_findings(study, g)
            for g in ("results", "challenges", "constraints")
        ),
        learning.exhibit_evidence(study),
        learning.exhibit_numbers(study),
        learning.exhibit_answers_to_challenges(study),
        learning.exhibit_checklist(study),
    ]
    several = [*learning.exhibit_advice(study), *learning.exhibit_practice(study)]
    return [
        *learning.state_learning(study),
        *(exhibit for exhibit in [*one, *several] if exhibit is not None),
    ]


def with_findings(study: Study, **change: object) -> Study:
    """The study with other findings."""
    return replace(study, findings=replace(study.findings, **change))


def table_of(exhibit, study: Study):
    """Its table as it stands in the report."""
    [released], [verdict] = release([exhibit], study)
    assert verdict.passed, verdict.rule
    return table_block(released, study.language)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_all_of_it_passes_the_gate_and_can_be_drawn(larvik, language):
    study = replace(larvik, evaluation=replace(larvik.evaluation, language=language))
    released, verdicts = release(shown(study), study)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    assert len(released) == 13
    for thing in released:
        if thing.kind == "figure":
            draw_released(thing, language)
        assert "{" not in thing.title + thing.caption + thing.alternative_text
        assert len(thing.alternative_text) < 900


def test_the_register_of_findings_is_whole(larvik):
    findings = larvik.findings
    ids = [f.id for f in (*findings.results, *findings.challenges)]
    assert ids == ["R1", "R2", "R3", "R4", "U1", "U2", "U3", "U4", "U5"]
    assert all(f.against for f in (*findings.results, *findings.challenges))
    assert {c.id: c.answered_by for c in findings.challenges} == {
        "U1": ("A2",),
        "U2": ("A1", "A3"),
        "U3": ("B2", "OU4"),
        "U4": ("A1", "A3"),
        "U5": ("S3", "B1"),
    }
    assert [name for name, item in findings.items.items() if item.reading != "whole"] == [
        "OU1", "OI2", "PU2",
    ]  # fmt: skip
    for finding in (*findings.results, *findings.challenges, *findings.constraints):
        texts = [finding.text, finding.name, *([finding.against] if finding.against else [])]
        assert not any(c.isdigit() for words in texts for c in words.nb + words.en)


def test_a_finding_never_stands_without_what_weakens_it(larvik):
    for group in ("results", "challenges"):
        table = table_of(learning.exhibit_findings(larvik, group), larvik)
        assert [column.heading for column in table.columns] == [
            "Funn", "Hva", "Taler imot eller svekker",
        ]  # fmt: skip
        assert all(len(row[2]) > 10 for row in table.rows)
    constraints = table_of(learning.exhibit_findings(larvik, "constraints"), larvik)
    assert constraints.caption == "Funnene kort fortalt."  # nothing there speaks against them
    assert [column.heading for column in constraints.columns] == ["Funn", "Hva"]


def test_the_matrix_shows_what_is_declared_and_nothing_else(larvik):
    data = learning.exhibit_evidence(larvik).data
    marks = {(row["finding"], row["evidence"]): row["sign"] for _, row in data.iterrows()}
    assert marks["R3", "familieundersokelsen"] == "carries"
    assert marks["R2", "familieundersokelsen"] == "nothing"
    assert marks["R3", "numbers"] == "carries"
    assert marks["U3", "numbers"] == "nothing"  # its number speaks against it
    assert marks["U3", "contradicts"] == "contradicts"
    assert marks["U3", "weakens"] == "nothing"
    assert marks["R1", "weakens"] == "weakens"
    assert len(marks) == len(data) == 9 * 5


def test_the_title_follows_what_carries_most(larvik):
    assert learning.exhibit_evidence(larvik).title.key == "evidence.title_all"
    results = larvik.findings.results
    half = with_findings(larvik, results=(replace(results[0], sources=()), *results[1:]))
    assert learning.exhibit_evidence(half).title.key == "evidence.title_most"
    none = [replace(f, sources=()) for f in (*results, *larvik.findings.challenges)]
    few = with_findings(larvik, results=(*none[:3], results[3]), challenges=tuple(none[4:]))
    assert learning.exhibit_evidence(few).title.key == "evidence.title"
    nothing = with_findings(larvik, results=tuple(none[:4]), challenges=tuple(none[4:]))
    assert learning.exhibit_evidence(nothing) is None


def test_numbers_stand_beside_their_finding(larvik):
    exhibit = learning.exhibit_numbers(larvik)
    rows = list(zip(exhibit.data["finding"], exhibit.data["estimate"], strict=True))
    assert rows == [
        ("R3", 8.0), ("R3", 10.0), ("R3", 11.0), ("U3", 10.0), ("V1", 300.0), ("V1", 140.0),
    ]  # fmt: skip
    assert dict(zip(exhibit.data["finding"], exhibit.data["bearing"], strict=True)) == {
        "R3": "carries",
        "U3": "against",
        "V1": "carries",
    }
    assert exhibit.title.key == "numbers.title_few"
    dated = replace(larvik.findings.results[0], facts=("red_responsibility_moved",))
    only = with_findings(larvik, results=(dated,), challenges=(), constraints=())
    assert learning.exhibit_numbers(only) is None


def test_a_challenge_without_advice_is_told(larvik):
    first, *others = larvik.findings.challenges
    study = with_findings(larvik, challenges=(replace(first, answered_by=()), *others))
    exhibit = learning.exhibit_answers_to_challenges(study)
    assert exhibit.title.key == "links.title_open"
    assert exhibit.data["advice"].iloc[0] == "unanswered"
    release([exhibit], study)


def test_what_cannot_be_read_is_said_and_not_filled_in(larvik):
    first, second = learning.exhibit_practice(larvik)
    lost = "[en del kan ikke leses i kilden]"
    table = table_of(first, larvik)
    assert table.rows[0][1].endswith(f"; {lost}")
    assert table.rows[1][2].endswith(f"…; {lost}")
    assert table.columns[0].heading == "Punkt"
    longer = table_of(second, larvik)
    assert longer.rows[1][1].startswith("… års-konsultasjon")
    assert longer.rows[5][:2] == ("f", "–")
    assert len(longer.rows) == 6


def test_a_list_longer_than_the_letters_loses_nothing(larvik):
    [*advised] = larvik.findings.recommendations
    [universal, indicated] = advised[1].lists
    many = replace(universal, items=universal.items * 3)
    changed = replace(advised[1], lists=(many, indicated))
    study = with_findings(larvik, recommendations=(changed,))
    [exhibit] = learning.exhibit_practice(study)
    table = table_of(exhibit, study)
    assert len(table.rows) == 8
    assert table.rows[7][1].count("; ") > 6


def test_advice_without_more_said_of_it_says_so(larvik):
    leaders, managers = learning.exhibit_advice(larvik)
    assert [exhibit.name for exhibit in (leaders, managers)] == ["rad-a", "rad-b"]
    assert write_out(leaders.title, "nb").startswith("Kommunedirektør og toppledelse. Målet: ")
    assert table_of(managers, larvik).rows[2][1] == "Kilden utdyper ikke rådet."


def test_the_checklist_has_a_box_for_each_answer_and_a_line_to_write_on(larvik):
    table = table_of(learning.exhibit_checklist(larvik), larvik)
    assert [column.heading for column in table.columns] == [
        "Punkt", "Ja", "Delvis", "Nei", "Ikke vurdert",
        "Dette bygger svaret på", "Vurdert (dato)",
    ]  # fmt: skip
    assert len(table.rows) == 5
    for row in table.rows:
        assert row[1:5] == ("☐",) * 4
        evidence, date = row[5:]
        assert set(evidence) == set(date) == {"…"}
        assert len(evidence) > len(date)  # more is written there


def test_it_is_told_that_a_party_wrote_it(larvik):
    stated = learning.state_learning(larvik)
    assert [statement.key for statement in stated] == [
        "learning.from_party", "learning.reading",
    ]  # fmt: skip
    apart = replace(larvik, evaluation=replace(larvik.evaluation, owners=("Larvik kommune",)))
    assert learning.state_learning(apart)[0].key == "learning.from"


def test_a_comparison_changes_what_is_said_of_the_findings(larvik):
    sources = tuple(
        replace(source, comparison="comparison_group") for source in larvik.evaluation.sources
    )
    compared = replace(larvik, evaluation=replace(larvik.evaluation, sources=sources))
    for study, key in (
        (larvik, "findings.sentence_not_compared"),
        (compared, "findings.sentence"),
    ):
        assert learning.exhibit_findings(study, "results").target.sentence.key == key


def test_without_findings_there_is_nothing(larvik):
    assert shown(replace(larvik, findings=Findings())) == []
