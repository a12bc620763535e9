"""`show`: stored under the runner, displayed elsewhere, and nothing but exhibits."""

from __future__ import annotations

import pandas as pd
import pytest

from larvik_analysis.exhibit.measure import exhibit_reach, exhibit_usefulness, state_summary
from larvik_analysis.run.show import collecting, show


def test_under_the_runner_everything_is_stored_with_its_cell(larvik):
    table, figure = exhibit_reach(larvik, "rodt"), exhibit_usefulness(larvik, "rodt")
    summary = state_summary(larvik, "rodt")
    with collecting() as collected:
        collected.cell = 4
        show(*summary)
        collected.cell = 7
        show(table, None, figure)
        collected.cell = 8
        show(None)
        show()
    assert collected.shown == [*((4, thing) for thing in summary), (7, table), (7, figure)]
    assert collected.empty == [8, 8]


@pytest.mark.parametrize("thing", ["text", 3, pd.DataFrame({"a": [1]}), [None]])
def test_what_the_gate_could_not_judge_is_refused(larvik, thing):
    with collecting() as collected, pytest.raises(TypeError, match="Exhibit or a Statement"):
        show(exhibit_reach(larvik, "rodt"), thing)
    assert collected.shown == []


def test_elsewhere_it_is_displayed(larvik, monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", displayed.append)
    figure = exhibit_usefulness(larvik, "rodt")
    show(figure, None, state_summary(larvik, "rodt")[0])
    assert displayed[0] is figure
    said = "Åtte av ti familier i rødt tiltak sier at oppfølgingen var svært nyttig."
    assert displayed[1].data == said
    assert len(displayed) == 2


def test_after_the_runner_it_is_displayed_again(larvik, monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", displayed.append)
    with collecting():
        pass
    show(exhibit_reach(larvik, "rodt"))
    assert len(displayed) == 1
