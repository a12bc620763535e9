"""Measure, print a table, and with ``--write`` put it into `docs/speed.md`.

CPU seconds (user and system, of the process and all its children) are steadier than wall
seconds on a shared machine. Each pair is run in turns, A B A B, and the median is told.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.families import measure_families
from benchmarks.likert import measure_likert
from benchmarks.ranks import measure_ranks
from benchmarks.returns import measure_rates, measure_simulation
from benchmarks.suppression import measure_suppression
from benchmarks.surveys import measure_surveys
from benchmarks.weighting import measure_weighting
from benchmarks.zones import measure_zones

ROOT = Path(__file__).parents[1]
LARVIK = [sys.executable, "-m", "larvik_analysis.run"]
PLAIN = [sys.executable, "-m", "benchmarks.plain_script"]


def cpu_seconds(command: list[str]) -> float:
    """CPU of a command and all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Where bytecode may not be written, every import compiles anew and hides the rest.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turns(n_rounds: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each measure, run in turns after one round to warm up."""
    for measure in measures:
        measure()
    rounds = [[measure() for measure in measures] for _ in range(n_rounds)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round: does it run at all")
    parser.add_argument("--write", action="store_true", help="write docs/speed.md")
    options = parser.parse_args()
    n_rounds = 1 if options.quick else 7
    with tempfile.TemporaryDirectory() as temporary:
        rows = [*measure_all(n_rounds, Path(temporary)), *measure_suppression(n_rounds)]
    rows += measure_likert(n_rounds)
    rows += measure_surveys(n_rounds)
    rows += measure_weighting(n_rounds)
    rows += measure_ranks(n_rounds)
    rows += measure_zones(n_rounds)
    rows += measure_families(n_rounds)
    rows += measure_rates(n_rounds)
    rows += measure_simulation(n_rounds)
    table = "\n".join(
        ["| what | CPU s | against | ratio or limit |", "|---|---|---|---|", *rows]
    )
    print(table)
    if options.write:
        page = ROOT / "docs" / "speed.md"
        page.write_text(PAGE.format(table=table, n_rounds=n_rounds), encoding="utf-8")


def measure_all(n_rounds: int, folder: Path) -> list[str]:
    places = iter(range(10_000))

    def forced() -> float:
        return cpu_seconds([*LARVIK, "run", "--force", "--output", str(folder / "report")])

    def plain() -> float:
        return cpu_seconds([*PLAIN, str(folder / f"plain{next(places)}")])

    def unchanged() -> float:
        return cpu_seconds([*LARVIK, "run", "--output", str(folder / "report")])

    def python(code: str) -> Callable[[], float]:
        return lambda: cpu_seconds([sys.executable, "-c", code])

    run_s, plain_s = in_turns(n_rounds, forced, plain)
    unchanged_s, import_s, help_s, start_s = in_turns(
        n_rounds,
        unchanged,
        python("import larvik_analysis"),
        lambda: cpu_seconds([*LARVIK, "--help"]),
        python("pass"),
    )
    return [
        f"| `larvik run --force` | {run_s:.2f} | the plain script, {plain_s:.2f} s "
        f"| {run_s / plain_s:.2f} (aim 1.3, at most 2) |",
        f"| `larvik run`, nothing changed | {unchanged_s:.2f} | the plain script "
        f"| {unchanged_s / plain_s:.2f} (under 1 s) |",
        f"| `import larvik_analysis` | {import_s:.2f} | an empty Python, {start_s:.2f} s "
        f"| under 0.3 s |",
        f"| `larvik --help` | {help_s:.2f} | an empty Python | under 0.5 s |",
    ]


PAGE = """# Speed

Measured by `python -m benchmarks --write`: the median of {n_rounds} rounds in turns, CPU
seconds of a command and all its children, on two shared cores. The plain script
(`benchmarks/plain_script.py`) makes the same calls and the same files without notebook,
papermill, cache, check, record or swap; what is above 1 is the price of those.

`suppress` is measured within one process, the median table of each size: once ours, with
the attack on its result, once the plain programme (`benchmarks/suppression.py`), and a run
stops where they do not find equally good choices. The 200 random tables are Poisson with
row and column effects (log-normal, 0.7; median 9). Published for GaussSuppression 1.2.3 on
200 Poisson tables of that size, 191 with a small count: 7.8 hidden cells and 74 tables that
give a count away as it comes, 8.3 and 18 with intervals, 10.1 and none with protection
limits; for an exact programme 7.9 and none. Those tables were not kept. No constant mean
gives 191 and 7.9 together (6.1: 199 and 7.9; 7.3: 186 and 5.7), so these are only alike.

Surveys are measured within one process; memory is the highest that the process has had.
The small one is a whole report's estimates: shares in all and by group, what was left open,
a scale, and every pair of groups compared. Weighting is measured by the clock, for both
ways use all cores, and beside svy where it is installed (`benchmarks/weighting.py`). Both
get columns of the same kind: where levels are words, ours has to read each of them, while
svy's tables have them numbered in one piece of memory. The product of answers and
replicate weights is made in the precision that the weights have: to make them single
first takes as long as it saves. `bootstrap_weights` keeps ten million and more as float32,
which is half the memory and about two thirds of the time.

{table}
"""


if __name__ == "__main__":
    main()
