"""A run from the evaluation's folder to the report: check, chapters, gate, writers, swap."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from larvik_analysis.errors import InputError, OutputError, UsageError
from larvik_analysis.inputs.evaluation import find_evaluation, read_evaluation
from larvik_analysis.terms.fact import Fact, Facts

from .chapters import Job, is_fresh, parameters_of, run_chapters, stored_of
from .dependencies import fingerprint_of_files, package_files
from .notebook import RESERVED, Notebook, nearest, read_notebook
from .output import (
    RECORD,
    check_place,
    files_in,
    hash_of,
    keep_hers,
    telling_output,
    write_file,
)
from .record import Inputs, make_record
from .settings import Settings, split_settings
from .swap import put_in_place, recover, staging_of
from .validate import check_everything

if TYPE_CHECKING:
    from larvik_analysis.inputs.check import CheckResult
    from larvik_analysis.release.gate import Verdict
    from larvik_analysis.terms.evaluation import Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks of a run.

    Attributes
    ----------
    evaluation : str
        A folder name under `data/raw`, or a path to such a folder.
    root : Path
        The project.
    only : str
        The one chapter to update; empty for all.
    settings : mapping of str to str
        As typed with ``--set``.
    output : Path or None
        The report's folder; None for ``reports/<evaluation>``.
    processed : Path or None
        Where private results lie; None for ``data/processed/<evaluation>``.
    n_at_once : int
        Chapters side by side.
    force : bool
        Whether to run what has not changed.
    """

    evaluation: str
    root: Path
    only: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    processed: Path | None = None
    n_at_once: int = 1
    force: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run did.

    Attributes
    ----------
    folder : Path
        The report.
    ran : list of str
        Chapters that ran; the others had not changed.
    written : list of str
        Files of the report.
    verdicts : list of Verdict
        What the gate said.
    beside : dict
        Edited files that were left alone, with the name of the new one beside each.
    is_unchanged : bool
        Whether there was nothing to do.
    is_draft : bool
        Whether an owner has still to approve.
    seconds : dict
        Time of each stage.
    """

    folder: Path
    ran: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    is_unchanged: bool = False
    is_draft: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie in this run."""

    root: Path
    source: Path
    processed: Path
    report: Path

    @property
    def name(self) -> str:
        """The evaluation's name: its folder's."""
        return self.source.name

    @property
    def lock_file(self) -> Path:
        """The lock of all packages."""
        return self.root / "requirements.lock"

    @property
    def state(self) -> Path:
        """What the last run was made of."""
        return self.processed / "run.json"


Progress = Callable[[str, float], None]


def run_evaluation(request: Request, progress: Progress = lambda *_: None) -> Outcome:
    """Make the report of an evaluation.

    Parameters
    ----------
    request : Request
    progress : callable
        Told the name of each chapter that is done, and its seconds.

    Raises
    ------
    InputError
        All faults of the input at once; nothing is written.
    UsageError
        An unknown evaluation, chapter or setting.
    ChapterError
        A chapter stopped; the last report is untouched.
    ReleaseError
        Nothing may be released.
    OutputError
        The report's folder cannot be written, or another run is at work.
    """
    places = places_of(request)
    place_of_work = places.processed
    with telling_output(place_of_work):
        place_of_work.mkdir(parents=True, exist_ok=True)
    check_place(places.report, request.root)
    with _alone(place_of_work):
        recover(places.report)
        key = _key_of_run(places, request)
        if not request.force and _is_unchanged(places, key):
            return Outcome(folder=places.report, is_unchanged=True)
        return _run(request, places, key, progress)


def places_of(request: Request) -> Places:
    """Where the evaluation, its private results and its report lie."""
    source = find_evaluation(request.evaluation, request.root)
    processed = request.processed or request.root / "data" / "processed" / source.name
    report = request.output or request.root / "reports" / source.name
    return Places(request.root, source, processed, report)


@contextlib.contextmanager
def _alone(processed: Path) -> Iterator[None]:
    """Hold the evaluation's lock; the system lets go of it however this process ends."""
    lock = FileLock(processed / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError("output_locked", evaluation=processed.name) from None
    except OSError as error:
        raise OutputError("output_not_writable", folder=processed.name) from error
    try:
        yield
    finally:
        lock.release()


def _input_files(places: Places) -> list[Path]:
    reference = places.root / "data" / "raw" / "reference"
    return [
        path
        for folder in (places.source, reference)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("~$", ".~lock"))
    ]


