"""The door to the files, and who remembers what went through it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs import files
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.facts import read_facts
from larvik_analysis.inputs.files import read_bytes, recording_reads


def test_reads_are_recorded_once_each_in_order(tmp_path):
    one, two = tmp_path / "en.txt", tmp_path / "to.txt"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    with recording_reads() as paths:
        assert read_bytes(two, "to.txt") == b"2"
        read_bytes(one, "en.txt")
        read_bytes(two, "to.txt")
    read_bytes(one, "en.txt")  # after the block: not its business
    assert paths == [two.resolve(), one.resolve()]


def test_a_recorder_inside_another_leaves_both_complete(tmp_path):
    path = tmp_path / "en.txt"
    path.write_bytes(b"1")
    with recording_reads() as outer:
        with recording_reads() as inner:
            read_bytes(path, "en.txt")
        read_bytes(path, "en.txt")
    assert inner == outer == [path.resolve()]


def test_a_missing_file_is_recorded_and_told_without_its_path(tmp_path):
    with recording_reads() as paths, pytest.raises(InputError) as caught:
        read_bytes(tmp_path / "borte.csv", "borte.csv")
    assert paths == [(tmp_path / "borte.csv").resolve()]
    assert [(f.file, f.code) for f in caught.value.faults] == [("borte.csv", "file_missing")]
    assert str(tmp_path) not in str(caught.value)


def test_a_recorder_ends_even_if_reading_fails(tmp_path):
    with pytest.raises(InputError), recording_reads() as paths:
        read_bytes(tmp_path / "borte.csv", "borte.csv")
    before = list(paths)
    (tmp_path / "en.txt").write_bytes(b"1")
    read_bytes(tmp_path / "en.txt", "en.txt")
    assert paths == before


def test_a_thread_of_its_own_has_no_recorder(tmp_path):
    path = tmp_path / "en.txt"
    path.write_bytes(b"1")
    with recording_reads() as paths:
        thread = threading.Thread(target=read_bytes, args=(path, "en.txt"))
        thread.start()
        thread.join()
    assert paths == []


def test_a_file_held_by_another_program_is_told(tmp_path, monkeypatch):
    path = tmp_path / "en.txt"
    path.write_bytes(b"1")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "held", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="Excel") as caught:
        read_bytes(path, "en.txt")
    assert caught.value.faults[0].code == "file_locked"
    assert str(tmp_path) not in str(caught.value)


def test_a_file_far_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "en.txt"
    path.write_bytes(b"123")
    monkeypatch.setattr(files, "LARGEST_BYTES", 2)
    with pytest.raises(InputError) as caught:
        read_bytes(path, "en.txt")
    assert [fault.code for fault in caught.value.faults] == ["file_large"]
    assert "større" in str(caught.value)


def test_what_a_chapter_reads_is_what_its_inputs_are(root, folder):
    with recording_reads() as paths:
        read_evaluation("prove", root=root)
        read_facts("prove", root=root)
    names = [path.relative_to(folder.resolve()).as_posix() for path in paths]
    assert names == ["evaluation.yaml", "facts.csv"]
