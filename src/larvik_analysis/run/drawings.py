"""Released figures as files: drawn once, and kept with the private data for the next run."""

from __future__ import annotations

import base64
import hashlib
import inspect
import json
import sys
from pathlib import Path

from larvik_analysis.errors import ReleaseError
from larvik_analysis.exhibit.exhibit import drawing
from larvik_analysis.exhibit.style import render_png, render_svg, width_mm_of
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import Verdict
from larvik_analysis.release.released import Released, fingerprint
from larvik_analysis.report.compose import Drawn
from larvik_analysis.terms.catalogue import Language

from .dependencies import fingerprint_of_files, fingerprint_of_package
from .output import write_file


class Drawings:
    """The drawings of earlier runs, each under the hash of all that it is made of.

    Attributes
    ----------
    folder : Path
        Where they are kept; private, though all in it has passed the gate. Those of earlier
        runs are not looked at where the run is to do everything anew (`is_cold`).
    """

    def __init__(self, folder: Path, lock_file: Path, *, is_cold: bool = False) -> None:
        self.folder = folder
        self._is_cold = is_cold
        lock = fingerprint_of_files([lock_file], lock_file.parent)
        self._tools = f"{fingerprint_of_package()}\0{lock}\0{sys.version}"
        self._used: set[str] = set()

    def draw(self, thing: Released, language: Language) -> Drawn:
        """The files of a figure: those of an earlier run, or drawn and audited now.

        Raises
        ------
        ReleaseError
            If its drawing shows more than its released rows.
        """
        parts = (fingerprint(thing), language, self._tools)
        name = f"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}.json"
        self._used.add(name)
        kept = None if self._is_cold else _read(self.folder / name)
        if kept is None:
            kept = _draw(thing, language)
            _write(kept, self.folder / name)
        return kept

    def forget_others(self) -> None:
        """Delete the drawings that this run had no use for."""
        for path in self.folder.glob("*.json"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)


def draw_figures(
    released: list[Released | None],
    verdicts: list[Verdict],
    language: Language,
    drawings: Drawings,
) -> dict[str, Drawn]:
    """The files of every released figure by its name.

    One whose drawing shows more than its data is withheld: its place in `released` and in
    `verdicts` is changed.
    """
    drawn = {}
    for place, thing in enumerate(released):
        if thing is None or thing.kind != "figure":
            continue
        try:
            _check_options(thing, language)
            drawn[thing.name] = drawings.draw(thing, language)
        except ReleaseError as error:
            released[place] = None
            verdicts[place] = Verdict(name=thing.name, passed=False, rule=error.code)
    drawings.forget_others()
    return drawn


def _check_options(thing: Released, language: Language) -> None:
    """Refuse options that the draw function does not know or lacks."""
    known = inspect.signature(drawing(thing.draw))
    try:
        known.bind(thing.data, language=language, **thing.options)
    except TypeError as error:
        raise ReleaseError("options_unknown", name=thing.name) from error


def _draw(thing: Released, language: Language) -> Drawn:
    audited = draw_audited(thing, language)
    return Drawn(
        svg=render_svg(audited.figure),
        png=render_png(audited.figure),
        width_mm=width_mm_of(audited.figure),
        says_all=audited.says_all,
    )


def _read(path: Path) -> Drawn | None:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Drawn(
            svg=base64.b64decode(stored["svg"], validate=True),
            png=base64.b64decode(stored["png"], validate=True),
            width_mm=float(stored["width_mm"]),
            says_all=bool(stored["says_all"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(drawn: Drawn, path: Path) -> None:
    stored = {
        "svg": base64.b64encode(drawn.svg).decode("ascii"),
        "png": base64.b64encode(drawn.png).decode("ascii"),
        "width_mm": drawn.width_mm,
        "says_all": drawn.says_all,
    }
    write_file(path, json.dumps(stored).encode("ascii"))
