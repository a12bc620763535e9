"""Chapters: which must run again, running them in processes of their own, what they showed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from larvik_analysis.errors import ChapterError, LarvikError
from larvik_analysis.terms.evaluation import Scalar

from .dependencies import (
    fingerprint_of_files,
    fingerprint_of_modules,
    fingerprint_of_texts,
    modules_behind,
)
from .notebook import Notebook, notebook_path, own_parameters
from .output import telling_output

if TYPE_CHECKING:
    from larvik_analysis.exhibit.exhibit import Exhibit
    from larvik_analysis.exhibit.statement import Statement

    from .show import Collected


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
    seed : int
        What the global generators of its process start from.
    """

    notebook: Notebook
    parameters: Mapping[str, Any]
    root: Path
    folder: Path
    lock_file: Path
    language: str
    seed: int


@dataclass(slots=True)
class Stored:
    """What a chapter showed when it last ran.

    Attributes
    ----------
    key : str
        Hash of all it depends on but the files it reads.
    language : str
        Whose texts stand in what it showed.
    reads : dict
        Hash of each file it read, by its path as seen from the project.
    items : list of (int, str)
        The number of the code cell, and the exhibit or statement as JSON.
    empty : list of int
        Code cells that called `show` with nothing to show.
    """

    key: str
    language: str
    reads: dict[str, str]
    items: list[tuple[int, str]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)


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
    return all(_hash(job.root / path) == known for path, known in stored.reads.items())


