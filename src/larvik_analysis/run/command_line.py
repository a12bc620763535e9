"""The command `larvik`. Its exit codes are part of the interface.

0 fine, 1 faults in the input, 2 wrong usage, 3 a chapter failed, 4 nothing may be released
or the audit failed, 5 verify found a difference, 6 output not writable, disk full or
locked, 70 a bug of ours.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from larvik_analysis.errors import InputError, LarvikError, UsageError, VerifyError
from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .coding import code
from .instrument import instrument
from .planning import plan
from .safekeeping import audit, purge
from .templates import templates
from .voice import EvaluationArgument, LanguageOption, Voice, check_language, voice_of

if TYPE_CHECKING:
    from larvik_analysis.inputs.check import CheckResult

    from .pipeline import Outcome
    from .verify import Comparison

DEFAULT_EVALUATION = "larvik-fagerli"
BUG = 70
_INTERRUPTED = 130


def main() -> None:
    """Entry point of the command: runs it and turns every ending into an exit code."""
    # A short run makes many objects that live to its end; looking through them every few
    # hundred new ones costs a tenth of it.
    gc.set_threshold(50_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old console knows no thin space
            stream.reconfigure(errors="replace")
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run the command with these arguments; returns its exit code."""
    language = _language_in(arguments)
    say = Voice(language)
    try:
        command = _command_in(language)
        code = int(command(arguments, prog_name="larvik", standalone_mode=False) or 0)
    except InputError as error:
        say.faults(error.faults)
        return error.exit_code
    except LarvikError as error:
        say.error(error.message(language))
        return error.exit_code
    except typer.Exit as error:
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except Exception as error:
        return _other_ending(error, say)
    if code == _INTERRUPTED:
        say.error(say.text("interrupted"))
    return code


def _other_ending(error: Exception, say: Voice) -> int:
    """A command line that could not be understood, or a bug of ours."""
    if hasattr(error, "format_message"):
        say.error(_misunderstood(error, say))
        return UsageError.exit_code
    if os.environ.get("LARVIK_DEBUG"):
        raise error
    kind = getattr(error, "kind", type(error).__name__)
    say.error(say.text("bug", kind=kind, file=_keep_trace(error, kind)))
    return BUG


def _misunderstood(error: Any, say: Voice) -> str:
    """What the parser of the command line did not understand, in the reader's language."""
    option = getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    if getattr(error, "possibilities", None):
        near = ", ".join(sorted(error.possibilities))
        return say.text("usage_option_near", option=option, nearest=near)
    if type(error).__name__ == "NoSuchOption":
        return say.text("usage_option", option=option)
    if option:
        return say.text("usage_option_empty", option=option)
    if parameter is not None:
        return say.text("usage_value", option=parameter.opts[0])
    return say.text("usage") if error.format_message().strip() else say.text("usage_none")


def _keep_trace(error: Exception, kind: str) -> str:
    """Write where it happened to a file, without the values that were at hand."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    where += getattr(error, "frames", [])  # in a chapter's process
    lines = "".join(f"{line}\n" for line in (kind, *where))
    name = "larvik-feil.txt"
    try:
        Path(name).write_text(lines, encoding="utf-8")
    except OSError:
        sys.stderr.write(lines)
    return name


def _language_in(arguments: list[str]) -> Language:
    """The language asked for, found before anything else is said."""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--language":
            asked = value or (arguments[place + 1] if place + 1 < len(arguments) else "")
            return next((known for known in LANGUAGES if known == asked), "nb")
    return "nb"


app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(audit)
app.command()(purge)
app.command()(instrument)
app.command()(code)
app.command()(plan)
app.command()(templates)


def _command_in(language: Language) -> Any:
    """The command with its help in the reader's language."""
    texts = read_catalogue(language)
    group: Any = typer.main.get_command(app)
    group.help = texts["command.help"]
    for command in (group, *group.commands.values()):
        command.help = texts.get(f"command.help_{command.name}", command.help)
        for parameter in command.params:
            parameter.help = texts.get(f"command.help_{parameter.name}")
        command.format_help = partial(_tell_help, command, texts)
    return group


