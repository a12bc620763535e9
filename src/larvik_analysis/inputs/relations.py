"""Whether the facts that are held against each other count the same thing.

They are named in `checks.yaml`, and in `indicators.yaml` for the figures of what was known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declared import CHECKS, INDICATORS
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
_DRAWN_ADDED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("funnel.stages.*", ("whole", "parts.*.fact"), ""),
    ("counts", ("facts.*",), ""),
    ("series", ("groups.*.lines.*.facts.*",), ""),
)
_DRAWN_COMPARED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("comparisons.*", ("own", "other"), ""),
)
_FILES = (
    (CHECKS.file, _ADDED, _COMPARED),
    (INDICATORS.file, _DRAWN_ADDED, _DRAWN_COMPARED),
)
# Lists with a fact for each period.
_PERIODS = ("counts.facts", "series.groups.*.lines.*.facts")
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
    found: list[Fault] = []
    for file, added, compared in _FILES:
        if not is_there(folder / file):
            continue
        tree, _ = read_yaml(folder / file, file)  # its other faults are told elsewhere
        told = [] if file == CHECKS.file else [*_not_drawn(tree, facts)]
        wrong = {fault.column for fault in told}  # told once, not as another unit too
        for relations, is_added in ((added, True), (compared, False)):
            for place, patterns, switch in relations:
                for key, group in _groups(tree, place):
                    leaf = group.entries.get(switch)
                    if not (isinstance(leaf, Leaf) and leaf.text == "true"):
                        named = [f for p in patterns for f in leaves(group, p, key)]
                        named = [where for where in named if where[0] not in wrong]
                        found += _mixed(file, named, facts, is_added=is_added)
        if file == CHECKS.file:
            found += _undated(tree, facts)
        else:
            found += [*told, *_unordered(tree, facts, wrong)]
    return found


def _groups(tree: Branch, place: str) -> Iterator[tuple[str, Branch]]:
    """Every group under a dotted pattern, whether it is an item of a list or stands alone."""
    if not place.endswith(".*"):
        alone = tree.entries.get(place)
        if isinstance(alone, Branch):
            yield place, alone
        return
    above, _, name = place.removesuffix(".*").rpartition(".")
    for key, group in _groups(tree, above) if above else [("", tree)]:
        listing = group.entries.get(name)
        for number, item in enumerate(listing.items if isinstance(listing, Listing) else (), 1):
            if isinstance(item, Branch):
                yield f"{key}.{name}.{number}".lstrip("."), item


def _mixed(
    file: str, named: list[tuple[str, Leaf]], facts: Mapping[str, Fact], *, is_added: bool
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
        yield Fault(file=file, code=code, line=leaf.line, column=key, values=values)


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


def _not_drawn(tree: Branch, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    """Dates where a number is drawn, and numbers that are no counts where counts are."""
    for pattern in INDICATORS.facts:
        for key, leaf in leaves(tree, pattern):
            unit = facts[leaf.text].unit if leaf.text in facts else ""
            if unit in DATES:
                code = "relation_dated"
            elif unit and unit != "count" and key.startswith("counts."):
                code = "relation_not_count"
            else:
                continue
            yield _on_indicator(code, key, leaf)


def _unordered(
    tree: Branch, facts: Mapping[str, Fact], wrong: Collection[str]
) -> Iterator[Fault]:
    """Facts without a period of their own, and lines that are not about the same periods."""
    first: dict[str, Fact] = {}
    for pattern in _PERIODS:
        seen: dict[tuple[str, str], str] = {}
        for key, leaf in leaves(tree, f"{pattern}.*"):
            if leaf.text not in facts or key in wrong:
                continue
            fact, (within, _, place) = facts[leaf.text], key.rpartition(".")
            earlier = seen.setdefault((within, fact.period), fact.fact_id)
            if not fact.period or earlier != fact.fact_id:
                yield _on_indicator("relation_period", key, leaf)
                continue
            other = first.setdefault(place, fact) if within.startswith("series.") else fact
            if other.period != fact.period:
                values = {"period": shown(fact.period), "other": shown(other.fact_id)}
                values["other_period"] = shown(other.period)
                yield _on_indicator("relation_periods", key, leaf, **values)


def _on_indicator(code: str, key: str, leaf: Leaf, /, **values: str) -> Fault:
    values = {"found": shown(leaf.text), **values}
    return Fault(file=INDICATORS.file, code=code, line=leaf.line, column=key, values=values)
