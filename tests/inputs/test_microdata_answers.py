"""From cells to answers: by the terms of an instrument. All answers are invented."""

from __future__ import annotations

import csv
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.inputs.answers.cells import column_of, read_cells
from larvik_analysis.inputs.answers.families import one_row_a_family
from larvik_analysis.inputs.answers.spellings import spellings_of
from larvik_analysis.inputs.survey import read_survey
from larvik_analysis.inputs.table_text import JOINT
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.instrument import Instrument, Licence
from larvik_analysis.terms.questions import Answer, DataFile, Design, Question
from larvik_analysis.terms.words import Words

SECRET = "Mor Åse slår"


def words(nb, en=None, nn=""):
    return Words(nb=nb, en=en or nb, nn=nn)


def answer(name, nb=None, en=None, **more):
    return Answer(id=name, name=words(nb or name, en), **more)


def question(name, *answers, kind="ordinal", column=None, **more):
    return Question(
        id=name, column=column or name, name=words(name), kind=kind, answers=answers, **more
    )


OFTEN = (
    answer("aldri", "Aldri", "Never", score=1),
    answer("ofte", "Ofte", "Often", score=2),
    answer("alltid", "Alltid", "Always", score=3),
    answer("vet_ikke", "Vet ikke", "Do not know", is_outside=True),
)
PLACES = (answer("hage", "Barnehage"), answer("skole", "Skole"), answer("annet", "Annet"))
CLASSES = (
    answer("faa", "Få", at_most=2),
    answer("noen", "Noen", at_least=3, at_most=5.5),
    answer("mange", "Mange", at_least=6),
    answer("vet_ikke", "Vet ikke", is_outside=True),
)


def instrument(*questions):
    licence = Licence(name="CC BY 4.0", items_shippable=True, source="Vårt")
    return Instrument(id="skjema", name=words("Skjema"), licence=licence, questions=questions)


@pytest.fixture
def survey(tmp_path):
    """Read rows with a header by some questions."""

    def read(rows, *questions, **more):
        path = tmp_path / "svar.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
        return read_survey(path, instrument(*questions), **more)

    return read


def single(cells, asked, **more):
    read = read_cells(asked, column_of(cells), **more)
    ids = [*(a.id for a in asked.answers), None]
    return [ids[code] for code in read.codes[asked.id]], read


def faults(survey, *arguments, **more):
    with pytest.raises(InputError) as caught:
        survey(*arguments, **more)
    for fault in caught.value.faults:
        for language in LANGUAGES:
            assert "Åse" not in fault.sentence(language) + fault.place(language)
    return [(f.code, f.column, f.line, f.values) for f in caught.value.faults]


def test_a_number_goes_into_its_class_and_no_further(survey):
    cells = ["2", "3", "5,5", "5.5", "6", "7 000", "Vet ikke", "-1"]
    read = survey([["n"], *([cell] for cell in cells)], question("n", *CLASSES, kind="numeric"))
    counts = {name: read.count({"n": name}) for name in ("faa", "noen", "mange", "vet_ikke")}
    assert counts == {"faa": 2, "noen": 3, "mange": 2, "vet_ikke": 1}
    assert list(read.table["n"].cat.categories) == ["faa", "noen", "mange", "vet_ikke"]
    assert read.table["n"].cat.ordered


def test_a_number_outside_all_classes_is_told_by_its_line(survey):
    rows = [["n"], ["1"], ["2,5"], ["5,6"], ["åtte"], ["1.300"], ["Åse 912 34 567"]]
    found = faults(survey, rows, question("n", *CLASSES, kind="numeric"))
    assert [(code, line) for code, _, line, _ in found] == [
        ("numbers_outside", 3), ("answers_personal", 7),
    ]  # fmt: skip
    assert (found[0][3]["count"], found[0][3]["lines"]) == ("4", "3, 4, 5, 6")


@given(st.floats(-50, 50, allow_nan=False))
def test_every_number_has_the_class_whose_ends_hold_it(number):
    asked = question("n", *CLASSES, kind="numeric")
    text = f"{number:.3f}0".replace(".", ",")  # four decimals are not read as thousands
    [read], _ = single([text], asked)
    value = round(number, 3)
    expected = (
        "faa"
        if value <= 2
        else "noen"
        if 3 <= value <= 5.5
        else "mange"
        if value >= 6
        else None
    )
    assert read == expected


