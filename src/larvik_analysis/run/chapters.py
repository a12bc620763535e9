"""Chapters: which must run again, running them in processes of their own, what they showed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from larvik_analysis.errors import ChapterError
from larvik_analysis.terms.evaluation import Scalar

from .dependencies import PACKAGE, fingerprint_of_files, fingerprint_of_modules, modules_behind
from .notebook import Notebook, notebook_path

if TYPE_CHECKING:
    from larvik_analysis.exhibit.exhibit import Exhibit
    from larvik_analysis.exhibit.statement import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One chapter to run.

    Attributes
    ----------
    notebook : Notebook
    parameters : mapping
        All parameters, typed: the chapter's own and those the runner fills in.
    root : Path
        The project.
    folder : Path
        Where its executed notebook and what it showed are kept; private.
    lock_file : Path
        The lock of all packages; a new version of a library makes a chapter run again.
    language : str
        Whose catalogue it reads.
    """

    notebook: Notebook
    parameters: Mapping[str, Any]
    root: Path
    folder: Path
    lock_file: Path
    language: str


@dataclass(slots=True)
class Stored:
    """What a chapter showed when it last ran."""

    key: str
    reads: dict[str, str]
    seconds: float
    items: list[tuple[int, str]] = field(default_factory=list)


def stored_of(job: Job) -> Stored | None:
    """What the chapter showed when it last ran; None where it never did, or not to the end."""
    try:
        plain = json.loads((job.folder / "shown.json").read_text(encoding="utf-8"))
        return Stored(**plain | {"items": [tuple(item) for item in plain["items"]]})
    except (OSError, ValueError, TypeError):
        return None


def is_fresh(job: Job, stored: Stored | None) -> bool:
    """Whether nothing the chapter depends on has changed since it ran."""
    if stored is None or stored.key != _key(job):
        return False
    return all(_hash(Path(path)) == known for path, known in stored.reads.items())


def _key(job: Job) -> str:
    """Code, parameters, our modules behind it, its texts, the lock and the interpreter."""
    parts = [
        job.notebook.code,
        json.dumps(job.parameters, sort_keys=True, default=str),
        fingerprint_of_modules(modules_behind(job.notebook.code)),
        fingerprint_of_files([PACKAGE / "catalogue" / f"report.{job.language}.toml"]),
        fingerprint_of_files([job.lock_file]),
        sys.version,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def run_chapters(
    jobs: list[Job], *, n_at_once: int, on_done: Callable[[Job, float], None]
) -> None:
    """Run chapters in processes of their own, at most `n_at_once` side by side.

    Raises
    ------
    ChapterError
        With the first chapter that stopped. Those that finished are kept.
    """
    waiting = list(jobs)
    running: dict[Connection, tuple[Job, Any]] = {}
    failed: ChapterError | None = None
    try:
        while (waiting and failed is None) or running:
            while waiting and failed is None and len(running) < n_at_once:
                job = waiting.pop(0)
                connection, process = _start(job)
                running[connection] = (job, process)
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                job, process = running.pop(ready)
                outcome = _receive(ready, process, job)
                if isinstance(outcome, ChapterError):
                    failed = failed or outcome
                else:
                    on_done(job, outcome)
    finally:
        for _, process in running.values():
            process.kill()
    if failed is not None:
        raise failed


def _start(job: Job) -> tuple[Connection, Any]:
    # Forking shares the libraries that are loaded already. Only Linux does it safely.
    method = "fork" if sys.platform == "linux" else "spawn"
    context: Any = multiprocessing.get_context(method)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, theirs, os.getpid()))
    process.start()
    theirs.close()
    return ours, process


def _receive(connection: Connection, process: Any, job: Job) -> float | ChapterError:
    try:
        outcome: float | ChapterError = connection.recv()
    except EOFError:
        outcome = ChapterError("chapter_died", chapter=job.notebook.name)
    process.join()
    return outcome


def _work(job: Job, connection: Connection, parent: int) -> None:
    """The chapter's process: run the notebook, store what it showed."""
    _die_with(parent)
    try:
        connection.send(_run(job))
    except ChapterError as error:
        connection.send(error)
    finally:
        connection.close()


def _die_with(parent: int) -> None:
    """End this process when the runner ends, however it ends (Linux)."""
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _run(job: Job) -> float:
    import numpy as np

    from larvik_analysis.exhibit.exhibit import to_json
    from larvik_analysis.inputs.files import recording_reads

    from .show import collecting

    started = time.perf_counter()
    # A forked process shares numpy's global state; a notebook that draws from it still
    # gets its own, from its code and parameters.
    np.random.seed(int(_key(job)[:8], 16))  # noqa: NPY002
    fresh = job.folder.with_name(f"{job.folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with recording_reads() as reads, collecting() as collected:
        _execute(job, fresh / f"{job.notebook.name}.ipynb", collected)
    items = [(cell, to_json(thing)) for cell, thing in collected.shown]
    for _, thing in collected.shown:
        _store_table(thing, fresh)
    plain = {
        "key": _key(job),
        "reads": {str(path): _hash(path) for path in sorted(reads)},
        "seconds": round(time.perf_counter() - started, 3),
        "items": items,
    }
    (fresh / "shown.json").write_text(
        json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    shutil.rmtree(job.folder, ignore_errors=True)
    fresh.rename(job.folder)
    return float(plain["seconds"])  # type: ignore[arg-type]


def _execute(job: Job, executed: Path, collected: Any) -> None:
    from .engine import register_engine

    name = register_engine(collected)
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    os.chdir(job.root / "notebooks")
    try:
        execute_notebook(
            str(notebook_path(job.notebook.name, job.root)),
            str(executed),
            parameters=dict(job.parameters),
            engine_name=name,
            kernel_name="python3",  # never the one of the author's machine
            progress_bar=False,
            request_save_on_cell_execute=False,
        )
    except PapermillExecutionError as error:
        # The message could hold an answer, so it stays in the executed notebook.
        raise ChapterError(
            "chapter_stopped",
            chapter=job.notebook.name,
            cell=error.cell_index + 1,
            kind=error.ename,
        ) from None


def _store_table(thing: Exhibit | Statement, folder: Path) -> None:
    from larvik_analysis.exhibit.exhibit import Exhibit

    if isinstance(thing, Exhibit):
        thing.data.to_csv(folder / f"{thing.name}.csv", index=False, lineterminator="\n")


def parameters_of(
    notebook: Notebook,
    given: Mapping[str, Scalar],
    *,
    evaluation: str,
    settings: Mapping[str, str],
) -> dict[str, Any]:
    """All parameters of a chapter: its own as given, and those the runner fills in."""
    filled: dict[str, Any] = dict(given)
    if "evaluation" in notebook.parameters:
        filled["evaluation"] = evaluation
    if "settings" in notebook.parameters:
        filled["settings"] = dict(settings)
    return filled
