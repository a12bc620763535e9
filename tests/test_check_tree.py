"""What may not come into git: `tools/check_tree.py` and `.gitignore`."""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
# Control digits are worked out here, so that no identity number stands in this file.
WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
needs_git = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a checkout"
)


def identity_number(nine: str = "010180000") -> str:
    """The first identity number with these digits, or with the next ones."""
    digits = [int(digit) for digit in nine]
    for weights in WEIGHTS:
        control = -sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
        if control == 10:
            return identity_number(f"{int(nine) + 1:09d}")
        digits.append(control)
    return "".join(map(str, digits))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tree", ROOT / "tools" / "check_tree.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def planted(tool, tmp_path, monkeypatch, capsys):
    """Say whether a file is refused, and that nothing of its content is told."""
    monkeypatch.chdir(tmp_path)

    def plant(name: str, content: str | bytes, *secrets: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        code = tool.main([name])
        told = capsys.readouterr().out
        assert bool(told) == bool(code)
        assert not any(secret in told for secret in secrets)
        return told

    return plant


@needs_git
def test_what_git_tracks_passes(tool, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert (tool.main([]), capsys.readouterr().out) == (0, "")


@needs_git
@pytest.mark.parametrize(
    "name",
    [
        "data/raw/x/private/a.csv",
        "data/raw/x/private/deep/a.sav",
        "data/processed/x/y",
        "data/processed/x/internal.html",
        "x.key",
        "data/raw/x/x.key",
        "reports/x/report.docx",
    ],
)
def test_git_ignores_what_is_private(name):
    done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    assert done.returncode == 0


@needs_git
@pytest.mark.parametrize(
    "name",
    [f"data/raw/x/{name}" for name in ("evaluation.yaml", "ledger.jsonl", "estimand.jsonl")],
)
def test_git_keeps_what_is_public(name):
    done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    assert done.returncode == 1


@pytest.mark.parametrize(
    "name", ["a.csv", "docs/a.txt", "data/raw/reference/a.tsv", "tests/known/a.csv"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_one_identity_number_in_a_table_is_refused(planted, name, delimiter, encoding):
    number = identity_number()
    rows = ["år,sted,tall", "2024,Larvik,1", f"2025,Larvik,{number}"]
    content = "\n".join(rows).replace(",", delimiter).encode(encoding)
    assert "identity number" in planted(name, content, number)


@pytest.mark.parametrize("number", ["{}", "{0:.6} {1}", "{0:.6}-{1}", "Hun har {}."])
@pytest.mark.parametrize("nine", ["410180000", "014180000", "018180000", "016680000"])
def test_however_it_is_written_and_whatever_kind_it_is(planted, nine, number):
    digits = identity_number(nine)
    written = number.format(digits, digits[6:])
    assert "identity number" in planted("data/a.csv", f"a,b\nx,{written}\n", digits)
    assert "identity number" in planted("notat.md", f"# Møte\n\n{written}\n", digits)
    assert "identity number" in planted("a.json", json.dumps({"a": [{"b": written}]}), digits)
    assert "identity number" in planted("a.jsonl", f'{{"a": "{written}"}}\n' * 2, digits)


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        ("kontakt", ["a@b.no", "c@d.no", ""], "email"),
        ("kontakt", ["91234567", "412 34 567", "x"], "telephone"),
        ("hvor", ["10.1.2.3", "10.1.2.4"], "ip address"),
        ("når", ["16.05.2025 14:03", "2025-05-16T14:03:22"], "timestamp"),
        ("E-post", ["skjult"], "email"),
        ("Start time", ["fredag"], "timestamp"),
        ("Fødselsnummer", ["010180"], "identity number"),
    ],
)
def test_columns_of_personal_data_are_refused(planted, heading, cells, kind):
    text = "\n".join(f"{n};{cell}" for n, cell in enumerate([heading, *cells]))
    assert f"({kind})" in planted("data/raw/reference/a.csv", text, *filter(None, cells))
    if heading == "kontakt":
        records = json.dumps([{"x": n, heading: cell} for n, cell in enumerate(cells)])
        assert f"({kind})" in planted("a.json", records)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/raw/x/svar.csv", "nytte\nmye\n"),
        ("data/raw/x/svar.json", "[]"),
        ("data/raw/x/mappe/svar.tsv", "nytte\nmye\n"),
        ("data/raw/eksempel/annet.csv", "nytte\nmye\n"),
        ("x.key", "00"),
        ("data/raw/x/x.KEY", "00"),
        ("svar.xlsx", "PK"),
        ("docs/svar.sav", "$FL2"),
        ("tests/known/exports/sample.sav", "$FL2"),  # another file under a known name
    ],
)
def test_what_may_hold_answers_or_is_a_key_is_refused(planted, name, content):
    assert planted(name, content)


def test_the_invented_evaluation_may_hold_the_data_it_declares(planted):
    folder = "data/raw/eksempel"
    declared = "microdata:\n  - id: a\n    file: svar.csv\n"
    declared += "outcomes:\n  families: f.csv\n  # families: g.csv\n  goals: h.csv\n"
    planted(f"{folder}/evaluation.yaml", declared)
    for name in ("f.csv", "g.csv", "h.csv"):
        assert planted(f"{folder}/{name}", "familie\nF1\n") == ""
    text = "E-post;nytte\nkari@eksempel.no;mye\nola@eksempel.no;litt\n"
    assert planted(f"{folder}/svar.csv", text) == ""
    assert planted(f"{folder}/andre.csv", text)
    assert planted(f"{folder}/svar.csv", f"{text}{identity_number()};mye\n")


def test_what_only_looks_a_little_like_it_may_come_in(planted):
    number = identity_number()
    other = number[:10] + str((int(number[10]) + 1) % 10)
    for name, content in {
        "data/raw/x/facts.csv": "fact_id,quote\na,Skriv til post@larvik.kommune.no\n",
        "data/raw/x/ledger.jsonl": f'{{"before": "{number}"}}\n',
        "data/raw/x/estimand.jsonl": f'{{"date": "2024-03-01", "before": "{"a" * 64}"}}\n',
        "tests/known/a.json": json.dumps({"a": 0.12345678901, "hash": f"{'a' * 32}{number}"}),
        "statistikk.csv": f"år;kroner\n2024;12 000 000\n2025;{other}\n",
        "tall.csv": f"a\n0.{number}\n",
        "dager.csv": "dag\n2025-05-16\n16.05.2025\n",
        "tomt.csv": "",
        "oversikt.txt": "Ring 112 i nød.\n",
        "notat.md": "Kontakt: kari@eksempel.no\n",
        "borte.csv": "a\n",
    }.items():
        assert planted(name, content) == "", name
    assert planted("a.csv", "") == ""


def test_a_file_that_is_gone_is_no_fault(tool, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tool.main(["borte.csv", "data/raw/x/facts.csv"]) == 0


@pytest.mark.parametrize(
    "name", ["tools/check_tree.py", "src/larvik_analysis/inputs/personal.py"]
)
def test_the_hook_reads_under_an_old_python(name):
    ast.parse((ROOT / name).read_text("utf-8"), feature_version=(3, 8))


def test_the_rules_stand_alone():
    imported = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(
            ast.parse((ROOT / "src/larvik_analysis/inputs/personal.py").read_text("utf-8"))
        )
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not any(str(name).startswith("larvik_analysis") for name in imported)
