"""A survey from its export and its questionnaire alone, without an evaluation around it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import cast, get_args

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.inputs.answers.reader import FileReader
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.instrument import read_instrument
from larvik_analysis.inputs.pseudonyms import INVENTED_KEY
from larvik_analysis.terms.instrument import Instrument
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import DataFile, Design, FamilyRule, MicrodataUnit
from larvik_analysis.terms.words import Words


def read_survey(
    path: str | Path,
    instrument: Instrument | str | Path,
    *,
    family: str = "",
    two_of_a_family: FamilyRule | str = "",
    unit_of_analysis: MicrodataUnit | str = "respondents",
    format: str = "",
    name: Words | str | None = None,
    root: Path | None = None,
) -> Microdata:
    r"""The answers of a survey, by the questionnaire that was used.

    Only answers to its questions are read. Every other column, and every text, stays
    outside: `Microdata.dropped` tells which. `Microdata.checks` tells what to look at twice.

    Parameters
    ----------
    path : str or Path
        The export.
    instrument : Instrument, str or Path
        The questionnaire, its file, or the id of one that every evaluation shares.
    family : str
        Heading of the column that says who belongs to the same family. What stands there
        is turned into pseudonyms that hold for this file alone; to link files, declare them
        in `evaluation.yaml`.
    two_of_a_family : {"both", "agreed", "lowest", "highest"}
        What becomes of two answers from one family; demanded with `family`, unless the
        unit is families. Each counts; or a family is one row, with what all its answers
        agree on, or for scores and classes of numbers the lowest or highest of them.
    unit_of_analysis : str
        What a row of the file is.
    format : str
        The program that wrote the file; recognised where it is left out.
    name : Words or str, optional
        Whose answers they are; the questionnaire's name where it is left out.
    root : Path, optional
        The project folder, where an id of a questionnaire is looked for.

    Returns
    -------
    Microdata
        One row a unit, in an order that the file has no say in.

    Raises
    ------
    InputError
        With every fault of the export, or of the questionnaire, at once.
    ParameterError
        If nothing says what becomes of two answers from one family, an argument has a
        value that is not among those allowed, or there is no such questionnaire.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from larvik_analysis.terms.instrument import Licence
    >>> from larvik_analysis.terms.questions import Answer, Question
    >>> yes, no = (Answer(id=n, name=Words(nb=n, en=n)) for n in ("ja", "nei"))
    >>> question = Question(
    ...     id="hjalp",
    ...     column="Hjalp det?",
    ...     name=Words(nb="Hjelp", en="Help"),
    ...     answers=(yes, no),
    ... )
    >>> instrument = Instrument(
    ...     id="skjema",
    ...     name=Words(nb="Skjema", en="Form"),
    ...     licence=Licence(name="CC BY 4.0", items_shippable=True, source="Vårt"),
    ...     questions=(question,),
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     export = Path(folder) / "svar.csv"
    ...     _ = export.write_text("Navn;Hjalp det?\nKari;Ja\nOla;Nei\n", encoding="utf-8")
    ...     survey = read_survey(export, instrument)
    >>> len(survey.table), survey.count({"hjalp": "ja"}), survey.dropped[0].why
    (2, 1, 'name')
    """
    _allowed("unit_of_analysis", unit_of_analysis, get_args(MicrodataUnit))
    _allowed("two_of_a_family", two_of_a_family, ("", *get_args(FamilyRule)))
    if family and not two_of_a_family and unit_of_analysis != "families":
        raise ParameterError("family_rule_needed", known=", ".join(get_args(FamilyRule)))
    if not isinstance(instrument, Instrument):
        instrument = read_instrument(instrument, root=root)
    path = Path(path)
    declared = DataFile(
        id=instrument.id,
        file=path.name,
        name=instrument.name if name is None else _words(name),
        unit_of_analysis=cast("MicrodataUnit", unit_of_analysis),
        questions=instrument.questions,
        family=family,
        instrument=instrument.id,
        format=format,
        scales=instrument.scales,
        design=Design(two_of_a_family=cast("FamilyRule", two_of_a_family)),
    )
    _check_filters(declared)
    # A key that follows from the file: whoever has not got the file cannot guess names by it.
    key = hashlib.sha256(read_bytes(path, path.name)).digest() if family else INVENTED_KEY
    reader = FileReader(declared, key)
    reader.read(path)
    if reader.microdata is None:
        raise InputError(reader.faults)
    return reader.microdata


def _allowed(name: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        told = ", ".join(word for word in known if word)
        raise ParameterError("argument_choice", name=name, known=told)


def _words(name: Words | str) -> Words:
    return Words(nb=name, en=name) if isinstance(name, str) else name


def _check_filters(declared: DataFile) -> None:
    """Refuse what the reader of questionnaires refuses; these may be made in a notebook."""
    earlier: dict[str, set[str]] = {}
    for question in declared.questions:
        name, answers = question.asked_of or ("", "")
        known = earlier.get(name, set())
        if question.asked_if and not (answers and set(answers.split("+")) <= known):
            raise ParameterError("asked_if_unknown", question=question.id)
        for variable in declared.variables.values():
            if variable.question == question.id:
                earlier[variable.id] = {answer.id for answer in variable.answers}
