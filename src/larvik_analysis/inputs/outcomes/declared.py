"""Whether what `evaluation.yaml` says of outcomes and of the estimand hangs together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import code_of_place
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.files import is_absent
from larvik_analysis.inputs.naming import alike, near_code, nearest, shown
from larvik_analysis.inputs.outcomes.scale import words_of_scale
from larvik_analysis.inputs.outcomes.vocabulary import RATINGS, Column
from larvik_analysis.inputs.schema import Filler, keys_of
from larvik_analysis.inputs.tree import faults_of, is_given, is_true, line_of, listed
from larvik_analysis.inputs.yaml_text import Branch
from larvik_analysis.terms.estimand_versions import plain_estimand
from larvik_analysis.terms.evaluation import Privacy
from larvik_analysis.terms.framework import Framework, Frameworks
from larvik_analysis.terms.outcome_files import FactorList, OutcomeFiles
from larvik_analysis.terms.outcomes import RATED_IN_WAVES, Estimand, Factor, Side
from larvik_analysis.terms.words import Words

T = TypeVar("T")

# Framework of each list, and which way its items count.
_LISTS: dict[FactorList, tuple[str, Side]] = {
    "kvello": ("kvello_risk_factors", "risk"),
    "ics": ("ics", "protective"),
}
_LADDER = "se_meg"
# What a reader of changes has to know of the ratings.
_WITH_FAMILIES = ("scale", "rated_by", "chosen_for_high_risk")
_FEWEST_LEVELS = 2
Told = tuple[str, str, dict[str, str]]  # dotted key, code, what fills the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What `evaluation.yaml` declares, without what has been told as wrong with it.

    Attributes
    ----------
    files : OutcomeFiles or None
    estimand : Estimand or None
    factors : tuple of Factor
        Those of the lists first.
    levels : mapping of int to Words
        Of follow-up.
    transitions : frozenset of pairs of int
    """

    files: OutcomeFiles | None
    estimand: Estimand | None
    factors: tuple[Factor, ...] = ()
    levels: dict[int, Words]
    transitions: frozenset[tuple[int, int]]


def declared_in(tree: Branch, frameworks: Frameworks) -> Declared:
    """What the tree of `evaluation.yaml` declares; None of what cannot be read."""
    files = _part(OutcomeFiles, tree, "outcomes")
    levels, transitions = _ladder(files, frameworks)
    return Declared(
        files=files,
        estimand=_part(Estimand, tree, "estimand"),
        factors=tuple(_factors(files, frameworks)) if files else (),
        levels=levels,
        transitions=transitions,
    )


def check_declared(declared: Declared, tree: Branch, folder: Path) -> list[Fault]:
    """Everything that does not hang together in `outcomes` and `estimand`."""
    told: list[Told] = []
    if declared.files is not None:
        told += _measure(declared.files, tree)
        told += _privacy(declared.files, tree, folder)
        told += _places(declared.files, tree, folder)
        told += _ratings(declared.files, declared.factors)
        told += _pathways(declared)
        told += _numbers(declared.files)
    if declared.estimand is not None:
        told += _estimand(declared.estimand, declared)
    return faults_of(
        ((key, _line(tree, key), code, values) for key, code, values in told), EVALUATION_FILE
    )


def absent_files(files: OutcomeFiles, tree: Branch, folder: Path) -> dict[str, str]:
    """The files that are not there, by dotted key; what lies in a wrong place is a fault."""
    return {
        key: file
        for key, file in files.files.items()
        if not _code_of_place(key, file, tree, folder) and is_absent(folder / file)
    }


def columns_of_factors(factors: Sequence[Factor]) -> list[Column]:
    """What the column of each factor may be called: its names, or its id."""
    return [
        Column(
            id=factor.id,
            headings=tuple(dict.fromkeys((factor.name.nb, factor.name.en, factor.id))),
        )
        for factor in factors
    ]


def _part(kind: type[T], tree: Branch, key: str) -> T | None:
    if not is_given(tree, key):
        return None
    found = Filler(EVALUATION_FILE).read(kind, tree.entries[key], key)  # faults have been told
    return found if isinstance(found, kind) else None


def _line(tree: Branch, key: str) -> int | None:
    """The line of a dotted key, or of the nearest group above it."""
    group, line = tree, tree.line
    for name in key.split("."):
        line = line_of(group, name)
        below = group.entries.get(name)
        if not isinstance(below, Branch):
            break
        group = below
    return line


def _factors(files: OutcomeFiles, frameworks: Frameworks) -> Iterator[Factor]:
    own = {factor.id: factor for factor in files.factors}
    listed_ids = []
    items = {}
    for of_list, (framework_id, side) in _LISTS.items():
        for framework in _framework(frameworks, framework_id):
            for item in framework.items:
                factor = Factor(
                    id=item.id,
                    name=Words(nb=item.nb, en=item.en),
                    side=side,
                    category=item.category or framework.id,
                )
                items[item.id] = factor
                listed_ids += [item.id] * (of_list in files.factors_from)
    for factor_id in dict.fromkeys((*listed_ids, *own)):
        known, declared = items.get(factor_id), own.get(factor_id)
        name = declared.name if declared else None
        if known is None and name is None:
            continue  # told as a factor without a name
        yield Factor(
            id=factor_id,
            name=name or (known.name if known else Words(nb=factor_id, en=factor_id)),
            side=(declared.side if declared else "") or (known.side if known else "risk"),
            category=(declared.category if declared else "")
            or (known.category if known else ""),
        )


