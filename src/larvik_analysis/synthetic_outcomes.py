"""Invented outcomes of the fictional evaluation in `data/raw/eksempel/`.

Nobody was rated, visited or followed up. The families are those of `families.csv` in every
other file too. How much the measure changes is chosen: with a change of nought all that
differs between the ratings is noise, and the ratings before are the same. The columns are
declared in `evaluation.yaml`, and the first one, which marks a row as invented, is not.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import pandas as pd

MARK = "Syntetisk, oppdiktet"
# What the committed files were made with: points of the ratings' scale, and of the rates of
# areas in cases per thousand children. Below nought is better.
EFFECT = -0.6
ZONE_EFFECT = -6.0

# Children of each family: as many of both as `facts.csv` says the team helped.
# The team lost one family before the second rating.
_CHILDREN = (1, 2, 2, 3, 2, 2, 4, 1, 2, 3, 2, 2, 4, 1)
_LOST, _RATED_BY_BOTH = "F09", "F02"
_FAMILIES = tuple(f"F{number:02}" for number in range(1, len(_CHILDREN) + 1))
_RATERS = ("Rådgiver A", "Rådgiver B")
_RISKS = (
    "Skadelige omsorgsformer",
    "Alvorlige krenkelser",
    "Emosjonell utilgjengelighet/fjernhet hos foresatte",
    "Rusmiddelbruk",
    "Alvorlige former for psykiske lidelser",
    "Utviklingsvansker som ikke blir forstått og hjulpet",
    "Skadelig psykososialt miljø i barnehage og skole",
    "Levekårsutfordringer",
)
_PROTECTIVE = ("Foreldrenes kapasitet", "Familie og miljø")
_LOWEST, _HIGHEST = 0, 4
_NOT_RATED = ("", "ikke vurdert")
_WAVES = ((1, datetime.date(2024, 8, 19)), (2, datetime.date(2025, 5, 12)))

_FIRST_DAY = datetime.date(2024, 8, 19)
_PLANNED_CONTACTS = 20
_MODES = ("Hjemme", "Telefon", "På skolen", "På kontoret")
_WEIGHTS_OF_MODES = (45, 25, 20, 10)
# By level; the team has the highest two.
_SERVICES = ("Helsestasjonen", "Skolen", "Støttelaget")
_REFERRALS = ("Skolen", "Barnehagen", "Familien selv")
# Levels a family goes through and how the last stay ends; nothing where it is still open.
_WAYS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((1, 2), "avsluttet"),
    ((1, 2, 3), ""),
    ((1,), "avsluttet"),
    ((0, 1, 2), "avsluttet"),
    ((1, 2, 1), "avsluttet"),
    ((2, 1), "avsluttet"),
    ((1, 2, 3), ""),
    ((0, 1), "avsluttet"),
    ((1, 2), "sluttet"),
    ((1, 2, 1), ""),
    ((0, 1, 2), "avsluttet"),
    ((1, 2), "avsluttet"),
    ((2, 1), "avsluttet"),
    ((1, 2), ""),
)
_COMES_BACK, _CAME_BACK = "F03", datetime.date(2025, 9, 1)
# Cases and the scores they have before help and with it; the last is too short to be compared.
_CASES = (("F02", 6, 6), ("F07", 6, 6), ("F10", 2, 6))
_ZONES = (
    "Nordlia", "Bakkely", "Elvestrand", "Fjordgata", "Granli", "Heimdalen",
    "Kvernåsen", "Lia", "Myrvoll", "Sentrum", "Solbakken", "Åsgrenda",
)  # fmt: skip
_FIRST_YEAR, _N_YEARS, _ZONE_START = 2016, 10, 2024
_PANDEMIC = {2020: -90, 2021: -50}  # tenths of a case per thousand children


def make_family_ratings(seed: int, *, effect: float = EFFECT) -> pd.DataFrame:
    """Make the ratings of children in the families the support team followed up.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.
    effect : float
        True change of each rating in points of its scale, from -1 to 1; below 0 is better.
        A little less is seen, since nothing can go past the ends of the scale.

    Returns
    -------
    DataFrame, shape (64, 17)
        One row a child, wave and rater, the columns of `families.csv`. All cells are text.

    Examples
    --------
    >>> noise, better = (make_family_ratings(1, effect=effect) for effect in (0.0, -0.6))
    >>> first = noise["bølge"] == "1"
    >>> noise[first].equals(better[first]), noise.equals(better)
    (True, False)
    """
    draw = _Draw(seed, "families.csv")
    rows = []
    for number, (family, n_children) in enumerate(zip(_FAMILIES, _CHILDREN, strict=True)):
        own, other = _RATERS[number % 2], _RATERS[(number + 1) % 2]
        raters = (own, other) if family == _RATED_BY_BOTH else (own,)
        burden, luck = draw.whole(1, 3), draw.whole(-30, 30)
        days = [day + datetime.timedelta(days=draw.whole(0, 30)) for _, day in _WAVES]
        for child in range(1, n_children + 1):
            before = [draw.kept(burden + draw.whole(-1, 1)) for _ in (*_RISKS, *_PROTECTIVE)]
            after = [draw.kept(rating + draw.step(luck, effect)) for rating in before]
            for (wave, _), day, true in zip(_WAVES, days, (before, after), strict=True):
                for rater in raters:
                    cells = draw.rated(true, is_own=rater == own)
                    if (family, wave) != (_LOST, 2):
                        marks = (family, f"{family}-{child}", str(wave), _written(day))
                        rows.append((MARK, *marks, rater, "Laget", *cells))
    head = ("Syntetisk", "familie", "barn", "bølge", "dato", "vurderer", "rolle")
    return pd.DataFrame(rows, columns=[*head, *_RISKS, *_PROTECTIVE])


def make_pathways(seed: int) -> pd.DataFrame:
    """Make the families' episodes at the levels of follow-up, some of them still open.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (34, 10)
        One row an episode, the columns of `pathways.csv`. All cells are text.
    """
    draw = _Draw(seed, "pathways.csv")
    rows = []
    for family, (levels, ending) in zip(_FAMILIES, _WAYS, strict=True):
        begins = _FIRST_DAY + datetime.timedelta(days=draw.whole(0, 40))
        referral = draw.one(_REFERRALS, (50, 30, 20))
        for place, level in enumerate(levels):
            ends = begins + datetime.timedelta(days=draw.whole(50, 150))
            is_last = place == len(levels) - 1
            outcome = ending if is_last else "flyttet"
            rows.append(
                (
                    MARK, family, str(level), _written(begins),
                    _written(ends) if outcome else "",
                    _SERVICES[min(level, 2)], "" if place else referral, "Ja", outcome, "",
                )
            )  # fmt: skip
            begins = ends
    rows.append(
        (
            MARK, _COMES_BACK, "2", _written(_CAME_BACK), "", _SERVICES[2], "Familien selv",
            "Ja", "", "(Oppdiktet.) Familien tok kontakt igjen.",
        )
    )  # fmt: skip
    head = (
        "Syntetisk", "familie", "nivå", "fra", "til", "tjeneste", "henvisning", "samtykke",
        "utfall", "begrunnelse",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=head)


def make_contacts(seed: int) -> pd.DataFrame:
    """Make the contacts with the families: most got less than the twenty that were planned.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (n_contacts, 5)
        One row a contact, the columns of `contacts.csv`. All cells are text.
    """
    draw = _Draw(seed, "contacts.csv")
    rows = []
    for family in _FAMILIES:
        n = draw.whole(3, 6) if family == _LOST else draw.whole(8, _PLANNED_CONTACTS + 3)
        days = sorted(draw.whole(7, 90 if family == _LOST else 280) for _ in range(n))
        for day in days:
            minutes = "" if draw.whole(1, 25) == 1 else str(15 * draw.whole(1, 7))
            mode = draw.one(_MODES, _WEIGHTS_OF_MODES)
            on = _written(_FIRST_DAY + datetime.timedelta(days=day))
            rows.append((MARK, family, on, minutes, mode))
    return pd.DataFrame(rows, columns=["Syntetisk", "familie", "dato", "minutter", "måte"])


def make_goals(seed: int) -> pd.DataFrame:
    """Make the goals that families and team agreed on, and how far each was reached.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (n_goals, 5)
        One row a goal, the columns of `goals.csv`. All cells are text; those of the lost
        family have no score.
    """
    draw = _Draw(seed, "goals.csv")
    rows = []
    for family in _FAMILIES:
        for goal in range(1, draw.whole(2, 3) + 1):
            weight = str(draw.whole(1, 3))
            score = draw.one(("-2", "-1", "0", "1", "2"), (8, 22, 36, 24, 10))
            text = f"(Oppdiktet mål {goal})"
            rows.append((MARK, family, text, weight, "" if family == _LOST else score))
    return pd.DataFrame(rows, columns=["Syntetisk", "familie", "mål", "vekt", "skår"])


def make_session_scores(seed: int, *, effect: float = EFFECT) -> pd.DataFrame:
    """Make the monthly scores of three cases, one of them with too few before help began.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.
    effect : float
        As `make_family_ratings`: with help, a score from 0 to 10 moves by three times as much.

    Returns
    -------
    DataFrame, shape (32, 6)
        One row a score, the columns of `session_scores.csv`. All cells are text.
    """
    draw = _Draw(seed, "session_scores.csv")
    rows = []
    for place, (case, n_before, n_after) in enumerate(_CASES):
        level = draw.whole(6, 7)
        first = datetime.date(2024, 2, 5) + datetime.timedelta(days=56 * place)
        for session in range(1, n_before + n_after + 1):
            is_before = session <= n_before
            moved = 0 if is_before else round(3 * effect)
            score = min(10, max(0, level + moved + draw.whole(-1, 1)))
            day = _written(first + datetime.timedelta(days=28 * session))
            phase = "A" if is_before else "B"
            rows.append((MARK, case, phase, str(session), day, str(score)))
    head = ["Syntetisk", "sak", "fase", "økt", "dato", "skår"]
    return pd.DataFrame(rows, columns=head)


def make_zones(seed: int, *, effect: float = ZONE_EFFECT) -> pd.DataFrame:
    """Make a rate for each of twelve areas and ten years; the measure comes to the first one.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.
    effect : float
        True change in the area with the measure from the year it comes, in cases per
        thousand children.

    Returns
    -------
    DataFrame, shape (120, 5)
        One row an area and year, the columns of `zones.csv`. All cells are text.
    """
    draw = _Draw(seed, "zones.csv")
    years = range(_FIRST_YEAR, _FIRST_YEAR + _N_YEARS)
    common = {year: draw.whole(-15, 15) + _PANDEMIC.get(year, 0) for year in years}
    rows = []
    for zone in _ZONES:
        # Tenths. The area with the measure lies among the others, so they can be its like.
        level = 400 if zone == _ZONES[0] else draw.whole(300, 500)
        children, own = draw.whole(280, 620), 0
        for year in years:
            own = own // 2 + draw.whole(-25, 25)  # what one year brings, the next keeps in part
            has_measure = zone == _ZONES[0] and year >= _ZONE_START
            tenths = level + common[year] + own + (round(10 * effect) if has_measure else 0)
            rate = f"{tenths // 10}.{tenths % 10}"
            rows.append((MARK, zone, str(year), rate, str(children + draw.whole(-15, 15))))
    return pd.DataFrame(rows, columns=["Syntetisk", "område", "år", "utfall", "grunnlag"])


def _written(day: datetime.date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}"


class _Draw:
    """What is drawn for one file, by whole numbers alone: they are the same everywhere."""

    def __init__(self, seed: int, file: str) -> None:
        self._generator = np.random.default_rng([seed, *file.encode("ascii")])

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self._generator.integers(low, high, endpoint=True))

    def one(self, answers: Sequence[str], weights: Sequence[int]) -> str:
        """One of the answers; the weights are whole numbers."""
        drawn = self.whole(1, sum(weights))
        return next(
            answer for place, answer in enumerate(answers) if drawn <= sum(weights[: place + 1])
        )

    def kept(self, rating: int) -> int:
        """The rating within the scale."""
        return min(_HIGHEST, max(_LOWEST, rating))

    def step(self, luck: int, effect: float) -> int:
        """How a burden moves: by chance, as the family fares, and by what the measure does.

        As many numbers are drawn whatever the effect is, so that all else stays the same.
        """
        chance, share = self.whole(1, 100), self.whole(1, 100)
        by_chance = -1 if chance <= 30 + luck else (1 if chance > 70 + luck else 0)
        moves = share <= round(100 * abs(effect))
        return by_chance + ((-1 if effect < 0 else 1) if moves else 0)

    def rated(self, true: Sequence[int], *, is_own: bool) -> list[str]:
        """The burdens as they were rated: a protective factor the other way, some left out."""
        cells = []
        for place, burden in enumerate(true):
            doubt, left_out = self.whole(1, 10), self.whole(1, 20)
            moved = 0 if is_own or doubt > 2 else (1 if doubt == 1 else -1)
            seen = self.kept(burden + moved)
            rating = _HIGHEST - seen if place >= len(_RISKS) else seen
            cells.append(_NOT_RATED[doubt % 2] if left_out == 1 else str(rating))
        return cells
