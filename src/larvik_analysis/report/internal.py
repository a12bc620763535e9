"""The internal page: everything as it is, for those with access to the private data.

It is the one writer that takes what the gate has not passed, so it cannot write where
reports lie.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

import pandas as pd

from larvik_analysis.errors import OutputError, ReleaseError, Todo
from larvik_analysis.estimate.indicators.tables import NUMBER_COLUMNS
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.exhibit.style import render_svg
from larvik_analysis.release.gate import Shown, Verdict
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.study import Study

from .offer import Offer, offer_in_html
from .tables import columns_and_rows

_STYLE = """
@page { @top-center { content: "%(mark)s"; } }
body { font: 16px/1.5 sans-serif; max-width: 62rem; margin: auto; padding: 4rem 1rem; }
.mark { position: fixed; top: 0; left: 0; right: 0; padding: .4rem; text-align: center;
        background: #7a1020; color: #fff; font-weight: bold; letter-spacing: .2em; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 14px; display: block;
        overflow-x: auto; }
img { max-width: 100%%; }
th, td { border-bottom: 1px solid #ccc; padding: .25rem .6rem; text-align: left; }
pre { white-space: pre-wrap; }
.held { color: #7a1020; font-weight: bold; }
"""


def write_internal(
    shown: Sequence[Shown],
    verdicts: Iterable[Verdict],
    study: Study,
    todos: Iterable[Todo],
    path: Path,
    offer: Offer | None = None,
    internal: Sequence[Exhibit] = (),
) -> None:
    """Write the page with every exhibit before the gate, its verdict, and what is missing.

    `offer` is what the evaluator can use in her own text, `internal` what the gate never
    sees: it stands first, drawn.

    The mark is fixed to the window, which print repeats on every page.

    Raises
    ------
    OutputError
        If the path lies among reports.
    """
    if any(_is_for_reports(folder) for folder in path.resolve().parents):
        raise OutputError("internal_among_reports")
    texts = read_catalogue(study.language)
    mark = texts["report.internal"]
    title = study.evaluation.title.in_language(study.language)
    parts = [
        f'<!doctype html><html lang="{study.language}"><head><meta charset="utf-8">',
        f"<title>{escape(mark)}: {escape(title)}</title>",
        f"<style>{_STYLE % {'mark': mark}}</style></head><body>",
        f'<div class="mark" role="banner">{escape(mark)}</div><main>',
        f"<h1>{escape(title)}</h1>",
    ]
    parts += _only_here(internal, study)
    items = [f"{todo.place(study.language)}: {todo.sentence(study.language)}" for todo in todos]
    parts += [f"<h2>{escape(texts['report.todo'])}</h2><ul>"]
    parts += [f"<li>{escape(item)}</li>" for item in items]
    parts += ["</ul>", *(offer_in_html(offer, study.language) if offer else ())]
    # Long, and for whoever wants to look a number up.
    parts += [f"<details><summary>{escape(texts['report.before_gate'])}</summary>"]
    for thing, verdict in zip(shown, verdicts, strict=True):
        parts += _section(thing, verdict, study)
    parts += ["</details></main></body></html>\n"]
    path.write_text("\n".join(parts), encoding="utf-8")


def _is_for_reports(folder: Path) -> bool:
    """Whether it is a report, or the folder of a project where reports lie."""
    is_of_project = folder.name == "reports" and (folder.parent / "data" / "raw").is_dir()
    return is_of_project or (folder / "record.json").exists()


def _only_here(internal: Sequence[Exhibit], study: Study) -> Iterator[str]:
    """The exhibits for those with access alone: figure, what it says, and its numbers."""
    if not internal:
        return
    texts = read_catalogue(study.language)
    yield f"<h2>{escape(texts['report.only_here'])}</h2>"
    yield f"<p>{escape(texts['report.only_here_text'])}</p>"
    for exhibit in internal:
        yield f"<h3>{escape(_written(exhibit.title, study))}</h3>"
        if exhibit.is_figure:
            drawn = base64.b64encode(render_svg(exhibit.figure(study.language))).decode("ascii")
            alternative = escape(_written(exhibit.alternative_text, study))
            yield f'<img src="data:image/svg+xml;base64,{drawn}" alt="{alternative}">'
        else:
            yield _read_table(exhibit, study.language)
        said = (exhibit.caption, *exhibit.notes, exhibit.target.sentence)
        yield f"<p>{escape(' '.join(_written(text, study) for text in said))}</p>"
        yield f"<details><summary>{escape(texts['layout.numbers'])}</summary>"
        yield f"{_table(exhibit)}</details>"


def _read_table(exhibit: Exhibit, language: Language) -> str:
    """A table that is not drawn, as people read it."""
    if "reason" in exhibit.data:  # an estimate here need not tell all that a released one does
        data = exhibit.data.assign(uncertain=exhibit.data.get("uncertain", False))
        names = [*data.columns, *(name for name in NUMBER_COLUMNS if name not in data)]
        exhibit = replace(exhibit, data=data.reindex(columns=names))
    columns, rows = columns_and_rows(exhibit, language)
    headings = [column.heading for column in columns]
    with pd.option_context("display.max_colwidth", None):  # pandas would cut a sentence off
        return pd.DataFrame(rows, columns=headings).to_html(index=False, border=0)


def _table(exhibit: Exhibit) -> str:
    table = exhibit.data.astype(object).where(exhibit.data.notna(), "")
    return pd.DataFrame(table).to_html(index=False, border=0)


def _section(thing: Shown, verdict: Verdict, study: Study) -> list[str]:
    if not isinstance(thing, Exhibit | Statement):
        return []
    texts = read_catalogue(study.language)
    held = "" if verdict.passed else f"{texts['report.withheld']}: "
    reason = f"{held}{texts[f'withheld.{verdict.rule}']}" if held else ""
    note = f'<p class="held">{escape(reason)}</p>' if held else ""
    if isinstance(thing, Statement):
        return [f"<p>{escape(_written(thing, study))}</p>{note}"]
    return [
        f"<h2>{escape(thing.name)}</h2><p>{escape(_written(thing.title, study))}</p>{note}",
        _table(thing),
    ]


def _written(statement: Statement, study: Study) -> str:
    """The text, or its key where it is withheld because it cannot be written."""
    try:
        return write_out(statement, study.language)
    except (ReleaseError, KeyError, TypeError):  # an unknown text, field, form or word
        return statement.key