def _key_of_run(places: Places, request: Request) -> str:
    """One hash over all that can change a report."""
    notebooks = sorted((places.root / "notebooks").glob("*.ipynb"))
    parts = [
        fingerprint_of_files(package_files()),
        fingerprint_of_files(notebooks),
        fingerprint_of_files(_input_files(places)),
        fingerprint_of_files([places.lock_file]),
        json.dumps(dict(request.settings), sort_keys=True),
        str(places.report.resolve()),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_unchanged(places: Places, key: str) -> bool:
    """Whether the last run was made of the same and its files lie there as it left them."""
    try:
        state = json.loads(places.state.read_text(encoding="utf-8"))
        outputs = state["outputs"]
        return state["key"] == key and all(
            hash_of(places.report / name) == known for name, known in outputs.items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _run(request: Request, places: Places, key: str, progress: Progress) -> Outcome:
    from larvik_analysis.inputs.study import read_study
    from larvik_analysis.report.internal import write_internal

    from .publish import publish

    plan = plan_run(request, places)
    outcome = Outcome(folder=places.report)
    watch = _Watch(outcome.seconds)
    outcome.ran, is_stale = _run_jobs(request, plan.jobs, progress)
    watch.note("chapters")
    study = read_study(places.source, plan.settings.evaluation, root=places.root)
    staging = staging_of(places.report)
    with telling_output(places.report):
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        published = publish(plan.jobs, study, staging)
        outcome.verdicts = published.verdicts
        made = files_in(staging)
        if places.report.is_dir():
            outcome.beside = keep_hers(places.report, staging).beside
        outputs = {
            outcome.beside.get(name, name): hash_of(staging / outcome.beside.get(name, name))
            for name in made
        }
        watch.note("report")
        record = make_record(
            name=places.name,
            study=study,
            settings=request.settings,
            parameters={job.notebook.name: _own(job) for job in plan.jobs},
            inputs=hash_of_inputs(str(places.source), places.root),
            notes=[note.sentence("nb") for note in plan.checked.notes],
            outputs=outputs,
            beside=outcome.beside,
            verdicts=published.verdicts,
            facts_behind=published.facts_behind,
            seconds=outcome.seconds,
            root=places.root,
        )
        write_file(staging / RECORD, record)
        put_in_place(staging, places.report)
    with telling_output(places.processed):
        write_internal(
            published.shown, published.verdicts, study, plan.checked.todos,
            places.processed / "internal.html",
        )  # fmt: skip
        state = {"key": "" if is_stale else key, "outputs": outputs}
        write_file(places.processed / "tables" / "facts.csv", _table_of(study.facts))
        write_file(places.state, json.dumps(state, indent=1).encode("utf-8"))
    outcome.written = sorted([*outputs, RECORD])
    outcome.is_draft = study.evaluation.is_draft
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it starts: what was checked, what is set, which chapters."""

    checked: CheckResult
    settings: Settings
    jobs: list[Job]


def plan_run(request: Request, places: Places) -> Plan:
    """Check everything and lay out the chapters.

    Raises
    ------
    InputError
        All faults at once.
    UsageError
        An unknown chapter or setting.
    """
    checked = check_everything(places.source, places.root)
    if checked.faults:
        raise InputError(checked.faults)
    evaluation = read_evaluation(places.source, root=places.root)
    notebooks = {
        chapter.notebook: read_notebook(chapter.notebook, places.root)
        for chapter in evaluation.chapters
    }
    if request.only and request.only not in notebooks:
        near = nearest(request.only, tuple(notebooks))
        raise UsageError("chapter_unknown", chapter=request.only, nearest=near)
    settings = split_settings(request.settings, notebooks)
    evaluation = read_evaluation(places.source, root=places.root, settings=settings.evaluation)
    return Plan(
        checked=checked, settings=settings, jobs=_jobs(evaluation, notebooks, settings, places)
    )


def _jobs(
    evaluation: Evaluation,
    notebooks: Mapping[str, Notebook],
    settings: Settings,
    places: Places,
) -> list[Job]:
    return [
        Job(
            notebook=notebooks[chapter.notebook],
            parameters=parameters_of(
                notebooks[chapter.notebook],
                chapter.parameters | settings.chapters.get(chapter.notebook, {}),
                evaluation=str(places.source),
                settings=settings.evaluation,
            ),
            root=places.root,
            folder=places.processed / "chapters" / chapter.notebook,
            lock_file=places.lock_file,
            language=evaluation.language,
        )
        for chapter in evaluation.chapters
    ]


def _run_jobs(request: Request, jobs: list[Job], progress: Progress) -> tuple[list[str], bool]:
    """Run what has changed; says which ran, and whether a stale one was left as it was."""
    stored = {job.notebook.name: stored_of(job) for job in jobs}
    changed = [
        job for job in jobs if request.force or not is_fresh(job, stored[job.notebook.name])
    ]
    asked = [
        job
        for job in changed
        if request.only in ("", job.notebook.name) or stored[job.notebook.name] is None
    ]
    if asked:
        # Loaded here once; the chapters' processes are forked from this one.
        import larvik_analysis.exhibit.measure
        import larvik_analysis.run.engine  # noqa: F401
    run_chapters(
        asked,
        n_at_once=request.n_at_once,
        on_done=lambda job, seconds: progress(job.notebook.name, seconds),
    )
    return [job.notebook.name for job in asked], len(asked) < len(changed)


def _table_of(facts: Facts) -> bytes:
    """The register as it was understood: one encoding, real numbers, ISO dates."""
    buffer = io.StringIO()
    names = [column.name for column in fields(Fact)]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(fact, name) for name in names] for fact in facts.values())
    return buffer.getvalue().encode("utf-8")


def _own(job: Job) -> dict[str, Any]:
    return {name: value for name, value in job.parameters.items() if name not in RESERVED}


def hash_of_inputs(evaluation: str, root: Path) -> Inputs:
    """Hashes of the public inputs by their names, and how many private ones there are."""
    places = places_of(Request(evaluation=evaluation, root=root))
    private = places.source / "private"
    files = _input_files(places)
    public = [path for path in files if not path.is_relative_to(private)]
    hashes = {
        f"{path.parent.name}/{path.name}"
        if path.parent.name == "reference"
        else path.relative_to(places.source.parent).as_posix(): hash_of(path)
        for path in public
    }
    return Inputs(public=hashes, n_private=len(files) - len(public))


class _Watch:
    """Notes how long each stage took."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._started = time.perf_counter()

    def note(self, stage: str) -> None:
        now = time.perf_counter()
        self._seconds[stage] = round(now - self._started, 3)
        self._started = now
