"""One report in the place of another: whole or not at all, whatever happens in between."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from larvik_analysis.run import swap
from larvik_analysis.run.output import hash_of
from larvik_analysis.run.swap import put_in_place, recover, staged

OLD = {"record.json": "old", "report.html": "old page", "tables/a.csv": "same", "gone.txt": "x"}
NEW = {"record.json": "new", "report.html": "new page", "tables/a.csv": "same", "ny.txt": "y"}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, words in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words)
    return folder


def read(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def place(tmp_path) -> Path:
    return write(tmp_path / "rapport", OLD)


@pytest.fixture
def new(tmp_path) -> Path:
    return write(tmp_path / ".rapport.ny", NEW)


@pytest.fixture
def no_exchange(monkeypatch):
    """A system that cannot exchange two folders."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)


@pytest.fixture
def folder_is_held(monkeypatch, no_exchange):
    """Windows, with a file of the folder open in another program."""
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == "rapport":
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="has no exchange")
def test_two_folders_are_exchanged_in_one_step(place, new):
    held = (place / "report.html").open()
    assert swap._exchange(new, place)
    assert (read(place), read(new)) == (NEW, OLD)
    assert held.read() == "old page"
    held.close()


def test_where_one_is_missing_nothing_is_exchanged(place, tmp_path):
    assert not swap._exchange(tmp_path / "none", place)
    assert read(place) == OLD


@pytest.mark.parametrize("way", ["exchange", "no_exchange", "folder_is_held"])
def test_the_new_report_takes_the_place_of_the_old_one(place, new, tmp_path, request, way):
    if way != "exchange":
        request.getfixturevalue(way)
    put_in_place(new, place)
    assert read(place) == NEW
    assert only(tmp_path) == ["rapport"]


def test_a_first_report_is_moved_in(new, tmp_path):
    put_in_place(new, tmp_path / "rapport")
    assert read(tmp_path / "rapport") == NEW
    assert only(tmp_path) == ["rapport"]


def test_an_error_between_the_two_moves_puts_the_old_report_back(
    place, new, no_exchange, monkeypatch
):
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self == new:
            raise OSError("no")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="no"):
        put_in_place(new, place)
    assert read(place) == OLD


class KilledError(BaseException):
    """What no handler of ours may take for an ordinary error."""


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """End at the n-th move, as if the machine had lost its power: nothing cleans up."""
    moves = itertools.count()
    real_rename, real_replace = Path.rename, os.replace

    def counted(move: Callable) -> Callable:
        def moved(*paths: Path) -> object:
            if next(moves) >= step:
                raise KilledError
            return move(*paths)

        return moved

    monkeypatch.setattr(Path, "rename", counted(real_rename))
    monkeypatch.setattr(os, "replace", counted(real_replace))


def test_killed_between_the_two_moves_the_next_run_mends_it(
    place, new, no_exchange, monkeypatch, tmp_path
):
    killed_at(1, monkeypatch)
    with pytest.raises(KilledError):
        put_in_place(new, place)
    monkeypatch.undo()
    assert not place.exists()  # putting it back was killed as well
    recover(place)
    assert read(place) == OLD
    assert only(tmp_path) == ["rapport"]


@pytest.mark.parametrize("step", range(7))
def test_killed_at_any_file_the_next_run_mends_it(
    place, new, folder_is_held, monkeypatch, tmp_path, step
):
    rename = Path.rename
    killed_at(step, monkeypatch)
    monkeypatch.setattr(Path, "rename", rename)  # only single files are moved here
    try:
        put_in_place(new, place)
    except KilledError:
        is_done = False
    else:
        is_done = True
    monkeypatch.undo()
    recover(place)
    # either the old report is back (a file that is only in the new one may be left) or
    # the new one is there
    found = read(place)
    if is_done:
        assert found == NEW
    else:
        assert OLD.items() <= found.items()
        assert found.keys() - OLD.keys() <= {"ny.txt"}
    assert is_done == (step >= 6)  # three old files, three new ones
    assert only(tmp_path) == ["rapport"]


