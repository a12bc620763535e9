"""The commands that look after other people's privacy: audit a report, purge the data."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from larvik_analysis.errors import OutputError, ReleaseError, UsageError
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.language import format_number

from .voice import EvaluationArgument, LanguageOption, Voice, voice_of

if TYPE_CHECKING:
    from larvik_analysis.release.outsider import Finding

    from .audit import Audit
    from .purge import Doomed, Purged, PurgePlan

_MOST_TOLD = 20  # of the files that are to go


def audit(
    context: typer.Context,
    report: Annotated[str, typer.Argument()],
    k: Annotated[int, typer.Option("--k")] = 5,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: LanguageOption = "",
) -> int:
    """Attack a finished report from its files alone."""
    from .audit import audit_report

    say = voice_of(context, language)
    found = audit_report(Path(report), k=k)
    if as_json:
        typer.echo(json.dumps(_plain(found, k, say), ensure_ascii=False, indent=1))
        return ReleaseError.exit_code if found.failures else 0
    _tell_audit(say, found)
    if found.failures:
        raise ReleaseError("audit_found", n=len(found.failures))
    say.line(say.text("audit_clean"), style="green")
    return 0


def _tell_audit(say: Voice, found: Audit) -> None:
    say.line(
        say.text(
            "audit_looked", files=found.n_files, tables=found.n_tables, hidden=found.n_hidden
        )
    )
    for name in found.unseen:
        say.line(say.text("audit_unseen", name=name), style="yellow")
    if found.notes:
        say.line(say.text("audit_notes", n=len(found.notes)))
    for note in found.notes:
        say.line(f" – {_place(note)}: {_words(note, say)}")
    for failure in found.failures:
        say.error(f"{_place(failure)}:")
        say.error(f"   {_words(failure, say)}")


def _place(finding: Finding) -> str:
    return f"{finding.file}, «{finding.row}»" if finding.row else finding.file


def _words(finding: Finding, say: Voice) -> str:
    return read_catalogue(say.language)[f"command.finding_{finding.kind}"]


def _plain(found: Audit, k: int, say: Voice) -> dict[str, object]:
    def told(finding: Finding) -> dict[str, str]:
        plain = {"kind": finding.kind, "file": finding.file, "row": finding.row}
        return plain | {"message": _words(finding, say)}

    return {
        "k": k,
        "failures": [told(finding) for finding in found.failures],
        "notes": [told(finding) for finding in found.notes],
        "unseen": found.unseen,
        "n_files": found.n_files,
        "n_tables": found.n_tables,
        "n_hidden": found.n_hidden,
    }


def purge(
    context: typer.Context,
    evaluation: EvaluationArgument,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    reason: Annotated[str, typer.Option("--reason")] = "",
    language: LanguageOption = "",
) -> int:
    """Delete an evaluation's own data and all that was made of them."""
    from larvik_analysis.inputs.evaluation import find_root

    from .plan import Request, places_of
    from .purge import plan_purge, purge_evaluation

    say = voice_of(context, language)
    places = places_of(Request(evaluation=evaluation, root=find_root(Path.cwd())))
    plan = plan_purge(places)
    _tell_plan(say, plan)
    if not plan.every:
        say.line(say.text("purge_by_hand"))
        return 0
    if not yes:
        typed = typer.prompt(say.text("purge_confirm", evaluation=places.name))
        if typed.strip() != places.name:
            raise UsageError("purge_not_confirmed")
    purged = purge_evaluation(plan, reason=reason, language=say.language)
    _tell_purged(say, purged)
    if purged.kept:
        raise OutputError("purge_incomplete", n=len(purged.kept))
    return 0


def _tell_plan(say: Voice, plan: PurgePlan) -> None:
    if not plan.every:
        say.line(say.text("purge_nothing", evaluation=plan.places.name))
    for name in plan.left:
        say.line(say.text("purge_left", name=name), style="yellow")
    if plan.is_shared:
        say.line(say.text("purge_shared", evaluation=plan.places.name), style="yellow")
    if not plan.every:
        return
    say.line(say.text("purge_plan", evaluation=plan.places.name))
    for title, doomed in (
        ("purge_private", plan.private),
        ("purge_derived", plan.derived),
        ("purge_key", plan.key),
    ):
        _tell_files(say, title, doomed)
    say.line(say.text("purge_stays"))


def _tell_files(say: Voice, title: str, doomed: list[Doomed]) -> None:
    files = [each for each in doomed if not each.is_folder]
    if not doomed:
        return
    size = format_number(sum(each.n_bytes for each in files), say.language)
    say.line(say.text(title, n=len(files), size=size))
    for each in files[:_MOST_TOLD]:
        say.line(f" – {each.name}")
    rest = Counter(each.name.rpartition("/")[0] for each in files[_MOST_TOLD:])
    for folder, n in rest.items():
        say.line(f" – {say.text('purge_more', folder=folder, n=n)}")


def _tell_purged(say: Voice, purged: Purged) -> None:
    n_files = sum(not each.is_folder for each in purged.gone)
    say.line(say.text("purged", n=n_files), style="green")
    for each in purged.kept:
        say.error(say.text("purge_kept", name=each.name))
    say.line(say.text("purge_by_hand"))
