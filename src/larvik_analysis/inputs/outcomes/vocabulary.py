"""What the columns of outcome files may be called, and the words of their closed lists.

A word that is on no list is refused and never kept: it could be anything somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from larvik_analysis.inputs.naming import alike
from larvik_analysis.terms.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file.

    Attributes
    ----------
    id : str
        What our tables call it.
    headings : tuple of str
        What the file may call it; the first is that of the template.
    is_needed : bool
    """

    id: str
    headings: tuple[str, ...]
    is_needed: bool = True


def _column(name: str, *headings: str, needed: bool = True) -> Column:
    return Column(id=name, headings=(*headings, name), is_needed=needed)


_FAMILY = _column("family", "familie")
_DATE = _column("date", "dato")
RATINGS: Final = (
    _FAMILY,
    _column("child", "barn", needed=False),
    _column("wave", "bølge", "bolge", "måling", "maling", "runde"),
    _DATE,
    _column("rater", "vurderer", "vurdert av", "rated by", needed=False),
    _column("role", "rolle", needed=False),
)
EPISODES: Final = (
    _FAMILY,
    _column("level", "nivå", "niva"),
    _column("start", "fra", "from"),
    _column("end", "til", "to", needed=False),
    _column("service", "tjeneste", needed=False),
    _column("referral", "henvisning", "henvist fra", "referred by", needed=False),
    _column("consent", "samtykke", needed=False),
    _column("outcome", "utfall", needed=False),
    _column("reason", "begrunnelse", "grunn", needed=False),
)
CONTACTS: Final = (
    _FAMILY,
    _DATE,
    _column("minutes", "minutter"),
    _column("mode", "måte", "mate", "kontaktform", needed=False),
)
GOALS: Final = (
    _FAMILY,
    _column("goal", "mål", "mal"),
    _column("weight", "vekt", needed=False),
    _column("score", "skår", "skar", "måloppnåelse"),
)
SESSIONS: Final = (
    _column("case", "sak", "familie", "family"),
    _column("phase", "fase"),
    _column("session", "økt", "okt", "måling", "nummer"),
    _column("score", "skår", "skar", "verdi"),
    _column("date", "dato", needed=False),
)
ZONES: Final = (
    _column("zone", "sone", "område", "area"),
    _column("year", "år", "ar"),
    _column("outcome", "utfall", "verdi", "value"),
    _column("n", "antall", "grunnlag", "base", needed=False),
)

ROLES: Final = {
    "team": ("laget", "team", "familieveileder"),
    "kindergarten": ("barnehage", "barnehagelærer"),
    "school": ("skole", "lærer", "teacher"),
    "health_service": ("helsestasjon", "helsesykepleier", "public health nurse"),
    "child_welfare": ("barnevern", "barneverntjenesten"),
    "psychology_service": ("ppt", "psykolog", "psychologist"),
    "parent": ("forelder", "foresatt", "mor", "far", "mother", "father"),
    "independent": ("uavhengig", "ekstern", "external"),
    "other": ("annen", "annet"),
}
MODES: Final = {
    "home": ("hjemme", "hjemmebesøk", "home visit"),
    "office": ("kontor", "på kontoret"),
    "school": ("skole", "på skolen"),
    "kindergarten": ("barnehage", "i barnehagen"),
    "telephone": ("telefon", "phone"),
    "video": ("videosamtale", "video call"),
    "message": ("melding", "sms", "e-post", "email"),
    "group": ("gruppe",),
    "other": ("annet",),
}
CONSENT: Final = {
    "yes": ("ja", "gitt", "given"),
    "no": ("nei", "ikke gitt", "not given"),
    "withdrawn": ("trukket", "trukket tilbake"),
    "not_asked": ("ikke spurt", "not asked"),
}
EPISODE_OUTCOMES: Final = {
    "closed": ("avsluttet", "ferdig"),
    "moved": ("flyttet", "videre", "videreført"),
    "left": ("sluttet", "falt fra", "dropped out"),
}
PHASES: Final = {
    "A": ("basis", "grunnlinje", "før", "baseline"),
    "B": ("tiltak", "under tiltak", "intervention"),
}


def lexicon(
    common: Mapping[str, Iterable[str]], declared: Mapping[str, Words] | None = None
) -> dict[str, str]:
    """The id that each way to write a word stands for, by the word as it is compared.

    Parameters
    ----------
    common : mapping of str to iterable of str
        Other ways to write each id of a list.
    declared : mapping of str to Words, optional
        Ids that the evaluation has added, with their names.

    Examples
    --------
    >>> lexicon({"home": ("hjemme",)})
    {'home': 'home', 'hjemme': 'home'}
    """
    found: dict[str, str] = {}
    for name, ways in common.items():
        found |= {alike(way): name for way in (name, *ways)}
    for name, words in (declared or {}).items():
        found |= {alike(way): name for way in (name, words.nb, words.en, words.nn) if way}
    return found


def words_in(lexicon: Mapping[str, str]) -> list[str]:
    """A word for each id of a list as messages tell it, the Norwegian one first.

    Examples
    --------
    >>> words_in({"home": "home", "hjemme": "home", "video": "video"})
    ['hjemme / home', 'video']
    """
    found: dict[str, str] = {}
    for way, name in lexicon.items():
        if way != alike(name):
            found.setdefault(name, f"{way} / {name}")
    return [found.get(name, name) for name in dict.fromkeys(lexicon.values())]