def test_an_open_answer_is_never_read_and_nobody_misses_it(survey):
    asked = (question("q", *OFTEN), question("hva", kind="text"))
    read = survey([["q", "hva"], ["ofte", SECRET], ["aldri", ""]], *asked)
    assert list(read.table.columns) == ["q"]
    [dropped] = read.dropped
    assert (dropped.column, dropped.why, dropped.n_filled) == ("hva", "free_text", 1)
    assert survey([["q"], ["ofte"]], *asked).dropped == ()


def test_texts_alone_leave_nothing_to_count(survey):
    read = survey([["hva", "x"], [SECRET, "1"], ["", "2"]], question("hva", kind="text"))
    assert (len(read.table), list(read.table.columns)) == (2, [])


def test_ticks_stand_in_a_cell_or_come_from_a_column_each():
    asked = question("m", *PLACES, kind="multiple")
    for joint, divided in (("", ";"), (JOINT, JOINT)):
        cells = [f"Barnehage{divided}Skole", "skole", divided, "", f"annet{divided}"]
        read = read_cells(asked, column_of(cells), joint=joint)
        assert not read.strays
        ticks = np.array([read.codes[f"m_{a.id}"] for a in PLACES]).T.tolist()
        assert ticks == [[0, 0, 1], [1, 0, 1], [1, 1, 1], [-1, -1, -1], [1, 1, 0]]


def test_a_text_under_other_is_counted_as_other_and_stays_outside():
    asked = question("m", *PLACES, kind="multiple")
    read = read_cells(asked, column_of(["Skole;Åse, 5 år;Hjemme", "Skole", "hjemme"]))
    assert not read.strays
    assert read.codes["m_annet"].tolist() == [0, 1, 0]
    assert read.codes["m_skole"].tolist() == [0, 0, 1]
    assert read.counts["other_text"] == 2
    assert read.counts["other_repeated"] == 2
    again = read_cells(asked, column_of(["Hjemme", "Skole; HJEMME", "Skole;Ute"]))
    assert (again.counts["other_text"], again.counts["other_repeated"]) == (3, 2)
    assert again.not_other == {}


@pytest.mark.parametrize("kind", ["nominal", "multiple"])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Skole"] * 9 + ["Helsestasjonen", "helsestasjonen", "Helsestasjonen"],
         {"other_repeated": "11, 12, 13"}),
        (["Skole"] * 9 + ["2"], {"other_numbers": "11"}),
        (["1", "2", "3"] * 4, {"other_numbers": "2, 3, 4, 5, 6, …"}),
        (["School", "School", "Nursery", "Nursery", "Skole"], {"other_most": "2, 3, 4, 5"}),
        (["Skole"] * 9 + ["Hos mor", "Hos far", "hos far"], {}),
        (["Annet", "Annet", "Annet", "Skole"], {}),
    ],
)  # fmt: skip
def test_texts_that_are_too_many_do_not_count_as_other(survey, kind, cells, expected):
    asked = question("q", *PLACES, kind=kind)
    rows = [["q"], *([cell] for cell in cells)]
    if not expected:
        assert survey(rows, asked).declared.questions == (asked,)
        return
    found = faults(survey, rows, asked)
    assert {code: values["lines"] for code, _, _, values in found} == expected


def test_one_text_among_scores_is_the_one_to_blame(survey):
    asked = question("q", *OFTEN)
    assert survey([["q"], ["1"], ["2"], ["Vet ikke"]], asked).count({"q": "aldri"}) == 1
    found = faults(survey, [["q"], ["1"], ["2"], ["3"], ["Ofte"]], asked)
    assert [(code, line) for code, _, line, _ in found] == [("answers_among_scores", 5)]


def test_short_words_and_names_are_never_shown():
    known = spellings_of((answer("a", "Ja"), answer("n", "Nord"), answer("k", "Karine")))
    assert not any(map(known.may_be_shown, ("Jan", "Nora", "Karin")))
    assert spellings_of((answer("a", "Alltid"),)).may_be_shown("Altid")


