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
  - {owner: Stiftelsen, by: daglig leder, date: 2026-01-02}
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
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def files() -> dict[str, str]:
    """The texts of the files without faults, by name."""
    return dict(FILES)