def _key(job: Job) -> str:
    """Code, parameters, our modules behind it, its texts, the lock and the interpreter."""
    parameters = dict(job.parameters)
    if "evaluation" in parameters:
        parameters["evaluation"] = seen_from(job.root, Path(parameters["evaluation"]))
    parts = [
        job.notebook.code,
        json.dumps(parameters, sort_keys=True, default=str),
        fingerprint_of_modules(modules_behind(job.notebook.code)),
        fingerprint_of_texts(job.language),
        fingerprint_of_files([job.lock_file], job.root),
        str(job.seed),
        sys.version,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def seen_from(root: Path, path: Path) -> str:
    """A path below the project without the project's own; a moved project has the same."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def seed_of(notebook: Notebook, parameters: Mapping[str, Any], seed: int) -> int:
    """A chapter's own seed: another for each notebook, parameter and seed of an evaluation.

    It does not depend on where the project lies.
    """
    own = {name: parameters[name] for name in sorted(own_parameters(notebook))}
    said = json.dumps([seed, notebook.name, notebook.code, own])
    return int(hashlib.sha256(said.encode()).hexdigest()[:8], 16)


class WorkerError(Exception):
    """A bug of ours in a chapter's process: its kind and where it happened, no values."""

    def __init__(self, kind: str, frames: list[str]) -> None:
        super().__init__(kind, frames)
        self.kind = kind
        self.frames = frames


_Answer = float | LarvikError | WorkerError


def run_chapters(
    jobs: list[Job], *, n_at_once: int, on_done: Callable[[Job, float], None]
) -> None:
    """Run chapters in processes of their own, at most `n_at_once` side by side.

    Raises
    ------
    ChapterError
        With the first chapter that stopped. Those that finished are kept.
    OutputError
        If what a chapter showed cannot be stored.
    """
    waiting = list(jobs)
    running: dict[Any, tuple[Job, Any]] = {}  # by connection; Windows has a type of its own
    failed: LarvikError | WorkerError | None = None
    try:
        while (waiting and failed is None) or running:
            while waiting and failed is None and len(running) < n_at_once:
                job = waiting.pop(0)
                connection, process = _start(job)
                running[connection] = (job, process)
            ready: Any
            for ready in wait(list(running)):
                job, process = running.pop(ready)
                answer = _receive(ready, process, job)
                if isinstance(answer, float):
                    on_done(job, answer)
                else:
                    failed = failed or answer
    finally:
        for _, process in running.values():
            process.kill()
            process.join()
    if failed is not None:
        raise failed


def _start(job: Job) -> tuple[Connection, Any]:
    context: Any = multiprocessing.get_context(_start_method())
    ours, theirs = context.Pipe(duplex=False)
    # A daemon: an interruption between its start and our noting it down waits for nobody.
    process = context.Process(target=_work, args=(job, theirs, os.getpid()), daemon=True)
    with _uninterrupted(), _one_thread_each(), warnings.catch_warnings():
        # Python warns of forking beside threads; numpy's are at rest, and we have none.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    return ours, process


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an interruption wait: what Python calls after a fork would swallow it."""
    mask: Any = getattr(signal, "pthread_sigmask", None)  # Windows has none, nor forks
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)


def _start_method() -> str:
    # Forking shares the libraries that are loaded already. Only Linux does it safely.
    return "fork" if sys.platform == "linux" else "spawn"


_THREAD_LIMITS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """One thread for numpy's linear algebra: chapters are what runs side by side.

    The libraries read these names when they are loaded, and sum in another order with
    another number of threads. What is set is put back afterwards.
    """
    before = {name: os.environ.get(name) for name in _THREAD_LIMITS}
    os.environ.update(dict.fromkeys(_THREAD_LIMITS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def load_libraries() -> None:
    """Load once what every chapter needs; their processes are forked from this one."""
    with _one_thread_each():
        import larvik_analysis.exhibit.measure
        import larvik_analysis.run.engine  # noqa: F401


def _receive(connection: Connection, process: Any, job: Job) -> _Answer:
    try:
        answer: _Answer = connection.recv()
    except (EOFError, OSError):
        answer = ChapterError("chapter_died", chapter=job.notebook.name)
    process.join()
    connection.close()
    return answer


def _work(job: Job, connection: Connection, parent: int) -> None:
    """The chapter's process: run the notebook, store what it showed, answer."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the runner is told, and ends this one
    try:
        answer: _Answer = _run(job)
    except LarvikError as error:
        answer = error
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        answer = WorkerError(type(error).__name__, where)
    connection.send(answer)
    connection.close()


def _die_with(parent: int) -> None:
    """End this process when the runner ends, however it ends."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    else:
        runner: Any = multiprocessing.parent_process()

        def watch() -> None:
            runner.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _run(job: Job) -> float:
    import numpy as np

    from larvik_analysis.inputs.files import recording_reads

    from .show import collecting

    started = time.perf_counter()
    key = _key(job)
    # A forked process shares the generators' state; a notebook that draws from them still
    # gets numbers of its own, the same in every run.
    random.seed(job.seed)
    np.random.seed(job.seed)  # noqa: NPY002
    fresh = job.folder.with_name(f"{job.folder.name}.new")
    with telling_output(job.folder):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
    with recording_reads() as reads, collecting() as collected:
        _execute(job, fresh / f"{job.notebook.name}.ipynb", collected)
    plain = {
        "key": key,
        "language": job.language,
        "reads": {seen_from(job.root, path): _hash(path) for path in sorted(reads)},
        "items": [(cell, _as_text(thing, cell, job)) for cell, thing in collected.shown],
        "empty": collected.empty,
    }
    with telling_output(job.folder):
        for number, (_, thing) in enumerate(collected.shown, start=1):
            _store_table(thing, fresh / f"{number:02d}.csv")
        (fresh / "shown.json").write_text(
            json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        shutil.rmtree(job.folder, ignore_errors=True)
        fresh.rename(job.folder)
    return round(time.perf_counter() - started, 3)


def _execute(job: Job, executed: Path, collected: Collected) -> None:
    from .engine import register_engine

    name = register_engine(collected)
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    def stopped(kind: str) -> ChapterError:
        # The message could hold an answer, so it stays in the executed notebook.
        cell = collected.place + 1
        return ChapterError("chapter_stopped", chapter=job.notebook.name, cell=cell, kind=kind)

    os.chdir(job.root / "notebooks")
    try:
        with telling_output(job.folder):
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
        raise stopped(error.ename) from None
    if collected.place + 1 < len(job.notebook.cells):
        # An exit without a complaint is a success to papermill.
        raise stopped(SystemExit.__name__)


def _as_text(thing: Exhibit | Statement, cell: int, job: Job) -> str:
    """What was shown as JSON, which must give the same back.

    Raises
    ------
    ChapterError
        If it holds something that is neither a text, a number nor a table of them.
    """
    from larvik_analysis.exhibit.exhibit import from_json, to_json

    try:
        text = to_json(thing)
        from_json(text)
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
        raise ChapterError(
            "chapter_unstorable",
            chapter=job.notebook.name,
            cell=[n for n, c in enumerate(job.notebook.cells, 1) if c.kind == "code"][cell],
            kind=type(error).__name__,
        ) from error
    return text


def _store_table(thing: Exhibit | Statement, path: Path) -> None:
    # By number: the name is the chapter's, nobody has judged it, and it could lead elsewhere.
    from larvik_analysis.exhibit.exhibit import Exhibit

    if isinstance(thing, Exhibit):
        thing.data.to_csv(path, index=False, lineterminator="\n")


def parameters_of(
    notebook: Notebook,
    given: Mapping[str, Scalar],
    *,
    evaluation: str,
    settings: Mapping[str, str],
) -> dict[str, Any]:
    """All parameters of a chapter: its own as given, and those the runner fills in."""
    filled: dict[str, Any] = own_parameters(notebook) | dict(given)
    if "evaluation" in notebook.parameters:
        filled["evaluation"] = evaluation
    if "settings" in notebook.parameters:
        filled["settings"] = dict(settings)
    return filled
