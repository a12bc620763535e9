"""The record of a run: all that made it, no value of the data, nothing of the machine."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import re
import socket
import subprocess
import zipfile
import zlib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import larvik_analysis
from larvik_analysis.run.record import commit_of, versions


@pytest.fixture(scope="module")
def record(finished) -> dict[str, Any]:
    return json.loads((finished.report() / "record.json").read_text(encoding="utf-8"))


RETURNS = (
    "claims.yaml", "non_priced.yaml", "outcomes.yaml", "parameters.yaml", "prices.csv",
    "programmes.yaml", "published_returns.csv", "target_groups.yaml", "wsipp.csv",
)  # fmt: skip


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_file_of_the_report_stands_with_its_hash(finished, record, released_files):
    folder = finished.report()
    assert record["outputs"] == {name: sha256(folder / name) for name in released_files(folder)}


def test_public_inputs_stand_with_their_hashes(finished, record):
    raw = finished.root / "data" / "raw"
    names = [
        "larvik-fagerli/evaluation.yaml", "larvik-fagerli/facts.csv",
        "larvik-fagerli/returns.yaml", "larvik-fagerli/scenarios.yaml",
        "reference/frameworks.yaml", "reference/rules.yaml",
        *(f"reference/returns/{name}" for name in RETURNS),
        "reference/instruments/familieundersokelsen.yaml",
        "reference/instruments/foreldrenettverk.yaml",
    ]  # fmt: skip
    expected = {name: sha256(raw / name) for name in names}
    notebook = "notebooks/02_rodt_tiltak.ipynb"
    assert record["inputs"] == expected | {notebook: sha256(finished.root / notebook)}
    assert record["n_private_inputs"] == 0


def test_private_inputs_are_only_counted(project, plain_writers):
    answers = ["familie,svar\n1,3\n", "familie,svar\n1,2\n"]
    for name, words in zip(("private/svar.csv", "svar-2.csv"), answers, strict=True):
        (project.source() / name).parent.mkdir(exist_ok=True)
        (project.source() / name).write_text(words)
    project.run()
    text = (project.report() / "record.json").read_text(encoding="utf-8")
    record = json.loads(text)
    # also one that lies beside the register: only what is known to be public is hashed
    assert record["n_private_inputs"] == 2
    assert "svar" not in text
    for words in answers:
        assert hashlib.sha256(words.encode()).hexdigest() not in text


def test_returns_that_rest_on_private_numbers_are_only_counted(project, plain_writers):
    returns = project.source() / "returns.yaml"
    measure = "  - measure: rodt\n"
    returns.write_text(
        returns.read_text(encoding="utf-8").replace(
            measure, f"{measure}    is_private: true\n"
        ),
        encoding="utf-8",
    )
    project.run()
    record = json.loads((project.report() / "record.json").read_text(encoding="utf-8"))
    assert record["n_private_inputs"] == 2
    assert not [name for name in record["inputs"] if name.startswith("larvik-fagerli/returns")]


def test_what_was_asked_and_decided_is_recorded(record):
    assert record["format"] == 1
    assert record["evaluation"] == "larvik-fagerli"
    assert (record["seed"], record["language"]) == (3909, "nb")
    assert record["analysis_date"] == "2026-11-22"
    assert record["settings"] == {}
    assert record["chapters"] == {"02_rodt_tiltak": {"measure": "rodt"}}
    assert record["facts_behind"]["rodt-nytte"] == [
        "red_families_very_useful", "red_families_very_useful_base",
        "red_families_useful_to_some_degree",
    ]  # fmt: skip
    assert record["seconds"].keys() == {"chapters", "report"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", record["written_at"])


def test_versions_are_those_that_are_installed(record):
    assert record["versions"] == versions()
    assert versions()["larvik_analysis"] == larvik_analysis.__version__
    assert versions()["python"] == platform.python_version()
    for package in ("numpy", "pandas", "matplotlib", "papermill", "pypandoc-binary", "typst"):
        assert versions()[package] == metadata.version(package)


def test_verdicts_hold_no_value(finished, record):
    names = [verdict["name"] for verdict in record["verdicts"]]
    assert names.count("rodt-nytte") == 1
    assert all(
        verdict.keys() == {"name", "passed", "rule", "n_in_words", "n_hidden", "n_bands"}
        for verdict in record["verdicts"]
    )
    with (finished.source() / "facts.csv").open(encoding="utf-8", newline="") as file:
        quotes = {row["quote"] for row in csv.DictReader(file) if len(row["quote"]) > 12}
    text = json.dumps(record, ensure_ascii=False)
    assert not [quote for quote in quotes if quote in text]


def test_how_the_register_was_read_is_noted(project, plain_writers):
    path = project.source() / "facts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    project.run()
    record = json.loads((project.report() / "record.json").read_text(encoding="utf-8"))
    notes = " ".join(record["notes"])
    assert "semikolon" in notes
    assert "1252" in notes


def packed_texts(name: str, content: bytes) -> bytes:
    """A file's own bytes, and what lies compressed inside it."""
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(
                part.encode() + packed_texts(part, archive.read(part))
                for part in archive.namelist()
            )
    if name.endswith(".pdf"):
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
        for stream in streams:
            try:
                content += zlib.decompress(stream)
            except zlib.error:
                continue
    return content


def test_no_file_that_leaves_names_the_machine(copied, released_files, monkeypatch, tmp_path):
    home = tmp_path / "hjemmemappe"
    home.mkdir()
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "brukernavnet")
    for name in ("HOME", "USERPROFILE", "TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("HOSTNAME", "maskinnavnet")
    monkeypatch.setattr(socket, "gethostname", lambda: "maskinnavnet")
    monkeypatch.setattr(platform, "node", lambda: "maskinnavnet")
    monkeypatch.setattr("tempfile.tempdir", str(home))
    copied.run(force=True)
    files = released_files(copied.report())
    files["record.json"] = (copied.report() / "record.json").read_bytes()
    assert len(files) == 16
    package = str(Path(larvik_analysis.__file__).parent)
    for name, content in files.items():
        text = packed_texts(name, content)
        for here in (str(tmp_path), package, "hjemmemappe", "brukernavnet", "maskinnavnet"):
            assert here.encode() not in text, (name, here)
    assert list(home.iterdir()) == []  # nor is anything left behind


class TestCommit:
    """The commit a project stands at, read without git."""

    def test_it_is_what_git_says(self, tmp_path):
        def git(*arguments: str) -> str:
            command = ["git", "-c", "user.name=x", "-c", "user.email=x@x", *arguments]
            ended = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
            return ended.stdout.decode("ascii").strip()

        git("init", "--quiet", "--initial-branch=hoved")
        assert commit_of(tmp_path) == ""
        git("commit", "--allow-empty", "--quiet", "--message=x")
        expected = git("rev-parse", "HEAD")
        assert commit_of(tmp_path) == expected
        git("pack-refs", "--all")
        assert not (tmp_path / ".git" / "refs" / "heads" / "hoved").exists()
        assert commit_of(tmp_path) == expected
        git("checkout", "--quiet", "--detach")
        assert commit_of(tmp_path) == expected

    def test_outside_a_checkout_there_is_none(self, tmp_path):
        assert commit_of(tmp_path) == ""
        (tmp_path / ".git").write_text("gitdir: elsewhere")
        assert commit_of(tmp_path) == ""
