"""The house stands: who imports whom, which library lives where, what no room may do."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pytest

import larvik_analysis

ROOT = Path(__file__).parents[1]
PACKAGE = Path(larvik_analysis.__file__).parent
NAME = "larvik_analysis"
# Each room imports from those before it. `errors` and `terms` stand beside each other.
ORDER = ("terms", "inputs", "estimate", "exhibit", "release", "report", "run")
DOORS = {"errors": 0, "": 0}  # the module of errors, and the package itself
LIBRARIES = {
    "matplotlib": {"exhibit"},
    "seaborn": {"exhibit"},
    "papermill": {"run"},
    "IPython": {"run"},
    "nbformat": {"run"},
    "filelock": {"run"},
    "typer": {"run"},
    "click": {"run"},
    "rich": {"run"},
    "typst": {"report"},
    "pypandoc": {"report"},
    "yaml": {"inputs"},
    "platformdirs": {"inputs"},
    "openpyxl": {"inputs"},
    "pyreadstat": {"inputs"},
    "secrets": {"inputs"},
}
# What a module needs to reach a file, another program or the net.
REACHING_OUT = {
    "pathlib", "os", "shutil", "tempfile", "glob", "fileinput", "subprocess", "socket", "http",
    "urllib", "ftplib", "sqlite3", "pickle", "shelve", "dbm", "zipfile", "tarfile", "requests",
    "multiprocessing", "ctypes",
}  # fmt: skip
BY_CALL = {"open", "savefig", "read_csv", "read_excel", "read_json", "read_pickle",
           "read_parquet", "read_sql", "read_table", "read_html", "to_csv", "to_excel",
           "to_pickle", "to_parquet", "loadtxt", "savetxt", "fromfile", "tofile"}  # fmt: skip
VAGUE = {"utils", "util", "helpers", "helper", "core", "misc", "common", "tools", "stuff"}
FOLDER = re.compile(r"(?:^|\s)(?:/home/|/root/|/Users/|[A-Z]:\\)")
LONGEST_FUNCTION = 60
LONGEST_MODULE = 420
# Rows of invented facts, and the public names, one after the other.
ONE_TABLE = {"synthetic.py", "__init__.py"}
CLOCKS = {"now", "today", "utcnow", "localtime", "gmtime"}


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package."""

    file: str
    tree: ast.Module
    n_lines: int

    @property
    def room(self) -> str:
        """The folder it lies in; its own name where it lies in none."""
        parts = self.file.split("/")
        if len(parts) == 1 and parts[0].startswith("synthetic"):
            return "synthetic"  # the invented data, in several files
        return parts[0] if len(parts) > 1 else parts[0].removesuffix(".py")

    @property
    def package(self) -> list[str]:
        """The dotted name that a relative import begins from."""
        return [NAME, *self.file.split("/")[:-1]]


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports."""

    origin: str
    name: str
    is_for_types: bool


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        file = path.relative_to(PACKAGE).as_posix()
        found.append(Module(file, ast.parse(text), text.count("\n")))
    return tuple(found)


@cache
def nodes_of(module: Module) -> tuple[ast.AST, ...]:
    """Every node of a module; the rules all look at them."""
    return tuple(ast.walk(module.tree))


@cache
def imports_of(module: Module) -> tuple[Import, ...]:
    """What a module imports, at the top or inside a function."""
    return tuple(_imports_of(module))


def _imports_of(module: Module) -> Iterator[Import]:
    for_types = {
        id(inner)
        for node in nodes_of(module)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in nodes_of(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", id(node) in for_types)
        elif isinstance(node, ast.ImportFrom):
            package = module.package
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(origin, alias.name, id(node) in for_types)


def room_of(origin: str) -> str:
    """The room of a dotted name of ours; empty for the package itself."""
    return [*origin.split("."), ""][1]


def place(room: str) -> int:
    """How far to the right a room lies."""
    return DOORS[room] if room in DOORS else ORDER.index(room)


def ours(module: Module) -> list[Import]:
    """Imports from our own package."""
    return [found for found in imports_of(module) if found.origin.split(".")[0] == NAME]


@cache
def called(module: Module) -> tuple[tuple[str, int], ...]:
    """What a module calls, as dotted text, with the line."""
    calls = [node for node in nodes_of(module) if isinstance(node, ast.Call)]
    return tuple((ast.unparse(node.func), node.lineno) for node in calls)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in nodes_of(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_hidden(name: str) -> bool:
    """Whether a name is private to its module."""
    return name.startswith("_") and not name.startswith("__")


Faults = Iterator[str]


def rightward(module: Module) -> Faults:
    """Nobody imports rightward; nobody imports the invented data."""
    if module.file == "__init__.py":  # names a type of every room, and loads none
        yield from (f"loads {found.origin}" for found in ours(module) if not found.is_for_types)
        return
    for found in ours(module):
        room = room_of(found.origin) or (found.name if found.name in ORDER else "")
        is_odd = room == "synthetic" or (room and room not in {*ORDER, *DOORS})
        if module.room == "synthetic":
            is_odd = is_odd or room not in ("terms", "inputs", "errors", "")
        if is_odd or (module.room != "synthetic" and place(room) > place(module.room)):
            yield f"imports {found.origin}"


def past_terms(module: Module) -> Faults:
    """Stages meet through terms and plain tables."""
    if module.room in ("estimate", "exhibit", "release"):
        yield from (f.origin for f in ours(module) if room_of(f.origin) == "inputs")


def gate_opened(module: Module) -> Faults:
    """The gate alone opens the gate."""
    taken = {found.name for found in imports_of(module)}
    taken |= {node.attr for node in nodes_of(module) if isinstance(node, ast.Attribute)}
    if "open_gate" in taken and module.file != "release/gate.py":
        yield "takes open_gate"


def library_elsewhere(module: Module) -> Faults:
    """Every library lives in its room; its types may be named elsewhere."""
    for found in imports_of(module):
        library = found.origin.split(".")[0]
        if module.room not in LIBRARIES.get(library, {module.room}) and not found.is_for_types:
            yield f"imports {found.origin}"


def reaching_out(module: Module) -> Faults:
    """Files, programs and the net are reached from inputs, report and run alone."""
    if module.room in ("inputs", "report", "run"):
        return
    if module.file == "release/solver.py":  # keeps the solver's C++ off the screen
        return
    for found in imports_of(module):
        if found.origin.split(".")[0] in REACHING_OUT:
            yield f"imports {found.origin}"
    for name, line in called(module):
        if name.split(".")[-1] in BY_CALL:
            yield f"line {line} calls {name}"


def clock(module: Module) -> Faults:
    """No clock but in the record of a run, and no random id."""
    if module.file == "run/record.py":
        return
    for name, line in called(module):
        if name.split(".")[-1] in CLOCKS or name in ("time.time", "time.time_ns"):
            yield f"line {line} calls {name}"
    yield from (f.origin for f in imports_of(module) if f.origin.split(".")[0] == "uuid")


def chance(module: Module) -> Faults:
    """No random number without a seed of its own."""
    if module.file == "run/chapters.py":  # seeds what a notebook may draw from
        allowed = {"random.seed", "np.random.seed"}
        drawn = {name for name, _ in called(module) if "random" in name.split(".")}
        yield from drawn - allowed
        return
    for found in imports_of(module):
        # A key has to be what nobody can guess; no number depends on it.
        makes_keys = module.file == "inputs/pseudonyms.py" and found.origin == "secrets"
        if found.origin.split(".")[0] in ("random", "secrets") and not makes_keys:
            yield f"imports {found.origin}"
    for node in nodes_of(module):
        if isinstance(node, ast.Call) and ".random." in f".{ast.unparse(node.func)}":
            is_seeded = bool(node.args or node.keywords)
            if not (ast.unparse(node.func).endswith("random.default_rng") and is_seeded):
                yield f"line {node.lineno} calls {ast.unparse(node.func)}"


def run_or_printed(module: Module) -> Faults:
    """Nothing is printed, and no text is run as code."""
    for name, line in called(module):
        if name in ("print", "eval", "exec", "compile", "__import__", "breakpoint", "input"):
            yield f"line {line} calls {name}"


def private(module: Module) -> Faults:
    """Private names stay in their room."""
    for found in ours(module):
        parts = [*found.origin.split("."), found.name]
        if any(map(is_hidden, parts)) and room_of(found.origin) != module.room:
            yield f"imports {found.origin}.{found.name}"
    modules_taken = {found.name for found in ours(module)}
    for node in nodes_of(module):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and is_hidden(node.attr)
            and node.value.id in modules_taken
        ):
            yield f"line {node.lineno} takes {node.value.id}.{node.attr}"


def vague(module: Module) -> Faults:
    """A module says what it is for, in its name and its first line."""
    names = {part.removesuffix(".py") for part in module.file.split("/")}
    yield from names & VAGUE
    if not ast.get_docstring(module.tree):
        yield "has no docstring"


def too_long(module: Module) -> Faults:
    """Modules and functions can be held in the head."""
    if module.file in ONE_TABLE:
        return
    if module.n_lines > LONGEST_MODULE:
        yield f"has {module.n_lines} lines"
    for node in functions(module):
        first = node.body[0]
        is_told = ast.get_docstring(node) is not None
        n_told = (first.end_lineno or 0) - first.lineno + 1 if is_told else 0
        n_lines = (node.end_lineno or 0) - node.lineno + 1 - n_told
        if n_lines > LONGEST_FUNCTION:
            yield f"{node.name} has {n_lines} lines"


def machine(module: Module) -> Faults:
    """No folder of anybody's machine is named."""
    for node in nodes_of(module):
        if isinstance(node, ast.Constant) and FOLDER.search(str(node.value)):
            yield f"line {node.lineno} names a folder of a machine"


