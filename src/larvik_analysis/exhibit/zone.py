"""One area with a measure beside others: what happened there, as a rank and not as proof.

Areas in a private file are shown to those with access alone: no number of them leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.indicators.zone_ops import (
    EFFECTS,
    checks_of,
    effects_of,
    gaps_of,
    public_zones,
    synthetic_of,
    years_of,
    zone_check,
    zone_effect,
    zone_gap,
    zone_ratio,
    zone_year,
)
from larvik_analysis.estimate.outcomes.zone import DESIGNS
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import Quoted, declared_exhibit
from .statement import Statement

_DIFFERENCE, _SYNTHETIC = DESIGNS
_FALSE_START = "false_start"
Rows = list[tuple[dict[str, str], FactEstimate]]


def state_zone(study: Study) -> tuple[Statement, ...]:
    """What the areas say, and what speaks against it; nothing where they are not public."""
    zones = public_zones(study)
    design = None if zones is None else _main_design(zones)
    if zones is None or design is None:
        return ()
    words = {"zone": zones.treated_zone}
    cells = _numbers(zones, design)
    return (
        Statement(key="zone.design", words=words),
        Statement(key="zone.said", words=words, cells=cells),
        _state_seen(zones, design),
        *_state_checks(zones, design),
        *_state_disturbances(study, zones),
    )


def exhibit_zone_path(study: Study) -> Exhibit | None:
    """Figure: the area and its synthetic one, the gaps of all areas, and the rank.

    None without areas, and where there are too few years before the start.
    """
    zones = _zones(study)
    gaps = None if zones is None else gaps_of(zones)
    found = None if zones is None else synthetic_of(zones)
    if zones is None or gaps is None or found is None:
        return None
    rows = [*_lines(study, zones, "observed", "synthetic"), *_gap_rows(study, zones)]
    return _shown(
        study,
        declared_exhibit(
            study,
            "sone-likestilt",
            "zone_path",
            tabulate_estimates(rows),
            ("line", "whose", "label", "when", "flag", "period", "period_label"),
            finding="first" if found.rank == 1 else "other",
            is_told_alike=True,
            cells=_numbers(zones, _SYNTHETIC),
            words={"zone": zones.treated_zone},
            notes=_flag_notes(zones, "co_interventions", "flagged_years"),
            draw="synthetic_control_chart.draw_synthetic_control",
            across="period_label",
        ),
    )


def exhibit_zone_events(study: Study) -> Exhibit | None:
    """Figure: the area less the others year by year, with all years before; None without."""
    zones = _zones(study)
    if zones is None or years_of(zones).empty:
        return None
    texts, rows = read_catalogue(study.language), []
    lines = {"estimate": "gap", "placebo_low": "low", "placebo_high": "high"}
    for year, is_before in _years(zones):
        for what, name in lines.items():
            labels = {
                "period": str(year),
                "flag": _flag_of(zones, year),
                "label": str(year),
                "when": "before" if is_before else "after",
                "what": name,
                "what_label": texts[f"labels.zone_line.{name}"],
            }
            rows.append((labels, zone_year(zones, what, float(year))))
    return _shown(
        study,
        declared_exhibit(
            study,
            "sone-ar-for-ar",
            "zone_events",
            tabulate_estimates(rows),
            ("period", "flag", "label", "when", "what", "what_label"),
            finding="outside" if _is_outside(zones) else "within",
            is_told_alike=True,
            words={"zone": zones.treated_zone},
            notes=(
                Statement(key="zone_events.note_reference"),
                *_flag_notes(zones, "flagged_years"),
            ),
            draw="event_study_chart.draw_event_study",
            across="what_label",
        ),
    )


def exhibit_zone_effect(study: Study) -> Exhibit | None:
    """Table: both comparisons with rank, floor and what could be seen; None without areas."""
    zones = _zones(study)
    design = None if zones is None else _main_design(zones)
    if zones is None or design is None:
        return None
    texts, rows = read_catalogue(study.language), []
    for _, row in effects_of(zones).iterrows():
        for what in EFFECTS:
            named, without = str(row["design"]), str(row["without"])
            labels = {
                "design": named,
                "label": texts[f"labels.zone_design.{named}"],
                "without": without or "all",
                "without_label": texts[f"labels.zone_without.{without or 'all'}"],
                "what": what,
                "what_label": texts[f"labels.zone_number.{what}"],
            }
            rows.append((labels, zone_effect(zones, named, without, what)))
    numbers = _numbers(zones, design)
    is_first = numbers["rank"].estimate == 1
    return _shown(
        study,
        declared_exhibit(
            study,
            "sone-anslag",
            "zone_effect",
            tabulate_estimates(rows),
            ("design", "label", "without", "without_label", "what", "what_label"),
            finding="first" if is_first else "other",
            is_told_alike=True,
            cells=numbers,
            words={"zone": zones.treated_zone},
            notes=(Statement(key="zone_effect.note_no_p"),),
            across="what_label",
        ),
    )


def _zones(study: Study) -> OutcomeData | None:
    """The areas, public or not; None where there are none."""
    outcomes = study.outcomes
    return outcomes if outcomes is not None and outcomes.zones is not None else None


def _shown(study: Study, exhibit: Exhibit) -> Exhibit:
    """To everybody where the areas are public, else to those with access alone."""
    return exhibit if public_zones(study) else replace(exhibit, layer="internal")


def _main_design(zones: OutcomeData) -> str | None:
    """The comparison the sentences are of: the synthetic one, where there is one."""
    for design in reversed(DESIGNS):
        if zone_effect(zones, design, "", "estimate").estimate is not None:
            return design
    return None


def _numbers(zones: OutcomeData, design: str) -> dict[str, FactEstimate]:
    names = {"gap": "estimate", "rank": "rank", "floor": "rank_floor"}
    return {name: zone_effect(zones, design, "", what) for name, what in names.items()}


def _years(zones: OutcomeData) -> Iterator[tuple[int, bool]]:
    """Each year, and whether it is before the start."""
    for _, row in years_of(zones).iterrows():
        yield int(row["year"]), bool(row["is_before"])


def _lines(study: Study, zones: OutcomeData, *names: str) -> Rows:
    """Lines year by year: the area itself, and what it is beside."""
    texts = read_catalogue(study.language)
    return [
        (
            _labels(name, "observed", texts[f"labels.zone_line.{name}"], year, is_before)
            | {"flag": _flag_of(zones, year)},
            zone_year(zones, name, float(year)),
        )
        for name in names
        for year, is_before in _years(zones)
    ]


def _gap_rows(study: Study, zones: OutcomeData) -> Rows:
    """The gap of each area year by year, its own first, and how it grew."""
    gaps, texts = gaps_of(zones), read_catalogue(study.language)
    if gaps is None:
        return []
    names = [zones.treated_zone, *(n for n in map(str, gaps) if n != zones.treated_zone)]
    rows = []
    for name in names:
        whose = "observed" if name == zones.treated_zone else "others"
        flag = {"flag": "co_interventions"} if name in zones.co_interventions else {}
        for year, is_before in _years(zones):
            label = _labels("gap", whose, name, year, is_before) | flag
            rows.append((label, zone_gap(zones, name, float(year))))
        label = _labels("ratio", whose, name, 0, is_before=False)
        grown = {"period": "ratio", "period_label": texts["labels.zone_line.ratio"]}
        rows.append((label | flag | grown, zone_ratio(zones, name)))
    return rows


def _labels(line: str, whose: str, label: str, year: int, is_before: bool) -> dict[str, str]:
    """Labels of a row; ids are those of texts, so that the gate knows them."""
    return {
        "line": line,
        "whose": whose,
        "label": label,
        "when": "before" if is_before else "after",
        "flag": "all",
        "period": str(year),
        "period_label": str(year),
    }


def _flag_of(zones: OutcomeData, year: int) -> str:
    return "flagged_years" if year in zones.flagged_years else "all"


def _flag_notes(zones: OutcomeData, *flags: str) -> tuple[Statement, ...]:
    """How areas and years are marked that are not like others, where there are any."""
    there = set() if zones.zones is None else {*zones.zones["zone"]} - {zones.treated_zone}
    is_there = {
        "co_interventions": bool(there & set(zones.co_interventions)),
        "flagged_years": any(year in zones.flagged_years for year, _ in _years(zones)),
    }
    return tuple(Statement(key=f"zone.note_{flag}") for flag in flags if is_there[flag])


def _is_outside(zones: OutcomeData) -> bool:
    """Whether the area lay outside all the others in any year from the start on."""
    years = years_of(zones)
    after = years[~years["is_before"].astype(bool)]
    is_beyond = (after["estimate"] < after["placebo_low"]) | (
        after["estimate"] > after["placebo_high"]
    )
    return bool(is_beyond.any())


def _state_seen(zones: OutcomeData, design: str) -> Statement:
    least = zone_effect(zones, design, "", "detectable")
    if least.estimate is None:
        return Statement(key="zone.unseen")
    return Statement(key="zone.seen", cells={"least": least})


def _state_checks(zones: OutcomeData, design: str) -> Iterator[Statement]:
    """The trend before with the power of that check, false starts, and single donors."""
    words = {"zone": zones.treated_zone}
    known = set(checks_of(zones)["check"])
    trend = {
        name: zone_check(zones, check, _DIFFERENCE)
        for name, check in {
            "slope": "slope_before",
            "least": "detectable_slope",
            "drift": "detectable_drift",
        }.items()
        if check in known
    }
    is_whole = len(trend) == 3 and all(cell.estimate is not None for cell in trend.values())
    if is_whole:
        yield Statement(key="zone.trend", words=words, cells=trend)
    else:
        yield Statement(key="zone.trend_short", words=words)
    early = _false_starts(zones, design)
    if early:
        yield Statement(
            key="zone.false_start", cells={"lowest": early[0], "highest": early[-1]}
        )
    ends = {
        name: zone_check(zones, f"{name}_without_one", design)
        for name in ("lowest", "highest")
        if f"{name}_without_one" in known
    }
    if ends and all(cell.estimate is not None for cell in ends.values()):
        yield Statement(key="zone.without_one", cells=ends)


def _false_starts(zones: OutcomeData, design: str) -> list[FactEstimate]:
    """What the comparison finds where nothing had begun, the lowest first."""
    table = checks_of(zones)
    years = table.loc[
        (table["check"] == _FALSE_START) & (table["design"] == design) & table["year"].notna(),
        "year",
    ]
    found = [zone_check(zones, _FALSE_START, design, float(year)) for year in years]
    return sorted(
        (cell for cell in found if cell.estimate is not None),
        key=lambda cell: cell.estimate or 0.0,
    )


def _state_disturbances(study: Study, zones: OutcomeData) -> Iterator[Statement]:
    """What else was done, and years that are not like others."""
    there = set() if zones.zones is None else {*zones.zones["zone"]}
    for area, what in zones.co_interventions.items():
        if area in there:
            words = {"area": area, "what": what.in_language(study.language)}
            yield Statement(key="zone.co_intervention", words=words)
    years = {year for year, _ in _years(zones)}
    flagged: dict[str, list[str]] = {}
    for year, what in zones.flagged_years.items():
        if year in years:
            flagged.setdefault(what.in_language(study.language), []).append(str(year))
    for what_told, of_years in flagged.items():
        words_of: Quoted = {"years": tuple(of_years), "what": what_told}
        yield Statement(key="zone.flagged_years", words=words_of)
