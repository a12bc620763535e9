"""Errors: told in the reader's language, whole after the way back from a worker."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from larvik_analysis.errors import (
    Fault,
    InputError,
    LarvikError,
    Note,
    TableError,
    Todo,
    UnitError,
    UsageError,
)

FAULTS = (
    Fault(file="facts.csv", code="fact_unknown", line=7, column="fact_id",
          values={"found": "x"}),
    Fault(file="evaluation.yaml", code="yaml_empty", column="measures.rodt"),
)  # fmt: skip


def kinds_of(kind: type[LarvikError]) -> Iterator[type[LarvikError]]:
    """A class of error and all that are made from it."""
    yield kind
    for further in kind.__subclasses__():
        if further.__module__ == LarvikError.__module__:  # a room may have one of its own
            yield from kinds_of(further)


def test_the_exit_codes_are_those_of_the_interface():
    codes = {kind.__name__: kind.exit_code for kind in kinds_of(LarvikError)}
    assert codes == {
        "LarvikError": 70,
        "InputError": 1,
        "TermError": 1,
        "UnitError": 1,
        "UsageError": 2,
        "ParameterError": 2,
        "ChapterError": 3,
        "ReleaseError": 4,
        "VerifyError": 5,
        "OutputError": 6,
        "TableError": 1,
    }


def test_an_error_is_told_in_the_readers_language():
    fault = UnitError("mixed_units", facts="a, b", units="children, reports")
    assert str(fault) == fault.message("nb")
    assert "Disse tallene teller ikke det samme" in fault.message("nb")
    assert "children, reports" in fault.message("en")
    assert fault.message("nb") != fault.message("en")


def test_an_error_without_a_text_still_says_its_code():
    assert str(LarvikError("not_in_the_catalogue")) == "not_in_the_catalogue"


@pytest.mark.parametrize(
    "kind", [k for k in kinds_of(LarvikError) if k not in (InputError, TableError)]
)
def test_an_error_survives_the_way_back_from_a_worker(kind):
    error = kind("drawn_number", name="rodt-nytte")
    back = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(back) is kind
    assert (back.code, back.values) == ("drawn_number", {"name": "rodt-nytte"})
    assert str(back) == str(error)


def test_all_faults_survive_the_way_back():
    table = pickle.loads(pickle.dumps(TableError(["counts_empty"])))  # noqa: S301
    assert table.codes == ("counts_empty",)
    back = pickle.loads(pickle.dumps(InputError(FAULTS)))  # noqa: S301
    assert back.faults == FAULTS
    assert back.exit_code == 1


def test_every_fault_is_told_with_its_place():
    first, second = InputError(FAULTS).message("nb").splitlines()
    assert first.startswith("facts.csv, linje 7, kolonne fact_id: Faktumet x står ikke")
    assert second.startswith("evaluation.yaml, nøkkel measures.rodt: Filen er tom.")


def test_faults_things_to_do_and_notes_have_texts_of_their_own():
    assert Todo(file="facts.csv", code="fact_untraced",
                values={"fact": "x", "columns": "quote"}).sentence("en") == (
        "x cannot be traced and is withheld. Fill in quote."
    )  # fmt: skip
    assert "semikolon" in Note(file="facts.csv", code="table_semicolon").sentence("nb")
    with pytest.raises(KeyError):
        Note(file="facts.csv", code="fact_untraced").sentence("nb")


def test_a_parameter_error_is_wrong_usage():
    assert issubclass(UsageError, LarvikError)
    assert not issubclass(InputError, UsageError)
