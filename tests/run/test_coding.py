"""`larvik code`, from export to themes in the report: no answer is anywhere but in private."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
import yaml

NAME = "ord"
FILE = "private/koding/svar-ord.xlsx"
# Each with a word that stands nowhere else.
TEXTS = (
    "Kveldene våre ble plutselig mye roligere etter at zebravott kom innom",
    "Læreren tok endelig kontakt og fiolbjelle satte stor pris på det",
    "Ring 412 34 567 eller granmus@eksempel.no",
    "Kvitpels",
)
WORDS = ("zebravott", "fiolbjelle", "41234567", "412 34 567", "granmus", "kvitpels")
PARAPHRASES = ("Det ble mer ro om kvelden.", "Skolen begynte å lytte.")
CODE = """\
import larvik_analysis as la
study = la.read_study(evaluation, settings)
la.show(*la.exhibit_questions(study, "svar"))"""
PARAMETERS = 'evaluation = "ord"\nsettings = {}'


def answers(texts: list[str]) -> str:
    """An export with an opinion and an open answer in each row."""
    rows = [f'{"Nyttig" if n % 3 else "Unyttig"};"{text}"' for n, text in enumerate(texts)]
    return "\n".join(["Nytte;Med egne ord", *rows]) + "\n"


def declared() -> dict[str, Any]:
    """What the evaluation says of its own data."""
    both = {"sensitivity": "opinion", "reason": "En mening om tilbudet."}
    choices = [{"id": n.lower(), "name": {"nb": n, "en": n}} for n in ("Nyttig", "Unyttig")]
    nytte = {"id": "nytte", "column": "Nytte", "name": {"nb": "Nytte", "en": "Use"}, **both}
    ord_ = {
        "id": "ord",
        "column": "Med egne ord",
        "name": {"nb": "Med egne ord", "en": "In own words"},
        "kind": "text",
        **both,
    }
    return {
        "id": "svar",
        "file": "private/svar.csv",
        "name": {"nb": "foreldrene", "en": "the parents"},
        "unit_of_analysis": "respondents",
        "questions": [{**nytte, "kind": "nominal", "answers": choices}, ord_],
    }


@pytest.fixture
def coded(project, monkeypatch, tmp_path):
    """A real evaluation with open answers of its own."""
    monkeypatch.setenv("LARVIK_KEYS", str(tmp_path / "keys"))
    source = project.source("larvik-fagerli").rename(project.source(NAME))
    texts = [TEXTS[n % 3] for n in range(24)] + [TEXTS[3], ""]
    (source / "private").mkdir()
    (source / "private" / "svar.csv").write_text(answers(texts), encoding="utf-8")
    example = project.source("eksempel") / "evaluation.yaml"
    privacy = yaml.safe_load(example.read_text(encoding="utf-8"))["personvern"]
    privacy["delete_by"] = "2030-01-01"
    project.write_notebook("06_ord", [CODE], PARAMETERS)

    def change(data: dict[str, Any]) -> None:
        data["microdata"] = [declared()]
        data["personvern"] = privacy
        data["chapters"] = [{"notebook": "06_ord"}]
        for given in data["sources"]:
            given.pop("data", None)

    project.set_evaluation(change, NAME)
    return project


def fill(path: Path, n_coded: int = 25) -> None:
    """Code the answers as an evaluator does."""
    book = openpyxl.load_workbook(path)
    for row, name in enumerate(("Ro hjemme", "Skolen"), start=5):
        for column, value in ((1, name), (4, "Leder"), (5, "22.11.2026")):
            book["Temaer"].cell(row, column).value = value
    sheet = book["Svar"]
    for row in range(2, 2 + n_coded):
        text = str(sheet.cell(row, 2).value)
        is_known = {TEXTS[0]: "Ro hjemme", TEXTS[1]: "Skolen", TEXTS[3]: "Skolen"}
        sheet.cell(row, 3).value = is_known.get(text, "Uten tema")
    for theme, said in zip(("Ro hjemme", "Skolen"), PARAPHRASES, strict=True):
        book["Omskrevet"].append([theme, said, "Leder", "22.11.2026"])
    book.save(path)


def everything(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every byte below a folder, also within archives, and the words of documents."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        yield path, content
        if path.suffix == ".pdf":
            for page in pypdf.PdfReader(io.BytesIO(content)).pages:
                yield path, page.extract_text().encode()
        if zipfile.is_zipfile(io.BytesIO(content)):
            archive = zipfile.ZipFile(io.BytesIO(content))
            for name in archive.namelist():
                yield path, archive.read(name)


def holds(content: bytes, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in some bytes."""
    low = content.lower()
    return any(
        word.lower().encode(how) in low for word in words for how in ("utf-8", "utf-16-le")
    )


