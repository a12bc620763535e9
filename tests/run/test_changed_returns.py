"""What a return cannot be changed to is refused before any chapter starts, with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.run.plan import Request, places_of, plan_run

ROOT = Path(__file__).parents[2]


def planned(settings):
    request = Request(evaluation="eksempel", root=ROOT, settings=settings)
    return plan_run(request, places_of(request))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"changes": "lønn"}, "returns_change_form"),
        ({"changes": "causal_share=30"}, "returns_change_wrong"),
        ({"changes": "wage=700.000"}, "returns_change_thousands"),
        ({"scenario": "lavt"}, "scenario_unknown_near"),
        ({"rules": "xyzzy"}, "rules_unknown"),
        ({"scenario": "lav", "06_avkastning.measure": "nabokafeen"}, "returns_no_case"),
    ],
)
def test_what_cannot_be_changed_is_told_before_the_run(settings, code):
    with pytest.raises(ParameterError) as caught:
        planned(settings)
    assert caught.value.code == code


def test_what_can_be_changed_reaches_the_chapter():
    jobs = planned({"scenario": "lav", "changes": "causal_share=0,3"}).jobs
    (job,) = (one for one in jobs if one.notebook.name == "06_avkastning")
    assert (job.parameters["scenario"], job.parameters["changes"]) == (
        "lav",
        "causal_share=0,3",
    )
