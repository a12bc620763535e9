"""What was typed with ``--set``: keys of the evaluation, or parameters of a chapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from larvik_analysis.errors import ParameterError
from larvik_analysis.inputs.settings import setting_keys
from larvik_analysis.terms.evaluation import Scalar

from .notebook import Notebook, nearest, own_parameters, parse_parameter


@dataclass(slots=True)
class Settings:
    """Settings by what they are settings of.

    Attributes
    ----------
    evaluation : dict
        Dotted keys of `evaluation.yaml`, as typed.
    chapters : dict
        For each notebook its parameters, in their own types.
    """

    evaluation: dict[str, str] = field(default_factory=dict)
    chapters: dict[str, dict[str, Scalar]] = field(default_factory=dict)


def parse_settings(typed: Iterable[str]) -> dict[str, str]:
    """``KEY=VALUE`` as typed, by key.

    Raises
    ------
    ParameterError
        If one has no equals sign or no key, or a key is given twice.
    """
    settings: dict[str, str] = {}
    for text in typed:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise ParameterError("setting_form", text=text)
        if key.strip() in settings:
            raise ParameterError("setting_twice", key=key.strip())
        settings[key.strip()] = value.strip()
    return settings


def split_settings(settings: Mapping[str, str], notebooks: Mapping[str, Notebook]) -> Settings:
    """Sort settings by what they belong to.

    A key is one of `evaluation.yaml` (``disclosure.k``), a chapter's parameter with the
    chapter's name (``02_rodt_tiltak.measure``), or a parameter alone, which then holds for
    every chapter that has it.

    Raises
    ------
    ParameterError
        If nobody knows the key; it names the nearest ones.
    """
    split = Settings()
    for key, value in settings.items():
        chapter, _, name = key.rpartition(".")
        holders = [
            notebook
            for notebook in notebooks.values()
            if name in own_parameters(notebook) and chapter in ("", notebook.name)
        ]
        if key in setting_keys():
            split.evaluation[key] = value
        elif holders:
            for notebook in holders:
                parsed = parse_parameter(notebook, name, value)
                split.chapters.setdefault(notebook.name, {})[name] = parsed
        else:
            own = {parameter for nb in notebooks.values() for parameter in own_parameters(nb)}
            known = (*setting_keys(), *sorted(own))
            raise ParameterError("setting_unknown", key=key, nearest=nearest(key, known))
    return split
