"""What is asked of a run, where things lie, and which chapters there are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from larvik_analysis.errors import InputError, ParameterError, UsageError
from larvik_analysis.inputs.evaluation import find_evaluation, read_evaluation

from .chapters import Job, parameters_of, seed_of
from .notebook import Notebook, nearest, read_notebook
from .settings import Settings, split_settings
from .validate import check_everything

if TYPE_CHECKING:
    from larvik_analysis.inputs.check import CheckResult
    from larvik_analysis.terms.catalogue import Language
    from larvik_analysis.terms.evaluation import Evaluation

# The parameters by which a chapter has a return worked out otherwise.
_CHANGES = ("scenario", "rules", "changes")


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
    today : date or None
        An approval dated after it is not given yet; None for a replay, which has no today.
    is_remembered : bool
        Whether the ledger remembers what the report shows; a replay adds nothing to it.
    """

    evaluation: str
    root: Path
    only: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    processed: Path | None = None
    n_at_once: int = 1
    force: bool = False
    today: datetime.date | None = None
    is_remembered: bool = True


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


def places_of(request: Request) -> Places:
    """Where the evaluation, its private results and its report lie."""
    source = find_evaluation(request.evaluation, request.root)
    processed = request.processed or request.root / "data" / "processed" / source.name
    report = request.output or request.root / "reports" / source.name
    # A link is followed: exchanging it would put the report beside where it leads.
    return Places(request.root, source, processed, report.resolve())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it starts: what was checked, what is set, which chapters.

    `language` is that of `evaluation.yaml`, whatever a setting makes of it.
    """

    checked: CheckResult
    settings: Settings
    jobs: list[Job]
    language: Language


def plan_run(request: Request, places: Places) -> Plan:
    """Check everything and lay out the chapters.

    Raises
    ------
    InputError
        All faults at once.
    UsageError
        An unknown chapter or setting.
    """
    checked = check_everything(places.source, places.root, today=request.today)
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
    language = evaluation.language
    evaluation = read_evaluation(places.source, root=places.root, settings=settings.evaluation)
    jobs = _jobs(evaluation, notebooks, settings, places)
    _check_measures(evaluation, jobs)
    _check_changes(jobs, places)
    return Plan(checked=checked, settings=settings, jobs=jobs, language=language)


def _check_measures(evaluation: Evaluation, jobs: list[Job]) -> None:
    """Refuse a measure that a setting has named and nobody has described."""
    known = tuple(measure.id for measure in evaluation.measures)
    for job in jobs:
        measure = job.parameters.get("measure")
        if measure is not None and measure not in known:
            near = nearest(str(measure), known)
            raise ParameterError("setting_measure", measure=measure, nearest=near)


def _check_changes(jobs: list[Job], places: Places) -> None:
    """Refuse what a return cannot be changed to; a chapter may not say why it stopped."""
    for job in jobs:
        if not {*_CHANGES, "measure"} <= job.parameters.keys():
            continue
        asked = {name: str(job.parameters[name]) for name in _CHANGES}
        if not any(asked.values()):
            continue
        from larvik_analysis.estimate.returns.variation import asked_changes, varied_models
        from larvik_analysis.inputs.returns.reading import read_returns

        returns = read_returns(places.source, root=places.root)
        varied_models(returns, str(job.parameters["measure"]), asked_changes(**asked))


def _jobs(
    evaluation: Evaluation,
    notebooks: Mapping[str, Notebook],
    settings: Settings,
    places: Places,
) -> list[Job]:
    jobs = []
    for chapter in evaluation.chapters:
        notebook = notebooks[chapter.notebook]
        parameters = parameters_of(
            notebook,
            chapter.parameters | settings.chapters.get(chapter.notebook, {}),
            evaluation=str(places.source),
            settings=settings.evaluation,
        )
        jobs.append(
            Job(
                notebook=notebook,
                parameters=parameters,
                root=places.root,
                folder=places.processed / "chapters" / chapter.notebook,
                lock_file=places.lock_file,
                language=evaluation.language,
                seed=seed_of(notebook, parameters, evaluation.seed),
            )
        )
    return jobs
