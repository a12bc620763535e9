"""A run with the evaluator's own Word template beside her evaluation."""

from __future__ import annotations

import json
import zipfile

import docx
import pytest
from docx.shared import Pt

from larvik_analysis.errors import InputError


def test_a_new_template_writes_the_report_again_and_runs_no_chapter(copied, released_files):
    before = released_files(copied.report())
    template = docx.Document()
    template.styles["Normal"].font.name = "Georgia"
    template.styles["Normal"].font.size = Pt(10)
    template.save(str(copied.source() / "mal.docx"))
    outcome = copied.run()
    assert outcome.ran == []
    assert not outcome.is_unchanged
    after = released_files(copied.report())
    assert {name for name in after if after[name] != before[name]} == {
        "report.docx",
        "figurer.docx",
    }
    for name in ("report.docx", "figurer.docx"):
        with zipfile.ZipFile(copied.report() / name) as package:
            assert b"Georgia" in package.read("word/styles.xml")
    record = json.loads((copied.report() / "record.json").read_text(encoding="utf-8"))
    assert "larvik-fagerli/mal.docx" in json.dumps(record)
    assert copied.run().is_unchanged


def test_a_template_that_cannot_be_used_stops_the_run_and_leaves_the_report(
    copied, released_files
):
    before = released_files(copied.report())
    (copied.source() / "mal.docx").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError) as caught:
        copied.run()
    assert [(fault.file, fault.code) for fault in caught.value.faults] == [
        ("mal.docx", "template_of_kind")
    ]
    assert released_files(copied.report()) == before
    said = copied.larvik("check")
    assert said.code == 1
    assert "PDF" in said.out + said.err