def test_a_heading_is_told_with_the_letter_of_its_column(survey):
    asked = (question("q", *OFTEN), question("r", *OFTEN, column="Hvor nyttig var hjelpen?"))
    headings = ["q", *[f"x{n}" for n in range(25)], "Hvor nyttig var all hjelpen?"]
    rows = [headings, ["Ofte", *["1"] * 25, "Ofte"]]
    [(code, _, _, values)] = faults(survey, rows, *asked)
    assert code == "column_missing_near"
    assert (values["letter"], values["number"]) == ("AA", "27")
    assert values["found"] == "Hvor nyttig var all hjelpen?"
    assert values["where"] == "skjema.yaml"


def test_a_number_at_a_boundary_belongs_to_the_upper_class(survey):
    few, many = answer("a", "A", at_most=2.5), answer("b", "B", at_least=2.5)
    rows = [["n"], ["2,45"], ["2,5"], ["2,55"]]
    read = survey(rows, question("n", few, many, kind="numeric"))
    assert (read.count({"n": "a"}), read.count({"n": "b"})) == (1, 2)


def test_the_lowest_of_a_reversed_question_is_the_lowest_of_what_is_measured(survey):
    asked = question("q", *OFTEN, is_reversed=True)
    rows = [["f", "q"], ["A", "Aldri"], ["A", "Alltid"]]
    read = survey(rows, asked, family="f", two_of_a_family="lowest")
    assert list(read.table["q"]) == ["alltid"]


def test_answers_lost_when_a_family_disagrees_on_who_was_asked_are_counted(survey):
    asked = (question("sted", *PLACES, kind="nominal"),
             question("q", *OFTEN, asked_if="sted=hage"))  # fmt: skip
    rows = [["f", "sted", "q"], ["A", "hage", "ofte"], ["A", "skole", ""]]
    read = survey(rows, *asked, family="f", two_of_a_family="agreed")
    assert {c.question: c.n for c in read.checks if c.code == "family_not_asked"} == {"q": 1}


def test_marks_of_families_that_look_alike_are_counted(survey):
    marks = ["007", "7", "7.0", "F-1", "F 1", "G"]
    rows = [["f", "q"], *([mark, "Ofte"] for mark in marks)]
    read = survey(rows, question("q", *OFTEN), family="f", two_of_a_family="both")
    assert {c.code: c.n for c in read.checks}["families_alike"] == 5


def test_a_renamed_answer_is_not_counted_as_other():
    asked = question("m", *PLACES, kind="multiple")
    assert set(read_cells(asked, column_of(["Barnehagen;Hjemme"])).strays) == {"Barnehagen"}
    read = read_cells(asked, column_of(["Hjemme"]), options=("Skole", "hjemme"))
    assert set(read.strays) == {"Hjemme"}
    no_other = question("m", *PLACES[:2], kind="multiple")
    assert set(read_cells(no_other, column_of(["Skole;Hjemme"])).strays) == {"Hjemme"}
    one = question("q", *PLACES, kind="nominal")
    assert single(["Hjemme", "Skole"], one)[0] == ["annet", "skole"]
    ordinal = replace(one, kind="ordinal")
    assert set(single(["Hjemme"], ordinal)[1].strays) == {"Hjemme"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "3", "", "2,0"], ["aldri", "alltid", None, "ofte"]),
        (["1", "4"], ["aldri", None]),  # no such score
        (["1", "Ofte"], [None, "ofte"]),  # not every cell is a number
    ],
)
def test_numbers_may_be_scores_where_the_whole_column_is_of_numbers(cells, expected):
    found, read = single(cells, question("q", *OFTEN))
    assert found == expected
    n_scores = sum(bool(text) for text in cells) - len(read.strays)
    assert read.counts["scores_read"] == (0 if "Ofte" in cells else n_scores)


def test_cells_with_an_id_and_no_name_are_counted():
    # "aldri" is both the id and the name of its answer; the other two were renamed.
    asked = question("q", OFTEN[0], answer("ofte", "Iblant"), answer("alltid", "Oftest"))
    found, read = single(["Aldri", "OFTE", "alltid", "Iblant", "ofte", ""], asked)
    assert found == ["aldri", "ofte", "alltid", "ofte", "ofte", None]
    assert read.counts["ids_read"] == 3
    ticked = question("q", *asked.answers, kind="multiple")
    cells = ["Aldri;ofte;alltid", "Iblant", ""]
    assert read_cells(ticked, column_of(cells)).counts["ids_read"] == 1