def unheard(module: Module) -> Faults:
    """No global figure, and no text drawn as an outline, which the gate could not hear."""
    for found in imports_of(module):
        if "pyplot" in f"{found.origin}.{found.name}" or "textpath" in found.origin:
            yield f"imports {found.origin}.{found.name}"


RULES: dict[str, Callable[[Module], Faults]] = {
    rule.__name__: rule
    for rule in (
        rightward, past_terms, gate_opened, library_elsewhere, reaching_out, clock, chance,
        run_or_printed, private, vague, too_long, machine, unheard,
    )
}  # fmt: skip
# What each rule is there to stop: where it stands, and the code.
BROKEN = [
    ("rightward", "terms/fact.py", "from larvik_analysis.inputs.files import read_bytes"),
    ("rightward", "exhibit/bars.py", "import larvik_analysis.release.gate"),
    ("rightward", "exhibit/bars.py", "from larvik_analysis import run"),
    ("rightward", "exhibit/bars.py", "from ..release.gate import release"),
    ("rightward", "release/gate.py", "def f():\n    from larvik_analysis.report import write"),
    ("rightward", "run/plan.py", "from larvik_analysis.synthetic import make_example_facts"),
    (
        "rightward",
        "run/plan.py",
        "from larvik_analysis.synthetic_answers import make_network_answers",
    ),
    ("rightward", "synthetic.py", "from larvik_analysis.release.gate import release"),
    ("rightward", "synthetic_background.py", "from larvik_analysis.synthetic import Row"),
    ("rightward", "synthetic_survey.py", "from larvik_analysis.synthetic_answers import X"),
    ("rightward", "__init__.py", "from larvik_analysis.run.show import show"),
    ("past_terms", "estimate/x.py", "from larvik_analysis.inputs.study import read_study"),
    (
        "gate_opened",
        "report/write.py",
        "from larvik_analysis.release.released import open_gate",
    ),
    ("gate_opened", "run/publish.py", "released.open_gate()"),
    ("library_elsewhere", "report/html.py", "import matplotlib"),
    ("library_elsewhere", "estimate/x.py", "from seaborn import heatmap"),
    ("library_elsewhere", "report/write.py", "import papermill as pm"),
    ("library_elsewhere", "run/plan.py", "from pypandoc import convert_text"),
    ("reaching_out", "estimate/x.py", "from pathlib import Path"),
    ("reaching_out", "exhibit/x.py", "import os.path"),
    ("reaching_out", "terms/x.py", "open('x')"),
    ("reaching_out", "exhibit/x.py", "figure.savefig('x')"),
    ("reaching_out", "release/x.py", "data.to_csv('x')"),
    ("clock", "run/plan.py", "datetime.date.today()"),
    ("clock", "inputs/x.py", "pd.Timestamp.now()"),
    ("clock", "run/plan.py", "time.time()"),
    ("clock", "run/plan.py", "import uuid"),
    ("chance", "estimate/x.py", "import random"),
    ("chance", "inputs/x.py", "from secrets import token_hex"),
    ("chance", "estimate/x.py", "np.random.seed(1)"),
    ("chance", "estimate/x.py", "np.random.rand()"),
    ("chance", "estimate/x.py", "np.random.default_rng()"),
    ("chance", "run/chapters.py", "random.random()"),
    ("run_or_printed", "run/plan.py", "print('x')"),
    ("run_or_printed", "estimate/x.py", "eval('1')"),
    ("private", "report/x.py", "from larvik_analysis.release.released import _made_here"),
    ("private", "report/x.py", "from larvik_analysis.release import released\nreleased._x"),
    ("vague", "run/utils.py", '"""Words."""'),
    ("vague", "run/plan.py", "x = 1"),
    ("too_long", "run/plan.py", "def f():\n" + "    x = 1\n" * 61),
    ("too_long", "run/plan.py", "x = 1\n" * 421),
    ("machine", "run/plan.py", "x = '/home/kari/larvik'"),
    ("unheard", "exhibit/x.py", "from matplotlib import pyplot as plt"),
    ("unheard", "exhibit/x.py", "from matplotlib.textpath import TextPath"),
]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_its_rules(rule: str):
    assert [f"{m.file}: {fault}" for m in modules() for fault in RULES[rule](m)] == []


