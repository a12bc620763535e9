"""The page on privacy: what a data protection officer asks, answered so that she can sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from larvik_analysis.release.gate import Verdict
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Privacy
from larvik_analysis.terms.language import (
    NO_BREAK_SPACE,
    format_date,
    format_number,
    number_word,
)
from larvik_analysis.terms.questions import DataFile
from larvik_analysis.terms.study import Study

from .document import Block, Bullets, Column, Heading, Paragraph, TableBlock

_SIGNED = "underskrift"  # the anchor of the table to sign in
_TO_WRITE_ON = NO_BREAK_SPACE * 24  # as wide as a name


def privacy_blocks(verdicts: Iterable[Verdict], study: Study) -> Iterator[Block]:
    """The chapter on privacy; a short one where no own data were read.

    Parameters
    ----------
    verdicts : iterable of Verdict
        Of everything that was shown.
    study : Study
        Its ledger holds this release too, if it shows anything new: so that the page is the
        same when the report is made again.
    """
    texts, verdicts = read_catalogue(study.language), list(verdicts)
    evaluation = study.evaluation
    yield Heading(level=1, text=texts["report.privacy"], anchor="")
    if evaluation.synthetic:
        yield Paragraph(texts["report.privacy_synthetic"])
    if not (evaluation.microdata or _outcomes(study)) or evaluation.personvern is None:
        if not evaluation.synthetic:
            yield Paragraph(texts["report.privacy_text"])
        yield from _withheld(verdicts, study)
        return
    yield Paragraph(texts["privacy.intro"])
    yield from _responsible(evaluation.personvern, study)
    yield from _data(study)
    yield from _limits(study)
    yield from _questions(study)
    yield from _withheld(verdicts, study)
    yield from _releases(study)
    yield from _signed(study)


def _section(key: str, study: Study) -> Heading:
    return Heading(level=2, text=read_catalogue(study.language)[f"privacy.{key}"], anchor="")


def _responsible(privacy: Privacy, study: Study) -> Iterator[Block]:
    """Who decides, by what right, and until when."""
    texts = read_catalogue(study.language)
    yield _section("responsible", study)
    dpia = "privacy.dpia" if privacy.dpia else "privacy.dpia_not_needed"
    answers = {
        "privacy.controller": privacy.controller,
        "privacy.processor": privacy.processor_agreement,
        "privacy.basis": privacy.legal_basis,
        dpia: privacy.dpia or privacy.dpia_not_needed,
        "privacy.told": privacy.respondents_were_told,
    }
    items = [texts[key].format(answer=_as_sentence(answer)) for key, answer in answers.items()]
    delete_by = format_date(privacy.delete_by, study.language)
    yield Bullets((*items, texts["privacy.delete_by"].format(date=delete_by)))


def _as_sentence(answer: str) -> str:
    """What the evaluator wrote, with a full stop."""
    words = " ".join(answer.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _data(study: Study) -> Iterator[Block]:
    """Which data there are, what they are called in law, and what stayed outside."""
    texts = read_catalogue(study.language)
    yield _section("data", study)
    kinds = _outcomes(study)
    files = [_told_file(declared, study) for declared in study.evaluation.microdata]
    yield Bullets((*files, *(texts[f"privacy.outcomes_{kind}"] for kind in kinds)))
    has_key = any(declared.family for declared in study.evaluation.microdata) or bool(kinds)
    said = ["still_personal", *(["key"] if has_key and not study.evaluation.synthetic else [])]
    yield Paragraph(" ".join(texts[f"privacy.{key}"] for key in said))
    yield Paragraph(texts["privacy.door"])
    yield Bullets(tuple(texts["privacy.dropped"].split(";")))
    if any(own.coded for own in study.microdata.values()):
        yield Paragraph(texts["privacy.coded"])


def _outcomes(study: Study) -> tuple[str, ...]:
    """What was read about families and children over time."""
    return study.outcomes.about_families if study.outcomes is not None else ()


def _told_file(declared: DataFile, study: Study) -> str:
    texts = read_catalogue(study.language)
    name = declared.name.in_language(study.language)
    key = "privacy.file_families" if declared.family else "privacy.file"
    unit = texts[f"units.{declared.unit_of_analysis}"]
    return texts[key].format(name=name[:1].upper() + name[1:], unit=unit)


def _limits(study: Study) -> Iterator[Block]:
    """The limits in force, in words."""
    texts, language = read_catalogue(study.language), study.language
    rules = study.evaluation.disclosure
    yield _section("limits", study)
    yield Paragraph(texts["privacy.limits_text"])
    words = {
        "k": number_word(rules.k, language),
        "n_min": number_word(rules.n_min, language),
        "n_min_opinion": number_word(rules.n_min_opinion, language),
    }
    keys = ["small", "others", "base", "base_opinion", f"zeros_{rules.zeros}", "band"]
    items = [texts[f"privacy.limit_{key}"].format(**words) for key in keys]
    yield Bullets((*items, *_insiders(study), texts["privacy.limit_audit"]))


def _insiders(study: Study) -> Iterator[str]:
    """Whether those who know their own answer are reckoned with."""
    texts, language = read_catalogue(study.language), study.language
    files = study.evaluation.microdata
    for key, is_for in (("insiders", True), ("insiders_not", False)):
        names = [
            declared.name.in_language(language)
            for declared in files
            if study.evaluation.disclosure.rules(singleton=declared.is_of_families).singleton
            is is_for
        ]
        if names:
            yield texts[f"privacy.limit_{key}"].format(names="; ".join(names))


def _questions(study: Study) -> Iterator[Block]:
    """Which questions get full protection, and which count as views on a service, and why."""
    texts, language = read_catalogue(study.language), study.language
    questions = [q for declared in study.evaluation.microdata for q in declared.questions]
    sensitive = [q for q in questions if q.sensitivity == "sensitive"]
    opinions = [q for q in questions if q.sensitivity == "opinion"]
    if not questions:
        return
    yield _section("questions", study)
    if sensitive:
        yield Paragraph(texts["privacy.sensitive"])
        names = (
            texts["privacy.question"].format(name=q.name.in_language(language))
            for q in sensitive
        )
        yield Bullets(tuple(dict.fromkeys(names)))
    if opinions:
        yield Paragraph(texts["privacy.opinion"])
        yield Bullets(
            tuple(
                texts["privacy.question_reason"].format(
                    name=q.name.in_language(language), reason=_as_sentence(q.reason)
                )
                for q in opinions
            )
        )


def _withheld(verdicts: list[Verdict], study: Study) -> Iterator[Block]:
    """What does not stand in the report, and why."""
    texts, language = read_catalogue(study.language), study.language
    yield Heading(level=2, text=texts["report.withheld"], anchor="")
    if study.evaluation.microdata:
        numbers = {
            "n_hidden": format_number(sum(v.n_hidden for v in verdicts), language),
            "n_bands": format_number(sum(v.n_bands for v in verdicts), language),
        }
        yield Paragraph(texts["privacy.n_withheld"].format(**numbers))
    reasons = [
        f"{verdict.name}: {texts[f'withheld.{verdict.rule}']}"
        for verdict in verdicts
        if not verdict.passed
    ]
    if reasons and study.evaluation.microdata:
        yield Paragraph(texts["privacy.withheld_text"])
    yield Bullets(tuple(reasons)) if reasons else Paragraph(texts["report.withheld_none"])


def _releases(study: Study) -> Iterator[Block]:
    """What has been shown of the data so far, this report with it."""
    texts, language = read_catalogue(study.language), study.language
    yield _section("releases", study)
    entries = study.ledger.entries
    if not entries:
        yield Paragraph(texts["privacy.releases_none"])
        return
    yield Paragraph(
        texts["privacy.releases_text"].format(
            n=number_word(len(entries), language), date=format_date(entries[-1].date, language)
        )
    )
    names = {d.id: d.name.in_language(language) for d in study.evaluation.microdata}
    corrections = [
        texts["privacy.correction"].format(
            date=format_date(entry.date, language),
            name=names.get(data, data),
            reason=_as_sentence(entry.reasons.get(data, texts["language.reason.not_stated"])),
        )
        for entry in entries
        for data in entry.supersedes
    ]
    yield (
        Bullets(tuple(corrections))
        if corrections
        else Paragraph(texts["privacy.corrections_none"])
    )


def _signed(study: Study) -> Iterator[Block]:
    """Lines to sign on."""
    texts = read_catalogue(study.language)
    yield _section("signed", study)
    yield Paragraph(texts["privacy.signed_text"])
    columns = ("role", "name", "date", "signature")
    yield TableBlock(
        name=_SIGNED,
        title=texts["privacy.signed_title"],
        caption=texts["privacy.signed_caption"],
        columns=tuple(Column(heading=texts[f"privacy.column_{name}"]) for name in columns),
        rows=tuple(
            (texts[f"privacy.role_{role}"], _TO_WRITE_ON, NO_BREAK_SPACE, _TO_WRITE_ON)
            for role in ("controller", "officer")
        ),
        notes=(),
        source="",
    )
