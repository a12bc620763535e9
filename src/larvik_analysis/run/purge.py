"""Deletes an evaluation's own data and all that was made of them; what was released stays."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from larvik_analysis.errors import OutputError, UsageError
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import PRIVATE, code_of_place
from larvik_analysis.inputs.evaluation import EVALUATION_FILE, inspect_evaluation
from larvik_analysis.inputs.pseudonyms import place_of_key
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .lock import LOCK, alone_with
from .output import telling_output
from .plan import Places
from .record import this_day
from .state import PURGE_LOG, check_namesake

# Where `evaluation.yaml` names own data; areas by year may be public.
_OWN_FILES = (
    "microdata.*.file", "outcomes.families", "outcomes.goals", "outcomes.pathways.file",
    "outcomes.contacts.file", "outcomes.sessions.file",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doomed:
    """A file, a link or a folder that is to go; `name` is what it is called in messages."""

    path: Path
    name: str
    n_bytes: int
    is_folder: bool = False


@dataclass(slots=True)
class PurgePlan:
    """What is to go, and what of it has to go by hand.

    Attributes
    ----------
    places : Places
    private : list of Doomed
        In the evaluation's folder `private`.
    derived : list of Doomed
        Among the processed data.
    key : list of Doomed
        The key of the pseudonyms, where there is one.
    left : list of str
        Own data outside `private`, which are not deleted.
    is_shared : bool
        Whether the processed data are another evaluation's of the same name.
    """

    places: Places
    private: list[Doomed] = field(default_factory=list)
    derived: list[Doomed] = field(default_factory=list)
    key: list[Doomed] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    is_shared: bool = False

    @property
    def every(self) -> list[Doomed]:
        """All that is to go, folders after what is in them."""
        return [*self.private, *self.derived, *self.key]


@dataclass(slots=True)
class Purged:
    """What went, and what could not be deleted."""

    gone: list[Doomed] = field(default_factory=list)
    kept: list[Doomed] = field(default_factory=list)


def plan_purge(places: Places) -> PurgePlan:
    """Find out what is to go; nothing is deleted.

    Raises
    ------
    UsageError
        If the folder is no evaluation's.
    OutputError
        If a folder cannot be listed, or a run is at work.
    """
    if not (places.source / EVALUATION_FILE).is_file():
        raise UsageError("purge_no_evaluation", name=places.name)
    plan = PurgePlan(places)
    with _alone(places.processed):
        pass  # a run that is at work is told before anything is asked
    with telling_output(places.source):
        plan.private = list(_doomed(places.source / PRIVATE, places.source, ""))
    try:
        check_namesake(places)
    except OutputError:
        plan.is_shared = places.processed.exists()
    else:
        with telling_output(places.processed):
            found = _doomed(places.processed, places.processed.parent, "data/processed/")
            plan.derived = list(found)
    path, told = place_of_key(places.name)
    if path.is_symlink() or path.is_file():
        plan.key = [Doomed(path, told, path.lstat().st_size)]
    plan.left = list(_outside(places))
    return plan


def _outside(places: Places) -> Iterator[str]:
    """Declared data that lie where they may not; `evaluation.yaml` may be full of faults."""
    _, _, tree = inspect_evaluation(places.source, places.root)
    if any(leaf.text.lower() == "true" for _, leaf in leaves(tree, "synthetic")):
        return
    for _, leaf in (found for keys in _OWN_FILES for found in leaves(tree, keys)):
        # A link in `private` that leads elsewhere goes, and what it leads to stays.
        is_misplaced = bool(code_of_place(places.source, leaf.text, is_synthetic=False))
        with contextlib.suppress(OSError, ValueError):
            if is_misplaced and (places.source / leaf.text).exists():
                yield Path(leaf.text).name if Path(leaf.text).is_absolute() else leaf.text


def _doomed(top: Path, base: Path, called: str) -> Iterator[Doomed]:
    """Everything in a folder, and then the folder; links are not followed."""

    def doom(path: Path, *, is_folder: bool = False) -> Doomed:
        name = f"{called}{path.relative_to(base).as_posix()}"
        return Doomed(path, name, 0 if is_folder else path.lstat().st_size, is_folder)

    if top.is_symlink() or top.is_file():
        yield doom(top)
        return
    if not top.is_dir():
        return
    for folder, folders, files in os.walk(top, topdown=False, onerror=_refuse):
        here = Path(folder)
        for name in sorted([*files, *folders]):
            if name in files or (here / name).is_symlink():
                yield doom(here / name)
        yield doom(here, is_folder=True)


def _refuse(error: OSError) -> None:
    raise error


def purge_evaluation(plan: PurgePlan, *, reason: str, language: Language) -> Purged:
    """Delete what was planned, and write down that it was done.

    What cannot be deleted stays and is told; the rest goes all the same.

    Raises
    ------
    OutputError
        If a run is at work, or the log cannot be written.
    """
    purged = Purged()
    with _alone(plan.places.processed):
        for doomed in plan.every:
            # The lock goes last: until then it keeps a run from starting.
            if doomed.name.rpartition("/")[2] != LOCK and not _holds_lock(doomed, plan):
                _delete(doomed, purged)
    for doomed in plan.derived:
        is_there = doomed.path.exists() or doomed.path.is_symlink()
        if is_there and doomed not in purged.kept:
            _delete(doomed, purged)
    if purged.gone or purged.kept:
        _write_down(plan.places, purged, reason, language)
    return purged


def _holds_lock(doomed: Doomed, plan: PurgePlan) -> bool:
    return doomed.is_folder and doomed.path == plan.places.processed


@contextlib.contextmanager
def _alone(processed: Path) -> Iterator[None]:
    if (processed / LOCK).is_file():
        with alone_with(processed):
            yield
    else:  # nothing has ever run there
        yield


def _delete(doomed: Doomed, purged: Purged) -> None:
    remove = doomed.path.rmdir if doomed.is_folder else doomed.path.unlink
    try:
        try:
            remove()
        except PermissionError:  # Windows: it is marked as not to be written
            if doomed.path.is_symlink():
                raise
            doomed.path.chmod(stat.S_IRWXU)
            remove()
    except FileNotFoundError:
        return  # somebody else was faster
    except OSError:
        purged.kept.append(doomed)
    else:
        purged.gone.append(doomed)


def _write_down(places: Places, purged: Purged, reason: str, language: Language) -> None:
    """One line in the evaluation's folder: the day, the files and their sizes, and why."""
    texts = read_catalogue(language)

    def listed(doomed: list[Doomed]) -> str:
        files = [each for each in doomed if not each.is_folder]
        return ", ".join(
            f"{each.name} ({format_number(each.n_bytes, language)} B)" for each in files
        )

    words = texts["command.purge_log"].format(
        date=this_day().isoformat(),
        n=sum(not each.is_folder for each in purged.gone),
        files=listed(purged.gone) or "–",
        kept=listed(purged.kept) or "–",
        reason=reason.strip() or "–",
    )
    path = places.source / PURGE_LOG
    with telling_output(places.source), path.open("a", encoding="utf-8", newline="\n") as log:
        log.write(re.sub(r"\s+", " ", words).strip() + "\n")
