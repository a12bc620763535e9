"""The same inputs give the same bytes, whoever runs them, wherever and whenever."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from typing import Any

import pytest


def shuffle_rows(project: Any, evaluation: str) -> None:
    path = project.source(evaluation) / "facts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    before = list(rows)
    random.Random(7).shuffle(rows)
    assert rows != before
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.mark.parametrize(
    "evaluation", ["larvik-fagerli", pytest.param("eksempel", marks=pytest.mark.slow)]
)
def test_a_run_from_scratch_elsewhere_gives_the_same_bytes(
    finished, project, released_files, evaluation
):
    shuffle_rows(project, evaluation)
    another = {
        "PYTHONHASHSEED": "12345",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "OMP_NUM_THREADS": "3",
        "OPENBLAS_NUM_THREADS": "3",
        "MPLBACKEND": "svg",
        "SOURCE_DATE_EPOCH": "1",
        "COLUMNS": "40",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "larvik_analysis.run", "run", evaluation, "--jobs=1"],
        cwd=project.root / "notebooks",
        env=os.environ | another,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    expected = released_files(finished.report(evaluation))
    found = released_files(project.report(evaluation))
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


def test_what_the_notebook_around_it_sets_changes_no_figure(project, finished, released_files):
    path = project.root / "notebooks" / "02_rodt_tiltak.ipynb"
    text = path.read_text(encoding="utf-8")
    spoilt = "import larvik_analysis as la\\nimport matplotlib as mpl\\n"
    spoilt += "mpl.rcParams['font.size'] = 40\\nmpl.rcParams['axes.grid'] = True"
    assert text.count("import larvik_analysis as la") == 1
    path.write_text(text.replace("import larvik_analysis as la", spoilt), encoding="utf-8")
    project.run()
    assert released_files(project.report()) == released_files(finished.report())
