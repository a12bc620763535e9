"""The chapter on a measure: its words follow from its numbers and its design."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit import measure as chapter
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis


def with_fact(study: Study, fact_id: str, **change: object) -> Study:
    """The study with one fact otherwise."""
    facts = dict(study.facts) | {fact_id: replace(study.facts[fact_id], **change)}
    return replace(study, facts=Facts(facts))


def with_measure(study: Study, **change: object) -> Study:
    """The study with its first measure otherwise."""
    first, *others = study.evaluation.measures
    measures = (replace(first, **change), *others)
    return replace(study, evaluation=replace(study.evaluation, measures=measures))


def with_survey(study: Study, **change: object) -> Study:
    """The study with the survey of its first measure designed otherwise."""
    sources = tuple(
        replace(source, **change) if source.kind == "survey" else source
        for source in study.evaluation.sources
    )
    return replace(study, evaluation=replace(study.evaluation, sources=sources))


def without_survey(study: Study) -> Study:
    """The study with no survey."""
    sources = tuple(s for s in study.evaluation.sources if s.kind != "survey")
    return replace(study, evaluation=replace(study.evaluation, sources=sources))


def said(statements: tuple[Statement, ...], language: Language, place: str) -> list[str]:
    """The sentences that stand in one place."""
    return [write_out(s, language) for s in statements if s.place == place]


def summary(study: Study, language: Language = "nb", place: str = "summary") -> list[str]:
    """The sentences of the first page."""
    evaluation = replace(study.evaluation, language=language)
    told = replace(study, evaluation=evaluation)
    return said(chapter.state_summary(told, evaluation.measures[0].id), language, place)


def keys(statements) -> list[str]:
    """The texts of statements."""
    return [statement.key for statement in statements]


def test_the_first_page_for_larvik(larvik):
    assert summary(larvik) == [
        "Åtte av ti familier i rødt tiltak sier at oppfølgingen var svært nyttig.",
        "Teamet i rødt tiltak hadde om lag halvparten av den planlagte bemanningen.",
        "Det finnes ingen sammenligning for rødt tiltak, "
        "så vi vet ikke hva det endret for barna.",
    ]
    assert summary(larvik, "en") == [
        "Eight of ten families in the red measure say that the support was very useful.",
        "The team in the red measure had about half of the planned staffing.",
        "There is no comparison for the red measure, "
        "so we do not know what it changed for the children.",
    ]


@pytest.mark.parametrize(
    ("count", "nb", "en"),
    [
        (3, "Tre av ti familier", "Three of ten families"),
        (10, "Alle ti familier", "All ten families"),
        (0, "Ingen av ti familier", "None of ten families"),
    ],
)
def test_the_sentence_follows_the_count(larvik, count, nb, en):
    changed = with_fact(larvik, "red_families_very_useful", value=float(count))
    said_nb, said_en = summary(changed)[0], summary(changed, "en")[0]
    assert said_nb == f"{nb} i rødt tiltak sier at oppfølgingen var svært nyttig."
    assert said_en == f"{en} in the red measure say that the support was very useful."


@pytest.mark.parametrize(
    ("delivered", "words"),
    [
        (280, "nesten hele den"),
        (300, "hele den"),
        (100, "om lag en tredel av den"),
        (20, "nesten ingenting av den"),
        (330, "mer enn den"),
    ],
)
def test_the_adverb_follows_the_staffing(larvik, delivered, words):
    changed = with_fact(larvik, "red_team_staffing_actual", value=float(delivered))
    assert summary(changed)[1] == f"Teamet i rødt tiltak hadde {words} planlagte bemanningen."


def test_without_a_survey_nothing_is_said_of_what_families_think(larvik):
    silent = without_survey(larvik)
    assert summary(silent)[0] == (
        "Det finnes ingen tall for hva familiene selv mener om rødt tiltak."
    )
    assert chapter.exhibit_usefulness(silent, "rodt") is None
    assert chapter.exhibit_usefulness_targets(silent, "rodt") is None
    assert chapter.exhibit_benefit_areas(silent, "rodt") is None
    assert "unknown.asker" not in keys(chapter.state_summary(silent, "rodt"))


def test_a_survey_of_needs_says_nothing_of_the_measure(larvik):
    needs = with_survey(larvik, purpose="needs")
    assert chapter.exhibit_usefulness(needs, "rodt") is None
    assert keys(chapter.state_summary(needs, "rodt"))[0] == "summary.no_survey"
    # beside a survey of what the measure was like it changes nothing
    [asked] = larvik.evaluation.sources_of("rodt", "survey")
    other = replace(asked, id="behov", purpose="needs", asked_by="deliverer")
    sources = (other, *larvik.evaluation.sources)
    both = replace(larvik, evaluation=replace(larvik.evaluation, sources=sources))
    assert chapter.state_summary(both, "rodt") == chapter.state_summary(larvik, "rodt")
    notes = keys(chapter.exhibit_usefulness(both, "rodt").notes)
    assert "usefulness.note_asker_not_stated" in notes


def test_a_count_that_cannot_be_read_is_not_told_as_a_count(larvik):
    unread = with_fact(
        larvik, "red_families_very_useful", value=None, legibility=Legibility.ILLEGIBLE
    )
    assert "familier sier at" not in summary(unread)[0]
    assert chapter.exhibit_usefulness(unread, "rodt") is None


def test_staffing_that_is_not_stated_is_left_out(larvik):
    unstated = with_fact(
        larvik, "red_team_staffing_actual", value=None, legibility=Legibility.NOT_STATED
    )
    assert not any("bemanningen" in sentence for sentence in summary(unstated))
    staffing = chapter.exhibit_staffing(unstated, "rodt")
    assert write_out(staffing.title, "nb") == "Planlagt og faktisk bemanning"
    assert "hadde" not in write_out(staffing.alternative_text, "nb", rows="x")


def test_a_comparison_changes_what_is_said_of_the_children(larvik):
    compared = with_survey(larvik, comparison="comparison_group")
    assert summary(compared)[-1].startswith("Det finnes et sammenligningsgrunnlag")
    notes = keys(chapter.exhibit_usefulness(compared, "rodt").notes)
    assert "usefulness.note_no_comparison" not in notes


@pytest.mark.parametrize("asker", ["not_stated", "deliverer", "independent"])
def test_who_asked_is_told(larvik, asker):
    asked = with_survey(larvik, asked_by=asker)
    notes = keys(chapter.exhibit_usefulness(asked, "rodt").notes)
    assert f"usefulness.note_asker_{asker}" in notes
    is_unknown = "unknown.asker" in keys(chapter.state_summary(asked, "rodt"))
    assert is_unknown is (asker == "not_stated")


def test_what_is_not_known_in_larvik(larvik):
    assert keys(chapter.state_summary(larvik, "rodt"))[3:] == [
        "unknown.children",
        "unknown.asker",
        "unknown.waiting",
        "unknown.illegible",
    ]


def test_children_seen_before_and_after_are_not_called_unknown(larvik):
    sources = tuple(replace(s, timing="before_after") for s in larvik.evaluation.sources)
    seen = replace(larvik, evaluation=replace(larvik.evaluation, sources=sources))
    assert "unknown.children" not in keys(chapter.state_summary(seen, "rodt"))


def test_ratings_before_and_after_are_not_called_unmeasured(example):
    def unknown(study):
        return [key for key in keys(chapter.state_summary(study, "lag")) if "children" in key]

    assert example.outcomes.families.table["wave"].nunique() > 1
    assert unknown(example) == []
    # A colleague without the private files, and a measure that nobody was rated for.
    assert unknown(replace(example, outcomes=None)) == ["unknown.children_not_here"]
    of_other = replace(example.evaluation.outcomes, measure="nabokafeen")
    other = replace(example.evaluation, outcomes=of_other)
    assert unknown(replace(example, evaluation=other)) == ["unknown.children"]


def test_ratings_of_one_wave_are_no_before_and_after(example):
    ratings = example.outcomes.families
    once = replace(ratings, table=ratings.table[ratings.table["wave"] == 1])
    study = replace(example, outcomes=replace(example.outcomes, families=once))
    assert "unknown.children_not_here" in keys(chapter.state_summary(study, "lag"))


def test_titles_say_the_finding(larvik, exhibits_of):
    titles = [write_out(exhibit.title, "nb") for exhibit in exhibits_of(larvik)]
    assert titles == [
        "Ti familier med til sammen 22 barn fikk tiltaket",
        "Teamet hadde om lag halvparten av den planlagte bemanningen",
        "Åtte av ti familier sier at oppfølgingen var svært nyttig",
        "Hvem tallet gjelder, avgjør hvor sikkert det er",
        "«Samarbeid med barnehage/skole» ser ut til å være nevnt oftest "
        "blant tallene som kan leses",
    ]


def test_two_areas_that_share_the_first_place_are_not_one(larvik):
    tied = with_fact(larvik, "family_survey_area_other_services", value=10.0)
    areas = chapter.exhibit_benefit_areas(tied, "rodt")
    assert areas.title.key == "areas.title_tied"
    assert "top" not in areas.title.words


def test_areas_of_which_none_can_be_read(larvik):
    study = larvik
    for fact_id in larvik.evaluation.measure("rodt").areas:
        study = with_fact(study, fact_id, value=None, legibility=Legibility.ILLEGIBLE)
    areas = chapter.exhibit_benefit_areas(study, "rodt")
    assert areas.title.key == "areas.title_unreadable"
    assert len(areas.data) == 10


def test_the_largest_area_is_on_top_and_the_unread_are_last(larvik):
    areas = chapter.exhibit_benefit_areas(larvik, "rodt").data
    assert areas["estimate"].dropna().tolist() == [10, 6, 1, 1, 0]
    assert areas["estimate"].isna().tolist() == [False] * 5 + [True] * 5


def test_the_order_of_few_tells_nothing(larvik):
    # Of one to four, told as "enkelte", nobody can see from the place which was larger.
    orders = set()
    for housing, crisis in ((1.0, 4.0), (4.0, 1.0), (2.0, 2.0)):
        changed = with_fact(larvik, "family_survey_area_housing", value=housing)
        changed = with_fact(changed, "family_survey_area_crisis", value=crisis)
        data = chapter.exhibit_benefit_areas(changed, "rodt").data
        orders.add(tuple(data["fact_id"]))
    assert len(orders) == 1


def test_units_that_are_unclear_are_said_to_be(larvik, example):
    unclear = chapter.exhibit_benefit_areas(larvik, "rodt")
    assert unclear.unit_of_analysis is UnitOfAnalysis.UNCLEAR
    assert "areas.note_unit" in keys(unclear.notes)
    clear = chapter.exhibit_benefit_areas(example, "lag")
    assert clear.unit_of_analysis is UnitOfAnalysis.FAMILIES
    assert "areas.note_unit" not in keys(clear.notes)


def test_one_family_answered_twice(larvik):
    notes = chapter.exhibit_usefulness(larvik, "rodt").notes
    [told] = [note for note in notes if note.key == "usefulness.note_more_respondents"]
    assert write_out(told, "nb").startswith("Elleve personer fra ti familier svarte. Minst én")
    once = with_fact(larvik, "family_survey_respondents", value=10.0)
    fewer = chapter.exhibit_usefulness(once, "rodt").notes
    assert "usefulness.note_more_respondents" not in keys(fewer)


def test_all_or_some_of_the_families_of_the_period(larvik):
    everyone = chapter.exhibit_usefulness_targets(larvik, "rodt").data
    assert everyone["label"].iloc[0] == "Familiene i prøveperioden (alle er med)"
    more = with_fact(larvik, "red_families", value=14.0)
    some = chapter.exhibit_usefulness_targets(more, "rodt").data
    assert some["label"].iloc[0] == "Familiene som svarte"


def test_targets_are_named_in_a_sentence(larvik, exhibits_of):
    targets = {e.name: (e.target.kind, e.target.sentence.key) for e in exhibits_of(larvik)}
    assert targets == {
        "rodt-hvem": ("census", "target.census"),
        "rodt-bemanning": ("census", "target.team"),
        "rodt-nytte": ("census", "target.census"),
        "rodt-nytte-for-hvem": ("wider", "target.wider"),
        "rodt-omrader": ("census", "target.census"),
    }


def test_every_exhibit_carries_what_the_gate_needs(study, exhibits_of):
    for exhibit in exhibits_of(study):
        assert exhibit.sensitivity == "public"
        assert set(exhibit.keys) < set(exhibit.data.columns)
        assert set(exhibit.counts) < set(exhibit.data.columns)
        assert exhibit.universe
        assert exhibit.documents


def test_what_the_reach_table_does_not_say(larvik):
    [capacity, waiting, group, added] = chapter.state_reach(larvik, "rodt")
    assert write_out(capacity, "nb") == "I 2025 var kapasiteten brukt fullt ut."
    assert write_out(waiting, "nb") == (
        "Skolen og barnehagen hadde flere familier de gjerne ville ha henvist. "
        "Hvor mange det gjelder, er ikke oppgitt."
    )
    assert write_out(group, "nb") == "Det ble også startet en pappagruppe for to deltakere."
    assert write_out(added, "nb") == "Den ble senere utvidet med tre til."


def test_what_the_measure_is(larvik):
    what, age = chapter.state_measure(larvik, "rodt")
    assert write_out(what, "nb") == (
        "Rødt tiltak er et tiltak på indikert nivå: tverrfaglig innsatsteam for familier med "
        "opphoping av risikofaktorer. Det ble prøvd ut i Fagerli i Larvik."
    )
    assert write_out(age, "nb") == "Tilbudet var for familier med barn under 10 år."


def test_a_measure_without_facts_has_no_exhibits_and_no_numbers(larvik):
    bare = with_measure(larvik, facts={}, areas=(), group=None, waiting=None)
    for make in (
        chapter.exhibit_reach,
        chapter.exhibit_staffing,
        chapter.exhibit_usefulness,
        chapter.exhibit_usefulness_targets,
        chapter.exhibit_benefit_areas,
    ):
        assert make(bare, "rodt") is None
    assert chapter.state_reach(bare, "rodt") == ()
    sentences = [*summary(bare), *summary(bare, place="unknown")]
    assert not any(letter.isdigit() for sentence in sentences for letter in sentence)


def test_another_evaluation_speaks_of_its_own_measure(example):
    assert summary(example) == [
        "12 av 14 familier i støttelaget sier at oppfølgingen var svært nyttig.",
        "Teamet i støttelaget hadde nesten hele den planlagte bemanningen.",
        "Det finnes ingen sammenligning for støttelaget, "
        "så vi vet ikke hva det endret for barna.",
    ]
    what = write_out(chapter.state_measure(example, "lag")[0], "nb")
    assert what.startswith("Støttelaget er et tiltak på indikert nivå")
    assert what.endswith("Det ble prøvd ut i Nordlia i Eksempelvik.")


def test_a_few_are_not_given_away_by_the_rest(larvik):
    facts = {
        fact.fact_id: replace(fact, value=3.0)
        if fact.fact_id == "red_families_very_useful"
        else replace(fact, value=7.0, legibility=Legibility.LEGIBLE)
        if fact.fact_id == "red_families_useful_to_some_degree"
        else fact
        for fact in larvik.facts.values()
    }
    study = replace(larvik, facts=Facts(facts))
    assert list(chapter.exhibit_usefulness(study, "rodt").data["answer"]) == ["very_useful"]
    assert chapter.exhibit_usefulness_targets(study, "rodt") is None


def test_only_a_number_that_the_source_estimates_is_called_so(larvik, example):
    assert "staffing_estimated" in set(chapter.exhibit_staffing(larvik, "rodt").data["part"])
    sure = Facts({name: replace(fact, qualifier="") for name, fact in larvik.facts.items()})
    exhibit = chapter.exhibit_staffing(replace(larvik, facts=sure), "rodt")
    assert "staffing_estimated" not in set(exhibit.data["part"])
    assert [note.key for note in exhibit.notes] == ["staffing.note_not_dose"]


def test_the_areas_count_what_their_facts_count(larvik, example):
    unclear, families = (
        chapter.exhibit_benefit_areas(larvik, "rodt"),
        chapter.exhibit_benefit_areas(example, "lag"),
    )
    assert unclear.unit_of_analysis is UnitOfAnalysis.UNCLEAR
    assert "areas.note_unit" in [note.key for note in unclear.notes]
    assert families.unit_of_analysis is UnitOfAnalysis.FAMILIES
    assert "areas.note_unit" not in [note.key for note in families.notes]


def test_all_are_included_only_where_all_families_answered(larvik):
    asked = list(chapter.exhibit_usefulness_targets(larvik, "rodt").data["label"])
    assert asked[0] == "Familiene i prøveperioden (alle er med)"
    more = with_fact(larvik, "red_families", value=12.0)
    asked = list(chapter.exhibit_usefulness_targets(more, "rodt").data["label"])
    assert asked[0] == "Familiene som svarte"
