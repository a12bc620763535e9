"""An invented survey of parents in the fictional evaluation in `data/raw/eksempel/`.

Nobody gave any of the answers. They stand as Microsoft Forms exports them, in
`foreldreundersokelsen.xlsx`: first the columns that the program puts in itself, then the
questions, with several ticked answers in one cell and a semicolon after each. The questions
are those of the instrument `foreldrenettverk`. Addresses are of a domain
that is reserved for examples (RFC 2606). Some of it is there to be noticed: one answer that
was sent twice, two parents who ticked straight down the page, questions left open, a text
of somebody's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from larvik_analysis.terms.units import UnitOfAnalysis

T = TypeVar("T")

_MARK = "Syntetisk svar, oppdiktet"
_N_FAMILIES, _N_SENT = 138, 162  # the last ones are a second parent of the first families
_N_ROWS = _N_SENT + 1  # one of them twice
_PLACES = ("Barnehage", "Skole")
_WEIGHTS_OF_PLACES = (45, 55)
_KNOWN = ("Ingen", "Noen få", "En del", "De fleste")
_AGREEMENT = (
    "Helt uenig", "Litt uenig", "Verken enig eller uenig", "Litt enig", "Helt enig",
)  # fmt: skip
_UNKNOWN = "Vet ikke"
# How well a parent is at home among the others, from one to five, by where the child goes.
_WEIGHTS_OF_BELONGING = {"Barnehage": (8, 14, 22, 32, 24), "Skole": (12, 20, 26, 27, 15)}
_WISHES = ("Nei", "Kanskje", "Ja", _UNKNOWN)
_HELP = ("Nei", "Av og til", "Fast", _UNKNOWN)
_WISHED_FOR = {  # per hundred
    "Sosiale treff": 52,
    "Å gjøre noe praktisk sammen": 38,
    "Temakvelder om barn og oppvekst": 28,
    "En fadder for nye familier": 24,
    "En felles gruppe på nett": 30,
    "Hjelp med språk": 16,
}
_NONE_OF_THESE = "Ingenting av dette"
_OWN_TEXTS = (
    "(Oppdiktet.) Felles grillkveld på skoleplassen",
    "(Oppdiktet.) At møtene ikke er så sent",
    "(Oppdiktet.) Barnepass mens vi møtes",
    "(Oppdiktet.) En tur sammen om høsten",
    "(Oppdiktet.) Kaffe når vi leverer",
    "(Oppdiktet.) En liste med navn på foreldrene",
    "(Oppdiktet.) Å få vite om det som skjer",
    "(Oppdiktet.) Noen som ønsker oss velkommen",
    "(Oppdiktet.) Et rom vi kan bruke om ettermiddagen",
)
_REMARKS = (
    "", "", "", "",
    "(Oppdiktet.) Det er fint når noen tar initiativ.",
    "(Oppdiktet.) Vi er nye her og kjenner ikke så mange ennå.",
)  # fmt: skip
_SITE = "Hvor går barnet du svarer for?"
_KNOWS = "Hvor mange av de andre foreldrene kjenner du så godt at du kan ta kontakt?"
_LIKERT = (
    "Jeg hører til i foreldregruppen her.",
    "Det er foreldre her jeg kan spørre om hjelp i hverdagen.",
    "Jeg kan snakke med andre foreldre her om det som er vanskelig.",
)
_REVERSED = "Jeg blir ofte stående utenfor når foreldrene her snakker sammen."
_WANTS = "Ønsker du flere steder eller anledninger til å møte andre foreldre?"
_HELPS = "Vil du selv bidra til at foreldrene møtes?"
_STRENGTHENS = "Hva ville styrket nettverket mellom foreldrene her?"
_MORE = "Er det noe mer du vil si om foreldrenettverket?"
_STRAIGHT_LINES = {20: _AGREEMENT[4], 75: _AGREEMENT[3]}
_SENT_TWICE = 111
# A form exports the time of day where the program runs, and says nothing of its zone.
_FIRST_DAY = datetime.datetime(2025, 3, 3)  # noqa: DTZ001
_N_DAYS, _FIRST_HOUR, _MINUTES_A_DAY = 14, 7, 15 * 60

_SUMMARY = "syntetisk_oppsummering"
_COLUMNS = (
    "fact_id", "document", "section", "quote", "corrected_quote", "topic", "indicator_nb",
    "indicator_en", "population", "geography", "period", "value", "unit", "unit_of_analysis",
    "qualifier", "legibility", "approved_by", "approval_reason",
)  # fmt: skip


def make_survey_facts(seed: int) -> pd.DataFrame:
    """Make the facts on who was asked in the survey, and how many parents there are.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (6, 18)
        One fact a row, the columns of `facts.csv`. All cells are text, as in the file.

    Examples
    --------
    >>> facts = make_survey_facts(1)
    >>> facts.equals(make_survey_facts(1))
    True
    """
    draw = _Draw(seed, "facts.csv")
    kindergarten, school = draw.whole(150, 170), draw.whole(230, 260)
    invited, opened = draw.whole(300, 330), draw.whole(190, 215)
    asked = f"{invited} foreldre fikk lenken, {opened} åpnet den, og {_N_ROWS} svarte."
    total = kindergarten + school
    places = f"I barnehagen er det {kindergarten} foreldre, på skolen {school}, i alt {total}."
    respondents, parents = UnitOfAnalysis.RESPONDENTS, UnitOfAnalysis.PARENTS
    rows = [
        _fact("foreldre_spurte", asked, invited, "ble spurt", "persons asked", respondents),
        _fact("foreldre_apnet", asked, opened, "åpnet", "persons who opened it", respondents),
        _fact("foreldre_svarte", asked, _N_ROWS, "svarte", "persons who answered", respondents),
        _fact("foreldre_i_alt", places, total, "foreldre i alt", "parents in all", parents),
        _fact(
            "foreldre_barnehage", places, kindergarten,
            "foreldre i barnehagen", "parents in the kindergarten", parents,
        ),
        _fact(
            "foreldre_skole", places, school,
            "foreldre på skolen", "parents at the school", parents,
        ),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _fact(
    fact_id: str, quote: str, value: int, nb: str, en: str, counted: UnitOfAnalysis
) -> dict[str, str]:
    usual = {
        "fact_id": fact_id,
        "document": _SUMMARY,
        "section": "Syntetisk avsnitt: foreldreundersøkelsen",
        "quote": quote,
        "corrected_quote": quote,
        "topic": "parent_survey",
        "indicator_nb": f"Foreldreundersøkelsen: {nb}",
        "indicator_en": f"Parents' survey: {en}",
        "population": "parents in kindergarten and school in Nordlia, invented",
        "geography": "Nordlia (Eksempelvik)",
        "period": "2025-03",
        "value": str(value),
        "unit": "count",
        "unit_of_analysis": counted,
        "legibility": "legible",
    }
    return dict.fromkeys(_COLUMNS, "") | usual


def make_parents_answers(seed: int) -> pd.DataFrame:
    """Make the answers of parents in kindergarten and school, as Forms exports them.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (163, 17)
        One row an answer, in the order they were sent in; some are of the same family, and
        one was sent twice. Cells are text, but for the number of the answer and the times.
    """
    draw = _Draw(seed, "foreldreundersokelsen.xlsx")
    homes = [draw.one(_PLACES, _WEIGHTS_OF_PLACES) for _ in range(_N_FAMILIES)]
    families = [number % _N_FAMILIES for number in draw.order(_N_SENT)]
    answers = [_answers(draw, homes[family]) for family in families]
    for number, ticked in _STRAIGHT_LINES.items():
        answers[number] |= dict.fromkeys((*_LIKERT, _REVERSED), ticked)
    sent = [
        {
            "E-postadresse": f"forelder{number:03}@example.org",
            "Navn": "Oppdiktet",
            "Familiekode": f"F{family + 1:03}",
            **answer,
        }
        for number, (answer, family) in enumerate(zip(answers, families, strict=True), 1)
    ]
    sent.insert(_SENT_TWICE, sent[_SENT_TWICE])
    return pd.DataFrame(
        [
            {
                "Id": number,
                "Starttidspunkt": started,
                "Fullføringstidspunkt": started + datetime.timedelta(seconds=seconds),
                **answer,
                "Syntetisk": _MARK,
            }
            for number, ((started, seconds), answer) in enumerate(
                zip(draw.times(len(sent)), sent, strict=True), 1
            )
        ]
    )


def _answers(draw: _Draw, place: str) -> dict[str, str]:
    """What one parent answered, question by question."""
    belonging = draw.one(range(len(_AGREEMENT)), _WEIGHTS_OF_BELONGING[place])
    wish = draw.one(_WISHES, (22, 30, 36, 12))
    was_asked = wish in ("Kanskje", "Ja")
    return {
        _SITE: place,
        _KNOWS: draw.seldom_open(_KNOWN[min(max(belonging - draw.whole(0, 2), 0), 3)]),
        **{wording: draw.seldom_open(draw.agreement(belonging)) for wording in _LIKERT},
        _REVERSED: draw.seldom_open(draw.agreement(len(_AGREEMENT) - 1 - belonging)),
        # All answered: who left it open would give small groups away.
        _WANTS: wish,
        _HELPS: draw.seldom_open(draw.one(_HELP, (26, 48, 18, 8))) if was_asked else "",
        _STRENGTHENS: draw.seldom_open(draw.ticks()),
        _MORE: draw.one(_REMARKS),
    }


class _Draw:
    """What is drawn for one file, by whole numbers alone: they are the same everywhere."""

    def __init__(self, seed: int, file: str) -> None:
        self._generator = np.random.default_rng([seed, 3, *file.encode("ascii")])
        self._own_texts: list[str] = []

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self._generator.integers(low, high, endpoint=True))

    def one(self, things: Sequence[T], weights: Sequence[int] = ()) -> T:
        """One of the things; the weights are whole numbers."""
        chances = weights or [1] * len(things)
        drawn = self.whole(1, sum(chances))
        return next(
            thing for place, thing in enumerate(things) if drawn <= sum(chances[: place + 1])
        )

    def order(self, n: int) -> list[int]:
        """The numbers from nought in another order."""
        keys = [(self.whole(0, 10**9), place) for place in range(n)]
        return [place for _, place in sorted(keys)]

    def agreement(self, belonging: int) -> str:
        """An answer near what somebody thinks, or that she does not know."""
        if self.whole(1, 14) == 1:
            return _UNKNOWN
        place = belonging + self.one((-1, 0, 1), (1, 3, 1))
        return _AGREEMENT[min(max(place, 0), len(_AGREEMENT) - 1)]

    def seldom_open(self, answer: str) -> str:
        """The answer, or nothing for one in twenty-five."""
        return "" if self.whole(1, 25) == 1 else answer

    def ticks(self) -> str:
        """Ticked answers as Forms joins them, now and then with a text of her own."""
        ticked = [text for text, chance in _WISHED_FOR.items() if self.whole(1, 100) <= chance]
        if self.whole(1, 18) == 1:
            ticked.append(self.own_text())
        return "".join(f"{text};" for text in ticked or [_NONE_OF_THESE])

    def own_text(self) -> str:
        """A text of somebody's own; each once before one comes again."""
        # Three alike would look like an answer that has got another name.
        drawn = self.whole(1, len(_OWN_TEXTS))
        self._own_texts = self._own_texts or list(_OWN_TEXTS)
        return self._own_texts.pop(drawn % len(self._own_texts))

    def times(self, n: int) -> list[tuple[datetime.datetime, int]]:
        """When each began, in their order, and for how many seconds she was at it."""
        minutes = sorted(self.whole(0, _N_DAYS * _MINUTES_A_DAY - 1) for _ in range(n))
        times = []
        for minute in minutes:
            day, of_day = divmod(minute, _MINUTES_A_DAY)
            since = datetime.timedelta(
                days=day, hours=_FIRST_HOUR, minutes=of_day, seconds=self.whole(0, 59)
            )
            times.append((_FIRST_DAY + since, self.whole(95, 900)))
        return times
