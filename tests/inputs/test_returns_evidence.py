"""The files of what is published: what they hold, and each fault in its own words."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.returns.evidence import (
    CHAPTER,
    CLAIMS_FILE,
    NUMBERS_FILE,
    PROGRAMMES_FILE,
    WSIPP_FILE,
    evidence_for,
    inspect_returns_evidence,
    read_returns_evidence,
)
from larvik_analysis.terms.evaluation import Chapter

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "raw" / "reference"
    shutil.copytree(ROOT / "data" / "raw" / "reference" / "returns", folder / "returns")
    return tmp_path


def change(root: Path, file: str, old: str, new: str) -> list[str]:
    path = root / "data" / "raw" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found, faults = inspect_returns_evidence(root)
    assert found is None
    assert all(fault.file == file for fault in faults)
    return [fault.code for fault in faults]


def test_what_is_shipped_can_be_read():
    evidence = read_returns_evidence(root=ROOT)
    assert {claim.side for claim in evidence.claims} == {"headline", "against"}
    assert len({row.programme for row in evidence.wsipp}) == 13
    named = {programme.id for programme in evidence.programmes}
    assert {"pmto", "tibir", "cos", "icdp", "mst_can", "home_start", "helsestasjon"} <= named
    # What was read about the youth programme is not told of another one.
    mst = next(p for p in evidence.programmes if p.id == "mst_can")
    assert mst.wsipp == ()


def test_a_source_stands_with_everything():
    evidence = read_returns_evidence(root=ROOT)
    cells = [cell for p in evidence.programmes for cell in (*p.effects, p.level, p.cost)]
    sources = [n.source for n in evidence.numbers] + [c.source for c in evidence.claims]
    assert all([*sources, *(cell.source for cell in cells if cell)])


def test_it_is_read_where_a_chapter_asks_for_it(larvik):
    without = replace(larvik.evaluation, chapters=(Chapter(notebook="04_laering"),))
    assert evidence_for(without, ROOT) is None
    asking = replace(larvik.evaluation, chapters=(Chapter(notebook=CHAPTER),))
    assert evidence_for(asking, ROOT) is not None


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (
            NUMBERS_FILE,
            "perry_irr_individual_male,",
            "perry_irr_individual_all,",
            "id_repeated",
        ),
        (NUMBERS_FILE, ",6.2,1.2,", ",x,1.2,", "value_decimal"),
        (NUMBERS_FILE, ",percent,", ",kroner,", "value_choice"),
        (NUMBERS_FILE, ",standard_error,false", ",standard_error,maybe", "value_true_false"),
        (WSIPP_FILE, ",1380,", ",1480,", "wsipp_sum"),
        (WSIPP_FILE, ",0.97,true", ",97,true", "wsipp_chance"),
        (WSIPP_FILE, "4223,,0.97,true", "4223,3.1,0.97,true", "wsipp_no_ratio"),
        (WSIPP_FILE, ",544,", ",side,", "value_integer"),
        (PROGRAMMES_FILE, "[pmto_treatment,", "[pmto_treatmnt,", "item_unknown_near"),
        (PROGRAMMES_FILE, "- id: tibir", "- id: pmto", "id_repeated"),
        (PROGRAMMES_FILE, "        read: abstract\n", "", "key_missing"),
        (CLAIMS_FILE, "[abc_care_irr]", "[abc_care_ir]", "item_unknown_near"),
        (CLAIMS_FILE, "side: headline", "side: sideways", "value_choice"),
        (CLAIMS_FILE, "  early_share: chs_t5", "  early_share: xyz_t9", "item_unknown_near"),
    ],
)
def test_a_fault_is_told(root, file, old, new, code):
    told = change(root, file, old, new)
    assert code in (told + [c.removesuffix("_near") for c in told])


def test_a_missing_file_and_a_missing_column_are_told(root):
    path = root / "data" / "raw" / WSIPP_FILE
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([heading.replace("vintage", "edition"), *rows]), encoding="utf-8")
    _, faults = inspect_returns_evidence(root)
    assert faults
    assert {fault.file for fault in faults} == {WSIPP_FILE}
    (root / "data" / "raw" / CLAIMS_FILE).unlink()
    with pytest.raises(InputError) as raised:
        read_returns_evidence(root=root)
    assert CLAIMS_FILE in {fault.file for fault in raised.value.faults}
