"""A questionnaire as its file describes it, and what is wrong with it, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.files import recording_reads
from larvik_analysis.inputs.instrument import read_instrument
from larvik_analysis.inputs.microdata import read_microdata
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.questions import Scale
from larvik_analysis.terms.words import Words

SECRET = "Mor Åse slår"
INSTRUMENT = """\
id: nettverk
name: {nb: Nettverk, en: Network}
licence: {name: CC BY 4.0, items_shippable: true, source: Vårt eget}
questions:
  - id: sted
    name: {nb: Hvor går barnet?, en: Where does the child go?}
    kind: nominal
    answers:
      - {id: barnehage, name: {nb: Barnehage, en: Kindergarten}}
      - {id: skole, name: {nb: Skole, en: School}}
      - {id: vet_ikke, name: {nb: Vet ikke, en: Don't know}, is_outside: true}
  - id: kjent
    name: {nb: Kjent, en: Known}
    column: Jeg kjenner noen
    columns: [Kjenner du noen?]
    answers:
      - {id: uenig, name: {nb: Uenig, en: Disagree}, score: 1}
      - {id: midt, name: {nb: Midt imellom, en: In the middle}, score: 2}
      - {id: enig, name: {nb: Enig, en: Agree}, score: 3}
      - {id: vet_ikke, name: {nb: Vet ikke, en: Don't know}, is_outside: true}
    merge: [uenig+midt]
  - id: alene
    name: {nb: Alene, en: Alone}
    is_reversed: true
    asked_if: sted=barnehage+skole
    answers:
      - {id: uenig, name: {nb: Uenig, en: Disagree}, score: 1}
      - {id: enig, name: {nb: Enig, en: Agree}, score: 2}
  - id: treff
    name: {nb: Hva slags treff?, en: What meetings?}
    kind: multiple
    answers:
      - {id: tur, name: {nb: Tur, en: Walk}}
      - {id: kafe, name: {nb: Kafé, en: Café}}
  - id: barn
    name: {nb: Antall barn, en: Number of children}
    kind: numeric
    asked_if: treff_tur=ja
    answers:
      - {id: ett, name: {nb: Ett, en: One}, at_most: 1}
      - {id: flere, name: {nb: To og tre, en: Two or three}, at_least: 2, at_most: 3}
      - {id: mange, name: {nb: Mange, en: Many}, at_least: 4}
      - {id: vil_ikke, name: {nb: Vil ikke, en: Rather not}, is_outside: true}
  - id: mer
    name: {nb: Noe mer?, en: Anything more?}
    kind: text
scales:
  - id: felles
    name: {nb: Felles, en: Common}
    items: [kjent, alene]
    n_least: 1
"""
FILE = "reference/instruments/nettverk.yaml"
# code, what to replace by what, line
CASES = [
    ("key_unknown_near", "kind: nominal", "kin: nominal", 7),
    ("key_missing", "id: nettverk\n", "", 1),
    ("value_choice_near", "kind: numeric", "kind: numerik", 37),
    ("id_repeated", "- id: kjent", "- id: sted", 12),
    ("id_repeated", "{id: midt", "{id: uenig", 18),
    ("id_repeated", "[kjent, alene]", "[kjent, kjent]", 50),
    ("id_repeated", "column: Jeg kjenner noen", "column: hvor går  BARNET?", 14),
    ("id_repeated", "[Kjenner du noen?]", "[Alene]", 15),
    ("data_id_form", "- id: kjent", f"- id: {SECRET}", 12),
    ("data_id_form", "- id: felles", "- id: Felles", 48),
    ("variable_repeated", "- id: mer", "- id: treff_tur", 44),
    ("answers_few", "      - {id: tur, name: {nb: Tur, en: Walk}}\n", "", 32),
    ("answers_alike", "nb: Midt imellom", "nb: UENIG", 18),
    ("answers_crossed", "nb: Mange", "nb: Flere!", 42),
    ("answer_divided", "nb: Kafé", "nb: Kafé; te", 34),
    ("opinion_without_reason", "kind: nominal", "sensitivity: opinion", 7),
    ("answers_of_text", "kind: text", "kind: text\n    merge: [a+b]", 47),
    ("score_outside", "true}\n    merge", "true, score: 9}\n    merge", 20),
    ("scores_some", "In the middle}, score: 2", "In the middle}", 16),
    ("scores_order", "In the middle}, score: 2", "In the middle}, score: 7", 16),
    ("reversed_no_scores", "kind: nominal", "is_reversed: true", 7),
    ("class_not_numeric", "en: Kindergarten}", "en: Kindergarten}, at_least: 1", 9),
    ("class_not_numeric", "en: Rather not}", "en: Rather not}, at_most: 9", 43),
    ("class_without_ends", "en: Many}, at_least: 4", "en: Many}", 42),
    ("class_ends_order", "at_least: 2, at_most: 3", "at_least: 3.5, at_most: 3", 41),
    ("classes_overlap", "at_least: 2,", "at_least: 0.5,", 41),
    ("classes_overlap", "at_least: 2, ", "", 41),
    ("classes_gap", "at_least: 4", "at_least: 5", 42),
    ("classes_gap", "at_least: 2,", "at_least: 2.1,", 41),
    ("merge_neighbours", "[uenig+midt]", "[uenig+enig]", 21),
    ("merge_neighbours", "[uenig+midt]", "[enig+vet_ikke]", 21),
    ("merge_of_multiple", "kind: multiple", "kind: multiple\n    merge: [tur+kafe]", 32),
    ("asked_if_form", "sted=barnehage+skole", "sted", 25),
    ("asked_if_form", "sted=barnehage+skole", "sted=barnehage+", 25),
    ("asked_if_question", "sted=barnehage+skole", f"{SECRET}=skole", 25),
    ("asked_if_question_near", "sted=barnehage+skole", "stedd=skole", 25),
    ("asked_if_later", "sted=barnehage+skole", "barn=ett", 25),
    ("asked_if_later", "sted=barnehage+skole", "alene=enig", 25),
    ("answer_linked_near", "sted=barnehage+skole", "sted=skolen", 25),
    ("answer_linked", "treff_tur=ja", "treff_tur=kanskje", 38),
    ("item_unknown_near", "[kjent, alene]", "[kjen, alene]", 50),
    ("item_unknown", "[kjent, alene]", f"[{SECRET}, alene]", 50),
    ("scale_item", "[kjent, alene]", "[kjent, sted]", 50),
    ("scale_item", "[kjent, alene]", "[kjent, mer]", 50),
    ("relation_few", "[kjent, alene]", "[kjent]", 50),
    ("scale_n_least", "n_least: 1", "n_least: 3", 51),
    ("scale_n_least", "n_least: 1", "n_least: 0", 51),
    ("scale_name", "- id: felles", "- id: treff_tur", 48),
    ("instrument_id", "id: nettverk", "id: nettverket", 1),
    ("instrument_facts", "kind: text", "facts: {a: b}", 46),
    ("instrument_shared", "items_shippable: true", "items_shippable: false", 3),
    ("questions_none", None, "questions: []\n", 4),
]  # fmt: skip


@pytest.fixture
def shared(root: Path, write):
    """Write the instrument among those that every evaluation shares."""
    (root / "data" / "raw" / "reference" / "instruments").mkdir(parents=True)

    def write_shared(text: str = INSTRUMENT) -> Path:
        return write(FILE, text)

    return write_shared


def faults_of(root, **more):
    with pytest.raises(InputError) as caught:
        read_instrument("nettverk", root=root, **more)
    return caught.value.faults


def test_an_instrument_is_read_as_it_is_written(root, shared):
    shared()
    found = read_instrument("nettverk", root=root)
    assert (found.id, found.name) == ("nettverk", Words(nb="Nettverk", en="Network"))
    assert (found.licence.name, found.licence.items_shippable) == ("CC BY 4.0", True)
    assert found.scales == (
        Scale(
            id="felles",
            name=Words(nb="Felles", en="Common"),
            items=("kjent", "alene"),
            n_least=1,
        ),
    )
    sted, kjent, alene, treff, barn, mer = found.questions
    assert sted.column == sted.name.nb == "Hvor går barnet?"
    assert sted.sensitivity == "sensitive"
    assert (kjent.column, kjent.columns) == ("Jeg kjenner noen", ("Kjenner du noen?",))
    assert (kjent.kind, kjent.merge) == ("ordinal", ("uenig+midt",))
    assert (alene.is_reversed, alene.asked_of) == (True, ("sted", "barnehage+skole"))
    assert (treff.kind, mer.kind, mer.answers) == ("multiple", "text", ())
    assert [(a.at_least, a.at_most) for a in barn.answers] == [
        (None, 1), (2, 3), (4, None), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "old", "new", "line"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_a_fault_is_told_where_it_is_and_without_its_content(
    root, shared, code, old, new, line
):
    text = INSTRUMENT[: INSTRUMENT.index("questions:")] + new
    if old is not None:
        assert INSTRUMENT.count(old) == 1, old
        text = INSTRUMENT.replace(old, new)
    shared(text)
    faults = faults_of(root)
    found = [fault for fault in faults if fault.code == code]
    assert found, [fault.code for fault in faults]
    assert (found[0].file, found[0].line) == (FILE, line)
    for fault in faults:
        for language in LANGUAGES:
            told = f"{fault.place(language)}: {fault.sentence(language)}"
            assert "Åse" not in told
            assert str(root) not in told
            assert not re.search(r"[{}]\w", told), told


def test_all_faults_are_told_at_once_in_the_order_of_the_file(root, shared):
    text = INSTRUMENT.replace("n_least: 1", "n_least: 9").replace("kind: nominal", "knd: x")
    shared(text.replace("[uenig+midt]", "[uenig]"))
    assert [fault.code for fault in faults_of(root)] == [
        "key_unknown_near", "merge_neighbours", "scale_n_least",
    ]  # fmt: skip


def test_an_empty_file_is_told_as_empty(root, shared):
    shared("")
    assert [fault.code for fault in faults_of(root)] == ["yaml_empty"]


@pytest.mark.parametrize(
    ("high", "low", "is_gap"),
    [("1", "2", False), ("1", "1", False), ("1", "3", True), ("1.5", "1.5", False),
     ("1.5", "1.6", True), ("1.5", "2", True), ("0.9", "1", True)],
)  # fmt: skip
def test_a_gap_is_a_number_that_could_be_written_so(root, shared, high, low, is_gap):
    # Whole numbers leave nothing between two and three; decimals always do.
    classes = f"at_most: {high}}}", f"at_least: {low}, at_most: 3.5}}", "at_least: 3.5}"
    if "." not in high + low:
        classes = f"at_most: {high}}}", f"at_least: {low}, at_most: 3}}", "at_least: 4}"
    text = INSTRUMENT
    for old, new in zip(
        ("at_most: 1}", "at_least: 2, at_most: 3}", "at_least: 4}"), classes, strict=True
    ):
        text = text.replace(old, new)
    shared(text)
    if is_gap:
        assert [fault.code for fault in faults_of(root)] == ["classes_gap"]
    else:
        assert read_instrument("nettverk", root=root).id == "nettverk"


def test_scores_may_fall_be_alike_and_have_decimals(root, shared):
    text = INSTRUMENT.replace("en: Agree}, score: 2}", "en: Agree}, score: 0.5}")
    shared(text.replace("middle}, score: 2", "middle}, score: 3"))
    _, kjent, alene, *_ = read_instrument("nettverk", root=root).questions
    assert [answer.score for answer in kjent.answers] == [1, 3, 3, None]
    assert [answer.score for answer in alene.answers] == [1, 0.5]


# Where instruments lie


def test_the_evaluations_own_instrument_comes_before_the_shared_one(
    root, folder, shared, write
):
    shared()
    (folder / "instruments").mkdir()
    write("prove/instruments/nettverk.yaml", INSTRUMENT.replace("nb: Nettverk", "nb: Vårt"))
    assert read_instrument("nettverk", root=root).name.nb == "Nettverk"
    assert read_instrument("nettverk", folder=folder, root=root).name.nb == "Vårt"


def test_what_may_not_be_shared_lies_in_private_and_nowhere_else(root, folder, write):
    kept = INSTRUMENT.replace("items_shippable: true", "items_shippable: false")
    for place in ("instruments", "private/instruments"):
        (folder / place).mkdir(parents=True)
        path = write(f"prove/{place}/nettverk.yaml", kept)
        if place == "instruments":
            [fault] = faults_of(root, folder=folder)
            assert (fault.file, fault.code) == (
                "instruments/nettverk.yaml",
                "instrument_shared",
            )
            with pytest.raises(InputError):
                read_instrument(path, root=root)
            path.unlink()
        else:
            assert not read_instrument(path, root=root).licence.items_shippable
    assert not read_instrument("nettverk", folder=folder, root=root).licence.items_shippable


def test_a_file_outside_the_project_is_shared_with_nobody(root, tmp_path_factory):
    path = tmp_path_factory.mktemp("apart") / "nettverk.yaml"
    path.write_text(INSTRUMENT.replace("shippable: true", "shippable: false"), "utf-8")
    assert read_instrument(str(path), root=root).id == "nettverk"
    inside = root / "nettverk.yaml"
    inside.write_bytes(path.read_bytes())
    with pytest.raises(InputError, match="items_shippable"):
        read_instrument(inside, root=root)


def test_an_unknown_id_is_told_with_those_that_are_there(root, folder, shared):
    shared()
    for name in ("netverk", "../reference/instruments/nettverk", ""):
        with pytest.raises(ParameterError) as caught:
            read_instrument(name, folder=folder, root=root)
        near = name == "netverk"
        assert caught.value.code == (
            "instrument_unknown_near" if near else "instrument_unknown"
        )
        assert "nettverk" in caught.value.message("en")
    with pytest.raises(InputError, match="finnes ikke"):
        read_instrument(root / "nettverk.yaml", root=root)


@pytest.mark.parametrize("name", ["familieundersokelsen", "foreldrenettverk"])
def test_the_instruments_that_come_with_the_project_are_in_order(name):
    found = read_instrument(name)
    assert found.licence.items_shippable
    words = [found.name, *(q.name for q in found.questions)]
    words += [a.name for q in found.questions for a in q.answers]
    assert all(word.nb and word.en for word in words)


def test_the_ten_areas_of_the_family_survey_are_those_of_the_register():
    register = Path(__file__).parents[2] / "data" / "raw" / "larvik-fagerli" / "facts.csv"
    facts = register.read_text("utf-8")
    _, areas = read_instrument("familieundersokelsen").questions
    assert len(areas.answers) == 10
    for answer in areas.answers:
        assert f",{answer.name.nb},{answer.name.en}," in facts


# Named in evaluation.yaml

ENTRY = "    instrument: nettverk\n"
ANSWERS = """\
Familie,Hvor går barnet?,Kjenner du noen?,Alene,Hva slags treff?,Antall barn,Noe mer?
F1,Barnehage,Enig,Uenig,Tur;Kafé,2,
F1,Skole,Uenig,Enig,Tur,7,
F2,Skole,Midt imellom,Enig,Kafé,,
"""


@pytest.fixture
def named(own_root, folder, write, files, own_data):
    """The evaluation `prove`, whose data come from the instrument of the project."""
    (own_root / "data" / "raw" / "reference" / "instruments").mkdir(parents=True)
    write(FILE, INSTRUMENT)
    write("prove/private/svar.csv", ANSWERS)
    begin, end = own_data.index("    questions:"), own_data.index("    design:")

    def name(entry: str = ENTRY, design: str | None = None) -> Path:
        text = own_data[:begin] + entry + own_data[end:]
        if design is not None:
            text = text.replace("design: {two_of_a_family: both}", design)
        write("prove/evaluation.yaml", files["prove/evaluation.yaml"] + text)
        return folder

    return name


def codes(folder, root):
    result = check_evaluation(folder, root)
    return [(fault.file, fault.code) for fault in result.faults]


def test_the_questions_of_the_instrument_are_those_of_the_data(named, own_root):
    folder = named(ENTRY + '    facts: {"sted=skole": omrade_hjem, "treff=tur": omrade_hjem}\n')
    evaluation = read_evaluation(folder, root=own_root)
    [data] = evaluation.microdata
    instrument = read_instrument("nettverk", root=own_root)
    assert [q.id for q in data.questions] == [q.id for q in instrument.questions]
    assert data.scales == instrument.scales
    facts = {q.id: q.facts for q in data.questions if q.facts}
    assert facts == {"sted": {"skole": "omrade_hjem"}, "treff": {"tur": "omrade_hjem"}}
    read = read_microdata(folder, evaluation, root=own_root)["skjema"]
    assert read.count({"sted": "skole"}) == 2
    assert read.count({"treff_tur": "ja"}) == 2
    assert read.count({"kjent": "midt"}) == 1


def test_a_check_reads_the_same_questions_and_compares_their_facts(named, own_root):
    folder = named(ENTRY + '    facts: {"sted=skole": omrade_hjem}\n')
    result = check_evaluation(folder, own_root)
    assert result.faults == ()
    [todo] = [todo for todo in result.todos if todo.code == "linked_fact_differs"]
    assert todo.values == {"fact": "omrade_hjem", "question": "sted", "answer": "skole"}
    assert (todo.column, todo.line) == ("microdata.1.facts.sted=skole", 49)


def test_the_instrument_is_remembered_wherever_it_could_have_been(named, own_root, folder):
    named()
    with recording_reads() as paths:
        read_evaluation(folder, root=own_root)
    names = {path.relative_to(own_root.resolve()).as_posix() for path in paths}
    assert {
        f"data/raw/{FILE}",
        "data/raw/prove/instruments/nettverk.yaml",
        "data/raw/prove/private/instruments/nettverk.yaml",
    } <= names


def test_faults_of_an_instrument_carry_its_name_and_keep_the_data_closed(
    named, own_root, write
):
    write(FILE, INSTRUMENT.replace("n_least: 1", "n_least: 9"))
    write("prove/private/svar.csv", "no,such,columns\n1,2,3\n")
    assert codes(named(), own_root) == [(FILE, "scale_n_least")]
    with pytest.raises(InputError):
        read_evaluation("prove", root=own_root)


E = "evaluation.yaml"
OTHER = "    questions:\n      - {id: a, column: A, name: {nb: A, en: A}, kind: text}\n"
ENTRIES = [
    ("instrument_missing_near", "    instrument: netverk\n", 48),
    ("instrument_missing", f"    instrument: {SECRET}\n", 48),
    ("instrument_twice", ENTRY + OTHER, 49),
    ("instrument_twice", ENTRY + "    scales: []\n", 49),
    ("key_missing", "", 43),
    ("facts_no_instrument", OTHER + '    facts: {"a=b": omrade_hjem}\n', 50),
    ("fact_of_answer_near", ENTRY + '    facts: {"sted=skolen": omrade_hjem}\n', 49),
    ("fact_of_answer", ENTRY + f'    facts: {{"{SECRET}=skole": omrade_hjem}}\n', 49),
    ("fact_unknown_near", ENTRY + '    facts: {"sted=skole": omrade_hjm}\n', 49),
    ("linked_fact_of_other_unit", ENTRY + '    facts: {"sted=skole": antall_familier}\n', 49),
    ("value_choice_near", ENTRY + "    format: form\n", 49),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "entry", "line"), ENTRIES, ids=[f"{c[0]}-{n}" for n, c in enumerate(ENTRIES)]
)
def test_what_an_entry_says_of_its_instrument_is_checked(named, own_root, code, entry, line):
    result = check_evaluation(named(entry), own_root)
    found = [fault for fault in result.faults if fault.code == code]
    assert found, [fault.code for fault in result.faults]
    assert (found[0].file, found[0].line) == (E, line)
    told = "".join(fault.place("nb") + fault.sentence("nb") for fault in result.faults)
    assert "Åse" not in told


DESIGNS = [
    ("family_rule_missing", "design: {target: census}", 47),
    ("value_choice", "design: {two_of_a_family: begge}", 49),
    ("value_choice_near", "design: {BOTH, target: vider}", 49),
    ("wider_missing", "design: {BOTH, target: wider}", 49),
    ("wider_of_census", "design: {BOTH, wider: {nb: A, en: A}}", 49),
    ("part_unknown_near", "design: {BOTH, facts: {invted: omrade_hjem}}", 49),
    ("part_of_other_unit", "design: {BOTH, facts: {invited: rate}}", 49),
    ("fact_unknown", f"design: {{BOTH, facts: {{invited: {SECRET}}}}}", 49),
    (
        "part_above_whole",
        "design: {BOTH, facts: {invited: antall_familier, population: omrade_hjem}}",
        49,
    ),
    ("design_question_near", "design: {BOTH, strata: stedd}", 49),
    ("design_question", "design: {BOTH, strata: treff}", 49),
    (
        "design_question",
        "design: {BOTH, margins: [{question: mer, facts: {}}]}",
        49,
    ),
    (
        "margin_incomplete",
        "design: {BOTH, margins: [{question: sted, facts: {skole: omrade_hjem}}]}",
        49,
    ),
    (
        "answer_linked_near",
        "design: {BOTH, margins: [{question: sted, facts: {skolen: omrade_hjem}}]}",
        49,
    ),
    (
        "linked_fact_of_other_unit",
        "design: {BOTH, margins: [{question: sted, facts: {skole: rate, barnehage: rate}}]}",
        49,
    ),
    (
        "id_repeated",
        "design: {BOTH, margins: [{question: sted, facts: {}}, {question: sted, facts: {}}]}",
        49,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "design", "line"), DESIGNS, ids=[f"{c[0]}-{n}" for n, c in enumerate(DESIGNS)]
)
def test_a_design_that_does_not_hang_together_is_told(
    named, own_root, write, files, code, design, line
):
    rate = files["prove/facts.csv"].splitlines()[1].replace("antall_familier", "rate")
    write(
        "prove/facts.csv",
        files["prove/facts.csv"] + rate.replace("9,count", "9,percent") + "\n",
    )
    design = design.replace("BOTH", "two_of_a_family: both")
    result = check_evaluation(named(design=design), own_root)
    found = [fault for fault in result.faults if fault.code == code]
    assert found, [fault.code for fault in result.faults]
    assert (found[0].file, found[0].line) == (E, line)
    told = "".join(fault.place("nb") + fault.sentence("nb") for fault in result.faults)
    assert "Åse" not in told


def test_a_whole_design_is_read(named, own_root):
    folder = named(
        design="design: {two_of_a_family: lowest, target: wider, wider: {nb: alle, en: all}, "
        "facts: {invited: omrade_hjem, opened: omrade_hjem, population: antall_familier}, "
        "strata: sted, margins: [{question: sted, facts: {skole: omrade_hjem, "
        "barnehage: omrade_hjem}}]}"
    )
    assert codes(folder, own_root) == []
    [data] = read_evaluation(folder, root=own_root).microdata
    assert (data.design.two_of_a_family, data.design.target) == ("lowest", "wider")
    assert data.design.margins[0].facts["skole"] == "omrade_hjem"


def test_where_a_row_is_a_family_no_rule_is_needed(named, own_root, write):
    folder = named(design="design: {}")
    text = (
        (folder / E).read_text("utf-8").replace("analysis: respondents", "analysis: families")
    )
    write("prove/evaluation.yaml", text)
    found = [code for _, code in codes(folder, own_root)]
    assert "family_rule_missing" not in found


def test_a_question_of_free_text_needs_no_answers_in_evaluation_yaml_either(named, own_root):
    assert codes(named(OTHER), own_root) == [("private/svar.csv", "export_other_headings")]
