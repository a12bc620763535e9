"""Gathers what the evaluator can use in her own text, as the report would say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.release.fields import facts_as_said, say
from larvik_analysis.release.gate import Shown
from larvik_analysis.release.released import Released
from larvik_analysis.report.offer import Offer, Offered
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.own_text import Field
from larvik_analysis.terms.study import Study

from .chapters import Job
from .own_numbers import rows_of
from .own_text import outline_of


def offer_of(
    jobs: Iterable[Job],
    shown: Sequence[Shown],
    judged: Sequence[Released | None],
    study: Study,
    generated: tuple[str, ...],
) -> Offer:
    """Headings, fields and the generated summary, for the internal page.

    Parameters
    ----------
    jobs : iterable of Job
    shown, judged : sequence
        What the chapters showed, and the same after the gate.
    study : Study
    generated : tuple of str
        The sentences of the summary that hers has taken the place of.
    """
    chapters = [(job.notebook, job.parameters) for job in jobs]
    outline = outline_of(chapters, study.evaluation, study.language)
    return Offer(
        headings=tuple((entry.level, entry.words) for entry in outline),
        facts=tuple(_facts(study)),
        rows=tuple(_rows(shown, judged, study)),
        generated=generated,
    )


def _facts(study: Study) -> Iterator[Offered]:
    texts = read_catalogue(study.language)
    for fact_id, (said, rule) in facts_as_said(study).items():
        fact = study.facts[fact_id]
        about = ", ".join(
            filter(None, (fact.indicator(study.language), fact.geography, fact.period))
        )
        says = said or f"{texts['report.withheld']}: {texts[f'withheld.{rule}']}"
        yield Offered(field=f"{{{{fact:{fact_id}}}}}", about=about, says=says)


def _rows(
    shown: Sequence[Shown], judged: Sequence[Released | None], study: Study
) -> Iterator[Offered]:
    """The rows of what was released; where answers are shown together, there is no field."""
    texts = read_catalogue(study.language)
    exhibits = [thing for thing in shown if isinstance(thing, Exhibit)]
    known = rows_of(exhibits, study.facts)
    for released in judged:
        if released is None or released.kind == "text":
            continue
        labels = {
            str(row["basis"]): ", ".join(
                str(row[key]) for key in released.keys if _is_seen(key)
            )
            for _, row in released.data.iterrows()
        }
        for name, cell in rows_of([released], study.facts).items():
            if name not in known or known[name].basis != cell.basis:
                continue
            field = Field(kind="estimate", target=name)
            hidden = f"{texts['report.withheld']}: {texts['withheld.number_hidden']}"
            said = hidden if cell.reason == "hidden" else say(cell, field, study.language)
            yield Offered(field=f"{{{{{field.name}}}}}", about=labels[cell.basis], says=said)


def _is_seen(key: str) -> bool:
    """Whether a reader sees the label column."""
    return key == "label" or key.endswith("_label")
