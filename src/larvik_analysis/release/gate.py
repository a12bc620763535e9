"""The gate itself: everything a run shows comes here together, and leaves judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

import pandas as pd

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.basis import atoms_in, facts_in
from larvik_analysis.estimate.indicators.sources import public_sources
from larvik_analysis.estimate.indicators.tables import (
    ESTIMATE_COLUMNS,
    NO_FACT,
    estimate_of,
    tabulate_estimates,
)
from larvik_analysis.exhibit.cells import rows_in_words
from larvik_analysis.exhibit.exhibit import Exhibit, TargetKind
from larvik_analysis.exhibit.own_prose import OwnProse
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.language import format_date, number_word
from larvik_analysis.terms.results import BANDS, FactEstimate
from larvik_analysis.terms.study import Study

from .fields import Held, write_passages
from .own import (
    WITHOUT_NUMBER,
    Told,
    decide_all,
    in_groups,
    is_own,
    judge_own,
    place_in_form,
)
from .paraphrases import paraphrases_shown, without_held
from .public import (
    RefusalError,
    check_columns,
    check_labels,
    check_name,
    check_prose,
    check_text,
    check_words,
    judge,
    public_words,
    without_undated,
)
from .released import Released, open_gate
from .universe import Atom, Ends


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
    n_hidden, n_bands : int
        Numbers of own data that are hidden, and those of which a band is shown.
    held : tuple of Held
        The passages of the evaluator's own text that do not leave.
    """

    name: str
    passed: bool
    rule: str = ""
    n_in_words: int = 0
    n_hidden: int = 0
    n_bands: int = 0
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A chapter's own Markdown on its way to the gate, with what fills ``{{name}}`` in it.

    `starts_page` is for what is printed by itself, such as a checklist.
    """

    name: str
    markdown: str
    words: Mapping[str, str] = field(default_factory=dict)
    starts_page: bool = False


Shown = Exhibit | Statement | Prose | OwnProse
UNNAMED = "…"


def release(
    shown: Iterable[Shown], study: Study
) -> tuple[list[Released | None], list[Verdict]]:
    """Judge everything a run shows, together.

    Parameters
    ----------
    shown : iterable of Exhibit, Statement, Prose or OwnProse
        All of a run, in the order of the report.
    study : Study
        The evaluation, the register of facts as it was read from the file (what the public
        knows), the evaluation's own data and what earlier releases have shown of them.

    Returns
    -------
    released : list of Released or None
        One for each thing shown, in the same order; None where it is withheld.
    verdicts : list of Verdict
        One for each thing shown.
    """
    shown = list(shown)
    gate = _Gate(without_undated(study), shown)
    judged = [gate.judge(thing) for thing in shown]
    return [released for released, _ in judged], [verdict for _, verdict in judged]


class _Gate:
    """One run at the gate: what is public, and what was decided for all of it together."""

    def __init__(self, study: Study, shown: list[Shown]) -> None:
        self.study = study
        self.language = study.language
        self.k = study.evaluation.disclosure.k_of_facts
        self.sources = public_sources(study)
        self.decisions = decide_all(shown, study)
        self.public = public_words(study) | paraphrases_shown(study, self.decisions)
        self._taken: set[str] = set()

    def judge(self, thing: Shown) -> tuple[Released | None, Verdict]:
        name = _name_in_report(thing, self.study)
        try:
            if isinstance(thing, Exhibit):
                if thing.name in self._taken:
                    raise RefusalError("name_unfit")
                self._taken.add(thing.name)
                return self._exhibit(thing)
            if isinstance(thing, Statement):
                return self._statement(thing)
            return self._own(thing) if isinstance(thing, OwnProse) else self._prose(thing)
        except RefusalError as refusal:
            return None, Verdict(name=name, passed=False, rule=refusal.rule)

    def _prose(self, prose: Prose) -> tuple[Released, Verdict]:
        check_prose(prose.markdown)
        check_words(prose.words.values(), self.public)
        text = _text(
            prose.name,
            "body",
            _fill(prose),
            self.study,
            is_markdown=True,
            starts_page=prose.starts_page,
        )
        return text, Verdict(name=prose.name, passed=True)

    def _own(self, prose: OwnProse) -> tuple[Released | None, Verdict]:
        """The evaluator's own text: hers but for the numbers, passage by passage."""
        written = write_passages(prose, self.tell, self.language)
        verdict = replace(_verdict(prose.name, written.told), held=written.held)
        if not written.markdown:
            return None, verdict
        read = _read(written.told)
        text = _text(
            prose.name, prose.place, written.markdown, self.study, is_markdown=True, told=read
        )
        return text, verdict

    def _statement(self, statement: Statement) -> tuple[Released, Verdict]:
        text, told = self.written(statement)
        released = _text(statement.key, statement.place, text, self.study, told=_read(told))
        return released, _verdict(statement.key, told)

    def tell(self, cell: FactEstimate) -> Told:
        """A number as it may be shown."""
        if is_own(cell):
            return judge_own(cell, self.study, self.decisions)
        return Told(judge(cell, self.study.facts, self.k, self.sources))

    def written(self, statement: Statement, rows: str | None = None) -> tuple[str, list[Told]]:
        """A text with its numbers as they may be shown; there is none with a hidden one."""
        check_text(statement.key, statement.quoted, self.public, self.language)
        told = {name: self.tell(cell) for name, cell in statement.cells.items()}
        if any(number.cell.reason == "hidden" for number in told.values()):
            raise RefusalError("number_hidden")
        cells = {name: number.cell for name, number in told.items()}
        try:
            text = write_out(replace(statement, cells=cells), self.language, rows=rows)
        except ReleaseError as error:  # a field that nothing fills
            raise RefusalError("text_unknown") from error
        return text, list(told.values())

    def _exhibit(self, exhibit: Exhibit) -> tuple[Released, Verdict]:
        if exhibit.layer != "report":
            raise RefusalError("internal")
        check_name(exhibit.name, self.study.evaluation)
        if exhibit.target.kind not in get_args(TargetKind):
            raise RefusalError("words_not_public")
        data, told = self._table(exhibit)
        _check_documents(exhibit, self.study)
        if any(not isinstance(value, str | bool) for value in exhibit.options.values()):
            raise RefusalError("drawn_number")
        check_words((v for v in exhibit.options.values() if isinstance(v, str)), self.public)
        column = "count" if data["n"].notna().any() else "estimate"
        rows = rows_in_words(data, column, self.language)
        mark = _mark(self.study)
        marked = f"{mark}. " if mark else ""

        def written(statement: Statement) -> str:
            text, numbers = self.written(statement, rows)
            told.extend(numbers)
            return text

        title = written(exhibit.title)
        caption, alternative_text = (
            marked + written(text) for text in (exhibit.caption, exhibit.alternative_text)
        )
        notes = [written(note) for note in (*exhibit.notes, exhibit.target.sentence)]
        with open_gate():
            released = Released(
                name=exhibit.name,
                kind="figure" if exhibit.is_figure else "table",
                place="body",
                title=title,
                caption=caption,
                alternative_text=alternative_text,
                source=self._source(exhibit),
                notes=(*notes, *self._legend(data, is_drawn=exhibit.is_figure)),
                data=data,
                keys=exhibit.keys,
                target=exhibit.target.kind,
                draw=exhibit.draw,
                options=dict(exhibit.options),
                across=exhibit.across,
                mark=mark,
                is_markdown=False,
                starts_page=False,
                told=_read(told),
            )
        return released, _verdict(exhibit.name, told)

    def _table(self, exhibit: Exhibit) -> tuple[pd.DataFrame, list[Told]]:
        """The rows as they may be shown, each worked out again."""
        data = without_held(exhibit.data, self.study, self.public)
        known = [*exhibit.keys, *ESTIMATE_COLUMNS]
        is_known = len(set(known)) == len(known) and "label" in exhibit.keys
        columns = sorted(map(str, data.columns))
        is_of_words = columns == sorted(exhibit.keys)
        if not is_known or not (is_of_words or columns == sorted(known)):
            raise RefusalError("not_public")  # a column the gate does not know how to judge
        check_columns(exhibit.keys)
        if exhibit.across not in ("", *exhibit.keys):
            raise RefusalError("not_public")
        if data.empty or not (is_of_words or any(data["basis"])):
            raise RefusalError("nothing_to_show")
        check_labels(data, exhibit.keys, self.public)
        if is_of_words:
            return self._of_words(exhibit, data), []
        try:
            data = in_groups(data, exhibit.keys, self.study, self.decisions)
            cells = [estimate_of(row) for _, row in data.iterrows()]
        except (TypeError, ValueError) as error:  # a word where a number should be
            raise RefusalError("not_public") from error
        has_own = any(is_own(cell) for cell in cells)
        if (exhibit.sensitivity == "public") == has_own:
            raise RefusalError("not_public")
        told = [self.tell(cell) for cell in cells]
        if all(number.cell.reason in ("hidden", "no_fact") for number in told):
            raise RefusalError(self._why_all_hidden(exhibit))
        labels = [{key: str(row[key]) for key in exhibit.keys} for _, row in data.iterrows()]
        rows = [(label, number.cell) for label, number in zip(labels, told, strict=True)]
        if any(number.cell.reason in WITHOUT_NUMBER for number in told):
            # In the order of the form: sorted by size, the rows would tell of what is hidden.
            rows.sort(key=lambda row: place_in_form(row[1], self.study))
        return tabulate_estimates(rows), told

    def _of_words(self, exhibit: Exhibit, data: pd.DataFrame) -> pd.DataFrame:
        """The rows of an exhibit of words, in the shape of all others: no row has a number."""
        if exhibit.sensitivity != "public":
            raise RefusalError("not_public")
        rows = [
            ({key: str(row[key]) for key in exhibit.keys}, NO_FACT)
            for _, row in data.iterrows()
        ]
        return tabulate_estimates(rows)

    def _why_all_hidden(self, exhibit: Exhibit) -> str:
        decision = self.decisions.get(exhibit.universe)
        return (decision.blocked if decision is not None else "") or "all_hidden"

    def _legend(self, data: pd.DataFrame, *, is_drawn: bool) -> Iterator[str]:
        """What the sign for a hidden number means, and what a band is."""
        texts = read_catalogue(self.language)
        reasons = set(data["reason"])
        if "hidden" in reasons:
            limit = number_word(self.study.evaluation.disclosure.k, self.language)
            yield texts["gate.legend_hidden"].format(k=limit)
        if reasons & set(BANDS):
            band = texts["gate.legend_band"]
            yield f"{band} {texts['gate.legend_band_drawn']}" if is_drawn else band

    def _source(self, exhibit: Exhibit) -> str:
        texts, language = read_catalogue(self.language), self.language
        entries = [
            f"{document.title} ({document.publisher}, {format_date(document.date, language)})"
            for document in map(self.study.evaluation.document, exhibit.documents)
        ]
        for name in dict.fromkeys(
            atom.data for basis in exhibit.sums for atom in atoms_in(basis)
        ):
            declared = self.study.microdata[name].declared
            entries.append(
                texts["gate.source_own"].format(name=declared.name.in_language(language))
            )
        return texts["report.source"].format(documents="; ".join(entries)) if entries else ""