@pytest.mark.parametrize(("rule", "file", "code"), BROKEN)
def test_a_broken_rule_is_seen(rule: str, file: str, code: str):
    module = Module(file, ast.parse(code), code.count("\n"))
    assert list(RULES[rule](module)) != []


def test_every_rule_is_broken_above():
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_the_rooms_are_those_of_the_house():
    folders = {module.room for module in modules() if "/" in module.file}
    assert folders == set(ORDER)
    alone = {module.file for module in modules() if "/" not in module.file}
    invented = {
        f"synthetic{more}.py"
        for more in ("", "_answers", "_background", "_outcomes", "_survey")
    }
    assert alone == {"__init__.py", "errors.py", *invented}


def test_the_gate_does_open():
    [gate] = [module for module in modules() if module.file == "release/gate.py"]
    assert "open_gate" in {found.name for found in imports_of(gate)}


def test_public_names_are_the_same_everywhere_they_stand():
    [top] = [module for module in modules() if module.file == "__init__.py"]
    for_types = {found.name: found.origin for found in imports_of(top) if found.is_for_types}
    assert for_types == larvik_analysis.PUBLIC_NAMES
    assert larvik_analysis.__all__ == sorted([*for_types, "__version__"])
    assert dir(larvik_analysis) == larvik_analysis.__all__


