"""The gate itself: everything a run shows comes here together, and leaves judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

import pandas as pd

from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.estimate.indicators.tables import (
    ESTIMATE_COLUMNS,
    estimate_of,
    tabulate_estimates,
)
from larvik_analysis.exhibit.cells import rows_in_words
from larvik_analysis.exhibit.exhibit import Exhibit, TargetKind
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.language import format_date
from larvik_analysis.terms.study import Study

from .public import (
    RefusalError,
    check_columns,
    check_name,
    check_prose,
    check_words,
    judge,
    judge_statement,
    public_words,
    without_undated,
)
from .released import Released, open_gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate said of one exhibit or text; it holds no value.

    Attributes
    ----------
    name : str
        The exhibit, or the key of the text.
    passed : bool
    rule : str
        Key under ``withheld`` in the catalogue; empty where it passed.
    n_in_words : int
        Numbers that may only be told in words.
    """

    name: str
    passed: bool
    rule: str = ""
    n_in_words: int = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """A chapter's own Markdown on its way to the gate, with what fills ``{{name}}`` in it."""

    name: str
    markdown: str
    words: Mapping[str, str] = field(default_factory=dict)


Shown = Exhibit | Statement | Prose
UNNAMED = "…"


def release(
    shown: Iterable[Shown], study: Study
) -> tuple[list[Released | None], list[Verdict]]:
    """Judge everything a run shows, together.

    Parameters
    ----------
    shown : iterable of Exhibit, Statement or Prose
        All of a run, in the order of the report.
    study : Study
        The evaluation and the register of facts as it was read from the file: what the
        public knows.

    Returns
    -------
    released : list of Released or None
        One for each thing shown, in the same order; None where it is withheld.
    verdicts : list of Verdict
        One for each thing shown.
    """
    study = without_undated(study)
    public = public_words(study.evaluation, study.facts, study.language)
    released: list[Released | None] = []
    verdicts: list[Verdict] = []
    taken: set[str] = set()
    for thing in shown:
        name = _name_in_report(thing, study)
        try:
            if isinstance(thing, Exhibit):
                if thing.name in taken:
                    raise RefusalError("name_unfit")
                taken.add(thing.name)
            passed, n_in_words = _judge(thing, study, public)
        except RefusalError as refusal:
            released.append(None)
            verdicts.append(Verdict(name=name, passed=False, rule=refusal.rule))
        else:
            released.append(passed)
            verdicts.append(Verdict(name=name, passed=True, n_in_words=n_in_words))
    return released, verdicts


def _name_in_report(thing: Shown, study: Study) -> str:
    """Its name as the report may say it, also where it is withheld."""
    if isinstance(thing, Prose):
        return thing.name
    if isinstance(thing, Statement):
        # A key that is no text of ours could be anything, a sentence about somebody too.
        is_ours = thing.key in read_catalogue(study.language)
        return thing.key if is_ours else UNNAMED
    try:
        check_name(thing.name, study.evaluation)
    except RefusalError:
        return UNNAMED
    return thing.name


def _judge(thing: Shown, study: Study, public: frozenset[str]) -> tuple[Released, int]:
    if isinstance(thing, Prose):
        check_prose(thing.markdown)
        check_words(thing.words.values(), public)
        return _text(thing.name, "body", _fill(thing), study, is_markdown=True), 0
    if isinstance(thing, Statement):
        judged = _judge_statement(thing, study, public)
        text = write_out(judged, study.language)
        return _text(thing.key, thing.place, text, study), _n_few(judged)
    return _judge_exhibit(thing, study, public)


def _judge_statement(statement: Statement, study: Study, public: frozenset[str]) -> Statement:
    k = study.evaluation.disclosure.k_of_facts
    return judge_statement(statement, study.facts, public, k, study.language)


