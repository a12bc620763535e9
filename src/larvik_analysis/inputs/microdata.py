"""Reads an evaluation's own data, and leaves outside what nobody has declared.

A column that is not an answer to a declared question never gets further than this room: it
is told by its heading and its number of filled cells, never by what stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Note, Todo
from larvik_analysis.inputs.declarations import code_of_place
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.pseudonyms import INVENTED_KEY, read_key
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.microdata import Dropped, Microdata
from larvik_analysis.terms.questions import DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrodataReading:
    """What came of reading own data.

    Attributes
    ----------
    microdata : dict of str to Microdata
        The files without faults, by id.
    dropped : tuple of Dropped
        The columns that stayed outside.
    notes, todos, faults : tuple
        How the files were understood, what is left to do, and what is wrong with them. The
        notes are private: they count the cells of columns.
    """

    microdata: Mapping[str, Microdata] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Note, ...] = ()
    todos: tuple[Todo, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_microdata(
    folder: Path, evaluation: Evaluation, *, root: Path
) -> Mapping[str, Microdata]:
    """An evaluation's own data, by id.

    Parameters
    ----------
    folder : Path
        The evaluation folder, as `find_evaluation` gives it.
    evaluation : Evaluation
        Declares the files.
    root : Path
        The project folder; no key may lie in it.

    Raises
    ------
    InputError
        With every fault of every file at once; also where nothing says why the data may
        be held.
    """
    if evaluation.microdata and evaluation.personvern is None:
        raise InputError([_of_evaluation("privacy_missing", keys="personvern")])
    reading = inspect_microdata(
        folder, evaluation.microdata, is_synthetic=evaluation.synthetic, root=root
    )
    if reading.faults:
        raise InputError(reading.faults)
    return reading.microdata


def inspect_microdata(
    folder: Path, files: Sequence[DataFile], *, is_synthetic: bool, root: Path
) -> MicrodataReading:
    """Own data with all faults and notes; raises for neither.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    files : sequence of DataFile
        What `evaluation.yaml` declares.
    is_synthetic : bool
        Whether the data are invented: then they need not lie in ``private/``, and the key
        of the pseudonyms is no secret.
    root : Path
        The project folder.
    """
    if not files:  # what reads them is slow to load
        return MicrodataReading()
    key = INVENTED_KEY
    of_key: tuple[Fault, ...] = ()
    if any(declared.family for declared in files) and not is_synthetic:
        try:
            key = read_key(folder.name, outside_of=(root, folder))
        except InputError as error:
            of_key = error.faults
    # Loads pandas, which readers of evaluation.yaml alone do without.
    from larvik_analysis.inputs.answers.reader import FileReader

    readers = [FileReader(declared, key, folder) for declared in files]
    for reader in readers:
        file = reader.declared.file
        if code := code_of_place(folder, file, is_synthetic=is_synthetic):
            reader.faults.append(_of_evaluation(code))
        else:
            reader.read(folder / file)
    read = [reader.microdata for reader in readers if reader.microdata and not of_key]
    return MicrodataReading(
        microdata={microdata.declared.id: microdata for microdata in read},
        dropped=tuple(dropped for reader in readers for dropped in reader.dropped),
        notes=tuple(note for reader in readers for note in reader.notes),
        todos=tuple(todo for reader in readers for todo in reader.todos),
        faults=(*of_key, *(fault for reader in readers for fault in reader.faults)),
    )


def _of_evaluation(code: str, **values: str) -> Fault:
    return Fault(file=EVALUATION_FILE, code=code, column="microdata", values=values)
