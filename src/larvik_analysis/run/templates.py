"""The command that lays out empty files of outcomes, for the evaluator to fill in."""

from __future__ import annotations

from pathlib import Path

import typer

from larvik_analysis.errors import InputError, UsageError

from .output import telling_output
from .voice import EvaluationArgument, LanguageOption, voice_of


def templates(
    context: typer.Context,
    evaluation: EvaluationArgument = "",
    language: LanguageOption = "",
) -> int:
    """Write the files of outcomes that are not there yet; nothing is overwritten."""
    from larvik_analysis.inputs.evaluation import find_evaluation, find_root

    say = voice_of(context, language)
    if not evaluation:
        raise UsageError("templates_no_evaluation")
    root = find_root(Path.cwd())
    folder = find_evaluation(evaluation, root)
    made = _declared_templates(folder, root)
    written = [name for name, content in made.items() if _write_new(folder / name, content)]
    for name in made:
        key = "template_written" if name in written else "template_there"
        say.line(say.text(key, file=name), style="green" if name in written else "")
    if written:
        say.line(say.text("templates_next", evaluation=folder.name))
    return 0


def _declared_templates(folder: Path, root: Path) -> dict[str, bytes]:
    """The empty files by name; refused while something is wrong with what declares them."""
    from larvik_analysis.inputs.evaluation import inspect_evaluation
    from larvik_analysis.inputs.frameworks import inspect_frameworks
    from larvik_analysis.inputs.outcomes.declared import check_declared, declared_in
    from larvik_analysis.inputs.outcomes.templates import outcome_templates

    _, faults, tree = inspect_evaluation(folder, root)
    frameworks, of_frameworks = inspect_frameworks(root)
    if frameworks is None:
        raise InputError(of_frameworks)
    declared = declared_in(tree, frameworks)
    wrong = [fault for fault in faults if fault.column.split(".")[0] == "outcomes"]
    wrong += check_declared(declared, tree, folder)
    if wrong:
        raise InputError(wrong)
    if declared.files is None:
        raise UsageError("templates_nothing_declared", evaluation=folder.name)
    return outcome_templates(declared)


def _write_new(path: Path, content: bytes) -> bool:
    """Whether a file was written: not where one is there already, or a link."""
    if path.exists() or path.is_symlink():
        return False
    with telling_output(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    return True
