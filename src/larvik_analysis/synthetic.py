"""Invented facts of the fictional evaluation in `data/raw/eksempel/`.

No place, measure, document, sentence or number here is anybody's. They show every kind of
fact an evaluation can meet: a small count of people, a number nobody can read, a number the
source gives in words only, a date.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from larvik_analysis.terms.fact import Legibility
from larvik_analysis.terms.units import UnitOfAnalysis

_SUMMARY = "syntetisk_oppsummering"
_PLAN = "syntetisk_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of the register; `quote` and `value` may hold the name of a drawn number."""

    fact_id: str
    document: str = _SUMMARY
    section: str
    quote: str
    topic: str
    indicator_nb: str
    indicator_en: str
    population: str
    period: str = "2024-2025"
    value: str
    unit: str = "count"
    unit_of_analysis: UnitOfAnalysis
    qualifier: str = ""
    legibility: Legibility = Legibility.LEGIBLE


def make_example_facts(seed: int) -> pd.DataFrame:
    """Make the register of facts of the fictional evaluation.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (32, 18)
        One fact a row, the columns of `facts.csv`. All cells are text, as in the file; a
        cell with nothing in it is the empty text.

    Examples
    --------
    >>> facts = make_example_facts(1)
    >>> facts.equals(make_example_facts(1))
    True
    """
    numbers = _draw_numbers(np.random.default_rng(seed))
    rows = _team_rows() + _survey_rows() + _area_rows() + _cafe_rows()
    return pd.DataFrame([_fill(row, numbers) for row in rows])


def _draw_numbers(generator: np.random.Generator) -> dict[str, int]:
    """Draw numbers that fit together: no part is larger than its whole.

    Only `somewhat_useful` is drawn below five: it shows that a small count of people is
    told in words.
    """

    def draw(low: int, high: int) -> int:
        return int(generator.integers(low, high, endpoint=True))

    families = draw(12, 16)
    somewhat_useful = draw(2, 3)
    numbers = {
        "families": families,
        "children": 2 * families + draw(0, 5),
        "families_declined": draw(5, 7),
        "families_discussed": draw(35, 45),
        "families_coordinated": families - draw(5, 6),
        "staffing_delivered": 5 * draw(35, 37),  # estimates are told in fives
        "survey_respondents": families + 1,
        "very_useful": families - somewhat_useful,
        "somewhat_useful": somewhat_useful,
        "group_first": draw(6, 8),
        "group_added": draw(5, 7),
        "cafe_evenings": draw(18, 24),
        "cafe_families": draw(55, 75),
        "cafe_respondents": draw(90, 130),
    }
    for name, _, _ in _READABLE_AREAS:
        numbers[f"area_{name}"] = draw(5, families)
    return numbers


def _fill(row: _Row, numbers: dict[str, int]) -> dict[str, str]:
    filled = {field.name: str(getattr(row, field.name)) for field in fields(row)}
    filled["quote"] = row.quote.format(**numbers)
    filled["value"] = row.value.format(**numbers)
    filled |= {"corrected_quote": filled["quote"], "geography": "Nordlia (Eksempelvik)"}
    filled |= {"approved_by": "", "approval_reason": ""}
    return {column: filled[column] for column in _COLUMNS}


_COLUMNS = (
    "fact_id", "document", "section", "quote", "corrected_quote", "topic", "indicator_nb",
    "indicator_en", "population", "geography", "period", "value", "unit", "unit_of_analysis",
    "qualifier", "legibility", "approved_by", "approval_reason",
)  # fmt: skip

_READABLE_AREAS = (
    ("hverdagen", "Hverdagen hjemme", "Daily life at home"),
    ("sovn", "Søvn og døgnrytme", "Sleep and daily rhythm"),
    ("samarbeid_skole", "Samarbeid med skolen", "Cooperation with the school"),
    ("samarbeid_tjenester", "Samarbeid med andre tjenester", "Cooperation with other services"),
    ("fritid", "Barnets fritid", "The child's leisure time"),
    ("nettverk", "Nettverk og naboer", "Network and neighbours"),
    ("okonomi", "Økonomi", "Finances"),
)


