"""A table of text comes back unchanged, whatever it was saved as."""

from __future__ import annotations

import pandas as pd
import pyreadstat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.inputs.exports import read_export
from larvik_analysis.inputs.exports.headings import names_of
from larvik_analysis.inputs.naming import alike

LETTERS = "abcæøåÆØÅé 0123456789.'-\u00a0"
# Cells that are not stripped, and no heading that a program puts in itself.
CELLS = st.text(alphabet=LETTERS + ',;"\t', max_size=12).map(str.strip)
HEADINGS = st.text(alphabet="abcæøåÆØÅ", min_size=1, max_size=12)
once = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Headings that differ, and rows with something in the first column."""
    headings = draw(st.lists(HEADINGS, min_size=2, max_size=4, unique_by=alike))
    row = st.tuples(
        st.text(alphabet="abcæøå", min_size=1, max_size=5),
        *[CELLS] * (len(headings) - 1),
    )
    return headings, [list(cells) for cells in draw(st.lists(row, min_size=1, max_size=5))]


@once
@given(table=tables(), delimiter=st.sampled_from([",", ";", "\t"]))
def test_text(tmp_path, text_of, cells, table, delimiter):
    headings, rows = table
    path = tmp_path / "a.csv"
    path.write_bytes(text_of([headings, *rows], delimiter).encode("utf-8"))
    grid = read_export(path, "a.csv", headings, alike)
    assert (grid.headings, cells(grid), grid.faults) == (tuple(headings), rows, ())


@once
@given(table=tables())
def test_workbook(tmp_path, bytes_of, cells, table):
    headings, rows = table
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes_of([headings, *rows]))
    grid = read_export(path, "a.xlsx", headings, alike)
    assert (grid.headings, cells(grid), grid.faults) == (tuple(headings), rows, ())


@once
@given(table=tables())
def test_spss(tmp_path, cells, table):
    headings, rows = table
    names = [f"v{n}" for n in range(len(headings))]
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        pd.DataFrame(rows, columns=names), str(path), column_labels=list(headings)
    )
    grid = read_export(path, "a.sav", headings, alike)
    assert (grid.headings, cells(grid), grid.faults) == (tuple(headings), rows, ())
    assert grid.names == tuple(names)


@given(headings=st.lists(st.sampled_from(["", "a", "a (2)", "b", "a (3)"]), max_size=8))
def test_names_of_columns_are_never_alike(headings):
    names = names_of(headings)
    filled = [name for name in names if name]
    assert len(set(filled)) == len(filled)
    assert [bool(name) for name in names] == [bool(heading) for heading in headings]
    firsts = [headings.index(heading) for heading in headings]
    assert all(names[n] == headings[n] for n in set(firsts))
