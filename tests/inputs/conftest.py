"""A small project of its own, so that these tests do not depend on the real data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

EVALUATION = """\
title: {nb: Prøven, en: The trial}
subtitle: {nb: Tall, en: Figures}
place: {code: "0301", name: Eksempelvik, zone: Nord}
period: {first: "2024", last: "2025-06"}
language: nb
seed: 7
analysis_date: 2026-01-02
owners: [Eksempelvik kommune, Stiftelsen]
approved:
  - {owner: Stiftelsen, by: daglig leder, date: 2025-12-31}
disclosure: {k: 5, n_min: 10}
measures:
  - id: rodt
    level: indicated
    name: {nb: rødt tiltak, en: red measure}
    description: {nb: Et lag, en: A team}
    facts: {families: antall_familier}
    areas: [omrade_hjem]
    sub_measures:
      - {id: del_en, name: {nb: Del, en: Part}, status: introduced}
sources:
  - id: skjema
    kind: survey
    measure: rodt
    name: {nb: Skjema, en: Form}
    comparison: none
    timing: after_only
    asked_by: independent
    document: rapport
chapters:
  - notebook: 02_kapittel
    parameters: {measure: rodt, code: "0301", count: 3, share: 0.5, wide: true}
documents:
  - {id: rapport, title: Rapporten, publisher: Stiftelsen, date: "2025", url: "x", retrieved_on: 2025-01-01}
"""  # noqa: E501
HEADER = (
    "fact_id,document,section,quote,corrected_quote,topic,indicator_nb,indicator_en,"
    "population,geography,period,value,unit,unit_of_analysis,qualifier,legibility,"
    "approved_by,approval_reason\n"
)
FACTS = (
    HEADER
    + "antall_familier,rapport,Del,ni familier,ni familier,t,Familier,Families,p,g,2025,"
    + "9,count,families,,legible,,\n"
    + "omrade_hjem,rapport,Del,fem svar,fem svar,t,Hjem,Home,p,g,2025,"
    + "5,count,respondents,,legible,,\n"
)
FRAMEWORKS = """\
frameworks:
  - id: trinn
    title: {nb: Trinn, en: Steps}
    source: Et sted
    kind: case_process
    items:
      - {id: a, nb: A, en: A, level: 0}
      - {id: b, nb: B, en: B, category: a, merges: [a], dimensions: [{id: c, nb: C, en: C}]}
    transitions:
      - {from: a, to: b}
"""
RULES = """\
k: {value: 5, floor: 3, unit: units counted, kind: policy, source: Et sted, note: Grense}
interval_level: {value: 0.95, unit: share, kind: judgement, source: Vårt}
"""
FILES = {
    "prove/evaluation.yaml": EVALUATION,
    "prove/facts.csv": FACTS,
    "reference/frameworks.yaml": FRAMEWORKS,
    "reference/rules.yaml": RULES,
}

# Appended to EVALUATION: what an evaluation with data of its own says of them.
OWN_DATA = """\
personvern:
  controller: Eksempelvik kommune
  processor_agreement: Avtale med Stiftelsen
  legal_basis: Samtykke
  respondents_were_told: Et brev
  delete_by: 2030-01-01
  dpia: Arkivet
microdata:
  - id: skjema
    file: private/svar.csv
    name: {nb: foreldrene, en: the parents}
    unit_of_analysis: respondents
    family: Familie
    questions:
      - id: nytte
        column: Hvor nyttig var det?
        name: {nb: Nytte, en: Usefulness}
        answers:
          - {id: mye, name: {nb: Mye nyttig, en: Very useful}, score: 3}
          - {id: litt, name: {nb: Litt nyttig, en: A little useful}, score: 2}
          - {id: ingen, name: {nb: Ikke nyttig, en: Not useful}, score: 1}
        sensitivity: opinion
        reason: Bare om tilbudet
        merge: [litt+ingen]
        facts: {mye: omrade_hjem}
      - id: hjelp
        column: Hva hjalp?
        name: {nb: Hjelp, en: Help}
        kind: multiple
        answers:
          - {id: prat, name: {nb: En prat, en: A talk}}
          - {id: lekser, name: {nb: Hjelp med lekser, en: Help with homework}}
    design: {two_of_a_family: both}
corrections:
  - {data: skjema, supersedes: 0, reason: Rettet, date: 2026-01-02}
"""
ANSWERS = """\
Familie,Hvor nyttig var det?,Hva hjalp?
F1,Mye nyttig,En prat;Hjelp med lekser
F1,Mye nyttig,En prat
F2,Mye nyttig,
F2,Litt nyttig,Hjelp med lekser
F3,Mye nyttig,En prat
F4,Ikke nyttig,;
F5,Mye nyttig,En prat
F5,,
"""

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder with one evaluation, `prove`, that has no faults."""
    for name, text in FILES.items():
        path = tmp_path / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "02_kapittel.ipynb").write_text("{}", encoding="utf-8")
    return tmp_path


@pytest.fixture
def folder(root: Path) -> Path:
    """The folder of the evaluation."""
    return root / "data" / "raw" / "prove"


@pytest.fixture
def write(root: Path) -> Write:
    """Write one file below `data/raw`; line ends stay as given."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = root / "data" / "raw" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def files() -> dict[str, str]:
    """The texts of the files without faults, by name."""
    return dict(FILES)


@pytest.fixture
def keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for keys outside the project, so that no test writes in anybody's home."""
    folder = tmp_path_factory.mktemp("keys")
    monkeypatch.setenv("LARVIK_KEYS", str(folder))
    return folder


@pytest.fixture
def own_data() -> str:
    """What is appended to `evaluation.yaml` of `prove` to give it data of its own."""
    return OWN_DATA


@pytest.fixture
def answers() -> str:
    """Eight invented answers without faults."""
    return ANSWERS


@pytest.fixture
def own_root(root: Path, write: Write, keys: Path) -> Path:
    """The project, whose evaluation `prove` has data of its own and no faults."""
    write("prove/evaluation.yaml", EVALUATION + OWN_DATA)
    write("prove/private/svar.csv", ANSWERS)
    return root