def test_a_cell_that_means_two_answers_is_a_fault(survey):
    # Made in a notebook: in a file this is told of the file.
    swapped = question("q", answer("mye", "Litt"), answer("litt", "Mye"), answer("ingen"))
    rows = [["q"], ["Mye"], ["ingen"], ["litt"], ["mye"]]
    [(code, column, line, values)] = faults(survey, rows, swapped)
    assert (code, column, line) == ("answers_of_two", "q", 2)
    assert (values["count"], values["lines"]) == ("3", "2, 4, 5")
    read = survey([["q"], ["ingen"]], swapped)  # what means one answer is read
    assert read.count({"q": "ingen"}) == 1


@given(st.permutations(["Mye", "Litt", "Ingen"]))
def test_names_that_change_places_are_never_read_as_what_they_were(names):
    ids = ["mye", "litt", "ingen"]
    asked = question("q", *(answer(name, nb) for name, nb in zip(ids, names, strict=True)))
    found, read = single(["Mye", "Litt", "Ingen"], asked)
    is_own = [nb.lower() == name for name, nb in zip(ids, names, strict=True)]
    expected = [name if own else None for name, own in zip(ids, is_own, strict=True)]
    assert found == expected
    assert len(read.unclear) == is_own.count(False)


def test_answers_called_by_numbers_are_no_scores():
    # On this scale the answer called 1 has the score 2.
    asked = question("q", answer("en", "1", score=2), answer("to", "2", score=1))
    assert single(["1", "2"], asked)[0] == ["en", "to"]
    unclear = question("q", answer("a", score=1), answer("b", score=1))
    assert single(["1"], unclear)[0] == [None]


def test_a_question_is_found_by_its_heading_its_other_headings_or_its_code(survey):
    asked = question("q", *OFTEN, column="Hvor ofte?", columns=("Hvor tit?", "q7"))
    for heading in ("hvor  OFTE?", "Hvor tit?", "q7"):
        assert survey([[heading], ["ofte"]], asked).count({"q": "ofte"}) == 1
    twice = faults(survey, [["Hvor ofte?", "q7"], ["ofte", "ofte"]], asked)
    assert [(code, column) for code, column, *_ in twice] == [("column_repeated", "q")]


def test_of_two_columns_called_the_same_each_has_a_name_of_its_own(survey):
    asked = (question("a", *OFTEN, column="Nytte"), question("b", *OFTEN, column="Nytte (2)"))
    read = survey([["Nytte", "Nytte"], ["ofte", "aldri"]], *asked)
    assert (read.count({"a": "ofte"}), read.count({"b": "aldri"})) == (1, 1)


def test_changed_wording_is_told_with_the_nearest_column(survey):
    asked = question("q", *OFTEN, column="Hvor ofte leser dere?")
    [(code, column, line, values)] = faults(
        survey, [["x", "Hvor ofte leste dere?"], ["1", "Ofte"]], asked
    )
    assert (code, column, line, values["number"]) == ("column_missing_near", "q", 1, "2")


def test_an_unknown_answer_is_told_with_the_nearest_and_shown_only_where_it_is_one(survey):
    rows = [["q"], ["Ofte"], ["Altid"], ["altid"], ["Alltid, Åse"], [SECRET]]
    found = faults(survey, rows, question("q", *OFTEN))
    told = [(code, line, v["nearest"], v["found"], v["count"]) for code, _, line, v in found]
    assert told == [
        ("answers_unknown_near", 3, "Alltid", "Altid", "1"),
        ("answers_unknown_near", 4, "Alltid", "altid", "1"),
        ("answers_unknown_near", 5, "Alltid", "…", "1"),
        ("answers_unknown", 6, "", "", "1"),
    ]


@given(st.sampled_from(["Aldri", "Barnehage", "Svært nyttig for oss"]), st.text(max_size=30))
def test_a_text_is_shown_only_where_few_letters_differ(name, text):
    known = spellings_of((answer("a", name),))
    if known.is_slip(text):
        assert abs(len(" ".join(text.split())) - len(name)) <= 2
    assert not known.is_slip(f"{name} {SECRET}")
    assert known.is_slip(name)


