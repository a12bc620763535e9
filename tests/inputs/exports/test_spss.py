"""SPSS files: five that we did not make, and our own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from larvik_analysis.inputs.exports import read_export
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import JOINT, Grid, complete

FOREIGN = Path(__file__).parents[2] / "known" / "exports"
DAYS = [["2018-05-06", "2018-05-06 10:10:10"], ["1880-05-06", "1880-05-06 10:10:10"],
        ["1960-01-01", "1960-01-01"], ["1583-01-01", "1583-01-01"], ["", ""]]  # fmt: skip


def foreign(name: str) -> Grid:
    return read_export(FOREIGN / name, name, [], alike)


@pytest.fixture
def read_frame(tmp_path):
    def written_and_read(frame, expected=(), name="svar.sav", **more) -> Grid:
        pyreadstat.write_sav(frame, str(tmp_path / name), **more)
        return read_export(tmp_path / name, name, expected, alike)

    return written_and_read


def test_labels_numbers_days_and_times_of_a_foreign_file(cells, codes):
    grid = foreign("sample.sav")
    assert grid.headings == (
        "character", "numeric", "date", "datetime", "labeled", "ordinal", "time"
    )  # fmt: skip
    assert grid.names == ("mychar", "mynum", "mydate", "dtime", "mylabl", "myord", "mytime")
    assert grid.options[4:6] == (("Male", "Female"), ("low", "medium", "high"))
    rows = cells(grid)
    assert rows[0] == ["a", "1.1", *DAYS[0], "Male", "low", "10:10:10"]
    assert [row[2:4] for row in rows] == DAYS
    assert (grid.format, grid.faults, codes(grid.notes)) == ("spss", (), ["export_read_as"])


def test_values_that_a_foreign_file_calls_missing_are_empty(cells, codes):
    grid = foreign("sample_missing.sav")
    rows = cells(grid)
    # The last two cases have nothing but values declared missing, one by one and as a range.
    assert [row[1] for row in rows] == ["1.1", "1.2", "-1000.3", "-1.4", "1000.3", "", ""]
    assert [row[4:6] for row in rows[5:]] == [["", ""], ["", ""]]
    assert grid.options[4] == ("Male", "Female")  # "undetermined" is declared missing
    [note] = [note for note in grid.notes if note.code == "export_user_missing"]
    assert note.values == {"count": "3"}


def test_a_case_whose_only_answer_is_missing_is_a_respondent_all_the_same(cells):
    grid = foreign("missing_test.sav")
    assert cells(grid) == [[""], ["2"]]
    assert [record.line for record in grid.body] == [1, 2]


def test_answers_stand_in_the_order_of_their_values(cells):
    grid = foreign("ordered_category.sav")
    assert grid.options == (("high", "low", "medium"),)
    assert cells(grid) == [["high"], ["low"], ["medium"], ["low"]]


def test_sets_of_several_answers_become_one_column(cells):
    grid = foreign("simple_alltypes.sav")
    boxes = grid.names.index("mymrset")
    lists = grid.names.index("categorical_array")
    assert grid.headings[boxes] == "My multiple response set"
    assert grid.joined == {boxes, lists}
    assert grid.options[boxes] == ("Response #1", "Response #2", "Response #3")
    assert grid.options[lists] == ("a", "b", "c", "d")
    rows = cells(grid)
    assert rows[0][boxes] == f"Response #1{JOINT}Response #2"
    assert rows[3][boxes] == JOINT  # all boxes were met, and none was ticked
    assert [row[lists].split(JOINT) for row in rows[:2]] == [["a", "b"], ["a", "b", "c"]]
    # The values 8 and 9 of the first variable: the one is declared missing, the other not.
    assert [row[0] for row in rows] == ["red", "green", "blue", "4", "", "9"]
    assert [row[2] for row in rows] == ["", "", "1.234", "", "3.14159", ""]


def test_completing_a_grid_once_more_changes_nothing():
    grid = foreign("simple_alltypes.sav")
    assert complete(grid, "a.sav", 1) == grid


def test_a_member_that_is_declared_alone_leaves_its_set_apart():
    grid = read_export(FOREIGN / "simple_alltypes.sav", "a.sav", ["Response #2"], alike)
    assert "Response #2" in grid.headings
    assert "mymrset" not in grid.names


def test_labels_with_norwegian_letters_and_a_compressed_file(read_frame, cells):
    frame = pd.DataFrame({"nytte": [1.0, 2.0, None], "sted": ["Østre", "", "Åsen"]})
    labels = {"nytte": {2.0: "Svært nyttig", 1.0: "Ikke nyttig", 9.0: "Vet ikke"}}
    more = {"column_labels": {"nytte": "Hvor nyttig?"}, "variable_value_labels": labels}
    for name, compress in (("svar.sav", False), ("svar.zsav", True)):
        grid = read_frame(frame, name=name, compress=compress, **more)
        assert grid.headings == ("Hvor nyttig?", "sted")
        assert grid.options == (("Ikke nyttig", "Svært nyttig", "Vet ikke"), ())
        assert cells(grid) == [["Ikke nyttig", "Østre"], ["Svært nyttig", ""], ["", "Åsen"]]


def test_two_values_of_one_label_are_told(read_frame, codes):
    frame = pd.DataFrame({"nytte": [1.0, 2.0]})
    grid = read_frame(frame, variable_value_labels={"nytte": {1.0: "Ja", 2.0: "Ja"}})
    assert grid.options == (("Ja",),)
    assert "export_labels_repeated" in codes(grid.notes)


def test_text_that_is_declared_missing_is_empty(read_frame, cells):
    frame = pd.DataFrame({"a": ["Ja", "XX"], "b": [1.0, 99.0]})
    grid = read_frame(frame, missing_ranges={"a": ["XX"], "b": [{"lo": 90.0, "hi": 99.0}]})
    assert cells(grid) == [["Ja", "1"], ["", ""]]


def test_a_file_without_cases_is_told(read_frame, codes):
    frame = pd.DataFrame({"nytte": pd.Series([], dtype=float)})
    assert codes(read_frame(frame).faults) == ["table_header_only"]


@pytest.mark.parametrize("kept", [4, 60, 150, 300, -3])
def test_a_damaged_file_is_one_clear_fault(read, codes, kept):
    content = (FOREIGN / "sample.sav").read_bytes()[:kept]
    assert codes(read(content, "svar.sav").faults) == ["export_damaged"]


def test_a_file_of_another_name_is_read_as_what_it_is(read, codes):
    grid = read((FOREIGN / "sample.sav").read_bytes(), "svar.csv")
    assert (grid.format, codes(grid.notes)[0]) == ("spss", "export_suffix")


def test_a_scale_with_labels_at_its_ends_keeps_its_steps_and_numbers(tmp_path):
    data = pd.DataFrame({"v": [1.0, 2.0, 3.0, 5.0]})
    path = tmp_path / "s.sav"
    labels = {"v": {1.0: "Uenig", 5.0: "Enig", 9.0: "Vet ikke"}}
    pyreadstat.write_sav(data, str(path), variable_value_labels=labels)
    grid = read_export(path, "s.sav", (), alike)
    assert grid.options == (("Uenig", "2", "3", "4", "Enig", "Vet ikke"),)
    assert grid.scores == ({"Uenig": 1, "2": 2, "3": 3, "4": 4, "Enig": 5},)


@pytest.mark.parametrize("measure", ["ordinal", "nominal"])
def test_what_the_file_calls_ordinal_has_an_order(tmp_path, measure):
    path = tmp_path / "s.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"v": [1.0, 2.0]}),
        str(path),
        variable_value_labels={"v": {1.0: "Lav", 2.0: "Høy"}},
        variable_measure={"v": measure},
    )
    grid = read_export(path, "s.sav", (), alike)
    assert grid.scores == ({"Lav": 1, "Høy": 2} if measure == "ordinal" else {},)
