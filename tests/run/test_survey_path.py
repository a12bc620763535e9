"""A new evaluator's path: an export of any program, `larvik check`, `larvik run`, the report.

The files are made by the libraries that write them, one for each format. All hold the same
invented answers, so all must be read as the same table.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import yaml

from larvik_analysis.inputs.microdata import MicrodataReading, inspect_microdata
from larvik_analysis.terms.questions import Answer, DataFile, Design, Question
from larvik_analysis.terms.words import Words

Row = dict[str, str]
NAME = "svar"
N = 36
PLACE, USE, MEETINGS, HOURS, FAMILY, MORE = (
    "Hvor går barnet?", "Hvor nyttig ville det vært?", "Hva slags treff ønsker du?",
    "Hvor mange timer i uken?", "Familiekode", "Er det noe mer?",
)  # fmt: skip
ENGLISH = {
    PLACE: "Where does the child go?",
    USE: "How useful would it be?",
    MEETINGS: "What kinds of meetings do you want?",
    HOURS: "How many hours a week?",
    FAMILY: FAMILY,
    MORE: "Is there anything more?",
}
PLACES = {"Barnehage": "Kindergarten", "Skole": "School"}
USES = {
    "Svært nyttig": "Very useful", "Litt nyttig": "Of some use",
    "Ikke nyttig": "Not useful", "Vet ikke": "Don't know",
}  # fmt: skip
KINDS = {"Tur": "Walk", "Kafékveld": "Café evening", "Kurs": "Course"}
WORDS = PLACES | USES | KINDS
SCALES = {PLACE: PLACES, USE: USES}
STARTED = datetime.datetime(2025, 3, 3, 9, 30)  # noqa: DTZ001
SECRET = "Mor Åse slår"  # what must never be told


def answers() -> list[Row]:
    """What was answered; some of the same family, some questions left open."""
    rows = []
    for n in range(N):
        ticked = [kind for place, kind in enumerate(KINDS) if (n >> place) & 1]
        rows.append(
            {
                PLACE: list(PLACES)[n % 2],
                USE: "" if n == 5 else list(USES)[(n * 7) % 9 % 4],
                # Nobody ticked nothing: some programs leave the same cell for no answer.
                MEETINGS: "" if n == 8 else ";".join(ticked or ["Tur"]),
                HOURS: "" if n == 9 else f"{(n % 5) * 1.5}",
                FAMILY: f"F{n % 33}",
                MORE: SECRET if n == 4 else "",
            }
        )
    return rows


def in_english(row: Row) -> Row:
    """A row as an English form has it."""
    return {
        ENGLISH[question]: ";".join(WORDS.get(part, part) for part in cell.split(";"))
        for question, cell in row.items()
    }


def declared(file: str) -> DataFile:
    """What `evaluation.yaml` would say of a file with these answers."""

    def question(name: str, column: str, **more: Any) -> Question:
        other = (ENGLISH[column],) if ENGLISH[column] != column else ()
        words = Words(nb=column, en=ENGLISH[column])
        return Question(id=name, column=column, columns=other, name=words, **more)

    def listed(scale: dict[str, str]) -> tuple[Answer, ...]:
        return tuple(
            Answer(id=f"a{n}", name=Words(nb=nb, en=en), is_outside=nb == "Vet ikke")
            for n, (nb, en) in enumerate(scale.items())
        )

    few, many = Words(nb="Få", en="Few"), Words(nb="Mange", en="Many")
    hours = (
        Answer(id="fa", name=few, at_most=2),
        Answer(id="mange", name=many, at_least=2),
    )
    return DataFile(
        id=NAME,
        file=file,
        name=Words(nb="de som svarte", en="those who answered"),
        unit_of_analysis="respondents",
        family=FAMILY,
        questions=(
            question("sted", PLACE, kind="nominal", answers=listed(PLACES)),
            question("nytte", USE, answers=listed(USES)),
            question("treff", MEETINGS, kind="multiple", answers=listed(KINDS)),
            question("timer", HOURS, kind="numeric", answers=hours),
            question("mer", MORE, kind="text"),
        ),
        design=Design(two_of_a_family="both"),
    )


# One writer for each format: writes into a folder, and says what the export is called.


def workbook(path: Path, *sheets: Sequence[Sequence[object]]) -> str:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path.name


def table(
    path: Path, rows: Sequence[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8"
) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path.name


def forms(folder: Path, own: Sequence[str], rows: Sequence[Row]) -> str:
    head = [*own, *rows[0]]
    minute = datetime.timedelta(minutes=1)
    body: list[list[object]] = []
    for n, row in enumerate(rows, 1):
        # Forms ends a list of ticked answers with one more semicolon.
        cells = [f"{cell};" if ";" in cell else cell for cell in row.values()]
        body.append(
            [n, STARTED, STARTED + n * minute, f"a{n}@example.org", "Oppdiktet", *cells]
        )
    return workbook(folder / "svar.xlsx", [head, *body])


NORWEGIAN_FORMS = ["Id", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn"]
ENGLISH_FORMS = ["ID", "Start time", "Completion time", "Email", "Name"]


def forms_nb(folder: Path) -> str:
    return forms(folder, NORWEGIAN_FORMS, answers())


def forms_en(folder: Path) -> str:
    return forms(folder, ENGLISH_FORMS, [in_english(row) for row in answers()])


NAMES = {
    PLACE: "sted", USE: "nytte", MEETINGS: "treff", HOURS: "timer", FAMILY: "familie",
    MORE: "mer",
}  # fmt: skip


def coded(row: Row, question: str) -> str:
    """The code of an answer, from 1."""
    return str(list(SCALES[question]).index(row[question]) + 1) if row[question] else ""


def boxes(row: Row, yes: str, no: str) -> list[str]:
    """A cell for each answer that could be ticked."""
    if not row[MEETINGS]:
        return [""] * len(KINDS)
    return [yes if kind in row[MEETINGS].split(";") else no for kind in KINDS]


def nettskjema_rows() -> list[list[str]]:
    head = ["$submission_id", "$created", "sted", "nytte"]
    head += [f"treff.{n}" for n in (1, 2, 3)] + ["timer", FAMILY, "mer"]
    rows = [
        [str(9000 + n), "2025-03-03T09:30:00", coded(row, PLACE), coded(row, USE),
         *boxes(row, "1", "0"), row[HOURS], row[FAMILY], row[MORE]]
        for n, row in enumerate(answers())
    ]  # fmt: skip
    return [head, *rows]


def codebook() -> list[list[str]]:
    rows = [["kode", "spørsmål", "verdi", "svartekst"]]
    for question, scale in (*SCALES.items(), (MEETINGS, KINDS)):
        rows += [[NAMES[question], question, str(n), text] for n, text in enumerate(scale, 1)]
    return [*rows, ["timer", HOURS, "", ""], ["mer", MORE, "", ""]]


def nettskjema_csv(folder: Path) -> str:
    table(folder / "kodebok.csv", codebook(), ";")
    return table(folder / "svar.csv", nettskjema_rows(), ";", "utf-8-sig")


def nettskjema_xlsx(folder: Path) -> str:
    workbook(folder / "svar_codebook.xlsx", codebook())
    return workbook(folder / "svar.xlsx", nettskjema_rows())


def saved(folder: Path, **more: Any) -> str:
    """A file of SPSS. The library writes no sets of several answers, so they are one text."""
    codes = {
        NAMES[question]: [float(coded(row, question) or "nan") for row in answers()]
        for question in SCALES
    }
    hours = [float(row[HOURS] or "nan") for row in answers()]
    texts = {NAMES[q]: [row[q] for row in answers()] for q in (MEETINGS, FAMILY, MORE)}
    frame = pd.DataFrame(codes | {"timer": hours} | texts)
    labels = {name: question for question, name in NAMES.items()}
    pyreadstat.write_sav(
        frame,
        str(folder / "svar.sav"),
        column_labels=[labels[name] for name in frame],
        variable_value_labels={
            NAMES[question]: dict(enumerate(scale, 1)) for question, scale in SCALES.items()
        },
        **more,
    )
    return "svar.sav"


def nettskjema_sav(folder: Path) -> str:
    table(folder / "kodebok.csv", codebook(), ";")  # the file says the same itself
    return saved(folder)


def limesurvey_csv(folder: Path) -> str:
    own = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
    head = [*own, PLACE, USE, *(f"{MEETINGS} [{kind}]" for kind in KINDS), HOURS, FAMILY, MORE]
    rows = [
        [str(n), "2025-03-03 09:30:00", "3", "nb", "77", row[PLACE], row[USE],
         *boxes(row, "Ja", "Nei"), row[HOURS], row[FAMILY], row[MORE]]
        for n, row in enumerate(answers())
    ]  # fmt: skip
    return table(folder / "svar.csv", [head, *rows])


def surveyxact_rows() -> list[list[str]]:
    own = ["respondentid", "created", "closetime", "statoverall_1", "statoverall_4"]
    head = [*own, "s_1", "s_2", "s_3_1", "s_3_2", "s_3_3", "s_4", FAMILY, "s_5"]
    day = "2025-03-03 09:30:00"
    rows = [
        [str(n), day, day, "0", "1", coded(row, PLACE), coded(row, USE),
         *boxes(row, "1", "0"), row[HOURS], row[FAMILY], row[MORE]]
        for n, row in enumerate(answers())
    ]  # fmt: skip
    return [head, *rows]


def surveyxact_labels() -> list[list[str]]:
    rows = [
        [name, str(n), text]
        for name, scale in (("s_1", PLACES), ("s_2", USES))
        for n, text in enumerate(scale, 1)
    ]
    for n in range(1, len(KINDS) + 1):
        rows += [[f"s_3_{n}", "0", "Ikke valgt"], [f"s_3_{n}", "1", "Valgt"]]
    return rows


def surveyxact_variables() -> list[list[str]]:
    ticked = [[f"s_3_{n}", f"{MEETINGS} - {kind}"] for n, kind in enumerate(KINDS, 1)]
    plain = [["s_1", PLACE], ["s_2", USE], ["s_4", HOURS], ["s_5", MORE]]
    return [["variableName", "variableDescription"], *plain, *ticked]


def surveyxact_xlsx(folder: Path) -> str:
    sheets = surveyxact_labels(), surveyxact_variables(), surveyxact_rows()
    return workbook(folder / "svar.xlsx", *sheets)


def surveyxact_csv(folder: Path) -> str:
    table(folder / "labels.csv", surveyxact_labels(), ";")
    table(folder / "variables.csv", surveyxact_variables(), ";")
    return table(folder / "svar.csv", surveyxact_rows(), ";")


def plain_rows(decimal: str = ".") -> list[list[str]]:
    rows = [{**row, HOURS: row[HOURS].replace(".", decimal)} for row in answers()]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def csv_norwegian(folder: Path) -> str:
    return table(folder / "svar.csv", plain_rows(","), ";")


def csv_english(folder: Path) -> str:
    return table(folder / "svar.csv", plain_rows())


def csv_windows(folder: Path) -> str:
    return table(folder / "svar.csv", plain_rows(","), ";", "cp1252")


def excel_norwegian(folder: Path) -> str:
    return workbook(folder / "svar.xlsx", plain_rows(","))


def excel_english(folder: Path) -> str:
    """With numbers in the place of texts that look like them."""
    head, *rows = plain_rows()
    place = head.index(HOURS)
    for row in rows:
        row[place] = float(row[place]) if row[place] else ""  # type: ignore[call-overload]
    return workbook(folder / "svar.xlsx", [head, *rows])


Writer = Callable[[Path], str]
FORMATS: dict[Writer, str] = {
    forms_nb: "forms", forms_en: "forms", nettskjema_csv: "nettskjema",
    nettskjema_xlsx: "nettskjema", nettskjema_sav: "spss", saved: "spss",
    limesurvey_csv: "limesurvey", surveyxact_xlsx: "surveyxact", surveyxact_csv: "surveyxact",
    csv_norwegian: "csv", csv_english: "csv", csv_windows: "csv",
    excel_norwegian: "excel", excel_english: "excel",
}  # fmt: skip


def read_made(folder: Path, write: Writer) -> MicrodataReading:
    """Write an export and read it by the same declaration."""
    folder.mkdir(exist_ok=True)
    file = write(folder)
    return inspect_microdata(folder, (declared(file),), is_synthetic=True, root=folder.parent)


# Where a sheet lists the wordings, that one is taken for the sheet with the answers.
@pytest.mark.parametrize("write", FORMATS)
def test_the_same_answers_are_the_same_table_in_every_format(tmp_path, write):
    known = read_made(tmp_path / "known", csv_english).microdata[NAME]
    reading = read_made(tmp_path / "made", write)
    assert reading.faults == ()
    found = reading.microdata[NAME]
    assert found.format == FORMATS[write]
    pd.testing.assert_frame_equal(found.table, known.table)
    assert list(found.families) == list(known.families)
    told = " ".join(note.sentence("nb") for note in reading.notes)
    assert SECRET not in found.table.to_csv() + told
    if write is forms_nb:  # and the table is the one that was answered
        assert found.count({"nytte": "a0"}) == sum(r[USE] == "Svært nyttig" for r in answers())
        assert found.count({"treff_a1": "ja"}) == sum("Kafé" in r[MEETINGS] for r in answers())
        assert found.count({"timer": "mange"}) == sum(
            float(row[HOURS] or 0) >= 3 for row in answers()
        )
        assert found.n_families({}) == 33


# From the export to the report


PRIVACY = {
    "controller": "Oppdiktet kommune",
    "processor_agreement": "Oppdiktet",
    "legal_basis": "Oppdiktet",
    "dpia_not_needed": "Svarene er oppdiktet.",
    "respondents_were_told": "Oppdiktet",
    "delete_by": "2030-01-01",
}
CHAPTER = """\
import larvik_analysis as la
study = la.read_study(evaluation, settings)
la.show(*la.state_survey(study, data))
la.show(*la.exhibit_questions(study, data))"""
PARAMETERS = f'evaluation = "larvik-fagerli"\nsettings = {{}}\ndata = "{NAME}"'


def correct(path: Path, folder: Path) -> None:
    """What the evaluator does with the draft: says what is an opinion, and orders a scale."""
    draft = yaml.safe_load(path.read_text(encoding="utf-8"))
    draft["licence"] = {"name": "Vårt", "items_shippable": False, "source": "Oppdiktet"}
    for question in draft["questions"]:
        if question["name"]["nb"] == MORE:
            continue
        question |= {"sensitivity": "opinion", "reason": "En mening om et tilbud."}
        if question["name"]["nb"] == USE:
            by_name = {answer["name"]["nb"]: answer for answer in question["answers"]}
            question |= {"kind": "ordinal", "answers": [by_name[name] for name in USES]}
    text = yaml.safe_dump(draft, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def declare(project, file: str, **more: Any) -> None:
    """Say in `evaluation.yaml` what the file is."""
    entry = {
        "id": NAME,
        "file": f"private/{file}",
        "name": {"nb": "de som svarte", "en": "those who answered"},
        "unit_of_analysis": "respondents",
        **more,
    }
    project.set_evaluation(
        lambda data: data.update(personvern=PRIVACY, microdata=[entry], sources=[])
    )


@pytest.fixture(autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARVIK_KEYS", str(tmp_path_factory.mktemp("keys")))


@pytest.mark.slow
@pytest.mark.parametrize("write", [forms_nb, nettskjema_csv], ids=["forms", "nettskjema"])
def test_from_an_export_to_the_report(project, write):
    private = project.source() / "private"
    private.mkdir()
    file = write(private)
    drafted = project.larvik("instrument", str(private / file))
    assert drafted.code == 0
    assert "instruments/svar.yaml" in drafted.out
    correct(private / "instruments" / "svar.yaml", private)
    project.only_chapter(CHAPTER, parameters=PARAMETERS)
    declare(project, file, instrument="svar", family=FAMILY, design={"two_of_a_family": "both"})

    checked = project.larvik("check")
    assert (checked.code, checked.err) == (0, "")
    assert "Ingen feil" in checked.out

    made = project.larvik("run")
    assert made.code == 0
    html = (project.report() / "report.html").read_text(encoding="utf-8")
    assert USE in html
    assert "Svært nyttig" in html
    assert "Kafékveld" in html
    tables = "".join(
        path.read_text(encoding="utf-8") for path in (project.report() / "tables").glob("*.csv")
    )
    n_useful = sum(row[USE] == "Svært nyttig" for row in answers())
    assert f",{n_useful}," in tables
    for told in (drafted, checked, made):
        assert SECRET not in told.out + told.err
    for path in project.report().rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in unpacked(path)
    assert project.larvik("verify").code == 0


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and of all parts of an archive."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return content
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


# What can be wrong with a file, and what is said of it


@dataclass(frozen=True)
class Bad:
    """A spoilt export: how `larvik check` ends, and what it says."""

    write: Writer
    told: tuple[str, ...]
    code: int = 1


def changed(old: str, new: str, write: Callable[..., str] = table, name: str = "svar.csv"):
    """A plain export in which one text is another."""

    def spoilt(folder: Path) -> str:
        rows = [[cell.replace(old, new) for cell in row] for row in plain_rows()]
        return write(folder / name, rows)

    return spoilt


def merged_header(folder: Path) -> str:
    head, *rows = plain_rows()
    place = head.index(MEETINGS)
    groups = [MEETINGS if number == place else "" for number in range(len(head))]
    below = [*head[:place], "Flere svar", *head[place + 1 :]]
    book = openpyxl.Workbook()
    for row in [groups, below, *rows]:
        book.active.append([cell or None for cell in row])
    book.active.merge_cells(
        start_row=1, start_column=place + 1, end_row=1, end_column=place + 2
    )
    book.save(folder / "svar.xlsx")
    return "svar.xlsx"


def some_in_english(folder: Path) -> str:
    head, *rows = plain_rows()
    place = head.index(USE)
    for row in rows[:4]:
        row[place] = USES.get(row[place], "")
    return table(folder / "svar.csv", [head, *rows])


def first_rows(n: int) -> Writer:
    return lambda folder: table(folder / "svar.csv", plain_rows()[: n + 1])


def with_column(question: str, cell: str) -> Writer:
    """All give one answer, or none."""

    def written(folder: Path) -> str:
        head, *rows = plain_rows()
        place = head.index(question)
        for row in rows:
            row[place] = cell
        return table(folder / "svar.csv", [head, *rows])

    return written


def user_missing(folder: Path) -> str:
    return saved(folder, missing_ranges={"nytte": [4.0]})


def renamed_csv(folder: Path) -> str:
    return table(folder / "svar.xlsx", plain_rows())


def locked(folder: Path) -> str:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    (folder / "svar.xlsx").write_bytes(compound + "EncryptedPackage".encode("utf-16-le"))
    return "svar.xlsx"


def bomb(folder: Path) -> str:
    file = workbook(folder / "svar.xlsx", plain_rows())
    with zipfile.ZipFile(folder / file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", bytes(40_000_000))
    return file


def formulas(folder: Path) -> str:
    head, *rows = plain_rows()
    rows[0][head.index(USE)] = '="Svært" & " nyttig"'
    return workbook(folder / "svar.xlsx", [head, *rows])


BAD = {
    "merged_header": Bad(merged_header, ("kolonne treff", "ingen kolonne med overskriften")),
    "changed_wording": Bad(
        changed(USE, "Hvor nyttig ville det ha vært?"),
        ("Mente du kolonne B (nummer 2",),
    ),
    "renamed_option": Bad(
        changed("Litt nyttig", "Litt nyttige"), ("ligner på «Litt nyttig»", "Litt nyttige")
    ),
    "mixed_languages": Bad(some_in_english, ("Svarene står på to språk",), 0),
    "utf16": Bad(
        lambda folder: table(folder / "svar.csv", plain_rows(), encoding="utf-16"),
        ("tegnkodingen UTF-16",),
        0,
    ),
    "windows": Bad(csv_windows, ("tegnkodingen Windows-1252",), 0),
    "one_respondent": Bad(first_rows(1), ("Ingen feil",), 0),
    "no_respondents": Bad(first_rows(0), ("Tabellen har bare overskrifter",)),
    "all_the_same": Bad(
        with_column(USE, "Svært nyttig"), ("gitt samme svar", f"nytte ({N})"), 0
    ),
    "nobody_answered": Bad(
        with_column(USE, ""), ("Ingen har svart på disse spørsmålene", f"nytte ({N})"), 0
    ),
    "user_missing": Bad(user_missing, ("som filen selv kaller manglende",), 0),
    "renamed_csv": Bad(renamed_csv, ("Navnet ender på xlsx, men innholdet er CSV",), 0),
    "password": Bad(locked, ("låst med passord",)),
    "zip_bomb": Bad(bomb, ("vokser til mange ganger",)),
    "formulas": Bad(formulas, ("formler uten verdi",)),
}


def in_yaml(data: DataFile) -> list[dict[str, Any]]:
    """The questions as `evaluation.yaml` has them."""
    found = []
    for question in data.questions:
        answered = [
            {"id": answer.id, "name": {"nb": answer.name.nb, "en": answer.name.en}}
            | ({"is_outside": True} if answer.is_outside else {})
            | ({"at_most": answer.at_most} if answer.at_most is not None else {})
            | ({"at_least": answer.at_least} if answer.at_least is not None else {})
            for answer in question.answers
        ]
        found.append(
            {
                "id": question.id,
                "column": question.column,
                "columns": list(question.columns),
                "name": {"nb": question.name.nb, "en": question.name.en},
                "kind": question.kind,
                **({"answers": answered} if answered else {}),
            }
        )
    return found


def check(project, write: Writer, **more: Any):
    """Check the evaluation with a file of this writer."""
    private = project.source() / "private"
    private.mkdir()
    file = write(private)
    data = declared(file)
    design = {"two_of_a_family": "both"}
    more = {"family": data.family, "design": design, "questions": in_yaml(data)} | more
    declare(project, file, **more)
    return project.larvik("check")


@pytest.mark.parametrize("name", BAD)
def test_a_spoilt_export_is_told_where_and_without_its_answers(project, name):
    bad = BAD[name]
    said = check(project, bad.write)
    told = said.out + said.err
    assert said.code == bad.code, told
    for words in bad.told:
        assert words in told
    assert SECRET not in told


def test_margins_of_different_sums_are_refused(project):
    facts = ("red_families", "red_children", "family_survey_respondents")
    margins = [
        {"question": "sted", "facts": {"a0": facts[0], "a1": facts[1]}},
        {"question": "nytte", "facts": dict.fromkeys(("a0", "a1", "a2"), facts[2])},
    ]
    design = {"two_of_a_family": "both", "margins": margins}
    said = check(project, csv_english, design=design)
    assert said.code == 1
    assert "summene er ulike: sted 32, nytte 33" in said.out + said.err


@pytest.mark.slow
def test_a_million_rows_are_checked(project):
    def long(folder: Path) -> str:
        head, *rows = plain_rows()
        lines = ["\t".join(row) for row in rows]
        n_times = 1_000_000 // N + 1
        text = "\n".join(["\t".join(head), *lines * n_times])
        (folder / "svar.csv").write_text(text + "\n", encoding="utf-8")
        return "svar.csv"

    said = check(project, long)
    assert said.code == 0, said.out + said.err
    assert "Ingen feil" in said.out
