"""The floor: the chapters' own calls and the same rendering as one plain script.

One process: no papermill, no cache, no check, no text of the evaluator's, no record, no swap.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import larvik_analysis as la
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.exhibit.style import render_png, render_svg, width_mm_of
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release
from larvik_analysis.report.compose import Drawn, compose
from larvik_analysis.report.tables import csv_bytes
from larvik_analysis.report.write import write_report
from larvik_analysis.run.show import collecting

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def shown_by(notebook: str, parameters: dict[str, object]) -> list[Exhibit | Statement]:
    """What the code cells of a notebook show, run one after the other in this process."""
    cells = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    with collecting() as collected:
        for cell in code:
            exec(cell, names)
            names |= parameters if "settings = {}" in cell else {}
    return [thing for _, thing in collected.shown]


def main(folder: Path) -> None:
    folder.mkdir()
    study = la.read_study("larvik-fagerli")
    shown = [
        thing
        for chapter in study.evaluation.chapters
        for thing in shown_by(chapter.notebook, chapter.parameters)
    ]
    released, verdicts = release(shown, study)
    drawings = {}
    for thing in released:
        if thing is not None and thing.kind == "figure":
            audited = draw_audited(thing, study.language)
            drawings[thing.name] = Drawn(
                svg=render_svg(audited.figure),
                png=render_png(audited.figure),
                width_mm=width_mm_of(audited.figure),
                says_all=audited.says_all,
            )
    withheld = [verdict for verdict in verdicts if not verdict.passed]
    write_report(compose(released, drawings, withheld, study), folder)
    (folder / "figures").mkdir(parents=True)
    (folder / "tables").mkdir()
    for name, drawn in drawings.items():
        (folder / "figures" / f"{name}.svg").write_bytes(drawn.svg)
        (folder / "figures" / f"{name}.png").write_bytes(drawn.png)
    for thing in released:
        if thing is not None and thing.kind != "text":
            (folder / "tables" / f"{thing.name}.csv").write_bytes(csv_bytes(thing))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
