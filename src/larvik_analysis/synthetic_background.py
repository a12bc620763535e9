"""More invented facts of the fictional evaluation: what was known before, and the café.

They follow those of `larvik_analysis.synthetic` in `data/raw/eksempel/facts.csv` and carry
the chapters on what was known before anything was tried, on the measure for everybody and on
whether the sources agree. No sentence or number here is anybody's. Two of them say what
cannot be right, so that the annex on the sources has something to find.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from larvik_analysis.terms.units import UnitOfAnalysis

_SUMMARY = "syntetisk_oppsummering"
_PLAN = "syntetisk_plan"
_YEARS = ("2021", "2022", "2023")
# Each group: its id, its name in both languages, the lowest number of the country, and how
# far the place lies above it at the least.
_GROUPS = (("jenter", "Jenter", "Girls", 15, 2), ("gutter", "Gutter", "Boys", 19, 5))
_PLACES = {"eksempelvik": "Eksempelvik", "landet": "Landet (oppdiktet)"}
_N_ANSWERS = 80  # as many as there are rows in `nettverk.csv`

_COLUMNS = (
    "fact_id", "document", "section", "quote", "corrected_quote", "topic", "indicator_nb",
    "indicator_en", "population", "geography", "period", "value", "unit", "unit_of_analysis",
    "qualifier", "legibility", "approved_by", "approval_reason",
)  # fmt: skip
_Cells = dict[str, str]


def make_background_facts(seed: int) -> pd.DataFrame:
    """Make the facts on what was known before, and those on the café that checks need.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (33, 18)
        One fact a row, the columns of `facts.csv`. All cells are text, as in the file; a
        cell with nothing in it is the empty text.

    Examples
    --------
    >>> facts = make_background_facts(1)
    >>> facts.equals(make_background_facts(1))
    True
    """
    draw = _Draw(seed)
    rows = [
        *_series_rows(draw),
        *_report_rows(draw),
        *_compared_rows(draw),
        *_parents_rows(draw),
        *_cafe_rows(),
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


class _Draw:
    """Whole numbers from a generator of its own, so that other tables stay as they are."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng((seed, 2))

    def __call__(self, low: int, high: int) -> int:
        return int(self._generator.integers(low, high, endpoint=True))


def _fact(
    fact_id: str, quote: str, value: str | int, names: tuple[str, str], **more: str
) -> _Cells:
    """One row; `more` says what is not as in most of them."""
    usual = {
        "fact_id": fact_id,
        "document": _PLAN,
        "quote": quote,
        "corrected_quote": quote,
        "indicator_nb": names[0],
        "indicator_en": names[1],
        "geography": "Eksempelvik",
        "period": _YEARS[-1],
        "value": str(value),
        "unit": "count",
        "legibility": "legible",
    }
    return dict.fromkeys(_COLUMNS, "") | usual | more


def _series_rows(draw: _Draw) -> list[_Cells]:
    """The reading test: two places, two groups, three years; the place above the country."""
    rows = []
    for group, name_nb, name_en, lowest, gap in _GROUPS:
        country = [lowest + draw(0, 3) for _ in _YEARS]
        own = [share + gap + draw(0, 1) for share in country]
        for place, shares in zip(_PLACES, (own, country), strict=True):
            rows += [
                _fact(
                    f"leseprove_{place}_{group}_{year}",
                    f"{name_nb}: {shares[0]}, {shares[1]} og {shares[2]} prosent",
                    share,
                    (
                        f"Andel på laveste nivå i leseprøven: {name_nb.lower()}",
                        f"Share at the lowest level of the reading test: {name_en.lower()}",
                    ),
                    section=f"Syntetisk tabell: leseprøven, {_PLACES[place]}",
                    topic="school",
                    population=f"{name_en.lower()} who took the invented reading test",
                    geography=_PLACES[place],
                    period=year,
                    unit="percent",
                    unit_of_analysis=UnitOfAnalysis.PUPILS,
                )
                for year, share in zip(_YEARS, shares, strict=True)
            ]
    return rows


def _report_rows(draw: _Draw) -> list[_Cells]:
    """Reports of concern: steady, then a rise; and what the source says became of them."""
    first = draw(400, 420)
    second = first + draw(-8, 12)
    third = second + draw(75, 90)
    known, dismissed = draw(120, 140), draw(90, 110)
    children, helped, closed = draw(110, 118), draw(40, 46), draw(50, 56)
    told = (
        f"I {_YEARS[2]} var det {third}. {known} gjaldt kjente saker, {dismissed} ble henlagt."
    )
    tried = f"{children} barn ble undersøkt: {helped} fikk tiltak, {closed} saker ble henlagt."
    counts = ("Bekymringsmeldinger", "Reports of concern")
    reports = {
        "section": "Syntetisk avsnitt: meldingene",
        "topic": "child_welfare",
        "population": "invented reports of concern",
        "unit_of_analysis": UnitOfAnalysis.REPORTS,
    }
    of_children = reports | {
        "section": "Syntetisk avsnitt: undersøkelsene",
        "population": "children investigated, invented",
        "unit_of_analysis": UnitOfAnalysis.CHILDREN,
    }
    rows = [
        _fact(f"meldinger_{year}", quote, count, counts, **(reports | {"period": year}))
        for year, count, quote in (
            (_YEARS[0], first, f"I {_YEARS[0]} kom det {first} meldinger."),
            (_YEARS[1], second, f"I {_YEARS[1]} kom det {second} meldinger."),
            (_YEARS[2], third, told),
        )
    ]
    parts = (
        ("meldinger_kjente", told, known, "som gjaldt kjente saker", "about known cases"),
        ("meldinger_henlagt", told, dismissed, "som ble henlagt", "that were dismissed"),
    )
    rows += [
        _fact(name, quote, n, (f"{counts[0]} {nb}", f"{counts[1]} {en}"), **reports)
        for name, quote, n, nb, en in parts
    ]
    stages = (
        ("undersokt", children, "Barn som ble undersøkt", "Children investigated"),
        ("undersokt_tiltak", helped, "Barn som fikk tiltak", "Children who got measures"),
        ("undersokt_henlagt", closed, "Barn der saken ble henlagt", "Children, case dismissed"),
    )
    return rows + [_fact(name, tried, n, (nb, en), **of_children) for name, n, nb, en in stages]


