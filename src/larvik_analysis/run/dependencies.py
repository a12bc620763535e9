"""What a chapter depends on: the modules behind the names it uses, found without running it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import larvik_analysis

PACKAGE = Path(larvik_analysis.__file__).parent
_NAME = "larvik_analysis"


def modules_behind(code: str) -> frozenset[str]:
    """Dotted names of all our modules that a notebook's code can reach.

    The notebook imports `larvik_analysis` alone; each public name leads to a module, and
    each module's imports to further ones.
    """
    used = {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
    found = {module for name, module in larvik_analysis.PUBLIC_NAMES.items() if name in used}
    return _closure(found | {_NAME})


def _closure(modules: Iterable[str]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = set(modules)
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= imports_of(module) - reached
    return frozenset(reached)


@lru_cache(maxsize=256)
def imports_of(module: str) -> frozenset[str]:
    """Our modules that one of our modules imports, at the top or inside a function."""
    path = source_of(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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


def source_of(module: str) -> Path:
    """The file of one of our modules."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _exists(module: str) -> bool:
    return source_of(module).is_file()


def fingerprint_of_modules(modules: Iterable[str]) -> str:
    """One hash over the source of the modules."""
    return fingerprint_of_files(source_of(module) for module in modules)


def fingerprint_of_files(paths: Iterable[Path]) -> str:
    """One hash over the names and bytes of files; a missing file counts as such."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        content = path.read_bytes() if path.is_file() else b"missing"
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def package_files() -> list[Path]:
    """Every file of the package: code, catalogues, fonts, templates."""
    return [
        path
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".pyo")
    ]
