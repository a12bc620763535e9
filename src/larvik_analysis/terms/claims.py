"""Claims of the documents that we looked up, and short names for the documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.terms.words import Words

ClaimVerdict = Literal["wrong", "misattributed", "outdated", "disputed", "not_verified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim of a document, and what we found.

    Attributes
    ----------
    id : str
    quote, corrected : str
        The claim in the words of the document, short; and as it is shown: between quotation
        marks, with the scanner's errors mended where there are any.
    document : str
    verdict : ClaimVerdict
    finding : Words
        Our finding in our own words.
    source : Words
        What the finding rests on.
    facts : tuple of str
        Facts of the register that carry the claim.
    """

    id: str
    quote: str
    document: str
    verdict: ClaimVerdict
    finding: Words
    source: Words
    corrected: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortName:
    """A short name for a document, for narrow columns."""

    document: str
    name: Words