def test_two_languages_are_one_scale_and_told():
    cells = ["Ofte", "Often", "ofte", "Aldri", "Never", "vet_ikke", ""]
    found, read = single(cells, question("q", *OFTEN))
    assert found == ["ofte", "ofte", "ofte", "aldri", "aldri", "vet_ikke", None]
    # Two say it in English; an id is of no language, and "ofte" is one here.
    assert read.counts["two_languages"] == 2
    assert single(["Ofte", "Aldri"], question("q", *OFTEN))[1].counts["two_languages"] == 0
    nynorsk = question("q", Answer(id="a", name=words("Noe", "Some", nn="Noko")), answer("b"))
    assert single(["Noko", "b"], nynorsk)[1].counts["two_languages"] == 0
    assert single(["Noko", "Noe"], nynorsk)[1].counts["two_languages"] == 1


def test_who_was_not_asked_has_no_answer_and_is_counted(survey):
    asked = (
        question("sted", *PLACES, kind="nominal"),
        question("a", *OFTEN, asked_if="sted=hage+skole"),
        question("m", *PLACES, kind="multiple", asked_if="a=ofte+alltid"),
    )
    rows = [
        ["sted", "a", "m"],
        ["hage", "ofte", "skole"],
        ["skole", "aldri", "skole"],
        ["annet", "ofte", "skole"],  # with its answer to a falls the one to m
        ["", "ofte", ""],
        ["annet", "", ""],
    ]
    read = survey(rows, *asked)
    assert read.count({"a": "*"}) == 2
    assert read.count({"m_skole": "*"}) == 1
    assert read.count(dict([asked[1].asked_of])) == 2  # who was asked is a count like another
    assert {(c.code, c.question): c.n for c in read.checks if c.code == "not_asked"} == {
        ("not_asked", "a"): 2, ("not_asked", "m"): 2,
    }  # fmt: skip


@pytest.mark.parametrize("asked_if", ["b=ja", "a=nei", "a", "=x", "q=ofte"])
def test_a_filter_on_nothing_is_refused(survey, asked_if):
    asked = (question("a", *OFTEN), question("q", *OFTEN, asked_if=asked_if))
    with pytest.raises(ParameterError, match="asked_if"):
        survey([["a", "q"], ["ofte", "ofte"]], *asked)


FAMILIES = [
    ["f", "q", "sted", "m", "n"],
    ["A", "ofte", "hage", "Skole", "1"],
    ["a ", "aldri", "hage", "Skole;Barnehage", "7"],
    ["B", "vet_ikke", "skole", "Skole", ""],
    ["B", "alltid", "hage", "Skole", "4"],
    ["C", "", "", "", ""],
    ["C", "vet_ikke", "hage", "", ""],
]
ASKED = (
    question("q", *OFTEN),
    question("sted", *PLACES, kind="nominal"),
    question("m", *PLACES, kind="multiple"),
    question("n", *CLASSES, kind="numeric"),
)
# By hand from the rows above: family A, B and C.
BY_RULE = {
    "agreed": {"q": [None, None, "vet_ikke"], "n": [None, "noen", None]},
    "lowest": {"q": ["aldri", "alltid", "vet_ikke"], "n": ["faa", "noen", None]},
    "highest": {"q": ["ofte", "alltid", "vet_ikke"], "n": ["mange", "noen", None]},
}


@pytest.mark.parametrize("rule", BY_RULE)
def test_two_answers_from_one_family_become_one_row(survey, rule):
    read = survey(FAMILIES, *ASKED, family="f", two_of_a_family=rule)
    assert read.declared.unit_of_analysis == "families"
    assert (len(read.table), read.families.nunique()) == (3, 3)
    expected = {
        **BY_RULE[rule],
        "sted": ["hage", None, "hage"],
        "m_skole": [None, "ja", None],  # the ticks of A differ, so none of them is A's
        "m_hage": [None, "nei", None],
    }
    for name, answers in expected.items():
        found = [None if pd.isna(cell) else cell for cell in read.table[name]]
        assert sorted(found, key=str) == sorted(answers, key=str)
    assert next(c.n for c in read.checks if c.code == "families_of_several") == 3


def test_both_answers_count_where_that_is_the_rule(survey):
    read = survey(FAMILIES, *ASKED, family="f", two_of_a_family="both")
    assert (len(read.table), read.n_families({})) == (6, 3)
    assert read.declared.unit_of_analysis == "respondents"


