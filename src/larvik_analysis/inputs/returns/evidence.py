"""Reads what others have published on returns, `reference/returns/`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import fill, keys_of
from larvik_analysis.inputs.table_text import Row, read_table
from larvik_analysis.inputs.yaml_text import Branch, Leaf, LeafKind, Listing, Node, read_yaml
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.returns_evidence import (
    EvidenceClaim,
    Programme,
    PublishedNumber,
    ReturnsEvidence,
    SkillCurve,
    WsippRow,
)
from larvik_analysis.terms.words import Words

CHAPTER = "06_avkastning"
FOLDER = "reference/returns"
NUMBERS_FILE = f"{FOLDER}/published_returns.csv"
WSIPP_FILE = f"{FOLDER}/wsipp.csv"
PROGRAMMES_FILE = f"{FOLDER}/programmes.yaml"
CLAIMS_FILE = f"{FOLDER}/claims.yaml"
_LANGUAGES = ("nb", "en")
_KINDS: tuple[tuple[re.Pattern[str], LeafKind], ...] = (
    (re.compile(r"[-+]?[0-9]+"), "integer"),
    (re.compile(r"[-+]?[0-9]+\.[0-9]+"), "decimal"),
    (re.compile(r"true|false"), "boolean"),
    (re.compile(r""), "nothing"),
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    rows: tuple[PublishedNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wsipp:
    rows: tuple[WsippRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Programmes:
    programmes: tuple[Programme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claims:
    claims: tuple[EvidenceClaim, ...]
    curve: SkillCurve


@dataclass(frozen=True, slots=True)
class _File(Generic[_T]):
    """What a file says (None where it has faults), the same as a tree, and its faults."""

    found: _T | None
    tree: Branch
    faults: list[Fault]


def evidence_for(evaluation: Evaluation, root: Path) -> ReturnsEvidence | None:
    """What is published, where a chapter of the evaluation asks for it; None else.

    Raises
    ------
    InputError
        With every fault of the files at once.
    """
    is_asked = any(chapter.notebook == CHAPTER for chapter in evaluation.chapters)
    return read_returns_evidence(root=root) if is_asked else None


def evidence_faults(evaluation: Branch, root: Path) -> list[Fault]:
    """What is wrong in the files of what is published, where a chapter asks for them."""
    asked = [leaf.text for _, leaf in leaves(evaluation, "chapters.*.notebook")]
    return inspect_returns_evidence(root)[1] if CHAPTER in asked else []


def read_returns_evidence(*, root: Path | None = None) -> ReturnsEvidence:
    """Published returns, the calculations of WSIPP, programmes, and what speaks against.

    Parameters
    ----------
    root : Path, optional
        The project folder; found from the working folder where it is left out.

    Raises
    ------
    InputError
        With every fault of the files at once.
    """
    evidence, faults = inspect_returns_evidence(root or find_root(Path.cwd()))
    if evidence is None:
        raise InputError(faults)
    return evidence


def inspect_returns_evidence(root: Path) -> tuple[ReturnsEvidence | None, list[Fault]]:
    """The evidence (None where there are faults) and all faults."""
    numbers = _table(_Numbers, PublishedNumber, root, NUMBERS_FILE)
    wsipp = _table(_Wsipp, WsippRow, root, WSIPP_FILE)
    programmes = _declared(_Programmes, root, PROGRAMMES_FILE)
    claims = _declared(_Claims, root, CLAIMS_FILE)
    ids = [leaf.text for _, leaf in leaves(numbers.tree, "rows.*.id")]
    known = [leaf.text for _, leaf in leaves(wsipp.tree, "rows.*.programme")]
    named = ("claims.*.numbers.*", "curve.early_share", "curve.late_share")
    faults = [
        *numbers.faults,
        *repeated(numbers.tree, ("rows.*.id",), NUMBERS_FILE),
        *wsipp.faults,
        *programmes.faults,
        *repeated(programmes.tree, ("programmes.*.id",), PROGRAMMES_FILE),
        *_unknown(programmes.tree, ("programmes.*.wsipp.*",), known, PROGRAMMES_FILE),
        *claims.faults,
        *repeated(claims.tree, ("claims.*.id", "curve.stages.*.id"), CLAIMS_FILE),
        *_unknown(claims.tree, named, ids, CLAIMS_FILE),
    ]
    if faults or not (numbers.found and wsipp.found and programmes.found and claims.found):
        return None, faults
    evidence = ReturnsEvidence(
        numbers=numbers.found.rows,
        wsipp=wsipp.found.rows,
        programmes=programmes.found.programmes,
        claims=claims.found.claims,
        curve=claims.found.curve,
    )
    return evidence, faults


def _declared(kind: type[_T], root: Path, file: str) -> _File[_T]:
    tree, faults = read_yaml(root / "data" / "raw" / file, file)
    if not tree.entries:
        return _File(None, tree, faults)
    found, more = fill(kind, tree, file)
    return _File(found, tree, [*faults, *more])


def _table(kind: type[_T], of_row: type, root: Path, file: str) -> _File[_T]:
    """A table whose rows are filled as a list in YAML would be: the class is the schema."""
    columns = list(_columns(of_row))
    path = root / "data" / "raw" / file
    table = read_table(path, file, columns, may_be_empty=frozenset(columns))
    rows = Listing(tuple(_branch(row, of_row) for row in table.rows), None)
    tree = Branch(entries={"rows": rows}, lines={}, line=None)
    if table.faults:
        return _File(None, tree, list(table.faults))
    found, faults = fill(kind, tree, file)
    return _File(found, tree, faults)


def _columns(of_row: type) -> Iterator[str]:
    """A heading for each value of a row; words have one in each language."""
    for key, (_, hint) in keys_of(of_row).items():
        yield from (f"{key}_{said}" for said in _LANGUAGES) if hint is Words else (key,)


def _branch(row: Row, of_row: type) -> Branch:
    entries: dict[str, Node] = {}
    for key, (_, hint) in keys_of(of_row).items():
        if hint is Words:
            said = {name: _leaf(row, f"{key}_{name}", is_text=True) for name in _LANGUAGES}
            entries[key] = Branch(dict(said), dict.fromkeys(said, row.line), row.line)
        else:
            entries[key] = _leaf(row, key, is_text=hint is str)
    return Branch(entries, dict.fromkeys(entries, row.line), row.line)


def _leaf(row: Row, column: str, *, is_text: bool) -> Leaf:
    text = row.cells[column]
    kinds = (kind for form, kind in _KINDS if form.fullmatch(text))
    found: LeafKind = next(kinds, "text")
    return Leaf(text, "text" if is_text and found != "nothing" else found, row.line)


def _unknown(
    tree: Branch, patterns: Collection[str], known: Collection[str], file: str
) -> Iterator[Fault]:
    """Names of what stands in no row; where the rows could not be read, nothing is told."""
    for pattern in patterns if known else ():
        for key, leaf in leaves(tree, pattern):
            if leaf.text not in known:
                near = nearest(leaf.text, known)
                values = {"found": shown(leaf.text), "nearest": near}
                values["known"] = ", ".join(map(shown, known))
                code = near_code("item_unknown", near)
                yield Fault(file=file, code=code, line=leaf.line, column=key, values=values)
