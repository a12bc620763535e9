"""Invented answers of the fictional evaluation in `data/raw/eksempel/`.

Nobody gave any of them. They look like what a form exports: answers in the words of the
form, some left out, and beside them what must stay outside the door (an e-mail address, an
address of the net, a time of day, free text). Addresses are of those that are reserved for
examples (RFC 2606, RFC 5737). The columns are declared in `evaluation.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

_MARK = "Syntetisk svar, oppdiktet"
_USEFUL = ("Svært nyttig", "Nyttig i noe grad")
_SAFETY = ("Utrygt", "Litt utrygt", "Ganske trygt", "Trygt")
_STAGES = ("Barnehage", "Småtrinnet", "Mellomtrinnet")
_AREAS = {
    "Hverdagen hjemme": "omrade_hverdagen",
    "Søvn og døgnrytme": "omrade_sovn",
    "Samarbeid med skolen": "omrade_samarbeid_skole",
    "Samarbeid med andre tjenester": "omrade_samarbeid_tjenester",
    "Barnets fritid": "omrade_fritid",
    "Nettverk og naboer": "omrade_nettverk",
    "Økonomi": "omrade_okonomi",
    "Boligen": "omrade_bolig",
}
_REMARKS = (
    "", "", "",
    "(Oppdiktet.) Det hjalp at noen ringte når de hadde sagt at de skulle ringe.",
    "(Oppdiktet.) Vi skulle gjerne ha kommet i gang tidligere på høsten.",
)  # fmt: skip

_N_FAMILIES, _N_PARENTS = 68, 80
_PLACES = ("Barnehage", "Barneskole", "Ungdomsskole")
_WEIGHTS_OF_PLACES = (38, 34, 28)
_OFTEN = ("Aldri", "Sjelden", "Ofte", "Alltid")
_WEIGHTS_OF_OFTEN = {
    "Barnehage": (24, 40, 30, 6),
    "Barneskole": (38, 36, 22, 4),
    "Ungdomsskole": (50, 30, 14, 6),
}
_KNOWN = ("Ingen", "Noen få", "Mange")
_WANTED = ("Svært nyttig", "Litt nyttig", "Ikke nyttig")
_MEETINGS = ("Kafékveld", "Tur", "Bytteverksted", "Foreldrekurs")


def make_family_answers(facts: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Make the answers of the families the support team followed up.

    Parameters
    ----------
    facts : DataFrame
        The register of the same evaluation, as `make_example_facts` gives it: where a
        fact counts the same as an answer, as many give that answer.
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (n_families, 11)
        One row a family, the columns of `svar.csv`. All cells are text, as in the file.
    """
    values = facts.set_index("fact_id")["value"]
    draw = _Draw(seed, "svar.csv")
    n = int(values["skjema_familier"])
    useful = [_USEFUL[0]] * int(values["skjema_svart_nyttig"])
    useful += [_USEFUL[1]] * int(values["skjema_noe_nyttig"])
    # What the chart does not tell is drawn: too few to be shown.
    counts = {area: int(values[fact] or draw.whole(2, 3)) for area, fact in _AREAS.items()}
    before = [draw.one(_SAFETY, (26, 34, 28, 12)) for _ in range(n)]
    after = [draw.one(_SAFETY, (8, 16, 44, 32)) for _ in range(n)]
    after[draw.whole(0, n - 1)] = ""
    return pd.DataFrame(
        {
            "Syntetisk": [_MARK] * n,
            "Svarnummer": [str(number) for number in range(1, n + 1)],
            "Starttidspunkt": draw.times(n),
            "E-postadresse": [f"familie{number:02}@example.org" for number in range(1, n + 1)],
            "Hvor nyttig var hjelpen?": draw.shuffled(useful),
            "Hvordan var det hjemme før hjelpen?": before,
            "Hvordan er det hjemme nå?": after,
            "Hva hjalp det på? (flere svar)": draw.ticks(counts, n),
            "Hvor går det eldste barnet?": [draw.one(_STAGES, (20, 50, 30)) for _ in range(n)],
            "Hvor mange voksne bor hjemme?": [
                draw.one(("En", "To"), (45, 55)) for _ in range(n)
            ],
            "Er det noe mer dere vil fortelle?": [draw.one(_REMARKS) for _ in range(n)],
        }
    )