def test_open_answers_come_back_as_themes_and_stay_private(coded):
    said = coded.larvik("code", NAME)
    assert (said.code, said.err) == (0, "")
    assert "private/koding/svar-ord.xlsx. Svar i arket: 25" in said.out
    assert "byttet ut med «[fjernet]»: 16." in said.out
    told = [said]
    fill(coded.source(NAME) / FILE)
    told += [coded.larvik("check", NAME), coded.larvik("run", NAME)]
    assert [each.code for each in told] == [0, 0, 0], told[-1].err
    assert "Spørsmålet ord er kodet. Svar: 25. Uten tema: 8." in told[1].out
    assert "Ro hjemme; Skolen. Disse blir trykt i rapporten" in told[1].out
    table = (coded.report(NAME) / "tables" / "svar-ord.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:2] for line in table[1:]] == [
        ["ro_hjemme", "Ro hjemme"], ["skolen", "Skolen"],
    ]  # fmt: skip
    quotes = (coded.report(NAME) / "tables" / "svar-sitater-ord.csv").read_text("utf-8")
    page = (coded.report(NAME) / "report.html").read_text("utf-8")
    for words in PARAPHRASES:
        assert words in quotes
        assert words in page
    for each in told:
        assert not holds((each.out + each.err).encode(), WORDS)
    places = [coded.report(NAME), coded.processed(NAME)]
    found = {path.name for place in places for path, c in everything(place) if holds(c, WORDS)}
    assert found == set()
    # The search does find what is there.
    private = coded.source(NAME) / "private"
    assert {path.name for path, content in everything(private) if holds(content, WORDS)} == {
        "svar.csv", "svar-ord.xlsx",
    }  # fmt: skip


def test_new_codes_make_the_chapter_run_again(coded, plain_writers):
    coded.larvik("code", NAME)
    first = coded.run(NAME)
    assert not (coded.report(NAME) / "tables" / "svar-ord.csv").exists()
    fill(coded.source(NAME) / FILE)
    again = coded.run(NAME)
    assert (first.ran, again.ran) == (["06_ord"], ["06_ord"])
    assert (coded.report(NAME) / "tables" / "svar-ord.csv").exists()


def test_it_adds_and_tells_by_count(coded):
    coded.larvik("code", NAME)
    fill(coded.source(NAME) / FILE)
    assert "ikke rørt" in coded.larvik("code", NAME).out
    path = coded.source(NAME) / "private" / "svar.csv"
    path.write_text(path.read_text("utf-8") + 'Nyttig;"Zebravott en gang til"\n', "utf-8")
    said = coded.larvik("code", NAME, "--data", "svar", "--question", "ord")
    assert "svar: 1. Svar som sto der fra før: 25." in said.out
    assert not holds(said.out.encode(), WORDS)
    assert "som ikke er kodet: 1 (rad 27 i arket «Svar»)." in coded.larvik("check", NAME).out


def test_rows_that_fit_nothing_are_told_without_a_loop(coded):
    coded.larvik("code", NAME)
    path = coded.source(NAME) / FILE
    fill(path)
    book = openpyxl.load_workbook(path)
    book["Svar"]["B2"].value = "Noe helt annet"
    book.save(path)
    checked = coded.larvik("check", NAME)
    assert (checked.code, "larvik code <" in checked.out) == (1, False)
    assert "hører ikke lenger sammen" in checked.out + checked.err
    assert "kodearket: 1. Kjør «larvik code»" not in checked.out
    said = coded.larvik("code", NAME)
    assert "har alle svarene fra før" not in said.out
    assert "som kanskje ikke står i arket: 1." in said.out


def test_an_answer_that_is_made_a_theme_stays_at_home(coded):
    path = coded.source(NAME) / "private" / "svar.csv"
    path.write_text(path.read_text("utf-8") + "Nyttig;Zebravott Granmus slår\n", "utf-8")
    coded.larvik("code", NAME)
    fill(coded.source(NAME) / FILE, 26)
    book = openpyxl.load_workbook(coded.source(NAME) / FILE)
    for column, value in ((1, "Zebravott Granmus slår"), (4, "Leder"), (5, "22.11.2026")):
        book["Temaer"].cell(7, column).value = value
    book.save(coded.source(NAME) / FILE)
    told = [coded.larvik("check", NAME), coded.larvik("run", NAME)]
    assert [each.code for each in told] == [1, 1]
    assert not holds("".join(each.out + each.err for each in told).encode(), WORDS)
    assert not [path for path, c in everything(coded.report(NAME)) if holds(c, WORDS)]


