"""What tabulating a survey costs: a million respondents, and the report of a small one."""

from __future__ import annotations

import resource
import statistics
import time

import numpy as np
import pandas as pd

from larvik_analysis.estimate.survey.comparisons import compare_groups
from larvik_analysis.estimate.survey.participation import estimate_item_nonresponse
from larvik_analysis.estimate.survey.scales import estimate_scale
from larvik_analysis.estimate.survey.shares import estimate_shares
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Answer, DataFile, Design, Question, Scale
from larvik_analysis.terms.words import Words

SCALE = ("aldri", "sjelden", "av_og_til", "ofte", "alltid")
GROUPS = ("nord", "sor", "ost")
# Respondents, questions, families (0 where none are known), seconds at most.
SIZES = ((1_000_000, 100, 0, 5.0), (1_000_000, 100, 600_000, 5.0), (255, 60, 0, 1.0))
MOST_COMPARED = 1_000  # respondents of a report that also compares each pair of groups
MOST_GIB = 2.0
_GIB = 1024**2  # of the kilobytes that the system counts in


def measure_surveys(n_rounds: int) -> list[str]:
    """One line for each size: seconds, memory at the highest, and the limits."""
    rows = []
    for n_respondents, n_questions, n_families, most_s in SIZES:
        survey = invented(n_respondents, n_questions, n_families)
        n_times = min(n_rounds, 3) if n_respondents > MOST_COMPARED else 7
        seconds = statistics.median(tabulate(survey) for _ in range(n_times))
        gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _GIB
        of_families = f" of {n_families} families" if n_families else ""
        compared = ", each pair compared" if n_respondents <= MOST_COMPARED else ""
        rows.append(
            f"| a survey, {n_respondents}{of_families} x {n_questions} x {len(GROUPS)} groups "
            f"| {seconds:.2f} | shares with intervals, left open, a scale{compared}; "
            f"{gib:.1f} GiB | under {most_s:g} s and {MOST_GIB:g} GiB |"
        )
    return rows


def tabulate(survey: Microdata) -> float:
    """Seconds for a report's estimates, with nothing kept from the time before."""
    fresh = Microdata(survey.declared, survey.table, survey.families)
    before = time.process_time()
    estimate_shares(fresh)
    estimate_shares(fresh, by="sted")
    estimate_item_nonresponse(fresh)
    estimate_scale(fresh, "alle")
    if len(fresh.table) <= MOST_COMPARED:
        for question in fresh.declared.questions[:-1]:
            compare_groups(fresh, question.id, "sted")
    return time.process_time() - before


def invented(n_respondents: int, n_questions: int, n_families: int = 0) -> Microdata:
    """Answers by chance, one in ten left open, the last question that of the groups."""
    generator = np.random.default_rng(20_260_105)
    names = [f"q_{number}" for number in range(n_questions)]
    questions = [_question(name, SCALE) for name in names]
    columns = {name: _answers(generator, n_respondents, SCALE) for name in names}
    columns["sted"] = _answers(generator, n_respondents, GROUPS)
    wider = Words(nb="alle foreldre", en="all parents")
    declared = DataFile(
        id="d",
        file="private/d.csv",
        name=Words(nb="de som svarte", en="those who answered"),
        unit_of_analysis="respondents",
        questions=(*questions, _question("sted", GROUPS)),
        scales=(Scale(id="alle", name=wider, items=tuple(names[:10]), n_least=5),),
        design=Design(target="wider", wider=wider),
    )
    families = None
    if n_families:
        families = pd.Series(generator.integers(0, n_families, n_respondents)).astype("str")
    return Microdata(declared, pd.DataFrame(columns), families)


def _question(name: str, answers: tuple[str, ...]) -> Question:
    scale = tuple(
        Answer(id=answer, name=Words(nb=answer, en=answer), score=float(score))
        for score, answer in enumerate(answers, start=1)
    )
    return Question(id=name, column=name, name=Words(nb=name, en=name), answers=scale)


def _answers(
    generator: np.random.Generator, n_respondents: int, answers: tuple[str, ...]
) -> pd.Categorical:
    codes = generator.integers(0, len(answers), n_respondents).astype(np.int8)
    codes[generator.random(n_respondents) < 0.1] = -1
    return pd.Categorical.from_codes(codes, categories=list(answers))