def make_network_answers(seed: int) -> pd.DataFrame:
    """Make the answers of parents who were asked about their network.

    Parameters
    ----------
    seed : int
        The same seed gives the same table, on every machine.

    Returns
    -------
    DataFrame, shape (80, 11)
        One row a parent, some of the same family, the columns of `nettverk.csv`.
    """
    draw = _Draw(seed, "nettverk.csv")
    homes = [draw.one(_PLACES, _WEIGHTS_OF_PLACES) for _ in range(_N_FAMILIES)]
    families = [*range(_N_FAMILIES), *range(_N_PARENTS - _N_FAMILIES)]
    families = [families[place] for place in draw.order(_N_PARENTS)]
    places = [homes[family] for family in families]
    meetings = [
        ";".join(m for m in _MEETINGS if draw.whole(1, 100) <= 38) or _MEETINGS[0]
        for _ in families
    ]
    return pd.DataFrame(
        {
            "Syntetisk": [_MARK] * _N_PARENTS,
            "Svarnummer": [str(number) for number in range(1, _N_PARENTS + 1)],
            "Starttidspunkt": draw.times(_N_PARENTS),
            "IP-adresse": [f"192.0.2.{number}" for number in range(1, _N_PARENTS + 1)],
            "Familiekode": [f"F{family + 1:02}" for family in families],
            "Hvor går barnet ditt?": places,
            "Hvor nyttig ville et foreldrenettverk vært?": draw.some_left_out(
                [draw.one(_WANTED, (55, 33, 12)) for _ in families]
            ),
            "Hva slags treff ønsker du? (flere svar)": draw.some_left_out(meetings),
            "Hvor mange andre foreldre kjenner du?": draw.some_left_out(
                [draw.one(_KNOWN, (18, 50, 32)) for _ in families]
            ),
            # All answered: who left it open would give small groups away.
            "Hvor ofte føler du deg alene om ansvaret?": [
                draw.one(_OFTEN, _WEIGHTS_OF_OFTEN[place]) for place in places
            ],
            "Har du andre innspill?": [draw.one(_REMARKS) for _ in families],
        }
    )


class _Draw:
    """What is drawn for one file, by whole numbers alone: they are the same everywhere."""

    def __init__(self, seed: int, file: str) -> None:
        self._generator = np.random.default_rng([seed, *file.encode("ascii")])

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self._generator.integers(low, high, endpoint=True))

    def one(self, answers: Sequence[str], weights: Sequence[int] = ()) -> str:
        """One of the answers; the weights are whole numbers."""
        chances = weights or [1] * len(answers)
        drawn = self.whole(1, sum(chances))
        return next(
            answer for place, answer in enumerate(answers) if drawn <= sum(chances[: place + 1])
        )

    def order(self, n: int) -> list[int]:
        """The places of so many things in another order."""
        keys = [(self.whole(0, 10**9), place) for place in range(n)]
        return [place for _, place in sorted(keys)]

    def shuffled(self, answers: Sequence[str]) -> list[str]:
        """The same answers in another order."""
        return [answers[place] for place in self.order(len(answers))]

    def some_left_out(self, answers: Sequence[str]) -> list[str]:
        """The answers, one in twenty of them left open."""
        return ["" if self.whole(1, 20) == 1 else answer for answer in answers]

    def ticks(self, counts: dict[str, int], n: int) -> list[str]:
        """Answers ticked by so many of `n`, joined as a form joins them; each ticks some."""
        ticked: list[list[str]] = [[] for _ in range(n)]
        order, start = self.order(n), 0
        for answer, count in counts.items():
            for step in range(count):
                ticked[order[(start + step) % n]].append(answer)
            start += count
        return [";".join(answers) for answers in ticked]

    def times(self, n: int) -> list[str]:
        """A day in spring with a time of day for each, in their order."""
        minutes = sorted(self.whole(0, 28 * 14 * 60) for _ in range(n))
        days = [divmod(minute, 14 * 60) for minute in minutes]
        return [f"{day + 1:02}.05.2025 {8 + m // 60:02}:{m % 60:02}" for day, m in days]