def _tell_help(command: Any, texts: Mapping[str, str], context: Any, _: object) -> None:
    """Tell how a command is used. Typer's own words are English, whatever ours are."""
    told = context.make_formatter()
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.get_params(context) if p not in arguments]
    commands = getattr(command, "commands", {})
    typed = [_told_parameter(parameter, texts) for parameter in arguments]
    pieces = [texts["command.title_options"].upper(), *(name for name, _ in typed)]
    pieces = [f"[{piece}]" for piece in pieces]
    pieces += [texts["command.title_command"]] if commands else []
    usage = f"{texts['command.title_usage']} "
    told.write_usage(context.command_path, " ".join(pieces), usage)
    told.write_paragraph()
    told.write_text(command.help)
    parts = {
        "arguments": typed,
        "options": [_told_parameter(parameter, texts) for parameter in options],
        "commands": [(name, other.help) for name, other in commands.items()],
    }
    for title, rows in parts.items():
        if rows:
            with told.section(texts[f"command.title_{title}"]):
                told.write_dl(rows)
    typer.echo(told.getvalue().rstrip("\n"))


def _told_parameter(parameter: Any, texts: Mapping[str, str]) -> tuple[str, str]:
    """A parameter as it is typed, and what it does."""
    typed = texts.get(f"command.name_{parameter.name}", parameter.name)
    if parameter.param_type_name == "option":
        takes_value = not parameter.is_flag
        typed = " ".join([parameter.opts[0], *[texts["command.title_value"]] * takes_value])
    words = texts.get(f"command.help_{parameter.name}", "")
    # A switch that is off, and a text that is left out, need no word.
    if parameter.default in (None, "", False) or callable(parameter.default):
        return typed, words
    return typed, f"{words} {texts['command.default'].format(value=parameter.default)}"


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    language: LanguageOption = "nb",
    version: Annotated[bool, typer.Option("--version")] = False,
) -> None:
    """Options that stand before a command."""
    context.obj = check_language(language)
    if version:
        import larvik_analysis

        typer.echo(larvik_analysis.__version__)
        raise typer.Exit


@app.command()
def run(
    context: typer.Context,
    evaluation: EvaluationArgument = DEFAULT_EVALUATION,
    only: Annotated[str, typer.Option()] = "",
    settings: Annotated[list[str] | None, typer.Option("--set")] = None,
    output: Annotated[Path | None, typer.Option()] = None,
    jobs: Annotated[int, typer.Option()] = 2,
    force: Annotated[bool, typer.Option("--force")] = False,
    language: LanguageOption = "",
) -> int:
    """Make the report of an evaluation."""
    from larvik_analysis.inputs.evaluation import find_root

    from .pipeline import run_evaluation
    from .plan import Request
    from .record import this_day
    from .settings import parse_settings

    say = voice_of(context, language)
    if jobs < 1:
        raise UsageError("jobs_number", least=1)
    request = Request(
        evaluation=evaluation,
        root=find_root(Path.cwd()),
        only=only,
        settings=parse_settings(settings or []),
        output=output.resolve() if output is not None else None,
        n_at_once=jobs,
        force=force,
        today=this_day(),
    )
    say.line(say.text("running", evaluation=Path(evaluation).name))

    def progress(chapter: str, seconds: float) -> None:
        shown = format_number(seconds, say.language, decimals=1)
        say.line(say.text("chapter_done", chapter=chapter, seconds=shown))

    outcome = run_evaluation(request, progress)
    _tell_outcome(say, outcome, _near(outcome.folder) if output is None else str(output))
    return 0


@app.command()
def check(
    context: typer.Context,
    evaluation: EvaluationArgument = DEFAULT_EVALUATION,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: LanguageOption = "",
) -> int:
    """Check all input without running anything."""
    from larvik_analysis.inputs.evaluation import find_root

    from .plan import Request, places_of
    from .record import this_day
    from .releases import forgotten
    from .validate import check_everything

    say = voice_of(context, language)
    places = places_of(Request(evaluation=evaluation, root=find_root(Path.cwd())))
    checked = check_everything(places.source, places.root, today=this_day())
    checked = replace(checked, faults=(*checked.faults, *forgotten(places)))
    if as_json:
        typer.echo(json.dumps(_plain(checked, say.language), ensure_ascii=False, indent=1))
    else:
        _tell_check(say, checked)
    return InputError.exit_code if checked.faults else 0