def test_a_file_that_cannot_be_moved_leaves_the_old_report_whole(
    place, new, folder_is_held, monkeypatch
):
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(source) == place / "report.html":
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PermissionError):
        put_in_place(new, place)
    assert read(place) == OLD


def test_what_is_open_and_unchanged_is_left_alone(place, new, folder_is_held, monkeypatch):
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        assert "a.csv" not in str(source)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    for name in ("~$rapport.docx", ".~lock.report.docx#"):
        (place / name).write_text("Åse")
    put_in_place(new, place)
    assert read(place) == NEW | {"~$rapport.docx": "Åse", ".~lock.report.docx#": "Åse"}


def test_recover_leaves_a_whole_report_alone(place, new, tmp_path):
    write(tmp_path / ".rapport.gammel", {"record.json": "older"})
    recover(place)
    assert read(place) == OLD
    assert only(tmp_path) == ["rapport"]
    recover(tmp_path / "never made")
    assert only(tmp_path) == ["rapport"]


def test_a_staged_folder_is_empty_and_gone_afterwards(place, tmp_path):
    write(tmp_path / ".rapport.ny", {"left.txt": "by a killed run"})

    def stopped() -> None:
        with staged(place) as folder:
            assert read(folder) == {}
            assert folder.parent == place.parent
            write(folder, NEW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stopped()
    assert only(tmp_path) == ["rapport"]
    with staged(place) as folder:
        write(folder, NEW)
        put_in_place(folder, place)
    assert read(place) == NEW
    assert only(tmp_path) == ["rapport"]


@pytest.mark.parametrize("way", ["no_exchange", "folder_is_held"])
def test_a_run_without_an_exchange_gives_the_same_report(
    copied, released_files, request, way, plain_writers
):
    copied.run(force=True)
    before = released_files(copied.report())
    request.getfixturevalue(way)
    copied.run(force=True)
    assert released_files(copied.report()) == before
    assert only(copied.root / "reports") == ["eksempel", "larvik-fagerli"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_killed_at_random_moments_the_old_report_stays_and_the_next_run_completes(
    copied, released_files
):
    """Runs in turn in two languages, so that half a new report could not pass for the old."""
    commands = [
        [
            sys.executable,
            "-m",
            "larvik_analysis.run",
            "run",
            "--force",
            f"--set=language={name}",
        ]
        for name in ("nb", "en")
    ]
    wholes, seconds = [], 0.0
    for command in commands:
        started = time.monotonic()
        subprocess.run(command, cwd=copied.root, check=True, capture_output=True)
        seconds = time.monotonic() - started
        wholes.append(released_files(copied.report()))
    assert wholes[0] != wholes[1]
    moments = random.Random(20)
    lies_there, n_killed, n_before_the_swap = 1, 0, 0
    for _ in range(20):
        asked = 1 - lies_there
        process = subprocess.Popen(
            commands[asked],
            cwd=copied.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.05, 1) * seconds)
        process.send_signal(signal.SIGKILL)
        n_killed += process.wait(30) == -signal.SIGKILL
        found = released_files(copied.report())
        assert found in wholes
        n_before_the_swap += found == wholes[lies_there]
        lies_there = wholes.index(found)
        record = json.loads((copied.report() / "record.json").read_text(encoding="utf-8"))
        for name, known in record["outputs"].items():
            assert hash_of(copied.report() / name) == known
        with FileLock(copied.processed() / ".lock").acquire(timeout=5):
            pass
    assert n_killed >= 12
    assert n_before_the_swap >= 10  # else nothing was tested
    ended = subprocess.run(commands[0], cwd=copied.root, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert released_files(copied.report()) == wholes[0]
    assert only(copied.root / "reports") == ["eksempel", "larvik-fagerli"]
    assert not list(copied.processed().rglob("*.new"))
    assert "Ingenting er endret" in copied.larvik("run", "--set=language=nb").out