def _team_rows() -> list[_Row]:
    """What the support team did, and with how many hands."""
    families = UnitOfAnalysis.FAMILIES
    work, staffing = "Syntetisk avsnitt: arbeidet", "Syntetisk avsnitt: bemanningen"
    return [
        _Row(
            fact_id="lag_familier",
            section=work,
            quote="Støttelaget fulgte opp {families} familier.",
            topic="support_team",
            indicator_nb="Støttelaget: familier som ble fulgt opp",
            indicator_en="Support team: families followed up",
            population="families in the support team's measure",
            value="{families}",
            unit_of_analysis=families,
        ),
        _Row(
            fact_id="lag_barn",
            section=work,
            quote="I familiene var det til sammen {children} barn.",
            topic="support_team",
            indicator_nb="Støttelaget: barn i familiene",
            indicator_en="Support team: children in the families",
            population="children in the support team's measure",
            value="{children}",
            unit_of_analysis=UnitOfAnalysis.CHILDREN,
        ),
        _Row(
            fact_id="lag_takket_nei",
            section=work,
            quote="{families_declined} familier takket nei til tilbudet.",
            topic="support_team",
            indicator_nb="Støttelaget: familier som takket nei",
            indicator_en="Support team: families that declined",
            population="families offered the support team",
            value="{families_declined}",
            unit_of_analysis=families,
        ),
        _Row(
            fact_id="lag_droftet",
            section=work,
            quote="Laget drøftet i alt {families_discussed} familier med skolen.",
            topic="support_team",
            indicator_nb="Støttelaget: familier som ble drøftet",
            indicator_en="Support team: families discussed",
            population="families discussed with the support team",
            value="{families_discussed}",
            unit_of_analysis=families,
            qualifier='"i alt"',
        ),
        _Row(
            fact_id="lag_samordnet",
            section=work,
            quote="For {families_coordinated} familier samordnet laget andre tjenester.",
            topic="support_team",
            indicator_nb="Støttelaget: familier der laget samordnet andre tjenester",
            indicator_en="Support team: families for which it coordinated other services",
            population="families in the support team's measure",
            value="{families_coordinated}",
            unit_of_analysis=families,
        ),
        _Row(
            fact_id="lag_aldersgrense",
            document=_PLAN,
            section="Syntetisk avsnitt: målgruppen",
            quote="Tilbudet er for familier med barn under 12 år.",
            topic="support_team",
            indicator_nb="Støttelaget: øvre aldersgrense for barna",
            indicator_en="Support team: upper age limit of the children",
            population="families offered the support team",
            period="2024",
            value="12",
            unit="years",
            unit_of_analysis=UnitOfAnalysis.CHILDREN,
            qualifier="under",
        ),
        _Row(
            fact_id="lag_bemanning_planlagt",
            document=_PLAN,
            section=staffing,
            quote="Laget skal ha en bemanning på 200 prosent.",
            topic="staffing",
            indicator_nb="Støttelaget: planlagt bemanning",
            indicator_en="Support team: planned staffing",
            population="support team",
            value="200",
            unit="percent_position",
            unit_of_analysis=UnitOfAnalysis.POSITIONS,
            qualifier="planned",
        ),
        _Row(
            fact_id="lag_bemanning_levert",
            section=staffing,
            quote="Gjennom perioden var bemanningen ca. {staffing_delivered} prosent.",
            topic="staffing",
            indicator_nb="Støttelaget: levert bemanning",
            indicator_en="Support team: delivered staffing",
            population="support team",
            value="{staffing_delivered}",
            unit="percent_position",
            unit_of_analysis=UnitOfAnalysis.POSITIONS,
            qualifier="ca., estimate in the source",
        ),
        _Row(
            fact_id="lag_fullt",
            section=staffing,
            quote="I mars 2025 var det ikke plass til flere familier.",
            topic="support_team",
            indicator_nb="Støttelaget: kapasiteten brukt fullt ut",
            indicator_en="Support team: capacity used in full",
            population="support team",
            period="2025-03",
            value="2025-03",
            unit="month",
            unit_of_analysis=UnitOfAnalysis.TIME,
        ),
        _Row(
            fact_id="turgruppe_forst",
            section=work,
            quote="En turgruppe startet med {group_first} foreldre.",
            topic="support_team",
            indicator_nb="Turgruppen: foreldre i første omgang",
            indicator_en="Walking group: parents at first",
            population="parents in the walking group",
            value="{group_first}",
            unit_of_analysis=UnitOfAnalysis.PARENTS,
            qualifier="at first",
        ),
        _Row(
            fact_id="turgruppe_senere",
            section=work,
            quote="Senere kom {group_added} foreldre til.",
            topic="support_team",
            indicator_nb="Turgruppen: foreldre som kom til senere",
            indicator_en="Walking group: parents added later",
            population="parents in the walking group",
            value="{group_added}",
            unit_of_analysis=UnitOfAnalysis.PARENTS,
            qualifier="further",
        ),
    ]


def _survey_rows() -> list[_Row]:
    """What the families answered about usefulness."""
    section, families = "Syntetisk avsnitt: spørreskjemaet", UnitOfAnalysis.FAMILIES
    population = "families in the invented survey"
    return [
        _Row(
            fact_id="skjema_svar",
            section=section,
            quote="{survey_respondents} personer svarte på skjemaet.",
            topic="survey",
            indicator_nb="Spørreskjemaet: personer som svarte",
            indicator_en="Survey: persons who answered",
            population="respondents in the invented survey",
            period="2025",
            value="{survey_respondents}",
            unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
        ),
        _Row(
            fact_id="skjema_familier",
            section=section,
            quote="De kom fra {families} familier.",
            topic="survey",
            indicator_nb="Spørreskjemaet: familier som svarte",
            indicator_en="Survey: families that answered",
            population=population,
            period="2025",
            value="{families}",
            unit_of_analysis=families,
        ),
        _Row(
            fact_id="skjema_svart_nyttig",
            section=section,
            quote="{very_useful} av {families} familier mente hjelpen var svært nyttig.",
            topic="survey",
            indicator_nb="Familier som mente hjelpen var svært nyttig",
            indicator_en="Families that found the help very useful",
            population=population,
            period="2025",
            value="{very_useful}",
            unit_of_analysis=families,
        ),
        _Row(
            fact_id="skjema_nytte_grunnlag",
            section=section,
            quote="{very_useful} av {families} familier mente hjelpen var svært nyttig.",
            topic="survey",
            indicator_nb="Familier som svarte på spørsmålet om nytte",
            indicator_en="Families that answered the question on usefulness",
            population=population,
            period="2025",
            value="{families}",
            unit_of_analysis=families,
        ),
        _Row(
            fact_id="skjema_noe_nyttig",
            section=section,
            quote="De andre {somewhat_useful} familiene mente den var nyttig i noe grad.",
            topic="survey",
            indicator_nb="Familier som mente hjelpen var nyttig i noe grad",
            indicator_en="Families that found the help useful to some degree",
            population=population,
            period="2025",
            value="{somewhat_useful}",
            unit_of_analysis=families,
        ),
    ]


