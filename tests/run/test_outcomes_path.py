"""An evaluator's path: ratings of her families in any table, `larvik check`, `larvik run`.

The families are invented here. What is wrong with a file is told without what stands in it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from larvik_analysis.inputs.evaluation import inspect_evaluation
from larvik_analysis.inputs.frameworks import inspect_frameworks
from larvik_analysis.inputs.outcomes.declared import declared_in
from larvik_analysis.inputs.outcomes.reading import read_families, read_outcomes
from larvik_analysis.inputs.outcomes.templates import outcome_templates

ROOT = Path(__file__).parents[2]
NAME = "larvik-fagerli"
SECRET = "Mor Åse slår"  # what must never be told
N_FAMILIES = 12
RISKS = (
    "harmful_care", "serious_violations", "emotional_unavailability", "substance_use",
    "serious_mental_disorders", "developmental_difficulties",
    "harmful_psychosocial_environment", "living_conditions",
)  # fmt: skip
HEAD = ["familie", "barn", "bølge", "dato", "vurderer", "rolle", "merknad", *RISKS]
PRIVACY = {
    "controller": "Oppdiktet kommune",
    "processor_agreement": "Oppdiktet",
    "legal_basis": "Oppdiktet",
    "dpia_not_needed": "Vurderingene er oppdiktet.",
    "respondents_were_told": "Oppdiktet",
    "delete_by": "2030-01-01",
}
WORDS = ("Ingen", "Litt", "Noe", "Mye", "Svært mye")
OUTCOMES: dict[str, Any] = {
    "measure": "rodt",
    "start": "2024-08-19",
    "rated_by": "deliverers",
    "chosen_for_high_risk": True,
    "scale": [
        {"score": score, "name": {"nb": name, "en": f"Level {score}"}}
        for score, name in enumerate(WORDS)
    ],
    "not_rated": ["ikke vurdert"],
    "factors_from": ["kvello"],
}
ESTIMAND: dict[str, Any] = {
    "population": {"nb": "familiene som fikk hjelp", "en": "the families that got help"},
    "contrast": "before_after",
    "outcome": {"nb": "samlet bekymring", "en": "concern as a whole"},
    "factors": list(RISKS),
}
FOLLOWED = "Antall familier som ble vurdert både før og etter:"
SLOPES = "Belastningen i hver familie, før og etter"
Table = list[list[str]]


def ratings(n_families: int = N_FAMILIES, *, is_lost: bool = True, step: int = 1) -> Table:
    """One or two children a family; most get better, some worse, the last one is lost."""
    rows: Table = []
    for family in range(n_families):
        falls = step if family % 4 else -step
        for child in range(1 + family % 2):
            for wave, day in ((1, "02.09.2024"), (2, "02.06.2025")):
                if wave == 2 and is_lost and family == n_families - 1:
                    continue
                scores = [
                    2 + (family + place) % 2 - (wave == 2) * falls * ((place + family) % 3 == 0)
                    for place in range(len(RISKS))
                ]
                cells = [
                    "ikke vurdert" if (family, place) == (3, 5) else str(score)
                    for place, score in enumerate(scores)
                ]
                note = SECRET if (family, wave) == (2, 1) else ""
                mark = f"F{family}"
                who = [mark, f"{mark}b{child}", str(wave), day, "Rådgiver Øya", "laget"]
                rows.append([*who, note, *cells])
    return [list(HEAD), *rows]


def as_csv(
    path: Path, table: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8"
) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path.name


def csv_english(folder: Path, table: Table) -> str:
    return as_csv(folder / "families.csv", table)


def csv_windows(folder: Path, table: Table) -> str:
    return as_csv(folder / "families.csv", table, ";", "cp1252")


def workbook(folder: Path, table: Table) -> str:
    """With numbers where the cells look like numbers, as Excel keeps them."""
    book = openpyxl.Workbook()
    for row in table:
        book.active.append([int(c) if c.isdecimal() else (c or None) for c in row])
    book.save(folder / "families.xlsx")
    return "families.xlsx"


Writer = Callable[[Path, Table], str]
WRITERS: tuple[Writer, ...] = (csv_english, csv_windows, workbook)


@pytest.fixture(autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARVIK_KEYS", str(tmp_path_factory.mktemp("keys")))


def declare(project, files: Mapping[str, Any]) -> None:
    """Say in `evaluation.yaml` what is there."""
    outcomes = {**OUTCOMES, **files}

    project.set_evaluation(
        lambda data: data.update(
            personvern=PRIVACY, outcomes=outcomes, estimand=ESTIMAND, sources=[]
        )
    )
    # A day in quotes is a text, and a text is no day.
    path = project.source() / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f'"start": "{OUTCOMES["start"]}"', f'"start": {OUTCOMES["start"]}'),
        encoding="utf-8",
    )


def put(project, table: Table, write: Writer = csv_english) -> None:
    """Put ratings into the private folder, and declare them."""
    private = project.source() / "private"
    private.mkdir(exist_ok=True)
    declare(project, {"families": f"private/{write(private, table)}"})


def put_with(project, key: str, name: str, table: Table, **more: Any) -> None:
    """Put ratings and another table into the private folder."""
    private = project.source() / "private"
    private.mkdir(exist_ok=True)
    as_csv(private / name, table)
    families = f"private/{csv_english(private, ratings())}"
    declare(project, {"families": families, key: {"file": f"private/{name}", **more}})


def test_the_same_ratings_are_the_same_table_in_every_format(project):
    found = []
    for write in WRITERS:
        put(project, ratings(), write)
        found.append(read_families(NAME, root=project.root))
    known = found[0]
    assert len(known.families) == N_FAMILIES
    assert known.table["rating"].isna().any()
    for other in found[1:]:
        pd.testing.assert_frame_equal(other.table, known.table)
        assert other.families == known.families
    assert SECRET not in known.table.to_csv()


# What can be wrong with the files, and what is said of it


@dataclass(frozen=True)
class Bad:
    """A spoilt file: who puts it there, what is told, and how the check ends."""

    put: Callable[[Any], None]
    told: tuple[str, ...]
    code: int = 1


def with_cells(*changes: tuple[int, str, str]) -> Table:
    """The ratings with other cells: row of the file, column, content."""
    table = ratings()
    for line, column, cell in changes:
        table[line - 1][HEAD.index(column)] = cell
    return table


EPISODES = ["familie", "nivå", "fra", "til", "utfall", "begrunnelse"]


def pathways(*rows: str) -> Callable[[Any], None]:
    table = [EPISODES, *(row.split(",") for row in rows)]
    return lambda project: put_with(project, "pathways", "pathways.csv", table)


def zones(rows: Mapping[str, Sequence[int]]) -> Callable[[Any], None]:
    """Areas and the years they have."""
    table = [["område", "år", "utfall"]]
    table += [[zone, str(year), "4.5"] for zone, years in rows.items() for year in years]
    return lambda project: put_with(
        project, "zones", "zones.csv", table, treated="Fagerli", start=2024
    )


YEARS = range(2018, 2026)
BAD = {
    "a_family_with_one_wave": Bad(
        lambda project: put(project, ratings()),
        ("Familier som bare er vurdert i én bølge: 1.", "ikke ble fulgt til slutten"),
        0,
    ),
    "a_child_in_two_families": Bad(
        lambda project: put(project, with_cells((4, "barn", "F0b0"))),
        ("linje 2, kolonne barn", "Et barn står i to familier. Se rad 2, 3, 4"),
    ),
    "off_the_scale": Bad(
        lambda project: put(project, with_cells((5, "substance_use", "7"))),
        ("linje 5", "kolonne K (nummer 11)", "utenfor skalaen, som har 0, 1, 2, 3, 4"),
    ),
    "words_off_the_scale": Bad(
        lambda project: put(project, with_cells((5, "substance_use", SECRET))),
        ("linje 5", "skriv under not_rated"),
    ),
    "a_wave_before_the_start": Bad(
        lambda project: put(
            project, with_cells((2, "dato", "01.05.2024"), (3, "dato", "02.05.2024"))
        ),
        ("linje 3, kolonne dato", "datert før tiltaket begynte"),
    ),
    "overlapping_episodes": Bad(
        pathways("F0,1,02.09.2024,02.12.2024,flyttet,", "F0,2,01.11.2024,,,"),
        ("Episoder overlapper", "Se rad 2, 3"),
    ),
    "a_jump_without_a_reason": Bad(
        pathways("F0,0,02.09.2024,02.12.2024,flyttet,", "F0,3,02.12.2024,,,"),
        ("linje 3, kolonne nivå", "det står ingen begrunnelse"),
    ),
    "a_jump_with_a_reason": Bad(
        pathways("F0,0,02.09.2024,02.12.2024,flyttet,", f"F0,3,02.12.2024,,,{SECRET}"),
        ("Ingen feil",),
        0,
    ),
    "no_donors": Bad(zones({"Fagerli": YEARS}), ("ingen områder å sammenligne med",)),
    "a_donor_with_missing_years": Bad(
        zones({"Fagerli": YEARS, "Torstrand": YEARS, "Nanset": YEARS[2:]}),
        ("Disse områdene mangler år", "Nanset"),
        0,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_spoilt_file_is_told_where_and_without_what_stands_in_it(project, name):
    bad = BAD[name]
    bad.put(project)
    said = project.larvik("check")
    told = said.out + said.err
    assert said.code == bad.code, told
    for words in bad.told:
        assert words in told
    assert SECRET not in told
    assert "Rådgiver" not in told


def test_all_faults_are_told_at_once(project):
    table = with_cells(
        (4, "barn", "F0b0"), (5, "substance_use", "7"), (6, "dato", "31.02.2025")
    )
    put(project, table)
    said = project.larvik("check")
    told = said.out + said.err
    assert said.code == 1
    for words in ("to familier", "utenfor skalaen", "er ikke datoer"):
        assert words in told


def test_whoever_has_written_nothing_down_is_told_what_the_report_will_say(project):
    put(project, ratings())
    said = project.larvik("check")
    assert said.code == 0
    assert "fastsatt etter datainnsamling" in said.out + said.err


def test_files_that_are_not_there_are_no_fault(project):
    declare(project, {"families": "private/families.csv"})
    said = project.larvik("check")
    told = said.out + said.err
    assert said.code == 0, told
    assert "Rapporten blir laget uten den" in told
    assert read_outcomes(NAME, root=project.root).families is None


# From the ratings to the report


def run(project, table: Table, write: Writer = csv_english) -> tuple[str, str]:
    """Make the report of these ratings; what everybody reads, and the page of those inside."""
    put(project, table, write)
    checked = project.larvik("check")
    assert checked.code == 0, checked.out + checked.err
    made = project.larvik("run")
    assert made.code == 0, made.out + made.err
    for said in (checked, made):
        assert SECRET not in said.out + said.err
    html = (project.report() / "report.html").read_text(encoding="utf-8")
    return html, (project.processed() / "internal.html").read_text(encoding="utf-8")


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and of all parts of an archive."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return content
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.slow
@pytest.mark.parametrize("write", [workbook, csv_windows])
def test_from_ratings_to_the_report(project, write):
    html, internal = run(project, ratings(), write)
    assert "Hva endret seg for familiene?" in html
    assert "uten sammenligning" in html
    assert "fastsatt etter datainnsamling" in html
    assert f"{FOLLOWED} 11." in html
    assert "Alle faktorene samlet, Bedre: minst halvparten" in html
    table = read_families(NAME, root=project.root).table
    secrets = [SECRET, "Rådgiver Øya", *table["family"], *table["child"], *table["rater"]]
    for path in project.report().rglob("*"):
        if path.is_file():
            content = unpacked(path)
            assert not any(secret and secret.encode() in content for secret in secrets)
    assert SLOPES in internal
    assert SLOPES not in html
    assert project.larvik("verify").code == 0


SMALL = {"two_families": 2, "one_family": 1}


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_of_so_few_families_the_report_shows_no_number(project, name):
    html, internal = run(project, ratings(SMALL[name], is_lost=False))
    assert "Hva endret seg for familiene?" in html
    assert "uten sammenligning" in html.lower()
    assert FOLLOWED not in html
    assert not list(project.report().rglob("*change*"))
    assert SLOPES in internal


@pytest.mark.slow
def test_where_nothing_has_changed_nobody_is_called_better_or_worse(project):
    html, internal = run(project, ratings(step=0))
    assert f"{FOLLOWED} 11." in html
    assert "Alle faktorene samlet, Uendret: minst halvparten" in html
    assert "Bedre: minst" not in html
    assert SLOPES in internal


INTERNAL = (
    SLOPES,
    "Fra hvilket nivå til hvilket, faktor for faktor",
    "Gjennomsnittlig endring i hver faktor",
    "Kontakter familiene fikk, og kontakter som var planlagt",
    "Hvor langt familiene kom mot målene sine",
    "Målingene i hver enkeltsak, før og under hjelpen",
    "Nivåer og kontakter i hver familie over tid",
    "Hvor lenge familiene blir på hvert nivå",
)
MEAN = re.compile(r"Gjennomsnittlig endring for 13 familier, i trinn på skalaen: (−?\d,\d)")


def test_the_example_shows_what_may_leave_and_what_may_not(finished):
    html = (finished.report("eksempel") / "report.html").read_text(encoding="utf-8")
    internal = (finished.processed("eksempel") / "internal.html").read_text(encoding="utf-8")
    assert MEAN.search(html)[1] == "−0,6"  # the true change is -0.6
    assert [title for title in INTERNAL if title not in internal] == []
    assert [title for title in INTERNAL if title in html] == []
    assert "Syntetisk, oppdiktet" not in html


@pytest.mark.slow
def test_without_an_effect_the_example_shows_noise(project):
    folder = project.source("eksempel")
    (folder / "ledger.jsonl").unlink()  # remembers the families with an effect
    path = "data/raw/eksempel/evaluation.yaml"
    project.edit(path, "  families: families.csv\n", "")
    project.edit(path, "  # families: families_uten", "  families: families_uten")
    project.run("eksempel")
    html = (project.report("eksempel") / "report.html").read_text(encoding="utf-8")
    internal = (project.processed("eksempel") / "internal.html").read_text(encoding="utf-8")
    assert "Alle faktorene samlet, Bedre: 8" in html
    assert "endret belastningen seg med −0,06 trinn" in internal


def test_the_guide_has_the_headings_of_every_empty_file():
    folder = ROOT / "data" / "raw" / "eksempel"
    _, _, tree = inspect_evaluation(folder, ROOT)
    frameworks, _ = inspect_frameworks(ROOT)
    assert frameworks is not None
    guide = (ROOT / "docs" / "utfall.md").read_text(encoding="utf-8")
    made = outcome_templates(declared_in(tree, frameworks))
    heads = [content.decode("utf-8-sig").strip() for content in made.values()]
    own = ";Foreldrenes kapasitet;Familie og miljø"  # beyond the list that the guide shows
    assert len(heads) == 6
    assert [head for head in heads if head.removesuffix(own) not in guide.splitlines()] == []
