"""The floor: the chapter's own calls and the same rendering as one plain script.

No notebook, no papermill, no cache, no check, no record, no swap.
"""

from __future__ import annotations

import sys
from pathlib import Path

import larvik_analysis as la
from larvik_analysis.exhibit.style import render_png, render_svg, width_mm_of
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.report.compose import Drawn, compose
from larvik_analysis.report.tables import csv_bytes
from larvik_analysis.report.write import write_report


def main(folder: Path) -> None:
    folder.mkdir()
    study = la.read_study("larvik-fagerli")
    measure = "rodt"
    shown = [
        *la.state_summary(study, measure),
        *la.state_measure(study, measure),
        la.exhibit_reach(study, measure),
        *la.state_reach(study, measure),
        la.exhibit_staffing(study, measure),
        la.exhibit_usefulness(study, measure),
        la.exhibit_usefulness_targets(study, measure),
        la.exhibit_benefit_areas(study, measure),
    ]
    released, verdicts = release(shown, study)
    drawings = {}
    for thing in released:
        if thing is not None and thing.kind == "figure":
            figure = draw_released(thing, study.language)
            drawings[thing.name] = Drawn(
                svg=render_svg(figure), png=render_png(figure), width_mm=width_mm_of(figure)
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
