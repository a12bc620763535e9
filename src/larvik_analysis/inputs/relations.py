"""Whether the facts that `checks.yaml` holds against each other count the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declared import CHECKS
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import shown
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, read_yaml
from larvik_analysis.terms.fact import DATES, Fact
from larvik_analysis.terms.units import UnitOfAnalysis

# Relations whose facts are added or subtracted, each with the values that name them and the
# switch that says they are meant to differ.
_ADDED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("parts.*", ("whole", "parts.*"), ""),
    ("funnels.*.stages.*", ("whole", "parts.*"), ""),
    ("within.*", ("whole.*", "part.*", "less.*"), "across_units"),
    ("readings.*.readings.*", ("facts.*",), ""),
)
# Relations whose facts are compared only, so that an unclear unit does no harm.
_COMPARED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("mixtures.*", ("total.*", "majority.*", "minorities.*.*"), ""),
    ("differences.*", ("first", "second", "stated"), ""),
    ("shares.*", ("bases.*", "count"), "across_units"),
    ("changes.*", ("before", "after"), ""),
    ("same.*", ("facts.*",), "is_definition"),
)
_DATED = ("dates.*.date", "dates.*.year_of", "dates.*.not_after")


def inspect_relations(folder: Path, facts: Mapping[str, Fact]) -> list[Fault]:
    """Faults in relations whose facts cannot be held against each other.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    facts : mapping of str to Fact
        The facts that could be read; those that could not are told elsewhere.
    """
    path = folder / CHECKS.file
    if not is_there(path):
        return []
    tree, _ = read_yaml(path, CHECKS.file)  # what is wrong with the file is told elsewhere
    found: list[Fault] = []
    for relations, is_added in ((_ADDED, True), (_COMPARED, False)):
        for place, patterns, switch in relations:
            for key, group in _groups(tree, place):
                leaf = group.entries.get(switch)
                if not (isinstance(leaf, Leaf) and leaf.text == "true"):
                    named = [f for p in patterns for f in leaves(group, p, key)]
                    found += _mixed(named, facts, is_added=is_added)
    return [*found, *_undated(tree, facts)]


def _groups(tree: Branch, place: str) -> Iterator[tuple[str, Branch]]:
    """Every group under a dotted pattern that ends in an item of a list."""
    above, _, name = place.removesuffix(".*").rpartition(".")
    for key, group in _groups(tree, above) if above else [("", tree)]:
        listing = group.entries.get(name)
        for number, item in enumerate(listing.items if isinstance(listing, Listing) else (), 1):
            if isinstance(item, Branch):
                yield f"{key}.{name}.{number}".lstrip("."), item


def _mixed(
    named: list[tuple[str, Leaf]], facts: Mapping[str, Fact], *, is_added: bool
) -> Iterator[Fault]:
    """A fault for each fact that counts something else than the first of them."""
    known = [(key, leaf, facts[leaf.text]) for key, leaf in named if leaf.text in facts]
    for key, leaf, fact in known:
        values = {"found": shown(fact.fact_id)}
        if is_added and fact.unit_of_analysis is UnitOfAnalysis.UNCLEAR:
            code = "relation_unclear"
        elif _counted(fact) != _counted(first := known[0][2]):
            code = "relation_units"
            values |= {"other": shown(first.fact_id)}
            values |= {"unit": _counted(fact), "other_unit": _counted(first)}
        else:
            continue
        yield Fault(file=CHECKS.file, code=code, line=leaf.line, column=key, values=values)


def _counted(fact: Fact) -> str:
    """Unit and unit of analysis as they stand in the register; dates however precise."""
    return f"{'date' if fact.unit in DATES else fact.unit}/{fact.unit_of_analysis}"


def _undated(tree: Branch, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    for pattern in _DATED:
        for key, leaf in leaves(tree, pattern):
            if leaf.text in facts and facts[leaf.text].unit not in DATES:
                values = {"found": shown(leaf.text)}
                yield Fault(
                    file=CHECKS.file,
                    code="relation_undated",
                    line=leaf.line,
                    column=key,
                    values=values,
                )
