"""The exhibit: what a chapter shows, as data, before the gate has seen it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

import pandas as pd

from larvik_analysis.errors import ReleaseError
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

from .statement import Statement, write_out

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Sensitivity = Literal["public", "opinion", "sensitive"]
TargetKind = Literal["census", "wider"]
Layer = Literal["report", "internal"]
Option = str | bool

DRAW_ROOM = "larvik_analysis.exhibit."
_STATEMENTS = ("title", "caption", "alternative_text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom the numbers are about: the units seen, or a wider population named in a sentence."""

    kind: TargetKind
    sentence: Statement


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A figure or table: its data, how to draw it, and its texts.

    Attributes
    ----------
    name : str
        Stem of its files and its anchor in the report; unique in a report.
    data : DataFrame
        Long form: the label columns, then the columns of an estimate table. An exhibit of
        words, such as a checklist, has the label columns alone.
    keys : tuple of str
        Label columns. A column ``label`` or ``..._label`` is what a reader sees.
    counts : tuple of str
        The columns that count units.
    universe : str
        Which units the counts are of; two exhibits of one universe can be subtracted.
    unit_of_analysis : UnitOfAnalysis
        What is counted.
    sensitivity : {"public", "opinion", "sensitive"}
        ``sensitive`` unless declared otherwise.
    target : Target
        Whom the numbers are about.
    title, caption, alternative_text : Statement
        The title says the finding; the alternative text says what the figure shows.
    documents : tuple of str
        Ids of the documents the numbers come from.
    notes : tuple of Statement
        What a reader must know beside the numbers.
    draw : str
        Dotted name of the draw function in the exhibit room; empty for a table.
    options : mapping
        Keyword arguments of the draw function: words and switches, never numbers.
    across : str
        The label column whose values become the columns of its table, where a long table
        would be hard to read; empty for one row an estimate. In an exhibit of words the last
        label column fills the cells.
    layer : {"report", "internal"}
        ``internal`` is for those with access to the private data alone: shown in the
        notebook and on the internal page, and never taken to the gate.
    """

    name: str
    data: pd.DataFrame
    keys: tuple[str, ...]
    universe: str
    unit_of_analysis: UnitOfAnalysis
    target: Target
    title: Statement
    caption: Statement
    alternative_text: Statement
    documents: tuple[str, ...]
    counts: tuple[str, ...] = ("count", "n")
    sensitivity: Sensitivity = "sensitive"
    notes: tuple[Statement, ...] = ()
    draw: str = ""
    options: Mapping[str, Option] = field(default_factory=dict)
    across: str = ""
    layer: Layer = "report"

    @property
    def is_figure(self) -> bool:
        """Whether it is drawn; a table otherwise."""
        return bool(self.draw)

    @property
    def sums(self) -> tuple[str, ...]:
        """The sums its rows come from; none where it is of words alone."""
        return tuple(filter(None, self.data.get("basis", ())))

    def figure(self, language: Language) -> Figure:
        """The figure of the unreleased data, for the notebook and the internal page."""
        return drawing(self.draw)(self.data, language=language, **self.options)

    def _repr_html_(self) -> str | None:
        if self.is_figure:
            return None  # JupyterLab would show the table and not the picture
        title = write_out(self.title, "nb")
        return f"<p><strong>{title}</strong></p>{self.data.to_html(index=False)}"

    def _repr_png_(self) -> bytes | None:
        from .style import render_png

        if not self.is_figure or self.data.empty:
            return None
        return render_png(self.figure("nb"), dots_per_inch=100)


def drawing(dotted_name: str) -> Callable[..., Figure]:
    """The draw function of that dotted name; only the exhibit room has any.

    Raises
    ------
    ReleaseError
        If the name leads out of the exhibit room or to nothing.
    """
    module_name, _, name = dotted_name.rpartition(".")
    if not f"{module_name}.".startswith(DRAW_ROOM) or not name.startswith("draw_"):
        raise ReleaseError("draw_unknown", name=dotted_name)
    try:
        return cast("Callable[..., Figure]", getattr(import_module(module_name), name))
    except (ModuleNotFoundError, AttributeError) as error:
        raise ReleaseError("draw_unknown", name=dotted_name) from error


def to_json(shown: Exhibit | Statement) -> str:
    """An exhibit or a statement as JSON text; the same one always gives the same bytes."""
    if isinstance(shown, Statement):
        return json.dumps({"statement": asdict(shown)}, ensure_ascii=False, indent=1)
    plain = {
        name: getattr(shown, name)
        for name in ("name", "keys", "counts", "universe", "unit_of_analysis", "sensitivity")
    }
    plain |= {name: getattr(shown, name) for name in ("documents", "draw", "across", "layer")}
    plain |= {name: asdict(getattr(shown, name)) for name in _STATEMENTS}
    plain |= {
        "target": asdict(shown.target),
        "notes": [asdict(note) for note in shown.notes],
        "options": dict(shown.options),
        "rows": shown.data.astype(object).where(shown.data.notna(), None).to_numpy().tolist(),
        "types": {column: str(kind) for column, kind in shown.data.dtypes.items()},
    }
    return json.dumps({"exhibit": plain}, ensure_ascii=False, indent=1)


def from_json(text: str) -> Exhibit | Statement:
    """What `to_json` wrote. Nothing in it is run."""
    stored: dict[str, Any] = json.loads(text)
    if "statement" in stored:
        return _statement(stored["statement"])
    plain = stored["exhibit"]
    types = plain.pop("types")
    table = pd.DataFrame(plain.pop("rows"), columns=list(types), dtype=object)
    for name in _STATEMENTS:
        plain[name] = _statement(plain[name])
    plain["target"] = Target(
        kind=plain["target"]["kind"], sentence=_statement(plain["target"]["sentence"])
    )
    plain["notes"] = tuple(_statement(note) for note in plain["notes"])
    plain["data"] = table.astype(types)
    plain["unit_of_analysis"] = UnitOfAnalysis(plain["unit_of_analysis"])
    for name in ("keys", "counts", "documents"):
        plain[name] = tuple(plain[name])
    return Exhibit(**plain)


def _statement(plain: dict[str, Any]) -> Statement:
    cells = {
        name: FactEstimate(
            **cell
            | {
                "unit_of_analysis": UnitOfAnalysis(cell["unit_of_analysis"]),
                "left_out": tuple(cell["left_out"]),
            }
        )
        for name, cell in plain["cells"].items()
    }
    words = {
        name: tuple(said) if isinstance(said, list) else said
        for name, said in plain["words"].items()
    }
    return Statement(key=plain["key"], cells=cells, words=words, place=plain["place"])