@app.command()
def verify(
    context: typer.Context,
    target: EvaluationArgument = DEFAULT_EVALUATION,
    language: LanguageOption = "",
) -> int:
    """Make a report again and compare every file."""
    from larvik_analysis.inputs.evaluation import find_root

    from .verify import verify_report

    say = voice_of(context, language)
    found = verify_report(target, find_root(Path.cwd()))
    _tell_comparison(say, found)
    n_wrong = len(found.missing) + len(found.differing)
    if n_wrong:
        raise VerifyError("report_differs", n=n_wrong)
    done = "verified_some" if found.unverifiable else "verified"
    say.line(say.text(done, n=found.n_same), style="green")
    return 0


def _tell_outcome(say: Voice, outcome: Outcome, folder: str) -> None:
    if outcome.is_unchanged:
        say.line(say.text("unchanged", folder=folder), style="green")
        return
    say.line(say.text("written", folder=folder), style="green")
    top = [name for name in outcome.written if "/" not in name]
    folders = sorted({f"{name.split('/')[0]}/" for name in outcome.written if "/" in name})
    say.line(say.text("written_files", files=", ".join([*top, *folders])))
    for old, new in outcome.beside.items():
        say.line(say.text("beside", old=old, new=new), style="yellow")
    in_words = sorted({v.name for v in outcome.verdicts if v.passed and v.n_in_words})
    if in_words:
        say.line(say.text("in_words", names=", ".join(in_words)))
    for warning in outcome.warnings:
        say.line(f"{warning.place(say.language)}: {warning.sentence(say.language)}", "yellow")
    n_hidden = sum(verdict.n_hidden for verdict in outcome.verdicts)
    n_bands = sum(verdict.n_bands for verdict in outcome.verdicts)
    if n_hidden or n_bands:
        say.line(say.text("hidden_numbers", n_hidden=n_hidden, n_bands=n_bands))
    withheld = [verdict for verdict in outcome.verdicts if not verdict.passed]
    for verdict in withheld:
        reason = read_catalogue(say.language)[f"withheld.{verdict.rule}"]
        say.line(say.text("withheld", name=verdict.name, reason=reason), style="yellow")
    if not withheld:
        say.line(say.text("withheld_none"))
    if outcome.is_draft:
        say.line(say.text("draft"))


def _near(folder: Path) -> str:
    """A folder as seen from where the user stands, without the machine's own path."""
    try:
        return Path(os.path.relpath(folder, Path.cwd())).as_posix()
    except ValueError:  # on another drive
        return folder.name


def _tell_check(say: Voice, checked: CheckResult) -> None:
    for note in (*checked.notes, *checked.private_notes):
        say.line(f" – {note.place(say.language)}: {note.sentence(say.language)}")
    if checked.todos:
        say.line(say.text("todos", n=len(checked.todos)))
    for todo in checked.todos:
        say.line(f" – {todo.place(say.language)}: {todo.sentence(say.language)}")
    if checked.faults:
        say.faults(checked.faults)
    else:
        say.line(say.text("fault_ok", n_facts=checked.n_facts), style="green")


def _plain(checked: CheckResult, language: Language) -> dict[str, Any]:
    def told(remark: Any) -> dict[str, Any]:
        return {
            "code": remark.code,
            "file": remark.file,
            "sheet": remark.sheet,
            "line": remark.line,
            "column": remark.column,
            "message": remark.sentence(language),
        }

    return {
        "faults": [told(fault) for fault in checked.faults],
        "todos": [told(todo) for todo in checked.todos],
        "notes": [told(note) for note in (*checked.notes, *checked.private_notes)],
        "n_facts": checked.n_facts,
        "n_unclear": checked.n_unclear,
    }


def _tell_comparison(say: Voice, found: Comparison) -> None:
    for name, new in found.edited.items():
        say.line(say.text("edited", name=name, new=new))
    for name in found.unverifiable:
        say.line(say.text("unverifiable", name=name), style="yellow")
    for name in found.missing:
        say.error(say.text("missing", name=name))
    for name in found.differing:
        say.error(say.text("differs", name=name))
    if found.missing or found.differing or found.unverifiable:
        if found.stale:
            say.error(say.text("stale", names=", ".join(found.stale)))
        if found.inputs_changed:
            say.error(say.text("inputs_changed", files=", ".join(found.inputs_changed)))
        if found.versions_changed:
            say.error(say.text("versions_changed", names=", ".join(found.versions_changed)))
