"""The command that says beforehand what an evaluation of so many families could see."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from larvik_analysis.errors import UsageError
from larvik_analysis.terms.language import format_number

from .voice import LanguageOption, Voice, voice_of

if TYPE_CHECKING:
    import pandas as pd

STARTS = ("staggered", "same")
EFFECTS = (0.2, 0.5, 0.8, 1.0)
FAMILIES = (8, 10, 12, 16, 22, 30, 40)
WAVES = (2, 6, 10)  # in all, half of them before
_STEPS = 3  # dates to begin at, where families begin in steps
_WIDTH = 12
_CHILDREN_PER_FAMILY = 2.2
_FAMILIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What somebody plans: counts in all, and how alike children of one family are."""

    families: int
    children: int
    waves: int
    icc: float
    factors: int
    start: str

    def __post_init__(self) -> None:
        least = {"families": 2, "children": self.families, "waves": 2, "factors": 1}
        for name, number in least.items():
            if getattr(self, name) < number:
                raise UsageError("plan_least", option=f"--{name}", least=number)
        if not 0 <= self.icc <= 1:
            raise UsageError("plan_share", option="--icc")
        if self.start not in STARTS:
            raise UsageError("plan_start", known=", ".join(STARTS))

    @property
    def before(self) -> int:
        """Ratings before the help begins."""
        return self.waves // 2


def _decimal(typed: str | float) -> float:
    """A number with a comma or a point, as people write it; the default comes as one."""
    return float(str(typed).replace(",", "."))


