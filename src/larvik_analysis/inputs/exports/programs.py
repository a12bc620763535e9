"""Which program wrote a table, told from the columns that it puts in itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from larvik_analysis.inputs.exports import forms
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Grid

FORMATS: Final = ("forms", "nettskjema", "surveyxact", "spss", "limesurvey", "csv", "excel")
PLAIN: Final = ("csv", "excel")
PROGRAMS: Final = {
    "forms": "Microsoft Forms",
    "nettskjema": "Nettskjema",
    "surveyxact": "SurveyXact",
    "spss": "SPSS",
    "limesurvey": "LimeSurvey",
    "csv": "CSV",
    "excel": "Excel",
}
# Columns that no other program has, and how many of them are enough.
_MARKS: Final[dict[str, tuple[int, frozenset[str]]]] = {
    "nettskjema": (1, frozenset({"$submission_id", "$created", "$answer_time_ms"})),
    "surveyxact": (
        2,
        frozenset(
            {
                "respondent", "respondentid", "organisation", "organization", "statoverall_1",
                "statoverall_4", "stato_1", "stato_4", "statcompletion_1", "statcreation_1",
                "statdistribution_1", "statcollect_1", "digitaldistributionstatus",
                "responsecollectsessions", "distributionschedule", "closetime", "difftime",
            }
        ),
    ),
    "limesurvey": (
        2,
        frozenset(
            {
                "submitdate", "lastpage", "startlanguage", "startdate", "datestamp", "ipaddr",
                "refurl", "seed", "date submitted", "last page", "start language",
                "date started", "date last action", "referrer url",
            }
        ),
    ),
}  # fmt: skip
# Names that are plain words: enough only together.
_PAIRS: Final = (("nettskjema", ("svar-id", "opprettet")),)


def program_of(grid: Grid) -> str:
    """One of `FORMATS`: the program whose own columns are there, else the plain format.

    Examples
    --------
    >>> program_of(Grid(headings=("$submission_id", "Alder", "$created")))
    'nettskjema'
    >>> program_of(Grid(headings=("id", "Alder"), format="excel"))
    'excel'
    """
    headings = {alike(heading) for heading in grid.headings}
    for program, (least, marks) in _MARKS.items():
        if len(headings & marks) >= least:
            return program
    for program, pair in _PAIRS:
        if headings.issuperset(pair):
            return program
    return "forms" if forms.places_of(grid) else grid.format


def misfit(declared: str, looks: str) -> bool:
    """Whether a table that looks like one program cannot be read as the declared one.

    The columns of the program may have been taken out, so a plain table fits every program;
    and every table can be read as a plain one.
    """
    return declared not in (*PLAIN, looks) and looks not in PLAIN


def shown_programs(formats: Sequence[str]) -> str:
    """The names of programs, as they stand in a message."""
    return ", ".join(PROGRAMS[name] for name in formats)
