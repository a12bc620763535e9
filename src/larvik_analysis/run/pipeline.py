"""A run from the evaluation's folder to the report: check, chapters, gate, writers, swap."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from larvik_analysis.errors import Todo
from larvik_analysis.inputs.template import find_template
from larvik_analysis.terms.fact import Fact, Facts

from .chapters import Job, Stored, is_fresh, load_libraries, run_chapters, stored_of
from .lock import alone_with
from .notebook import RESERVED
from .output import (
    RECORD,
    Kept,
    check_place,
    check_unchanged,
    files_in,
    hash_of,
    keep_hers,
    telling_output,
    write_file,
)
from .plan import Places, Plan, Request, places_of, plan_run
from .record import make_record
from .releases import (
    check_estimand,
    check_remembered,
    estimand_in_record,
    in_record,
    remember,
    remember_estimand,
    told_of_release,
)
from .state import (
    check_namesake,
    hash_of_inputs,
    hash_of_ledger,
    is_unchanged,
    key_of_run,
    key_of_source,
)
from .swap import put_in_place, recover, staged

if TYPE_CHECKING:
    from larvik_analysis.release.gate import Verdict
    from larvik_analysis.terms.study import Study

    from .publish import Published


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
    warnings : list of Todo
        What the user has to hear of this run.
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
    warnings: list[Todo] = field(default_factory=list)
    is_unchanged: bool = False
    is_draft: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


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
    check_place(places.report, request.root, places.name)
    with alone_with(place_of_work):
        recover(places.report)
        check_namesake(places)
        check_estimand(places)
        if request.is_remembered:
            remember_estimand(places)
        key = key_of_run(places, request)
        if not request.force and is_unchanged(places, key, request.only):
            return Outcome(folder=places.report, is_unchanged=True)
        return _run(request, places, key, progress)


def _run(request: Request, places: Places, key: str, progress: Progress) -> Outcome:
    plan = plan_run(request, places)
    warnings = [todo for todo in plan.checked.todos if todo.code == "delete_by_passed"]
    outcome = Outcome(folder=places.report, warnings=warnings)
    watch = _Watch(outcome.seconds)
    outcome.ran, stale = _run_jobs(request, plan.jobs, progress)
    watch.note("chapters")

    from .drawings import Drawings
    from .own_report import told_at_every_run
    from .publish import publish

    study = _study_of(places, plan)
    check_remembered(places, study.ledger)
    with telling_output(places.report), staged(places.report) as staging:
        template = find_template(places.source, study.language)
        kept_in = places.processed / "drawings"
        kept_drawings = Drawings(kept_in, places.lock_file, is_cold=request.force)
        published = publish(plan.jobs, study, staging, kept_drawings, template=template)
        outcome.verdicts = published.verdicts
        made = files_in(staging)
        kept = keep_hers(places.report, staging) if places.report.is_dir() else Kept()
        outcome.beside = kept.beside
        written = [outcome.beside.get(name, name) for name in made]
        outputs = {name: hash_of(staging / name) for name in written}
        watch.note("report")
        check_unchanged(places.report, kept)  # what is stopped here is not remembered
        entry = published.entry if request.is_remembered else None
        ledger = remember(places, study.ledger, entry)
        record = make_record(
            name=places.name,
            study=study,
            settings=request.settings,
            parameters={job.notebook.name: _own(job) for job in plan.jobs},
            inputs=hash_of_inputs(places, [job.notebook.name for job in plan.jobs]),
            notes=[note.sentence("nb") for note in plan.checked.notes],
            outputs=outputs,
            kept=kept,
            verdicts=published.said,
            facts_behind=published.facts_behind,
            stale=stale,
            ledger=in_record(ledger),
            estimand=estimand_in_record(study.estimand_versions),
            seconds=outcome.seconds,
            root=places.root,
        )
        write_file(staging / RECORD, record)
        check_unchanged(places.report, kept)
        put_in_place(staging, places.report)
    done = {"key": "" if stale else key, "outputs": outputs, "hers": list(kept.beside)}
    done |= {
        "releases": in_record(ledger),
        "estimand": estimand_in_record(study.estimand_versions),
    }
    _write_private(places, plan, study, published, done)
    outcome.warnings += told_at_every_run(places.source, study, plan, published)
    outcome.warnings += told_of_release(study.ledger, ledger, published.held_paraphrases)
    outcome.written = sorted([*outputs, RECORD])
    outcome.is_draft = study.evaluation.is_draft
    return outcome


def _study_of(places: Places, plan: Plan) -> Study:
    """What the report is of; the evaluator's own text is read here and by no chapter."""
    from larvik_analysis.estimate.outcomes.as_microdata import with_families
    from larvik_analysis.inputs.own_text import read_own_text
    from larvik_analysis.inputs.study import read_study

    study = with_families(read_study(places.source, plan.settings.evaluation, root=places.root))
    text = read_own_text(places.source, study.language, plan.language)
    return replace(study, text=text)


def _write_private(
    places: Places, plan: Plan, study: Study, published: Published, done: dict[str, Any]
) -> None:
    """What stays with the private data: the internal page, the facts, what was done.

    A run in another language than the evaluation's leaves the pages of that one as they are.
    """
    from larvik_analysis.report.internal import write_internal
    from larvik_analysis.report.write import write_annex

    state = done | {
        "ledger": hash_of_ledger(places),
        "source": key_of_source(places),
        "chapters": [job.notebook.name for job in plan.jobs],
    }
    ending = "" if study.language == plan.language else f".{study.language}"
    with telling_output(places.processed):
        write_annex(published.annex, places.processed, ending)
        write_internal(
            published.shown, published.verdicts, study, plan.checked.todos,
            places.processed / f"internal{ending}.html", published.offer, published.internal,
        )  # fmt: skip
        write_file(places.processed / "tables" / "facts.csv", _table_of(study.facts))
        write_file(places.state, json.dumps(state, indent=1).encode("utf-8"))


def _run_jobs(
    request: Request, jobs: list[Job], progress: Progress
) -> tuple[list[str], list[str]]:
    """Run what has changed; says which ran, and which stale ones were left as they were."""
    stored = {job.notebook.name: stored_of(job) for job in jobs}
    changed = [
        job for job in jobs if request.force or not is_fresh(job, stored[job.notebook.name])
    ]
    asked = [
        job
        for job in changed
        if request.only in ("", job.notebook.name)
        or not _can_stay(job, stored[job.notebook.name])
    ]
    if asked:
        load_libraries()
    run_chapters(
        asked,
        n_at_once=request.n_at_once,
        on_done=lambda job, seconds: progress(job.notebook.name, seconds),
    )
    ran = [job.notebook.name for job in asked]
    return ran, [job.notebook.name for job in changed if job not in asked]


def _can_stay(job: Job, stored: Stored | None) -> bool:
    """Whether a chapter has something to reuse; half a report in another language is none."""
    return stored is not None and stored.language == job.language


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


class _Watch:
    """Notes how long each stage took."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._started = time.perf_counter()

    def note(self, stage: str) -> None:
        now = time.perf_counter()
        self._seconds[stage] = round(now - self._started, 3)
        self._started = now