def plan(
    context: typer.Context,
    planned_for: Annotated[str, typer.Argument()] = "",
    families: Annotated[int | None, typer.Option("--families")] = None,
    children: Annotated[int | None, typer.Option("--children")] = None,
    waves: Annotated[int, typer.Option("--waves")] = 2,
    icc: Annotated[float, typer.Option("--icc", parser=_decimal)] = 0.3,
    factors: Annotated[int, typer.Option("--factors")] = 8,
    begin: Annotated[str, typer.Option("--start")] = STARTS[0],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: LanguageOption = "",
) -> int:
    """Say how many families and waves it takes to see which change."""
    say = voice_of(context, language)
    known = _counts_of(planned_for) if planned_for else {}
    n_families = known.get("families", _FAMILIES) if families is None else families
    if children is None:
        usual = max(n_families, round(n_families * _CHILDREN_PER_FAMILY))
        children = known.get("children", usual) if families is None else usual
    planned = Planned(
        families=n_families,
        children=children,
        waves=waves,
        icc=icc,
        factors=factors,
        start=begin,
    )
    table = tabulate_plan(planned)
    if as_json:
        rows = json.loads(table.to_json(orient="records"))
        told = {
            "planned": {name: getattr(planned, name) for name in planned.__slots__},
            "rows": rows,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(say, planned, table)
    return 0


def tabulate_plan(planned: Planned) -> pd.DataFrame:
    """The rows of `plan_evaluation` for what is planned, and beside it for other numbers.

    All factors together make one test; further rows, with `n_tests`, are for each factor
    tested by itself.
    """
    import pandas as pd

    from larvik_analysis.estimate.outcomes.planning import plan_evaluation

    waves = sorted({planned.waves, *WAVES})
    common: dict[str, Any] = {
        "n_families": sorted({planned.families, *FAMILIES}),
        "effects": EFFECTS,
        "waves": [(count // 2, count - count // 2) for count in waves],
        "steps": (_STEPS,),
        "children_per_family": planned.children / planned.families,
        "icc": planned.icc,
    }
    parts = [
        plan_evaluation(**common, n_tests=tests).assign(n_tests=tests)
        for tests in sorted({1, planned.factors})
    ]
    return pd.concat(parts, ignore_index=True)


def _counts_of(evaluation: str) -> dict[str, int]:
    """How many families and children a measure of an evaluation had, where a document says."""
    from larvik_analysis.estimate.indicators.tables import part_of
    from larvik_analysis.inputs.evaluation import find_root, read_evaluation
    from larvik_analysis.inputs.facts import read_facts

    root = find_root(Path.cwd())
    facts = read_facts(evaluation, root=root)  # and nothing that is private
    for measure in read_evaluation(evaluation, root=root).measures:
        found = {
            name: part_of(measure, name, facts).estimate for name in ("families", "children")
        }
        if found["families"] is not None:
            return {name: int(count) for name, count in found.items() if count is not None}
    return {}


def _tell(say: Voice, planned: Planned, table: pd.DataFrame) -> None:
    say.line(
        say.text(
            "plan_asked",
            families=planned.families,
            children=planned.children,
            waves=planned.waves,
            icc=format_number(planned.icc, say.language),
        )
    )
    together = table[table["n_tests"] == 1]
    say.line(f"\n{say.text('plan_detectable')}")
    _tell_grid(say, planned, together, "detectable_effect", "families")
    say.line(f"\n{say.text('plan_needed')}")
    _tell_grid(say, planned, together, "families_needed", "effect")
    say.line("")
    _tell_sentences(say, planned, table)


def _tell_grid(
    say: Voice, planned: Planned, table: pd.DataFrame, question: str, down: str
) -> None:
    """Rows of one question, a column for each number of waves; the plan's are marked."""
    rows = table[table["question"] == question]
    rows = rows.assign(waves=(rows["waves_before"] + rows["waves_after"]).astype(int))
    columns = list(dict.fromkeys(rows["waves"]))
    head = say.text(f"plan_{down}").ljust(_WIDTH)
    heads = [say.text("plan_waves", n=n) + "*" * (n == planned.waves) for n in columns]
    say.line(head + "".join(name.rjust(_WIDTH) for name in heads))
    decimals = 2 if question == "detectable_effect" else 0
    for number in dict.fromkeys(rows[down]):
        cells = rows[rows[down] == number].set_index("waves")["estimate"]
        told = [
            format_number(float(cells[n]), say.language, decimals=decimals)
            if cells[n] == cells[n]
            else "–"
            for n in columns
        ]
        mark = "*" if down == "families" and number == planned.families else ""
        label = f"{format_number(float(number), say.language)}{mark}".ljust(_WIDTH)
        say.line(label + "".join(cell.rjust(_WIDTH) for cell in told))


def _tell_sentences(say: Voice, planned: Planned, table: pd.DataFrame) -> None:
    own = table[
        (table["question"] == "detectable_effect")
        & (table["families"] == planned.families)
        & (table["waves_before"] == planned.before)
        & (table["waves_after"] == planned.waves - planned.before)
    ].set_index("n_tests")["estimate"]
    least = {
        tests: format_number(float(own[tests]), say.language, decimals=2)
        for tests in (1, planned.factors)
        if own[tests] == own[tests]  # not so where there is none
    }
    key = "plan_sentence" if 1 in least else "plan_sentence_never"
    say.line(say.text(key, families=planned.families, least=least.get(1, "")))
    if planned.factors > 1:
        key = "plan_factors" if planned.factors in least else "plan_factors_never"
        each = least.get(planned.factors, "")
        say.line(say.text(key, factors=planned.factors, least=each))
    smallest = 2.0 ** (1 - planned.families)
    say.line(say.text("plan_smallest_p", p=_small(smallest, say)))
    if planned.waves < max(WAVES):
        say.line(say.text("plan_more_waves"))
    _tell_start(say, planned, table)
    say.line(say.text("plan_collect"))


def _tell_start(say: Voice, planned: Planned, table: pd.DataFrame) -> None:
    if planned.start == "same":
        say.line(say.text("plan_same"))
        return
    steps = table[
        (table["question"] == "staggered_start") & (table["families"] == planned.families)
    ].iloc[0]
    if steps["estimate"] == steps["estimate"]:
        p = _small(float(steps["estimate"]), say)
        say.line(say.text("plan_staggered", steps=_STEPS, p=p))
    else:
        say.line(say.text("plan_staggered_few", steps=_STEPS))


def _small(p: float, say: Voice) -> str:
    """A small number with one figure that is not nought."""
    places = max(2, -math.floor(math.log10(p))) if p < 1 else 0
    return format_number(p, say.language, decimals=min(places, 9))