def test_an_open_sheet_is_left_alone(coded):
    coded.larvik("code", NAME)
    path = coded.source(NAME) / FILE
    (path.parent / f"~${path.name}").write_bytes(b"")
    said = coded.larvik("code", NAME)
    assert (said.code, "åpen i et annet program" in said.err) == (6, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--data", "svarr"), "Nærmest: svar"),
        (("--question", "nytte"), "Ingen spørsmål med åpne svar heter det"),
    ],
)
def test_a_wrong_name_is_told(coded, arguments, words):
    said = coded.larvik("code", NAME, *arguments)
    assert (said.code, words in said.err) == (2, True)


def test_faults_of_the_export_are_told_and_nothing_is_made(coded):
    path = coded.source(NAME) / "private" / "svar.csv"
    path.write_text(path.read_text("utf-8").replace("Nytte", "Nyttte", 1), "utf-8")
    said = coded.larvik("code", NAME)
    assert (said.code, "Nyttte" in said.err) == (1, True)
    path.unlink()
    assert coded.larvik("code", NAME).code == 2
    assert not (coded.source(NAME) / FILE).exists()


def test_nobody_answered(coded):
    (coded.source(NAME) / "private" / "svar.csv").write_text(answers([""] * 9), "utf-8")
    said = coded.larvik("code", NAME)
    assert (said.code, "arket er ikke laget" in said.out) == (0, True)
    assert not (coded.source(NAME) / FILE).exists()


def test_two_coders_are_told_how_far_they_agree(coded):
    coded.larvik("code", NAME)
    first = coded.source(NAME) / FILE
    second = first.with_name("svar-ord-koder2.xlsx")
    second.write_bytes(first.read_bytes())
    fill(first)
    fill(second, 25)
    book = openpyxl.load_workbook(second)
    book["Svar"]["C2"].value = "Skolen"
    book.save(second)
    said = coded.larvik("check", NAME)
    assert said.code == 0, said.err
    # By hand: 24 of 25 alike; the first has 8 of the theme and the other 7.
    # Expected 8/25 * 7/25 + 17/25 * 18/25 = 362/625; kappa = (600 - 362) / (625 - 362).
    assert "temaet «Ro hjemme» (rad 5 i arket «Temaer»): Cohens kappa 0,90" in said.out
    assert "Svar kodet av begge: 25. Kodet likt: 24." in said.out
    assert "coding_agreement" in coded.larvik("check", NAME, "--json").out


def test_two_who_say_the_same_of_everything_have_no_kappa(coded):
    coded.larvik("code", NAME)
    first = coded.source(NAME) / FILE
    second = first.with_name("svar-ord-koder2.xlsx")
    for path in (first, second):
        book = openpyxl.load_workbook(first)
        book["Temaer"]["A5"].value = "Alt"
        for row in range(2, 27):
            book["Svar"].cell(row, 3).value = "Alt"
        book.save(path)
    assert "coding_agreement_none" in coded.larvik("check", NAME, "--json").out


def test_purge_takes_the_sheets_with_it(coded):
    coded.larvik("code", NAME)
    said = coded.larvik("purge", NAME, "--yes")
    assert said.code == 0, said.err
    assert FILE in said.out
    assert not (coded.source(NAME) / "private").exists()


def test_paraphrases_of_too_few_are_told_by_count_and_without_their_theme(coded):
    coded.larvik("code", NAME)
    path = coded.source(NAME) / FILE
    fill(path)
    book = openpyxl.load_workbook(path)
    about = [row for row in book["Svar"].iter_rows(min_row=2) if row[2].value == "Skolen"]
    for row in about[4:]:  # one less than the limit of an opinion is left
        row[2].value = "Uten tema"
    book.save(path)
    said = coded.larvik("run", NAME)
    assert said.code == 0, said.err
    assert f"{FILE}: Godkjente omskrivninger som ikke er med i rapporten: 1." in said.out
    assert "Skolen" not in said.out
    assert "ledger.jsonl: Denne filen er ny." in said.out
    quotes = (coded.report(NAME) / "tables" / "svar-sitater-ord.csv").read_text("utf-8")
    assert [words in quotes for words in PARAPHRASES] == [True, False]