def _judge_exhibit(
    exhibit: Exhibit, study: Study, public: frozenset[str]
) -> tuple[Released, int]:
    if exhibit.sensitivity != "public":
        raise RefusalError("not_public")  # the full gate for private data does not exist yet
    check_name(exhibit.name, study.evaluation)
    if exhibit.target.kind not in get_args(TargetKind):
        raise RefusalError("words_not_public")
    data, n_few = _judge_table(exhibit, study, public)
    _check_documents(exhibit, study)
    if any(not isinstance(value, str | bool) for value in exhibit.options.values()):
        raise RefusalError("drawn_number")
    check_words((str(v) for v in exhibit.options.values() if not isinstance(v, bool)), public)
    rows = rows_in_words(
        data, "count" if data["n"].notna().any() else "estimate", study.language
    )

    def written(statement: Statement) -> str:
        judged = _judge_statement(statement, study, public)
        return write_out(judged, study.language, rows=rows)

    mark = _mark(study)
    marked = f"{mark}. " if mark else ""
    title = written(exhibit.title)
    caption, alternative_text = (
        marked + written(text) for text in (exhibit.caption, exhibit.alternative_text)
    )
    notes = tuple(written(note) for note in (*exhibit.notes, exhibit.target.sentence))
    with open_gate():
        passed = Released(
            name=exhibit.name,
            kind="figure" if exhibit.is_figure else "table",
            place="body",
            title=title,
            caption=caption,
            alternative_text=alternative_text,
            source=_source(exhibit.documents, study),
            notes=notes,
            data=data,
            keys=exhibit.keys,
            target=exhibit.target.kind,
            draw=exhibit.draw,
            options=dict(exhibit.options),
            mark=mark,
            is_markdown=False,
        )
    return passed, n_few


def _judge_table(
    exhibit: Exhibit, study: Study, public: frozenset[str]
) -> tuple[pd.DataFrame, int]:
    """The rows as they may be shown, each worked out again from the facts."""
    data = exhibit.data
    known = [*exhibit.keys, *ESTIMATE_COLUMNS]
    is_known = len(set(known)) == len(known) and "label" in exhibit.keys
    if not is_known or sorted(map(str, data.columns)) != sorted(known):
        raise RefusalError("not_public")  # a column the gate does not know how to judge
    check_columns(exhibit.keys)
    if not any(data["basis"]):
        raise RefusalError("nothing_to_show")
    for key in exhibit.keys:
        check_words((str(label) for label in data[key]), public)
    k = study.evaluation.disclosure.k_of_facts
    try:
        cells = [estimate_of(row) for _, row in data.iterrows()]
    except (TypeError, ValueError) as error:  # a word where a number should be
        raise RefusalError("not_public") from error
    judged = [judge(cell, study.facts, k) for cell in cells]
    labels = [{key: str(row[key]) for key in exhibit.keys} for _, row in data.iterrows()]
    shown = tabulate_estimates(list(zip(labels, judged, strict=True)))
    return shown, sum(cell.reason == "few" for cell in judged)


def _check_documents(exhibit: Exhibit, study: Study) -> None:
    """Every document behind the rows is named as their source, and no other thing is."""
    known = {document.id for document in study.evaluation.documents}
    behind = {
        study.facts[fact_id].document
        for basis in exhibit.data["basis"]
        for fact_id in (facts_in(basis) if basis else ())
    }
    if not behind <= set(exhibit.documents) <= known:
        raise RefusalError("not_traced")


_FIELD = re.compile(r"\{\{(\w+)\}\}")


def _fill(prose: Prose) -> str:
    """The prose with its fields filled; a capital in the field asks for one in the text."""

    def word(found: re.Match[str]) -> str:
        name = found.group(1)
        if name.lower() not in prose.words:
            raise RefusalError("text_unknown")
        filled = prose.words[name.lower()]
        return filled[:1].upper() + filled[1:] if name[0].isupper() else filled

    return _FIELD.sub(word, prose.markdown)


def _mark(study: Study) -> str:
    texts = read_catalogue(study.language)
    return texts["report.synthetic"] if study.evaluation.synthetic else ""


def _text(
    name: str, place: str, text: str, study: Study, *, is_markdown: bool = False
) -> Released:
    with open_gate():
        return Released(
            name=name,
            kind="text",
            place=place,
            title="",
            caption=text,
            alternative_text="",
            source="",
            notes=(),
            data=pd.DataFrame(),
            keys=(),
            target="",
            draw="",
            options={},
            mark=_mark(study),
            is_markdown=is_markdown,
        )


def _n_few(statement: Statement) -> int:
    return sum(cell.reason == "few" for cell in statement.cells.values())


def _source(documents: tuple[str, ...], study: Study) -> str:
    texts = read_catalogue(study.language)
    named = [study.evaluation.document(document_id) for document_id in documents]
    entries = [
        f"{document.title} ({document.publisher}, {format_date(document.date, study.language)})"
        for document in named
    ]
    return texts["report.source"].format(documents="; ".join(entries)) if entries else ""
