"""What a chapter depends on: the modules behind the names it uses, found without running it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import larvik_analysis

PACKAGE = Path(larvik_analysis.__file__).parent
_NAME = "larvik_analysis"


def modules_behind(code: str) -> frozenset[str]:
    """Dotted names of all our modules that a notebook's code can reach.

    The notebook imports `larvik_analysis` alone; each public name leads to a module, and
    each module's imports to further ones. Code that cannot be read reaches them all.
    """
    public = larvik_analysis.PUBLIC_NAMES
    try:
        tree = ast.parse(_without_magics(code))
    except SyntaxError:
        return _closure({*public.values(), _NAME})
    used = _names_used(tree)
    found = set(public.values()) if "*" in used else {public[n] for n in used if n in public}
    found |= {name for name in used if name.split(".")[0] == _NAME and _exists(name)}
    return _closure(found | {_NAME})


def _without_magics(code: str) -> str:
    """The lines that are Python; ``%matplotlib inline`` and ``!ls`` are not."""
    lines = code.splitlines()
    return "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in lines)


def _names_used(tree: ast.Module) -> set[str]:
    """Attributes (``la.show``), names that are imported, and modules with their dots."""
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            used |= {node.module} | names | {f"{node.module}.{name}" for name in names}
    return used


def _closure(modules: Iterable[str]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = set(modules)
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= imports_of(module) - reached
    return frozenset(reached)


@lru_cache(maxsize=1024)  # more than there are modules, or each run reads them all again
def imports_of(module: str) -> frozenset[str]:
    """Our modules that one of our modules imports, at the top or inside a function.

    What is imported for type checking alone changes no result and is left out.
    """
    path = source_of(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in _running_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1])
            origin = (
                f"{base}.{node.module}" if node.level and node.module else node.module or base
            )
            found |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    ours = {name for name in found if name.split(".")[0] == _NAME and _exists(name)}
    parents = {name.rpartition(".")[0] for name in ours if "." in name}
    return frozenset(ours | parents)


def _running_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement, but for what stands under ``if TYPE_CHECKING``."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        is_for_types = (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Name)
            and node.test.id == "TYPE_CHECKING"
        )
        below = node.orelse if is_for_types else ast.iter_child_nodes(node)  # type: ignore[attr-defined]
        waiting += [child for child in below if not isinstance(child, ast.expr)]


def source_of(module: str) -> Path:
    """The file of one of our modules."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _exists(module: str) -> bool:
    return source_of(module).is_file()


def fingerprint_of_modules(modules: Iterable[str]) -> str:
    """One hash over the source of the modules."""
    return fingerprint_of_files((source_of(module) for module in modules), PACKAGE)


def fingerprint_of_texts(language: str) -> str:
    """One hash over the texts of the report in a language."""
    files = (PACKAGE / "catalogue").glob(f"*.{language}.toml")
    ours = (path for path in files if path.stem.split(".")[0] not in ("messages", "commands"))
    return fingerprint_of_files(ours, PACKAGE)


def fingerprint_of_files(paths: Iterable[Path], base: Path) -> str:
    """One hash over the names below `base` and the bytes; a missing file counts as such."""
    digest = hashlib.sha256()
    by_name = {path.relative_to(base).as_posix(): path for path in paths}
    for name, path in sorted(by_name.items()):
        content = path.read_bytes() if path.is_file() else b"missing"
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def fingerprint_of_package() -> str:
    """One hash over every file of the package: code, texts, fonts, templates."""
    files = (path for path in PACKAGE.rglob("*") if path.is_file())
    return fingerprint_of_files((p for p in files if p.suffix not in (".pyc", ".pyo")), PACKAGE)