def _compared_rows(draw: _Draw) -> list[_Cells]:
    """The place beside the country: once worse, once better, once with nobody beside it."""
    topics = (
        ("trivsel", "Trives på skolen", "Thrive at school", (80, 83), (88, 90)),
        ("fritid", "Med i fritidsaktivitet", "In a leisure activity", (70, 75), (60, 64)),
        ("barnehage", "Går i barnehage", "In kindergarten", (91, 95), None),
    )
    rows = []
    for topic, name_nb, name_en, *ranges in topics:
        for place, limits in zip(_PLACES, ranges, strict=True):
            if limits is None:
                continue
            share = draw(*limits)
            rows.append(
                _fact(
                    f"{topic}_{place}",
                    f"{name_nb}: {share} prosent",
                    share,
                    (f"Barn: {name_nb.lower()}", f"Children: {name_en.lower()}"),
                    section=f"Syntetisk tabell: oppvekst, {_PLACES[place]}",
                    topic="childhood",
                    population="children, invented",
                    geography=_PLACES[place],
                    unit="percent",
                    unit_of_analysis=UnitOfAnalysis.CHILDREN,
                )
            )
    return rows


def _parents_rows(draw: _Draw) -> list[_Cells]:
    """How many parents came to the café, and the survey of what parents need."""
    n_parents, n_invited = draw(60, 75), draw(140, 170)
    asked = f"{_N_ANSWERS} av {n_invited} foreldre svarte på nettverksspørringen i januar 2025."
    survey = {
        "document": _SUMMARY,
        "section": "Syntetisk avsnitt: nettverksspørringen",
        "topic": "parent_network_survey",
        "population": "parents invited to the invented survey",
        "geography": "Nordlia (Eksempelvik)",
        "period": "2025-01",
    }
    answered = ("Nettverksspørringen: svarte", "Network survey: persons who answered")
    invited = ("Nettverksspørringen: ble spurt", "Network survey: persons asked")
    when = ("Nettverksspørringen: måned", "Network survey: month")
    cafe = _about_the_cafe() | {"unit_of_analysis": UnitOfAnalysis.PARENTS}
    came = ("Nabokafeen: foreldre som var med", "Neighbours' café: parents who took part")
    respondents = survey | {"unit_of_analysis": UnitOfAnalysis.RESPONDENTS}
    dated = survey | {"unit": "month", "unit_of_analysis": UnitOfAnalysis.TIME}
    return [
        _fact("kafe_foreldre", f"{n_parents} foreldre var med.", n_parents, came, **cafe),
        _fact("nettverk_svar", asked, _N_ANSWERS, answered, **respondents),
        _fact("nettverk_spurte", asked, n_invited, invited, **respondents),
        _fact("nettverk_tid", asked, "2025-01", when, **dated),
    ]


def _about_the_cafe() -> _Cells:
    return {
        "document": _SUMMARY,
        "section": "Syntetisk avsnitt: nabokafeen",
        "topic": "neighbour_cafe",
        "population": "neighbours' café",
        "geography": "Nordlia (Eksempelvik)",
        "period": "2024-2025",
    }


def _cafe_rows() -> list[_Cells]:
    """What only the annex on the sources asks for."""
    cafe = _about_the_cafe()
    decided = cafe | {"document": _PLAN, "period": "2024-06-15", "unit": "date"}
    money = cafe | {"unit": "nok_per_year", "unit_of_analysis": UnitOfAnalysis.KRONER}
    often = cafe | {"unit": "per_month", "unit_of_analysis": UnitOfAnalysis.MEETINGS}
    return [
        _fact(  # a Saturday
            "kafe_vedtatt",
            "Formannskapet vedtok nabokafeen 15. juni 2024.",
            "2024-06-15",
            ("Nabokafeen: vedtatt", "Neighbours' café: decided"),
            **(decided | {"unit_of_analysis": UnitOfAnalysis.TIME}),
        ),
        _fact(
            "kafe_deler",
            "Nabokafeen hadde 4 deler.",
            4,
            ("Nabokafeen: deler", "Neighbours' café: parts"),
            **(cafe | {"unit_of_analysis": UnitOfAnalysis.MEASURES}),
        ),
        _fact(  # as many evenings as there were do not come to that
            "kafe_kvelder_i_maneden",
            "Kafeen holdt åpent 4 kvelder i måneden.",
            4,
            ("Nabokafeen: kvelder i måneden", "Neighbours' café: evenings a month"),
            **often,
        ),
        _fact(  # the plan says another amount
            "kafe_bevilgning_brukt",
            "Kafeen fikk 120 000 kroner i året.",
            120000,
            ("Nabokafeen: det den fikk i året", "Neighbours' café: what it got a year"),
            **money,
        ),
    ]