def _verdict(name: str, told: Iterable[Told]) -> Verdict:
    reasons = Counter(number.cell.reason for number in told)
    return Verdict(
        name=name,
        passed=True,
        n_in_words=reasons["few"],
        n_hidden=reasons["hidden"],
        n_bands=sum(reasons[band] for band in BANDS),
    )


def _read(told: Iterable[Told]) -> tuple[tuple[Atom, Ends], ...]:
    return tuple(dict.fromkeys(pair for number in told for pair in number.read))


def _name_in_report(thing: Shown, study: Study) -> str:
    """Its name as the report may say it, also where it is withheld."""
    if isinstance(thing, Prose | OwnProse):
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


def _check_documents(exhibit: Exhibit, study: Study) -> None:
    """Every document behind the rows is named as their source, and no other thing is."""
    known = {document.id for document in study.evaluation.documents}
    behind = {
        study.facts[fact_id].document for basis in exhibit.sums for fact_id in facts_in(basis)
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
    name: str,
    place: str,
    text: str,
    study: Study,
    *,
    is_markdown: bool = False,
    starts_page: bool = False,
    told: tuple[tuple[Atom, Ends], ...] = (),
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
            across="",
            mark=_mark(study),
            is_markdown=is_markdown,
            starts_page=starts_page,
            told=told,
        )
