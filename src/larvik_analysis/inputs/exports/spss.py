"""SPSS: questions are labels of variables, answers are labels of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.answer_words import is_outside
from larvik_analysis.inputs.exports.cell_text import number_text, text_of
from larvik_analysis.inputs.exports.headings import Wanted, names_of
from larvik_analysis.inputs.exports.ticks import Ticks, is_apart, joined_ticks
from larvik_analysis.inputs.table_text import MOST_CELLS, Grid, Record, complete, many_cells

Value = float | str | None
_LONGEST_SCALE: Final = 10
# Where the file does not say which letters it has, or says it wrong.
_OLD_LETTERS: Final = "WINDOWS-1252"
# Days that the library would leave as seconds: quarters, months and weeks.
_OTHER_DAYS: Final = ("QYR6", "QYR8", "MOYR6", "MOYR8", "WKYR8", "WKYR10")


def read_spss(path: Path, file: str, wanted: Wanted) -> Grid:
    """The grid of a .sav or .zsav file; the line of a record is the number of its case.

    Values that the file itself calls missing become empty cells and are counted by column.

    Parameters
    ----------
    path : Path
        Has been read through the door already, so that it is remembered.
    file : str
        What messages call it.
    wanted : Wanted
        A column that is declared by itself stays by itself, whatever set it is of.

    Raises
    ------
    InputError
        If the file is damaged, or has more cells than a table has.
    """
    columns, about, notes = _opened(path, file)
    names = list(columns)
    variables = {name: _Variable(name, about, columns[name]) for name in names}
    read = {name: variables[name].cells(columns[name]) for name in names}
    n_missing = sum(variable.has_missing for variable in variables.values())
    counts = {
        "export_user_missing": n_missing,
        "export_labels_repeated": sum(v.has_repeated_labels for v in variables.values()),
    }
    notes += [
        Note(file=file, code=code, values={"count": str(count)})
        for code, count in counts.items()
        if count
    ]
    rows = zip(*read.values(), strict=True)
    grid = Grid(
        headings=tuple(variable.heading for variable in variables.values()),
        width=len(names),
        delimiter="",
        # A case without any answer is a respondent all the same.
        body=tuple(Record(case, list(cells)) for case, cells in enumerate(rows, 1)),
        notes=tuple(notes),
        format="spss",
        names=names_of(names),
        options=tuple(variables[name].options for name in names),
        scores=tuple(variables[name].scores for name in names),
    )
    return _with_sets(complete(grid, file, 1), about, variables, wanted, file)


def _opened(path: Path, file: str) -> tuple[dict[str, list[Any]], Any, list[Note]]:
    import pyreadstat  # slow to import; most files are text

    def read(**more: Any) -> tuple[dict[str, list[Any]], Any]:
        columns, about = pyreadstat.read_sav(
            str(path),
            user_missing=True,
            output_format="dict",
            extra_datetime_formats=list(_OTHER_DAYS),
            **more,
        )
        return columns, about

    notes: list[Note] = []
    try:
        about = read(metadataonly=True)[1]
    except Exception:  # the library has errors of its own, and of the language
        notes = [Note(file=file, code="table_windows", values={"encoding": "Windows-1252"})]
    more = {"encoding": _OLD_LETTERS} if notes else {}
    try:
        about = read(metadataonly=True, **more)[1]
        n_columns = max(about.number_columns, 1)
        most_rows = MOST_CELLS // n_columns + 1
        # A compressed file can claim any number of cases.
        columns, about = read(row_limit=most_rows, **more)
    except Exception as error:
        raise InputError([Fault(file=file, code="export_damaged")]) from error
    if columns and len(next(iter(columns.values()))) >= most_rows:
        raise InputError([many_cells(file, most_rows)])
    return columns, about, notes


class _Variable:
    """One variable: what it is called, and what its values mean."""

    def __init__(self, name: str, about: Any, values: Sequence[Any]) -> None:
        label = (about.column_names_to_labels.get(name) or "").strip()
        self.heading = label or name
        self.has_missing = False
        self._missing: Sequence[Mapping[str, Any]] = about.missing_ranges.get(name, ())
        labels: Mapping[Value, str] = about.variable_value_labels.get(name, {})
        known = {value: text.strip() for value, text in labels.items() if text.strip()}
        self.labels = {
            value: known[value]
            for value in sorted(known, key=lambda value: (isinstance(value, str), value))
            if not self.is_missing(value)
        }
        self.has_repeated_labels = len(set(self.labels.values())) < len(self.labels)
        rungs = self._rungs(values)
        is_ordinal = about.variable_measure.get(name) == "ordinal"
        self.labels = {**self.labels, **rungs}
        in_order = sorted(self.labels, key=lambda value: (isinstance(value, str), value))
        self.options = tuple(dict.fromkeys(self.labels[value] for value in in_order))
        self.scores = self._scores() if rungs or is_ordinal else {}

    def _rungs(self, values: Sequence[Any]) -> dict[Value, str]:
        """Steps without a label on a scale of which the ends, or some steps, have one."""
        ends = [
            int(value)
            for value, text in self.labels.items()
            if isinstance(value, float) and value.is_integer() and not is_outside(text)
        ]
        if len(ends) < 2 or max(ends) - min(ends) > _LONGEST_SCALE:
            return {}
        between: dict[Value, str] = {
            float(step): str(step)
            for step in range(min(ends), max(ends) + 1)
            if float(step) not in self.labels
        }
        return between if between.keys() & set(values) else {}

    def _scores(self) -> dict[str, float]:
        if self.has_repeated_labels:
            return {}
        return {
            text: value
            for value, text in self.labels.items()
            if isinstance(value, float) and not is_outside(text)
        }

    def is_missing(self, value: Any) -> bool:
        """Whether the file calls a value missing."""
        return isinstance(value, str | int | float) and any(
            area["lo"] <= value <= area["hi"]
            for area in self._missing
            if isinstance(area["lo"], str) == isinstance(value, str)
        )

    def cells(self, values: Sequence[Any]) -> list[str]:
        """The values in words."""
        return [self._cell(value) for value in values]

    def _cell(self, value: Any) -> str:
        if value is None or value == "" or self.is_missing(value):
            self.has_missing = self.has_missing or value not in (None, "")
            return ""
        return self.labels.get(value) or text_of(value)


def _with_sets(
    grid: Grid, about: Any, variables: Mapping[str, _Variable], wanted: Wanted, file: str
) -> Grid:
    """The grid with one column for each set of several answers."""
    places = {name: number for number, name in enumerate(variables)}
    questions: list[Ticks] = []
    taken: set[int] = set()
    for name, described in (getattr(about, "mr_sets", None) or {}).items():
        members = [member for member in described["variable_list"] if member in places]
        columns = tuple(places[member] for member in members)
        if not columns or taken & set(columns) or is_apart(grid, columns, wanted):
            continue
        taken |= set(columns)
        heading = (described["label"] or "").strip() or name
        if described["is_dichotomy"]:
            questions.append(
                _boxes(grid, name, heading, columns, members, described, variables)
            )
        else:
            answers = [text for member in members for text in variables[member].options]
            questions.append(
                Ticks(heading=heading, name=name, columns=columns, answers=tuple(answers))
            )
    return joined_ticks(grid, questions, file)


def _boxes(
    grid: Grid,
    name: str,
    heading: str,
    columns: tuple[int, ...],
    members: Sequence[str],
    described: Mapping[str, Any],
    variables: Mapping[str, _Variable],
) -> Ticks:
    """A set where one value, the same in each variable, says that it was ticked."""
    counted = described["counted_value"]
    number = _number(counted)
    ticked = {str(counted), number_text(number) if number is not None else str(counted)}
    for member in members:
        labels = variables[member].labels
        ticked |= {labels[value] for value in (number, counted) if value in labels}
    return Ticks(
        heading=heading,
        name=name,
        columns=columns,
        options=tuple(variables[member].heading for member in members),
        ticked=frozenset(ticked),
        unticked=frozenset(record.cells[column] for record in grid.body for column in columns)
        - {*ticked, ""},
    )


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