def test_a_rule_for_two_of_a_family_is_demanded(survey):
    rows = [["f", "q"], ["A", "ofte"]]
    with pytest.raises(ParameterError, match="two_of_a_family"):
        survey(rows, question("q", *OFTEN), family="f")
    read = survey(rows, question("q", *OFTEN), family="f", unit_of_analysis="families")
    assert read.n_families({}) == 1
    for wrong in ({"two_of_a_family": "first"}, {"unit_of_analysis": "cars"}):
        with pytest.raises(ParameterError):
            survey(rows, question("q", *OFTEN), **wrong)


def test_a_family_that_agrees_on_an_answer_may_not_agree_on_who_was_asked(survey):
    asked = (question("sted", *PLACES, kind="nominal"),
             question("q", *OFTEN, asked_if="sted=hage"))  # fmt: skip
    rows = [["f", "sted", "q"], ["A", "hage", "ofte"], ["A", "skole", ""]]
    read = survey(rows, *asked, family="f", two_of_a_family="agreed")
    assert read.table["q"].isna().all()
    assert not any(check.code == "not_asked" for check in read.checks)


def test_without_scores_the_lowest_is_what_they_agree_on(survey):
    asked = question("q", answer("a"), answer("b"))
    rows = [["f", "q"], ["A", "a"], ["A", "b"], ["B", "b"], ["B", "b"]]
    read = survey(rows, asked, family="f", two_of_a_family="lowest")
    assert [None if pd.isna(cell) else cell for cell in read.table["q"]] == ["b", None]


def by_enumeration(rule, answers):
    """The rule said again, for the answers of one family to a scale with scores."""
    given = [place for place in answers if place >= 0]
    scored = [place for place in given if place < 3]
    if rule != "agreed" and scored:
        return min(scored) if rule == "lowest" else max(scored)
    return given[0] if given and len(set(given)) == 1 else -1


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-1, 3)), min_size=1, max_size=9),
    st.sampled_from(["agreed", "lowest", "highest"]),
)
def test_families_become_rows_by_the_rule(rows, rule):
    declared = DataFile(
        id="d", file="f", name=words("d"), unit_of_analysis="respondents", family="f",
        questions=(question("q", *OFTEN),), design=Design(two_of_a_family=rule),
    )  # fmt: skip
    codes = {"q": np.array([code for _, code in rows], dtype=np.int16)}
    merged, names, _ = one_row_a_family(declared, codes, [name for name, _ in rows])
    for name, code in zip(names, merged["q"], strict=True):
        assert code == by_enumeration(rule, [c for family, c in rows if family == name])


def test_the_name_and_the_questionnaire_of_a_survey(survey, tmp_path):
    rows = [["q", "Navn"], ["ofte", "Kari"]]
    read = survey(rows, question("q", *OFTEN))
    assert (read.declared.id, read.declared.file, read.format) == ("skjema", "svar.csv", "csv")
    assert read.declared.name == words("Skjema")
    assert survey(rows, question("q", *OFTEN), name="Alle").declared.name == words("Alle")
    with pytest.raises(InputError) as caught:
        read_survey(tmp_path / "ingen.csv", instrument(question("q", *OFTEN)))
    assert [(f.code, f.file) for f in caught.value.faults] == [("file_missing", "ingen.csv")]


def test_pseudonyms_of_a_survey_hold_for_its_file_alone(survey):
    asked = question("q", *OFTEN)
    rows = [["f", "q"], ["A", "ofte"], ["B", "aldri"]]
    first = survey(rows, asked, family="f", two_of_a_family="both")
    again = survey(rows, asked, family="f", two_of_a_family="both")
    other = survey([*rows, ["C", ""]], asked, family="f", two_of_a_family="both")
    assert list(first.families) == list(again.families)
    assert not set(first.families) & set(other.families)


@pytest.mark.parametrize("rule", ["both", *BY_RULE])
def test_the_order_of_rows_changes_nothing(survey, rule):
    first = survey(FAMILIES, *ASKED, family="f", two_of_a_family=rule)
    for seed in range(5):
        rows = [FAMILIES[0], *random.Random(seed).sample(FAMILIES[1:], 6)]
        again = survey(rows, *ASKED, family="f", two_of_a_family=rule)
        pd.testing.assert_frame_equal(first.table, again.table)
        assert list(pd.factorize(first.families)[0]) == list(pd.factorize(again.families)[0])
        assert first.checks == again.checks