def _framework(frameworks: Frameworks, framework_id: str) -> list[Framework]:
    return [found for found in frameworks.frameworks if found.id == framework_id]


def _ladder(
    files: OutcomeFiles | None, frameworks: Frameworks
) -> tuple[dict[int, Words], frozenset[tuple[int, int]]]:
    """The levels of follow-up and the steps between them, as declared or as in SE MEG."""
    declared = files.pathways if files else None
    levels = {
        int(number): name
        for number, name in (declared.levels if declared else {}).items()
        if number.isdecimal()
    }
    if not levels:
        levels = {
            item.level: Words(nb=item.nb, en=item.en)
            for framework in _framework(frameworks, _LADDER)
            for item in framework.items
            if item.level is not None
        }
    if declared and declared.transitions:
        pairs = [(step[0], step[-1]) for step in declared.transitions if step]
    else:
        in_order = sorted(levels)
        pairs = [*pairwise(in_order)]
        pairs += [(high, low) for high in in_order for low in in_order if low < high]
    return levels, frozenset(pairs)


def _measure(files: OutcomeFiles, tree: Branch) -> Iterator[Told]:
    known = [leaf.text for _, leaf in leaves(tree, "measures.*.id")]
    yield from _among(files.measure, known, "outcomes.measure", "source_measure")


def _among(found: str, known: Collection[str], key: str, code: str) -> Iterator[Told]:
    if found not in known:
        near = nearest(found, known)
        values = {"found": shown(found), "nearest": near, "known": listed(known)}
        yield key, near_code(code, near), values


def _privacy(files: OutcomeFiles, tree: Branch, folder: Path) -> Iterator[Told]:
    held = files.private_files.keys() - absent_files(files, tree, folder).keys()
    if held and not is_given(tree, "personvern"):
        values = {"keys": ", ".join(keys_of(Privacy))}
        yield "outcomes", "outcomes_privacy", values


def _code_of_place(key: str, file: str, tree: Branch, folder: Path) -> str:
    """Why a file may not be read where it lies; areas may be public."""
    is_public = key == "outcomes.zones.file" or is_true(tree, "synthetic")
    return code_of_place(folder, file, is_synthetic=is_public)


def _places(files: OutcomeFiles, tree: Branch, folder: Path) -> Iterator[Told]:
    for key, file in files.files.items():
        if code := _code_of_place(key, file, tree, folder):
            yield key, code, {}


def _ratings(files: OutcomeFiles, factors: Sequence[Factor]) -> Iterator[Told]:
    named = {factor.id for factor in factors}
    for factor in files.factors:
        if factor.id not in named:
            yield "outcomes.factors", "outcomes_factor_name", {"found": shown(factor.id)}
    scores = [level.score for level in files.scale]
    if files.scale and (len(scores) < _FEWEST_LEVELS or scores != sorted(set(scores))):
        yield "outcomes.scale", "outcomes_scale", {}
    words = {*words_of_scale(files.scale), *map(str, scores)}
    if any(alike(str(text)) in words for text in files.not_rated):
        yield "outcomes.not_rated", "outcomes_not_rated", {}
    headings = [
        {alike(heading) for heading in column.headings}
        for column in (*RATINGS, *columns_of_factors(factors))
    ]
    if len(set().union(*headings)) < sum(map(len, headings)):
        yield "outcomes.factors", "outcomes_headings", {}
    if files.families:
        given = {name: getattr(files, name) for name in _WITH_FAMILIES}
        lacking = [name for name, value in given.items() if value in ((), "", None)]
        lacking += ["factors / factors_from"] * (not files.factors and not files.factors_from)
        if lacking:
            yield "outcomes", "key_missing", {"keys": ", ".join(lacking)}


def _pathways(declared: Declared) -> Iterator[Told]:
    pathways = declared.files.pathways if declared.files else None
    if pathways is None:
        return
    if not all(number.isdecimal() for number in pathways.levels):
        yield "outcomes.pathways.levels", "outcomes_levels", {}
    is_step = all(
        len(step) == 2 and set(step) <= set(declared.levels) for step in pathways.transitions
    )
    if not is_step:
        values = {"known": ", ".join(map(str, sorted(declared.levels)))}
        yield "outcomes.pathways.transitions", "outcomes_transitions", values


def _numbers(files: OutcomeFiles) -> Iterator[Told]:
    planned = files.contacts.planned_per_family if files.contacts else None
    if planned is not None and not planned > 0:
        yield "outcomes.contacts.planned_per_family", "outcomes_planned", {}
    if files.zones and not all(year.isdecimal() for year in files.zones.flagged_years):
        yield "outcomes.zones.flagged_years", "outcomes_years", {}


def _estimand(estimand: Estimand, declared: Declared) -> Iterator[Told]:
    if estimand.contrast in RATED_IN_WAVES and not estimand.factors:
        yield "estimand", "key_missing", {"keys": "factors"}
    known = [factor.id for factor in declared.factors]
    for factor in estimand.factors if known else ():
        yield from _among(factor, known, "estimand.factors", "item_unknown")
    if len(set(estimand.factors)) < len(estimand.factors):
        yield "estimand.factors", "estimand_factor_repeated", {}
    if not 1 <= estimand.first_wave < estimand.last_wave:
        yield "estimand.last_wave", "estimand_waves", {}
    parts = [field.name for field in fields(Estimand) if field.name in plain_estimand(estimand)]
    for deviation in estimand.deviations:
        yield from _among(deviation.field, parts, "estimand.deviations", "item_unknown")
