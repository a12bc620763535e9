"""Whether what `evaluation.yaml` declares of own data can be read and may be held.

Works on the tree, as `coherence` does, so that all of it is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path, PurePosixPath, PureWindowsPath

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.naming import alike, near_code, nearest, shown
from larvik_analysis.inputs.schema import keys_of
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, Node
from larvik_analysis.terms.evaluation import Privacy

PRIVATE = "private"
_UNIQUE = (
    "microdata.*.id",
    "microdata.*.questions.*.id",
    "microdata.*.questions.*.answers.*.id",
)
_ID = re.compile(r"[a-z][a-z0-9_]*")  # parts of names of variables, and of the ledger's
_ONE_OF = ("dpia", "dpia_not_needed")


def check_declarations(tree: Branch, file: str, folder: Path) -> list[Fault]:
    """Faults in `microdata` and `personvern` that are well formed each for itself.

    Parameters
    ----------
    tree : Branch
        The tree of `evaluation.yaml`.
    file : str
        What messages call it.
    folder : Path
        The evaluation folder.
    """
    declared = tree.entries.get("microdata")
    data = list(_groups(declared, "microdata"))
    found = [*_privacy(tree, bool(data)), *_ids(tree), *_places(tree, data, folder)]
    for key, group in data:
        found += [*_columns(key, group), *_variables(key, group)]
        listing = group.entries.get("questions")
        if isinstance(listing, Listing) and not listing.items:
            found.append((f"{key}.questions", _line(group, "questions"), "questions_none", {}))
        for under, question in _groups(group.entries.get("questions"), f"{key}.questions"):
            found += _question(under, question)
    # Each rule says key, line, code and words; the file is the same for all.
    faults = [
        Fault(file=file, code=code, line=line, column=key, values=values)
        for key, line, code, values in found
    ]
    return [*repeated(tree, _UNIQUE, file), *faults]


def is_declared(tree: Branch) -> bool:
    """Whether the tree declares own data."""
    return any(True for _ in _groups(tree.entries.get("microdata"), "microdata"))


def code_of_place(folder: Path, file: str, *, is_synthetic: bool) -> str:
    """The key of why own data may not be read from a place; empty where they may.

    Links are followed: what a name leads to is what counts.
    """
    parts = PurePosixPath(file.replace("\\", "/")).parts
    is_absolute = file.startswith(("/", "\\")) or bool(PureWindowsPath(file).drive)
    if is_absolute or ".." in parts or "\0" in file:
        return "data_outside"
    home = folder.resolve()
    try:
        place = (folder / file).resolve()
    except (OSError, RuntimeError):  # a link to itself
        return "data_outside"
    if not place.is_relative_to(home):
        return "data_outside"
    is_private = place.is_relative_to(home / PRIVATE) and parts[:1] == (PRIVATE,)
    return "" if is_private or is_synthetic else "data_not_private"


Found = tuple[str, int | None, str, dict[str, str]]


def _groups(node: Node | None, key: str) -> Iterator[tuple[str, Branch]]:
    for number, item in enumerate(node.items if isinstance(node, Listing) else (), start=1):
        if isinstance(item, Branch):
            yield f"{key}.{number}", item


def _text(group: Branch, name: str) -> str:
    leaf = group.entries.get(name)
    return leaf.text.strip() if isinstance(leaf, Leaf) and leaf.kind != "nothing" else ""


def _line(group: Branch, name: str) -> int | None:
    return group.lines.get(name, group.line)


def _privacy(tree: Branch, is_needed: bool) -> Iterator[Found]:
    group = tree.entries.get("personvern")
    is_empty = group is None or (isinstance(group, Leaf) and group.kind == "nothing")
    if is_empty and is_needed:
        values = {"keys": ", ".join(keys_of(Privacy))}
        yield "microdata", _line(tree, "microdata"), "privacy_missing", values
    if isinstance(group, Branch):
        given = [name for name in _ONE_OF if _text(group, name)]
        if len(given) != 1:
            line = _line(group, given[-1]) if given else group.line
            yield "personvern", line, "privacy_assessment", {}


def _ids(tree: Branch) -> Iterator[Found]:
    for pattern in _UNIQUE:
        for key, leaf in leaves(tree, pattern):
            if not _ID.fullmatch(leaf.text):
                yield key, leaf.line, "data_id_form", {}


def _places(tree: Branch, data: list[tuple[str, Branch]], folder: Path) -> Iterator[Found]:
    is_synthetic = _text(tree, "synthetic").lower() == "true"
    first: dict[str, int | None] = {}
    for key, group in data:
        file, line = _text(group, "file"), _line(group, "file")
        if not file:
            continue  # told as a missing key
        if code := code_of_place(folder, file, is_synthetic=is_synthetic):
            yield f"{key}.file", line, code, {}
            continue
        # Two names for one file would be two universes, whose tables nobody subtracts.
        place = str((folder / file).resolve()).casefold()
        if place in first:
            yield f"{key}.file", line, "id_repeated", {"first": str(first[place])}
        first.setdefault(place, line)


def _columns(key: str, data: Branch) -> Iterator[Found]:
    found = [*leaves(data, "family", key), *leaves(data, "questions.*.column", key)]
    first: dict[str, int | None] = {}
    for path, leaf in found:
        name = alike(leaf.text)
        if name in first:
            yield path, leaf.line, "id_repeated", {"first": str(first[name])}
        first.setdefault(name, leaf.line)


def _variables(key: str, data: Branch) -> Iterator[Found]:
    """A question with several answers makes variables, which another may be called after."""
    owners: dict[str, str] = {}
    for path, question in _groups(data.entries.get("questions"), f"{key}.questions"):
        name = _text(question, "id")
        answers = [name_of for name_of, _ in _answers(question)]
        is_multiple = _text(question, "kind") == "multiple"
        for variable in [f"{name}_{answer}" for answer in answers] if is_multiple else [name]:
            owner = owners.setdefault(variable, name)
            if owner != name and name:
                values = {"found": shown(variable), "other": shown(owner)}
                yield f"{path}.id", _line(question, "id"), "variable_repeated", values


def _answers(question: Branch) -> list[tuple[str, Branch]]:
    groups = _groups(question.entries.get("answers"), "")
    return [(_text(answer, "id"), answer) for _, answer in groups]


def _question(key: str, question: Branch) -> Iterator[Found]:
    answers = _answers(question)
    listing = question.entries.get("answers")
    if isinstance(listing, Listing) and len(listing.items) < 2:
        yield f"{key}.answers", _line(question, "answers"), "answers_few", {}
    if _text(question, "sensitivity") == "opinion" and not _text(question, "reason"):
        line = _line(question, "sensitivity")
        yield f"{key}.sensitivity", line, "opinion_without_reason", {}
    yield from _confused(key, question, answers)
    yield from _merges(key, question, [name for name, _ in answers])
    yield from _linked(key, question, [name for name, _ in answers])


def _confused(key: str, question: Branch, answers: list[tuple[str, Branch]]) -> Iterator[Found]:
    """Answers that a cell could mean both of."""
    spelt = [_spellings(name, answer) for name, answer in answers]
    for (n, one), (m, other) in combinations(enumerate(spelt), 2):
        # Two ids that are the same have been told.
        if one & other and answers[n][0] != answers[m][0]:
            values = {"found": shown(answers[m][0]), "other": shown(answers[n][0])}
            line = _line(answers[m][1], "name")
            yield f"{key}.answers.{m + 1}.name", line, "answers_alike", values
    separator = _text(question, "separator") or ";"
    if _text(question, "kind") != "multiple":
        return
    for number, (name, answer) in enumerate(answers, start=1):
        if any(separator in text for text in spelt[number - 1]):
            values = {"found": shown(name), "key": "separator"}
            line = _line(answer, "name")
            yield f"{key}.answers.{number}.name", line, "answer_divided", values


def _spellings(name: str, answer: Branch) -> set[str]:
    written = [name, *(leaf.text for _, leaf in leaves(answer, "name.*"))]
    return {alike(text) for text in written if text}


def _merges(key: str, question: Branch, scale: list[str]) -> Iterator[Found]:
    for path, leaf in leaves(question, "merge.*", key):
        if _text(question, "kind") == "multiple":
            yield path, leaf.line, "merge_of_multiple", {}
            return
        parts = leaf.text.split("+")
        places = [scale.index(part) for part in parts if part in scale]
        is_row = places == list(range(min(places, default=0), max(places, default=0) + 1))
        if len(places) < max(len(parts), 2) or not is_row:
            values = {"known": _told(scale), "example": "+".join(map(shown, scale[:2]))}
            yield path, leaf.line, "merge_neighbours", values


def _linked(key: str, question: Branch, scale: list[str]) -> Iterator[Found]:
    links = question.entries.get("facts")
    for name, line in links.lines.items() if isinstance(links, Branch) else ():
        if name not in scale:
            near = nearest(name, scale)
            values = {"found": shown(name), "nearest": near, "known": _told(scale)}
            yield f"{key}.facts.{shown(name)}", line, near_code("answer_linked", near), values


def _told(names: Iterable[str]) -> str:
    return ", ".join(map(shown, names)) or "–"
