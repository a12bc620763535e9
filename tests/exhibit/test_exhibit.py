"""An exhibit as data: it survives the way to a file, and draws from one room alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.exhibit.exhibit import Exhibit, Target, drawing, from_json, to_json
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

WORDS = st.text(max_size=20)
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.none() | st.integers(0, 10**12)
CELLS = st.builds(
    FactEstimate,
    estimate=NUMBERS,
    low=NUMBERS,
    high=NUMBERS,
    level=NUMBERS,
    n=COUNTS,
    count=COUNTS,
    unit=WORDS,
    unit_of_analysis=st.sampled_from(list(UnitOfAnalysis)),
    method=WORDS,
    basis=WORDS,
    reason=st.sampled_from(["", "illegible", "few"]),
    uncertain=st.booleans(),
    left_out=st.lists(WORDS, max_size=2).map(tuple),
    date=WORDS,
)
STATEMENTS = st.builds(
    Statement,
    key=WORDS,
    cells=st.dictionaries(WORDS, CELLS, max_size=3),
    words=st.dictionaries(WORDS, WORDS, max_size=3),
    place=st.sampled_from(["body", "summary", "unknown"]),
)
EXHIBITS = st.builds(
    Exhibit,
    name=WORDS,
    data=st.lists(st.tuples(WORDS, CELLS), max_size=4).map(
        lambda rows: tabulate_estimates(
            [({"label": label}, cell) for label, cell in rows], labels=("label",)
        )
    ),
    keys=st.just(("label",)),
    counts=st.just(("count", "n")),
    universe=WORDS,
    unit_of_analysis=st.sampled_from(list(UnitOfAnalysis)),
    sensitivity=st.sampled_from(["public", "opinion", "sensitive"]),
    target=st.builds(Target, kind=st.sampled_from(["census", "wider"]), sentence=STATEMENTS),
    title=STATEMENTS,
    caption=STATEMENTS,
    alternative_text=STATEMENTS,
    documents=st.lists(WORDS, max_size=2).map(tuple),
    notes=st.lists(STATEMENTS, max_size=2).map(tuple),
    draw=WORDS,
    options=st.dictionaries(WORDS, WORDS | st.booleans(), max_size=2),
)


def assert_same(one: Exhibit, other: Exhibit) -> None:
    """Every field is the same, numbers to the last bit."""
    pd.testing.assert_frame_equal(one.data.reset_index(drop=True), other.data, check_exact=True)
    bare = pd.DataFrame()
    assert vars(replace(one, data=bare)) | {"data": 0} == (
        vars(replace(other, data=bare)) | {"data": 0}
    )


@given(STATEMENTS)
def test_a_statement_survives_the_way_to_a_file(statement):
    assert from_json(to_json(statement)) == statement


@given(EXHIBITS)
def test_an_exhibit_survives_the_way_to_a_file(exhibit):
    back = from_json(to_json(exhibit))
    assert isinstance(back, Exhibit)
    assert_same(exhibit, back)
    assert to_json(back) == to_json(exhibit)


def test_the_exhibits_of_the_chapter_survive_it(study, exhibits_of):
    exhibits = exhibits_of(study)
    assert len(exhibits) == 5
    for exhibit in exhibits:
        back = from_json(to_json(exhibit))
        assert isinstance(back, Exhibit)
        assert_same(exhibit, back)


def test_the_same_exhibit_gives_the_same_bytes(larvik, exhibits_of):
    once, twice = ([to_json(e) for e in exhibits_of(larvik)] for _ in range(2))
    assert once == twice


def test_the_file_names_the_draw_function_and_holds_no_code(larvik, exhibits_of):
    plain = json.loads(to_json(exhibits_of(larvik)[1]))["exhibit"]
    assert plain["draw"] == "larvik_analysis.exhibit.bars.draw_bars"
    assert plain["options"] == {}


def test_an_exhibit_is_sensitive_unless_it_says_otherwise(larvik, exhibits_of):
    plain = {
        name: value
        for name, value in vars(exhibits_of(larvik)[0]).items()
        if name != "sensitivity"
    }
    assert Exhibit(**plain).sensitivity == "sensitive"


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "draw_bars",
        "larvik_analysis.exhibit.style.make_figure",
        "larvik_analysis.release.drawing.draw_released",
        "larvik_analysis.exhibitors.draw_bars",
        "larvik_analysis.exhibit..draw_bars",
        "larvik_analysis.exhibit.bars.draw_pie",
        "larvik_analysis.exhibit.pies.draw_bars",
        "larvik_analysis.exhibit.bars.draw_bars.__globals__",
        "larvik_analysis.exhibit.draw_bars",
        "",
    ],
)
def test_only_draw_functions_of_the_exhibit_room_can_be_named(name):
    with pytest.raises(ReleaseError) as fault:
        drawing(name)
    assert fault.value.code == "draw_unknown"


def test_an_exhibit_draws_itself(larvik, exhibits_of):
    shown = {exhibit.name: exhibit for exhibit in exhibits_of(larvik)}
    assert [name for name, exhibit in shown.items() if exhibit.is_figure] == [
        "rodt-bemanning",
        "rodt-nytte",
        "rodt-omrader",
    ]
    assert isinstance(shown["rodt-nytte"].figure("nb"), Figure)


def test_a_notebook_shows_table_and_picture(larvik, exhibits_of):
    table, figure = exhibits_of(larvik)[:2]
    picture = figure._repr_png_()
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert table._repr_png_() is None
    assert replace(figure, data=figure.data.head(0))._repr_png_() is None
    assert figure._repr_html_() is None  # JupyterLab shows HTML rather than a picture
    assert "Ti familier med til sammen 22 barn" in table._repr_html_()
