"""Reads a questionnaire: its questions, its scales, and whether it may be passed on."""

from __future__ import annotations

from pathlib import Path

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.inputs.declarations import PRIVATE
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.instrument_file import (
    PRIVATE_INSTRUMENTS,
    find_instrument,
    inspect_instrument,
    instrument_ids,
)
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.terms.instrument import Instrument


def read_instrument(
    path_or_id: str | Path, *, folder: Path | None = None, root: Path | None = None
) -> Instrument:
    """A questionnaire as its file describes it.

    Parameters
    ----------
    path_or_id : str or Path
        A file, or an id: `ID.yaml` is looked for in ``instruments`` and
        ``private/instruments`` of the evaluation, and then in
        ``data/raw/reference/instruments``.
    folder : Path, optional
        The evaluation folder; without it, an id is one that every evaluation shares.
    root : Path, optional
        The project folder; found from the working folder where it is left out.

    Returns
    -------
    Instrument
        A question without a heading of its own stands under its Norwegian wording.

    Raises
    ------
    InputError
        With every fault of the file at once; also where questions that may not be passed
        on lie in a part of the project that is.
    ParameterError
        If there is no instrument of that id; those that there are, are named.

    Examples
    --------
    >>> instrument = read_instrument("familieundersokelsen")
    >>> [question.id for question in instrument.questions], instrument.licence.items_shippable
    (['nytte', 'omrader'], True)
    """
    root = root or find_root(Path.cwd())
    is_path = isinstance(path_or_id, Path) or path_or_id.endswith((".yaml", ".yml"))
    if is_path:
        path = Path(path_or_id)
        file, is_private = path.name, _is_apart(path, root)
    else:
        found = find_instrument(str(path_or_id), folder, root)
        if found is None:
            raise _unknown(str(path_or_id), instrument_ids(folder, root))
        path, file = found
        is_private = file.startswith(f"{PRIVATE_INSTRUMENTS}/")
    reading = inspect_instrument(path, file, is_private=is_private)
    if reading.instrument is None:
        raise InputError(reading.faults)
    return reading.instrument


def _is_apart(path: Path, root: Path) -> bool:
    """Whether a file lies in no part of the project that is passed on."""
    place, raw = path.resolve(), (root / "data" / "raw").resolve()
    if place.is_relative_to(raw):
        return place.relative_to(raw).parts[1:2] == (PRIVATE,)
    return not place.is_relative_to(root.resolve())


def _unknown(name: str, known: list[str]) -> ParameterError:
    near = nearest(name, known)
    code = near_code("instrument_unknown", near)
    return ParameterError(code, name=shown(name), nearest=near, known=", ".join(known) or "–")