@pytest.mark.parametrize("name", sorted(larvik_analysis.PUBLIC_NAMES))
def test_a_public_name_leads_to_where_it_says(name: str):
    # The room of the gate is called by the name of its one function.
    told = getattr(larvik_analysis, name).__name__.removeprefix("larvik_analysis.")
    assert told == name


def test_an_unknown_name_is_told():
    with pytest.raises(AttributeError, match="no public name 'esimate_share'"):
        larvik_analysis.esimate_share  # noqa: B018


def test_importing_the_package_loads_no_library():
    code = (
        "import sys, larvik_analysis; "
        "heavy = {'pandas', 'numpy', 'matplotlib', 'scipy', 'papermill', 'IPython'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells_of(notebook: Path) -> list[dict[str, object]]:
    """The cells of a notebook with their text as one string."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


def tags_of(cell: dict[str, object]) -> set[str]:
    """The tags of a cell."""
    metadata = cell.get("metadata")
    return set(metadata.get("tags", ())) if isinstance(metadata, dict) else set()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_calls_and_shows(notebook: Path):
    code = [cell for cell in cells_of(notebook) if cell["cell_type"] == "code"]
    assert len(code) > 1
    for cell in code:
        assert cell.get("outputs") == []
        assert cell.get("execution_count") is None
        source = re.sub(r"^%matplotlib inline$", "", str(cell["source"]), flags=re.MULTILINE)
        is_parameters = "parameters" in tags_of(cell)
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(
                node,
                ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.For
                | ast.While | ast.If | ast.IfExp | ast.comprehension | ast.With | ast.Try
                | ast.BinOp | ast.ImportFrom,
            ), ast.unparse(node)  # fmt: skip
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == [NAME]
            if isinstance(node, ast.Constant) and not is_parameters:
                assert not isinstance(node.value, int | float | complex) or isinstance(
                    node.value, bool
                ), f"typed number {node.value}"
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("merge", "join", "apply", "groupby", "query", "loc")
                assert not node.attr.startswith("_")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_public_names_alone(notebook: Path):
    code = "\n".join(
        str(cell["source"]) for cell in cells_of(notebook) if cell["cell_type"] == "code"
    )
    tree = ast.parse(code.replace("%matplotlib inline", ""))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "la"
    }
    assert used <= set(larvik_analysis.PUBLIC_NAMES)
    assert {"read_study", "show"} <= used


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_one_cell_of_parameters_before_all_other_code(notebook: Path):
    code = [cell for cell in cells_of(notebook) if cell["cell_type"] == "code"]
    assert [("parameters" in tags_of(cell)) for cell in code] == [True] + [False] * (
        len(code) - 1
    )
    for statement in ast.parse(str(code[0]["source"])).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_prose_of_a_notebook_stands_in_both_languages_without_numbers(notebook: Path):
    prose = [cell for cell in cells_of(notebook) if cell["cell_type"] == "markdown"]
    assert prose
    languages = [tags_of(cell) & {"nb", "en"} for cell in prose]
    assert languages == [{"nb"}, {"en"}] * (len(prose) // 2)
    for first, second in zip(prose[::2], prose[1::2], strict=True):
        texts = [str(cell["source"]) for cell in (first, second)]
        assert not any(letter.isnumeric() for text in texts for letter in text)
        shapes = [re.findall(r"^#+|\{\{\w+\}\}", text, re.MULTILINE) for text in texts]
        assert shapes[0] == shapes[1]  # the same headings and fields
