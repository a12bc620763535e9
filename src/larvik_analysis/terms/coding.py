"""Open answers that people have read and coded: what may be said of them in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paraphrase:
    """What somebody wrote, told in other words and approved for publication.

    Attributes
    ----------
    theme : str
        Id of the theme it belongs to: an answer of its question.
    text : str
    """

    theme: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A question whose texts became themes.

    Attributes
    ----------
    question : str
        Its id; the themes are its answers.
    paraphrases : tuple of Paraphrase
        Those that somebody has approved, in the order of the coding sheet. Whether one
        leaves is for the gate to say: it does where the count of its theme does.
    """

    question: str
    paraphrases: tuple[Paraphrase, ...] = ()
