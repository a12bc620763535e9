"""Reads the rules of cost-benefit analysis that come with the package.

Those of the Washington State Institute for Public Policy are the ones of a published lecture
of 2013; the ranges that its model draws rates and the cost of taxes from could not be read in
a source, and so are not here.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import read_yaml
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules

_SUFFIX = ".yaml"


def rule_names() -> tuple[str, ...]:
    """The names of all rules that can be read, in the order of the alphabet."""
    folder = resources.files("larvik_analysis") / "discount_rules"
    files = (file.name for file in folder.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


def read_rules(name: str) -> Rules:
    """The rules of a cost-benefit analysis, as their source says them.

    Parameters
    ----------
    name : str
        ``r109_2021`` is the circular of the Ministry of Finance that is in force as far as
        is known; the others (`rule_names`) are to compare with.

    Returns
    -------
    Rules

    Raises
    ------
    ParameterError
        If there are none of that name; the message tells those there are, and the nearest.

    Examples
    --------
    >>> [(step.after_year, step.rate_per_year) for step in read_rules("r109_2021").steps]
    [(0, 0.04), (40, 0.03), (75, 0.02)]
    """
    known = rule_names()
    if name not in known:
        raise unknown_name("rules_unknown", name, known)
    return _read(name)


@lru_cache(maxsize=16)
def _read(name: str) -> Rules:
    """The rules of one file of the package."""
    file = f"{name}{_SUFFIX}"
    place = resources.files("larvik_analysis") / "discount_rules" / file
    with resources.as_file(place) as path:
        tree, faults = read_yaml(path, file)
    rules, more = fill(Rules, tree, file)
    if rules is None or faults:
        raise InputError([*faults, *more])
    return rules
