"""What can be known: what was to be estimated, what the design sees, how strong it makes us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from larvik_analysis.estimate.indicators.design_ops import (
    FALLS,
    N_FAMILIES,
    N_TESTS,
    detectable,
    evidence_design,
    padlocks,
    simulated_power,
    smallest_p,
)
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.tables import NO_FACT, part_of, tabulate_estimates
from larvik_analysis.estimate.indicators.zone_ops import public_zones
from larvik_analysis.estimate.outcomes.evidence import rate_evidence
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.design_results import DesignOfFinding
from larvik_analysis.terms.estimand_versions import is_late
from larvik_analysis.terms.evaluation import Measure, Source
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit
from .knowledge import Quoted, declared_exhibit
from .statement import Statement

_TESTS = {1.0: "one", 8.0: "eight"}
_NAMES = {8.0: "eight", 10.0: "ten", 12.0: "twelve", 16.0: "sixteen", 22.0: "twenty_two"}
_FALLS = {0.25: "quarter", 0.5: "half", 0.75: "three_quarters"}
# A standardised change up to this has the name; Cohen's and Sawilowsky's.
_SIZES = ((0.2, "small"), (0.5, "medium"), (0.8, "large"))
_LARGEST = "very_large"


def state_estimand(study: Study) -> tuple[Statement, ...]:
    """What was to be estimated, whether it was fixed in time, and what was changed since."""
    estimand = study.evaluation.estimand
    if estimand is None:
        return (Statement(key="estimand.nobody"),)
    language, texts = study.language, read_catalogue(study.language)
    words = {
        "population": estimand.population.in_language(language),
        "outcome": estimand.outcome.in_language(language),
        "contrast": texts[f"labels.contrast.{estimand.contrast}"],
    }
    if estimand.comparator is not None:
        words["comparator"] = estimand.comparator.in_language(language)
    stated = [Statement(key=f"estimand.asked{'_of' * bool(estimand.comparator)}", words=words)]
    stated.append(Statement(key=f"estimand.lost_{estimand.lost}"))
    late = "late" if is_late(estimand, study.outcomes) else "in_time"
    stated.append(Statement(key=f"estimand.{late}"))
    for deviation in study.deviations:
        part = texts[f"labels.estimand_part.{deviation.field}"]
        said = {"part": part} | ({"reason": deviation.reason} if deviation.reason else {})
        key = "changed" if deviation.reason else "changed_without_reason"
        stated.append(Statement(key=f"estimand.{key}", words=said))
    return tuple(stated)


def exhibit_detectable(study: Study, measure_id: str) -> Exhibit:
    """Table: the smallest change that so many families can show, those of here first.

    Parameters
    ----------
    study : Study
    measure_id : str
        The measure whose families are counted.
    """
    texts, here = read_catalogue(study.language), _families_of(study, measure_id)
    counts = _counts_with(here)
    rows = []
    for name, families in counts:
        for tests in N_TESTS:
            labels = {
                "families": name,
                "label": texts[f"labels.families.{name}"],
                "tests": _TESTS[tests],
                "tests_label": texts[f"labels.tests.{_TESTS[tests]}"],
            }
            rows.append((labels, detectable(families, tests)))
    seen = None if here is None else detectable(here, N_TESTS[0])
    is_known = seen is not None and seen.estimate is not None
    return declared_exhibit(
        study,
        "minste-endring",
        "detectable",
        tabulate_estimates(rows),
        ("families", "label", "tests", "tests_label"),
        finding=f"here_{size_of(seen)}" if is_known else "more",
        is_told_alike=True,
        cells={"here": seen} if is_known and seen is not None else None,
        across="tests_label",
        target="wider",
    )


def _counts_with(here: FactEstimate | None) -> list[tuple[str, float | FactEstimate]]:
    """The numbers of families in the table, and how many there are here among them."""
    counts: list[tuple[str, float | FactEstimate]] = []
    known = None if here is None else here.estimate
    if here is not None and known not in N_FAMILIES:
        counts.append(("here", here))
    for n in N_FAMILIES:
        is_here = here is not None and n == known
        counts.append((f"here_{_NAMES[n]}", here) if here and is_here else (_NAMES[n], n))
    return counts


def state_detectable(study: Study, measure_id: str) -> tuple[Statement, ...]:
    """In words what the families of a measure can show; nothing where nobody says how many."""
    here = _families_of(study, measure_id)
    seen = None if here is None else detectable(here, N_TESTS[0])
    if here is None or seen is None or seen.estimate is None:
        return ()
    cells = {"families": here, "least": seen, "p": smallest_p(here)}
    return (Statement(key=f"detectable.said_{size_of(seen)}", cells=cells),)


def exhibit_power(study: Study, measure_id: str, *, is_shown: bool = True) -> Exhibit | None:
    """Table: how often invented evaluations with as many families find a change.

    Parameters
    ----------
    study : Study
    measure_id : str
        The measure whose families are counted.
    is_shown : bool
        Whether it is wanted; a chapter may do without.
    """
    here = _families_of(study, measure_id)
    if here is None or not is_shown or simulated_power("composite", here, 0.0).reason:
        return None
    texts, rows = read_catalogue(study.language), []
    for fall, name in {0.0: "none", **_FALLS}.items():
        for test in ("composite", "any_step_down", "any_unadjusted"):
            labels = {
                "fall": name,
                "label": texts[f"labels.fall.{name}"],
                "test": test,
                "test_label": texts[f"labels.power_test.{test}"],
            }
            rows.append((labels, simulated_power(test, here, fall)))
    found = simulated_power("composite", here, FALLS[1])
    return declared_exhibit(
        study,
        "styrke",
        "power",
        tabulate_estimates(rows),
        ("fall", "label", "test", "test_label"),
        finding="half",
        is_told_alike=True,
        cells={"found": found, "families": here},
        across="test_label",
        target="wider",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """Something that is said of a measure, and what its strength follows from."""

    group: str
    label: str
    design: DesignOfFinding
    threats: str
    lost: str
    counts: tuple[FactEstimate, ...]

    def padlocks(self) -> FactEstimate:
        return padlocks("rating", self.design, self.threats, self.lost, *self.counts)

    def reasons(self) -> tuple[str, ...]:
        rated = rate_evidence(
            evidence_design(self.design, self.threats, self.lost, *self.counts)
        )
        held = ("attrition_held",) if self.lost == "held" else ()
        return (*rated.reasons, *held)


def exhibit_evidence_ladder(study: Study) -> Exhibit | None:
    """Figure: how strong each finding is, 0 to 5 padlocks; None where none has any."""
    strongest = _strongest(study)
    if strongest is None or not strongest.estimate:
        return None
    rated = [source.document for source in study.evaluation.sources if _is_rated(source)]
    return declared_exhibit(
        study,
        "hengelaser",
        "ladder",
        tabulate_estimates(list(_ladder_rows(study))),
        ("group_label", "label"),
        finding="some",
        is_told_alike=True,
        cells={"strongest": strongest},
        documents=rated,
        draw="evidence_ladder.draw_evidence_ladder",
    )


def _strongest(study: Study) -> FactEstimate | None:
    """The rating of the strongest finding; None where there is no finding."""
    found = [finding.padlocks() for finding in _findings(study)]
    return max(found, key=lambda padlocks: padlocks.estimate or 0, default=None)


def _ladder_rows(study: Study) -> Iterator[tuple[dict[str, str], FactEstimate]]:
    """What was found of each measure, and that nothing tells what changed, where so it is."""
    unmeasured = read_catalogue(study.language)["labels.finding.change"]
    for measure in study.evaluation.measures:
        for finding in _findings_of(study, measure):
            yield {"group_label": finding.group, "label": finding.label}, finding.padlocks()
        if not _is_measured(study, measure):
            name = measure.name.in_language(study.language)
            yield {"group_label": name, "label": unmeasured}, NO_FACT


def state_evidence(study: Study) -> tuple[Statement, ...]:
    """That no finding has a padlock, where so it is, why each is no stronger, and gaps."""
    language, texts = study.language, read_catalogue(study.language)
    strongest = _strongest(study)
    stated = []
    if strongest is not None and not strongest.estimate:
        stated.append(Statement(key="ladder.none"))
    found = _findings(study)
    labels = [finding.label for finding in found]
    for finding in found:
        reasons = tuple(
            texts[f"labels.evidence_reason.{reason}"] for reason in finding.reasons()
        )
        words: Quoted = {"finding": finding.label, "reasons": reasons}
        if labels.count(finding.label) > 1:  # the same is said of several measures
            words = {**words, "measure": finding.group}
        key = "because_of" if "measure" in words else "because"
        stated.append(Statement(key=f"ladder.{key}", words=words))
    unmeasured = tuple(
        measure.name.in_language(language)
        for measure in study.evaluation.measures
        if not _is_measured(study, measure)
    )
    if unmeasured:
        stated.append(Statement(key="ladder.unmeasured", words={"measures": unmeasured}))
    return tuple(stated)


def size_of(seen: FactEstimate | None) -> str:
    """What a standardised change is called: small, medium, large or very large."""
    size = abs(seen.estimate or 0.0) if seen is not None else 0.0
    return next((name for most, name in _SIZES if size <= most), _LARGEST)


def _families_of(study: Study, measure_id: str) -> FactEstimate | None:
    """How many families got a measure, where a document says it."""
    found = part_of(study.evaluation.measure(measure_id), "families", study.facts)
    is_families = found.unit_of_analysis is UnitOfAnalysis.FAMILIES and found.unit == "count"
    return found if is_families and (found.estimate or 0) >= 2 else None


def _is_rated(source: Source) -> bool:
    """Whether it counts answers on what a measure was like; interviews count nothing."""
    return source.kind in ("survey", "ratings", "register") and source.purpose == "experience"


def _is_measured(study: Study, measure: Measure) -> bool:
    """Whether anything tells what changed in those whom a measure was for."""
    files = study.evaluation.outcomes
    return files is not None and files.measure == measure.id and study.outcomes is not None


def _findings(study: Study) -> list[_Finding]:
    """Everything that is said of any measure."""
    return [
        finding
        for measure in study.evaluation.measures
        for finding in _findings_of(study, measure)
    ]


def _findings_of(study: Study, measure: Measure) -> Iterator[_Finding]:
    """What is said of a measure: by those who answered, by ratings, by areas."""
    name = measure.name.in_language(study.language)
    for source in study.evaluation.sources:
        if source.measure == measure.id and _is_rated(source):
            yield _of_source(study, measure, source, name)
    if _is_measured(study, measure):
        yield from _of_outcomes(study, measure, name)


def _of_source(study: Study, measure: Measure, source: Source, name: str) -> _Finding:
    lost, counts = _answered(study, measure, source)
    is_own = source.asked_by == "deliverer"
    return _Finding(
        group=name,
        label=source.name.in_language(study.language),
        design=_design_of(source),
        threats=_threats(study, rated_by_deliverer=is_own),
        lost=lost,
        counts=counts,
    )


def _design_of(source: Source) -> DesignOfFinding:
    if source.comparison == "none":
        return "after_only" if source.timing == "after_only" else "before_after"
    return "comparison_after" if source.timing == "after_only" else "comparison_adjusted"


def _answered(
    study: Study, measure: Measure, source: Source
) -> tuple[str, tuple[FactEstimate, ...]]:
    """How many answered, of how many, where both are told of the same units."""
    known = {name: as_published(study.facts[found]) for name, found in source.facts.items()}
    answered, asked = known.get("respondents"), known.get("invited")
    if answered is None or asked is None:
        answered = part_of(measure, "survey_families", study.facts)
        asked = part_of(measure, "families", study.facts)
    numbers = (answered.estimate or 0, asked.estimate or 0)
    if 0 < numbers[0] <= numbers[1] and answered.unit_of_analysis is asked.unit_of_analysis:
        return "counted", (answered, asked, answered)
    counted = known.get("respondents")
    return "unstated", (counted,) if counted is not None else ()


def _of_outcomes(study: Study, measure: Measure, name: str) -> Iterator[_Finding]:
    """What ratings and areas give. How many were lost among few families is not told."""
    outcomes, texts = study.outcomes, read_catalogue(study.language)
    families = _families_of(study, measure.id)
    if outcomes is not None and outcomes.families is not None:
        ratings = outcomes.families
        yield _Finding(
            group=name,
            label=texts["labels.finding.change"],
            design="before_after",
            threats=_threats(
                study,
                rated_by_deliverer=ratings.rated_by_deliverer,
                chosen_for_high_risk=ratings.chosen_for_high_risk,
            ),
            lost="held",
            counts=() if families is None else (families,),
        )
    zones = public_zones(study)
    if zones is not None:
        yield _Finding(
            group=name,
            label=texts["labels.finding.area"],
            design="one_area",
            threats=_threats(
                study, co_intervention=zones.treated_zone in zones.co_interventions
            ),
            lost="nobody",
            counts=(),
        )


def _threats(
    study: Study,
    *,
    rated_by_deliverer: bool = False,
    chosen_for_high_risk: bool = False,
    co_intervention: bool = False,
) -> str:
    """Threats in the order of `EvidenceDesign`, with spaces between."""
    estimand = study.evaluation.estimand
    is_there = {
        "rated_by_deliverer": rated_by_deliverer,
        "fixed_late": estimand is None or is_late(estimand, study.outcomes),
        "chosen_for_high_risk": chosen_for_high_risk,
        "co_intervention": co_intervention,
    }
    return " ".join(threat for threat, is_so in is_there.items() if is_so)
