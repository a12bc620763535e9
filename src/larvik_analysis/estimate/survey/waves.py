"""One question in two files: what was answered each time."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Microdata

from .shares import estimate_shares


def estimate_waves(
    first: Microdata,
    second: Microdata,
    question: str,
    *,
    facts: Facts | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of each answer in each of two waves, which may have asked some people twice.

    The shares stand side by side, and no difference: the gate does not judge two files
    together. `larvik_analysis.estimate.statistics.waves.compare_waves` tells the difference
    to a researcher, with its interval where nobody answered twice and where all did.

    Parameters
    ----------
    first, second : Microdata
        Both have the question, with the same answers.
    question : str
    facts, level
        As `estimate_shares`.

    Returns
    -------
    DataFrame
        Labels `wave` (``first``, ``second``), `answer` and `place`, then an estimate table.

    Raises
    ------
    KeyError
        If one of them does not have the question.
    ParameterError
        If the answers are not the same, or `level` is not within 0 to 1.
    """
    scales = [
        [(answer.id, answer.is_outside) for answer in data.declared.variables[question].answers]
        for data in (first, second)
    ]
    if scales[0] != scales[1]:
        raise ParameterError("waves_differ", question=question)
    tables = [
        estimate_shares(data, [question], facts=facts, level=level).drop(columns="question")
        for data in (first, second)
    ]
    for table, wave in zip(tables, ("first", "second"), strict=True):
        table.insert(0, "wave", wave)
    return pd.concat(tables, ignore_index=True)