def _area_rows() -> list[_Row]:
    """Areas of benefit, as an invented chart has them; the last but one cannot be read."""
    illegible = Legibility.ILLEGIBLE
    charts = [
        (name, nb, en, f"{nb} {{area_{name}}}", f"{{area_{name}}}", Legibility.LEGIBLE)
        for name, nb, en in _READABLE_AREAS
    ]
    charts += [
        ("bolig", "Boligen", "The home", "Boligen [flekk på arket]", "", illegible),
        ("ingen_nytte", "Ingen nytte", "No benefit", "Ingen nytte 0", "0", Legibility.LEGIBLE),
    ]
    return [
        _Row(
            fact_id=f"omrade_{name}",
            section="Syntetisk diagram: hva hjelpen var nyttig til",
            quote=quote,
            topic="survey",
            indicator_nb=nb,
            indicator_en=en,
            population="families in the invented survey, several answers allowed",
            period="2025",
            value=value,
            unit_of_analysis=UnitOfAnalysis.FAMILIES,
            qualifier="a stain where the number stood" if legibility is illegible else "",
            legibility=legibility,
        )
        for name, nb, en, quote, value, legibility in charts
    ]


def _cafe_rows() -> list[_Row]:
    """The universal measure, a café where neighbours meet."""
    section = "Syntetisk avsnitt: nabokafeen"
    return [
        _Row(
            fact_id="kafe_oppstart",
            section=section,
            quote="Nabokafeen åpnet 2. september 2024.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: åpnet",
            indicator_en="Neighbours' café: opened",
            population="neighbours' café",
            period="2024-09-02",
            value="2024-09-02",
            unit="date",
            unit_of_analysis=UnitOfAnalysis.TIME,
        ),
        _Row(
            fact_id="kafe_kvelder",
            section=section,
            quote="Kafeen holdt åpent {cafe_evenings} kvelder.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: kvelder med åpen kafé",
            indicator_en="Neighbours' café: evenings open",
            population="neighbours' café",
            value="{cafe_evenings}",
            unit_of_analysis=UnitOfAnalysis.MEETINGS,
        ),
        _Row(
            fact_id="kafe_familier",
            section=section,
            quote="Over {cafe_families} familier var innom minst én gang.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: familier som var innom",
            indicator_en="Neighbours' café: families that came by",
            population="families in Nordlia",
            value="{cafe_families}",
            unit_of_analysis=UnitOfAnalysis.FAMILIES,
            qualifier="over",
        ),
        _Row(
            fact_id="kafe_svar",
            section=section,
            quote="{cafe_respondents} personer svarte på spørsmål om kafeen.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: personer som svarte",
            indicator_en="Neighbours' café: persons who answered",
            population="respondents in the invented café survey",
            period="2025",
            value="{cafe_respondents}",
            unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
        ),
        _Row(
            fact_id="kafe_frivillige",
            section=section,
            quote="Mange flere frivillige meldte seg.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: nye frivillige",
            indicator_en="Neighbours' café: new volunteers",
            population="volunteers in Nordlia",
            period="2025",
            value="",
            unit_of_analysis=UnitOfAnalysis.PERSONS,
            qualifier='number not stated ("mange flere")',
            legibility=Legibility.NOT_STATED,
        ),
        _Row(
            fact_id="kafe_bevilgning",
            document=_PLAN,
            section="Syntetisk avsnitt: pengene",
            quote="Det er satt av 150 000 kroner i året til kafeen.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: årlig bevilgning",
            indicator_en="Neighbours' café: yearly grant",
            population="neighbours' café",
            period="2024",
            value="150000",
            unit="nok_per_year",
            unit_of_analysis=UnitOfAnalysis.KRONER,
        ),
        _Row(
            fact_id="kafe_andel_fornoyd",
            section=section,
            quote="62 prosent av dem som svarte, ville komme igjen.",
            topic="neighbour_cafe",
            indicator_nb="Nabokafeen: andel som ville komme igjen",
            indicator_en="Neighbours' café: share who would come again",
            population="respondents in the invented café survey",
            period="2025",
            value="62",
            unit="percent",
            unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
        ),
    ]
