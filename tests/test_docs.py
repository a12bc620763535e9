"""What the documents show works: Python blocks run, commands end as they say."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from larvik_analysis.errors import LarvikError

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)")
EXIT_CODE = re.compile(r"\s+# exit code (\d+)$")


def blocks(document: Path, *languages: str) -> list[str]:
    """The code blocks of a document in these languages."""
    text = document.read_text("utf-8")
    return [code for language, code in BLOCK.findall(text) if language in languages]


def commands(document: Path) -> list[str]:
    """The lines of a document that a reader types in a shell."""
    lines = "".join(blocks(document, "console")).splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def named(documents: list[Path]) -> list[object]:
    """One case a document, called by its name."""
    return [pytest.param(d, id=d.relative_to(ROOT).as_posix()) for d in documents]


def with_blocks(*languages: str) -> list[Path]:
    """The documents that have such blocks."""
    return [document for document in DOCUMENTS if blocks(document, *languages)]


@pytest.mark.parametrize("document", named(with_blocks("python", "pycon")))
def test_python_blocks_run_and_answer_as_shown(document, project_copy, monkeypatch):
    monkeypatch.chdir(project_copy)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(document, "python"):
        exec(compile(block, document.name, "exec"), names)
    session = "".join(blocks(document, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, names, document.name, str(document), 0)
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL | doctest.NORMALIZE_WHITESPACE
    said: list[str] = []
    doctest.DocTestRunner(optionflags=flags).run(test, out=said.append)
    assert "".join(said) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "document",
    named([d for d in DOCUMENTS if any(c.startswith("larvik") for c in commands(d))]),
)
def test_larvik_commands_end_as_the_document_says(document, project_copy):
    ended = {}
    for line in commands(document):
        if not line.startswith("larvik "):
            continue
        expected = int(match.group(1)) if (match := EXIT_CODE.search(line)) else 0
        arguments = shlex.split(EXIT_CODE.sub("", line))
        program = shutil.which("larvik", path=str(Path(sys.executable).parent))
        assert program is not None
        done = subprocess.run(
            [program, *arguments[1:]], cwd=project_copy, capture_output=True, text=True
        )
        if done.returncode != expected:
            ended[line] = (done.returncode, done.stdout[-500:], done.stderr[-1500:])
    assert ended == {}


@pytest.mark.parametrize("document", named(DOCUMENTS))
def test_other_commands_are_known(document):
    shells = "\n".join([*commands(document), *blocks(document, "powershell")])
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", shells)) <= targets
    known = {"report", "test", "run", "lock", "setup"}
    assert set(re.findall(r"bootstrap\.py (\S+)", shells)) <= known
    programs = {line.split()[0] for line in shells.splitlines() if line}
    assert programs <= {"larvik", "make", "python3", "py", "uv", "git", "conda"}


@pytest.mark.parametrize("document", named(DOCUMENTS))
def test_links_lead_somewhere(document):
    targets = LINK.findall(document.read_text("utf-8"))
    broken = [
        target
        for target in targets
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_names_every_exit_code():
    table = dict(
        re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M)
    )
    codes = {0, 70, *(kind.exit_code for kind in all_kinds(LarvikError))}
    assert {int(code) for code in table} == codes


def all_kinds(kind: type[LarvikError]) -> list[type[LarvikError]]:
    """A class of error and all that are made from it."""
    return [kind, *(further for sub in kind.__subclasses__() for further in all_kinds(sub))]
